//! What a client must have got, whatever came in between: `hello`, then each seq once and in order, `resumed` in its
//! place, complete, and in the end the state of the database.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use teahouse::domain::RoomEvent;

use super::house::House;

/// Fails with `case` unless the frames tell of `log` exactly, after `since` or else after the head of `hello`.
pub fn assert_exact(
    house: &House,
    frames: &[Value],
    since: Option<i64>,
    log: &[RoomEvent],
    case: &dyn std::fmt::Debug,
) {
    let fail = |what: String| panic!("{what}\nthe case: {case:?}\nthe frames: {frames:#?}");
    let Some((hello, rest)) = frames.split_first() else {
        return fail("nothing came".to_owned());
    };
    if hello["type"] != "hello" {
        fail("the first frame is no hello".to_owned());
    }
    let head = hello["head"].as_i64().unwrap_or(-1);
    let start = since.unwrap_or(head);
    let mut last = start;
    let mut resumed = 0;
    for frame in rest {
        if frame["type"] == "resumed" {
            resumed += 1;
            let expected = json!({"type": "resumed", "room": "lobby", "from": start + 1, "to": last, "complete": true});
            if *frame != expected || last < head {
                fail(format!("after {last}, with head {head}: {frame}"));
            }
        } else if frame["seq"] == last + 1 {
            last += 1;
        } else {
            fail(format!("after {last} came {frame}"));
        }
    }
    if resumed != usize::from(since.is_some()) {
        fail(format!("resumed {resumed} times"));
    }
    if last != house.head {
        fail(format!("it ends at {last}, and the log at {}", house.head));
    }
    let missed: Vec<&RoomEvent> = log.iter().filter(|event| event.seq.0 > start).collect();
    let kinds = |frame: &Value| frame["seq"].is_i64().then(|| frame["type"].clone());
    let told: Vec<Value> = rest.iter().filter_map(kinds).collect();
    let made: Vec<&str> = missed.iter().map(|event| event.change.kind()).collect();
    if json!(told) != json!(made) {
        fail(format!("{told:?} in place of {made:?}"));
    }
    if shown(rest) != stored(&missed) {
        fail(format!(
            "{:?} in place of {:?}",
            shown(rest),
            stored(&missed)
        ));
    }
}

/// The texts that a page shows after these frames, by message; `None` is a tombstone.
fn shown(frames: &[Value]) -> BTreeMap<String, Option<String>> {
    let mut texts = BTreeMap::new();
    for frame in frames.iter().filter(|frame| frame["seq"].is_i64()) {
        let id = frame["id"].as_str().unwrap_or_default().to_owned();
        let text = frame["message"].as_str().map(str::to_owned);
        assert_eq!(
            text.is_none(),
            frame["type"] == "deleted" || frame["deleted"] == true,
            "{frame}"
        );
        texts.insert(id, text);
    }
    texts
}

fn stored(log: &[&RoomEvent]) -> BTreeMap<String, Option<String>> {
    log.iter()
        .filter_map(|event| event.change.message())
        .map(|message| {
            let text = (!message.deleted).then(|| message.text.clone());
            (message.id.to_string(), text)
        })
        .collect()
}
