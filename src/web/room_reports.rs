//! What was reported in a room, and what those who look after it do about it. The admin's site shows the same of all
//! rooms.

use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::admin::word;
use super::error::Error;
use super::extract::Query;
use super::form::Fields;
use super::room_desk::Desk;
use super::room_path::RoomPath;
use super::routes::Routes;
use super::view::{Badge, Menu, Page, PersonView, ReportView, ReportsPage, Shell, room_path};
use crate::app::App;
use crate::auth::{Scope, Visitor};
use crate::chat::{ChatError, Outcome};
use crate::domain::{Action, ErrorCode, Locale, RoomId, UserId, Via};
use crate::store::reports::{self, Report};

/// Reports of a page.
const PAGE: i64 = 50;

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/rooms/{room}/reports", queue)
        .post("/rooms/{room}/reports/{report}", settle_here)
}

/// Which reports, and around which page.
pub(super) struct Queue {
    pub path: String,
    pub menu: Menu,
    /// Who looks.
    pub reader: UserId,
    /// Of one room; none: of all.
    pub room: Option<RoomId>,
}

#[derive(Debug, Default, Deserialize)]
struct Wish {
    closed: Option<String>,
    before: Option<i64>,
}

async fn open(app: &App, scope: &Scope, room: &str) -> Result<Desk, Error> {
    Desk::open(app, scope, room, Action::Moderate, "reports").await
}

fn of(desk: Desk, scope: &Scope) -> Queue {
    Queue {
        path: desk.current,
        reader: scope.user.id,
        room: Some(desk.access.room.id),
        menu: desk.menu,
    }
}

async fn queue(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    RoomPath(room): RoomPath,
    address: Uri,
    Query(wish): Query<Wish>,
) -> Result<Response, Error> {
    let desk = open(&app, &scope, &room).await?;
    if let Some(redirect) = desk.canonical(&room, &address) {
        return Ok(redirect.into_response());
    }
    let before = wish.before.unwrap_or(i64::MAX);
    show(
        &app,
        &visitor,
        of(desk, &scope),
        wish.closed.is_some(),
        before,
    )
    .await
}

/// A page of reports.
pub(super) async fn show(
    app: &App,
    visitor: &Visitor,
    queue: Queue,
    closed: bool,
    before: i64,
) -> Result<Response, Error> {
    let page = page(app, visitor, queue, closed, before).await?;
    Ok(Page(StatusCode::OK, page).into_response())
}

async fn page(
    app: &App,
    visitor: &Visitor,
    queue: Queue,
    closed: bool,
    before: i64,
) -> Result<ReportsPage, Error> {
    let found = app
        .chat()
        .reports(queue.room, closed, before, PAGE + 1)
        .await?;
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX).min(found.len());
    let readable = app.chat().readable_of(queue.reader, &found).await?;
    let state = if closed { "closed=1&" } else { "" };
    let after = (found.len() > shown)
        .then(|| found.get(shown.saturating_sub(1)))
        .flatten()
        .map(|last| format!("{}?{state}before={}", queue.path, last.id));
    Ok(ReportsPage {
        shell: Shell::of(app, Some(visitor)),
        menu: queue.menu,
        path: queue.path,
        closed,
        of_all_rooms: queue.room.is_none(),
        reports: found
            .iter()
            .take(shown)
            .map(|report| view(report, readable.contains(&report.room), visitor.locale))
            .collect(),
        after,
        error: None,
    })
}

/// A report. Who looks after a room that they may not read sees what was reported here, and nothing around it.
fn view(report: &Report, readable: bool, locale: Locale) -> ReportView {
    let message = &report.message;
    let outcome = report.outcome.as_deref().map(|outcome| {
        let badge = Badge {
            text: word(locale, outcome),
            tone: "",
        };
        (badge, report.closed_by.clone().unwrap_or_default())
    });
    ReportView {
        id: report.id,
        author: PersonView::from(&message.author),
        text: report.text.clone(),
        href: readable.then(|| {
            let room = room_path(report.room_name.as_str());
            format!("{room}/messages/{}", message.id)
        }),
        room: report.room_title.clone(),
        sent: message.at.rfc3339(),
        reporter: PersonView::from(&report.reporter),
        reason: report.reason.clone(),
        at: report.at.rfc3339(),
        hidden: report.hidden,
        gone: message.deleted && !report.hidden,
        outcome,
    }
}

async fn settle_here(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    RoomPath(room): RoomPath,
    Path((_, report)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Error> {
    let queue = of(open(&app, &scope, &room).await?, &scope);
    settle(&app, &visitor, &scope, queue, &report, &fields).await
}

/// Does what the form says, and comes back to what still waits.
pub(super) async fn settle(
    app: &App,
    visitor: &Visitor,
    scope: &Scope,
    queue: Queue,
    report: &str,
    fields: &Fields,
) -> Result<Response, Error> {
    let id: i64 = report.parse().map_err(|_| ErrorCode::NotFound)?;
    let outcome = Outcome::parse(fields.get("outcome")).ok_or(ErrorCode::Invalid)?;
    // A number of another room's is none here.
    let report = reports::get(app.store().reader(), id).await?;
    if queue.room.is_some_and(|room| room != report.room) {
        return Err(ErrorCode::NotFound.into());
    }
    let doer = scope.doer(Via::Page);
    match app.chat().settle_report(doer, id, outcome).await {
        Ok(()) => Ok(Redirect::to(&queue.path).into_response()),
        Err(ChatError::Refused(refusal)) if refusal.code == ErrorCode::Conflict => {
            let mut page = page(app, visitor, queue, false, i64::MAX).await?;
            page.error = Some(refusal.detail(scope.locale));
            Ok(Page(StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
