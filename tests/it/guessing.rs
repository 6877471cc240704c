//! Guessing passwords is bounded, keeps nobody out of his own account, and tells no names (docs/promises.md B5, B6).

use std::time::Duration;

use futures_util::{StreamExt, stream};
use reqwest::Method;

use crate::support::visitor::send;
use crate::support::{PASSWORD, TestServer, database};

const GUESSES: usize = 1_000;
/// So many at a time: fewer than fill the queue of the hashing, which would answer 503.
const AT_ONCE: usize = 8;
/// Tries whose time is averaged.
const TURNS: u32 = 10;
const TRIES_IN_A_TURN: u32 = 4;

/// Guesses at anna's password, the address of each made by `address`; how many were looked at.
async fn looked_at(server: &TestServer, address: impl Fn(usize) -> String) -> usize {
    let stranger = server.visitor();
    stream::iter(0..GUESSES)
        .map(|number| {
            let fields = [("username", "anna"), ("password", "a wrong guess")];
            let request = stranger.request(Method::POST, "/login").form(&fields);
            send(request.header("x-forwarded-for", address(number)))
        })
        .buffer_unordered(AT_ONCE)
        .map(|answer| {
            assert!([422, 429].contains(&answer.status), "{answer:?}");
            usize::from(answer.status == 422)
        })
        .fold(0, async |sum, one| sum + one)
        .await
}

#[tokio::test]
async fn a_thousand_guesses_from_one_address_are_ten_and_the_owner_gets_in_meanwhile() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    // Whoever guesses also lies about where he is: nobody was told to believe him.
    let guesses = looked_at(&server, |number| format!("10.0.{}.1", number % 250));
    let owner = async {
        let mut waits = 0;
        for _ in 0..20 {
            waits += usize::from(anna.sign_in("anna").await.status != 303);
        }
        waits
    };
    let (guesses, waits) = tokio::join!(guesses, owner);
    assert!((1..=10).contains(&guesses), "{guesses}");
    assert_eq!(waits, 0);
    let stranger = server.visitor();
    stranger.sign_in("anna").await.must_be(429);
    stranger.sign_in("boss").await.must_be(303);
}

#[tokio::test]
async fn a_thousand_guesses_from_a_thousand_networks_are_a_hundred_and_the_owner_gets_in() {
    let server = TestServer::start_with(&["--trusted-proxies", "127.0.0.1"]).await;
    let anna = server.register("anna").await;
    let guesses = looked_at(&server, |n| format!("10.{}.{}.1", n / 250, n % 250)).await;
    assert_eq!(guesses, 100);
    anna.sign_in("anna").await.must_be(303);
    server.visitor().sign_in("anna").await.must_be(429);
}

#[tokio::test]
async fn behind_a_trusted_proxy_a_session_notes_the_visitor_and_not_the_proxy() {
    let server = TestServer::start_with(&["--trusted-proxies", "127.0.0.1"]).await;
    let visitor = server.visitor();
    let fields = [("username", "boss"), ("password", PASSWORD)];
    let request = visitor.request(Method::POST, "/login").form(&fields);
    send(request.header("x-forwarded-for", "192.0.2.1, 203.0.113.5"))
        .await
        .must_be(303);
    let query = "select count(*) from sessions where address = '203.0.113.5'";
    assert_eq!(database::number(&server, query).await, 1);
}

#[tokio::test]
async fn known_unknown_and_deactivated_names_take_the_same_time_and_bytes() {
    let server = TestServer::start_with(&["--limit-logins-per-name", "0"]).await;
    server.register("anna").await;
    server.register("gone").await;
    let pool = database::open(&server).await;
    let query = "update users set deactivated_at = 1 where username = 'gone'";
    sqlx::query(query).execute(&pool).await.unwrap();
    pool.close().await;

    let names = ["anna", "nemo", "gone"];
    let mut bodies = Vec::new();
    for name in names {
        let answer = server
            .visitor()
            .sign_in_with(name, "a wrong guess")
            .await
            .must_be(422);
        bodies.push(answer.body.replace(name, "NAME"));
    }
    // The right password of an account that is switched off is no better.
    bodies.push(
        server
            .visitor()
            .sign_in("gone")
            .await
            .must_be(422)
            .body
            .replace("gone", "NAME"),
    );
    assert!(bodies.iter().all(|body| *body == bodies[0]));

    // Whoever else is at work on this machine makes single measures unlike; what the program itself did differently
    // would be in every one.
    let mut measures = Vec::new();
    for _ in 0..6 {
        let times = times_of(&server, names).await;
        let (least, most) = (times.iter().min().unwrap(), times.iter().max().unwrap());
        if *most - *least <= Duration::from_millis(3) {
            return;
        }
        measures.push(times);
    }
    panic!("the times always differ: {measures:?}");
}

/// What the server spends of the processor for one answer to each of these names, which take turns.
async fn times_of(server: &TestServer, names: [&str; 3]) -> [Duration; 3] {
    let visitor = server.visitor();
    let mut times = [Duration::ZERO; 3];
    for _ in 0..TURNS {
        for (time, name) in times.iter_mut().zip(names) {
            let before = processor_time(server);
            for _ in 0..TRIES_IN_A_TURN {
                visitor
                    .sign_in_with(name, "a wrong guess")
                    .await
                    .must_be(422);
            }
            *time += processor_time(server) - before;
        }
    }
    times.map(|time| time / (TURNS * TRIES_IN_A_TURN))
}

/// What all threads of the server have had of the processor; Linux counts it in hundredths of a second (proc(5)).
fn processor_time(server: &TestServer) -> Duration {
    let path = format!("/proc/{}/stat", server.process());
    let text = std::fs::read_to_string(path).expect("Linux");
    let (_, after_name) = text.rsplit_once(')').expect("the program's name");
    let ticks = after_name.split_whitespace().skip(11).take(2);
    let ticks: u32 = ticks
        .map(|ticks| ticks.parse::<u32>().expect("a number"))
        .sum();
    Duration::from_millis(10) * ticks
}
