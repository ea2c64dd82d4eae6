//! What the stand-in answers to each command.

use super::{Fake, demo, past, whole};
use crate::backend::misunderstood;
use gloo::timers::future::sleep;
use serde::{Serialize, de::DeserializeOwned};
use std::{rc::Rc, time::Duration};
use tideboard_protocol::{
    ApiError, ErrorCode,
    frame::Role,
    ipc::{
        Attach, BackUp, ChooseBackup, Command, ConnectionTest, Decided, Diagnostics, Discard, Edit,
        Erase, ExportChanges, History, HostForTeam, ImportChanges, Invitation, JoinServer, Joined,
        KeepTokenInFile, NextBatch, OpenBoard, Pause, ReadRecord, Redo, Resolve, ResolveAll,
        RestoreBackup, RestoreFromHistory, Resume, Retry, SaveCsv, SaveText, SearchBoards,
        SetConflictPolicies, SetPreferences, SignIn, SignOut, SignedOut, StartAtLogin, Stepped,
        SyncNow, TestConnection, TokenStorage, TryLocally, Undo, WhileAway,
    },
    settings::Home,
};

impl Fake {
    pub(super) async fn answer(
        self: &Rc<Self>,
        command: &str,
        args: &str,
    ) -> Result<String, ApiError> {
        match command {
            Attach::NAME => self.attach(),
            NextBatch::NAME => self.next_batch(read::<NextBatch>(args)?.attachment).await,
            Edit::NAME => self.edit(read::<Edit>(args)?.edit),
            OpenBoard::NAME => self.open_board(&read(args)?),
            Discard::NAME => self.settle(read::<Discard>(args)?.op_id),
            Resolve::NAME => self.settle(read::<Resolve>(args)?.op_id),
            Retry::NAME => self.settle(read::<Retry>(args)?.op_id),
            ResolveAll::NAME => {
                let wanted: ResolveAll = read(args)?;
                for op_id in &wanted.op_ids {
                    self.settle(*op_id)?;
                }
                reply::<ResolveAll>(&Decided { decided: wanted.op_ids.len() as u32 })
            }
            Undo::NAME | Redo::NAME => reply::<Undo>(&Stepped { left_alone: 0 }),
            WhileAway::NAME => reply::<WhileAway>(&Some(past::away())),
            ReadRecord::NAME => reply::<ReadRecord>(&None),
            SearchBoards::NAME => whole::search(&self.0.borrow().shown, &read(args)?),
            History::NAME => past::page(&read(args)?),
            RestoreFromHistory::NAME => past::restore(&read(args)?),
            ExportChanges::NAME => past::export(self.0.borrow().shown.queue.total),
            ImportChanges::NAME => past::import(&read(args)?),
            Pause::NAME => {
                let minutes = read::<Pause>(args)?.minutes;
                self.pause(Some(minutes.map(|minutes| demo::ago(-i64::from(minutes)))))
            }
            Resume::NAME => {
                self.pause(None)?;
                self.come_online()
            }
            TryLocally::NAME => self.begin(Home::Local),
            HostForTeam::NAME => {
                self.begin(Home::Hosting { port: 8787 })?;
                reply::<HostForTeam>(&Invitation {
                    addresses: vec!["ws://192.168.1.20:8787/api/realtime".to_owned()],
                    token: "tb_4f9c1e7a52d84b06".to_owned(),
                })
            }
            TestConnection::NAME => {
                sleep(Duration::from_millis(600)).await;
                test(read(args)?)
            }
            JoinServer::NAME => {
                let joining: JoinServer = read(args)?;
                test(TestConnection { address: joining.address.clone(), token: joining.token })?;
                self.begin(Home::Joined { url: joining.address })?;
                reply::<JoinServer>(&Joined { token_storage: TokenStorage::Keychain })
            }
            SignIn::NAME => reply::<SignIn>(&Joined { token_storage: TokenStorage::Keychain }),
            KeepTokenInFile::NAME => {
                reply::<KeepTokenInFile>(&Joined { token_storage: TokenStorage::File })
            }
            SetConflictPolicies::NAME => self.set_policies(read(args)?),
            SignOut::NAME => {
                self.begin(Home::FirstRun)?;
                reply::<SignOut>(&SignedOut { kept: 0 })
            }
            Diagnostics::NAME => reply::<Diagnostics>(&past::DIAGNOSTICS.to_owned()),
            SaveText::NAME => past::save(&read::<SaveText>(args)?.name),
            SaveCsv::NAME => past::save(&format!("{}.csv", read::<SaveCsv>(args)?.record)),
            SetPreferences::NAME => self.set_preferences(read(args)?),
            StartAtLogin::NAME => past::start_at_login(&read(args)?),
            BackUp::NAME => past::back_up(),
            ChooseBackup::NAME => past::choose_backup(),
            RestoreBackup::NAME => reply::<RestoreBackup>(&()),
            Erase::NAME => {
                self.begin(Home::FirstRun)?;
                reply::<Erase>(&())
            }
            SyncNow::NAME => self.come_online(),
            // Painted, and what later versions ask.
            _ => Ok("null".to_owned()),
        }
    }
}

pub(super) fn reply<C: Command>(reply: &C::Reply) -> Result<String, ApiError>
where
    C::Reply: Serialize,
{
    serde_json::to_string(reply).map_err(misunderstood)
}

fn read<C: DeserializeOwned>(args: &str) -> Result<C, ApiError> {
    serde_json::from_str(args).map_err(misunderstood)
}

fn test(wanted: TestConnection) -> Result<String, ApiError> {
    if wanted.token.trim().is_empty() || wanted.token == "wrong" {
        return Err(ApiError::new(ErrorCode::Unauthorized, "The server does not know this token."));
    }
    reply::<TestConnection>(&ConnectionTest {
        url: format!("wss://{}/api/realtime", wanted.address),
        server: "tideboard-server/0.1.0".to_owned(),
        user: "Ana".to_owned(),
        boards: demo::snapshot().boards.into_iter().filter(|b| b.role > Role::Viewer).collect(),
        latency_ms: 18,
    })
}
