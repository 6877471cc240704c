//! Direct rooms, one for each set of people, and having had enough of somebody.

use super::{Chat, ChatError};
use crate::domain::{ErrorCode, Person, Refusal, Room, RoomName, Sentence, User, UserId, Username};
use crate::store::{Transaction, blocks, room_changes, users};

/// People in one direct room, the one who makes it too; more are a room with a name.
pub const MOST_DIRECT_PEOPLE: usize = 9;

impl Chat {
    /// The room of these people and of nobody else, made where there is none yet.
    ///
    /// # Errors
    /// Refusals `invalid` (nobody else, or too many), `not_found` (somebody is not there or switched off), `forbidden`
    /// (one of them has blocked `creator`, or the other way round); database errors.
    pub async fn direct_room(
        &self,
        creator: UserId,
        others: Vec<UserId>,
    ) -> Result<Room, ChatError> {
        let mut ids = vec![creator];
        for id in others {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        if !(2..=MOST_DIRECT_PEOPLE).contains(&ids.len()) {
            let sentence = Sentence::new("direct-people").with("limit", MOST_DIRECT_PEOPLE - 1);
            return Err(Refusal::because(ErrorCode::Invalid, sentence).into());
        }
        let name = RoomName::direct(rand::random());
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    let mut people: Vec<Person> = Vec::with_capacity(ids.len());
                    for id in ids {
                        let user = users::get(&mut **transaction, id).await?;
                        if user.deactivated_at.is_some() {
                            return Err(ErrorCode::NotFound.into());
                        }
                        people.push(user.person());
                    }
                    if blocks::exists_between(&mut **transaction, creator, &people).await? {
                        return Err(blocks::refusal().into());
                    }
                    room_changes::find_or_create_direct(transaction, name, &people, creator).await
                })
            })
            .await
    }

    /// The account that somebody means by a username, switched off or not.
    ///
    /// # Errors
    /// [`ChatError::NotFound`]; database errors.
    pub async fn user_named(&self, username: &str) -> Result<User, ChatError> {
        let folded = Username::fold_typed(username);
        let found = users::find_by_name(self.store.reader(), &folded).await?;
        found.ok_or(ChatError::NotFound)
    }

    /// Refuses direct messages of somebody from now on, or takes that back.
    ///
    /// # Errors
    /// Refusals `not_found`, `invalid` (oneself); database errors.
    pub async fn set_blocked(
        &self,
        user: UserId,
        other: UserId,
        blocked: bool,
    ) -> Result<(), ChatError> {
        if user == other {
            return Err(ErrorCode::Invalid.into());
        }
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    users::get(&mut **transaction, other).await?;
                    if blocked {
                        blocks::create(transaction, user, other).await
                    } else {
                        blocks::delete(transaction, user, other).await
                    }
                })
            })
            .await
    }

    /// Whom somebody has blocked, by name.
    ///
    /// # Errors
    /// Database errors.
    pub async fn blocked_by(&self, user: UserId) -> Result<Vec<Person>, ChatError> {
        blocks::list(self.store.reader(), user).await
    }
}
