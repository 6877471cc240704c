//! Our own accept loop: header timeout, connection limits, and an end that waits for requests and sockets.
//!
//! `axum::serve` sets no header timeout (slowloris) and its graceful shutdown forgets upgraded sockets.
//! Called by the command line with a listener and the finished router; reads no database and knows no page.

mod connection;
mod places;

use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

use crate::config::Settings;
use crate::domain::PeerAddress;
use crate::shutdown::Shutdown;
use connection::Connection;
use places::{Place, Places};

/// docs/promises.md C5: a peer that sends its header slowly holds nothing for longer.
const HEADER_READ_TIMEOUT: Duration = Duration::from_secs(10);
/// Larger than what the pages allow (`web::limits`: 8 KiB of URI, 32 KiB of header), so that they can say what is too
/// long; a URI of 70,000 bytes is still read, and answered 414.
const READ_BUFFER_BYTES: usize = 128 * 1024;
/// A process out of file handles gets some back when a connection ends; until then a loop would burn the processor.
const PAUSE_AFTER_ACCEPT_ERROR: Duration = Duration::from_millis(200);
/// Below the 5 s that docs/promises.md E1 grants, so that the database can still be closed in time.
const LONGEST_DRAIN: Duration = Duration::from_millis(4_500);
/// A peer that takes nothing of its answer for so long holds memory only (C5). Sockets have their own, shorter deadline.
const LEAST_WRITE_STALL: Duration = Duration::from_secs(30);

/// Serves until `shutdown` begins, then waits for requests and sockets to end, 4.5 s at most.
///
/// Every request carries its [`PeerAddress`] as an extension. A failing connection never ends the loop.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    settings: &Settings,
    shutdown: &Shutdown,
) {
    let places = Places::new(settings);
    let stall = LEAST_WRITE_STALL.max(Duration::from_secs(settings.write_deadline_seconds + 1));
    loop {
        let (stream, peer) = tokio::select! {
            biased;
            () = shutdown.cancelled() => break,
            accepted = accept(&listener) => accepted,
        };
        match places.take(peer.ip()) {
            Some(place) => {
                let connection = Connection::new(stream, place, shutdown.hold(), stall);
                tokio::spawn(run(connection, peer, router.clone(), shutdown.clone()));
            }
            None => places.refuse(stream),
        }
    }
    // from here on the system refuses new connections
    drop(listener);
    if !shutdown.drain(LONGEST_DRAIN).await {
        tracing::warn!("some connections did not end in time and were cut");
    }
}

/// The next connection. Errors of one peer and a lack of file handles pass.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) => match error.kind() {
                // the peer was gone before we took it
                ErrorKind::ConnectionAborted
                | ErrorKind::ConnectionRefused
                | ErrorKind::ConnectionReset => {}
                _ => {
                    tracing::error!(%error, "no connection can be accepted; trying again");
                    tokio::time::sleep(PAUSE_AFTER_ACCEPT_ERROR).await;
                }
            },
        }
    }
}

async fn run(connection: Connection, peer: SocketAddr, router: Router, shutdown: Shutdown) {
    // small frames must not wait for more (Nagle); without it the connection works all the same
    let _ = connection.set_nodelay();
    let service = hyper::service::service_fn(move |request| answer(request, peer, router.clone()));
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_READ_TIMEOUT)
        .max_buf_size(READ_BUFFER_BYTES)
        .serve_connection(TokioIo::new(connection), service)
        .with_upgrades();
    let mut served = std::pin::pin!(served);
    let result = tokio::select! {
        biased;
        result = served.as_mut() => result,
        () = shutdown.cancelled() => {
            // an idle connection is closed now, another one after its answer
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = result {
        tracing::debug!(%error, "a connection ended early");
    }
}

async fn answer(
    mut request: Request<Incoming>,
    peer: SocketAddr,
    router: Router,
) -> Result<Response<Body>, Infallible> {
    request.extensions_mut().insert(PeerAddress(peer));
    router.oneshot(request).await
}

#[cfg(test)]
mod tests;
