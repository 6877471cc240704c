//! Usernames and passwords at registration, and rooms at their making.

use super::{Witness, group};
use crate::support::{PASSWORD, TestServer, database};

const USERS: &str = "select count(*) from users";
const ROOMS: &str = "select count(*) from rooms";

#[tokio::test]
async fn a_bad_username_is_named_and_makes_no_user() {
    let server = TestServer::empty(&["--registration", "open", "--limit-logins-per-address", "0"]);
    server.create_user(&["admin", "--admin"]);
    // Cases collide with it by folding and by look.
    server.register("ann").await;
    let mut witness = Witness::of(&server).await;
    let users = database::number(&server, USERS).await;
    for case in group("username") {
        let typed = case.text();
        let fields = [
            ("username", typed.as_str()),
            ("display_name", "Kept as typed"),
            ("password", PASSWORD),
        ];
        let answer = server.visitor().post("/register", &fields).await;
        // All are refused: «number only» is legal in its characters, and too short; 64 characters are above 32.
        assert_eq!(answer.status, 422, "{case:?}");
        assert!(answer.body.contains("Kept as typed"), "{case:?}");
        assert!(!answer.body.contains(PASSWORD), "{case:?}");
        assert!(
            answer.body.contains("aria-invalid=\"true\""),
            "the field is named: {case:?}"
        );
        assert_eq!(database::number(&server, USERS).await, users, "{case:?}");
        witness.sees_nothing(&case).await;
    }
}

#[tokio::test]
async fn a_bad_password_is_refused_without_being_repeated() {
    let server = TestServer::start().await;
    let mut witness = Witness::of(&server).await;
    for (number, case) in group("password").into_iter().enumerate() {
        let typed = case.text().replace("{{product}}", "teahouse");
        let username = format!("person{number}");
        let fields = [
            ("username", username.as_str()),
            ("password", typed.as_str()),
        ];
        let answer = server.visitor().post("/register", &fields).await;
        if case.expectation().starts_with("accept") {
            assert_eq!(answer.status, 303, "{case:?}");
            server
                .visitor()
                .sign_in_with(&username, &typed)
                .await
                .must_be(303);
        } else {
            let allowed = match case.expected_numbers() {
                numbers if numbers.is_empty() => vec![422],
                numbers => numbers,
            };
            assert!(allowed.contains(&answer.status), "{}: {answer:?}", case.id);
            assert!(
                typed.is_empty() || !answer.body.contains(&typed),
                "{}",
                case.id
            );
        }
        witness.sees_nothing(&case).await;
    }
}

#[tokio::test]
async fn a_password_is_the_same_composed_and_decomposed_and_keeps_its_spaces() {
    let server = TestServer::start().await;
    let fields = [("username", "anna"), ("password", "café  café ")];
    server
        .visitor()
        .post("/register", &fields)
        .await
        .must_be(303);
    for (typed, status) in [
        ("café  café ", 303),
        ("cafe\u{301}  cafe\u{301} ", 303),
        ("café café", 422),
        ("café  café", 422),
    ] {
        let answer = server.visitor().sign_in_with("anna", typed).await;
        assert_eq!(answer.status, status, "{typed:?}");
    }
}

#[tokio::test]
async fn a_bad_room_is_named_and_not_made_and_markup_is_only_text() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut witness = Witness::of(&server).await;
    for case in group("room_form") {
        let rooms = database::number(&server, ROOMS).await;
        let typed = case.text();
        // The free text is the title; the name is made from it.
        let fields = [
            ("name", ""),
            ("title", typed.as_str()),
            ("topic", ""),
            ("kind", "open"),
        ];
        let answer = anna.post("/rooms", &fields).await;
        let made = database::number(&server, ROOMS).await - rooms;
        if case.expectation().starts_with("accept") {
            assert_eq!((answer.status, made), (303, 1), "{case:?}: {answer:?}");
            for place in [answer.location(), "/rooms", "/rooms/lobby"] {
                let page = anna.get(place).await.must_be(200);
                assert!(!page.body.contains(&typed), "{place} shows it as markup");
            }
            let page = anna.get(answer.location()).await;
            assert!(page.shows(&typed), "{case:?}: {page:?}");
        } else {
            let allowed = match case.expected_numbers() {
                numbers if numbers.is_empty() => vec![422],
                numbers => numbers,
            };
            assert!(
                allowed.contains(&answer.status) && made == 0,
                "{case:?}: {answer:?}"
            );
            assert!(
                answer.body.contains("aria-invalid=\"true\""),
                "the field is named: {case:?}"
            );
        }
        witness.sees_nothing(&case).await;
    }
}
