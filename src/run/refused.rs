//! Why a valid request was refused, as far as generated cases have found out before.

use std::collections::HashMap;

use serde_json::Value;

use super::values::Cause;
use crate::check::plain;
use crate::plan::sites;
use crate::standard::{Operation, Standard};

/// How the first step of each case ended: accepted, or the cause why not.
pub(super) type Ended = HashMap<String, Result<(), Option<Cause>>>;

/// The cause for which a case of one member was refused: the member present, absent, or with the code that it has here.
pub(super) fn known_cause(standard: &Standard, operation: &Operation, request: &Value, ended: &Ended) -> Option<Cause> {
    if ended.is_empty() {
        return None;
    }
    let sites = sites(standard, operation);
    // The base request is refused for a row that is there, or is not: so is every request that is like it in this row.
    let base = ended.get(&format!("{}/{}/accepted", standard.id, operation.name));
    let demanded = base.and_then(|ended| ended.clone().err().flatten()).filter(|(root, _)| {
        let row = sites.iter().find(|site| standard.requirement(&site.local()) == root.requirement);
        row.is_some_and(|site| request.pointer(&site.pointer).is_some() == site.in_base)
    });
    demanded.or_else(|| {
        sites.into_iter().find_map(|site| {
            let value = request.pointer(&site.pointer).filter(|value| !value.is_null());
            let names = match value {
                Some(value) if site.row.has_codes() => vec!["present".to_owned(), format!("code-{}", plain(value))],
                Some(_) => vec!["present".to_owned()],
                None => vec!["absent".to_owned()],
            };
            let id = |name: &String| format!("{}/{}/{}.{name}", standard.id, operation.name, site.local());
            names.iter().find_map(|name| ended.get(&id(name))?.clone().err().flatten())
        })
    })
}
