//! The list of emoji that admins have made, apart from the other lists (`specs`) as it came with them.

use super::{Column, Kind, Spec};

/// All of them.
pub const EMOJI: Spec = Spec {
    columns: &[
        Column {
            name: "emoji",
            label: "admin-emoji-one",
            sql: "e.name",
            kind: Kind::Text,
            sorts: true,
        },
        Column {
            name: "by",
            label: "admin-emoji-by",
            sql: "coalesce(u.username, '')",
            kind: Kind::Text,
            sorts: true,
        },
        Column {
            name: "created",
            label: "admin-created",
            sql: "e.created_at",
            kind: Kind::Moment,
            sorts: true,
        },
    ],
    named: &["emoji"],
    tables: "from custom_emoji e left join users u on u.id = e.created_by where 1 = 1",
    id: "e.id",
    search: &["e.name", "u.username"],
    filters: &[],
    of: &[],
    sorted: ("emoji", false),
};
