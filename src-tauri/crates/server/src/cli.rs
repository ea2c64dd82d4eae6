//! What can be typed, and what it does.

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use std::{
    io::{self, IsTerminal, Write},
    net::SocketAddr,
    path::PathBuf,
    time::Duration,
};
use tideboard_protocol::{BoardId, ENDPOINT, frame::User};
use tideboard_server::{
    Admin, Config, Grant, Server, ServerError, TokenEntry, TokenId, TokenRole, restore,
};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// Self-hosted server for Tideboard's shared live dashboards.
#[derive(Debug, Parser)]
#[command(name = "tideboard-server", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve boards until interrupted
    Serve(Serve),
    /// Make, list and withdraw the tokens that people and feeds sign in with
    #[command(subcommand)]
    Token(TokenCommand),
    /// Write a copy of the data into a new file; the server may be running
    Backup {
        #[command(flatten)]
        data: Data,
        /// The new file
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Put a backup in the place of the data; the server must be stopped
    Restore {
        #[command(flatten)]
        data: Data,
        /// A file that `backup` wrote
        #[arg(long, value_name = "FILE")]
        from: PathBuf,
    },
}

#[derive(Debug, Args)]
struct Data {
    /// Folder of the server's data; created when missing
    #[arg(long = "data", value_name = "DIR", env = "TIDEBOARD_SERVER_DATA")]
    folder: PathBuf,
}

#[derive(Debug, Args)]
struct Serve {
    /// Address and port; port 0 takes a free one
    #[arg(long, env = "TIDEBOARD_SERVER_LISTEN", default_value = "127.0.0.1:7440")]
    listen: String,
    #[command(flatten)]
    data: Data,
    /// Interval of pings in milliseconds
    #[arg(long, env = "TIDEBOARD_SERVER_HEARTBEAT_MS", default_value_t = 15_000,
          value_parser = clap::value_parser!(u64).range(100..=300_000))]
    heartbeat_ms: u64,
    /// What goes into the log, for example `debug` or `tideboard_server=debug`
    #[arg(long, env = "TIDEBOARD_SERVER_LOG", default_value = "info,refinery_core=warn")]
    log: String,
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Make a token and print it; it cannot be shown again
    Create {
        #[command(flatten)]
        data: Data,
        /// Id of the user it signs in
        #[arg(long)]
        user: String,
        /// The user's name as others see it; the id by default
        #[arg(long)]
        name: Option<String>,
        /// What it allows
        #[arg(long, value_parser = ["owner", "editor", "viewer", "feed"])]
        role: String,
        /// The only board it opens; without, all that are and will be
        #[arg(long)]
        board: Option<BoardId>,
    },
    /// List all tokens, without their secrets
    List {
        #[command(flatten)]
        data: Data,
    },
    /// Withdraw a token; its connections are closed
    Revoke {
        #[command(flatten)]
        data: Data,
        /// Its number in the list
        token: i64,
    },
}

/// Reads the command line and does what it says.
pub fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Serve(serve) => start(serve),
        Command::Token(command) => token(command),
        Command::Backup { data, to } => {
            Admin::open_existing(&data.folder)?.back_up(&to)?;
            Ok(())
        }
        Command::Restore { data, from } => {
            if let Some(kept) = restore(&data.folder, &from)? {
                eprintln!("tideboard-server: the former data is kept in {}", kept.display());
            }
            Ok(())
        }
    }
}

/// One thread for all sockets: for small frames it is several times faster than many, and the
/// database has threads of its own.
#[tokio::main(flavor = "current_thread")]
async fn start(serve: Serve) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&serve.log)
        .with_context(|| format!("--log {} cannot be understood", serve.log))?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .init();
    let listener = listen(&serve.listen).await?;
    let address = listener.local_addr().context("the address cannot be read back")?;
    if !address.ip().is_loopback() {
        tracing::warn!(
            "{address} is reachable from the network without encryption: put a TLS proxy in \
             front and let people connect with wss://"
        );
    }
    let mut config = Config::new(serve.data.folder);
    config.heartbeat = Duration::from_millis(serve.heartbeat_ms);
    // Opened before the address is announced, so that "listening" means it.
    let server = Server::open(config)?;
    // So that whoever reads it may ask for the end at once.
    let interruption = interruption()?;
    announce(address)?;
    server.run(listener, interruption).await?;
    tracing::info!("stopped");
    Ok(())
}

async fn listen(address: &str) -> Result<TcpListener, ServerError> {
    TcpListener::bind(address).await.map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => ServerError::PortInUse(address.to_owned()),
        _ => ServerError::Listen { address: address.to_owned(), source },
    })
}

fn announce(address: SocketAddr) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "listening ws://{address}{ENDPOINT}")?;
    out.flush()?;
    Ok(())
}

/// Resolves when somebody asks the program to stop, from the moment of the call on.
#[cfg(unix)]
fn interruption() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Resolves when somebody asks the program to stop, from the moment of the call on.
#[cfg(windows)]
fn interruption() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move { drop(interrupt.recv().await) })
}

fn token(command: TokenCommand) -> anyhow::Result<()> {
    match command {
        TokenCommand::Create { data, user, name, role, board } => {
            let name = name.unwrap_or_else(|| user.clone());
            let role = TokenRole::named(&role).context("no such role")?;
            let admin = Admin::open(&data.folder)?;
            let token = admin.create_token(&User { id: user, name }, &Grant { role, board })?;
            println!("{}", token.reveal());
        }
        TokenCommand::List { data } => {
            for entry in Admin::open_existing(&data.folder)?.tokens()? {
                println!("{}", line(&entry));
            }
        }
        TokenCommand::Revoke { data, token } => {
            Admin::open_existing(&data.folder)?.revoke_token(TokenId(token))?;
        }
    }
    Ok(())
}

/// Number, user, name, role, board, state: apart by tabs, so that scripts can take it to pieces.
fn line(entry: &TokenEntry) -> String {
    let board = entry.grant.board.as_ref().map_or("*", BoardId::as_str);
    let state = if entry.revoked_ms.is_some() { "revoked" } else { "valid" };
    let (role, User { id, name }) = (entry.grant.role.as_str(), &entry.user);
    format!("{}\t{id}\t{name}\t{role}\t{board}\t{state}", entry.id.0)
}
