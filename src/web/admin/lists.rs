//! The lists: which there are, at which path, and what can be done to their rows.

use axum::extract::{RawQuery, State};

use super::list::{Action, List, Task, show, task};
use super::{Admin, bulk};
use crate::app::App;
use crate::domain::{MessageId, RoomId, SessionId, SiteRole, UserId};
use crate::store::lists::{emoji, invites, specs};
use crate::store::sessions;
use crate::web::form::Fields;
use crate::web::routes::Routes;

macro_rules! action {
    ($name:literal, $label:literal, $question:literal, $danger:literal, $run:expr) => {
        Action {
            name: $name,
            label: $label,
            question: $question,
            danger: $danger,
            types_room: false,
            run: $run,
        }
    };
}

pub(super) static USERS: List = List {
    path: "/admin/users",
    spec: specs::USERS,
    lead: "admin-users-lead",
    actions: &[
        action!(
            "activate",
            "admin-activate",
            "admin-activate-question",
            false,
            activate
        ),
        action!(
            "deactivate",
            "admin-deactivate",
            "admin-deactivate-question",
            false,
            deactivate
        ),
        action!(
            "promote",
            "admin-promote",
            "admin-promote-question",
            false,
            promote
        ),
        action!(
            "demote",
            "admin-demote",
            "admin-demote-question",
            false,
            demote
        ),
        action!(
            "end-sessions",
            "admin-end-sessions",
            "admin-end-sessions-question",
            false,
            end_sessions
        ),
        action!(
            "delete",
            "admin-delete-user",
            "admin-delete-user-question",
            true,
            delete_user
        ),
        action!(
            "delete-all",
            "admin-delete-all",
            "admin-delete-all-question",
            true,
            delete_all
        ),
    ],
};

static ROOMS: List = List {
    path: "/admin/rooms",
    spec: specs::ROOMS,
    lead: "admin-rooms-lead",
    actions: &[
        action!(
            "archive",
            "admin-archive",
            "admin-archive-question",
            false,
            archive
        ),
        action!(
            "restore",
            "admin-restore",
            "admin-restore-question",
            false,
            restore
        ),
        Action {
            types_room: true,
            ..action!(
                "delete",
                "admin-delete-room",
                "admin-delete-room-question",
                true,
                delete_room
            )
        },
    ],
};

static MEMBERSHIPS: List = List {
    path: "/admin/memberships",
    spec: specs::MEMBERSHIPS,
    lead: "",
    actions: &[
        action!(
            "remove",
            "admin-remove",
            "admin-remove-question",
            false,
            remove
        ),
        action!("ban", "admin-ban", "admin-ban-question", true, ban),
    ],
};

static MESSAGES: List = List {
    path: "/admin/messages",
    spec: specs::MESSAGES,
    lead: "admin-messages-lead",
    actions: &[action!(
        "delete",
        "admin-delete-message",
        "admin-delete-message-question",
        true,
        delete_message
    )],
};

pub(super) static INVITES: List = List {
    path: "/admin/invites",
    spec: invites::INVITES,
    lead: "",
    actions: &[action!(
        "revoke",
        "admin-revoke",
        "admin-revoke-question",
        false,
        revoke
    )],
};

pub(super) static EMOJI: List = List {
    path: "/admin/emoji",
    spec: emoji::EMOJI,
    lead: "admin-emoji-lead",
    actions: &[action!(
        "delete",
        "admin-delete-emoji",
        "admin-delete-emoji-question",
        true,
        delete_emoji
    )],
};

static SESSIONS: List = List {
    path: "/admin/sessions",
    spec: specs::SESSIONS,
    lead: "",
    actions: &[action!(
        "end",
        "admin-end",
        "admin-end-question",
        false,
        end_session
    )],
};

static AUDIT: List = List {
    path: "/admin/audit",
    spec: specs::AUDIT,
    lead: "admin-audit-lead",
    actions: &[],
};

macro_rules! lists {
    ($($list:ident),*) => {
        Routes::new()$(
            .get($list.path, |state: State<App>, admin: Admin, query: RawQuery| show(&$list, state, admin, query))
        )*
    };
}

macro_rules! forms {
    ($routes:expr, $($list:ident),*) => {
        $routes$(
            .post($list.path, |state: State<App>, admin: Admin, fields: Fields| bulk::act(&$list, state, admin, fields))
        )*
    };
}

/// The routes of this file.
pub(super) fn routes() -> Routes {
    let lists = lists!(
        USERS,
        ROOMS,
        MEMBERSHIPS,
        MESSAGES,
        INVITES,
        EMOJI,
        SESSIONS,
        AUDIT
    );
    forms!(
        lists,
        USERS,
        ROOMS,
        MEMBERSHIPS,
        MESSAGES,
        INVITES,
        EMOJI,
        SESSIONS
    )
}

/// Writes a verb of `chat` as something that is done to a row.
macro_rules! verbs {
    ($($name:ident = |$task:ident| $verb:expr;)*) => {$(
        fn $name($task: Task) -> futures_util::future::BoxFuture<'static, Result<(), crate::chat::ChatError>> {
            task(async move { $verb.await })
        }
    )*};
}

verbs! {
    activate = |t| t.app.chat().set_active(t.doer, UserId(t.id), true);
    deactivate = |t| t.app.chat().set_active(t.doer, UserId(t.id), false);
    promote = |t| t.app.chat().set_site_role(t.doer, UserId(t.id), SiteRole::Admin);
    demote = |t| t.app.chat().set_site_role(t.doer, UserId(t.id), SiteRole::Member);
    end_sessions = |t| t.app.chat().end_all_sessions(t.doer, UserId(t.id));
    delete_user = |t| t.app.chat().delete_user(t.doer, UserId(t.id), false);
    delete_all = |t| t.app.chat().delete_user(t.doer, UserId(t.id), true);
    archive = |t| t.app.chat().archive_room(t.doer, RoomId(t.id), true);
    restore = |t| t.app.chat().archive_room(t.doer, RoomId(t.id), false);
    delete_room = |t| t.app.chat().delete_room(t.doer, RoomId(t.id));
    remove = |t| t.app.chat().remove_member(t.doer, room_of(t.id), user_of(t.id));
    ban = |t| t.app.chat().ban(t.doer, room_of(t.id), user_of(t.id));
    delete_message = |t| t.app.chat().take_down(t.doer, MessageId(t.id));
    revoke = |t| t.app.chat().revoke_invite(t.doer, t.id, None);
    delete_emoji = |t| t.app.chat().delete_emoji(t.doer, t.id);
    end_session = |t| end_one(t);
}

/// `specs::MEMBERSHIPS` has a room's and a user's number side by side in one.
const SIDE: i64 = 4_294_967_296;

const fn room_of(id: i64) -> RoomId {
    RoomId(id / SIDE)
}

const fn user_of(id: i64) -> UserId {
    UserId(id % SIDE)
}

async fn end_one(task: Task) -> Result<(), crate::chat::ChatError> {
    let session = SessionId(task.id);
    let user = sessions::user_of(task.app.store().reader(), session).await?;
    let user = user.ok_or(crate::chat::ChatError::NotFound)?;
    task.app.chat().end_session(task.doer, user, session).await
}
