//! The index of what was said, and the questions that it answers. It is written in the same transaction as the message
//! that it is about, so that the two can never disagree.
//!
//! Written by the other files of `store`; asked by `chat`; checked and made anew by `chat` for the command line.

mod ask;
mod check;
mod expression;
mod find;
mod index;
mod rooms;
mod watch;

pub use check::{Verdict, check};
pub use expression::Without;
pub use find::{Answer, Asked, find};
pub(super) use index::{add, of_message, remove, remove_first_of_room};
pub use index::{index_next, pending, reset, reset_if_older};
