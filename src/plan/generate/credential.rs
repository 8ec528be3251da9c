//! A credential that is well formed and wrong.

use serde_json::Value;

use super::{Draft, RuleDef};
use crate::id::Aspect;
use crate::plan::case::{Case, Edit};
use crate::verdict::FindingCode;

/// The rule.
pub const RULE: RuleDef =
    RuleDef { name: "wrong-credential", doc: "a well formed credential that was never assigned is refused", generate };

fn generate(draft: &Draft<'_>) -> Vec<Case> {
    let rows = draft.sites.iter().filter(|site| site.row.semantics.credential);
    let cases = rows.map(|site| {
        let edit = Edit::Set(site.pointer.clone(), Value::from("${make.token.wrong}"));
        let finding = (Aspect::Behaviour, FindingCode::CredentialUnchecked);
        draft.negative(site, RULE.name, "wrong", edit, finding)
    });
    cases.collect()
}
