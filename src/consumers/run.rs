//! The life of one socket, from the upgrade to the close.

use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, Sleep, sleep_until, timeout_at};

use super::consumer::Consumer;
use super::heartbeat::{Beat, Heartbeat};
use super::perform::Answer;
use super::socket::{End, Incoming, Socket};
use super::strikes::Strikes;
use super::under_way::UnderWay;
use super::{CloseCode, Limits, Place, SocketScope};
use crate::channels::Received;
use crate::chat::Chat;
use crate::shutdown::Shutdown;

/// How often session and guard are asked, as the net below the events that end access.
const ACCESS_CHECK: Duration = Duration::from_secs(60);
/// Events joined into one write: bounds the memory that a busy room takes for one socket.
const JOINED_EVENTS: usize = 256;
/// How long what is under way may take once the server stops.
const LAST_COMMANDS: Duration = Duration::from_secs(2);

/// Serves one upgraded connection until it ends; `place` is given back then. A panic in here ends this socket with 1011
/// and no other.
///
/// Most sockets are idle most of the time, so what is needed once (the beginning, the end, a healing) lies in memory of
/// its own and not in the future that waits.
pub async fn run<S>(
    stream: S,
    scope: Box<SocketScope>,
    chat: Chat,
    limits: Limits,
    shutdown: Shutdown,
    place: Place,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let protocol = scope.protocol;
    let (user, room) = (scope.person.id, scope.entrance.room.id);
    let mut socket = Box::pin(Socket::new(stream, &limits)).await;
    let served = Box::pin(serve(&mut socket, scope, chat, &limits, &shutdown));
    let end = AssertUnwindSafe(served)
        .catch_unwind()
        .await
        .unwrap_or_else(|_| {
            tracing::error!(%user, %room, "a consumer panicked");
            End::Close(CloseCode::ServerFault)
        });
    tracing::info!(%user, %room, ?end, "socket closed");
    match end {
        End::Close(code) => Box::pin(socket.close(protocol, code)).await,
        End::ByPeer => Box::pin(socket.closed_by_peer()).await,
        End::Gone => {}
    }
    drop(place);
}

async fn serve<S>(
    socket: &mut Socket<S>,
    scope: Box<SocketScope>,
    chat: Chat,
    limits: &Limits,
    shutdown: &Shutdown,
) -> End
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let connecting = Box::pin(Consumer::connect(chat, *scope, limits));
    let (consumer, mut frames) = match connecting.await {
        Ok(connected) => connected,
        Err(code) => return End::Close(code),
    };
    if let Err(end) = socket.send(&mut frames).await {
        return end;
    }
    let mut life = Life {
        consumer,
        frames,
        under_way: UnderWay::default(),
        strikes: Strikes::default(),
        heartbeat: Heartbeat::new(limits.heartbeat, limits.heartbeat_dead, Instant::now()),
        access_check: Instant::now() + ACCESS_CHECK,
    };
    // Made once: each step would take the locks of timer and shutdown, which all sockets share, to wait anew.
    let mut waits = Waits {
        stop: pin!(shutdown.cancelled()),
        alarm: pin!(sleep_until(life.due())),
    };
    loop {
        if let Err(end) = life.step(socket, &mut waits).await {
            return end;
        }
    }
}

/// What every step waits for beside events and frames.
struct Waits<'w, C> {
    stop: Pin<&'w mut C>,
    alarm: Pin<&'w mut Sleep>,
}

/// What one socket remembers between two steps.
struct Life {
    consumer: Consumer,
    /// Kept between steps only for its memory.
    frames: Vec<Bytes>,
    under_way: UnderWay,
    strikes: Strikes,
    heartbeat: Heartbeat,
    access_check: Instant,
}

impl Life {
    /// When [`Life::tick`] has something to do.
    fn due(&self) -> Instant {
        self.heartbeat.due().min(self.access_check)
    }

    async fn step<S, C>(
        &mut self,
        socket: &mut Socket<S>,
        waits: &mut Waits<'_, C>,
    ) -> Result<(), End>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
        C: Future<Output = ()>,
    {
        tokio::select! {
            () = waits.stop.as_mut() => Box::pin(self.finish(socket)).await,
            answer = self.under_way.next(), if !self.under_way.is_empty() => match answer {
                Some(answer) => self.write(socket, Some(answer), None).await,
                None => Ok(()),
            },
            received = self.consumer.next_event() => self.write(socket, None, Some(received)).await,
            incoming = socket.receive(), if self.under_way.has_room() => {
                let incoming = incoming?;
                self.heartbeat.heard(Instant::now());
                if let Incoming::Text(text) = incoming {
                    self.under_way.begin(self.consumer.receive(&text));
                }
                Ok(())
            }
            () = waits.alarm.as_mut() => {
                // What was heard since has moved it: it is only set anew when it rings.
                let ticked = self.tick(socket).await;
                waits.alarm.as_mut().reset(self.due());
                ticked
            }
        }
    }

    /// Writes what is there to be said, with all that waits behind it, in one go.
    async fn write<S>(
        &mut self,
        socket: &mut Socket<S>,
        mut answer: Option<Answer>,
        mut received: Option<Received>,
    ) -> Result<(), End>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        self.frames.clear();
        let mut is_abuse = false;
        while let Some(Answer { frame, is_error }) = answer {
            self.frames.extend(frame);
            is_abuse = is_error && self.strikes.count(Instant::now());
            answer = (!is_abuse).then(|| self.under_way.answered()).flatten();
        }
        if is_abuse {
            socket.send(&mut self.frames).await?;
            return Err(End::Close(CloseCode::Abuse));
        }
        let mut joined = 0;
        while joined < JOINED_EVENTS {
            let Some(received) = received.take().or_else(|| self.consumer.waiting_event()) else {
                break;
            };
            let delivered = self.consumer.deliver(received, &mut self.frames).await;
            if let Err(code) = delivered {
                // What came before the end, acks above all, is still said.
                socket.send(&mut self.frames).await?;
                return Err(End::Close(code));
            }
            joined += 1;
        }
        socket.send(&mut self.frames).await
    }

    async fn tick<S>(&mut self, socket: &mut Socket<S>) -> Result<(), End>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        let now = Instant::now();
        if now >= self.access_check {
            self.access_check = now + ACCESS_CHECK;
            let checking = Box::pin(self.consumer.check_access());
            checking.await.map_err(End::Close)?;
        }
        match self.heartbeat.beat(now) {
            Some(Beat::Ping) => socket.ping().await,
            // Nobody is there to read a close frame.
            Some(Beat::Dead) => Err(End::Gone),
            None => Ok(()),
        }
    }

    /// The server stops: what is under way is finished and answered first.
    async fn finish<S>(&mut self, socket: &mut Socket<S>) -> Result<(), End>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        let stop = Instant::now() + LAST_COMMANDS;
        while !self.under_way.is_empty()
            && let Ok(answer) = timeout_at(stop, self.under_way.next()).await
        {
            self.write(socket, answer, None).await?;
        }
        Err(End::Close(CloseCode::Restarting))
    }
}
