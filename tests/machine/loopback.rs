//! Nothing outside this machine can reach it.

use std::collections::BTreeSet;
use std::fs;

use crate::process::Machine;
use crate::sandbox::{ANA, request};

/// A socket that listens, in `/proc/net/tcp`.
const LISTENS: &str = "0A";

/// Page, DynamoDB, the port behind it, SQS.
const LISTENERS: usize = 4;

#[tokio::test]
async fn every_socket_that_listens_is_bound_to_loopback() {
    let machine = Machine::in_memory().await;
    machine.ticket(&request(ANA)).await;
    machine.settle().await;
    let own = sockets(machine.id());
    let mut addresses = Vec::new();
    for (table, loopback) in [("tcp", "0100007F"), ("tcp6", "00000000000000000000000001000000")] {
        for (address, inode) in listening(table) {
            if own.contains(&inode) {
                let (host, _) = address.split_once(':').expect("host and port");
                assert_eq!(host, loopback, "{table} {address} is reachable from outside");
                addresses.push(address);
            }
        }
    }
    assert_eq!(addresses.len(), LISTENERS, "{addresses:?}");
    for table in ["udp", "udp6"] {
        let open: Vec<_> = rows(table).into_iter().filter(|row| own.contains(&row[9])).collect();
        assert_eq!(open, Vec::<Vec<String>>::new(), "{table}");
    }
}

/// The inodes of a process's sockets.
fn sockets(process: u32) -> BTreeSet<String> {
    let files = fs::read_dir(format!("/proc/{process}/fd")).expect("the process is ours");
    let links = files.filter_map(|file| fs::read_link(file.ok()?.path()).ok());
    let inode = |link: &str| Some(link.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned());
    links.filter_map(|link| inode(link.to_str()?)).collect()
}

/// Local address and inode of every socket that listens.
fn listening(table: &str) -> Vec<(String, String)> {
    let listening = rows(table).into_iter().filter(|row| row[3] == LISTENS);
    listening.map(|row| (row[1].clone(), row[9].clone())).collect()
}

/// A table of the kernel's, word by word, without its heading: 1 is the local address, 3 the state, 9 the inode. A
/// machine without IPv6 has no such table for it.
fn rows(table: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/net/{table}")).unwrap_or_default();
    text.lines().skip(1).map(|row| row.split_whitespace().map(str::to_owned).collect()).collect()
}
