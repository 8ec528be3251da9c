//! The tables of a database through all rules: rows are streamed, what several rows show is asked of the database.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::connection::{Connection, DatabaseError};
use super::dialect::Names;
use super::structure::structure;
use crate::id::Aspect;
use crate::subject::data::compare::{on, settle};
use crate::subject::data::exchanges::{Days, Stretch};
use crate::subject::data::gather::act;
use crate::subject::data::groups::{Act, Misstep, misstep};
use crate::subject::data::moment::{day_number, moment};
use crate::subject::data::options::{Options, Phase, Progress};
use crate::subject::data::result::{TableResult, units};
use crate::subject::data::rows::{Cell, Place, RowJudge};
use crate::subject::data::rules::TableRules;
use crate::subject::data::tally::{Offender, Tally, Wrong};
use crate::verdict::FindingCode;

/// Rows between two looks at how far it is.
const STEP: u64 = 4096;

/// Judges the tables of a database.
///
/// # Errors
/// When the session ends, or the database refuses to show a table.
pub(in crate::subject::data) fn judge(
    rules: &[TableRules],
    connection: &mut dyn Connection,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<TableResult>, DatabaseError> {
    let known = connection.tables()?;
    let mut session = Session { connection, options, progress };
    let mut results = Vec::new();
    let mut names = Vec::new();
    for rules in rules {
        let (result, found) = session.table(rules, &known)?;
        results.push(result);
        names.push(found);
    }
    session.compare(&mut results, &names)?;
    Ok(results)
}

struct Session<'a> {
    connection: &'a mut dyn Connection,
    options: &'a Options,
    progress: &'a mut dyn FnMut(Progress),
}

impl Session<'_> {
    fn table(&mut self, rules: &TableRules, known: &[String]) -> Result<(TableResult, Option<Names>), DatabaseError> {
        let tally = Tally::new(self.options.offenders);
        let mut result =
            TableResult { rules: rules.clone(), rows: 0, tally, open: Vec::new(), unasked: None, declared: true };
        let exact = known.iter().find(|name| **name == rules.name);
        let Some(table) = exact.or_else(|| known.iter().find(|name| name.eq_ignore_ascii_case(&rules.name))) else {
            missing(&mut result, FindingCode::NoSuchTable, Value::Null);
            for (local, aspect) in units(rules).into_iter().filter(|(local, _)| *local != rules.clause) {
                result.leave_open(&local, aspect, format!("there is no table {}", rules.name), rules.pointer(None));
            }
            return Ok((result, None));
        };
        if table != &rules.name {
            missing(&mut result, FindingCode::MiscasedKey, json!(table));
        }
        let facts = self.connection.columns(table)?;
        let names = structure(&mut result, table, &facts, self.connection.dialect());
        result.rows = self.number(&self.connection.dialect().count(&names, self.options))?;
        if result.rows == 0 && rules.resubmitted.is_some() {
            result.unasked = Some("no row was rejected".to_owned());
        }
        let tally = self.rows(rules, &names, result.rows)?;
        result.tally.join(tally);
        Ok((result, Some(names)))
    }

    fn number(&mut self, query: &str) -> Result<u64, DatabaseError> {
        let mut number = 0;
        self.connection.each(query, &mut |row| number = row[0].and_then(|text| text.parse().ok()).unwrap_or(0))?;
        Ok(number)
    }

    /// Streams the rows. In a database they have no number of their own: they are counted as they come.
    fn rows(&mut self, rules: &TableRules, names: &Names, total: u64) -> Result<Tally, DatabaseError> {
        let present = names.columns.iter().map(Option::is_some).collect();
        let mut judge = RowJudge::new(rules, present, self.options.offenders);
        let key = names.columns.get(rules.key).and_then(Option::as_deref);
        let query = self.connection.dialect().rows(names, key, total, self.options);
        let wanted = self.options.sample.map_or(total, |sample| sample.min(total)).max(1);
        let mut count = 0;
        let progress = &mut *self.progress;
        self.connection.each(&query, &mut |cells| {
            count += 1;
            judge.row(Place { order: count, is_line: false }, cells);
            if count % STEP == 0 {
                let share = (count as f64 / wanted as f64).min(1.0);
                progress(Progress { table: rules.name.clone(), phase: Phase::Rows, rows: count, share });
            }
        })?;
        Ok(judge.finish())
    }

    /// What only several rows show. A database that refuses one of these questions leaves it open.
    fn compare(&mut self, results: &mut [TableResult], names: &[Option<Names>]) -> Result<(), DatabaseError> {
        for (result, names) in results.iter_mut().zip(names) {
            let Some(names) = names else { continue };
            let rules = result.rules.clone();
            (self.progress)(Progress {
                table: rules.name.clone(),
                phase: Phase::Groups,
                rows: result.rows,
                share: 1.0,
            });
            self.keys(result, names)?;
            self.exchanges(result, names)?;
        }
        self.sequences(results, names)
    }

    fn keys(&mut self, result: &mut TableResult, names: &Names) -> Result<(), DatabaseError> {
        let Some(key) = names.columns.get(result.rules.key).and_then(Option::as_deref) else { return Ok(()) };
        let no_key = |code: FindingCode| code == FindingCode::NoPrimaryKey;
        if !result.tally.offences.iter().any(|offence| no_key(offence.code)) {
            // The database itself keeps a primary key unique.
            return Ok(());
        }
        let local = result.rules.columns[result.rules.key].local.clone();
        let query = self.connection.dialect().recurring(names, key, self.options);
        let asked = self.connection.each(&query, &mut |row| {
            let (key, count) = (row[0].unwrap_or_default(), row[1].and_then(|count| count.parse().ok()).unwrap_or(2));
            (1..count).for_each(|_: u64| result.recurs(0, false, key));
        });
        left_open(asked, result, &local)
    }

    fn exchanges(&mut self, result: &mut TableResult, names: &Names) -> Result<(), DatabaseError> {
        let Some(place) = result.rules.batch else { return Ok(()) };
        let local = result.rules.columns[place].local.clone();
        let column = |place: usize| names.columns.get(place)?.as_deref();
        let (Some(key), Some(batch)) = (column(result.rules.key), column(place)) else {
            result.lacks(&local, &[result.rules.key, place], &names.columns);
            return Ok(());
        };
        let query = self.connection.dialect().exchanges(names, key, batch, self.options);
        let mut longest: Option<(String, i64, i64, bool)> = None;
        let asked = self.connection.each(&query, &mut |row| {
            let number = |index: usize| row[index].and_then(|text| text.parse::<i64>().ok());
            let (Some(first), Some(last)) = (number(1), number(2)) else { return };
            if let Some((name, from, to, told)) = &mut longest
                && first < *to
                && !std::mem::replace(told, true)
            {
                result.overlaps(0, false, &from.to_string(), json!(format!("{name} from {from} to {to}")));
            }
            if longest.as_ref().is_none_or(|(_, _, to, _)| last > *to) {
                longest = Some((row[0].unwrap_or_default().to_owned(), first, last, false));
            }
        });
        if asked.is_ok() {
            self.apart(result, names, (key, batch))?;
        }
        left_open(asked, result, &local)
    }

    /// Exchanges of one number that lie days apart.
    fn apart(
        &mut self,
        result: &mut TableResult,
        names: &Names,
        (key, batch): (&str, &str),
    ) -> Result<(), DatabaseError> {
        let Some(rule) = result.rules.exchange else { return Ok(()) };
        let Some(query) = self.connection.dialect().days(names, key, batch, self.options) else { return Ok(()) };
        let Some(local) = result.rules.batch.map(|place| result.rules.columns[place].local.clone()) else {
            return Ok(());
        };
        // The days of one exchange, of which there are few.
        let mut known: Option<(String, String, BTreeSet<i32>)> = None;
        let mut told = |ended: Option<(String, String, BTreeSet<i32>)>| {
            let Some((name, key, days)) = ended else { return };
            let mut stretch = Stretch::new(Some(rule));
            days.into_iter().for_each(|day| stretch.take(Days::of(day)));
            if let Some(apart) = stretch.apart {
                result.overlaps(0, false, &key, json!(format!("{name} {}", on(apart))));
            }
        };
        let asked = self.connection.each(&query, &mut |row| {
            let (name, key) = (row[0].unwrap_or_default(), row[1].unwrap_or_default());
            let day = row[2].and_then(|text| moment(text).moment()).map(day_number);
            if known.as_ref().is_none_or(|(known, ..)| known != name) {
                told(known.replace((name.to_owned(), key.to_owned(), BTreeSet::new())));
            }
            if let (Some((_, _, days)), Some(day)) = (&mut known, day) {
                days.insert(day);
            }
        });
        told(known.take());
        left_open(asked, result, &local)
    }

    fn sequences(&mut self, results: &mut [TableResult], names: &[Option<Names>]) -> Result<(), DatabaseError> {
        let there = |place: &usize| names.get(*place).is_some_and(Option::is_some);
        let main = results.iter().position(|result| result.rules.sequence.is_some()).filter(there);
        let rejected = results.iter().position(|result| result.rules.resubmitted.is_some()).filter(there);
        let mut again = 0;
        if let Some(main) = main {
            again = self.missteps(results, names, main, rejected)?;
        }
        if let (Some(main), Some(rejected)) = (main, rejected) {
            self.resubmitted(results, names, main, rejected)?;
        }
        settle(results, main, rejected, again, 0);
        Ok(())
    }

    /// Second beginnings that nobody can excuse or blame, since there is no table of rejected rows.
    fn missteps(
        &mut self,
        results: &mut [TableResult],
        names: &[Option<Names>],
        main: usize,
        rejected: Option<usize>,
    ) -> Result<u64, DatabaseError> {
        let errors = rejected.and_then(|place| {
            let rule = results[place].rules.resubmitted.as_ref()?;
            let names = names[place].as_ref()?;
            Some((names, names.columns.get(rule.of)?.as_deref()?))
        });
        let result = &mut results[main];
        let (Some(rule), Some(own)) = (result.rules.sequence.clone(), &names[main]) else { return Ok(0) };
        let local = result.rules.columns[rule.operation].local.clone();
        if result.lacks(&local, &[result.rules.key, rule.of, rule.operation], &own.columns) {
            return Ok(0);
        }
        let key = own.columns.get(result.rules.key).cloned().flatten().unwrap_or_default();
        let dialect = self.connection.dialect();
        let query = |counted: bool| dialect.missteps(own, &key, &rule, (errors, counted), self.options);
        let (Some(counted), Some(plain)) = (query(true), query(false)) else { return Ok(0) };
        let since = self.options.since.is_some();
        let mut again = 0;
        let mut order = 0;
        let mut judge = |row: &[Cell<'_>], before: Option<Act>, now: Act| {
            order += 1;
            match misstep(before, now) {
                None => {}
                Some(Misstep::Orphan) if since => {}
                Some(wrong) if wrong.may_be_excused() && errors.is_none() => again += 1,
                Some(wrong) if wrong.may_be_excused() && row[3] == Some("1") => {}
                Some(wrong) => {
                    result.missteps(order, false, row[0].unwrap_or_default(), row[1].unwrap_or_default(), wrong);
                }
            }
        };
        let of = |code: Cell<'_>| code.and_then(|code| act(&rule, code));
        let mut asked = self.connection.each(&counted, &mut |row| {
            if let Some(now) = of(row[1]) {
                judge(row, of(row[2]), now);
            }
        });
        if matches!(asked, Err(DatabaseError::Refused(_))) {
            // An old server: all steps come in order, and each is compared with the one before it here.
            let mut last: Option<(String, Act)> = None;
            asked = self.connection.each(&plain, &mut |row| {
                let (Some(now), Some(record)) = (of(row[1]), row[2]) else { return };
                let before = last.as_ref().filter(|(known, _)| known == record).map(|(_, act)| *act);
                judge(row, before, now);
                last = Some((record.to_owned(), now));
            });
        }
        left_open(asked, result, &local)?;
        Ok(again)
    }

    fn resubmitted(
        &mut self,
        results: &mut [TableResult],
        names: &[Option<Names>],
        main: usize,
        rejected: usize,
    ) -> Result<(), DatabaseError> {
        let rule = results[rejected].rules.resubmitted.clone();
        let of = results[main].rules.sequence.as_ref().map(|sequence| sequence.of);
        let (Some(rule), Some(of), Some(own), Some(other)) = (rule, of, &names[rejected], &names[main]) else {
            return Ok(());
        };
        let main_rules = results[main].rules.clone();
        let result = &mut results[rejected];
        if result.lacks(&rule.clause, &[result.rules.key, rule.of, result.rules.time], &own.columns) {
            return Ok(());
        }
        if let Some(place) = [of, main_rules.time].into_iter().find(|place| other.columns[*place].is_none()) {
            let column = &main_rules.columns[place];
            let reason = format!("there is no column {}", column.name);
            result.leave_open(&rule.clause, Aspect::Behaviour, reason, main_rules.pointer(Some(column)));
            return Ok(());
        }
        let key = own.columns.get(result.rules.key).cloned().flatten().unwrap_or_default();
        let other_of = other.columns.get(of).cloned().flatten().unwrap_or_default();
        let dialect = self.connection.dialect();
        let Some(query) = dialect.not_resubmitted(own, &key, &rule, (other, &other_of), self.options) else {
            return Ok(());
        };
        let mut order = 0;
        let asked = self.connection.each(&query, &mut |row| {
            order += 1;
            result.not_resubmitted(order, false, row[0].unwrap_or_default());
        });
        left_open(asked, result, &rule.clause)
    }
}

fn missing(result: &mut TableResult, code: FindingCode, actual: Value) {
    let (clause, name) = (result.rules.clause.clone(), result.rules.name.clone());
    let expected = format!("table {name}");
    let wrong = Wrong { local: &clause, aspect: Aspect::Format, code, expected: &expected, variant: Value::Null };
    result.tally.add(&wrong, || Offender { order: 0, at: name, actual });
}

/// A question that the database refuses, as an old one refuses window functions, leaves its unit open.
fn left_open(asked: Result<(), DatabaseError>, result: &mut TableResult, local: &str) -> Result<(), DatabaseError> {
    match asked {
        Err(error @ DatabaseError::Refused(_)) => {
            result.leave_open(local, Aspect::Behaviour, error.to_string(), String::new());
            Ok(())
        }
        other => other,
    }
}
