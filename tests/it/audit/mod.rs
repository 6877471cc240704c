//! The audit log by pages, API and sockets: each deed leaves one row with who, what, whom, before and after; what is no
//! deed leaves none; and the rows stay as they are. The command line has `cli_audit`.

mod no_deed;

use reqwest::Method;
use serde_json::json;
use sqlx::SqlitePool;

use crate::support::operator::{done, refused};
use crate::support::socket::fresh_nonce;
use crate::support::visitor::send;
use crate::support::{SignedIn, TestServer, database};

/// The log from where a test has read to.
struct Log {
    pool: SqlitePool,
    read: i64,
}

impl Log {
    async fn of(server: &TestServer) -> Self {
        let mut log = Self {
            pool: database::open(server).await,
            read: 0,
        };
        log.news().await;
        log
    }

    /// The rows that came since the last look: who by what way, what, in which room, to whom, before, after.
    async fn news(&mut self) -> Vec<String> {
        let query = "select id, actor || ' ' || via || ' ' || address || ': ' || action || ' ' || room || ' ' || whom
            || ' ' || was || ' > ' || became from audit where id > $1 order by id";
        let rows: Vec<(i64, String)> = sqlx::query_as(query)
            .bind(self.read)
            .fetch_all(&self.pool)
            .await
            .expect("the log");
        self.read = rows.last().map_or(self.read, |row| row.0);
        rows.into_iter().map(|row| row.1).collect()
    }

    /// Fails unless one row came, with these words; runs of blanks count as one.
    #[track_caller]
    fn is(news: Vec<String>, row: &str) {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let news: Vec<String> = news.iter().map(|row| words(row)).collect();
        assert_eq!(news, [words(row)]);
    }
}

struct House {
    server: TestServer,
    anna: SignedIn,
    bert: SignedIn,
    bert_id: String,
    log: Log,
}

impl House {
    /// The open room `den` of anna, with bert in it.
    async fn new() -> Self {
        let server = TestServer::without_rates(&[]).await;
        let (anna, bert) = (server.register("anna").await, server.register("bert").await);
        anna.create_room("den").await;
        bert.post("/rooms/den/join", &[]).await.must_be(303);
        Self {
            bert_id: bert.id().await,
            log: Log::of(&server).await,
            server,
            anna,
            bert,
        }
    }

    /// Sends a form that is obeyed, and looks for its one row.
    async fn deed(&mut self, who: &SignedIn, path: &str, fields: &[(&str, &str)], row: &str) {
        let answer = who.post(path, fields).await;
        assert!(
            [200, 303].contains(&answer.status),
            "{path} {fields:?}: {answer:?}"
        );
        Log::is(self.log.news().await, row);
    }

    /// The same for one thing that is chosen in a list of the admin's site.
    async fn bulk(&mut self, list: &str, action: &str, id: &str, row: &str) {
        let (path, id) = (format!("/admin/{list}"), format!("id-{id}"));
        let fields = [("action", action), (id.as_str(), "1"), ("confirmed", "1")];
        let boss = self.server.admin().clone();
        self.deed(&boss, &path, &fields, row).await;
    }

    async fn number(&self, query: &'static str) -> String {
        database::number(&self.server, query).await.to_string()
    }
}

#[tokio::test]
async fn what_is_done_to_members_on_the_pages_of_a_room_is_written_down() {
    let mut house = House::new().await;
    let anna = house.anna.clone();
    let path = format!("/rooms/den/members/{}", house.bert_id);
    let by = "anna page 127.0.0.1:";
    for (action, row) in [
        ("mute", r#"member.muted den bert > {"until":null}"#),
        ("unmute", r#"member.unmuted den bert {"until":null} >"#),
        (
            "role-moderator",
            r#"member.role den bert {"role":"member"} > {"role":"moderator"}"#,
        ),
        (
            "role-member",
            r#"member.role den bert {"role":"moderator"} > {"role":"member"}"#,
        ),
        ("remove", r#"member.removed den bert {"role":"member"} >"#),
        ("ban", "member.banned den bert >"),
        ("unban", "member.unbanned den bert >"),
    ] {
        house
            .deed(&anna, &path, &[("action", action)], &format!("{by} {row}"))
            .await;
    }
    let fields = [("username", "bert"), ("role", "moderator")];
    let row = format!(r#"{by} member.added den bert > {{"role":"moderator"}}"#);
    house.deed(&anna, "/rooms/den/members", &fields, &row).await;
    // What one does oneself is in the room's own log; what was refused was not done.
    let bert = house.bert.clone();
    bert.post("/rooms/den/leave", &[]).await.must_be(303);
    bert.post("/rooms/den/join", &[]).await.must_be(303);
    bert.post(&path, &[("action", "ban")]).await.must_be(403);
    assert_eq!(house.log.news().await, [""; 0]);
}

#[tokio::test]
async fn what_is_done_to_a_room_on_its_pages_is_written_down_with_what_it_was() {
    let mut house = House::new().await;
    let anna = house.anna.clone();
    let by = "anna page 127.0.0.1:";
    let made = r#"{"announcements":false,"default":false,"kind":"open","name":"hall","slow_seconds":0,"title":"Hall","topic":""}"#;
    let fields = [("name", "hall"), ("title", "Hall"), ("kind", "open")];
    house
        .deed(
            &anna,
            "/rooms",
            &fields,
            &format!("{by} room.created hall > {made}"),
        )
        .await;
    let fields = [("title", "Hall"), ("topic", "tea"), ("kind", "private")];
    let row = format!(
        r#"{by} room.updated hall {{"kind":"open","topic":""}} > {{"kind":"private","topic":"tea"}}"#
    );
    house
        .deed(&anna, "/rooms/hall/settings", &fields, &row)
        .await;
    for (wish, row) in [("1", "room.archived hall >"), ("0", "room.restored hall >")] {
        let fields = [("archived", wish)];
        house
            .deed(
                &anna,
                "/rooms/hall/archive",
                &fields,
                &format!("{by} {row}"),
            )
            .await;
    }
    let row = format!(r#"{by} invite.created hall > {{"days":7,"uses":1}}"#);
    let fields = [("uses", "1"), ("days", "7")];
    house
        .deed(&anna, "/rooms/hall/invites", &fields, &row)
        .await;
    let invite = house.number("select max(id) from invites").await;
    let row = format!(r#"{by} invite.revoked hall {{"invite":{invite}}} >"#);
    let path = format!("/rooms/hall/invites/{invite}/revoke");
    house.deed(&anna, &path, &[], &row).await;
    let was = r#"{"announcements":false,"default":false,"kind":"private","name":"hall","slow_seconds":0,"title":"Hall","topic":"tea"}"#;
    let fields = [("name", "hall")];
    let row = format!("{by} room.deleted hall {was} >");
    house.deed(&anna, "/rooms/hall/delete", &fields, &row).await;
    // As it is already.
    anna.post("/rooms/den/archive", &[("archived", "0")])
        .await
        .must_be(303);
    assert_eq!(house.log.news().await, [""; 0]);
}

#[tokio::test]
async fn what_an_admin_does_to_people_is_written_down() {
    let mut house = House::new().await;
    let boss = house.server.admin().clone();
    let (id, by) = (house.bert_id.clone(), "boss page 127.0.0.1:");
    for (action, row) in [
        ("deactivate", "user.deactivated bert >"),
        ("activate", "user.activated bert >"),
        (
            "promote",
            r#"user.promoted bert {"role":"member"} > {"role":"admin"}"#,
        ),
        (
            "demote",
            r#"user.demoted bert {"role":"admin"} > {"role":"member"}"#,
        ),
        ("end-sessions", "session.all-ended bert >"),
    ] {
        house
            .bulk("users", action, &id, &format!("{by} {row}"))
            .await;
    }
    let path = format!("/admin/users/{id}/reset-link");
    house
        .deed(&boss, &path, &[], &format!("{by} user.reset-link bert >"))
        .await;
    SignedIn::by_login(&house.server.visitor(), "bert").await;
    let session = "select max(s.number) from sessions s join users u on u.id = s.user_id where u.username = 'bert'";
    let number = house.number(session).await;
    let row = format!(r#"{by} session.ended bert {{"session":"{number}"}} >"#);
    house.bulk("sessions", "end", &number, &row).await;
    let fields = [("limit_text_characters", "500")];
    let row = format!(
        r#"{by} setting.changed {{"limit_text_characters":"4000"}} > {{"limit_text_characters":"500"}}"#
    );
    house.deed(&boss, "/admin/settings", &fields, &row).await;
    let row = format!(
        r#"{by} user.deleted bert {{"name":"bert","role":"member"}} > {{"messages":"kept"}}"#
    );
    house.bulk("users", "delete", &id, &row).await;
}

#[tokio::test]
async fn what_is_done_to_the_words_of_others_is_written_down_and_what_they_said_is_not() {
    let mut house = House::new().await;
    let (anna, mut socket) = (house.anna.clone(), house.anna.enter("den").await);
    let mut words = house.bert.enter("den").await;
    let mut posted = Vec::new();
    for _ in 0..7 {
        posted.push(
            words.post("a word too much").await["id"]
                .as_str()
                .expect("an id")
                .to_owned(),
        );
    }
    assert_eq!(house.log.news().await, [""; 0], "writing is no deed");
    let row = |via: &str, action: &str, id: &str| {
        format!(r#"anna {via} 127.0.0.1: {action} den bert {{"message":"{id}"}} >"#)
    };
    for (kind, action, id) in [
        ("edit", "message.edited", &posted[0]),
        ("delete", "message.deleted", &posted[1]),
    ] {
        let nonce = fresh_nonce();
        let command = json!({"type": kind, "nonce": nonce, "id": id, "message": "better"});
        for dup in [false, true] {
            socket.send(command.clone()).await;
            socket
                .expect_with("ack", |ack| ack["nonce"] == nonce && ack["dup"] == dup)
                .await;
        }
        Log::is(house.log.news().await, &row("socket", action, id));
    }
    let message = |id: &str| format!("/api/messages/{id}");
    let edit = anna.request(Method::PATCH, &message(&posted[2]));
    send(edit.json(&json!({"message": "better"})))
        .await
        .must_be(200);
    Log::is(
        house.log.news().await,
        &row("api", "message.edited", &posted[2]),
    );
    send(anna.request(Method::DELETE, &message(&posted[3])))
        .await
        .must_be(204);
    Log::is(
        house.log.news().await,
        &row("api", "message.deleted", &posted[3]),
    );

    for (outcome, id, action) in [
        ("hide", &posted[4], "message.hidden"),
        ("dismiss", &posted[5], "report.dismissed"),
        ("delete", &posted[6], "message.deleted"),
    ] {
        let report = format!("/rooms/den/messages/{id}/report");
        let reason = [("reason", "too much")];
        house
            .server
            .admin()
            .post(&report, &reason)
            .await
            .must_be(303);
        assert_eq!(house.log.news().await, [""; 0], "a report is no deed");
        let report = house.number("select max(id) from reports").await;
        let path = format!("/rooms/den/reports/{report}");
        house
            .deed(
                &anna,
                &path,
                &[("outcome", outcome)],
                &row("page", action, id),
            )
            .await;
    }
    // Own words are one's own.
    words
        .send(json!({"type": "delete", "nonce": "own", "id": posted[5]}))
        .await;
    words.expect_with("ack", |ack| ack["nonce"] == "own").await;
    assert_eq!(house.log.news().await, [""; 0]);
    let said = "select count(*) from audit where was || became like '%too much%'";
    assert_eq!(database::number(&house.server, said).await, 0);
}

#[tokio::test]
async fn no_row_can_be_changed_or_taken_out_and_one_that_is_missing_in_the_middle_shows() {
    let house = House::new().await;
    let pool = &house.log.pool;
    let execute = async |statement: &'static str| sqlx::query(statement).execute(pool).await;
    let whole = done(&house.server, "audit verify");
    for statement in [
        "update audit set actor = 'nobody'",
        "update audit set became = '' where id = 2",
        "delete from audit where id = 2",
        "delete from audit",
        "insert or replace into audit select * from audit where id = 2",
    ] {
        let refused = execute(statement).await;
        assert!(refused.is_err(), "{statement}: {refused:?}");
        assert_eq!(done(&house.server, "audit verify"), whole, "{statement}");
    }
    for statement in [
        "drop trigger audit_is_never_shortened",
        "drop trigger audit_is_only_appended_to",
    ] {
        execute(statement).await.unwrap();
    }
    execute("create table kept as select * from audit where id = 2")
        .await
        .unwrap();
    execute("delete from audit where id = 2").await.unwrap();
    // The first that no longer follows the one before it.
    let sentence = refused(&house.server, "audit verify");
    assert!(
        sentence.contains("row 2 ") || sentence.contains("row 3 "),
        "{sentence}"
    );
    execute("insert into audit select * from kept")
        .await
        .unwrap();
    assert_eq!(done(&house.server, "audit verify"), whole);
    execute("delete from audit where id = 1").await.unwrap();
    let sentence = refused(&house.server, "audit verify");
    assert!(
        sentence.contains("row 1 ") || sentence.contains("row 2 "),
        "{sentence}"
    );
}
