//! Which batches belong to this view: one attachment, counted without a gap.
//!
//! Batches may overtake the answer to `attach`, hence they are kept until it is there.

use tideboard_protocol::ipc::{ViewBatch, ViewEvent};

/// Most batches kept while the answer is on its way; a lost one shows as a gap.
const MAX_EARLY: usize = 256;

/// What to do with a batch.
#[derive(Debug, PartialEq)]
pub enum Verdict {
    /// Apply these events.
    Apply(Vec<ViewEvent>),
    /// Not for this view, or not yet.
    Wait,
    /// Something was missed: attach again.
    AttachAgain,
}

/// Place in the stream of batches.
#[derive(Debug)]
pub enum Attachment {
    /// The snapshot is on its way; these batches came before it.
    Attaching { early: Vec<ViewBatch> },
    /// Attached; this batch comes next.
    Attached { id: u32, next: u64 },
}

impl Default for Attachment {
    fn default() -> Self {
        Self::Attaching { early: Vec::new() }
    }
}

impl Attachment {
    /// A new attachment was asked for.
    pub fn restart(&mut self) {
        *self = Self::default();
    }

    /// The snapshot of attachment `id` is there; tells what to apply on top of it.
    pub fn attached(&mut self, id: u32) -> Verdict {
        let early = match std::mem::replace(self, Self::Attached { id, next: 1 }) {
            Self::Attaching { early } => early,
            Self::Attached { .. } => Vec::new(),
        };
        let mut events = Vec::new();
        for batch in early {
            match self.receive(batch) {
                Verdict::Apply(more) => events.extend(more),
                Verdict::Wait => {}
                Verdict::AttachAgain => return Verdict::AttachAgain,
            }
        }
        Verdict::Apply(events)
    }

    /// A batch arrived.
    pub fn receive(&mut self, batch: ViewBatch) -> Verdict {
        match self {
            Self::Attaching { early } => {
                if early.len() < MAX_EARLY {
                    early.push(batch);
                }
                Verdict::Wait
            }
            // Left over from an older attachment of this view.
            Self::Attached { id, .. } if batch.attachment < *id => Verdict::Wait,
            Self::Attached { id, next } if batch.attachment == *id && batch.number == *next => {
                *next += 1;
                Verdict::Apply(batch.events)
            }
            Self::Attached { id, next } if batch.attachment == *id && batch.number < *next => {
                Verdict::Wait
            }
            Self::Attached { .. } => Verdict::AttachAgain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(attachment: u32, number: u64) -> ViewBatch {
        ViewBatch { attachment, number, events: vec![ViewEvent::Tray(number.is_multiple_of(2))] }
    }

    fn attached(id: u32) -> Attachment {
        let mut attachment = Attachment::default();
        attachment.attached(id);
        attachment
    }

    #[test]
    fn batches_count_up_from_one() {
        let mut attachment = attached(1);
        assert_eq!(attachment.receive(batch(1, 1)), Verdict::Apply(vec![ViewEvent::Tray(false)]));
        assert_eq!(attachment.receive(batch(1, 2)), Verdict::Apply(vec![ViewEvent::Tray(true)]));
        assert_eq!(attachment.receive(batch(1, 2)), Verdict::Wait, "a repeat changes nothing");
        assert_eq!(attachment.receive(batch(1, 4)), Verdict::AttachAgain, "a gap");
    }

    #[test]
    fn a_newer_attachment_takes_over_and_an_older_one_is_ignored() {
        let mut attachment = attached(5);
        assert_eq!(attachment.receive(batch(4, 1)), Verdict::Wait);
        assert_eq!(attachment.receive(batch(6, 1)), Verdict::AttachAgain);
    }

    #[test]
    fn batches_that_overtook_the_snapshot_are_applied_after_it() {
        let mut attachment = Attachment::default();
        assert_eq!(attachment.receive(batch(1, 9)), Verdict::Wait);
        assert_eq!(attachment.receive(batch(2, 1)), Verdict::Wait);
        assert_eq!(attachment.receive(batch(2, 2)), Verdict::Wait);
        let expected = vec![ViewEvent::Tray(false), ViewEvent::Tray(true)];
        assert_eq!(attachment.attached(2), Verdict::Apply(expected));
        assert!(matches!(attachment.receive(batch(2, 3)), Verdict::Apply(_)));
    }

    #[test]
    fn a_gap_among_the_early_ones_means_attaching_again() {
        let mut attachment = Attachment::default();
        attachment.receive(batch(2, 2));
        assert_eq!(attachment.attached(2), Verdict::AttachAgain);
    }

    #[test]
    fn early_batches_are_bounded_and_the_loss_is_noticed() {
        let mut attachment = Attachment::default();
        for number in 1..=300 {
            attachment.receive(batch(1, number));
        }
        assert!(matches!(attachment.attached(1), Verdict::Apply(events) if events.len() == 256));
        assert_eq!(attachment.receive(batch(1, 301)), Verdict::AttachAgain);
    }
}
