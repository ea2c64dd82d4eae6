//! Searching the boards that this client holds, as the user sees them.

use crate::{engine::Engine, overlay::Shown};
use std::collections::BTreeSet;
use tideboard_protocol::{
    BoardId, RecordId,
    search::{Hit, Query},
    widget,
};

impl Engine {
    /// The widgets of a board in which all words occur: those whose titles hold them first, then by
    /// title; at most `most`.
    pub fn search(&self, board: &BoardId, query: &Query, most: usize) -> Vec<Hit> {
        let Some(known) = self.boards.get(board) else { return Vec::new() };
        let own = self.queue.lanes_of_board(board);
        let ids: BTreeSet<&RecordId> = known.records.keys().chain(own).collect();
        let board_title = self.title(known);
        let hit = |record: &RecordId| {
            let (title, text) = self.look_into(board, record, query)?;
            let (board, record) = (board.clone(), record.clone());
            Some(Hit { board, board_title: board_title.clone(), record, title, text })
        };
        let widgets = ids.into_iter().filter(|record| !record.is_board());
        let mut hits: Vec<Hit> = widgets.filter_map(hit).collect();
        hits.sort_by(|a, b| {
            (a.text.is_some(), &a.title, &a.record).cmp(&(b.text.is_some(), &b.title, &b.record))
        });
        hits.truncate(most);
        hits
    }

    /// A living widget's title and the place in its text, if all words occur.
    fn look_into(
        &self,
        board: &BoardId,
        record: &RecordId,
        query: &Query,
    ) -> Option<(String, Option<String>)> {
        let stored = self.boards.get(board)?.records.get(record);
        let lane = self.queue.lane(&(board.clone(), record.clone()));
        match (stored, lane) {
            // Without own changes nothing has to be copied: a table may be large.
            (Some(stored), None) => {
                let title = stored.fields.get("title").and_then(|field| field.value.as_str());
                let kind = stored.row.kind().unwrap_or_default();
                let title = widget::title_or_kind(title, kind);
                let fields = stored.fields.iter().map(|(path, row)| (path, &row.value));
                stored
                    .row
                    .is_alive()
                    .then(|| query.find(title, fields))?
                    .map(|text| (title.to_owned(), text))
            }
            (stored, lane) => {
                let shown = Shown::new(stored, lane);
                let kind = shown.kind.as_deref().unwrap_or_default();
                let title = widget::title(&shown.fields, kind);
                (shown.alive == Some(true))
                    .then(|| query.find(title, &shown.fields))?
                    .map(|text| (title.to_owned(), text))
            }
        }
    }
}
