//! The lists of the admin's site: what each shows, finds, filters and sorts by is data (`specs`); how a page of fifty is
//! read is one function. Pages go on from a row and never by counting, so that the thousandth costs what the first does.

mod cursor;
pub mod emoji;
pub mod invites;
pub mod specs;

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteExecutor};

pub use self::cursor::{Cursor, Key};
use super::StoreError;
use crate::domain::{Timestamp, UserId};

/// What a value of a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What somebody wrote.
    Text,
    /// One of a few words of the product, said in the reader's language.
    Word,
    /// A whole number.
    Number,
    /// A moment, or none.
    Moment,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// As in addresses and in the head of CSV files.
    pub name: &'static str,
    /// The key of its heading in `locales/`.
    pub label: &'static str,
    /// What it is in the database. `{now}` and `{viewer}` stand for the moment and for who looks.
    pub sql: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// Whether the list can be sorted by it.
    pub sorts: bool,
}

/// A choice that a list is narrowed by.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    /// As in addresses.
    pub name: &'static str,
    /// The key of its label in `locales/`.
    pub label: &'static str,
    /// The value, the key of what it is called, and the condition.
    pub choices: &'static [(&'static str, &'static str, &'static str)],
}

/// A list.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The columns, in order.
    pub columns: &'static [Column],
    /// The names of those columns that tell a row from the others to a person.
    pub named: &'static [&'static str],
    /// `from … where …`; the condition holds for every row of the list.
    pub tables: &'static str,
    /// A whole number, another one for each row.
    pub id: &'static str,
    /// Where a typed text is looked for.
    pub search: &'static [&'static str],
    /// Choices.
    pub filters: &'static [Filter],
    /// Whole numbers that addresses may ask for, and where they stand: «of this user».
    pub of: &'static [(&'static str, &'static str)],
    /// The column that it is sorted by where nobody says otherwise, and whether from the end.
    pub sorted: (&'static str, bool),
}

/// What is asked of a list.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Text to be found; empty for none.
    pub search: String,
    /// Chosen values of filters, by name; what no filter has is passed over.
    pub filters: Vec<(String, String)>,
    /// The column to sort by; another one than those that sort is the list's own.
    pub sort: String,
    /// From the end.
    pub descending: bool,
    /// Go on from there.
    pub from: Option<Cursor>,
    /// Towards the beginning.
    pub backwards: bool,
    /// At most so many rows.
    pub limit: usize,
    /// Who looks.
    pub viewer: UserId,
    /// The present moment.
    pub now: Timestamp,
}

/// A value, as its column's [`Kind`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Of [`Kind::Text`] and [`Kind::Word`].
    Text(String),
    /// Of [`Kind::Number`].
    Number(i64),
    /// Of [`Kind::Moment`].
    Moment(Option<Timestamp>),
}

/// A row.
#[derive(Clone, Debug)]
pub struct ListRow {
    /// Its number.
    pub id: i64,
    /// Of each column one.
    pub values: Vec<Value>,
    key: Key,
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Part {
    /// In order.
    pub rows: Vec<ListRow>,
    /// Where the page before ends, if there is one.
    pub before: Option<Cursor>,
    /// Where the next page begins, if there is one.
    pub after: Option<Cursor>,
}

impl Spec {
    /// What a row has in a column.
    #[must_use]
    pub fn value<'row>(&self, row: &'row ListRow, column: &str) -> Option<&'row Value> {
        let mut columns = self.columns.iter();
        row.values.get(columns.position(|own| own.name == column)?)
    }

    /// The same where it is a text.
    #[must_use]
    pub fn text<'row>(&self, row: &'row ListRow, column: &str) -> Option<&'row str> {
        match self.value(row, column)? {
            Value::Text(text) => Some(text),
            Value::Number(_) | Value::Moment(_) => None,
        }
    }

    /// The column that an address asks to sort by.
    #[must_use]
    pub fn sort(&self, name: &str) -> &'static Column {
        let own = |column: &&Column| column.name == self.sorted.0;
        let asked = |column: &&Column| column.sorts && column.name == name;
        let columns = self.columns;
        let found = columns.iter().find(asked).or(columns.iter().find(own));
        found.unwrap_or(&columns[0])
    }
}

/// A page of a list.
///
/// # Errors
/// Database errors.
pub async fn page(
    executor: impl SqliteExecutor<'_>,
    spec: &Spec,
    ask: &Ask,
) -> Result<Part, StoreError> {
    let sort = spec.sort(&ask.sort);
    let mut query = begin(spec, sort, ask);
    narrow(&mut query, spec, ask);
    let descending = ask.descending != ask.backwards;
    if let Some(from) = &ask.from {
        query.push(" and (");
        push_sql(&mut query, sort.sql, ask);
        query.push(format!(
            ", {}) {} (",
            spec.id,
            if descending { "<" } else { ">" }
        ));
        match &from.key {
            Key::Text(text) => query.push_bind(text.clone()),
            Key::Number(number) => query.push_bind(*number),
        };
        query.push(", ").push_bind(from.id).push(")");
    }
    let direction = if descending { "desc" } else { "asc" };
    query.push(format!(
        " order by sort_key {direction}, list_id {direction} limit "
    ));
    query.push_bind(i64::try_from(ask.limit + 1).unwrap_or(i64::MAX));
    let rows = query.build().fetch_all(executor).await?;
    let rows: Result<Vec<ListRow>, sqlx::Error> =
        rows.iter().map(|row| read(spec, sort, row)).collect();
    Ok(part(rows?, ask))
}

/// The rows of these numbers that the list has, by number.
///
/// # Errors
/// Database errors.
pub async fn rows(
    executor: impl SqliteExecutor<'_>,
    spec: &Spec,
    ask: &Ask,
    ids: &[i64],
) -> Result<Vec<ListRow>, StoreError> {
    let sort = spec.sort(&ask.sort);
    let mut query = begin(spec, sort, ask);
    query.push(format!(" and {} in (select value from json_each(", spec.id));
    query.push_bind(serde_json::json!(ids).to_string());
    query.push(")) order by list_id");
    let rows = query.build().fetch_all(executor).await?;
    let rows: Result<Vec<ListRow>, sqlx::Error> =
        rows.iter().map(|row| read(spec, sort, row)).collect();
    Ok(rows?)
}

fn begin(spec: &Spec, sort: &Column, ask: &Ask) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::<Sqlite>::new("select ");
    for column in spec.columns {
        push_sql(&mut query, column.sql, ask);
        query.push(format!(" as {}, ", quoted(column.name)));
    }
    push_sql(&mut query, sort.sql, ask);
    query.push(format!(" as sort_key, {} as list_id ", spec.id));
    push_sql(&mut query, spec.tables, ask);
    query
}

/// Names of columns are ours; some are words of SQL.
fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// Text to be found, filters, and «of this one».
fn narrow(query: &mut QueryBuilder<Sqlite>, spec: &Spec, ask: &Ask) {
    let search = ask.search.trim();
    if !search.is_empty() && !spec.search.is_empty() {
        // In Chinese there are no words to match from the beginning of: a part of the text is looked for.
        let escaped = search
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        let pattern = format!("%{escaped}%");
        for (index, column) in spec.search.iter().enumerate() {
            query.push(if index == 0 { " and (" } else { " or " });
            query
                .push(*column)
                .push(" like ")
                .push_bind(pattern.clone());
            query.push(" escape '\\'");
        }
        query.push(")");
    }
    for (name, value) in &ask.filters {
        let filter = spec.filters.iter().find(|filter| filter.name == name);
        let chosen =
            filter.and_then(|filter| filter.choices.iter().find(|choice| choice.0 == value));
        if let Some((.., condition)) = chosen {
            query.push(" and (");
            push_sql(query, condition, ask);
            query.push(")");
        }
        let of = spec.of.iter().find(|(of, _)| of == name);
        if let (Some((_, column)), Ok(number)) = (of, value.parse::<i64>()) {
            query.push(format!(" and {column} = ")).push_bind(number);
        }
    }
}

/// Appends SQL of ours with what stands for `{now}` and `{viewer}`.
fn push_sql(query: &mut QueryBuilder<Sqlite>, sql: &str, ask: &Ask) {
    let mut rest = sql;
    while let Some(at) = rest.find('{') {
        query.push(&rest[..at]);
        let (bound, length) = if rest[at..].starts_with("{now}") {
            (ask.now.0, "{now}".len())
        } else {
            (ask.viewer.0, "{viewer}".len())
        };
        query.push_bind(bound);
        rest = rest.get(at + length..).unwrap_or_default();
    }
    query.push(rest);
}

fn read(spec: &Spec, sort: &Column, row: &SqliteRow) -> Result<ListRow, sqlx::Error> {
    let value = |(index, column): (usize, &Column)| {
        Ok(match column.kind {
            Kind::Text | Kind::Word => {
                Value::Text(row.try_get::<Option<String>, _>(index)?.unwrap_or_default())
            }
            Kind::Number => Value::Number(row.try_get(index)?),
            Kind::Moment => {
                let moment: Option<i64> = row.try_get(index)?;
                Value::Moment(moment.filter(|moment| *moment != 0).map(Timestamp))
            }
        })
    };
    let values: Result<Vec<Value>, sqlx::Error> =
        spec.columns.iter().enumerate().map(value).collect();
    Ok(ListRow {
        id: row.try_get("list_id")?,
        values: values?,
        key: match sort.kind {
            Kind::Text | Kind::Word => Key::Text(row.try_get("sort_key")?),
            Kind::Number | Kind::Moment => Key::Number(row.try_get("sort_key")?),
        },
    })
}

fn part(mut rows: Vec<ListRow>, ask: &Ask) -> Part {
    let more = rows.len() > ask.limit;
    rows.truncate(ask.limit);
    if ask.backwards {
        rows.reverse();
    }
    let cursor = |row: Option<&ListRow>| {
        row.map(|row| Cursor {
            key: row.key.clone(),
            id: row.id,
        })
    };
    let (is_first, is_last) = if ask.backwards {
        (!more, ask.from.is_none())
    } else {
        (ask.from.is_none(), !more)
    };
    Part {
        before: cursor(rows.first()).filter(|_| !is_first),
        after: cursor(rows.last()).filter(|_| !is_last),
        rows,
    }
}
