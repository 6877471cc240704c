//! What one may ask, and how it is answered: operators, parameters, order, pages, errors, marks.

use serde_json::{Value, json};

use super::{ask_with, found, say, texts};
use crate::support::{TestServer, encoded};

#[tokio::test]
async fn words_phrases_and_exclusions_find_in_every_script_the_newest_first() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    for text in [
        "今天喝绿茶",
        "Green tea at noon",
        "teapots, GREEN ones",
        "緑茶をどうぞ",
        "녹차 한 잔",
        "ＣＡＦÉ au lait",
        "a coffee and a tea",
    ] {
        say(&anna, "lobby", text).await;
    }
    for (line, expected) in [
        ("茶", &["緑茶をどうぞ", "今天喝绿茶"][..]),
        ("绿茶", &["今天喝绿茶"]),
        ("茶绿", &[]),
        (
            "tea",
            &[
                "a coffee and a tea",
                "teapots, GREEN ones",
                "Green tea at noon",
            ],
        ),
        ("green tea", &["teapots, GREEN ones", "Green tea at noon"]),
        ("\"green tea\"", &["Green tea at noon"]),
        ("“green tea”", &["Green tea at noon"]),
        ("tea -coffee", &["teapots, GREEN ones", "Green tea at noon"]),
        ("cafe", &["ＣＡＦÉ au lait"]),
        ("ｃａｆé", &["ＣＡＦÉ au lait"]),
        ("차", &["녹차 한 잔"]),
        ("をどう", &["緑茶をどうぞ"]),
        ("!!!", &[]),
        ("nothing of this", &[]),
    ] {
        assert_eq!(found(&anna, line).await, expected, "{line}");
    }
}

#[tokio::test]
async fn operators_and_parameters_narrow_and_parameters_win() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("张三").await);
    anna.create_room("运维").await;
    say(&anna, "lobby", "tea one").await;
    say(&bert, "lobby", "tea two https://tea.example/").await;
    say(&anna, "运维", "tea three").await;
    for (line, expected) in [
        ("tea from:anna", &["tea three", "tea one"][..]),
        ("tea from：@张三", &["tea two https://tea.example/"]),
        ("tea from:me", &["tea three", "tea one"]),
        ("from:nobody tea", &[]),
        ("tea in:运维", &["tea three"]),
        ("in:#运维", &["tea three"]),
        ("in:nowhere tea", &[]),
        ("has:link", &["tea two https://tea.example/"]),
        ("tea has:file", &[]),
        ("-two in:lobby", &["tea one"]),
        ("tea -from:anna", &["tea two https://tea.example/"]),
        ("tea -from:@张三 －in:lobby", &["tea three"]),
        ("tea -has:link", &["tea three", "tea one"]),
        ("tea -in:nowhere -from:nobody -after:2000-01-01", &[]),
        (
            "tea -in:nowhere -from:nobody -before:2000-01-01",
            &["tea three", "tea two https://tea.example/", "tea one"],
        ),
        ("tea before:2000-01-01", &[]),
        (
            "tea after:2000-01-01",
            &["tea three", "tea two https://tea.example/", "tea one"],
        ),
        (
            "after:2000-01-01",
            &["tea three", "tea two https://tea.example/", "tea one"],
        ),
        ("tea after:9999-01-01", &[]),
    ] {
        assert_eq!(found(&anna, line).await, expected, "{line}");
    }
    for (line, more, expected) in [
        ("tea", "&room=lobby&from=anna", &["tea one"][..]),
        (
            "tea in:lobby from:anna",
            "&room=%E8%BF%90%E7%BB%B4",
            &["tea three"],
        ),
        ("tea from:anna", "&from=nobody", &[]),
        (
            "tea after:9999-01-01",
            "&after=2000-01-01&room=lobby&from=anna",
            &["tea one"],
        ),
        ("tea", "&before=2000-01-01", &[]),
    ] {
        let answer = ask_with(&anna, line, more).await.must_be(200).json();
        assert_eq!(texts(&answer), expected, "{line} {more}");
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_said_with_its_code() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    bert.create_private_room("den").await;
    for (query, status, code) in [
        ("", 422, "empty"),
        ("?q=", 422, "empty"),
        ("?q=%20%E3%80%80", 422, "empty"),
        ("?q=tea&before=yesterday", 400, "bad_request"),
        ("?q=tea&after=2026-02-30", 400, "bad_request"),
        ("?q=tea&after=2026-2-3", 400, "bad_request"),
        ("?q=tea&cursor=x", 400, "bad_request"),
        ("?q=tea&cursor=-1", 400, "bad_request"),
        ("?q=tea&q=two", 400, "bad_request"),
        ("?q=%00", 422, "empty"),
        ("?q=%ED%A0%80", 200, ""),
        ("?q=tea%00%ED%A0%80%FF", 200, ""),
        ("?q=tea&room=nowhere", 404, "not_found"),
        ("?q=tea&room=den", 404, "not_found"),
        ("?q=tea&room=%20", 404, "not_found"),
        ("?q=tea", 200, ""),
    ] {
        let answer = anna.get(&format!("/api/search{query}")).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (status, code),
            "{query}"
        );
    }
    assert_eq!(server.visitor().get("/api/search?q=tea").await.status, 401);
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap_and_are_not_moved_by_what_is_new() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    for number in 0..120 {
        socket.post(&format!("pagoda number {number}")).await;
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let more = if cursor.is_empty() {
            String::new()
        } else {
            format!("&cursor={cursor}")
        };
        let answer = ask_with(&anna, "pagoda", &more).await.must_be(200).json();
        seen.extend(texts(&answer));
        let Some(next) = answer["cursor"].as_str() else {
            break;
        };
        next.clone_into(&mut cursor);
        socket.post("pagoda in between").await;
    }
    let expected: Vec<String> = (0..120)
        .rev()
        .map(|number| format!("pagoda number {number}"))
        .collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_hit_is_the_message_as_everywhere_with_its_room_and_marks() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let id = say(&anna, "lobby", "喝 <b>绿茶</b> & tea").await;
    let answer = ask_with(&anna, "绿茶 tea", "").await.must_be(200).json();
    let hit = &answer["messages"][0];
    let plain = &anna.messages("lobby").await[0];
    for key in ["id", "seq", "user", "at", "message", "room"] {
        assert_eq!(hit[key], plain[key], "{key}");
    }
    assert_eq!((&hit["id"], &hit["room"]), (&json!(id), &json!("lobby")));
    let html = hit["html"].as_str().expect("a body");
    assert!(
        html.contains("<mark>绿茶</mark>") && html.contains("<mark>tea</mark>"),
        "{html}"
    );
    let unmarked = html.replace("<mark>", "").replace("</mark>", "");
    assert_eq!(json!(unmarked), plain["html"]);
    assert_eq!(answer["cursor"], Value::Null);
}

/// Every string of the bad inputs, and what they might make of a question.
fn hostile() -> Vec<String> {
    fn collect(value: &Value, texts: &mut Vec<String>) {
        match value {
            Value::String(text) => texts.push(text.clone()),
            Value::Array(list) => list.iter().for_each(|value| collect(value, texts)),
            Value::Object(map) => map.values().for_each(|value| collect(value, texts)),
            _ => {}
        }
    }
    let file = include_str!("../../bad_inputs.json");
    let mut texts = Vec::new();
    collect(&serde_json::from_str(file).expect("JSON"), &mut texts);
    texts.retain(|text| text.chars().any(char::is_alphanumeric) && text.len() < 2_000);
    texts.extend(
        [
            "\"",
            "a\"",
            "a*",
            "^a",
            "a NEAR/2 b",
            "body:a",
            "{a b}:c",
            "a AND",
            "NOT a",
            "(a",
            "a'; drop table messages; --",
            "a\u{0}b",
            "search:delete",
            "a + b",
            "\"a\" + \"b\"",
            "-a",
            "--a",
            "from:in:has:before:a",
            "茶*",
        ]
        .map(str::to_owned),
    );
    texts
}

#[tokio::test]
async fn every_text_is_a_question() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    say(&anna, "lobby", "a b c drop table messages 茶").await;
    let texts = hostile();
    assert!(texts.len() > 100, "{}", texts.len());
    for text in texts {
        let answer = ask_with(&anna, &text, "").await;
        // What draws nothing asks nothing.
        let blank = answer.code() == "empty";
        assert!(answer.status == 200 || blank, "{text:?}: {answer:?}");
        let page = anna.get(&format!("/search?q={}", encoded(&text))).await;
        assert_eq!(page.status, 200, "{text:?}");
    }
    assert_eq!(found(&anna, "drop table").await.len(), 1);
    server.command(&["search", "check"]).must_succeed();
}

#[tokio::test]
async fn the_page_shows_what_was_asked_and_found_and_the_way_on() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    for number in 0..60 {
        socket.post(&format!("pagoda number {number}")).await;
    }
    let page = anna.get("/search?q=pagoda").await.must_be(200);
    assert!(
        page.body.contains("<mark>pagoda</mark> number 59"),
        "{}",
        page.body
    );
    assert!(!page.body.contains("number 9<"), "{}", page.body);
    let link = page.body.split("href=\"/search?").nth(1).expect("a way on");
    let link = link
        .split('"')
        .next()
        .expect("its end")
        .replace("&#38;", "&")
        .replace("&amp;", "&");
    let older = anna.get(&format!("/search?{link}")).await.must_be(200);
    assert!(
        older.body.contains("<mark>pagoda</mark> number 9<"),
        "{}",
        older.body
    );
    assert!(!older.body.contains("rel=\"next\""), "{}", older.body);
    let empty = anna
        .get("/search?q=%3Cscript%3Ealert(1)")
        .await
        .must_be(200);
    assert!(empty.shows("<script>alert(1)"), "{}", empty.body);
    assert_eq!(anna.get("/search").await.status, 200);
    assert_eq!(anna.get("/search?q=a&before=x").await.status, 400);
}
