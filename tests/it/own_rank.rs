//! Nobody acts on somebody of the own rank, by whatever verb: the rules that no command can try, because the operator
//! stands above everybody.

use std::sync::Arc;

use teahouse::channels::MemoryLayer;
use teahouse::chat::{Chat, ChatError};
use teahouse::clock::SystemClock;
use teahouse::config::{Live, Settings};
use teahouse::domain::{Doer, ErrorCode, Room, RoomName, RoomRole, User, UserId, Via};
use teahouse::store::{Location, Store, memberships, rooms, users};

use crate::support::TestServer;
use crate::support::operator::done;

struct House {
    data: TestServer,
    store: Store,
    chat: Chat,
    den: Room,
}

impl House {
    /// A private room with two owners, a moderator and a member; `eve` is in no room but the lobby.
    async fn new() -> Self {
        let data = TestServer::stopped(&[]);
        done(&data, "room create den --private");
        for (name, role) in [
            ("anna", "owner"),
            ("bert", "owner"),
            ("carl", "moderator"),
            ("dora", "member"),
        ] {
            data.create_user(&[name]);
            done(&data, &format!("room add den {name} --role {role}"));
        }
        data.create_user(&["eve"]);
        let address = format!("sqlite:{}", data.database_file().display());
        let location = Location::parse(&address).unwrap();
        let clock = Arc::new(SystemClock);
        let store = Store::open(&location, clock.clone()).await.unwrap();
        let live = Arc::new(Live::new(Settings::default()));
        let layer = Arc::new(MemoryLayer::default());
        let chat = Chat::new(store.clone(), layer, clock, live).await.unwrap();
        let name = RoomName::parse("den").unwrap();
        let den = rooms::find_by_name(store.reader(), &name).await.unwrap();
        Self {
            data,
            store,
            chat,
            den: den.unwrap(),
        }
    }

    async fn user(&self, name: &str) -> User {
        let found = users::find_by_name(self.store.reader(), name).await;
        found.unwrap().unwrap()
    }

    async fn id(&self, name: &str) -> UserId {
        self.user(name).await.id
    }

    async fn doer(&self, name: &str) -> Doer {
        Doer {
            person: Some(self.user(name).await.person()),
            via: Via::Page,
            address: None,
        }
    }

    async fn add(&self, doer: &str, whom: &str, role: RoomRole) -> Result<(), ChatError> {
        let (doer, whom) = (self.doer(doer).await, self.id(whom).await);
        self.chat.add_member(doer, self.den.id, whom, role).await
    }

    async fn role(&self, name: &str) -> Option<RoomRole> {
        let (room, user) = (self.den.id, self.id(name).await);
        let found = memberships::find(self.store.reader(), room, user).await;
        found.unwrap().map(|found| found.role)
    }
}

#[track_caller]
fn must_be(result: Result<(), ChatError>, code: ErrorCode) {
    match result {
        Err(ChatError::Refused(refusal)) => assert_eq!(refusal.code, code),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn adding_a_member_again_in_another_role_keeps_to_the_ranks() {
    use RoomRole::{Member, Moderator, Owner};
    let house = House::new().await;
    for (doer, whom, role) in [
        ("anna", "bert", Member),
        ("anna", "anna", Member),
        ("carl", "dora", Moderator),
        ("carl", "anna", Member),
        ("carl", "carl", Owner),
        ("carl", "eve", Moderator),
        ("dora", "eve", Member),
    ] {
        must_be(house.add(doer, whom, role).await, ErrorCode::Forbidden);
    }
    assert_eq!(house.role("bert").await, Some(Owner));
    assert_eq!(house.role("eve").await, None);
    must_be(house.add("eve", "eve", Member).await, ErrorCode::NotFound);

    house.add("anna", "carl", Member).await.unwrap();
    house.add("anna", "dora", Moderator).await.unwrap();
    house.add("dora", "eve", Member).await.unwrap();
    house.add("dora", "eve", Member).await.unwrap();
    assert_eq!(house.role("carl").await, Some(Member));
    assert_eq!(house.role("eve").await, Some(Member));
}

#[tokio::test]
async fn nobody_who_was_deleted_comes_into_a_room() {
    let house = House::new().await;
    let eve = house.id("eve").await;
    let deleting = house.chat.delete_user(Doer::operator(), eve, false);
    deleting.await.unwrap();
    let doer = house.doer("anna").await;
    let role = RoomRole::Member;
    let added = house
        .chat
        .add_member(doer.clone(), house.den.id, eve, role)
        .await;
    assert!(matches!(added, Err(ChatError::NotFound)), "{added:?}");
    let banned = house.chat.ban(doer, house.den.id, eve).await;
    assert!(matches!(banned, Err(ChatError::NotFound)), "{banned:?}");
    let list = done(&house.data, "user list");
    assert!(!list.contains("deleted"), "{list}");
    let name = format!("user promote deleted~{eve}");
    crate::support::operator::refused(&house.data, &name);
}
