//! Optional rows: present with a valid value, or absent, the request is accepted.

use super::{Draft, RuleDef};
use crate::id::Aspect;
use crate::plan::case::{Case, Edit};
use crate::verdict::FindingCode;

/// The rule.
pub const RULE: RuleDef = RuleDef {
    name: "optional",
    doc: "an optional row is accepted when present with a valid value, and when absent",
    generate,
};

fn generate(draft: &Draft<'_>) -> Vec<Case> {
    let optional = draft.sites.iter().filter(|site| !site.row.required());
    optional
        .map(|site| {
            if site.in_base {
                let finding = (Aspect::Presence, FindingCode::AbsentRefused);
                let edits = vec![Edit::Remove(site.pointer.clone())];
                let mut case = draft.positive(site, RULE.name, "absent", edits, finding);
                case.tags.push("twin".to_owned());
                case
            } else {
                let finding = (Aspect::Presence, FindingCode::ValidRefused);
                let mut case = draft.positive(site, RULE.name, "present", draft.presence(site), finding);
                case.tags.push("twin".to_owned());
                case
            }
        })
        .collect()
}
