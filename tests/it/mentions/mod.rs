//! Calling people: who is offered while a name is typed, and where everybody finds the messages that call them.

mod inbox;
mod offer;

use crate::support::encoded;
use crate::support::visitor::SignedIn;

/// Makes somebody a member, in the name of the owner.
pub async fn member(owner: &SignedIn, room: &str, username: &str, role: &str) {
    let path = format!("/rooms/{}/members", encoded(room));
    let fields = [("username", username), ("role", role)];
    owner.post(&path, &fields).await.must_be(303);
}

/// Mutes, removes or bans.
pub async fn act_on(owner: &SignedIn, room: &str, who: &SignedIn, action: &str) {
    let path = format!("/rooms/{}/members/{}", encoded(room), who.id().await);
    owner.post(&path, &[("action", action)]).await.must_be(303);
}
