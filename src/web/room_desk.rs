//! What the pages have in common on which a room is looked after: the guard, and the menu of what the reader may do.

use axum::http::Uri;
use axum::response::Redirect;

use super::error::Error;
use super::view::{Menu, room_path};
use crate::app::App;
use crate::auth::Scope;
use crate::chat::Access;
use crate::domain::Action;

/// A room that was opened to somebody who looks after it, or who looks at its members.
pub(super) struct Desk {
    pub access: Access,
    pub menu: Menu,
    /// The room's path.
    pub path: String,
    /// The page's own path.
    pub current: String,
}

impl Desk {
    /// The page `part` of a room, for who may do `action` there.
    ///
    /// # Errors
    /// As [`crate::chat::Chat::look_after`].
    pub(super) async fn open(
        app: &App,
        scope: &Scope,
        room: &str,
        action: Action,
        part: &str,
    ) -> Result<Self, Error> {
        let access = app.chat().look_after(scope.user.id, room, action).await?;
        let path = room_path(access.room.name.as_str());
        let current = format!("{path}/{part}");
        let text = |key: &str| scope.locale.text(key);
        // An admin who may not read goes back to the list.
        let menu = Menu::new(access.room.title.clone());
        let mut menu = if access.may(Action::Read) {
            menu.back(&path, access.room.title.clone())
        } else {
            menu.back("/admin/rooms", text("admin-rooms"))
        };
        let mut add = |action, part: &str, key: &str, count| {
            if access.may(action) {
                let href = format!("{path}/{part}");
                menu = std::mem::take(&mut menu).counted(&current, &href, text(key), count);
            }
        };
        let reports = if access.may(Action::Moderate) {
            app.chat().open_reports(Some(access.room.id)).await?
        } else {
            0
        };
        add(Action::Describe, "settings", "admin-settings", 0);
        let members = if access.may(Action::Read) {
            Action::Read
        } else {
            Action::AddPeople
        };
        add(members, "members", "page-room-members", 0);
        add(Action::AddPeople, "invites", "page-room-invites", 0);
        add(Action::Moderate, "reports", "page-room-reports", reports);
        add(Action::ReadAudit, "audit", "page-room-audit", 0);
        Ok(Self {
            access,
            menu,
            path,
            current,
        })
    }

    /// Another spelling of the room's name, or one that it had, leads to the one address that the page has.
    pub(super) fn canonical(&self, asked: &str, address: &Uri) -> Option<Redirect> {
        let query = address.query().map(|query| format!("?{query}"));
        let path = format!("{}{}", self.current, query.unwrap_or_default());
        (asked != self.access.room.name.as_str()).then(|| Redirect::permanent(&path))
    }
}
