//! What the script of a page works on: texts in both languages, and every verdict.

use std::collections::HashMap;

use serde::Serialize;

use super::dictionary::{Dictionary, Text};
use super::matrix::Places;
use super::seal::sealed;
use super::standing;
use crate::report::describe;
use crate::report::escape::{SHOWN_LENGTH, cut, shown};
use crate::report::texts::{self, Frame, Label};
use crate::report::whole::Material;
use crate::verdict::{Unit, UnitKey, Verdict, VerdictEvent};

/// Everything, in few bytes: a run has tens of thousands of verdicts.
#[derive(Serialize)]
struct Data<'a> {
    /// Texts by place, Chinese and English.
    texts: &'a [[String; 2]],
    /// Titles of the page by language.
    title: [&'static str; 2],
    /// Names of verdicts with the place of their word.
    names: Vec<(&'static str, usize)>,
    /// Places of the words for what was expected and what was seen.
    expected: usize,
    actual: usize,
    /// Ids of cases.
    cases: Vec<String>,
    /// Units with their verdicts.
    units: Vec<UnitData>,
}

/// The verdicts about one unit.
#[derive(Serialize)]
struct UnitData {
    /// Requirement.
    r: String,
    /// Operation.
    o: String,
    /// Place of the aspect's word.
    a: usize,
    /// Row in the matrix.
    m: Option<usize>,
    /// Cases that passed, by place.
    p: Vec<usize>,
    /// Cases to which it does not apply, by place.
    n: Vec<usize>,
    /// What deviates.
    d: Vec<Deviation>,
}

/// Case, name, place of the word for what is wrong, expectation, observation, place in the answer.
type Deviation = (usize, &'static str, Option<usize>, Told, Told, String);

/// A text that both languages share, or the place of one that has words in each.
#[derive(Serialize)]
#[serde(untagged)]
enum Told {
    Shared(String),
    Words(usize),
}

impl From<Text> for Told {
    fn from(text: Text) -> Self {
        text.key.map_or(Self::Shared(text.shown), Self::Words)
    }
}

/// The data, fit to stand in the page.
///
/// # Errors
/// None that is known: texts and numbers are always JSON.
pub(super) fn data(texts: &mut Dictionary, material: &Material, places: &Places<'_>) -> serde_json::Result<String> {
    let fold = material.gate.fold();
    let names = standing::NAMES.iter().map(|name| (*name, standing::key(texts, name))).collect();
    let mut cases = Cases::default();
    let mut deviating: HashMap<&UnitKey, Vec<&VerdictEvent>> = HashMap::new();
    for event in material.verdicts.iter().filter(|event| event.verdict > Verdict::Pass) {
        if let Some(unit) = fold.unit(event) {
            deviating.entry(&unit.key).or_default().push(event);
        }
    }
    let mut units = Vec::new();
    for unit in fold.units() {
        let known = unit.cases();
        if known.is_empty() {
            continue;
        }
        let of = |verdict, cases: &mut Cases| -> Vec<usize> {
            let told = known.iter().filter(|(_, case)| case.verdict == verdict);
            told.map(|(id, _)| cases.place(id)).collect()
        };
        let events = deviating.remove(&unit.key).unwrap_or_default();
        units.push(UnitData {
            r: shown(unit.key.requirement.as_str()).into_owned(),
            o: cut(&unit.key.operation, SHOWN_LENGTH),
            a: texts.key(texts::aspect(unit.key.aspect)),
            m: row(unit, places),
            p: of(Verdict::Pass, &mut cases),
            n: of(Verdict::NotApplicable, &mut cases),
            d: events.into_iter().map(|event| deviation(texts, material, &mut cases, event)).collect(),
        });
    }
    let title = [Frame::WORDS.title.zh, Frame::WORDS.title.en];
    let (expected, actual) = (texts.key(Label::Expected.words()), texts.key(Label::Actual.words()));
    let data = Data { texts: texts.texts(), title, names, expected, actual, cases: cases.ids, units };
    Ok(sealed(&serde_json::to_string(&data)?))
}

fn row(unit: &Unit, places: &Places<'_>) -> Option<usize> {
    places.get(&(unit.key.operation.as_str(), &unit.key.requirement)).copied()
}

fn deviation(texts: &mut Dictionary, material: &Material, cases: &mut Cases, event: &VerdictEvent) -> Deviation {
    let name = material.gate.fold().excuse(event).map_or(event.verdict.as_str(), standing::excused);
    let case = cases.place(&event.case);
    let nothing = || Told::Shared(String::new());
    let Some(finding) = &event.finding else { return (case, name, None, nothing(), nothing(), String::new()) };
    let expected = texts.both(|language| describe::values(finding, language).0).into();
    let actual = texts.both(|language| describe::values(finding, language).1).into();
    let what = texts.key(texts::code(finding.code));
    (case, name, Some(what), expected, actual, cut(&finding.pointer, SHOWN_LENGTH))
}

/// The ids of cases, each once.
#[derive(Default)]
struct Cases {
    ids: Vec<String>,
    places: HashMap<String, usize>,
}

impl Cases {
    fn place(&mut self, id: &str) -> usize {
        if let Some(place) = self.places.get(id) {
            return *place;
        }
        let place = self.ids.len();
        self.ids.push(cut(id, SHOWN_LENGTH));
        self.places.insert(id.to_owned(), place);
        place
    }
}
