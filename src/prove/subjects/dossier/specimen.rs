//! A dossier that shows everything that a standard asks for, with its files, made from the clauses alone.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::standard::{Clause, Evidence, EvidenceKind, Standard, Subject};
use crate::subject::dossier::{
    Chapter, Claim, Dossier, Entry, Field, Lack, Lying, Object, Paper, PaperField, Plan, Shelf, sha256,
};
use crate::yaml::Place;

/// A dossier with its files.
pub(super) struct Specimen {
    /// The dossier.
    pub dossier: Dossier,
    /// Its files.
    pub papers: Papers,
    /// The day on which it conforms.
    pub day: Date,
}

/// Files by path.
pub(super) struct Papers(pub BTreeMap<String, String>);

impl Shelf for Papers {
    fn look(&self, path: &str) -> Result<Lying, Lack> {
        if path.starts_with("../") {
            return Err(Lack::Outside);
        }
        let text = self.0.get(path).ok_or(Lack::Missing)?;
        Ok(Lying { sha256: sha256(text), size: text.len() as u64 })
    }
}

impl Specimen {
    /// One that conforms on a day.
    pub fn of(standard: &Standard, day: Date) -> Self {
        let mut papers = Papers(BTreeMap::new());
        let (mut plan, mut entries, mut chapters) = (None, Vec::new(), BTreeMap::new());
        for (clause, evidence) in asked(standard) {
            match evidence.kind {
                EvidenceKind::PlanChapter => {
                    let topics = evidence.topics.iter().map(|topic| (topic.clone(), field("3.2"))).collect();
                    chapters.insert(evidence.chapter.clone(), Chapter { place: place(), topics });
                }
                EvidenceKind::Plan => plan = Some(papers.paper("/plan", clause, (evidence, day))),
                _ => {
                    let pointer = format!("/evidence/{}", entries.len());
                    let claim = Claim::Paper(Box::new(papers.paper(&pointer, clause, (evidence, day))));
                    entries.push(Entry { items: vec![clause.id.clone()], claim });
                }
            }
        }
        let object = Object { name: "Made-up platform".to_owned(), ..Object::default() };
        let plan = plan.map(|paper| Plan { paper, chapters });
        let dossier = Dossier { standard: standard.id.clone(), object, plan, entries, place: place() };
        Self { dossier, papers, day }
    }

    /// The paper that shows an item.
    pub fn paper(&mut self, item: &str) -> Option<&mut Paper> {
        let entry = self.dossier.entries.iter_mut().find(|entry| entry.items.iter().any(|own| own == item));
        match entry {
            Some(Entry { claim: Claim::Paper(paper), .. }) => Some(paper),
            Some(_) => None,
            None => self.dossier.plan.as_mut().map(|plan| &mut plan.paper),
        }
    }

    /// All papers.
    pub fn all(&mut self) -> impl Iterator<Item = &mut Paper> {
        let entries = self.dossier.entries.iter_mut().filter_map(|entry| match &mut entry.claim {
            Claim::Paper(paper) => Some(paper.as_mut()),
            Claim::NotApplicable(_) => None,
        });
        self.dossier.plan.iter_mut().map(|plan| &mut plan.paper).chain(entries)
    }
}

impl Papers {
    /// A paper with what is asked of it, and its file.
    fn paper(&mut self, pointer: &str, clause: &Clause, (evidence, day): (&Evidence, Date)) -> Paper {
        let path = format!("papers/{}.pdf", clause.id);
        let text = format!("paper for {}", clause.id);
        let digest = sha256(&text);
        self.0.insert(path.clone(), text);
        let mut paper = Paper {
            place: place(),
            pointer: pointer.to_owned(),
            title: Some(field(&clause.title.en)),
            issuer: None,
            date: Some(field(&days(day, -30))),
            valid_until: None,
            file: Some(field(&path)),
            sha256: Some(field(&digest)),
        };
        if evidence.issuer {
            *paper.field_mut(PaperField::Issuer) = Some(field("Made-up assessor"));
        }
        if evidence.valid {
            *paper.field_mut(PaperField::ValidUntil) = Some(field(&days(day, 30)));
        }
        paper
    }
}

/// Clauses that ask a dossier for something.
pub(super) fn asked(standard: &Standard) -> impl Iterator<Item = (&Clause, &Evidence)> {
    let clauses = standard.clauses.iter().filter(|clause| clause.subject == Subject::Dossier);
    clauses.filter_map(|clause| Some((clause, clause.evidence.as_ref()?)))
}

/// A field that says this.
pub(super) fn field(text: &str) -> Field {
    Field { text: text.to_owned(), place: place() }
}

/// Some days behind a day.
pub(super) fn days(day: Date, behind: i32) -> String {
    day.saturating_add(behind.days()).to_string()
}

fn place() -> Place {
    Place { file: "dossier.yaml".to_owned(), line: 1, column: 1 }
}
