//! When two writes clash: three stamps per field and one comparison.
//!
//! A *comparing write* is a `set` or `remove` of an operation with a base. An operation clashes at
//! a field iff somebody else's comparing write came after what the operation's author had seen,
//! and the values differ. Increments, appended points and feeds never compare.

use crate::{ClientId, Seq};

/// Who last compared at a field, and when anybody else did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stamps {
    /// Seq of the last comparing write; 0 when there was none.
    pub wrote: Seq,
    /// The client that made it.
    pub writer: Option<ClientId>,
    /// Seq of the newest comparing write by anyone but `writer`.
    pub other: Seq,
}

impl Stamps {
    /// Seq of the newest comparing write by anyone but `me`.
    pub fn foreign_to(&self, me: ClientId) -> Seq {
        if self.writer == Some(me) { self.other } else { self.wrote }
    }

    /// Whether somebody else compared here after `me` had seen `base`.
    ///
    /// Together with differing values this is the clash.
    pub fn moved_since(&self, me: ClientId, base: Seq) -> bool {
        self.foreign_to(me) > base
    }

    /// The stamps after a comparing write of `me` at `seq`.
    #[must_use]
    pub fn written(self, me: ClientId, seq: Seq) -> Self {
        Self { wrote: seq, writer: Some(me), other: self.foreign_to(me) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn own_writes_never_clash_and_foreign_ones_are_not_forgotten() {
        let (ana, bo) = (ClientId(Uuid::from_u128(1)), ClientId(Uuid::from_u128(2)));
        let stamps = Stamps::default().written(bo, Seq(5)).written(ana, Seq(7));
        assert!(!stamps.moved_since(ana, Seq(5)));
        assert!(stamps.moved_since(ana, Seq(4)), "bo's write at 5 is after 4");
        assert!(stamps.moved_since(bo, Seq(6)));
        let stamps = stamps.written(ana, Seq(9));
        assert_eq!(stamps.foreign_to(ana), Seq(5), "a second own write keeps bo's");
        let stamps = stamps.written(bo, Seq(11));
        assert_eq!((stamps.foreign_to(bo), stamps.foreign_to(ana)), (Seq(9), Seq(11)));
    }
}
