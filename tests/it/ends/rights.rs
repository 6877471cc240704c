//! Who stays in the room and may do less there: each of ten sockets is told at once, and refused at once.

use std::time::Instant;

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{House, in_the_flood, print, rounds};
use crate::support::Socket;
use crate::support::socket::fresh_nonce;

/// Every socket asks for it and is refused.
async fn all_are_refused(sockets: &mut [Socket], command: &Value, code: &str) {
    let asking = sockets.iter_mut().map(async |socket| {
        let (mut command, nonce) = (command.clone(), fresh_nonce());
        command["nonce"] = json!(nonce);
        socket.send(command).await;
        let error = socket
            .expect_with("error", |error| error["nonce"] == nonce)
            .await;
        assert_eq!(error["code"], code, "{error}");
    });
    join_all(asking).await;
}

/// What every socket is told.
async fn all_are_told(sockets: &mut [Socket], kind: &str, op: &str) -> Vec<Value> {
    let told = sockets
        .iter_mut()
        .map(|socket| socket.expect_with(kind, move |frame| frame["op"] == op));
    join_all(told).await
}

/// Every socket writes, as it may again.
async fn all_write(sockets: &mut [Socket]) {
    let writing = sockets.iter_mut().map(|socket| socket.post("heard"));
    join_all(writing).await;
}

/// What all sockets were told up to now.
async fn all_until_now(sockets: &mut [Socket]) -> Vec<Value> {
    let told = sockets.iter_mut().map(Socket::all_until_now);
    join_all(told).await.concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_muted_member_stays_and_writes_nothing_more() {
    let house = House::new().await;
    let victim = house.server.register("victim").await;
    house.add("victim").await;
    let mut sockets = in_the_flood(&victim, "den").await;
    let words = json!({"type": "message", "message": "not heard"});
    let mut times = Vec::new();
    for _ in 0..rounds(10) {
        house.change(&victim, "mute").await;
        let since = Instant::now();
        all_are_refused(&mut sockets, &words, "muted").await;
        for told in all_are_told(&mut sockets, "member", "muted").await {
            let is_so = told["until"].is_string() && told["role"] == "member";
            assert!(is_so, "{told}");
        }
        times.push(since.elapsed());
        house.change(&victim, "unmute").await;
        for told in all_are_told(&mut sockets, "member", "muted").await {
            assert!(told["until"].is_null(), "{told}");
        }
        all_write(&mut sockets).await;
        let told = all_until_now(&mut sockets).await;
        let heard = told.iter().find(|frame| frame["message"] == "not heard");
        assert_eq!(heard, None);
    }
    print("muted", times);
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_role_is_taken_looks_after_nothing_from_then_on() {
    let house = House::new().await;
    let victim = house.server.register("victim").await;
    house.add("victim").await;
    let mut writer = house.owner.enter("den").await;
    let mut sockets = in_the_flood(&victim, "den").await;
    let mut times = Vec::new();
    for _ in 0..rounds(10) {
        house.change(&victim, "role-moderator").await;
        let id = writer.post("to be deleted").await["id"].clone();
        let first = &mut sockets[0];
        first
            .send(json!({"type": "delete", "nonce": fresh_nonce(), "id": id}))
            .await;
        first.expect("ack").await;
        let id = writer.post("to stay").await["id"].clone();
        house.change(&victim, "role-member").await;
        let since = Instant::now();
        let delete = json!({"type": "delete", "id": id});
        all_are_refused(&mut sockets, &delete, "forbidden").await;
        times.push(since.elapsed());
        let told = all_until_now(&mut sockets).await;
        let gone = told
            .iter()
            .find(|frame| frame["type"] == "deleted" && frame["id"] == id);
        assert_eq!(gone, None);
    }
    print("role taken", times);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_room_takes_nothing_more_and_goes_on_once_it_is_restored() {
    let house = House::new().await;
    let member = house.server.register("member").await;
    house.add("member").await;
    let mut sockets = in_the_flood(&member, "den").await;
    let archive = async |archived: &str| {
        let fields = [("archived", archived)];
        let done = house.owner.post("/rooms/den/archive", &fields).await;
        done.must_be(303);
    };
    let words = json!({"type": "message", "message": "too late"});
    let mut times = Vec::new();
    for _ in 0..rounds(10) {
        archive("1").await;
        let ended = Instant::now();
        all_are_refused(&mut sockets, &words, "archived").await;
        for told in all_are_told(&mut sockets, "room", "archived").await {
            assert_eq!(told["archived"], true, "{told}");
        }
        times.push(ended.elapsed());
        let told = all_until_now(&mut sockets).await;
        house.flood.assert_nothing_later(&told, ended);
        archive("0").await;
        all_are_told(&mut sockets, "room", "restored").await;
        all_write(&mut sockets).await;
    }
    print("archived", times);
}
