//! The channel layer: how consumers tell each other that something happened.
//!
//! Used by `chat` (sends) and `consumers` (receive). Knows no SQL, no HTTP and no frame.
//!
//! # The contract of a [`ChannelLayer`]
//! - A **channel** is one consumer's queue, a **group** is many channels. Names are made by the layer, never of what a
//!   user typed.
//! - Delivery is **at most once and in the order of sending** for one sender and one channel. The layer is a doorbell:
//!   the database is the truth, and what is lost here is healed from there by seq.
//! - A queue is **bounded** in bytes and frames. What is shed first is what lasts least (typing, at half full). When it
//!   is full, all of it but the events that end access is dropped, and the channel receives [`Received::Lagged`] once,
//!   before anything later.
//! - `group_send` never waits for a slow receiver and never fails because of one.
//! - `group_add` and `group_discard` are idempotent. An empty group costs nothing. A dropped [`Channel`] is in no group
//!   any more, also after a panic.
//!
//! `tests/it/layer_contract.rs` runs this contract over every backend.

mod check;
mod doorbell;
mod event;
mod layer;
mod memory;
mod queue;

pub use check::check;
pub use doorbell::{Doorbell, DoorbellLayer};
pub use event::{Envelope, Event, Protocol};
pub use layer::{Channel, ChannelLayer, ChannelName, Group, LayerError, Received};
pub use memory::MemoryLayer;
pub use queue::Capacity;
