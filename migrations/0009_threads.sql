-- Threads with unread replies are found without walking over all that somebody has read to their ends.

-- 0: the follower has read all replies of others that are left. 1: perhaps not; it is counted from last_read as ever.
alter table thread_reads add column behind integer not null default 1 check (behind in (0, 1));

update thread_reads set behind = exists (
    select 1 from messages x where x.thread = thread_reads.thread_id and x.seq > thread_reads.last_read
        and x.user_id <> thread_reads.user_id and x.deleted_at is null);

create index thread_reads_behind on thread_reads (user_id, behind, thread_id, last_read) where behind = 1;

-- A reply that comes, or is shown again.
create trigger replies_leave_followers_behind after insert on messages when new.thread is not null
begin
    update thread_reads set behind = 1
    where thread_id = new.thread and behind = 0 and user_id <> new.user_id;
end;

create trigger shown_replies_leave_followers_behind after update of deleted_at on messages
when new.thread is not null and new.deleted_at is null
begin
    update thread_reads set behind = 1
    where thread_id = new.thread and behind = 0 and user_id <> new.user_id;
end;

-- A follower who begins, or has read on.
create trigger followers_begin after insert on thread_reads
begin
    update thread_reads set behind = exists (
        select 1 from messages x where x.thread = new.thread_id and x.seq > new.last_read
            and x.user_id <> new.user_id and x.deleted_at is null)
    where user_id = new.user_id and thread_id = new.thread_id;
end;

create trigger followers_read_on after update of last_read on thread_reads
begin
    update thread_reads set behind = exists (
        select 1 from messages x where x.thread = new.thread_id and x.seq > new.last_read
            and x.user_id <> new.user_id and x.deleted_at is null)
    where user_id = new.user_id and thread_id = new.thread_id;
end;
