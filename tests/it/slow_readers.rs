//! A peer that reads slowly costs bounded memory, delays nobody, and ends complete.

use serde_json::{Value, json};

use crate::support::{TestServer, eventually};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_read_delays_nobody_and_is_complete_in_the_end() {
    const LINES: usize = 3_000;
    let server = TestServer::without_rates(&["--write-deadline-seconds", "5"]).await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    let mut stalled = bert.enter("lobby").await;
    let mut reading = bert.enter("lobby").await;
    let mut writer = anna.enter("lobby").await;
    let before = server.resident_kib();
    let reader = tokio::spawn(async move {
        for _ in 0..LINES {
            reading.event().await;
        }
    });

    let text = "x".repeat(3_000);
    for number in 0..LINES {
        writer
            .send(json!({"message": format!("{number} {text}")}))
            .await;
        // The writer reads its own echo now and then, so that only the stalled one is slow.
        writer.event().await;
    }
    reader.await.unwrap();
    let after = server.resident_kib();
    println!("resident: {before} KiB before, {after} KiB after");

    // It reads at last: dense by seq from its hello on, until the end or a 4408, after which it resumes.
    let epoch = stalled.hello["epoch"]
        .as_str()
        .expect("an epoch")
        .to_owned();
    let mut have = stalled.hello["head"].as_i64().expect("a head");
    let end = have + LINES as i64;
    let mut reconnects = 0;
    while have < end {
        match stalled.next().await {
            Some(frame) if frame.get("seq").is_some() => {
                assert_eq!(frame["seq"], have + 1, "dense: {frame}");
                have += 1;
            }
            Some(frame) if frame["complete"] == false => {
                // Too far behind to be replayed: the page reloads by HTTP.
                have = frame["to"].as_i64().expect("where it is live again");
            }
            Some(frame) if frame["type"] == "bye" => assert_eq!(frame["code"], 4408, "{frame}"),
            Some(_) => {}
            None => {
                reconnects += 1;
                assert!(reconnects < 20, "it never becomes complete");
                stalled = bert
                    .enter_at(&format!("/ws/chat/lobby/?since={have}&epoch={epoch}"))
                    .await;
            }
        }
    }
    println!("complete after {reconnects} reconnects");
    let newest = bert.messages("lobby").await;
    assert_eq!(
        newest.last().map(|message| message["seq"].clone()),
        Some(Value::from(end))
    );
}

#[tokio::test]
async fn sockets_that_were_left_leave_nothing_behind() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    // Not the files: the pool opens one more of the database whenever many read at once.
    let handles = || {
        let path = format!("/proc/{}/fd", server.process());
        let all = std::fs::read_dir(path).expect("our own child").flatten();
        all.filter_map(|handle| std::fs::read_link(handle.path()).ok())
            .filter(|target| target.to_string_lossy().starts_with("socket:"))
            .count()
    };
    anna.enter("lobby").await.leave().await;
    let before = handles();
    for _ in 0..100 {
        drop(anna.enter("lobby").await);
    }
    eventually("the handles are given back", async || {
        handles() <= before + 2
    })
    .await;
}
