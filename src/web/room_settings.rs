//! A room's settings: what it is called and for whom it is; archiving, restoring and deleting it.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::error::Error;
use super::extract::Query;
use super::form::Fields;
use super::room_desk::Desk;
use super::room_path::RoomPath;
use super::routes::Routes;
use super::view::{
    FieldView, OptionView, Page, RoomSettingsForm, RoomSettingsPage, Shell, room_path,
};
use crate::app::App;
use crate::auth::{Scope, Visitor};
use crate::chat::{ChatError, RoomForm};
use crate::domain::room::{SLOW_SECONDS, parse_title, parse_topic};
use crate::domain::{Action, ErrorCode, Locale, RoomKind, RoomName, Sentence, SiteRole, Via};

/// The keys of what the choices of [`SLOW_SECONDS`] are called.
const SLOW_KEYS: [&str; SLOW_SECONDS.len()] = [
    "slow-off",
    "slow-5",
    "slow-15",
    "slow-60",
    "slow-300",
    "slow-900",
    "slow-3600",
];

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/rooms/{room}/settings", form)
        .post("/rooms/{room}/settings", submit)
        .post("/rooms/{room}/archive", archive)
        .post("/rooms/{room}/delete", delete)
}

#[derive(Debug, Default, Deserialize)]
struct Saved {
    saved: Option<String>,
}

async fn form(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    RoomPath(room): RoomPath,
    address: Uri,
    Query(saved): Query<Saved>,
) -> Result<Response, Error> {
    let desk = Desk::open(&app, &scope, &room, Action::Describe, "settings").await?;
    if let Some(redirect) = desk.canonical(&room, &address) {
        return Ok(redirect.into_response());
    }
    let stored = RoomForm::from(&desk.access.room);
    let mut page = page(&app, &visitor, desk, shown(&stored, scope.locale));
    page.saved = saved.saved.is_some();
    Ok(Page(StatusCode::OK, page).into_response())
}

fn page(app: &App, visitor: &Visitor, desk: Desk, form: RoomSettingsForm) -> RoomSettingsPage {
    RoomSettingsPage {
        shell: Shell::of(app, Some(visitor)),
        may_make_default: desk.access.may_in(Action::MakeDefault, RoomKind::Open),
        may_rebuild: desk.access.may(Action::Rebuild),
        lobby: desk.access.room.is_lobby(),
        archived: desk.access.room.archived,
        name: desk.access.room.name.to_string(),
        menu: desk.menu,
        path: desk.path,
        form,
        saved: false,
        delete_error: None,
    }
}

fn shown(room: &RoomForm, locale: Locale) -> RoomSettingsForm {
    RoomSettingsForm {
        title: FieldView::new(&room.title),
        topic: FieldView::new(&room.topic),
        name: FieldView::new(room.name.as_str()),
        private: room.kind == RoomKind::Private,
        slow: slow(room.slow_seconds, locale),
        announcements: room.announcements,
        default: room.is_default,
        error: None,
    }
}

fn slow(chosen: u32, locale: Locale) -> Vec<OptionView> {
    let option = |(seconds, key): (u32, &str)| OptionView {
        value: seconds.to_string(),
        label: locale.text(key),
        selected: seconds == chosen,
    };
    SLOW_SECONDS
        .into_iter()
        .zip(SLOW_KEYS)
        .map(option)
        .collect()
}

/// What the form wants; fields that it leaves out stay as they are.
fn read(fields: &Fields, before: &RoomForm) -> Result<RoomForm, (&'static str, Sentence)> {
    let mut form = before.clone();
    form.title = parse_title(fields.get("title")).map_err(|sentence| ("title", sentence))?;
    form.topic = parse_topic(fields.get("topic")).map_err(|sentence| ("topic", sentence))?;
    if !fields.get("name").is_empty() {
        form.name = RoomName::parse(fields.get("name")).map_err(|sentence| ("name", sentence))?;
    }
    if !fields.get("kind").is_empty() {
        form.kind = RoomKind::parse(fields.get("kind"))
            .ok_or_else(|| ("kind", Sentence::new("room-kind-unknown")))?;
    }
    let slow = fields.get("slow_seconds");
    if !slow.is_empty() {
        form.slow_seconds = slow
            .parse()
            .ok()
            .filter(|seconds| SLOW_SECONDS.contains(seconds))
            .ok_or_else(|| ("slow_seconds", Sentence::new(ErrorCode::Invalid.key())))?;
    }
    form.announcements = fields.get("announcements") == "1";
    // The box is there for admins only; the field beside it says that it was.
    if !fields.get("may_default").is_empty() {
        form.is_default = form.kind == RoomKind::Open && fields.get("default") == "1";
    }
    Ok(form)
}

async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    RoomPath(room): RoomPath,
    fields: Fields,
) -> Result<Response, Error> {
    let desk = Desk::open(&app, &scope, &room, Action::Describe, "settings").await?;
    let (id, before) = (desk.access.room.id, RoomForm::from(&desk.access.room));
    let form = match read(&fields, &before) {
        Ok(form) => form,
        Err((field, sentence)) => {
            let typed = typed(&fields, field, &sentence, scope.locale);
            let page = page(&app, &visitor, desk, typed);
            return Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let doer = scope.doer(Via::Page);
    match app
        .chat()
        .update_room(doer, id, move |now| now.with_wishes(&before, form))
        .await
    {
        Ok(room) => {
            let path = room_path(room.name.as_str());
            Ok(Redirect::to(&format!("{path}/settings?saved=1")).into_response())
        }
        Err(ChatError::Taken) => {
            let sentence = Sentence::new("room-name-taken");
            let typed = typed(&fields, "name", &sentence, scope.locale);
            let page = page(&app, &visitor, desk, typed);
            Ok(Page(StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn typed(fields: &Fields, wrong: &str, sentence: &Sentence, locale: Locale) -> RoomSettingsForm {
    let sentence = sentence.text(locale);
    let field = |name: &str| {
        let field = FieldView::new(fields.get(name));
        if name == wrong {
            field.failed(sentence.clone())
        } else {
            field
        }
    };
    let in_form = ["title", "topic", "name"].contains(&wrong);
    RoomSettingsForm {
        title: field("title"),
        topic: field("topic"),
        name: field("name"),
        private: fields.get("kind") == RoomKind::Private.as_str(),
        slow: slow(fields.get("slow_seconds").parse().unwrap_or(0), locale),
        announcements: fields.get("announcements") == "1",
        default: fields.get("default") == "1",
        error: (!in_form).then(|| sentence.clone()),
    }
}

async fn archive(
    State(app): State<App>,
    scope: Scope,
    RoomPath(room): RoomPath,
    fields: Fields,
) -> Result<Redirect, Error> {
    let desk = Desk::open(&app, &scope, &room, Action::Archive, "settings").await?;
    let archived = fields.get("archived") == "1";
    let doer = scope.doer(Via::Page);
    app.chat()
        .archive_room(doer, desk.access.room.id, archived)
        .await?;
    Ok(Redirect::to(&format!("{}?saved=1", desk.current)))
}

/// Its name is typed first: what was said in it does not come back.
async fn delete(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    RoomPath(room): RoomPath,
    fields: Fields,
) -> Result<Response, Error> {
    let desk = Desk::open(&app, &scope, &room, Action::Delete, "settings").await?;
    let typed = RoomName::parse(fields.get("name")).ok();
    if typed.as_ref() != Some(&desk.access.room.name) {
        let stored = RoomForm::from(&desk.access.room);
        let mut page = page(&app, &visitor, desk, shown(&stored, scope.locale));
        page.delete_error = Some(scope.locale.text("page-room-delete-wrong"));
        return Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let doer = scope.doer(Via::Page);
    app.chat().delete_room(doer, desk.access.room.id).await?;
    let to = match scope.user.role {
        SiteRole::Admin => "/admin/rooms",
        _ => "/rooms",
    };
    Ok(Redirect::to(to).into_response())
}
