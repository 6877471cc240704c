//! What every route answers each kind of person, in a private room, in an open one and in a direct one. A route that is
//! added tomorrow fails here until it is listed: the failure prints the line as the server answers today.

use std::collections::BTreeSet;

use reqwest::Method;

use super::cast::{Cast, Kind, say};
use super::table::{Row, table};
use crate::support::handshake::Handshake;
use crate::support::visitor::send;
use crate::support::{Answer, Visitor};

/// These change who is who, so each is asked in a room of its own.
const OWN_ROOM: [&str; 2] = ["/rooms/{room}/join", "/rooms/{room}/leave"];

/// The places of a path, filled with something that is there where the test can have it.
fn address(path: &str, room: &str, message: &str) -> String {
    path.replace("/admin/users/{id}", "/admin/users/2")
        .replace("{room}", room)
        .replace("{id}", message)
        .replace("{username}", "writer")
        .replace("{version}", "none")
        .split('/')
        .map(|part| {
            if part.starts_with('{') {
                "999999"
            } else {
                part
            }
        })
        .collect::<Vec<&str>>()
        .join("/")
}

/// An address of the same form at which there is nothing.
fn absent(path: &str) -> String {
    let path = match path.strip_prefix("/admin") {
        Some(rest) => format!("/nowhere{rest}"),
        None => path.replace("{username}", "no-one-at-all"),
    };
    address(&path, "nowhere", "999999")
}

async fn ask(person: &Visitor, method: &Method, path: &str) -> Answer {
    if path.starts_with("/ws/") {
        return Handshake::of(person, path).answer().await;
    }
    let request = person.request(method.clone(), path);
    if *method == Method::GET {
        send(request).await
    } else {
        send(request.form(&[("", "")])).await
    }
}

/// What may differ between two answers that must look the same: nothing but the time.
fn looks(answer: &Answer) -> (u16, &str, BTreeSet<&(String, String)>) {
    let headers = answer.headers.iter().filter(|header| header.0 != "date");
    (answer.status, &answer.body, headers.collect())
}

struct Asking<'a> {
    cast: &'a Cast,
    /// The name of the direct room.
    direct: &'a str,
    wrong: Vec<String>,
}

impl Asking<'_> {
    /// Asks as everybody; notes what is not as listed.
    async fn row(&mut self, row: &Row) {
        let room = &self.room_of(row);
        let Row {
            section,
            method,
            path,
            expected,
        } = row;
        let mut statuses = Vec::new();
        for kind in Kind::all_of(section) {
            let person = self.cast.person(*kind);
            let message = match path.contains("{id}") {
                // One that the person before has not deleted.
                true => say(&self.cast.writer, room).await,
                false => String::new(),
            };
            let answer = ask(person, method, &address(path, room, &message)).await;
            statuses.push(answer.status);
            let nothing = absent(path);
            if answer.status == 404 && nothing != *path {
                let there_is_none = ask(person, method, &nothing).await;
                if looks(&answer) != looks(&there_is_none) {
                    self.wrong.push(format!(
                        "{method} {path} of {section}: {kind:?} can tell hidden from absent: {answer:?} {there_is_none:?}"
                    ));
                }
            }
        }
        if statuses != *expected {
            let statuses: Vec<String> = statuses.iter().map(u16::to_string).collect();
            let statuses = statuses.join("  ");
            self.wrong.push(format!(
                "[{section}] {:6} {path:43} {statuses}",
                method.as_str()
            ));
        }
    }

    /// The direct room stays as it is whoever joins or leaves.
    fn room_of(&self, row: &Row) -> String {
        let section = match row.section {
            "direct" => return self.direct.to_owned(),
            "hall" => "hall",
            _ => "den",
        };
        match OWN_ROOM.iter().position(|path| *path == row.path) {
            Some(number) => format!("{section}-{number}"),
            None => section.to_owned(),
        }
    }
}

#[tokio::test]
async fn every_route_answers_each_kind_of_person_as_listed_and_hides_what_is_not_theirs() {
    let cast = Cast::new().await;
    let rooms = [("den", "private"), ("hall", "open")];
    let rows = table();
    for (room, kind) in rooms {
        cast.room(room, kind, 0).await;
        for (number, _) in OWN_ROOM.iter().enumerate() {
            cast.room(&format!("{room}-{number}"), kind, 0).await;
        }
    }
    let direct = cast.direct(0).await;
    cast.deactivate();

    let mut asking = Asking {
        cast: &cast,
        direct: &direct.name,
        wrong: Vec::new(),
    };
    for route in teahouse::router::routes() {
        let in_rooms = route.path.contains("{room}") || route.path.contains("/messages/{id}");
        let sections: &[&str] = match in_rooms {
            true => &["den", "hall", "direct"],
            false => &["any"],
        };
        for section in sections {
            let is_listed = rows.iter().any(|row| {
                let is_here = row.section == *section || (row.section, *section) == ("last", "any");
                is_here && row.method == route.method && row.path == route.path
            });
            if !is_listed {
                let (method, path, expected) = (route.method.clone(), route.path, Vec::new());
                let row = Row {
                    section,
                    method,
                    path,
                    expected,
                };
                asking.wrong.push("not listed:".to_owned());
                asking.row(&row).await;
            }
        }
    }
    for row in &rows {
        asking.row(row).await;
    }
    let wrong = asking.wrong;
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
