//! Sends this computer's figures to the server, once a second, over the same socket as everybody.
//!
//! A feed has no queue: a figure that did not arrive is old news. While one push is on its way no
//! other is made, so a slow server gets fewer figures and never a backlog.

use super::{
    board::ThisComputer,
    figures::{Figures, Gauges},
};
use backon::{BackoffBuilder, ExponentialBuilder};
use futures_util::{SinkExt, StreamExt};
use jiff::Timestamp;
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Mutex,
    time::{Duration, Instant},
};
use tauri::async_runtime::JoinHandle;
use tideboard_protocol::{
    BoardId, Cause, ClientId, Number, Op, OpId, OpKind, PROTOCOL_VERSION, Path, Point, RecordId,
    SCHEMA_VERSION, SUBPROTOCOL, Session,
    frame::{self, ClientFrame, Hello, OpResult, Outcome, ServerFrame, Welcome},
};
use tideboard_sync::ServerAddress;
use tokio::{
    net::TcpStream,
    sync::watch,
    time::{self, MissedTickBehavior},
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        self, Message,
        client::IntoClientRequest,
        http::{HeaderValue, header},
    },
};
use uuid::Uuid;

const EVERY: Duration = Duration::from_secs(1);
/// A figure that stays the same is sent all the same after this long, to show that it is current.
const AT_LEAST_EVERY: Duration = Duration::from_secs(5);
const GREETED_WITHIN: Duration = Duration::from_secs(10);
const STOPPED_WITHIN: Duration = Duration::from_secs(1);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A running feed.
pub struct Feed {
    stop: watch::Sender<bool>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Feed {
    /// Starts to send.
    pub fn start(address: ServerAddress, computer: ThisComputer) -> Self {
        let (stop, stopped) = watch::channel(false);
        let task = tauri::async_runtime::spawn(run(address, computer, stopped));
        Self { stop, task: Mutex::new(Some(task)) }
    }

    /// Ends it, with the socket closed.
    pub async fn stop(&self) {
        self.stop.send_replace(true);
        let task = self.task.lock().ok().and_then(|mut task| task.take());
        let Some(mut task) = task else { return };
        if time::timeout(STOPPED_WITHIN, &mut task).await.is_err() {
            task.abort();
        }
    }
}

async fn run(address: ServerAddress, computer: ThisComputer, mut stopped: watch::Receiver<bool>) {
    let mut identity = (ClientId(Uuid::now_v7()), None);
    let mut gauges = Gauges::new();
    let patience = || {
        ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(250))
            .with_max_delay(Duration::from_secs(5))
            .without_max_times()
            .with_jitter()
            .build()
    };
    let mut waits = patience();
    loop {
        match connection(&address, &computer, &mut identity, &mut gauges, &mut stopped).await {
            Ok(Ended::Stopped) => return,
            Ok(Ended::AfterWelcome(reason)) => {
                waits = patience();
                tracing::debug!(reason, "the figures' connection ended");
            }
            Err(error) => tracing::debug!(%error, "the figures cannot be sent"),
        }
        let wait = waits.next().unwrap_or(AT_LEAST_EVERY);
        tokio::select! {
            () = time::sleep(wait) => {}
            () = until_stopped(&mut stopped) => return,
        }
    }
}

async fn until_stopped(stopped: &mut watch::Receiver<bool>) {
    // An error means that the feed itself was dropped, which stops it just the same.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

enum Ended {
    Stopped,
    AfterWelcome(&'static str),
}

async fn connection(
    address: &ServerAddress,
    computer: &ThisComputer,
    identity: &mut (ClientId, Option<Session>),
    gauges: &mut Gauges,
    stopped: &mut watch::Receiver<bool>,
) -> anyhow::Result<Ended> {
    let (mut socket, welcome) = tokio::select! {
        greeted = time::timeout(GREETED_WITHIN, greet(address, identity)) => greeted??,
        () = until_stopped(stopped) => return Ok(Ended::Stopped),
    };
    *identity = (welcome.client_id, Some(welcome.session));
    let silence = 2 * Duration::from_millis(welcome.heartbeat_ms);
    let mut ticks = time::interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut news = News::new(computer.clone());
    loop {
        tokio::select! {
            _ = ticks.tick() => {
                let ops = news.report(&gauges.read(), Instant::now(), Timestamp::now());
                if !ops.is_empty() {
                    send(&mut socket, &ClientFrame::Push { ops }).await?;
                }
            }
            message = time::timeout(silence, socket.next()) => match message {
                Ok(Some(Ok(message))) => {
                    if hear(message, &mut news)? {
                        send(&mut socket, &ClientFrame::Pong).await?;
                    }
                }
                Ok(Some(Err(error))) => return Err(error.into()),
                Ok(None) => return Ok(Ended::AfterWelcome("closed")),
                Err(_) => return Ok(Ended::AfterWelcome("silence")),
            },
            () = until_stopped(stopped) => {
                // The server may be gone already.
                let _ = socket.close(None).await;
                return Ok(Ended::Stopped);
            }
        }
    }
}

async fn greet(
    address: &ServerAddress,
    identity: &(ClientId, Option<Session>),
) -> anyhow::Result<(Socket, Welcome)> {
    let mut socket = dial(address).await?;
    send(&mut socket, &hello(identity)).await?;
    let welcome = welcome(&mut socket).await?;
    Ok((socket, welcome))
}

async fn dial(address: &ServerAddress) -> anyhow::Result<Socket> {
    let mut request = address.url.as_str().into_client_request()?;
    let headers = request.headers_mut();
    headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
    if let Some(token) = &address.token {
        let mut bearer = HeaderValue::from_str(&format!("Bearer {token}"))?;
        bearer.set_sensitive(true);
        headers.insert(header::AUTHORIZATION, bearer);
    }
    let (socket, _) = connect_async(request).await?;
    Ok(socket)
}

fn hello((client_id, session): &(ClientId, Option<Session>)) -> ClientFrame {
    ClientFrame::Hello(Hello {
        protocol: vec![PROTOCOL_VERSION],
        client_id: *client_id,
        session: session.clone(),
        name: "Figures of this computer".to_owned(),
        app: concat!("tideboard-feed/", env!("CARGO_PKG_VERSION")).to_owned(),
        token: None,
        epoch: None,
    })
}

async fn welcome(socket: &mut Socket) -> anyhow::Result<Welcome> {
    while let Some(message) = socket.next().await {
        let Message::Text(text) = message? else { continue };
        for frame in frame::decode_server(&text)? {
            match frame {
                ServerFrame::Welcome(welcome) => return Ok(*welcome),
                ServerFrame::Error { message, .. } => anyhow::bail!(message),
                _ => {}
            }
        }
    }
    anyhow::bail!("closed before the welcome")
}

async fn send(socket: &mut Socket, frame: &ClientFrame) -> Result<(), tungstenite::Error> {
    socket.send(Message::text(frame::encode(frame))).await
}

/// Takes in a message; whether it asks for a pong.
fn hear(message: Message, news: &mut News) -> anyhow::Result<bool> {
    let Message::Text(text) = message else { return Ok(false) };
    let mut is_asked = false;
    for frame in frame::decode_server(&text)? {
        match frame {
            ServerFrame::Ping { .. } => is_asked = true,
            ServerFrame::Results { results } => news.decided(&results),
            ServerFrame::Error { message, .. } => tracing::debug!(message, "the server objects"),
            ServerFrame::Welcome(_)
            | ServerFrame::Boards { .. }
            | ServerFrame::Delta(_)
            | ServerFrame::Unsubscribed { .. }
            | ServerFrame::Pong
            | ServerFrame::Presence { .. } => {}
        }
    }
    Ok(is_asked)
}

/// Decides which figures are worth sending.
struct News {
    computer: ThisComputer,
    sent: HashMap<RecordId, (Vec<f64>, Instant)>,
    on_their_way: HashMap<OpId, RecordId>,
    /// Widgets that the user deleted. A new connection tries them again.
    gone: HashSet<RecordId>,
}

/// One widget's share of the figures.
struct Share {
    record: RecordId,
    /// What its value becomes.
    value: Option<f64>,
    /// What its series get.
    points: Vec<(&'static str, f64)>,
}

impl News {
    fn new(computer: ThisComputer) -> Self {
        Self { computer, sent: HashMap::new(), on_their_way: HashMap::new(), gone: HashSet::new() }
    }

    /// The operations to send now; none while others are on their way.
    fn report(&mut self, figures: &Figures, now: Instant, at: Timestamp) -> Vec<Op> {
        if !self.on_their_way.is_empty() {
            return Vec::new();
        }
        let mut ops = Vec::new();
        for share in self.shares(figures) {
            if self.gone.contains(&share.record) || !self.is_news(&share, now) {
                continue;
            }
            let Some(op) = share.op(&self.computer.board, at) else { continue };
            self.sent.insert(share.record.clone(), (share.figures(), now));
            self.on_their_way.insert(op.op_id, share.record);
            ops.push(op);
        }
        ops
    }

    fn shares(&self, figures: &Figures) -> Vec<Share> {
        let computer = &self.computer;
        let metrics = [
            (&computer.cpu, figures.cpu),
            (&computer.memory, figures.memory),
            (&computer.disk, figures.disk),
            (&computer.down, figures.down),
            (&computer.up, figures.up),
        ];
        let metrics = metrics.into_iter().filter_map(|(record, value)| {
            let points = vec![("points", value?)];
            Some(Share { record: record.clone(), value, points })
        });
        let series = [("points/cpu", figures.cpu), ("points/memory", figures.memory)];
        let points = series.into_iter().filter_map(|(path, value)| Some((path, value?))).collect();
        let history = Share { record: computer.history.clone(), value: None, points };
        metrics.chain([history]).collect()
    }

    fn is_news(&self, share: &Share, now: Instant) -> bool {
        self.sent.get(&share.record).is_none_or(|(figures, at)| {
            *figures != share.figures() || now.duration_since(*at) >= AT_LEAST_EVERY
        })
    }

    /// What was refused is tried again with the next figures; what is deleted is left alone.
    fn decided(&mut self, results: &[OpResult]) {
        for result in results {
            let Some(record) = self.on_their_way.remove(&result.op_id) else { continue };
            match result.outcome {
                Outcome::Applied | Outcome::Noop => {}
                Outcome::Conflict | Outcome::Rejected | Outcome::RetryLater => {
                    let (code, deleted) = (result.code, result.deleted.is_some());
                    tracing::debug!(%record, ?code, deleted, "a figure was not taken");
                    self.sent.remove(&record);
                    if deleted {
                        self.gone.insert(record);
                    }
                }
            }
        }
    }
}

impl Share {
    fn figures(&self) -> Vec<f64> {
        self.points.iter().map(|(_, value)| *value).collect()
    }

    /// An operation without a base: a feed never clashes.
    fn op(&self, board: &BoardId, at: Timestamp) -> Option<Op> {
        let mut append = BTreeMap::new();
        for (path, value) in &self.points {
            let value = Number::new(*value).ok()?;
            append.insert(Path::new(*path).ok()?, vec![Point { t_ms: at.as_millisecond(), value }]);
        }
        let value = self.value.map(|value| Some((Path::new("value").ok()?, json!(value))));
        Some(Op {
            op_id: OpId(Uuid::now_v7()),
            board: board.clone(),
            record: self.record.clone(),
            base: None,
            kind: OpKind::Patch,
            record_kind: None,
            set: value.flatten().into_iter().collect(),
            remove: BTreeSet::new(),
            inc: BTreeMap::new(),
            append,
            schema: SCHEMA_VERSION,
            at,
            cause: Cause::Edit,
            resend: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tideboard_protocol::frame::Deletion;
    use tideboard_protocol::{Author, Seq};

    const FIGURES: Figures =
        Figures { cpu: Some(12.5), memory: Some(40.0), disk: None, down: Some(0.0), up: Some(0.0) };

    struct Minute {
        news: News,
        start: Instant,
    }

    impl Minute {
        fn begins() -> Self {
            Self { news: News::new(ThisComputer::mint().unwrap()), start: Instant::now() }
        }

        fn report(&mut self, second: u64, figures: Figures) -> Vec<Op> {
            self.news.report(&figures, self.start + Duration::from_secs(second), Timestamp::now())
        }

        fn decided(&mut self, ops: &[Op], outcome: Outcome) {
            let results: Vec<_> = ops.iter().map(|op| OpResult::new(op.op_id, outcome)).collect();
            self.news.decided(&results);
        }
    }

    #[test]
    fn figures_become_values_and_points_without_a_base() {
        let mut minute = Minute::begins();
        let ops = minute.report(0, FIGURES);
        assert_eq!(ops.len(), 5, "four metrics and the chart; no disk");
        let cpu = ops.iter().find(|op| op.record == minute.news.computer.cpu).unwrap();
        assert_eq!(cpu.base, None);
        assert_eq!(cpu.set["value"], json!(12.5));
        assert_eq!(cpu.append["points"][0].value.get(), 12.5);
        let chart = ops.iter().find(|op| op.record == minute.news.computer.history).unwrap();
        assert!(chart.set.is_empty());
        assert_eq!(chart.append.len(), 2);
    }

    #[test]
    fn what_stays_the_same_is_sent_less_often() {
        let mut minute = Minute::begins();
        let ops = minute.report(0, FIGURES);
        minute.decided(&ops, Outcome::Applied);
        let ops = minute.report(1, Figures { up: Some(1.0), ..FIGURES });
        assert_eq!(ops.len(), 1);
        minute.decided(&ops, Outcome::Applied);
        assert_eq!(minute.report(5, Figures { up: Some(1.0), ..FIGURES }).len(), 4);
    }

    #[test]
    fn nothing_piles_up_behind_a_slow_server() {
        let mut minute = Minute::begins();
        let ops = minute.report(0, FIGURES);
        assert!(minute.report(30, FIGURES).is_empty());
        minute.decided(&ops, Outcome::Applied);
        assert_eq!(minute.report(31, FIGURES).len(), 5);
    }

    #[test]
    fn what_was_refused_is_tried_again_and_what_was_deleted_is_not() {
        let mut minute = Minute::begins();
        let ops = minute.report(0, FIGURES);
        minute.decided(&ops, Outcome::Rejected);
        let ops = minute.report(1, FIGURES);
        assert_eq!(ops.len(), 5, "the same figures once more");
        let by = Author { client_id: ClientId(Uuid::nil()), user: "u".into(), name: "n".into() };
        let at = Timestamp::now();
        let mut deleted = OpResult::new(ops[0].op_id, Outcome::Conflict);
        deleted.deleted = Some(Deletion { seq: Seq(1), by, at });
        minute.news.decided(&[deleted]);
        minute.decided(&ops[1..], Outcome::Applied);
        let left = minute.report(60, FIGURES);
        assert!(left.len() == 4 && left.iter().all(|op| op.record != ops[0].record));
    }
}
