//! What is known about one unit: one aspect of one requirement in one operation.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::JUDGED;
use crate::id::{Aspect, RequirementId};
use crate::verdict::code::FindingCode;
use crate::verdict::event::VerdictEvent;
use crate::verdict::excuse::{Excuse, Standing};
use crate::verdict::finding::Finding;
use crate::verdict::scale::Verdict;

/// Findings kept for one unit; a target that errs everywhere must not fill the memory.
pub(super) const FINDINGS_PER_UNIT: usize = 20;

/// Which unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitKey {
    /// Operation; empty when the requirement holds for the whole standard.
    pub operation: String,
    /// Requirement.
    pub requirement: RequirementId,
    /// Aspect.
    pub aspect: Aspect,
}

/// What is known about one unit.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Which.
    pub key: UnitKey,
    /// What the catalogue says is done about it; [`JUDGED`] for a unit that the catalogue lacks.
    pub disposition: String,
    /// Why it is not judged; empty when it is.
    pub reason: String,
    /// The worst verdict, excused or not; none when no case said anything. See [`Unit::standing`].
    pub verdict: Option<Verdict>,
    /// The worst verdict that is not excused.
    counted: Option<Verdict>,
    /// The first excuse of the gravest verdict that is excused.
    excused: Option<(Verdict, Excuse)>,
    /// Whether anything was observed.
    pub reached: bool,
    /// The cases that gave a verdict, in stream order: a list, since a run keeps tens of thousands of these.
    cases: Vec<(Arc<str>, UnitCase)>,
    /// What the verdicts other than pass rest on, in stream order; the gravest ones when there are many.
    pub findings: Vec<UnitFinding>,
    /// How many verdicts were not pass, including those whose finding was not kept.
    pub deviations: usize,
}

/// A case that gave a verdict about a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitCase {
    /// File of the case, or of the table that it comes from.
    pub file: Arc<str>,
    /// Milliseconds that its exchanges took.
    pub millis: f64,
    /// The worst that it said, excused or not.
    pub verdict: Verdict,
    /// Which of the names of the stream it has: they are counted as they come.
    place: u32,
}

/// A verdict other than pass about a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitFinding {
    /// Case.
    pub case: String,
    /// Verdict.
    pub verdict: Verdict,
    /// What it rests on.
    pub finding: Option<Finding>,
    /// Why it does not count, if it does not.
    pub excuse: Option<Excuse>,
}

/// Names that are kept once, however many units name them: a run has tens of thousands of pairs of unit and case.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Each with its place in the order of coming.
    all: HashMap<Arc<str>, u32>,
    /// Those of the last verdict, case and file: the next is most often of the same.
    last: [Option<Name>; 2],
}

type Name = (Arc<str>, u32);

impl Names {
    fn case(&mut self, name: &str) -> Name {
        self.shared(name, 0)
    }

    fn file(&mut self, name: &str) -> Arc<str> {
        self.shared(name, 1).0
    }

    fn shared(&mut self, name: &str, kind: usize) -> Name {
        if let Some(Some(last)) = self.last.get(kind)
            && *last.0 == *name
        {
            return last.clone();
        }
        let kept = match self.all.get_key_value(name) {
            Some((kept, place)) => (kept.clone(), *place),
            None => {
                let new: Name = (name.into(), u32::try_from(self.all.len()).unwrap_or(u32::MAX));
                self.all.insert(new.0.clone(), new.1);
                new
            }
        };
        if let Some(last) = self.last.get_mut(kind) {
            *last = Some(kept.clone());
        }
        kept
    }
}

impl Unit {
    pub(super) fn new(key: UnitKey) -> Self {
        Self {
            key,
            disposition: JUDGED.to_owned(),
            reason: String::new(),
            verdict: None,
            counted: None,
            excused: None,
            reached: false,
            cases: Vec::new(),
            findings: Vec::new(),
            deviations: 0,
        }
    }

    /// Whether it counts among the judged: the plan said so, or a failure or error showed although the plan did not.
    pub fn planned(&self) -> bool {
        self.disposition == JUDGED || self.verdict >= Some(Verdict::Fail)
    }

    /// Milliseconds of the exchanges of all its cases.
    pub fn millis(&self) -> f64 {
        self.cases.iter().map(|(_, case)| case.millis).sum()
    }

    /// The cases that gave a verdict, by id.
    pub fn cases(&self) -> BTreeMap<&str, &UnitCase> {
        self.cases.iter().map(|(id, case)| (&**id, case)).collect()
    }

    /// How it stands: an excused failure is no pass, whatever else passed.
    pub fn standing(&self) -> Standing {
        match self.excused {
            Some((_, excuse)) if self.counted < Some(Verdict::Inconclusive) => Standing::Excused(excuse),
            _ => Standing::Counts(self.counted),
        }
    }

    /// The findings that its standing rests on, in stream order.
    pub fn decisive(&self) -> impl Iterator<Item = &UnitFinding> {
        let standing = self.standing();
        self.findings.iter().filter(move |finding| match standing {
            Standing::Counts(verdict) => Some(finding.verdict) == verdict && finding.excuse.is_none(),
            Standing::Excused(_) => finding.excuse.is_some(),
        })
    }

    /// Takes in how grave a verdict is.
    pub(super) fn count(&mut self, event: &VerdictEvent, excuse: Option<Excuse>) {
        self.verdict = self.verdict.max(Some(event.verdict));
        match excuse {
            None => self.counted = self.counted.max(Some(event.verdict)),
            Some(excuse) if self.excused.is_none_or(|(verdict, _)| verdict < event.verdict) => {
                self.excused = Some((event.verdict, excuse));
            }
            Some(_) => {}
        }
        self.reached |= observed(event);
        self.deviations += usize::from(event.verdict != Verdict::Pass);
    }

    /// Keeps which case gave a verdict, and what it rests on.
    pub(super) fn keep(&mut self, event: &VerdictEvent, excuse: Option<Excuse>, names: &mut Names) {
        let (name, place) = names.case(&event.case);
        match self.cases.binary_search_by_key(&place, |(_, known)| known.place) {
            // A case gives one verdict per place, but its exchanges took their time only once.
            Ok(known) => {
                if let Some((_, case)) = self.cases.get_mut(known) {
                    case.millis = case.millis.max(event.millis);
                    case.verdict = case.verdict.max(event.verdict);
                }
            }
            Err(free) => {
                let file = names.file(&event.file);
                let case = UnitCase { file, millis: event.millis, verdict: event.verdict, place };
                self.cases.insert(free, (name, case));
            }
        }
        if event.verdict != Verdict::Pass {
            let (case, verdict, finding) = (event.case.clone(), event.verdict, event.finding.clone());
            self.keep_finding(UnitFinding { case, verdict, finding, excuse });
        }
    }

    fn keep_finding(&mut self, finding: UnitFinding) {
        if self.findings.len() >= FINDINGS_PER_UNIT {
            let lesser = self.findings.iter().rposition(|kept| kept.verdict < finding.verdict);
            let Some(place) = lesser else { return };
            self.findings.remove(place);
        }
        self.findings.push(finding);
    }
}

/// Whether something of the target was seen: "not reached" in any of its forms is no observation.
fn observed(event: &VerdictEvent) -> bool {
    use FindingCode::{Masked, NeedsData, NotReached, Prerequisite};
    match event.verdict {
        Verdict::Pass | Verdict::Warning | Verdict::Fail => true,
        Verdict::NotApplicable => false,
        Verdict::Inconclusive | Verdict::Error => event.finding.as_ref().is_some_and(|finding| {
            let unseen =
                matches!(finding.code, NotReached | NeedsData | Prerequisite | Masked) || finding.code.is_silence();
            !finding.actual.is_null() && !unseen
        }),
    }
}
