-- What people do with a message besides answering it.

-- Who answered a message with which emoji, once each. Ids give the order in which emoji and people stand there.
create table reactions (
    id integer primary key autoincrement,
    message_id integer not null references messages (id) on delete cascade,
    -- one Unicode emoji in its canonical form, or `:name:` of a custom one
    emoji text not null,
    user_id integer not null references users (id) on delete cascade,
    created_at bigint not null,
    unique (message_id, emoji, user_id)
);
create index reactions_by_user on reactions (user_id);

-- What a room keeps at hand.
create table pins (
    room_id integer not null references rooms (id) on delete cascade,
    message_id integer not null references messages (id) on delete cascade,
    created_by integer references users (id),
    created_at bigint not null,
    primary key (message_id)
) without rowid;
create index pins_by_room on pins (room_id, created_at);

-- What somebody keeps at hand; nobody else knows of it. Ids give the order.
create table bookmarks (
    id integer primary key autoincrement,
    user_id integer not null references users (id) on delete cascade,
    message_id integer not null references messages (id) on delete cascade,
    created_at bigint not null,
    unique (user_id, message_id)
);
create index bookmarks_by_message on bookmarks (message_id);
create index bookmarks_in_order on bookmarks (user_id, id);

-- 1: the reactions of a deleted person are still to be taken away, bit by bit.
alter table users add column unreacting integer not null default 0 check (unreacting in (0, 1));
create index users_unreacting on users (id) where unreacting = 1;
