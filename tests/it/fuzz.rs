//! Ten thousand frames of noise: nobody else notices, and the server answers every one of them.

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use crate::support::{Socket, TestServer};

/// Noise that looks a little like commands.
fn noise(random: &mut SmallRng) -> String {
    const PARTS: [&str; 16] = [
        "{",
        "}",
        "[",
        "]",
        "\"",
        ":",
        ",",
        "\"type\"",
        "\"message\"",
        "\"nonce\"",
        "null",
        "1e999",
        "\\u0000",
        "茶",
        "\u{202e}",
        " ",
    ];
    let length = random.random_range(0..30);
    (0..length)
        .map(|_| PARTS[random.random_range(0..PARTS.len())])
        .collect()
}

#[tokio::test]
async fn noise_is_answered_and_nobody_else_notices() {
    const SEED: u64 = 20_261_123;
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let mut listener = bert.enter("lobby").await;
    let mut random = SmallRng::seed_from_u64(SEED);
    for round in 0..500 {
        let mut socket: Socket = anna.enter("lobby").await;
        for _ in 0..19 {
            socket.send_text(&noise(&mut random)).await;
        }
        let frames = socket.all_until_now().await;
        let answers = frames
            .iter()
            .filter(|frame| frame["type"] == "error" || frame["type"] == "message");
        assert_eq!(
            answers.count(),
            19,
            "round {round} of seed {SEED}: {frames:?}"
        );
    }
    listener.post("all is well").await;
    let heard = listener.all_until_now().await;
    let last = heard.iter().rev().find(|frame| frame.get("seq").is_some());
    assert_eq!(last.expect("a message")["message"], "all is well");
}
