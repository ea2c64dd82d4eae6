//! The commands of the view: each parses by its type, asks the part that knows, and answers.

use crate::{backups, engine, home, shell::Shell, start_at_login, travel, window};
use serde::Serialize;
use std::sync::Arc;
use tauri::{
    State, Wry,
    ipc::{Invoke, Response},
};
use tideboard_protocol::{
    ApiError, ErrorCode,
    ipc::{
        self, ConnectionTest, Decided, Edited, ExportedChanges, FoundBackup, Imported, Invitation,
        Joined, LoginStart, OpenedBoard, SavedFile, SignedOut, Snapshot, Stepped,
    },
    search::Found,
    settings::Settings,
    view::{AwayView, HistoryPage, RecordView},
};
use tideboard_sync::store::{Endings, JournalQuery};

type Parts<'a> = State<'a, Arc<Shell>>;
type Answer<T> = Result<T, ApiError>;

macro_rules! handlers {
    ($($command:ident),* $(,)?) => {
        /// Everything that a view can call.
        pub fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($command),*]
        }

        #[cfg(test)]
        const HANDLED: &[&str] = &[$(stringify!($command)),*];
    };
}

handlers! {
    attach,
    next_batch,
    open_board,
    read_record,
    search_boards,
    edit,
    retry,
    discard,
    resolve,
    resolve_all,
    undo,
    redo,
    history,
    while_away,
    presence,
    restore_from_history,
    export_changes,
    import_changes,
    set_conflict_policies,
    pause,
    resume,
    sync_now,
    try_locally,
    host_for_team,
    test_connection,
    join_server,
    sign_in,
    keep_token_in_file,
    sign_out,
    set_preferences,
    start_at_login,
    back_up,
    choose_backup,
    restore_backup,
    erase,
    diagnostics,
    save_text,
    save_csv,
    kiosk,
    painted,
}

/// An answer as the bytes of its JSON. The bridge would make objects of JSON, twenty times a second,
/// only for the view to write them out again.
fn as_bytes<C: ipc::Command>(reply: &C::Reply) -> Answer<Response>
where
    C::Reply: Serialize,
{
    let bytes = serde_json::to_vec(reply);
    let unwritten = |error| {
        ApiError::new(ErrorCode::Internal, format!("The app cannot write its answer: {error}"))
    };
    bytes.map(Response::new).map_err(unwritten)
}

#[tauri::command]
async fn attach(shell: Parts<'_>) -> Answer<Snapshot> {
    if shell.engine.failure().is_some() {
        engine::open(&shell).await;
    }
    let client = shell.engine.client().await?;
    shell.view.attach(client).await
}

#[tauri::command]
async fn next_batch(args: ipc::NextBatch, shell: Parts<'_>) -> Answer<Response> {
    let batch = shell.view.next(args).await?;
    as_bytes::<ipc::NextBatch>(&batch)
}

#[tauri::command]
async fn open_board(args: ipc::OpenBoard, shell: Parts<'_>) -> Answer<OpenedBoard> {
    let client = shell.engine.client().await?;
    shell.view.open(client, args.board).await
}

#[tauri::command]
async fn read_record(args: ipc::ReadRecord, shell: Parts<'_>) -> Answer<Option<RecordView>> {
    shell.engine.client().await?.record(args.board, args.record).await
}

#[tauri::command]
async fn search_boards(args: ipc::SearchBoards, shell: Parts<'_>) -> Answer<Found> {
    shell.engine.client().await?.search(&args.text, args.first.as_ref()).await
}

#[tauri::command]
async fn edit(args: ipc::Edit, shell: Parts<'_>) -> Answer<Edited> {
    let op_id = shell.engine.client().await?.edit(args.edit).await?;
    Ok(Edited { op_id })
}

#[tauri::command]
async fn retry(args: ipc::Retry, shell: Parts<'_>) -> Answer<()> {
    shell.engine.client().await?.retry(args.op_id).await
}

#[tauri::command]
async fn discard(args: ipc::Discard, shell: Parts<'_>) -> Answer<()> {
    shell.engine.client().await?.discard(args.op_id).await
}

#[tauri::command]
async fn resolve(args: ipc::Resolve, shell: Parts<'_>) -> Answer<()> {
    shell.engine.client().await?.resolve(args.op_id, args.resolution).await
}

#[tauri::command]
async fn resolve_all(args: ipc::ResolveAll, shell: Parts<'_>) -> Answer<Decided> {
    let decided = shell.engine.client().await?.resolve_all(args.op_ids, args.side).await?;
    Ok(Decided { decided })
}

#[tauri::command]
async fn undo(args: ipc::Undo, shell: Parts<'_>) -> Answer<Stepped> {
    Ok(Stepped { left_alone: shell.engine.client().await?.undo(args.board).await? })
}

#[tauri::command]
async fn redo(args: ipc::Redo, shell: Parts<'_>) -> Answer<Stepped> {
    Ok(Stepped { left_alone: shell.engine.client().await?.redo(args.board).await? })
}

#[tauri::command]
async fn while_away(shell: Parts<'_>) -> Answer<Option<AwayView>> {
    shell.engine.client().await?.while_away().await
}

#[tauri::command]
async fn presence(args: ipc::Presence, shell: Parts<'_>) -> Answer<()> {
    shell.view.edits(args.editing).await;
    Ok(())
}

#[tauri::command]
async fn history(args: ipc::History, shell: Parts<'_>) -> Answer<HistoryPage> {
    let endings = if args.settled { Endings::Any } else { Endings::Unsettled };
    let query = JournalQuery { before: args.before, limit: args.limit as usize, endings };
    shell.engine.client().await?.history(query).await
}

#[tauri::command]
async fn restore_from_history(args: ipc::RestoreFromHistory, shell: Parts<'_>) -> Answer<Edited> {
    let op_id = shell.engine.client().await?.restore(args.id, args.values).await?;
    Ok(Edited { op_id })
}

#[tauri::command]
async fn export_changes(args: ipc::ExportChanges, shell: Parts<'_>) -> Answer<ExportedChanges> {
    let client = shell.engine.client().await?;
    travel::export(&client, &shell.folders, &args.passphrase).await
}

#[tauri::command]
async fn import_changes(args: ipc::ImportChanges, shell: Parts<'_>) -> Answer<Imported> {
    shell.engine.client().await?.import_changes(args.sealed, &args.passphrase).await
}

#[tauri::command]
async fn set_conflict_policies(
    args: ipc::SetConflictPolicies,
    shell: Parts<'_>,
) -> Answer<Settings> {
    shell.set_conflict_policies(args.policies).await
}

#[tauri::command]
async fn pause(args: ipc::Pause, shell: Parts<'_>) -> Answer<()> {
    shell.pause(args.minutes).await
}

#[tauri::command]
async fn resume(shell: Parts<'_>) -> Answer<()> {
    shell.resume().await
}

#[tauri::command]
async fn sync_now(shell: Parts<'_>) -> Answer<()> {
    shell.sync_now().await
}

#[tauri::command]
async fn try_locally(shell: Parts<'_>) -> Answer<()> {
    home::try_locally(&shell).await
}

#[tauri::command]
async fn host_for_team(args: ipc::HostForTeam, shell: Parts<'_>) -> Answer<Invitation> {
    home::host_for_team(&shell, args.port).await
}

#[tauri::command]
async fn test_connection(args: ipc::TestConnection, shell: Parts<'_>) -> Answer<ConnectionTest> {
    home::test(&shell, &args.address, args.token).await
}

#[tauri::command]
async fn join_server(args: ipc::JoinServer, shell: Parts<'_>) -> Answer<Joined> {
    home::join(&shell, &args.address, args.token).await
}

#[tauri::command]
async fn sign_in(args: ipc::SignIn, shell: Parts<'_>) -> Answer<Joined> {
    home::sign_in(&shell, args.token).await
}

#[tauri::command]
async fn keep_token_in_file(shell: Parts<'_>) -> Answer<Joined> {
    home::keep_token_in_file(&shell).await
}

#[tauri::command]
async fn set_preferences(args: ipc::SetPreferences, shell: Parts<'_>) -> Answer<Settings> {
    shell.set_preferences(args.preferences).await
}

#[tauri::command]
async fn sign_out(args: ipc::SignOut, shell: Parts<'_>) -> Answer<SignedOut> {
    home::sign_out(&shell, args.unsent).await
}

#[tauri::command]
async fn start_at_login(args: ipc::StartAtLogin, shell: Parts<'_>) -> Answer<LoginStart> {
    match args.on {
        Some(on) => start_at_login::set(&shell.folders, on),
        None => start_at_login::now(&shell.folders),
    }
}

#[tauri::command]
async fn back_up(shell: Parts<'_>) -> Answer<SavedFile> {
    backups::back_up(&shell).await
}

#[tauri::command]
async fn choose_backup(shell: Parts<'_>) -> Answer<Option<FoundBackup>> {
    backups::choose(&shell).await
}

#[tauri::command]
async fn restore_backup(shell: Parts<'_>) -> Answer<()> {
    backups::restore(&shell).await
}

#[tauri::command]
async fn erase(shell: Parts<'_>) -> Answer<()> {
    backups::erase(&shell).await
}

#[tauri::command]
async fn diagnostics(shell: Parts<'_>) -> Answer<String> {
    crate::diagnostics::of_running(&shell).await
}

#[tauri::command]
async fn save_text(args: ipc::SaveText, shell: Parts<'_>) -> Answer<SavedFile> {
    crate::downloads::save_text(&shell.folders, &args.name, args.text).await
}

#[tauri::command]
async fn save_csv(args: ipc::SaveCsv, shell: Parts<'_>) -> Answer<SavedFile> {
    let client = shell.engine.client().await?;
    crate::csv::save(&client, &shell.folders, args).await
}

#[tauri::command]
async fn kiosk(args: ipc::Kiosk, shell: Parts<'_>) -> Answer<()> {
    window::set_kiosk(&shell, args.on)
}

#[tauri::command]
async fn painted(args: ipc::Painted, shell: Parts<'_>) -> Answer<()> {
    shell.painted(args.live_values);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_command_of_the_contract_is_handled() {
        assert_eq!(HANDLED, ipc::COMMAND_NAMES);
    }

    #[test]
    fn the_window_may_call_every_command_and_nothing_else() {
        let permissions = include_str!("../permissions/view.toml");
        let allowed: BTreeSet<String> = permissions
            .split('"')
            .filter_map(|word| word.strip_prefix("allow-"))
            .map(|word| word.replace('-', "_"))
            .collect();
        let known: BTreeSet<String> =
            ipc::COMMAND_NAMES.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(allowed, known);
        let capability: serde_json::Value =
            serde_json::from_str(include_str!("../capabilities/main-window.json")).unwrap();
        assert_eq!(capability["permissions"], serde_json::json!(["view"]));
        assert_eq!(capability["windows"], serde_json::json!([crate::window::LABEL]));
    }
}
