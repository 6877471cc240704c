-- How many messages are unread is found without walking over them.

-- The how manyth of its room's messages it is, in the order of seq, tombstones too: 1, 2, 3… Never changed once
-- written, since a message that is deleted keeps its row. What came after another one is a difference.
alter table messages add column place bigint not null default 0;

update messages set place = counted.place
from (select id, row_number() over (partition by room_id order by seq) as place from messages) as counted
where counted.id = messages.id;

-- What is not unread among them: what was deleted…
drop index messages_unread;
create index messages_deleted on messages (room_id, seq, user_id) where deleted_at is not null;

-- …and one's own. Seq of the member's newest message, 0 for none: above last_read only after "mark unread".
alter table memberships add column last_own bigint not null default 0;

update memberships set last_own = own.seq
from (select room_id, user_id, max(seq) as seq from messages group by room_id, user_id) as own
where own.room_id = memberships.room_id and own.user_id = memberships.user_id;
