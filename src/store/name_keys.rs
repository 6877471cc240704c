//! The table of name keys: who is found by the beginning of a name, in a room, those first who spoke there last.

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

use super::{StoreError, users};
use crate::domain::{NAME_KEYS_VERSION, Person, Room, RoomKind, UserId, name_keys};

/// Under which `site` keeps by which rules the keys were made.
const VERSION: &str = "name_keys";
/// Above every character: the end of all texts with one beginning.
const LAST: char = '\u{10FFFF}';

/// Somebody whom a text may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nameable {
    /// Who.
    pub person: Person,
    /// A member of the room; others have not joined it yet.
    pub member: bool,
}

/// Sets what somebody is found by.
pub(super) async fn put(
    connection: &mut SqliteConnection,
    person: &Person,
) -> Result<(), StoreError> {
    sqlx::query("delete from name_keys where user_id = $1")
        .bind(person.id.0)
        .execute(&mut *connection)
        .await?;
    let mut query = QueryBuilder::<Sqlite>::new("insert into name_keys (key, user_id) ");
    query.push_values(name_keys(&person.username, &person.name), |mut row, key| {
        row.push_bind(key).push_bind(person.id.0);
    });
    query.build().execute(connection).await?;
    Ok(())
}

/// Makes the keys that are missing, and all of them where they were made by other rules.
pub(super) async fn ensure(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let version: Option<String> = sqlx::query_scalar("select value from site where key = $1")
        .bind(VERSION)
        .fetch_optional(&mut *connection)
        .await?;
    let present = NAME_KEYS_VERSION.to_string();
    if version.as_ref() != Some(&present) {
        sqlx::query("delete from name_keys")
            .execute(&mut *connection)
            .await?;
        sqlx::query(
            "insert into site (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value",
        )
        .bind(VERSION)
        .bind(present)
        .execute(&mut *connection)
        .await?;
    }
    let rows = sqlx::query(
        "select id, username, display_name from users u where deleted_at is null
            and not exists (select 1 from name_keys k where k.user_id = u.id)",
    )
    .fetch_all(&mut *connection)
    .await?;
    for row in &rows {
        put(connection, &users::person_from_row(row)?).await?;
    }
    Ok(())
}

/// Whom `user` may want to name in a room: members by when they spoke last, then by name; of an open room after them
/// those who have not joined. `beginning` is that of a folded name; without one it is anybody. Left out are the one who
/// asks, whom that one has blocked, who is kept out, and whose account is off.
///
/// # Errors
/// Database errors.
pub async fn list(
    connection: &mut SqliteConnection,
    room: &Room,
    user: UserId,
    beginning: &str,
    limit: usize,
) -> Result<Vec<Nameable>, StoreError> {
    let mut people = members(connection, room, user, beginning, limit).await?;
    if room.kind == RoomKind::Open && people.len() < limit {
        let missing = limit - people.len();
        people.extend(others(connection, room, user, beginning, missing).await?);
    }
    Ok(people)
}

/// Those of a beginning `$3`, up to `$4`. A list, so that nobody else is looked at.
macro_rules! found {
    () => {
        "in (select user_id from name_keys where key >= $3 and key < $4)"
    };
}

/// Not the reader `$2`, and nobody whom the reader has blocked.
macro_rules! offered {
    () => {
        "u.deactivated_at is null and u.id <> $2
            and not exists (select 1 from blocks b where b.user_id = $2 and b.blocked_id = u.id)"
    };
}

async fn members(
    connection: &mut SqliteConnection,
    room: &Room,
    user: UserId,
    beginning: &str,
    limit: usize,
) -> Result<Vec<Nameable>, StoreError> {
    let found = concat!(
        "select u.id, u.username, u.display_name from memberships m join users u on u.id = m.user_id
         where m.room_id = $1 and m.user_id ",
        found!(),
        " and ",
        offered!(),
        " order by m.last_own desc, u.display_name, u.id limit $5"
    );
    // Nothing is typed yet: most often there are enough who spoke last, and the others need not be put in order.
    let spoke = concat!(
        "select u.id, u.username, u.display_name
         from (select user_id, last_own from memberships where room_id = $1 and last_own > 0 and $3 <= $4
            order by last_own desc limit 50) m
         join users u on u.id = m.user_id where ",
        offered!(),
        " order by m.last_own desc limit $5"
    );
    if beginning.is_empty() {
        let people = ask(connection, spoke, room, user, beginning, limit, true).await?;
        if people.len() == limit {
            return Ok(people);
        }
    }
    ask(connection, found, room, user, beginning, limit, true).await
}

async fn others(
    connection: &mut SqliteConnection,
    room: &Room,
    user: UserId,
    beginning: &str,
    limit: usize,
) -> Result<Vec<Nameable>, StoreError> {
    let statement = concat!(
        "select u.id, u.username, u.display_name from users u where u.id ",
        found!(),
        " and u.role <> 'bot' and ",
        offered!(),
        " and not exists (select 1 from memberships m where m.room_id = $1 and m.user_id = u.id)
            and not exists (select 1 from bans b where b.room_id = $1 and b.user_id = u.id)
         order by u.display_name, u.id limit $5"
    );
    ask(connection, statement, room, user, beginning, limit, false).await
}

async fn ask(
    connection: &mut SqliteConnection,
    statement: &'static str,
    room: &Room,
    user: UserId,
    beginning: &str,
    limit: usize,
    member: bool,
) -> Result<Vec<Nameable>, StoreError> {
    let rows = sqlx::query(statement)
        .bind(room.id.0)
        .bind(user.0)
        .bind(beginning)
        .bind(format!("{beginning}{LAST}"))
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(connection)
        .await?;
    let nameable = |row: &SqliteRow| {
        let person = users::person_from_row(row)?;
        Ok(Nameable { person, member })
    };
    let people: Result<_, sqlx::Error> = rows.iter().map(nameable).collect();
    Ok(people?)
}

/// How many people a call of the whole room reaches: its members without the one who calls.
///
/// # Errors
/// Database errors.
pub async fn count_reached(
    connection: &mut SqliteConnection,
    room: &Room,
    user: UserId,
) -> Result<i64, StoreError> {
    let row = sqlx::query(
        "select count(*) as reached from memberships m join users u on u.id = m.user_id
         where m.room_id = $1 and m.user_id <> $2 and u.deactivated_at is null",
    )
    .bind(room.id.0)
    .bind(user.0)
    .fetch_one(connection)
    .await?;
    Ok(row.try_get("reached")?)
}
