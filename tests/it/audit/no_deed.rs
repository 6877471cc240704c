//! What is so already is no deed: it changes nothing, and leaves neither an event nor a row. What is one says all of it.

use super::House;
use crate::support::SignedIn;

/// A day, in microseconds.
const DAY: i64 = 86_400_000_000;

/// Has a message of bert reported; the path at which anna settles the report.
async fn reported(house: &House) -> String {
    let ack = house.bert.enter("den").await.post("rude").await;
    let id = ack["id"].as_str().expect("an id");
    let report = format!("/rooms/den/messages/{id}/report");
    let reason = [("reason", "")];
    let reader = house.server.admin();
    reader.post(&report, &reason).await.must_be(303);
    let report = house.number("select max(id) from reports").await;
    format!("/rooms/den/reports/{report}")
}

async fn settle(anna: &SignedIn, report: &str) {
    let mute = [("outcome", "mute")];
    anna.post(report, &mute).await.must_be(303);
}

#[tokio::test]
async fn muting_for_a_day_shortens_no_mute_that_lasts_longer() {
    let mut house = House::new().await;
    let anna = house.anna.clone();
    let report = reported(&house).await;
    let path = format!("/rooms/den/members/{}", house.bert_id);
    let head = "select head from rooms where name = 'den'";
    let for_good = "select muted_until from memberships where muted_until is not null";
    anna.post(&path, &[("action", "mute")]).await.must_be(303);
    house.log.news().await;
    let (before, until) = (house.number(head).await, house.number(for_good).await);
    settle(&anna, &report).await;
    assert_eq!(house.number(for_good).await, until);
    assert_eq!(house.number(head).await, before);
    assert_eq!(house.log.news().await, [""; 0]);

    // A shorter one is made longer, and the log says until when.
    let hour = [("action", "mute-hour")];
    anna.post(&path, &hour).await.must_be(303);
    let news = house.log.news().await;
    assert!(
        news[0].contains(r#"{"until":null} > {"until":"#),
        "{news:?}"
    );
    settle(&anna, &report).await;
    let news = house.log.news().await;
    let [row] = &news[..] else { panic!("{news:?}") };
    assert!(
        row.contains("member.muted den bert") && row.contains(r#"> {"until":""#),
        "{row}"
    );
    let left = "select muted_until - (select max(at) from audit) from memberships where muted_until is not null";
    let left: i64 = house.number(left).await.parse().expect("a number");
    assert!(left > DAY / 2, "{left}");
}

#[tokio::test]
async fn unmuting_who_is_not_muted_and_muting_for_good_once_more_is_no_deed() {
    let mut house = House::new().await;
    let anna = house.anna.clone();
    let path = format!("/rooms/den/members/{}", house.bert_id);
    let head = "select head from rooms where name = 'den'";
    let before = house.number(head).await;
    anna.post(&path, &[("action", "unmute")]).await.must_be(303);
    assert_eq!(house.number(head).await, before);
    assert_eq!(house.log.news().await, [""; 0]);

    let mute = [("action", "mute")];
    house
        .deed(
            &anna,
            &path,
            &mute,
            r#"anna page 127.0.0.1: member.muted den bert > {"until":null}"#,
        )
        .await;
    let before = house.number(head).await;
    anna.post(&path, &mute).await.must_be(303);
    assert_eq!(house.number(head).await, before);
    assert_eq!(house.log.news().await, [""; 0]);
}

#[tokio::test]
async fn who_becomes_an_admin_is_let_into_each_room_again_and_each_log_says_so() {
    let mut house = House::new().await;
    let anna = house.anna.clone();
    anna.create_room("hall").await;
    for room in ["den", "hall"] {
        let path = format!("/rooms/{room}/members/{}", house.bert_id);
        anna.post(&path, &[("action", "ban")]).await.must_be(303);
    }
    house.log.news().await;
    let id = format!("id-{}", house.bert_id);
    let promote = [
        ("action", "promote"),
        (id.as_str(), "1"),
        ("confirmed", "1"),
    ];
    let admin = house.server.admin();
    admin.post("/admin/users", &promote).await.must_be(303);
    let news = house.log.news().await;
    for room in ["den", "hall"] {
        let row = format!("boss page 127.0.0.1: member.unbanned {room} bert");
        assert!(news.iter().any(|said| said.starts_with(&row)), "{news:?}");
        let log = anna.get(&format!("/rooms/{room}/audit")).await.must_be(200);
        assert!(log.shows("lifted a ban"), "{}", log.body);
    }
}
