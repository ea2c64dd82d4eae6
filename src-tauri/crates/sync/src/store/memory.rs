//! A store that forgets everything when its last handle goes.

use super::{AccountEntry, AccountId, JournalQuery, Store, StoreError, place_taken};
use jiff::Timestamp;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tideboard_protocol::{BoardId, ClientId, OpId, Path, Point, RecordId, Seq};
use tideboard_sync_core::stored::{
    Account, BoardRow, Conclusion, JournalRow, QueueRow, RecordRow, Stored, StoredRecord, Write,
};

/// Keeps everything in memory. Clones share it, as two openings of one file would.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    disk: Arc<Mutex<Disk>>,
}

#[derive(Debug, Default)]
struct Disk {
    accounts: BTreeMap<AccountId, Shelf>,
    uses: u64,
    created: i64,
}

#[derive(Debug)]
struct Shelf {
    url: Option<String>,
    used: u64,
    account: Account,
    boards: BTreeMap<BoardId, BoardRow>,
    records: BTreeMap<(BoardId, RecordId), StoredRecord>,
    /// By position.
    queue: BTreeMap<u64, QueueRow>,
    journal: Vec<(i64, JournalRow)>,
}

impl MemoryStore {
    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Disk {
    fn shelf(&mut self, account: AccountId) -> Result<&mut Shelf, StoreError> {
        self.accounts.get_mut(&account).ok_or_else(unknown_account)
    }
}

fn unknown_account() -> StoreError {
    StoreError::Failed("there is no such account".to_owned())
}

impl Store for MemoryStore {
    fn accounts(&self) -> Result<Vec<AccountEntry>, StoreError> {
        let disk = self.disk();
        let mut shelves: Vec<_> = disk.accounts.iter().collect();
        shelves.sort_by_key(|(id, shelf)| std::cmp::Reverse((shelf.used, **id)));
        let entry = |(id, shelf): (&AccountId, &Shelf)| AccountEntry {
            id: *id,
            url: shelf.url.clone(),
            identity: shelf
                .account
                .bound
                .as_ref()
                .map(|bound| (bound.server_id, bound.user.id.clone())),
        };
        Ok(shelves.into_iter().map(entry).collect())
    }

    fn create_account(&mut self, client_id: ClientId) -> Result<AccountId, StoreError> {
        let mut disk = self.disk();
        disk.created += 1;
        let id = AccountId(disk.created);
        let account = Account { id: id.0, client_id, bound: None, session: None, pause: None };
        let shelf = Shelf {
            url: None,
            used: 0,
            account,
            boards: BTreeMap::new(),
            records: BTreeMap::new(),
            queue: BTreeMap::new(),
            journal: Vec::new(),
        };
        disk.accounts.insert(id, shelf);
        Ok(id)
    }

    fn use_account(&mut self, account: AccountId, url: Option<&str>) -> Result<(), StoreError> {
        let mut disk = self.disk();
        disk.uses += 1;
        let uses = disk.uses;
        let shelf = disk.shelf(account)?;
        shelf.used = uses;
        if let Some(url) = url {
            shelf.url = Some(url.to_owned());
        }
        Ok(())
    }

    fn merge_account(&mut self, from: AccountId, into: AccountId) -> Result<(), StoreError> {
        let mut disk = self.disk();
        disk.shelf(into)?;
        let source = disk.accounts.remove(&from).ok_or_else(unknown_account)?;
        let target = disk.shelf(into)?;
        let behind = target.queue.last_key_value().map_or(0, |(order, _)| order + 1);
        for (order, row) in source.queue {
            let order = order + behind;
            target.queue.insert(order, QueueRow { order, ..row });
        }
        for (id, row) in source.boards.into_iter().filter(|(_, row)| row.wanted) {
            target.boards.entry(id).or_insert(row).wanted = true;
        }
        source.journal.into_iter().for_each(|(_, row)| target.note(row));
        Ok(())
    }

    fn load(&self, account: AccountId) -> Result<Stored, StoreError> {
        let mut disk = self.disk();
        let shelf = disk.shelf(account)?;
        let mut boards: BTreeMap<_, _> = shelf
            .boards
            .iter()
            .map(|(id, row)| (id.clone(), (row.clone(), BTreeMap::new())))
            .collect();
        for ((board, record), stored) in &shelf.records {
            if let Some((_, records)) = boards.get_mut(board) {
                records.insert(record.clone(), stored.clone());
            }
        }
        let queue: Vec<_> = shelf.queue.values().cloned().collect();
        Ok(Stored { account: shelf.account.clone(), boards: boards.into_values().collect(), queue })
    }

    fn commit(&mut self, account: AccountId, writes: &[Write]) -> Result<(), StoreError> {
        let mut disk = self.disk();
        let shelf = disk.shelf(account)?;
        shelf.check_places(writes)?;
        for write in writes {
            shelf.apply(write.clone());
        }
        Ok(())
    }

    fn journal(
        &self,
        account: AccountId,
        query: JournalQuery,
    ) -> Result<Vec<(i64, JournalRow)>, StoreError> {
        let mut disk = self.disk();
        let rows = disk.shelf(account)?.journal.iter().rev();
        let wanted = rows.filter(|(id, row)| {
            query.before.is_none_or(|before| *id < before) && query.endings.include(row.ending)
        });
        Ok(wanted.take(query.limit).cloned().collect())
    }

    fn journal_row(&self, account: AccountId, id: i64) -> Result<Option<JournalRow>, StoreError> {
        let mut disk = self.disk();
        let found = disk.shelf(account)?.journal.iter().find(|(key, _)| *key == id);
        Ok(found.map(|(_, row)| row.clone()))
    }

    fn purge_journal(&mut self, before: Timestamp) -> Result<(), StoreError> {
        for shelf in self.disk().accounts.values_mut() {
            shelf.journal.retain(|(_, row)| row.at >= before);
        }
        Ok(())
    }

    fn reopen(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
}

impl Shelf {
    /// Refuses writes by which a change would take the place of another.
    fn check_places(&self, writes: &[Write]) -> Result<(), StoreError> {
        let mut holders: BTreeMap<u64, Option<OpId>> = BTreeMap::new();
        let stored = |order: u64| self.queue.get(&order).map(|row| row.op.op_id);
        for write in writes {
            match write {
                Write::Queue(row) => {
                    let op_id = row.op.op_id;
                    let holder = holders.entry(row.order).or_insert_with(|| stored(row.order));
                    if holder.replace(op_id).is_some_and(|other| other != op_id) {
                        return Err(place_taken(row.order));
                    }
                }
                Write::Conclude(conclusion) => {
                    let order = conclusion.order;
                    let holder = holders.entry(order).or_insert_with(|| stored(order));
                    holder.take_if(|op_id| *op_id == conclusion.op_id);
                }
                Write::Account(_)
                | Write::Board(_)
                | Write::ClearBoard(_)
                | Write::Record { .. }
                | Write::Field { .. }
                | Write::Remove { .. }
                | Write::Points { .. }
                | Write::Mark { .. }
                | Write::Journal(_) => {}
            }
        }
        Ok(())
    }

    fn apply(&mut self, write: Write) {
        match write {
            Write::Account(account) => self.account = account,
            Write::Board(row) => {
                self.boards.insert(row.id.clone(), row);
            }
            Write::ClearBoard(board) => self.records.retain(|(of, _), _| *of != board),
            Write::Record { board, record, row } => self.record(board, record).row = row,
            Write::Field { board, record, path, row } => {
                self.record(board, record).fields.insert(path, row);
            }
            Write::Remove { board, record, path } => {
                let Some(stored) = self.records.get_mut(&(board, record)) else { return };
                let goes = |at: &Path| path.as_ref().is_none_or(|top| at.is_at_or_below(top));
                stored.fields.retain(|at, _| !goes(at));
                stored.points.retain(|at, _| !goes(at));
            }
            Write::Points { board, record, path, points, keep_from_ms } => {
                let stored = self.record(board, record);
                let series = merge_points(
                    stored.points.remove(&path).unwrap_or_default(),
                    points,
                    keep_from_ms,
                );
                if !series.is_empty() {
                    stored.points.insert(path, series);
                }
            }
            Write::Queue(row) => {
                self.queue.insert(row.order, *row);
            }
            Write::Mark { order, op_id, state, frozen } => {
                if let Some(row) = self.at(order, op_id) {
                    (row.state, row.frozen) = (state, frozen);
                }
            }
            Write::Conclude(conclusion) => {
                let Conclusion { order, op_id, ending, seq, at, theirs } = *conclusion;
                if self.at(order, op_id).is_some()
                    && let Some(QueueRow { op, before, .. }) = self.queue.remove(&order)
                {
                    self.note(JournalRow { op, before, ending, seq, at, theirs });
                }
            }
            Write::Journal(row) => self.note(*row),
        }
    }

    fn at(&mut self, order: u64, op_id: OpId) -> Option<&mut QueueRow> {
        self.queue.get_mut(&order).filter(|row| row.op.op_id == op_id)
    }

    fn note(&mut self, row: JournalRow) {
        let id = self.journal.last().map_or(1, |(id, _)| id + 1);
        self.journal.push((id, row));
    }

    fn record(&mut self, board: BoardId, record: RecordId) -> &mut StoredRecord {
        self.records.entry((board, record)).or_insert_with(bare_record)
    }
}

fn merge_points(old: Vec<Point>, new: Vec<Point>, keep_from_ms: i64) -> Vec<Point> {
    let mut by_time: BTreeMap<i64, Point> = BTreeMap::new();
    by_time.extend(old.into_iter().chain(new).map(|point| (point.t_ms, point)));
    by_time.split_off(&keep_from_ms).into_values().collect()
}

/// A record of which only content is known.
pub(super) fn bare_record() -> StoredRecord {
    StoredRecord {
        row: RecordRow { live: None, deleted: None, changed: None, foreign: Seq::ZERO },
        fields: BTreeMap::new(),
        points: BTreeMap::new(),
    }
}
