//! What only several rows together show: keys that recur and the sequence of a record; exchanges stand in `exchanges.rs`. Rows
//! come as small records in any order and are sorted outside of memory.

use std::io;

use twox_hash::XxHash3_128;

use super::exchanges::Span;
use super::moment::Moment;
use super::sort::{Merge, Record, Sorter};

/// Records that one sorter holds in memory, by kind.
const KEYS: usize = 256 << 10;
const STEPS: usize = 160 << 10;
pub(super) const SPANS: usize = 16 << 10;

/// A text in 16 bytes. Among 10^9 texts two of the same are one chance in 10^20.
pub(super) fn digest(text: &str) -> u128 {
    XxHash3_128::oneshot(text.as_bytes())
}

/// Stands for a record whose name is missing; it comes before all others.
pub(super) const ANYBODY: u128 = 0;

/// A primary key and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub key: i64,
    pub line: u64,
}

impl Record for Key {
    const SIZE: usize = 16;

    fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.key.to_le_bytes());
        out.extend(self.line.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Self {
        Self { key: word(bytes, 0) as i64, line: word(bytes, 8) }
    }
}

/// What a row does to its record. The rejected ones come behind the others of the same record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Act {
    Insert = 0,
    Update = 1,
    Delete = 2,
    Rejected = 3,
}

/// One row of a record: whose, in which order, when, and what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Step {
    pub record: u128,
    pub rejected: bool,
    pub key: i64,
    pub line: u64,
    pub time: Moment,
    pub act: Act,
}

impl Record for Step {
    const SIZE: usize = 40;

    fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.record.to_le_bytes());
        out.extend(self.key.to_le_bytes());
        out.extend((self.line << 2 | self.act as u64).to_le_bytes());
        out.extend(self.time.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Self {
        let (line, time) = (word(bytes, 24), word(bytes, 32));
        let act = match line & 3 {
            0 => Act::Insert,
            1 => Act::Update,
            2 => Act::Delete,
            _ => Act::Rejected,
        };
        let record = u128::from(word(bytes, 8)) << 64 | u128::from(word(bytes, 0));
        Self {
            record,
            rejected: act == Act::Rejected,
            key: word(bytes, 16) as i64,
            line: line >> 2,
            time: time as i64,
            act,
        }
    }
}

pub(super) fn word(bytes: &[u8], from: usize) -> u64 {
    let mut word = [0; 8];
    word.copy_from_slice(&bytes[from..from + 8]);
    u64::from_le_bytes(word)
}

/// The records of the rows that one thread has seen.
pub(super) struct Groups {
    pub keys: Sorter<Key>,
    pub steps: Sorter<Step>,
    pub spans: Sorter<Span>,
}

impl Groups {
    pub fn new() -> Self {
        Self { keys: Sorter::new(KEYS), steps: Sorter::new(STEPS), spans: Sorter::new(SPANS) }
    }
}

/// Tells of each key that stands a second time, third ..., with its line.
///
/// # Errors
/// When a temporary file cannot be read.
pub(super) fn recurring(keys: Vec<Sorter<Key>>, mut found: impl FnMut(Key)) -> io::Result<()> {
    let mut merge = Merge::of(keys)?;
    let mut last: Option<i64> = None;
    while let Some(key) = merge.next()? {
        if last == Some(key.key) {
            found(key);
        }
        last = Some(key.key);
    }
    Ok(())
}

/// What is wrong with a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Misstep {
    /// A change or an end of a record that never began.
    Orphan,
    /// A record begins that is there already.
    InsertedAgain,
    /// A change or an end behind the end.
    AfterDelete,
    /// A rejected row that did not come again.
    NotResubmitted,
}

impl Misstep {
    /// Whether the step is right where a row of its record was rejected: then it comes again.
    pub(super) fn may_be_excused(self) -> bool {
        matches!(self, Self::InsertedAgain | Self::AfterDelete)
    }
}

/// What one step is, behind another of the same record.
pub(super) fn misstep(before: Option<Act>, act: Act) -> Option<Misstep> {
    match (before, act) {
        (Some(Act::Insert | Act::Update), Act::Insert) => Some(Misstep::InsertedAgain),
        (None, Act::Update | Act::Delete) => Some(Misstep::Orphan),
        (Some(Act::Delete), Act::Update | Act::Delete) => Some(Misstep::AfterDelete),
        _ => None,
    }
}

/// Follows the steps of each record. A second beginning, and what comes behind the end, is right where a row of the record
/// was rejected: it comes again.
///
/// # Errors
/// When a temporary file cannot be read.
pub(super) fn follow(steps: Vec<Sorter<Step>>, limit: usize, found: &mut dyn FnMut(Misstep, Step)) -> io::Result<Tail> {
    let mut merge = Merge::of(steps)?;
    let mut tail = Tail::default();
    let mut record = RecordSoFar::default();
    let mut anybody = false;
    while let Some(step) = merge.next()? {
        if step.record == ANYBODY {
            anybody = true;
            continue;
        }
        if record.of != Some(step.record) {
            tail.unexcused += record.end(found);
            record = RecordSoFar { of: Some(step.record), was_rejected: anybody, ..RecordSoFar::default() };
        }
        if step.act == Act::Rejected {
            record.was_rejected = true;
            if record.latest.is_none_or(|latest| latest <= step.time) {
                found(Misstep::NotResubmitted, step);
            }
            continue;
        }
        record.latest = record.latest.max(Some(step.time));
        match misstep(record.last, step.act) {
            Some(wrong) if wrong.may_be_excused() => {
                record.again_count += 1;
                if record.again.len() < limit {
                    record.again.push((wrong, step));
                }
            }
            Some(wrong) => found(wrong, step),
            None => {}
        }
        record.last = Some(step.act);
    }
    tail.unexcused += record.end(found);
    Ok(tail)
}

/// Steps that nothing excuses, counted and not told one by one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tail {
    pub unexcused: u64,
}

/// What was seen of one record.
#[derive(Default)]
struct RecordSoFar {
    of: Option<u128>,
    last: Option<Act>,
    latest: Option<Moment>,
    was_rejected: bool,
    again: Vec<(Misstep, Step)>,
    again_count: u64,
}

impl RecordSoFar {
    /// Tells of what only a rejected row would excuse, and returns how much more there is of it.
    fn end(&mut self, found: &mut dyn FnMut(Misstep, Step)) -> u64 {
        if self.was_rejected {
            return 0;
        }
        let told = self.again.len() as u64;
        self.again.drain(..).for_each(|(wrong, step)| found(wrong, step));
        self.again_count - told
    }
}
