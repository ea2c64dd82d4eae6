//! What a pong proves: whoever received it has everything that was published before it.

use super::*;

const ROOM: usize = 1_000;

fn plant() -> BoardId {
    "plant".parse().unwrap()
}

fn part(to: u64) -> Part {
    let (from, to) = (Seq(to - 1), Seq(to));
    Part { from, to, text: format!("delta to {to}").into() }
}

/// An outbox that tells the board live, from 5 on.
fn live() -> Outbox {
    let outbox = Outbox::new(ROOM);
    outbox.open(&plant(), Cursor::Claimed(Seq(5)), Seq(5));
    let reading = reading(&outbox);
    outbox.offer(&reading, part(5), None);
    assert_eq!(leaving(&outbox), ["delta to 5"]);
    outbox
}

fn reading(outbox: &Outbox) -> Reading {
    match outbox.try_next() {
        Some(Next::Read(reading)) => reading,
        other => panic!("a chain was expected to be read, not {other:?}"),
    }
}

/// All that leaves now without reading a chain.
fn leaving(outbox: &Outbox) -> Vec<String> {
    let (mut left, mut unread) = (Vec::new(), Vec::new());
    while let Some(next) = outbox.try_next() {
        match next {
            Next::Frame(text) => left.push(text.to_string()),
            Next::Pong => left.push("pong".into()),
            Next::Read(reading) => unread.push(reading),
            other => panic!("unexpected: {other:?}"),
        }
    }
    // Put back, so that the caller can read them.
    for reading in unread {
        outbox.lock().feeds.get_mut(&reading.board).unwrap().phase = Phase::Chain(reading.cursor);
    }
    left
}

fn overflow(outbox: &Outbox, to: u64) {
    let text = "x".repeat(ROOM + 1).into();
    outbox.publish(&plant(), Seq(to), &[Part { from: Seq(to - 1), to: Seq(to), text }]);
}

#[test]
fn the_notice_that_a_board_is_lost_takes_the_place_of_its_deltas() {
    let outbox = live();
    outbox.publish(&plant(), Seq(6), &[part(6)]);
    outbox.pong();
    outbox.end(&plant(), UnsubscribedCode::UnknownBoard);
    let left = leaving(&outbox);
    assert!(left[0].contains("unsubscribed"), "{left:?}");
    assert_eq!(left[1..], ["pong"]);
}

#[test]
fn a_pong_waits_until_collapsed_deltas_were_told_as_a_chain() {
    let outbox = live();
    outbox.publish(&plant(), Seq(6), &[part(6)]);
    outbox.pong();
    overflow(&outbox, 7);
    outbox.pong();
    assert_eq!(leaving(&outbox), [""; 0]);
    let first = reading(&outbox);
    outbox.offer(&first, part(6), Some(Cursor::Within { at: Seq(6), horizon: Seq::ZERO }));
    assert_eq!(leaving(&outbox), ["delta to 6"]);
    let last = reading(&outbox);
    outbox.offer(&last, part(7), None);
    assert_eq!(leaving(&outbox), ["delta to 7", "pong"]);
}

#[test]
fn a_pong_follows_a_board_that_is_given_up_while_its_chain_is_read() {
    for give_up in [
        (|outbox: &Outbox| outbox.shut(&plant())) as fn(&Outbox),
        |outbox| outbox.end(&plant(), UnsubscribedCode::Gone),
        |outbox| outbox.open(&plant(), Cursor::Claimed(Seq(5)), Seq(7)),
    ] {
        let outbox = live();
        outbox.pong();
        overflow(&outbox, 6);
        assert_eq!(leaving(&outbox), [""; 0]);
        give_up(&outbox);
        assert_eq!(leaving(&outbox).last().unwrap(), "pong");
    }
}
