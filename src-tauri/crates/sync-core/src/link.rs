//! The one connection: dialing, heartbeat, backoff, and what each close means.

mod live;

use crate::{
    board::{HashCheck, Subscription},
    engine::{Engine, Server},
    input::{Changed, Effect},
    stored::Write,
};
use jiff::Timestamp;
use std::time::{Duration, Instant};
use tideboard_protocol::{
    ApiError, BoardId, ErrorCode, Limits, PROTOCOL_VERSION,
    error::may_reconnect,
    frame::{ClientFrame, Hello},
};

/// A connection that lived this long was a good one: the next failure starts counting anew.
const GOOD_LIFE: Duration = Duration::from_secs(60);

/// State of the connection.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Link {
    /// No server, or paused.
    Off,
    /// The socket is being opened.
    Dialing { deadline: Instant },
    /// The hello is out, the welcome awaited.
    Greeting { deadline: Instant },
    /// Welcomed.
    Live(Box<Live>),
    /// Waits before the next attempt.
    Waiting { until: Instant, retry_at: Timestamp },
    /// Refused in a way that waiting does not cure.
    Refused(ApiError),
}

/// A welcomed connection.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Live {
    pub(crate) since: Instant,
    pub(crate) heartbeat: Duration,
    pub(crate) limits: Limits,
    pub(crate) server: String,
    pub(crate) last_heard: Instant,
    /// When the server last answered a ping.
    pub(crate) last_pong: Option<(Instant, Timestamp)>,
    pub(crate) last_ping: Instant,
    pub(crate) latency: Option<Duration>,
}

impl Link {
    pub(crate) fn is_live(&self) -> bool {
        matches!(self, Self::Live(_))
    }

    pub(crate) fn limits(&self) -> Option<Limits> {
        match self {
            Self::Live(live) => Some(live.limits),
            Self::Off
            | Self::Dialing { .. }
            | Self::Greeting { .. }
            | Self::Waiting { .. }
            | Self::Refused(_) => None,
        }
    }

    /// Whether nothing happens until the next attempt.
    pub(crate) fn is_waiting(&self) -> bool {
        matches!(self, Self::Waiting { .. })
    }

    /// When the server last proved that it is there.
    pub(crate) fn confirmed_at(&self) -> Option<Timestamp> {
        match self {
            Self::Live(live) => live.last_pong.map(|(_, wall)| wall),
            Self::Off
            | Self::Dialing { .. }
            | Self::Greeting { .. }
            | Self::Waiting { .. }
            | Self::Refused(_) => None,
        }
    }
}

impl Engine {
    pub(crate) fn on_server(&mut self, url: Option<String>, has_token: bool) {
        self.server = url.map(|url| Server { url, has_token });
        self.attempt = 0;
        self.suspects.clear();
        self.hang_up(1000);
        self.dial_now();
    }

    /// Shows a live connection the new token; without one, connects with it.
    pub(crate) fn on_token_renewed(&mut self) {
        if let Some(server) = &mut self.server {
            server.has_token = true;
        }
        if self.link.is_live() {
            self.refreshing = true;
            return self.push_effect(Effect::Authenticate);
        }
        self.hang_up(1000);
        self.dial_now();
    }

    /// Ends the connection, if there is one, and stays off.
    pub(crate) fn hang_up(&mut self, code: u16) {
        match self.link {
            Link::Dialing { .. } | Link::Greeting { .. } | Link::Live(_) => {
                self.push_effect(Effect::Close { code });
            }
            Link::Off | Link::Waiting { .. } | Link::Refused(_) => {}
        }
        self.link_lost();
        self.link = Link::Off;
    }

    /// Dials at once, unless connected, paused or without a server.
    pub(crate) fn dial_now(&mut self) {
        let Some(server) = &self.server else { return };
        if self.account.pause.is_some() {
            return;
        }
        let has_token = server.has_token;
        match self.link {
            Link::Off | Link::Waiting { .. } | Link::Refused(_) => {}
            Link::Dialing { .. } | Link::Greeting { .. } => return,
            Link::Live(_) => {
                self.ping();
                return;
            }
        }
        if !has_token {
            self.link = Link::Refused(ApiError::new(
                ErrorCode::Unauthorized,
                "There is no access token for this server.",
            ));
            return;
        }
        self.attempt = 0;
        self.dial();
    }

    fn dial(&mut self) {
        self.complaint = None;
        self.refreshing = false;
        self.link = Link::Dialing { deadline: self.now.mono + self.connect_timeout() };
        self.push_effect(Effect::Connect);
    }

    fn connect_timeout(&self) -> Duration {
        Duration::from_millis(self.config.realtime.connect_timeout_ms)
    }

    /// The socket is worthless whatever it seems.
    pub(crate) fn on_woke(&mut self) {
        match self.link {
            Link::Live(_) | Link::Dialing { .. } | Link::Greeting { .. } => {
                self.hang_up(1000);
                self.dial_now();
            }
            Link::Waiting { .. } => self.dial_now(),
            Link::Off | Link::Refused(_) => {}
        }
    }

    pub(crate) fn on_connected(&mut self) {
        if !matches!(self.link, Link::Dialing { .. }) {
            return;
        }
        self.link = Link::Greeting { deadline: self.now.mono + self.connect_timeout() };
        let hello = Hello {
            protocol: vec![PROTOCOL_VERSION],
            client_id: self.account.client_id,
            session: self.account.session.clone(),
            name: self.config.device_name.clone(),
            app: self.config.app.clone(),
            token: None,
            epoch: self.account.bound.as_ref().map(|bound| bound.epoch),
        };
        self.push_effect(Effect::Send(ClientFrame::Hello(hello)));
    }

    pub(crate) fn on_connect_failed(&mut self, error: ApiError) {
        if !matches!(self.link, Link::Dialing { .. } | Link::Greeting { .. }) {
            return;
        }
        match error.code {
            ErrorCode::Unauthorized | ErrorCode::Forbidden | ErrorCode::UnsupportedVersion => {
                self.refuse(error);
            }
            _ => self.fail(error),
        }
    }

    pub(crate) fn on_closed(&mut self, code: Option<u16>, reason: String) {
        match self.link {
            Link::Dialing { .. } | Link::Greeting { .. } | Link::Live(_) => {}
            Link::Off | Link::Waiting { .. } | Link::Refused(_) => return,
        }
        let error = close_error(code, reason);
        let complaint = self.complaint.take().filter(|complaint| complaint.code == error.code);
        let error = complaint.unwrap_or(error);
        match code {
            // The new token may be somebody else's: then a new greeting says whose.
            Some(4501) if std::mem::take(&mut self.refreshing) => {
                self.fail(error);
                self.dial_now();
            }
            Some(4004) => self.on_replaced(error),
            Some(4500 | 4504) => self.on_unreadable(error),
            Some(code) if !may_reconnect(code) => self.refuse(error),
            Some(_) | None => self.fail(error),
        }
    }

    /// Another connection of this client took over, so there is a copy of this profile. Greeted
    /// without a session, the server gives this one an identity of its own: neither takes over
    /// from the other again.
    fn on_replaced(&mut self, error: ApiError) {
        self.account.session = None;
        self.write(Write::Account(self.account.clone()));
        self.fail(error);
    }

    /// The server could not read what was sent: find the change that did it, and park it.
    fn on_unreadable(&mut self, error: ApiError) {
        let suspects = self.in_flight_ops();
        match (suspects.as_slice(), self.sends_one_by_one()) {
            ([], _) => self.refuse(error),
            ([culprit], true) => {
                let culprit = *culprit;
                self.fail(error.clone());
                self.park(culprit, &error.message);
                self.suspects.clear();
            }
            (_, _) => {
                self.suspects = suspects;
                self.fail(error);
            }
        }
    }

    /// The connection failed; try again after a random wait.
    fn fail(&mut self, error: ApiError) {
        let lived = match &self.link {
            Link::Live(live) => self.now.mono.duration_since(live.since),
            Link::Off
            | Link::Dialing { .. }
            | Link::Greeting { .. }
            | Link::Waiting { .. }
            | Link::Refused(_) => Duration::ZERO,
        };
        if lived >= GOOD_LIFE {
            self.attempt = 0;
        }
        self.link_lost();
        let wait = self.entropy.up_to(self.backoff_bound());
        self.attempt = self.attempt.saturating_add(1);
        let retry_at = self.now.wall.checked_add(wait).unwrap_or(self.now.wall);
        self.link = Link::Waiting { until: self.now.mono + wait, retry_at };
        self.last_error = Some((error, self.now.wall));
    }

    /// Full jitter: anything up to a bound that doubles with every failure.
    fn backoff_bound(&self) -> Duration {
        let least = Duration::from_millis(self.config.realtime.backoff_min_ms);
        let most = Duration::from_millis(self.config.realtime.backoff_max_ms);
        least.saturating_mul(1 << self.attempt.min(20)).min(most)
    }

    fn refuse(&mut self, error: ApiError) {
        self.link_lost();
        self.last_error = Some((error.clone(), self.now.wall));
        self.link = Link::Refused(error);
    }

    /// What no longer holds without a connection.
    fn link_lost(&mut self) {
        if self.link.is_live() {
            self.down_since = Some((self.now.mono, self.now.wall));
            self.away.begins(&self.boards, self.now.wall);
            let moved: Vec<_> = self
                .in_flight_ops()
                .iter()
                .filter_map(|op| self.queue.lane_of(*op).cloned())
                .collect();
            self.queue.link_lost();
            for (board, record) in moved {
                self.changed(Changed::Record(board, record));
            }
            self.changed(Changed::Queue);
        }
        let ids: Vec<BoardId> = self.boards.keys().cloned().collect();
        for board in self.boards.values_mut() {
            board.subscription = Subscription::Off;
            board.check = HashCheck::On;
            board.due_from = None;
            board.behind = 0;
            board.peers.clear();
            if std::mem::take(&mut board.audit_due) {
                board.missing_in = None;
            }
        }
        for board in ids {
            self.changed(Changed::Presence(board));
        }
    }

    /// The next moment at which the connection needs attention.
    pub(crate) fn link_timeout(&self) -> Option<(Instant, &'static str)> {
        match &self.link {
            Link::Off | Link::Refused(_) => None,
            Link::Dialing { deadline } => Some((*deadline, "dialing takes too long")),
            Link::Greeting { deadline } => Some((*deadline, "no welcome came")),
            Link::Waiting { until, .. } => Some((*until, "try to connect again")),
            Link::Live(live) => {
                let silence = (live.last_heard + live.heartbeat * 2, "the link is silent");
                let ping = (live.last_ping + live.heartbeat, "a ping is due");
                Some(silence.min(ping))
            }
        }
    }

    pub(crate) fn on_link_timeout(&mut self) {
        let Some((due, _)) = self.link_timeout() else { return };
        if due > self.now.mono {
            return;
        }
        let too_slow = |message: &str| ApiError::new(ErrorCode::Unreachable, message);
        match &self.link {
            Link::Off | Link::Refused(_) => {}
            Link::Dialing { .. } => {
                self.push_effect(Effect::Close { code: 1000 });
                self.fail(too_slow("The server did not answer in time."));
            }
            Link::Greeting { .. } => {
                self.push_effect(Effect::Close { code: 1000 });
                self.fail(too_slow("The server did not say welcome in time."));
            }
            Link::Waiting { .. } => self.dial(),
            Link::Live(live) if live.last_heard + live.heartbeat * 2 <= self.now.mono => {
                self.push_effect(Effect::Close { code: 4003 });
                self.fail(ApiError::new(
                    ErrorCode::Silent,
                    "Nothing was heard from the server for two heartbeats.",
                ));
            }
            Link::Live(_) => self.ping(),
        }
    }
}

/// What a closed connection means, in plain words.
pub fn close_error(code: Option<u16>, reason: String) -> ApiError {
    let known = code.and_then(ErrorCode::from_close_code);
    // A reason that only repeats the code's name says nothing to a person.
    let is_name = |code: ErrorCode| serde_json::json!(code) == reason.as_str();
    let message = match known {
        Some(code) if reason.is_empty() || is_name(code) => close_words(code).to_owned(),
        None if reason.is_empty() => "The connection was closed.".to_owned(),
        Some(_) | None => reason,
    };
    ApiError::new(known.unwrap_or(ErrorCode::Unreachable), message)
}

fn close_words(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::Restarting => "The server restarts.",
        ErrorCode::SlowConsumer => "The connection was too slow for the server.",
        ErrorCode::RateLimited => "The server asks to slow down.",
        ErrorCode::Silent => "The server heard nothing from this computer.",
        ErrorCode::Replaced => "Another connection of this profile took over.",
        ErrorCode::Unauthorized => "The server does not accept the access token.",
        ErrorCode::UnsupportedVersion => "The server needs another version of Tideboard.",
        ErrorCode::FrameTooLarge => "A message was too large for the server.",
        _ => "The server closed the connection because of an error.",
    }
}
