//! What the pages show: one plain struct for each template of `templates/`, filled by the handlers of `web`.
//!
//! No I/O and no decision about who may do what. Texts come from `locales/` in the reader's language.

mod account;
mod error;
mod field;
mod message;
mod page;
mod person;
mod room;
mod rooms;
mod shell;
mod sidebar;
mod sign_in;

pub use account::{PasswordPage, ProfilePage};
pub use error::ErrorPage;
pub use field::FieldView;
pub use message::{Entry, MessageView, arrange};
pub use page::Page;
pub use person::PersonView;
pub use room::{ComposerView, RoomLimits, RoomPage};
pub use rooms::{RoomForm, RoomView, RoomsPage};
pub use shell::Shell;
pub use sidebar::{Sidebar, SidebarRoom, room_path};
pub use sign_in::{LoginPage, RegisterPage, SetupPage};
