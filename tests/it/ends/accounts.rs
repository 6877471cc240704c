//! Whose sessions end by what is done to their account.

use std::time::Instant;

use super::{House, all_end, in_the_flood, print, rounds};
use crate::support::SignedIn;
use crate::support::operator::done;

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

#[tokio::test(flavor = "multi_thread")]
async fn who_is_deleted_is_gone_everywhere() {
    let house = House::new().await;
    let mut times = Vec::new();
    for round in 0..rounds(10) {
        let name = format!("victim-{round}");
        let victim = house.server.register(&name).await;
        house.add(&name).await;
        let delete = format!("user delete {name} --messages keep --yes");
        let mut end = async |_: &SignedIn| drop(done(&house.server, &delete));
        times.push(house.session_ends(&victim, &mut end).await);
    }
    print("deleted", times);
}
