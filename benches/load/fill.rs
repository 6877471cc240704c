//! A large house in a second: rows written straight into the file of a server that is stopped, as its own store would
//! have written them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use sqlx::SqlitePool;

use super::Failed;
use super::support::database;
use super::target::{House, Target, room_name};

const PEOPLE: &str = "with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < $1)
    insert into users (username, username_folded, username_skeleton, display_name, role, created_at)
    select 'guest' || n.i, 'guest' || n.i, 'guest' || n.i, 'Guest ' || n.i, 'member', 1700000000000000 from n";
const JOIN_PEOPLE: &str =
    "with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < $1)
    insert into memberships (room_id, user_id, role, last_read, joined_at)
    select r.id, u.id, 'member', r.head, 1700000000000000 from n
    join users u on u.username = 'guest' || n.i join rooms r on r.name = 'bench-' || (n.i % $2)";
/// As the admin's own, which is good for a day.
const SIGN_IN: &str = "insert into sessions (id_hash, number, user_id, created_at, last_seen_at, expires_at, absolute_expires_at, address, browser)
    select $1, 1000000 + $2, u.id, s.created_at, s.last_seen_at, s.expires_at, s.absolute_expires_at, s.address, s.browser
    from users u, (select * from sessions order by number limit 1) s where u.username = 'guest' || $2";

/// Rows of the same shape as everybody's texts; `$1` is the room, `$2` how many.
const MESSAGES: &str = "with recursive n(i) as (select 1 union all select i + 1 from n where i < $2)
    insert into messages (room_id, seq, place, user_id, body, html, created_at)
    select r.id, r.head + n.i, n.i + coalesce((select m.place from messages m where m.room_id = r.id order by m.seq desc limit 1), 0), n.i % 8 + (select min(id) from users), 'filler ' || n.i || ' xxxxxxx xxxxxxx xxxxxxx xxxxxxx xxxxxxx xxxxxxx',
        '<p>filler ' || n.i || ' xxxxxxx xxxxxxx xxxxxxx xxxxxxx xxxxxxx xxxxxxx</p>', 1700000000000000 + n.i * 1000000
    from n, rooms r where r.name = $1";
const EVENTS: &str =
    "insert into room_events (room_id, seq, kind, message_id, actor_id, created_at)
    select m.room_id, m.seq, 'message', m.id, m.user_id, m.created_at
    from messages m join rooms r on r.id = m.room_id where r.name = $1 and m.seq > r.head";
/// The index of those rows, whose words need no folding: an id stands in it as a character of the private planes.
const SEARCH: &str = "insert into search (rowid, body, room, author, has)
    select m.id, m.body, char(983040 + m.room_id), char(983040 + m.user_id), ''
    from messages m join rooms r on r.id = m.room_id where r.name = $1 and m.seq > r.head order by m.id";
const HEAD: &str = "update rooms set head = (select max(seq) from room_events e where e.room_id = rooms.id) where name = $1";
const ROOMS: &str = "with recursive n(i) as (select 1 union all select i + 1 from n where i < $1)
    insert into rooms (name, title, kind, created_by, created_at)
    select 'filler-' || n.i, 'Filler ' || n.i, 'open', 1, 1700000000000000 from n";
const JOIN_ROOMS: &str = "insert into memberships (room_id, user_id, role, last_read, joined_at)
    select id, 1, 'member', 0, 1700000000000000 from rooms where name like 'filler-%'";
const USERS: &str = "with recursive n(i) as (select 1 union all select i + 1 from n where i < $1)
    insert into users (username, username_folded, username_skeleton, display_name, role, created_at)
    select 'filler' || n.i, 'filler' || n.i, 'filler' || n.i, 'Filler ' || n.i, 'member', 1700000000000000 from n";
const JOIN_USERS: &str = "insert into memberships (room_id, user_id, role, last_read, joined_at)
    select r.id, u.id, 'member', 0, 1700000000000000 from rooms r, users u
    where r.name = $1 and u.username like 'filler%'";

/// People, each with a session and a membership; gives their cookies. By rows, since a hash for each takes minutes.
pub fn people(target: &mut Target, house: House) -> Result<Vec<String>, Failed> {
    let ids: Vec<[u8; 16]> = (0..house.people).map(|_| rand::random()).collect();
    let count = i64::try_from(house.people)?;
    let peopled = if house.peopled == 0 {
        house.rooms
    } else {
        house.peopled
    };
    let rooms = i64::try_from(peopled.max(1))?;
    stopped(target, async |pool| {
        let mut writing = pool.begin().await?;
        sqlx::query(PEOPLE)
            .bind(count)
            .execute(&mut *writing)
            .await?;
        sqlx::query(JOIN_PEOPLE)
            .bind(count)
            .bind(rooms)
            .execute(&mut *writing)
            .await?;
        for (number, id) in (0..count).zip(&ids) {
            let hash = Sha256::digest(id);
            sqlx::query(SIGN_IN)
                .bind(&hash[..])
                .bind(number)
                .execute(&mut *writing)
                .await?;
        }
        writing.commit().await
    })?;
    let cookie = |id: &[u8; 16]| format!("sid={}", URL_SAFE_NO_PAD.encode(id));
    Ok(ids.iter().map(cookie).collect())
}

/// Messages of one room.
pub fn messages(target: &mut Target, room: usize, count: i64) -> Result<(), Failed> {
    let name = room_name(room);
    stopped(target, async |pool| {
        let mut writing = pool.begin().await?;
        sqlx::query(MESSAGES)
            .bind(&name)
            .bind(count)
            .execute(&mut *writing)
            .await?;
        for query in [EVENTS, SEARCH, HEAD] {
            sqlx::query(query)
                .bind(&name)
                .execute(&mut *writing)
                .await?;
        }
        writing.commit().await
    })
}

/// Rooms of the first user.
pub fn rooms(target: &mut Target, count: i64) -> Result<(), Failed> {
    stopped(target, async |pool| {
        let mut writing = pool.begin().await?;
        sqlx::query(ROOMS)
            .bind(count)
            .execute(&mut *writing)
            .await?;
        sqlx::query(JOIN_ROOMS).execute(&mut *writing).await?;
        writing.commit().await
    })
}

/// Members of one room.
pub fn members(target: &mut Target, room: usize, count: i64) -> Result<(), Failed> {
    let name = room_name(room);
    stopped(target, async |pool| {
        let mut writing = pool.begin().await?;
        sqlx::query(USERS)
            .bind(count)
            .execute(&mut *writing)
            .await?;
        sqlx::query(JOIN_USERS)
            .bind(&name)
            .execute(&mut *writing)
            .await?;
        writing.commit().await
    })
}

pub fn stopped(
    target: &mut Target,
    fill: impl AsyncFnOnce(&SqlitePool) -> Result<(), sqlx::Error>,
) -> Result<(), Failed> {
    let server = target
        .server
        .as_mut()
        .ok_or("only a server of our own is filled")?;
    server.kill();
    target.runtime.block_on(async {
        let pool = database::open(server).await;
        let filled = fill(&pool).await;
        pool.close().await;
        filled
    })?;
    Ok(())
}
