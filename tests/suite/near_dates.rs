//! The ranges near today find out who does not count in days, whatever day it is.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::Value;
use zwfw_conformance::plan::{Edit, Step};

use crate::support::{LOGISTICS, plan};

/// A range of days, and whether it has to find a record of today.
struct Asked {
    from: String,
    until: String,
    finds: bool,
}

/// How somebody reads the two ends of a range.
type Reading = fn(Date, Date) -> (Date, Date);

fn ranges() -> Vec<Asked> {
    let mark = format!("{LOGISTICS}/queryOrder/dates-near.");
    let cases = plan().cases.iter().filter(|case| case.id.starts_with(&mark));
    let steps = cases.flat_map(|case| &case.steps);
    steps.filter_map(|step| asked(step, step.id == "around")).collect()
}

fn asked(step: &Step, finds: bool) -> Option<Asked> {
    let end = |pointer: &str| {
        step.edits.iter().find_map(|edit| match edit {
            Edit::Set(at, Value::String(text)) if at == pointer => Some(text.clone()),
            _ => None,
        })
    };
    Some(Asked { from: end("/begin_date")?, until: end("/end_date")?, finds })
}

fn on(today: Date, text: &str) -> Date {
    let days = text.strip_prefix("${day.").and_then(|rest| rest.strip_suffix('}'));
    let days = days.map(|days| days.parse::<i64>().expect("a number of days"));
    days.map_or_else(|| text.parse().expect("a day"), |days| today + days.days())
}

/// Whether one of the ranges gives a wrong answer to this reading of it.
fn noticed(ranges: &[Asked], today: Date, read: Reading) -> bool {
    ranges.iter().any(|range| {
        let (from, until) = read(on(today, &range.from), on(today, &range.until));
        (from..=until).contains(&today) != range.finds
    })
}

fn january(day: Date) -> Date {
    day.with().month(1).build().expect("January has 31 days")
}

/// Days of four years on which nobody notices.
fn unnoticed(read: Reading) -> Vec<Date> {
    let ranges = ranges();
    assert_eq!(ranges.len(), 8, "each of four cases asks for one range with today and one without");
    let days = date(2026, 1, 1).series(1.day()).take_while(|day| *day < date(2030, 1, 1));
    days.filter(|day| !noticed(&ranges, *day, read)).collect()
}

#[test]
fn who_reads_ranges_by_the_day_is_right_on_every_day() {
    assert_eq!(unnoticed(|from, until| (from, until)).len(), 1461);
}

#[test]
fn who_compares_months_or_years_is_noticed_on_every_day() {
    let months = unnoticed(|from, until| (from.first_of_month(), until.last_of_month()));
    let years = unnoticed(|from, until| (from.first_of_year(), until.last_of_year()));
    assert_eq!((months, years), (vec![], vec![]));
}

#[test]
fn who_takes_months_for_minutes_is_noticed_but_on_the_days_around_new_year() {
    let around_new_year = |day: &Date| matches!((day.month(), day.day()), (12, 30 | 31) | (1, 1));
    let readings: [Reading; 3] = [
        |from, until| (january(from), until),
        |from, until| (from, january(until)),
        |from, until| (january(from), january(until)),
    ];
    for read in readings {
        let others: Vec<Date> = unnoticed(read).into_iter().filter(|day| !around_new_year(day)).collect();
        assert_eq!(others, vec![]);
    }
}
