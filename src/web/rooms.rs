//! The directory of rooms, and making and joining them.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::error::Error;
use super::form::Fields;
use super::room_path::RoomPath;
use super::routes::Routes;
use super::sidebar::sidebar;
use super::view::{FieldView, Page, RoomForm, RoomView, RoomsPage, Shell, room_path};
use crate::app::App;
use crate::auth::{Scope, Visitor};
use crate::chat::{ChatError, NewRoom};
use crate::config::CreateRooms;
use crate::domain::room::{parse_title, parse_topic};
use crate::domain::text::is_visible;
use crate::domain::{ErrorCode, Refusal, Room, RoomKind, RoomName, Sentence, SiteRole};

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/rooms", directory)
        .post("/rooms", create)
        .post("/rooms/{room}/join", join)
}

async fn directory(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
) -> Result<Response, Error> {
    let form = may_create(&app, &scope).then(|| RoomForm {
        kind: RoomKind::Open.as_str().to_owned(),
        ..RoomForm::default()
    });
    page(&app, &visitor, &scope, form, StatusCode::OK).await
}

fn may_create(app: &App, scope: &Scope) -> bool {
    match scope.user.role {
        SiteRole::Admin => true,
        SiteRole::Member => app.settings().create_rooms == CreateRooms::Members,
        SiteRole::Bot => false,
    }
}

async fn page(
    app: &App,
    visitor: &Visitor,
    scope: &Scope,
    form: Option<RoomForm>,
    status: StatusCode,
) -> Result<Response, Error> {
    let members = app.chat().member_counts().await?;
    let listed = app.chat().rooms_of(&scope.user).await?;
    let rooms = listed
        .iter()
        .map(|entry| {
            let members = members.get(&entry.room.id).copied().unwrap_or_default();
            room_view(&entry.room, entry.role.is_some(), members)
        })
        .collect();
    let page = RoomsPage {
        shell: Shell::of(app, Some(visitor)),
        sidebar: sidebar(app, scope, None).await?,
        rooms,
        form,
    };
    Ok(Page(status, page).into_response())
}

/// A room as pages show it.
pub(super) fn room_view(room: &Room, joined: bool, members: i64) -> RoomView {
    RoomView {
        name: room.name.to_string(),
        title: room.title.clone(),
        topic: room.topic.clone(),
        private: room.kind == RoomKind::Private,
        archived: room.archived,
        joined,
        members,
    }
}

async fn create(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    fields: Fields,
) -> Result<Response, Error> {
    if !may_create(&app, &scope) {
        let sentence = Sentence::new("rooms-only-admins");
        return Err(Refusal::because(ErrorCode::Forbidden, sentence).into());
    }
    let locale = scope.locale;
    let new = match read(&fields) {
        Ok(new) => new,
        Err(wrong) => {
            let form = filled(&fields, wrong.field, wrong.sentence.text(locale));
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return page(&app, &visitor, &scope, Some(form), status).await;
        }
    };
    match app.chat().create_room(Some(scope.user.person()), new).await {
        Ok(room) => Ok(Redirect::to(&room_path(room.name.as_str())).into_response()),
        Err(ChatError::Taken) => {
            let form = filled(&fields, "name", locale.text("room-name-taken"));
            page(&app, &visitor, &scope, Some(form), StatusCode::CONFLICT).await
        }
        Err(error) => Err(error.into()),
    }
}

/// A field and what is wrong with it.
struct Wrong {
    field: &'static str,
    sentence: Sentence,
}

/// The title is the name where it is missing, and the name is made from the title.
fn read(fields: &Fields) -> Result<NewRoom, Wrong> {
    let wrong = |field| move |sentence| Wrong { field, sentence };
    let (typed_name, typed_title) = (fields.get("name"), fields.get("title"));
    let named = is_visible(typed_name);
    let title = if is_visible(typed_title) || !named {
        parse_title(typed_title).map_err(wrong("title"))?
    } else {
        parse_title(typed_name).map_err(wrong("name"))?
    };
    let name = if named {
        RoomName::parse(typed_name).map_err(wrong("name"))?
    } else {
        RoomName::from_title(&title).map_err(wrong("name"))?
    };
    let kind = match fields.get("kind") {
        "" => RoomKind::Open,
        text => RoomKind::parse(text)
            .ok_or_else(|| wrong("kind")(Sentence::new("room-kind-unknown")))?,
    };
    Ok(NewRoom {
        name,
        title,
        topic: parse_topic(fields.get("topic")).map_err(wrong("topic"))?,
        kind,
    })
}

/// The form as it was typed, with the sentence at its field.
fn filled(fields: &Fields, wrong: &str, sentence: String) -> RoomForm {
    let field = |name: &str| {
        let field = FieldView::new(fields.get(name));
        if name == wrong {
            field.failed(sentence.clone())
        } else {
            field
        }
    };
    RoomForm {
        title: field("title"),
        name: field("name"),
        topic: field("topic"),
        kind: fields.get("kind").to_owned(),
        error: (wrong == "kind").then_some(sentence.clone()),
    }
}

async fn join(
    State(app): State<App>,
    scope: Scope,
    RoomPath(room): RoomPath,
) -> Result<Redirect, Error> {
    let entrance = app.chat().enter(scope.user.id, &room).await?;
    app.chat().join(scope.user.person(), &entrance).await?;
    Ok(Redirect::to(&room_path(entrance.room.name.as_str())))
}
