//! What a dossier may do otherwise.

use super::specimen::{Specimen, asked, days, field};
use crate::standard::Standard;
use crate::subject::dossier::{Claim, Entry, PaperField};

/// Takes a freedom.
type Take = fn(&mut Specimen, &Standard);

/// Everything that a dossier may do otherwise, by name.
pub(super) const FREEDOMS: &[(&str, Take)] = &[
    ("entries in another order", |specimen, _| specimen.dossier.entries.reverse()),
    ("a second paper for each item", |specimen, _| {
        let again = specimen.dossier.entries.clone();
        specimen.dossier.entries.extend(again);
    }),
    ("papers that were renewed are kept", |specimen, _| {
        let mut before = specimen.dossier.entries.clone();
        let (from, until) = (days(specimen.day, -400), days(specimen.day, -31));
        for entry in &mut before {
            if let Claim::Paper(paper) = &mut entry.claim {
                paper.date = Some(field(&from));
                paper.valid_until = Some(field(&until));
            }
        }
        before.append(&mut specimen.dossier.entries);
        specimen.dossier.entries = before;
    }),
    ("one paper for all items", |specimen, _| {
        let items = specimen.dossier.entries.iter().flat_map(|entry| entry.items.clone()).collect();
        let until = days(specimen.day, 30);
        let first = specimen.dossier.entries.first().map(|entry| entry.claim.clone());
        if let Some(Claim::Paper(mut paper)) = first {
            paper.issuer = Some(field("Made-up assessor"));
            paper.valid_until = Some(field(&until));
            specimen.dossier.entries = vec![Entry { items, claim: Claim::Paper(paper) }];
        }
    }),
    ("what is not asked has a reason", |specimen, standard| {
        let conditional = asked(standard).filter(|(_, evidence)| evidence.asked_when.is_some());
        for (clause, _) in conditional {
            let entries = specimen.dossier.entries.iter_mut();
            for entry in entries.filter(|entry| entry.items.contains(&clause.id)) {
                entry.claim = Claim::NotApplicable(field("nothing of it is connected"));
            }
        }
    }),
    ("digests in capitals", |specimen, _| {
        for paper in specimen.all() {
            let digest = paper.sha256.as_ref().map(|digest| field(&digest.text.to_uppercase()));
            paper.sha256 = digest;
        }
    }),
    ("papers of the day, which end on it", |specimen, _| {
        let today = days(specimen.day, 0);
        for paper in specimen.all() {
            for name in [PaperField::Date, PaperField::ValidUntil] {
                *paper.field_mut(name) = Some(field(&today));
            }
        }
    }),
    ("an issuer where none is asked for", |specimen, _| {
        for paper in specimen.all() {
            paper.issuer = Some(field("Made-up issuer"));
        }
    }),
];
