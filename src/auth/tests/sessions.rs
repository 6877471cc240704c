//! Sessions over the table: rotation, expiry, touching, and taking the cookie back.

use super::*;
use crate::domain::{Ended, SessionId};
use crate::store::sessions;

#[tokio::test]
async fn who_signs_in_is_known_by_the_cookie_and_the_row_holds_its_hash_only() {
    let house = House::new(SiteRole::Member, None).await;
    assert_eq!(house.who("").await, "nobody");
    assert!(
        house.rows().await.is_empty(),
        "an anonymous visitor has no row"
    );
    let cookie = house.enter("").await;
    assert_eq!(house.who(&cookie).await, "ann");
    let rows = house.rows().await;
    assert_eq!(rows.len(), 1);
    let id = cookie.strip_prefix("sid=").unwrap();
    let hash: Vec<u8> = rows[0].get("id_hash");
    assert_eq!((hash.len(), id.len()), (32, 22));
    assert_eq!(rows[0].get::<String, _>("address"), "192.0.2.7");
    assert_eq!(rows[0].get::<String, _>("browser"), "Tea/1.0");
    assert_eq!(rows[0].get::<i64, _>("user_id"), house.user.id.0);
}

#[tokio::test]
async fn every_sign_in_has_a_new_id_and_number_and_the_old_one_is_dead() {
    let house = House::new(SiteRole::Member, None).await;
    let chosen = "sid=AAAAAAAAAAAAAAAAAAAAAA";
    let first = house.enter(chosen).await;
    assert_ne!(first, chosen);
    let (_, cookies, _) = house.ask("POST", "/in", &first).await;
    let second = cookies[0].split(';').next().unwrap().to_owned();
    assert_eq!(house.ended().await, [Ended::Session(SessionId(1))]);
    assert_eq!(house.who(&first).await, "nobody");
    assert_eq!(house.who(&second).await, "ann");
    let rows = house.rows().await;
    assert_eq!((rows.len(), rows[0].get::<i64, _>("number")), (1, 2));
    house.ask("POST", "/out", &second).await;
    house.enter("").await;
    assert_eq!(
        house.rows().await[0].get::<i64, _>("number"),
        3,
        "no number comes twice"
    );
}

#[tokio::test]
async fn signing_out_ends_the_row_and_takes_the_cookie_back() {
    for (url, cookie_start) in [(None, "sid="), (Some("https://tea.example"), "__Host-sid=")] {
        let house = House::new(SiteRole::Member, url).await;
        let cookie = house.enter("").await;
        assert!(cookie.starts_with(cookie_start), "{cookie}");
        let (_, cookies, _) = house.ask("POST", "/out", &cookie).await;
        assert!(
            cookies[0].starts_with(&format!("{cookie_start};")),
            "{cookies:?}"
        );
        assert!(
            cookies[0].contains("Max-Age=0") && cookies[0].contains("Path=/"),
            "{cookies:?}"
        );
        assert_eq!(cookies[0].contains("Secure"), url.is_some(), "{cookies:?}");
        assert_eq!(house.who(&cookie).await, "nobody");
        assert!(house.rows().await.is_empty());
    }
}

#[tokio::test]
async fn a_session_ends_without_use_and_in_any_case() {
    let house = House::new(SiteRole::Member, None).await;
    let unused = house.enter("").await;
    let used = house.enter("").await;
    for day in 1..90 {
        house.pass(DAY);
        assert_eq!(house.who(&used).await, "ann", "day {day}");
        let expected = if day < 14 { 2 } else { 1 };
        let now = house.clock.0.load(Ordering::SeqCst);
        wait_for(async || {
            let alive = house.rows().await.into_iter();
            let alive = alive
                .filter(|row| row.get::<i64, _>("expires_at") > now)
                .count();
            let seen = house
                .rows()
                .await
                .iter()
                .any(|row| row.get::<i64, _>("last_seen_at") == now);
            alive == expected && seen
        })
        .await;
    }
    assert_eq!(house.who(&unused).await, "nobody");
    house.pass(DAY);
    assert_eq!(house.who(&used).await, "nobody", "90 days in all");
}

#[tokio::test]
async fn an_admins_session_ends_after_a_day_without_use() {
    let house = House::new(SiteRole::Admin, None).await;
    let cookie = house.enter("").await;
    house.pass(DAY - MINUTE);
    assert_eq!(house.who(&cookie).await, "ann");
    house.pass(2 * DAY);
    assert_eq!(house.who(&cookie).await, "nobody");
}

#[tokio::test]
async fn a_use_is_written_down_at_most_every_five_minutes() {
    let house = House::new(SiteRole::Member, None).await;
    let cookie = house.enter("").await;
    let begun = house.last_seen().await;
    house.pass(5 * MINUTE - 1);
    house.who(&cookie).await;
    // A write that comes after any touch would have come: then there was none.
    house.enter("").await;
    assert_eq!(house.last_seen().await, begun);
    house.pass(1);
    house.who(&cookie).await;
    wait_for(async || house.last_seen().await == begun + 5 * MINUTE).await;
}

#[tokio::test]
async fn a_deactivated_user_is_nobody_at_once() {
    let house = House::new(SiteRole::Member, None).await;
    let cookie = house.enter("").await;
    house.deactivate_all().await;
    assert_eq!(house.who(&cookie).await, "nobody");
}

#[tokio::test]
async fn a_broken_cookie_is_nobodys() {
    let house = House::new(SiteRole::Member, None).await;
    let cookie = house.enter("").await;
    let flipped = match cookie.strip_suffix('A') {
        Some(start) => format!("{start}B"),
        None => format!("{}A", &cookie[..cookie.len() - 1]),
    };
    let twice = format!("{cookie}; sid=x");
    for broken in [
        "sid=",
        "sid=x",
        "sid=💥",
        &flipped,
        &twice,
        &format!("sid={}", "a".repeat(4_097)),
    ] {
        assert_eq!(house.who(broken).await, "nobody", "{broken}");
    }
}

#[tokio::test]
async fn who_was_proven_by_a_password_that_is_changed_meanwhile_gets_no_session() {
    let house = House::new(SiteRole::Member, None).await;
    // The handler of /in holds a proof from before.
    let proven = Proven {
        user: house.user.clone(),
        password_hash: None,
    };
    let password = crate::domain::Password::chosen("a cup of rain", &[]).unwrap();
    let changed = house.auth.change_password(proven, password, PEER).await;
    assert!(changed.is_ok());
    let (status, cookies, _) = house.ask("POST", "/in", "").await;
    assert_eq!((status, cookies.len()), (StatusCode::FORBIDDEN, 0));
    assert!(house.rows().await.is_empty());
}

#[tokio::test]
async fn who_is_deactivated_while_he_signs_in_gets_no_session() {
    let house = House::new(SiteRole::Member, None).await;
    house.deactivate_all().await;
    let (status, cookies, _) = house.ask("POST", "/in", "").await;
    assert_eq!((status, cookies.len()), (StatusCode::FORBIDDEN, 0));
    assert!(house.rows().await.is_empty());
}

#[tokio::test]
async fn who_is_promoted_while_he_signs_in_gets_no_session_that_lasts_as_a_members_does() {
    let house = House::new(SiteRole::Member, None).await;
    house.promote_all().await;
    let (status, cookies, _) = house.ask("POST", "/in", "").await;
    assert_eq!((status, cookies.len()), (StatusCode::FORBIDDEN, 0));
    assert!(house.rows().await.is_empty());
}

#[tokio::test]
async fn whoever_touches_a_session_again_within_five_minutes_writes_nothing() {
    let house = House::new(SiteRole::Member, None).await;
    house.enter("").await;
    let begun = house.last_seen().await;
    for (passed, seen) in [(5 * MINUTE - 1, 0), (1, 5), (MINUTE, 5), (4 * MINUTE, 10)] {
        house.pass(passed);
        let now: Timestamp = house.clock.now().into();
        let touched: Result<(), StoreError> = house
            .auth
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move { sessions::touch(transaction, SessionId(1), now).await })
            })
            .await;
        touched.unwrap();
        assert_eq!(house.last_seen().await, begun + seen * MINUTE);
    }
}

#[tokio::test]
async fn a_user_has_at_most_a_hundred_sessions_and_the_oldest_end_first() {
    let house = House::new(SiteRole::Member, None).await;
    let oldest = house.enter("").await;
    let second = house.enter("").await;
    for _ in 0..98 {
        house.enter("").await;
    }
    assert_eq!(house.who(&oldest).await, "ann", "a hundred are fine");
    house.ask("POST", "/in", "").await;
    assert_eq!(house.ended().await, [Ended::Session(SessionId(1))]);
    assert_eq!(house.who(&oldest).await, "nobody");
    assert_eq!(house.who(&second).await, "ann");
    assert_eq!(house.rows().await.len(), 100);
}
