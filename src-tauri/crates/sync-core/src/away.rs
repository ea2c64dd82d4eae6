//! What happened while this client was away: from the loss of the connection, or from the moment
//! that the data of the last run was current, until everything is in step again.
//!
//! It is derived from seqs, not from clocks: a record was changed by somebody else if its newest
//! foreign change lies beyond the cursor at which the board stood when the absence began.

use crate::{
    board::Board,
    engine::Engine,
    overlay::Shown,
    stored::{Ending, StoredRecord},
};
use jiff::Timestamp;
use std::{collections::BTreeMap, time::Duration};
use tideboard_protocol::{
    Author, BoardId, Cause, ClientId, Path, RecordId, Seq,
    view::{AwayChange, AwayKind, AwayView},
};

/// Shorter absences are not told of.
const SHORTEST: Duration = Duration::from_secs(60);
/// Most widgets that are listed.
const MOST_WIDGETS: usize = 50;
/// Most fields that are named for one of them.
const MOST_FIELDS: usize = 8;

/// The absence under way, and what the last one came to.
#[derive(Debug, Default)]
pub(crate) struct Away {
    absence: Option<Absence>,
    last: Option<AwayView>,
    /// How many there were in this run.
    count: u32,
}

#[derive(Debug)]
struct Absence {
    since: Timestamp,
    /// Where each board stood. What was never loaded cannot have changed.
    cursors: BTreeMap<BoardId, Seq>,
    applied: u32,
    merged: u32,
}

impl Away {
    /// The run begins with what the last one left.
    pub(crate) fn at_start(boards: &BTreeMap<BoardId, Board>, now: Timestamp) -> Self {
        let fresh = boards.values().filter_map(|board| board.row.fresh_at).max();
        let absence = Absence::new(boards, fresh.unwrap_or(now));
        Self { absence: Some(absence), ..Self::default() }
    }

    /// The connection was lost.
    pub(crate) fn begins(&mut self, boards: &BTreeMap<BoardId, Board>, now: Timestamp) {
        // One that was cut short by the next loss goes on, or its changes would go untold.
        self.absence.get_or_insert_with(|| Absence::new(boards, now));
    }

    /// An own change left the queue.
    pub(crate) fn concluded(&mut self, ending: Ending, cause: Cause) {
        let Some(absence) = &mut self.absence else { return };
        match (ending, cause) {
            // A merge counts as such, not once more as its successor.
            (Ending::Settled, Cause::Merge) => {}
            (Ending::Settled, Cause::Edit | Cause::KeepLocal | Cause::Undo) => absence.applied += 1,
            (
                Ending::RolledBack
                | Ending::Vanished
                | Ending::KeptLocal
                | Ending::KeptRemote
                | Ending::Merged
                | Ending::Reminted
                | Ending::Superseded,
                _,
            ) => {}
        }
    }

    /// A clash was merged without asking.
    pub(crate) fn merged(&mut self) {
        if let Some(absence) = &mut self.absence {
            absence.merged += 1;
        }
    }

    /// What the last absence came to, in which something happened.
    pub(crate) fn last(&self) -> Option<&AwayView> {
        self.last.as_ref()
    }

    /// Changes whenever [`Away::last`] does.
    pub(crate) fn count(&self) -> u32 {
        self.count
    }
}

impl Absence {
    fn new(boards: &BTreeMap<BoardId, Board>, since: Timestamp) -> Self {
        let loaded = boards.values().filter(|board| board.row.loaded);
        let cursors = loaded.map(|board| (board.row.id.clone(), board.row.cursor)).collect();
        Self { since, cursors, applied: 0, merged: 0 }
    }
}

impl Engine {
    /// Ends the absence once everything is here that the server has, and all own changes are there
    /// that can be.
    pub(crate) fn note_return(&mut self) {
        let counts = self.queue.counts();
        let is_back = self.away.absence.is_some()
            && self.link.is_live()
            && !self.is_catching_up()
            && counts.in_flight == 0
            && counts.acknowledged == 0
            && (self.in_review || self.queue.is_nothing_ready());
        if !is_back {
            return;
        }
        let Some(absence) = self.away.absence.take() else { return };
        let length = self.now.wall.duration_since(absence.since);
        if Duration::try_from(length).unwrap_or_default() < SHORTEST {
            return;
        }
        let view = self.came_to(absence);
        let is_quiet = view.others.is_empty()
            && [view.applied, view.merged, view.conflicts, view.refused] == [0; 4];
        if !is_quiet {
            self.away.last = Some(view);
            self.away.count = self.away.count.wrapping_add(1);
        }
    }

    /// What happened while this client was away the last time; `None`: nothing, or it never was.
    pub fn while_away(&self) -> Option<AwayView> {
        self.away.last().cloned()
    }

    fn came_to(&self, absence: Absence) -> AwayView {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut others = Vec::new();
        for (id, seen) in &absence.cursors {
            let Some(board) = self.boards.get(id) else { continue };
            let records = board.records.iter().filter(|(record, _)| !record.is_board());
            for (record, stored) in records {
                others.extend(self.changed_since(*seen, board, record, stored));
            }
        }
        others.sort_by_key(|change| std::cmp::Reverse(change.at));
        let more = number(others.len().saturating_sub(MOST_WIDGETS));
        others.truncate(MOST_WIDGETS);
        let counts = self.queue.counts();
        AwayView {
            since: absence.since,
            until: self.now.wall,
            others,
            more,
            applied: absence.applied,
            merged: absence.merged,
            conflicts: number(counts.conflicts),
            refused: number(counts.refused),
        }
    }

    fn changed_since(
        &self,
        seen: Seq,
        board: &Board,
        record: &RecordId,
        stored: &StoredRecord,
    ) -> Option<AwayChange> {
        let row = &stored.row;
        if row.foreign <= seen {
            return None;
        }
        let is_layout = |path: &Path| path.segments().next() == Some("layout");
        let written: Vec<&Path> = stored
            .fields
            .iter()
            .filter(|(_, field)| field.seq > seen)
            .map(|(path, _)| path)
            .collect();
        let (moved, content): (Vec<&Path>, Vec<&Path>) =
            written.into_iter().partition(|path| is_layout(path));
        let created = row.live.as_ref().is_some_and(|(_, seq)| *seq > seen);
        let me = self.account.client_id;
        let kind = match &row.deleted {
            Some(deletion) if deletion.by.client_id == me => return None,
            Some(deletion) if deletion.seq > seen && created => return None,
            Some(deletion) if deletion.seq > seen => AwayKind::Deleted,
            Some(_) => return None,
            None if created => AwayKind::Added,
            // Figures that go stale are fed by machines; that they moved is no news.
            None if stored.fields.contains_key("stale_after_s") => return None,
            None if content.is_empty() && moved.is_empty() => AwayKind::Changed,
            None if content.is_empty() => AwayKind::Moved,
            None => AwayKind::Changed,
        };
        let (at, by) = match (&row.deleted, &row.changed) {
            (Some(deletion), _) => (deletion.at, Some(deletion.by.clone())),
            (None, Some((at, by))) => (*at, somebody_else(by, me)),
            (None, None) => return None,
        };
        let lane = self.queue.lane(&(board.row.id.clone(), record.clone()));
        let shown = Shown::new(Some(stored), lane);
        Some(AwayChange {
            board: board.row.id.clone(),
            board_title: self.title(board),
            record: record.clone(),
            title: self.record_title(&board.row.id, record),
            record_kind: shown.kind.unwrap_or_default(),
            kind,
            fields: u32::try_from(content.len()).unwrap_or(u32::MAX),
            paths: content.into_iter().take(MOST_FIELDS).cloned().collect(),
            by,
            at,
        })
    }
}

/// The stamps hold the newest change alone; where that is an own one, who came before is not known.
fn somebody_else(by: &Author, me: ClientId) -> Option<Author> {
    (by.client_id != me).then(|| by.clone())
}
