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
    let mut cases = Vec::new();
    for site in draft.sites.iter().filter(|site| draft.has_json_type(site)) {
        let edit = Edit::Set(site.pointer.clone(), Value::Null);
        let finding = (Aspect::Presence, FindingCode::NullAccepted);
        if site.row.required() {
            cases.push(draft.negative(site, RULE.name, "null", edit, finding));
            continue;
        }
        let check = CheckCall::new("answered", site.local(), Aspect::Presence).raising(FindingCode::NotEnvelope);
        let check = check.with(json!({ "pointer": site.pointer }));
        cases.push(draft.case(site, RULE.name, "null", vec![edit.clone()], check));
        for (name, mut edits, twin) in draft.conditions(site) {
            edits.push(edit.clone());
            cases.push(draft.negative_of(site, RULE.name, &format!("null-{name}"), edits, twin, finding));
        }
    }
    cases
}
