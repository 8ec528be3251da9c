//! Where the names stand that the lint looks up. The model leaves the places out, so the lint reads the files once more.

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

use super::super::clause::DispositionKind;
use super::super::reading::{Scope, UnjudgedKind};
use super::super::source::SourceFile;
use crate::yaml::{self, Problem};

/// A name with its place.
pub(super) type Name = Spanned<String>;

/// The names in a table file.
#[derive(Deserialize)]
pub(super) struct TablePlaces {
    pub id: Name,
    #[serde(default)]
    pub operation: Option<Name>,
    #[serde(default)]
    pub codes_are: Option<Name>,
    #[serde(default)]
    pub subject: Option<Name>,
    #[serde(default)]
    pub disposition: Option<DispositionPlaces>,
    pub rows: Vec<RowPlaces>,
}

#[derive(Deserialize)]
pub(super) struct RowPlaces {
    pub name: Name,
    #[serde(default)]
    pub read: ReadPlaces,
    #[serde(default)]
    pub semantics: SemanticsPlaces,
    #[serde(default)]
    pub part: Option<Name>,
    #[serde(default)]
    pub disposition: Option<DispositionPlaces>,
}

#[derive(Default, Deserialize)]
pub(super) struct ReadPlaces {
    #[serde(default)]
    pub name: Option<Name>,
    #[serde(default)]
    pub by: Vec<Name>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct SemanticsPlaces {
    pub format: Option<Name>,
    pub pattern: Option<Name>,
    pub known: Option<Name>,
    pub count_of: Option<Name>,
    pub case_insensitive: Option<Spanned<bool>>,
    pub format_when: Option<WhenPlaces>,
    pub required_when: Option<WhenPlaces>,
    pub waived_when: Option<WhenPlaces>,
}

#[derive(Deserialize)]
pub(super) struct WhenPlaces {
    pub member: Name,
}

#[derive(Deserialize)]
pub(super) struct DispositionPlaces {
    pub kind: DispositionKind,
    pub note: Name,
}

/// The names in a standard.yaml.
#[derive(Deserialize)]
pub(super) struct StandardPlaces {
    pub id: Name,
    #[serde(default)]
    pub encoding: Option<Name>,
    #[serde(default)]
    pub media_type: Option<Name>,
    #[serde(default)]
    pub answer_media_types: Option<Spanned<Vec<String>>>,
    #[serde(default)]
    pub envelope: Option<Spanned<EnvelopePlaces>>,
    #[serde(default)]
    pub credential: Option<Spanned<CredentialPlaces>>,
    #[serde(default)]
    pub operations: Vec<OperationPlaces>,
    pub clauses: Vec<ClausePlaces>,
}

#[derive(Deserialize)]
pub(super) struct EnvelopePlaces {
    #[serde(default)]
    pub messages: Option<Name>,
}

#[derive(Deserialize)]
pub(super) struct CredentialPlaces {}

#[derive(Deserialize)]
pub(super) struct OperationPlaces {
    pub name: Name,
    pub request: Name,
    pub response: Name,
    pub requirements: WirePlaces,
}

#[derive(Deserialize)]
pub(super) struct WirePlaces {
    pub method: Name,
    pub path: Name,
    pub input: Name,
    pub output: Name,
}

#[derive(Deserialize)]
pub(super) struct ClausePlaces {
    pub id: Name,
    #[serde(default)]
    pub operation: Option<Name>,
    #[serde(default)]
    pub disposition: Option<DispositionPlaces>,
}

/// The names in a readings.yaml.
#[derive(Deserialize)]
pub(super) struct ReadingsPlaces {
    pub readings: Vec<ReadingPlaces>,
}

#[derive(Deserialize)]
pub(super) struct ReadingPlaces {
    pub id: Name,
    #[serde(default)]
    pub rules: Vec<RulePlaces>,
    #[serde(default)]
    pub editorial: bool,
    #[serde(default)]
    pub scope: Scope,
    pub unjudged: Option<UnjudgedPlaces>,
}

#[derive(Deserialize)]
pub(super) struct UnjudgedPlaces {
    pub kind: UnjudgedKind,
    pub note: Name,
}

#[derive(Deserialize)]
pub(super) struct RulePlaces {
    #[serde(default)]
    pub requirements: Vec<Name>,
    pub finding: Spanned<Names>,
    #[serde(default)]
    pub when: RuleWhenPlaces,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct RuleWhenPlaces {
    pub actual_type: Option<Name>,
    pub network: Vec<Name>,
    pub operation: Option<Name>,
}

/// One name or a list of names; a single one has the place of the value that holds it.
pub(super) struct Names(pub Vec<(String, Option<Location>)>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Names;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a name or a list of names")
            }
            fn visit_str<E>(self, name: &str) -> Result<Names, E> {
                Ok(Names(vec![(name.to_owned(), None)]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = seq.next_element::<Name>()? {
                    names.push((name.value, Some(name.referenced)));
                }
                Ok(Names(names))
            }
        }
        deserializer.deserialize_any(OneOrMany)
    }
}

/// Collects the problems of one file.
pub(super) struct Report<'a> {
    file: &'a SourceFile,
    pub problems: Vec<Problem>,
}

impl<'a> Report<'a> {
    pub fn new(file: &'a SourceFile) -> Self {
        Self { file, problems: Vec::new() }
    }

    /// Reads the file's names. None, with a problem, when it cannot be read.
    pub fn places<T: serde::de::DeserializeOwned>(&mut self) -> Option<T> {
        self.file.parse().map_err(|problem| self.problems.push(*problem)).ok()
    }

    /// Adds a problem at a value.
    pub fn add<T>(&mut self, at: &Spanned<T>, message: impl Into<String>) {
        self.add_at(at.referenced, message, None);
    }

    /// Adds a problem at a place, with what to do.
    pub fn add_at(&mut self, at: Location, message: impl Into<String>, help: Option<String>) {
        self.problems.push(*yaml::problem(&self.file.shown, &self.file.text, Some(at), message, help));
    }

    /// Adds a problem unless the name is one of those that exist; `expected` says where these stand.
    pub fn must_exist<'n>(
        &mut self,
        name: &Name,
        what: &str,
        names: impl IntoIterator<Item = &'n str>,
        expected: &str,
    ) {
        self.must_be_one_of(&name.value, name.referenced, what, names, expected);
    }

    /// Like [`Self::must_exist`], for a name without a place of its own.
    pub fn must_be_one_of<'n>(
        &mut self,
        name: &str,
        at: Location,
        what: &str,
        names: impl IntoIterator<Item = &'n str>,
        expected: &str,
    ) {
        let names: Vec<&str> = names.into_iter().collect();
        if !names.contains(&name) {
            let help = yaml::nearest(name, names).map(|near| format!("did you mean `{near}`?"));
            self.add_at(at, format!("no {what} `{name}`: expected {expected}"), help);
        }
    }

    /// Adds a problem for each name that stands a second time.
    pub fn must_differ<'n>(&mut self, names: impl IntoIterator<Item = &'n Name>, what: &str) {
        let mut seen = std::collections::BTreeSet::new();
        for name in names {
            if !seen.insert(name.value.as_str()) {
                self.add(name, format!("{what} `{}` stands twice: expected each once", name.value));
            }
        }
    }
}
