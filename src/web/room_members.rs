//! Who is in a room: everybody who reads it sees that; those who look after it add, mute, remove, ban, and give roles.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use url::form_urlencoded;

use super::admin::word;
use super::error::Error;
use super::extract::Query;
use super::form::Fields;
use super::room_desk::Desk;
use super::room_path::RoomPath;
use super::routes::Routes;
use super::view::{
    Badge, FieldView, MemberView, OptionView, Page, PersonView, RoomMembersPage, Shell,
};
use crate::app::App;
use crate::auth::{Scope, Visitor};
use crate::chat::{Access, ChatError};
use crate::domain::{
    Action, Doer, ErrorCode, Locale, Refusal, RoomId, RoomRole, Sentence, Timestamp, UserId,
    Username, Via,
};
use crate::store::memberships::{self, Listed};
use crate::store::{bans, users};

/// Members of a page.
const PAGE: i64 = 50;
const HOUR: Duration = Duration::from_secs(60 * 60);

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/rooms/{room}/members", list)
        .post("/rooms/{room}/members", add)
        .post("/rooms/{room}/members/{user}", change)
}

#[derive(Debug, Default, Deserialize)]
struct Wish {
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: i64,
}

async fn list(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    RoomPath(room): RoomPath,
    address: Uri,
    Query(wish): Query<Wish>,
) -> Result<Response, Error> {
    let desk = open(&app, &scope, &room).await?;
    if let Some(redirect) = desk.canonical(&room, &address) {
        return Ok(redirect.into_response());
    }
    let page = page(&app, &visitor, desk, &wish).await?;
    Ok(Page(StatusCode::OK, page).into_response())
}

/// For readers; an admin looks after the members of a room also where only they may read.
async fn open(app: &App, scope: &Scope, room: &str) -> Result<Desk, Error> {
    match Desk::open(app, scope, room, Action::AddPeople, "members").await {
        Ok(desk) => Ok(desk),
        Err(_) => Desk::open(app, scope, room, Action::Read, "members").await,
    }
}

async fn page(
    app: &App,
    visitor: &Visitor,
    desk: Desk,
    wish: &Wish,
) -> Result<RoomMembersPage, Error> {
    let (reader, room) = (app.store().reader(), desk.access.room.id);
    let (search, number) = (wish.q.trim(), wish.page.clamp(0, i64::MAX / PAGE - 1));
    let mut found = memberships::list_people(reader, room, search, number * PAGE, PAGE + 1).await?;
    let more = found.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let banned = if desk.access.may(Action::Ban) {
        bans::list(reader, room).await?
    } else {
        Vec::new()
    };
    let address = |number: i64| {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("q", search)
            .append_pair("page", &number.to_string())
            .finish();
        format!("{}?{query}", desk.current)
    };
    let locale = visitor.locale;
    let now = app.auth().clock.now().into();
    let roles = roles(&desk.access, None, locale);
    Ok(RoomMembersPage {
        shell: Shell::of(app, Some(visitor)),
        before: (number > 0).then(|| address(number - 1)),
        after: more.then(|| address(number + 1)),
        members: found
            .iter()
            .map(|listed| member(&desk.access, listed, now, locale))
            .collect(),
        banned: banned.iter().map(PersonView::from).collect(),
        add: desk.access.may(Action::AddPeople).then(FieldView::default),
        roles,
        search: search.to_owned(),
        error: None,
        menu: desk.menu,
        path: desk.path,
    })
}

fn member(access: &Access, listed: &Listed, now: Timestamp, locale: Locale) -> MemberView {
    let role = listed.membership.role;
    let is_self = access
        .actor
        .is_some_and(|actor| actor.user == listed.person.id);
    let below = !is_self && access.may(Action::Mute) && access.is_above(Some(role), listed.site);
    let until = listed.membership.muted_until.filter(|until| *until > now);
    MemberView {
        person: PersonView::from(&listed.person),
        role: Badge {
            text: word(locale, role.as_str()),
            tone: if role == RoomRole::Member {
                ""
            } else {
                "badge-accent"
            },
        },
        muted: until.map(|until| {
            if until == Timestamp::NEVER {
                String::new()
            } else {
                until.rfc3339()
            }
        }),
        below,
        may_be_muted: below && role == RoomRole::Member,
        roles: if below {
            roles(access, Some(role), locale)
        } else {
            Vec::new()
        },
    }
}

/// The roles that the reader may give, with the present one marked.
fn roles(access: &Access, present: Option<RoomRole>, locale: Locale) -> Vec<OptionView> {
    if !access.may(Action::SetRole) {
        return Vec::new();
    }
    let all = [RoomRole::Member, RoomRole::Moderator, RoomRole::Owner];
    let option = |role: RoomRole| OptionView {
        value: role.as_str().to_owned(),
        label: word(locale, role.as_str()),
        selected: Some(role) == present,
    };
    all.into_iter().map(option).collect()
}

async fn add(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    RoomPath(room): RoomPath,
    fields: Fields,
) -> Result<Response, Error> {
    let desk = Desk::open(&app, &scope, &room, Action::AddPeople, "members").await?;
    let typed = fields.get("username").trim().trim_start_matches('@');
    let folded = Username::fold_typed(typed);
    let found = users::find_by_name(app.store().reader(), &folded).await?;
    let user = found.filter(|user| user.deactivated_at.is_none());
    let Some(user) = user else {
        let sentence = Sentence::new("cli-no-such-user").with("name", typed);
        let mut page = page(&app, &visitor, desk, &Wish::default()).await?;
        page.add = Some(FieldView::new(typed).failed(sentence.text(scope.locale)));
        return Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let role = match fields.get("role") {
        "" => RoomRole::Member,
        text => RoomRole::typed(text).ok_or(ErrorCode::Invalid)?,
    };
    let (doer, id) = (scope.doer(Via::Page), desk.access.room.id);
    // The form says a role in any case: adding must not take one away.
    if memberships::find(app.store().reader(), id, user.id)
        .await?
        .is_some()
    {
        let sentence = Sentence::new("member-already");
        let refusal = Refusal::because(ErrorCode::Conflict, sentence);
        return answer(&app, &visitor, desk, Err(refusal.into())).await;
    }
    let done = app.chat().add_member(doer, id, user.id, role).await;
    answer(&app, &visitor, desk, done).await
}

async fn change(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    RoomPath(room): RoomPath,
    Path((_, user)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Error> {
    let desk = Desk::open(&app, &scope, &room, Action::Mute, "members").await?;
    let user: UserId = user.parse().map_err(|_| ErrorCode::NotFound)?;
    let done = carry_out(
        &app,
        scope.doer(Via::Page),
        desk.access.room.id,
        user,
        &fields,
    )
    .await;
    answer(&app, &visitor, desk, done).await
}

async fn carry_out(
    app: &App,
    doer: Doer,
    room: RoomId,
    user: UserId,
    fields: &Fields,
) -> Result<(), ChatError> {
    let chat = app.chat();
    match fields.get("action") {
        "remove" => chat.remove_member(doer, room, user).await,
        "ban" => chat.ban(doer, room, user).await,
        "unban" => chat.unban(doer, room, user).await,
        "unmute" => chat.unmute(doer, room, user).await,
        "mute" => chat.mute(doer, room, user, None).await,
        "mute-hour" => chat.mute(doer, room, user, Some(HOUR)).await,
        "mute-day" => chat.mute(doer, room, user, Some(HOUR * 24)).await,
        action => {
            let role = action.strip_prefix("role-").and_then(RoomRole::typed);
            let role = role.ok_or(ErrorCode::Invalid)?;
            chat.set_room_role(doer, room, user, role).await
        }
    }
}

/// Back to the members; what was refused is said above them.
async fn answer(
    app: &App,
    visitor: &Visitor,
    desk: Desk,
    done: Result<(), ChatError>,
) -> Result<Response, Error> {
    match done {
        Ok(()) => Ok(Redirect::to(&desk.current).into_response()),
        Err(ChatError::Refused(refusal)) => {
            let error = Error::from(refusal);
            let mut page = page(app, visitor, desk, &Wish::default()).await?;
            page.error = Some(error.refusal().detail(visitor.locale));
            Ok(Page(error.status(), page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
