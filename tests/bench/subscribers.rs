//! Many subscribers of one board in one thread, each with a socket of its own.

use anyhow::{Context, Result};
use futures_util::{SinkExt as _, StreamExt as _};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tideboard_tests::BOARD;
use tokio::{net::TcpStream, sync::Semaphore, task::JoinSet};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        client::IntoClientRequest,
        http::{HeaderValue, header},
        protocol::{Role, WebSocketConfig},
    },
};
use uuid::Uuid;

/// An open socket.
type Socket = WebSocketStream<TcpStream>;

/// When each edit left, by its number, and how long each took to each subscriber.
#[derive(Clone, Default)]
pub struct Stopwatch {
    departures: Arc<Mutex<Vec<Instant>>>,
    taken: Arc<Mutex<Vec<Duration>>>,
}

impl Stopwatch {
    /// The next edit leaves; its number.
    pub fn departs(&self) -> usize {
        let mut departures = self.departures.lock().unwrap_or_else(PoisonError::into_inner);
        departures.push(Instant::now());
        departures.len() - 1
    }

    /// How many times were measured.
    pub fn count(&self) -> usize {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// What was measured.
    pub fn taken(&self) -> Vec<Duration> {
        std::mem::take(&mut self.taken.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn arrived(&self, text: &str) {
        let now = Instant::now();
        let departures = self.departures.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let found = numbers_in(text).filter_map(|number| departures.get(number));
        taken.extend(found.map(|departure| now.duration_since(*departure)));
    }
}

/// What stands before the number of an edit.
pub const MARK: &str = "\"field-0\":\"number ";

/// The numbers of the edits in a frame.
fn numbers_in(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices(MARK).filter_map(|(at, mark)| {
        let rest = &text[at + mark.len()..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        rest.get(..digits)?.parse().ok()
    })
}

fn config() -> WebSocketConfig {
    WebSocketConfig::default().read_buffer_size(4096)
}

/// Opens sockets that listen to [`BOARD`], and measures what comes in on them until they are
/// dropped.
pub async fn subscribe(
    url: &str,
    token: &str,
    sockets: usize,
    watch: &Stopwatch,
) -> Result<JoinSet<Result<()>>> {
    let mut readers = JoinSet::new();
    let ready = Arc::new(Semaphore::new(0));
    for _ in 0..sockets {
        let socket = connect(url, token).await?;
        let (watch, ready) = (watch.clone(), ready.clone());
        readers.spawn(async move { read(socket, &watch, &ready).await });
    }
    let all = u32::try_from(sockets)?;
    drop(ready.acquire_many(all).await?);
    Ok(readers)
}

/// Reads until the socket ends; says once that the board is here.
async fn read(mut socket: Socket, watch: &Stopwatch, ready: &Semaphore) -> Result<()> {
    let mut is_here = false;
    while let Some(message) = socket.next().await {
        let Message::Text(text) = message? else { continue };
        watch.arrived(&text);
        if !is_here && text.contains("\"hash\":") {
            is_here = true;
            ready.add_permits(1);
        }
    }
    Ok(())
}

/// Opens a socket, greets and subscribes.
pub async fn connect(url: &str, token: &str) -> Result<Socket> {
    let mut request = url.into_client_request()?;
    let headers = request.headers_mut();
    headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static("tideboard"));
    headers.insert(header::AUTHORIZATION, HeaderValue::from_str(&format!("Bearer {token}"))?);
    let host = request.uri().authority().context("an address")?.as_str().to_owned();
    let stream = TcpStream::connect(host).await?;
    stream.set_nodelay(true)?;
    let (mut socket, _) =
        tokio_tungstenite::client_async_with_config(request, stream, Some(config())).await?;
    let client = Uuid::now_v7();
    let hello = format!(
        "{{\"type\":\"hello\",\"protocol\":[1],\"client_id\":\"{client}\",\"session\":null,\
         \"name\":\"subscriber\",\"app\":\"bench\",\"epoch\":null}}"
    );
    socket.send(Message::text(hello)).await?;
    let welcome = socket.next().await.context("a welcome")??;
    anyhow::ensure!(welcome.to_text()?.contains("\"welcome\""), "no welcome but {welcome}");
    let subscribe = format!("{{\"type\":\"subscribe\",\"board\":\"{BOARD}\",\"cursor\":0}}");
    socket.send(Message::text(subscribe)).await?;
    Ok(socket)
}

/// Opens sockets to a bare fan-out, which speaks no handshake, and measures what comes in.
pub async fn listen_bare(
    address: SocketAddr,
    sockets: usize,
    watch: &Stopwatch,
) -> Result<JoinSet<Result<()>>> {
    let mut readers = JoinSet::new();
    for _ in 0..sockets {
        let stream = TcpStream::connect(address).await?;
        let socket = WebSocketStream::from_raw_socket(stream, Role::Client, Some(config())).await;
        let watch = watch.clone();
        readers.spawn(async move { read(socket, &watch, &Semaphore::new(0)).await });
    }
    Ok(readers)
}
