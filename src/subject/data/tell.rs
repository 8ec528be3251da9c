//! From what was seen of tables to the stream of verdicts.

use serde_json::Value;

use super::result::{TableResult, units};
use super::rules::{TableRules, rules};
use crate::check::{Judged, Judgement, Surroundings};
use crate::id::Text;
use crate::observation::Masker;
use crate::standard::Standard;
use crate::subject::{Emission, Object, Part};

/// The part of a stream that is about the tables of a standard. Where `given` says no, nothing is asked of a table.
pub fn part<'a>(standard: &'a Standard, given: impl Fn(&str) -> bool + 'a) -> Part<'a> {
    let known = rules(standard);
    let groups = known.iter().map(|rules| {
        let caption = standard.table(&rules.id).map_or(String::new(), |table| table.caption.clone());
        (rules.name.clone(), Text { zh: caption, en: String::new() })
    });
    let groups = groups.collect();
    let of_left_out = known.clone();
    let left_out = move |local: &str| {
        let table = table_of(&of_left_out, local).filter(|table| !given(&table.name))?;
        Some(format!("no file of table {} was given", table.name))
    };
    let group_of = move |local: &str| table_of(&known, local).map_or(String::new(), |table| table.name.clone());
    Part { standard, left_out: Box::new(left_out), groups, group_of: Box::new(group_of) }
}

fn table_of<'r>(rules: &'r [TableRules], local: &str) -> Option<&'r TableRules> {
    rules.iter().find(|rules| units(rules).iter().any(|(unit, _)| unit == local))
}

/// Says what was seen of the tables of a standard; `file_of` names the file of a table, or the database.
pub fn tell(
    emission: &mut Emission<'_>,
    standard: &Standard,
    results: &[TableResult],
    file_of: &dyn Fn(&str) -> String,
) {
    let masker = Masker::default().with_numbers();
    // What depends on a fault finds it only when it was said before, of another table too.
    for (faults, result) in [true, false].into_iter().flat_map(|faults| results.iter().map(move |one| (faults, one))) {
        let object = Object {
            standard: &standard.id,
            case: format!("{}/data", standard.id),
            file: file_of(&result.rules.name),
            content: &Value::Null,
            masker: &masker,
            surroundings: &Surroundings::default(),
        };
        for (at, judgement) in result.judgements().into_iter().filter(|(_, one)| is_fault(one) == faults) {
            emission.say(&object, &at, judgement);
        }
    }
}

fn is_fault(judgement: &Judgement) -> bool {
    matches!(judgement.judged, Judged::Deviates(_))
}
