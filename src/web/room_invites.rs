//! Links that bring new people straight into a room, for those who look after it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::admin::{tone, word};
use super::error::Error;
use super::form::Fields;
use super::room_desk::Desk;
use super::room_path::RoomPath;
use super::routes::Routes;
use super::view::{Badge, FieldView, InviteView, Page, RoomInvitesPage, Shell};
use crate::app::App;
use crate::auth::{InviteCode, Scope, Visitor};
use crate::chat::{ChatError, InviteForm};
use crate::domain::{Action, ErrorCode, Locale, Via};
use crate::store::invites::Invite;

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/rooms/{room}/invites", list)
        .post("/rooms/{room}/invites", create)
        .post("/rooms/{room}/invites/{invite}/revoke", revoke)
}

async fn open(app: &App, scope: &Scope, room: &str) -> Result<Desk, Error> {
    Desk::open(app, scope, room, Action::AddPeople, "invites").await
}

async fn list(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    RoomPath(room): RoomPath,
) -> Result<Response, Error> {
    let desk = open(&app, &scope, &room).await?;
    let mut page = page(&app, &visitor, &desk).await?;
    page.uses = FieldView::new("1");
    page.days = FieldView::new("7");
    Ok(Page(StatusCode::OK, page).into_response())
}

async fn page(app: &App, visitor: &Visitor, desk: &Desk) -> Result<RoomInvitesPage, Error> {
    let invites = app.chat().invites(Some(desk.access.room.id)).await?;
    Ok(RoomInvitesPage {
        shell: Shell::of(app, Some(visitor)),
        menu: desk.menu.clone(),
        path: desk.path.clone(),
        uses: FieldView::default(),
        days: FieldView::default(),
        link: None,
        invites: invites
            .iter()
            .map(|invite| view(invite, visitor.locale))
            .collect(),
    })
}

fn view(invite: &Invite, locale: Locale) -> InviteView {
    InviteView {
        id: invite.id,
        state: Badge {
            text: word(locale, &invite.state),
            tone: tone(&invite.state),
        },
        left: invite.uses_left,
        uses: invite.uses,
        by: invite.created_by.clone().unwrap_or_default(),
        expires: invite.expires_at.rfc3339(),
        // One that has ended with its maker's right would be usable again with it.
        open: ["usable", "ended"].contains(&invite.state.as_str()),
    }
}

async fn create(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    RoomPath(room): RoomPath,
    fields: Fields,
) -> Result<Response, Error> {
    let desk = open(&app, &scope, &room).await?;
    let number = |name: &str| fields.get(name).trim().parse().unwrap_or(0);
    let form = InviteForm {
        uses: number("uses"),
        days: number("days"),
        room: Some(desk.access.room.id),
    };
    let code = InviteCode::random();
    let doer = scope.doer(Via::Page);
    let made = app.chat().create_invite(doer, form, code.hash()).await;
    let mut page = page(&app, &visitor, &desk).await?;
    page.uses = FieldView::new(fields.get("uses"));
    page.days = FieldView::new(fields.get("days"));
    match made {
        Ok(()) => {
            page.link = Some(format!(
                "{}register?invite={}",
                app.site_url(),
                code.as_str()
            ));
            Ok(Page(StatusCode::OK, page).into_response())
        }
        Err(ChatError::Refused(refusal)) if refusal.code == ErrorCode::Invalid => {
            page.uses = page.uses.failed(refusal.detail(scope.locale));
            Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn revoke(
    State(app): State<App>,
    scope: Scope,
    RoomPath(room): RoomPath,
    Path((_, invite)): Path<(String, String)>,
) -> Result<Redirect, Error> {
    let desk = open(&app, &scope, &room).await?;
    let invite: i64 = invite.parse().map_err(|_| ErrorCode::NotFound)?;
    let (doer, room) = (scope.doer(Via::Page), Some(desk.access.room.id));
    app.chat().revoke_invite(doer, invite, room).await?;
    Ok(Redirect::to(&desk.current))
}
