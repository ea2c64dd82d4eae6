//! Opening a socket: TCP, TLS, upgrade, and clear words when one of them fails.

use super::{
    MESSAGE_BYTES,
    meter::{Meter, Metered},
};
use crate::address::{ServerAddress, is_unencrypted_abroad};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use std::{io, sync::Arc, time::Duration};
use tideboard_protocol::{ApiError, ErrorCode, SUBPROTOCOL};
use tokio::{
    net::TcpStream,
    time::{Instant, timeout_at},
};
use tokio_tungstenite::{
    Connector, MaybeTlsStream, WebSocketStream, client_async_tls_with_config,
    tungstenite::{
        self,
        client::IntoClientRequest,
        handshake::client::{Request, Response},
        http::{HeaderValue, StatusCode, Uri, header},
        protocol::WebSocketConfig,
    },
};

/// Bytes that are read at a time: a part of a long catch-up comes in a few gulps.
const READ_BUFFER: usize = 32 * 1024;

/// An open socket.
pub type Dialed = WebSocketStream<MaybeTlsStream<Metered<TcpStream>>>;

/// Opens a socket to a server within a time.
pub async fn dial(
    address: &ServerAddress,
    app: &str,
    within: Duration,
    meter: Arc<Meter>,
) -> Result<Dialed, ApiError> {
    let deadline = Instant::now() + within;
    match timeout_at(deadline, open(address, app, meter)).await {
        Ok(result) => result,
        Err(_) => Err(unreachable(format!(
            "The server did not answer within {} seconds.",
            within.as_secs_f32().round()
        ))),
    }
}

async fn open(address: &ServerAddress, app: &str, meter: Arc<Meter>) -> Result<Dialed, ApiError> {
    let request = request(address, app)?;
    let uri = request.uri();
    if is_unencrypted_abroad(uri) {
        tracing::warn!("the connection to the server is not encrypted");
    }
    let tcp = connect(uri).await?;
    // Small frames must not wait for each other. Without it the connection is slow, not wrong.
    if let Err(error) = tcp.set_nodelay(true) {
        tracing::debug!(%error, "cannot set TCP_NODELAY");
    }
    let connector = match uri.scheme_str() {
        Some("wss") => Connector::Rustls(tls_config().await?),
        _ => Connector::Plain,
    };
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .max_message_size(Some(MESSAGE_BYTES))
        .max_frame_size(Some(MESSAGE_BYTES));
    let stream = Metered::new(tcp, meter);
    client_async_tls_with_config(request, stream, Some(config), Some(connector))
        .await
        .map(|(socket, _)| socket)
        .map_err(upgrade_error)
}

fn request(address: &ServerAddress, app: &str) -> Result<Request, ApiError> {
    let mut request = address.url.as_str().into_client_request().map_err(|error| {
        ApiError::new(
            ErrorCode::InvalidAddress,
            format!("{} is no server address: {error}.", address.url),
        )
    })?;
    let headers = request.headers_mut();
    headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
    if let Ok(app) = HeaderValue::from_str(app) {
        headers.insert(header::USER_AGENT, app);
    }
    if let Some(token) = &address.token {
        let mut bearer = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| {
            ApiError::new(
                ErrorCode::Unauthorized,
                "The token contains characters that no token has.",
            )
        })?;
        bearer.set_sensitive(true);
        headers.insert(header::AUTHORIZATION, bearer);
    }
    Ok(request)
}

async fn connect(uri: &Uri) -> Result<TcpStream, ApiError> {
    let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("wss") { 443 } else { 80 });
    TcpStream::connect((host, port)).await.map_err(|error| {
        unreachable(match error.kind() {
            io::ErrorKind::ConnectionRefused => format!("No server answers at {host}:{port}."),
            _ => format!("{host}:{port} cannot be reached: {error}."),
        })
    })
}

/// Trusts what this computer trusts. Read for every connection, so that a certificate that was
/// added meanwhile counts.
async fn tls_config() -> Result<Arc<ClientConfig>, ApiError> {
    let load = || {
        let found = rustls_native_certs::load_native_certs();
        for error in &found.errors {
            tracing::warn!(%error, "some trusted certificates cannot be read");
        }
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(found.certs);
        ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map(|builder| Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
    };
    tokio::task::spawn_blocking(load)
        .await
        .map_err(|error| ApiError::new(ErrorCode::Internal, error.to_string()))?
        .map_err(|error| ApiError::new(ErrorCode::Internal, error.to_string()))
}

fn upgrade_error(error: tungstenite::Error) -> ApiError {
    match error {
        tungstenite::Error::Http(response) => http_error(&response),
        tungstenite::Error::Protocol(error) => ApiError::new(
            ErrorCode::InvalidAddress,
            format!("Something answers there that is no Tideboard server ({error})."),
        ),
        tungstenite::Error::Io(error)
            if error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) =>
        {
            unreachable(format!("There is no secure connection to the server: {error}."))
        }
        error => unreachable(format!("The connection to the server broke: {error}.")),
    }
}

/// The server's own words where it has some, else what the status means.
fn http_error(response: &Response) -> ApiError {
    let body = response.body().as_deref().unwrap_or_default();
    if let Ok(error) = serde_json::from_slice::<ApiError>(body) {
        return error;
    }
    let status = response.status();
    let (code, message) = match status {
        StatusCode::UNAUTHORIZED => {
            (ErrorCode::Unauthorized, "The server does not accept the access token")
        }
        StatusCode::FORBIDDEN => (ErrorCode::Forbidden, "The server does not let this user in"),
        StatusCode::NOT_FOUND => {
            (ErrorCode::InvalidAddress, "There is no Tideboard server at this address")
        }
        StatusCode::TOO_MANY_REQUESTS => {
            (ErrorCode::RateLimited, "The server has too many connections")
        }
        StatusCode::BAD_REQUEST | StatusCode::UPGRADE_REQUIRED => {
            (ErrorCode::ProtocolError, "The server did not understand the request to connect")
        }
        other if other.is_server_error() => {
            (ErrorCode::Unreachable, "The server is out of order at present")
        }
        _ => (ErrorCode::InvalidAddress, "Something answers there that is no Tideboard server"),
    };
    ApiError::new(code, format!("{message} (HTTP {}).", status.as_u16()))
}

fn unreachable(message: String) -> ApiError {
    ApiError::new(ErrorCode::Unreachable, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, body: &str) -> ApiError {
        let response = Response::new(Some(body.as_bytes().to_vec())).map(|body| body);
        let (mut parts, body) = response.into_parts();
        parts.status = StatusCode::from_u16(status).unwrap();
        http_error(&Response::from_parts(parts, body))
    }

    #[test]
    fn a_refused_upgrade_says_why() {
        for (status, code) in [
            (401, ErrorCode::Unauthorized),
            (403, ErrorCode::Forbidden),
            (404, ErrorCode::InvalidAddress),
            (400, ErrorCode::ProtocolError),
            (429, ErrorCode::RateLimited),
            (503, ErrorCode::Unreachable),
            (200, ErrorCode::InvalidAddress),
        ] {
            assert_eq!(refused(status, "<html>").code, code, "{status}");
        }
        let own = r#"{"code":"unauthorized","message":"the token expired","action":"sign_in"}"#;
        assert_eq!(refused(401, own).message, "the token expired");
    }
}
