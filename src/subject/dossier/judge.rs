//! Holds a dossier against what a standard asks it to show, on a day.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::file::is_listed;
use super::model::{Claim, Dossier, Field, Paper};
use super::papers::{self, Aspects, Wrong};
use super::shelf::Shelf;
use crate::check::{Deviation, Judged, Judgement};
use crate::id::Aspect;
use crate::standard::{Clause, Evidence, EvidenceKind, Standard, Subject};
use crate::verdict::FindingCode;
use crate::yaml::Place;

/// What is said about one aspect of one item.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// What was found.
    pub judgement: Judgement,
    /// Where in the dossier a deviation stands.
    pub place: Option<Place>,
}

/// Judges every item that a standard asks a dossier for, in the order of the text.
pub fn judge(standard: &Standard, dossier: &Dossier, shelf: &dyn Shelf, day: Date) -> Vec<Said> {
    let judge = Judge { dossier, shelf, day };
    let attested = standard.clauses.iter().filter(|clause| clause.subject == Subject::Dossier);
    let attested = attested.filter_map(|clause| Some((clause, clause.evidence.as_ref()?)));
    attested.flat_map(|(clause, evidence)| judge.item(clause, evidence)).collect()
}

struct Judge<'a> {
    dossier: &'a Dossier,
    shelf: &'a dyn Shelf,
    day: Date,
}

impl Judge<'_> {
    fn item(&self, clause: &Clause, evidence: &Evidence) -> Vec<Said> {
        if evidence.kind == EvidenceKind::PlanChapter {
            return self.chapter(clause, evidence);
        }
        if let Some((index, reason)) = self.reason(clause) {
            return not_asked(clause, evidence, index, reason);
        }
        let papers = self.papers(clause);
        if papers.is_empty() {
            return self.nothing(clause, evidence);
        }
        let found = papers::judge(evidence, &papers, self.shelf, self.day);
        clause.aspects.iter().flat_map(|aspect| of_aspect(clause, *aspect, &found)).collect()
    }

    /// Why nothing is asked, if the dossier says so, with the number of the entry.
    fn reason(&self, clause: &Clause) -> Option<(usize, &Field)> {
        self.dossier.entries.iter().enumerate().find_map(|(index, entry)| match &entry.claim {
            Claim::NotApplicable(reason) if entry.items.contains(&clause.id) => Some((index, reason)),
            _ => None,
        })
    }

    /// The papers that show an item.
    fn papers(&self, clause: &Clause) -> Vec<&Paper> {
        if !is_listed(clause) {
            return self.dossier.plan.iter().map(|plan| &plan.paper).collect();
        }
        let entries = self.dossier.entries.iter().filter(|entry| entry.items.contains(&clause.id));
        let papers = entries.filter_map(|entry| match &entry.claim {
            Claim::Paper(paper) => Some(paper.as_ref()),
            Claim::NotApplicable(_) => None,
        });
        papers.collect()
    }

    /// Neither a paper nor a reason.
    fn nothing(&self, clause: &Clause, evidence: &Evidence) -> Vec<Said> {
        let expected = match evidence.asked_when {
            Some(_) => "a paper, or the reason why nothing is asked",
            None => "a paper",
        };
        let pointer = if is_listed(clause) { format!("/evidence/{}", clause.id) } else { PLAN.to_owned() };
        let missing = Deviation::new(FindingCode::Missing, expected, Value::Null, pointer.as_str());
        let said = clause.aspects.iter().map(|aspect| match aspect {
            Aspect::Presence => deviates(clause, *aspect, (missing.clone(), self.dossier.place.clone())),
            _ => behind(clause, *aspect, "there is no paper", &pointer),
        });
        said.collect()
    }

    /// A chapter of the plan describes each of its topics.
    fn chapter(&self, clause: &Clause, evidence: &Evidence) -> Vec<Said> {
        let aspect = Aspect::Presence;
        let Some(plan) = &self.dossier.plan else {
            return vec![behind(clause, aspect, "there is no plan", PLAN)];
        };
        let at = format!("{PLAN}/chapters/{}", evidence.chapter);
        let Some(chapter) = plan.chapters.get(&evidence.chapter) else {
            let expected = format!("a chapter with {}", evidence.topics.join(", "));
            let missing = Deviation::new(FindingCode::Missing, expected, Value::Null, at);
            return vec![deviates(clause, aspect, (missing, plan.paper.place.clone()))];
        };
        let lacking = evidence.topics.iter().filter_map(|topic| {
            let told = chapter.topics.get(topic);
            let code = match told {
                Some(told) if !told.text.is_empty() => return None,
                Some(_) => FindingCode::Empty,
                None => FindingCode::Missing,
            };
            let place = told.map_or(&chapter.place, |told| &told.place).clone();
            let expected = "where the plan describes it";
            Some(deviates(
                clause,
                aspect,
                (Deviation::new(code, expected, Value::Null, format!("{at}/{topic}")), place),
            ))
        });
        let lacking: Vec<Said> = lacking.collect();
        if lacking.is_empty() { vec![pass(clause, aspect)] } else { lacking }
    }
}

/// JSON pointer of the access plan.
const PLAN: &str = "/plan";

/// What a reason comes to: items that are asked of everyone have none.
fn not_asked(clause: &Clause, evidence: &Evidence, index: usize, reason: &Field) -> Vec<Said> {
    let said = |aspect: &Aspect| {
        if *aspect == Aspect::Behaviour && evidence.asked_when.is_none() {
            let pointer = format!("/evidence/{index}/not_applicable");
            let deviation = Deviation::new(FindingCode::AlwaysAsked, "a paper", json!(reason.text), pointer);
            return deviates(clause, *aspect, (deviation, reason.place.clone()));
        }
        told(clause, *aspect, Judged::NotApplicable(reason.text.clone()))
    };
    clause.aspects.iter().map(said).collect()
}

/// What the papers come to. What could not be looked at whole is not kept.
fn of_aspect(clause: &Clause, aspect: Aspect, found: &Aspects) -> Vec<Said> {
    let own = found.of(aspect);
    if !own.is_empty() {
        return own.iter().cloned().map(|wrong| deviates(clause, aspect, wrong)).collect();
    }
    match found.before(aspect) {
        Some((first, _)) => vec![behind(clause, aspect, "a paper cannot be looked at whole", &first.pointer)],
        None => vec![pass(clause, aspect)],
    }
}

fn pass(clause: &Clause, aspect: Aspect) -> Said {
    told(clause, aspect, Judged::Pass)
}

fn deviates(clause: &Clause, aspect: Aspect, (deviation, place): Wrong) -> Said {
    Said { place: Some(place), ..told(clause, aspect, Judged::Deviates(Box::new(deviation))) }
}

/// What cannot be told because of what deviates at a place.
fn behind(clause: &Clause, aspect: Aspect, reason: &str, pointer: &str) -> Said {
    let consulted = vec![(String::new(), pointer.to_owned())];
    told(clause, aspect, Judged::NotReached { reason: reason.to_owned(), consulted })
}

fn told(clause: &Clause, aspect: Aspect, judged: Judged) -> Said {
    Said { judgement: Judgement { requirement: clause.id.clone(), aspect, judged }, place: None }
}
