//! History by the API: pages by seq, never by clock, and limits that are what they say.

use serde_json::{Value, json};

use crate::support::{SignedIn, TestServer};

const LINES: i64 = 130;

/// A lobby with numbered lines, and the seq of the first.
async fn lobby_with_lines(server: &TestServer) -> (SignedIn, i64) {
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    for number in 0..LINES {
        socket
            .send(json!({"message": format!("line {number}")}))
            .await;
    }
    let first = socket.event().await["seq"].as_i64().expect("a seq");
    while socket.event().await["seq"] != first + LINES - 1 {}
    (anna, first)
}

async fn page(person: &SignedIn, query: &str) -> Value {
    let path = format!("/api/rooms/lobby/messages{query}");
    person.get(&path).await.must_be(200).json()
}

fn seqs(page: &Value) -> Vec<i64> {
    let messages = page["messages"].as_array().expect("a list");
    messages
        .iter()
        .map(|message| message["seq"].as_i64().expect("a seq"))
        .collect()
}

fn more(page: &Value) -> (bool, bool) {
    let flag = |key: &str| page[key].as_bool().expect("a boolean");
    (flag("has_before"), flag("has_after"))
}

#[tokio::test]
async fn pages_go_by_seq_in_both_directions() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, first) = lobby_with_lines(&server).await;
    let last = first + LINES - 1;
    let range = |from: i64, to: i64| (from..=to).collect::<Vec<_>>();

    let newest = page(&anna, "").await;
    assert_eq!(
        (seqs(&newest), more(&newest)),
        (range(last - 49, last), (true, false))
    );
    assert_eq!(newest["head"], last);
    let epoch = anna.enter("lobby").await.hello["epoch"].clone();
    assert_eq!(newest["epoch"], epoch);

    let before = page(&anna, &format!("?before={}&limit=10", first + 50)).await;
    assert_eq!(
        (seqs(&before), more(&before)),
        (range(first + 40, first + 49), (true, true))
    );
    let after = page(&anna, &format!("?after={}&limit=10", first + 50)).await;
    assert_eq!(
        (seqs(&after), more(&after)),
        (range(first + 51, first + 60), (true, true))
    );
    let oldest = page(&anna, &format!("?before={}", first + 3)).await;
    assert_eq!(
        (seqs(&oldest), more(&oldest)),
        (range(first, first + 2), (false, true))
    );
    let end = page(&anna, &format!("?after={}", last - 2)).await;
    assert_eq!(
        (seqs(&end), more(&end)),
        (range(last - 1, last), (true, false))
    );

    let around = page(&anna, &format!("?around={}&limit=11", first + 60)).await;
    let found = seqs(&around);
    assert!(
        found.contains(&(first + 60))
            && found.contains(&(first + 57))
            && found.contains(&(first + 63)),
        "{found:?}"
    );
    assert!(
        found.len() <= 11 && found.windows(2).all(|pair| pair[1] == pair[0] + 1),
        "{found:?}"
    );
    assert_eq!(more(&around), (true, true));
}

#[tokio::test]
async fn walking_back_page_by_page_meets_everything_once() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, first) = lobby_with_lines(&server).await;
    let mut all = Vec::new();
    let mut query = "?limit=17".to_owned();
    loop {
        let older = page(&anna, &query).await;
        let mut found = seqs(&older);
        query = format!("?limit=17&before={}", found[0]);
        found.extend(all);
        all = found;
        if !more(&older).0 {
            break;
        }
    }
    assert_eq!(all, (first..first + LINES).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_page_has_fifty_a_hundred_at_most_and_says_no_to_nonsense() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, _) = lobby_with_lines(&server).await;
    for (query, length) in [
        ("", 50),
        ("?limit=1", 1),
        ("?limit=100", 100),
        ("?limit=101", 100),
        ("?limit=4000000000", 100),
    ] {
        assert_eq!(seqs(&page(&anna, query).await).len(), length, "{query}");
    }
    for query in [
        "limit=0",
        "limit=-1",
        "limit=1.5",
        "limit=x",
        "limit=",
        "before=x",
        "after=-1",
        "around=1e9",
        "before=1.0",
    ] {
        let answer = anna
            .get(&format!("/api/rooms/lobby/messages?{query}"))
            .await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "bad_request"),
            "{query}"
        );
    }
    let answer = anna.get("/api/rooms/lobby/messages?before=5&after=5").await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (400, "bad_request"),
        "two questions at once"
    );
}

#[tokio::test]
async fn an_empty_room_has_an_empty_page() {
    let server = TestServer::start().await;
    server.admin().create_room("ops").await;
    let answer = server
        .admin()
        .get("/api/rooms/ops/messages")
        .await
        .must_be(200)
        .json();
    assert_eq!((seqs(&answer), more(&answer)), (vec![], (false, false)));
}

#[tokio::test]
async fn pages_stay_whole_while_new_messages_arrive() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, first) = lobby_with_lines(&server).await;
    let mut writer = anna.enter("lobby").await;
    let mut seen = Vec::new();
    let mut after = first - 1;
    while seen.len() < LINES as usize + 20 {
        writer.post("one more").await;
        let newer = page(&anna, &format!("?after={after}&limit=13")).await;
        seen.extend(seqs(&newer));
        after = seen.last().copied().unwrap_or(after);
    }
    let dense: Vec<i64> = (first..).take(seen.len()).collect();
    assert_eq!(seen, dense);
}
