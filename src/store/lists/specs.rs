//! What each list of the admin's site shows, finds, filters and sorts by.

use super::{Column, Filter, Kind, Spec};

pub(super) const fn column(
    name: &'static str,
    label: &'static str,
    sql: &'static str,
    kind: Kind,
    sorts: bool,
) -> Column {
    Column {
        name,
        label,
        sql,
        kind,
        sorts,
    }
}

/// Everybody with an account.
pub const USERS: Spec = Spec {
    columns: &[
        column("username", "admin-username", "u.username", Kind::Text, true),
        column("name", "admin-name", "u.display_name", Kind::Text, true),
        column("role", "admin-role", "u.role", Kind::Word, true),
        column(
            "state",
            "admin-state",
            "case when u.deleted_at is not null then 'deleted' when u.deactivated_at is not null then 'deactivated'
                else 'active' end",
            Kind::Word,
            false,
        ),
        column("created", "admin-created", "u.created_at", Kind::Moment, true),
        column(
            "seen",
            "admin-seen",
            "coalesce((select max(s.last_seen_at) from sessions s where s.user_id = u.id), 0)",
            Kind::Moment,
            true,
        ),
    ],
    named: &["username"],
    tables: "from users u where 1 = 1",
    id: "u.id",
    search: &["u.username", "u.username_folded", "u.display_name"],
    filters: &[
        Filter {
            name: "role",
            label: "admin-role",
            choices: &[
                ("admin", "admin-word-admin", "u.role = 'admin'"),
                ("member", "admin-word-member", "u.role = 'member'"),
                ("bot", "admin-word-bot", "u.role = 'bot'"),
            ],
        },
        Filter {
            name: "state",
            label: "admin-state",
            choices: &[
                ("active", "admin-word-active", "u.deactivated_at is null"),
                (
                    "deactivated",
                    "admin-word-deactivated",
                    "u.deactivated_at is not null and u.deleted_at is null",
                ),
                ("deleted", "admin-word-deleted", "u.deleted_at is not null"),
            ],
        },
    ],
    of: &[],
    sorted: ("username", false),
};

/// Every room but direct ones, which are nobody's to look after.
pub const ROOMS: Spec = Spec {
    columns: &[
        column("title", "admin-title", "r.title", Kind::Text, true),
        column("room", "admin-room", "r.name", Kind::Text, true),
        column("kind", "admin-kind", "r.kind", Kind::Word, true),
        column(
            "state",
            "admin-state",
            "case when r.archived_at is not null then 'archived' else 'active' end",
            Kind::Word,
            false,
        ),
        column(
            "members",
            "admin-members",
            "(select count(*) from memberships m where m.room_id = r.id)",
            Kind::Number,
            true,
        ),
        column(
            "messages",
            "admin-messages",
            "coalesce((select x.place from messages x where x.room_id = r.id order by x.seq desc limit 1), 0)",
            Kind::Number,
            true,
        ),
        column(
            "created",
            "admin-created",
            "r.created_at",
            Kind::Moment,
            true,
        ),
    ],
    named: &["title", "room"],
    tables: "from rooms r where r.deleted_at is null and r.people is null",
    id: "r.id",
    search: &["r.title", "r.name", "r.topic"],
    filters: &[
        Filter {
            name: "kind",
            label: "admin-kind",
            choices: &[
                ("open", "admin-word-open", "r.kind = 'open'"),
                ("private", "admin-word-private", "r.kind = 'private'"),
            ],
        },
        Filter {
            name: "state",
            label: "admin-state",
            choices: &[
                ("active", "admin-word-active", "r.archived_at is null"),
                (
                    "archived",
                    "admin-word-archived",
                    "r.archived_at is not null",
                ),
            ],
        },
    ],
    of: &[],
    sorted: ("title", false),
};

/// Who is in which room as what; direct rooms are left out.
pub const MEMBERSHIPS: Spec = Spec {
    columns: &[
        column("username", "admin-username", "u.username", Kind::Text, true),
        column("name", "admin-name", "u.display_name", Kind::Text, true),
        column("room", "admin-room", "r.name", Kind::Text, true),
        column("role", "admin-role", "m.role", Kind::Word, true),
        column(
            "muted",
            "admin-muted",
            "case when m.muted_until > {now} then m.muted_until else 0 end",
            Kind::Moment,
            false,
        ),
        column("joined", "admin-joined", "m.joined_at", Kind::Moment, true),
    ],
    named: &["username", "room"],
    tables: "from memberships m join users u on u.id = m.user_id join rooms r on r.id = m.room_id
        where r.people is null",
    // A room's and a user's number side by side: no house has four billion of either.
    id: "(m.room_id * 4294967296 + m.user_id)",
    search: &[
        "u.username",
        "u.username_folded",
        "u.display_name",
        "r.name",
        "r.title",
    ],
    filters: &[
        Filter {
            name: "role",
            label: "admin-role",
            choices: &[
                ("owner", "admin-word-owner", "m.role = 'owner'"),
                ("moderator", "admin-word-moderator", "m.role = 'moderator'"),
                ("member", "admin-word-member", "m.role = 'member'"),
            ],
        },
        Filter {
            name: "state",
            label: "admin-state",
            choices: &[("muted", "admin-word-muted", "m.muted_until > {now}")],
        },
    ],
    of: &[("room_id", "m.room_id"), ("user_id", "m.user_id")],
    sorted: ("username", false),
};

/// What was said where the admin may read: nobody reads along unseen.
pub const MESSAGES: Spec = Spec {
    columns: &[
        column("text", "admin-text", "substr(m.body, 1, 300)", Kind::Text, false),
        column("username", "admin-username", "u.username", Kind::Text, false),
        column("room", "admin-room", "r.name", Kind::Text, false),
        column(
            "state",
            "admin-state",
            "case when h.message_id is not null then 'hidden' when m.deleted_at is not null then 'deleted'
                when m.edited_at is not null then 'edited' else 'shown' end",
            Kind::Word,
            false,
        ),
        column("sent", "admin-sent", "m.created_at", Kind::Moment, false),
        // In the order in which they were stored.
        column("id", "admin-number", "m.id", Kind::Number, true),
    ],
    named: &["username", "room", "text"],
    tables: "from messages m join users u on u.id = m.user_id join rooms r on r.id = m.room_id
        left join hidden_messages h on h.message_id = m.id
        where r.deleted_at is null and (r.kind = 'open' or exists (
            select 1 from memberships v where v.room_id = r.id and v.user_id = {viewer}))",
    id: "m.id",
    search: &["m.body"],
    filters: &[Filter {
        name: "state",
        label: "admin-state",
        choices: &[
            ("shown", "admin-word-shown", "m.deleted_at is null"),
            ("hidden", "admin-word-hidden", "h.message_id is not null"),
            (
                "deleted",
                "admin-word-deleted",
                "m.deleted_at is not null and h.message_id is null",
            ),
        ],
    }],
    of: &[("room_id", "m.room_id"), ("user_id", "m.user_id")],
    sorted: ("id", true),
};

/// Signed-in browsers.
pub const SESSIONS: Spec = Spec {
    columns: &[
        column("username", "admin-username", "u.username", Kind::Text, true),
        column("address", "admin-address", "s.address", Kind::Text, true),
        column("browser", "admin-browser", "s.browser", Kind::Text, false),
        column(
            "created",
            "admin-created",
            "s.created_at",
            Kind::Moment,
            true,
        ),
        column("seen", "admin-seen", "s.last_seen_at", Kind::Moment, true),
        column(
            "expires",
            "admin-expires",
            "s.expires_at",
            Kind::Moment,
            true,
        ),
    ],
    named: &["username", "browser", "address"],
    tables: "from sessions s join users u on u.id = s.user_id
        where s.expires_at > {now} and s.absolute_expires_at > {now}",
    id: "s.number",
    search: &[
        "u.username",
        "u.username_folded",
        "u.display_name",
        "s.address",
        "s.browser",
    ],
    filters: &[],
    of: &[("user_id", "s.user_id")],
    sorted: ("seen", true),
};

/// Who did what to whom.
pub const AUDIT: Spec = Spec {
    columns: &[
        column("id", "admin-number", "a.id", Kind::Number, true),
        column("at", "admin-at", "a.at", Kind::Moment, false),
        column(
            "actor",
            "admin-actor",
            "case when a.actor_id is null then '' else a.actor end",
            Kind::Text,
            false,
        ),
        column("via", "admin-via", "a.via", Kind::Word, false),
        column("address", "admin-address", "a.address", Kind::Text, false),
        column("action", "admin-action", "a.action", Kind::Word, false),
        column("room", "admin-room", "a.room", Kind::Text, false),
        column("whom", "admin-whom", "a.whom", Kind::Text, false),
        column("was", "admin-was", "a.was", Kind::Text, false),
        column("became", "admin-became", "a.became", Kind::Text, false),
    ],
    named: &["id"],
    tables: "from audit a where 1 = 1",
    id: "a.id",
    search: &[
        "a.actor",
        "a.whom",
        "a.room",
        "a.action",
        "a.was",
        "a.became",
        "a.address",
    ],
    filters: &[
        Filter {
            name: "about",
            label: "admin-about",
            choices: &[
                ("user", "admin-about-people", "a.action like 'user.%'"),
                ("member", "admin-about-members", "a.action like 'member.%'"),
                ("room", "admin-about-rooms", "a.action like 'room.%'"),
                (
                    "message",
                    "admin-about-messages",
                    "a.action like 'message.%' or a.action like 'report.%'",
                ),
                ("invite", "admin-about-invites", "a.action like 'invite.%'"),
                ("emoji", "admin-about-emoji", "a.action like 'emoji.%'"),
                (
                    "session",
                    "admin-about-sessions",
                    "a.action like 'session.%'",
                ),
                (
                    "setting",
                    "admin-about-settings",
                    "a.action like 'setting.%'",
                ),
            ],
        },
        Filter {
            name: "via",
            label: "admin-via",
            choices: &[
                ("page", "admin-word-page", "a.via = 'page'"),
                ("api", "admin-word-api", "a.via = 'api'"),
                ("socket", "admin-word-socket", "a.via = 'socket'"),
                ("command", "admin-word-command", "a.via = 'command'"),
            ],
        },
    ],
    of: &[
        ("room_id", "a.room_id"),
        ("user_id", "a.user_id"),
        ("actor_id", "a.actor_id"),
    ],
    sorted: ("id", true),
};
