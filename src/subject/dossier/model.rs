//! A dossier as it was read: who, the access plan, and a paper or a reason for each item.

use std::collections::BTreeMap;

use crate::yaml::Place;

/// A dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// The standard that it answers.
    pub standard: String,
    /// What is attested.
    pub object: Object,
    /// The access plan.
    pub plan: Option<Plan>,
    /// Papers and reasons, in the order of the file.
    pub entries: Vec<Entry>,
    /// The first line of the file: what is lacking is lacking there.
    pub place: Place,
}

/// What is attested.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Object {
    /// Name.
    pub name: String,
    /// Vendor.
    pub vendor: String,
    /// Version.
    pub version: String,
}

/// The access plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The plan as a paper.
    pub paper: Paper,
    /// Where the plan describes each topic of each chapter.
    pub chapters: BTreeMap<String, Chapter>,
}

/// A chapter of the access plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// Where in the dossier.
    pub place: Place,
    /// Where in the plan each topic is described.
    pub topics: BTreeMap<String, Field>,
}

/// A text with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The text, without blanks around it.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// What is said about some items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Local ids of the items.
    pub items: Vec<String>,
    /// A paper, or why nothing is asked.
    pub claim: Claim,
}

/// A paper, or why nothing is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// A paper shows it.
    Paper(Box<Paper>),
    /// Nothing is asked, for this reason.
    NotApplicable(Field),
}

/// A paper that shows something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Where it stands in the dossier.
    pub place: Place,
    /// JSON pointer into the dossier.
    pub pointer: String,
    /// What it is called.
    pub title: Option<Field>,
    /// Who issued it.
    pub issuer: Option<Field>,
    /// Of which day it is.
    pub date: Option<Field>,
    /// The last day on which it holds.
    pub valid_until: Option<Field>,
    /// Path below the folder of the dossier.
    pub file: Option<Field>,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: Option<Field>,
}

impl Paper {
    /// The field of this name.
    pub fn field(&self, name: PaperField) -> Option<&Field> {
        match name {
            PaperField::Title => self.title.as_ref(),
            PaperField::Issuer => self.issuer.as_ref(),
            PaperField::Date => self.date.as_ref(),
            PaperField::ValidUntil => self.valid_until.as_ref(),
            PaperField::File => self.file.as_ref(),
            PaperField::Sha256 => self.sha256.as_ref(),
        }
    }

    /// The place of a field, to be changed.
    pub fn field_mut(&mut self, name: PaperField) -> &mut Option<Field> {
        match name {
            PaperField::Title => &mut self.title,
            PaperField::Issuer => &mut self.issuer,
            PaperField::Date => &mut self.date,
            PaperField::ValidUntil => &mut self.valid_until,
            PaperField::File => &mut self.file,
            PaperField::Sha256 => &mut self.sha256,
        }
    }
}

/// The fields of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaperField {
    /// What it is called.
    Title,
    /// Who issued it.
    Issuer,
    /// Of which day it is.
    Date,
    /// The last day on which it holds.
    ValidUntil,
    /// The file.
    File,
    /// The digest of the file.
    Sha256,
}

impl PaperField {
    /// All fields, in the order of the file.
    pub const ALL: [PaperField; 6] =
        [Self::Title, Self::Issuer, Self::Date, Self::ValidUntil, Self::File, Self::Sha256];

    /// The key in the file.
    pub fn key(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Issuer => "issuer",
            Self::Date => "date",
            Self::ValidUntil => "valid_until",
            Self::File => "file",
            Self::Sha256 => "sha256",
        }
    }
}
