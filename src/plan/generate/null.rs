//! A row sent as null: a required one must be refused, an optional one answered either way.

use serde_json::{Value, json};

use super::{Draft, RuleDef};
use crate::id::Aspect;
use crate::plan::case::{Case, CheckCall, Edit};
use crate::verdict::FindingCode;

/// The rule.
pub const RULE: RuleDef = RuleDef {
    name: "null",
    doc: "a required row sent as null is refused; an optional one is answered in the envelope, accepted or refused",
    generate,
};

fn generate(draft: &Draft<'_>) -> Vec<Case> {
    let cases = draft.sites.iter().map(|site| {
        let edit = Edit::Set(site.pointer.clone(), Value::Null);
        if site.row.required() {
            return draft.negative(site, RULE.name, "null", edit, (Aspect::Presence, FindingCode::NullAccepted));
        }
        let check = CheckCall::new("answered", site.local(), Aspect::Presence).raising(FindingCode::NotEnvelope);
        draft.case(site, RULE.name, "null", vec![edit], check.with(json!({ "pointer": site.pointer })))
    });
    cases.collect()
}
