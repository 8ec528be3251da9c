//! What clauses ask a dossier for: a paper where one is judged, a chapter with its topics, one plan.

use super::super::clause::Clause;
use super::super::evidence::{Evidence, EvidenceKind};
use super::super::model::Standard;
use super::super::subject::Subject;
use super::places::{ClausePlaces, Report};

/// Problems of what the clauses of a standard ask a dossier for.
pub(super) fn evidence(standard: &Standard, clauses: &[ClausePlaces], report: &mut Report<'_>) {
    let mut plans = 0;
    for place in clauses {
        let Some(clause) = standard.clause(&place.id.value) else { continue };
        let is_plan = clause.evidence.as_ref().is_some_and(|evidence| evidence.kind == EvidenceKind::Plan);
        plans += usize::from(is_plan);
        if let Some(wrong) = wrong(clause, is_plan && plans > 1) {
            report.add(&place.id, format!("clause `{}`: {wrong}", clause.id));
        }
    }
}

fn wrong(clause: &Clause, second_plan: bool) -> Option<&'static str> {
    let of_dossier = clause.subject == Subject::Dossier;
    match &clause.evidence {
        None if of_dossier && clause.disposition.is_none() => {
            Some("expected the `evidence` that a dossier has to show")
        }
        None => None,
        Some(_) if !of_dossier => Some("`evidence` stands beside `subject: dossier`, and nowhere else"),
        Some(_) if clause.probe.is_some() => Some("expected `evidence` or a `probe`, not both"),
        Some(_) if second_plan => Some("a second `plan`: expected one"),
        Some(evidence) => misshapen(evidence),
    }
}

fn misshapen(evidence: &Evidence) -> Option<&'static str> {
    let named = !evidence.chapter.is_empty() && !evidence.topics.is_empty();
    let nameless = evidence.chapter.is_empty() && evidence.topics.is_empty();
    match evidence.kind {
        EvidenceKind::PlanChapter if !named => Some("a chapter of the plan has a `chapter` and `topics`"),
        EvidenceKind::PlanChapter => None,
        _ if !nameless => Some("`chapter` and `topics` stand beside `kind: plan-chapter`, and nowhere else"),
        _ if evidence.paper.zh.is_empty() || evidence.paper.en.is_empty() => {
            Some("expected `paper`, what is asked for")
        }
        _ => None,
    }
}
