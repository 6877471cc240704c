//! What frames say of reactions and pins.

use serde::Serialize;
use serde_json::{Value, json};

use crate::domain::{Message, MessageId, Reacted, Reaction, ReactionEmoji, RoomEvent, UserId};

/// All who answered with one emoji.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ReactionFrame<'m> {
    emoji: &'m ReactionEmoji,
    count: usize,
    users: &'m [UserId],
    names: &'m [String],
}

pub(super) fn reactions(message: &Message) -> Vec<ReactionFrame<'_>> {
    fn frame(reaction: &Reaction) -> ReactionFrame<'_> {
        ReactionFrame {
            emoji: &reaction.emoji,
            count: reaction.users.len(),
            users: &reaction.users,
            names: &reaction.names,
        }
    }
    message.reactions.iter().map(frame).collect()
}

/// The `op` of what is added or taken away.
pub(super) const fn op(added: bool) -> &'static str {
    if added { "add" } else { "remove" }
}

/// On replay of a message that is gone nothing is told of who answered it how.
pub(super) fn reaction(event: &RoomEvent, id: MessageId, reacted: Option<&Reacted>) -> Value {
    let mut frame =
        json!({ "type": "reaction", "room": event.room_name, "seq": event.seq, "id": id });
    match reacted {
        Some(reacted) => {
            frame["emoji"] = json!(reacted.emoji);
            frame["op"] = json!(op(reacted.added));
            frame["user"] = json!(reacted.person);
            frame["count"] = json!(reacted.count);
        }
        None => frame["deleted"] = json!(true),
    }
    frame
}

/// The same of a message that is kept at hand, or no longer.
pub(super) fn pin(event: &RoomEvent, id: MessageId, added: Option<bool>) -> Value {
    let mut frame = json!({
        "type": "pin", "room": event.room_name, "seq": event.seq, "id": id, "by": event.actor,
    });
    match added {
        Some(added) => frame["op"] = json!(op(added)),
        None => frame["deleted"] = json!(true),
    }
    frame
}
