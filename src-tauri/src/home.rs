//! Which server this profile works with, and moving from one to another.

use crate::{
    local::{self, Reach, Running},
    shell::Shell,
};
use std::sync::Arc;
use tideboard_protocol::{
    ApiError, ErrorCode,
    ipc::{ConnectionTest, Invitation, Joined, SignedOut, TokenStorage, UnsentChanges},
    settings::Home,
};
use tideboard_sync::{Client, ServerAddress};
use tokio::sync::Mutex;

/// Program and version, as servers see them.
pub const APP: &str = concat!("tideboard/", env!("CARGO_PKG_VERSION"));
/// The token is in memory only; the window offers the file. It is told anew with each token, so that
/// whoever dismissed it comes to the file again.
const KEYCHAIN: &str = "keychain";
const KEYCHAIN_TROUBLE: &str = "keychain-trouble";
const SERVER: &str = "server";

/// The server inside the app, while it runs.
#[derive(Default)]
pub struct Premises(Mutex<Option<Running>>);

impl Premises {
    /// Whether it runs.
    pub async fn is_open(&self) -> bool {
        self.0.lock().await.is_some()
    }

    /// Hands it over, to be stopped.
    pub async fn take(&self) -> Option<Running> {
        self.0.lock().await.take()
    }

    /// Stops it.
    pub async fn close(&self) {
        if let Some(running) = self.take().await {
            running.stop_feed().await;
            running.stop().await;
        }
    }
}

/// Takes over what flags and variables say, then connects.
pub async fn begin(shell: &Arc<Shell>) {
    let flags = &shell.flags;
    if let Some(address) = &flags.server {
        if let Err(error) = join_by_flag(shell, address).await {
            shell.notices.show(SERVER, error);
        }
    } else if flags.demo && shell.settings.now().home == Home::FirstRun {
        if let Err(error) = try_locally(shell).await {
            shell.notices.show(SERVER, error);
        }
        return;
    } else if flags.demo {
        shell.settings.override_once(|settings| settings.home = Home::Local);
    }
    settle(shell).await;
}

/// Connects to the server that the settings name; what fails becomes a notice.
pub async fn settle(shell: &Arc<Shell>) {
    let home = shell.settings.now().home;
    if !matches!(home, Home::Joined { .. }) {
        clear_token_notices(shell);
    }
    let settled = match home {
        Home::FirstRun => Ok(()),
        Home::Local => open_premises(shell, Reach::ThisComputer).await,
        Home::Hosting { port } => open_premises(shell, Reach::Network { port }).await,
        Home::Joined { url } => connect(shell, url).await,
    };
    shell.notices.set(SERVER, settled.err());
}

/// Tries a server out.
pub async fn test(shell: &Shell, address: &str, token: String) -> Result<ConnectionTest, ApiError> {
    say_hello(shell, &self::address(address, token)?).await
}

/// Starts the server inside the app for this computer alone and shows its board.
pub async fn try_locally(shell: &Arc<Shell>) -> Result<(), ApiError> {
    open_premises(shell, Reach::ThisComputer).await?;
    shell.settings.change(|settings| settings.home = Home::Local).await?;
    shell.notices.clear(SERVER);
    clear_token_notices(shell);
    Ok(())
}

/// Starts the server inside the app for the network and invites to it.
pub async fn host_for_team(shell: &Arc<Shell>, port: u16) -> Result<Invitation, ApiError> {
    open_premises(shell, Reach::Network { port }).await?;
    let invitation = {
        let premises = shell.premises.0.lock().await;
        let running = premises.as_ref().ok_or_else(not_running)?;
        running.invite().await?
    };
    let port = invitation.port;
    shell.settings.change(|settings| settings.home = Home::Hosting { port }).await?;
    shell.notices.clear(SERVER);
    clear_token_notices(shell);
    Ok(Invitation { addresses: invitation.addresses, token: invitation.token })
}

/// Joins a server that answers.
pub async fn join(shell: &Arc<Shell>, address: &str, token: String) -> Result<Joined, ApiError> {
    let client = shell.engine.client().await?;
    let address = self::address(address, token)?;
    say_hello(shell, &address).await?;
    let joined = keep_token(shell, &address).await;
    move_to(shell, &address.url).await?;
    client.set_server(Some(address)).await?;
    Ok(joined)
}

/// Gives the joined server a new token.
pub async fn sign_in(shell: &Arc<Shell>, token: String) -> Result<Joined, ApiError> {
    let client = shell.engine.client().await?;
    let Home::Joined { url } = shell.settings.now().home else {
        return Err(needs_no_token());
    };
    let address = self::address(&url, token)?;
    match say_hello(shell, &address).await {
        Err(error) if error.code == ErrorCode::Unauthorized => return Err(error),
        // Whether it is the right token will show once the server can be reached.
        Ok(_) | Err(_) => {}
    }
    let joined = keep_token(shell, &address).await;
    client.set_server(Some(address)).await?;
    Ok(joined)
}

/// Keeps the joined server's token in a file, after the user was told who can use it there.
pub async fn keep_token_in_file(shell: &Shell) -> Result<Joined, ApiError> {
    let Home::Joined { url } = shell.settings.now().home else {
        return Err(needs_no_token());
    };
    shell.secrets.keep_in_file(&url).await?;
    shell.notices.clear_all(KEYCHAIN);
    Ok(Joined { token_storage: TokenStorage::File })
}

/// Leaves the joined server and forgets its token. The connection goes first, so that nothing is sent
/// that was to be rolled back.
pub async fn sign_out(shell: &Arc<Shell>, unsent: UnsentChanges) -> Result<SignedOut, ApiError> {
    let client = shell.engine.client().await?;
    let Home::Joined { url } = shell.settings.now().home else {
        return Err(ApiError::new(
            ErrorCode::WrongState,
            "There is no server to sign out of: it runs inside this app.",
        ));
    };
    client.set_server(None).await?;
    match unsent {
        UnsentChanges::Keep => {}
        UnsentChanges::Discard => client.discard_all().await?,
    }
    let kept = client.status().await?.0.unsent;
    shell.notices.clear_all(KEYCHAIN);
    shell.notices.set(KEYCHAIN_TROUBLE, shell.secrets.forget(&url).await);
    shell
        .settings
        .change(|settings| {
            settings.home = Home::FirstRun;
            settings.last_board = None;
        })
        .await?;
    shell.view.leave_board().await;
    Ok(SignedOut { kept })
}

/// Takes away what was said of the token of a server that is not worked with any more.
pub fn clear_token_notices(shell: &Shell) {
    shell.notices.clear_all(KEYCHAIN);
    shell.notices.clear(KEYCHAIN_TROUBLE);
}

/// A start with `--server` works without the server being there, and waits for no keychain.
async fn join_by_flag(shell: &Arc<Shell>, address: &str) -> Result<(), ApiError> {
    let url = tideboard_sync::parse_address(address)?;
    move_to(shell, &url).await?;
    if let Some(token) = shell.secrets.given() {
        let address = ServerAddress { url, token: Some(token.to_owned()) };
        let shell = shell.clone();
        tauri::async_runtime::spawn(async move { keep_token(&shell, &address).await });
    }
    Ok(())
}

/// Leaves whatever server was worked with; its boards and unsent changes stay stored.
async fn move_to(shell: &Arc<Shell>, url: &str) -> Result<(), ApiError> {
    let home = Home::Joined { url: url.to_owned() };
    shell.premises.close().await;
    shell.notices.clear(SERVER);
    if shell.settings.now().home == home {
        return Ok(());
    }
    shell
        .settings
        .change(|settings| {
            settings.home.clone_from(&home);
            settings.last_board = None;
        })
        .await?;
    shell.view.leave_board().await;
    Ok(())
}

async fn connect(shell: &Arc<Shell>, url: String) -> Result<(), ApiError> {
    let client = shell.engine.client().await?;
    let found = shell.secrets.find(&url).await;
    shell.notices.set(KEYCHAIN_TROUBLE, found.trouble);
    client.set_server(Some(ServerAddress { url, token: found.token })).await
}

async fn say_hello(shell: &Shell, address: &ServerAddress) -> Result<ConnectionTest, ApiError> {
    tideboard_sync::test_connection(address, &shell.settings.now().device_name, APP).await
}

async fn keep_token(shell: &Shell, address: &ServerAddress) -> Joined {
    let token = address.token.as_deref().unwrap_or_default();
    let (token_storage, trouble) = shell.secrets.keep(&address.url, token).await;
    let (in_memory, other) = match token_storage {
        TokenStorage::Session => (trouble, None),
        TokenStorage::Keychain | TokenStorage::File => (None, trouble),
    };
    match in_memory {
        Some(error) => shell.notices.tell(KEYCHAIN, error),
        None => shell.notices.clear_all(KEYCHAIN),
    }
    shell.notices.set(KEYCHAIN_TROUBLE, other);
    Joined { token_storage }
}

/// The lock is held throughout: two requests never start two servers on one folder.
async fn open_premises(shell: &Arc<Shell>, reach: Reach) -> Result<(), ApiError> {
    let client = shell.engine.client().await?;
    let mut premises = shell.premises.0.lock().await;
    if premises.as_ref().is_some_and(|running| running.reaches(reach)) {
        return Ok(());
    }
    let listener = local::listen(reach)?;
    if let Some(running) = premises.take() {
        running.stop_feed().await;
        running.stop().await;
    }
    let (running, board) = Running::start(listener, reach, &shell.folders, &client).await?;
    *premises = Some(running);
    show_if_nothing_else(shell, client, board).await;
    Ok(())
}

async fn show_if_nothing_else(
    shell: &Arc<Shell>,
    client: Client,
    board: tideboard_protocol::BoardId,
) {
    if shell.board_to_begin_with().is_some() {
        return;
    }
    if let Err(error) = shell.view.open(client, board).await {
        tracing::warn!(%error, "this computer's board does not open");
    }
}

fn address(text: &str, token: String) -> Result<ServerAddress, ApiError> {
    let url = tideboard_sync::parse_address(text)?;
    Ok(ServerAddress { url, token: Some(token).filter(|token| !token.is_empty()) })
}

fn needs_no_token() -> ApiError {
    ApiError::new(ErrorCode::WrongState, "The server inside the app needs no token.")
}

fn not_running() -> ApiError {
    ApiError::new(ErrorCode::Internal, "The server inside the app has stopped.")
}
