//! Between the files of one standard: references that lead nowhere, ids that stand twice.

use serde_saphyr::Spanned;

use super::super::cells::ValueType;
use super::super::clause::DispositionKind;
use super::super::form::{Addresses, Asks};
use super::super::model::Standard;
use super::super::source::SourceFile;
use super::super::subject::Subject;
use super::super::table::{Kind, Table};
use super::evidence;
use super::gateway;
use super::places::{DispositionPlaces, Name, Report, StandardPlaces, TablePlaces};
use super::readings;
use crate::id::Certainty;
use crate::yaml::Problem;

const CODES_EXPECTED: &str = "the id of a file in tables/ of kind codes";

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
    let ids = |wanted: fn(&Table) -> bool| {
        standard.tables.iter().filter(move |table| wanted(table)).map(|table| table.id.as_str())
    };
    for members in table.rows.iter().filter_map(|row| row.members.as_ref()) {
        let messages = ids(|table| table.kind.is_message());
        report.must_exist(members, "table", messages, "the id of a file in tables/");
    }
    for codes in table.rows.iter().filter_map(|row| row.codes_from.as_ref()) {
        report.must_exist(codes, "table of codes", ids(|table| table.kind == Kind::Codes), CODES_EXPECTED);
    }
    if let Some(database) = &table.database {
        let again = database.resubmitted.as_ref();
        for clause in [Some(&database.clause), again.map(|again| &again.clause)].into_iter().flatten() {
            let clauses = standard.clauses.iter().map(|clause| clause.id.as_str());
            report.must_exist(clause, "clause", clauses, "an id under clauses in standard.yaml");
        }
        if let Some(other) = again.map(|again| &again.table) {
            report.must_exist(
                other,
                "table",
                ids(|table| table.kind == Kind::Database),
                "the id of a table of the database",
            );
        }
    }
    let Some(places) = report.places::<TablePlaces>() else { return };
    if twice {
        report.add(&places.id, format!("table `{}` stands in two files: expected each id once", table.id));
    }
    if let Some(operation) = places.operation.as_ref().filter(|_| table.kind.is_message()) {
        let operations = standard.operations.iter().map(|operation| operation.name.as_str());
        report.must_exist(operation, "operation", operations, "a name under operations in standard.yaml");
    }
    disposition(standard, places.disposition.as_ref(), readings, report);
    for (row, place) in table.rows.iter().zip(&places.rows) {
        for by in &place.read.by {
            reading(by, readings, report);
        }
        disposition(standard, place.disposition.as_ref(), readings, report);
        if let Some(count_of) = &place.semantics.count_of {
            counted(standard, table, count_of, report);
        }
        if standard.row(&table.local_id(row)).is_none_or(|(found, _)| found.id != table.id)
            || standard.clause(&table.local_id(row)).is_some()
        {
            report.add(&place.name, format!("id `{}` stands twice: expected each id once", table.local_id(row)));
        }
    }
}

/// A count is that of a list in the answer of the same operation.
fn counted(standard: &Standard, table: &Table, pointer: &Name, report: &mut Report<'_>) {
    let answer = standard.operation(&table.operation).and_then(|operation| standard.table(&operation.response));
    let mut inner = answer;
    let mut found = None;
    for name in pointer.value.strip_prefix('/').into_iter().flat_map(|names| names.split('/')) {
        found = inner.and_then(|table| table.row(name));
        inner = found.and_then(|row| standard.table(&row.members.as_ref()?.value));
    }
    if !found.is_some_and(|row| matches!(row.value_type(), ValueType::Objects | ValueType::ObjectOrObjects)) {
        let message = format!("`{}` is no list: expected the JSON pointer of one in the answer", pointer.value);
        report.add(pointer, message);
    }
}

fn in_standard(standard: &Standard, places: &StandardPlaces, readings: Option<&Standard>, report: &mut Report<'_>) {
    let clauses = || standard.clauses.iter().map(|clause| clause.id.as_str());
    let operations = || standard.operations.iter().map(|operation| operation.name.as_str());
    report.must_differ(places.operations.iter().map(|operation| &operation.name), "operation");
    report.must_differ(places.clauses.iter().map(|clause| &clause.id), "clause");
    called(places, report);
    evidence::evidence(standard, &places.clauses, report);
    gateway::gateway(standard, places, report);
    forms(standard, report);
    if let Some(messages) = places.envelope.as_ref().and_then(|envelope| envelope.value.messages.as_ref()) {
        let lists = standard.tables.iter().filter(|table| table.kind == Kind::Codes).map(|table| table.id.as_str());
        report.must_exist(messages, "table of codes", lists, CODES_EXPECTED);
    }
    for operation in &places.operations {
        for (id, kind) in [(&operation.request, Kind::Request), (&operation.response, Kind::Response)] {
            let tables = standard.tables.iter().filter(|table| table.kind == kind).map(|table| table.id.as_str());
            report.must_exist(id, "table", tables, "the id of a file in tables/, of the kind asked for here");
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
        disposition(standard, clause.disposition.as_ref(), readings, report);
        let unknown = standard.clause(&clause.id.value).is_some_and(|clause| clause.certainty == Certainty::Unknown);
        if unknown && clause.disposition.is_none() {
            let id = &clause.id.value;
            report.add(&clause.id, format!("clause `{id}` is unknown: expected a `disposition` beside it"));
        }
    }
}

/// Forms are made of tables that exist, each of one form, and rules name what exists.
fn forms(standard: &Standard, report: &mut Report<'_>) {
    let tables = || standard.tables.iter().filter(|table| table.kind == Kind::Form).map(|table| table.id.as_str());
    let mut of_forms = std::collections::BTreeSet::new();
    for table in standard.forms.iter().flat_map(|form| &form.parts).map(|part| &part.table) {
        report.must_exist(table, "table", tables(), "the id of a file in tables/ of kind form");
        if !of_forms.insert(table.value.as_str()) {
            report.add(table, format!("table `{}` stands in two forms: expected it in one", table.value));
        }
    }
    for rule in &standard.form_rules {
        let clauses = standard.clauses.iter().filter(|clause| clause.subject == Subject::Form);
        let clauses = clauses.map(|clause| clause.id.as_str());
        report.must_exist(&rule.requirement, "clause", clauses, "an id under clauses with `subject: form`");
        for table in rule.asks.tables() {
            report.must_exist(table, "table", of_forms.iter().copied(), "a table of a form");
        }
        if let Asks::AddressLinked(asks) = &rule.asks {
            linked(&rule.requirement, asks, report);
        }
        for row in rule.asks.rows() {
            let known = standard.row(&row.value).is_some_and(|(table, _)| table.kind == Kind::Form);
            if !known {
                report.add(row, format!("no row `{}` in a form: expected the id of one, `F1.2`", row.value));
            }
        }
    }
    for table in standard.tables.iter().filter(|table| table.kind == Kind::Form) {
        if !of_forms.contains(table.id.as_str()) {
            let message = format!("table `{}` is of no form: expected it under `forms` of standard.yaml", table.id);
            report.add_at(serde_saphyr::Location::UNKNOWN, message, None);
        }
    }
}

/// Links have two ends, and a number.
fn linked(requirement: &Spanned<String>, asks: &Addresses, report: &mut Report<'_>) {
    let tables: Vec<Option<&str>> =
        asks.rows.iter().map(|row| row.value.rsplit_once('.').map(|(table, _)| table)).collect();
    if !matches!(tables.as_slice(), [Some(one), Some(other)] if one == other) {
        report.add(requirement, "links have two ends: expected two `rows` of one table".to_owned());
    }
    if asks.places.iter().any(|place| place.links == 0) {
        report.add(requirement, "a place without `links`: expected how many others it is linked with".to_owned());
    }
}

/// What says how operations are called stands beside operations, and nowhere else.
fn called(places: &StandardPlaces, report: &mut Report<'_>) {
    let said = [
        ("encoding", places.encoding.as_ref().map(|at| at.referenced)),
        ("media_type", places.media_type.as_ref().map(|at| at.referenced)),
        ("answer_media_types", places.answer_media_types.as_ref().map(|at| at.referenced)),
        ("envelope", places.envelope.as_ref().map(|at| at.referenced)),
        ("credential", places.credential.as_ref().map(|at| at.referenced)),
    ];
    for (key, place) in said {
        match place {
            None if !places.operations.is_empty() => {
                report.add(&places.id, format!("no `{key}`: expected it, since there are operations"));
            }
            Some(place) if places.operations.is_empty() => {
                report.add_at(place, format!("`{key}` where no operation is called: expected none"), None);
            }
            _ => {}
        }
    }
}

/// A disposition that rests on a reading or on another row names it.
fn disposition(
    standard: &Standard,
    disposition: Option<&DispositionPlaces>,
    readings: Option<&Standard>,
    report: &mut Report<'_>,
) {
    let Some(DispositionPlaces { kind, note }) = disposition else { return };
    match kind {
        DispositionKind::Reading => reading(note, readings, report),
        DispositionKind::Restated => {
            let rows = standard.tables.iter().flat_map(|table| table.rows.iter().map(|row| table.local_id(row)));
            let rows: Vec<String> = rows.collect();
            let rows = rows.iter().map(String::as_str).chain(standard.clauses.iter().map(|clause| clause.id.as_str()));
            report.must_exist(note, "row", rows, "the id of the row or clause that is judged instead");
        }
        DispositionKind::CallerOnly | DispositionKind::NeedsDocument => {}
    }
}

fn reading(name: &Name, readings: Option<&Standard>, report: &mut Report<'_>) {
    if let Some(standard) = readings {
        let ids = standard.readings.iter().map(|reading| reading.id.as_str());
        report.must_exist(name, "reading", ids, "an id in readings.yaml");
    }
}
