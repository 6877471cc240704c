//! The directory of rooms, and making, joining and leaving them.

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
use crate::domain::room::{parse_title, parse_topic};
use crate::domain::text::is_visible;
use crate::domain::{Room, RoomKind, RoomName, Sentence, Via};
use crate::store::access;

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
    let forms = Forms::empty(&app, &scope);
    page(&app, &visitor, &scope, forms, StatusCode::OK).await
}

/// The two forms of the directory: a new room, and whom to talk to alone.
pub(super) struct Forms {
    pub(super) form: Option<RoomForm>,
    pub(super) people: FieldView,
}

impl Forms {
    /// As they stand before anybody has typed.
    pub(super) fn empty(app: &App, scope: &Scope) -> Self {
        let form = may_create(app, scope).then(|| RoomForm {
            kind: RoomKind::Open.as_str().to_owned(),
            ..RoomForm::default()
        });
        Self {
            form,
            people: FieldView::default(),
        }
    }

    fn of(form: RoomForm) -> Self {
        Self {
            form: Some(form),
            people: FieldView::default(),
        }
    }
}

/// Whether the form is shown; the write of it asks again.
fn may_create(app: &App, scope: &Scope) -> bool {
    app.settings().create_rooms.admits(scope.user.role)
}

/// The directory. Direct rooms are in the sidebar alone; archived ones are listed for who is in them.
pub(super) async fn page(
    app: &App,
    visitor: &Visitor,
    scope: &Scope,
    forms: Forms,
    status: StatusCode,
) -> Result<Response, Error> {
    let members = app.chat().member_counts().await?;
    let listed = app.chat().rooms_of(&scope.user).await?;
    let (archived, rooms): (Vec<RoomView>, Vec<RoomView>) = listed
        .iter()
        .filter(|entry| entry.room.kind != RoomKind::Direct)
        .filter(|entry| !entry.room.archived || entry.role.is_some())
        .map(|entry| {
            let members = members.get(&entry.room.id).copied().unwrap_or_default();
            room_view(&entry.room, entry.role.is_some(), members)
        })
        .partition(|room| room.archived);
    let page = RoomsPage {
        shell: Shell::of(app, Some(visitor)),
        sidebar: sidebar(app, scope, None).await?,
        rooms,
        archived,
        people: forms.people,
        form: forms.form,
    };
    Ok(Page(status, page).into_response())
}

/// A room as pages show it.
pub(super) fn room_view(room: &Room, joined: bool, members: i64) -> RoomView {
    RoomView {
        id: room.id.to_string(),
        name: room.name.to_string(),
        title: room.title.clone(),
        topic: room.topic.clone(),
        private: room.kind == RoomKind::Private,
        direct: room.kind == RoomKind::Direct,
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
    let locale = scope.locale;
    let new = match read(&fields) {
        Ok(new) => new,
        Err(wrong) => {
            if !may_create(&app, &scope) {
                return Err(access::rooms_are_made_by_admins().into());
            }
            let form = filled(&fields, wrong.field, wrong.sentence.text(locale));
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return page(&app, &visitor, &scope, Forms::of(form), status).await;
        }
    };
    let doer = scope.doer(Via::Page);
    match app.chat().create_room(doer, new).await {
        Ok(room) => Ok(Redirect::to(&room_path(room.name.as_str())).into_response()),
        Err(ChatError::Taken) => {
            let form = filled(&fields, "name", locale.text("room-name-taken"));
            page(
                &app,
                &visitor,
                &scope,
                Forms::of(form),
                StatusCode::CONFLICT,
            )
            .await
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
