//! Getting in: the first admin, registration by policy, signing in and out, the session and its cookie.

use std::time::Instant;

use crate::support::{PASSWORD, SignedIn, TestServer, database};

const REGISTER: [(&str, &str); 2] = [("username", "anna"), ("password", PASSWORD)];

/// The code in the link that `invite create` prints.
fn invite(server: &TestServer, arguments: &[&str]) -> String {
    let link = server
        .command(&[&["invite", "create"], arguments].concat())
        .must_succeed();
    let (address, code) = link.trim().split_once("/register?invite=").expect(&link);
    assert_eq!(address, format!("http://{}", server.host()));
    code.to_owned()
}

#[tokio::test]
async fn the_setup_link_makes_the_first_admin_once_and_signs_in() {
    let server = TestServer::empty(&[]);
    let visitor = server.visitor();
    visitor.get("/").await.must_lead_to("/setup");

    let token = server.setup_token();
    let form = visitor
        .get(&format!("/setup?token={token}"))
        .await
        .must_be(200);
    assert!(form.body.contains(&token), "the form carries the token on");
    let fields = |token| {
        [
            ("token", token),
            ("username", "admin"),
            ("password", PASSWORD),
        ]
    };
    visitor
        .post("/setup", &fields("guessed"))
        .await
        .must_be(403);
    visitor.post("/setup", &fields("")).await.must_be(403);
    assert_eq!(
        database::number(&server, "select count(*) from users where role <> 'bot'").await,
        0
    );

    visitor
        .post("/setup", &fields(&token))
        .await
        .must_lead_to("/");
    let me = visitor.get("/api/me").await.must_be(200).json();
    assert_eq!(me["user"]["username"], "admin");
    visitor.get("/").await.must_lead_to("/rooms/lobby");
    server.visitor().get("/setup").await.must_be(404);
    server
        .visitor()
        .post("/setup", &fields(&token))
        .await
        .must_be(404);
    server.visitor().get("/").await.must_lead_to("/login");
}

#[tokio::test]
async fn the_setup_link_comes_again_at_every_start_while_there_is_no_user_and_never_after() {
    let mut server = TestServer::empty(&[]);
    let first = server.setup_token();
    server.restart();
    let second = server.setup_token();
    assert!(first.len() >= 20 && second.len() >= 20, "{first} {second}");

    let token = server.setup_token();
    SignedIn::by_setup(&server.visitor(), &token, "boss").await;
    server.restart();
    server.visitor().get("/").await.must_lead_to("/login");
    assert!(
        !server.printed().contains("setup?token="),
        "{}",
        server.printed()
    );
}

#[tokio::test]
async fn a_user_made_on_the_command_line_ends_the_setup_too() {
    let server = TestServer::empty(&[]);
    let token = server.setup_token();
    server.create_user(&["admin", "--admin"]);
    server
        .visitor()
        .get(&format!("/setup?token={token}"))
        .await
        .must_be(404);
    server.visitor().get("/").await.must_lead_to("/login");
    server.visitor().sign_in("admin").await.must_lead_to("/");
}

#[tokio::test]
async fn open_registration_takes_anybody_and_makes_them_members_of_the_lobby() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let rooms = anna.get("/api/rooms").await.must_be(200).json();
    assert_eq!(rooms["rooms"][0]["name"], "lobby");
    assert_eq!(rooms["rooms"][0]["joined"], true);
}

#[tokio::test]
async fn registration_needs_an_invite_unless_it_is_open() {
    let mut server = TestServer::empty(&[]);
    server.create_user(&["boss", "--admin"]);
    let visitor = server.visitor();
    visitor.post("/register", &REGISTER).await.must_be(403);
    let with = |invite| [REGISTER[0], REGISTER[1], ("invite", invite)];
    visitor
        .post("/register", &with("nonsense"))
        .await
        .must_be(403);

    let code = invite(&server, &[]);
    let form = visitor
        .get(&format!("/register?invite={code}"))
        .await
        .must_be(200);
    assert!(form.body.contains(&code), "the form carries the invite on");
    let bad_name = [("username", "a/b"), REGISTER[1], ("invite", code.as_str())];
    visitor.post("/register", &bad_name).await.must_be(422);
    visitor
        .post("/register", &with(&code))
        .await
        .must_lead_to("/");
    let again = [("username", "bert"), REGISTER[1], ("invite", code.as_str())];
    server
        .visitor()
        .post("/register", &again)
        .await
        .must_be(403);

    server.restart();
    let twice = invite(&server, &["--uses", "2", "--days", "1"]);
    for name in ["carl", "dora"] {
        let fields = [("username", name), REGISTER[1], ("invite", twice.as_str())];
        server
            .visitor()
            .post("/register", &fields)
            .await
            .must_lead_to("/");
    }
    let fields = [
        ("username", "emil"),
        REGISTER[1],
        ("invite", twice.as_str()),
    ];
    server
        .visitor()
        .post("/register", &fields)
        .await
        .must_be(403);
}

#[tokio::test]
async fn an_invite_for_one_lets_exactly_one_in_when_several_use_it_at_once() {
    let server = TestServer::empty(&["--limit-logins-per-address", "0"]);
    server.create_user(&["boss", "--admin"]);
    let code = invite(&server, &[]);
    let tries = ["anna", "bert", "carl", "dora"].map(|name| {
        let (visitor, code) = (server.visitor(), code.clone());
        tokio::spawn(async move {
            let fields = [("username", name), REGISTER[1], ("invite", code.as_str())];
            visitor.post("/register", &fields).await.status
        })
    });
    let mut statuses = Vec::new();
    for attempt in tries {
        statuses.push(attempt.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 403, 403, 403]);
    let members = "select count(*) from users where role = 'member'";
    assert_eq!(database::number(&server, members).await, 1);
}

#[tokio::test]
async fn closed_registration_refuses_everybody_with_an_invite_too() {
    let server = TestServer::empty(&["--registration", "closed"]);
    server.create_user(&["boss", "--admin"]);
    server
        .visitor()
        .post("/register", &REGISTER)
        .await
        .must_be(403);
    server.visitor().get("/register").await.must_be(403);
}

#[tokio::test]
async fn a_failed_sign_in_says_the_same_for_every_cause() {
    let server = TestServer::start().await;
    let known = server
        .visitor()
        .sign_in_with("boss", "wrong password")
        .await
        .must_be(422);
    let unknown = server
        .visitor()
        .sign_in_with("nobody", "wrong password")
        .await
        .must_be(422);
    let impossible = server
        .visitor()
        .sign_in_with("a/b", "wrong password")
        .await
        .must_be(422);
    assert!(known.body.contains("boss"), "the typed name is kept");
    assert!(
        !known.body.contains("wrong password"),
        "a password is never kept"
    );
    let plain = |body: &str, name| body.replace(name, "NAME");
    assert_eq!(plain(&known.body, "boss"), plain(&unknown.body, "nobody"));
    assert_eq!(plain(&known.body, "boss"), plain(&impossible.body, "a/b"));
}

#[tokio::test]
async fn names_are_compared_folded_when_signing_in() {
    let server = TestServer::start().await;
    server.register("Straße").await;
    for spelling in ["straße", "STRASSE", "Ｓtraße"] {
        server.visitor().sign_in(spelling).await.must_lead_to("/");
    }
}

#[tokio::test]
async fn guessing_is_throttled_the_same_for_known_and_unknown_names() {
    let server = TestServer::start().await;
    let mut refused = Vec::new();
    for name in ["boss", "ghost"] {
        for _ in 0..10 {
            server
                .visitor()
                .sign_in_with(name, "wrong password")
                .await
                .must_be(422);
        }
        let eleventh = server
            .visitor()
            .sign_in_with(name, "wrong password")
            .await
            .must_be(429);
        let wait: u64 = eleventh
            .header("retry-after")
            .expect("Retry-After")
            .parse()
            .unwrap();
        assert!((1..=180).contains(&wait), "{wait}");
        refused.push(eleventh.body.replace(name, "NAME"));
    }
    // The seconds to wait may differ by the time between the two.
    let without_digits = |body: &String| body.replace(|c: char| c.is_ascii_digit(), "");
    assert_eq!(without_digits(&refused[0]), without_digits(&refused[1]));
}

#[tokio::test]
async fn a_second_user_of_the_same_or_a_similar_name_is_refused_with_the_field_named() {
    let server = TestServer::start().await;
    server.register("paypal").await;
    for taken in ["paypal", "PayPal", "ｐａｙｐａｌ", "paypa1"] {
        let fields = [("username", taken), ("password", PASSWORD)];
        let answer = server
            .visitor()
            .post("/register", &fields)
            .await
            .must_be(422);
        assert!(answer.body.contains("username"), "{taken}");
    }
}

#[tokio::test]
async fn fifty_sign_ins_at_once_do_not_silence_the_chat() {
    let server = TestServer::without_rates(&["--limit-logins-per-name", "0"]).await;
    let mut socket = server.admin().enter("lobby").await;
    let storm: Vec<_> = (0..50)
        .map(|_| {
            let visitor = server.visitor();
            tokio::spawn(async move { visitor.sign_in("boss").await.status })
        })
        .collect();
    let mut times = Vec::new();
    for number in 0..20 {
        let since = Instant::now();
        socket.post(&format!("during the storm {number}")).await;
        times.push(since.elapsed());
    }
    times.sort();
    println!(
        "acks during 50 sign-ins: median {:?}, slowest {:?}",
        times[10], times[19]
    );
    for attempt in storm {
        // A full hashing queue answers 503, never anything worse.
        let status = attempt.await.unwrap();
        assert!([303, 503].contains(&status), "{status}");
    }
}
