//! The command line: beside a running server, without one, and against a second one.

use std::os::unix::fs::PermissionsExt;
use std::time::Instant;

use serde_json::json;

use crate::support::{A_SECOND, PASSWORD, SignedIn, TestServer, database};

#[tokio::test]
async fn the_start_tells_address_database_and_layer() {
    let server = TestServer::empty(&[]);
    let told = format!("{}\n{}", server.printed(), server.logged());
    for part in [server.host().as_str(), "teahouse.db", "memory"] {
        assert!(told.contains(part), "{part} in {told}");
    }
}

#[tokio::test]
async fn a_second_server_on_the_same_file_is_refused_and_the_first_goes_on() {
    let server = TestServer::start().await;
    let mut socket = server.admin().enter("lobby").await;
    server
        .command(&["serve", "--listen", "127.0.0.1:0"])
        .must_be_refused();
    server
        .command(&["--listen", "127.0.0.1:0"])
        .must_be_refused();
    socket.post("still here").await;
    server
        .command(&["send", "lobby", "the bell still rings"])
        .must_succeed();
    socket
        .expect_with("message", |message| {
            message["message"] == "the bell still rings"
        })
        .await;
}

#[tokio::test]
async fn an_address_that_is_taken_is_said_in_one_sentence() {
    let server = TestServer::start().await;
    let other = TestServer::stopped(&[]);
    let sentence = other
        .command(&["serve", "--listen", &server.host()])
        .must_be_refused();
    assert!(sentence.contains(&server.host()), "{sentence}");
}

#[tokio::test]
async fn send_reaches_every_open_browser_within_a_second_and_is_history() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let (mut modern, mut seed) = (anna.enter("lobby").await, anna.seed("/ws/chat/").await);
    let since = Instant::now();
    server
        .command(&["send", "lobby", "the build is green"])
        .must_succeed();
    let returned = Instant::now();
    let message = modern.expect("message").await;
    assert_eq!(
        (&message["message"], &message["user"]["username"]),
        (&json!("the build is green"), &json!("teahouse"))
    );
    assert_eq!(message["bot"], true);
    let line = seed.next().await.expect("a line")["message"].to_string();
    assert!(line.contains("the build is green"), "{line}");
    println!("heard {:?} after the start of the command", since.elapsed());
    assert!(returned.elapsed() < A_SECOND, "{:?}", returned.elapsed());

    server
        .command(&["send", "lobby", "said by hand", "--as", "anna"])
        .must_succeed();
    assert_eq!(modern.expect("message").await["user"]["username"], "anna");
    assert_eq!(anna.messages("lobby").await.len(), 2);
}

#[tokio::test]
async fn send_without_a_server_stores_the_message() {
    let mut server = TestServer::start().await;
    let anna = server.register("anna").await;
    server.terminate();
    server.exit().await;
    server
        .command(&["send", "lobby", "while it was down"])
        .must_succeed();
    server.restart();
    assert_eq!(
        anna.messages("lobby").await[0]["message"],
        "while it was down"
    );
    database::assert_whole(&server).await;
}

#[tokio::test]
async fn what_send_cannot_do_is_said_in_one_sentence() {
    let server = TestServer::start().await;
    for arguments in [
        &["send", "nowhere", "x"][..],
        &["send", "lobby", "   "],
        &["send", "lobby", "x", "--as", "nobody"],
        &["send", "no/room", "x"],
    ] {
        server.command(arguments).must_be_refused();
    }
    server
        .command(&["send", "lobby", &"x".repeat(4_001)])
        .must_be_refused();
    assert_eq!(server.admin().messages("lobby").await.len(), 0);
}

#[tokio::test]
async fn the_layer_check_says_how_long_a_round_trip_takes() {
    let server = TestServer::start().await;
    for _ in 0..2 {
        let printed = server.command(&["layer", "check"]).must_succeed();
        assert!(printed.contains(|c: char| c.is_ascii_digit()), "{printed}");
    }
    let socket = server.directory().join("data/teahouse.sock");
    let mode = std::fs::metadata(socket).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let alone = TestServer::stopped(&[]);
    alone.command(&["migrate"]).must_succeed();
    alone.command(&["layer", "check"]).must_succeed();
}

#[tokio::test]
async fn users_are_made_listed_and_imported() {
    let server = TestServer::start().await;
    server.create_user(&["zhangsan", "--display-name", "张三"]);
    server.create_user(&["root2", "--admin"]);
    let list = server.command(&["user", "list"]).must_succeed();
    let line = list
        .lines()
        .find(|line| line.contains("zhangsan"))
        .expect("a line");
    assert!(
        line.split('\t').count() > 2 && line.contains("张三"),
        "{line}"
    );

    let file = server.directory().join("people.csv");
    let rows = "username,display_name,password\nlisi,李四,a quiet green river\nwangwu,\"Wang, Wu\",another quiet river\n";
    std::fs::write(&file, rows).unwrap();
    server
        .command(&["user", "import", file.to_str().unwrap()])
        .must_succeed();
    server
        .visitor()
        .sign_in_with("lisi", "a quiet green river")
        .await
        .must_be(303);
    let wang = server.visitor();
    wang.sign_in_with("wangwu", "another quiet river")
        .await
        .must_be(303);
    assert_eq!(wang.get("/api/me").await.json()["user"]["name"], "Wang, Wu");
}

#[tokio::test]
async fn an_import_with_a_bad_row_names_it_and_takes_none() {
    let server = TestServer::start().await;
    let before = server.command(&["user", "list"]).must_succeed();
    for rows in [
        "username,display_name,password\ngood,Good,a quiet green river\nb/d,Bad,a quiet green river\n",
        "username,display_name,password\ngood,Good,a quiet green river\ngood,Twice,a quiet green river\n",
        "username,display_name,password\ngood,Good,short\n",
        "name,pass\ngood,a quiet green river\n",
        "",
    ] {
        let file = server.directory().join("people.csv");
        std::fs::write(&file, rows).unwrap();
        let ended = server.command(&["user", "import", file.to_str().unwrap()]);
        assert_eq!(ended.code, Some(1), "{rows}: {ended:?}");
        assert!(
            !ended.err.contains("river"),
            "a password is never shown: {ended:?}"
        );
        assert_eq!(
            server.command(&["user", "list"]).must_succeed(),
            before,
            "{rows}"
        );
    }
    server
        .command(&["user", "import", "nowhere.csv"])
        .must_be_refused();
}

#[tokio::test]
async fn a_new_password_by_command_ends_all_sessions_at_once() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let elsewhere = SignedIn::by_login(&server.visitor(), "anna").await;
    let (mut here, mut there) = (anna.enter("lobby").await, elsewhere.enter("lobby").await);
    let new = "a quiet green river";
    let ended = server.command_with_input(&["user", "password", "anna"], &format!("{new}\n"));
    let since = Instant::now();
    ended.must_succeed();
    here.closes_with(4401).await;
    there.closes_with(4401).await;
    assert!(since.elapsed() < A_SECOND, "{:?}", since.elapsed());
    anna.get("/api/me").await.must_be(401);
    elsewhere.get("/rooms").await.must_be(303);
    server
        .visitor()
        .sign_in_with("anna", PASSWORD)
        .await
        .must_be(422);
    server
        .visitor()
        .sign_in_with("anna", new)
        .await
        .must_be(303);
}

#[tokio::test]
async fn what_a_command_refuses_is_one_sentence_and_no_secret() {
    let server = TestServer::start().await;
    for arguments in [
        &["user", "create", "boss"][..],
        &["user", "create", "BOSS"],
        &["user", "create", "a/b"],
        &["user", "create", "root"],
        &["user", "password", "nobody"],
        &["room", "create", "no/room"],
        &["room", "create", "lobby"],
        &["invite", "create", "--room", "nowhere"],
    ] {
        let ended = server.command_with_input(arguments, "a quiet green river\n");
        assert!(!ended.err.contains("river"), "{ended:?}");
        ended.must_be_refused();
    }
    let weak = server.command_with_input(&["user", "create", "carl"], "short\n");
    weak.must_be_refused();
    server
        .command_with_input(&["user", "create", "carl"], "")
        .must_be_refused();
}

#[tokio::test]
async fn wrong_usage_is_two() {
    let server = TestServer::stopped(&[]);
    for arguments in [
        &["brew"][..],
        &["send", "lobby"],
        &[
            "user",
            "create",
            "anna",
            "--password",
            "a quiet green river",
        ],
        &["invite", "create", "--uses", "many"],
        &["serve", "--no-such-flag"],
    ] {
        let ended = server.command(arguments);
        assert_eq!(ended.code, Some(2), "{arguments:?}: {ended:?}");
        assert_eq!(ended.out, "", "{arguments:?}");
    }
    let help = server.command(&["--help"]);
    assert_eq!(help.code, Some(0));
    assert!(help.out.contains("serve"), "{help:?}");
}

#[tokio::test]
async fn rooms_are_made_and_listed() {
    let server = TestServer::start().await;
    server
        .command(&["room", "create", "运维咖啡吧", "--topic", "Who is on duty"])
        .must_succeed();
    server
        .command(&[
            "room",
            "create",
            "secret",
            "--title",
            "Very Secret",
            "--private",
        ])
        .must_succeed();
    let list = server.command(&["room", "list"]).must_succeed();
    for part in ["lobby", "运维咖啡吧", "Very Secret", "private"] {
        assert!(list.contains(part), "{part} in {list}");
    }
    let anna = server.register("anna").await;
    anna.enter("运维咖啡吧").await.post("made by hand").await;
    anna.get("/rooms/secret").await.must_be(404);
}

#[tokio::test]
async fn an_invite_by_command_prints_the_link_alone() {
    let server = TestServer::start().await;
    let link = server
        .command(&[
            "invite", "create", "--uses", "2", "--days", "1", "--room", "lobby",
        ])
        .must_succeed();
    assert_eq!(link.lines().count(), 1, "{link}");
    assert!(link.contains("/register?invite="), "{link}");
}

#[tokio::test]
async fn a_flag_wins_over_a_variable_and_a_variable_over_the_file() {
    let server = TestServer::stopped(&[]);
    std::fs::write(
        server.directory().join("teahouse.toml"),
        "limit_text_characters = 10\nsite_name = \"Green House\"\n",
    )
    .unwrap();
    server.command(&["migrate"]).must_succeed();
    let long = "eleven char";
    server.command(&["send", "lobby", long]).must_be_refused();
    server
        .command_with_variables(
            &["send", "lobby", long],
            &[("TEAHOUSE_LIMIT_TEXT_CHARACTERS", "11")],
        )
        .must_succeed();
    server
        .command_with_variables(
            &["send", "lobby", long, "--limit-text-characters", "5"],
            &[("TEAHOUSE_LIMIT_TEXT_CHARACTERS", "11")],
        )
        .must_be_refused();
    for wrong in [
        "limit_text_characters = \"many\"",
        "no_such_setting = 1",
        "listen =",
    ] {
        std::fs::write(server.directory().join("teahouse.toml"), wrong).unwrap();
        let ended = server.command(&["user", "list"]);
        assert!(
            matches!(ended.code, Some(1 | 2)) && !ended.err.is_empty(),
            "{wrong}: {ended:?}"
        );
    }
}
