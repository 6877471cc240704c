//! The audit of acknowledged writes: each has its row, with its id, room, seq and text, and nothing else is there.

use std::collections::HashMap;

use sqlx::Row;

use super::Failed;
use super::audit::Ack;
use super::frames::Label;
use super::support::database;
use super::target::{Target, room_name, rooms_path};

/// Compares acks with what is stored: in the database of our own server, by the API of another.
pub fn audit(target: &Target, acks: &[Ack]) -> Result<usize, Failed> {
    let mut stored = if target.server.is_some() {
        by_database(target, acks)?
    } else {
        by_api(target, acks)?
    };
    for ack in acks {
        let expected = (room_name(ack.room), ack.seq, ack.number);
        match stored.remove(&ack.id) {
            Some(found) if found == expected => {}
            Some(found) => {
                return Err(format!("message {}: {found:?} for {expected:?}", ack.id).into());
            }
            None => {
                return Err(format!("message {} was acknowledged and is not there", ack.id).into());
            }
        }
    }
    if let Some((id, message)) = stored.iter().next() {
        return Err(format!("message {id} was never acknowledged: {message:?}").into());
    }
    Ok(acks.len())
}

/// By id: room, seq, and the number in the text.
type Stored = HashMap<i64, (String, i64, usize)>;

fn by_database(target: &Target, acks: &[Ack]) -> Result<Stored, Failed> {
    let Some(server) = &target.server else {
        return Ok(Stored::new());
    };
    // Those before are of an earlier run; ids rise.
    let first = acks.iter().map(|ack| ack.id).min().unwrap_or(i64::MAX);
    let query =
        "select m.id, r.name, m.seq, m.body from messages m join rooms r on r.id = m.room_id
                 where m.id >= $1 and m.body like 'm.%'";
    let rows = target.runtime.block_on(async {
        let pool = database::open(server).await;
        let rows = sqlx::query(query).bind(first).fetch_all(&pool).await;
        pool.close().await;
        rows
    })?;
    let mut stored = Stored::new();
    for row in &rows {
        let number = number(row.try_get("body")?)?;
        let place = (row.try_get("name")?, row.try_get("seq")?, number);
        stored.insert(row.try_get("id")?, place);
    }
    Ok(stored)
}

fn number(text: &str) -> Result<usize, Failed> {
    let label = Label::read(text).ok_or_else(|| format!("not a text of ours: {text}"))?;
    Ok(label.number)
}

fn by_api(target: &Target, acks: &[Ack]) -> Result<Stored, Failed> {
    let mut stored = Stored::new();
    let mut spans: HashMap<usize, (i64, i64)> = HashMap::new();
    for ack in acks {
        let (least, most) = spans.entry(ack.room).or_insert((ack.seq, ack.seq));
        (*least, *most) = ((*least).min(ack.seq), (*most).max(ack.seq));
    }
    for (room, (least, most)) in spans {
        let mut after = least - 1;
        while after < most {
            let path = format!("{}?after={after}&limit=100", rooms_path(room));
            let page = target
                .runtime
                .block_on(target.admin.get(&path))
                .must_be(200)
                .json();
            let messages = page["messages"].as_array().ok_or("no list")?;
            if messages.is_empty() {
                break;
            }
            for message in messages {
                after = message["seq"].as_i64().ok_or("no seq")?;
                let text = message["message"].as_str().unwrap_or_default();
                if after > most || !text.starts_with("m.") {
                    continue;
                }
                let id = message["id"].as_str().unwrap_or_default().parse()?;
                stored.insert(id, (room_name(room), after, number(text)?));
            }
        }
    }
    Ok(stored)
}
