-- How many messages are unread is found without walking over them: a message knows the how manyth of its room it is.

-- 1, 2, 3… in the order of seq, tombstones too. Never changed once written: a message that is deleted keeps its row.
alter table messages add column place bigint not null default 0;

update messages set place = counted.place
from (select id, row_number() over (partition by room_id order by seq) as place from messages) as counted
where counted.id = messages.id;

-- What is not unread among those after last_read: one's own, and what was deleted
drop index messages_unread;
create index messages_by_author on messages (room_id, user_id, seq);
create index messages_deleted on messages (room_id, seq, user_id) where deleted_at is not null;
