//! A TCP proxy in front of the server that breaks the link on demand, both ways apart.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use crate::wait::eventually;

/// What happens to bytes on their way in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// They arrive.
    Open,
    /// They arrive late: each piece is held up for this long.
    Slow(Duration),
    /// They are taken and never arrive: the sender notices nothing.
    Lost,
    /// They are not even taken: the sender's writes hang once the buffers are full.
    Stuck,
    /// So many more arrive; then the link is cut, mid-frame if need be.
    CutAfter(usize),
    /// So many more arrive; all further ones are taken and lost while the link stays up, so that
    /// the receiver waits for the rest of a frame.
    TruncateAfter(usize),
    /// They arrive one by one.
    Trickle,
}

/// Between two bytes that trickle.
const BETWEEN_DROPS: Duration = Duration::from_micros(200);

/// The proxy.
pub struct FaultProxy {
    port: u16,
    shared: Arc<Shared>,
}

#[derive(Debug, Clone, Copy)]
struct Weather {
    /// New connections are closed at once.
    is_down: bool,
    /// New connections are answered like a gateway does whose server is away.
    is_gateway_alone: bool,
    /// The proxy itself ends.
    is_over: bool,
    to_server: Way,
    to_client: Way,
}

struct Shared {
    upstream: u16,
    weather: Mutex<Weather>,
    changed: Condvar,
    links: Mutex<Vec<[TcpStream; 2]>>,
    accepted: AtomicUsize,
    lost: AtomicUsize,
}

#[derive(Debug, Clone, Copy)]
enum Direction {
    ToServer,
    ToClient,
}

impl FaultProxy {
    /// A proxy that lets everything through, for a server on this port of this computer.
    #[track_caller]
    pub fn in_front_of(upstream: u16) -> Self {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port of this computer is free");
        let port = listener.local_addr().expect("a bound port has a number").port();
        let weather = Weather {
            is_down: false,
            is_gateway_alone: false,
            is_over: false,
            to_server: Way::Open,
            to_client: Way::Open,
        };
        let shared = Arc::new(Shared {
            upstream,
            weather: Mutex::new(weather),
            changed: Condvar::new(),
            links: Mutex::default(),
            accepted: AtomicUsize::new(0),
            lost: AtomicUsize::new(0),
        });
        let accepting = shared.clone();
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if accepting.weather().is_over {
                    return;
                }
                accepting.welcome(client);
            }
        });
        Self { port, shared }
    }

    /// Where clients connect.
    pub fn url(&self) -> String {
        format!("ws://127.0.0.1:{}/api/realtime", self.port)
    }

    /// Cuts every link and lets no new one come up.
    pub fn goes_down(&self) {
        self.shared.change(|weather| weather.is_down = true);
        self.cuts();
    }

    /// Everything goes through again.
    pub fn comes_up(&self) {
        self.shared.change(|weather| {
            weather.is_down = false;
            weather.to_server = Way::Open;
            weather.to_client = Way::Open;
        });
    }

    /// From now on new connections are answered with "502 Bad Gateway", or not.
    pub fn is_a_gateway_without_a_server(&self, alone: bool) {
        self.shared.change(|weather| weather.is_gateway_alone = alone);
    }

    /// Cuts every link; new ones come up.
    pub fn cuts(&self) {
        for link in self.shared.links().drain(..) {
            close(&link);
        }
    }

    /// What happens from now on to what clients send.
    pub fn to_server(&self, way: Way) {
        self.shared.change(|weather| weather.to_server = way);
    }

    /// What happens from now on to what the server sends.
    pub fn to_client(&self, way: Way) {
        self.shared.change(|weather| weather.to_client = way);
    }

    /// How many connections were made so far.
    pub fn accepted(&self) -> usize {
        self.shared.accepted.load(Ordering::SeqCst)
    }

    /// Waits until another connection is made than the first `known`.
    #[track_caller]
    pub fn is_dialled_after(&self, known: usize) {
        eventually("the client connects again", || (self.accepted() > known).then_some(()));
    }

    /// How many bytes were lost so far.
    pub fn lost(&self) -> usize {
        self.shared.lost.load(Ordering::SeqCst)
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.shared.change(|weather| weather.is_over = true);
        self.cuts();
        // Wakes the thread that accepts; when that fails, it has ended already.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
    }
}

impl Shared {
    fn welcome(self: &Arc<Self>, client: TcpStream) {
        self.accepted.fetch_add(1, Ordering::SeqCst);
        let weather = *self.weather();
        if weather.is_down {
            return;
        }
        if weather.is_gateway_alone {
            answer_502(client);
            return;
        }
        // With nobody there the client's connection closes, as behind any gateway.
        let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, self.upstream)) else { return };
        // Two directions, each with a handle of its own, and one to cut by.
        let handles =
            (client.try_clone(), server.try_clone(), client.try_clone(), server.try_clone());
        let (Ok(client_in), Ok(server_in), Ok(client_out), Ok(server_out)) = handles else {
            return;
        };
        for stream in [&client, &server] {
            let _ = stream.set_nodelay(true);
        }
        self.links().push([client, server]);
        for (from, to, direction) in [
            (client_in, server_out, Direction::ToServer),
            (server_in, client_out, Direction::ToClient),
        ] {
            let shared = self.clone();
            thread::spawn(move || shared.carry([from, to], direction));
        }
    }

    fn carry(&self, mut link: [TcpStream; 2], direction: Direction) {
        let mut bytes = [0; 16 * 1024];
        while let Ok(length @ 1..) = link[0].read(&mut bytes) {
            match self.way_when_not_stuck(direction) {
                Way::Open => {}
                Way::Slow(delay) => thread::sleep(delay),
                Way::Lost | Way::Stuck => {
                    self.lost.fetch_add(length, Ordering::SeqCst);
                    continue;
                }
                Way::CutAfter(left) => {
                    let length = length.min(left);
                    let _ = link[1].write_all(&bytes[..length]);
                    if length == left {
                        break;
                    }
                    self.change(|weather| *weather.way(direction) = Way::CutAfter(left - length));
                    continue;
                }
                Way::TruncateAfter(left) => {
                    let passing = length.min(left);
                    let _ = link[1].write_all(&bytes[..passing]);
                    self.lost.fetch_add(length - passing, Ordering::SeqCst);
                    let rest = Way::TruncateAfter(left - passing);
                    self.change(|weather| *weather.way(direction) = rest);
                    continue;
                }
                Way::Trickle => {
                    if !self.trickle(&mut link[1], &bytes[..length], direction) {
                        break;
                    }
                    continue;
                }
            }
            if link[1].write_all(&bytes[..length]).is_err() {
                break;
            }
        }
        close(&link);
    }

    /// Each byte in a packet of its own, until the weather changes; whether the link holds.
    fn trickle(&self, to: &mut TcpStream, bytes: &[u8], direction: Direction) -> bool {
        for (n, byte) in bytes.iter().enumerate() {
            if self.way_when_not_stuck(direction) != Way::Trickle {
                return to.write_all(&bytes[n..]).is_ok();
            }
            if to.write_all(&[*byte]).is_err() {
                return false;
            }
            thread::sleep(BETWEEN_DROPS);
        }
        true
    }

    fn way_when_not_stuck(&self, direction: Direction) -> Way {
        let weather = self
            .changed
            .wait_while(self.weather(), |weather| {
                !weather.is_over && *weather.way(direction) == Way::Stuck
            })
            .unwrap_or_else(PoisonError::into_inner);
        let mut weather = weather;
        *weather.way(direction)
    }

    fn change(&self, change: impl FnOnce(&mut Weather)) {
        change(&mut self.weather());
        self.changed.notify_all();
    }

    fn weather(&self) -> MutexGuard<'_, Weather> {
        self.weather.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn links(&self) -> MutexGuard<'_, Vec<[TcpStream; 2]>> {
        self.links.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Weather {
    fn way(&mut self, direction: Direction) -> &mut Way {
        match direction {
            Direction::ToServer => &mut self.to_server,
            Direction::ToClient => &mut self.to_client,
        }
    }
}

fn answer_502(mut client: TcpStream) {
    // The request first: closing with bytes unread would take the answer back.
    let mut request = Vec::new();
    let mut bytes = [0; 1024];
    while !request.ends_with(b"\r\n\r\n") {
        match client.read(&mut bytes) {
            Ok(length @ 1..) => request.extend_from_slice(&bytes[..length]),
            Ok(_) | Err(_) => return,
        }
    }
    let _ = client.write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
}

fn close(link: &[TcpStream; 2]) {
    for stream in link {
        // Fails only when the other end is gone already.
        let _ = stream.shutdown(Shutdown::Both);
    }
}
