//! Ports that stay free while a server is away.

use std::{
    net::{Ipv4Addr, TcpListener},
    process,
    sync::atomic::{AtomicU16, Ordering},
};

/// Below the ranges that systems hand out by themselves: nobody takes such a port by chance while
/// the server that a client keeps calling is down.
const FIRST: u16 = 14_000;
const COUNT: u16 = 18_000;

/// A port on which nothing listens, and that no other test is given.
pub fn reserve() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Two runs on one machine begin at different places.
    let offset = u16::try_from(process::id() % 1_000).unwrap_or_default() * 18;
    for _ in 0..COUNT {
        let step = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = FIRST + offset.wrapping_add(step) % COUNT;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
    panic!("no port between {FIRST} and {} is free", FIRST + COUNT);
}
