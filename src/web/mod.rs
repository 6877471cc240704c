//! What browsers and programs reach over HTTP: pages, API, the socket door.
//!
//! Called by `router`. Each file exports its routes; `error.rs` is the one place where errors become HTTP.

pub mod account;
pub mod account_password;
pub mod api;
pub mod assets;
pub mod door;
pub mod error;
mod extract;
mod form;
pub mod headers;
pub mod health;
pub mod home;
pub mod limits;
pub mod login;
mod new_account;
pub mod register;
pub mod room;
mod room_path;
pub mod rooms;
mod routes;
pub mod setup;
mod shell;
mod sidebar;
pub mod view;

pub use error::Error;
pub use form::Fields;
pub use routes::{Route, Routes};
