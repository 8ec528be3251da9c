//! Every mutant can be noticed, and only at its own row.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::probes::{Probe, bad_requests, excluding_queries};
use super::{json_of, named, own, post, request, simulator, standard, valid};
use crate::id::Aspect;
use crate::observation::HttpRequest;
use crate::simulator::lapse::Decision;
use crate::simulator::layout::{Field, Layout};
use crate::simulator::{Mutant, OPERATORS, PLATFORMS, Simulator, mutants};
use crate::standard::{Kind, Library, Source, Standard, ValueType};

/// The decision that an operator leaves out; none for those that change answers.
fn decision(operator: &str) -> Option<Decision> {
    Some(match operator {
        "absence-accepted" => Decision::Absence,
        "null-accepted" => Decision::Null,
        "wrong-type-accepted" => Decision::Type,
        "too-long-accepted" => Decision::Length,
        "unlisted-accepted" => Decision::Code,
        "credential-unchecked" => Decision::Credential,
        "filter-ignored" => Decision::Filter,
        _ => return None,
    })
}

fn with(mutant: &Mutant) -> Simulator {
    simulator().with_mutant(mutant.clone())
}

fn of(operators: &[&str]) -> Vec<Mutant> {
    mutants(&standard()).into_iter().filter(|mutant| operators.contains(&mutant.operator)).collect()
}

#[test]
fn the_list_of_mutants_is_known() {
    let ids: Vec<String> = mutants(&standard()).into_iter().map(|mutant| mutant.id).collect();
    insta::assert_snapshot!(ids.join("\n"));
}

#[test]
fn mutants_have_unique_ids_that_say_what_they_are() {
    let mutants = mutants(&standard());
    let ids: BTreeSet<&str> = mutants.iter().map(|mutant| mutant.id.as_str()).collect();
    assert_eq!(ids.len(), mutants.len());
    for mutant in &mutants {
        let expected = format!("{}#{}/{}", mutant.requirement, mutant.aspect, mutant.operator);
        assert_eq!(mutant.id, expected);
        let standard = standard();
        let local = mutant.requirement.local();
        let of_clause = || standard.clause(local).and_then(|clause| clause.operation.clone());
        let operation = standard.row(local).map(|(table, _)| table.operation.clone()).or_else(of_clause);
        assert_eq!(Some(&mutant.operation), operation.as_ref(), "{}", mutant.id);
    }
}

/// Every standard that can be simulated: no operator needs to have mutants of each.
fn simulated() -> Vec<Standard> {
    let library = Library::load(&Source::embedded_schemas()).unwrap();
    let has_platform = |standard: &Standard| PLATFORMS.iter().any(|(id, _)| *id == standard.id);
    library.standards.iter().filter(|standard| has_platform(standard)).cloned().collect()
}

#[test]
fn operators_have_unique_names_a_description_and_mutants() {
    let names: BTreeSet<&str> = OPERATORS.iter().map(|operator| operator.name).collect();
    assert_eq!(names.len(), OPERATORS.len());
    for operator in OPERATORS {
        assert!(!operator.doc.is_empty(), "{}", operator.name);
        let mutants: Vec<Mutant> = simulated().iter().flat_map(operator.mutants).collect();
        assert!(!mutants.is_empty(), "{}", operator.name);
        assert!(mutants.iter().all(|mutant| mutant.operator == operator.name), "{}", operator.name);
    }
}

#[test]
fn every_aspect_of_an_answer_row_has_a_mutant() {
    let standard = standard();
    let mutants = mutants(&standard);
    for table in standard.tables.iter().filter(|table| table.kind == Kind::Response) {
        for row in &table.rows {
            let id = table.requirement(&standard, row);
            let aspects = [
                row.required().then_some(Aspect::Presence),
                (row.value_type() != ValueType::Unstated).then_some(Aspect::Type),
                row.length().max.map(|_| Aspect::Length),
                row.has_codes().then_some(Aspect::Code),
                row.semantics.format.as_ref().map(|_| Aspect::Format),
            ];
            for aspect in aspects.into_iter().flatten() {
                let known = mutants.iter().any(|mutant| mutant.requirement == id && mutant.aspect == aspect);
                assert!(known, "{id}#{aspect}");
            }
        }
    }
}

#[test]
fn the_conforming_simulator_refuses_every_bad_request() {
    let simulator = simulator();
    for Probe { operation, row, decision, body } in bad_requests() {
        assert_eq!(post(&simulator, &operation, &body)["errcode"], 1, "{row} {decision:?} {body}");
    }
}

#[test]
fn a_request_mutant_accepts_the_one_bad_request_and_treats_all_others_alike() {
    let conforming = simulator();
    let probes = bad_requests();
    let answers: Vec<Value> = probes.iter().map(|probe| post(&conforming, &probe.operation, &probe.body)).collect();
    for mutant in mutants(&standard()) {
        let Some(decision) = decision(mutant.operator).filter(|decision| *decision != Decision::Filter) else {
            continue;
        };
        let simulator = with(&mutant);
        let is_own = |probe: &Probe| probe.row == mutant.requirement.local() && probe.decision == decision;
        for (probe, answer) in probes.iter().zip(&answers).filter(|(probe, _)| probe.operation == mutant.operation) {
            if !is_own(probe) {
                assert_eq!(&post(&simulator, &probe.operation, &probe.body), answer, "{} {}", mutant.id, probe.row);
            }
        }
        let valid = valid(&simulator, &mutant.operation);
        assert_eq!(post(&simulator, &mutant.operation, &valid)["errcode"], 0, "{} refuses what is valid", mutant.id);
        let probe = probes.iter().find(|probe| is_own(probe)).unwrap_or_else(|| panic!("no probe for {}", mutant.id));
        let answer = post(&simulator, &probe.operation, &probe.body);
        assert_eq!(answer["errcode"], 0, "{}: {} {answer}", mutant.id, probe.body);
        assert!(!answer["data"].is_null() && answer["data"] != json!([]), "{}: {answer}", mutant.id);
    }
}

#[test]
fn a_mutant_that_ignores_a_filter_finds_what_only_that_filter_leaves_out() {
    let conforming = simulator();
    let queries = excluding_queries();
    let total = |simulator: &Simulator, body: &Value| post(simulator, "queryOrder", body)["data"]["total"].clone();
    for mutant in of(&["filter-ignored"]) {
        let simulator = with(&mutant);
        let name = standard().row(mutant.requirement.local()).unwrap().1.name().to_owned();
        // A required filter stands in every query; elsewhere than in its own it may matter too.
        for (row, body) in
            queries.iter().filter(|(row, body)| row == mutant.requirement.local() || body[&name].is_null())
        {
            let same = total(&simulator, body) == total(&conforming, body);
            assert_eq!(same, row != mutant.requirement.local(), "{} {row}", mutant.id);
        }
    }
}

#[test]
fn a_mutant_that_knows_any_credential_still_keeps_parties_apart() {
    for mutant in of(&["credential-unchecked"]).iter().filter(|mutant| mutant.operation == "queryOrderDetail") {
        let simulator = with(mutant);
        let body = json!({ "cust_token": own(&simulator), "id": simulator.known()["foreign_order"]["id"] });
        assert_eq!(post(&simulator, "queryOrderDetail", &body)["errcode"], 2);
    }
}

#[test]
fn an_answer_mutant_changes_its_own_row_and_nothing_else() {
    let standard = standard();
    let layouts = Layout::all(&standard);
    let changing = OPERATORS.iter().filter(|operator| operator.changes_rows());
    for mutant in &changing.flat_map(|operator| (operator.mutants)(&standard)).collect::<Vec<_>>() {
        let layout = layouts.iter().find(|layout| layout.operation.name == mutant.operation).unwrap();
        let (conforming, simulator) = (simulator(), with(mutant));
        let mut places = Vec::new();
        for body in [valid(&simulator, &mutant.operation), json!({}), json!({ "cust_token": "wrong" })] {
            let expected = post(&conforming, &mutant.operation, &body);
            differences(&expected, &post(&simulator, &mutant.operation, &body), "", &mut places);
        }
        assert!(!places.is_empty(), "{} changes nothing", mutant.id);
        for place in places {
            assert_eq!(row_at(&layout.response, &place), mutant.requirement.local(), "{} at {place}", mutant.id);
        }
    }
}

#[test]
fn an_answer_mutant_changes_every_instance_of_its_row() {
    let simulator = with(of(&["field-dropped"]).iter().find(|mutant| mutant.id.contains("/T13.7#")).unwrap());
    let rows = post(&simulator, "queryOrder", &valid(&simulator, "queryOrder"))["data"]["rows"].clone();
    let rows = rows.as_array().unwrap();
    assert!(rows.len() > 1 && rows.iter().all(|row| row.get("send_type").is_none()));
}

#[test]
fn other_operations_do_not_notice_a_mutant() {
    let conforming = simulator();
    for mutant in mutants(&standard()).iter().step_by(7) {
        let simulator = with(mutant);
        for operation in ["getDist", "queryOrder", "queryOrderDetail"].iter().filter(|name| **name != mutant.operation)
        {
            let request = request(operation, valid(&simulator, operation).to_string().into_bytes());
            assert_eq!(simulator.handle(&request), conforming.handle(&request), "{}", mutant.id);
        }
    }
}

#[test]
fn operators_break_answers_in_their_own_way() {
    let detail = |id: &str, body: Option<Value>| {
        let all = mutants(&standard());
        let mutant = all.iter().find(|mutant| mutant.id.ends_with(id)).unwrap_or_else(|| panic!("no {id}"));
        let simulator = with(mutant);
        let body = body.unwrap_or_else(|| valid(&simulator, &mutant.operation));
        json_of(&simulator.handle(&request(&mutant.operation, body.to_string().into_bytes())))
    };
    let id = simulator().known()["orders"][0]["id"].clone();
    let number: u64 = id.as_str().unwrap().parse().unwrap();
    assert!(detail("T16.1#presence/field-dropped", None)["data"].get("id").is_none());
    assert_eq!(detail("T16.1#presence/field-null", None)["data"]["id"], Value::Null);
    assert_eq!(detail("T16.1#presence/field-renamed", None)["data"]["id_"], id);
    assert_eq!(detail("T16.4#presence/padded-key", None)["data"]["item_id "], "TEST-ITEM-0000");
    assert_eq!(detail("T16.1#type/wrong-type", None)["data"]["id"], number);
    assert_eq!(detail("T15.1#type/wrong-type", None)["errcode"], "0");
    assert_eq!(detail("T15.4#type/wrong-type", None)["hint"], 1);
    assert!(detail("T18.6#type/wrong-type", None)["data"].is_string());
    assert_eq!(detail("T16.1#length/too-long", None)["data"]["id"].as_str().unwrap().len(), 33);
    assert_eq!(detail("T16.22#code/unlisted-code", None)["data"]["status"], "ZZ");
    assert_eq!(detail("T15.1#code/unlisted-code", None)["errcode"], 7);
    assert_eq!(detail("T9.1#format/wrong-format", None)["data"][0]["address_code"], "99010X");
    let success = detail("T15.1#behaviour/error-as-success", Some(json!({})));
    assert_eq!((&success["errcode"], &success["data"]), (&json!(0), &Value::Null));
    assert!(success["errormsg"].is_string());
    let silent = detail("T15.2#behaviour/message-empty", Some(json!({})));
    assert_eq!((&silent["errcode"], &silent["errormsg"]), (&json!(1), &Value::Null));
}

#[test]
fn operators_break_the_wire_in_their_own_way() {
    let detail = |simulator: &Simulator, body: &Value| {
        simulator.handle(&request("queryOrderDetail", body.to_string().into_bytes()))
    };
    let answer = |id: &str| {
        let simulator = named(id);
        let body = valid(&simulator, "queryOrderDetail");
        (detail(&simulator, &body), detail(&simulator, &json!({})))
    };
    let (success, refusal) = answer("7.4.5#format/error-page");
    assert_eq!((success.status, refusal.status), (200, 500));
    assert!(refusal.body.starts_with(b"<html>"));
    let (success, refusal) = answer("7.4.5#behaviour/success-created");
    assert_eq!((success.status, refusal.status), (201, 200));
    assert!(answer("7.4.5#format/trailing-comma").0.body.ends_with(b",}"));
    assert!(answer("7.4.5#format/byte-order-mark").1.body.starts_with(b"\xef\xbb\xbf{"));
    assert!(answer("7.4.5#format/duplicate-key").0.body.starts_with(br#"{"errcode":0,"errcode":0,"#));
    assert!(std::str::from_utf8(&answer("7.4.5#format/gbk-encoded").0.body).is_err());
    assert_eq!(answer("7.4.5#format/media-type-wrong").0.header("content-type"), Some("text/html;charset=UTF-8"));
}

/// Makes a call improper.
type Spoil = fn(&mut HttpRequest);

#[test]
fn improper_calls_pass_only_where_a_mutant_lets_them() {
    let cases: [(&str, Spoil); 4] = [
        ("7.4.2#behaviour/method-accepted", |request| request.method = "GET".to_owned()),
        ("7.4.4#format/media-type-accepted", |request| request.headers[0].1 = "text/plain".to_owned()),
        ("7.4.4#format/malformed-accepted", |request| request.body = b"{\"".to_vec()),
        ("7.4.4#format/empty-body-accepted", |request| request.body = Vec::new()),
    ];
    for (at, (id, change)) in cases.iter().enumerate() {
        let simulator = named(id);
        let mut calls = cases.iter().map(|(_, other)| {
            let mut request = request("queryOrderDetail", valid(&simulator, "queryOrderDetail").to_string().into());
            other(&mut request);
            json_of(&simulator.handle(&request))["errcode"].clone()
        });
        assert!(calls.by_ref().enumerate().all(|(other, code)| (code == 0) == (other == at)), "{id}");
        let mut elsewhere = request("getDist", valid(&simulator, "getDist").to_string().into());
        change(&mut elsewhere);
        assert_eq!(json_of(&simulator.handle(&elsewhere))["errcode"], 1, "{id} elsewhere");
    }
}

#[test]
fn what_a_request_mutant_takes_is_kept_as_it_came() {
    let all = mutants(&standard());
    let mutant = all.iter().find(|mutant| mutant.id.ends_with("T4.1#length/too-long-accepted")).unwrap();
    let simulator = with(mutant);
    let mut body = valid(&simulator, "addOrder");
    body["mail_info_list"][0]["sender_info"]["person_name"] = json!("测".repeat(31));
    let id = post(&simulator, "addOrder", &body)["data"][0]["id"].clone();
    let detail = json!({ "cust_token": own(&simulator), "id": id });
    assert_eq!(post(&simulator, "queryOrderDetail", &detail)["data"]["sender_person_name"], "测".repeat(31));
}

/// JSON pointers at which two values differ; a member that only one has counts under its own name.
fn differences(expected: &Value, actual: &Value, at: &str, into: &mut Vec<String>) {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            let names: BTreeSet<&String> = expected.keys().chain(actual.keys()).collect();
            for name in names {
                match (expected.get(name), actual.get(name)) {
                    (Some(expected), Some(actual)) => differences(expected, actual, &format!("{at}/{name}"), into),
                    _ => into.push(format!("{at}/{name}")),
                }
            }
        }
        (Value::Array(expected), Value::Array(actual)) if expected.len() == actual.len() => {
            for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
                differences(expected, actual, &format!("{at}/{index}"), into);
            }
        }
        _ if expected == actual => {}
        _ => into.push(at.to_owned()),
    }
}

/// The row that a place of an answer belongs to, whatever a mutant made of its name.
fn row_at<'a>(fields: &'a [Field], place: &str) -> &'a str {
    let mut names = place.split('/').skip(1).filter(|name| name.parse::<usize>().is_err()).peekable();
    let mut fields = fields;
    loop {
        let name = names.next().unwrap_or_default();
        let meant = |field: &&Field| field.name == name.trim_end_matches(['_', ' ']);
        let Some(field) = fields.iter().find(meant) else { return "none" };
        if names.peek().is_none() {
            return &field.row;
        }
        fields = &field.members;
    }
}
