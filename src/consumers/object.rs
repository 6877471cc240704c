//! JSON that is one object and says nothing twice: of two values for one key, no reader could know which was meant.
//!
//! Called by `command` for frames, and by the API in `web` for its bodies.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

use crate::domain::ErrorCode;

/// Reads an object. Keys inside of its values are not looked at.
///
/// # Errors
/// `bad_json`, also for a key that comes twice; `not_an_object`.
pub fn read_object(json: &[u8]) -> Result<Map<String, Value>, ErrorCode> {
    if let Ok(Object(object)) = serde_json::from_slice(json) {
        return Ok(object);
    }
    let is_object = json.trim_ascii_start().starts_with(b"{");
    match serde_json::from_slice::<IgnoredAny>(json) {
        Ok(_) if !is_object => Err(ErrorCode::NotAnObject),
        _ => Err(ErrorCode::BadJson),
    }
}

struct Object(Map<String, Value>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Keys).map(Self)
    }
}

struct Keys;

impl<'de> Visitor<'de> for Keys {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut object = Map::new();
        while let Some((key, value)) = entries.next_entry()? {
            if object.insert(key, value).is_some() {
                return Err(A::Error::custom("a key comes twice"));
            }
        }
        Ok(object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_read_and_everything_else_has_its_code() {
        let object = read_object(b" {\"a\": {\"b\": 1, \"b\": 2}, \"c\": null}").unwrap();
        assert_eq!(object.len(), 2);
        let deep = "[".repeat(2_000);
        for (json, code) in [
            ("", ErrorCode::BadJson),
            ("{", ErrorCode::BadJson),
            ("{\"a\":1,}", ErrorCode::BadJson),
            ("{} {}", ErrorCode::BadJson),
            ("null x", ErrorCode::BadJson),
            ("{\"a\":1,\"a\":1}", ErrorCode::BadJson),
            (deep.as_str(), ErrorCode::BadJson),
            ("null", ErrorCode::NotAnObject),
            ("[{}]", ErrorCode::NotAnObject),
            (" \"{}\"", ErrorCode::NotAnObject),
            ("7", ErrorCode::NotAnObject),
        ] {
            assert_eq!(read_object(json.as_bytes()), Err(code), "{json}");
        }
    }
}
