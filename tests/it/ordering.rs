//! One order per room: whoever reads, from wherever, sees the same (promise A3).

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::support::{SignedIn, Socket, TestServer, database};

const ROOMS: [&str; 3] = ["lobby", "ops", "茶馆"];
const WRITERS: usize = 50;
const READERS: usize = 4;
const LINES_EACH: usize = 20;

/// Every message of a room by the API, page after page from the beginning.
async fn history(person: &SignedIn, room: &str) -> Vec<(i64, String)> {
    let mut all = Vec::new();
    let mut after = 0;
    loop {
        let room = crate::support::encoded(room);
        let path = format!("/api/rooms/{room}/messages?after={after}&limit=100");
        let page = person.get(&path).await.must_be(200).json();
        for message in page["messages"].as_array().expect("a list") {
            all.push(line(message));
        }
        if page["has_after"] == false {
            return all;
        }
        after = all
            .last()
            .expect("a page with more after it is not empty")
            .0;
    }
}

fn line(event: &Value) -> (i64, String) {
    let seq = event["seq"].as_i64().expect("a seq");
    (
        seq,
        event["message"].as_str().unwrap_or_default().to_owned(),
    )
}

/// Reads a room's events until every line of every writer has come.
async fn read_all(mut socket: Socket, lines: usize) -> Vec<Value> {
    let mut events = vec![socket.hello.clone()];
    let mut messages = 0;
    while messages < lines {
        let event = socket.event().await;
        messages += usize::from(event["type"] == "message");
        events.push(event);
    }
    events
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_writers_and_four_readers_in_three_rooms_see_one_order() {
    let server = TestServer::without_rates(&[]).await;
    for room in &ROOMS[1..] {
        server.admin().create_room(room).await;
    }
    let people = [server.register("anna").await, server.register("bert").await];
    let lines_of =
        |room: usize| (0..WRITERS).filter(|writer| writer % 3 == room).count() * LINES_EACH;

    // The readers join before the first line is written.
    let mut readers = Vec::new();
    for (index, room) in ROOMS.into_iter().enumerate() {
        for reader in 0..READERS {
            let socket = people[reader % 2].enter(room).await;
            readers.push((room, tokio::spawn(read_all(socket, lines_of(index)))));
        }
    }

    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let person = people[writer % 2].clone();
            tokio::spawn(async move {
                let mut socket = person.enter(ROOMS[writer % 3]).await;
                for number in 0..LINES_EACH {
                    socket
                        .send(json!({"message": format!("writer {writer} line {number}")}))
                        .await;
                }
                socket.all_until_now().await;
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }

    let mut histories = HashMap::new();
    for room in ROOMS {
        histories.insert(room, history(&people[0], room).await);
    }
    for (room, reader) in readers {
        let events = reader.await.unwrap();
        let head = events[0]["head"].as_i64().expect("a head");
        let seqs: Vec<i64> = events[1..].iter().map(|event| line(event).0).collect();
        let dense: Vec<i64> = (head + 1..).take(seqs.len()).collect();
        assert_eq!(seqs, dense, "{room}");
        let read: Vec<_> = events[1..]
            .iter()
            .filter(|event| event["type"] == "message")
            .map(line)
            .collect();
        let stored: Vec<_> = histories[room]
            .iter()
            .filter(|(seq, _)| *seq > head)
            .cloned()
            .collect();
        assert_eq!(read, stored, "{room}");
    }
    for (room, lines) in &histories {
        for writer in 0..WRITERS {
            let own = format!("writer {writer} line ");
            let numbers: Vec<usize> = lines
                .iter()
                .filter_map(|(_, text)| text.strip_prefix(&own)?.parse().ok())
                .collect();
            let expected: Vec<usize> = (0..numbers.len()).collect();
            assert_eq!(numbers, expected, "writer {writer} in {room}");
        }
    }
    database::assert_whole(&server).await;
}
