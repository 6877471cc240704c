//! The chat consumer: one socket's place in one room. `connect`, `receive`, and a handler per event; leaving the groups
//! is the channel's own guard, so it also happens after a panic.

use std::future::ready;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::time::Instant;

use super::command::Command;
use super::perform::{Answer, Begun, Sender};
use super::room_access::RoomAccess;
use super::{CloseCode, Limits, Since, SocketScope, frame};
use crate::channels::{Channel, Envelope, Event, Group, Protocol, Received};
use crate::chat::{Around, Chat, ChatError, TOUCH_EVERY};
use crate::domain::{Bucket, ErrorCode, Pace, RoomEvent, Seq, SessionId};

const TYPING_BURST: u32 = 6;
const TYPING_PER_SECOND: u32 = 2;

pub(super) struct Consumer {
    sender: Arc<Sender>,
    session: SessionId,
    access: RoomAccess,
    channel: Channel,
    /// The last seq that went to this socket, or that it knew before.
    last: Seq,
    /// More of the log is to be read from the store before the channel is looked at again.
    behind: bool,
    /// When a command last counted as use of the session.
    session_touched: Option<Instant>,
    typing: Bucket,
}

impl Consumer {
    /// Joins the groups, and only then reads: whatever happens in between is in the channel. Returns the first frames.
    pub(super) async fn connect(
        chat: Chat,
        mut scope: SocketScope,
        limits: &Limits,
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
        scope.entrance = match chat.enter_again(user, scope.entrance.room.id).await {
            Ok(entrance) => entrance,
            Err(ChatError::NotFound | ChatError::Refused(_)) => return Err(CloseCode::Removed),
            Err(error) => return Err(fault(&error)),
        };
        let alive = chat.is_session_alive(scope.session).await;
        if !alive.map_err(|error| fault(&error))? {
            return Err(CloseCode::SessionEnded);
        }
        let hello = frame::hello(&scope, chat.epoch(), limits);
        let mut consumer = Self {
            last: scope.entrance.room.head,
            session: scope.session,
            access: RoomAccess::new(user, &scope.entrance),
            sender: Arc::new(Sender {
                chat,
                person: scope.person,
                peer: scope.peer,
                room: scope.entrance.room,
                channel: channel.name(),
                protocol: scope.protocol,
                locale: scope.locale,
            }),
            channel,
            behind: false,
            session_touched: None,
            typing: Bucket::default(),
        };
        let frames = match consumer.sender.protocol {
            Protocol::Seed => consumer.recent(scope.history).await,
            Protocol::ChatV1 => consumer.greet(hello, scope.since).await,
        };
        match frames {
            Ok(frames) => {
                consumer.readmit().await?;
                Ok((consumer, frames))
            }
            // Deleted a moment ago.
            Err(ChatError::NotFound) => Err(CloseCode::RoomDeleted),
            Err(error) => Err(fault(&error)),
        }
    }

    /// Where the beginning was read past what the guard had seen, guard and session are asked once more: what ended access
    /// in between is known to the channel as told already.
    async fn readmit(&mut self) -> Result<(), CloseCode> {
        if self.behind || self.last <= self.access.admitted() {
            return Ok(());
        }
        let Sender {
            chat, person, room, ..
        } = &*self.sender;
        match chat.enter_again(person.id, room.id).await {
            Ok(entrance) => self.access = RoomAccess::new(person.id, &entrance),
            Err(ChatError::NotFound | ChatError::Refused(_)) => return Err(CloseCode::Removed),
            Err(error) => return Err(fault(&error)),
        }
        self.check_session().await
    }

    /// The newest messages for the tutorial's page, where it asks for some.
    async fn recent(&mut self, count: i64) -> Result<Vec<Bytes>, ChatError> {
        if count == 0 {
            return Ok(Vec::new());
        }
        let Sender { chat, room, .. } = &*self.sender;
        let page = chat.history(room.id, Around::Newest, count).await?;
        self.last = page.head;
        Ok(frame::seed_messages(&page.messages).into_iter().collect())
    }

    /// `hello`, and what a returning client missed.
    async fn greet(&mut self, hello: Bytes, since: Option<Since>) -> Result<Vec<Bytes>, ChatError> {
        let mut frames = vec![hello];
        let Some(since) = since else {
            return Ok(frames);
        };
        let Sender { chat, room, .. } = &*self.sender;
        let replay = chat
            .replay(room.id, since.seq, since.epoch.as_deref())
            .await?;
        let (told, cut) = self.access.told(&replay.events);
        if cut.is_some()
            && let Some((cutting, before)) = told.split_last()
        {
            // Shut out since the guard was asked: the cut is made when the channel is next looked at.
            frames.extend(self.encode(before));
            self.last = cutting.seq.previous();
            self.behind = true;
            return Ok(frames);
        }
        frames.extend(self.encode(told));
        self.last = replay.to;
        frames.push(frame::resumed(
            &room.name,
            since.seq,
            replay.to,
            replay.complete,
        ));
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

    /// Begins a command. The future holds nothing of the consumer, so events go on being delivered meanwhile.
    pub(super) fn receive(&mut self, text: &str) -> BoxFuture<'static, Begun> {
        let sender = &self.sender;
        let command = match Command::parse(sender.protocol, text) {
            Ok(command) => command,
            Err(rejected) => return ready(Begun::Done(sender.refuse(&rejected))).boxed(),
        };
        match command {
            // Dropped beyond its rate, without a word.
            Command::Typing(_) if !self.may_say_typing() => {
                return ready(Begun::Done(Answer::default())).boxed();
            }
            Command::Message(_)
            | Command::Edit(..)
            | Command::Delete(..)
            | Command::React(..)
            | Command::Pin(..) => self.touch_session(),
            Command::Typing(_) | Command::Read { .. } | Command::Ping(_) => {}
        }
        Arc::clone(&self.sender).begin(command).boxed()
    }

    fn may_say_typing(&mut self) -> bool {
        let pace = Pace::new(TYPING_BURST, TYPING_PER_SECOND);
        pace.is_none_or(|pace| self.typing.take(pace, std::time::Instant::now()).is_ok())
    }

    /// The frames of an event, strictly by seq: what the socket has is dropped, what is missing is read from the store.
    pub(super) async fn deliver(
        &mut self,
        received: Received,
        frames: &mut Vec<Bytes>,
    ) -> Result<(), CloseCode> {
        let Received::Event(envelope) = received else {
            return Box::pin(self.heal(frames)).await;
        };
        match envelope.event() {
            Event::Room(events) => return self.follow(events, &envelope, frames).await,
            Event::Head { seq, .. } => {
                if *seq > self.last {
                    return Box::pin(self.heal(frames)).await;
                }
            }
            Event::Typing {
                from, kept_from, ..
            } if *from == self.channel.name() || kept_from.contains(&self.sender.person.id) => {}
            Event::Typing { .. }
            | Event::Read { .. }
            | Event::Activity { .. }
            | Event::Thread { .. }
            | Event::Bookmark { .. }
            | Event::RoomsChanged => {
                frames.extend(self.live(&envelope));
            }
            Event::SessionEnded => {
                return Box::pin(self.check_session()).await;
            }
            Event::RoomDeleted { .. } => return Err(CloseCode::RoomDeleted),
            Event::RoomChanged { .. }
            | Event::ThreadChanged { .. }
            | Event::EmojiChanged
            | Event::Probe(_) => {}
        }
        Ok(())
    }

    /// Lines of the room's log: all of them where they go on from what the socket has, or those that it has not.
    async fn follow(
        &mut self,
        events: &[RoomEvent],
        envelope: &Envelope,
        frames: &mut Vec<Bytes>,
    ) -> Result<(), CloseCode> {
        let (Some(first), Some(newest)) = (events.first(), events.last()) else {
            return Ok(());
        };
        if envelope.is_about_access() && first.seq <= self.last.next() {
            return self.follow_access(events, frames);
        }
        if first.seq == self.last.next() {
            frames.extend(self.live(envelope));
        } else if first.seq > self.last {
            return Box::pin(self.heal(frames)).await;
        } else {
            let missing = events.iter().filter(|event| event.seq > self.last);
            frames.extend(self.encode(missing));
        }
        self.last = self.last.max(newest.seq);
        Ok(())
    }

    /// The same where a line may be the last one that this socket is told.
    fn follow_access(
        &mut self,
        events: &[RoomEvent],
        frames: &mut Vec<Bytes>,
    ) -> Result<(), CloseCode> {
        let known = events.partition_point(|event| event.seq <= self.last);
        let (told, cut) = self.access.told(&events[known..]);
        frames.extend(self.encode(told));
        self.last = told.last().map_or(self.last, |newest| newest.seq);
        cut.map_or(Ok(()), Err)
    }

    /// Reads what the channel lost, one page at a time, so that a socket that is far behind costs no more memory than
    /// another; [`Consumer::next_event`] goes on with the next page when this one is written.
    async fn heal(&mut self, frames: &mut Vec<Bytes>) -> Result<(), CloseCode> {
        let Sender { chat, room, .. } = &*self.sender;
        let head = match chat.head(room.id).await {
            Err(ChatError::NotFound) => return Err(CloseCode::RoomDeleted),
            head => head.map_err(|error| fault(&error))?,
        };
        let events = chat
            .events_between(room.id, self.last, head)
            .await
            .map_err(|error| fault(&error))?;
        // After the lines are read: what ended the session before them has its word waiting behind them.
        self.check_session().await?;
        let (told, cut) = self.access.told(&events);
        frames.extend(self.encode(told));
        self.last = told.last().map_or(self.last, |newest| newest.seq);
        self.behind = self.last < head;
        cut.map_or(Ok(()), Err)
    }

    /// The safety net below the events: is the session still there, and the room still open to its user?
    pub(super) async fn check_access(&self) -> Result<(), CloseCode> {
        self.check_session().await?;
        let Sender {
            chat, person, room, ..
        } = &*self.sender;
        match chat.enter_again(person.id, room.id).await {
            Ok(_) => Ok(()),
            Err(ChatError::NotFound | ChatError::Refused(_)) => Err(CloseCode::Removed),
            Err(error) => {
                tracing::warn!(%error, "the access of a socket could not be checked");
                Ok(())
            }
        }
    }

    /// Is the session still there?
    pub(super) async fn check_session(&self) -> Result<(), CloseCode> {
        match self.sender.chat.is_session_alive(self.session).await {
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
        let (sender, session) = (Arc::clone(&self.sender), self.session);
        tokio::spawn(async move {
            if let Err(error) = sender.chat.touch_session(session).await {
                tracing::warn!(%error, "the use of a session was not written down");
            }
        });
    }

    /// The frames of an event that comes by the channel, encoded once for all who hear it.
    fn live(&self, envelope: &Envelope) -> Option<Bytes> {
        let protocol = self.sender.protocol;
        envelope.encoded(protocol, |event| frame::of_event(protocol, event))
    }

    fn encode<'e>(&self, events: impl IntoIterator<Item = &'e RoomEvent>) -> Option<Bytes> {
        frame::of_room_events(self.sender.protocol, events)
    }
}

fn fault(error: &impl std::fmt::Display) -> CloseCode {
    tracing::error!(%error, code = ErrorCode::Unavailable.as_str(), "a socket could not be served");
    CloseCode::Overloaded
}
