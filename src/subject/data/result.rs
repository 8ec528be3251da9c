//! What a judgement of data comes to, table by table.

use serde_json::{Value, json};

use super::rules::{Column, TableRules};
use super::tally::{Offence, Tally};
use crate::check::{Deviation, Judged, Judgement};
use crate::id::Aspect;
use crate::verdict::FindingCode;

/// What was seen of one table.
#[derive(Debug, Clone)]
pub struct TableResult {
    /// Its rules.
    pub rules: TableRules,
    /// Rows that count.
    pub rows: u64,
    /// Offences, and how many rows were held to their columns.
    pub tally: Tally,
    /// Units that could not be decided, with the reason.
    pub open: Vec<Open>,
    /// Whether its columns are declared, and were looked at: a file has none.
    pub declared: bool,
    /// Why nothing is asked of its rows; none where they are judged.
    pub unasked: Option<String>,
}

/// A unit that could not be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Local id.
    pub local: String,
    /// Aspect.
    pub aspect: Aspect,
    /// Why.
    pub reason: String,
    /// JSON pointer of what is missing for it: `/table` or `/table/column`; empty where nothing else is at fault.
    pub cause: String,
}

impl Open {
    /// Without step: the object is one.
    fn consulted(&self) -> Vec<(String, String)> {
        if self.cause.is_empty() { Vec::new() } else { vec![(String::new(), self.cause.clone())] }
    }
}

/// Every unit of a table: local id and aspect.
pub fn units(rules: &TableRules) -> Vec<(String, Aspect)> {
    let own = [(rules.clause.clone(), Aspect::Format)];
    let again = rules.resubmitted.iter().map(|again| (again.clause.clone(), Aspect::Behaviour));
    let columns = rules.columns.iter().enumerate();
    let columns =
        columns.flat_map(|(index, column)| aspects(rules, index, column).map(|aspect| (column.local.clone(), aspect)));
    own.into_iter().chain(columns).chain(again).collect()
}

fn aspects(rules: &TableRules, index: usize, column: &Column) -> impl Iterator<Item = Aspect> {
    let operation = rules.sequence.as_ref().map(|sequence| sequence.operation);
    let compared = [Some(rules.key), rules.batch, operation].contains(&Some(index));
    let shaped = column.format.is_some() || column.pattern.is_some() || column.check_digit.is_some();
    let aspects = [
        Some(Aspect::Presence),
        Some(Aspect::Type),
        column.max.map(|_| Aspect::Length),
        (!column.codes.is_empty() || column.known.is_some()).then_some(Aspect::Code),
        shaped.then_some(Aspect::Format),
        compared.then_some(Aspect::Behaviour),
    ];
    aspects.into_iter().flatten()
}

impl TableResult {
    /// A judgement for each unit, or more for several kinds of offence, with where it was seen first.
    pub fn judgements(&self) -> Vec<(String, Judgement)> {
        units(&self.rules).into_iter().flat_map(|(local, aspect)| self.unit(&local, aspect)).collect()
    }

    fn unit(&self, local: &str, aspect: Aspect) -> Vec<(String, Judgement)> {
        let of_unit = |offence: &&Offence| offence.local == local && offence.aspect == aspect;
        let mut told: Vec<_> = self.tally.offences.iter().filter(of_unit).map(|offence| self.told(offence)).collect();
        let plain = |judgement| (String::new(), judgement);
        if let Some(open) = self.open.iter().find(|open| open.local == local && open.aspect == aspect) {
            told.push(plain(Judgement::not_reached(local, aspect, &open.reason, open.consulted())));
        }
        if !told.is_empty() {
            return told;
        }
        if local == self.rules.clause {
            return vec![plain(Judgement::pass(local, aspect))];
        }
        if self.told_by_structure(local, aspect) {
            return vec![plain(Judgement::pass(local, aspect))];
        }
        match &self.unasked {
            Some(reason) => {
                let judged = Judged::NotApplicable(reason.clone());
                vec![plain(Judgement { requirement: local.to_owned(), aspect, judged })]
            }
            None if self.tally.rows == 0 => {
                vec![plain(Judgement::not_reached(local, aspect, "the table has no rows that count", Vec::new()))]
            }
            None => vec![plain(Judgement::pass(local, aspect))],
        }
    }

    /// Whether the declaration alone tells it: there are no rows that could break what it allows.
    fn told_by_structure(&self, local: &str, aspect: Aspect) -> bool {
        let is_key = self.rules.columns[self.rules.key].local == local;
        let structural = matches!(aspect, Aspect::Type | Aspect::Length) || is_key && aspect == Aspect::Behaviour;
        self.declared && self.rows == 0 && structural
    }

    fn told(&self, offence: &Offence) -> (String, Judgement) {
        let column = self.rules.columns.iter().find(|column| column.local == offence.local);
        let pointer = match column {
            Some(column) => self.rules.pointer(Some(column)),
            // What holds for the whole table.
            None if offence.local == self.rules.clause => self.rules.pointer(None),
            None => String::new(),
        };
        let actual = match (&offence.variant, offence.first.first()) {
            (Value::Null, Some(first)) => first.actual.clone(),
            (variant, _) => variant.clone(),
        };
        let mut deviation = Deviation::new(offence.code, offence.expected.clone(), actual, pointer);
        // What no reading decides of these is right.
        deviation.free = match offence.code {
            FindingCode::WideColumn => true,
            FindingCode::MiscasedKey => column.is_some(),
            _ => false,
        };
        deviation.hint = Some(self.list(offence));
        let at = offence.first.first().map_or(String::new(), |first| first.at.clone());
        (at, Judgement::deviates(offence.local.clone(), offence.aspect, deviation))
    }

    /// How many there are, and the first of them.
    fn list(&self, offence: &Offence) -> String {
        if self.rows == 0 || is_of_structure(offence.code) {
            return format!("table {}", self.rules.name);
        }
        let one = |offender: &super::tally::Offender| match &offender.actual {
            Value::String(text) => format!("{} {}", offender.at, json!(text)),
            Value::Null => format!("{} null", offender.at),
            other => format!("{} {other}", offender.at),
        };
        let first: Vec<String> = offence.first.iter().map(one).collect();
        format!("{} of {} rows of {}: {}", offence.count, self.tally.rows, self.rules.name, first.join("; "))
    }
}

/// Whether a code is about the table as it is declared.
fn is_of_structure(code: FindingCode) -> bool {
    use FindingCode::{
        MiscasedKey, NarrowColumn, NoPrimaryKey, NoSuchTable, NotCountedUp, NotNullable, Nullable, WideColumn,
    };
    matches!(
        code,
        MiscasedKey | NarrowColumn | NoPrimaryKey | NoSuchTable | NotCountedUp | NotNullable | Nullable | WideColumn
    )
}
