//! Whose session ends: every cause has its round.

use std::time::Instant;

use super::{House, all_end, in_the_flood, print, rounds};
use crate::support::{PASSWORD, SignedIn};

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_closes_that_browsers_sockets() {
    let house = House::new().await;
    let sign_out = async |victim: &SignedIn| {
        victim.post("/logout", &[]).await.must_be(303);
    };
    house.sessions_end("signed out", sign_out).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ending_ones_other_sessions_closes_their_sockets() {
    let house = House::new().await;
    let visitor = house.server.visitor();
    let from_elsewhere = async |_: &SignedIn| {
        let elsewhere = SignedIn::by_login(&visitor, "victim").await;
        let ended = elsewhere.post("/account/sessions", &[("others", "1")]);
        ended.await.must_be(303);
    };
    house
        .sessions_end("ended from elsewhere", from_elsewhere)
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_closes_all_other_sockets() {
    let house = House::new().await;
    let change = async |victim: &SignedIn| {
        // The same one again: what counts is that it was set.
        let fields = [("current_password", PASSWORD), ("new_password", PASSWORD)];
        victim.post("/account/password", &fields).await.must_be(303);
    };
    house.sessions_end("password changed", change).await;
}

/// What the admin's list of users does to one of them.
async fn bulk(admin: &SignedIn, user: &str, action: &str) {
    let id = format!("id-{user}");
    let fields = [("action", action), (id.as_str(), "1"), ("confirmed", "1")];
    admin.post("/admin/users", &fields).await.must_be(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deactivated_user_is_gone_everywhere() {
    let house = House::new().await;
    house.server.register("victim").await;
    house.add("victim").await;
    let mut times = Vec::new();
    for _ in 0..rounds(10) {
        let victim = SignedIn::by_login(&house.server.visitor(), "victim").await;
        let id = victim.id().await;
        let sockets = in_the_flood(&victim, "den").await;
        bulk(house.server.admin(), &id, "deactivate").await;
        let (slowest, _) = all_end(sockets, Instant::now(), 4401, &house.flood).await;
        times.push(slowest);
        house.server.visitor().sign_in("victim").await.must_be(422);
        bulk(house.server.admin(), &id, "activate").await;
    }
    print("deactivated", times);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_site_role_ends_the_sessions_of_the_old_one() {
    let house = House::new().await;
    let admin = house.server.admin().clone();
    let mut promoted = false;
    let turn = async |victim: &SignedIn| {
        bulk(
            &admin,
            &victim.id().await,
            if promoted { "demote" } else { "promote" },
        )
        .await;
        promoted = !promoted;
    };
    house.sessions_end("promoted and demoted", turn).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_ends_anybodys_session() {
    let house = House::new().await;
    let admin = house.server.admin().clone();
    let end = async |victim: &SignedIn| bulk(&admin, &victim.id().await, "end-sessions").await;
    house.sessions_end("ended by an admin", end).await;
}
