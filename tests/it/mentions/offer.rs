//! Who is offered for the beginning of a name: the right ones first, and nobody whom one may not know of.

use serde_json::{Value, json};

use super::{act_on, member};
use crate::support::visitor::SignedIn;
use crate::support::{TestServer, database, encoded};

/// The usernames that are offered for the beginning of a name.
async fn offered(person: &SignedIn, room: &str, typed: &str) -> Vec<String> {
    let offer = offer(person, room, typed).await;
    let people = offer["people"].as_array().expect("a list");
    let name = |person: &Value| person["username"].as_str().expect("a name").to_owned();
    people.iter().map(name).collect()
}

async fn offer(person: &SignedIn, room: &str, typed: &str) -> Value {
    let path = format!("/api/rooms/{}/people?q={}", encoded(room), encoded(typed));
    person.get(&path).await.must_be(200).json()
}

fn named(server: &TestServer, username: &str, name: &str) {
    server.create_user(&[username, "--display-name", name]);
}

#[tokio::test]
async fn who_spoke_last_in_this_room_is_offered_first_and_then_members_by_name() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    for (username, name) in [("m1", "Mo"), ("m2", "Mia"), ("m3", "Max"), ("m4", "Mel")] {
        named(&server, username, name);
    }
    anna.create_room("tea").await;
    for username in ["m1", "m2", "m3"] {
        member(&anna, "tea", username, "member").await;
    }
    assert_eq!(offered(&anna, "tea", "m").await, ["m3", "m2", "m1", "m4"]);
    let mo = SignedIn::by_login(&server.visitor(), "m1").await;
    mo.enter("tea").await.post("first").await;
    let mia = SignedIn::by_login(&server.visitor(), "m2").await;
    mia.enter("lobby").await.post("elsewhere").await;
    assert_eq!(offered(&anna, "tea", "m").await, ["m1", "m3", "m2", "m4"]);
    mia.enter("tea").await.post("second").await;
    assert_eq!(offered(&anna, "tea", "").await[..2], ["m2", "m1"]);
    let last = offer(&anna, "tea", "mel").await;
    assert_eq!(last["people"][0]["member"], false);
    assert_eq!(last["people"][0]["name"], "Mel");
}

#[tokio::test]
async fn chinese_names_are_found_by_characters_pinyin_and_initials_and_all_names_in_any_width_and_case()
 {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    named(&server, "ops7", "张三");
    named(&server, "lisi", "李 四");
    named(&server, "ada", "Ada Lovelace");
    for typed in [
        "张",
        "张三",
        "zs",
        "zhang",
        "zhangsan",
        "ZS",
        "ｚｓ",
        "ops",
        "ＯＰＳ",
    ] {
        assert_eq!(offered(&anna, "lobby", typed).await, ["ops7"], "{typed}");
    }
    for typed in ["lisi", "四", "si"] {
        assert_eq!(offered(&anna, "lobby", typed).await, ["lisi"], "{typed}");
    }
    for typed in ["love", "ADA", "Ａ"] {
        assert_eq!(offered(&anna, "lobby", typed).await, ["ada"], "{typed}");
    }
    for typed in ["ovelace", "hang", "san三", "nobody"] {
        assert!(offered(&anna, "lobby", typed).await.is_empty(), "{typed}");
    }
}

#[tokio::test]
async fn another_display_name_is_found_at_once_and_the_former_no_more() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    let fields = [("display_name", "王小明"), ("locale", "")];
    bert.post("/account", &fields).await.must_be(303);
    assert_eq!(offered(&anna, "lobby", "wxm").await, ["bert"]);
    assert_eq!(offered(&anna, "lobby", "xiaom").await, ["bert"]);
    let fields = [("display_name", "Robert"), ("locale", "")];
    bert.post("/account", &fields).await.must_be(303);
    assert!(offered(&anna, "lobby", "wxm").await.is_empty());
    assert_eq!(offered(&anna, "lobby", "rob").await, ["bert"]);
}

#[tokio::test]
async fn nobody_is_offered_who_cannot_be_called() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.create_room("tea").await;
    let names = ["kate", "kurt", "kim", "kai", "karl"];
    for name in names {
        server.register(name).await;
    }
    assert_eq!(
        offered(&anna, "tea", "k").await,
        ["kai", "karl", "kate", "kim", "kurt"]
    );
    server
        .command(&["user", "deactivate", "kate"])
        .must_succeed();
    server
        .command(&["room", "ban", "tea", "kurt"])
        .must_succeed();
    anna.post("/people/kim/block", &[("blocked", "1")])
        .await
        .must_be(303);
    assert_eq!(offered(&anna, "tea", "k").await, ["kai", "karl"]);
    let kai = SignedIn::by_login(&server.visitor(), "kai").await;
    assert_eq!(
        offered(&kai, "tea", "k").await,
        ["karl", "kim"],
        "not oneself"
    );
    let id = format!("id-{}", kai.id().await);
    let fields = [("action", "delete"), (id.as_str(), "1"), ("confirmed", "1")];
    let deleted = server.admin().post("/admin/users", &fields).await;
    deleted.must_be(303);
    assert_eq!(offered(&anna, "tea", "k").await, ["karl"]);
    let keys = "select count(*) from name_keys k join users u on u.id = k.user_id where u.deleted_at is not null";
    assert_eq!(database::number(&server, keys).await, 0);
}

#[tokio::test]
async fn in_a_private_room_only_its_members_are_offered_and_strangers_cannot_ask() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    let carl = server.register("carl").await;
    anna.create_private_room("den").await;
    member(&anna, "den", "bert", "member").await;
    assert_eq!(offered(&anna, "den", "").await, ["bert"]);
    assert!(offered(&anna, "den", "carl").await.is_empty());
    carl.get("/api/rooms/den/people?q=b").await.must_be(404);
    act_on(&anna, "den", &bert, "remove").await;
    bert.get("/api/rooms/den/people?q=a").await.must_be(404);
    assert!(offered(&anna, "den", "").await.is_empty());
}

#[tokio::test]
async fn in_a_direct_room_its_people_are_offered_and_nobody_else() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    server.register("bert").await;
    server.register("bella").await;
    let opened = anna
        .post("/direct", &[("people", "bert")])
        .await
        .must_be(303);
    let room = opened
        .location()
        .rsplit('/')
        .next()
        .expect("a room")
        .to_owned();
    let room = percent_encoding::percent_decode_str(&room)
        .decode_utf8_lossy()
        .into_owned();
    assert_eq!(offered(&anna, &room, "b").await, ["bert"]);
}

#[tokio::test]
async fn the_room_is_offered_to_those_who_may_call_it_with_how_many_it_reaches() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    server.register("carl").await;
    anna.create_room("tea").await;
    member(&anna, "tea", "bert", "member").await;
    member(&anna, "tea", "carl", "member").await;
    for typed in ["", "r", "ROOM", "所有", "all"] {
        assert_eq!(
            offer(&anna, "tea", typed).await["room"]["members"],
            2,
            "{typed}"
        );
        assert_eq!(
            offer(&bert, "tea", typed).await["room"],
            Value::Null,
            "{typed}"
        );
    }
    assert_eq!(offer(&anna, "tea", "rooms").await["room"], Value::Null);
}

#[tokio::test]
async fn whatever_is_typed_is_answered_and_eight_are_enough() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    for number in 10..30 {
        named(&server, &format!("guest{number}"), "Guest");
    }
    assert_eq!(offered(&anna, "lobby", "guest").await.len(), 8);
    assert_eq!(offered(&anna, "lobby", "").await.len(), 8);
    for typed in [
        "%",
        "_",
        "*",
        "'",
        "\"",
        "\\",
        "\0",
        "' or 1=1 --",
        "\u{10FFFF}",
        "😀",
        "﷽",
        " ",
        "\n",
        "@",
        "＠",
        &"a".repeat(3_000),
        &"张".repeat(500),
        "g\u{0}uest",
        "%00",
        "(select 1)",
    ] {
        let found = offered(&anna, "lobby", typed).await;
        assert!(
            found.is_empty() || typed.trim().is_empty(),
            "{typed:?}: {found:?}"
        );
    }
    let broken = anna.get("/api/rooms/lobby/people?q=%FF").await.must_be(200);
    assert_eq!(broken.json()["people"], json!([]));
    assert_eq!(
        anna.get("/api/rooms/lobby/people")
            .await
            .must_be(200)
            .json()["people"]
            .as_array()
            .map(Vec::len),
        Some(8)
    );
}
