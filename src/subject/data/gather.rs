//! From the rows of a table to the small records by which several rows are compared.

use std::io;

use super::exchanges::{Days, Span};
use super::groups::{ANYBODY, Act, Groups, Key, Step, digest};
use super::moment::{Moment, day_number, moment};
use super::rows::Cell;
use super::rules::{SequenceRule, TableRules};

/// Gathers the records of the rows that one thread sees.
pub(super) struct Gatherer<'r> {
    rules: &'r TableRules,
    groups: Groups,
    /// The exchange of the row before: rows of one exchange stand together.
    span: Option<(String, Span)>,
}

impl<'r> Gatherer<'r> {
    pub fn new(rules: &'r TableRules) -> Self {
        Self { rules, groups: Groups::new(), span: None }
    }

    /// Takes a row.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub fn row(&mut self, line: u64, cells: &[Cell<'_>]) -> io::Result<()> {
        let cell = |place: usize| cells.get(place).copied().flatten().unwrap_or_default();
        let rules = self.rules;
        // What has no key that can be read is an offender already, and has no place among the others.
        let Ok(key) = cell(rules.key).parse::<i64>() else { return Ok(()) };
        self.groups.keys.push(Key { key, line })?;
        let read = moment(cell(rules.time)).moment();
        // Nothing is held against a row for a time that is an offence itself.
        let time = read.unwrap_or(if rules.resubmitted.is_some() { 0 } else { Moment::MAX });
        let mut step = |record: &str, act: Act| {
            // A rejected row that does not say of which record may be one of any.
            let record = match (record.is_empty(), rejected_row(act)) {
                (true, false) => return Ok(()),
                (true, true) => ANYBODY,
                (false, _) => digest(record),
            };
            let rejected = rejected_row(act);
            self.groups.steps.push(Step { record, rejected, key, line, time, act })
        };
        if let Some(sequence) = &rules.sequence
            && let Some(act) = act(sequence, cell(sequence.operation))
        {
            step(cell(sequence.of), act)?;
        }
        if let Some(again) = &rules.resubmitted {
            step(cell(again.of), Act::Rejected)?;
        }
        match rules.batch {
            Some(place) => self.batch(cell(place), key, line, read),
            None => Ok(()),
        }
    }

    fn batch(&mut self, batch: &str, key: i64, line: u64, time: Option<Moment>) -> io::Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        let days = time.map_or(Days::NONE, |time| Days::of(day_number(time)));
        let idle = self.rules.exchange.map_or(i32::MAX, |rule| rule.idle_days);
        if let Some((known, span)) = &mut self.span {
            if known == batch && span.days.is_near(days, idle) {
                span.days = span.days.and(days);
                span.first = span.first.min(key);
                span.last = span.last.max(key);
                return Ok(());
            }
            let ended = *span;
            known.clear();
            known.push_str(batch);
            *span = Span { batch: digest(batch), days, first: key, last: key, line };
            return self.groups.spans.push(ended);
        }
        self.span = Some((batch.to_owned(), Span { batch: digest(batch), days, first: key, last: key, line }));
        Ok(())
    }

    /// All records.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub fn finish(mut self) -> io::Result<Groups> {
        if let Some((_, span)) = self.span.take() {
            self.groups.spans.push(span)?;
        }
        Ok(self.groups)
    }
}

fn rejected_row(act: Act) -> bool {
    act == Act::Rejected
}

/// What a row does; another case is an offence of its own and read as meant.
pub(super) fn act(sequence: &SequenceRule, operation: &str) -> Option<Act> {
    let operation = operation.trim_ascii();
    let [insert, update, delete] = &sequence.codes;
    [(insert, Act::Insert), (update, Act::Update), (delete, Act::Delete)]
        .into_iter()
        .find(|(code, _)| code.eq_ignore_ascii_case(operation))
        .map(|(_, act)| act)
}
