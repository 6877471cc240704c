-- Who may do what, taken away at once, and written down.

-- A direct room is a private one of a fixed set of people: their ids, sorted, "3,17". One room for each set.
alter table rooms add column people text;
create unique index rooms_by_people on rooms (people) where people is not null;
-- Seconds between two messages of a member; 0: none.
alter table rooms add column slow_seconds bigint not null default 0;
-- 1: only those who look after the room write in it.
alter table rooms add column announcements integer not null default 0 check (announcements in (0, 1));
-- Deleted: nobody finds it, nobody is in it; its rows are taken away bit by bit.
alter table rooms add column deleted_at bigint;

-- What rooms were called before: old links lead on.
create table room_names (
    name text primary key,
    room_id integer not null references rooms (id) on delete cascade
) without rowid;
create index room_names_by_room on room_names (room_id);

-- May read and not write until then.
alter table memberships add column muted_until bigint;

-- Of those who left, who may come back: where their newest message stands, and until when they are muted.
create table former_members (
    room_id integer not null references rooms (id) on delete cascade,
    user_id integer not null references users (id) on delete cascade,
    last_own bigint not null,
    muted_until bigint,
    primary key (room_id, user_id)
) without rowid;
create index former_members_by_user on former_members (user_id);

create table bans (
    room_id integer not null references rooms (id) on delete cascade,
    user_id integer not null references users (id) on delete cascade,
    created_by integer references users (id),
    created_at bigint not null,
    primary key (room_id, user_id)
) without rowid;
create index bans_by_user on bans (user_id);

-- Set for good: the row stays under another name, because messages point at it.
alter table users add column deleted_at bigint;
-- 1: what the person wrote is still to be taken away, bit by bit.
alter table users add column erasing integer not null default 0 check (erasing in (0, 1));
create index users_erasing on users (id) where erasing = 1;

-- Who has had enough of whom.
create table blocks (
    user_id integer not null references users (id) on delete cascade,
    blocked_id integer not null references users (id) on delete cascade,
    created_at bigint not null,
    primary key (user_id, blocked_id)
) without rowid;
create index blocks_by_blocked on blocks (blocked_id);

-- How many may use it in all; for those of before, what is left.
alter table invites add column uses integer not null default 0;
update invites set uses = uses_left;
alter table invites add column revoked_at bigint;

-- One link sets one new password.
create table reset_links (
    -- SHA-256 of the code in the link
    code_hash blob primary key,
    user_id integer not null references users (id) on delete cascade,
    created_by integer references users (id),
    created_at bigint not null,
    expires_at bigint not null
) without rowid;
create index reset_links_by_user on reset_links (user_id);

-- What a member found wrong with a message. Open until somebody has dealt with it.
create table reports (
    id integer primary key autoincrement,
    message_id integer not null references messages (id) on delete cascade,
    room_id integer not null references rooms (id) on delete cascade,
    reporter_id integer not null references users (id) on delete cascade,
    reason text not null,
    -- the message as it was then; empty once it is deleted
    body text not null,
    created_at bigint not null,
    closed_at bigint,
    closed_by integer references users (id),
    outcome text check (outcome in ('hidden', 'deleted', 'muted', 'dismissed')),
    unique (message_id, reporter_id)
);
create index reports_by_room on reports (room_id, id);
create index reports_open on reports (id) where closed_at is null;

-- The text of a message that is hidden: to everybody the message is a tombstone, until it is shown again.
create table hidden_messages (
    message_id integer primary key references messages (id) on delete cascade,
    body text not null,
    html text not null,
    mentions text,
    mentions_room integer not null check (mentions_room in (0, 1)),
    hidden_by integer references users (id),
    hidden_at bigint not null
);

-- Settings that are changed while the server runs; above the defaults, below flags, variables and file.
create table settings (
    name text primary key,
    value text not null,
    changed_by integer references users (id),
    changed_at bigint not null
) without rowid;

-- Who did what to whom. Nothing is ever changed or taken away here; each row has the hash of the one before in its own.
create table audit (
    id integer primary key autoincrement,
    at bigint not null,
    -- no references: what is written here outlives whom it is about
    actor_id bigint,
    actor text not null,
    via text not null check (via in ('page', 'api', 'socket', 'command', 'server')),
    address text not null,
    action text not null,
    room_id bigint,
    room text not null,
    user_id bigint,
    whom text not null,
    -- small JSON objects; empty where there is nothing to say
    was text not null,
    became text not null,
    hash blob not null
);
create index audit_by_room on audit (room_id, id) where room_id is not null;
create index audit_by_actor on audit (actor_id, id);
create index audit_by_user on audit (user_id, id);

create trigger audit_is_never_changed before update on audit
begin
    select raise(abort, 'the audit log is never changed');
end;

create trigger audit_is_never_shortened before delete on audit
begin
    select raise(abort, 'the audit log is never shortened');
end;

-- `insert or replace` takes a row out without asking the triggers of deletion.
create trigger audit_is_only_appended_to before insert on audit
when new.id <= (select coalesce(max(id), 0) from audit)
begin
    select raise(abort, 'the audit log is only appended to');
end;

-- For the lists of admins.
create index users_by_creation on users (created_at, id);
create index sessions_by_use on sessions (last_seen_at, number);
