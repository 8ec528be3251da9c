//! A text sent empty.

use serde_json::{Value, json};

use super::{Draft, RuleDef};
use crate::id::Aspect;
use crate::plan::case::{Case, CheckCall, Edit};
use crate::plan::site::Site;
use crate::standard::{Empty, ValueType};
use crate::verdict::FindingCode;

/// The rule.
pub const RULE: RuleDef = RuleDef {
    name: "empty",
    doc: "a required text sent empty is refused, an optional one accepted, as far as the readings do not leave it open",
    generate,
};

fn generate(draft: &Draft<'_>) -> Vec<Case> {
    draft.sites.iter().filter(|site| site.row.value_type() == ValueType::String).map(|site| case(draft, site)).collect()
}

fn case(draft: &Draft<'_>, site: &Site<'_>) -> Case {
    let edit = Edit::Set(site.pointer.clone(), Value::from(""));
    let semantics = &site.row.semantics;
    if semantics.credential {
        let finding = (Aspect::Behaviour, FindingCode::CredentialUnchecked);
        return draft.negative(site, RULE.name, "empty", edit, finding);
    }
    match semantics.empty {
        Some(Empty::Either) => {
            let check = CheckCall::new("answered", site.local(), Aspect::Presence).raising(FindingCode::NotEnvelope);
            draft.case(
                site,
                RULE.name,
                "empty",
                vec![edit],
                check.with(json!({ "pointer": site.pointer, "empty": true })),
            )
        }
        Some(Empty::NoFilter) => {
            draft.positive(site, RULE.name, "empty", vec![edit], (Aspect::Presence, FindingCode::EmptyRefused))
        }
        Some(Empty::Refuse) => {
            draft.negative(site, RULE.name, "empty", edit, (Aspect::Presence, FindingCode::EmptyAccepted))
        }
        None if site.row.required() => {
            draft.negative(site, RULE.name, "empty", edit, (Aspect::Presence, FindingCode::EmptyAccepted))
        }
        None => draft.positive(site, RULE.name, "empty", vec![edit], (Aspect::Presence, FindingCode::EmptyRefused)),
    }
}
