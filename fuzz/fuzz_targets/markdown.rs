//! Any text becomes sound HTML: closed tags of the closed list, well-formed, no letter lost, below its bound.

#![no_main]

#[path = "../../tests/it/support/rendered.rs"]
mod rendered;

use libfuzzer_sys::fuzz_target;
use teahouse::chat::{Markdown, Words};
use teahouse::domain::{CustomEmoji, EmojiName, MessageText, People};

fuzz_target!(|typed: &str| {
    // As everything that is rendered: trimmed, and without controls.
    let Ok(text) = MessageText::parse(typed, 4_000) else {
        return;
    };
    let emoji: CustomEmoji = EmojiName::parse("party_cat").into_iter().collect();
    let people = People::default();
    let words = Words { people: &people, emoji: &emoji, room: true };
    let markdown = Markdown::read(text.as_str());
    let _ = markdown.calls();
    rendered::must_be_sound(text.as_str(), &markdown.html(&words));
});
