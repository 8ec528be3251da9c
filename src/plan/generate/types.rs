//! A row sent as another JSON type.

use serde_json::{Value, json};

use super::{Draft, RuleDef};
use crate::id::Aspect;
use crate::plan::case::{Case, Edit};
use crate::plan::site::Site;
use crate::standard::ValueType;
use crate::verdict::FindingCode;

/// The rule.
pub const RULE: RuleDef = RuleDef { name: "wrong-type", doc: "a row sent as another JSON type is refused", generate };

fn generate(draft: &Draft<'_>) -> Vec<Case> {
    // Of the members of a form only those that hold JSON text can hold something else.
    let expressible = |site: &&Site<'_>| draft.has_json_type(site) || site.row.value_type().is_structured();
    let cases = draft.sites.iter().filter(expressible).filter_map(|site| {
        let edit = Edit::Set(site.pointer.clone(), wrong(site)?);
        let finding = if site.row.semantics.credential {
            (Aspect::Behaviour, FindingCode::CredentialUnchecked)
        } else {
            (Aspect::Type, FindingCode::WrongTypeAccepted)
        };
        let mut case = draft.negative(site, RULE.name, "wrong-type", edit, finding);
        // Where an object is sent as text, another text cannot be read, which may have a code of its own.
        let unreadable = draft.standard.envelope.failures.get("unparsable");
        if let Some(code) = unreadable.filter(|_| site.row.value_type().is_structured() && !draft.has_json_type(site))
            && let Some(with) = case.steps[0].checks[0].with.as_object_mut()
        {
            with.insert("code".to_owned(), code.clone());
        }
        Some(case)
    });
    cases.collect()
}

/// The nearest value of another type: a listed code keeps its digits, so that the type alone differs.
fn wrong(site: &Site<'_>) -> Option<Value> {
    let code = site.row.codes().next().map(|(code, _)| code.as_str());
    Some(match site.row.value_type() {
        ValueType::String => json!(code.and_then(|code| code.parse::<i64>().ok()).unwrap_or(12345)),
        ValueType::Number => json!(code.unwrap_or("1")),
        ValueType::StringOrBoolean => json!(12345),
        ValueType::BigInt => json!("text"),
        ValueType::Object | ValueType::Objects | ValueType::ObjectOrObjects => json!("text"),
        ValueType::Unstated => return None,
    })
}
