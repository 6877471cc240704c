//! Who may do what: every route of the router for nobody, a stranger, a member and the admin, around a private room.
//! A route that is added tomorrow fails here until it is listed.

use reqwest::Method;
use teahouse::web::Route;

use crate::support::handshake::Handshake;
use crate::support::visitor::send;
use crate::support::{Answer, TestServer, Visitor, database};

/// A route, and what it answers nobody, a stranger, a member of the private room and the admin, who is not a member.
type Row = (&'static str, &'static str, [u16; 4]);

/// Forms are empty and of the wrong type for the API: 422 and 415 are answers to somebody who may ask. The last row
/// signs out.
const TABLE: [Row; 31] = [
    ("GET", "/", [303, 303, 303, 303]),
    ("GET", "/setup", [404, 404, 404, 404]),
    ("POST", "/setup", [404, 404, 404, 404]),
    ("GET", "/login", [200, 303, 303, 303]),
    ("POST", "/login", [422, 422, 422, 422]),
    ("GET", "/register", [200, 200, 200, 200]),
    ("POST", "/register", [422, 422, 422, 422]),
    ("GET", "/account", [303, 200, 200, 200]),
    ("POST", "/account", [303, 303, 303, 303]),
    ("POST", "/account/theme", [303, 422, 422, 422]),
    ("GET", "/account/password", [303, 200, 200, 200]),
    ("POST", "/account/password", [303, 422, 422, 422]),
    ("GET", "/rooms", [303, 200, 200, 200]),
    ("POST", "/rooms", [303, 422, 422, 422]),
    ("POST", "/rooms/{room}/join", [303, 404, 303, 404]),
    ("GET", "/rooms/{room}", [303, 404, 200, 404]),
    ("GET", "/rooms/{room}/messages/{id}", [303, 404, 200, 404]),
    ("POST", "/rooms/{room}/messages", [303, 404, 422, 404]),
    ("GET", "/api/me", [401, 200, 200, 200]),
    ("GET", "/api/rooms", [401, 200, 200, 200]),
    ("GET", "/api/rooms/{room}/status", [401, 404, 204, 404]),
    ("GET", "/api/rooms/{room}/messages", [401, 404, 200, 404]),
    ("POST", "/api/rooms/{room}/messages", [401, 404, 415, 404]),
    ("PATCH", "/api/messages/{id}", [401, 404, 415, 404]),
    ("DELETE", "/api/messages/{id}", [401, 404, 204, 404]),
    ("GET", "/ws/chat", [401, 101, 101, 101]),
    ("GET", "/ws/chat/{room}", [401, 404, 101, 404]),
    ("GET", "/healthz", [200, 200, 200, 200]),
    ("GET", "/readyz", [200, 200, 200, 200]),
    ("GET", "/static/{version}/{*path}", [404, 404, 404, 404]),
    ("POST", "/logout", [303, 303, 303, 303]),
];

fn address(path: &str, room: &str, message: i64) -> String {
    path.replace("{room}", room)
        .replace("{id}", &message.to_string())
        .replace("{version}", "none")
        .replace("{*path}", "none")
}

async fn ask(person: &Visitor, method: &str, path: &str) -> Answer {
    if path.starts_with("/ws/") {
        return Handshake::of(person, path).answer().await;
    }
    let method: Method = method.parse().expect("a method");
    let request = person.request(method.clone(), path);
    if method == Method::GET {
        send(request).await
    } else {
        send(request.form(&[("", "")])).await
    }
}

#[tokio::test]
async fn every_route_answers_each_kind_of_person_as_listed_and_hides_what_is_not_theirs() {
    let server = TestServer::start().await;
    let stranger = server.register("stranger").await;
    let member = server.register("member").await;
    member.create_private_room("den").await;
    member.enter("den").await.post("among us").await;
    let id = database::number(&server, "select max(id) from messages").await;
    let nobody = server.visitor();
    let people: [&Visitor; 4] = [&nobody, &stranger, &member, server.admin()];

    let mut wrong = Vec::new();
    for Route { method, path } in teahouse::router::routes() {
        if !TABLE
            .iter()
            .any(|row| (row.0, row.1) == (method.as_str(), path))
        {
            wrong.push(format!("{method} {path} is not listed"));
        }
    }
    for (method, path, expected) in TABLE {
        let mut statuses = [0; 4];
        for (status, person) in statuses.iter_mut().zip(people) {
            let answer = ask(person, method, &address(path, "den", id)).await;
            *status = answer.status;
            if path.contains('{') && answer.status == 404 {
                let absent = ask(person, method, &address(path, "nowhere", 999_999)).await;
                if (absent.status, &absent.body) != (404, &answer.body) {
                    wrong.push(format!("{method} {path}: hidden and absent differ"));
                }
            }
        }
        if statuses != expected {
            wrong.push(format!("(\"{method}\", \"{path}\", {statuses:?}),"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
