//! What was reported in all rooms, direct ones too: whoever reports shows the message to those who look after the site.

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;

use super::query::Question;
use super::{Admin, menu};
use crate::app::App;
use crate::web::error::Error;
use crate::web::form::Fields;
use crate::web::room_reports::{self, Queue};
use crate::web::routes::Routes;

const PATH: &str = "/admin/reports";

/// The routes of this file.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get(PATH, queue)
        .post("/admin/reports/{report}", settle)
}

async fn of(app: &App, admin: &Admin) -> Result<Queue, Error> {
    Ok(Queue {
        path: PATH.to_owned(),
        reader: admin.scope.user.id,
        menu: menu(app, admin, PATH).await?,
        room: None,
    })
}

async fn queue(
    State(app): State<App>,
    admin: Admin,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let question = Question::read(query.as_deref().unwrap_or_default());
    let closed = !question.get("closed").is_empty();
    let before = question.get("before").parse().unwrap_or(i64::MAX);
    let queue = of(&app, &admin).await?;
    room_reports::show(&app, &admin.visitor, queue, closed, before).await
}

async fn settle(
    State(app): State<App>,
    admin: Admin,
    Path(report): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let queue = of(&app, &admin).await?;
    room_reports::settle(&app, &admin.visitor, &admin.scope, queue, &report, &fields).await
}
