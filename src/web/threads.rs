//! The pages of threads: one thread, also for pages without a script, and the list of those that one follows.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::error::Error;
use super::extract::Query;
use super::form::Fields;
use super::reader_marks::ReaderMarks;
use super::room::{canonical, fresh_nonce};
use super::room_path::RoomPath;
use super::room_standing::room_standing;
use super::rooms::room_view;
use super::routes::Routes;
use super::sidebar::sidebar;
use super::view::{
    ComposerView, MessageView, Page, Shell, ThreadPage, ThreadRow, ThreadsPage, room_path,
};
use crate::app::App;
use crate::auth::{Scope, Visitor};
use crate::domain::{ErrorCode, Message, MessageId, Seq, UserId};

/// Replies of a page.
const PAGE: i64 = 100;
/// Threads of the list: those with unread replies come first.
const LISTED: i64 = 100;

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/threads", list)
        .get("/rooms/{room}/threads/{id}", show)
        .post("/rooms/{room}/threads/{id}/read", read)
}

#[derive(Debug, Default, Deserialize)]
struct Wish {
    after: Option<i64>,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    RoomPath(room): RoomPath,
    Path((_, id)): Path<(String, String)>,
    Query(wish): Query<Wish>,
) -> Result<Response, Error> {
    let entrance = app.chat().enter(scope.user.id, &room).await?;
    let id: MessageId = id.parse().map_err(|_| ErrorCode::NotFound)?;
    if let Some(redirect) = canonical(&room, &entrance, &format!("/threads/{id}"), None) {
        return Ok(redirect);
    }
    let (user, after) = (scope.user.id, Seq(wish.after.unwrap_or(0)));
    let thread = app
        .chat()
        .thread(user, entrance.room.id, id, after, PAGE)
        .await?;
    if thread.first.id != id {
        let path = room_path(entrance.room.name.as_str());
        return Ok(Redirect::to(&format!("{path}/threads/{}", thread.first.id)).into_response());
    }
    let muted_until = app.chat().muted_until(&entrance);
    let blocked = app.chat().blocked_by(user).await?;
    let marks = ReaderMarks::read(&app, user, &thread.messages()).await?;
    app.chat().confirm(user, &entrance.room).await?;
    let blocked: Vec<String> = blocked.iter().map(|person| person.id.to_string()).collect();
    let mut first = marks.view(&thread.first);
    // Its replies stand below it.
    first.thread = None;
    let page = ThreadPage {
        shell: Shell::of(&app, Some(&visitor)),
        sidebar: sidebar(&app, &scope, Some(entrance.room.id)).await?,
        room: room_view(&entrance.room, entrance.role.is_some(), 0),
        standing: room_standing(&scope, &entrance, muted_until),
        answers: (!thread.first.deleted).then(|| thread.first.id.to_string()),
        first,
        replies: thread
            .replies
            .iter()
            .map(|reply| shown(&marks, reply, id, &blocked))
            .collect(),
        blocked,
        has_after: thread.has_after,
        unread: thread.reading.map_or(0, |reading| reading.unread),
        composer: ComposerView {
            nonce: fresh_nonce(),
            ..ComposerView::default()
        },
        focus: None,
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

/// What answers the first message says so by standing there.
fn shown(
    marks: &ReaderMarks,
    reply: &Message,
    first: MessageId,
    blocked: &[String],
) -> MessageView {
    let mut view = marks.view(reply);
    view.fold_quote_of(blocked);
    if reply.reply_to.as_ref().is_some_and(|to| to.id == first) {
        view.quote = None;
    }
    view
}

async fn read(
    State(app): State<App>,
    scope: Scope,
    RoomPath(room): RoomPath,
    Path((_, id)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Error> {
    let entrance = app.chat().enter(scope.user.id, &room).await?;
    let id: MessageId = id.parse().map_err(|_| ErrorCode::NotFound)?;
    let message = app.chat().message(entrance.room.id, id).await?;
    let upto: i64 = match fields.get("upto") {
        "" => i64::MAX,
        text => text.parse().map_err(|_| ErrorCode::BadRequest)?,
    };
    let thread = message.reply_to.map_or(id, |reply| reply.thread);
    app.chat()
        .mark_thread_read(scope.user.id, thread, Seq(upto.max(0)), false)
        .await?;
    Ok(Redirect::to("/threads").into_response())
}

async fn list(State(app): State<App>, visitor: Visitor, scope: Scope) -> Result<Response, Error> {
    let threads = app.chat().followed_threads(scope.user.id, LISTED).await?;
    let blocked = app.chat().blocked_by(scope.user.id).await?;
    let blocked: Vec<UserId> = blocked.iter().map(|person| person.id).collect();
    let mut sidebar = sidebar(&app, &scope, None).await?;
    (sidebar.browsing, sidebar.on_threads) = (false, true);
    let page = ThreadsPage {
        shell: Shell::of(&app, Some(&visitor)),
        sidebar,
        threads: threads
            .iter()
            .map(|thread| ThreadRow::new(thread, &blocked))
            .collect(),
    };
    Ok(Page(StatusCode::OK, page).into_response())
}
