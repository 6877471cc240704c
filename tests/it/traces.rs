//! Of what is deleted, hidden, erased or taken away with its room nothing is left: in no table that it had come into,
//! in no answer, in no replay, and the index of search is that of the messages after all of it.

use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Row};

use crate::replies::{delete, edit, reply};
use crate::support::operator::done;
use crate::support::visitor::send;
use crate::support::{SignedIn, Socket, TestServer, database, encoded, eventually};

/// Where a word stands, as `table.column`, in all tables with texts; and in the index of search.
async fn places(server: &TestServer, word: &str) -> Vec<String> {
    let pool = database::open(server).await;
    let columns = sqlx::query(
        "select m.name, p.name from sqlite_schema m join pragma_table_info(m.name) p
         where m.type = 'table' and m.sql not like 'create virtual%' and m.name not like 'search_%'",
    );
    let mut counts = vec![(
        "search".to_owned(),
        format!("select count(*) from search_words where term like '{word}%'"),
    )];
    for row in columns.fetch_all(&pool).await.expect("columns") {
        let (table, column): (String, String) = (row.get(0), row.get(1));
        let sql = format!(
            "select count(*) from \"{table}\" where cast(\"{column}\" as text) like '%{word}%'"
        );
        counts.push((format!("{table}.{column}"), sql));
    }
    let mut found = Vec::new();
    for (place, sql) in counts {
        let count: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_one(&pool)
            .await
            .expect(&place);
        if count > 0 {
            found.push(place);
        }
    }
    pool.close().await;
    found
}

/// A message that says a word, and all that can come of it: an edit, a reply, a reaction, a pin, a bookmark, a mention
/// and a report.
async fn much_about(author: &mut Socket, others: [&SignedIn; 2], room: &str, word: &str) -> Value {
    let id = author.post(&format!("{word} one")).await["id"].clone();
    edit(author, &id, &format!("{word} two, @anna")).await;
    let path = format!("/api/messages/{}", id.as_str().unwrap());
    for other in others {
        for mark in ["reactions", "pin", "bookmark"] {
            let body = json!({"emoji": "🍵", "op": "add"});
            let marked = other.post_json(&format!("{path}/{mark}"), &body).await;
            assert!(marked.status < 300, "{marked:?}");
        }
        let report = format!("/rooms/{room}/messages/{}/report", id.as_str().unwrap());
        other.post(&report, &[("reason", "x")]).await.must_be(303);
    }
    reply(&mut others[0].enter(room).await, &id, "an answer").await;
    id
}

/// Whatever a reader can ask for of a message and its rooms, in one text.
async fn all_that_is_told(reader: &SignedIn, word: &str, id: &Value, since: &str) -> String {
    let id = id.as_str().unwrap();
    let mut told = String::new();
    for path in [
        format!("/api/search?q={}", encoded(word)),
        "/api/mentions".to_owned(),
        "/api/bookmarks".to_owned(),
        "/api/rooms/lobby/pins".to_owned(),
        "/api/rooms/lobby/messages?limit=100".to_owned(),
        format!("/api/messages/{id}/thread"),
        format!("/api/messages/{id}/history"),
        format!("/api/messages/{id}/reactions"),
        "/rooms/lobby".to_owned(),
        "/bookmarks".to_owned(),
        "/mentions".to_owned(),
        "/threads".to_owned(),
    ] {
        told.push_str(&reader.get(&path).await.body);
    }
    let mut socket = reader.enter_at(since).await;
    let replayed = socket.all_until_now().await;
    assert!(replayed.iter().any(|frame| frame["type"] == "resumed"));
    told + &json!(replayed).to_string()
}

async fn settle(server: &TestServer, id: &Value, outcome: &str) {
    let pool = database::open(server).await;
    let report: i64 = sqlx::query_scalar("select id from reports where message_id = $1")
        .bind(id.as_str().unwrap().parse::<i64>().unwrap())
        .fetch_one(&pool)
        .await
        .expect("a report");
    pool.close().await;
    let fields = [("outcome", outcome)];
    let path = format!("/rooms/lobby/reports/{report}");
    server.admin().post(&path, &fields).await.must_be(303);
}

async fn delete_user(server: &TestServer, user: &SignedIn) {
    let field = format!("id-{}", user.id().await);
    let fields = [
        ("action", "delete-all"),
        (field.as_str(), "1"),
        ("confirmed", "1"),
    ];
    let deleted = server.admin().post("/admin/users", &fields).await;
    deleted.must_be(303);
}

#[tokio::test]
async fn whatever_happens_to_a_message_nothing_is_left_of_what_it_said() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let carla = server.register("carla").await;
    let others = [&anna, &carla];
    let mut socket = bert.enter("lobby").await;
    let since = format!(
        "/ws/chat/lobby/?since={}&epoch={}",
        socket.hello["head"],
        socket.hello["epoch"].as_str().unwrap()
    );
    let shown = much_about(&mut socket, others, "lobby", "zanzishown").await;
    let told = all_that_is_told(&anna, "zanzishown", &shown, &since).await;
    assert!(told.matches("zanzishown").count() > 10, "{told}");
    assert!(places(&server, "zanzishown").await.len() > 3);
    for case in ["deleted", "hidden", "erased"] {
        let word = format!("zanzi{case}");
        let id = much_about(&mut socket, others, "lobby", &word).await;
        match case {
            "deleted" => delete(&mut socket, &id).await,
            "hidden" => settle(&server, &id, "hide").await,
            "erased" => {
                // One of them is hidden by then.
                settle(&server, &id, "hide").await;
                delete_user(&server, &bert).await;
                // Of all that bert ever wrote.
                eventually("all is erased", async || {
                    let erasing = "select sum(erasing + unreacting) from users";
                    database::number(&server, erasing).await == 0
                })
                .await;
                let left = places(&server, "zanzi").await;
                assert!(left.is_empty(), "{left:?}");
            }
            case => panic!("{case}"),
        }
        let told = all_that_is_told(&anna, &word, &id, &since).await;
        let left = places(&server, &word).await;
        let told = told.replace(&format!("value=\"{word}\""), "");
        assert!(!told.contains(&word), "{case}: {told}");
        match case {
            "hidden" => {
                assert!(
                    left.iter()
                        .all(|place| place.starts_with("hidden_messages.")
                            || place.starts_with("message_revisions.")),
                    "{left:?}"
                );
                settle(&server, &id, "show").await;
                let told = all_that_is_told(&anna, &word, &id, &since).await;
                assert!(told.matches(&word).count() > 10, "{told}");
                settle(&server, &id, "hide").await;
                settle(&server, &id, "delete").await;
                let left = places(&server, &word).await;
                assert!(left.is_empty(), "{case}: {left:?}");
            }
            _ => assert!(left.is_empty(), "{case}: {left:?}"),
        }
        server.command(&["search", "check"]).must_succeed();
        database::assert_whole(&server).await;
    }
}

#[tokio::test]
async fn a_room_that_is_deleted_takes_everything_along() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let carla = server.register("carla").await;
    bert.create_room("hall").await;
    for person in [&anna, &carla] {
        person.post("/rooms/hall/join", &[]).await.must_be(303);
    }
    let mut socket = bert.enter("hall").await;
    let id = much_about(&mut socket, [&anna, &carla], "hall", "zanzihall").await;
    let path = format!("/api/messages/{}", id.as_str().unwrap());
    done(&server, "room delete hall");
    send(anna.request(Method::GET, &format!("{path}/thread")))
        .await
        .must_be(404);
    eventually("the room is taken away", async || {
        let deleted = "select count(*) from rooms where deleted_at is not null";
        database::number(&server, deleted).await == 0
    })
    .await;
    let left = places(&server, "zanzihall").await;
    assert!(left.is_empty(), "{left:?}");
    let orphans = "select (select count(*) from reactions) + (select count(*) from pins)
        + (select count(*) from bookmarks) + (select count(*) from thread_reads)
        + (select count(*) from message_revisions) + (select count(*) from mentions) + (select count(*) from reports)";
    assert_eq!(database::number(&server, orphans).await, 0);
    server.command(&["search", "check"]).must_succeed();
    database::assert_whole(&server).await;
}
