//! Addresses of servers, as people type them.

use std::{fmt, net::IpAddr};
use tideboard_protocol::{ApiError, ENDPOINT, ErrorCode};
use tokio_tungstenite::tungstenite::http::{Uri, uri::Authority};

/// Where a server is and how to prove who one is.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerAddress {
    /// As [`parse_address`] answers.
    pub url: String,
    /// Access token.
    pub token: Option<String>,
}

impl fmt::Debug for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let token = self.token.as_ref().map(|_| "…");
        f.debug_struct("ServerAddress").field("url", &self.url).field("token", &token).finish()
    }
}

/// Full address of the realtime endpoint from what a person typed: `host`, `host:port`, or a URL
/// with `ws`, `wss`, `http` or `https`, with or without a path in front of the endpoint.
///
/// Without a scheme, only this computer is spoken to in the clear.
pub fn parse_address(text: &str) -> Result<String, ApiError> {
    let text = text.trim();
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
        None => (None, text),
    };
    if rest.contains(['?', '#']) {
        return Err(invalid(text, "it may not contain ? or #"));
    }
    let (authority, path) = match rest.find('/') {
        Some(slash) => rest.split_at(slash),
        None => (rest, ""),
    };
    if authority.contains('@') {
        return Err(invalid(text, "the token has a field of its own"));
    }
    let authority: Authority =
        authority.parse().map_err(|_| invalid(text, "it names no computer"))?;
    if authority.host().is_empty() || (has_port(&authority) && authority.port_u16().is_none()) {
        return Err(invalid(text, "it names no computer or port"));
    }
    let scheme = match scheme.as_deref() {
        Some("ws" | "http") => "ws",
        Some("wss" | "https") => "wss",
        Some(_) => {
            return Err(invalid(text, "it must begin with wss://, https://, ws:// or http://"));
        }
        None if is_loopback(authority.host()) => "ws",
        None => "wss",
    };
    let prefix = path.trim_end_matches('/');
    let prefix = prefix.strip_suffix(ENDPOINT).unwrap_or(prefix);
    let url = format!("{scheme}://{authority}{prefix}{ENDPOINT}");
    url.parse::<Uri>().map_err(|_| invalid(text, "it is malformed"))?;
    Ok(url)
}

/// Whether a URL speaks in the clear to another computer.
pub(crate) fn is_unencrypted_abroad(uri: &Uri) -> bool {
    uri.scheme_str() == Some("ws") && !uri.host().is_some_and(is_loopback)
}

fn has_port(authority: &Authority) -> bool {
    authority.as_str()[authority.host().len()..].starts_with(':')
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let host = bare.to_ascii_lowercase();
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn invalid(text: &str, why: &str) -> ApiError {
    let message = if text.is_empty() {
        "An address is missing.".to_owned()
    } else {
        format!("“{text}” is no server address: {why}.")
    };
    ApiError::new(ErrorCode::InvalidAddress, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_becomes_a_full_address() {
        for (typed, full) in [
            ("localhost:7420", "ws://localhost:7420/api/realtime"),
            ("127.0.0.1:7420", "ws://127.0.0.1:7420/api/realtime"),
            ("[::1]:7420", "ws://[::1]:7420/api/realtime"),
            ("board.example.org", "wss://board.example.org/api/realtime"),
            ("192.168.1.5:7420", "wss://192.168.1.5:7420/api/realtime"),
            (" https://board.example.org/ ", "wss://board.example.org/api/realtime"),
            ("HTTP://10.0.0.2:80", "ws://10.0.0.2:80/api/realtime"),
            ("wss://example.org/tide", "wss://example.org/tide/api/realtime"),
            ("ws://localhost:1/api/realtime", "ws://localhost:1/api/realtime"),
            ("ws://localhost:1/api/realtime/", "ws://localhost:1/api/realtime"),
        ] {
            assert_eq!(parse_address(typed).as_deref(), Ok(full), "{typed}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_a_reason() {
        for wrong in [
            "",
            "  ",
            "://",
            "ftp://example.org",
            "ws://",
            "ws://:80",
            "a b",
            "host:99999",
            "host:",
            "wss://ana:secret@example.org",
            "wss://example.org/?token=secret",
            "wss://example.org/a b",
        ] {
            let error = parse_address(wrong).unwrap_err();
            assert_eq!(error.code, ErrorCode::InvalidAddress, "{wrong}");
        }
    }

    #[test]
    fn the_token_is_never_printed() {
        let address =
            ServerAddress { url: "ws://localhost".to_owned(), token: Some("secret".to_owned()) };
        assert!(!format!("{address:?}").contains("secret"));
    }
}
