//! What was decided, written down.

use std::collections::{HashMap, HashSet};

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::super::{StoreError, events, mentions, search, threads};
use super::known::Known;
use super::padded::push_rows;
use super::{COMMAND, NewMessage, Plan, RoomCall, joined};
use crate::domain::{
    Action, Message, MessageId, Nonce, ReplyTo, RoomId, RoomRole, Seq, SiteRole, Timestamp, UserId,
};

/// The call of the whole room, where the author may.
fn call<'p>(known: &Known, post: &'p NewMessage, now: Timestamp) -> Option<&'p RoomCall> {
    let call = post.call.as_ref()?;
    let room = known.rooms.get(&post.room)?;
    let may = known.actor(post, now).may(Action::CallRoom, room.kind);
    may.then_some(call)
}

fn reply_to(known: &Known, id: MessageId) -> Option<ReplyTo> {
    let target = known.targets.get(&id)?;
    Some(ReplyTo {
        id,
        user: target.author.clone(),
        excerpt: target.excerpt.clone(),
        thread: target.thread,
    })
}

/// Whoever wrote the first message of a thread follows it from the first reply on, whoever replies from then on. As in
/// a room, one's own reply moves what one has read.
fn follow_threads(
    query: &mut QueryBuilder<Sqlite>,
    known: &Known,
    stored: &HashMap<usize, Message>,
) {
    let mut rows: HashMap<(UserId, MessageId), Seq> = HashMap::new();
    for message in stored.values() {
        let Some(reply) = &message.reply_to else {
            continue;
        };
        if let Some(target) = known.targets.get(&reply.id) {
            let author = (target.thread_author, target.thread);
            rows.entry(author).or_insert(target.thread_seq);
        }
        let own = rows.entry((message.author.id, reply.thread)).or_default();
        *own = message.seq.max(*own);
    }
    if rows.is_empty() {
        return;
    }
    query.push("insert into thread_reads (user_id, thread_id, last_read) select * from (");
    let rows = rows.into_iter().collect();
    push_rows(query, 3, rows, |values, ((user, thread), seq)| {
        values
            .push_bind(user.0)
            .push_bind(thread.0)
            .push_bind(seq.0);
    });
    query.push(
        ") where column1 is not null
         on conflict (user_id, thread_id) do update set last_read = max(last_read, excluded.last_read);",
    );
}

impl Plan {
    /// In one go: each statement by itself would be a way to the database's thread and back.
    pub(super) async fn write(
        &self,
        connection: &mut SqliteConnection,
        known: &Known,
        posts: &[NewMessage],
        now: Timestamp,
    ) -> Result<HashMap<usize, Message>, StoreError> {
        if self.messages.is_empty() {
            return Ok(HashMap::new());
        }
        let mut stored = self.stored(known, posts, now);
        let mut query = QueryBuilder::<Sqlite>::new("");
        self.insert_messages(&mut query, known, posts, &stored, now);
        self.insert_words(&mut query, posts, &stored);
        self.insert_events(&mut query, posts, &stored, now);
        self.insert_nonces(&mut query, posts, &stored, now);
        self.move_last_read(&mut query, posts, now);
        self.move_heads(&mut query, known, posts);
        follow_threads(&mut query, known, &stored);
        query.build().execute(&mut *connection).await?;
        mentions::insert(connection, stored.values()).await?;
        let replies = stored
            .values_mut()
            .filter(|message| message.reply_to.is_some());
        threads::count(connection, replies).await?;
        Ok(stored)
    }

    /// The messages as they will be, by post.
    fn stored(
        &self,
        known: &Known,
        posts: &[NewMessage],
        now: Timestamp,
    ) -> HashMap<usize, Message> {
        let ids = (known.last_id + 1..).map(MessageId);
        let message = |(&(index, seq, _), id): (&(usize, Seq, i64), MessageId)| {
            let post = &posts[index];
            let (author, site) = known.authors.get(&post.author)?;
            let html = call(known, post, now).map_or(&post.html, |call| &call.html);
            let message = Message {
                id,
                room: post.room,
                seq,
                author: author.clone(),
                bot: *site == SiteRole::Bot,
                text: post.text.clone(),
                html: html.clone(),
                at: now,
                edited_at: None,
                deleted: false,
                mentions: post.mentions.clone(),
                reply_to: post.reply_to.and_then(|id| reply_to(known, id)),
                thread: None,
                reactions: Vec::new(),
                pinned: false,
            };
            Some((index, message))
        };
        self.messages.iter().zip(ids).filter_map(message).collect()
    }

    fn insert_messages(
        &self,
        query: &mut QueryBuilder<Sqlite>,
        known: &Known,
        posts: &[NewMessage],
        stored: &HashMap<usize, Message>,
        now: Timestamp,
    ) {
        let rows: Vec<_> = self
            .messages
            .iter()
            .filter_map(|(index, _, place)| Some((&posts[*index], stored.get(index)?, place)))
            .collect();
        query.push(
            "insert into messages (id, room_id, seq, place, user_id, body, html, created_at, mentions,
                mentions_room, reply_to, thread) select * from (",
        );
        push_rows(query, 12, rows, |values, (post, message, place)| {
            values
                .push_bind(message.id.0)
                .push_bind(message.room.0)
                .push_bind(message.seq.0)
                .push_bind(place)
                .push_bind(message.author.id.0)
                .push_bind(&message.text)
                .push_bind(&message.html)
                .push_bind(message.at.0)
                .push_bind(mentions::json(&message.mentions))
                .push_bind(i64::from(call(known, post, now).is_some()))
                .push_bind(message.reply_to.as_ref().map(|reply| reply.id.0))
                .push_bind(message.reply_to.as_ref().map(|reply| reply.thread.0));
        });
        query.push(") where column1 is not null;");
    }

    /// What search finds them by.
    fn insert_words(
        &self,
        query: &mut QueryBuilder<Sqlite>,
        posts: &[NewMessage],
        stored: &HashMap<usize, Message>,
    ) {
        let row = |(index, ..): &(usize, Seq, i64)| {
            let (post, message) = (&posts[*index], stored.get(index)?);
            let words = post.words.clone();
            Some(search::of_message(
                message.id,
                post.room,
                post.author,
                &post.text,
                words,
            ))
        };
        let rows = self.messages.iter().filter_map(row).collect();
        query.push("insert into search (rowid, body, room, author, has) select * from (");
        push_rows(query, 5, rows, |values, row| {
            values
                .push_bind(row.id)
                .push_bind(row.body)
                .push_bind(row.room)
                .push_bind(row.author)
                .push_bind(row.has);
        });
        query.push(") where column1 is not null;");
    }

    fn insert_events(
        &self,
        query: &mut QueryBuilder<Sqlite>,
        posts: &[NewMessage],
        stored: &HashMap<usize, Message>,
        now: Timestamp,
    ) {
        let joins = self.joins.iter().map(|(room, person, seq)| {
            let data = events::data(&joined(person));
            (
                room.0,
                seq.0,
                "member",
                None,
                person.id.0,
                Some(person.id.0),
                data,
            )
        });
        let messages = self.messages.iter().map(|(index, seq, _)| {
            let post = &posts[*index];
            let id = stored.get(index).map(|message| message.id.0);
            (post.room.0, seq.0, "message", id, post.author.0, None, None)
        });
        query.push(
            "insert into room_events (room_id, seq, kind, message_id, actor_id, subject_id, data, created_at)
             select * from (",
        );
        let rows = joins.chain(messages).collect();
        push_rows(
            query,
            8,
            rows,
            |values, (room, seq, kind, message, actor, subject, data)| {
                values
                    .push_bind(room)
                    .push_bind(seq)
                    .push_bind(kind)
                    .push_bind(message)
                    .push_bind(actor)
                    .push_bind(subject)
                    .push_bind(data)
                    .push_bind(now.0);
            },
        );
        query.push(") where column1 is not null;");
    }

    fn insert_nonces(
        &self,
        query: &mut QueryBuilder<Sqlite>,
        posts: &[NewMessage],
        stored: &HashMap<usize, Message>,
        now: Timestamp,
    ) {
        let named: Vec<(&NewMessage, &Nonce, &Message)> = self
            .messages
            .iter()
            .filter_map(|(index, ..)| {
                let post = &posts[*index];
                Some((post, post.nonce.as_ref()?, stored.get(index)?))
            })
            .collect();
        if named.is_empty() {
            return;
        }
        query.push(
            "insert into nonces (user_id, room_id, nonce, command, seq, message_id, created_at) select * from (",
        );
        push_rows(query, 7, named, |values, (post, nonce, message)| {
            values
                .push_bind(post.author.0)
                .push_bind(post.room.0)
                .push_bind(nonce.as_str())
                .push_bind(COMMAND)
                .push_bind(message.seq.0)
                .push_bind(message.id.0)
                .push_bind(now.0);
        });
        query.push(") where column1 is not null;");
    }

    /// Makes members of those who join by posting, and moves what each author has read and written to the newest message.
    fn move_last_read(
        &self,
        query: &mut QueryBuilder<Sqlite>,
        posts: &[NewMessage],
        now: Timestamp,
    ) {
        let mut newest: HashMap<(RoomId, UserId), Seq> = HashMap::new();
        for (index, seq, _) in &self.messages {
            newest.insert((posts[*index].room, posts[*index].author), *seq);
        }
        query.push(
            "insert into memberships (room_id, user_id, role, last_read, last_own, joined_at) select * from (",
        );
        let newest = newest.into_iter().collect();
        push_rows(query, 6, newest, |values, ((room, user), seq)| {
            values
                .push_bind(room.0)
                .push_bind(user.0)
                .push_bind(RoomRole::Member.as_str())
                .push_bind(seq.0)
                .push_bind(seq.0)
                .push_bind(now.0);
        });
        query.push(
            ") where column1 is not null
             on conflict (room_id, user_id) do update
             set last_read = max(last_read, excluded.last_read), last_own = excluded.last_own;",
        );
    }

    fn move_heads(&self, query: &mut QueryBuilder<Sqlite>, known: &Known, posts: &[NewMessage]) {
        let rooms: HashSet<RoomId> = self
            .messages
            .iter()
            .map(|(index, ..)| posts[*index].room)
            .collect();
        let heads = rooms
            .into_iter()
            .filter_map(|room| Some((room, known.rooms.get(&room)?.head)))
            .collect();
        query.push("update rooms set head = moved.column2 from (");
        push_rows(query, 2, heads, |values, (room, head): (RoomId, Seq)| {
            values.push_bind(room.0).push_bind(head.0);
        });
        query.push(") as moved where rooms.id = moved.column1;");
    }
}
