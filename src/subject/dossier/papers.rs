//! The papers for one item: complete, of real days, in force, and the files that they say they are.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::model::{Paper, PaperField};
use super::shelf::{Lack, Lying, Shelf};
use crate::check::Deviation;
use crate::id::Aspect;
use crate::standard::Evidence;
use crate::verdict::FindingCode;
use crate::yaml::Place;

/// A deviation, and where it stands in the dossier.
pub(super) type Wrong = (Deviation, Place);

/// What deviates in the papers for an item.
pub(super) struct Aspects {
    presence: Vec<Wrong>,
    format: Vec<Wrong>,
    behaviour: Vec<Wrong>,
}

impl Aspects {
    /// What deviates in an aspect.
    pub fn of(&self, aspect: Aspect) -> &[Wrong] {
        match aspect {
            Aspect::Presence => &self.presence,
            Aspect::Format => &self.format,
            _ => &self.behaviour,
        }
    }

    /// The first deviation of another aspect because of which this one cannot be told whole.
    pub fn before(&self, aspect: Aspect) -> Option<&Wrong> {
        match aspect {
            Aspect::Presence => None,
            Aspect::Format => self.presence.first(),
            _ => self.presence.first().or_else(|| self.format.first()),
        }
    }
}

/// Judges the papers of an item, at least one.
pub(super) fn judge(evidence: &Evidence, papers: &[&Paper], shelf: &dyn Shelf, day: Date) -> Aspects {
    let mut behaviour: Vec<Wrong> = papers.iter().flat_map(|paper| wrong(paper, shelf, day)).collect();
    behaviour.extend(expired(papers, day));
    Aspects {
        presence: papers.iter().flat_map(|paper| lacking(evidence, paper)).collect(),
        format: papers.iter().flat_map(|paper| misshapen(paper)).collect(),
        behaviour,
    }
}

/// Fields that must be there and are not.
fn lacking<'a>(evidence: &'a Evidence, paper: &'a Paper) -> impl Iterator<Item = Wrong> + 'a {
    let asked = |field: &PaperField| match field {
        PaperField::Issuer => evidence.issuer,
        PaperField::ValidUntil => evidence.valid,
        _ => true,
    };
    PaperField::ALL.into_iter().filter(asked).filter_map(|field| {
        let code = match paper.field(field) {
            None => FindingCode::Missing,
            Some(told) if told.text.is_empty() => FindingCode::Empty,
            Some(_) => return None,
        };
        Some(deviation(paper, field, code, ("a text", Value::Null)))
    })
}

/// Days that are none, and digests that are none.
fn misshapen(paper: &Paper) -> impl Iterator<Item = Wrong> + '_ {
    let days = [PaperField::Date, PaperField::ValidUntil].into_iter().filter_map(|field| {
        let text = told(paper, field)?;
        let code = match (is_shaped(text), day_of(text)) {
            (true, Some(_)) => return None,
            (true, None) => FindingCode::NoSuchDay,
            (false, _) => FindingCode::WrongFormat,
        };
        Some(deviation(paper, field, code, ("YYYY-MM-DD", json!(text))))
    });
    let digest = told(paper, PaperField::Sha256).filter(|text| !is_digest(text)).map(|text| {
        deviation(paper, PaperField::Sha256, FindingCode::WrongFormat, ("64 hexadecimal digits", json!(text)))
    });
    days.chain(digest)
}

/// A day that is still to come, and a file that is not what the dossier says.
fn wrong(paper: &Paper, shelf: &dyn Shelf, day: Date) -> impl Iterator<Item = Wrong> + use<> {
    let future = day_in(paper, PaperField::Date).filter(|date| *date > day).map(|date| {
        let expected = format!("<= {day}");
        deviation(paper, PaperField::Date, FindingCode::FutureDate, (&expected, json!(date.to_string())))
    });
    [future, wrong_file(paper, shelf)].into_iter().flatten()
}

fn wrong_file(paper: &Paper, shelf: &dyn Shelf) -> Option<Wrong> {
    let path = told(paper, PaperField::File)?;
    let at_file = |code, said: (&str, Value)| Some(deviation(paper, PaperField::File, code, said));
    match shelf.look(path) {
        Err(Lack::Outside) => {
            at_file(FindingCode::FileOutside, ("a path below the folder of the dossier", json!(path)))
        }
        Err(Lack::Missing) => at_file(FindingCode::FileMissing, ("a file", json!(path))),
        Err(Lack::Unreadable(why)) => at_file(FindingCode::FileMissing, ("a file", json!(format!("{path}: {why}")))),
        Ok(Lying { size: 0, .. }) => at_file(FindingCode::FileEmpty, ("a file that says something", json!(path))),
        Ok(lying) => {
            let stated = told(paper, PaperField::Sha256).filter(|text| is_digest(text))?;
            let same = stated.eq_ignore_ascii_case(&lying.sha256);
            let said = (stated, json!(lying.sha256));
            (!same).then(|| deviation(paper, PaperField::Sha256, FindingCode::FileDiffers, said))
        }
    }
}

/// Papers that no longer hold. One that holds is enough: what was renewed may stay in the dossier.
fn expired(papers: &[&Paper], day: Date) -> Vec<Wrong> {
    let over = |paper: &Paper| day_in(paper, PaperField::ValidUntil).filter(|until| *until < day);
    if papers.iter().any(|paper| over(paper).is_none()) {
        return Vec::new();
    }
    let deviations = papers.iter().filter_map(|paper| {
        let until = over(paper)?;
        let expected = format!(">= {day}");
        let actual = json!(until.to_string());
        Some(deviation(paper, PaperField::ValidUntil, FindingCode::Expired, (&expected, actual)))
    });
    deviations.collect()
}

fn deviation(paper: &Paper, field: PaperField, code: FindingCode, (expected, actual): (&str, Value)) -> Wrong {
    let deviation = Deviation::new(code, expected, actual, format!("{}/{}", paper.pointer, field.key()));
    (deviation, paper.field(field).map_or(&paper.place, |told| &told.place).clone())
}

/// The text of a field that says something.
fn told(paper: &Paper, field: PaperField) -> Option<&str> {
    paper.field(field).map(|told| told.text.as_str()).filter(|text| !text.is_empty())
}

fn day_in(paper: &Paper, field: PaperField) -> Option<Date> {
    told(paper, field).filter(|text| is_shaped(text)).and_then(day_of)
}

fn day_of(text: &str) -> Option<Date> {
    text.parse().ok()
}

/// Whether a text has the form of a day, whether that exists or not.
pub(super) fn is_shaped(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
