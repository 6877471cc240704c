//! Whose session ends by what they do themselves, or by itself: every cause has its rounds.

use std::collections::HashSet;
use std::time::Instant;

use super::{House, all_end, in_the_flood, print, rounds};
use crate::support::{PASSWORD, SignedIn, database, eventually};

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

/// The numbers of one's sessions but of that in which one looks.
async fn others(person: &SignedIn) -> HashSet<String> {
    let page = person.get("/account/sessions").await.must_be(200);
    let parts = page.body.split("name=\"session\" value=\"").skip(1);
    let numbers = parts.map(|part| part.split('"').next().expect("a number").to_owned());
    numbers.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn ending_one_session_by_its_number_closes_its_sockets() {
    let house = House::new().await;
    let visitor = house.server.visitor();
    let by_number = async |victim: &SignedIn| {
        let elsewhere = SignedIn::by_login(&visitor, "victim").await;
        let (seen_there, seen_here) = (others(&elsewhere).await, others(victim).await);
        let of_victim: Vec<&String> = seen_there.difference(&seen_here).collect();
        let [number] = of_victim[..] else {
            panic!("one is the victim's: {seen_there:?} {seen_here:?}");
        };
        let fields = [("session", number.as_str())];
        let ended = elsewhere.post("/account/sessions", &fields).await;
        ended.must_be(303);
    };
    house.sessions_end("ended by number", by_number).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_whose_time_is_over_closes_its_sockets() {
    let house = House::new().await;
    house.server.register("victim").await;
    house.add("victim").await;
    let pool = database::open(&house.server).await;
    let is_seen = async || {
        let over = "select not exists (select 1 from sessions where expires_at = 1)";
        sqlx::query_scalar(over)
            .fetch_one(&pool)
            .await
            .expect("an answer")
    };
    let mut times = Vec::new();
    for _ in 0..rounds(10) {
        let victim = SignedIn::by_login(&house.server.visitor(), "victim").await;
        let sockets = in_the_flood(&victim, "den").await;
        let over = "update sessions set expires_at = 1
            where user_id = (select id from users where username = 'victim')";
        sqlx::query(over).execute(&pool).await.expect("a row");
        let since = Instant::now();
        // Up to then the session is only about to end, and what is sent may still be told.
        eventually("the server has seen it", is_seen).await;
        all_end(sockets, Instant::now(), 4401, &house.flood).await;
        times.push(since.elapsed());
    }
    pool.close().await;
    print("expired", times);
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

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_link_that_is_used_closes_all_sockets() {
    let house = House::new().await;
    let admin = house.server.admin().clone();
    let visitor = house.server.visitor();
    let reset = async |victim: &SignedIn| {
        let path = format!("/admin/users/{}/reset-link", victim.id().await);
        let page = admin.post(&path, &[]).await.must_be(200);
        let (_, rest) = page.body.split_once("reset?code=").expect("a link");
        let code = rest.split(['<', '"']).next().expect("its end");
        let fields = [("code", code), ("password", PASSWORD)];
        visitor.post("/reset", &fields).await.must_lead_to("/");
    };
    house.sessions_end("password reset", reset).await;
}
