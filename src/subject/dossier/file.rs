//! The dossier file as a person writes it.
//!
//! What a dossier lacks is a finding; what cannot be understood, a key or an item that does not exist, is a mistake.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_saphyr::{Location, Spanned};

use super::model::{Chapter, Claim, Dossier, Entry, Field, Object, Paper, Plan};
use super::papers::is_shaped;
use crate::schema::{Written, written};
use crate::standard::{Clause, EvidenceKind, Library, Standard, Subject};
use crate::yaml::{self, Place, Problem, nearest, problem};

/// Papers that show what nobody sees from outside, and reasons where nothing is asked.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Dossier file of zwfw-conform")]
struct DossierFile {
    /// Id of the standard whose items it answers.
    #[schemars(with = "String")]
    standard: Spanned<String>,
    /// What is attested.
    object: ObjectFile,
    /// The access plan.
    #[serde(default)]
    #[schemars(with = "PlanFile")]
    plan: Option<Spanned<PlanFile>>,
    /// Papers, and reasons where nothing is asked.
    #[serde(default)]
    #[schemars(with = "Vec<EntryFile>")]
    evidence: Vec<Spanned<EntryFile>>,
}

/// What is attested.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Object")]
struct ObjectFile {
    /// Name of the platform, system or service.
    #[schemars(with = "String")]
    name: Spanned<String>,
    /// Who made it.
    #[serde(default)]
    vendor: String,
    /// Its version. Quote it.
    #[serde(default)]
    version: String,
}

/// A struct with the members of a paper behind its own. Flattened, they would lose their places and let unknown keys in.
macro_rules! with_paper {
    ($(#[$about:meta])* struct $name:ident { $($own:tt)* }) => {
        #[derive(Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        $(#[$about])*
        struct $name {
            $($own)*
            /// What the paper is called.
            #[serde(default)]
            #[schemars(with = "String")]
            title: Option<Spanned<String>>,
            /// Who issued it.
            #[serde(default)]
            #[schemars(with = "String")]
            issuer: Option<Spanned<String>>,
            /// Of which day it is, YYYY-MM-DD.
            #[serde(default)]
            #[schemars(with = "String")]
            date: Option<Spanned<String>>,
            /// The last day on which it holds, YYYY-MM-DD.
            #[serde(default)]
            #[schemars(with = "String")]
            valid_until: Option<Spanned<String>>,
            /// Path of the file, below the folder of the dossier.
            #[serde(default)]
            #[schemars(with = "String")]
            file: Option<Spanned<String>>,
            /// SHA-256 of the file, 64 hexadecimal digits.
            #[serde(default)]
            #[schemars(with = "String")]
            sha256: Option<Spanned<String>>,
        }

        impl $name {
            /// The paper that it is; its members are taken out.
            fn paper(&mut self, reader: &mut Reader<'_>, place: Place, pointer: String) -> Paper {
                Paper {
                    place,
                    pointer,
                    title: reader.field(self.title.take()),
                    issuer: reader.field(self.issuer.take()),
                    date: reader.day(self.date.take()),
                    valid_until: reader.day(self.valid_until.take()),
                    file: reader.field(self.file.take()),
                    sha256: reader.field(self.sha256.take()),
                }
            }
        }
    };
}

with_paper! {
    /// The access plan: a paper with chapters.
    #[schemars(rename = "Plan")]
    struct PlanFile {
        /// Where the plan describes each topic, for example `3.2` or `page 14`, by chapter.
        #[serde(default)]
        #[schemars(with = "BTreeMap<String, BTreeMap<String, String>>")]
        chapters: BTreeMap<String, Spanned<Topics>>,
    }
}

/// Where the plan describes each topic of a chapter.
type Topics = BTreeMap<String, Spanned<Option<String>>>;

with_paper! {
    /// A paper that shows some items, or why they are not asked.
    #[schemars(rename = "Entry")]
    struct EntryFile {
        /// Items that it is about, by the part of their id behind the slash.
        #[serde(rename = "for")]
        #[schemars(with = "Vec<String>")]
        items: Spanned<Vec<Spanned<String>>>,
        /// Why nothing is asked; then nothing else stands beside it.
        #[serde(default)]
        #[schemars(with = "String")]
        not_applicable: Option<Spanned<String>>,
    }
}

/// The JSON Schema of the dossier file, as text with a line end: what `schemas/own/dossier.schema.json` must be.
pub fn schema() -> String {
    format!("{:#}\n", schemars::schema_for!(DossierFile).as_value())
}

/// Reads the text of a dossier file; `file` is its name in messages.
///
/// # Errors
/// Everything that cannot be understood, in the order of the file: keys and items that do not exist, a reason beside a paper,
/// an item with both. What a dossier lacks, or has in a wrong form but for its days, is no error.
pub fn read(file: &str, text: &str, library: &Library) -> Result<Dossier, Vec<Problem>> {
    let parsed: DossierFile = yaml::parse(file, text).map_err(|problem| vec![*problem])?;
    let mut reader = Reader { file, text, problems: Vec::new(), told: BTreeMap::new() };
    let Some(standard) = reader.standard(&parsed.standard, library) else { return Err(reader.problems) };
    if parsed.object.name.value.trim().is_empty() {
        reader.add(parsed.object.name.referenced, "expected the name of what is attested".to_owned(), None);
    }
    let plan = parsed.plan.map(|plan| reader.plan(standard, plan));
    let mut entries = Vec::new();
    for (index, entry) in parsed.evidence.into_iter().enumerate() {
        entries.extend(reader.entry(standard, index, entry));
    }
    if !reader.problems.is_empty() {
        return Err(reader.problems);
    }
    Ok(Dossier {
        standard: standard.id.clone(),
        object: Object {
            name: parsed.object.name.value.trim().to_owned(),
            vendor: parsed.object.vendor.trim().to_owned(),
            version: parsed.object.version.trim().to_owned(),
        },
        plan,
        entries,
        place: Place { file: file.to_owned(), line: 1, column: 1 },
    })
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    problems: Vec<Problem>,
    /// Items that a reason was given for, and items with papers.
    told: BTreeMap<String, [bool; 2]>,
}

impl Reader<'_> {
    fn add(&mut self, at: Location, message: String, help: Option<String>) {
        self.problems.push(*problem(self.file, self.text, Some(at), message, help));
    }

    fn place(&self, at: Location) -> Place {
        let (line, column) = if at.line() > 0 { (at.line() as usize, at.column() as usize) } else { (1, 1) };
        Place { file: self.file.to_owned(), line, column }
    }

    fn field(&self, text: Option<Spanned<String>>) -> Option<Field> {
        text.map(|text| Field { text: text.value.trim().to_owned(), place: self.place(text.referenced) })
    }

    /// A day as it is compared, however it is written: the notation is that of this file, and no standard's. Of a day that
    /// is written as expected and does not exist the judgement tells.
    fn day(&mut self, text: Option<Spanned<String>>) -> Option<Field> {
        let at = text.as_ref().map(|text| text.referenced)?;
        let mut field = self.field(text)?;
        let (message, help) = match written(&field.text) {
            _ if field.text.is_empty() => return Some(field),
            Written::Day(day) => {
                field.text = day.to_string();
                return Some(field);
            }
            Written::Unreal if is_shaped(&field.text) => return Some(field),
            Written::Unreal => (format!("no calendar has the day `{}`", field.text), None),
            _ => {
                (format!("`{}` is no day: expected YYYY-MM-DD", field.text), Some("for example 2024-01-31".to_owned()))
            }
        };
        self.add(at, message, help);
        None
    }

    /// The standard, when dossiers are judged by it.
    fn standard<'l>(&mut self, id: &Spanned<String>, library: &'l Library) -> Option<&'l Standard> {
        let judged = || library.standards.iter().filter(|standard| standard.has_subject(Subject::Dossier));
        let found = judged().find(|standard| standard.id == id.value);
        if found.is_none() {
            let names: Vec<&str> = judged().map(|standard| standard.id.as_str()).collect();
            let message = match library.standard(&id.value) {
                Some(_) => format!("`{}` asks for no dossier: expected {}", id.value, names.join(", ")),
                None => format!("no standard `{}`: expected {}", id.value, names.join(", ")),
            };
            let help = nearest(&id.value, names).map(|name| format!("did you mean `{name}`?"));
            self.add(id.referenced, message, help);
        }
        found
    }

    fn plan(&mut self, standard: &Standard, plan: Spanned<PlanFile>) -> Plan {
        let place = self.place(plan.referenced);
        let mut plan = plan.value;
        let paper = plan.paper(self, place, "/plan".to_owned());
        let asked = standard.clauses.iter().filter_map(|clause| clause.evidence.as_ref());
        let asked: BTreeMap<&str, &[String]> = asked
            .filter(|evidence| evidence.kind == EvidenceKind::PlanChapter)
            .map(|evidence| (evidence.chapter.as_str(), evidence.topics.as_slice()))
            .collect();
        let mut chapters = BTreeMap::new();
        for (name, chapter) in plan.chapters {
            let Some(topics) = asked.get(name.as_str()) else {
                let expected: Vec<&str> = asked.keys().copied().collect();
                self.unknown(chapter.referenced, ("chapter", &name), &expected);
                continue;
            };
            let place = self.place(chapter.referenced);
            let mut told = BTreeMap::new();
            for (topic, text) in chapter.value {
                if !topics.contains(&topic) {
                    let expected: Vec<&str> = topics.iter().map(String::as_str).collect();
                    self.unknown(text.referenced, ("topic", &topic), &expected);
                }
                let place = self.place(text.referenced);
                told.insert(topic, Field { text: text.value.unwrap_or_default().trim().to_owned(), place });
            }
            chapters.insert(name, Chapter { place, topics: told });
        }
        Plan { paper, chapters }
    }

    fn unknown(&mut self, at: Location, (what, name): (&str, &str), expected: &[&str]) {
        let help = nearest(name, expected.iter().copied()).map(|name| format!("did you mean `{name}`?"));
        self.add(at, format!("no {what} `{name}`: expected {}", expected.join(", ")), help);
    }

    /// An entry, unless something in it is wrong.
    fn entry(&mut self, standard: &Standard, index: usize, entry: Spanned<EntryFile>) -> Option<Entry> {
        let before = self.problems.len();
        let (at, place) = (entry.referenced, self.place(entry.referenced));
        let mut entry = entry.value;
        let items = self.items(standard, &entry.items);
        let paper = entry.paper(self, place, format!("/evidence/{index}"));
        let claim = match self.field(entry.not_applicable) {
            None => Claim::Paper(Box::new(paper)),
            Some(reason) => {
                self.reason(at, &reason, &paper);
                Claim::NotApplicable(reason)
            }
        };
        for item in &items {
            self.told_once(item, &claim, at);
        }
        (self.problems.len() == before).then_some(Entry { items, claim })
    }

    /// An item has papers, or a reason why nothing is asked.
    fn told_once(&mut self, item: &str, claim: &Claim, at: Location) {
        let told = self.told.entry(item.to_owned()).or_default();
        let said = usize::from(matches!(claim, Claim::Paper(_)));
        let both = told[1 - said] && !told[said];
        told[said] = true;
        if both {
            let message = format!("`{item}` has a paper and a reason why nothing is asked: expected one of them");
            self.add(at, message, None);
        }
    }

    /// A reason says something, and stands alone.
    fn reason(&mut self, at: Location, reason: &Field, paper: &Paper) {
        if reason.text.is_empty() {
            self.add(at, "expected the reason why nothing is asked".to_owned(), None);
        }
        if let Some(beside) = super::model::PaperField::ALL.into_iter().find(|field| paper.field(*field).is_some()) {
            let message = format!("`{}` beside `not_applicable`: expected a paper or a reason", beside.key());
            self.add(at, message, Some("take one of them away".to_owned()));
        }
    }

    fn items(&mut self, standard: &Standard, items: &Spanned<Vec<Spanned<String>>>) -> Vec<String> {
        if items.value.is_empty() {
            self.add(items.referenced, "expected the items that this is about".to_owned(), None);
        }
        let mut found = BTreeSet::new();
        let mut ids = Vec::new();
        for item in &items.value {
            let local = item.value.strip_prefix(&format!("{}/", standard.id)).unwrap_or(&item.value);
            if self.attested(standard, local, item.referenced) && found.insert(local.to_owned()) {
                ids.push(local.to_owned());
            }
        }
        ids
    }

    /// Whether papers are asked for an item; else says what is.
    fn attested(&mut self, standard: &Standard, local: &str, at: Location) -> bool {
        let asks = |clause: &&Clause| is_listed(clause);
        match standard.clause(local) {
            Some(clause) if asks(&clause) => return true,
            Some(clause) if clause.evidence.is_some() => {
                self.add(at, format!("`{local}` is told under `plan`: expected another item"), None);
            }
            Some(clause) => {
                let by = clause.subject.command();
                self.add(at, format!("`{local}` asks for no paper: it is judged by `{by}`"), None);
            }
            None => {
                let names = standard.clauses.iter().filter(asks).map(|clause| clause.id.as_str());
                let help = nearest(local, names).filter(|name| *name != local);
                let help = help.map(|name| format!("did you mean `{name}`?"));
                self.add(at, format!("no item `{local}`: `init dossier` lists them"), help);
            }
        }
        false
    }
}

/// Whether a clause asks for a paper that stands under `evidence`.
pub(super) fn is_listed(clause: &Clause) -> bool {
    let kind = clause.evidence.as_ref().map(|evidence| evidence.kind);
    kind.is_some_and(|kind| !matches!(kind, EvidenceKind::Plan | EvidenceKind::PlanChapter))
}
