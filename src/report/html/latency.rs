//! How long the exchanges took, by operation: percentiles, and a small plot of them.

use std::collections::BTreeMap;

use super::dictionary::{Dictionary, Text};
use crate::report::describe;
use crate::report::escape::{SHOWN_LENGTH, cut};

/// Width of the plot.
const WIDTH: f64 = 240.0;

/// The times of all operations.
#[derive(Default)]
pub(super) struct Latencies {
    pub rows: Vec<Row>,
    /// Ticks of the scale: place and milliseconds.
    pub ticks: Vec<(f64, String)>,
}

/// The times of one operation, in milliseconds.
pub(super) struct Row {
    pub standard: String,
    pub operation: Text,
    pub count: usize,
    /// p50, p90, p99 and the longest.
    pub told: [String; 4],
    /// The same as places in the plot.
    pub places: [f64; 4],
}

pub(super) fn latencies(texts: &mut Dictionary, all: &BTreeMap<(String, String), Vec<f64>>) -> Latencies {
    let sorted = all.iter().filter(|(_, millis)| !millis.is_empty()).map(|(place, millis)| {
        let mut millis = millis.clone();
        millis.sort_by(f64::total_cmp);
        (place, millis)
    });
    let sorted: Vec<_> = sorted.collect();
    let edge = |at: fn(&[f64]) -> Option<&f64>| sorted.iter().filter_map(move |(_, millis)| at(millis).copied());
    let least = edge(|millis| millis.first()).fold(f64::INFINITY, f64::min);
    let most = edge(|millis| millis.last()).fold(0.0, f64::max);
    let Some(scale) = Scale::between(least, most) else { return Latencies::default() };
    let rows = sorted.iter().map(|((standard, operation), millis)| {
        let four = [0.5, 0.9, 0.99, 1.0].map(|share| percentile(millis, share));
        Row {
            standard: cut(standard, SHOWN_LENGTH),
            operation: texts.both(|language| describe::operation(operation, language)),
            count: millis.len(),
            told: four.map(told),
            places: four.map(|millis| scale.place(millis)),
        }
    });
    Latencies { rows: rows.collect(), ticks: scale.ticks() }
}

/// The least value that at least this share of the sorted values does not exceed.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.max(1) - 1).copied().unwrap_or_default()
}

fn told(millis: f64) -> String {
    if millis < 10.0 { format!("{millis:.1}") } else { format!("{millis:.0}") }
}

/// A logarithmic scale between two powers of ten.
struct Scale {
    low: i32,
    high: i32,
}

impl Scale {
    /// None where there is nothing to show.
    fn between(least: f64, most: f64) -> Option<Self> {
        if !(least.is_finite() && most.is_finite()) || most < least {
            return None;
        }
        // Below a tenth of a millisecond nothing of a network is told apart.
        let low = least.max(0.1).log10().floor() as i32;
        let high = (most.max(0.1).log10().ceil() as i32).max(low + 1);
        Some(Self { low, high })
    }

    fn place(&self, millis: f64) -> f64 {
        let share = (millis.max(0.1).log10() - f64::from(self.low)) / f64::from(self.high - self.low);
        (share.clamp(0.0, 1.0) * WIDTH * 10.0).round() / 10.0
    }

    fn ticks(&self) -> Vec<(f64, String)> {
        (self.low..=self.high).map(|power| 10_f64.powi(power)).map(|at| (self.place(at), at.to_string())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_seen() {
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!([0.5, 0.9, 0.99, 1.0].map(|share| percentile(&hundred, share)), [50.0, 90.0, 99.0, 100.0]);
        assert_eq!([0.5, 0.99].map(|share| percentile(&[7.0], share)), [7.0, 7.0]);
        assert_eq!(percentile(&[1.0, 2.0, 3.0], 0.5), 2.0);
    }

    #[test]
    fn the_scale_holds_everything() {
        let scale = Scale::between(0.7, 1200.0).expect("a scale");
        assert_eq!(scale.ticks().first().map(|(place, at)| (*place, at.as_str())), Some((0.0, "0.1")));
        assert_eq!(scale.ticks().last().map(|(place, at)| (*place, at.as_str())), Some((WIDTH, "10000")));
        assert_eq!((scale.place(0.0), scale.place(1e9)), (0.0, WIDTH));
        assert!(Scale::between(f64::INFINITY, 0.0).is_none());
    }
}
