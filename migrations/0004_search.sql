-- What was said is found by its words.

-- No text is kept here twice: the index has the words of each living message under the message's id, as
-- src/domain/search/words.rs takes them from its text. They come already split and folded, with a space between any two,
-- so this tokenizer only has to split at spaces. Room and author are there so that a search among few rooms, or for one
-- person's messages, need not walk over everybody's; has: "l" for a link.
create virtual table search using fts5 (
    body,
    room,
    author,
    has,
    content = '',
    tokenize = 'ascii',
    -- what a word begins with; longer beginnings are few words and are put together when they are asked for
    prefix = '2 3 4'
);

-- What is deleted leaves the index at once, not when two of its parts are next merged.
insert into search (search, rank) values ('secure-delete', 1);

-- Each word of the index, where it stands: for `teahouse search check`. Has no rows of its own.
create virtual table search_words using fts5vocab (search, instance);

create table search_state (
    id integer primary key check (id = 1),
    -- messages up to this id are still to be indexed, the newest first; 0: all are
    pending bigint not null,
    -- by which rules the words were taken from the texts
    rules integer not null
);

insert into search_state (id, pending, rules) select 1, coalesce(max(id), 0), 1 from messages;
