//! docs/permissions.md is the table of src/domain/permission.rs, printed. Where it is no longer the same:
//! `UPDATE_DOCS=1 cargo test --test it -- permissions` writes it anew.

use std::collections::HashMap;
use std::fmt::Debug;
use std::path::Path;

use teahouse::domain::RoomKind;
use teahouse::domain::permission::{Action, Standing, TABLE};

const SOURCE: &str = include_str!("../../src/domain/permission.rs");
const UPDATE: &str = "UPDATE_DOCS=1 cargo test --test it -- permissions";

/// What the source says of each member of an enum, in one sentence.
fn sentences(name: &str) -> HashMap<String, String> {
    let start = format!("pub enum {name} {{");
    let (_, body) = SOURCE.split_once(&start).expect("the enum");
    let (body, _) = body.split_once("\n}").expect("its end");
    let (mut found, mut sentence) = (HashMap::new(), Vec::new());
    for line in body.lines().map(str::trim) {
        match line.strip_prefix("///") {
            Some(part) => sentence.push(part.trim()),
            None if line.ends_with(',') => {
                let name = line.trim_end_matches(',').to_owned();
                found.insert(name, std::mem::take(&mut sentence).join(" "));
            }
            None => {}
        }
    }
    found
}

fn told<T: Debug>(sentences: &HashMap<String, String>, of: T) -> String {
    let name = format!("{of:?}");
    let sentence = sentences.get(&name);
    sentence
        .unwrap_or_else(|| panic!("no sentence for {name}"))
        .clone()
}

/// `ChangeOthers` as *change others*.
fn words(of: impl Debug) -> String {
    let mut words = String::new();
    for letter in format!("{of:?}").chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

fn line(cells: impl IntoIterator<Item = String>) -> String {
    format!(
        "| {} |\n",
        cells.into_iter().collect::<Vec<_>>().join(" | ")
    )
}

fn printed() -> String {
    let (actions, standings) = (sentences("Action"), sentences("Standing"));
    let mut page = String::from(
        "# Who may do what\n\n\
         Printed from the table in `src/domain/permission.rs`, which decides; a test fails where this page differs. To \
         write it\nanew: `",
    );
    page.push_str(UPDATE);
    page.push_str("`.\n\n## Who\n\n");
    for standing in Standing::ALL {
        page.push_str(&format!(
            "- **{}**: {}\n",
            words(standing),
            told(&standings, standing)
        ));
    }
    page.push_str(
        "\nAn admin may what the own membership allows, and besides that what stands under *admin*; what is said in a room \
         that\nthe admin may not read stays out of reach. To who may not read a room everything in it is not found.\n",
    );
    for (kind, title) in [
        (RoomKind::Open, "Open rooms"),
        (RoomKind::Private, "Private rooms"),
        (RoomKind::Direct, "Direct rooms"),
    ] {
        page.push_str(&format!("\n## {title}\n\n"));
        let names = Standing::ALL.iter().map(words);
        page.push_str(&line([String::new()].into_iter().chain(names)));
        page.push_str(&line(std::iter::repeat_n(
            "---".to_owned(),
            Standing::ALL.len() + 1,
        )));
        for (action, ..) in TABLE {
            let mark = |standing: &Standing| {
                let mark = if action.is_open_to(*standing, kind) {
                    "yes"
                } else {
                    ""
                };
                mark.to_owned()
            };
            let cells = Standing::ALL.iter().map(mark);
            page.push_str(&line([words(action)].into_iter().chain(cells)));
        }
    }
    page.push_str("\n## What each of them is\n\n");
    for (action, ..) in TABLE {
        let action: Action = action;
        page.push_str(&format!(
            "- **{}**: {}\n",
            words(action),
            told(&actions, action)
        ));
    }
    page
}

#[test]
fn the_page_of_permissions_is_what_the_table_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/permissions.md");
    let printed = printed();
    if std::env::var("UPDATE_DOCS").is_ok_and(|wish| wish == "1") {
        std::fs::write(&path, &printed).expect("docs/ can be written");
    }
    let page = std::fs::read_to_string(&path).unwrap_or_default();
    for (number, (is, should)) in page.lines().zip(printed.lines()).enumerate() {
        assert_eq!(
            is,
            should,
            "line {}; to write the page anew: {UPDATE}",
            number + 1
        );
    }
    assert!(
        page == printed,
        "the page is longer or shorter; to write it anew: {UPDATE}"
    );
}

#[test]
fn every_action_stands_in_the_table_once() {
    let mut listed: Vec<String> = TABLE.iter().map(|rule| format!("{:?}", rule.0)).collect();
    let mut known: Vec<String> = sentences("Action").into_keys().collect();
    listed.sort();
    known.sort();
    assert_eq!(listed, known);
}
