//! Round values and round times for axes.

/// Lengths of time between ticks, in milliseconds; whole days beyond.
const TIME_STEPS: [i64; 16] = [
    1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000,
    7_200_000, 14_400_000, 21_600_000, 43_200_000, DAY,
];
const DAY: i64 = 86_400_000;

/// About `count` round values that enclose `low..=high`.
pub fn nice_ticks(low: f64, high: f64, count: usize) -> Vec<f64> {
    let (low, high) = if high > low { (low, high) } else { (low - 1.0, low + 1.0) };
    let rough = (high - low) / count.max(1) as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|step| *step >= rough)
        .unwrap_or(10.0 * power);
    let first = (low / step).floor() as i64;
    let last = (high / step).ceil() as i64;
    (first..=last).map(|multiple| multiple as f64 * step).collect()
}

/// Decimals that tell neighbouring ticks apart.
pub fn tick_decimals(ticks: &[f64]) -> usize {
    let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).next().unwrap_or(1.0);
    (0..6).find(|decimals| (step * 10_f64.powi(*decimals) + 1e-9).fract() < 1e-6).unwrap_or(0)
        as usize
}

/// Time between ticks so that there are at most `count` in `from..=to`, in milliseconds.
pub fn time_step(from: i64, to: i64, count: usize) -> i64 {
    let (span, count) = ((to - from).max(1), count.max(1) as i64);
    let days = || ((span - 1) / (count * DAY) + 1) * DAY;
    TIME_STEPS.into_iter().find(|step| span / step <= count).unwrap_or_else(days)
}

/// Round times within `from..=to`, `step` apart, aligned to the clock of the reader, whose zone is
/// `offset` ahead of UTC at a time: with summer time not always by the same.
pub fn time_ticks(from: i64, to: i64, step: i64, offset: impl Fn(i64) -> i64) -> Vec<i64> {
    let step = step.max(1);
    let here = offset(from);
    let first = (from + here).div_euclid(step) * step - here;
    let count = (to - from) / step + 3;
    (0..count)
        .map(|number| first + number * step)
        // From an hour on a step may cross the change of the clock.
        .map(|time| if step < 3_600_000 { time } else { time + here - offset(time) })
        .filter(|time| (from..=to).contains(time))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn ticks_are_round_and_enclose_the_values() {
        assert_eq!(nice_ticks(3.0, 97.0, 4), [0.0, 25.0, 50.0, 75.0, 100.0]);
        assert_eq!(nice_ticks(73.0, 73.5, 2), [73.0, 73.25, 73.5]);
        assert_eq!(nice_ticks(5.0, 5.0, 2), [4.0, 5.0, 6.0], "a flat line lies in the middle");
        assert_eq!(nice_ticks(-4.0, 4.0, 2), [-5.0, 0.0, 5.0]);
    }

    #[test]
    fn ticks_have_the_decimals_they_need() {
        assert_eq!(tick_decimals(&[0.0, 25.0]), 0);
        assert_eq!(tick_decimals(&[0.0, 0.25]), 2);
        assert_eq!(tick_decimals(&[73.0, 73.1]), 1);
        assert_eq!(tick_decimals(&[7.0]), 0);
    }

    #[test]
    fn time_ticks_lie_on_round_times_of_the_readers_zone() {
        let (from, to) = (HOUR / 2, 6 * HOUR + HOUR / 2);
        assert_eq!(time_step(from, to, 6), HOUR);
        let ticks = time_ticks(from, to, HOUR, |_| 0);
        assert_eq!(ticks, [HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR, 5 * HOUR, 6 * HOUR]);
        let half_past = time_ticks(0, 3 * HOUR, HOUR, |_| HOUR / 2);
        assert_eq!(half_past, [HOUR / 2, HOUR + HOUR / 2, 2 * HOUR + HOUR / 2]);
    }

    #[test]
    fn any_span_has_few_ticks() {
        for span in [1_000, 90_000, 5 * HOUR, 30 * DAY, 4_000 * DAY] {
            let step = time_step(0, span, 6);
            let ticks = time_ticks(0, span, step, |_| 0);
            assert!((1..=7).contains(&ticks.len()), "{span}: {ticks:?}");
        }
    }

    #[test]
    fn days_begin_at_midnight_on_both_sides_of_summer_time() {
        // The clock goes forward by an hour at noon of the second day.
        let offset = |t: i64| if t < DAY + 12 * HOUR { HOUR } else { 2 * HOUR };
        let ticks = time_ticks(0, 4 * DAY, DAY, offset);
        assert_eq!(ticks, [23 * HOUR, DAY + 22 * HOUR, 2 * DAY + 22 * HOUR, 3 * DAY + 22 * HOUR]);
    }
}
