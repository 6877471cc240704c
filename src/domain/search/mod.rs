//! Searching as far as it is pure: the words of a text, what somebody asks for, and where it stands in a message.
//!
//! Index, question and marks take texts apart by the same function, so that they can never disagree.

mod mark;
mod query;
mod words;

pub use mark::mark;
pub use query::{Has, Query, Term};
pub use words::{RULES, id_word, indexed, words};
