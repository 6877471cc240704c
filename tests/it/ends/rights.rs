//! Who stays in the room and may do less there: told at once, and refused at once.

use serde_json::json;

use super::{House, rounds};
use crate::support::socket::fresh_nonce;

#[tokio::test(flavor = "multi_thread")]
async fn a_muted_member_stays_and_writes_nothing_more() {
    let house = House::new().await;
    let victim = house.server.register("victim").await;
    house.add("victim").await;
    let mut socket = victim.enter("den").await;
    for _ in 0..rounds(10) {
        house.change(&victim, "mute").await;
        socket
            .send(json!({"type": "message", "nonce": "n", "message": "not heard"}))
            .await;
        let error = socket.expect("error").await;
        assert_eq!(error["code"], "muted", "{error}");
        let told = socket
            .expect_with("member", |member| member["op"] == "muted")
            .await;
        assert!(
            told["until"].is_string() && told["role"] == "member",
            "{told}"
        );
        house.change(&victim, "unmute").await;
        let told = socket
            .expect_with("member", |member| member["op"] == "muted")
            .await;
        assert!(told["until"].is_null(), "{told}");
        socket.post("heard again").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_role_is_taken_looks_after_nothing_from_then_on() {
    let house = House::new().await;
    let victim = house.server.register("victim").await;
    house.add("victim").await;
    let mut writer = house.owner.enter("den").await;
    let mut socket = victim.enter("den").await;
    for _ in 0..rounds(10) {
        house.change(&victim, "role-moderator").await;
        let id = writer.post("to be deleted").await["id"].clone();
        socket
            .send(json!({"type": "delete", "nonce": fresh_nonce(), "id": id}))
            .await;
        socket.expect("ack").await;
        let id = writer.post("to stay").await["id"].clone();
        house.change(&victim, "role-member").await;
        socket
            .send(json!({"type": "delete", "nonce": fresh_nonce(), "id": id}))
            .await;
        assert_eq!(socket.expect("error").await["code"], "forbidden");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_room_takes_nothing_more_and_goes_on_once_it_is_restored() {
    let house = House::new().await;
    let mut socket = house.owner.enter("den").await;
    for _ in 0..rounds(10) {
        house
            .owner
            .post("/rooms/den/archive", &[("archived", "1")])
            .await
            .must_be(303);
        let told = socket
            .expect_with("room", |room| room["op"] == "archived")
            .await;
        assert_eq!(told["archived"], true, "{told}");
        socket
            .send(json!({"type": "message", "nonce": "late", "message": "too late"}))
            .await;
        let error = socket
            .expect_with("error", |error| error["nonce"] == "late")
            .await;
        assert_eq!(error["code"], "archived", "{error}");
        house
            .owner
            .post("/rooms/den/archive", &[("archived", "0")])
            .await
            .must_be(303);
        socket
            .expect_with("room", |room| room["op"] == "restored")
            .await;
        socket.post("again").await;
    }
}
