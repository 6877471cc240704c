//! The admin's site: lists of all there is, what can be done about it, settings, health. To everybody else it is not
//! there.
//!
//! A list is data (`lists`, over `store::lists`); one file shows them (`list`), one does things to chosen rows (`bulk`).

mod bulk;
mod csv_file;
mod emoji;
mod facts;
mod health;
mod invites;
mod list;
mod lists;
mod query;
mod reports;
mod settings;
mod user;
mod words;

pub(super) use facts::facts;
pub(super) use words::{tone, word};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Redirect;

use super::error::Error;
use super::routes::Routes;
use super::view::Menu;
use crate::app::App;
use crate::auth::{Scope, Visitor};
use crate::domain::{ErrorCode, Locale, SiteRole};

/// The routes of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/admin", home)
        .merge(lists::routes())
        .merge(user::routes())
        .merge(invites::routes())
        .merge(emoji::routes())
        .merge(reports::routes())
        .merge(settings::routes())
        .merge(health::routes())
}

async fn home(_: Admin) -> Redirect {
    Redirect::to("/admin/users")
}

/// A signed-in admin. To a signed-in user who is none the page does not exist.
#[derive(Clone, Debug)]
pub(super) struct Admin {
    pub scope: Scope,
    pub visitor: Visitor,
}

impl Admin {
    const fn locale(&self) -> Locale {
        self.scope.locale
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Admin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let visitor = Visitor::of(&parts.extensions)?.clone();
        let scope = visitor.scope.clone().ok_or(ErrorCode::Unauthorized)?;
        if scope.user.role != SiteRole::Admin {
            return Err(ErrorCode::NotFound.into());
        }
        Ok(Self { scope, visitor })
    }
}

/// The parts of the site, with the one of this path marked, and how many reports wait.
async fn menu(app: &App, admin: &Admin, current: &str) -> Result<Menu, Error> {
    let reports = app.chat().open_reports(None).await?;
    let text = |key: &str| admin.locale().text(key);
    Ok(Menu::new(text("page-admin"))
        .back("/", text("page-error-to-chat"))
        .wide()
        .item(current, "/admin/users", text("admin-users"))
        .item(current, "/admin/rooms", text("admin-rooms"))
        .item(current, "/admin/memberships", text("admin-memberships"))
        .item(current, "/admin/messages", text("admin-messages-title"))
        .counted(current, "/admin/reports", text("admin-reports"), reports)
        .item(current, "/admin/invites", text("admin-invites"))
        .item(current, "/admin/emoji", text("admin-emoji"))
        .item(current, "/admin/sessions", text("admin-sessions"))
        .item(current, "/admin/audit", text("admin-audit"))
        .item(current, "/admin/settings", text("admin-settings"))
        .item(current, "/admin/health", text("admin-health")))
}
