//! Collecting runs, and saying what came out.

use std::{
    collections::BTreeMap,
    io::{self, Write},
    time::Duration,
};

use anyhow::Result;
use serde::Serialize;

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
        let at = (last as f64 * share).round() as usize;
        self.0.get(at).map_or(f64::NAN, |duration| duration.as_secs_f64() * 1000.0)
    }
}

#[derive(Default)]
struct Figure {
    unit: &'static str,
    runs: Vec<f64>,
    limits: Vec<f64>,
}

/// One line of the outcome.
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
    figures: BTreeMap<(usize, &'static str, &'static str), Figure>,
}

impl Report {
    /// Adds what one run found, with the raw limit found in the same run.
    pub fn add(
        &mut self,
        workload: &'static str,
        metric: &'static str,
        unit: &'static str,
        value: f64,
        limit: f64,
    ) {
        let known = self.figures.keys().find(|(_, w, m)| (*w, *m) == (workload, metric));
        let order = known.map_or(self.figures.len(), |(order, ..)| *order);
        let figure = self.figures.entry((order, workload, metric)).or_default();
        figure.unit = unit;
        figure.runs.push(value);
        figure.limits.push(limit);
    }

    /// Prints medians: JSON lines on stdout, a table on stderr.
    pub fn print(&self) -> Result<()> {
        let mut out = io::stdout().lock();
        eprintln!(
            "\n{:<14}{:<12}{:>12}{:>12}  {:<8}{:>8}",
            "workload", "metric", "value", "limit", "unit", "ratio"
        );
        for ((_, workload, metric), figure) in &self.figures {
            let (value, limit) = (median(&figure.runs), median(&figure.limits));
            let line = Line {
                workload,
                metric,
                value: rounded(value),
                unit: figure.unit,
                limit: rounded(limit),
                ratio: rounded(value / limit),
                runs: figure.runs.iter().copied().map(rounded).collect(),
            };
            writeln!(out, "{}", serde_json::to_string(&line)?)?;
            eprintln!(
                "{workload:<14}{metric:<12}{:>12}{:>12}  {:<8}{:>8.2}",
                line.value, line.limit, line.unit, line.ratio
            );
        }
        Ok(())
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
