//! A credential, or an account, that is well formed and wrong.

use serde_json::Value;

use super::{Draft, RuleDef};
use crate::id::Aspect;
use crate::plan::case::{Case, Edit};
use crate::plan::site::Site;
use crate::standard::ValueClass;
use crate::verdict::FindingCode;

/// The rule.
pub const RULE: RuleDef = RuleDef {
    name: "wrong-credential",
    doc: "a well formed credential that was never assigned is refused, and so is an unknown account",
    generate,
};

fn generate(draft: &Draft<'_>) -> Vec<Case> {
    let cases = draft.sites.iter().filter_map(|site| {
        let edit = Edit::Set(site.pointer.clone(), Value::from(wrong(draft, site)?));
        let finding = (Aspect::Behaviour, FindingCode::CredentialUnchecked);
        Some(draft.negative(site, RULE.name, "wrong", edit, finding))
    });
    cases.collect()
}

/// A value that nobody was given, in the shape of what the row asks for.
fn wrong(draft: &Draft<'_>, site: &Site<'_>) -> Option<&'static str> {
    let semantics = &site.row.semantics;
    match (semantics.credential, &draft.standard.credential.computed) {
        (true, Some(_)) => Some("${make.digest.wrong}"),
        (true, None) => Some("${make.token.wrong}"),
        (false, _) => (semantics.value == Some(ValueClass::Account)).then_some("${make.account.wrong}"),
    }
}
