-- Replies and the threads that they make, and what a message said before each edit.

-- The message that this one answers, and the first message of its thread; a reply to a reply is of the same thread.
-- No references: both are messages of the same room, which go with it, and each would ask for an index of its own.
alter table messages add column reply_to bigint;
alter table messages add column thread bigint;
-- The replies of a thread, and all that their summary and unread counts ask for.
create index messages_by_thread on messages (thread, seq, deleted_at, user_id, created_at) where thread is not null;

-- Who follows a thread, and how far they have read it: whoever wrote its first message, and whoever has replied.
create table thread_reads (
    user_id integer not null references users (id) on delete cascade,
    thread_id integer not null references messages (id) on delete cascade,
    -- seq: unread counts are always computed from it, never stored
    last_read bigint not null,
    primary key (user_id, thread_id)
) without rowid;
create index thread_reads_by_thread on thread_reads (thread_id);

-- The text before each edit, 1, 2, 3… Gone with the text of the message.
create table message_revisions (
    message_id integer not null references messages (id) on delete cascade,
    number bigint not null,
    body text not null,
    -- of the edit that replaced it
    edited_by integer references users (id),
    created_at bigint not null,
    primary key (message_id, number)
) without rowid;
