-- The house: people, their sessions and invites, rooms, and each room's log.
-- Times are whole microseconds since 1970 (UTC). Booleans are 0 or 1. "folded" columns hold what is compared.

create table users (
    id integer primary key autoincrement,
    username text not null,
    username_folded text not null unique,
    -- UTS 39: two names that look alike have one skeleton, so the second is refused
    username_skeleton text not null unique,
    display_name text not null,
    -- PHC string; null for those who cannot sign in with a password
    password_hash text,
    role text not null check (role in ('admin', 'member', 'bot')),
    -- null: by Accept-Language
    locale text,
    theme text not null default 'system' check (theme in ('system', 'light', 'dark')),
    created_at bigint not null,
    deactivated_at bigint
);

-- Anonymous visitors have no row here.
create table sessions (
    -- SHA-256 of the id in the cookie: a stolen file signs nobody in
    id_hash blob primary key,
    -- what lists and commands show
    number integer not null unique,
    user_id integer not null references users (id) on delete cascade,
    created_at bigint not null,
    last_seen_at bigint not null,
    -- idle expiry, moved by use; absolute expiry, never moved
    expires_at bigint not null,
    absolute_expires_at bigint not null,
    address text not null,
    browser text not null
) without rowid;
create index sessions_by_user on sessions (user_id);
create index sessions_by_expiry on sessions (expires_at);

create table rooms (
    id integer primary key autoincrement,
    name text not null unique,
    title text not null,
    topic text not null default '',
    kind text not null check (kind in ('open', 'private')),
    -- new users become members of it
    is_default integer not null default 0 check (is_default in (0, 1)),
    -- seq of the newest event of the room's log
    head bigint not null default 0,
    created_by integer references users (id),
    created_at bigint not null,
    archived_at bigint
);

create table memberships (
    room_id integer not null references rooms (id) on delete cascade,
    user_id integer not null references users (id) on delete cascade,
    role text not null check (role in ('member', 'moderator', 'owner')),
    -- unread counts are always computed from it, never stored
    last_read bigint not null,
    joined_at bigint not null,
    primary key (room_id, user_id)
) without rowid;
create index memberships_by_user on memberships (user_id);

-- The present state of each message; the log below says what happened to it and when.
create table messages (
    id integer primary key autoincrement,
    room_id integer not null references rooms (id) on delete cascade,
    seq bigint not null,
    user_id integer not null references users (id),
    body text not null,
    -- derived from body, kept so that nothing is rendered twice
    html text not null,
    -- ids of the users whom the present text names, as a JSON array of strings; null for none
    mentions text,
    -- 1 where the present text calls everybody, and its author may
    mentions_room integer not null default 0 check (mentions_room in (0, 1)),
    created_at bigint not null,
    edited_at bigint,
    deleted_at bigint,
    unique (room_id, seq)
);

-- What unread counts are computed from, without touching the table
create index messages_unread on messages (room_id, seq, user_id) where deleted_at is null;
create index messages_calling_the_room on messages (room_id, seq, user_id) where mentions_room = 1;

-- Whom the present text of a message of somebody else names: what mention counts are computed from.
create table mentions (
    user_id integer not null references users (id) on delete cascade,
    room_id integer not null references rooms (id) on delete cascade,
    seq bigint not null,
    message_id integer not null references messages (id) on delete cascade,
    primary key (user_id, room_id, seq)
) without rowid;
create index mentions_by_message on mentions (message_id);

-- Each room's log, dense in seq: what resume replays.
create table room_events (
    room_id integer not null references rooms (id) on delete cascade,
    seq bigint not null,
    kind text not null check (kind in ('message', 'edited', 'deleted', 'reaction', 'pin', 'room', 'member')),
    message_id integer references messages (id),
    actor_id integer references users (id),
    -- the member whom a member event is about
    subject_id integer references users (id),
    -- small JSON object with what the kind needs beyond message and actor
    data text,
    created_at bigint not null,
    primary key (room_id, seq)
) without rowid;
create index room_events_by_message on room_events (message_id) where message_id is not null;

-- One row for each command that carried a nonce: a resend is answered from here.
create table nonces (
    user_id integer not null references users (id) on delete cascade,
    room_id integer not null references rooms (id) on delete cascade,
    nonce text not null,
    command text not null,
    seq bigint not null,
    message_id integer not null,
    created_at bigint not null,
    primary key (user_id, room_id, nonce)
) without rowid;
create index nonces_by_age on nonces (created_at);

create table invites (
    id integer primary key autoincrement,
    -- SHA-256 of the code in the link
    code_hash blob not null unique,
    uses_left integer not null check (uses_left >= 0),
    room_id integer references rooms (id) on delete cascade,
    created_by integer references users (id),
    created_at bigint not null,
    expires_at bigint not null
);

-- What the whole site has one of: the epoch of the seqs, the key that signs device cookies.
create table site (
    key text primary key,
    value text not null
) without rowid;
