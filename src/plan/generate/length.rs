//! Lengths: the maximum is accepted, one character more is refused.

use serde_json::Value;

use super::{Draft, RuleDef};
use crate::id::Aspect;
use crate::plan::case::{Case, Edit};
use crate::plan::site::Site;
use crate::standard::ValueClass;
use crate::verdict::FindingCode;

/// The rule for values of the maximum length.
pub const MAXIMUM: RuleDef = RuleDef {
    name: "maximum",
    doc: "a free text of exactly the maximum length is accepted, in ASCII and in Chinese characters, and comes back whole",
    generate: maximum,
};

/// The rule for values one character longer.
pub const TOO_LONG: RuleDef =
    RuleDef { name: "too-long", doc: "a text of one character more than the maximum is refused", generate: too_long };

fn maximum(draft: &Draft<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for site in &draft.sites {
        let Some(max) = site.row.length().max.filter(|_| is_free_text(site)) else { continue };
        let (mut edits, _) = draft.twin(site);
        edits.push(Edit::Set(site.pointer.clone(), text(filler(site), max)));
        let finding = (Aspect::Length, FindingCode::MaximumRefused);
        // A column that is too narrow takes the value and cuts it off.
        let case = draft.positive(site, MAXIMUM.name, "maximum", edits, finding);
        cases.push(draft.reading_back(case, site, Aspect::Length));
        if site.row.semantics.value != Some(ValueClass::Phone) {
            let (mut edits, twin) = draft.twin(site);
            edits.push(Edit::Set(site.pointer.clone(), text('测', max)));
            let finding = (Aspect::Length, FindingCode::MaximumChineseRefused);
            let mut case = draft.positive(site, MAXIMUM.name, "maximum-chinese", edits, finding);
            case.twin = Some(twin);
            cases.push(draft.reading_back(case, site, Aspect::Length));
        }
    }
    cases
}

fn too_long(draft: &Draft<'_>) -> Vec<Case> {
    let cases = draft.sites.iter().filter_map(|site| {
        let max = site.row.length().max?;
        let edit = Edit::Set(site.pointer.clone(), text(filler(site), max + 1));
        let finding = if site.row.semantics.credential {
            (Aspect::Behaviour, FindingCode::CredentialUnchecked)
        } else {
            (Aspect::Length, FindingCode::TooLongAccepted)
        };
        Some(draft.negative(site, TOO_LONG.name, "too-long", edit, finding))
    });
    cases.collect()
}

/// Codes, formats, keys and values of fixtures cannot be stretched without breaking another rule.
fn is_free_text(site: &Site<'_>) -> bool {
    let semantics = &site.row.semantics;
    !site.row.has_codes()
        && !semantics.credential
        && !semantics.key
        && semantics.format.is_none()
        && semantics.fixture.is_none()
        && semantics.value != Some(ValueClass::Account)
}

fn filler(site: &Site<'_>) -> char {
    match site.row.semantics.value {
        Some(ValueClass::Phone | ValueClass::Postcode | ValueClass::Number) => '1',
        _ => 'a',
    }
}

fn text(filler: char, length: u32) -> Value {
    Value::from(filler.to_string().repeat(length as usize))
}
