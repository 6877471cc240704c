//! The list of invites, whose state is said in SQL by the table's own module.

use super::super::invites::invite_state;
use super::specs::column;
use super::{Filter, Kind, Spec};

/// Links with which people can register.
pub const INVITES: Spec = Spec {
    columns: &[
        column("id", "admin-number", "i.id", Kind::Number, true),
        column(
            "state",
            "admin-state",
            invite_state!("{now}"),
            Kind::Word,
            false,
        ),
        column("left", "admin-left", "i.uses_left", Kind::Number, true),
        column("uses", "admin-uses", "i.uses", Kind::Number, true),
        column("room", "admin-room", "coalesce(r.name, '')", Kind::Text, true),
        column("by", "admin-by", "coalesce(u.username, '')", Kind::Text, true),
        column("created", "admin-created", "i.created_at", Kind::Moment, true),
        column("expires", "admin-expires", "i.expires_at", Kind::Moment, true),
    ],
    named: &["id"],
    tables: "from invites i left join rooms r on r.id = i.room_id left join users u on u.id = i.created_by
        where 1 = 1",
    id: "i.id",
    search: &["r.name", "r.title", "u.username"],
    filters: &[Filter {
        name: "state",
        label: "admin-state",
        choices: &[
            (
                "usable",
                "admin-word-usable",
                concat!(invite_state!("{now}"), " = 'usable'"),
            ),
            (
                "used",
                "admin-word-used",
                concat!(invite_state!("{now}"), " = 'used'"),
            ),
            (
                "expired",
                "admin-word-expired",
                concat!(invite_state!("{now}"), " = 'expired'"),
            ),
            (
                "ended",
                "admin-word-ended",
                concat!(invite_state!("{now}"), " = 'ended'"),
            ),
            (
                "revoked",
                "admin-word-revoked",
                concat!(invite_state!("{now}"), " = 'revoked'"),
            ),
        ],
    }],
    of: &[],
    sorted: ("id", true),
};
