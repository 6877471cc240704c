//! Does something to chosen rows: first a page that names how many and which, then the deed.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::list::{Action, List, Task, name_of};
use super::query::Question;
use super::{Admin, menu};
use crate::app::App;
use crate::auth::next_path::safe_next;
use crate::domain::{ErrorCode, Refusal, Sentence, Via};
use crate::store::lists;
use crate::web::error::Error;
use crate::web::form::Fields;
use crate::web::view::{ConfirmPage, Page, Shell};

/// The form of a list: `action`, an `id-<number>` for each chosen row, `back`: where they were chosen, and `confirmed`
/// once it was asked.
pub(super) async fn act(
    list: &'static List,
    State(app): State<App>,
    admin: Admin,
    fields: Fields,
) -> Result<Response, Error> {
    let action = list
        .actions
        .iter()
        .find(|action| action.name == fields.get("action"))
        .ok_or(ErrorCode::Invalid)?;
    let ids: Vec<i64> = fields
        .names()
        .filter_map(|name| name.strip_prefix("id-")?.parse().ok())
        .collect();
    let ask = Question::default().ask(&list.spec, &admin, &*app.auth().clock);
    let rows = lists::rows(app.store().reader(), &list.spec, &ask, &ids).await?;
    if rows.is_empty() {
        let sentence = Sentence::new("admin-nothing-chosen");
        return Err(Refusal::because(ErrorCode::Invalid, sentence).into());
    }
    let chosen: Vec<(i64, String)> = rows.iter().map(|row| (row.id, name_of(row))).collect();
    let back = safe_next(fields.get("back")).unwrap_or_else(|| list.path.to_owned());
    if fields.get("confirmed").is_empty() {
        let page = confirm(&app, &admin, list, action, back, chosen, Vec::new()).await?;
        return Ok(Page(StatusCode::OK, page).into_response());
    }
    let (mut done, mut failed) = (0, Vec::new());
    let mut left = Vec::new();
    for (id, name) in chosen {
        let task = Task {
            app: app.clone(),
            doer: admin.scope.doer(Via::Page),
            id,
        };
        match (action.run)(task).await {
            Ok(()) => done += 1,
            Err(error) if error.is_fault() => return Err(error.into()),
            Err(error) => {
                failed.push((name.clone(), error.refusal().detail(admin.locale())));
                left.push((id, name));
            }
        }
    }
    if failed.is_empty() {
        return Ok(Redirect::to(&with_done(&back, done)).into_response());
    }
    let page = confirm(&app, &admin, list, action, back, left, failed).await?;
    Ok(Page(StatusCode::CONFLICT, page).into_response())
}

/// The page on which the rows were chosen, which then says how many were done.
fn with_done(back: &str, done: i64) -> String {
    let (path, query) = back.split_once('?').unwrap_or((back, ""));
    Question::read(query).done(&done.to_string()).address(path)
}

async fn confirm(
    app: &App,
    admin: &Admin,
    list: &List,
    action: &Action,
    back: String,
    chosen: Vec<(i64, String)>,
    failed: Vec<(String, String)>,
) -> Result<ConfirmPage, Error> {
    let count = i64::try_from(chosen.len()).unwrap_or(i64::MAX);
    Ok(ConfirmPage {
        shell: Shell::of(app, Some(&admin.visitor)),
        menu: menu(app, admin, list.path).await?,
        path: list.path.to_owned(),
        back,
        question: Sentence::new(action.question)
            .with("count", count)
            .text(admin.locale()),
        action: action.name,
        label: action.label,
        danger: action.danger,
        chosen,
        failed,
    })
}
