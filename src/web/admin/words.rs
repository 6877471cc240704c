//! Words of the product in lists, in the reader's language.

use crate::domain::Locale;

/// A stored word, and the key of what it is called.
const WORDS: &[(&str, &str)] = &[
    ("active", "admin-word-active"),
    ("admin", "admin-word-admin"),
    ("api", "admin-word-api"),
    ("archived", "admin-word-archived"),
    ("bot", "admin-word-bot"),
    ("command", "admin-word-command"),
    ("deactivated", "admin-word-deactivated"),
    ("deleted", "admin-word-deleted"),
    ("dismissed", "admin-word-dismissed"),
    ("edited", "admin-word-edited"),
    ("ended", "admin-word-ended"),
    ("expired", "admin-word-expired"),
    ("hidden", "admin-word-hidden"),
    ("kept", "admin-word-kept"),
    ("member", "admin-word-member"),
    ("moderator", "admin-word-moderator"),
    ("muted", "admin-word-muted"),
    ("open", "admin-word-open"),
    ("owner", "admin-word-owner"),
    ("page", "admin-word-page"),
    ("private", "admin-word-private"),
    ("removed", "admin-word-removed"),
    ("revoked", "admin-word-revoked"),
    ("server", "admin-word-server"),
    ("shown", "admin-word-shown"),
    ("socket", "admin-word-socket"),
    ("usable", "admin-word-usable"),
    ("used", "admin-word-used"),
    ("emoji.created", "audit-emoji-created"),
    ("emoji.deleted", "audit-emoji-deleted"),
    ("invite.created", "audit-invite-created"),
    ("invite.revoked", "audit-invite-revoked"),
    ("member.added", "audit-member-added"),
    ("member.banned", "audit-member-banned"),
    ("member.muted", "audit-member-muted"),
    ("member.removed", "audit-member-removed"),
    ("member.role", "audit-member-role"),
    ("member.unbanned", "audit-member-unbanned"),
    ("member.unmuted", "audit-member-unmuted"),
    ("message.deleted", "audit-message-deleted"),
    ("message.edited", "audit-message-edited"),
    ("message.hidden", "audit-message-hidden"),
    ("message.shown", "audit-message-shown"),
    ("report.dismissed", "audit-report-dismissed"),
    ("room.archived", "audit-room-archived"),
    ("room.created", "audit-room-created"),
    ("room.deleted", "audit-room-deleted"),
    ("room.restored", "audit-room-restored"),
    ("room.updated", "audit-room-updated"),
    ("session.all-ended", "audit-session-all-ended"),
    ("session.ended", "audit-session-ended"),
    ("setting.changed", "audit-setting-changed"),
    ("user.activated", "audit-user-activated"),
    ("user.created", "audit-user-created"),
    ("user.deactivated", "audit-user-deactivated"),
    ("user.deleted", "audit-user-deleted"),
    ("user.demoted", "audit-user-demoted"),
    ("user.password", "audit-user-password"),
    ("user.promoted", "audit-user-promoted"),
    ("user.reset-link", "audit-user-reset-link"),
];

/// What a word is called; one that nobody has named stands for itself.
pub(in crate::web) fn word(locale: Locale, stored: &str) -> String {
    let found = WORDS.iter().find(|(word, _)| *word == stored);
    found.map_or_else(|| stored.to_owned(), |(_, key)| locale.text(key))
}

/// How loud a word is said: the class of its badge.
pub(in crate::web) fn tone(stored: &str) -> &'static str {
    match stored {
        "deleted" | "revoked" => "badge-danger",
        "deactivated" | "archived" | "hidden" | "muted" | "expired" | "ended" => "badge-warn",
        "admin" | "owner" | "moderator" | "usable" => "badge-accent",
        _ => "",
    }
}
