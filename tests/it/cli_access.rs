//! Who may do what, changed by the operator beside a running server: each command by what people see of it.

use serde_json::Value;

use crate::support::handshake::Handshake;
use crate::support::operator::{done, fields, refused, run};
use crate::support::{SignedIn, Socket, TestServer, database, eventually};

async fn status(person: &SignedIn, room: &str) -> u16 {
    let path = format!("/api/rooms/{room}/status");
    person.get(&path).await.status
}

async fn post(person: &SignedIn, room: &str, text: &str) -> (u16, String) {
    let body = serde_json::json!({ "message": text });
    let path = format!("/api/rooms/{room}/messages");
    let answer = person.post_json(&path, &body).await;
    (answer.status, answer.code())
}

async fn op(socket: &mut Socket, op: &str) -> Value {
    socket
        .expect_with("member", |event| event["op"] == op)
        .await
}

#[tokio::test]
async fn a_member_who_is_removed_is_out_at_once_and_a_stranger_to_a_private_room() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    anna.create_private_room("den").await;
    done(&server, "room add den bert");
    let (mut hers, mut his) = (anna.enter("den").await, bert.enter("den").await);
    his.post("I am in").await;
    done(&server, "room remove den bert");
    his.closes_with(4403).await;
    assert_eq!(op(&mut hers, "removed").await["user"]["username"], "bert");
    assert_eq!(post(&bert, "den", "x").await, (404, "not_found".to_owned()));
    assert_eq!(status(&bert, "den").await, 404);
    let again = refused(&server, "room remove den bert");
    assert!(again.contains("bert") && again.contains("den"), "{again}");
    refused(&server, "send den x --as bert");
    refused(&server, "room remove nowhere bert");
    refused(&server, "room remove den nobody");
}

#[tokio::test]
async fn who_is_banned_from_an_open_room_stays_out_until_the_ban_is_lifted() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    done(&server, "room ban lobby anna");
    socket.closes_with(4403).await;
    assert_eq!(status(&anna, "lobby").await, 403);
    let answer = Handshake::of(&anna, "/ws/chat/lobby/").answer().await;
    assert_eq!(answer.status, 403);
    assert_eq!(anna.get("/rooms/lobby").await.status, 403);
    assert_eq!(post(&anna, "lobby", "x").await.0, 403);
    refused(&server, "send lobby x --as anna");
    refused(&server, "room add lobby anna");
    done(&server, "room unban lobby anna");
    refused(&server, "room unban lobby anna");
    anna.enter("lobby").await.post("back again").await;
}

#[tokio::test]
async fn a_role_is_given_with_the_membership_or_later_and_kept_where_none_is_named() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    server.create_user(&["bert"]);
    done(&server, "room create den --private");
    done(&server, "room add den anna --role owner");
    let mut socket = anna.enter("den").await;
    assert_eq!(socket.hello["role"], "owner");
    done(&server, "room add den anna");
    done(&server, "room role den anna moderator");
    assert_eq!(op(&mut socket, "role").await["role"], "moderator");
    done(&server, "room add den bert --role moderator");
    assert_eq!(op(&mut socket, "joined").await["role"], "moderator");
    done(&server, "room add den bert --role member");
    assert_eq!(op(&mut socket, "role").await["role"], "member");
    assert_eq!(run(&server, "room role den anna king").code, Some(2));
    assert_eq!(run(&server, "room add den anna --role king").code, Some(2));
    server.create_user(&["carl"]);
    refused(&server, "room role den carl owner");
}

#[tokio::test]
async fn no_program_becomes_an_owner_whether_it_was_a_member_or_not() {
    let server = TestServer::stopped(&[]);
    done(&server, "user create pager --bot");
    refused(&server, "room add lobby pager --role owner");
    done(&server, "room add lobby pager --role moderator");
    refused(&server, "room role lobby pager owner");
    refused(&server, "room add lobby pager --role owner");
}

#[tokio::test]
async fn who_is_muted_reads_on_and_writes_again_when_it_is_over() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    done(&server, "room mute lobby anna --hours 2");
    op(&mut socket, "muted").await;
    assert_eq!(post(&anna, "lobby", "x").await, (403, "muted".to_owned()));
    refused(&server, "send lobby x --as anna");
    assert_eq!(status(&anna, "lobby").await, 204);
    done(&server, "room unmute lobby anna");
    socket.post("at last").await;
    done(&server, "room mute lobby anna");
    assert_eq!(post(&anna, "lobby", "x").await.0, 403);
    // who looks after the room writes: a mute would be none
    done(&server, "room role lobby anna moderator");
    socket.post("as a moderator").await;
    refused(&server, "room mute lobby anna");
    for hours in ["0", "8761", "many"] {
        let mute = format!("room mute lobby anna --hours {hours}");
        assert_eq!(run(&server, &mute).code, Some(2), "{hours}");
    }
}

#[tokio::test]
async fn an_archived_room_is_read_only_until_it_is_restored_and_a_deleted_one_is_gone() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.create_room("ops").await;
    let mut socket = anna.enter("ops").await;
    socket.post("before").await;
    done(&server, "room archive ops");
    let event = socket.expect("room").await;
    assert_eq!(
        (&event["op"], &event["archived"]),
        (&"archived".into(), &true.into())
    );
    assert_eq!(post(&anna, "ops", "x").await, (409, "archived".to_owned()));
    assert!(done(&server, "room list").contains("ops\topen\tarchived\t"));
    // not even by the bot, which does not come in for that
    refused(&server, "send ops x");
    done(&server, "room restore ops");
    assert_eq!(socket.expect("room").await["op"], "restored");
    socket.post("after").await;

    done(&server, "room delete ops");
    socket.closes_with(4404).await;
    assert_eq!(status(&anna, "ops").await, 404);
    assert!(!done(&server, "room list").contains("ops"));
    refused(&server, "room delete ops");
    for command in ["archive", "delete"] {
        refused(&server, &format!("room {command} lobby"));
    }
    anna.create_room("ops").await;
    assert_eq!(anna.messages("ops").await.len(), 0);
    eventually("nothing is left of it", async || {
        database::number(
            &server,
            "select count(*) from rooms where deleted_at is not null",
        )
        .await
            == 0
    })
    .await;
    database::assert_whole(&server).await;
}

#[tokio::test]
async fn an_account_that_is_switched_off_is_out_at_once_and_in_again_when_it_is_on() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    done(&server, "user deactivate anna");
    socket.closes_with(4401).await;
    anna.get("/api/me").await.must_be(401);
    server.visitor().sign_in("anna").await.must_be(422);
    assert!(done(&server, "user list").contains("anna\tanna\tmember\tdeactivated\t"));
    refused(&server, "send lobby x --as anna");
    done(&server, "user activate anna");
    SignedIn::by_login(&server.visitor(), "anna").await;
}

#[tokio::test]
async fn an_admin_is_made_and_unmade_with_new_sessions_and_the_last_one_stays() {
    let server = TestServer::start().await;
    for line in ["user demote boss", "user deactivate boss"] {
        refused(&server, line);
    }
    server.admin().get("/api/me").await.must_be(200);
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    done(&server, "user promote anna");
    socket.closes_with(4401).await;
    assert!(done(&server, "user list").contains("anna\tanna\tadmin\t"));
    let anna = SignedIn::by_login(&server.visitor(), "anna").await;
    done(&server, "user promote anna");
    anna.get("/api/me").await.must_be(200);
    done(&server, "user demote boss");
    server.admin().get("/api/me").await.must_be(401);
    refused(&server, "user demote anna");
    done(&server, "user create pager --bot");
    refused(&server, "user promote pager");
    refused(&server, "user promote nobody");
}

#[tokio::test]
async fn sessions_are_listed_with_their_ids_and_ended_by_them() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let elsewhere = SignedIn::by_login(&server.visitor(), "anna").await;
    let all = done(&server, "session list");
    assert_eq!(fields(&all).len(), 3, "{all}");
    let hers = done(&server, "session list anna");
    let hers = fields(&hers);
    assert_eq!(hers.len(), 2, "{hers:?}");
    for line in &hers {
        assert_eq!((line.len(), line[1], line[4]), (6, "anna", "127.0.0.1"));
    }
    let (mut here, mut there) = (anna.enter("lobby").await, elsewhere.enter("lobby").await);
    let oldest = hers.iter().map(|line| line[0].parse::<i64>().unwrap());
    let oldest = oldest.min().unwrap();
    done(&server, &format!("session end {oldest}"));
    here.closes_with(4401).await;
    there.post("still here").await;
    anna.get("/api/me").await.must_be(401);
    refused(&server, &format!("session end {oldest}"));
    refused(&server, "session list nobody");
    assert_eq!(run(&server, "session end first").code, Some(2));
}

#[tokio::test]
async fn an_invite_is_listed_with_what_became_of_it_and_can_be_taken_back() {
    let server = TestServer::empty(&[]);
    done(&server, "invite create --uses 3 --days 2");
    let link = done(&server, "invite create --room lobby");
    let code = link
        .trim()
        .split("invite=")
        .nth(1)
        .expect("a code")
        .to_owned();
    let register = async |name: &str| {
        let fields = [
            ("username", name),
            ("password", crate::support::PASSWORD),
            ("invite", &code),
        ];
        server.visitor().post("/register", &fields).await.status
    };
    assert_eq!(register("anna").await, 303);
    assert_eq!(register("bert").await, 403);
    let list = done(&server, "invite list");
    let lines = fields(&list);
    assert_eq!(lines[0][..5], ["2", "used", "0/1", "lobby", "-"], "{list}");
    assert_eq!(lines[1][..5], ["1", "open", "3/3", "-", "-"], "{list}");
    assert!(lines[1][5].ends_with('Z'), "{list}");

    let link = done(&server, "invite create --room lobby");
    done(&server, "invite revoke 3");
    refused(&server, "invite revoke 3");
    refused(&server, "invite revoke 99");
    let page = link.trim().split_once("/register").expect("a path").1;
    let page = server.visitor().get(&format!("/register{page}")).await;
    assert_eq!(page.status, 403);
    assert!(done(&server, "invite list").starts_with("3\trevoked\t1/1\tlobby\t"));
    let audit = done(&server, "audit list --limit 1");
    assert_eq!(fields(&audit)[0][5..7], ["invite.revoked", "lobby"]);
}

#[tokio::test]
async fn a_link_into_a_room_that_is_archived_meanwhile_makes_an_account_and_no_member() {
    let server = TestServer::empty(&[]);
    done(&server, "room create ops");
    let link = done(&server, "invite create --room ops");
    done(&server, "room archive ops");
    let code = link.trim().split("invite=").nth(1).expect("a code");
    let fields = [
        ("username", "anna"),
        ("password", crate::support::PASSWORD),
        ("invite", code),
    ];
    let anna = server.visitor();
    anna.post("/register", &fields).await.must_be(303);
    let rooms = anna.get("/api/rooms").await.json();
    let ops = rooms["rooms"].as_array().expect("a list").iter();
    let joined = ops.filter(|room| room["name"] == "ops" && room["joined"] == true);
    assert_eq!(joined.count(), 0, "{rooms}");
}

#[tokio::test]
async fn a_direct_room_has_the_people_whom_it_was_made_for_and_not_the_operators_bot() {
    let server = TestServer::stopped(&[]);
    for name in ["anna", "bert", "carl"] {
        server.create_user(&[name]);
    }
    done(&server, "room create pair --private");
    for name in ["anna", "bert"] {
        done(&server, &format!("room add pair {name}"));
    }
    let pool = database::open(&server).await;
    let direct = sqlx::query("update rooms set people = '1,2' where name = 'pair'");
    direct.execute(&pool).await.unwrap();
    pool.close().await;
    assert!(!done(&server, "room list").contains("pair"), "it is theirs");
    for line in [
        "send pair x",
        "room add pair carl",
        "room remove pair anna",
        "invite create --room pair",
        "room archive pair",
        "room delete pair",
    ] {
        refused(&server, line);
    }
    done(&server, "send pair x --as anna");
    let members =
        "select count(*) from memberships m join rooms r on r.id = m.room_id where r.name = 'pair'";
    assert_eq!(database::number(&server, members).await, 2);
}
