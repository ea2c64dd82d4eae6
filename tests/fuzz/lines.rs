//! Lines for the headless client: the real program gets the corpus and mutations of it, answers
//! each line exactly once, and is still alive in the end.

use super::{Dice, change, corpus, number};
use serde_json::Value;
use std::time::{Duration, Instant};
use tideboard_tests::{HeadlessClient, Process, World, process::NoLine};

const MUTATIONS: usize = 3_000;
/// What comes in one go; more requests than that do not wait for an answer at once.
const PORTION: usize = 200;
const PATIENCE: Duration = Duration::from_secs(60);
/// The answer to this line comes after those to all lines before it that do not wait themselves.
const LAST: &[u8] = b"{\"id\":\"last\",\"cmd\":\"status\"}\n";

#[test]
fn every_line_is_answered_once_and_none_ends_the_client() {
    let world = World::without_server();
    let url = world.server.url();
    let ada = HeadlessClient::prepare("ada", world.folder("ada"), &url, None);
    let mut process = Process::start("ada", &mut ada.command());
    let inputs = corpus("headless_lines");
    assert!(inputs.len() >= 10, "a corpus of {}", inputs.len());
    let mut lines: Vec<Vec<u8>> = inputs.iter().map(|(_, bytes)| bytes.clone()).collect();
    let mut dice = Dice(number("TIDEBOARD_TEST_SEED").unwrap_or(1));
    while lines.len() < MUTATIONS {
        let mut line = inputs[dice.below(inputs.len())].1.clone();
        for _ in 0..=dice.below(4) {
            change(&mut line, &inputs, &mut dice);
        }
        lines.push(line);
    }
    for line in &mut lines {
        line.retain(|byte| *byte != b'\n');
    }
    // These end the client on purpose, or keep their answer back for as long as they say.
    lines.retain(|line| ![&b"quit"[..], b"timeout"].iter().any(|word| holds(line, word)));
    for portion in lines.chunks(PORTION) {
        let asked = portion.iter().filter(|line| !is_blank(line)).count();
        let mut bytes: Vec<u8> =
            portion.iter().flat_map(|line| [line.as_slice(), b"\n"].concat()).collect();
        bytes.extend(LAST);
        assert!(process.tell_bytes(&bytes), "it reads");
        let answered = answers(&process, asked + 1);
        assert_eq!(answered, asked + 1, "each line gets one answer");
    }
    assert!(process.is_running());
}

fn holds(line: &[u8], word: &[u8]) -> bool {
    line.windows(word.len()).any(|it| it == word)
}

fn is_blank(line: &[u8]) -> bool {
    std::str::from_utf8(line).is_ok_and(|text| text.trim().is_empty())
}

fn answers(process: &Process, wanted: usize) -> usize {
    let deadline = Instant::now() + PATIENCE;
    let mut answered = 0;
    while answered < wanted {
        match process.next_line(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => {
                let value: Value = serde_json::from_str(&line).expect("it speaks JSON");
                if value.get("event").is_none() {
                    assert!(value.get("ok").is_some() != value.get("error").is_some(), "{line}");
                    answered += 1;
                }
            }
            Err(NoLine::Late) => panic!("{answered} of {wanted} answers"),
            Err(NoLine::Ended) => panic!("the client ended"),
        }
    }
    answered
}
