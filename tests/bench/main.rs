//! Measures the headless client and the server, each figure beside a raw limit of the same machine
//! taken in the same run: a bare SQLite insert per transaction, a bare WebSocket echo.
//!
//! One JSON object per line on stdout, for machines; a table on stderr, for people.

mod limits;
mod report;
mod workloads;

use anyhow::Result;
use clap::Parser;
use report::Report;

/// Benchmarks of Tideboard over real processes.
#[derive(Debug, Parser)]
#[command(name = "tideboard-bench", version)]
struct Arguments {
    /// How often each workload is run; the median counts
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=100))]
    runs: u32,
    /// Edits that are saved and drained
    #[arg(long, default_value_t = 10_000)]
    edits: usize,
    /// Edits per second whose way to a second client is measured
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    rate: u32,
    /// For how many seconds
    #[arg(long, default_value_t = 10)]
    seconds: u32,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let mut report = Report::default();
    for run in 1..=arguments.runs {
        eprintln!("run {run} of {}", arguments.runs);
        let insert = limits::inserts_per_second(arguments.edits)?;
        let (enqueue, drain) = workloads::enqueue_and_drain(arguments.edits);
        report.add("enqueue", "throughput", "edits/s", enqueue, insert);
        report.add("drain", "throughput", "edits/s", drain, insert);
        let echo = limits::echo(arguments.rate, arguments.seconds)?;
        let seen = workloads::propagation(arguments.rate, arguments.seconds);
        for (metric, quantile) in [("p50", 0.50), ("p95", 0.95), ("p99", 0.99)] {
            report.add(
                "propagation",
                metric,
                "ms",
                seen.quantile(quantile),
                echo.quantile(quantile),
            );
        }
    }
    report.print()
}
