//! The command line where no browser is needed: what it prints, what it refuses, and what it leaves in the folder.

use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use crate::support::{TestServer, database, eventually};

fn mode(server: &TestServer, name: &str) -> u32 {
    let path = server.directory().join(name);
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn the_data_folder_and_everything_in_it_is_the_owners_alone() {
    let server = TestServer::empty(&[]);
    assert_eq!(mode(&server, "data"), 0o700);
    for entry in std::fs::read_dir(server.directory().join("data")).unwrap() {
        let name = entry.unwrap().file_name();
        let name = name.to_str().unwrap();
        assert_eq!(mode(&server, &format!("data/{name}")), 0o600, "{name}");
    }
}

#[tokio::test]
async fn a_start_prints_the_address_and_while_nobody_can_sign_in_the_setup_link() {
    let mut server = TestServer::empty(&[]);
    let first = server.setup_token();
    let printed = server.printed();
    let lines: Vec<&str> = printed.lines().collect();
    let address = server.host();
    assert_eq!(lines[0], format!("Teahouse listens on http://{address}/"));
    assert!(lines[1].ends_with(&format!("http://{address}/setup?token={first}")));
    assert!(!server.logged().contains(&first), "the token is in the log");

    server.restart();
    assert_ne!(
        server.setup_token(),
        first,
        "a token lives as long as its server"
    );
    // the built-in bot cannot sign in, so it is not the first user
    server.command(&["send", "lobby", "hello"]).must_succeed();
    server.restart();
    server.setup_token();

    server.create_user(&["boss", "--admin"]);
    server.restart();
    server.command(&["layer", "check"]).must_succeed();
    assert!(!server.printed().contains("setup"), "{}", server.printed());
}

#[tokio::test]
async fn another_data_folder_does_not_make_a_second_server_on_the_same_database_possible() {
    let server = TestServer::empty(&[]);
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    for other in [
        &["--data", "elsewhere"][..],
        &["--database", "sqlite:data/other.db"],
        &["--database", "sqlite:else/other.db", "--data", "data"],
    ] {
        let arguments = [&serve[..], other].concat();
        server.command(&arguments).must_be_refused();
    }
}

#[tokio::test]
async fn a_killed_server_leaves_nothing_that_stops_the_next() {
    let mut server = TestServer::empty(&[]);
    server.kill();
    assert!(server.directory().join("data/teahouse.sock").exists());
    server.command(&["layer", "check"]).must_succeed();
    server.command(&["send", "lobby", "between"]).must_succeed();
    server.restart();
    let printed = server.command(&["layer", "check"]).must_succeed();
    assert!(printed.starts_with("server\t"), "{printed}");
    server.terminate();
    assert!(server.exit().await.success());
    assert!(!server.directory().join("data/teahouse.sock").exists());
}

#[tokio::test]
async fn a_server_that_hangs_is_told_from_one_that_answers_after_a_few_seconds() {
    let server = TestServer::empty(&[]);
    let process = server.process().to_string();
    let signal = |name: &str| {
        let sent = std::process::Command::new("kill")
            .args([name, &process])
            .status();
        assert!(sent.unwrap().success());
    };
    signal("-STOP");
    let since = Instant::now();
    let check = server.command(&["layer", "check"]);
    let took = since.elapsed();
    let sent = server.command(&["send", "lobby", "stored all the same"]);
    signal("-CONT");
    check.must_be_refused();
    // Two seconds of waiting, and what the program takes to start on busy cores.
    assert!(took < Duration::from_secs(6), "{took:?}");
    sent.must_succeed();
    assert_eq!(database::messages(&server).await.len(), 1);
    eventually("it answers again", async || {
        server.command(&["layer", "check"]).code == Some(0)
    })
    .await;
}

#[tokio::test]
async fn lists_are_lines_of_fields_between_tabs() {
    let server = TestServer::stopped(&[]);
    server.create_user(&["anna", "--display-name", "Anna Li"]);
    server.create_user(&["boss", "--admin"]);
    let made = server.command(&["user", "create", "pager", "--bot"]);
    assert_eq!(made.must_succeed(), "pager\n");
    let users = server.command(&["user", "list"]).must_succeed();
    let users: Vec<Vec<&str>> = users
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    for (line, start) in users.iter().zip([
        ["anna", "Anna Li", "member", "active"],
        ["boss", "boss", "admin", "active"],
        ["pager", "pager", "bot", "active"],
    ]) {
        assert_eq!((&line[..4], line.len()), (&start[..], 5));
    }

    let room = ["room", "create", "Ops_1", "--title", "On duty", "--private"];
    assert_eq!(server.command(&room).must_succeed(), "ops_1\n");
    let rooms = server.command(&["room", "list"]).must_succeed();
    assert_eq!(
        rooms,
        "lobby\topen\tactive\tLobby\nops_1\tprivate\tactive\tOn duty\n"
    );
}

#[tokio::test]
async fn the_operator_may_speak_in_a_private_room_and_a_stranger_may_not() {
    let server = TestServer::stopped(&[]);
    server.create_user(&["anna"]);
    server
        .command(&["room", "create", "vault", "--private"])
        .must_succeed();
    server
        .command(&["send", "vault", "as a stranger", "--as", "anna"])
        .must_be_refused();
    server.command(&["send", "vault", "first"]).must_succeed();
    server.command(&["send", "VAULT", "second"]).must_succeed();
    let stored = database::messages(&server).await;
    let bodies: Vec<&str> = stored.iter().map(|message| message.body.as_str()).collect();
    assert_eq!(bodies, ["first", "second"]);
    database::assert_whole(&server).await;
}

#[tokio::test]
async fn nobody_can_be_or_become_the_built_in_bot() {
    let server = TestServer::stopped(&[]);
    let create = ["user", "create", "teahouse"];
    server
        .command_with_input(&create, "a quiet green river\n")
        .must_be_refused();
    server.command(&["send", "lobby", "hello"]).must_succeed();
    let password = ["user", "password", "teahouse"];
    server
        .command_with_input(&password, "a quiet green river\n")
        .must_be_refused();
}

#[tokio::test]
async fn an_import_names_the_line_that_it_stumbled_over() {
    let server = TestServer::stopped(&[]);
    server.create_user(&["taken"]);
    let header = "\u{feff}username,display_name,password\r\n";
    let good = "anna,,a quiet green river\r\n";
    for (rows, line) in [
        ("bert,Bert,short\r\n", "Line 3:"),
        ("bert,\"Two\r\nlines\",a quiet green river\r\n", "Line 3:"),
        ("bert\r\n", "Line 3:"),
        ("\r\nanna,Again,a quiet green river\r\n", "Line 4:"),
        ("TAKEN,Taken,a quiet green river\r\n", "Line 3:"),
    ] {
        std::fs::write(
            server.directory().join("people.csv"),
            format!("{header}{good}{rows}"),
        )
        .unwrap();
        let sentence = server
            .command(&["user", "import", "people.csv"])
            .must_be_refused();
        assert!(sentence.starts_with(line), "{rows:?}: {sentence}");
    }
    std::fs::write(
        server.directory().join("people.csv"),
        format!("{header}{good}"),
    )
    .unwrap();
    let done = server.command(&["user", "import", "people.csv"]);
    assert_eq!(done.must_succeed(), "One user imported.\n");
}

#[tokio::test]
async fn a_password_comes_from_standard_input_and_ends_with_its_line() {
    let server = TestServer::stopped(&[]);
    let create = ["user", "create", "anna", "--password-stdin"];
    server
        .command_with_input(&create, "a quiet green river\r\nwhatever follows\n")
        .must_succeed();
    let empty = ["user", "create", "bert", "--password-stdin"];
    server.command_with_input(&empty, "\n").must_be_refused();
}

#[tokio::test]
async fn a_migration_that_is_pending_is_one_and_planned_before_it_is_done() {
    let server = TestServer::stopped(&[]);
    let status = server.command(&["migrate", "--status"]);
    assert_eq!(status.code, Some(1), "{status:?}");
    assert!(status.out.lines().all(|line| line.ends_with("\tpending")));
    let plan = server.command(&["migrate", "--plan"]).must_succeed();
    assert_eq!(plan, status.out);
    assert!(
        !server.directory().join("data").exists(),
        "nothing was made"
    );
    let done = server.command(&["migrate"]).must_succeed();
    assert_eq!(done, plan.replace("\tpending", "\tapplied"));
    let status = server.command(&["migrate", "--status"]).must_succeed();
    assert!(status.lines().all(|line| line.ends_with("\tapplied")));
    assert_eq!(server.command(&["migrate", "--plan"]).must_succeed(), "");
}

#[tokio::test]
async fn an_invite_leads_to_the_server_that_runs_or_to_the_public_address() {
    let server = TestServer::empty(&[]);
    let link = server.command(&["invite", "create"]).must_succeed();
    let start = format!("http://{}/register?invite=", server.host());
    assert!(link.starts_with(&start), "{link}");
    let public = ["invite", "create", "--public-url", "https://tea.example"];
    let link = server.command(&public).must_succeed();
    assert!(
        link.starts_with("https://tea.example/register?invite="),
        "{link}"
    );
    for wrong in [["--uses", "0"], ["--days", "366"]] {
        let arguments = [&["invite", "create"][..], &wrong].concat();
        assert_eq!(server.command(&arguments).code, Some(2), "{wrong:?}");
    }
}

#[tokio::test]
async fn settings_that_cannot_be_are_wrong_usage_in_one_sentence() {
    let server = TestServer::stopped(&[]);
    for (arguments, named) in [
        (&["--listen", "0.0.0.0:0"][..], "--public-url"),
        (&["--public-url", "http://tea.example"], "https"),
        (&["--heartbeat-dead-seconds", "25"], "--heartbeat-seconds"),
        (&["--database", "postgres://db/tea"], "postgres://db/tea"),
        (&["--registration", "maybe"], "invite"),
    ] {
        let ended = server.command(arguments);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{ended:?}");
        assert_eq!(ended.err.lines().count(), 1, "{ended:?}");
        assert!(ended.err.contains(named), "{ended:?}");
    }
    assert!(!server.directory().join("data").exists());
}

#[tokio::test]
async fn the_operator_is_spoken_to_in_the_language_of_the_terminal() {
    let server = TestServer::stopped(&[]);
    let ended = server.command_with_variables(&["brew"], &[("LC_ALL", "zh_CN.UTF-8")]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.starts_with("没有命令 brew。"), "{ended:?}");
    let help = server.command_with_variables(&["--help"], &[("LC_ALL", "zh_CN.UTF-8")]);
    assert!(help.out.contains("发送一条消息"), "{help:?}");
    assert_eq!(help.code, Some(0));
    let version = server.command(&["--version"]).must_succeed();
    assert!(version.starts_with("teahouse "), "{version}");
}
