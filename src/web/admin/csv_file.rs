//! A whole list as a CSV file, read page by page while it is sent, so that a million rows take no memory.

use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;

use super::list::{List, name_shown};
use crate::domain::Locale;
use crate::store::lists::{self, Ask, Spec, Value};
use crate::store::{Store, StoreError};

/// Rows that are read at once.
const ROWS_AT_ONCE: usize = 1_000;
/// A spreadsheet reads what begins like this as a formula, and would carry it out
/// (OWASP, «CSV Injection»).
const FORMULAS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

struct Writing {
    store: Store,
    spec: Spec,
    ask: Ask,
    locale: Locale,
    begun: bool,
}

/// The file as an answer. Where the database fails halfway the transfer is cut, so that nobody takes half a list for one.
pub(super) fn answer(store: Store, list: &List, mut ask: Ask, locale: Locale) -> Response {
    ask.limit = ROWS_AT_ONCE;
    ask.from = None;
    ask.backwards = false;
    let writing = Writing {
        store,
        spec: list.spec,
        ask,
        locale,
        begun: false,
    };
    let parts = stream::try_unfold(Some(writing), |writing| async move {
        match writing {
            Some(writing) => writing.next().await.map(Some),
            None => Ok(None),
        }
    });
    let name = list.path.rsplit('/').next().unwrap_or_default();
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.csv\""),
        ),
    ];
    (headers, Body::from_stream(parts)).into_response()
}

impl Writing {
    async fn next(mut self) -> Result<(Bytes, Option<Self>), StoreError> {
        let part = lists::page(self.store.reader(), &self.spec, &self.ask).await?;
        let mut file = csv::Writer::from_writer(Vec::new());
        let broken = |error: csv::Error| StoreError::File(std::io::Error::other(error));
        if !self.begun {
            let names = self.spec.columns.iter().map(|column| column.name);
            file.write_record(names).map_err(broken)?;
            self.begun = true;
        }
        for row in &part.rows {
            let cells = self.spec.columns.iter().zip(&row.values);
            let shown = cells.map(|(column, value)| match value {
                Value::Text(name) if column.name == "name" => {
                    let name = name_shown(&self.spec, row, name, self.locale);
                    written(&Value::Text(name))
                }
                value => written(value),
            });
            file.write_record(shown).map_err(broken)?;
        }
        let bytes = file
            .into_inner()
            .map_err(|error| StoreError::File(std::io::Error::other(error.to_string())))?;
        let rest = part.after.map(|place| {
            self.ask.from = Some(place);
            self
        });
        Ok((bytes.into(), rest))
    }
}

fn written(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::Moment(at) => at.map(|at| at.rfc3339()).unwrap_or_default(),
        Value::Text(text) if text.starts_with(FORMULAS) => format!("'{text}"),
        Value::Text(text) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_a_formula() {
        for (text, expected) in [("=1+1", "'=1+1"), ("@x", "'@x"), ("a=b", "a=b"), ("", "")] {
            assert_eq!(written(&Value::Text(text.to_owned())), expected);
        }
        assert_eq!(written(&Value::Number(-5)), "-5");
    }
}
