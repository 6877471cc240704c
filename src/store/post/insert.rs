//! What was decided, written down.

use std::collections::{HashMap, HashSet};

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::super::{StoreError, events, mentions};
use super::known::Known;
use super::padded::push_rows;
use super::{COMMAND, NewMessage, Plan, joined};
use crate::domain::{
    Message, MessageId, Nonce, RoomId, RoomRole, Seq, SiteRole, Timestamp, UserId,
};

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
        let stored = self.stored(known, posts, now);
        let mut query = QueryBuilder::<Sqlite>::new("");
        self.insert_messages(&mut query, known, posts, &stored);
        self.insert_events(&mut query, posts, &stored, now);
        self.insert_nonces(&mut query, posts, &stored, now);
        self.move_last_read(&mut query, posts, now);
        self.move_heads(&mut query, known, posts);
        query.build().execute(&mut *connection).await?;
        mentions::insert(connection, stored.values()).await?;
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
            let message = Message {
                id,
                room: post.room,
                seq,
                author: author.clone(),
                bot: *site == SiteRole::Bot,
                text: post.text.clone(),
                html: post.html.clone(),
                at: now,
                edited_at: None,
                deleted: false,
                mentions: post.mentions.clone(),
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
    ) {
        let rows: Vec<_> = self
            .messages
            .iter()
            .filter_map(|(index, _, place)| Some((&posts[*index], stored.get(index)?, place)))
            .collect();
        query.push(
            "insert into messages (id, room_id, seq, place, user_id, body, html, created_at, mentions, mentions_room)
             select * from (",
        );
        push_rows(query, 10, rows, |values, (post, message, place)| {
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
                .push_bind(i64::from(post.calls_room && known.actor(post).moderates()));
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
