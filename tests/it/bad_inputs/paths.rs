//! Names of rooms in a path, byte for byte as written, for pages and for sockets.

use super::{Case, Witness, group};
use crate::support::handshake::Handshake;
use crate::support::{SignedIn, TestServer, database, raw};

/// Where docs/protocol.md says something else than 404 for page and socket.
fn protocol_says(case: &Case) -> Option<(Vec<u16>, Vec<u16>, &'static str)> {
    Some(match case.id.as_str() {
        "room_path-01" => (
            vec![200],
            vec![101],
            "no name: the directory, and the default room",
        ),
        "room_path-17" => (
            vec![308],
            vec![101],
            "another spelling of the lobby: folded",
        ),
        "room_path-25" => (
            vec![404, 308],
            vec![404],
            "a legal name in capitals that no room has",
        ),
        "room_path-41" => (
            vec![414, 431],
            vec![414, 431],
            "beyond what is read of a request",
        ),
        _ => return None,
    })
}

async fn page(person: &SignedIn, segment: &str) -> u16 {
    let request = format!(
        "GET /rooms/{segment} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nConnection: close\r\n\r\n",
        person.host(),
        person.cookie()
    );
    let answer = raw::ask(&person.host(), request.as_bytes()).await;
    answer
        .unwrap_or_else(|| panic!("cut without an answer: {segment:.80}"))
        .status
}

#[tokio::test]
async fn a_bad_room_in_a_path_is_not_found_and_makes_nothing() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut witness = Witness::of(&server).await;
    for case in group("room_path") {
        let segment = case.text();
        let (pages, sockets, reason) =
            protocol_says(&case).unwrap_or((vec![404], vec![404], "no such room"));
        let status = page(&anna, &segment).await;
        assert!(
            pages.contains(&status),
            "page of {}: {status}; {reason}",
            case.id
        );
        let path = match segment.as_str() {
            "" => "/ws/chat/".to_owned(),
            segment => format!("/ws/chat/{segment}/"),
        };
        let status = Handshake::of(&anna, &path).answer().await.status;
        assert!(
            sockets.contains(&status),
            "socket of {}: {status}; {reason}",
            case.id
        );
        witness.sees_nothing(&case).await;
    }
    assert_eq!(
        database::number(&server, "select count(*) from rooms").await,
        1
    );
}
