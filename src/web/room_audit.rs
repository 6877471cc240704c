//! A room's part of the audit log, for those who look after the room.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::admin::{facts, word};
use super::error::Error;
use super::extract::Query;
use super::room_desk::Desk;
use super::room_path::RoomPath;
use super::routes::Routes;
use super::view::{AuditView, Page, RoomAuditPage, Shell};
use crate::app::App;
use crate::auth::{Scope, Visitor};
use crate::domain::{Action, AuditRow, Locale};
use crate::store::audit;

/// Rows of a page.
const PAGE: i64 = 50;

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/rooms/{room}/audit", show)
}

#[derive(Debug, Default, Deserialize)]
struct Wish {
    before: Option<i64>,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    RoomPath(room): RoomPath,
    address: Uri,
    Query(wish): Query<Wish>,
) -> Result<Response, Error> {
    let desk = Desk::open(&app, &scope, &room, Action::ReadAudit, "audit").await?;
    if let Some(redirect) = desk.canonical(&room, &address) {
        return Ok(redirect.into_response());
    }
    let (reader, id) = (app.store().reader(), desk.access.room.id);
    let before = wish.before.unwrap_or(i64::MAX);
    let rows = audit::page_of_room(reader, id, before, PAGE + 1).await?;
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX).min(rows.len());
    let last = rows.get(shown.saturating_sub(1));
    let page = RoomAuditPage {
        shell: Shell::of(&app, Some(&visitor)),
        menu: desk.menu,
        after: last
            .filter(|_| rows.len() > shown)
            .map(|last| format!("{}?before={}", desk.current, last.id)),
        rows: rows
            .iter()
            .take(shown)
            .map(|row| view(row, scope.locale))
            .collect(),
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

fn view(row: &AuditRow, locale: Locale) -> AuditView {
    AuditView {
        at: row.at.rfc3339(),
        actor: match row.actor_id {
            Some(_) => row.actor.clone(),
            None => locale.text("admin-operator"),
        },
        action: word(locale, &row.action),
        whom: row.whom.clone(),
        was: facts(locale, &row.was),
        became: facts(locale, &row.became),
    }
}
