//! Requests with one thing wrong, one for each row and decision, made from the tables.

use serde_json::{Value, json};

use super::{own, simulator, standard, valid};
use crate::simulator::lapse::Decision;
use crate::simulator::layout::{Field, Layout};
use crate::standard::{Filter, ValueType};

/// A request with one thing wrong.
pub(super) struct Probe {
    /// Operation.
    pub(super) operation: String,
    /// Row that is not kept.
    pub(super) row: String,
    /// The decision that refuses it.
    pub(super) decision: Decision,
    /// Body.
    pub(super) body: Value,
}

/// A bad request for each row and decision of every operation.
pub(super) fn bad_requests() -> Vec<Probe> {
    let mut probes = Vec::new();
    for layout in Layout::all(&standard()) {
        let mut body = valid(&simulator(), &layout.operation.name);
        if let Some(mails) = body.get_mut("mail_info_list") {
            mails[0]["remarks"] = json!("测试");
        }
        walk(&layout.operation.name, &layout.request, "", &body, &mut probes);
    }
    probes
}

/// Queries that one filter leaves nothing of, with the row of the filter.
pub(super) fn excluding_queries() -> Vec<(String, Value)> {
    let simulator = simulator();
    let layouts = Layout::all(&standard());
    let layout = layouts.iter().find(|layout| layout.operation.name == "queryOrder").unwrap();
    let rows = layout.request.iter().filter(|field| field.semantics.filter.is_some() && field.codes.len() != 1);
    rows.map(|field| {
        let mut body = valid(&simulator, "queryOrder");
        body["size"] = json!(1000);
        body[&field.name] = match (field.semantics.filter, field.codes.last()) {
            (_, Some(code)) => code.clone(),
            (Some(Filter::From), _) => json!("2999-01-01"),
            (Some(Filter::Until), _) => json!("1999-01-01"),
            _ => json!("没有"),
        };
        (field.row.clone(), body)
    })
    .collect()
}

fn walk(operation: &str, fields: &[Field], at: &str, body: &Value, into: &mut Vec<Probe>) {
    for field in fields {
        let needed = field.required || field.semantics.required_when.is_some();
        let mut add = |decision, value: Option<Value>| {
            let mut body = body.clone();
            let parent = body.pointer_mut(at).unwrap().as_object_mut().unwrap();
            match value {
                Some(value) => parent.insert(field.name.clone(), value),
                None => parent.shift_remove(&field.name),
            };
            into.push(Probe { operation: operation.to_owned(), row: field.row.clone(), decision, body });
        };
        if needed {
            add(Decision::Absence, None);
            add(Decision::Null, Some(Value::Null));
        }
        add(Decision::Type, Some(if field.value_type == ValueType::String { json!(9) } else { json!("3") }));
        if let Some(max) = field.length.max {
            add(Decision::Length, Some(json!("9".repeat(max as usize + 1))));
        }
        if !field.codes.is_empty() {
            add(Decision::Code, Some(if field.value_type == ValueType::Number { json!(7) } else { json!("ZZ") }));
        }
        if field.semantics.credential {
            let wrong: String = own(&simulator()).chars().rev().collect();
            add(Decision::Credential, Some(json!(wrong)));
        }
        match body.pointer(&format!("{at}/{}", field.name)) {
            Some(Value::Object(_)) => walk(operation, &field.members, &format!("{at}/{}", field.name), body, into),
            Some(Value::Array(_)) => walk(operation, &field.members, &format!("{at}/{}/0", field.name), body, into),
            _ => {}
        }
    }
}
