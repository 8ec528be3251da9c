//! The stream folded: what is known about each unit, which causes recur, and the totals that close a run.
//!
//! A unit is one aspect of one requirement in one operation. The runner feeds a `Fold` to close its stream with
//! [`Fold::totals`]; reporters feed their own, so that a live run and a recording give the same report.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::catalogue::CatalogueEntry;
use super::code::FindingCode;
use super::event::{Event, RunFinished, RunStarted, VerdictEvent};
use super::excuse::{Excuse, Excuses, Standing};
use super::finding::Root;
use super::scale::Verdict;
use super::totals::{StandardTotals, Totals};
use crate::id::{Aspect, RequirementId};

#[cfg(test)]
mod tests;
mod unit;

use unit::Names;
pub use unit::{Unit, UnitCase, UnitFinding, UnitKey};

/// The disposition of a unit that the plan sets out to judge.
pub const JUDGED: &str = "judged";

/// Verdicts of one severity that share a cause.
#[derive(Debug, Clone)]
pub struct Group {
    /// Severity.
    pub verdict: Verdict,
    /// Cause.
    pub root: Root,
    /// What else is wrong at that place: one fault shows in several ways, such as null and empty values accepted alike.
    pub also: Vec<FindingCode>,
    /// How many verdicts share it.
    pub count: usize,
    /// The first of them in stream order.
    pub first: VerdictEvent,
    units: BTreeSet<usize>,
}

/// What verdicts of one cause have in common.
#[derive(Debug, PartialEq, Eq, Hash)]
struct GroupKey {
    verdict: Verdict,
    operation: String,
    requirement: RequirementId,
    aspect: Aspect,
    /// Why nothing could be told, where nothing was: other reasons are other things to do.
    reason: Option<FindingCode>,
}

/// Verdicts that do not count and share a cause and an excuse.
#[derive(Debug, Clone)]
pub struct ExcusedGroup {
    /// Why they do not count.
    pub excuse: Excuse,
    /// Severity.
    pub verdict: Verdict,
    /// How many there are.
    pub count: usize,
    /// The first of them in stream order.
    pub first: VerdictEvent,
}

/// Totals of one operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationTotals {
    /// Standard.
    pub standard: String,
    /// Operation; empty for what holds for the whole standard.
    pub operation: String,
    /// Totals.
    pub totals: StandardTotals,
}

/// The stream folded.
#[derive(Debug, Default)]
pub struct Fold {
    started: Option<RunStarted>,
    finished: Option<RunFinished>,
    catalogue: Vec<CatalogueEntry>,
    entries: HashMap<RequirementId, usize>,
    units: Vec<Unit>,
    names: Names,
    unit_index: HashMap<UnitKey, usize>,
    groups: Vec<Group>,
    group_index: HashMap<GroupKey, usize>,
    excuses: Option<Arc<dyn Excuses>>,
    excused: Vec<ExcusedGroup>,
    excused_index: HashMap<(Excuse, Verdict, Root), usize>,
    exchanges: usize,
    counts_only: bool,
}

impl Fold {
    /// An empty fold.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty fold for totals alone: it keeps neither the catalogue nor the cases and findings of a unit, of which a run has
    /// tens of thousands.
    pub fn counting() -> Self {
        Self { counts_only: true, ..Self::default() }
    }

    /// An empty fold that holds findings apart as a policy says.
    pub fn excusing(excuses: Arc<dyn Excuses>) -> Self {
        Self { excuses: Some(excuses), ..Self::default() }
    }

    /// Takes one event in.
    pub fn event(&mut self, event: &Event) {
        match event {
            Event::RunStarted(started) => self.started = Some(started.clone()),
            Event::Requirement(entry) => self.requirement(entry),
            Event::Exchange(_) => self.exchanges += 1,
            Event::Verdict(verdict) => self.verdict(verdict),
            Event::RunFinished(finished) => self.finished = Some(finished.clone()),
        }
    }

    /// The event that opened the stream.
    pub fn started(&self) -> Option<&RunStarted> {
        self.started.as_ref()
    }

    /// The event that closed the stream; none while it is incomplete.
    pub fn finished(&self) -> Option<&RunFinished> {
        self.finished.as_ref()
    }

    /// The catalogue in stream order.
    pub fn catalogue(&self) -> &[CatalogueEntry] {
        &self.catalogue
    }

    /// What the catalogue says about a requirement: its first entry when several operations share it.
    pub fn entry(&self, requirement: &RequirementId) -> Option<&CatalogueEntry> {
        self.entries.get(requirement).and_then(|index| self.catalogue.get(*index))
    }

    /// Every unit, in the order of the catalogue.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The unit that a verdict taken in before is about.
    pub fn unit(&self, event: &VerdictEvent) -> Option<&Unit> {
        self.unit_index.get(&self.key_of(event)).and_then(|index| self.units.get(*index))
    }

    /// Exchanges so far.
    pub fn exchanges(&self) -> usize {
        self.exchanges
    }

    /// Causes, the gravest first, then those that most verdicts share, then in stream order.
    pub fn groups(&self) -> Vec<&Group> {
        let mut groups: Vec<&Group> = self.groups.iter().collect();
        groups.sort_by(|a, b| b.verdict.cmp(&a.verdict).then(b.count.cmp(&a.count)));
        groups
    }

    /// Why a verdict does not count; none: it counts.
    pub fn excuse(&self, event: &VerdictEvent) -> Option<Excuse> {
        self.excuses.as_ref().and_then(|excuses| excuses.excuse(event))
    }

    /// Verdicts that do not count, by excuse and cause, in stream order.
    pub fn excused(&self) -> &[ExcusedGroup] {
        &self.excused
    }

    /// Totals over everything taken in so far.
    pub fn totals(&self) -> Totals {
        let mut standards: BTreeMap<String, StandardTotals> = BTreeMap::new();
        if let Some(started) = &self.started {
            standards.extend(started.standards.iter().map(|(id, _)| (id.clone(), StandardTotals::default())));
        }
        for unit in &self.units {
            count(standards.entry(unit.key.requirement.standard().to_owned()).or_default(), unit);
        }
        for group in self.failing() {
            standards.entry(group.root.requirement.standard().to_owned()).or_default().failing_roots += 1;
        }
        let cases = self.started.as_ref().map_or(0, |started| started.cases);
        Totals { cases, exchanges: self.exchanges, standards }
    }

    /// Totals by operation, in the order of the catalogue.
    pub fn operations(&self) -> Vec<OperationTotals> {
        let mut index: HashMap<(&str, &str), usize> = HashMap::new();
        let mut operations: Vec<OperationTotals> = Vec::new();
        for unit in &self.units {
            let (standard, operation) = (unit.key.requirement.standard(), unit.key.operation.as_str());
            let place = *index.entry((standard, operation)).or_insert_with(|| {
                operations.push(OperationTotals {
                    standard: standard.to_owned(),
                    operation: operation.to_owned(),
                    totals: StandardTotals::default(),
                });
                operations.len() - 1
            });
            if let Some(entry) = operations.get_mut(place) {
                count(&mut entry.totals, unit);
            }
        }
        for group in self.failing() {
            for (standard, operation) in self.places(group) {
                if let Some(entry) = index.get(&(standard, operation)).and_then(|place| operations.get_mut(*place)) {
                    entry.totals.failing_roots += 1;
                }
            }
        }
        operations
    }

    fn failing(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(|group| group.verdict == Verdict::Fail)
    }

    /// Where a cause shows: (standard, operation).
    fn places(&self, group: &Group) -> BTreeSet<(&str, &str)> {
        let units = group.units.iter().filter_map(|index| self.units.get(*index));
        units.map(|unit| (unit.key.requirement.standard(), unit.key.operation.as_str())).collect()
    }

    fn requirement(&mut self, entry: &CatalogueEntry) {
        for aspect in &entry.aspects {
            let key = UnitKey {
                operation: entry.operation.clone(),
                requirement: entry.requirement.clone(),
                aspect: aspect.aspect,
            };
            let index = self.place(key);
            if let Some(unit) = self.units.get_mut(index) {
                unit.disposition.clone_from(&aspect.disposition);
                unit.reason.clone_from(&aspect.reason);
            }
        }
        if !self.counts_only {
            self.entries.entry(entry.requirement.clone()).or_insert(self.catalogue.len());
            self.catalogue.push(entry.clone());
        }
    }

    fn verdict(&mut self, event: &VerdictEvent) {
        let index = self.place(self.key_of(event));
        let Some(unit) = self.units.get_mut(index) else { return };
        let excuse = self.excuses.as_ref().and_then(|excuses| excuses.excuse(event));
        unit.count(event, excuse);
        if !self.counts_only {
            unit.keep(event, excuse, &mut self.names);
        }
        if let Some(excuse) = excuse {
            self.hold_apart(event, excuse);
            return;
        }
        // What the plan left out stays out, unless it broke something: that must never be hidden.
        if unit.planned() || event.verdict >= Verdict::Fail {
            self.group(event, index);
        }
    }

    fn group(&mut self, event: &VerdictEvent, unit: usize) {
        if event.verdict < Verdict::Warning {
            return;
        }
        let root = root_of(event);
        let groups = &mut self.groups;
        let place = *self.group_index.entry(GroupKey::of(event.verdict, &root)).or_insert_with(|| {
            let (verdict, first, root) = (event.verdict, event.clone(), root.clone());
            groups.push(Group { verdict, root, also: Vec::new(), count: 0, first, units: BTreeSet::new() });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(place) {
            group.count += 1;
            if group.root.code != root.code && !group.also.contains(&root.code) {
                group.also.push(root.code);
            }
            group.units.insert(unit);
        }
    }

    fn hold_apart(&mut self, event: &VerdictEvent, excuse: Excuse) {
        let excused = &mut self.excused;
        let place = *self.excused_index.entry((excuse, event.verdict, root_of(event))).or_insert_with(|| {
            excused.push(ExcusedGroup { excuse, verdict: event.verdict, count: 0, first: event.clone() });
            excused.len() - 1
        });
        if let Some(group) = excused.get_mut(place) {
            group.count += 1;
        }
    }

    /// Which unit a verdict is about: a requirement that holds for the whole standard is one unit, wherever it is seen.
    fn key_of(&self, event: &VerdictEvent) -> UnitKey {
        let key = UnitKey {
            operation: event.operation.clone(),
            requirement: event.requirement.clone(),
            aspect: event.aspect,
        };
        if self.unit_index.contains_key(&key) {
            return key;
        }
        let everywhere = UnitKey { operation: String::new(), ..key };
        if self.unit_index.contains_key(&everywhere) {
            return everywhere;
        }
        UnitKey { operation: event.operation.clone(), ..everywhere }
    }

    fn place(&mut self, key: UnitKey) -> usize {
        if let Some(known) = self.unit_index.get(&key) {
            return *known;
        }
        self.units.push(Unit::new(key.clone()));
        self.unit_index.insert(key, self.units.len() - 1);
        self.units.len() - 1
    }
}

impl GroupKey {
    fn of(verdict: Verdict, root: &Root) -> Self {
        Self {
            verdict,
            operation: root.operation.clone(),
            requirement: root.requirement.clone(),
            aspect: root.aspect,
            reason: (!matches!(verdict, Verdict::Fail | Verdict::Warning)).then_some(root.code),
        }
    }
}

impl Group {
    /// How many units share the cause.
    pub fn units(&self) -> usize {
        self.units.len()
    }
}

/// The cause of a verdict; one that came without a finding stands for itself.
fn root_of(event: &VerdictEvent) -> Root {
    match &event.finding {
        Some(finding) => finding.root.clone(),
        None => Root {
            operation: event.operation.clone(),
            requirement: event.requirement.clone(),
            aspect: event.aspect,
            code: FindingCode::Internal,
        },
    }
}

fn count(totals: &mut StandardTotals, unit: &Unit) {
    if !unit.planned() {
        *totals.dispositions.entry(unit.disposition.clone()).or_default() += 1;
        return;
    }
    totals.planned += 1;
    totals.reached += usize::from(unit.reached);
    totals.judged += usize::from(matches!(unit.verdict, Some(Verdict::Pass | Verdict::Warning | Verdict::Fail)));
    match unit.standing() {
        Standing::Counts(Some(verdict)) => *totals.verdicts.entry(verdict).or_default() += 1,
        Standing::Counts(None) => {}
        Standing::Excused(Excuse::Waived(_)) => totals.waived += 1,
        Standing::Excused(Excuse::Known) => totals.known += 1,
    }
}
