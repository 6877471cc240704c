//! Shows a list of the admin's site.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use futures_util::future::BoxFuture;

use super::facts::facts;
use super::query::Question;
use super::words::{tone, word};
use super::{Admin, csv_file, menu};
use crate::app::App;
use crate::chat::ChatError;
use crate::domain::{DELETED, Doer, Locale};
use crate::store::lists::{self, Kind, ListRow, Spec, Value};
use crate::web::device_name::device_name;
use crate::web::error::Error;
use crate::web::view::{
    Cell, ColumnView, FilterView, ListAction, ListPage, OptionView, Page, RowView, Shell, room_path,
};

/// One thing that is done to one row.
pub(super) struct Task {
    pub app: App,
    pub doer: Doer,
    pub id: i64,
}

/// What can be done to chosen rows.
pub(super) struct Action {
    /// As in the form.
    pub name: &'static str,
    /// The key of its button.
    pub label: &'static str,
    /// The key of the question that names how many; with `{ $count }`.
    pub question: &'static str,
    /// Cannot be undone.
    pub danger: bool,
    /// A room's name is typed first, of several rooms their number: what was said in them does not come back.
    pub types_room: bool,
    /// Does it.
    pub run: fn(Task) -> BoxFuture<'static, Result<(), ChatError>>,
}

/// A list on its page.
pub(super) struct List {
    pub path: &'static str,
    pub spec: Spec,
    /// The key of one sentence on what is here; empty for none.
    pub lead: &'static str,
    pub actions: &'static [Action],
}

/// The page, or with `?form=csv` all of it as a file.
pub(super) async fn show(
    list: &'static List,
    State(app): State<App>,
    admin: Admin,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let question = Question::read(query.as_deref().unwrap_or_default());
    let ask = question.ask(&list.spec, &admin, &*app.auth().clock);
    if question.get("form") == "csv" {
        return Ok(csv_file::answer(
            app.store().clone(),
            list,
            ask,
            admin.locale(),
        ));
    }
    let part = lists::page(app.store().reader(), &list.spec, &ask).await?;
    if part.rows.is_empty() && ask.from.is_some() {
        // What stood on this page is gone: the list begins anew.
        let first = question.with("after", "").done(question.get("done"));
        return Ok(Redirect::to(&first.address(list.path)).into_response());
    }
    let locale = admin.locale();
    let done = question.done_now();
    let page = ListPage {
        shell: Shell::of(&app, Some(&admin.visitor)),
        menu: menu(&app, &admin, list.path).await?,
        path: list.path.to_owned(),
        here: question.done("").address(list.path),
        lead: list.lead,
        search: (!list.spec.search.is_empty()).then(|| question.get("q").to_owned()),
        kept: kept(list, &question),
        filters: filters(list, &question, locale),
        columns: columns(list, &question, &ask.sort, ask.descending, locale),
        rows: part
            .rows
            .iter()
            .map(|row| row_view(list, row, locale))
            .collect(),
        before: part
            .before
            .map(|place| question.with("before", &place.written()).address(list.path)),
        after: part
            .after
            .map(|place| question.with("after", &place.written()).address(list.path)),
        file: question.with("form", "csv").address(list.path),
        narrowed: is_narrowed(list, &question),
        actions: list.actions.iter().map(ListAction::from).collect(),
        done,
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

impl From<&Action> for ListAction {
    fn from(action: &Action) -> Self {
        Self {
            name: action.name,
            label: action.label,
            danger: action.danger,
        }
    }
}

/// What the search form must carry on: sorting, and «of this one».
fn kept(list: &List, question: &Question) -> Vec<(String, String)> {
    let names = ["sort", "order"].into_iter();
    let names = names.chain(list.spec.of.iter().map(|(name, _)| *name));
    names
        .map(|name| (name.to_owned(), question.get(name).to_owned()))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

fn is_narrowed(list: &List, question: &Question) -> bool {
    let filters = list.spec.filters.iter().map(|filter| filter.name);
    let of = list.spec.of.iter().map(|(name, _)| *name);
    let mut names = filters.chain(of).chain(["q"]);
    names.any(|name| !question.get(name).is_empty())
}

fn filters(list: &List, question: &Question, locale: Locale) -> Vec<FilterView> {
    let filter = |filter: &lists::Filter| FilterView {
        name: filter.name,
        label: locale.text(filter.label),
        options: filter
            .choices
            .iter()
            .map(|(value, label, _)| OptionView {
                value: (*value).to_owned(),
                label: locale.text(label),
                selected: question.get(filter.name) == *value,
            })
            .collect(),
    };
    list.spec.filters.iter().map(filter).collect()
}

fn columns(
    list: &List,
    question: &Question,
    sort: &str,
    descending: bool,
    locale: Locale,
) -> Vec<ColumnView> {
    let column = |column: &lists::Column| {
        let sorted = column.name == sort;
        let order = if sorted && !descending { "down" } else { "up" };
        let other = question.with("sort", column.name).with("order", order);
        ColumnView {
            label: locale.text(column.label),
            number: column.kind == Kind::Number,
            sort: column.sorts.then(|| other.address(list.path)),
            sorted: sorted.then_some(if descending {
                "descending"
            } else {
                "ascending"
            }),
        }
    };
    list.spec.columns.iter().map(column).collect()
}

/// A row as the page shows it.
pub(super) fn row_view(list: &List, row: &ListRow, locale: Locale) -> RowView {
    let cells = list.spec.columns.iter().zip(&row.values);
    let cell = |(column, value): (&lists::Column, &Value)| match value {
        Value::Moment(None) => Cell::plain("–"),
        Value::Moment(Some(at)) => Cell::moment(at.rfc3339()),
        Value::Number(number) => Cell::number(*number),
        Value::Text(text) if column.kind == Kind::Word => {
            Cell::badge(word(locale, text), tone(text))
        }
        Value::Text(text) => match column.name {
            "was" | "became" => Cell::plain(facts(locale, text)),
            "actor" | "by" if text.is_empty() => Cell::badge(locale.text("admin-operator"), ""),
            "name" => Cell::plain(name_shown(&list.spec, row, text, locale)),
            "emoji" => Cell::emoji(text),
            "browser" => Cell::plain(device_name(locale, text)),
            name => match link(list, row, name, text) {
                Some(href) => Cell::link(text, href),
                None => Cell::plain(text),
            },
        },
    };
    RowView {
        id: row.id,
        name: name_of(&list.spec, row, locale),
        cells: cells.map(cell).collect(),
    }
}

/// The name of somebody in a row, as the reader calls them.
pub(super) fn name_shown(spec: &Spec, row: &ListRow, name: &str, locale: Locale) -> String {
    let username = spec.text(row, "username").unwrap_or_default();
    if username.starts_with(DELETED) {
        locale.text("js-deleted-user")
    } else {
        name.to_owned()
    }
}

/// What tells a row from the others: *anna · lobby*.
pub(super) fn name_of(spec: &Spec, row: &ListRow, locale: Locale) -> String {
    let part = |name: &&str| match spec.value(row, name)? {
        Value::Text(text) if *name == "browser" => Some(device_name(locale, text)),
        Value::Text(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Moment(_) => None,
    };
    let parts: Vec<String> = spec.named.iter().filter_map(part).collect();
    parts.join(" · ")
}

/// Where a text leads.
fn link(list: &List, row: &ListRow, column: &str, text: &str) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    let value = |name: &str| list.spec.text(row, name);
    match column {
        "username" if list.path == "/admin/users" => Some(format!("/admin/users/{}", row.id)),
        "username" | "actor" | "whom" | "by" => {
            Some(Question::default().with("q", text).address("/admin/users"))
        }
        "room" => Some(format!("{}/settings", room_path(text))),
        "title" => Some(format!("{}/settings", room_path(value("room")?))),
        "text" => Some(format!("{}/messages/{}", room_path(value("room")?), row.id)),
        _ => None,
    }
}

/// A future of a verb, boxed.
pub(super) fn task<F>(future: F) -> BoxFuture<'static, Result<(), ChatError>>
where
    F: Future<Output = Result<(), ChatError>> + Send + 'static,
{
    Box::pin(future)
}
