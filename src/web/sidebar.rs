//! The left pane of every signed-in page.

use super::error::Error;
use super::view::{Sidebar, SidebarRoom};
use crate::app::App;
use crate::auth::Scope;
use crate::chat::RoomForUser;
use crate::domain::{RoomId, RoomKind};

/// The person's rooms, with the one that is open marked, also where it is not joined.
///
/// # Errors
/// Database errors.
pub async fn sidebar(app: &App, scope: &Scope, current: Option<RoomId>) -> Result<Sidebar, Error> {
    let rooms = app.chat().rooms_of(&scope.user).await?;
    let shown = |room: &RoomForUser| {
        let is_current = Some(room.room.id) == current;
        is_current || (room.role.is_some() && !room.room.archived)
    };
    let row = |room: &RoomForUser| SidebarRoom {
        id: room.room.id.to_string(),
        name: room.room.name.to_string(),
        title: room.room.title.clone(),
        private: room.room.kind == RoomKind::Private,
        direct: room.room.kind == RoomKind::Direct,
        current: Some(room.room.id) == current,
        unread: room.unread.unread,
        mentions: room.unread.mentions,
    };
    let mentions = |all: &mut dyn Iterator<Item = &RoomForUser>| -> i64 {
        all.map(|room| room.unread.mentions).sum()
    };
    let all = mentions(&mut rooms.iter());
    let elsewhere = mentions(&mut rooms.iter().filter(|room| !shown(room)));
    let rows = rooms.iter().filter(|room| shown(room)).map(row);
    let (direct, rooms) = rows.partition(|row| row.direct);
    Ok(Sidebar {
        rooms,
        direct,
        browsing: current.is_none(),
        on_threads: false,
        unread_threads: app.chat().unread_threads(scope.user.id).await?,
        searched: String::new(),
        at_bookmarks: false,
        mentions: all,
        mentions_elsewhere: elsewhere,
        at_mentions: false,
    })
}
