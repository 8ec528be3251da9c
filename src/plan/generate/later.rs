//! The items of a list after the first: each is held to its rows like the first one.

use serde_json::{Value, json};

use super::{Draft, RuleDef, codes, format, length, missing, types};
use crate::id::{Aspect, Text};
use crate::plan::case::{Case, Edit};
use crate::plan::site::Site;
use crate::standard::ValueType;
use crate::verdict::FindingCode;

/// The rule for lists.
pub const LIST: RuleDef = RuleDef {
    name: "list",
    doc: "a list of two items is accepted; a needed one without an item, or with null for the second, is refused",
    generate: list,
};

/// The rule for the rows of a second item.
pub const RULE: RuleDef = RuleDef {
    name: "later",
    doc: "a request is refused when the second item of a list lacks a required row or has a value that its row forbids",
    generate,
};

/// Rules about values, the most telling first: of each row one deviation of a later item is tried.
const OF_VALUES: [fn(&Draft<'_>) -> Vec<Case>; 4] =
    [codes::UNLISTED.generate, format::RULE.generate, length::TOO_LONG.generate, types::RULE.generate];

fn lists<'d, 's>(draft: &'d Draft<'s>) -> impl Iterator<Item = &'d Site<'s>> {
    let within_list = |site: &Site<'_>| site.pointer.contains("/0/");
    draft.sites.iter().filter(move |site| {
        site.in_base && site.row.value_type() == ValueType::Objects && draft.has_json_type(site) && !within_list(site)
    })
}

fn list(draft: &Draft<'_>) -> Vec<Case> {
    let of_list = |site: &Site<'_>| {
        let two = vec![Edit::Repeat(site.pointer.clone(), 2)];
        let mut twin = draft.positive(site, LIST.name, "two", two, (Aspect::Type, FindingCode::ValidRefused));
        twin.tags.push("twin".to_owned());
        let mut cases = vec![twin];
        if site.row.required() {
            let none = Edit::Set(site.pointer.clone(), json!([]));
            let finding = (Aspect::Presence, FindingCode::EmptyAccepted);
            cases.push(draft.negative(site, LIST.name, "no-item", none, finding));
        }
        let null = vec![Edit::Repeat(site.pointer.clone(), 2), Edit::Set(format!("{}/1", site.pointer), Value::Null)];
        let finding = (Aspect::Type, FindingCode::WrongTypeAccepted);
        let twin = draft.id(&format!("{}.two", site.local()));
        cases.push(draft.negative_of(site, LIST.name, "null-item", null, twin, finding));
        cases
    };
    lists(draft).flat_map(of_list).collect()
}

fn generate(draft: &Draft<'_>) -> Vec<Case> {
    let missing = (missing::RULE.generate)(draft);
    let of_values: Vec<Vec<Case>> = OF_VALUES.iter().map(|generate| generate(draft)).collect();
    let mut cases = Vec::new();
    for list in lists(draft) {
        let first = format!("{}/0/", list.pointer);
        for site in draft.sites.iter().filter(|site| site.in_base && site.pointer.starts_with(&first)) {
            let about = |case: &&Case| case.steps[0].checks.iter().any(|call| call.with["pointer"] == site.pointer);
            let of_value = of_values.iter().find_map(|cases| cases.iter().find(about));
            let found = missing.iter().find(about).into_iter().chain(of_value);
            cases.extend(found.map(|case| moved(draft, list, &first, case)));
        }
    }
    cases
}

/// The same deviation in the second item. What is accepted there need not be read back: it is a finding as it stands.
fn moved(draft: &Draft<'_>, list: &Site<'_>, first: &str, case: &Case) -> Case {
    let second = format!("{}/1/", list.pointer);
    let there = |pointer: &String| pointer.replacen(first, &second, 1);
    let mut case = case.clone();
    case.steps.truncate(1);
    let step = &mut case.steps[0];
    step.captures.clear();
    for edit in &mut step.edits {
        match edit {
            Edit::Set(pointer, _) | Edit::Repeat(pointer, _) | Edit::Remove(pointer) => *pointer = there(pointer),
        }
    }
    step.edits.insert(0, Edit::Repeat(list.pointer.clone(), 2));
    for call in &mut step.checks {
        if let Some(Value::String(pointer)) = call.with.get_mut("pointer") {
            *pointer = there(pointer);
        }
    }
    case.id.push_str("-later");
    case.title =
        Text { zh: format!("{}（第二项）", case.title.zh), en: format!("{} (second item)", case.title.en) };
    case.rule = Some(RULE.name);
    case.twin = Some(draft.id(&format!("{}.two", list.local())));
    case
}
