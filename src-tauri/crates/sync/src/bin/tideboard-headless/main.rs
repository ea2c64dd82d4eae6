//! A client without a window, for scripts and tests: JSON lines in, JSON lines out.
//!
//! Each request is one line `{"id":…,"cmd":…,…}` and gets one line `{"id":…,"ok":{…}}` or
//! `{"id":…,"error":{"code","message","action"}}`. In between come events, `{"event":…,…}`, the
//! first of which is `ready`. Requests run side by side and are answered as they finish; edits
//! keep their order and are answered once they are safe on disk. A line that cannot be read is
//! answered under the id `null`. The end of the input means `quit`. Logs go to stderr.

mod lines;
mod request;
mod session;

use anyhow::Context as _;
use clap::Parser;
use lines::Output;
use serde_json::json;
use session::Session;
use std::{io::IsTerminal as _, path::PathBuf, process::ExitCode};
use tideboard_protocol::{ApiError, settings::RealtimeConfig};
use tideboard_sync::{Client, ClientConfig, ServerAddress, backup, parse_address};
use tracing_subscriber::EnvFilter;

/// Tideboard client without a window: JSON lines on stdin and stdout.
///
/// The access token is taken from the environment variable TIDEBOARD_TOKEN.
#[derive(Debug, Parser)]
#[command(name = "tideboard-headless", version)]
struct Arguments {
    /// Folder of the profile; made when there is none.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Address of the server; without one, edits are kept for the first server.
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// This device's name, as others see it.
    #[arg(long, default_value = "Headless client")]
    name: String,
    /// Copies the profile into a new file and ends; another client may run on it meanwhile.
    #[arg(long, value_name = "FILE", conflicts_with = "restore")]
    back_up: Option<PathBuf>,
    /// Puts a copy in the place of the profile and ends; what was there stays beside it.
    #[arg(long, value_name = "FILE")]
    restore: Option<PathBuf>,
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,tideboard_sync=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start")?;
    // As a task of its own: waking what `block_on` runs costs a system call each time.
    let code = runtime.block_on(async {
        let (output, printing) = lines::print();
        let code = tokio::spawn(run(arguments, output)).await.context("the client failed")?;
        // What was said last must be out before the program ends.
        printing.await.context("printing failed")?;
        Ok(code)
    });
    // Where reading the input blocks, it may do so for ever.
    runtime.shutdown_background();
    code
}

async fn run(arguments: Arguments, output: Output) -> ExitCode {
    let done = match &arguments {
        Arguments { back_up: Some(to), data, .. } => backup::back_up(data, to),
        Arguments { restore: Some(from), data, .. } => backup::restore(data, from).map(drop),
        Arguments { back_up: None, restore: None, .. } => serve(arguments, &output).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "this cannot be done");
            output.say(&json!({"event": "failed", "error": error})).await;
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments, output: &Output) -> Result<(), ApiError> {
    let client = start(arguments).await?;
    output.say(&json!({"event": "ready"})).await;
    Session::new(client, output.clone()).run().await;
    Ok(())
}

async fn start(arguments: Arguments) -> Result<Client, ApiError> {
    let url = arguments.server.as_deref().map(parse_address).transpose()?;
    let client = Client::open_as_task(ClientConfig {
        data_dir: arguments.data,
        device_name: arguments.name,
        app: concat!("tideboard-headless/", env!("CARGO_PKG_VERSION")).to_owned(),
        realtime: RealtimeConfig::default(),
    })?;
    if let Some(url) = url {
        let token = std::env::var("TIDEBOARD_TOKEN").ok().filter(|token| !token.is_empty());
        client.set_server(Some(ServerAddress { url, token })).await?;
    }
    Ok(client)
}
