//! What a user asks of a judgement of data, and how far it is.

use super::csv::Charset;
use super::moment::{Moment, Reading, moment};

/// What a user asks of a judgement of data.
#[derive(Debug, Clone)]
pub struct Options {
    /// Offenders of each kind that are told one by one.
    pub offenders: usize,
    /// About how many rows of each table are held to the rules of their columns; all when left out. What only several rows
    /// show is looked for among all.
    pub sample: Option<u64>,
    /// Seed of the sample.
    pub seed: u64,
    /// Rows that were exchanged before are left out.
    pub since: Option<Since>,
    /// Encoding of files; told from their beginning when left out.
    pub charset: Option<Charset>,
}

impl Default for Options {
    fn default() -> Self {
        Self { offenders: 5, sample: None, seed: 1, since: None, charset: None }
    }
}

/// The first moment whose rows count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since {
    /// As the user wrote it.
    pub text: String,
    /// The same, to compare with.
    pub(super) moment: Moment,
}

impl std::str::FromStr for Since {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match moment(text) {
            Reading::Moment(moment) => Ok(Self { text: text.to_owned(), moment }),
            _ => Err("expected a day or a time, as 2024-01-31 or `2024-01-31 23:59:59`".to_owned()),
        }
    }
}

impl Since {
    /// Whether a row of this time counts. One whose time cannot be read does: its time is what is wrong.
    pub(super) fn takes(&self, time: Option<&str>) -> bool {
        time.and_then(|time| moment(time).moment()).is_none_or(|moment| moment >= self.moment)
    }
}

/// How far a judgement is.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// The table, by its name in the database.
    pub table: String,
    /// What is done just now: rows are read, or keys, sequences and exchanges are compared.
    pub phase: Phase,
    /// Rows read so far.
    pub rows: u64,
    /// How much of the source has been read, from 0 to 1.
    pub share: f64,
}

/// What is done just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Rows are read and held to their columns.
    Rows,
    /// What only several rows show is looked for.
    Groups,
}

/// Draws rows: of `total`, about `wanted`, the same for the same seed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draw {
    seed: u64,
    below: u64,
}

impl Draw {
    pub fn new(seed: u64, wanted: u64, total: u64) -> Self {
        let share = wanted as f64 / total.max(1) as f64;
        Self { seed, below: if share >= 1.0 { u64::MAX } else { (share * u64::MAX as f64) as u64 } }
    }

    /// Whether the row of this number is drawn.
    pub fn takes(self, number: u64) -> bool {
        // The finalizer of SplitMix64: neighbouring numbers fall far from each other.
        let mut mixed = number.wrapping_add(self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31 <= self.below
    }
}
