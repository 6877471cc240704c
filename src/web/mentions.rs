//! Calling people: who is offered while a name is typed, and the messages that call the reader, as page and as JSON.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::error::Error;
use super::extract::Query;
use super::paging::{cut, read_cursor};
use super::reader_marks::ReaderMarks;
use super::room_path::RoomPath;
use super::routes::Routes;
use super::sidebar::sidebar;
use super::view::{MentionView, MentionsPage, MessageView, Page, Shell};
use crate::app::App;
use crate::auth::{Scope, Visitor};
use crate::chat::Mention;
use crate::consumers::MessageFrame;
use crate::domain::{Message, MessageId};

/// Messages of a page.
const PAGE: i64 = 50;

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/mentions", page)
        .get("/api/mentions", list)
        .get("/api/rooms/{room}/people", people)
}

#[derive(Debug, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    q: String,
}

async fn people(
    State(app): State<App>,
    scope: Scope,
    RoomPath(room): RoomPath,
    Query(typed): Query<Typed>,
) -> Result<Json<Value>, Error> {
    let entrance = app.chat().enter(scope.user.id, &room).await?;
    let offer = app
        .chat()
        .nameable(&scope.user, &entrance, &typed.q)
        .await?;
    app.chat().confirm(scope.user.id, &entrance.room).await?;
    let people: Vec<Value> = offer
        .people
        .iter()
        .map(|found| {
            let person = &found.person;
            json!({
                "id": person.id, "name": person.name, "username": person.username, "member": found.member,
            })
        })
        .collect();
    let mut answer = json!({ "people": people });
    if let Some(reached) = offer.room {
        answer["room"] = json!({ "members": reached });
    }
    Ok(Json(answer))
}

/// As text, so that what is no number gets our sentence.
#[derive(Debug, Default, Deserialize)]
struct Wish {
    cursor: Option<String>,
    before: Option<String>,
    unread: Option<String>,
}

impl Wish {
    fn is_unread(&self) -> bool {
        self.unread.as_deref() == Some("1")
    }
}

/// A page of mentions, and where the next one begins.
async fn find(
    app: &App,
    scope: &Scope,
    cursor: Option<&str>,
    unread: bool,
) -> Result<(Vec<Mention>, Option<String>), Error> {
    let before = MessageId(read_cursor(cursor)?);
    let found = app.chat().mentions(scope.user.id, before, unread, PAGE + 1);
    let mut mentions = found.await?;
    let next = cut(&mut mentions, PAGE, |mention| mention.message.id.0);
    Ok((mentions, next))
}

/// A message as everywhere, and whether it is read.
#[derive(Serialize)]
struct Listed<'m> {
    #[serde(flatten)]
    message: MessageFrame<'m>,
    unread: bool,
}

async fn list(
    State(app): State<App>,
    scope: Scope,
    Query(wish): Query<Wish>,
) -> Result<Response, Error> {
    let (found, cursor) = find(&app, &scope, wish.cursor.as_deref(), wish.is_unread()).await?;
    let messages: Vec<&Message> = found.iter().map(|mention| &mention.message).collect();
    let marks = ReaderMarks::read(&app, scope.user.id, &messages).await?;
    let messages: Vec<Listed<'_>> = found
        .iter()
        .map(|mention| Listed {
            message: marks.frame(&mention.room.name, &mention.message),
            unread: mention.unread,
        })
        .collect();
    Ok(Json(json!({ "messages": messages, "cursor": cursor })).into_response())
}

async fn page(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    Query(wish): Query<Wish>,
) -> Result<Response, Error> {
    let unread = wish.is_unread();
    let (found, next) = find(&app, &scope, wish.before.as_deref(), unread).await?;
    let blocked = app.chat().blocked_by(scope.user.id).await?;
    let rooms = app.chat().rooms_of(&scope.user).await?;
    let live = rooms
        .iter()
        .find(|room| room.role.is_some() && !room.room.archived);
    let view = |mention: &Mention| MentionView {
        message: MessageView::from(&mention.message),
        room: mention.room.name.to_string(),
        title: mention.room.title.clone(),
        kind: mention.room.kind,
        unread: mention.unread,
        folded: blocked
            .iter()
            .any(|person| person.id == mention.message.author.id),
    };
    let filter = if unread { "&unread=1" } else { "" };
    let mut sidebar = sidebar(&app, &scope, None).await?;
    (sidebar.browsing, sidebar.at_mentions) = (false, true);
    let page = MentionsPage {
        shell: Shell::of(&app, Some(&visitor)),
        sidebar,
        mentions: found.iter().map(view).collect(),
        unread,
        older: wish.before.is_some(),
        next: next.map(|id| format!("/mentions?before={id}{filter}")),
        live: live.map(|room| (room.room.name.to_string(), room.room.head.0)),
        epoch: app.chat().epoch().to_owned(),
    };
    Ok(Page(StatusCode::OK, page).into_response())
}
