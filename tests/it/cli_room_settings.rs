//! `teahouse room show|set`: a room's settings by the command line, beside a running server.

use serde_json::json;

use crate::support::operator::{done, fields, misused, refused};
use crate::support::{TestServer, database};

/// What is printed of a room, as `key value` lines.
fn setting(printed: &str, key: &str) -> String {
    let lines = fields(printed);
    let line = lines.iter().find(|line| line[0] == key);
    line.unwrap_or_else(|| panic!("{key} in {printed}"))[1].to_owned()
}

#[tokio::test]
async fn a_rooms_settings_and_people_are_shown() {
    let server = TestServer::stopped(&[]);
    for name in ["anna", "bert", "carl"] {
        server.create_user(&[name, "--display-name", &format!("The {name}")]);
    }
    done(&server, "room create den --title Den --private");
    done(&server, "room add den bert");
    done(&server, "room add den anna --role owner");
    done(&server, "room mute den bert");
    done(&server, "room ban den carl");
    assert_eq!(
        done(&server, "room show den"),
        "name\tden\ntitle\tDen\ntopic\t\nkind\tprivate\nstate\tactive\nslow\t0\nannouncements\toff\ndefault\toff\n\
         member\tanna\tThe anna\towner\t-\nmember\tbert\tThe bert\tmember\tforever\nbanned\tcarl\tThe carl\n"
    );
    done(&server, "room mute den bert --hours 2");
    let shown = done(&server, "room show den");
    let lines = fields(&shown);
    assert!(lines[9][4].ends_with('Z'), "{shown}");
    done(&server, "room archive den");
    assert_eq!(
        setting(&done(&server, "room show den"), "state"),
        "archived"
    );
    let sentence = refused(&server, "room show nowhere");
    assert!(sentence.contains("nowhere"), "{sentence}");
}

#[tokio::test]
async fn what_is_set_is_printed_and_in_force_at_once_for_who_is_in_the_room() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    done(&server, "room create ops");
    anna.post("/rooms/ops/join", &[]).await.must_be(303);
    let mut socket = anna.enter("ops").await;
    let set = ["room", "set", "ops", "--title", "Ops & more", "--slow=3600"];
    let printed = server.command(&set).must_succeed();
    assert_eq!(setting(&printed, "title"), "Ops & more");
    assert_eq!(setting(&printed, "slow"), "3600");
    assert_eq!(setting(&printed, "topic"), "");
    let event = socket.expect("room").await;
    assert_eq!(
        (&event["title"], &event["slow_seconds"]),
        (&json!("Ops & more"), &json!(3600))
    );
    socket.post("the one of this hour").await;
    let message = json!({"message": "too soon"});
    let answer = anna.post_json("/api/rooms/ops/messages", &message).await;
    assert_eq!(answer.code(), "slow_mode");

    done(&server, "room set ops --slow 0 --announcements on");
    assert_eq!(socket.expect("room").await["announcements"], true);
    let answer = anna.post_json("/api/rooms/ops/messages", &message).await;
    assert_eq!(
        (answer.status, answer.code()),
        (403, "forbidden".to_owned())
    );

    let printed = done(
        &server,
        "room set ops --rename desk --topic tea --default on",
    );
    assert_eq!(setting(&printed, "name"), "desk");
    assert_eq!(setting(&printed, "default"), "on");
    assert_eq!(setting(&printed, "announcements"), "on", "stays as it was");
    let led_on = anna.get("/rooms/ops").await;
    assert!((300..400).contains(&led_on.status), "{}", led_on.status);
    let bert = server.register("bert").await;
    let shown = done(&server, "room show desk");
    assert!(shown.contains("member\tbert\t"), "{shown}");
    bert.enter("desk").await;

    // Who reads an open room without being a member is out when it becomes private.
    let carl = server.register("carl").await;
    carl.post("/rooms/desk/leave", &[]).await.must_be(303);
    let mut reading = carl.enter("desk").await;
    let printed = done(&server, "room set desk --kind private");
    assert_eq!(setting(&printed, "default"), "off", "{printed}");
    reading.closes_with(4403).await;
    database::assert_whole(&server).await;
}

#[tokio::test]
async fn a_change_of_settings_is_one_line_of_the_audit_log_and_none_where_nothing_changed() {
    let server = TestServer::stopped(&[]);
    done(&server, "room create ops");
    done(&server, "room set ops --slow 15 --announcements off");
    let list = done(&server, "audit list");
    let lines = fields(&list);
    assert_eq!(lines.len(), 2, "{list}");
    assert_eq!(
        lines[1][2..],
        [
            "operator",
            "command",
            "-",
            "room.updated",
            "ops",
            "-",
            r#"{"slow_seconds":0}"#,
            r#"{"slow_seconds":15}"#
        ]
    );
    done(&server, "room set ops --slow 15");
    assert_eq!(done(&server, "audit list"), list);
}

#[tokio::test]
async fn what_cannot_be_set_is_said_in_one_sentence_and_changes_nothing() {
    let server = TestServer::stopped(&[]);
    done(&server, "room create ops");
    done(&server, "room create den --private");
    let before = done(&server, "room show ops");
    for line in [
        "room set nowhere --slow 0",
        "room set ops --rename den",
        "room set ops --rename a/b",
        "room set ops --title=",
        "room set lobby --rename hall",
        "room set lobby --kind private",
        "room set den --default on",
    ] {
        refused(&server, line);
    }
    for line in [
        "room set ops",
        "room set ops --slow 7",
        "room set ops --slow soon",
        "room set ops --kind direct",
        "room set ops --announcements yes",
        "room set ops --kind private --default on",
    ] {
        misused(&server, line);
    }
    let slow = misused(&server, "room set ops --slow 7");
    assert!(slow.contains("0, 5, 15, 60"), "{slow}");
    assert_eq!(done(&server, "room show ops"), before);
    let opened = done(&server, "room set den --kind open --default on");
    assert_eq!(setting(&opened, "default"), "on");
    done(&server, "room archive ops");
    refused(&server, "room set ops --title other");
}

#[tokio::test]
async fn a_direct_room_is_shown_to_nobody_and_stays_as_it_is() {
    let server = TestServer::stopped(&[]);
    server.create_user(&["anna"]);
    done(&server, "room create pair --private");
    done(&server, "room add pair anna");
    let pool = database::open(&server).await;
    let direct = sqlx::query("update rooms set people = '1' where name = 'pair'");
    direct.execute(&pool).await.unwrap();
    pool.close().await;
    for line in ["room show pair", "room set pair --title ours"] {
        refused(&server, line);
    }
}
