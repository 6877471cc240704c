//! The index agrees with the messages, whatever happens to them, and of what is gone no word is left in it.

use reqwest::Method;
use serde_json::json;

use super::{all_is_indexed, found, say};
use crate::support::operator::{done, refused};
use crate::support::visitor::send;
use crate::support::{TestServer, database, eventually};

/// The same numbers for the same seed.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).expect("small")
    }

    pub fn one_of<'t>(&mut self, choices: &[&'t str]) -> &'t str {
        choices[self.below(choices.len())]
    }
}

const PARTS: [&str; 14] = [
    "茶",
    "绿茶",
    "喝",
    "tea",
    "Teapot",
    "café",
    "コーヒー",
    "차",
    "https://tea.example/",
    "🎉",
    "x",
    "don't",
    "２０２６",
    "，",
];

fn text(dice: &mut Dice) -> String {
    let parts: Vec<&str> = (0..=dice.below(8)).map(|_| dice.one_of(&PARTS)).collect();
    parts.join(dice.one_of(&[" ", "", " "]))
}

#[tokio::test]
async fn after_any_sequence_of_changes_the_index_is_that_of_the_messages() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    anna.create_room("hall").await;
    let mut dice = Dice(20_261_126);
    let mut ids: Vec<String> = Vec::new();
    let mut reports = 0;
    for _ in 0..300 {
        let room = dice.one_of(&["lobby", "hall"]);
        if ids.len() < 10 || dice.below(3) == 0 {
            ids.push(say(&anna, room, &text(&mut dice)).await);
            continue;
        }
        let id = ids[dice.below(ids.len())].clone();
        let path = format!("/api/messages/{id}");
        match dice.below(4) {
            0 => drop(send(anna.request(Method::DELETE, &path)).await),
            1 | 2 => {
                let body = json!({ "message": text(&mut dice) });
                send(anna.request(Method::PATCH, &path).json(&body)).await;
            }
            _ => {
                for room in ["lobby", "hall"] {
                    let report = format!("/rooms/{room}/messages/{id}/report");
                    let reported = bert.post(&report, &[("reason", "x")]).await;
                    reports += usize::from(reported.status == 303);
                }
                let report = format!("/admin/reports/{}", 1 + dice.below(reports.max(1)));
                let outcome = dice.one_of(&["hide", "show", "hide", "delete"]);
                server.admin().post(&report, &[("outcome", outcome)]).await;
            }
        }
    }
    server.command(&["search", "check"]).must_succeed();
    database::assert_whole(&server).await;

    done(&server, "room delete hall");
    done(&server, "user deactivate anna");
    eventually("the room is taken away", async || {
        database::number(
            &server,
            "select count(*) from rooms where deleted_at is not null",
        )
        .await
            == 0
    })
    .await;
    server.command(&["search", "check"]).must_succeed();
    database::assert_whole(&server).await;
}

#[tokio::test]
async fn of_a_deleted_text_no_word_is_left_in_the_index() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    for number in 0..50 {
        say(&anna, "lobby", &format!("around it {number}")).await;
    }
    let id = say(&anna, "lobby", "zanzibarxyz around it 鑫").await;
    say(&anna, "lobby", "zanzi 茶").await;
    send(anna.request(Method::DELETE, &format!("/api/messages/{id}")))
        .await
        .must_be(204);
    for query in [
        "select count(*) from search_words where term like 'zanzibar%' or term = '鑫'",
        "select count(*) from search_data where instr(block, cast('zanzibarxyz' as blob)) or instr(block, cast('鑫' as blob))",
        "select (select count(*) from search_docsize) - 51",
    ] {
        assert_eq!(database::number(&server, query).await, 0, "{query}");
    }
    assert_eq!(found(&anna, "zanzi").await, ["zanzi 茶"]);
}

/// Messages as a release of before the index wrote them.
async fn with_older_messages(server: &mut TestServer, count: i64) {
    server.kill();
    let pool = database::open(server).await;
    for statement in [
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < $1)
         insert into messages (room_id, seq, place, user_id, body, html, created_at, deleted_at)
         select r.id, r.head + i, i, 1, iif(i % 10 = 0, '', 'older 旧信 number' || i), '<p>older</p>', i * 1000000,
            iif(i % 10 = 0, 5, null) from n, rooms r where r.name = 'lobby'",
        "insert into room_events (room_id, seq, kind, message_id, actor_id, created_at)
         select room_id, seq, 'message', id, user_id, created_at from messages where $1 = $1",
        "update rooms set head = head + $1 where name = 'lobby'",
        "update memberships set last_own = (select head from rooms where id = room_id) where user_id = 1 and $1 = $1",
        "update search_state set pending = (select max(id) from messages) where $1 = $1",
    ] {
        sqlx::query(statement).bind(count).execute(&pool).await.expect(statement);
    }
    pool.close().await;
}

#[tokio::test]
async fn messages_of_before_the_index_are_indexed_by_a_running_server_also_after_a_kill() {
    let mut server = TestServer::without_rates(&[]).await;
    with_older_messages(&mut server, 5_000).await;
    assert!(refused(&server, "search check").contains("still"));
    server.restart();
    // Wherever it is by now.
    server.kill();
    server.restart();
    let anna = server.register("anna").await;
    say(&anna, "lobby", "旧信 and a new one").await;
    // While it goes on: one that waits is changed, and one is taken away.
    let admin = server.admin();
    admin.sign_in("boss").await;
    for (id, text) in [
        (1, Some("changed 旧信")),
        (2, None),
        (4_999, Some("changed late 旧信")),
    ] {
        let path = format!("/api/messages/{id}");
        match text {
            Some(text) => {
                let body = json!({ "message": text });
                send(admin.request(Method::PATCH, &path).json(&body))
                    .await
                    .must_be(200);
            }
            None => drop(
                send(admin.request(Method::DELETE, &path))
                    .await
                    .must_be(204),
            ),
        }
    }
    all_is_indexed(&server).await;
    assert_eq!(found(&anna, "changed").await.len(), 2);
    assert_eq!(found(&anna, "number2").await.len(), 50, "a whole page");
    assert_eq!(done(&server, "search check"), "4500\n");
    database::assert_whole(&server).await;
}

#[tokio::test]
async fn reindexing_beside_a_running_server_mends_what_is_wrong() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    for number in 0..30 {
        say(&anna, "lobby", &format!("pagoda number {number}")).await;
    }
    let pool = database::open(&server).await;
    // Behind the back of the index.
    sqlx::query("update messages set body = 'a temple' where id = 7")
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    assert!(refused(&server, "search check").contains("one message"));
    assert_eq!(done(&server, "search reindex"), "30\n");
    assert_eq!(found(&anna, "temple").await, ["a temple"]);
    assert_eq!(found(&anna, "pagoda").await.len(), 29);
    assert_eq!(done(&server, "search check"), "30\n");
}
