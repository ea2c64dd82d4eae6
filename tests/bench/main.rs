//! Measures the released programs, each figure beside a raw limit of the same machine taken in the
//! same run: what SQLite, a socket or the system could do at best with nothing of ours in the way.
//!
//! One JSON object per line on stdout, for machines; tables on stderr, for people; and with
//! `--write`, a page for the documentation. Every figure is the median of its runs. A figure that
//! misses its bar says so and fails nothing: time on a shared machine proves nothing.

mod limits;
mod machine;
mod pipe;
mod report;
mod scene;
mod subscribers;
mod workloads;

use anyhow::Result;
use clap::{Parser, ValueEnum};
use report::Report;
use std::path::PathBuf;

/// Benchmarks of Tideboard over real processes.
#[derive(Debug, Parser)]
#[command(name = "tideboard-bench", version)]
struct Arguments {
    /// How often each workload is run; the median counts
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    runs: u32,
    /// How often each size of the growth table is run
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=100))]
    growth_runs: u32,
    /// Measure only these
    #[arg(long, value_delimiter = ',')]
    only: Vec<Workload>,
    /// Measure the window, too (V1); needs a display and the desktop program beside the others
    #[arg(long)]
    view: bool,
    /// At the end, let updates arrive in the window for so many minutes (V2)
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    soak: Option<u32>,
    /// Write the tables into this file, too, as Markdown
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    /// Serve one frame again and again to this many sockets, and nothing else
    #[arg(long, hide = true)]
    bare_fan_out: Option<usize>,
}

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Workload {
    W1,
    W2,
    W3,
    W4,
    W5,
    W6,
    V1,
    Growth,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if let Some(sockets) = arguments.bare_fan_out {
        return limits::serve_fan_out(sockets);
    }
    let machine = machine::Machine::describe()?;
    let mut report = Report::default();
    let wanted = |workload| match workload {
        Workload::V1 => arguments.view || arguments.only.contains(&workload),
        Workload::W1
        | Workload::W2
        | Workload::W3
        | Workload::W4
        | Workload::W5
        | Workload::W6
        | Workload::Growth => arguments.only.is_empty() || arguments.only.contains(&workload),
    };
    for run in 1..=arguments.runs {
        eprintln!("run {run} of {}", arguments.runs);
        for (workload, measure) in MEASURES {
            if wanted(workload) {
                measure(&mut report)?;
            }
        }
    }
    if wanted(Workload::Growth) {
        for run in 1..=arguments.growth_runs {
            eprintln!("growth, run {run} of {}", arguments.growth_runs);
            workloads::growth(&mut report)?;
        }
    }
    if let Some(minutes) = arguments.soak {
        eprintln!("updates arrive for {minutes} minutes");
        workloads::soak(&mut report, minutes)?;
    }
    report.print(&machine)?;
    if let Some(file) = arguments.write {
        std::fs::write(file, report.page(&machine))?;
    }
    Ok(())
}

type Measure = fn(&mut Report) -> Result<()>;

const MEASURES: [(Workload, Measure); 7] = [
    (Workload::W1, workloads::enqueue),
    (Workload::W2, workloads::drain),
    (Workload::W3, workloads::propagation),
    (Workload::W4, workloads::catch_up),
    (Workload::W5, workloads::open),
    (Workload::W6, workloads::fan_out),
    (Workload::V1, workloads::view),
];
