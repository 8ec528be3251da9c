//! A value of another shape than its row or a reading gives.

use serde_json::Value;

use super::{Draft, RuleDef};
use crate::id::Aspect;
use crate::plan::case::{Case, Edit};
use crate::schema as formats;
use crate::verdict::FindingCode;

/// The rule.
pub const RULE: RuleDef =
    RuleDef { name: "misformatted", doc: "a value of another shape than the row's format is refused", generate };

fn generate(draft: &Draft<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for site in &draft.sites {
        let Some(format) = site.row.semantics.format.as_deref().and_then(formats::format) else { continue };
        let edit = Edit::Set(site.pointer.clone(), Value::from(format.invalid));
        let finding = (Aspect::Format, FindingCode::MisformattedAccepted);
        cases.push(draft.negative(site, RULE.name, "misformatted", edit, finding));
    }
    cases
}
