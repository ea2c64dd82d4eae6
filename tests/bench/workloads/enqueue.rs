//! W1: edits are saved with no server there.

use super::metric;
use crate::{
    limits,
    pipe::Pipe,
    report::{Bar, Report},
    scene::{self, Profile, RECORDS, edit_line, profile},
};
use anyhow::{Result, bail};
use jiff::Timestamp;
use std::{
    fmt::Write as _,
    path::Path,
    time::{Duration, Instant},
};
use tideboard_protocol::{ClientId, OpId, ipc::EditRequest, settings::RealtimeConfig};
use tideboard_sync::store::Store;
use tideboard_sync_core::{Config, Effect, Engine, Entropy, Input, Now, Ticket};
use uuid::Uuid;

/// Edits saved one at a time, in each run.
const EDITS: usize = 4_000;
/// Edits saved many at a time, in each run.
const EDITS_IN_FLIGHT: usize = 40_000;
/// Edits that wait for their answers at any time.
const IN_FLIGHT: usize = 64;

const ENGINE: &str = "engine_ops_per_s";
const PIPE: &str = "pipe_ops_per_s";

/// W1 and W1c.
pub fn enqueue(report: &mut Report) -> Result<()> {
    let limit = limits::inserts_per_second(EDITS, 1)?;
    let folder = profile(RECORDS, 0)?;
    let engine = by_engine(folder.path(), EDITS, 1)?;
    let bar = Bar::ShareAtLeast(0.8);
    report.add(metric("W1", ENGINE, "engine and store", "edits/s", bar), engine, limit);
    let folder = profile(RECORDS, 0)?;
    let piped = through_pipe(folder.path(), EDITS, 1)?;
    let bar = Bar::ShareAtLeast(0.6);
    report.add(metric("W1", PIPE, "through the pipe", "edits/s", bar), piped, limit);

    let limit = limits::inserts_per_second(EDITS_IN_FLIGHT, IN_FLIGHT)?;
    let folder = profile(RECORDS, 0)?;
    let engine = by_engine(folder.path(), EDITS_IN_FLIGHT, IN_FLIGHT)?;
    let bar = Bar::AtLeast(40_000.0);
    report.add(metric("W1c", ENGINE, "engine and store", "edits/s", bar), engine, limit);
    let folder = profile(RECORDS, 0)?;
    let piped = through_pipe(folder.path(), EDITS_IN_FLIGHT, IN_FLIGHT)?;
    report.add(metric("W1c", PIPE, "through the pipe", "edits/s", bar), piped, limit);
    Ok(())
}

/// Edits per second that engine and store save, so many to a transaction.
pub fn by_engine(folder: &Path, edits: usize, to_a_transaction: usize) -> Result<f64> {
    let (mut store, account) = Profile::open(folder)?.into_parts();
    let stored = store.load(account)?;
    let config = Config {
        realtime: RealtimeConfig::default(),
        device_name: "bench".to_owned(),
        app: "bench".to_owned(),
    };
    let mut engine = Engine::new(config, Box::new(SystemEntropy), stored, now());
    let requests: Result<Vec<EditRequest>> = (0..edits).map(request).collect();
    let requests = requests?;
    let start = Instant::now();
    let mut writes = Vec::new();
    let mut waiting = 0;
    for (n, edit) in requests.into_iter().enumerate() {
        for effect in engine.handle(now(), Input::Edit { ticket: Ticket(n as u64), edit }) {
            match effect {
                Effect::Commit(mut more) => writes.append(&mut more),
                Effect::Reply { result: Err(error), .. } => bail!("an edit is refused: {error}"),
                Effect::Reply { .. }
                | Effect::Changed(_)
                | Effect::Connect
                | Effect::Audit(_)
                | Effect::Send(_)
                | Effect::Authenticate
                | Effect::Close { .. }
                | Effect::SwitchAccount { .. } => {}
            }
        }
        waiting += 1;
        if waiting == to_a_transaction {
            store.commit(account, &writes)?;
            writes.clear();
            waiting = 0;
        }
    }
    store.commit(account, &writes)?;
    Ok(per_second(edits, start.elapsed()))
}

/// Edits per second that the headless client saves, so many waiting for their answers at any time.
fn through_pipe(folder: &Path, edits: usize, in_flight: usize) -> Result<f64> {
    let mut client = Pipe::start(folder, None)?;
    client.call(0, "\"cmd\":\"status\"")?;
    let start = Instant::now();
    let (mut sent, mut answered) = (0, 0);
    let mut lines = String::new();
    while answered < edits {
        lines.clear();
        while sent < edits && sent - answered < in_flight {
            sent += 1;
            // Writing into a string cannot fail.
            let _ = lines.write_str(&edit_line(sent, sent - 1, RECORDS));
        }
        if !lines.is_empty() {
            client.tell(&lines)?;
        }
        client.answer()?;
        answered += 1;
        // Answers come in bunches; so do the edits that follow them.
        while answered < sent && client.has_more() {
            answered += client.maybe_answer()?;
        }
    }
    let taken = start.elapsed();
    client.quit()?;
    Ok(per_second(edits, taken))
}

fn per_second(edits: usize, taken: Duration) -> f64 {
    edits as f64 / taken.as_secs_f64()
}

fn request(edit: usize) -> Result<EditRequest> {
    let op = scene::operation(edit, RECORDS, Default::default())?;
    Ok(EditRequest {
        board: op.board,
        record: op.record,
        kind: op.kind,
        record_kind: None,
        set: op.set,
        remove: op.remove,
        inc: op.inc,
        append: op.append,
        typing: false,
    })
}

fn now() -> Now {
    Now { mono: Instant::now(), wall: Timestamp::now() }
}

struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn op_id(&mut self, _wall: Timestamp) -> OpId {
        OpId(Uuid::now_v7())
    }

    fn client_id(&mut self, _wall: Timestamp) -> ClientId {
        ClientId(Uuid::now_v7())
    }

    fn up_to(&mut self, bound: Duration) -> Duration {
        bound
    }
}
