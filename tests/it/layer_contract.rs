//! The contract of a channel layer, run over every backend. A new one joins the list in `backends` and changes nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use teahouse::channels::{
    Capacity, Channel, ChannelLayer, ChannelName, DoorbellLayer, Event, Group, LayerError,
    MemoryLayer, Protocol, Received, check,
};
use teahouse::domain::{Person, RoomId, RoomName, Seq, SessionId, UserId};

const ROOMY: Capacity = Capacity {
    bytes: 0,
    frames: 0,
};
const ROOM: Group = Group::Room(RoomId(1));

async fn backends() -> Vec<Arc<dyn ChannelLayer>> {
    let empty = tempfile::tempdir().expect("a temporary directory");
    let beside_nothing = DoorbellLayer::connect(empty.path())
        .await
        .expect("no server is no error");
    vec![Arc::new(MemoryLayer::default()), Arc::new(beside_nothing)]
}

fn small(frames: usize) -> Capacity {
    Capacity { bytes: 0, frames }
}

fn event(number: i64) -> Event {
    Event::Head {
        room: RoomId(1),
        seq: Seq(number),
    }
}

fn typing() -> Event {
    Event::Typing {
        room_name: RoomName::lobby(),
        person: Person {
            id: UserId(1),
            name: "Anna".to_owned(),
            username: "anna".to_owned(),
        },
        on: true,
        from: ChannelName::random(),
        kept_from: Vec::new(),
    }
}

/// What waits in a channel: numbers of events, `lagged`, or the name of another event.
fn waiting(channel: &mut Channel) -> Vec<String> {
    std::iter::from_fn(|| channel.try_receive())
        .map(|received| name(&received))
        .collect()
}

fn name(received: &Received) -> String {
    match received {
        Received::Lagged => "lagged".to_owned(),
        Received::Event(envelope) => match envelope.event() {
            Event::Head { seq, .. } => seq.to_string(),
            Event::Typing { .. } => "typing".to_owned(),
            Event::SessionEnded => "session ended".to_owned(),
            other => format!("{other:?}"),
        },
    }
}

fn numbers(range: impl Iterator<Item = i64>) -> Vec<String> {
    range.map(|number| number.to_string()).collect()
}

async fn member(layer: &dyn ChannelLayer, group: Group, capacity: Capacity) -> Channel {
    let channel = layer.new_channel(capacity);
    layer
        .group_add(group, channel.name())
        .await
        .expect("the channel is there");
    channel
}

/// Waits for the next event; a layer over a network needs a moment.
async fn next(channel: &mut Channel) -> String {
    let received = tokio::time::timeout(Duration::from_secs(10), channel.receive()).await;
    name(&received.expect("something arrives"))
}

#[tokio::test]
async fn events_arrive_in_the_order_of_sending() {
    for layer in backends().await {
        let mut channel = member(&*layer, ROOM, ROOMY).await;
        for number in 0..1_000 {
            if number % 2 == 0 {
                layer.group_send(ROOM, event(number)).await.unwrap();
            } else {
                layer.send(channel.name(), event(number)).await.unwrap();
            }
        }
        for number in 0..1_000 {
            assert_eq!(
                next(&mut channel).await,
                number.to_string(),
                "{}",
                layer.kind()
            );
        }
    }
}

#[tokio::test]
async fn everybody_in_a_group_hears_it_and_nobody_else() {
    for layer in backends().await {
        let mut inside = [
            member(&*layer, ROOM, ROOMY).await,
            member(&*layer, ROOM, ROOMY).await,
        ];
        // The same number in another kind of group is another group.
        let mut outside = [
            member(&*layer, Group::Room(RoomId(2)), ROOMY).await,
            member(&*layer, Group::User(UserId(1)), ROOMY).await,
            member(&*layer, Group::Session(SessionId(1)), ROOMY).await,
            layer.new_channel(ROOMY),
        ];
        layer.group_send(ROOM, event(7)).await.unwrap();
        for channel in &mut inside {
            assert_eq!(next(channel).await, "7");
        }
        for channel in &mut outside {
            layer.send(channel.name(), event(8)).await.unwrap();
            assert_eq!(next(channel).await, "8", "{}: cross-talk", layer.kind());
        }
    }
}

#[tokio::test]
async fn sending_to_a_group_of_nobody_is_no_error_and_leaves_nothing() {
    for layer in backends().await {
        layer.group_send(ROOM, event(1)).await.unwrap();
        assert_eq!((layer.group_size(ROOM), layer.group_count()), (0, 0));
        let mut late = member(&*layer, ROOM, ROOMY).await;
        assert_eq!(
            waiting(&mut late),
            Vec::<String>::new(),
            "what was sent before is not kept"
        );
    }
}

#[tokio::test]
async fn a_full_channel_is_told_once_that_it_lags_and_then_hears_on() {
    for layer in backends().await {
        for capacity in [
            small(10),
            Capacity {
                bytes: 10 * 256,
                frames: 0,
            },
        ] {
            let mut channel = member(&*layer, ROOM, capacity).await;
            for number in 0..10 {
                layer.group_send(ROOM, event(number)).await.unwrap();
            }
            assert_eq!(
                waiting(&mut channel),
                numbers(0..10),
                "at the brim nothing is lost"
            );
            for number in 0..25 {
                layer.group_send(ROOM, event(number)).await.unwrap();
            }
            assert_eq!(waiting(&mut channel), ["lagged"], "{}", layer.kind());
            layer.group_send(ROOM, event(99)).await.unwrap();
            assert_eq!(waiting(&mut channel), ["99"]);
        }
    }
}

#[tokio::test]
async fn a_slow_receiver_delays_nobody_and_fails_no_send() {
    for layer in backends().await {
        let _slow = member(&*layer, ROOM, small(1)).await;
        let mut quick = member(&*layer, ROOM, ROOMY).await;
        for number in 0..500 {
            layer.group_send(ROOM, event(number)).await.unwrap();
        }
        assert_eq!(waiting(&mut quick), numbers(0..500), "{}", layer.kind());
    }
}

#[tokio::test]
async fn sending_to_one_full_or_gone_channel_says_so() {
    for layer in backends().await {
        let channel = layer.new_channel(small(1));
        layer.send(channel.name(), event(1)).await.unwrap();
        let full = layer.send(channel.name(), event(2)).await;
        assert!(matches!(full, Err(LayerError::Full)), "{full:?}");
        let name = channel.name();
        drop(channel);
        let gone = layer.send(name, event(3)).await;
        assert!(matches!(gone, Err(LayerError::Gone)), "{gone:?}");
        let gone = layer.group_add(ROOM, name).await;
        assert!(matches!(gone, Err(LayerError::Gone)), "{gone:?}");
        assert_eq!(
            layer.group_count(),
            0,
            "a channel that is gone is in no group"
        );
    }
}

#[tokio::test]
async fn typing_is_shed_at_half_full_without_a_lag() {
    for layer in backends().await {
        let mut channel = member(&*layer, ROOM, small(10)).await;
        for number in 0..5 {
            layer.group_send(ROOM, event(number)).await.unwrap();
        }
        for _ in 0..20 {
            layer.group_send(ROOM, typing()).await.unwrap();
        }
        layer.group_send(ROOM, event(5)).await.unwrap();
        assert_eq!(waiting(&mut channel), numbers(0..6), "{}", layer.kind());
    }
}

#[tokio::test]
async fn what_ends_access_is_delivered_by_a_full_channel_too() {
    for layer in backends().await {
        let mut before = member(&*layer, ROOM, small(3)).await;
        layer
            .send(before.name(), Event::SessionEnded)
            .await
            .unwrap();
        for number in 0..10 {
            layer.group_send(ROOM, event(number)).await.unwrap();
        }
        assert_eq!(
            waiting(&mut before),
            ["lagged", "session ended"],
            "{}",
            layer.kind()
        );

        let mut after = member(&*layer, ROOM, small(3)).await;
        for number in 0..10 {
            layer.group_send(ROOM, event(number)).await.unwrap();
        }
        layer.group_send(ROOM, Event::SessionEnded).await.unwrap();
        assert_eq!(
            waiting(&mut after),
            ["lagged", "session ended"],
            "{}",
            layer.kind()
        );
    }
}

#[tokio::test]
async fn adding_and_discarding_twice_is_the_same_as_once() {
    for layer in backends().await {
        let mut channel = member(&*layer, ROOM, ROOMY).await;
        layer.group_add(ROOM, channel.name()).await.unwrap();
        assert_eq!(layer.group_size(ROOM), 1);
        layer.group_send(ROOM, event(1)).await.unwrap();
        assert_eq!(waiting(&mut channel), ["1"], "{}", layer.kind());
        for _ in 0..2 {
            layer.group_discard(ROOM, channel.name()).await.unwrap();
        }
        layer
            .group_discard(Group::Room(RoomId(404)), channel.name())
            .await
            .unwrap();
        layer
            .group_discard(ROOM, ChannelName::random())
            .await
            .unwrap();
        layer.group_send(ROOM, event(2)).await.unwrap();
        assert_eq!(waiting(&mut channel), Vec::<String>::new());
        assert_eq!((layer.group_size(ROOM), layer.group_count()), (0, 0));
    }
}

#[tokio::test]
async fn a_dropped_channel_is_in_no_group_any_more() {
    for layer in backends().await {
        let other = member(&*layer, ROOM, ROOMY).await;
        let channel = member(&*layer, ROOM, ROOMY).await;
        layer
            .group_add(Group::User(UserId(1)), channel.name())
            .await
            .unwrap();
        assert_eq!((layer.group_size(ROOM), layer.group_count()), (2, 2));
        drop(channel);
        assert_eq!(
            (layer.group_size(ROOM), layer.group_count()),
            (1, 1),
            "{}",
            layer.kind()
        );
        drop(other);
        assert_eq!(layer.group_count(), 0);
    }
}

#[tokio::test]
async fn a_consumer_that_panics_leaves_its_groups_like_any_other() {
    for layer in backends().await {
        let inner = layer.clone();
        let consumer = tokio::spawn(async move {
            let _channel = member(&*inner, ROOM, ROOMY).await;
            panic!("a bug in a handler");
        });
        assert!(consumer.await.is_err());
        assert_eq!(
            (layer.group_size(ROOM), layer.group_count()),
            (0, 0),
            "{}",
            layer.kind()
        );
    }
}

#[tokio::test]
async fn ten_thousand_that_came_and_went_leave_nothing() {
    for layer in backends().await {
        for number in 0..10_000 {
            let group = Group::Room(RoomId(number % 50));
            let channel = member(&*layer, group, ROOMY).await;
            layer.group_send(group, event(number)).await.unwrap();
            drop(channel);
        }
        assert_eq!(layer.group_count(), 0, "{}", layer.kind());
    }
}

#[tokio::test]
async fn a_waiting_that_is_given_up_loses_nothing() {
    for layer in backends().await {
        let mut channel = member(&*layer, ROOM, ROOMY).await;
        for number in 0..50 {
            // Polled once and dropped, as in a select that another branch wins.
            let given_up = tokio::time::timeout(Duration::ZERO, channel.receive()).await;
            assert!(given_up.is_err(), "nothing was sent");
            layer.group_send(ROOM, event(number)).await.unwrap();
            assert_eq!(next(&mut channel).await, number.to_string());
        }
    }
}

#[tokio::test]
async fn a_waiting_receiver_is_woken() {
    for layer in backends().await {
        let mut channel = member(&*layer, ROOM, ROOMY).await;
        let receiver = tokio::spawn(async move { next(&mut channel).await });
        tokio::task::yield_now().await;
        layer.group_send(ROOM, event(1)).await.unwrap();
        assert_eq!(receiver.await.unwrap(), "1", "{}", layer.kind());
    }
}

#[tokio::test]
async fn an_event_is_encoded_once_for_all_who_hear_it() {
    for layer in backends().await {
        let mut channels = Vec::new();
        for _ in 0..100 {
            channels.push(member(&*layer, ROOM, ROOMY).await);
        }
        layer.group_send(ROOM, event(1)).await.unwrap();
        let encoded = AtomicUsize::new(0);
        for channel in &mut channels {
            let Received::Event(envelope) = channel.receive().await else {
                panic!("a roomy channel does not lag");
            };
            envelope.encoded(Protocol::ChatV1, |_| {
                encoded.fetch_add(1, Ordering::Relaxed);
                None
            });
        }
        assert_eq!(encoded.into_inner(), 1, "{}", layer.kind());
    }
}

#[tokio::test]
async fn a_check_makes_its_round_trip_and_leaves_nothing() {
    for layer in backends().await {
        let checks = [check(&*layer), check(&*layer), check(&*layer)];
        for checked in futures_util::future::join_all(checks).await {
            println!("{}: {:?}", layer.kind(), checked.expect("an answer"));
        }
        assert_eq!(layer.group_count(), 0);
    }
}
