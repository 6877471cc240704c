//! The left pane of every signed-in page.

use super::error::Error;
use super::view::{Sidebar, SidebarRoom};
use crate::app::App;
use crate::auth::Scope;
use crate::domain::RoomId;

/// The person's rooms, with the one that is open marked, also where it is not joined.
///
/// # Errors
/// Database errors.
pub async fn sidebar(app: &App, scope: &Scope, current: Option<RoomId>) -> Result<Sidebar, Error> {
    let rooms = app.chat().rooms_of(&scope.user).await?;
    let shown = |room: &crate::chat::RoomForUser| {
        let is_current = Some(room.room.id) == current;
        is_current || (room.role.is_some() && !room.room.archived)
    };
    Ok(Sidebar {
        rooms: rooms
            .iter()
            .filter(|room| shown(room))
            .map(|room| SidebarRoom {
                name: room.room.name.to_string(),
                title: room.room.title.clone(),
                private: room.room.kind == crate::domain::RoomKind::Private,
                current: Some(room.room.id) == current,
                unread: room.unread.unread,
                mentions: room.unread.mentions,
            })
            .collect(),
        browsing: current.is_none(),
    })
}
