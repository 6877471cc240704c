//! A text frame → a typed command, or the refusal that says what is wrong with it.

use serde_json::{Map, Value};

use super::object::read_object;
use crate::channels::Protocol;
use crate::chat::{self, Mark};
use crate::domain::{ErrorCode, MessageId, Nonce, ReactionEmoji, Refusal, Seq};

/// What a client asks for.
#[derive(Clone, Debug)]
pub(super) enum Command {
    Message(chat::Command),
    Edit(MessageId, chat::Command),
    Delete(MessageId, Option<Nonce>),
    React(MessageId, ReactionEmoji, Mark),
    Pin(MessageId, Mark),
    /// `back`: *mark unread from here*.
    Read {
        upto: Seq,
        back: bool,
    },
    Typing(bool),
    Ping(Option<i64>),
}

/// A frame that could not be read, with the nonce by which its sender knows it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rejected {
    pub(super) nonce: Option<Nonce>,
    pub(super) refusal: Refusal,
}

impl Command {
    /// Reads a frame. Unknown keys are passed over; a frame without `type` is a message, as the tutorial's page sends.
    pub(super) fn parse(protocol: Protocol, text: &str) -> Result<Self, Rejected> {
        let object = read_object(text.as_bytes()).map_err(|code| Rejected {
            nonce: None,
            refusal: code.into(),
        })?;
        if protocol == Protocol::Seed {
            return message(&object, None)
                .map(Self::Message)
                .map_err(|refusal| Rejected {
                    nonce: None,
                    refusal,
                });
        }
        let nonce = nonce(&object).map_err(|refusal| Rejected {
            nonce: None,
            refusal,
        })?;
        typed(&object, nonce.clone()).map_err(|refusal| Rejected { nonce, refusal })
    }
}

fn typed(object: &Map<String, Value>, nonce: Option<Nonce>) -> Result<Command, Refusal> {
    match object.get("type") {
        None => post(object, nonce).map(Command::Message),
        Some(Value::String(name)) => match name.as_str() {
            "message" => post(object, nonce).map(Command::Message),
            "edit" => {
                let id = message_id(object)?;
                message(object, nonce).map(|command| Command::Edit(id, command))
            }
            "delete" => Ok(Command::Delete(message_id(object)?, nonce)),
            "react" => {
                let id = message_id(object)?;
                let (emoji, mark) = react(object, nonce)?;
                Ok(Command::React(id, emoji, mark))
            }
            "pin" => Ok(Command::Pin(message_id(object)?, mark(object, nonce)?)),
            "read" => read(object),
            "typing" => match object.get("on") {
                Some(Value::Bool(on)) => Ok(Command::Typing(*on)),
                _ => Err(ErrorCode::BadRequest.into()),
            },
            "ping" => match object.get("n") {
                None | Some(Value::Null) => Ok(Command::Ping(None)),
                Some(number) => number
                    .as_i64()
                    .map(|number| Command::Ping(Some(number)))
                    .ok_or_else(|| ErrorCode::BadRequest.into()),
            },
            _ => Err(ErrorCode::UnknownType.into()),
        },
        Some(_) => Err(ErrorCode::UnknownType.into()),
    }
}

fn message(object: &Map<String, Value>, nonce: Option<Nonce>) -> Result<chat::Command, Refusal> {
    match object.get("message") {
        None => Err(ErrorCode::MissingMessage.into()),
        Some(Value::String(text)) => Ok(chat::Command {
            text: text.clone(),
            nonce,
            reply_to: None,
        }),
        Some(_) => Err(ErrorCode::MessageNotAString.into()),
    }
}

/// A message that is new: it may answer another.
fn post(object: &Map<String, Value>, nonce: Option<Nonce>) -> Result<chat::Command, Refusal> {
    let command = message(object, nonce)?;
    let reply_to = match object.get("reply_to") {
        None | Some(Value::Null) => None,
        Some(id) => Some(read_id(id)?),
    };
    Ok(chat::Command {
        reply_to,
        ..command
    })
}

fn message_id(object: &Map<String, Value>) -> Result<MessageId, Refusal> {
    let id = object.get("id").unwrap_or(&Value::Null);
    read_id(id)
}

/// An id that is no number names no message; one that is no string is no id.
fn read_id(id: &Value) -> Result<MessageId, Refusal> {
    match id {
        Value::String(text) => text.parse().map_err(|_| ErrorCode::NotFound.into()),
        _ => Err(ErrorCode::BadRequest.into()),
    }
}

/// `op` is `add` where it is not there.
fn mark(object: &Map<String, Value>, nonce: Option<Nonce>) -> Result<Mark, Refusal> {
    let added = match object.get("op") {
        None => true,
        Some(Value::String(op)) if op == "add" => true,
        Some(Value::String(op)) if op == "remove" => false,
        Some(_) => return Err(ErrorCode::BadRequest.into()),
    };
    Ok(Mark { added, nonce })
}

fn react(
    object: &Map<String, Value>,
    nonce: Option<Nonce>,
) -> Result<(ReactionEmoji, Mark), Refusal> {
    match object.get("emoji") {
        Some(Value::String(emoji)) => Ok((ReactionEmoji::parse(emoji)?, mark(object, nonce)?)),
        _ => Err(ErrorCode::BadRequest.into()),
    }
}

fn read(object: &Map<String, Value>) -> Result<Command, Refusal> {
    let upto = object.get("upto").and_then(Value::as_i64);
    let back = match object.get("back") {
        None => Some(false),
        Some(back) => back.as_bool(),
    };
    match (upto, back) {
        (Some(upto), Some(back)) if upto >= 0 => Ok(Command::Read {
            upto: Seq(upto),
            back,
        }),
        _ => Err(ErrorCode::BadRequest.into()),
    }
}

fn nonce(object: &Map<String, Value>) -> Result<Option<Nonce>, Refusal> {
    match object.get("nonce") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Nonce::parse(text).map(Some),
        Some(_) => Err(ErrorCode::BadNonce.into()),
    }
}

/// Reads a message to post out of the API's body, by the same rules as a frame.
///
/// # Errors
/// `missing_message`, `message_not_a_string`, `bad_nonce`; `bad_request`, `not_found` for what it answers.
pub fn read_message(object: &Map<String, Value>) -> Result<chat::Command, Refusal> {
    post(object, nonce(object)?)
}

/// Reads the new text of a message out of the API's body.
///
/// # Errors
/// `missing_message`, `message_not_a_string`, `bad_nonce`.
pub fn read_edit(object: &Map<String, Value>) -> Result<chat::Command, Refusal> {
    message(object, nonce(object)?)
}

/// Reads a reaction out of the API's body, by the same rules as a frame.
///
/// # Errors
/// `bad_request`, `invalid`, `bad_nonce`.
pub fn read_reaction(object: &Map<String, Value>) -> Result<(ReactionEmoji, Mark), Refusal> {
    react(object, nonce(object)?)
}

/// Reads what is added or taken away out of the API's body.
///
/// # Errors
/// `bad_request`, `bad_nonce`.
pub fn read_mark(object: &Map<String, Value>) -> Result<Mark, Refusal> {
    mark(object, nonce(object)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(protocol: Protocol, text: &str) -> &'static str {
        Command::parse(protocol, text)
            .unwrap_err()
            .refusal
            .code
            .as_str()
    }

    #[test]
    fn each_kind_of_nonsense_has_its_own_code() {
        for (text, code) in [
            ("", "bad_json"),
            ("{", "bad_json"),
            ("{\"message\":\"x\",}", "bad_json"),
            ("null", "not_an_object"),
            ("[1]", "not_an_object"),
            ("\"hi\"", "not_an_object"),
            ("{}", "missing_message"),
            ("{\"type\":\"nuke\"}", "unknown_type"),
            ("{\"type\":7}", "unknown_type"),
            ("{\"message\":1}", "message_not_a_string"),
            ("{\"message\":null}", "message_not_a_string"),
            ("{\"message\":\"x\",\"nonce\":\"a b\"}", "bad_nonce"),
            ("{\"message\":\"x\",\"nonce\":7}", "bad_nonce"),
            ("{\"type\":\"typing\",\"on\":1}", "bad_request"),
            ("{\"message\":\"x\",\"reply_to\":7}", "bad_request"),
            ("{\"message\":\"x\",\"reply_to\":[\"7\"]}", "bad_request"),
            ("{\"message\":\"x\",\"reply_to\":\"\"}", "not_found"),
            ("{\"message\":\"x\",\"reply_to\":\"7x\"}", "not_found"),
            ("{\"type\":\"edit\",\"message\":\"x\"}", "bad_request"),
            ("{\"type\":\"edit\",\"id\":\"7\"}", "missing_message"),
            ("{\"type\":\"delete\",\"id\":\"x\"}", "not_found"),
            ("{\"type\":\"react\",\"id\":\"7\"}", "bad_request"),
            (
                "{\"type\":\"react\",\"id\":\"7\",\"emoji\":\"tea\"}",
                "invalid",
            ),
            ("{\"type\":\"pin\",\"id\":7}", "bad_request"),
            (
                "{\"type\":\"pin\",\"id\":\"7\",\"op\":\"x\"}",
                "bad_request",
            ),
            ("{\"type\":\"read\",\"upto\":-1}", "bad_request"),
            ("{\"type\":\"read\"}", "bad_request"),
            ("{\"type\":\"ping\",\"n\":1.5}", "bad_request"),
        ] {
            assert_eq!(refused(Protocol::ChatV1, text), code, "{text}");
        }
        assert_eq!(refused(Protocol::ChatV1, &"[".repeat(2_000)), "bad_json");
    }

    #[test]
    fn an_error_carries_the_nonce_of_its_command() {
        let rejected =
            Command::parse(Protocol::ChatV1, "{\"message\":1,\"nonce\":\"c-1\"}").unwrap_err();
        assert_eq!(rejected.nonce.unwrap().as_str(), "c-1");
    }

    #[test]
    fn the_tutorials_frame_is_a_message_in_both_protocols() {
        for protocol in [Protocol::Seed, Protocol::ChatV1] {
            let command = Command::parse(protocol, "{\"message\":\"大家好\",\"x\":1}").unwrap();
            assert!(matches!(command, Command::Message(message) if message.text == "大家好"));
        }
    }
}
