//! A required row left out: the request must be refused.

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
        let edit = Edit::Remove(site.pointer.clone());
        if site.row.required() {
            cases.push(draft.negative(site, RULE.name, "missing", edit, finding));
            continue;
        }
        for (name, mut edits, twin) in draft.conditions(site) {
            edits.push(edit.clone());
            cases.push(draft.negative_of(site, RULE.name, &format!("missing-{name}"), edits, twin, finding));
        }
    }
    cases
}
