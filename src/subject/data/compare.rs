//! What several rows showed, as offences of the table that they stand in.

use std::io;

use serde_json::{Value, json};

use super::exchanges::{Clash, Days, Span, overlapping};
use super::groups::{Act, Groups, Key, Misstep, Step, follow, recurring};
use super::moment::day_shown;
use super::result::{Open, TableResult};
use super::rows::{Place, at};
use super::rules::TableRules;
use super::tally::{Offender, Wrong};
use crate::id::Aspect;
use crate::verdict::FindingCode;

impl TableResult {
    pub(super) fn recurs(&mut self, order: u64, is_line: bool, key: &str) {
        let key_column = &self.rules.columns[self.rules.key];
        let wrong = wrong(&key_column.local, FindingCode::NotUnique, "each value once");
        let at = place(&self.rules, order, is_line, key);
        self.tally.add(&wrong, || Offender { order, at, actual: json!(key) });
    }

    pub(super) fn overlaps(&mut self, order: u64, is_line: bool, key: &str, actual: Value) {
        let Some(batch) = self.rules.batch else { return };
        let local = self.rules.columns[batch].local.clone();
        let at = place(&self.rules, order, is_line, key);
        let wrong = wrong(&local, FindingCode::NotUnique, "another value in each exchange");
        self.tally.add(&wrong, || Offender { order, at, actual });
    }

    /// An operation that does not fit behind the one before it.
    pub(super) fn missteps(&mut self, order: u64, is_line: bool, key: &str, act: &str, misstep: Misstep) {
        let Some(sequence) = &self.rules.sequence else { return };
        let local = self.rules.columns[sequence.operation].local.clone();
        let [insert, update, delete] = &sequence.codes;
        let (code, expected) = match misstep {
            Misstep::Orphan => (FindingCode::NoBeginning, format!("{insert} before {update} and {delete}")),
            _ => (FindingCode::OutOfSequence, format!("{insert} first and after {delete}, else {update} or {delete}")),
        };
        let at = place(&self.rules, order, is_line, key);
        self.tally.add(&wrong(&local, code, &expected), || Offender { order, at, actual: json!(act) });
    }

    pub(super) fn not_resubmitted(&mut self, order: u64, is_line: bool, key: &str) {
        let Some(again) = &self.rules.resubmitted else { return };
        let clause = again.clause.clone();
        let at = place(&self.rules, order, is_line, key);
        let wrong = wrong(&clause, FindingCode::NotResubmitted, "a later row of the same record");
        self.tally.add(&wrong, || Offender { order, at, actual: Value::Null });
    }

    /// A unit of a column that nothing can be said about.
    pub(super) fn leave_open(&mut self, local: &str, aspect: Aspect, reason: impl Into<String>, cause: String) {
        self.open.push(Open { local: local.to_owned(), aspect, reason: reason.into(), cause });
    }

    /// Leaves a comparison open that needs a column which is not there; false where it has all of them.
    pub(super) fn lacks(&mut self, local: &str, needed: &[usize], present: &[Option<String>]) -> bool {
        let lacking = needed.iter().find(|place| present.get(**place).is_none_or(Option::is_none));
        let Some(column) = lacking.map(|place| self.rules.columns[*place].clone()) else { return false };
        let cause = self.rules.pointer(Some(&column));
        self.leave_open(local, Aspect::Behaviour, format!("there is no column {}", column.name), cause);
        true
    }

    /// The operation column's local id, where rows follow each other.
    pub(super) fn sequence_local(&self) -> Option<String> {
        let sequence = self.rules.sequence.as_ref()?;
        Some(self.rules.columns[sequence.operation].local.clone())
    }
}

/// The days between which no exchange lasts, for people.
pub(super) fn on(days: Days) -> String {
    format!("on {} and {}", day_shown(days.from), day_shown(days.until))
}

fn wrong<'a>(local: &'a str, code: FindingCode, expected: &'a str) -> Wrong<'a> {
    Wrong { local, aspect: Aspect::Behaviour, code, expected, variant: Value::Null }
}

fn place(rules: &TableRules, order: u64, is_line: bool, key: &str) -> String {
    at(Place { order, is_line }, Some(format!("{}={key}", rules.columns[rules.key].name)))
}

/// Compares the rows of files: those of each table, and the steps of records through all of them.
///
/// # Errors
/// When a temporary file cannot be read.
pub(super) fn compare(
    results: &mut [TableResult],
    groups: Vec<Vec<Groups>>,
    since: bool,
    offenders: usize,
) -> io::Result<()> {
    let mut steps = Vec::new();
    for (result, groups) in results.iter_mut().zip(groups) {
        let (mut keys, mut spans) = (Vec::new(), Vec::new());
        for group in groups {
            keys.push(group.keys);
            steps.push(group.steps);
            spans.push(group.spans);
        }
        recurring(keys, |Key { key, line }| result.recurs(line, true, &key.to_string()))?;
        if let Some(batch) = result.rules.batch {
            let name = result.rules.columns[batch].name.clone();
            overlapping(spans, result.rules.exchange, |clash, Span { first, last, line, .. }| {
                let told = match clash {
                    Clash::Overlaps => format!("one {name} from {first} to {last}"),
                    Clash::Apart(days) => format!("one {name} {}", on(days)),
                };
                result.overlaps(line, true, &first.to_string(), json!(told));
            })?;
        }
    }
    sequences(results, steps, since, offenders)
}

fn sequences(
    results: &mut [TableResult],
    steps: Vec<super::sort::Sorter<Step>>,
    since: bool,
    offenders: usize,
) -> io::Result<()> {
    let main = results.iter().position(|result| result.rules.sequence.is_some());
    let rejected = results.iter().position(|result| result.rules.resubmitted.is_some());
    let mut again = 0_u64;
    let mut found = |misstep: Misstep, step: Step| {
        let key = step.key.to_string();
        match (misstep, main, rejected) {
            (Misstep::NotResubmitted, Some(_), Some(rejected)) => {
                results[rejected].not_resubmitted(step.line, true, &key)
            }
            // Its beginning may stand before the day from which rows count.
            (Misstep::Orphan, ..) if since => {}
            // It may have been rejected before, which nobody shows.
            (wrong, _, None) if wrong.may_be_excused() => again += 1,
            (Misstep::NotResubmitted, ..) => {}
            (_, Some(main), _) => {
                let act = code_of(&results[main].rules, step.act);
                results[main].missteps(step.line, true, &key, &act, misstep);
            }
            (_, None, _) => {}
        }
    };
    let tail = follow(steps, offenders, &mut found)?;
    settle(results, main, rejected, again, tail.unexcused);
    Ok(())
}

/// What can be said only at the end: second beginnings that were counted alone, and what a table that is not there leaves open.
pub(super) fn settle(
    results: &mut [TableResult],
    main: Option<usize>,
    rejected: Option<usize>,
    again: u64,
    counted: u64,
) {
    if let Some(main) = main {
        let Some(local) = results[main].sequence_local() else { return };
        if rejected.is_some() {
            results[main].tally.count_more(&local, FindingCode::OutOfSequence, counted);
        } else if again + counted > 0 {
            let reason = format!(
                "{} rows do not fit behind the one before, which is right where a row of their record was rejected: there is \
                 no table of rejected rows",
                again + counted
            );
            let absent = results.iter().find(|result| result.rules.resubmitted.is_some());
            let cause = absent.map_or(String::new(), |result| result.rules.pointer(None));
            results[main].leave_open(&local, Aspect::Behaviour, reason, cause);
        }
    }
    if let (None, Some(rejected)) = (main, rejected)
        && let Some(again) = results[rejected].rules.resubmitted.clone()
    {
        let absent = results.iter().find(|result| result.rules.id == again.table);
        let cause = absent.map_or(String::new(), |result| result.rules.pointer(None));
        let reason = format!("there is no table {}, in which rejected rows come again", again.table);
        results[rejected].leave_open(&again.clause, Aspect::Behaviour, reason, cause);
    }
}

fn code_of(rules: &TableRules, act: Act) -> String {
    let place = match act {
        Act::Insert => 0,
        Act::Update => 1,
        Act::Delete | Act::Rejected => 2,
    };
    rules.sequence.as_ref().map(|sequence| sequence.codes[place].clone()).unwrap_or_default()
}
