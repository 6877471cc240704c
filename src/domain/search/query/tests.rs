//! What a line means, whatever it is.

use super::*;

fn term(words: &[&str], prefix: bool) -> Term {
    Term {
        words: words.iter().map(|&word| word.to_owned()).collect(),
        prefix,
    }
}

#[test]
fn a_line_is_words_phrases_exclusions_and_operators() {
    let query = Query::parse(
        "喝茶 Tea \"green tea\" -coffee from:@anna in:#运维 has:link before:2026-11-23 after:2026-01-01",
    );
    assert_eq!(
        query.wanted.terms,
        [
            term(&["喝", "茶"], false),
            term(&["tea"], true),
            term(&["green", "tea"], false)
        ]
    );
    assert_eq!(query.excluded.terms, [term(&["coffee"], true)]);
    assert_eq!(query.wanted.from, ["anna"]);
    assert_eq!(query.wanted.rooms, ["运维"]);
    assert_eq!(query.wanted.has, [Has::Link]);
    assert_eq!(query.before, Query::day("2026-11-23"));
    assert_eq!(query.after, Query::day("2026-01-01"));
}

#[test]
fn a_minus_excludes_what_an_operator_says() {
    let query =
        Query::parse("tea -from:anna －in:lobby -has:link -before:2026-01-01 -after:2026-11-23");
    let (wanted, excluded) = (query.wanted, query.excluded);
    assert_eq!(wanted.terms, [term(&["tea"], true)]);
    assert_eq!(
        (wanted.from.len(), wanted.rooms.len(), wanted.has.len()),
        (0, 0, 0)
    );
    assert_eq!(
        (excluded.from, excluded.rooms),
        (vec!["anna".to_owned()], vec!["lobby".to_owned()])
    );
    assert_eq!((excluded.terms, excluded.has), (vec![], vec![Has::Link]));
    assert_eq!(query.after, Query::day("2026-01-01"));
    assert_eq!(query.before, Query::day("2026-11-23"));
}

#[test]
fn full_width_signs_are_read_as_the_others() {
    let query = Query::parse("from：张三　in：“大厅”　“绿 茶”　－咖啡");
    assert_eq!(query.wanted.from, ["张三"]);
    assert_eq!(query.wanted.rooms, ["大厅"]);
    assert_eq!(query.wanted.terms, [term(&["绿", "茶"], false)]);
    assert_eq!(query.excluded.terms, [term(&["咖", "啡"], false)]);
}

#[test]
fn what_is_no_operator_is_a_word() {
    for (line, words) in [
        ("from:", &["from"][..]),
        ("before:yesterday", &["before", "yesterday"]),
        ("after:2026-13-40", &["after", "2026", "13", "40"]),
        ("has:tea", &["has", "tea"]),
        ("note:this", &["note", "this"]),
        ("\"in:lobby\"", &["in", "lobby"]),
    ] {
        let query = Query::parse(line);
        assert_eq!(query.wanted.terms.len(), 1, "{line}");
        assert_eq!(query.wanted.terms[0].words, words, "{line}");
    }
    for line in ["", "  ", "!!!", "\"", "-", "\"\"", "：", "-coffee"] {
        assert!(Query::parse(line).asks_nothing(), "{line}");
    }
}

#[test]
fn a_link_is_an_address_with_a_scheme_of_the_web() {
    for text in [
        "see https://tea.example/",
        "HTTP://x",
        "见http://茶.example",
    ] {
        assert_eq!(Has::of_text(text), Some(Has::Link), "{text}");
    }
    for text in ["ftp://x", "http:// x", "://", "tea.example", "http:/x"] {
        assert_eq!(Has::of_text(text), None, "{text}");
    }
}

#[test]
fn any_text_is_a_question_and_a_bounded_one() {
    let signs: Vec<char> =
        "\"“”「：:-－ \u{3000}a茶ー\u{301}\u{0}\u{FFFD}from:in:has:before:2026-1@#*()^{}\n'\\%_🎉"
            .chars()
            .collect();
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    for _ in 0..5_000 {
        let line: String = (0..state % 40)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                signs[usize::try_from(state % signs.len() as u64).unwrap_or(0)]
            })
            .collect();
        let query = Query::parse(&line);
        let terms = query.wanted.terms.iter().chain(&query.excluded.terms);
        assert!(terms.clone().all(|term| !term.words.is_empty()), "{line:?}");
        let words = terms.flat_map(|term| &term.words);
        assert!(
            words
                .clone()
                .flat_map(|word| word.chars())
                .all(|c| c.is_alphanumeric() || !c.is_ascii()),
            "{line:?}"
        );
        assert!(words.count() <= MOST_WORDS);
        state = state.wrapping_add(1);
    }
    assert!(
        Query::parse(&"茶".repeat(4_000)).wanted.terms[0]
            .words
            .len()
            <= MOST_WORDS
    );
}
