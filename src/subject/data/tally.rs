//! What was counted: rows seen, and offences with their first offenders.

use serde_json::Value;

use crate::id::Aspect;
use crate::verdict::FindingCode;

/// Characters of a value that a report shows.
const SHOWN: usize = 64;

/// One value that breaks a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Offender {
    /// Its place in the order of rows: the line of a file, else the number of the row as it was read.
    pub order: u64,
    /// Where it is, for people: `17 (ID=16)` with the line of a file, `ID=16` of a database.
    pub at: String,
    /// The value, masked where it is personal.
    pub actual: Value,
}

/// One kind of offence against one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Offence {
    /// Local id of the requirement.
    pub local: String,
    /// Aspect.
    pub aspect: Aspect,
    /// What is wrong.
    pub code: FindingCode,
    /// What was expected.
    pub expected: String,
    /// The value that readings may tell from others; null where they do not.
    pub variant: Value,
    /// Offenders in all.
    pub count: u64,
    /// The first of them.
    pub first: Vec<Offender>,
}

/// Offences, with as many first offenders of each kind as are wanted.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Rows that were looked at.
    pub rows: u64,
    /// Offences, in the order in which they were first seen.
    pub offences: Vec<Offence>,
    limit: usize,
}

/// What is wrong with a value.
pub(super) struct Wrong<'a> {
    pub local: &'a str,
    pub aspect: Aspect,
    pub code: FindingCode,
    pub expected: &'a str,
    pub variant: Value,
}

impl Tally {
    /// One that keeps this many offenders of each kind.
    pub fn new(limit: usize) -> Self {
        Self { rows: 0, offences: Vec::new(), limit }
    }

    /// Counts an offender; `offender` is asked for it only while more are wanted.
    pub(super) fn add(&mut self, wrong: &Wrong<'_>, offender: impl FnOnce() -> Offender) {
        let limit = self.limit;
        let offence = self.offence(wrong);
        offence.count += 1;
        if offence.first.len() < limit {
            offence.first.push(offender());
        }
    }

    fn offence(&mut self, wrong: &Wrong<'_>) -> &mut Offence {
        let same = |known: &Offence| {
            known.code == wrong.code
                && known.aspect == wrong.aspect
                && known.local == wrong.local
                && known.variant == wrong.variant
        };
        let place = self.offences.iter().position(same).unwrap_or_else(|| {
            self.offences.push(Offence {
                local: wrong.local.to_owned(),
                aspect: wrong.aspect,
                code: wrong.code,
                expected: wrong.expected.to_owned(),
                variant: wrong.variant.clone(),
                count: 0,
                first: Vec::new(),
            });
            self.offences.len() - 1
        });
        &mut self.offences[place]
    }

    /// Counts behaviour offenders that nobody wants to be told of one by one.
    pub(super) fn count_more(&mut self, local: &str, code: FindingCode, count: u64) {
        if count > 0 {
            let aspect = Aspect::Behaviour;
            self.offence(&Wrong { local, aspect, code, expected: "", variant: Value::Null }).count += count;
        }
    }

    /// Adds what another counted, of other rows of the same table.
    pub fn join(&mut self, other: Tally) {
        self.rows += other.rows;
        let limit = self.limit;
        for theirs in other.offences {
            let Offence { ref local, aspect, code, ref expected, ref variant, count, ref first } = theirs;
            let ours = self.offence(&Wrong { local, aspect, code, expected, variant: variant.clone() });
            ours.count += count;
            ours.first.extend(first.iter().cloned());
            ours.first.sort_by_key(|offender| offender.order);
            ours.first.truncate(limit);
        }
    }
}

/// As much of a text as a report shows.
pub(super) fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
