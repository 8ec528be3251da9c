//! Code lists: every listed code is accepted, an unlisted one refused.

use serde_json::{Value, json};

use super::{Draft, RuleDef};
use crate::id::Aspect;
use crate::plan::case::{Case, CheckCall, Edit};
use crate::plan::site::Site;
use crate::standard::ValueType;
use crate::verdict::FindingCode;

/// The rule for listed codes.
pub const LISTED: RuleDef =
    RuleDef { name: "code", doc: "every listed code of a request row is accepted", generate: listed };

/// The rule for unlisted codes.
pub const UNLISTED: RuleDef =
    RuleDef { name: "unlisted", doc: "a code that the list lacks is refused", generate: unlisted };

fn listed(draft: &Draft<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for site in &draft.sites {
        for (code, _) in site.row.codes() {
            let value = site.row.code_value(code);
            let mut edits = vec![Edit::Set(site.pointer.clone(), value.clone())];
            edits.extend(dependents(draft, site, &value));
            let finding = (Aspect::Code, FindingCode::CodeRefused);
            let mut case = draft.positive(site, LISTED.name, &format!("code-{code}"), edits, finding);
            case.steps[0].checks.splice(0..0, of_table(draft, site, code));
            // One that has its own twin comes after it.
            let filters = site.row.semantics.filter.is_some();
            let finds = filters && !site.row.required();
            if (site.in_base && !finds) || site.row.semantics.required_when.is_some() {
                case.tags.push("twin".to_owned());
            } else {
                // A code that none of the data has finds nothing, so how that is told has to be known.
                let looked_for = filters.then(|| super::nothing::id(draft)).flatten();
                case.twin = Some(looked_for.unwrap_or_else(|| draft.twin(site).1));
            }
            cases.push(case);
        }
    }
    cases
}

/// The row of the table that lists the code is judged too, and first: a code that is refused is unknown in the first place.
fn of_table(draft: &Draft<'_>, site: &Site<'_>, code: &str) -> Option<CheckCall> {
    let table = draft.standard.table(&site.row.codes_from.as_ref()?.value)?;
    let row = table.rows.iter().find(|row| row.name() == code)?;
    let check = CheckCall::new("accepted", table.local_id(row), Aspect::Code).raising(FindingCode::CodeRefused);
    Some(check.with(json!({ "pointer": site.pointer, "explains": true })))
}

/// Rows that this value of their sibling makes necessary.
pub fn dependents(draft: &Draft<'_>, site: &Site<'_>, value: &Value) -> Vec<Edit> {
    let beside = draft.sites.iter().filter(|other| other.table.id == site.table.id);
    beside
        .filter(|other| {
            let condition = other.row.semantics.required_when.as_ref();
            condition.is_some_and(|when| when.member == site.row.name() && when.values.contains(value))
        })
        .map(|other| Edit::Set(other.pointer.clone(), draft.dependent(other, value)))
        .collect()
}

fn unlisted(draft: &Draft<'_>) -> Vec<Case> {
    let with_codes = draft.sites.iter().filter(|site| site.row.has_codes());
    let cases = with_codes.map(|site| {
        let edit = Edit::Set(site.pointer.clone(), stranger(site));
        draft.negative(site, UNLISTED.name, "unlisted", edit, (Aspect::Code, FindingCode::UnlistedAccepted))
    });
    cases.collect()
}

fn stranger(site: &Site<'_>) -> Value {
    match site.row.value_type() {
        ValueType::Number => {
            let largest = site.row.codes().filter_map(|(code, _)| code.parse::<i64>().ok()).max();
            json!(largest.unwrap_or(0) + 6)
        }
        _ => json!("ZZ"),
    }
}
