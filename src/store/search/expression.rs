//! A question in the language of FTS5. Every word stands in quotes and has no sign in it, so that no text can be anything
//! but a word.

use super::rooms::Reach;
use crate::domain::search::{Has, Query, Term, id_word};
use crate::domain::{RoomId, UserId};

/// Rooms by name that a question carries at most: with more of them it is quicker to look at each message's room.
const MOST_NAMED: usize = 48;

/// Whom and where a question excludes.
#[derive(Clone, Debug, Default)]
pub struct Without {
    /// By none of these.
    pub authors: Vec<UserId>,
    /// In none of these.
    pub rooms: Vec<RoomId>,
}

/// The expression; none where the question has nothing that the index knows of (dates only).
#[must_use]
pub(super) fn expression(
    query: &Query,
    authors: Option<&[UserId]>,
    rooms: Option<&[RoomId]>,
    without: &Without,
    reach: &Reach,
) -> Option<String> {
    let Query {
        wanted, excluded, ..
    } = query;
    let mut all: Vec<String> = Vec::new();
    all.extend(body(" AND ", &wanted.terms));
    all.extend(wanted.has.iter().filter_map(|has| having(&[*has])));
    all.extend(by(authors.unwrap_or_default()));
    let mut none: Vec<String> = Vec::new();
    none.extend(body(" OR ", &excluded.terms));
    none.extend(having(&excluded.has));
    none.extend(by(&without.authors));
    none.extend(of_rooms(&without.rooms));
    let lists = [&reach.within, &reach.without];
    let [within, beyond] =
        lists.map(|rooms| rooms.len() <= MOST_NAMED && !reach.without.is_empty());
    let fewer_within = reach.within.len() <= reach.without.len();
    // A question of nothing but exclusions has to say first what there is.
    let only_excludes = all.is_empty() && !none.is_empty();
    match rooms {
        Some(rooms) => all.extend(of_rooms(rooms)),
        None if only_excludes || (within && (fewer_within || !beyond)) => {
            all.extend(of_rooms(&reach.within));
        }
        None if beyond => none.extend(of_rooms(&reach.without)),
        None => {}
    }
    if all.is_empty() {
        return None;
    }
    let found = format!("({})", all.join(" AND "));
    Some(if none.is_empty() {
        found
    } else {
        format!("{found} NOT ({})", none.join(" OR "))
    })
}

fn body(between: &str, terms: &[Term]) -> Option<String> {
    in_column("body", between, terms.iter().map(phrase))
}

fn having(what: &[Has]) -> Option<String> {
    in_column("has", " OR ", what.iter().map(|has| quoted(has.word())))
}

fn by(people: &[UserId]) -> Option<String> {
    let people = people.iter().map(|user| quoted(&id_word(user.0)));
    in_column("author", " OR ", people)
}

fn of_rooms(rooms: &[RoomId]) -> Option<String> {
    in_column(
        "room",
        " OR ",
        rooms.iter().map(|room| quoted(&id_word(room.0))),
    )
}

fn in_column(column: &str, between: &str, parts: impl Iterator<Item = String>) -> Option<String> {
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| format!("{column} : ({})", parts.join(between)))
}

fn phrase(term: &Term) -> String {
    let words = quoted(&term.words.join(" "));
    if term.prefix {
        format!("{words} *")
    } else {
        words
    }
}

fn quoted(words: &str) -> String {
    format!("\"{words}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(line: &str, within: i64, without: i64) -> String {
        let reach = Reach {
            within: (1..=within).map(RoomId).collect(),
            without: (1_001..=1_000 + without).map(RoomId).collect(),
        };
        let query = Query::parse(line);
        expression(&query, None, None, &Without::default(), &reach).unwrap_or_default()
    }

    #[test]
    fn words_are_quoted_and_nothing_else_gets_through() {
        assert_eq!(
            asked("喝茶 tea", 3, 0),
            "(body : (\"喝 茶\" AND \"tea\" *))"
        );
        assert_eq!(
            asked("tea OR NOT \"a\" NEAR(b c) body:x {y} -z*", 1, 0),
            "(body : (\"tea\" * AND \"or\" * AND \"not\" * AND \"a\" AND \"near b\" AND \"c\" AND \"body x\" AND \"y\")) \
             NOT (body : (\"z\"))"
        );
        assert_eq!(asked("", 1, 0), "");
    }

    #[test]
    fn a_minus_before_an_operator_excludes_what_it_says() {
        let reach = Reach {
            within: vec![RoomId(1)],
            without: Vec::new(),
        };
        let without = Without {
            authors: vec![UserId(7)],
            rooms: vec![RoomId(1)],
        };
        let query = Query::parse("tea -has:link");
        let asked = expression(&query, None, None, &without, &reach).unwrap_or_default();
        let (author, room) = (id_word(7), id_word(1));
        assert_eq!(
            asked,
            format!(
                "(body : (\"tea\" *)) NOT (has : (\"l\") OR author : (\"{author}\") OR room : (\"{room}\"))"
            )
        );
    }

    #[test]
    fn the_shorter_list_of_rooms_is_named_and_a_long_one_is_not() {
        assert!(asked("tea", 2, 100).contains("AND room : ("));
        assert!(asked("tea", 100, 2).contains("NOT (room : ("));
        assert!(asked("tea", 20, 100).contains("AND room : ("));
        assert!(!asked("tea", 100, 100).contains("room"));
        assert!(!asked("tea", 100, 0).contains("room"));
        assert!(asked("-tea", 100, 0).contains("room"));
    }
}
