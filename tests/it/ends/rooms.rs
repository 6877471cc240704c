//! Who loses a room: the cut is exact, since what takes it away is a line of the room's log.

use std::time::Instant;

use serde_json::{Value, json};

use super::{Flood, House, all_end, in_the_flood, print, rounds};
use crate::support::TestServer;

/// The last line that somebody was told is the one that shut them out.
fn assert_cut(told: &[Vec<Value>], op: &str) {
    for frames in told {
        let last = frames.iter().rfind(|frame| frame.get("seq").is_some());
        let last = last.expect("a line");
        assert_eq!(
            (&last["type"], &last["op"]),
            (&json!("member"), &json!(op)),
            "{last}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_removed_is_told_of_it_and_of_nothing_later() {
    let house = House::new().await;
    let victim = house.server.register("victim").await;
    let mut times = Vec::new();
    for _ in 0..rounds(50) {
        house.add("victim").await;
        let sockets = in_the_flood(&victim, "den").await;
        house.change(&victim, "remove").await;
        let (slowest, told) = all_end(sockets, Instant::now(), 4403, &house.flood).await;
        assert_cut(&told, "removed");
        times.push(slowest);
    }
    print("removed", times);
    victim.get("/rooms/den").await.must_be(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_banned_is_told_of_it_and_of_nothing_later() {
    let house = House::new().await;
    let victim = house.server.register("victim").await;
    let mut times = Vec::new();
    for _ in 0..rounds(10) {
        house.add("victim").await;
        let sockets = in_the_flood(&victim, "den").await;
        house.change(&victim, "ban").await;
        let (slowest, told) = all_end(sockets, Instant::now(), 4403, &house.flood).await;
        assert_cut(&told, "banned");
        times.push(slowest);
        house.change(&victim, "unban").await;
    }
    print("banned", times);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_a_private_room_hears_nothing_later() {
    let house = House::new().await;
    let victim = house.server.register("victim").await;
    let mut times = Vec::new();
    for _ in 0..rounds(10) {
        house.add("victim").await;
        let sockets = in_the_flood(&victim, "den").await;
        victim.post("/rooms/den/leave", &[]).await.must_be(303);
        let (slowest, told) = all_end(sockets, Instant::now(), 4403, &house.flood).await;
        assert_cut(&told, "left");
        times.push(slowest);
    }
    print("left", times);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_reads_an_open_room_is_shut_out_when_it_becomes_private() {
    let house = House::new().await;
    let reader = house.server.register("reader").await;
    let kind = |kind: &'static str| [("title", "den"), ("kind", kind)];
    let mut times = Vec::new();
    for _ in 0..rounds(10) {
        house
            .owner
            .post("/rooms/den/settings", &kind("open"))
            .await
            .must_be(303);
        let sockets = in_the_flood(&reader, "den").await;
        house
            .owner
            .post("/rooms/den/settings", &kind("private"))
            .await
            .must_be(303);
        let (slowest, told) = all_end(sockets, Instant::now(), 4403, &house.flood).await;
        for frames in &told {
            let last = frames.iter().rfind(|frame| frame.get("seq").is_some());
            assert_eq!(last.expect("a line")["type"], "room");
        }
        times.push(slowest);
    }
    print("made private", times);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_room_closes_on_everybody() {
    let server = TestServer::without_rates(&["--limit-connections-per-address=0"]).await;
    let (owner, reader) = (
        server.register("owner").await,
        server.register("reader").await,
    );
    let mut times = Vec::new();
    for round in 0..rounds(10) {
        let name = format!("room-{round}");
        owner.create_room(&name).await;
        let flood = Flood::begin(&owner, &name).await;
        let sockets = in_the_flood(&reader, &name).await;
        let (path, fields) = (format!("/rooms/{name}/delete"), [("name", name.as_str())]);
        owner.post(&path, &fields).await.must_be(303);
        times.push(all_end(sockets, Instant::now(), 4404, &flood).await.0);
        reader.get(&format!("/rooms/{name}")).await.must_be(404);
    }
    print("room deleted", times);
}
