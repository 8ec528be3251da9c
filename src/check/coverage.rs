//! What a plan judges of each requirement, and why it does not judge the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::calls::compares;
use super::locate::{locate, table_at};
use super::named::Named;
use super::rows::value_aspects;
use crate::id::{Aspect, RequirementId, Text};
use crate::plan::{Case, CheckCall, StandardPlan, answer_sites, sites};
use crate::standard::{
    Clause, CodesAre, Disposition, DispositionKind, Encoding, Kind, Part, Role, Row, Standard, Subject, Table,
};
use crate::verdict::{CatalogueEntry, Cells, EntryDisposition, JUDGED};

/// One aspect of one requirement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unit {
    /// Local id.
    pub local: String,
    /// Aspect.
    pub aspect: Aspect,
}

/// What a plan judges.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// The catalogue, in the order of the standard.
    pub catalogue: Vec<CatalogueEntry>,
    /// Units that the plan set out to judge, with the number of cases that name them.
    pub planned: BTreeMap<Unit, usize>,
    /// Units that nothing judges and that no disposition explains; none while the standard is a draft.
    pub unjudged: Vec<Unit>,
    draft: bool,
    subject: Subject,
}

/// The disposition of a unit that another command judges, which is its reason.
pub const OTHER_SUBJECT: &str = "other-subject";

/// Says why a unit is not asked of what is judged, by its local id and operation; none: it is asked.
type LeftOut<'a> = &'a dyn Fn(&str, &str) -> Option<String>;

impl Coverage {
    /// Reads off a plan what it judges of a provider; `claims` tells which operations the target claims.
    pub fn of(plan: &StandardPlan, claims: &dyn Fn(&str) -> bool) -> Self {
        let left_out = |_: &str, operation: &str| {
            (!operation.is_empty() && !claims(operation)).then(|| format!("{operation} is not claimed"))
        };
        Self::fill(plan.standard.as_ref(), Subject::Service, planned(plan), &left_out)
    }

    /// What is judged of a subject that is handed in: every unit of it, but for those that `left_out` gives a reason for.
    pub fn of_subject(standard: &Standard, subject: Subject, left_out: &dyn Fn(&str) -> Option<String>) -> Self {
        let mut planned = BTreeMap::new();
        let mut add = |local: String, aspects: Vec<Aspect>, disposition: Option<&Disposition>| {
            let is_open = |aspect: &Aspect| disposition.is_none_or(|said| !concerns(said, *aspect));
            for aspect in aspects.into_iter().filter(|aspect| left_out(&local).is_none() && is_open(aspect)) {
                planned.insert(Unit { local: local.clone(), aspect }, 1);
            }
        };
        for clause in standard.clauses.iter().filter(|clause| clause.subject == subject) {
            add(clause.id.clone(), clause.aspects.clone(), clause.disposition.as_ref());
        }
        for table in standard.tables.iter().filter(|table| table.subject() == subject) {
            for row in &table.rows {
                add(table.local_id(row), derived_aspects(standard, table, row), table.disposition(row));
            }
        }
        Self::fill(standard, subject, planned, &|local, _| left_out(local))
    }

    fn fill(standard: &Standard, subject: Subject, planned: BTreeMap<Unit, usize>, left_out: LeftOut<'_>) -> Self {
        let named = Named::of(standard);
        let mut coverage =
            Self { catalogue: Vec::new(), planned, unjudged: Vec::new(), draft: standard.draft, subject };
        for clause in &standard.clauses {
            let entry = coverage.clause(standard, clause, left_out, &named);
            coverage.catalogue.push(entry);
        }
        for table in &standard.tables {
            for row in &table.rows {
                let entry = coverage.row((standard, table, row), left_out, &named);
                coverage.catalogue.push(entry);
            }
        }
        coverage
    }

    /// Whether a unit of the catalogue is one that is judged.
    pub fn judges(&self, local: &str, aspect: Aspect) -> bool {
        let entry = self.catalogue.iter().find(|entry| entry.requirement.local() == local);
        let mut aspects = entry.into_iter().flat_map(|entry| &entry.aspects);
        aspects.any(|said| said.aspect == aspect && [JUDGED, "draft"].contains(&said.disposition.as_str()))
    }

    /// Marks what the target's network leaves out: encryption is asked for on one network at a time.
    pub fn on_network(mut self, standard: &Standard, network: &str) -> Self {
        for entry in &mut self.catalogue {
            let clause = standard.clause(entry.requirement.local());
            if clause.and_then(|clause| clause.encrypted_on.as_deref()).is_some_and(|asked| asked != network) {
                for aspect in &mut entry.aspects {
                    aspect.disposition = "not-applicable".to_owned();
                    aspect.reason = format!("the target is declared on network {network}");
                }
            }
        }
        self
    }

    /// Adds why the target does not claim an operation.
    pub fn because(mut self, reason: &dyn Fn(&str) -> Option<String>) -> Self {
        for entry in &mut self.catalogue {
            let Some(reason) = reason(&entry.operation) else { continue };
            for aspect in entry.aspects.iter_mut().filter(|aspect| aspect.disposition == "not-applicable") {
                aspect.reason = format!("{} is not claimed: {reason}", entry.operation);
            }
        }
        self
    }

    fn clause(
        &mut self,
        standard: &Standard,
        clause: &Clause,
        left_out: LeftOut<'_>,
        named: &Named<'_>,
    ) -> CatalogueEntry {
        let operation = clause.operation.clone().unwrap_or_default();
        let caller_only = !clause.roles.contains(&Role::Provider);
        let caller = caller_only.then(|| Disposition {
            kind: DispositionKind::CallerOnly,
            aspects: Vec::new(),
            note: String::new(),
        });
        let disposition = clause.disposition.clone().or(caller);
        let place = Place { local: &clause.id, operation: &operation, subject: clause.subject };
        let aspects = self.aspects(&place, clause.aspects.clone(), disposition.as_ref(), left_out);
        CatalogueEntry {
            requirement: standard.requirement(&clause.id),
            operation,
            clause: clause.id.clone(),
            title: clause.title.clone(),
            level: clause.level.clone(),
            certainty: clause.certainty,
            file: standard.file(None),
            cells: None,
            readings: named.ids(&clause.id, None),
            cases: self.cases(&clause.id),
            was: clause.was.clone(),
            aspects,
        }
    }

    fn row(
        &mut self,
        (standard, table, row): (&Standard, &Table, &Row),
        left_out: LeftOut<'_>,
        named: &Named<'_>,
    ) -> CatalogueEntry {
        let local = table.local_id(row);
        let derived = derived_aspects(standard, table, row);
        let place = Place { local: &local, operation: &table.operation, subject: table.subject() };
        let aspects = self.aspects(&place, derived, table.disposition(row), left_out);
        let title = format!("{} {}", row.name(), row.label);
        let name = match row.part {
            Some(Part::Mapping) => format!("{} -> {}", row.original, row.name()),
            _ => row.name().to_owned(),
        };
        let must = row.required() || matches!(table.kind, Kind::Codes | Kind::Mapping);
        CatalogueEntry {
            requirement: RequirementId::new(&standard.id, &local),
            operation: table.operation.clone(),
            clause: table.clause.clone(),
            title: Text { zh: title.trim().to_owned(), en: name },
            level: if must { "must" } else { "may" }.to_owned(),
            certainty: row.certainty(),
            file: standard.file(Some(table)),
            cells: Some(Box::new(cells(table, row))),
            readings: named.ids(&local, Some(row)),
            cases: self.cases(&local),
            was: row.was.clone(),
            aspects,
        }
    }

    fn cases(&self, local: &str) -> usize {
        self.of_local(local).map(|(_, cases)| cases).sum()
    }

    /// What is planned about one requirement.
    fn of_local<'c>(&'c self, local: &'c str) -> impl Iterator<Item = (Aspect, usize)> + 'c {
        let first = Unit { local: local.to_owned(), aspect: Aspect::ALL[0] };
        let from = self.planned.range(first..).take_while(move |(unit, _)| unit.local == local);
        from.map(|(unit, cases)| (unit.aspect, *cases))
    }

    fn aspects(
        &mut self,
        place: &Place<'_>,
        derived: Vec<Aspect>,
        disposition: Option<&Disposition>,
        left_out: LeftOut<'_>,
    ) -> Vec<EntryDisposition> {
        let planned = self.of_local(place.local).map(|(aspect, _)| aspect);
        let all: BTreeSet<Aspect> = derived.into_iter().chain(planned).collect();
        let own = place.subject == self.subject;
        let left_out = left_out(place.local, place.operation).filter(|_| own);
        all.into_iter()
            .map(|aspect| {
                let unit = Unit { local: place.local.to_owned(), aspect };
                let explained = disposition.filter(|said| concerns(said, aspect));
                let (disposition, reason) = match (explained, &left_out) {
                    (_, Some(reason)) if !self.planned.contains_key(&unit) => {
                        ("not-applicable".to_owned(), reason.clone())
                    }
                    (explained, _) => self.unit(place, unit, explained),
                };
                EntryDisposition { aspect, disposition, reason }
            })
            .collect()
    }

    fn unit(&mut self, place: &Place<'_>, unit: Unit, explained: Option<&Disposition>) -> (String, String) {
        match explained {
            Some(disposition) => (disposition.kind.as_str().to_owned(), disposition.note.clone()),
            None if place.subject != self.subject => (OTHER_SUBJECT.to_owned(), place.subject.command().to_owned()),
            None if self.draft => ("draft".to_owned(), String::new()),
            None if self.planned.contains_key(&unit) => ("judged".to_owned(), String::new()),
            None => {
                self.unjudged.push(unit);
                ("unjudged".to_owned(), "no check of this plan judges it".to_owned())
            }
        }
    }
}

/// Which requirement, for its dispositions.
struct Place<'a> {
    local: &'a str,
    operation: &'a str,
    subject: Subject,
}

fn concerns(disposition: &Disposition, aspect: Aspect) -> bool {
    disposition.aspects.is_empty() || disposition.aspects.contains(&aspect)
}

fn cells(table: &Table, row: &Row) -> Cells {
    Cells {
        table: table.id.clone(),
        caption: table.caption.clone(),
        ordinal: row.position,
        name: row.name.value.clone(),
        label: row.label.clone(),
        value_type: row.printed_type.value.clone(),
        length: row.printed_length.value.clone(),
        required: row.printed_required.value.clone(),
        original: row.original.clone(),
        category: row.category.clone(),
        codes: row.printed_codes.0.clone(),
        codes_from: row.codes_from.as_ref().map(|from| from.value.clone()).unwrap_or_default(),
        note: row.note.clone(),
    }
}

/// Aspects that follow from the cells and the meaning of a row.
fn derived_aspects(standard: &Standard, table: &Table, row: &Row) -> Vec<Aspect> {
    match (table.kind, table.codes_are) {
        (Kind::Codes, CodesAre::Sent) => return vec![Aspect::Code],
        (Kind::Codes, CodesAre::Returned) | (Kind::Mapping, _) => return vec![Aspect::Behaviour],
        _ if row.part.is_some() => return vec![Aspect::Behaviour],
        _ => {}
    }
    let semantics = &row.semantics;
    let mut aspects: Vec<Aspect> = Vec::new();
    let form_row = table.kind == Kind::Form;
    let asked_for = row.required() || form_row && semantics.required_when.is_some();
    if asked_for || matches!(table.kind, Kind::Request | Kind::Database) {
        aspects.push(Aspect::Presence);
    }
    // In a form every plain member is a text: there is no other type to send.
    let is_text = |aspect: &Aspect| *aspect == Aspect::Type && !row.value_type().is_structured();
    let form = standard.encoding == Encoding::Form && standard.operations.iter().any(|one| one.request == table.id);
    aspects.extend(value_aspects(row).filter(|aspect| !((semantics.credential || form) && is_text(aspect))));
    let shaped = semantics.pattern.is_some() || semantics.check_digit.is_some();
    if shaped && semantics.format.is_none() {
        aspects.push(Aspect::Format);
    }
    if semantics.known.is_some() && !row.has_codes() {
        aspects.push(Aspect::Code);
    }
    let behaves = table.database.as_ref().is_some_and(|database| database.compares(row.name()))
        || !row.conditions.is_empty()
        || semantics.credential
        || semantics.filter.is_some()
        || semantics.key
        || semantics.paging.is_some()
        || semantics.echo.is_some()
        || semantics.unique
        || semantics.count_of.is_some()
        || form_row && (semantics.office_use || semantics.exclusive || !semantics.one_word_of.is_empty())
        || semantics.template.is_some()
        || envelope_row(standard, table, row);
    if behaves {
        aspects.push(Aspect::Behaviour);
    }
    aspects
}

/// The rows of code, message and payload have a behaviour of their own.
fn envelope_row(standard: &Standard, table: &Table, row: &Row) -> bool {
    let envelope = &standard.envelope;
    let is = |pointer: &str| {
        locate(standard, &table.id, pointer)
            .is_some_and(|(found, at)| found.id == table.id && at.position == row.position)
    };
    table.kind == Kind::Response && (is(&envelope.code) || is(&envelope.message) || is(&envelope.data))
}

/// Units that the exchanges and calls of a plan judge.
fn planned(plan: &StandardPlan) -> BTreeMap<Unit, usize> {
    let standard = plan.standard.as_ref();
    let mut planned = BTreeMap::new();
    let mut add = |local: String, aspect| *planned.entry(Unit { local, aspect }).or_insert(0) += 1;
    let judging = plan.cases.iter().filter(|case| !case.is_look());
    let called: BTreeSet<&str> = judging.flat_map(|case| &case.steps).map(|step| step.operation.as_str()).collect();
    for operation in standard.operations.iter().filter(|operation| called.contains(operation.name.as_str())) {
        add(operation.requirements.output.clone(), Aspect::Format);
        add(operation.requirements.output.clone(), Aspect::Behaviour);
        for site in answer_sites(standard, operation) {
            if site.row.required() {
                add(site.local(), Aspect::Presence);
            }
            for aspect in value_aspects(site.row) {
                add(site.local(), aspect);
            }
            if site.row.semantics.echo.is_some() || site.row.semantics.count_of.is_some() {
                add(site.local(), Aspect::Behaviour);
            }
        }
        let envelope = &standard.envelope;
        // Only a refusal shows whether it says why and carries no payload.
        let refuses = plan
            .cases
            .iter()
            .flat_map(|case| &case.steps)
            .any(|step| step.operation == operation.name && step.checks.iter().any(|call| call.check == "refused"));
        for pointer in [&envelope.message, &envelope.data].into_iter().filter(|_| refuses) {
            if let Some((table, row)) = locate(standard, &operation.response, pointer) {
                add(table.local_id(row), Aspect::Behaviour);
            }
        }
    }
    for clause in standard.clauses.iter().filter(|clause| clause.probe.is_some()) {
        add(clause.id.clone(), Aspect::Behaviour);
    }
    for case in &plan.cases {
        for (step, call) in case.steps.iter().flat_map(|step| step.checks.iter().map(move |call| (step, call))) {
            for unit in units_of(standard, case, &step.operation, call) {
                add(unit.local, unit.aspect);
            }
        }
    }
    planned
}

/// The units that one call of a case judges, in an exchange of this operation.
pub fn units_of(standard: &Standard, case: &Case, operation: &str, call: &CheckCall) -> Vec<Unit> {
    let own = Unit { local: call.requirement.clone(), aspect: call.aspect };
    let Some(operation) = standard.operation(operation) else { return vec![own] };
    match call.check.as_str() {
        "agrees" => {
            let at = call.with.get("at").and_then(serde_json::Value::as_str).unwrap_or_default();
            let at = at.split_once(':').map_or(at, |(_, pointer)| pointer);
            let Some(table) = table_at(standard, &operation.response, at) else { return Vec::new() };
            let told: BTreeSet<&str> =
                ["sent", "answered"].iter().flat_map(|name| fields(standard, case, call, name)).collect();
            let rows = table
                .members()
                .filter(|row| row.semantics.field.as_deref().is_some_and(|field| told.contains(field)))
                .filter(|row| compares(call, row));
            rows.map(|row| Unit { local: table.local_id(row), aspect: Aspect::Behaviour }).collect()
        }
        "refused" if !case.is_look() => {
            let code = locate(standard, &operation.response, &standard.envelope.code);
            let code = code.map(|(table, row)| Unit { local: table.local_id(row), aspect: Aspect::Behaviour });
            std::iter::once(own).chain(code).collect()
        }
        _ => vec![own],
    }
}

/// Fields of the object that a reference such as `add?/mail_info_list/0` names.
fn fields<'s>(standard: &'s Standard, case: &Case, call: &CheckCall, argument: &str) -> Vec<&'s str> {
    let Some(reference) = call.with.get(argument).and_then(serde_json::Value::as_str) else { return Vec::new() };
    let Some(mark) = reference.find(['?', ':']) else { return Vec::new() };
    let (step, pointer) = (&reference[..mark], &reference[mark + 1..]);
    let Some(step) = case.steps.iter().find(|other| other.id == step) else { return Vec::new() };
    let Some(operation) = standard.operation(&step.operation) else { return Vec::new() };
    let sent = reference.as_bytes().get(mark) == Some(&b'?');
    let sites = if sent { sites(standard, operation) } else { answer_sites(standard, operation) };
    let below = sites.into_iter().filter(|site| site.pointer.starts_with(&format!("{pointer}/")));
    below.filter_map(|site| site.row.semantics.field.as_deref()).collect()
}
