//! A query that finds nothing.

use serde_json::{Value, json};

use super::{Draft, RuleDef};
use crate::id::Aspect;
use crate::plan::base::class_of;
use crate::plan::case::{Case, CheckCall, Edit};
use crate::plan::site::{Site, answer_sites};
use crate::standard::{Filter, ValueType};
use crate::verdict::FindingCode;

/// The rule.
pub const RULE: RuleDef = RuleDef {
    name: "nothing",
    doc: "where finding nothing has a return code, a query for what nobody has gets it; cases that may find nothing rest on this one",
    generate,
};

fn generate(draft: &Draft<'_>) -> Vec<Case> {
    case(draft).into_iter().collect()
}

/// Id of the case, for operations that have it.
pub fn id(draft: &Draft<'_>) -> Option<String> {
    case(draft).map(|case| case.id)
}

fn case(draft: &Draft<'_>) -> Option<Case> {
    let envelope = &draft.standard.envelope;
    let [code] = envelope.empty.as_slice() else { return None };
    draft.operation.empty_result.as_ref()?;
    let listed = draft.standard.table(envelope.messages.as_deref()?)?;
    let row = listed.rows.iter().find(|row| code.as_str() == Some(row.name()))?;
    let site = draft.sites.iter().find(|site| asks_for(site))?;
    let answered = answer_sites(draft.standard, draft.operation);
    let list = answered.iter().find(|site| site.row.value_type() == ValueType::Objects)?;
    let edit =
        Edit::Set(site.pointer.clone(), Value::from(format!("${{make.{}.nobody}}", class_of(&site.row.semantics))));
    let refused =
        CheckCall::new("refused", listed.local_id(row), Aspect::Behaviour).raising(FindingCode::ErrorAsSuccess);
    let mut case = draft.case(site, RULE.name, "nobody", vec![edit], refused.with(json!({ "code": code })));
    // What is found all the same is not looked for.
    let mut excludes = CheckCall::new("excludes", site.local(), Aspect::Behaviour).raising(FindingCode::NotExcluded);
    excludes.guard = true;
    case.steps[0].checks.insert(0, excludes.with(json!({ "items": list.pointer, "where": {} })));
    case.twin = Some(draft.accepted());
    case.tags.push("twin".to_owned());
    Some(case)
}

/// A text that every query of the operation looks for.
fn asks_for(site: &Site<'_>) -> bool {
    let row = site.row;
    row.required() && row.semantics.filter == Some(Filter::Exact) && !row.has_codes() && row.semantics.value.is_some()
}
