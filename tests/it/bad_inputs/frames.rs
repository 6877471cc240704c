//! Frames that break the WebSocket protocol, after a good handshake.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Case, Witness, group};
use crate::support::handshake::Handshake;
use crate::support::raw::Raw;
use crate::support::wire::{Frame, Received, receive};
use crate::support::{PATIENCE, SignedIn, TestServer};

const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;

/// One frame as the file describes it.
fn frame(description: &Value) -> Frame {
    let number = |key: &str| description[key].as_u64();
    let payload = match (&description["text"], &description["hex"], number("repeat")) {
        // The file's commands say `text`; the protocol's field is `message`.
        (Value::String(text), _, _) => text.replace("\"text\":", "\"message\":").into_bytes(),
        (_, Value::String(hex), _) => bytes_of(hex),
        (_, _, Some(count)) => vec![b'x'; count as usize],
        _ => Vec::new(),
    };
    let mut frame = Frame::new(number("opcode").unwrap_or(u64::from(TEXT)) as u8, payload);
    frame.fin = number("fin") != Some(0);
    frame.rsv = number("rsv").unwrap_or(0) as u8;
    frame.masked = description["mask"] != false;
    frame.declared_length = number("declared_len");
    frame
}

fn bytes_of(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex
        .chars()
        .map(|digit| digit.to_digit(16).expect("hex"))
        .collect();
    digits
        .chunks(2)
        .map(|pair| (pair[0] * 16 + pair[1]) as u8)
        .collect()
}

/// All bytes of a case.
fn bytes(case: &Case) -> Vec<u8> {
    let description = &case.value["frame"];
    if let Some(sequence) = description["sequence"].as_array() {
        return sequence
            .iter()
            .flat_map(|part| frame(part).bytes())
            .collect();
    }
    if let Some(hex) = description["hex_raw"].as_str() {
        return bytes_of(hex);
    }
    if let Some(count) = description["ping_flood"].as_u64() {
        return Frame::new(PING, "p").bytes().repeat(count as usize);
    }
    let fragment = |opcode: u8, payload: Vec<u8>, fin: bool| {
        Frame {
            fin,
            ..Frame::new(opcode, payload)
        }
        .bytes()
    };
    if let Some(count) = description["empty_fragments"].as_u64() {
        let mut bytes = fragment(TEXT, Vec::new(), false);
        bytes.extend(fragment(0, Vec::new(), false).repeat(count as usize));
        return bytes;
    }
    if let Some(count) = description["fragments"].as_u64() {
        let part = vec![b'x'; description["repeat"].as_u64().expect("a size") as usize];
        let mut bytes = fragment(TEXT, part.clone(), false);
        bytes.extend(fragment(0, part, false).repeat(count as usize - 1));
        return bytes;
    }
    frame(description).bytes()
}

/// A `chat.v1` socket whose frames are written by hand, after its hello.
async fn open(person: &SignedIn) -> Raw {
    let handshake = Handshake::of(person, "/ws/chat/").with("Sec-WebSocket-Protocol", "chat.v1");
    let (answer, mut raw) = handshake.open().await;
    answer.must_be(101);
    let hello = receive(&mut raw).await;
    assert!(
        matches!(&hello, Received::Text(text) if text.contains("\"hello\"")),
        "{hello:?}"
    );
    raw
}

/// Reads to the end: the texts before it, and the code of the one close frame.
async fn ending(raw: &mut Raw, case: &Case) -> (Vec<String>, Option<u16>) {
    let read = tokio::time::timeout(PATIENCE, read_to_end(raw, case)).await;
    read.unwrap_or_else(|_| panic!("it is not closed: {case:?}"))
}

async fn read_to_end(raw: &mut Raw, case: &Case) -> (Vec<String>, Option<u16>) {
    let mut texts = Vec::new();
    loop {
        match receive(raw).await {
            Received::Text(text) => texts.push(text),
            Received::Pong(_) | Received::Other(PING) => {}
            Received::Close(code) => {
                let since = Instant::now();
                assert_eq!(
                    receive(raw).await,
                    Received::End,
                    "one close, then the end: {case:?}"
                );
                assert!(
                    since.elapsed() < Duration::from_secs(2),
                    "cut at once: {case:?}"
                );
                return (texts, code);
            }
            Received::Other(opcode) => panic!("{case:?}: opcode {opcode}"),
            Received::End => return (texts, None),
        }
    }
}

#[tokio::test]
async fn a_frame_that_breaks_the_protocol_closes_its_socket_with_the_right_code() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut witness = Witness::of(&server).await;
    for case in group("frames") {
        let mut raw = open(&anna).await;
        match case.id.as_str() {
            // These have a test of their own below.
            "frames-13" | "frames-21" | "frames-39" | "frames-41" | "frames-43" => continue,
            _ => raw.send(&bytes(&case)).await,
        }
        let (texts, code) = ending(&mut raw, &case).await;
        let expected = match case.id.as_str() {
            // A close is answered by a close.
            "frames-37" => vec![1000],
            _ => case.expected_numbers(),
        };
        assert!(
            code.is_some_and(|code| expected.contains(&code)),
            "{case:?}: {code:?} after {texts:?}"
        );
        if case.id != "frames-37" && !texts.is_empty() {
            assert!(texts[0].contains("\"bye\""), "{case:?}: {texts:?}");
        }
        witness.sees_nothing(&case).await;
    }
}

/// The case of this id.
fn case(id: &str) -> Case {
    group("frames")
        .into_iter()
        .find(|case| case.id == id)
        .expect("the case")
}

#[tokio::test]
async fn fragments_are_one_message_and_control_frames_may_stand_between() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut raw = open(&anna).await;
    raw.send(&bytes(&case("frames-13"))).await;
    assert_eq!(receive(&mut raw).await, Received::Pong(b"p".to_vec()));
    let message = receive(&mut raw).await;
    assert!(
        matches!(&message, Received::Text(text) if text.contains("\"ok\"")),
        "{message:?}"
    );
    // A character split over two fragments is a whole character, and then it is no JSON.
    raw.send(&bytes(&case("frames-21"))).await;
    let error = receive(&mut raw).await;
    assert!(
        matches!(&error, Received::Text(text) if text.contains("bad_json")),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_flood_of_pings_disturbs_nobody() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut witness = Witness::of(&server).await;
    let case = case("frames-39");
    let mut raw = open(&anna).await;
    raw.send(&bytes(&case)).await;
    witness.sees_nothing(&case).await;
    raw.send(&Frame::new(CLOSE, 1000_u16.to_be_bytes()).bytes())
        .await;
    let (texts, code) = ending(&mut raw, &case).await;
    assert!(matches!(code, Some(1000 | 1008)), "{code:?} {texts:?}");
}

#[tokio::test]
async fn a_peer_that_sends_its_payload_byte_by_byte_is_cut() {
    let server =
        TestServer::start_with(&["--heartbeat-seconds", "1", "--heartbeat-dead-seconds", "3"])
            .await;
    let anna = server.register("anna").await;
    let mut raw = open(&anna).await;
    raw.send(&Frame::new(TEXT, "x".repeat(100)).bytes()[..20])
        .await;
    let since = Instant::now();
    let freed = raw.closed_after(Duration::from_secs(20)).await;
    println!("cut after {:?}", since.elapsed());
    assert!(freed.is_some(), "held for ever");
    Witness::of(&server)
        .await
        .sees_nothing(&case("frames-41"))
        .await;
}

#[tokio::test]
async fn a_connection_that_ends_without_a_close_frame_has_left() {
    let server = TestServer::start_with(&["--limit-sockets-per-user", "1"]).await;
    let anna = server.register("anna").await;
    let mut raw = open(&anna).await;
    raw.finish_sending().await;
    assert!(
        raw.closed_after(Duration::from_secs(10)).await.is_some(),
        "half open for ever"
    );
    // Its place is free again.
    crate::support::eventually("the place is free", async || {
        crate::support::Socket::try_open(&anna, "/ws/chat/", Some("chat.v1"))
            .await
            .is_ok()
    })
    .await;
}
