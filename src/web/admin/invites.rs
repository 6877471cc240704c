//! Making an invite: the link is shown once, since only its hash is stored.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::lists::INVITES;
use super::{Admin, menu};
use crate::app::App;
use crate::auth::InviteCode;
use crate::chat::{ChatError, InviteForm};
use crate::domain::{Action, ErrorCode, RoomId, Sentence, Via};
use crate::web::error::Error;
use crate::web::form::Fields;
use crate::web::routes::Routes;
use crate::web::view::{FieldView, InvitePage, Page, Shell};

const PATH: &str = "/admin/invites/new";

/// The routes of this file.
pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, form).post(PATH, create)
}

async fn form(State(app): State<App>, admin: Admin) -> Result<Response, Error> {
    let page = InvitePage {
        uses: FieldView::new("1"),
        days: FieldView::new("7"),
        ..empty(&app, &admin).await?
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

async fn empty(app: &App, admin: &Admin) -> Result<InvitePage, Error> {
    Ok(InvitePage {
        shell: Shell::of(app, Some(&admin.visitor)),
        menu: menu(app, admin, INVITES.path).await?,
        uses: FieldView::default(),
        days: FieldView::default(),
        room: FieldView::default(),
        link: None,
    })
}

async fn create(State(app): State<App>, admin: Admin, fields: Fields) -> Result<Response, Error> {
    let mut page = InvitePage {
        uses: FieldView::new(fields.get("uses")),
        days: FieldView::new(fields.get("days")),
        room: FieldView::new(fields.get("room")),
        ..empty(&app, &admin).await?
    };
    let room = match fields.get("room").trim() {
        "" => None,
        typed => match room_of(&app, &admin, typed).await? {
            Some(room) => Some(room),
            None => {
                let sentence = Sentence::new("cli-no-such-room").with("name", typed);
                page.room = page.room.failed(sentence.text(admin.locale()));
                return Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
            }
        },
    };
    let number = |name: &str| fields.get(name).trim().parse().unwrap_or(0);
    let form = InviteForm {
        uses: number("uses"),
        days: number("days"),
        room,
    };
    let code = InviteCode::random();
    let made = app
        .chat()
        .create_invite(admin.scope.doer(Via::Page), form, code.hash());
    match made.await {
        Ok(()) => {
            page.link = Some(format!(
                "{}register?invite={}",
                app.site_url(),
                code.as_str()
            ));
            Ok(Page(StatusCode::OK, page).into_response())
        }
        Err(ChatError::Refused(refusal)) => {
            page.uses = page.uses.failed(refusal.detail(admin.locale()));
            Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The room that was typed; none where there is no such room, or one that is not the admins' to look after.
async fn room_of(app: &App, admin: &Admin, typed: &str) -> Result<Option<RoomId>, Error> {
    let user = admin.scope.user.id;
    match app.chat().look_after(user, typed, Action::AddPeople).await {
        Ok(access) => Ok(Some(access.room.id)),
        Err(error) if error.refusal().code == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}
