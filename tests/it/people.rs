//! Getting in: the first admin, registration by policy, signing in and out, the session and its cookie.

use std::time::Instant;

use serde_json::json;

use crate::support::handshake::Handshake;
use crate::support::{PASSWORD, SignedIn, Socket, TestServer, database, eventually};

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
async fn a_session_id_chosen_by_somebody_else_is_never_taken_over() {
    let server = TestServer::start().await;
    let visitor = server.visitor();
    let chosen = "sid=AAAAAAAAAAAAAAAAAAAAAA";
    visitor.plant_cookie(chosen);
    visitor.sign_in("boss").await.must_lead_to("/");
    assert!(!visitor.cookie().contains(chosen), "{}", visitor.cookie());

    let stranger = server.visitor();
    stranger.plant_cookie(chosen);
    stranger.get("/api/me").await.must_be(401);
}

#[tokio::test]
async fn signing_in_again_makes_the_old_session_id_dead() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let old = server.visitor();
    old.plant_cookie(&anna.cookie());
    old.get("/api/me").await.must_be(200);
    anna.sign_in("anna").await.must_be(303);
    anna.get("/api/me").await.must_be(200);
    old.get("/api/me").await.must_be(401);
}

#[tokio::test]
async fn signing_out_ends_the_session_and_its_sockets_within_a_second() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let elsewhere = SignedIn::by_login(&server.visitor(), "anna").await;
    let mut modern = anna.enter("lobby").await;
    let mut seed = anna.seed("/ws/chat/").await;
    let mut other = elsewhere.enter("lobby").await;
    let stolen = server.visitor();
    stolen.plant_cookie(&anna.cookie());

    anna.get("/logout").await.must_be(405);
    let since = Instant::now();
    anna.post("/logout", &[]).await.must_lead_to("/login");
    modern.closes_with(4401).await;
    let (frames, closed) = seed.ending().await;
    assert_eq!(
        (frames.len(), closed.code),
        (0, Some(4401)),
        "a seed socket gets no bye"
    );
    println!("closed after {:?}", since.elapsed());
    assert!(since.elapsed().as_millis() < 1_000, "{:?}", since.elapsed());

    stolen.get("/api/me").await.must_be(401);
    stolen.get("/rooms").await.must_be(303);
    assert_eq!(
        other.all_until_now().await.len(),
        0,
        "the other browser stays"
    );
}

#[tokio::test]
async fn visitors_without_a_session_leave_no_row_and_get_no_cookie() {
    let server = TestServer::empty(&[]);
    server.create_user(&["boss", "--admin"]);
    for path in ["/", "/login", "/rooms", "/register", "/healthz", "/nowhere"] {
        let answer = server.visitor().get(path).await;
        assert_eq!(answer.header("set-cookie"), None, "{path}");
    }
    server
        .visitor()
        .sign_in_with("boss", "wrong password")
        .await
        .must_be(422);
    assert_eq!(
        database::number(&server, "select count(*) from sessions").await,
        0
    );
}

#[tokio::test]
async fn the_cookie_on_loopback_is_plain_lax_and_closed_to_scripts() {
    let server = TestServer::start().await;
    let answer = server.visitor().sign_in("boss").await;
    let cookie = answer.header("set-cookie").expect("a session cookie");
    assert!(cookie.starts_with("sid="), "{cookie}");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    assert!(
        !cookie.contains("Secure"),
        "http has no secure cookies: {cookie}"
    );
}

#[tokio::test]
async fn the_cookie_behind_https_is_secure_and_bound_to_the_host() {
    let server = TestServer::empty(&["--public-url", "https://chat.example"]);
    server.create_user(&["boss", "--admin"]);
    let visitor = server.visitor();
    let request = visitor
        .bare_request(reqwest::Method::POST, "/login")
        .header("host", "chat.example")
        .header("origin", "https://chat.example")
        .form(&[("username", "boss"), ("password", PASSWORD)]);
    let answer = crate::support::visitor::send(request).await.must_be(303);
    let cookie = answer.header("set-cookie").expect("a session cookie");
    assert!(cookie.starts_with("__Host-sid="), "{cookie}");
    for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    assert!(answer.header("strict-transport-security").is_some());
}

#[tokio::test]
async fn the_session_id_itself_is_nowhere_in_the_data() {
    let server = TestServer::start().await;
    let cookie = server.admin().cookie();
    let id = cookie.split(['=', ';']).nth(1).expect("a value");
    for entry in std::fs::read_dir(server.directory().join("data"))
        .unwrap()
        .flatten()
    {
        let bytes = std::fs::read(entry.path()).unwrap_or_default();
        let found = bytes.windows(id.len()).any(|part| part == id.as_bytes());
        assert!(!found, "{:?}", entry.path());
    }
    assert!(!server.logged().contains(id));
}

#[tokio::test]
async fn an_expired_session_is_no_session() {
    let server = TestServer::start().await;
    let idle = server.register("idle").await;
    let old = server.register("old").await;
    let pool = database::open(&server).await;
    for query in [
        "update sessions set expires_at = 1 where user_id = (select id from users where username = 'idle')",
        "update sessions set absolute_expires_at = 1 where user_id = (select id from users where username = 'old')",
    ] {
        sqlx::query(query).execute(&pool).await.unwrap();
    }
    pool.close().await;
    for person in [&idle, &old] {
        person.get("/api/me").await.must_be(401);
        person
            .get("/rooms")
            .await
            .must_lead_to("/login?next=%2Frooms");
        let answer = Handshake::of(person, "/ws/chat/").answer().await;
        assert_eq!(answer.status, 401);
    }
}

#[tokio::test]
async fn sessions_survive_a_restart() {
    let mut server = TestServer::start().await;
    let anna = server.register("anna").await;
    server.restart();
    anna.get("/api/me").await.must_be(200);
    anna.enter("lobby").await.post("still here").await;
}

#[tokio::test]
async fn a_session_knows_its_user_its_browser_and_when_it_was_used() {
    let server = TestServer::start().await;
    let query =
        "select count(*) from sessions s join users u on u.id = s.user_id where u.username = 'boss'
        and s.address = '127.0.0.1' and s.created_at > 0 and s.last_seen_at >= s.created_at
        and s.absolute_expires_at > s.created_at and s.expires_at <= s.absolute_expires_at";
    assert_eq!(database::number(&server, query).await, 1);
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
async fn every_browser_of_a_user_hears_what_the_user_does_in_another() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let phone = SignedIn::by_login(&server.visitor(), "anna").await;
    let (mut here, mut there) = (anna.enter("lobby").await, phone.enter("lobby").await);
    here.send(json!({"type": "message", "message": "from the desk"}))
        .await;
    assert_eq!(there.event().await["message"], "from the desk");
    assert_eq!(here.event().await["message"], "from the desk");
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

#[tokio::test]
async fn a_socket_that_is_gone_frees_its_place() {
    let server = TestServer::start_with(&["--limit-sockets-per-user", "2"]).await;
    let anna = server.register("anna").await;
    let (first, _second) = (anna.enter("lobby").await, anna.enter("lobby").await);
    let refused = Socket::try_open(&anna, "/ws/chat/", Some("chat.v1")).await;
    assert_eq!(refused.err(), Some(429));
    first.leave().await;
    eventually("the place is free", async || {
        Socket::try_open(&anna, "/ws/chat/", Some("chat.v1"))
            .await
            .is_ok()
    })
    .await;
}
