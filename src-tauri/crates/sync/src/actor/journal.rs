//! What is done with the journal: shown, brought back from, and looked through after the server
//! was restored.

use super::{Actor, request::Answer};
use crate::store::{Endings, JournalQuery};
use std::collections::HashSet;
use tideboard_protocol::{
    ApiError, BoardId, ErrorCode, OpId,
    ipc::HistoryValues,
    view::{HISTORY_PAGE_LIMIT, HistoryPage},
};
use tideboard_sync_core::{
    Input,
    stored::{JournalRow, QueueRow},
};

/// How many journal rows are read at once where all are looked through.
const PAGE: usize = 1000;

impl Actor {
    pub(super) fn history(&self, query: JournalQuery) -> Result<HistoryPage, ApiError> {
        let limit = query.limit.min(HISTORY_PAGE_LIMIT as usize);
        let mut rows =
            self.store.journal(self.account, JournalQuery { limit: limit + 1, ..query })?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let items = rows.iter().map(|(id, row)| self.engine.history_item(*id, row)).collect();
        Ok(HistoryPage { items, more })
    }

    pub(super) fn restore(&mut self, id: i64, values: HistoryValues, reply: Answer) {
        match self.store.journal_row(self.account, id) {
            Ok(Some(row)) => {
                let ticket = self.ticket(reply);
                self.feed(Input::Restore { ticket, row: Box::new(row), values });
            }
            Ok(None) => {
                let words = "The history does not hold this change any more.";
                drop(reply.send(Err(ApiError::new(ErrorCode::UnknownOp, words))));
            }
            Err(error) => drop(reply.send(Err(error.into()))),
        }
    }

    /// Takes changes of another computer in, but those that ended here already.
    pub(super) fn import(&mut self, rows: Vec<QueueRow>, reply: Answer) {
        // What is not on disk yet is still in the queue, which the engine knows.
        let mut ended: HashSet<OpId> = HashSet::new();
        let all = self.each_journal_row(Endings::Any, |row| {
            ended.insert(row.op.op_id);
        });
        if let Err(error) = all {
            drop(reply.send(Err(error)));
            return;
        }
        let all = rows.len();
        let rows: Vec<QueueRow> =
            rows.into_iter().filter(|row| !ended.contains(&row.op.op_id)).collect();
        let ended = u32::try_from(all - rows.len()).unwrap_or(u32::MAX);
        let ticket = self.ticket(reply);
        self.feed(Input::Import { ticket, rows, ended });
    }

    /// Hands the engine what became of the changes to a board, to see which a restored server lacks.
    pub(super) fn audit(&mut self, board: BoardId) {
        let mut rows = Vec::new();
        let all = self.each_journal_row(Endings::Any, |row| {
            if row.op.board == board {
                rows.push(row);
            }
        });
        match all {
            Ok(()) => {
                rows.reverse();
                self.feed(Input::Audited { board, rows });
            }
            // The board keeps its mark, so the next delta asks again.
            Err(error) => tracing::error!(%error, "cannot look the history through"),
        }
    }

    /// Newest first.
    fn each_journal_row(
        &self,
        endings: Endings,
        mut take: impl FnMut(JournalRow),
    ) -> Result<(), ApiError> {
        let mut before = None;
        loop {
            let query = JournalQuery { before, limit: PAGE, endings };
            let rows = self.store.journal(self.account, query)?;
            let Some((oldest, _)) = rows.last() else { return Ok(()) };
            before = Some(*oldest);
            rows.into_iter().for_each(|(_, row)| take(row));
        }
    }
}
