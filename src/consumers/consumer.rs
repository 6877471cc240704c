//! The chat consumer: one socket's place in one room. `connect`, `receive`, and a handler per event; leaving the groups
//! is the channel's own guard, so it also happens after a panic.

use std::num::NonZeroU32;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::time::Instant;

use super::command::Command;
use super::perform::{Answer, Sender};
use super::{CloseCode, Limits, SocketScope, frame};
use crate::channels::{Channel, Envelope, Event, Group, Protocol, Received};
use crate::chat::{Around, Chat, ChatError, TOUCH_EVERY};
use crate::domain::{ErrorCode, RoomEvent, Seq};

const TYPING_PER_SECOND: NonZeroU32 = NonZeroU32::new(2).expect("2 is not 0");
const TYPING_BURST: NonZeroU32 = NonZeroU32::new(6).expect("6 is not 0");

pub(super) struct Consumer {
    chat: Chat,
    scope: SocketScope,
    limits: Limits,
    channel: Channel,
    /// The last seq that went to this socket, or that it knew before.
    last: Seq,
    /// More of the log is to be read from the store before the channel is looked at again.
    behind: bool,
    /// When a command last counted as use of the session.
    session_touched: Option<Instant>,
    typing: DefaultDirectRateLimiter,
}

impl Consumer {
    /// Joins the groups, and only then reads: whatever happens in between is in the channel. Returns the first frames.
    pub(super) async fn connect(
        chat: Chat,
        mut scope: SocketScope,
        limits: Limits,
    ) -> Result<(Self, Vec<Bytes>), CloseCode> {
        let channel = chat.layer().new_channel(chat.capacity());
        let user = scope.person.id;
        for group in [
            Group::Room(scope.entrance.room.id),
            Group::User(user),
            Group::Session(scope.session),
        ] {
            let added = chat.layer().group_add(group, channel.name()).await;
            added.map_err(|error| fault(&error))?;
        }
        // Asked again: access that ended between the door and the groups reached nobody.
        let name = scope.entrance.room.name.clone();
        scope.entrance = match chat.enter(user, name.as_str()).await {
            Ok(entrance) => entrance,
            Err(ChatError::NotFound) => return Err(CloseCode::Removed),
            Err(error) => return Err(fault(&error)),
        };
        let alive = chat.is_session_alive(scope.session).await;
        if !alive.map_err(|error| fault(&error))? {
            return Err(CloseCode::SessionEnded);
        }
        let mut consumer = Self {
            last: scope.entrance.room.head,
            chat,
            scope,
            limits,
            channel,
            behind: false,
            session_touched: None,
            typing: RateLimiter::direct(
                Quota::per_second(TYPING_PER_SECOND).allow_burst(TYPING_BURST),
            ),
        };
        let frames = match consumer.scope.protocol {
            Protocol::Seed => consumer.recent().await,
            Protocol::ChatV1 => consumer.greet().await,
        };
        frames
            .map(|frames| (consumer, frames))
            .map_err(|error| fault(&error))
    }

    /// The newest messages for the tutorial's page, where it asks for some.
    async fn recent(&mut self) -> Result<Vec<Bytes>, ChatError> {
        if self.scope.history == 0 {
            return Ok(Vec::new());
        }
        let room = self.scope.entrance.room.id;
        let page = self
            .chat
            .history(room, Around::Newest, self.scope.history)
            .await?;
        self.last = page.head;
        Ok(page
            .messages
            .iter()
            .filter_map(frame::seed_message)
            .collect())
    }

    /// `hello`, and what a returning client missed.
    async fn greet(&mut self) -> Result<Vec<Bytes>, ChatError> {
        let mut frames = vec![frame::hello(&self.scope, self.chat.epoch(), &self.limits)];
        let Some(since) = self.scope.since.take() else {
            return Ok(frames);
        };
        let room = &self.scope.entrance.room;
        let replay = self
            .chat
            .replay(room.id, since.seq, since.epoch.as_deref())
            .await?;
        frames.extend(replay.events.iter().filter_map(|event| self.encode(event)));
        frames.push(frame::resumed(
            &room.name,
            since.seq,
            replay.to,
            replay.complete,
        ));
        self.last = replay.to;
        Ok(frames)
    }

    /// Waits for the next event; nothing is lost where the future is dropped.
    pub(super) async fn next_event(&mut self) -> Received {
        if self.behind {
            return Received::Lagged;
        }
        self.channel.receive().await
    }

    /// An event that waits already.
    pub(super) fn waiting_event(&mut self) -> Option<Received> {
        if self.behind {
            return None;
        }
        self.channel.try_receive()
    }

    /// Carries a command out. The future holds nothing of the consumer, so events go on being delivered meanwhile.
    pub(super) fn receive(&mut self, text: &str) -> BoxFuture<'static, Answer> {
        let sender = Sender {
            chat: self.chat.clone(),
            person: self.scope.person.clone(),
            room: self.scope.entrance.room.clone(),
            channel: self.channel.name(),
            protocol: self.scope.protocol,
            locale: self.scope.locale,
        };
        let command = match Command::parse(self.scope.protocol, text) {
            Ok(command) => command,
            Err(rejected) => return std::future::ready(sender.refuse(&rejected)).boxed(),
        };
        match command {
            // Dropped beyond its rate, without a word.
            Command::Typing(_) if self.typing.check().is_err() => {
                return std::future::ready(Answer::default()).boxed();
            }
            Command::Message(_) | Command::Edit(..) | Command::Delete(..) => self.touch_session(),
            Command::Typing(_) | Command::Read { .. } | Command::Ping(_) => {}
        }
        sender.perform(command).boxed()
    }

    /// The frames of an event, strictly by seq: what the socket has is dropped, what is missing is read from the store.
    pub(super) async fn deliver(
        &mut self,
        received: Received,
        frames: &mut Vec<Bytes>,
    ) -> Result<(), CloseCode> {
        let Received::Event(envelope) = received else {
            return self.heal(frames).await;
        };
        match envelope.event() {
            Event::Room(event) if event.seq == self.last.next() => {
                self.last = event.seq;
                frames.extend(self.live(&envelope));
            }
            Event::Room(RoomEvent { seq, .. }) | Event::Head { seq, .. } => {
                if *seq > self.last {
                    return self.heal(frames).await;
                }
            }
            Event::Typing { from, .. } if *from == self.channel.name() => {}
            Event::Typing { .. } | Event::Read { .. } | Event::Activity { .. } => {
                frames.extend(self.live(&envelope));
            }
            Event::SessionEnded => {
                return self.check_session().await;
            }
            Event::Probe(_) => {}
        }
        Ok(())
    }

    /// Reads what the channel lost, one page at a time, so that a socket that is far behind costs no more memory than
    /// another; [`Consumer::next_event`] goes on with the next page when this one is written.
    async fn heal(&mut self, frames: &mut Vec<Bytes>) -> Result<(), CloseCode> {
        let room = self.scope.entrance.room.id;
        let head = self.chat.head(room).await.map_err(|error| fault(&error))?;
        let events = self
            .chat
            .events_between(room, self.last, head)
            .await
            .map_err(|error| fault(&error))?;
        for event in &events {
            frames.extend(self.encode(event));
            self.last = event.seq;
        }
        self.behind = self.last < head;
        Ok(())
    }

    /// The safety net below the events: is the session still there?
    pub(super) async fn check_session(&self) -> Result<(), CloseCode> {
        match self.chat.is_session_alive(self.scope.session).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(CloseCode::SessionEnded),
            // A busy database is no reason to send anybody away.
            Err(error) => {
                tracing::warn!(%error, "a session could not be checked");
                Ok(())
            }
        }
    }

    /// Who only writes on an open socket must not be signed out for silence. Apart from the command, which waits for
    /// nothing.
    fn touch_session(&mut self) {
        let now = Instant::now();
        let since = self
            .session_touched
            .map(|touched| now.duration_since(touched));
        if since.is_some_and(|since| since < TOUCH_EVERY) {
            return;
        }
        self.session_touched = Some(now);
        let (chat, session) = (self.chat.clone(), self.scope.session);
        tokio::spawn(async move {
            if let Err(error) = chat.touch_session(session).await {
                tracing::warn!(%error, "the use of a session was not written down");
            }
        });
    }

    /// The frame of an event that comes by the channel, encoded once for all who hear it.
    fn live(&self, envelope: &Envelope) -> Option<Bytes> {
        let protocol = self.scope.protocol;
        envelope.frame(protocol, |event| frame::of_event(protocol, event))
    }

    fn encode(&self, event: &RoomEvent) -> Option<Bytes> {
        frame::of_room_event(self.scope.protocol, event)
    }
}

fn fault(error: &impl std::fmt::Display) -> CloseCode {
    tracing::error!(%error, code = ErrorCode::Unavailable.as_str(), "a socket could not be served");
    CloseCode::Overloaded
}
