//! Who is at the other end of a TCP connection.

use std::net::SocketAddr;

/// The address of the peer that a connection came from, as the system says it: a proxy's, where there is one.
///
/// The accept loop puts it into the extensions of every request; `auth` makes the visitor's address of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PeerAddress(pub SocketAddr);
