//! A required row left out: the request must be refused.

use super::draft::sibling;
use super::{Draft, RuleDef};
use crate::id::Aspect;
use crate::plan::case::{Case, Edit};
use crate::verdict::FindingCode;

/// The rule.
pub const RULE: RuleDef = RuleDef {
    name: "missing",
    doc: "a request without a required row, at any depth, is refused; also a row whose condition makes it required",
    generate,
};

fn generate(draft: &Draft<'_>) -> Vec<Case> {
    let finding = (Aspect::Presence, FindingCode::MissingAccepted);
    let mut cases = Vec::new();
    for site in &draft.sites {
        if site.row.required() {
            cases.push(draft.negative(site, RULE.name, "missing", Edit::Remove(site.pointer.clone()), finding));
        } else if let Some(condition) = &site.row.semantics.required_when {
            for value in &condition.values {
                let at = sibling(&site.pointer, &condition.member);
                let present =
                    vec![Edit::Set(at, value.clone()), Edit::Set(site.pointer.clone(), draft.dependent(site, value))];
                let mut edits = present.clone();
                edits.push(Edit::Remove(site.pointer.clone()));
                let twin = twin_of_value(draft, &condition.member, value);
                let name = format!("missing-{}-{value}", condition.member);
                cases.push(draft.negative_of(site, RULE.name, &name, edits, twin, finding));
            }
        }
    }
    cases
}

/// The case that shows the sibling's listed code accepted, with all that it needs.
fn twin_of_value(draft: &Draft<'_>, member: &str, value: &serde_json::Value) -> String {
    let code = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let site = draft.sites.iter().find(|site| site.row.name() == member);
    site.map_or_else(|| draft.accepted(), |site| draft.id(&format!("{}.code-{code}", site.local())))
}
