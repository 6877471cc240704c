//! Teahouse: a chat server for a team's own machine. This page is the map.
//!
//! # A chat message, in 8 steps
//! 1. `GET /ws/chat/<room>/`: [`auth`]'s middleware stack resolves the cookie to a `Scope` and checks the origin.
//! 2. [`web`] asks the one guard function (user × room); refusals are plain HTTP, before the upgrade.
//! 3. [`consumers`]`::run` makes a channel; `connect` adds it to its groups; only then is the store read.
//! 4. A text frame becomes a typed command, or an error frame.
//! 5. [`chat`]`::post`: may this user post here now? The body is checked, and rendered once.
//! 6. [`store`]: the writer puts it into the next group commit. Ack after commit.
//! 7. [`channels`]: `group_send(room group, event)`: encoded once, shared by all.
//! 8. Each consumer's channel → its socket. On overflow it is told that it lags, and heals from the store by seq.
//!
//! The layer is a doorbell, the database is the truth.
//!
//! # Who may use whom
//! ```text
//! domain → nothing      clock, shutdown → nothing      config → domain
//! store → domain, clock, config        channels → domain, config
//! auth → domain, store, config, clock
//! chat → domain, store, channels, clock, config
//! consumers → domain, chat, channels, auth::scope, config, shutdown
//! app → all of the above               web → app and all of the above
//! router → app, auth, web              serve → domain, config, shutdown
//! cli → all of the above               main → cli
//! ```
//! `tests/it/architecture.rs` reads the `use crate::` lines and fails on any other arrow.

#![deny(missing_docs, unused_must_use)]
#![warn(clippy::unwrap_used, clippy::panic, clippy::todo, clippy::dbg_macro)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

pub mod app;
pub mod auth;
pub mod channels;
pub mod chat;
pub mod cli;
pub mod clock;
pub mod config;
pub mod consumers;
pub mod domain;
pub mod router;
pub mod serve;
pub mod shutdown;
pub mod store;
pub mod web;
