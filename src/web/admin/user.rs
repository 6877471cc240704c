//! One user: what is known of the account, its rooms and sessions, and what can be done about it.

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::query::Question;
use super::words::{tone, word};
use super::{Admin, menu};
use crate::app::App;
use crate::auth::InviteCode;
use crate::domain::{ErrorCode, SiteRole, UserId, Via};
use crate::store::{memberships, users};
use crate::web::account_sessions::session_view;
use crate::web::error::Error;
use crate::web::routes::Routes;
use crate::web::view::{Badge, Page, PersonView, Shell, UserPage, UserRoomView};

/// The routes of this file.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/admin/users/{id}", show)
        .post("/admin/users/{id}/reset-link", reset_link)
}

async fn show(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let done = Question::read(query.as_deref().unwrap_or_default()).done_now();
    page(&app, &admin, &id, None, done).await
}

async fn page(
    app: &App,
    admin: &Admin,
    id: &str,
    reset_link: Option<String>,
    done: i64,
) -> Result<Response, Error> {
    let id: UserId = id.parse().map_err(|_| ErrorCode::NotFound)?;
    let reader = app.store().reader();
    let user = users::get(reader, id).await?;
    let deleted = users::is_deleted(reader, id).await?;
    let locale = admin.locale();
    let state = match (deleted, user.deactivated_at) {
        (true, _) => "deleted",
        (_, Some(_)) => "deactivated",
        _ => "active",
    };
    let badge = |stored: &str| Badge {
        text: word(locale, stored),
        tone: tone(stored),
    };
    let rooms = memberships::list_of_user(reader, id).await?;
    let sessions = app.chat().sessions_of(id).await?;
    let page = UserPage {
        shell: Shell::of(app, Some(&admin.visitor)),
        menu: menu(app, admin, "/admin/users").await?,
        person: PersonView::from(&user.person()),
        role: badge(user.role.as_str()),
        state: badge(state),
        created: user.created_at.rfc3339(),
        is_admin: user.role == SiteRole::Admin,
        is_bot: user.role == SiteRole::Bot,
        active: user.deactivated_at.is_none(),
        deleted,
        rooms: rooms
            .iter()
            .map(|(room, title, role)| UserRoomView::new(room, title, badge(role.as_str())))
            .collect(),
        sessions: sessions
            .iter()
            .map(|session| session_view(session, &admin.scope))
            .collect(),
        reset_link,
        done,
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

/// Shown once: only its hash is stored.
async fn reset_link(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let user: UserId = id.parse().map_err(|_| ErrorCode::NotFound)?;
    let code = InviteCode::random();
    let doer = admin.scope.doer(Via::Page);
    app.chat()
        .create_reset_link(doer, user, code.hash())
        .await?;
    let link = format!("{}reset?code={}", app.site_url(), code.as_str());
    page(&app, &admin, &id, Some(link), 0).await
}
