//! The chat page, and the composer's plain form for pages without JavaScript.

use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::error::Error;
use super::extract::Query;
use super::form::Fields;
use super::home;
use super::packing::Packable;
use super::reader_marks::ReaderMarks;
use super::room_path::RoomPath;
use super::room_standing::room_standing;
use super::rooms::room_view;
use super::routes::Routes;
use super::sidebar::sidebar;
use super::view::{
    ComposerView, Page, PersonView, QuoteView, ReadingView, RoomLimits, RoomPage, Shell, room_path,
};
use crate::app::App;
use crate::auth::{Scope, Visitor};
use crate::chat::{Around, Command, Entrance, Opening};
use crate::domain::{ErrorCode, Message, MessageId, Nonce, Seq, SiteRole, excerpt};

/// Messages that come with the page; older ones by scrolling.
const PAGE: i64 = 50;

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/rooms/{room}", newest)
        .get("/rooms/{room}/messages/{id}", at_message)
        .post("/rooms/{room}/messages", post)
}

/// What the address of the page may ask for.
#[derive(Debug, Default, Deserialize)]
struct Wish {
    before: Option<i64>,
    reply_to: Option<String>,
    reported: Option<String>,
}

/// What of the page is not the room itself.
#[derive(Default)]
struct Extra {
    around: Option<Around>,
    focus: Option<MessageId>,
    reported: bool,
    composer: ComposerView,
}

async fn newest(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    RoomPath(room): RoomPath,
    uri: Uri,
    Query(wish): Query<Wish>,
) -> Result<Response, Error> {
    let opening = app.chat().open(scope.user.id, &room).await?;
    if let Some(redirect) = canonical(&room, &opening.entrance, "", uri.query()) {
        return Ok(redirect);
    }
    let extra = Extra {
        around: wish.before.map(|seq| Around::Before(Seq(seq))),
        composer: ComposerView {
            reply: match wish.reply_to.as_deref() {
                None | Some("") => None,
                Some(id) => Some(quoted(&app, &opening.entrance, id).await?),
            },
            ..ComposerView::default()
        },
        ..Extra::default()
    };
    page(&app, &visitor, &scope, &opening, extra, StatusCode::OK).await
}

async fn at_message(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    RoomPath(room): RoomPath,
    Path((_, id)): Path<(String, String)>,
    uri: Uri,
    Query(wish): Query<Wish>,
) -> Result<Response, Error> {
    let opening = app.chat().open(scope.user.id, &room).await?;
    let entrance = &opening.entrance;
    let id: MessageId = id.parse().map_err(|_| ErrorCode::NotFound)?;
    if let Some(redirect) = canonical(&room, entrance, &format!("/messages/{id}"), uri.query()) {
        return Ok(redirect);
    }
    let message = app.chat().message(entrance.room.id, id).await?;
    let extra = Extra {
        around: Some(Around::Seq(message.seq)),
        focus: Some(id),
        reported: wish.reported.is_some(),
        ..Extra::default()
    };
    page(&app, &visitor, &scope, &opening, extra, StatusCode::OK).await
}

/// The message that the composer is to answer.
async fn quoted(app: &App, entrance: &Entrance, id: &str) -> Result<QuoteView, Error> {
    let id: MessageId = id.parse().map_err(|_| ErrorCode::NotFound)?;
    let message = app.chat().message(entrance.room.id, id).await?;
    if message.deleted {
        return Err(Error::not_found());
    }
    Ok(QuoteView {
        id: id.to_string(),
        user: PersonView::from(&message.author),
        excerpt: excerpt(&message.text),
        folded: false,
    })
}

/// Another spelling of the room's name leads to the one address that it has.
pub(super) fn canonical(
    asked: &str,
    entrance: &Entrance,
    rest: &str,
    query: Option<&str>,
) -> Option<Response> {
    let name = entrance.room.name.as_str();
    if asked == name {
        return None;
    }
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let path = format!("{}{rest}{query}", room_path(name));
    Some(Redirect::permanent(&path).into_response())
}

async fn page(
    app: &App,
    visitor: &Visitor,
    scope: &Scope,
    opening: &Opening,
    extra: Extra,
    status: StatusCode,
) -> Result<Response, Error> {
    let Entrance { room, role, .. } = &opening.entrance;
    let newest = app.chat().newest(opening, PAGE).await?;
    let muted_until = app.chat().muted_until(&opening.entrance);
    let blocked = app.chat().blocked_by(scope.user.id).await?;
    let elsewhere = match extra.around {
        Some(around) => Some(app.chat().history(room.id, around, PAGE).await?),
        None => None,
    };
    let history = elsewhere.as_ref().unwrap_or(&newest.history);
    let shown: Vec<&Message> = history.messages.iter().collect();
    let marks = ReaderMarks::read(app, scope.user.id, &shown).await?;
    app.chat().confirm(scope.user.id, room).await?;
    let blocked: Vec<String> = blocked.iter().map(|person| person.id.to_string()).collect();
    let shown = |message: &Message| {
        let mut view = marks.view(message);
        view.fold_quote_of(&blocked);
        view
    };
    let messages = history.messages.iter().map(shown).collect();
    let mut composer = extra.composer;
    if composer.nonce.is_empty() {
        composer.nonce = fresh_nonce();
    }
    let page = RoomPage {
        shell: Shell::of(app, Some(visitor)),
        sidebar: sidebar(app, scope, Some(room.id)).await?,
        room: room_view(room, role.is_some(), newest.members),
        role: *role,
        admin: scope.user.role == SiteRole::Admin,
        standing: room_standing(scope, &opening.entrance, muted_until),
        blocked,
        reported: extra.reported,
        messages,
        pins: newest.pins.iter().map(ToString::to_string).collect(),
        reading: opening.reading.map(ReadingView::from),
        has_before: history.has_before,
        has_after: history.has_after,
        focus: extra.focus.map(|id| id.to_string()),
        composer,
        head: history.head.0,
        epoch: app.chat().epoch().to_owned(),
        limits: RoomLimits {
            text_chars: app.settings().limit_text_characters,
            frame_bytes: app.settings().limit_frame_bytes,
        },
    };
    let mut response = Page(status, page).into_response();
    response.extensions_mut().insert(Packable);
    home::remember(app, &room.name, &mut response);
    Ok(response)
}

/// So that a form sent twice is stored once.
pub(super) fn fresh_nonce() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>())
}

async fn post(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    RoomPath(room): RoomPath,
    fields: Fields,
) -> Result<Response, Error> {
    let opening = app.chat().open(scope.user.id, &room).await?;
    let entrance = &opening.entrance;
    if let Some(redirect) = canonical(&room, entrance, "/messages", None) {
        return Ok(redirect);
    }
    let path = room_path(entrance.room.name.as_str());
    match send(&app, &scope, entrance, &fields).await {
        // Written on the page of a thread: back to it.
        Ok(()) => Ok(match fields.get("thread").parse::<MessageId>() {
            Ok(thread) => Redirect::to(&format!("{path}/threads/{thread}")),
            Err(_) => Redirect::to(&path),
        }
        .into_response()),
        Err(error) if is_about_the_text(error.status()) => {
            let reply = match fields.get("reply_to") {
                "" => None,
                // What is gone is no longer answered, and what was typed is kept.
                id => quoted(&app, entrance, id).await.ok(),
            };
            let composer = ComposerView {
                text: fields.get("message").to_owned(),
                nonce: fields.get("nonce").to_owned(),
                error: Some(error.refusal().detail(scope.locale)),
                reply,
            };
            let extra = Extra {
                composer,
                ..Extra::default()
            };
            page(&app, &visitor, &scope, &opening, extra, error.status()).await
        }
        Err(error) => Err(error),
    }
}

/// Then the same form comes back, with what was typed: nothing of it is lost to a mute or an archive.
fn is_about_the_text(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::UNPROCESSABLE_ENTITY
            | StatusCode::TOO_MANY_REQUESTS
            | StatusCode::FORBIDDEN
            | StatusCode::NOT_FOUND
            | StatusCode::CONFLICT
    )
}

async fn send(app: &App, scope: &Scope, entrance: &Entrance, fields: &Fields) -> Result<(), Error> {
    let nonce = match fields.get("nonce") {
        "" => None,
        text => Some(Nonce::parse(text)?),
    };
    let command = Command {
        text: fields.get("message").to_owned(),
        nonce,
        reply_to: match fields.get("reply_to") {
            "" => None,
            // What no message can have as its id is no message.
            text => Some(text.parse().unwrap_or(MessageId(0))),
        },
    };
    app.chat()
        .post(scope.user.id, entrance.room.id, command)
        .await?;
    Ok(())
}
