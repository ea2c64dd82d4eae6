//! Accepting connections, and knowing whether bytes still move on them.
//!
//! The protocol calls a link silent by its bytes, not by its messages: a large message on a slow
//! line is life. So the bytes are watched here, below WebSocket and HTTP. A connection that ends
//! while its peer still sends lingers for a moment, because closing a socket with unread bytes
//! would make the system throw away the close frame that says why.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, Sleep, sleep, timeout},
};

/// How long a connection may take to become a WebSocket.
const ARRIVE: Duration = Duration::from_secs(10);
/// How long an ended connection lingers for what its peer still sends.
const LINGER: Duration = Duration::from_secs(2);

/// When bytes last moved on a connection.
#[derive(Debug, Clone)]
pub(crate) struct Activity(Arc<Times>);

#[derive(Debug)]
struct Times {
    start: Instant,
    /// Milliseconds after `start`.
    read: AtomicU64,
    /// Of the last write that had been waiting for room.
    drained: AtomicU64,
    waiting: AtomicBool,
    upgraded: AtomicBool,
}

impl Activity {
    fn new() -> Self {
        Self(Arc::new(Times {
            start: Instant::now(),
            read: AtomicU64::new(0),
            drained: AtomicU64::new(0),
            waiting: AtomicBool::new(false),
            upgraded: AtomicBool::new(false),
        }))
    }

    /// The connection is a WebSocket now and has its own deadlines.
    pub(crate) fn upgraded(&self) {
        self.0.upgraded.store(true, Ordering::Relaxed);
    }

    /// When bytes last showed that the peer is there: some came in, or room for waiting ones came
    /// free. What fits into the system's buffer shows nothing.
    pub(crate) fn heard(&self) -> Instant {
        self.at(&self.0.read).max(self.drained())
    }

    /// When a waiting write last got on.
    pub(crate) fn drained(&self) -> Instant {
        self.at(&self.0.drained)
    }

    fn at(&self, time: &AtomicU64) -> Instant {
        self.0.start + Duration::from_millis(time.load(Ordering::Relaxed))
    }

    fn now(&self, time: &AtomicU64) {
        let passed = self.0.start.elapsed().as_millis();
        time.store(u64::try_from(passed).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    fn was_read(&self) {
        self.now(&self.0.read);
    }

    fn was_written<T>(&self, written: &Poll<T>) {
        if written.is_pending() {
            self.0.waiting.store(true, Ordering::Relaxed);
        } else if self.0.waiting.swap(false, Ordering::Relaxed) {
            self.now(&self.0.drained);
        }
    }
}

/// The listening socket, with a bound on the connections that are open.
pub(crate) struct Door {
    tcp: TcpListener,
    room: Arc<Semaphore>,
}

impl Door {
    pub(crate) fn new(tcp: TcpListener, connections: usize) -> Self {
        Self { tcp, room: Arc::new(Semaphore::new(connections)) }
    }
}

impl axum::serve::Listener for Door {
    type Io = Watched;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Watched, SocketAddr) {
        let Ok(room) = self.room.clone().acquire_owned().await else {
            return std::future::pending().await; // The semaphore is never closed.
        };
        let (tcp, peer) = axum::serve::Listener::accept(&mut self.tcp).await;
        // Small frames in both directions: waiting to fill packets would only add delay.
        if let Err(error) = tcp.set_nodelay(true) {
            tracing::debug!("TCP_NODELAY could not be set: {error}");
        }
        let arrival = Some(Box::pin(sleep(ARRIVE)));
        (Watched { tcp: Some(tcp), activity: Activity::new(), arrival, room: Some(room) }, peer)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

impl axum::extract::connect_info::Connected<axum::serve::IncomingStream<'_, Door>> for Activity {
    fn connect_info(stream: axum::serve::IncomingStream<'_, Door>) -> Self {
        stream.io().activity.clone()
    }
}

/// A connection whose bytes are watched.
pub(crate) struct Watched {
    /// Taken out when the connection ends.
    tcp: Option<TcpStream>,
    activity: Activity,
    /// Runs out on connections that do not become WebSockets.
    arrival: Option<Pin<Box<Sleep>>>,
    room: Option<OwnedSemaphorePermit>,
}

impl Watched {
    fn tcp(&mut self) -> io::Result<Pin<&mut TcpStream>> {
        self.tcp.as_mut().map(Pin::new).ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.activity.0.upgraded.load(Ordering::Relaxed) {
            self.arrival = None;
        }
        if let Some(arrival) = &mut self.arrival
            && arrival.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let before = buffer.filled().len();
        let read = ready!(self.tcp()?.poll_read(cx, buffer));
        if buffer.filled().len() > before {
            self.activity.was_read();
        }
        Poll::Ready(read)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = self.tcp()?.poll_write(cx, bytes);
        self.activity.was_written(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = self.tcp()?.poll_write_vectored(cx, bytes);
        self.activity.was_written(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.as_ref().is_some_and(AsyncWrite::is_write_vectored)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.tcp()?.poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.tcp()?.poll_shutdown(cx)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let (Some(tcp), Ok(runtime)) = (self.tcp.take(), tokio::runtime::Handle::try_current())
        else {
            return;
        };
        let room = self.room.take();
        runtime.spawn(async move {
            let _gone_or_still_sending = timeout(LINGER, linger(tcp)).await;
            drop(room);
        });
    }
}

/// Says that nothing more will come, and reads on until the peer has understood.
async fn linger(mut tcp: TcpStream) -> io::Result<()> {
    tcp.shutdown().await?;
    let mut ignored = vec![0; 16 * 1024];
    while tcp.read(&mut ignored).await? > 0 {}
    Ok(())
}
