//! Where a reading lets a deviation pass, so that no mutant can be told from a conforming platform.

use crate::id::Aspect;
use crate::standard::{Kind, ReadingVerdict, Row, Rule, Scope, Standard, Table, When};

/// Whether a reading leaves the finding free at this row.
pub(in crate::simulator) fn leaves_free(
    standard: &Standard,
    table: &Table,
    row: &Row,
    aspect: Aspect,
    finding: &str,
) -> bool {
    free_by(standard, table, row, aspect, finding).is_some()
}

/// The reading that leaves a finding free at this row, if the first rule that decides it there does. Rules with conditions do not count: what
/// they leave free in one situation may be wrong in the next, and the mutant acts in all of them.
pub(super) fn free_by<'s>(
    standard: &'s Standard,
    table: &Table,
    row: &Row,
    aspect: Aspect,
    finding: &str,
) -> Option<&'s str> {
    let decides = |rule: &Rule| {
        rule.finding.iter().any(|code| code == finding)
            && rule.aspect.is_none_or(|only| only == aspect)
            && unconditional(&rule.when)
            && (rule.requirements.is_empty() || rule.requirements.iter().any(|pattern| names(pattern, table, row)))
    };
    frees(standard, decides)
}

/// The same at a clause.
pub(super) fn clause_free_by<'s>(standard: &'s Standard, local: &str, finding: &str) -> Option<&'s str> {
    let decides = |rule: &Rule| {
        rule.finding.iter().any(|code| code == finding)
            && unconditional(&rule.when)
            && rule.requirements.iter().any(|pattern| globbed(pattern, local))
    };
    frees(standard, decides)
}

/// The first reading with such a rule, if it leaves free what it is about.
fn frees(standard: &Standard, decides: impl Fn(&Rule) -> bool) -> Option<&str> {
    let readings = standard.readings.iter().filter(|reading| reading.scope == Scope::Provider);
    let mut deciding = readings.filter(|reading| reading.rules.iter().any(&decides));
    let free = [ReadingVerdict::Both, ReadingVerdict::None, ReadingVerdict::Config, ReadingVerdict::Inconc];
    deciding.next().filter(|reading| free.contains(&reading.verdict)).map(|reading| reading.id.as_str())
}

/// Whether a rule holds whatever the circumstances.
pub(in crate::simulator) fn unconditional(when: &When) -> bool {
    when.actual.is_empty()
        && when.actual_type.is_none()
        && when.sibling.is_none()
        && when.request.is_empty()
        && when.network.is_empty()
        && when.operation.is_none()
}

/// Whether a pattern of a rule names this row: a local id, a glob, or selectors joined by `&`.
fn names(pattern: &str, table: &Table, row: &Row) -> bool {
    pattern.split('&').all(|part| match part.split_once(':') {
        Some(("kind", kind)) => kind == if table.kind == Kind::Request { "request" } else { "response" },
        Some(("required", flag)) => (flag == "是") == row.required(),
        Some(("length", "0~")) => row.length().allows_empty(),
        Some(_) => false,
        None => globbed(part, &table.local_id(row)),
    })
}

/// `*` stands for any characters.
fn globbed(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((before, after)) => text
            .strip_prefix(before)
            .is_some_and(|rest| (0..=rest.len()).filter_map(|at| rest.get(at..)).any(|rest| globbed(after, rest))),
    }
}

#[cfg(test)]
mod tests {
    use super::globbed;

    #[test]
    fn globs_match_whole_ids() {
        assert!(globbed("*", "T1.1") && globbed("T16.*", "T16.22") && globbed("T*.1", "T10.1"));
        assert!(!globbed("T1.*", "T16.2") && !globbed("T1.1", "T1.10"));
    }
}
