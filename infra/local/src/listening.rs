//! How the embedded endpoints listen.

use axum::serve::{Listener, ListenerExt};
use tokio::net::{TcpListener, TcpStream};

/// A listener whose connections send at once what is written: an answer in two parts would otherwise wait for the
/// caller's acknowledgement of the first, up to 40 ms.
pub(crate) fn at_once(listener: TcpListener) -> impl Listener<Io = TcpStream, Addr = std::net::SocketAddr> {
    // A connection that can't be told is slower, not wrong.
    listener.tap_io(|connection| drop(connection.set_nodelay(true)))
}
