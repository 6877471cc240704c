//! One task per socket: frames in become verbs of `chat`, events of the layer become frames out.
//!
//! Called by the socket door in `web` after the upgrade; who is there and in which room was decided before. Returns no
//! HTTP and writes no SQL.

mod close;
mod command;
mod connection;
mod consumer;
mod frame;
mod heartbeat;
mod mark_frame;
mod metered;
mod object;
mod perform;
mod registry;
mod reply_frame;
mod room_access;
mod run;
mod socket;
mod strikes;
mod under_way;
mod wire;

pub use close::CloseCode;
pub use command::{read_edit, read_mark, read_message, read_reaction};
pub use connection::{Limits, Since, SocketScope};
pub use frame::MessageFrame;
pub use object::read_object;
pub use registry::{Place, Sockets};
pub use run::run;
