//! Repeated rounds, and the lines that they end in.

use std::fmt;
use std::time::Instant;

/// Figures of repeated rounds, sorted.
#[derive(Debug, Clone)]
pub struct Rounds(Vec<f64>);

impl Rounds {
    /// From what the rounds gave, in any order.
    pub fn new(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        Self(figures)
    }

    /// The lowest.
    pub fn min(&self) -> f64 {
        self.0[0]
    }

    /// The one in the middle.
    pub fn median(&self) -> f64 {
        self.0[self.0.len() / 2]
    }

    /// The highest.
    pub fn max(&self) -> f64 {
        self.0[self.0.len() - 1]
    }
}

/// One line of the table.
#[derive(Debug, Clone)]
pub struct Figure {
    name: String,
    unit: &'static str,
    rounds: Rounds,
    floor: Option<f64>,
}

impl Figure {
    /// A figure without a floor.
    pub fn new(name: impl Into<String>, unit: &'static str, rounds: Rounds) -> Self {
        Self { name: name.into(), unit, rounds, floor: None }
    }

    /// The median must be no higher than this.
    pub fn at_most(self, floor: f64) -> Self {
        Self { floor: Some(floor), ..self }
    }

    /// Names of the columns.
    pub fn header() -> String {
        let columns = ["min", "median", "max"].map(|column| format!("{column:>10}")).concat();
        format!("{:<58}{columns}  {:<6}{:>8}", "figure", "unit", "at most")
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rounds(figures) = &self.rounds;
        write!(f, "  {:<56}", format!("{} ({} rounds)", self.name, figures.len()))?;
        for figure in [self.rounds.min(), self.rounds.median(), self.rounds.max()] {
            write!(f, "{figure:>10.2}")?;
        }
        write!(f, "  {:<6}", self.unit)?;
        match self.floor {
            Some(floor) => {
                let kept = if self.rounds.median() <= floor { "kept" } else { "MISSED" };
                write!(f, "{floor:>8}  {kept}")
            }
            None => Ok(()),
        }
    }
}

/// Seconds of wall time that something takes.
pub fn seconds<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let begun = Instant::now();
    let result = std::hint::black_box(work());
    (begun.elapsed().as_secs_f64(), result)
}

/// What a piece of work gave, and the seconds that this thread ran on a processor for it; waiting for one does not count.
pub fn thread_cpu<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let begun = cpu_time::ThreadTime::now();
    let result = std::hint::black_box(work());
    (begun.elapsed().as_secs_f64(), result)
}
