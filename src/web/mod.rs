//! What browsers and programs reach over HTTP: pages, API, the socket door.
//!
//! Called by `router`. Each file exports its routes; `error.rs` is the one place where errors become HTTP.

pub mod assets;
pub mod limits;
pub mod view;
