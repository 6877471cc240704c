//! In which rooms somebody may look.

use sqlx::{Row, SqliteConnection};

use crate::domain::{RoomId, UserId};
use crate::store::StoreError;
use crate::store::rooms::readable;

/// All rooms, by whether somebody may read them: so that few messages of others are passed over. Whether a message may be
/// read is decided for each message all the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reach {
    /// May be read.
    pub within: Vec<RoomId>,
    /// May not.
    pub without: Vec<RoomId>,
}

/// What a user may read.
///
/// # Errors
/// Database errors.
pub(super) async fn reach(
    connection: &mut SqliteConnection,
    user: UserId,
) -> Result<Reach, StoreError> {
    let rows = sqlx::query(concat!(
        "select r.id, (",
        readable!(),
        ") as readable from rooms r"
    ))
    .bind(user.0)
    .fetch_all(connection)
    .await?;
    let mut reach = Reach::default();
    for row in &rows {
        let list = if row.try_get("readable")? {
            &mut reach.within
        } else {
            &mut reach.without
        };
        list.push(RoomId(row.try_get("id")?));
    }
    Ok(reach)
}
