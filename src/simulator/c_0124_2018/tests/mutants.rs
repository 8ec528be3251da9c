//! Every mutant can be noticed, at its own operation alone.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{OPERATIONS, about, form, party, request, simulator, standard, valid};
use crate::observation::{HttpAnswer, HttpRequest};
use crate::simulator::layout::{Field, Layout};
use crate::simulator::{Mutant, OPERATORS, Simulator, mutants};

/// Requests of all kinds, right and wrong, by operation.
fn battery(simulator: &Simulator) -> BTreeMap<String, Vec<HttpRequest>> {
    let known = simulator.known();
    let licences = [0, 1, 2, 3, 4, 19].map(|n| known["licences"][n].clone());
    let barred = ["revoked", "expired", "restricted", "foreign_licence"].map(|name| known[name].clone());
    let layouts = Layout::all(&standard());
    let requests = |operation: &str| {
        let layout = layouts.iter().find(|layout| layout.operation.name == operation).unwrap();
        let mut bodies: Vec<Value> =
            licences.iter().chain(&barred).map(|licence| about(simulator, operation, licence)).collect();
        let valid = valid(simulator, operation);
        spoil(&layout.request, "", &valid, &mut bodies);
        bodies.push(with(&valid, &party(simulator, "foreign_account_id")));
        let mut unknown = valid.clone();
        unknown["CertificateType"] = known["unpublished_type"].clone();
        unknown["CertificateHolderCode"] = known["empty_holder"]["code"].clone();
        bodies.push(unknown);
        let mut all: Vec<HttpRequest> = bodies.iter().map(|body| request(operation, form(body).into_bytes())).collect();
        all.extend(bodies.iter().map(|body| as_json(operation, body)));
        all.extend(improper(operation, &valid));
        all
    };
    OPERATIONS.iter().map(|operation| ((*operation).to_owned(), requests(operation))).collect()
}

fn with(body: &Value, other: &Value) -> Value {
    let mut body = body.clone();
    body.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    body
}

fn as_json(operation: &str, body: &Value) -> HttpRequest {
    let mut request = request(operation, body.to_string().into_bytes());
    request.headers[0].1 = "application/json".to_owned();
    request
}

/// Calls that are wrong below their members.
fn improper(operation: &str, valid: &Value) -> Vec<HttpRequest> {
    let mut calls = vec![request(operation, form(valid).into_bytes()); 4];
    calls[0].method = "GET".to_owned();
    calls[1].headers[0].1 = "text/plain".to_owned();
    calls[2].body = b"%%%&=&%zz".to_vec();
    calls[3].body = Vec::new();
    calls
}

/// A valid body with one member left out or given every wrong value that there is, one at a time.
fn spoil(fields: &[Field], at: &str, body: &Value, into: &mut Vec<Value>) {
    for field in fields {
        let place = format!("{at}/{}", field.name);
        let mut values = vec![Value::Null, json!(""), json!(7), json!("没有"), json!("{"), json!("2001年1月2日")];
        let max = field.length.max.unwrap_or(500) as usize;
        values.extend([json!("用".repeat(max)), json!("用".repeat(max + 1))]);
        values.extend(field.codes.iter().cloned());
        if let Some(own) = body.pointer(&place).and_then(Value::as_str) {
            values.push(json!(format!("{own}0")));
        }
        for value in values {
            let mut body = body.clone();
            body.pointer_mut(at).unwrap()[&field.name] = value;
            into.push(body);
        }
        let mut without = body.clone();
        without.pointer_mut(at).unwrap().as_object_mut().unwrap().shift_remove(&field.name);
        into.push(without);
        if body.pointer(&place).is_some_and(Value::is_object) {
            spoil(&field.members, &place, body, into);
        }
    }
}

fn answers(simulator: &Simulator, requests: &[HttpRequest]) -> Vec<HttpAnswer> {
    requests.iter().map(|request| simulator.handle(request)).collect()
}

fn mutated(mutant: &Mutant) -> Simulator {
    simulator().with_mutant(mutant.clone())
}

#[test]
fn every_mutant_answers_something_otherwise_and_leaves_other_operations_alone() {
    let conforming = simulator();
    let battery = battery(&conforming);
    let expected: BTreeMap<&String, Vec<HttpAnswer>> =
        battery.iter().map(|(operation, requests)| (operation, answers(&conforming, requests))).collect();
    let mut idle = Vec::new();
    for mutant in mutants(&standard()) {
        let simulator = mutated(&mutant);
        let differing: BTreeSet<&String> = battery
            .iter()
            .filter(|(operation, requests)| answers(&simulator, requests) != expected[operation])
            .map(|(operation, _)| operation)
            .collect();
        if differing.is_empty() {
            idle.push(mutant.id.clone());
        }
        // A return code belongs to all operations.
        let own = |operation: &&&String| mutant.operation.is_empty() || **operation == &mutant.operation;
        assert!(differing.iter().all(|operation| own(&operation)), "{} changes {differing:?}", mutant.id);
    }
    assert_eq!(idle, Vec::<String>::new());
}

#[test]
fn print_counts() {
    for operator in OPERATORS {
        println!("{} {}", operator.name, (operator.mutants)(&standard()).len());
    }
}
