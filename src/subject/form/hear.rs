//! Says what forms show, in the stream of a subject.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::filled::Filled;
use super::judge::{Said, judge};
use super::rules;
use super::words::settled;
use crate::check::{Judged, Surroundings};
use crate::id::Aspect;
use crate::observation::Masker;
use crate::standard::{Standard, Subject};
use crate::subject::{Emission, Object, Part};

/// What is judged of each standard: the forms that were handed in.
pub fn parts<'a>(standards: &[&'a Standard], forms: &[Filled]) -> Vec<Part<'a>> {
    let of = |standard: &'a Standard| {
        let handed_in: Vec<String> =
            forms.iter().filter(|form| form.standard == standard.id).map(|form| form.form.clone()).collect();
        Part {
            standard,
            left_out: Box::new(move |local| {
                let form = standard.form_of(local)?;
                (!handed_in.contains(&form.name)).then(|| format!("no form {} was handed in", form.name))
            }),
            groups: standard.forms.iter().map(|form| (form.name.clone(), form.title.clone())).collect(),
            group_of: Box::new(move |local| {
                let is_form = standard.subject_of(local) == Some(Subject::Form);
                standard.form_of(local).filter(|_| is_form).map(|form| form.name.clone()).unwrap_or_default()
            }),
        }
    };
    let known = |standard: &&&'a Standard| forms.iter().any(|form| form.standard == standard.id);
    standards.iter().filter(known).map(|standard| of(standard)).collect()
}

/// Says everything that forms which are handed in together show.
pub fn hear(standards: &[&Standard], forms: &[Filled], emission: &mut Emission<'_>) {
    for standard in standards {
        let own = forms.iter().filter(|form| form.standard == standard.id);
        let own: Vec<Filled> = own.map(|form| settled(standard, form)).collect();
        let own: Vec<&Filled> = own.iter().collect();
        let mut said: Vec<Vec<Said>> = own.iter().map(|form| judge(standard, form)).collect();
        for (place, rule) in rules::judge(standard, &own) {
            if let Some(said) = said.get_mut(place) {
                said.push(rule);
            }
        }
        for (form, said) in own.iter().zip(said) {
            one(standard, form, said, emission);
        }
    }
}

fn one(standard: &Standard, form: &Filled, said: Vec<Said>, emission: &mut Emission<'_>) {
    let masker = masker(standard, form);
    let content = content(standard, form);
    let name = form.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let surroundings = Surroundings::default();
    let object = Object {
        standard: &standard.id,
        case: format!("{}/{}/{name}", standard.id, form.form),
        file: form.file.clone(),
        content: &content,
        masker: &masker,
        surroundings: &surroundings,
    };
    // What deviates comes first: what depends on it has its cause there.
    let order = |said: &Said| match &said.judgement.judged {
        Judged::Deviates(_) => 0,
        Judged::NotReached { .. } => 1,
        Judged::Pass => 2,
        Judged::NotApplicable(_) => 3,
    };
    let mut said: Vec<(usize, Said)> = said.into_iter().map(|said| (order(&said), said)).collect();
    said.sort_by_key(|(order, _)| *order);
    let mut told: BTreeMap<(String, Aspect), usize> = BTreeMap::new();
    for (order, said) in said {
        // Of many entries of a list a pass, or that nothing is asked, is told once, and only where nothing worse is.
        let unit = (said.judgement.requirement.clone(), said.judgement.aspect);
        if order >= 2 && told.contains_key(&unit) {
            continue;
        }
        told.entry(unit).or_insert(order);
        emission.say(&object, &said.at, said.judgement);
    }
}

/// Knows the personal data of a form: rows with a class, and mail addresses.
fn masker(standard: &Standard, form: &Filled) -> Masker {
    let mut masker = Masker::default();
    for table in form.sections.iter().filter_map(|section| standard.table(&section.table)) {
        let personal = |row: &&crate::standard::Row| {
            row.class.is_some() || matches!(row.semantics.format.as_deref(), Some("mail" | "mobile"))
        };
        for cell in table.members().filter(personal).flat_map(|row| form.cells_of(table, row)) {
            masker.add_personal(&cell.text);
        }
    }
    masker.with_numbers()
}

/// The form as JSON, for readings that look at other cells.
fn content(standard: &Standard, form: &Filled) -> Value {
    let mut content = Map::new();
    for section in &form.sections {
        let Some(table) = standard.table(&section.table) else { continue };
        let entries = section.entries.iter().map(|entry| {
            let cells = entry.cells.iter().map(|(name, cell)| (name.clone(), json!(cell.text)));
            Value::Object(cells.collect())
        });
        let mut entries: Vec<Value> = entries.collect();
        let value = if section.repeats { Value::Array(entries) } else { entries.pop().unwrap_or_default() };
        content.insert(table.caption.clone(), value);
    }
    Value::Object(content)
}
