//! axum's `ws` and tokio's `broadcast`, in the shape of axum's own example of a chat: a room is a broadcast channel, and
//! a socket is split into a task that writes and one that reads. The queue is deep enough that nothing is lost in it.

use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use axum::serve::ListenerExt;
use futures_util::{SinkExt, StreamExt};
use tokio::sync::broadcast;

const DEEP_ENOUGH: usize = 8_192;

type Rooms = Arc<Mutex<HashMap<String, broadcast::Sender<Utf8Bytes>>>>;

pub fn serve() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?);
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        let router = Router::new()
            .route("/ws/chat/{room}/", get(enter))
            .with_state(Rooms::default());
        axum::serve(listener, router).await?;
        Ok(())
    })
}

async fn enter(
    Path(room): Path<String>,
    State(rooms): State<Rooms>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let sender = rooms
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .entry(room)
        .or_insert_with(|| broadcast::channel(DEEP_ENOUGH).0)
        .clone();
    upgrade.on_upgrade(move |socket| chat(socket, sender))
}

async fn chat(socket: WebSocket, room: broadcast::Sender<Utf8Bytes>) {
    let mut heard = room.subscribe();
    let (mut out, mut incoming) = socket.split();
    let writer = tokio::spawn(async move {
        while let Ok(text) = heard.recv().await {
            if out.send(Message::Text(text)).await.is_err() {
                break;
            }
        }
    });
    while let Some(Ok(message)) = incoming.next().await {
        if let Message::Text(text) = message {
            let _ = room.send(text);
        }
    }
    writer.abort();
}
