//! The directory of rooms, and the form that makes one.

use askama::Template;

use super::{FieldView, Shell, Sidebar, room_path};

/// `GET` `POST /rooms`. Posts `title`, `name`, `topic`, `kind` = `open` | `private`; and `people` to `/direct`.
#[derive(Debug, Template)]
#[template(path = "pages/rooms.html")]
pub struct RoomsPage {
    /// Around the page.
    pub shell: Shell,
    /// The left pane.
    pub sidebar: Sidebar,
    /// Every room that the reader may see and that takes messages.
    pub rooms: Vec<RoomView>,
    /// The archived ones that the reader is a member of.
    pub archived: Vec<RoomView>,
    /// With whom to talk alone: usernames as typed.
    pub people: FieldView,
    /// The form; none where the reader may not make rooms.
    pub form: Option<RoomForm>,
}

/// A room as the directory and its own page show it. Its Join button posts an empty form to `/rooms/{room}/join`.
#[derive(Clone, Debug, Default)]
pub struct RoomView {
    /// The room's id in digits, which stays when its name changes.
    pub id: String,
    /// The room's name, as in its path.
    pub name: String,
    /// What is shown.
    pub title: String,
    /// May be empty.
    pub topic: String,
    /// A private room.
    pub private: bool,
    /// A room of some people and of nobody else.
    pub direct: bool,
    /// Takes no more messages.
    pub archived: bool,
    /// The reader is a member.
    pub joined: bool,
    /// How many members it has.
    pub members: i64,
}

impl RoomView {
    /// The path of its page.
    #[must_use]
    pub fn path(&self) -> String {
        room_path(&self.name)
    }
}

/// The form that makes a room, as typed.
#[derive(Clone, Debug, Default)]
pub struct RoomForm {
    /// As typed.
    pub title: FieldView,
    /// As typed.
    pub name: FieldView,
    /// As typed.
    pub topic: FieldView,
    /// `private`; anything else is an open room.
    pub kind: String,
    /// One sentence about the whole form.
    pub error: Option<String>,
}

impl RoomForm {
    /// The form came back with something to mend, so it stands open.
    fn has_error(&self) -> bool {
        let fields = [&self.title, &self.name, &self.topic];
        self.error.is_some() || fields.iter().any(|field| field.error.is_some())
    }
}
