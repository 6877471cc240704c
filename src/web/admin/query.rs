//! What an address asks of a list, and addresses that ask something else of it.

use std::collections::BTreeMap;

use url::form_urlencoded;

use super::Admin;
use crate::clock::Clock;
use crate::store::lists::{Ask, Cursor, Spec};

/// Rows of a page.
const PAGE: usize = 50;

/// The question behind `?`, as it was asked; what is asked twice counts once.
#[derive(Clone, Debug, Default)]
pub(super) struct Question(BTreeMap<String, String>);

impl Question {
    pub(super) fn read(query: &str) -> Self {
        Self(
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The same with another value, from the first page on.
    pub(super) fn with(&self, name: &str, value: &str) -> Self {
        let mut asked = self.0.clone();
        for place in ["after", "before", "done", name] {
            asked.remove(place);
        }
        if !value.is_empty() {
            asked.insert(name.to_owned(), value.to_owned());
        }
        Self(asked)
    }

    /// The same page of it, and how many were done just now; empty for none.
    pub(super) fn done(&self, count: &str) -> Self {
        let mut asked = self.0.clone();
        asked.insert("done".to_owned(), count.to_owned());
        Self(asked)
    }

    /// How many that says; 0 where nothing was done.
    pub(super) fn done_now(&self) -> i64 {
        self.get("done").parse().unwrap_or(0)
    }

    /// The address of a list with this question.
    pub(super) fn address(&self, path: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.0.iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        match query.finish().as_str() {
            "" => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }

    /// What the store is asked.
    pub(super) fn ask(&self, spec: &Spec, admin: &Admin, clock: &dyn Clock) -> Ask {
        let sort = spec.sort(self.get("sort"));
        let own = sort.name == spec.sorted.0 && spec.sorted.1;
        let (after, before) = (
            Cursor::read(self.get("after")),
            Cursor::read(self.get("before")),
        );
        Ask {
            search: self.get("q").to_owned(),
            filters: self.0.clone().into_iter().collect(),
            sort: sort.name.to_owned(),
            descending: match self.get("order") {
                "down" => true,
                "up" => false,
                _ => own,
            },
            backwards: after.is_none() && before.is_some(),
            from: after.or(before),
            limit: PAGE,
            viewer: admin.scope.user.id,
            now: clock.now().into(),
        }
    }
}
