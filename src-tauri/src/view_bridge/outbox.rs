//! What waits to go to the view: the newest value of each thing, and not too often.

use std::{
    mem,
    time::{Duration, Instant},
};
use tideboard_protocol::{
    RecordId,
    ipc::{NextBatch, ViewEvent},
};

/// A question is answered after this time even with nothing: how long a request may stay open is
/// not written down for any web view.
const PATIENCE: Duration = Duration::from_secs(20);

/// Events on their way to one attachment of the view.
#[derive(Debug)]
pub struct Outbox {
    interval: Duration,
    attachment: u32,
    /// Answers that this attachment was given.
    given: u64,
    waiting: Vec<ViewEvent>,
    not_before: Option<Instant>,
    /// The view waits for its next batch, until then at the longest.
    asked_until: Option<Instant>,
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
            given: 0,
            waiting: Vec::new(),
            not_before: None,
            asked_until: None,
            is_visible: false,
        }
    }

    /// Begins a new attachment, whose snapshot holds all that waited.
    pub fn attach(&mut self) -> u32 {
        self.attachment += 1;
        self.given = 0;
        self.asked_until = None;
        self.waiting.retain(|event| subject(event) == Subject::Navigation);
        self.attachment
    }

    /// The view has drawn what it has and asks for more; false if its attachment is over, or if
    /// it has not got all that was given.
    pub fn ask(&mut self, question: &NextBatch, now: Instant) -> bool {
        let is_current = (question.attachment, question.taken) == (self.attachment, self.given);
        if is_current {
            self.asked_until = Some(now + PATIENCE);
        }
        is_current
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

    /// Whether anything more may be asked for, to go out at once.
    pub fn is_open(&self, now: Instant) -> bool {
        self.may_answer() && self.not_before.is_none_or(|then| then <= now)
    }

    /// When [`Outbox::is_open`] or [`Outbox::take`] answer otherwise without any news.
    pub fn wakes_at(&self, now: Instant) -> Option<Instant> {
        let opens = self.not_before.filter(|then| self.may_answer() && *then > now);
        opens.into_iter().chain(self.asked_until).min()
    }

    fn may_answer(&self) -> bool {
        self.asked_until.is_some() && self.is_visible
    }

    /// The next batch, if the view waits for one and its time has come.
    pub fn take(&mut self, now: Instant) -> Option<Vec<ViewEvent>> {
        let is_open = self.is_open(now) && !self.waiting.is_empty();
        if is_open {
            self.not_before = Some(now + self.interval);
        } else {
            self.asked_until.filter(|until| *until <= now)?;
        }
        self.asked_until = None;
        self.given += 1;
        Some(if is_open { mem::take(&mut self.waiting) } else { Vec::new() })
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

    fn asks(outbox: &mut Outbox, attachment: u32, taken: u64, now: Instant) -> bool {
        outbox.ask(&NextBatch { attachment, taken }, now)
    }

    /// With a view that waits.
    fn attached() -> (Outbox, Instant) {
        let now = Instant::now();
        let mut outbox = Outbox::new(20);
        outbox.set_visible(true);
        outbox.attach();
        assert!(asks(&mut outbox, 1, 0, now));
        (outbox, now)
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
    fn only_the_newest_attachment_is_answered() {
        let mut outbox = Outbox::new(20);
        outbox.set_visible(true);
        let now = Instant::now();
        assert_eq!((outbox.attach(), outbox.attach()), (1, 2));
        outbox.put(ViewEvent::Tray(true));
        assert!(!asks(&mut outbox, 1, 0, now));
        assert!(outbox.take(now).is_none(), "nobody asked");
        assert!(asks(&mut outbox, 2, 0, now));
        assert!(outbox.take(now).is_some());
    }

    #[test]
    fn a_question_that_comes_twice_is_answered_once_and_a_lost_answer_ends_the_attachment() {
        let (mut outbox, now) = attached();
        assert!(asks(&mut outbox, 1, 0, now), "before the answer it is the same question");
        outbox.put(ViewEvent::Tray(true));
        assert!(outbox.take(now).is_some());
        outbox.put(ViewEvent::Tray(false));
        assert!(!asks(&mut outbox, 1, 0, now), "the answer did not arrive");
        assert_eq!(outbox.take(now + PATIENCE), None);
    }

    #[test]
    fn no_more_than_twenty_go_out_in_a_second() {
        let (mut outbox, start) = attached();
        let mut batches = 0;
        for ms in 0..1_000 {
            let now = start + Duration::from_millis(ms);
            outbox.put(ViewEvent::Tray(true));
            if outbox.take(now).is_some() {
                batches += 1;
                asks(&mut outbox, 1, batches, now);
            }
        }
        assert_eq!(batches, 20);
    }

    #[test]
    fn the_next_batch_waits_until_the_view_asks_for_it() {
        let (mut outbox, start) = attached();
        let later = |ms| start + Duration::from_millis(ms);
        outbox.put(ViewEvent::Tray(true));
        assert!(outbox.take(start).is_some());
        outbox.put(ViewEvent::Tray(false));
        assert_eq!(outbox.take(later(30_000)), None);
        assert_eq!(outbox.wakes_at(later(30_000)), None);
        asks(&mut outbox, 1, 1, later(30_000));
        assert!(outbox.take(later(30_000)).is_some());
        outbox.put(ViewEvent::Tray(true));
        asks(&mut outbox, 1, 2, later(30_001));
        assert_eq!(outbox.take(later(30_001)), None, "too soon");
        assert_eq!(outbox.wakes_at(later(30_001)), Some(later(30_050)));
        assert!(outbox.take(later(30_050)).is_some());
    }

    #[test]
    fn a_question_is_answered_in_time_even_with_nothing() {
        let (mut outbox, start) = attached();
        for (taken, is_visible) in [(0, true), (1, false)] {
            outbox.set_visible(is_visible);
            asks(&mut outbox, 1, taken, start);
            let in_time = start + PATIENCE;
            assert_eq!(outbox.take(in_time - Duration::from_millis(1)), None);
            assert_eq!(outbox.wakes_at(in_time - Duration::from_millis(1)), Some(in_time));
            assert_eq!(outbox.take(in_time), Some(Vec::new()));
            assert_eq!(outbox.take(in_time), None, "once");
        }
    }

    #[test]
    fn only_the_newest_value_of_a_thing_goes_out() {
        let (mut outbox, now) = attached();
        for event in
            [gone("a"), ViewEvent::Tray(true), gone("b"), gone("a"), ViewEvent::Tray(false)]
        {
            outbox.put(event);
        }
        let events = outbox.take(now).unwrap();
        assert_eq!(events, [gone("b"), gone("a"), ViewEvent::Tray(false)]);
    }

    #[test]
    fn a_whole_board_replaces_its_parts() {
        let (mut outbox, now) = attached();
        for event in [gone("a"), ViewEvent::Freshness(Freshness::Live), board(), gone("b")] {
            outbox.put(event);
        }
        assert_eq!(outbox.take(now).unwrap(), [board(), gone("b")]);
    }

    #[test]
    fn nothing_goes_out_while_hidden_and_little_waits() {
        let (mut outbox, now) = attached();
        outbox.set_visible(false);
        for _ in 0..1_000 {
            outbox.put(ViewEvent::Tray(true));
        }
        assert_eq!(outbox.take(now), None);
        assert_eq!(outbox.wakes_at(now), Some(now + PATIENCE));
        outbox.set_visible(true);
        assert_eq!(outbox.take(now).unwrap().len(), 1);
    }

    #[test]
    fn a_wish_to_go_somewhere_outlives_an_attachment() {
        let (mut outbox, now) = attached();
        outbox.put(ViewEvent::Tray(true));
        outbox.put(ViewEvent::Navigate(Destination::Settings));
        let attachment = outbox.attach();
        asks(&mut outbox, attachment, 0, now);
        let events = outbox.take(now).unwrap();
        assert_eq!(events, [ViewEvent::Navigate(Destination::Settings)]);
    }
}
