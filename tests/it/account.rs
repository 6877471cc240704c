//! One's own account: how one is shown, language, theme, and a new password.

use std::time::Instant;

use crate::support::{A_SECOND, PASSWORD, SignedIn, TestServer};

const NEW_PASSWORD: &str = "a quiet green river";

fn profile<'a>(display_name: &'a str, locale: &'a str, theme: &'a str) -> [(&'a str, &'a str); 3] {
    [
        ("display_name", display_name),
        ("locale", locale),
        ("theme", theme),
    ]
}

fn passwords<'a>(current: &'a str, new: &'a str) -> [(&'a str, &'a str); 2] {
    [("current_password", current), ("new_password", new)]
}

#[tokio::test]
async fn a_new_display_name_is_shown_from_then_on() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.post("/account", &profile("安娜 <b>", "", "system"))
        .await
        .must_be(303);
    let me = anna.get("/api/me").await.json();
    assert_eq!(me["user"]["name"], "安娜 <b>");
    let mut socket = anna.enter("lobby").await;
    assert_eq!(socket.hello["user"]["name"], "安娜 <b>");
    socket.post("under a new name").await;
    let message = socket.expect("message").await;
    assert_eq!(message["user"]["name"], "安娜 <b>");
    let page = anna.get("/rooms/lobby").await.must_be(200);
    assert!(page.shows("安娜 <b>"), "{}", page.body);
}

#[tokio::test]
async fn a_display_name_without_controls_and_of_fifty_characters_is_asked_for() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let long = "茶".repeat(51);
    for name in [long.as_str(), "bell\u{7}", "safe\u{202e}txt.exe"] {
        let answer = anna.post("/account", &profile(name, "", "system")).await;
        assert_eq!(answer.status, 422, "{name:?}");
        assert!(answer.body.contains("aria-invalid=\"true\""), "{name:?}");
    }
    anna.post("/account", &profile(&"茶".repeat(50), "", "system"))
        .await
        .must_be(303);
}

#[tokio::test]
async fn a_chosen_language_and_theme_win_over_the_browser() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.post("/account", &profile("Anna", "zh-Hans", "dark"))
        .await
        .must_be(303);
    let page = anna.get("/rooms").await.must_be(200);
    assert!(page.body.contains("lang=\"zh-Hans\"") && page.body.contains("data-theme=\"dark\""));
    // It is of the account, so that another browser has it too.
    let elsewhere = SignedIn::by_login(&server.visitor(), "anna").await;
    let page = elsewhere.get("/account").await.must_be(200);
    assert!(page.body.contains("lang=\"zh-Hans\""));
    // Also a socket's sentences are in it.
    let mut socket = anna.enter("lobby").await;
    socket.send_text("nonsense").await;
    let detail = socket.expect("error").await["detail"].to_string();
    assert!(
        detail
            .chars()
            .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
        "{detail}"
    );

    for wrong in [profile("Anna", "xx", "dark"), profile("Anna", "", "pink")] {
        anna.post("/account", &wrong).await.must_be(422);
    }
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_keeps_this_one_under_a_new_id() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let elsewhere = SignedIn::by_login(&server.visitor(), "anna").await;
    let mut there = elsewhere.enter("lobby").await;
    let old_cookie = anna.cookie();

    anna.post("/account/password", &passwords(PASSWORD, NEW_PASSWORD))
        .await
        .must_be(303);
    let since = Instant::now();
    there.closes_with(4401).await;
    assert!(since.elapsed() < A_SECOND, "{:?}", since.elapsed());
    anna.get("/api/me").await.must_be(200);
    anna.enter("lobby").await.post("still signed in").await;
    assert_ne!(anna.cookie(), old_cookie);
    let stolen = server.visitor();
    stolen.plant_cookie(&old_cookie);
    stolen.get("/api/me").await.must_be(401);
    elsewhere.get("/api/me").await.must_be(401);

    server.visitor().sign_in("anna").await.must_be(422);
    server
        .visitor()
        .sign_in_with("anna", NEW_PASSWORD)
        .await
        .must_be(303);
}

#[tokio::test]
async fn a_password_is_changed_only_by_who_knows_the_present_one_and_only_to_a_good_one() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    for (current, new) in [
        ("a wrong guess", NEW_PASSWORD),
        ("", NEW_PASSWORD),
        (PASSWORD, "short"),
        (PASSWORD, "password123"),
        (PASSWORD, "anna1234"),
        (PASSWORD, ""),
    ] {
        let answer = anna
            .post("/account/password", &passwords(current, new))
            .await;
        assert_eq!(answer.status, 422, "{current} {new}");
        assert!(
            answer.body.contains("aria-invalid=\"true\""),
            "{current} {new}"
        );
        assert!(
            current.is_empty() || !answer.body.contains(current),
            "never repeated"
        );
    }
    server.visitor().sign_in("anna").await.must_be(303);
}

#[tokio::test]
async fn guessing_the_present_password_is_throttled_too() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    for _ in 0..20 {
        let fields = passwords("a wrong guess", NEW_PASSWORD);
        let answer = anna.post("/account/password", &fields).await;
        if answer.status == 429 {
            assert!(answer.header("retry-after").is_some());
            return;
        }
        assert_eq!(answer.status, 422);
    }
    panic!("one may guess for ever");
}
