-- People are found by the beginning of a name while it is typed, and everybody finds where they were called.

-- What somebody may be looked up by: the folded username, each folded word of the display name, and how its Chinese
-- characters are read. Filled by the program (domain/name_keys.rs); what is missing is filled when the file is opened.
create table name_keys (
    key text not null,
    user_id integer not null references users (id) on delete cascade,
    primary key (key, user_id)
) without rowid;
create index name_keys_by_user on name_keys (user_id);

-- The newest mentions of somebody, and the newest calls of a room, without walking over older ones.
create index mentions_by_user on mentions (user_id, message_id);
create index messages_calling_newest on messages (room_id, id) where mentions_room = 1;
