//! The layer is a doorbell and the database is the truth: what happens when the doorbell is broken (docs/promises.md E2
//! and A5). The server runs inside of the test here, because no real one can be made to fail like this.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde_json::json;
use teahouse::channels::{
    Capacity, Channel, ChannelLayer, ChannelName, Event, Group, LayerError, MemoryLayer,
};

use crate::support::inside::Inside;

/// How a layer misbehaves.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    /// A handler that sends typing panics.
    PanicsOnTyping,
    /// Every third event of a room is lost.
    Loses,
    /// Every event comes twice, the second time after the next one.
    DoublesAndDelays,
}

/// The layer in memory, and one fault.
struct FaultyLayer {
    inner: MemoryLayer,
    fault: Fault,
    sent: AtomicU64,
    delayed: Mutex<Option<(Group, Event)>>,
}

impl FaultyLayer {
    fn new(fault: Fault) -> Self {
        Self {
            inner: MemoryLayer::default(),
            fault,
            sent: AtomicU64::new(0),
            delayed: Mutex::new(None),
        }
    }
}

#[async_trait]
impl ChannelLayer for FaultyLayer {
    fn kind(&self) -> &'static str {
        "faulty"
    }

    fn new_channel(&self, capacity: Capacity) -> Channel {
        self.inner.new_channel(capacity)
    }

    async fn send(&self, channel: ChannelName, event: Event) -> Result<(), LayerError> {
        self.inner.send(channel, event).await
    }

    async fn group_add(&self, group: Group, channel: ChannelName) -> Result<(), LayerError> {
        self.inner.group_add(group, channel).await
    }

    async fn group_discard(&self, group: Group, channel: ChannelName) -> Result<(), LayerError> {
        self.inner.group_discard(group, channel).await
    }

    async fn group_send(&self, group: Group, event: Event) -> Result<(), LayerError> {
        let number = self.sent.fetch_add(1, Ordering::Relaxed);
        match (self.fault, &event) {
            (Fault::PanicsOnTyping, Event::Typing { .. }) => panic!("a bug in a handler"),
            (Fault::Loses, Event::Room(_)) if number.is_multiple_of(3) => return Ok(()),
            (Fault::DoublesAndDelays, Event::Room(_)) => {
                self.inner.group_send(group, event.clone()).await?;
                let earlier = self.delayed.lock().unwrap().replace((group, event));
                if let Some((group, event)) = earlier {
                    self.inner.group_send(group, event).await?;
                }
                return Ok(());
            }
            _ => {}
        }
        self.inner.group_send(group, event).await
    }

    fn group_size(&self, group: Group) -> usize {
        self.inner.group_size(group)
    }

    fn group_count(&self) -> usize {
        self.inner.group_count()
    }
}

async fn start(fault: Fault) -> (Inside, Arc<FaultyLayer>) {
    let layer = Arc::new(FaultyLayer::new(fault));
    (Inside::start(layer.clone()).await, layer)
}

#[tokio::test]
async fn a_panic_in_a_handler_closes_its_socket_with_1011_and_no_other() {
    let (server, layer) = start(Fault::PanicsOnTyping).await;
    let (anna, bert) = (server.person("anna").await, server.person("bert").await);
    let (mut hers, mut second) = (anna.enter("lobby").await, anna.enter("lobby").await);
    let mut his = bert.enter("lobby").await;
    let groups = layer.group_count();
    hers.send(json!({"type": "typing", "on": true})).await;
    hers.closes_with(1011).await;
    his.post("undisturbed").await;
    assert_eq!(second.event().await["message"], "undisturbed");
    anna.enter("lobby").await.post("and back").await;
    his.all_until_now().await;
    crate::support::eventually("its place in the groups is given up", async || {
        layer.group_count() <= groups
    })
    .await;
}

#[tokio::test]
async fn an_event_that_the_layer_loses_is_healed_by_the_next_and_nothing_is_missing() {
    let (server, _) = start(Fault::Loses).await;
    in_order_and_once(&server).await;
}

#[tokio::test]
async fn an_event_that_the_layer_doubles_or_delays_is_shown_once_and_in_its_place() {
    let (server, _) = start(Fault::DoublesAndDelays).await;
    in_order_and_once(&server).await;
}

/// Posts, and reads a dense log up to the last but two: what no later ring heals may still be on its way.
async fn in_order_and_once(server: &Inside) {
    const LINES: i64 = 60;
    let (anna, bert) = (server.person("anna").await, server.person("bert").await);
    let (mut writer, mut reader) = (anna.enter("lobby").await, bert.enter("lobby").await);
    let head = reader.hello["head"].as_i64().expect("a head");
    for number in 0..LINES {
        writer.post(&format!("line {number}")).await;
    }
    for seq in head + 1..head + LINES - 1 {
        let event = reader.event().await;
        assert_eq!(event["seq"], seq, "{event}");
        assert_eq!(event["message"], format!("line {}", seq - head - 1));
    }
}

#[tokio::test]
async fn who_is_there_asks_for_rooms_and_threads_anew_where_more_happened_than_could_be_told() {
    /// More than waits while members are counted.
    const FLOOD: u64 = 10_000;
    let layer: Arc<dyn ChannelLayer> = Arc::new(MemoryLayer::default());
    let server = Inside::start(layer.clone()).await;
    let mut socket = server.person("anna").await.enter("lobby").await;
    for number in 0..FLOOD {
        let flood = layer.group_send(Group::Logs, Event::Probe(number));
        flood.await.unwrap();
    }
    socket.expect("rooms").await;
}
