//! Making accounts and proving who one is.

use std::time::Duration;

use super::*;
use crate::domain::{Locale, Password, Theme, Username};
use crate::store::invites::{self, NewInvite};

const PASSWORD: &str = "green rain on tin";
fn account(name: &str) -> NewAccount {
    NewAccount {
        username: Username::parse(name).unwrap(),
        display_name: None,
        password: Password::chosen(PASSWORD, &[name]).unwrap(),
    }
}

impl House {
    async fn with_bob() -> Self {
        let house = Self::new(SiteRole::Member, None).await;
        house
            .auth
            .create_account(account("bob"), Right::Open, PEER)
            .await
            .unwrap();
        house
    }

    async fn check(&self, name: &str, password: &str) -> Result<Proven, SignInError> {
        self.auth
            .check(Credentials { name, password }, PEER, None)
            .await
    }

    async fn invite(&self, uses: u32) -> Right {
        let (hash, now) = (InviteCode::random().hash(), self.clock.now().into());
        let new = NewInvite {
            uses,
            room: None,
            created_by: None,
            created_at: now,
            expires_at: now.plus(Duration::from_secs(60)),
        };
        let made: Result<(), StoreError> = self
            .auth
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move { invites::create(transaction, &hash, new).await })
            })
            .await;
        made.unwrap();
        Right::Invite(hash)
    }

    async fn stored_hash(&self) -> String {
        let row = sqlx::query("select password_hash from users where username = 'bob'");
        row.fetch_one(self.auth.store.reader())
            .await
            .unwrap()
            .get(0)
    }
}

#[tokio::test]
async fn the_right_password_proves_a_name_in_every_spelling() {
    let house = House::with_bob().await;
    for name in ["bob", "BOB", " bob ", "ｂｏｂ"] {
        assert_eq!(
            house.check(name, PASSWORD).await.unwrap().user.username,
            "bob",
            "{name}"
        );
    }
}

#[tokio::test]
async fn every_cause_of_failure_is_the_same() {
    let house = House::with_bob().await;
    let long = "x".repeat(5_000);
    for (name, password) in [
        ("bob", "green rain on tim"),
        ("bob", ""),
        ("bob", long.as_str()),
        ("nobody", PASSWORD),
        ("a/b", PASSWORD),
        ("", ""),
        ("ann", PASSWORD),
    ] {
        let failure = house.check(name, password).await.unwrap_err();
        assert!(matches!(failure, SignInError::Wrong), "{name}: {failure:?}");
    }
}

#[tokio::test]
async fn a_deactivated_user_cannot_sign_in() {
    let house = House::with_bob().await;
    house.deactivate_all().await;
    assert!(matches!(
        house.check("bob", PASSWORD).await,
        Err(SignInError::Wrong)
    ));
}

#[tokio::test]
async fn after_ten_wrong_guesses_even_the_right_password_waits_but_not_on_a_known_device() {
    let house = House::with_bob().await;
    let cookie = house.auth.devices.issue("bob", house.clock.now().into());
    for _ in 0..10 {
        assert!(matches!(
            house.check("bob", "wrong").await,
            Err(SignInError::Wrong)
        ));
    }
    let Err(SignInError::Throttled(wait)) = house.check("bob", PASSWORD).await else {
        panic!("the eleventh is not looked at");
    };
    assert_eq!(wait, Duration::from_secs(180));
    let owner = Credentials {
        name: "Bob",
        password: PASSWORD,
    };
    assert!(house.auth.check(owner, PEER, Some(&cookie)).await.is_ok());
    house.pass(3 * MINUTE);
    assert!(house.check("bob", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn right_passwords_are_not_counted() {
    let house = House::with_bob().await;
    for _ in 0..12 {
        assert!(house.check("bob", PASSWORD).await.is_ok());
    }
}

#[tokio::test]
async fn a_session_that_asks_for_its_password_has_ten_tries_of_its_own() {
    let house = House::with_bob().await;
    let bob = house.check("bob", PASSWORD).await.unwrap().user;
    let session = crate::domain::SessionId(7);
    for _ in 0..10 {
        let again = house.auth.check_again(&bob, session, PEER, "wrong").await;
        assert!(matches!(again, Err(SignInError::Wrong)));
    }
    let again = house.auth.check_again(&bob, session, PEER, PASSWORD).await;
    assert!(matches!(again, Err(SignInError::Throttled(_))));
    assert!(
        house.check("bob", PASSWORD).await.is_ok(),
        "signing in is not held up"
    );
}

#[tokio::test]
async fn a_weakly_hashed_password_is_hashed_anew_at_sign_in() {
    use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
    let house = House::with_bob().await;
    let lesser = Params::new(8_192, 1, 1, None).unwrap();
    let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, lesser)
        .hash_password(PASSWORD.as_bytes())
        .unwrap()
        .to_string();
    let id = house.check("bob", PASSWORD).await.unwrap().user.id;
    let stored = weak.clone();
    let done: Result<(), StoreError> = house
        .auth
        .store
        .write(move |transaction: &mut Transaction| {
            Box::pin(async move { users::set_password(transaction, id, &stored).await })
        })
        .await;
    done.unwrap();
    assert!(house.check("bob", "wrong").await.is_err());
    assert_eq!(house.stored_hash().await, weak);
    assert!(house.check("bob", PASSWORD).await.is_ok());
    assert!(house.stored_hash().await.contains("m=19456,t=2,p=1"));
    assert!(house.check("bob", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_new_password_ends_every_session() {
    let house = House::new(SiteRole::Member, None).await;
    let (here, there) = (house.enter("").await, house.enter("").await);
    let password = Password::chosen("a cup of rain", &[]).unwrap();
    let proven = Proven {
        user: house.user.clone(),
        password_hash: None,
    };
    house
        .auth
        .change_password(proven.clone(), password.clone(), PEER)
        .await
        .unwrap();
    let again = house.auth.change_password(proven, password, PEER).await;
    assert!(
        matches!(again, Err(AccountError::NoRight)),
        "only in place of what was proven"
    );
    assert_eq!(
        (house.who(&here).await, house.who(&there).await),
        ("nobody".into(), "nobody".into())
    );
    assert!(house.check("ann", "a cup of rain").await.is_ok());
}

#[tokio::test]
async fn the_last_use_of_an_invite_goes_to_exactly_one_of_many_at_once() {
    let house = House::new(SiteRole::Member, None).await;
    let right = house.invite(2).await;
    assert!(house.auth.has_right(right).await.unwrap());
    let names = ["b1", "b2", "b3", "b4", "b5"];
    let tries = names.map(|name| house.auth.create_account(account(name), right, PEER));
    let outcomes = futures_util::future::join_all(tries).await;
    let (made, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!((made.len(), refused.len()), (2, 3));
    assert!(
        refused
            .iter()
            .all(|outcome| matches!(outcome, Err(AccountError::NoRight)))
    );
    assert!(!house.auth.has_right(right).await.unwrap());
}

#[tokio::test]
async fn a_refused_registration_uses_nothing_up() {
    let house = House::with_bob().await;
    let right = house.invite(1).await;
    for taken in ["bob", "BOB", "b0b"] {
        let outcome = house.auth.create_account(account(taken), right, PEER).await;
        assert!(matches!(outcome, Err(AccountError::Taken)), "{taken}");
    }
    assert!(
        house
            .auth
            .create_account(account("carl"), right, PEER)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn who_still_had_the_form_when_registration_was_closed_gets_no_account() {
    let house = House::new(SiteRole::Member, None).await;
    let invited = house.invite(1).await;
    house
        .set_all("insert into settings values ('registration', 'closed', null, 0)")
        .await;
    for right in [Right::Open, invited] {
        let outcome = house.auth.create_account(account("bob"), right, PEER).await;
        assert!(matches!(outcome, Err(AccountError::NoRight)), "{right:?}");
    }
}

#[tokio::test]
async fn an_account_that_is_switched_off_is_not_called_otherwise_by_a_form_from_before() {
    let house = House::with_bob().await;
    let bob = house.check("bob", PASSWORD).await.unwrap().user;
    house.deactivate_all().await;
    let renamed = house
        .auth
        .set_profile(bob.id, "Robert".to_owned(), None, None);
    assert!(renamed.await.is_err());
}

#[tokio::test]
async fn an_invite_ends_by_its_time() {
    let house = House::new(SiteRole::Member, None).await;
    let right = house.invite(1).await;
    house.pass(MINUTE);
    assert!(!house.auth.has_right(right).await.unwrap());
    let outcome = house.auth.create_account(account("bob"), right, PEER).await;
    assert!(matches!(outcome, Err(AccountError::NoRight)));
}

#[tokio::test]
async fn of_many_who_set_the_house_up_at_once_exactly_one_becomes_its_admin() {
    let house = House::empty(None).await;
    let tries = ["b1", "b2", "b3", "b4"]
        .map(|name| house.auth.create_account(account(name), Right::First, PEER));
    let outcomes = futures_util::future::join_all(tries).await;
    let made: Vec<Proven> = outcomes.into_iter().filter_map(Result::ok).collect();
    assert_eq!((made.len(), made[0].user.role), (1, SiteRole::Admin));
    assert!(!house.auth.has_right(Right::First).await.unwrap());
}

#[tokio::test]
async fn a_theme_is_set_alone_and_a_profile_without_one_leaves_it() {
    let house = House::with_bob().await;
    let bob = house.check("bob", PASSWORD).await.unwrap().user;
    let saved = house
        .auth
        .set_profile(bob.id, "Robert".to_owned(), Some(Locale::ZhHans), None);
    saved.await.unwrap();
    house.auth.set_theme(bob.id, Theme::Dark).await.unwrap();
    let after = house.check("bob", PASSWORD).await.unwrap().user;
    assert_eq!(
        (after.display_name.as_str(), after.locale, after.theme),
        ("Robert", Some(Locale::ZhHans), Theme::Dark)
    );
    let saved = house.auth.set_profile(bob.id, "Bob".to_owned(), None, None);
    saved.await.unwrap();
    let after = house.check("bob", PASSWORD).await.unwrap().user;
    assert_eq!((after.locale, after.theme), (None, Theme::Dark));
}

#[tokio::test]
async fn registrations_are_counted_by_address_and_a_taken_name_is_never_hashed() {
    let house = House::with_bob().await;
    // More than the queue of the hashing holds, at once: none is told that it is full.
    let tries = (0..49).map(|_| house.auth.create_account(account("bob"), Right::Open, PEER));
    for outcome in futures_util::future::join_all(tries).await {
        assert!(matches!(outcome, Err(AccountError::Taken)), "{outcome:?}");
    }
    let elsewhere = "198.51.100.1".parse().unwrap();
    let made = [(PEER, false), (elsewhere, true)];
    for (peer, admitted) in made {
        let outcome = house
            .auth
            .create_account(account("carl"), Right::Open, peer)
            .await;
        assert_eq!(outcome.is_ok(), admitted, "{outcome:?}");
        assert!(admitted || matches!(outcome, Err(AccountError::Throttled(_))));
    }
    assert!(
        house.check("bob", PASSWORD).await.is_ok(),
        "no sign-in is locked"
    );
}
