//! Putting the parts together and taking them apart again in order.

use crate::{
    Config, ServerError,
    access::Token,
    connection,
    hub::Hub,
    readers::Readers,
    socket::{Activity, Door},
    store::{self, DataLock, ServerIdentity, ledger},
    writer::{Command, Writer},
};
use axum::{
    Router,
    extract::{ConnectInfo, State, WebSocketUpgrade, ws::rejection::WebSocketUpgradeRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use std::{
    future::Future,
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tideboard_protocol::{ENDPOINT, SUBPROTOCOL};
use tokio::{
    net::TcpListener,
    runtime::Handle,
    sync::{oneshot, watch},
    task::JoinHandle,
    time::{MissedTickBehavior, interval, timeout},
};

/// Bytes that are read from a connection at a time. Each connection keeps room for them.
const READ_BUFFER: usize = 8 * 1024;
/// How long a stop waits for connections and for the writer.
const STOP: Duration = Duration::from_secs(10);
/// How long the writer may take to say that it lives.
const HEALTHY: Duration = Duration::from_secs(5);

/// What all connections share.
pub(crate) struct Shared {
    pub config: Config,
    pub hub: Arc<Hub>,
    pub writer: Writer,
    pub readers: Readers,
    pub identity: ServerIdentity,
    links: AtomicU64,
}

impl Shared {
    /// A number for a new connection.
    pub(crate) fn next_link(&self) -> u64 {
        self.links.fetch_add(1, Ordering::Relaxed)
    }
}

/// Serves the protocol on a listening socket until `shutdown` resolves, then closes every
/// connection with 4000 and the database with everything in one file.
///
/// # Errors
/// When the data cannot be opened, is in use by another server, or the writing thread ends.
pub async fn run(
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
    config: Config,
) -> Result<(), ServerError> {
    let opening = tokio::task::spawn_blocking(move || Server::open(config));
    let server = opening.await.map_err(|error| ServerError::Socket(io::Error::other(error)))??;
    server.run(listener, shutdown).await
}

/// A server whose data is open and claimed.
pub struct Server {
    shared: Arc<Shared>,
    writer_ended: oneshot::Receiver<()>,
    _claim: DataLock,
}

impl Server {
    /// Claims and opens the data.
    ///
    /// # Errors
    /// When that cannot be done; nothing was changed then.
    pub fn open(config: Config) -> Result<Self, ServerError> {
        let claim = store::claim(&config.data)?;
        let conn = store::open(&config.data)?;
        let identity = store::identity(&conn)?;
        let hub = Arc::new(Hub::new(ledger::standings(&conn)?, Handle::try_current().ok()));
        let (writer, writer_ended) = Writer::start(conn, hub.clone(), identity, config.clone())
            .map_err(ServerError::Socket)?;
        let readers = Readers::new(config.data.clone());
        let links = AtomicU64::new(1);
        let shared = Arc::new(Shared { config, hub, writer, readers, identity, links });
        Ok(Self { shared, writer_ended, _claim: claim })
    }

    /// Who the data belongs to.
    pub fn identity(&self) -> ServerIdentity {
        self.shared.identity
    }

    /// Serves on a listening socket until `shutdown` resolves; see [`run`].
    ///
    /// # Errors
    /// When the socket fails or the writing thread ends.
    pub async fn run(
        self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServerError> {
        let Self { shared, mut writer_ended, _claim } = self;
        let chores = start_chores(&shared);
        let (stop, stopping) = watch::channel(());
        let mut serving = tokio::spawn(serve(listener, shared.clone(), stopping));
        let served = tokio::select! {
            () = shutdown => Ok(()),
            ended = &mut serving => flatten(ended),
            _ = &mut writer_ended => Err(ServerError::WriterEnded),
        };
        drop(stop);
        chores.abort();
        finish(&shared, writer_ended).await;
        served
    }
}

/// Answers what was pushed, says goodbye to everybody, and lets the writer close the database.
async fn finish(shared: &Shared, writer_ended: oneshot::Receiver<()>) {
    let stopped = async {
        is_writer_alive(&shared.writer).await;
        shared.hub.stop();
        shared.hub.empty().await;
    };
    if timeout(STOP, stopped).await.is_err() {
        tracing::warn!("some connections did not close in time");
    }
    shared.writer.send(Command::Stop).await;
    let _ended_either_way = timeout(STOP, writer_ended).await;
}

async fn serve(
    listener: TcpListener,
    shared: Arc<Shared>,
    mut stopping: watch::Receiver<()>,
) -> Result<(), ServerError> {
    let app = Router::new()
        .route(ENDPOINT, get(upgrade))
        .route("/healthz", get(health))
        .with_state(shared.clone())
        .into_make_service_with_connect_info::<Activity>();
    let door = Door::new(listener, shared.config.connections);
    axum::serve(door, app)
        .with_graceful_shutdown(async move {
            let _sender_dropped = stopping.changed().await;
        })
        .await
        .map_err(ServerError::Socket)
}

fn flatten(
    ended: Result<Result<(), ServerError>, tokio::task::JoinError>,
) -> Result<(), ServerError> {
    ended.unwrap_or_else(|error| Err(ServerError::Socket(io::Error::other(error))))
}

/// Looks for withdrawn tokens twice in a heartbeat, and clears old things away.
fn start_chores(shared: &Arc<Shared>) -> JoinHandle<()> {
    let shared = shared.clone();
    tokio::spawn(async move {
        let mut tokens = interval(shared.config.heartbeat / 2);
        let mut upkeep = interval(shared.config.upkeep_every);
        tokens.set_missed_tick_behavior(MissedTickBehavior::Delay);
        upkeep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = tokens.tick() => shared.writer.try_send(Command::CheckTokens),
                _ = upkeep.tick() => shared.writer.try_send(Command::Upkeep),
            }
        }
    })
}

async fn upgrade(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(activity): ConnectInfo<Activity>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let limit = shared.config.limits.frame_bytes;
    let upgrade = upgrade
        .read_buffer_size(READ_BUFFER)
        .max_message_size(limit)
        .max_frame_size(limit)
        .protocols([SUBPROTOCOL]);
    if upgrade.selected_protocol().is_none() {
        let message = "this endpoint speaks the WebSocket subprotocol 'tideboard'; ask for it";
        return (StatusCode::BAD_REQUEST, message).into_response();
    }
    let token = bearer(&headers);
    upgrade.on_upgrade(move |socket| connection::serve(socket, shared, activity, token))
}

fn bearer(headers: &HeaderMap) -> Option<Token> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Token::presented(token))
}

async fn health(State(shared): State<Arc<Shared>>) -> Response {
    if is_writer_alive(&shared.writer).await {
        return "ok".into_response();
    }
    (StatusCode::SERVICE_UNAVAILABLE, "the server cannot write").into_response()
}

async fn is_writer_alive(writer: &Writer) -> bool {
    timeout(HEALTHY, writer.has_done_all()).await.unwrap_or(false)
}
