//! What a letter behind an `@` costs where many people are: every question that completion asks, over a house of 10,000
//! people who are all in one room, and one page of mentions.
//!
//! ```text
//! cargo bench --bench naming
//! ```

#![deny(unused_must_use)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use teahouse::channels::MemoryLayer;
use teahouse::chat::Chat;
use teahouse::clock::SystemClock;
use teahouse::config::{Live, Settings};
use teahouse::domain::{MessageId, SiteRole, UserId};
use teahouse::store::users::{self, NewUser};
use teahouse::store::{Location, Store, StoreError};

const PEOPLE: usize = 10_000;
const FAMILY: [&str; 12] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "曾", "欧阳",
];
const GIVEN: [&str; 16] = [
    "伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "小明",
    "志强",
];
const TIMES: u32 = 100;

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(bench());
}

async fn bench() {
    let folder = tempfile::tempdir().expect("a folder");
    let address = format!("sqlite:{}", folder.path().join("tea.db").display());
    let location = Location::parse(&address).expect("an address");
    let clock = Arc::new(SystemClock);
    let store = Store::open(&location, clock.clone())
        .await
        .expect("a store");
    let began = Instant::now();
    people(&store).await.expect("people");
    println!(
        "{PEOPLE} people made in {:.1} s",
        began.elapsed().as_secs_f64()
    );
    let live = Arc::new(Live::new(Settings::default()));
    let layer = Arc::new(MemoryLayer::default());
    let chat = Chat::new(store.clone(), layer, clock, live)
        .await
        .expect("the verbs");
    let user = users::get(store.reader(), UserId(2)).await.expect("a user");
    let entrance = chat.enter(user.id, "lobby").await.expect("the lobby");
    for number in 2..40 {
        let room = entrance.room.id;
        chat.announce(UserId(number), room, "@user0 tea")
            .await
            .expect("a message");
    }
    for typed in [
        "", "z", "zh", "zhang", "zs", "zhangwei", "张", "张伟", "u9", "user42", "nobody",
    ] {
        let mut times = Vec::new();
        let mut found = 0;
        for _ in 0..TIMES {
            let began = Instant::now();
            let offer = chat
                .nameable(&user, &entrance, typed)
                .await
                .expect("an offer");
            times.push(began.elapsed());
            found = offer.people.len();
        }
        print(&format!("@{typed}"), found, times);
    }
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let began = Instant::now();
        chat.mentions(user.id, MessageId(i64::MAX), false, 51)
            .await
            .expect("mentions");
        times.push(began.elapsed());
    }
    print("mentions", 0, times);
}

fn print(what: &str, found: usize, mut times: Vec<Duration>) {
    times.sort();
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    let (middle, late) = (times[times.len() / 2], times[times.len() * 95 / 100]);
    println!(
        "{what:<12} {found} found, {:.2} ms (95 of 100 within {:.2} ms)",
        ms(middle),
        ms(late)
    );
}

async fn people(store: &Store) -> Result<(), StoreError> {
    store
        .write(|transaction| {
            Box::pin(async move {
                for number in 0..PEOPLE {
                    let family = FAMILY[number % FAMILY.len()];
                    let given = GIVEN[number / FAMILY.len() % GIVEN.len()];
                    let username = format!("user{number}");
                    let new = NewUser {
                        username_folded: username.clone(),
                        username_skeleton: username.clone(),
                        username,
                        display_name: format!("{family}{given}"),
                        password_hash: None,
                        role: SiteRole::Member,
                        locale: None,
                    };
                    users::create(transaction, new).await?;
                }
                Ok(())
            })
        })
        .await
}
