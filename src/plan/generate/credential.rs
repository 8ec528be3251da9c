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
    doc: "a well formed credential that was never assigned is refused, one that is nearly right too, and an unknown account",
    generate,
};

fn generate(draft: &Draft<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for site in &draft.sites {
        cases.extend(invented(draft, site));
        for (name, value, finding) in wrong(draft, site) {
            let edit = Edit::Set(site.pointer.clone(), Value::from(value));
            cases.push(draft.negative(site, RULE.name, name, edit, (Aspect::Behaviour, finding)));
        }
    }
    cases
}

/// An account that nobody was given, with the credential that it would have: whoever knows the rule can compute one.
fn invented(draft: &Draft<'_>, site: &Site<'_>) -> Option<Case> {
    draft.standard.credential.computed.as_ref()?;
    let credential = draft.sites.iter().find(|other| other.row.semantics.credential)?;
    let (mut edits, twin) = draft.twin(site);
    edits.push(Edit::Set(credential.pointer.clone(), Value::from("${credential.of.make.account.invented}")));
    edits.push(Edit::Set(site.pointer.clone(), Value::from("${make.account.invented}")));
    let of_account = site.row.semantics.value == Some(ValueClass::Account);
    let judged = (Aspect::Behaviour, FindingCode::CredentialUnchecked);
    of_account.then(|| draft.negative_of(site, RULE.name, "invented", edits, twin, judged))
}

/// Values that nobody was given: another in the shape of what the row asks for, and some that nearly are the right one.
fn wrong(draft: &Draft<'_>, site: &Site<'_>) -> Vec<(&'static str, &'static str, FindingCode)> {
    let semantics = &site.row.semantics;
    let computed = draft.standard.credential.computed.is_some();
    if !semantics.credential {
        let account = semantics.value == Some(ValueClass::Account);
        return if account {
            vec![("wrong", "${make.account.wrong}", FindingCode::CredentialUnchecked)]
        } else {
            vec![]
        };
    }
    let stranger = if computed { "${make.digest.wrong}" } else { "${make.token.wrong}" };
    let mut values = vec![
        ("wrong", stranger, FindingCode::CredentialUnchecked),
        ("cut", "${part.credential}", FindingCode::CredentialUnchecked),
        ("cut-at-start", "${tail.credential}", FindingCode::CredentialUnchecked),
        ("other-start", "${begun.credential}", FindingCode::CredentialUnchecked),
        ("other-middle", "${turned.credential}", FindingCode::CredentialUnchecked),
        ("other-end", "${ended.credential}", FindingCode::CredentialUnchecked),
        ("extended", "${credential}0", FindingCode::CredentialUnchecked),
    ];
    // A digest is written in digits of either case by some who mean the same.
    if !computed {
        values.push(("recased", "${recased.credential}", FindingCode::CredentialRecased));
    }
    values
}
