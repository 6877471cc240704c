//! The link between one client and the server: a small TCP proxy whose bytes can be held back, swallowed or cut.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::support::server::Place;

/// Small, so that a reader who does not read is felt by the server soon.
const BUFFER_BYTES: u32 = 4 * 1024;
/// Of a segment, as on an old modem line: on the loopback's 64 KiB the kernel would take megabytes from the server for
/// somebody who does not read, and no run is long enough to fill that.
const SEGMENT_BYTES: u32 = 536;

/// What happens to the bytes of one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    Pass,
    /// Kept until it passes again; also when the client has gone meanwhile, as on a slow line.
    Hold,
    /// Taken and thrown away: the connection must be cut afterwards.
    Swallow,
}

#[derive(Clone, Copy, Debug)]
struct Gate {
    up: Flow,
    down: Flow,
    /// Connections of an older number are cut.
    generation: u32,
}

/// One client's way to the server.
pub struct Link {
    pub address: SocketAddr,
    gate: watch::Sender<Gate>,
    generation: Arc<AtomicU32>,
    accepting: JoinHandle<()>,
}

impl Link {
    /// Listens on a port of its own, and leads to wherever the server is at the moment.
    pub async fn to(server: Place) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        let _ = socket.set_send_buffer_size(BUFFER_BYTES);
        socket
            .bind(SocketAddr::from(([127, 0, 0, 1], 0)))
            .expect("a free port");
        let listener = socket.listen(64).expect("a listener");
        let address = listener.local_addr().expect("an address");
        let generation = Arc::new(AtomicU32::new(0));
        let (gate, watching) = watch::channel(Gate {
            up: Flow::Pass,
            down: Flow::Pass,
            generation: 0,
        });
        let newest = generation.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let place = *server.lock().unwrap();
                let number = newest.load(Ordering::SeqCst);
                tokio::spawn(carry(client, place, number, watching.clone()));
            }
        });
        Self {
            address,
            gate,
            generation,
            accepting,
        }
    }

    /// Sets what happens to the bytes of both directions from now on.
    pub fn set(&self, up: Flow, down: Flow) {
        self.gate.send_modify(|gate| {
            gate.up = up;
            gate.down = down;
        });
    }

    /// Cuts every connection of this client, and lets bytes pass on the next one.
    pub fn cut(&self) {
        let generation = self.generation.fetch_add(1, Ordering::SeqCst) + 1;
        self.gate.send_modify(|gate| {
            *gate = Gate {
                up: Flow::Pass,
                down: Flow::Pass,
                generation,
            };
        });
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.accepting.abort();
        self.cut();
    }
}

async fn carry(client: TcpStream, place: SocketAddr, number: u32, gate: watch::Receiver<Gate>) {
    let Ok(socket) = TcpSocket::new_v4() else {
        return;
    };
    let _ = socket.set_recv_buffer_size(BUFFER_BYTES);
    let _ = socket2::SockRef::from(&socket).set_tcp_mss(SEGMENT_BYTES);
    let mut cut = gate.clone();
    let carrying = async {
        let Ok(server) = socket.connect(place).await else {
            return;
        };
        let _ = (client.set_nodelay(true), server.set_nodelay(true));
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        tokio::join!(
            pump(from_client, to_server, gate.clone(), |gate| gate.up),
            pump(from_server, to_client, gate, |gate| gate.down),
        );
    };
    tokio::select! {
        () = carrying => {}
        // Both connections are dropped with unread bytes in them: a reset, as when a lid closes.
        () = async { drop(cut.wait_for(|gate| gate.generation > number).await) } => {}
    }
}

/// Carries one direction until its end, and then says the end.
async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut gate: watch::Receiver<Gate>,
    flow: fn(&Gate) -> Flow,
) {
    let mut buffer = vec![0; 16 * 1024];
    let mut lost_some = false;
    loop {
        let read = from.read(&mut buffer).await.unwrap_or(0);
        let now = gate
            .wait_for(|gate| flow(gate) != Flow::Hold)
            .await
            .map(|gate| flow(&gate));
        if read == 0 {
            break;
        }
        // Once some were swallowed the rest would be nonsense: nothing more until the cut.
        lost_some |= matches!(now, Ok(Flow::Swallow));
        if !lost_some && to.write_all(&buffer[..read]).await.is_err() {
            break;
        }
    }
    let _ = tokio::time::timeout(Duration::from_secs(1), to.shutdown()).await;
}
