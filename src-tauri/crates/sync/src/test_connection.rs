//! Trying a server out, changing nothing.

use crate::{
    address::ServerAddress,
    chance::SystemEntropy,
    clock,
    socket::{self, Dialed},
};
use futures_util::{SinkExt as _, StreamExt as _};
use std::time::Duration;
use tideboard_protocol::{
    ApiError, ErrorCode, PROTOCOL_VERSION,
    frame::{ClientFrame, Hello, ServerFrame, Welcome, decode_server, encode},
    ipc::ConnectionTest,
    view::BoardSummary,
};
use tideboard_sync_core::{Entropy as _, close_error};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

/// Longest wait for the connection, and again for the welcome.
const PATIENCE: Duration = Duration::from_secs(10);

/// Connects to a server, greets it under an id made for the purpose, and leaves.
pub async fn test_connection(
    address: &ServerAddress,
    device_name: &str,
    app: &str,
) -> Result<ConnectionTest, ApiError> {
    let started = clock::now();
    let mut socket = socket::dial(address, app, PATIENCE, Default::default()).await?;
    let hello = ClientFrame::Hello(Hello {
        protocol: vec![PROTOCOL_VERSION],
        client_id: SystemEntropy.client_id(started.wall),
        session: None,
        name: device_name.to_owned(),
        app: app.to_owned(),
        token: None,
        epoch: None,
    });
    socket.send(Message::text(encode(&hello))).await.map_err(|error| broke(&error.to_string()))?;
    let welcome = match timeout(PATIENCE, welcome(&mut socket)).await {
        Ok(welcome) => welcome?,
        Err(_) => return Err(broke("it did not answer in time")),
    };
    let latency = clock::now().mono.duration_since(started.mono);
    // The test is done; whether the goodbye arrives changes nothing.
    drop(timeout(Duration::from_secs(1), socket.close(None)).await);
    let summary = |board: tideboard_protocol::frame::BoardEntry| BoardSummary {
        id: board.id,
        title: board.title,
        role: board.role,
    };
    Ok(ConnectionTest {
        url: address.url.clone(),
        server: welcome.server,
        user: welcome.user.name,
        boards: welcome.boards.into_iter().map(summary).collect(),
        latency_ms: u32::try_from(latency.as_millis()).unwrap_or(u32::MAX),
    })
}

async fn welcome(socket: &mut Dialed) -> Result<Welcome, ApiError> {
    while let Some(message) = socket.next().await {
        match message.map_err(|error| broke(&error.to_string()))? {
            Message::Text(text) => {
                for frame in decode_server(&text)? {
                    match frame {
                        ServerFrame::Welcome(welcome) => return Ok(*welcome),
                        ServerFrame::Error { code, message, action } => {
                            return Err(ApiError { code, message, action });
                        }
                        ServerFrame::Boards { .. }
                        | ServerFrame::Delta(_)
                        | ServerFrame::Unsubscribed { .. }
                        | ServerFrame::Results { .. }
                        | ServerFrame::Ping { .. }
                        | ServerFrame::Pong
                        | ServerFrame::Presence { .. } => {}
                    }
                }
            }
            Message::Close(frame) => {
                let code = frame.as_ref().map(|frame| u16::from(frame.code));
                let reason = frame.map(|frame| frame.reason.to_string()).unwrap_or_default();
                return Err(close_error(code, reason));
            }
            Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
        }
    }
    Err(broke("it hung up"))
}

fn broke(why: &str) -> ApiError {
    ApiError::new(
        ErrorCode::Unreachable,
        format!("The server did not welcome this computer: {why}."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake_server::FakeServer;

    #[tokio::test]
    async fn a_test_tells_who_answered_and_says_goodbye() {
        let server = FakeServer::start().await;
        let address = ServerAddress { url: server.url(), token: Some("secret".to_owned()) };
        let serve = async {
            let mut peer = server.welcome("ana").await;
            peer.closed().await;
            peer.bearer
        };
        let (found, bearer) = tokio::join!(test_connection(&address, "Laptop", "test/1"), serve);
        let found = found.unwrap();
        assert_eq!((found.user.as_str(), found.server.as_str()), ("ana", "fake/1"));
        assert_eq!((found.url, bearer.as_deref()), (address.url, Some("secret")));
    }

    #[tokio::test]
    async fn a_test_of_a_wrong_token_or_address_says_so() {
        let server = FakeServer::start().await;
        let address = ServerAddress { url: server.url(), token: Some("wrong".to_owned()) };
        let serve = async {
            let mut peer = server.accept().await;
            peer.expect("hello").await;
            peer.close(4501).await;
        };
        let (refused, ()) = tokio::join!(test_connection(&address, "Laptop", "test/1"), serve);
        assert_eq!(refused.unwrap_err().code, ErrorCode::Unauthorized);
        drop(server);
        let gone = test_connection(&address, "Laptop", "test/1").await;
        assert_eq!(gone.unwrap_err().code, ErrorCode::Unreachable);
    }
}
