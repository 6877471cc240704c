//! What the audit log says of before and after, in words: every name and value that the code writes down.

use serde_json::Value;

use super::settings::{setting_name, setting_value};
use super::words::word;
use crate::domain::Locale;

/// How a value is said.
#[derive(Clone, Copy)]
enum Said {
    /// As it was written: what somebody typed, or a number that names something.
    Plain,
    /// By its own word.
    Word,
    /// Yes or no.
    YesOrNo,
    /// So many of something: the key of a sentence with `$count`.
    Count(&'static str),
    /// Seconds between two messages; none is off.
    Seconds,
    /// A moment; none is for good.
    Moment,
}

/// A name in the log, the key of what it is called, and how its value is said.
const FACTS: &[(&str, &str, Said)] = &[
    ("announcements", "page-announcements", Said::YesOrNo),
    ("bytes", "audit-fact-bytes", Said::Count("audit-bytes")),
    ("days", "audit-fact-days", Said::Count("audit-days")),
    ("default", "page-default", Said::YesOrNo),
    ("emoji", "audit-fact-emoji", Said::Plain),
    ("invite", "audit-fact-invite", Said::Plain),
    ("kind", "admin-kind", Said::Word),
    ("message", "audit-fact-message", Said::Plain),
    ("messages", "admin-messages", Said::Word),
    ("name", "audit-fact-name", Said::Plain),
    ("role", "admin-role", Said::Word),
    ("session", "audit-fact-session", Said::Plain),
    ("slow_seconds", "page-slow", Said::Seconds),
    ("title", "admin-title", Said::Plain),
    ("topic", "page-room-topic", Said::Plain),
    ("until", "audit-fact-until", Said::Moment),
    ("uses", "admin-invite-uses", Said::Plain),
];

/// The small JSON object of an audit row as people read it: *Role: member, Slow mode: 30 seconds*. What no one has named
/// stands for itself.
pub(in crate::web) fn facts(locale: Locale, json: &str) -> String {
    let Ok(Value::Object(facts)) = serde_json::from_str(json) else {
        return json.to_owned();
    };
    let said = facts.iter().map(|(name, value)| {
        let (name, value) = fact(locale, name, value);
        locale.text_with(
            "audit-fact",
            &[("name", name.into()), ("value", value.into())],
        )
    });
    said.collect::<Vec<_>>()
        .join(&locale.text("audit-fact-separator"))
}

fn fact(locale: Locale, name: &str, value: &Value) -> (String, String) {
    if let Some(label) = setting_name(locale, name) {
        return (label, setting_value(locale, name, &plain(value)));
    }
    let known = FACTS.iter().find(|(known, ..)| *known == name);
    match known {
        Some((_, key, said)) => (locale.text(key), value_in_words(locale, *said, value)),
        None => (name.to_owned(), plain(value)),
    }
}

fn value_in_words(locale: Locale, said: Said, value: &Value) -> String {
    match (said, value) {
        (Said::YesOrNo, Value::Bool(true)) => locale.text("admin-word-yes"),
        (Said::YesOrNo, Value::Bool(false)) => locale.text("admin-word-no"),
        (Said::Word, Value::String(stored)) => word(locale, stored),
        (Said::Seconds, Value::Number(count)) if count.as_i64() == Some(0) => {
            locale.text("slow-off")
        }
        (Said::Seconds, Value::Number(_)) => counted(locale, "audit-seconds", value),
        (Said::Count(key), Value::Number(_)) => counted(locale, key, value),
        (Said::Moment, Value::Null) => locale.text("audit-for-good"),
        (Said::Moment, Value::String(moment)) => minute(moment),
        _ => plain(value),
    }
}

fn counted(locale: Locale, key: &str, value: &Value) -> String {
    let count = value.as_i64().unwrap_or_default();
    locale.text_with(key, &[("count", count.into())])
}

/// A moment in UTC up to its minute.
fn minute(moment: &str) -> String {
    match (moment.get(..10), moment.get(11..16)) {
        (Some(day), Some(clock)) => format!("{day} {clock} UTC"),
        _ => moment.to_owned(),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) if !text.is_empty() => text.clone(),
        Value::String(_) | Value::Null => "–".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::config::Live;

    #[test]
    fn facts_are_said_in_words_in_every_language() {
        for (json, english, chinese) in [
            (
                r#"{"announcements":true,"default":false}"#,
                "Announcements only: yes, New users join this room: no",
                "仅发布公告：是，新用户自动加入：否",
            ),
            (
                r#"{"slow_seconds":30,"topic":""}"#,
                "Slow mode: 30 seconds, Topic: –",
                "慢速模式：30 秒，话题：–",
            ),
            (r#"{"slow_seconds":0}"#, "Slow mode: Off", "慢速模式：关闭"),
            (r#"{"role":"moderator"}"#, "Role: moderator", "角色：协管"),
            (r#"{"kind":"private"}"#, "Kind: private", "类型：私密"),
            (r#"{"until":null}"#, "Until: for good", "截止：永久"),
            (
                r#"{"until":"2026-11-23T13:34:56.789Z"}"#,
                "Until: 2026-11-23 13:34 UTC",
                "截止：2026-11-23 13:34 UTC",
            ),
            (
                r#"{"days":1,"uses":5}"#,
                "Valid for: 1 day, For how many people: 5",
                "有效期：1 天，可供几人使用：5",
            ),
            (
                r#"{"messages":"kept","name":"Anna"}"#,
                "Messages: kept, Name: Anna",
                "消息：保留，名称：Anna",
            ),
            (
                r#"{"create_rooms":"admins"}"#,
                "Who may make rooms: Admins",
                "谁可以创建聊天室：仅管理员",
            ),
            (
                r#"{"limit_text_characters":"10"}"#,
                "Characters in a message: 10",
                "单条消息的字符数：10",
            ),
            (r#"{"later":[1]}"#, "later: [1]", "later：[1]"),
            ("", "", ""),
        ] {
            assert_eq!(facts(Locale::En, json), english);
            assert_eq!(facts(Locale::ZhHans, json), chinese);
        }
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths
            .flat_map(|path| match path.is_dir() {
                true => files(&path),
                false => vec![path],
            })
            .collect()
    }

    /// The names of every `json!({ … })` in the files that write to the log.
    fn written() -> BTreeSet<String> {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let texts = ["chat", "store", "domain", "auth", "cli"]
            .iter()
            .flat_map(|module| files(&source.join(module)))
            .map(|path| std::fs::read_to_string(path).unwrap())
            .filter(|text| text.contains("AuditEntry"));
        let mut names = BTreeSet::new();
        for text in texts {
            let code = text.split("#[cfg(test)]").next().unwrap();
            for object in code.split("json!({").skip(1) {
                let object = object.split("})").next().unwrap();
                let parts: Vec<&str> = object.split('"').collect();
                let named = parts.windows(2).skip(1).step_by(2);
                names.extend(
                    named
                        .filter(|pair| pair[1].starts_with(':'))
                        .map(|pair| pair[0].to_owned()),
                );
            }
        }
        names
    }

    #[test]
    fn everything_that_the_code_writes_into_the_log_has_a_word() {
        let written = written();
        assert!(written.len() >= FACTS.len(), "not found: {written:?}");
        let known: BTreeSet<String> = FACTS.iter().map(|fact| fact.0.to_owned()).collect();
        assert_eq!(written, known);
        for name in Live::NAMES {
            assert!(setting_name(Locale::En, name).is_some(), "{name}");
        }
        for stored in [
            "admin",
            "member",
            "bot",
            "moderator",
            "owner",
            "open",
            "private",
            "kept",
            "removed",
        ] {
            assert_ne!(word(Locale::ZhHans, stored), stored);
        }
    }
}
