//! Servers in the relay's place that answer something else, or nothing.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// The URL of one that answers so.
pub(super) async fn answers(status: &str, body: &str) -> String {
    let length = body.len();
    serve(format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}")).await
}

/// The URL of one that says this much and then nothing more.
pub(super) async fn hangs(after: &str) -> String {
    serve(after.to_owned()).await
}

/// The URL of one that does not listen: connections are refused, and while the socket lives nobody else takes its port.
pub(super) fn refuses() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).expect("a port");
    let url = url_of(socket.local_addr());
    (socket, url)
}

fn url_of(address: std::io::Result<SocketAddr>) -> String {
    format!("http://{}/relay/k", address.expect("an address"))
}

async fn serve(says: String) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let url = url_of(listener.local_addr());
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(speak(socket, says.clone()));
        }
    });
    url
}

/// Says it once something has come, and stays until the other side goes.
async fn speak(mut socket: TcpStream, says: String) {
    let mut came = [0; 16 * 1024];
    let mut has_spoken = false;
    while let Ok(1..) = socket.read(&mut came).await {
        if !has_spoken {
            has_spoken = socket.write_all(says.as_bytes()).await.is_ok();
        }
    }
}
