//! What was decided, written with one statement for each table.

use std::collections::HashMap;

use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

use super::super::{StoreError, events, mentions};
use super::known::Known;
use super::{COMMAND, NewMessage, Plan, joined};
use crate::domain::{
    Message, MessageId, Nonce, RoomId, RoomRole, Seq, SiteRole, Timestamp, UserId,
};

impl Plan {
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
        let stored = self.insert_messages(connection, known, posts, now).await?;
        self.insert_events(connection, posts, &stored, now).await?;
        mentions::insert(connection, stored.values()).await?;
        self.insert_nonces(connection, posts, &stored, now).await?;
        self.move_last_read(connection, posts, now).await?;
        let mut query = QueryBuilder::<Sqlite>::new(
            "update rooms set head = (select max(seq) from room_events e where e.room_id = rooms.id) where id in (",
        );
        let mut ids = query.separated(", ");
        for room in known.rooms.keys() {
            ids.push_bind(room.0);
        }
        query.push(")");
        query.build().execute(connection).await?;
        Ok(stored)
    }

    async fn insert_messages(
        &self,
        connection: &mut SqliteConnection,
        known: &Known,
        posts: &[NewMessage],
        now: Timestamp,
    ) -> Result<HashMap<usize, Message>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(
            "insert into messages (room_id, seq, place, user_id, body, html, created_at, mentions, mentions_room) ",
        );
        query.push_values(&self.messages, |mut row, (index, seq, place)| {
            let post = &posts[*index];
            row.push_bind(post.room.0)
                .push_bind(seq.0)
                .push_bind(place)
                .push_bind(post.author.0)
                .push_bind(&post.text)
                .push_bind(&post.html)
                .push_bind(now.0)
                .push_bind(mentions::json(&post.mentions))
                .push_bind(i64::from(post.calls_room && known.actor(post).moderates()));
        });
        query.push(" returning id, room_id, seq");
        let rows = query.build().fetch_all(connection).await?;
        // RETURNING promises no order, so rows are found by their place in the room.
        let mut ids = HashMap::with_capacity(rows.len());
        for row in &rows {
            let place = (RoomId(row.try_get("room_id")?), Seq(row.try_get("seq")?));
            ids.insert(place, MessageId(row.try_get("id")?));
        }
        let message = |(index, seq, _): &(usize, Seq, i64)| {
            let post = &posts[*index];
            let (author, site) = known.authors.get(&post.author)?;
            let message = Message {
                id: *ids.get(&(post.room, *seq))?,
                room: post.room,
                seq: *seq,
                author: author.clone(),
                bot: *site == SiteRole::Bot,
                text: post.text.clone(),
                html: post.html.clone(),
                at: now,
                edited_at: None,
                deleted: false,
                mentions: post.mentions.clone(),
            };
            Some((*index, message))
        };
        Ok(self.messages.iter().filter_map(message).collect())
    }

    async fn insert_events(
        &self,
        connection: &mut SqliteConnection,
        posts: &[NewMessage],
        stored: &HashMap<usize, Message>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(
            "insert into room_events (room_id, seq, kind, message_id, actor_id, subject_id, data, created_at) ",
        );
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
        query.push_values(
            joins.chain(messages),
            |mut row, (room, seq, kind, message, actor, subject, data)| {
                row.push_bind(room)
                    .push_bind(seq)
                    .push_bind(kind)
                    .push_bind(message)
                    .push_bind(actor)
                    .push_bind(subject)
                    .push_bind(data)
                    .push_bind(now.0);
            },
        );
        query.build().execute(connection).await?;
        Ok(())
    }

    async fn insert_nonces(
        &self,
        connection: &mut SqliteConnection,
        posts: &[NewMessage],
        stored: &HashMap<usize, Message>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let named: Vec<(&NewMessage, &Nonce, &Message)> = self
            .messages
            .iter()
            .filter_map(|(index, ..)| {
                let post = &posts[*index];
                Some((post, post.nonce.as_ref()?, stored.get(index)?))
            })
            .collect();
        if named.is_empty() {
            return Ok(());
        }
        let mut query = QueryBuilder::<Sqlite>::new(
            "insert into nonces (user_id, room_id, nonce, command, seq, message_id, created_at) ",
        );
        query.push_values(named, |mut row, (post, nonce, message)| {
            row.push_bind(post.author.0)
                .push_bind(post.room.0)
                .push_bind(nonce.as_str())
                .push_bind(COMMAND)
                .push_bind(message.seq.0)
                .push_bind(message.id.0)
                .push_bind(now.0);
        });
        query.build().execute(connection).await?;
        Ok(())
    }

    /// Makes members of those who join by posting, and moves `last_read` to each author's newest message.
    async fn move_last_read(
        &self,
        connection: &mut SqliteConnection,
        posts: &[NewMessage],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut newest: HashMap<(RoomId, UserId), Seq> = HashMap::new();
        for (index, seq, _) in &self.messages {
            newest.insert((posts[*index].room, posts[*index].author), *seq);
        }
        let mut query = QueryBuilder::<Sqlite>::new(
            "insert into memberships (room_id, user_id, role, last_read, joined_at) ",
        );
        query.push_values(newest, |mut row, ((room, user), seq)| {
            row.push_bind(room.0)
                .push_bind(user.0)
                .push_bind(RoomRole::Member.as_str())
                .push_bind(seq.0)
                .push_bind(now.0);
        });
        query.push(
            " on conflict (room_id, user_id) do update set last_read = excluded.last_read
              where excluded.last_read > memberships.last_read",
        );
        query.build().execute(connection).await?;
        Ok(())
    }
}
