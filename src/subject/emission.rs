//! The stream of a subject that is handed in: opened by the catalogue, closed by totals, as that of a run.

use std::collections::BTreeSet;
use std::time::Instant;

use jiff::civil::DateTime;
use serde_json::{Value, json};

use super::settle::{Fault, settle};
use crate::check::{Coverage, Judged, Judgement, Surroundings, Unit};
use crate::id::{Aspect, Text};
use crate::observation::Masker;
use crate::standard::{Standard, Subject};
use crate::verdict::{
    Event, Finding, FindingCode, Fold, JUDGED, Root, RunFinished, RunStarted, Scope, SuiteIdentity, TargetIdentity,
    Verdict, VerdictEvent,
};

/// Says why a requirement, by its local id, is not asked; none: it is asked.
type LeftOut<'a> = Box<dyn Fn(&str) -> Option<String> + 'a>;

/// What is judged of one standard.
pub struct Part<'a> {
    /// The standard.
    pub standard: &'a Standard,
    /// Says why a requirement, by its local id, is not asked of what was handed in; none: it is asked. A requirement that is
    /// asked and that nothing is said about is inconclusive.
    pub left_out: LeftOut<'a>,
    /// Names and titles of what takes the place of operations in reports, such as forms or database tables.
    pub groups: Vec<(String, Text)>,
    /// The group that a requirement belongs to; empty where it holds for the whole standard.
    pub group_of: Box<dyn Fn(&str) -> String + 'a>,
}

impl<'a> Part<'a> {
    /// Everything that the standard says about a subject, without groups.
    pub fn whole(standard: &'a Standard) -> Self {
        Self { standard, left_out: Box::new(|_| None), groups: Vec::new(), group_of: Box::new(|_| String::new()) }
    }
}

/// How a stream begins.
pub struct Opening {
    /// What is judged.
    pub subject: Subject,
    /// Whose it is.
    pub identity: TargetIdentity,
    /// The date and time in Asia/Shanghai.
    pub clock: fn() -> DateTime,
    /// Objects that were handed in.
    pub objects: usize,
    /// Whether everything that the standards ask for was handed in.
    pub whole: bool,
}

/// One object that was handed in: a form, a dossier, a table.
pub struct Object<'a> {
    /// Id of the standard.
    pub standard: &'a str,
    /// Name in reports, in the place of a case: `<standard>/<name>`.
    pub case: String,
    /// The file it came from, as the user knows it.
    pub file: String,
    /// What was read of it, for readings that look at other values; null where that is too much to keep.
    pub content: &'a Value,
    /// Knows the personal data in it.
    pub masker: &'a Masker,
    /// Facts that readings may ask for.
    pub surroundings: &'a Surroundings,
}

/// A stream under way.
pub struct Emission<'a> {
    parts: Vec<(Part<'a>, Coverage)>,
    fold: Fold,
    said: BTreeSet<(String, Unit)>,
    faults: Vec<Fault>,
    opening: Opening,
    begun: Instant,
    sink: &'a mut dyn FnMut(Event),
}

impl<'a> Emission<'a> {
    /// Opens the stream: who is judged, and the catalogue.
    pub fn open(opening: Opening, parts: Vec<Part<'a>>, sink: &'a mut dyn FnMut(Event)) -> Self {
        let covered = |part: Part<'a>| {
            let mut coverage = Coverage::of_subject(part.standard, opening.subject, &part.left_out);
            for entry in coverage.catalogue.iter_mut().filter(|entry| entry.operation.is_empty()) {
                entry.operation = (part.group_of)(entry.requirement.local());
            }
            (part, coverage)
        };
        let parts: Vec<_> = parts.into_iter().map(covered).collect();
        let mut emission = Self {
            parts,
            fold: Fold::counting(),
            said: BTreeSet::new(),
            faults: Vec::new(),
            opening,
            begun: Instant::now(),
            sink,
        };
        let started = emission.started();
        emission.emit(Event::RunStarted(started));
        let entries: Vec<_> = emission.parts.iter().flat_map(|(_, coverage)| coverage.catalogue.clone()).collect();
        for entry in entries {
            emission.emit(Event::Requirement(entry));
        }
        emission
    }

    /// Says what was seen of one unit of an object. `at` is where in its file, for people: `12:5`, `Sheet1!B4`, a key.
    pub fn say(&mut self, object: &Object<'_>, at: &str, judgement: Judgement) {
        let Some((part, _)) = self.parts.iter().find(|(part, _)| part.standard.id == object.standard) else { return };
        let standard = part.standard;
        let (local, aspect) = (judgement.requirement.clone(), judgement.aspect);
        let group = (part.group_of)(&local);
        let (verdict, finding) = settle((standard, &group), object, at, judgement, &mut self.faults);
        self.said.insert((standard.id.clone(), Unit { local: local.clone(), aspect }));
        self.emit(Event::Verdict(Box::new(VerdictEvent {
            standard: standard.id.clone(),
            operation: group,
            requirement: standard.requirement(&local),
            aspect,
            case: object.case.clone(),
            file: object.file.clone(),
            verdict,
            finding,
            millis: 0.0,
        })));
    }

    /// Says that a unit of an object is kept.
    pub fn pass(&mut self, object: &Object<'_>, requirement: &str, aspect: Aspect) {
        self.say(object, "", Judgement::pass(requirement, aspect));
    }

    /// Says that a unit of an object is not asked, and why.
    pub fn not_asked(&mut self, object: &Object<'_>, requirement: &str, aspect: Aspect, reason: &str) {
        let judged = Judged::NotApplicable(reason.to_owned());
        self.say(object, "", Judgement { requirement: requirement.to_owned(), aspect, judged });
    }

    /// Whether anything was said about a unit.
    pub fn has(&self, standard: &str, requirement: &str, aspect: Aspect) -> bool {
        self.said.contains(&(standard.to_owned(), Unit { local: requirement.to_owned(), aspect }))
    }

    /// Closes the stream: what was asked and never seen is inconclusive.
    pub fn close(mut self) -> RunFinished {
        for verdict in self.unseen() {
            self.emit(Event::Verdict(Box::new(verdict)));
        }
        let mut totals = self.fold.totals();
        totals.cases = self.opening.objects;
        let finished =
            RunFinished { totals, finished: self.stamp(), seconds: self.begun.elapsed().as_secs_f64(), stopped: None };
        (self.sink)(Event::RunFinished(finished.clone()));
        finished
    }

    fn emit(&mut self, event: Event) {
        self.fold.event(&event);
        (self.sink)(event);
    }

    fn stamp(&self) -> String {
        format!("{}+08:00", (self.opening.clock)().strftime("%Y-%m-%dT%H:%M:%S"))
    }

    fn started(&self) -> RunStarted {
        let standards = self.parts.iter().map(|(part, _)| part.standard);
        let operations = self.parts.iter().flat_map(|(part, _)| {
            let id = &part.standard.id;
            part.groups.iter().map(move |(name, title)| (id.clone(), name.clone(), title.clone()))
        });
        RunStarted {
            suite: SuiteIdentity {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            target: self.opening.identity.clone(),
            operations: operations.collect(),
            standards: standards.map(|standard| (standard.id.clone(), standard.edition.clone())).collect(),
            seed: 0,
            marker: String::new(),
            started: self.stamp(),
            cases: self.opening.objects,
            scope: Scope { whole: self.opening.whole, ..Scope::default() },
        }
    }

    fn unseen(&self) -> Vec<VerdictEvent> {
        let mut unseen = Vec::new();
        for (part, coverage) in &self.parts {
            let standard = part.standard;
            for entry in &coverage.catalogue {
                let judged = entry.aspects.iter().filter(|aspect| aspect.disposition == JUDGED);
                let silent = judged.filter(|one| !self.has(&standard.id, entry.requirement.local(), one.aspect));
                unseen.extend(silent.map(|one| not_reached(standard, entry, one.aspect)));
            }
        }
        unseen
    }
}

fn not_reached(standard: &Standard, entry: &crate::verdict::CatalogueEntry, aspect: Aspect) -> VerdictEvent {
    let code = FindingCode::NotReached;
    let (operation, requirement) = (entry.operation.clone(), entry.requirement.clone());
    VerdictEvent {
        standard: standard.id.clone(),
        operation: operation.clone(),
        requirement: requirement.clone(),
        aspect,
        case: format!("{}/unreached", standard.id),
        file: entry.file.clone(),
        verdict: Verdict::Inconclusive,
        finding: Some(Finding {
            code,
            expected: "an observation".to_owned(),
            actual: json!("seen in nothing that was handed in"),
            pointer: String::new(),
            root: Root { operation, requirement, aspect, code },
            step: String::new(),
            reading: None,
            clause: entry.clause.clone(),
            hint: None,
            curl: None,
            sent: None,
            answer: None,
        }),
        millis: 0.0,
    }
}
