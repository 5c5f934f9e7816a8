//! Bytes on a connection: what an HTTP client would not let a test send.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::process::{Machine, PATIENCE};

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Raw {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Machine {
    /// The path of the relay URL.
    pub(crate) fn relay_path(&self) -> &str {
        self.relay_url.strip_prefix(&self.page).expect("the relay URL stands below the page")
    }

    /// Posts to the relay with these header lines and whatever `body` gives, piece by piece, until it ends or the other
    /// side has had enough. `None`: the connection ended without an answer.
    pub(crate) async fn post_raw(&self, header: &str, body: impl Iterator<Item = Vec<u8>>) -> Option<Raw> {
        let (mut answers, mut requests) = self.connect().await.into_split();
        let head = format!("POST {} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{header}\r\n\r\n", self.relay_path());
        let sending = async {
            requests.write_all(head.as_bytes()).await?;
            for piece in body {
                requests.write_all(&piece).await?;
            }
            // The half that writes stays open: hanging up would end the request.
            Ok::<_, std::io::Error>(requests)
        };
        let reading = async {
            let mut answer = Vec::new();
            // A connection that is reset after its answer gave the answer all the same.
            let _ = answers.read_to_end(&mut answer).await;
            answer
        };
        let (_sent, answer) = timeout(PATIENCE, async { tokio::join!(sending, reading) }).await.expect("an end");
        read(&String::from_utf8(answer).expect("an answer of text"))
    }

    /// Begins a request of this length, sends a part of it, and hangs up.
    pub(crate) async fn hang_up_after(&self, length: usize, part: &[u8]) {
        let mut connection = self.connect().await;
        let head = format!("POST {} HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n", self.relay_path());
        connection.write_all(head.as_bytes()).await.expect("it reads");
        // Refused by its length already, the connection may be closed before the part is written.
        drop(connection.write_all(part).await);
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.page.strip_prefix("http://").expect("plain HTTP")).await.expect("it listens")
    }
}

fn read(answer: &str) -> Option<Raw> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Raw { status, head: head.to_lowercase(), body: body.to_owned() })
}
