//! Collecting runs, and saying what came out.

use crate::machine::Machine;
use anyhow::Result;
use serde::Serialize;
use std::{
    fmt::Write as _,
    io::{self, Write},
    time::Duration,
};

/// Durations, to be asked for quantiles.
pub struct Sample(Vec<Duration>);

impl Sample {
    /// A sample of these.
    pub fn new(mut durations: Vec<Duration>) -> Self {
        durations.sort_unstable();
        Self(durations)
    }

    /// The duration that this share of all does not exceed, in milliseconds.
    pub fn quantile(&self, share: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        let at = (share * last as f64).round() as usize;
        self.0.get(at).map_or(f64::NAN, |duration| milliseconds(*duration))
    }
}

/// A duration in milliseconds.
pub fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// What a figure has to reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bar {
    /// Nothing: it is told for comparison.
    None,
    /// The value, at least.
    AtLeast(f64),
    /// The value, at most.
    AtMost(f64),
    /// The share of the raw limit, at least.
    ShareAtLeast(f64),
    /// The multiple of the limit, at most.
    ShareAtMost(f64),
}

impl Bar {
    fn words(self) -> String {
        match self {
            Self::None => String::new(),
            Self::AtLeast(bar) => format!("≥ {}", number(bar)),
            Self::AtMost(bar) => format!("≤ {}", number(bar)),
            Self::ShareAtLeast(bar) => format!("≥ {bar} × limit"),
            Self::ShareAtMost(bar) => format!("≤ {bar} × limit"),
        }
    }

    fn verdict(self, value: f64, ratio: f64) -> &'static str {
        let met = match self {
            Self::None => return "",
            Self::AtLeast(bar) => value >= bar,
            Self::AtMost(bar) => value <= bar,
            Self::ShareAtLeast(bar) => ratio >= bar,
            Self::ShareAtMost(bar) => ratio <= bar,
        };
        if met { "yes" } else { "MISSED" }
    }
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metric {
    /// Name of the workload.
    pub workload: &'static str,
    /// What of it, for machines.
    pub id: &'static str,
    /// The same for people.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// What it has to reach.
    pub bar: Bar,
}

struct Figure {
    metric: Metric,
    runs: Vec<f64>,
    limits: Vec<f64>,
}

#[derive(Serialize)]
struct Line<'a> {
    workload: &'a str,
    metric: &'a str,
    value: f64,
    unit: &'a str,
    limit: f64,
    ratio: f64,
    runs: Vec<f64>,
}

/// All figures of all runs.
#[derive(Default)]
pub struct Report {
    figures: Vec<Figure>,
}

impl Report {
    /// Adds what one run found, with the raw limit found in the same run.
    pub fn add(&mut self, metric: Metric, value: f64, limit: f64) {
        let at = self.figures.iter().position(|figure| figure.metric == metric);
        let at = at.unwrap_or_else(|| {
            self.figures.push(Figure { metric, runs: Vec::new(), limits: Vec::new() });
            self.figures.len() - 1
        });
        if let Some(figure) = self.figures.get_mut(at) {
            figure.runs.push(value);
            figure.limits.push(limit);
        }
    }

    /// Prints medians: JSON lines on stdout, a table on stderr.
    pub fn print(&self, machine: &Machine) -> Result<()> {
        let mut out = io::stdout().lock();
        for figure in &self.figures {
            writeln!(out, "{}", serde_json::to_string(&figure.line())?)?;
        }
        out.flush()?;
        eprintln!("\n{machine}\n");
        for row in self.rows() {
            let [workload, metric, value, unit, limit, ratio, bar, met] = row;
            eprintln!(
                "{workload:<8}{metric:<34}{value:>10} {unit:<8}{limit:>10}{ratio:>8}  {bar:<15}{met}"
            );
        }
        Ok(())
    }

    /// The tables as a page of the documentation.
    pub fn page(&self, machine: &Machine) -> String {
        let mut page = String::from(PREFACE);
        // Writing into a string cannot fail.
        let _ = writeln!(page, "## The machine\n\n{machine}\n\n## The figures\n");
        for (at, row) in self.rows().into_iter().enumerate() {
            let _ = writeln!(page, "| {} |", row.join(" | "));
            if at == 0 {
                page.push_str("|---|---|--:|---|--:|--:|---|---|\n");
            }
        }
        page
    }

    fn rows(&self) -> Vec<[String; 8]> {
        let head = ["workload", "metric", "value", "unit", "limit", "ratio", "bar", "met"];
        let mut rows = vec![head.map(str::to_owned)];
        rows.extend(self.figures.iter().map(Figure::row));
        rows
    }
}

impl Figure {
    fn line(&self) -> Line<'_> {
        let (value, limit) = (median(&self.runs), median(&self.limits));
        Line {
            workload: self.metric.workload,
            metric: self.metric.id,
            value: rounded(value),
            unit: self.metric.unit,
            limit: rounded(limit),
            ratio: rounded(value / limit),
            runs: self.runs.iter().copied().map(rounded).collect(),
        }
    }

    fn row(&self) -> [String; 8] {
        let Line { workload, metric: _, value, unit, limit, ratio, runs: _ } = self.line();
        let Metric { name, bar, .. } = self.metric;
        [
            workload.to_owned(),
            name.to_owned(),
            number(value),
            unit.to_owned(),
            number(limit),
            format!("{ratio:.2}"),
            bar.words(),
            bar.verdict(value, ratio).to_owned(),
        ]
    }
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 }
}

/// Three places are more than is repeatable.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// As many places as say something.
fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

const PREFACE: &str = "# Benchmarks

Written by `cargo xtask bench --write docs/benchmarks.md`, which builds the released programs and
takes about five minutes. Run it on a machine that does nothing else.

A record has 10 fields of about 300 bytes in all; an edit changes two fields of one of 200 records.
Every figure is the median of its runs and stands beside a raw *limit* taken in the same run, which
is what the same machine does with nothing of Tideboard in the way. On a machine that is shared with
others, the same program can be a third slower a minute later: compare figures with their limits, not
runs with each other.

| workload | what is done | its limit |
|---|---|---|
| W1 | edits are saved one at a time with no server there, each on disk before the next one begins: by the engine and its store alone, and through the pipe of `tideboard-headless` | SQLite inserts a row of the same length per transaction (`synchronous=FULL`) |
| W1c | the same with 64 edits waiting at any time | the same inserts, 64 to a transaction |
| W2 | a queue of 10,000 edits drains: from *Resume* (dialing included) until every edit is durable on the server, acknowledged, and settled on the client | SQLite inserts 10,000 such rows, 200 to a transaction |
| W3 | 100 edits a second: from the line into one client's pipe until the line out of another's; by then the edit is on the disks of the first client and of the server, and in the database of the second client | a WebSocket message goes and comes back at the same pace; at either end bare SQLite has it on disk before it is sent |
| W4 | a client that slept through 10,000 edits of 200 records catches up, from *Resume* until it is in step | SQLite inserts all fields of these records in one transaction |
| W5 | a profile with 2,000 records and 10,000 waiting edits opens: from the start of the process until every record, with the edits on top, has been read through its pipe; and its largest size in memory | the same process prints its version and bare SQLite reads the same rows; the memory of bare SQLite is not separated |
| W6 | 50 edits a second to 500 subscribers for 10 seconds: from the edit's first byte until each subscriber has read it | a bare loop writes frames of the same length into 500 sockets |
| V1 | with `--view`: a board of 200 widgets in the real window, 1,000 updates a second arriving all over it; from a key pressed in a note until the frame that shows it is drawn | the same with no updates |
| V2 | with `--soak MINUTES`: the same updates for that long, after three minutes of warm-up; size of the page's process and of the app's | the least in the first quarter of that time |

## Why these bars

Each bar was set above what comparable software reached with the same workload on two cores.

| workload | bar | comparable software |
|---|---|---|
| W1 | 0.8 × the limit in the engine, 0.6 × through the pipe | matrix-rust-sdk's send queue reaches 0.71 × and only stores |
| W1c | 40,000 a second | many edits may share one fsync |
| W2 | 30,000 a second | PouchDB 14,500 without fsync; Hocuspocus 23,000, all of which is gone after `kill -9` of the server; Syncular, which keeps it, 230 |
| W3 | 1 ms at the median, 2 ms at the 95th percentile | socket.io 1.2 and 2.4 ms, Hocuspocus 2.0 and 3.4 ms, neither of them durable |
| W4 | 30 ms | RxDB in memory 34 ms, TinyBase 87 ms, Yjs 186 ms |
| W5 | 60 ms, 40 MB | Syncular 87 ms and 61 MB, TinyBase 422 ms and 109 MB, PowerSync 688 ms and 152 MB |
| W6 | 15 ms, 2.5 s of processor time in 10 s, 60 MB | socket.io 24 ms, 5.1 s and 92 MB, and it stores nothing |
| V1 | 50 ms at the 95th percentile | what takes longer is felt as a delay |
| V2 | 1.1 × the first quarter | a page that stays open for weeks must not grow |
| growth | 1.5 × the cost of an edit over a hundred times the size | Syncular's saving falls from 460 to 65 a second between 200 and 10,000 waiting edits |

No durability is traded for a figure: write-ahead log with `synchronous=FULL` on both sides, marked as
sent before the first byte leaves, results only after the server's commit, and a delta with its
cursor, the settled edits and their journal in one transaction.

Of the time in W3 a third is the disk: an edit waits for it twice, one wait after the other, and a
disk that rested for 10 ms takes two to four times as long as a busy one. The rest is no one thing:
eight hand-overs between processes and threads of 20 to 50 µs each, three decodings, and three
transactions of about 100 µs beside their waits, all of them by a processor that rested as well. Where
the limit alone comes near the bar, as on many virtual machines, the bar is out of reach for whoever
keeps an edit on both sides.

The growth table has W2, W4 and W5, and the saving of an edit, at 1, 10 and 100 times the size; its
*limit* is the cost per edit at 1×. The largest queue there is the largest that a client takes.

Every figure also leaves the program as a line of JSON on its standard output.

";
