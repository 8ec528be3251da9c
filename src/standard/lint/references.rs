//! Between the files of one standard: references that lead nowhere, ids that stand twice.

use super::super::load::SourceFile;
use super::super::model::{DispositionKind, Standard, Table};
use super::places::{DispositionPlaces, Report, StandardPlaces, TablePlaces};
use super::readings;
use crate::yaml::Problem;

/// Problems between the files of one standard. `file` is its `standard.yaml`, `files` all files of the source.
pub(in crate::standard) fn standard(standard: &Standard, file: &SourceFile, files: &[SourceFile]) -> Vec<Problem> {
    let folder = file.path.trim_end_matches("standard.yaml");
    let find = |path: &str| files.iter().find(|file| file.path == path);
    let own_readings = find(&format!("{folder}readings.yaml"));
    // References to readings are looked up as soon as a standard has readings of its own.
    let known_readings = own_readings.map(|_| standard);
    let mut problems = Vec::new();
    let mut table_ids = std::collections::BTreeSet::new();
    for table in &standard.tables {
        let Some(source) = find(&table.file) else { continue };
        let mut report = Report::new(source);
        let twice = !table_ids.insert(table.id.as_str());
        in_table(standard, table, known_readings, twice, &mut report);
        problems.extend(report.problems);
    }
    let mut report = Report::new(file);
    if let Some(places) = report.places::<StandardPlaces>() {
        in_standard(standard, &places, known_readings, &mut report);
    }
    problems.extend(report.problems);
    if let Some(own) = own_readings {
        problems.extend(readings::own(standard, own, find("readings.yaml")));
    }
    problems
}

fn in_table(standard: &Standard, table: &Table, readings: Option<&Standard>, twice: bool, report: &mut Report<'_>) {
    let tables = || standard.tables.iter().map(|table| table.id.as_str());
    for members in table.rows.iter().filter_map(|row| row.members.as_ref()) {
        report.must_exist(members, "table", tables(), "the id of a file in tables/");
    }
    let Some(places) = report.places::<TablePlaces>() else { return };
    if twice {
        report.add(&places.id, format!("table `{}` stands in two files: expected each id once", table.id));
    }
    let operations = standard.operations.iter().map(|operation| operation.name.as_str());
    report.must_exist(&places.operation, "operation", operations, "a name under operations in standard.yaml");
    for row in &places.rows {
        for by in &row.read.by {
            reading(by, readings, report);
        }
        disposition(row.disposition.as_ref(), readings, report);
    }
}

fn in_standard(standard: &Standard, places: &StandardPlaces, readings: Option<&Standard>, report: &mut Report<'_>) {
    let tables = || standard.tables.iter().map(|table| table.id.as_str());
    let clauses = || standard.clauses.iter().map(|clause| clause.id.as_str());
    let operations = || standard.operations.iter().map(|operation| operation.name.as_str());
    report.must_differ(places.operations.iter().map(|operation| &operation.name), "operation");
    report.must_differ(places.clauses.iter().map(|clause| &clause.id), "clause");
    for operation in &places.operations {
        for id in [&operation.request, &operation.response] {
            report.must_exist(id, "table", tables(), "the id of a file in tables/");
        }
        let wire = &operation.requirements;
        for id in [&wire.method, &wire.path, &wire.input, &wire.output] {
            report.must_exist(id, "clause", clauses(), "an id under clauses");
        }
    }
    for clause in &places.clauses {
        if let Some(operation) = &clause.operation {
            report.must_exist(operation, "operation", operations(), "a name under operations");
        }
        disposition(clause.disposition.as_ref(), readings, report);
    }
}

/// A disposition that rests on a reading names it.
fn disposition(disposition: Option<&DispositionPlaces>, readings: Option<&Standard>, report: &mut Report<'_>) {
    if let Some(disposition) = disposition.filter(|disposition| disposition.kind == DispositionKind::Reading) {
        reading(&disposition.note, readings, report);
    }
}

fn reading(name: &super::places::Name, readings: Option<&Standard>, report: &mut Report<'_>) {
    if let Some(standard) = readings {
        let ids = standard.readings.iter().map(|reading| reading.id.as_str());
        report.must_exist(name, "reading", ids, "an id in readings.yaml");
    }
}
