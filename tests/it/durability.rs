//! Nothing acknowledged is lost, and nothing is there twice, whatever moment the process dies (promise A1).

use std::collections::HashMap;
use std::time::Duration;

use rand::RngExt;
use serde_json::json;

use crate::support::{SignedIn, Socket, TestServer, database};

const KILLS: usize = 20;
const WRITERS: usize = 4;
const ROOMS: [&str; 2] = ["lobby", "ops"];

/// What a writer knows: each text it was told is stored, with the seq it was told.
type Acknowledged = HashMap<String, (String, i64)>;

/// Writes as fast as acks come, several texts in flight, until the server is gone.
async fn write_until_killed(person: SignedIn, room: &'static str, name: String) -> Acknowledged {
    const IN_FLIGHT: usize = 8;
    let mut acknowledged = Acknowledged::new();
    let Ok(mut socket) =
        Socket::try_open(&person, &format!("/ws/chat/{room}/"), Some("chat.v1")).await
    else {
        return acknowledged;
    };
    let mut next = 0;
    loop {
        while next < acknowledged.len() + IN_FLIGHT {
            let text = format!("{name}-{next}");
            let command = json!({"type": "message", "nonce": text, "message": text}).to_string();
            if socket.try_send(command.into()).await.is_err() {
                return acknowledged;
            }
            next += 1;
        }
        let Some(frame) = socket.next().await else {
            return acknowledged;
        };
        if frame["type"] == "ack" {
            assert_eq!(frame["dup"], false, "{frame}");
            let text = frame["nonce"].as_str().expect("a nonce").to_owned();
            acknowledged.insert(
                text,
                (room.to_owned(), frame["event"].as_i64().expect("a seq")),
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_twenty_times_while_several_write_nothing_is_lost_or_doubled() {
    let mut server = TestServer::without_rates(&[]).await;
    server.admin().create_room("ops").await;
    let people = [server.register("anna").await, server.register("bert").await];
    let mut acknowledged = Acknowledged::new();
    for kill in 0..KILLS {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let name = format!("k{kill}w{writer}");
                tokio::spawn(write_until_killed(
                    people[writer % 2].clone(),
                    ROOMS[writer / 2],
                    name,
                ))
            })
            .collect();
        let wait = rand::rng().random_range(30..300);
        tokio::time::sleep(Duration::from_millis(wait)).await;
        server.kill();
        for writer in writers {
            acknowledged.extend(writer.await.unwrap());
        }
        server.restart();
    }
    println!("{} acknowledged over {KILLS} kills", acknowledged.len());
    assert!(
        acknowledged.len() > KILLS,
        "there was no load: {}",
        acknowledged.len()
    );

    database::assert_whole(&server).await;
    let mut stored = HashMap::new();
    for message in database::messages(&server).await {
        let earlier = stored.insert(message.body.clone(), (message.room.clone(), message.seq));
        assert_eq!(earlier, None, "twice: {message:?}");
    }
    for (text, place) in &acknowledged {
        assert_eq!(stored.get(text), Some(place), "{text} was acknowledged");
    }
    // What was in flight may be there or not; a resend settles it, once.
    let mut socket = people[0].enter("lobby").await;
    let (text, (_, seq)) = acknowledged
        .iter()
        .find(|(text, _)| text.contains("w0-"))
        .expect("one of hers");
    let ack = socket.post_as(text, text).await;
    assert_eq!((&ack["dup"], &ack["event"]), (&json!(true), &json!(seq)));
}

#[tokio::test]
async fn the_database_is_in_the_mode_that_the_promise_needs() {
    let server = TestServer::start().await;
    let pool = database::open(&server).await;
    let mode: String = sqlx::query_scalar("pragma journal_mode")
        .fetch_one(&pool)
        .await
        .unwrap();
    pool.close().await;
    assert_eq!(mode, "wal");
    use std::os::unix::fs::PermissionsExt;
    for (path, expected) in [
        (server.directory().join("data"), 0o700),
        (server.database_file(), 0o600),
    ] {
        let permissions = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(permissions, expected, "{path:?}");
    }
}
