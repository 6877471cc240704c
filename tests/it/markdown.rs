//! What becomes of a text (docs/markdown.md): a corpus of cases, texts made at random, and texts made to be dear.

use std::collections::HashMap;

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use teahouse::chat::{Markdown, Words};
use teahouse::domain::{CustomEmoji, EmojiName, People, UserId, Whom};

use crate::support::rendered as sound;

#[path = "../../benches/micro/worst_texts.rs"]
mod worst;

const CORPUS: &str = include_str!("../corpus/markdown.txt");
const REL: &str = "target=\"_blank\" rel=\"noopener noreferrer nofollow ugc\"";

fn people() -> People {
    let people = [("ann", 1), ("张三", 2), ("张", 3), ("bob.b", 4)];
    let people = people.map(|(name, id)| (name.to_owned(), UserId(id)));
    HashMap::from(people).into()
}

fn rendered(text: &str) -> String {
    let emoji: CustomEmoji = EmojiName::parse("party_cat").into_iter().collect();
    let words = Words {
        people: &people(),
        emoji: &emoji,
        room: true,
    };
    Markdown::read(text).html(&words)
}

struct Case<'c> {
    name: &'c str,
    typed: &'c str,
    html: String,
}

fn cases() -> Vec<Case<'static>> {
    let cases = CORPUS.split("\n=== ").skip(1);
    cases
        .map(|case| {
            let (name, rest) = case.split_once('\n').expect("a name");
            let (typed, html) = rest.split_once("\n---html---\n").expect("two parts");
            Case {
                name,
                typed,
                html: html.trim_end().replace("«REL»", REL),
            }
        })
        .collect()
}

#[test]
fn every_case_of_the_corpus_becomes_the_html_that_stands_there() {
    let cases = cases();
    assert!(cases.len() > 80, "{}", cases.len());
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let html = rendered(case.typed);
            let shown = html.replace(REL, "«REL»");
            (html != case.html)
                .then(|| format!("=== {}\n{}\n---html---\n{shown}\n", case.name, case.typed))
        })
        .collect();
    assert!(wrong.is_empty(), "as it is now:\n{}", wrong.join("\n"));
}

#[test]
fn whom_a_text_calls_is_whom_it_shows_as_called() {
    for case in cases() {
        let shown = rendered(case.typed);
        let shown = shown.split("data-user=\"").skip(1);
        let shown: Vec<&str> = shown.filter_map(|rest| rest.split('"').next()).collect();
        let called: Vec<String> = Markdown::read(case.typed)
            .calls()
            .whom(&people())
            .map(|whom| match whom {
                Whom::User(user) => user.to_string(),
                Whom::Room => "room".to_owned(),
            })
            .collect();
        assert_eq!(shown, called, "{}", case.name);
    }
}

/// What texts at random are made of.
const PARTS: [&str; 72] = [
    "茶",
    "水",
    "好",
    "a",
    "b ",
    " ",
    "\n",
    "\n\n",
    "\t",
    "    ",
    "*",
    "**",
    "***",
    "_",
    "__",
    "~",
    "~~",
    "`",
    "``",
    "```",
    "```rust",
    "```\n",
    "~~~",
    "\n> ",
    ">",
    "\n- ",
    "\n1. ",
    "7)",
    "- [x] ",
    "#",
    "\n## ",
    "\n---\n",
    "\n===",
    "[",
    "]",
    "](",
    ")",
    "![",
    "[a]: ",
    "(http://a.b)",
    "https://a.b/c_d_",
    "http://",
    "@",
    "@ann",
    "@张三",
    "@room",
    ":",
    ":tea:",
    ":party_cat:",
    "||",
    "|",
    "\n|-|-|\n",
    "|:-:|",
    "\\",
    "<",
    ">",
    "</p>",
    "<script>",
    "<!--",
    "-->",
    "<b a=\"",
    "\"",
    "'",
    "&",
    "&lt;",
    "&#58;",
    "javascript:",
    "，",
    "“",
    "\u{fdd0}",
    "\u{a0}",
    "👍",
];

#[test]
fn texts_at_random_become_sound_html_and_lose_no_letter() {
    const SEED: u64 = 20_261_126;
    let mut random = SmallRng::seed_from_u64(SEED);
    for _ in 0..4_000 {
        let length = random.random_range(1..40);
        let text: String = (0..length)
            .map(|_| PARTS[random.random_range(0..PARTS.len())])
            .collect();
        sound::must_be_sound(&text, &rendered(&text));
    }
    for case in cases() {
        sound::must_be_sound(case.typed, &rendered(case.typed));
    }
}

#[test]
fn a_text_with_its_html_stays_below_the_bound_of_a_piece() {
    for (name, text) in worst::texts() {
        let html = rendered(&text);
        assert!(
            text.len() + html.len() < 65_280,
            "{name}: {} bytes",
            html.len()
        );
        sound::must_be_sound(&text, &html);
    }
    let pictures = rendered(&":party_cat: ".repeat(360));
    assert_eq!(pictures.matches("<img").count(), 100);
    let table = format!(
        "{}\n{}\n{}",
        "|茶".repeat(600),
        "|-".repeat(600),
        "|x\n".repeat(530)
    );
    let html = rendered(&table);
    assert!(
        !html.contains("<table") && html.starts_with("<p>|茶|茶"),
        "{html}"
    );
}
