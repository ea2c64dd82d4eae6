//! What waits to go to the view: numbered, the newest value of each thing, and not too often.

use std::{
    mem,
    time::{Duration, Instant},
};
use tideboard_protocol::{
    RecordId,
    ipc::{ViewBatch, ViewEvent},
};

/// A view that says nothing gets a batch this often: it may be one that cannot draw for a while.
const PATIENCE: Duration = Duration::from_secs(1);

/// Events on their way to one attachment of the view.
#[derive(Debug)]
pub struct Outbox {
    interval: Duration,
    attachment: u32,
    number: u64,
    waiting: Vec<ViewEvent>,
    not_before: Option<Instant>,
    /// The last batch was not drawn yet, and how long that is waited for.
    undrawn_until: Option<Instant>,
    is_visible: bool,
}

/// Things of which only the newest value counts.
#[derive(PartialEq, Eq)]
enum Subject<'a> {
    Status,
    Connection,
    Boards,
    Board,
    Freshness,
    Record(&'a RecordId),
    Queue,
    Conflicts,
    Presence,
    Settings,
    Tray,
    Notices,
    Navigation,
}

impl Outbox {
    /// An outbox that gives out at most so many batches a second, and none before an attachment.
    pub fn new(batches_per_s: u32) -> Self {
        Self {
            interval: Duration::from_secs(1) / batches_per_s.max(1),
            attachment: 0,
            number: 0,
            waiting: Vec::new(),
            not_before: None,
            undrawn_until: None,
            is_visible: false,
        }
    }

    /// Begins a new attachment, whose snapshot holds all that waited.
    pub fn attach(&mut self) -> u32 {
        self.attachment += 1;
        self.number = 0;
        self.undrawn_until = None;
        self.waiting.retain(|event| subject(event) == Subject::Navigation);
        self.attachment
    }

    /// Leaves a gap in the count, so that the view attaches again.
    pub fn skip(&mut self) {
        self.number += 1;
    }

    /// Nothing goes out while nobody can see it; what waits stays, one value for each thing.
    pub fn set_visible(&mut self, is_visible: bool) {
        self.is_visible = is_visible;
    }

    /// Adds an event in place of an older one about the same.
    pub fn put(&mut self, event: ViewEvent) {
        let about = subject(&event);
        let replaces_board = about == Subject::Board;
        self.waiting.retain(|older| match subject(older) {
            Subject::Record(_) | Subject::Freshness | Subject::Presence if replaces_board => false,
            older => older != about,
        });
        self.waiting.push(event);
    }

    /// The view has drawn a batch.
    pub fn drawn(&mut self, attachment: u32, number: u64) {
        if (attachment, number) == (self.attachment, self.number) {
            self.undrawn_until = None;
        }
    }

    /// Whether anything more may be asked for, to go out at once.
    pub fn is_open(&self, now: Instant) -> bool {
        self.attachment > 0 && self.is_visible && self.opens_at().is_none_or(|then| then <= now)
    }

    /// When [`Outbox::is_open`] or [`Outbox::take`] answer otherwise without any news.
    pub fn wakes_at(&self, now: Instant) -> Option<Instant> {
        let listens = self.attachment > 0 && self.is_visible;
        self.opens_at().filter(|then| listens && *then > now)
    }

    fn opens_at(&self) -> Option<Instant> {
        self.not_before.max(self.undrawn_until)
    }

    /// The next batch, if there is one and its time has come.
    pub fn take(&mut self, now: Instant) -> Option<ViewBatch> {
        if self.waiting.is_empty() || !self.is_open(now) {
            return None;
        }
        self.number += 1;
        self.not_before = Some(now + self.interval);
        self.undrawn_until = Some(now + PATIENCE);
        Some(ViewBatch {
            attachment: self.attachment,
            number: self.number,
            events: mem::take(&mut self.waiting),
        })
    }
}

fn subject(event: &ViewEvent) -> Subject<'_> {
    match event {
        ViewEvent::Status(_) => Subject::Status,
        ViewEvent::Connection(_) => Subject::Connection,
        ViewEvent::Boards(_) => Subject::Boards,
        ViewEvent::Board(_) => Subject::Board,
        ViewEvent::Freshness(_) => Subject::Freshness,
        ViewEvent::Record(record) => Subject::Record(&record.id),
        ViewEvent::RecordGone(record) => Subject::Record(record),
        ViewEvent::Queue(_) => Subject::Queue,
        ViewEvent::Conflicts(_) => Subject::Conflicts,
        ViewEvent::Presence(_) => Subject::Presence,
        ViewEvent::Settings(_) => Subject::Settings,
        ViewEvent::Tray(_) => Subject::Tray,
        ViewEvent::Notices(_) => Subject::Notices,
        ViewEvent::Navigate(_) => Subject::Navigation,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tideboard_protocol::{
        BoardId, Seq,
        ipc::{Destination, OpenedBoard},
        view::{BoardView, Freshness},
    };

    fn attached() -> (Outbox, Instant) {
        let mut outbox = Outbox::new(20);
        outbox.set_visible(true);
        outbox.attach();
        (outbox, Instant::now())
    }

    fn gone(id: &str) -> ViewEvent {
        ViewEvent::RecordGone(RecordId::new(id).unwrap())
    }

    fn board() -> ViewEvent {
        ViewEvent::Board(Box::new(OpenedBoard {
            board: BoardView {
                id: BoardId::new("b").unwrap(),
                title: String::new(),
                role: None,
                cursor: Seq::ZERO,
                loaded: true,
                records: Vec::new(),
            },
            freshness: Freshness::Live,
        }))
    }

    #[test]
    fn batches_count_up_from_one_in_each_attachment() {
        let (mut outbox, mut now) = attached();
        for number in 1..4 {
            outbox.put(ViewEvent::Tray(true));
            let batch = outbox.take(now).unwrap();
            assert_eq!((batch.attachment, batch.number), (1, number));
            outbox.drawn(1, number);
            now += Duration::from_millis(50);
        }
        assert_eq!(outbox.attach(), 2);
        outbox.put(ViewEvent::Tray(true));
        let batch = outbox.take(now).unwrap();
        assert_eq!((batch.attachment, batch.number), (2, 1));
    }

    #[test]
    fn a_gap_can_be_left() {
        let (mut outbox, now) = attached();
        outbox.skip();
        outbox.put(ViewEvent::Tray(true));
        assert_eq!(outbox.take(now).unwrap().number, 2);
    }

    #[test]
    fn no_more_than_twenty_go_out_in_a_second() {
        let (mut outbox, start) = attached();
        let batches = (0..1_000)
            .filter(|ms| {
                outbox.put(ViewEvent::Tray(true));
                let batch = outbox.take(start + Duration::from_millis(*ms));
                batch.inspect(|batch| outbox.drawn(1, batch.number)).is_some()
            })
            .count();
        assert_eq!(batches, 20);
    }

    #[test]
    fn the_next_batch_waits_until_the_last_one_was_drawn_but_not_for_ever() {
        let (mut outbox, start) = attached();
        let later = |ms| start + Duration::from_millis(ms);
        outbox.put(ViewEvent::Tray(true));
        assert!(outbox.take(start).is_some());
        outbox.put(ViewEvent::Tray(false));
        assert_eq!(outbox.take(later(999)), None);
        outbox.drawn(1, 0);
        outbox.drawn(2, 1);
        assert_eq!(outbox.take(later(999)), None, "those were others");
        assert_eq!(outbox.wakes_at(later(999)), Some(later(1_000)));
        assert!(outbox.take(later(1_000)).is_some());
        outbox.drawn(1, 2);
        outbox.put(ViewEvent::Tray(true));
        assert!(outbox.take(later(1_050)).is_some(), "as soon as the interval allows");
    }

    #[test]
    fn only_the_newest_value_of_a_thing_goes_out() {
        let (mut outbox, now) = attached();
        for event in
            [gone("a"), ViewEvent::Tray(true), gone("b"), gone("a"), ViewEvent::Tray(false)]
        {
            outbox.put(event);
        }
        let events = outbox.take(now).unwrap().events;
        assert_eq!(events, [gone("b"), gone("a"), ViewEvent::Tray(false)]);
    }

    #[test]
    fn a_whole_board_replaces_its_parts() {
        let (mut outbox, now) = attached();
        for event in [gone("a"), ViewEvent::Freshness(Freshness::Live), board(), gone("b")] {
            outbox.put(event);
        }
        assert_eq!(outbox.take(now).unwrap().events, [board(), gone("b")]);
    }

    #[test]
    fn nothing_goes_out_while_hidden_and_little_waits() {
        let (mut outbox, now) = attached();
        outbox.set_visible(false);
        for _ in 0..1_000 {
            outbox.put(ViewEvent::Tray(true));
        }
        assert_eq!(outbox.take(now), None);
        assert_eq!(outbox.wakes_at(now), None);
        outbox.set_visible(true);
        assert_eq!(outbox.take(now).unwrap().events.len(), 1);
    }

    #[test]
    fn a_wish_to_go_somewhere_outlives_an_attachment() {
        let (mut outbox, now) = attached();
        outbox.put(ViewEvent::Tray(true));
        outbox.put(ViewEvent::Navigate(Destination::Settings));
        outbox.attach();
        let events = outbox.take(now).unwrap().events;
        assert_eq!(events, [ViewEvent::Navigate(Destination::Settings)]);
    }
}
