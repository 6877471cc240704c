//! What each kind of person may do by command, over a socket and over the API, in a private room, in an open one and in
//! a direct one. The rules are said here again, in few words, and not read from the server's own table.

use reqwest::Method;
use serde_json::{Value, json};

use super::cast::{Cast, Kind, Room, say};
use crate::support::socket::fresh_nonce;
use crate::support::visitor::send;
use crate::support::{Answer, Socket, Visitor};

/// A command, in the order of asking: the message is the last, since it makes a member of its writer in an open room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Ping,
    Typing,
    Read,
    EditOwn,
    EditOther,
    DeleteOwn,
    DeleteOther,
    React,
    Pin,
    Reply,
    Message,
}

const DEEDS: [Deed; 11] = [
    Deed::Ping,
    Deed::Typing,
    Deed::Read,
    Deed::EditOwn,
    Deed::EditOther,
    Deed::DeleteOwn,
    Deed::DeleteOther,
    Deed::React,
    Deed::Pin,
    Deed::Reply,
    Deed::Message,
];

/// Why somebody does not get in: status and code.
fn refused_at_the_door(kind: Kind, room: &str) -> Option<(u16, &'static str)> {
    let is_open = room == "open";
    match kind {
        Kind::Nobody | Kind::Deactivated => Some((401, "unauthorized")),
        Kind::Banned if is_open => Some((403, "forbidden")),
        Kind::Stranger | Kind::Former | Kind::Banned | Kind::Admin if !is_open => {
            Some((404, "not_found"))
        }
        _ => None,
    }
}

/// Why somebody who got in may not do it. One's own words one may always take back; only who is muted may not write; to
/// others' words only those who look after the room may do anything; an emoji is for whoever may write, a pin for members.
fn refused_inside(kind: Kind, deed: Deed) -> Option<(u16, &'static str)> {
    let looks_after = matches!(kind, Kind::Moderator | Kind::Owner | Kind::Admin);
    match deed {
        Deed::Ping | Deed::Typing | Deed::Read | Deed::DeleteOwn => None,
        Deed::Message | Deed::Reply | Deed::EditOwn | Deed::React => refused_words(kind),
        Deed::Pin => match kind {
            Kind::Muted | Kind::Blocked | Kind::Blocker => refused_words(kind),
            kind => (!is_member(kind) && !looks_after).then_some((403, "forbidden")),
        },
        Deed::EditOther | Deed::DeleteOther => (!looks_after).then_some((403, "forbidden")),
    }
}

/// Why somebody who got in may say nothing there: what one says in a direct room reaches all who are in it, and so those
/// too who want to hear nothing of one another.
fn refused_words(kind: Kind) -> Option<(u16, &'static str)> {
    match kind {
        Kind::Muted => Some((403, "muted")),
        Kind::Blocked | Kind::Blocker => Some((403, "forbidden")),
        _ => None,
    }
}

fn is_member(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Member | Kind::Muted | Kind::Moderator | Kind::Owner | Kind::Blocked | Kind::Blocker
    )
}

/// The message that a deed is about; none where this person never wrote one.
async fn target(cast: &Cast, room: &str, own: &mut Vec<String>, deed: Deed) -> Option<String> {
    match deed {
        Deed::EditOwn => own.last().cloned(),
        Deed::DeleteOwn => own.pop(),
        Deed::EditOther | Deed::DeleteOther | Deed::React | Deed::Pin | Deed::Reply => {
            Some(say(&cast.writer, room).await)
        }
        Deed::Ping | Deed::Typing | Deed::Read | Deed::Message => Some(String::new()),
    }
}

fn frame(deed: Deed, id: &str, nonce: &str) -> Value {
    match deed {
        Deed::Ping => json!({"type": "ping", "n": 7}),
        Deed::Typing => json!({"type": "typing", "on": true}),
        Deed::Read => json!({"type": "read", "upto": 999_999}),
        Deed::EditOwn | Deed::EditOther => {
            json!({"type": "edit", "nonce": nonce, "id": id, "message": "other words"})
        }
        Deed::DeleteOwn | Deed::DeleteOther => {
            json!({"type": "delete", "nonce": nonce, "id": id})
        }
        Deed::Reply => {
            json!({"type": "message", "nonce": nonce, "message": "words", "reply_to": id})
        }
        Deed::React => {
            json!({"type": "react", "nonce": nonce, "id": id, "emoji": "👍", "op": "add"})
        }
        Deed::Pin => json!({"type": "pin", "nonce": nonce, "id": id, "op": "add"}),
        Deed::Message => json!({"type": "message", "nonce": nonce, "message": "words"}),
    }
}

/// Commands that are not acked: what they lead to is looked for instead.
const SILENT: [Deed; 3] = [Deed::Ping, Deed::Typing, Deed::Read];

/// Does it, and says the code of the error that came back; nothing where it was done.
async fn answer(socket: &mut Socket, deed: Deed, id: &str) -> String {
    let nonce = fresh_nonce();
    socket.send(frame(deed, id, &nonce)).await;
    let answer = socket.expect_any(&["ack", "error"]).await;
    assert_eq!(answer["nonce"], nonce, "{answer}");
    answer["code"].as_str().unwrap_or_default().to_owned()
}

/// Whoever is in may do these; to who has not joined *read* means nothing, and nobody is told that one types who may
/// not write.
async fn assert_done(kind: Kind, deed: Deed, socket: &mut Socket, others: &mut Socket) {
    if deed == Deed::Read {
        others.post("something to read").await;
    }
    socket.send(frame(deed, "", "")).await;
    match deed {
        Deed::Typing if refused_words(kind).is_some() => {
            socket.all_until_now().await;
            let mut told = others.all_until_now().await;
            told.extend(others.all_until_now().await);
            let typing = told.iter().find(|frame| frame["type"] == "typing");
            assert_eq!(typing, None, "{kind:?} may not write");
        }
        Deed::Typing => {
            let typing = others.expect("typing").await;
            assert_eq!(typing["user"], socket.hello["user"], "{typing}");
        }
        Deed::Read if is_member(kind) => {
            socket.expect_with("read", |read| read["unread"] == 0).await;
        }
        Deed::Read => {
            // What is told goes another way than the answer to a ping: the second one is surely behind it.
            let mut told = socket.all_until_now().await;
            told.extend(socket.all_until_now().await);
            let read = told
                .iter()
                .find(|frame| frame["type"] == "read" || frame["type"] == "error");
            assert_eq!(read, None, "{kind:?} has not joined");
        }
        _ => {
            let pong = socket.expect_with("pong", |pong| pong["n"] == 7).await;
            assert!(pong["head"].is_i64(), "{pong}");
        }
    }
}

async fn rooms(cast: &Cast) -> [Room; 3] {
    let rooms = [
        cast.room("den", "private", 1).await,
        cast.room("hall", "open", 1).await,
        cast.direct(1).await,
    ];
    cast.deactivate();
    rooms
}

#[tokio::test]
async fn every_command_of_a_socket_is_answered_by_who_one_is() {
    let cast = Cast::new().await;
    let mut wrong = Vec::new();
    for mut room in rooms(&cast).await {
        for &kind in Kind::all_of(room.kind) {
            let person = cast.person(kind);
            let path = format!("/ws/chat/{}/", room.name);
            let opened = Socket::try_open(person, &path, Some("chat.v1")).await;
            let mut socket = match (opened, refused_at_the_door(kind, room.kind)) {
                (Ok(socket), None) => socket,
                (Err(status), Some((expected, _))) if status == expected => continue,
                (opened, expected) => {
                    let opened = opened.map(|_| "let in");
                    wrong.push(format!(
                        "{kind:?} in {}: {opened:?} {expected:?}",
                        room.name
                    ));
                    continue;
                }
            };
            socket.hello = socket.expect("hello").await;
            let mut others = cast.writer.enter(&room.name).await;
            let own = room.written.entry(kind).or_default();
            for deed in DEEDS {
                let Some(id) = target(&cast, &room.name, own, deed).await else {
                    continue;
                };
                if SILENT.contains(&deed) {
                    assert_done(kind, deed, &mut socket, &mut others).await;
                    continue;
                }
                let code = answer(&mut socket, deed, &id).await;
                let expected = refused_inside(kind, deed).map_or("", |(_, code)| code);
                if code != expected {
                    wrong.push(format!(
                        "{kind:?} {deed:?} in {}: {code:?}, not {expected:?}",
                        room.name
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

async fn ask(person: &Visitor, room: &str, deed: Deed, id: &str) -> Answer {
    let message = format!("/api/messages/{id}");
    let mut words = json!({"message": "other words"});
    if deed == Deed::Reply {
        words["reply_to"] = json!(id);
    }
    match deed {
        Deed::EditOwn | Deed::EditOther => {
            send(person.request(Method::PATCH, &message).json(&words)).await
        }
        Deed::DeleteOwn | Deed::DeleteOther => send(person.request(Method::DELETE, &message)).await,
        Deed::React => {
            let body = json!({"emoji": "👍", "op": "add"});
            person
                .post_json(&format!("{message}/reactions"), &body)
                .await
        }
        Deed::Pin => {
            let body = json!({"op": "add"});
            person.post_json(&format!("{message}/pin"), &body).await
        }
        _ => {
            person
                .post_json(&format!("/api/rooms/{room}/messages"), &words)
                .await
        }
    }
}

#[tokio::test]
async fn every_command_of_the_api_is_answered_by_who_one_is() {
    let cast = Cast::new().await;
    let mut wrong = Vec::new();
    for mut room in rooms(&cast).await {
        for &kind in Kind::all_of(room.kind) {
            let own = room.written.entry(kind).or_default();
            for deed in DEEDS {
                if SILENT.contains(&deed) {
                    continue;
                }
                let Some(id) = target(&cast, &room.name, own, deed).await else {
                    continue;
                };
                let answer = ask(cast.person(kind), &room.name, deed, &id).await;
                let done = match deed {
                    Deed::Message | Deed::Reply => 201,
                    Deed::DeleteOwn | Deed::DeleteOther => 204,
                    _ => 200,
                };
                let refused =
                    refused_at_the_door(kind, room.kind).or_else(|| refused_inside(kind, deed));
                let expected = refused.unwrap_or((done, ""));
                if (answer.status, answer.code().as_str()) != expected {
                    wrong.push(format!(
                        "{kind:?} {deed:?} in {}: {answer:?}, not {expected:?}",
                        room.name
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
