//! Runs the server on a thread of its own.
//!
//! One thread is enough for it, and faster than many: most of its work is one writer's. The tokens
//! for this app are made afresh at each start and die with the next, so none has to be kept.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};
use tideboard_protocol::{ApiError, BoardId, ENDPOINT, ErrorCode, frame::User};
use tideboard_server::{Admin, Config, Grant, Server, ServerError, Token, TokenEntry, TokenRole};
use tideboard_sync::ServerAddress;
use tokio::sync::{oneshot, watch};

/// Points of a day are enough for one's own figures; a team's server keeps the usual week.
const OWN_POINTS_MS: i64 = 24 * 3_600_000;
const STOPPED_WITHIN: Duration = Duration::from_secs(3);

/// Whom the server serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Programs on this computer.
    ThisComputer,
    /// Everybody on the network who has a token.
    Network {
        /// TCP port; 0 lets the system choose.
        port: u16,
    },
}

/// What others need to join.
pub struct Offer {
    /// Addresses under which the server listens.
    pub addresses: Vec<String>,
    /// Its port.
    pub port: u16,
    /// Token for editing.
    pub token: String,
}

/// Takes the port, before anything else changes.
pub fn listen(reach: Reach) -> Result<TcpListener, ApiError> {
    let address: SocketAddr = match reach {
        Reach::ThisComputer => (Ipv4Addr::LOCALHOST, 0).into(),
        Reach::Network { port } => (Ipv4Addr::UNSPECIFIED, port).into(),
    };
    let taken = |error: std::io::Error| {
        let port = address.port();
        match error.kind() {
            std::io::ErrorKind::AddrInUse => ApiError::new(
                ErrorCode::PortInUse,
                format!("Another program uses port {port}; choose another one."),
            ),
            std::io::ErrorKind::PermissionDenied => ApiError::new(
                ErrorCode::PermissionDenied,
                format!("This account may not use port {port}; choose one above 1023."),
            ),
            _ => ApiError::new(
                ErrorCode::Internal,
                format!("The server inside the app cannot listen: {error}."),
            ),
        }
    };
    let listener = TcpListener::bind(address).map_err(taken)?;
    listener.set_nonblocking(true).map_err(taken)?;
    Ok(listener)
}

/// A running server.
pub struct Host {
    reach: Reach,
    data: PathBuf,
    port: u16,
    stop: watch::Sender<bool>,
    ended: oneshot::Receiver<()>,
}

/// The user of this app itself; its own changes wait under this name between two starts.
const OWNER: &str = "this-computer";
const FEED: &str = "this-computer-figures";
const TEAM: &str = "team";

impl Host {
    /// Starts the server on data in this folder.
    pub async fn start(
        listener: TcpListener,
        reach: Reach,
        data: PathBuf,
    ) -> Result<Self, ApiError> {
        let port = listener.local_addr().map_err(internal)?.port();
        let (stop, stopping) = watch::channel(false);
        let (starting, started) = oneshot::channel();
        let (ending, ended) = oneshot::channel();
        let config = config(reach, &data);
        thread::Builder::new()
            .name("tideboard-server".to_owned())
            .spawn(move || {
                serve(listener, config, stopping, starting);
                // Nobody may wait any more.
                let _ = ending.send(());
            })
            .map_err(internal)?;
        started.await.map_err(internal)??;
        tracing::info!(port, ?reach, "the server inside the app listens");
        Ok(Self { reach, data, port, stop, ended })
    }

    /// Whether it serves whom it should.
    pub fn reaches(&self, reach: Reach) -> bool {
        match reach {
            Reach::ThisComputer => self.reach == reach,
            Reach::Network { port } => {
                matches!(self.reach, Reach::Network { .. }) && [0, self.port].contains(&port)
            }
        }
    }

    /// Where the app itself connects, with all rights.
    pub async fn address(&self) -> Result<ServerAddress, ApiError> {
        let user = User { id: OWNER.to_owned(), name: account_name() };
        let grant = Grant { role: TokenRole::Owner, board: None };
        self.loopback(self.fresh_token(user, grant).await?)
    }

    /// Where the feed connects, with the right to one board's figures.
    pub async fn feed_address(&self, board: &BoardId) -> Result<ServerAddress, ApiError> {
        let user = User { id: FEED.to_owned(), name: "This computer".to_owned() };
        let grant = Grant { role: TokenRole::Feed, board: Some(board.clone()) };
        self.loopback(self.fresh_token(user, grant).await?)
    }

    /// What others need to join; their token stays valid until it is withdrawn.
    pub async fn invite(&self) -> Result<Offer, ApiError> {
        let user = User { id: TEAM.to_owned(), name: "Team".to_owned() };
        let grant = Grant { role: TokenRole::Editor, board: None };
        let token =
            self.with_admin(move |admin| admin.create_token(&user, &grant)).await?.reveal().into();
        Ok(Offer { addresses: self.addresses(), port: self.port, token })
    }

    /// Ends it, with all connections closed properly.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if tokio::time::timeout(STOPPED_WITHIN, self.ended).await.is_err() {
            tracing::warn!("the server inside the app does not end in time");
        }
    }

    fn loopback(&self, token: Token) -> Result<ServerAddress, ApiError> {
        let url = url(&Ipv4Addr::LOCALHOST.into(), self.port);
        Ok(ServerAddress { url, token: Some(token.reveal().to_owned()) })
    }

    fn addresses(&self) -> Vec<String> {
        let networks = sysinfo::Networks::new_with_refreshed_list();
        let mut addresses: Vec<String> = networks
            .values()
            .flat_map(|network| network.ip_networks())
            .map(|network| network.addr)
            .filter(|address| address.is_ipv4() && !address.is_loopback())
            .map(|address| url(&address, self.port))
            .collect();
        addresses.sort();
        addresses.dedup();
        if addresses.is_empty() {
            addresses.push(url(&Ipv4Addr::LOCALHOST.into(), self.port));
        }
        addresses
    }

    /// A token in place of all that this user had.
    async fn fresh_token(&self, user: User, grant: Grant) -> Result<Token, ApiError> {
        self.with_admin(move |admin| {
            let is_old =
                |entry: &TokenEntry| entry.user.id == user.id && entry.revoked_ms.is_none();
            for old in admin.tokens()?.iter().filter(|entry| is_old(entry)) {
                admin.revoke_token(old.id)?;
            }
            admin.create_token(&user, &grant)
        })
        .await
    }

    async fn with_admin<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Admin) -> Result<T, ServerError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let data = self.data.clone();
        tauri::async_runtime::spawn_blocking(move || work(&Admin::open(&data)?))
            .await
            .map_err(internal)?
            .map_err(|error| in_words(&error))
    }
}

fn config(reach: Reach, data: &Path) -> Config {
    let mut config = Config::new(data);
    match reach {
        Reach::ThisComputer => config.limits.points_ms = OWN_POINTS_MS,
        Reach::Network { .. } => {}
    }
    config
}

/// The server's thread from start to end.
fn serve(
    listener: TcpListener,
    config: Config,
    mut stopping: watch::Receiver<bool>,
    starting: oneshot::Sender<Result<(), ApiError>>,
) {
    let open = || -> Result<_, ApiError> {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(internal)?;
        let server = Server::open(config).map_err(|error| in_words(&error))?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener).map_err(internal)?
        };
        Ok((runtime, server, listener))
    };
    let (runtime, server, listener) = match open() {
        Ok(open) => open,
        Err(error) => {
            // Nobody may wait any more.
            let _ = starting.send(Err(error));
            return;
        }
    };
    let _ = starting.send(Ok(()));
    let stopped = async move {
        // An error means that the host was dropped, which ends its server too.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    };
    if let Err(error) = runtime.block_on(server.run(listener, stopped)) {
        tracing::error!(%error, "the server inside the app ended");
    }
}

fn url(address: &IpAddr, port: u16) -> String {
    format!("ws://{}{ENDPOINT}", SocketAddr::new(*address, port))
}

/// Who others see at this computer's changes.
fn account_name() -> String {
    ["USER", "USERNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|name| !name.trim().is_empty()))
        .unwrap_or_else(|| "This computer".to_owned())
}

fn in_words(error: &ServerError) -> ApiError {
    ApiError::new(error.code(), format!("The server inside the app: {error}."))
}

fn internal(error: impl std::fmt::Display) -> ApiError {
    ApiError::new(ErrorCode::Internal, format!("The server inside the app: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_starts_invites_and_stops() {
        let data = tempfile::tempdir().unwrap();
        let reach = Reach::Network { port: 0 };
        let host = Host::start(listen(reach).unwrap(), reach, data.path().into()).await.unwrap();
        let own = host.address().await.unwrap();
        assert!(own.url.starts_with("ws://127.0.0.1:") && own.url.ends_with(ENDPOINT));
        let tested = tideboard_sync::test_connection(&own, "test", "test/1").await.unwrap();
        assert!(tested.boards.is_empty());
        let offer = host.invite().await.unwrap();
        assert_eq!(offer.port, host.port);
        assert!(!offer.addresses.is_empty());
        host.stop().await;
        let gone = tideboard_sync::test_connection(&own, "test", "test/1").await;
        assert_eq!(gone.unwrap_err().code, ErrorCode::Unreachable);
    }

    #[tokio::test]
    async fn a_new_token_ends_the_old_one() {
        let data = tempfile::tempdir().unwrap();
        let reach = Reach::ThisComputer;
        let host = Host::start(listen(reach).unwrap(), reach, data.path().into()).await.unwrap();
        let old = host.address().await.unwrap();
        let new = host.address().await.unwrap();
        let refused = tideboard_sync::test_connection(&old, "test", "test/1").await;
        assert_eq!(refused.unwrap_err().code, ErrorCode::Unauthorized);
        tideboard_sync::test_connection(&new, "test", "test/1").await.unwrap();
        host.stop().await;
    }

    #[tokio::test]
    async fn one_folder_has_one_server() {
        let data = tempfile::tempdir().unwrap();
        let start = || {
            let listener = listen(Reach::ThisComputer).unwrap();
            Host::start(listener, Reach::ThisComputer, data.path().into())
        };
        let host = start().await.unwrap();
        assert_eq!(start().await.err().unwrap().code, ErrorCode::ProfileInUse);
        host.stop().await;
    }

    #[test]
    fn a_taken_port_is_named() {
        let taken = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = listen(Reach::Network { port }).unwrap_err();
        assert_eq!(error.code, ErrorCode::PortInUse);
        assert!(error.message.contains(&port.to_string()));
    }
}
