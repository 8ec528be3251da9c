//! Files of readings: a rule with a name that does not exist would decide nothing, silently.

use super::super::model::Standard;
use super::super::reading::{Scope, UnjudgedKind};
use super::super::selector;
use super::super::source::SourceFile;
use super::places::{Name, ReadingPlaces, ReadingsPlaces, Report, RulePlaces};
use crate::verdict::FindingCode;
use crate::yaml::{self, Problem};

const JSON_TYPES: [&str; 6] = ["string", "number", "boolean", "null", "object", "array"];
const NETWORKS: [&str; 3] = ["internet", "extranet", "lab"];

/// Problems of the readings that hold for every standard. What a selector names is left open here: a standard may well
/// have no row of that kind.
pub(in crate::standard) fn shared(file: &SourceFile) -> Vec<Problem> {
    let mut report = Report::new(file);
    if let Some(places) = report.places::<ReadingsPlaces>() {
        report.must_differ(places.readings.iter().map(|reading| &reading.id), "reading");
        for rule in places.readings.iter().flat_map(|reading| &reading.rules) {
            names(rule, &mut report);
        }
        places.readings.iter().for_each(|reading| must_be_told(reading, &places, &mut report));
    }
    report.problems
}

/// A reading about a target that answers says by which findings it is told, or why by none.
fn must_be_told(reading: &ReadingPlaces, places: &ReadingsPlaces, report: &mut Report<'_>) {
    let asked = reading.scope == Scope::Provider && !reading.editorial;
    let id = &reading.id;
    let Some(unjudged) = &reading.unjudged else {
        if asked && reading.rules.is_empty() {
            report.add(
                id,
                format!("reading `{}` decides nothing: expected `rules`, or `unjudged` with a reason", id.value),
            );
        }
        return;
    };
    if !asked || !reading.rules.is_empty() {
        report.add(id, format!("reading `{}` is judged or not asked: expected no `unjudged`", id.value));
    }
    let known = |named: &&str| places.readings.iter().any(|reading| reading.id.value == *named);
    let carrying = unjudged.note.value.split(',').map(str::trim).filter(|_| unjudged.kind == UnjudgedKind::Carried);
    if let Some(unknown) = carrying.filter(|named| !known(named)).collect::<Vec<_>>().first() {
        report.add(&unjudged.note, format!("no reading `{unknown}`: expected ids of readings that carry its rules"));
    }
}

/// Problems of a standard's own readings.
pub(super) fn own(standard: &Standard, file: &SourceFile, shared: Option<&SourceFile>) -> Vec<Problem> {
    let mut report = Report::new(file);
    let Some(places) = report.places::<ReadingsPlaces>() else { return report.problems };
    places.readings.iter().for_each(|reading| must_be_told(reading, &places, &mut report));
    let shared = shared.and_then(|file| Report::new(file).places::<ReadingsPlaces>());
    let taken = shared.iter().flat_map(|places| places.readings.iter().map(|reading| &reading.id));
    must_differ_from(taken, &places, &mut report);
    for rule in places.readings.iter().flat_map(|reading| &reading.rules) {
        names(rule, &mut report);
        for requirement in &rule.requirements {
            must_match(requirement, standard, &mut report);
        }
        if let Some(operation) = &rule.when.operation {
            let operations = standard.operations.iter().map(|operation| operation.name.as_str());
            report.must_exist(operation, "operation", operations, "a name under operations in standard.yaml");
        }
    }
    report.problems
}

/// Ids differ within the file and from those that hold for every standard.
fn must_differ_from<'a>(taken: impl Iterator<Item = &'a Name>, places: &'a ReadingsPlaces, report: &mut Report<'_>) {
    let taken: Vec<&str> = taken.map(|id| id.value.as_str()).collect();
    for id in places.readings.iter().map(|reading| &reading.id).filter(|id| taken.contains(&id.value.as_str())) {
        report.add(id, format!("reading `{}` stands in the shared readings too: expected another id", id.value));
    }
    report.must_differ(places.readings.iter().map(|reading| &reading.id), "reading");
}

fn names(rule: &RulePlaces, report: &mut Report<'_>) {
    let codes = || FindingCode::ALL.iter().map(|code| code.as_str());
    for (code, at) in &rule.finding.value.0 {
        let at = at.unwrap_or(rule.finding.referenced);
        report.must_be_one_of(code, at, "finding code", codes(), "one that schemas/README.md lists");
    }
    for requirement in &rule.requirements {
        if let Some(message) = selector::fault(&requirement.value) {
            report.add(requirement, message);
        }
    }
    if let Some(name) = &rule.when.actual_type {
        report.must_exist(name, "JSON type", JSON_TYPES, &JSON_TYPES.join(", "));
    }
    for name in &rule.when.network {
        report.must_exist(name, "network", NETWORKS, &NETWORKS.join(", "));
    }
}

fn must_match(requirement: &Name, standard: &Standard, report: &mut Report<'_>) {
    let selector = requirement.value.as_str();
    let rows = standard.tables.iter().flat_map(|table| table.rows.iter().map(|row| table.local_id(row)));
    let ids: Vec<String> = rows.chain(standard.clauses.iter().map(|clause| clause.id.clone())).collect();
    if selector::fault(selector).is_some() || ids.iter().any(|id| selector::matches(selector, standard, id)) {
        return;
    }
    let near = yaml::nearest(selector, ids.iter().map(String::as_str));
    let help = near.map(|near| format!("did you mean `{near}`?"));
    let message = format!("`{selector}` names no row and no clause of {}: expected an id such as T2.4", standard.id);
    report.add_at(requirement.referenced, message, help);
}
