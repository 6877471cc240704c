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
use crate::store::lists::{self, ListRow};
use crate::web::error::Error;
use crate::web::form::Fields;
use crate::web::view::{ConfirmPage, Page, Shell};

/// The form of a list: `action`, an `id-<number>` for each chosen row, `back`: where they were chosen, `confirmed` once
/// it was asked, and `typed` where that was asked for.
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
    let back = safe_next(fields.get("back")).unwrap_or_else(|| list.path.to_owned());
    let locale = admin.locale();
    if fields.get("confirmed").is_empty() {
        let page = confirm(&app, &admin, list, action, back, &rows).await?;
        return Ok(Page(StatusCode::OK, page).into_response());
    }
    if to_type(list, action, &rows).is_some_and(|asked| asked != fields.get("typed").trim()) {
        let mut page = confirm(&app, &admin, list, action, back, &rows).await?;
        let wrong = Sentence::new("admin-type-room-wrong").with("count", rows.len());
        page.typed_error = Some(wrong.text(locale));
        return Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let (mut done, mut failed) = (0, Vec::new());
    let mut left = Vec::new();
    for row in rows {
        let task = Task {
            app: app.clone(),
            doer: admin.scope.doer(Via::Page),
            id: row.id,
        };
        match (action.run)(task).await {
            Ok(()) => done += 1,
            Err(error) if error.is_fault() => return Err(error.into()),
            Err(error) => {
                let name = name_of(&list.spec, &row, locale);
                failed.push((name, error.refusal().detail(locale)));
                left.push(row);
            }
        }
    }
    if failed.is_empty() {
        return Ok(Redirect::to(&with_done(&back, done)).into_response());
    }
    let mut page = confirm(&app, &admin, list, action, back, &left).await?;
    page.failed = failed;
    Ok(Page(StatusCode::CONFLICT, page).into_response())
}

/// What is typed before it is done, where anything is.
fn to_type(list: &List, action: &Action, rows: &[ListRow]) -> Option<String> {
    match rows {
        _ if !action.types_room => None,
        [room] => list.spec.text(room, "room").map(str::to_owned),
        rooms => Some(rooms.len().to_string()),
    }
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
    rows: &[ListRow],
) -> Result<ConfirmPage, Error> {
    let locale = admin.locale();
    let asked = |key: &'static str| Sentence::new(key).with("count", rows.len());
    let name = |row: &ListRow| (row.id, name_of(&list.spec, row, locale));
    Ok(ConfirmPage {
        shell: Shell::of(app, Some(&admin.visitor)),
        menu: menu(app, admin, list.path).await?,
        path: list.path.to_owned(),
        back,
        question: asked(action.question).text(locale),
        action: action.name,
        label: action.label,
        danger: action.danger,
        chosen: rows.iter().map(name).collect(),
        failed: Vec::new(),
        typed: to_type(list, action, rows)
            .map(|text| asked("admin-type-room").with("text", text).text(locale)),
        typed_error: None,
    })
}
