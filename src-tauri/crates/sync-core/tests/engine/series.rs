//! Series of readings, confirmed and own.

use crate::support::{board, client_with_a_note, edit};
use tideboard_protocol::{Number, Point};

#[test]
fn a_view_gets_the_outline_of_a_series_and_a_file_all_of_it() {
    let mut ana = client_with_a_note();
    let points: Vec<Point> = (0..1_000)
        .map(|n| Point { t_ms: n * 1_000, value: Number::new(n as f64).unwrap() })
        .collect();
    let mut readings = edit("n");
    readings.append.insert("points/a".parse().unwrap(), points.clone());
    ana.edit(readings).unwrap();
    let record = "n".parse().unwrap();
    let outline = &ana.engine.record(&board(), &record).unwrap().points["points/a"];
    assert!(outline.len() < points.len(), "{}", outline.len());
    assert_eq!((outline.first(), outline.last()), (points.first(), points.last()));
    assert_eq!(ana.engine.whole_record(&board(), &record).unwrap().points["points/a"], points);
}
