//! What is done to many rows of a list at once: the question names each, and the answer is done to all.

use reqwest::Method;
use serde_json::Value;

use crate::support::visitor::send;
use crate::support::{Answer, PASSWORD, SignedIn, TestServer};

/// The field that chooses the row of this name.
#[track_caller]
fn chosen(page: &Answer, name: &str) -> String {
    let label = format!("\" value=\"1\" aria-label=\"{name}\"");
    let before = page.body.split_once(&label);
    let before = before.unwrap_or_else(|| panic!("no row {name}: {}", page.body));
    let (_, id) = before.0.rsplit_once("name=\"").expect("a field");
    id.to_owned()
}

/// The form that does this to these.
fn form<'a>(
    action: &'a str,
    ids: &'a [String],
    more: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let ids = ids.iter().map(|id| (id.as_str(), "1"));
    [("action", action)]
        .into_iter()
        .chain(ids)
        .chain(more.iter().copied())
        .collect()
}

const CONFIRMED: (&str, &str) = ("confirmed", "1");

/// The rooms that somebody has, as the API tells them.
async fn rooms(person: &SignedIn) -> Vec<Value> {
    let rooms = person.get("/api/rooms").await.must_be(200).json();
    rooms["rooms"].as_array().expect("a list").clone()
}

async fn has(person: &SignedIn, name: &str) -> bool {
    rooms(person).await.iter().any(|room| room["name"] == name)
}

#[tokio::test]
async fn a_whole_page_of_messages_is_deleted_at_once_also_in_an_archived_room() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.create_room("hall").await;
    // More than one person may write in a row, by the rate that holds for an admin's deeds if any does.
    for name in ["bert", "carl", "dora"] {
        let mut socket = server.register(name).await.enter("hall").await;
        for _ in 0..17 {
            socket.post("a word too much").await;
        }
    }
    let archived = [("archived", "1")];
    anna.post("/rooms/hall/archive", &archived)
        .await
        .must_be(303);
    let admin = server.admin();
    let list = admin.get("/admin/messages").await.must_be(200);
    let parts = list.body.split("name=\"id-").skip(1);
    let ids: Vec<String> = parts
        .filter_map(|part| Some(format!("id-{}", part.split('"').next()?)))
        .collect();
    assert_eq!(ids.len(), 50);
    let done = admin
        .post("/admin/messages", &form("delete", &ids, &[CONFIRMED]))
        .await;
    done.must_lead_to("/admin/messages?done=50");
    let left = anna.messages("hall").await;
    let left = left
        .iter()
        .filter(|message| message.get("message").is_some());
    assert_eq!(left.count(), 1);
    // Each is written down.
    let log = admin.get("/admin/audit").await.must_be(200);
    assert_eq!(log.body.matches("deleted a message").count(), 50);
}

#[tokio::test]
async fn a_hidden_message_is_deleted_for_good_by_the_list_too() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    anna.create_room("hall").await;
    let ack = bert.enter("hall").await.post("a word too much").await;
    let id = ack["id"].as_str().expect("an id");
    let report = format!("/rooms/hall/messages/{id}/report");
    anna.post(&report, &[("reason", "")]).await.must_be(303);
    let hide = [("outcome", "hide")];
    anna.post("/rooms/hall/reports/1", &hide).await.must_be(303);
    let ids = [format!("id-{id}")];
    let delete = form("delete", &ids, &[CONFIRMED]);
    let done = server.admin().post("/admin/messages", &delete).await;
    done.must_lead_to("/admin/messages?done=1");
    let show = [("outcome", "show")];
    anna.post("/rooms/hall/reports/1", &show).await.must_be(409);
}

#[tokio::test]
async fn the_question_tells_rows_of_one_person_apart() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.create_room("den").await;
    let admin = server.admin();
    let list = admin.get("/admin/memberships").await.must_be(200);
    let ids = ["anna · den", "anna · lobby"].map(|name| chosen(&list, name));
    let question = admin
        .post("/admin/memberships", &form("remove", &ids, &[]))
        .await
        .must_be(200);
    for name in ["anna · den", "anna · lobby"] {
        assert!(question.shows(name), "{name}: {}", question.body);
    }

    for browser in ["Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "curl/8.0"] {
        let fields = [("username", "anna"), ("password", PASSWORD)];
        let login = server.visitor().request(Method::POST, "/login");
        send(login.header("user-agent", browser).form(&fields))
            .await
            .must_be(303);
    }
    let list = admin.get("/admin/sessions").await.must_be(200);
    let names = [
        "anna · Firefox on Linux · 127.0.0.1",
        "anna · curl · 127.0.0.1",
    ];
    let ids = names.map(|name| chosen(&list, name));
    let question = admin
        .post("/admin/sessions", &form("end", &ids, &[]))
        .await
        .must_be(200);
    for name in names {
        assert!(question.shows(name), "{name}: {}", question.body);
    }
}

#[tokio::test]
async fn several_memberships_end_at_once() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    anna.create_private_room("den").await;
    anna.create_private_room("vault").await;
    for room in ["den", "vault"] {
        let path = format!("/rooms/{room}/members");
        anna.post(&path, &[("username", "bert")]).await.must_be(303);
    }
    let admin = server.admin();
    let list = admin.get("/admin/memberships").await.must_be(200);
    let ids = ["bert · den", "bert · vault"].map(|name| chosen(&list, name));
    let form = form("remove", &ids, &[CONFIRMED]);
    let done = admin.post("/admin/memberships", &form).await;
    done.must_lead_to("/admin/memberships?done=2");
    for room in ["den", "vault"] {
        assert!(!has(&bert, room).await && has(&anna, room).await, "{room}");
    }
}

#[tokio::test]
async fn several_rooms_are_archived_at_once_and_others_are_not() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    for room in ["den", "hall", "vault"] {
        anna.create_room(room).await;
    }
    let admin = server.admin();
    let list = admin.get("/admin/rooms").await.must_be(200);
    let ids = ["den · den", "hall · hall"].map(|name| chosen(&list, name));
    let done = admin
        .post("/admin/rooms", &form("archive", &ids, &[CONFIRMED]))
        .await;
    done.must_lead_to("/admin/rooms?done=2");
    let word = serde_json::json!({ "message": "anybody here?" });
    for (room, status) in [("den", 409), ("hall", 409), ("vault", 201)] {
        let path = format!("/api/rooms/{room}/messages");
        anna.post_json(&path, &word).await.must_be(status);
    }
}

#[tokio::test]
async fn a_room_is_deleted_once_its_name_is_typed_and_several_once_their_number_is() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    for room in ["den", "hall", "vault"] {
        anna.create_private_room(room).await;
    }
    let admin = server.admin();
    let list = admin.get("/admin/rooms").await.must_be(200);
    let ids = ["den", "hall", "vault"].map(|name| chosen(&list, &format!("{name} · {name}")));
    for (ids, right, wrong, said, done) in [
        (
            &ids[..1],
            "den",
            "hall",
            "not the room’s name",
            "/admin/rooms?done=1",
        ),
        (
            &ids[1..],
            "2",
            "hall",
            "not the number of rooms",
            "/admin/rooms?done=2",
        ),
    ] {
        let question = admin.post("/admin/rooms", &form("delete", ids, &[])).await;
        assert!(question.must_be(200).shows(&format!("Type {right}")));
        for typed in ["", wrong] {
            let refused = form("delete", ids, &[CONFIRMED, ("typed", typed)]);
            let answer = admin.post("/admin/rooms", &refused).await.must_be(422);
            assert!(
                answer.shows("Nothing was deleted.") && answer.shows(said),
                "{}",
                answer.body
            );
        }
        assert_eq!(rooms(&anna).await.len(), if ids.len() == 1 { 4 } else { 3 });
        let form = form("delete", ids, &[CONFIRMED, ("typed", right)]);
        admin.post("/admin/rooms", &form).await.must_lead_to(done);
    }
    assert_eq!(rooms(&anna).await.len(), 1, "the lobby");
}
