//! Signs of life on a TCP stream.
//!
//! Bytes that arrive are one. Bytes that leave are none by themselves, as the system takes them
//! into its buffer also when nobody listens any more; but when the buffer was full and has room
//! again, somebody took something out.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Whether there was a sign of life.
#[derive(Debug, Default)]
pub struct Meter(AtomicBool);

impl Meter {
    /// Whether there was one since the last call.
    pub fn take(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }

    fn mark(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A stream whose signs of life are noted.
#[derive(Debug)]
pub struct Metered<S> {
    stream: S,
    meter: Arc<Meter>,
    stalled: bool,
}

impl<S> Metered<S> {
    pub fn new(stream: S, meter: Arc<Meter>) -> Self {
        Self { stream, meter, stalled: false }
    }

    fn note_write(&mut self, written: &Poll<io::Result<usize>>) {
        match written {
            Poll::Pending => self.stalled = true,
            Poll::Ready(Ok(bytes)) if *bytes > 0 && self.stalled => {
                self.stalled = false;
                self.meter.mark();
            }
            Poll::Ready(_) => {}
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Metered<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        if buffer.filled().len() > before {
            self.meter.mark();
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Metered<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.note_write(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.note_write(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn reading_is_a_sign_of_life_and_writing_only_after_a_stall() {
        let (near, mut far) = tokio::io::duplex(8);
        let meter = Arc::new(Meter::default());
        let mut near = Metered::new(near, Arc::clone(&meter));

        near.write_all(b"12345678").await.unwrap();
        assert!(!meter.take(), "the buffer had room");
        let (written, read) = tokio::join!(near.write_all(b"9"), far.read_u8());
        written.unwrap();
        read.unwrap();
        assert!(meter.take(), "the other side took something out");
        assert!(!meter.take());
        far.write_all(b"x").await.unwrap();
        near.read_u8().await.unwrap();
        assert!(meter.take());
    }
}
