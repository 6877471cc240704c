//! A new password by a link that an admin handed over: once, by whoever has it, and within its time.

use crate::support::{Answer, SignedIn, TestServer, Visitor, database};

const NEW_PASSWORD: &str = "a quiet green river";

/// The code of a new link, which the command prints alone.
fn link(server: &TestServer, name: &str) -> String {
    let printed = server.command(&["user", "reset-link", name]).must_succeed();
    let start = format!("http://{}/reset?code=", server.host());
    assert_eq!(printed.lines().count(), 1, "{printed}");
    let code = printed.trim_end().strip_prefix(&start);
    code.unwrap_or_else(|| panic!("{printed}")).to_owned()
}

async fn reset(visitor: &Visitor, code: &str, password: &str) -> Answer {
    let fields = [("code", code), ("password", password)];
    visitor.post("/reset", &fields).await
}

async fn execute(server: &TestServer, statement: &'static str) {
    let pool = database::open(server).await;
    sqlx::query(statement).execute(&pool).await.unwrap();
    pool.close().await;
}

#[tokio::test]
async fn a_link_sets_a_new_password_signs_in_and_ends_every_other_session() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    let code = link(&server, "anna");
    let visitor = server.visitor();
    let page = visitor
        .get(&format!("/reset?code={code}"))
        .await
        .must_be(200);
    assert!(
        page.shows("anna") && page.body.contains(&code),
        "{}",
        page.body
    );
    socket
        .post("a link that is only looked at does nothing")
        .await;

    reset(&visitor, &code, NEW_PASSWORD).await.must_lead_to("/");
    socket.closes_with(4401).await;
    anna.get("/api/me").await.must_be(401);
    let me = visitor.get("/api/me").await.must_be(200).json();
    assert_eq!(me["user"]["username"], "anna");
    server.visitor().sign_in("anna").await.must_be(422);
    let again = server.visitor();
    again.sign_in_with("anna", NEW_PASSWORD).await.must_be(303);

    let audit = server.command(&["audit", "list", "--limit", "2"]);
    let audit = audit.must_succeed();
    let lines: Vec<Vec<&str>> = audit
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(
        lines[0][2..8],
        ["operator", "command", "-", "user.reset-link", "-", "anna"]
    );
    assert_eq!(
        lines[1][2..8],
        ["anna", "page", "127.0.0.1", "user.password", "-", "anna"]
    );
    for secret in [code.as_str(), NEW_PASSWORD] {
        assert!(!audit.contains(secret), "{audit}");
        assert!(!server.logged().contains(secret));
    }
}

#[tokio::test]
async fn a_link_that_is_of_no_use_is_refused_by_one_sentence_whatever_the_cause() {
    let server = TestServer::start().await;
    for name in ["anna", "bert", "carl", "dora"] {
        server.create_user(&[name]);
    }
    let (used, replaced) = (link(&server, "anna"), link(&server, "bert"));
    let (expired, off) = (link(&server, "carl"), link(&server, "dora"));
    reset(&server.visitor(), &used, NEW_PASSWORD)
        .await
        .must_be(303);
    let newer = link(&server, "bert");
    execute(
        &server,
        "update reset_links set expires_at = 1 where user_id = (select id from users where username = 'carl')",
    )
    .await;
    let deactivate = server.command(&["user", "deactivate", "dora"]);
    deactivate.must_succeed();

    let visitor = server.visitor();
    let absent = visitor.get("/reset?code=nothing").await.must_be(403);
    for code in [used.as_str(), &replaced, &expired, &off, "", "茶"] {
        for answer in [
            visitor.get(&format!("/reset?code={code}")).await,
            reset(&visitor, code, NEW_PASSWORD).await,
            // what is typed is not looked at
            reset(&visitor, code, "short").await,
        ] {
            assert_eq!((answer.status, &answer.body), (403, &absent.body), "{code}");
        }
    }
    visitor.get("/reset").await.must_be(403);
    visitor.get("/api/me").await.must_be(401);
    server.visitor().sign_in("carl").await.must_be(303);
    reset(&visitor, &newer, NEW_PASSWORD).await.must_be(303);
}

#[tokio::test]
async fn a_password_that_breaks_a_rule_comes_back_with_the_form_and_uses_nothing_up() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let code = link(&server, "anna");
    let visitor = server.visitor();
    for password in ["", "short", "password1", "anna", &"x".repeat(1_025)] {
        let page = reset(&visitor, &code, password).await.must_be(422);
        assert!(page.body.contains("aria-invalid=\"true\""), "{}", page.body);
        assert!(page.body.contains(&code), "{}", page.body);
    }
    anna.get("/api/me").await.must_be(200);
    reset(&visitor, &code, NEW_PASSWORD).await.must_be(303);
}

#[tokio::test]
async fn of_many_at_once_exactly_one_uses_a_link() {
    let server = TestServer::start().await;
    server.create_user(&["anna"]);
    let code = link(&server, "anna");
    let passwords: Vec<String> = (0..6).map(|n| format!("{NEW_PASSWORD} {n}")).collect();
    let tries = passwords.iter().map(|password| {
        let (visitor, code) = (server.visitor(), code.clone());
        async move { reset(&visitor, &code, password).await.status }
    });
    let statuses = futures_util::future::join_all(tries).await;
    let winners: Vec<usize> = (0..6).filter(|&n| statuses[n] == 303).collect();
    assert_eq!(winners.len(), 1, "{statuses:?}");
    assert!(
        statuses.iter().all(|status| [303, 403].contains(status)),
        "{statuses:?}"
    );
    let theirs = &passwords[winners[0]];
    let visitor = server.visitor();
    visitor.sign_in_with("anna", theirs).await.must_be(303);
    let count = "select count(*) from audit where action = 'user.password'";
    assert_eq!(database::number(&server, count).await, 1);
}

#[tokio::test]
async fn what_is_hashed_for_a_link_is_counted_by_address() {
    let server = TestServer::empty(&["--limit-logins-per-address", "2"]);
    let names = ["anna", "bert", "carl"];
    for name in names {
        server.create_user(&[name]);
    }
    let codes = names.map(|name| link(&server, name));
    for code in &codes[..2] {
        reset(&server.visitor(), code, NEW_PASSWORD)
            .await
            .must_be(303);
    }
    let visitor = server.visitor();
    let throttled = reset(&visitor, &codes[2], NEW_PASSWORD).await.must_be(429);
    assert!(throttled.header("retry-after").is_some());
    assert!(throttled.body.contains(&codes[2]), "the form again");
    visitor
        .get(&format!("/reset?code={}", codes[2]))
        .await
        .must_be(200);
}

#[tokio::test]
async fn whoever_is_signed_in_as_somebody_else_becomes_the_one_of_the_link() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let mut socket = bert.enter("lobby").await;
    let code = link(&server, "anna");
    reset(&bert, &code, NEW_PASSWORD).await.must_lead_to("/");
    socket.closes_with(4401).await;
    anna.get("/api/me").await.must_be(401);
    let me = bert.get("/api/me").await.must_be(200).json();
    assert_eq!(me["user"]["username"], "anna");
    SignedIn::by_login(&server.visitor(), "bert").await;
}

#[tokio::test]
async fn a_bot_and_nobody_get_no_link_and_the_public_address_stands_in_it() {
    let server = TestServer::stopped(&[]);
    server.create_user(&["anna"]);
    let bot = server.command(&["user", "create", "pager", "--bot"]);
    bot.must_succeed();
    for name in ["pager", "nobody"] {
        let refused = server.command(&["user", "reset-link", name]);
        refused.must_be_refused();
    }
    let public = [
        "user",
        "reset-link",
        "anna",
        "--public-url",
        "https://tea.example",
    ];
    let printed = server.command(&public).must_succeed();
    assert!(
        printed.starts_with("https://tea.example/reset?code="),
        "{printed}"
    );
    let alone = database::number(&server, "select count(*) from reset_links").await;
    assert_eq!(alone, 1);
}

#[tokio::test]
async fn a_password_that_is_set_in_another_way_ends_the_links_too() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let code = link(&server, "anna");
    let fields = [
        ("current_password", crate::support::PASSWORD),
        ("new_password", NEW_PASSWORD),
    ];
    anna.post("/account/password", &fields).await.must_be(303);
    reset(&server.visitor(), &code, "yet another password")
        .await
        .must_be(403);
    let again = server.visitor();
    again.sign_in_with("anna", NEW_PASSWORD).await.must_be(303);
}
