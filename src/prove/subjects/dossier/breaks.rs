//! What is broken in a dossier, one item at a time.

use super::specimen::{Specimen, asked, days, field};
use crate::id::Aspect;
use crate::simulator::{Mutant, Stand};
use crate::standard::{Evidence, EvidenceKind, Standard};
use crate::subject::dossier::{Claim, PaperField};

/// One item broken in one way.
pub(super) struct Break {
    /// Local id of the item.
    item: String,
    aspect: Aspect,
    /// Name of the operator.
    operator: &'static str,
    /// The field, topic or chapter that is broken, where an operator breaks several of an item.
    part: String,
    apply: fn(&mut Specimen, &str, &str),
}

impl Break {
    /// As a mutant.
    pub fn mutant(&self, standard: &Standard) -> Mutant {
        let Self { item, aspect, operator, part, .. } = self;
        let part = if part.is_empty() { String::new() } else { format!("/{part}") };
        Mutant {
            id: format!("{}/{item}#{aspect}/{operator}{part}", standard.id),
            operator,
            requirement: standard.requirement(item),
            aspect: *aspect,
            operation: String::new(),
            stand: Stand::Violation,
        }
    }

    /// Breaks a dossier.
    pub fn apply(&self, specimen: &mut Specimen) {
        (self.apply)(specimen, &self.item, &self.part);
    }
}

/// Breaks an item of a dossier.
type Apply = fn(&mut Specimen, &str, &str);

/// What may be wrong with every paper.
const OF_PAPERS: &[(&str, Aspect, Apply)] = &[
    ("paper-missing", Aspect::Presence, |specimen, item, _| {
        specimen.dossier.entries.retain(|entry| !entry.items.iter().any(|own| own == item));
    }),
    ("date-misshapen", Aspect::Format, |specimen, item, _| set(specimen, item, PaperField::Date, "2024/1/5")),
    ("date-no-day", Aspect::Format, |specimen, item, _| set(specimen, item, PaperField::Date, "2023-02-30")),
    ("until-misshapen", Aspect::Format, |specimen, item, _| set(specimen, item, PaperField::ValidUntil, "next year")),
    ("digest-misshapen", Aspect::Format, |specimen, item, _| set(specimen, item, PaperField::Sha256, "12ab")),
    ("dated-later", Aspect::Behaviour, |specimen, item, _| {
        let tomorrow = days(specimen.day, 1);
        set(specimen, item, PaperField::Date, &tomorrow);
    }),
    ("expired", Aspect::Behaviour, |specimen, item, _| {
        let yesterday = days(specimen.day, -1);
        set(specimen, item, PaperField::ValidUntil, &yesterday);
    }),
    ("file-lost", Aspect::Behaviour, |specimen, item, _| set(specimen, item, PaperField::File, "papers/lost.pdf")),
    ("file-outside", Aspect::Behaviour, |specimen, item, _| set(specimen, item, PaperField::File, "../paper.pdf")),
    ("file-altered", Aspect::Behaviour, |specimen, item, _| write(specimen, item, "another paper")),
    ("file-empty", Aspect::Behaviour, |specimen, item, _| write(specimen, item, "")),
];

/// Every way to break every item, in the order of the text.
pub(super) fn breaks(standard: &Standard) -> Vec<Break> {
    asked(standard)
        .flat_map(|(clause, evidence)| {
            let ways =
                if evidence.kind == EvidenceKind::PlanChapter { of_chapter(evidence) } else { of_paper(evidence) };
            ways.into_iter().map(|(operator, aspect, part, apply)| Break {
                item: clause.id.clone(),
                aspect,
                operator,
                part,
                apply,
            })
        })
        .collect()
}

type Way = (&'static str, Aspect, String, Apply);

fn of_paper(evidence: &Evidence) -> Vec<Way> {
    let asked = |field: &PaperField| match field {
        PaperField::Issuer => evidence.issuer,
        PaperField::ValidUntil => evidence.valid,
        _ => true,
    };
    let mut ways: Vec<Way> =
        OF_PAPERS.iter().map(|(operator, aspect, apply)| (*operator, *aspect, String::new(), *apply)).collect();
    if evidence.kind == EvidenceKind::Plan {
        ways.retain(|(operator, ..)| *operator != "paper-missing");
        ways.push(("plan-missing", Aspect::Presence, String::new(), |specimen, _, _| specimen.dossier.plan = None));
    } else if evidence.asked_when.is_none() {
        ways.push(("declared-unasked", Aspect::Behaviour, String::new(), |specimen, item, _| {
            let entries = specimen.dossier.entries.iter_mut();
            for entry in entries.filter(|entry| entry.items.iter().any(|own| own == item)) {
                entry.claim = Claim::NotApplicable(field("not wanted"));
            }
        }));
    }
    for key in PaperField::ALL.into_iter().filter(asked).map(PaperField::key) {
        ways.push(("field-missing", Aspect::Presence, key.to_owned(), |specimen, item, key| {
            if let Some((paper, field)) = specimen.paper(item).zip(named(key)) {
                *paper.field_mut(field) = None;
            }
        }));
        ways.push(("field-blank", Aspect::Presence, key.to_owned(), |specimen, item, key| {
            if let Some(field) = named(key) {
                set(specimen, item, field, "");
            }
        }));
    }
    ways
}

fn of_chapter(evidence: &Evidence) -> Vec<Way> {
    let chapter = &evidence.chapter;
    let mut ways: Vec<Way> = vec![("chapter-missing", Aspect::Presence, chapter.clone(), |specimen, _, chapter| {
        if let Some(plan) = &mut specimen.dossier.plan {
            plan.chapters.remove(chapter);
        }
    })];
    for topic in &evidence.topics {
        let part = format!("{chapter}.{topic}");
        ways.push(("topic-missing", Aspect::Presence, part.clone(), |specimen, _, part| {
            let (chapter, topic) = part.split_once('.').unwrap_or_default();
            let chapter = specimen.dossier.plan.as_mut().and_then(|plan| plan.chapters.get_mut(chapter));
            chapter.map(|chapter| chapter.topics.remove(topic));
        }));
        ways.push(("topic-blank", Aspect::Presence, part, |specimen, _, part| {
            let (chapter, topic) = part.split_once('.').unwrap_or_default();
            let chapter = specimen.dossier.plan.as_mut().and_then(|plan| plan.chapters.get_mut(chapter));
            chapter.map(|chapter| chapter.topics.insert(topic.to_owned(), field("")));
        }));
    }
    ways
}

/// Lets a field of the paper for an item say something else.
fn set(specimen: &mut Specimen, item: &str, name: PaperField, text: &str) {
    if let Some(paper) = specimen.paper(item) {
        *paper.field_mut(name) = Some(field(text));
    }
}

/// Lets the file of the paper for an item say something else.
fn write(specimen: &mut Specimen, item: &str, text: &str) {
    let path = specimen.paper(item).and_then(|paper| paper.file.as_ref()).map(|file| file.text.clone());
    if let Some(held) = path.and_then(|path| specimen.papers.0.get_mut(&path)) {
        text.clone_into(held);
    }
}

fn named(key: &str) -> Option<PaperField> {
    PaperField::ALL.into_iter().find(|field| field.key() == key)
}
