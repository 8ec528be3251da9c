//! Every mutant can be noticed, at its own operation alone.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{OPERATIONS, about, form, get, party, post, request, simulator, standard, token, valid};
use crate::observation::{HttpAnswer, HttpRequest};
use crate::simulator::layout::{Field, Layout};
use crate::simulator::{Mutant, Simulator, mutants};

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
        let mut bare = valid.clone();
        for row in layout.request.iter().filter(|row| !row.required) {
            bare.as_object_mut().unwrap().shift_remove(&row.name);
        }
        bodies.push(bare.clone());
        spoil(&layout.request, "", &bare, &mut bodies);
        bodies.push(with(&valid, &party(simulator, "foreign_account_id")));
        let nobody = json!({ "AccountId": "NOBODY", "AccessToken": token("NOBODY", "20240305") });
        bodies.push(with(&valid, &nobody));
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
            let rest: String = own.chars().skip(1).collect();
            let start = if own.starts_with('0') { '1' } else { '0' };
            values.extend([json!(format!("{own}0")), json!(format!("{start}{rest}")), json!(rest)]);
            // Another character in the middle, another one at the end.
            let count = own.chars().count();
            let other = |at: usize| own.chars().enumerate().map(move |(place, c)| if place == at { '~' } else { c });
            values.extend([count / 2, count.saturating_sub(1)].map(|at| json!(other(at).collect::<String>())));
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

fn mutated(mutant: &Mutant) -> Simulator {
    simulator().with_mutant(mutant.clone())
}

#[test]
fn every_mutant_answers_something_otherwise_and_leaves_other_operations_alone() {
    let conforming = simulator();
    let battery = battery(&conforming);
    let all: Vec<&HttpRequest> = battery.values().flatten().collect();
    let expected: Vec<HttpAnswer> = all.iter().map(|request| conforming.handle(request)).collect();
    let mut idle = Vec::new();
    for mutant in mutants(&standard()) {
        let simulator = mutated(&mutant);
        let path = format!("/{}", mutant.operation);
        // A return code and a file belong to all operations.
        let own = |request: &HttpRequest| mutant.operation.is_empty() || request.url.ends_with(&path);
        let differs = |at: usize| simulator.handle(all[at]) != expected[at];
        let (mine, others): (Vec<usize>, Vec<usize>) = (0..all.len()).partition(|at| own(all[*at]));
        if !mine.into_iter().any(differs) && !loses_files(&simulator) {
            idle.push(mutant.id.clone());
        }
        assert!(!others.into_iter().step_by(97).any(differs), "{} changes other operations", mutant.id);
    }
    // What lasts too long is seen when time has gone by.
    let later = ["7.4.3#behaviour/link-lasting", "C#behaviour/credential-lasting"];
    assert_eq!(idle, later.map(|id| format!("{}/{id}", standard().id)));
}

/// Whether the file of a licence is not what the answer says.
fn loses_files(simulator: &Simulator) -> bool {
    let operation = "GetCertificateFileByHolder";
    let item = post(simulator, operation, &valid(simulator, operation))["data"]["dataList"][0].clone();
    let Some(url) = item["fileUrl"].as_str() else { return false };
    let magic: &[u8] = if item["fileFormat"] == "pdf" { b"%PDF-" } else { b"PK" };
    let file = get(simulator, url);
    file.status != 200 || !file.body.starts_with(magic)
}

#[test]
fn the_list_of_mutants_is_known() {
    let all: Vec<Mutant> = mutants(&standard());
    let ids: BTreeSet<&str> = all.iter().map(|mutant| mutant.id.as_str()).collect();
    assert_eq!(ids.len(), all.len());
    insta::assert_snapshot!(all.iter().map(|mutant| mutant.id.as_str()).collect::<Vec<_>>().join("\n"));
}

/// The answer of the mutant with this id to a valid request, or to another one.
fn answer_of(id: &str, body: impl FnOnce(&Simulator) -> Option<Value>) -> Value {
    let all = mutants(&standard());
    let mutant = all.iter().find(|mutant| mutant.id.ends_with(id)).unwrap_or_else(|| panic!("no {id}"));
    let simulator = mutated(mutant);
    let operation = if mutant.operation.is_empty() { "GetCertificateDataByHolder" } else { &mutant.operation };
    post(&simulator, operation, &body(&simulator).unwrap_or_else(|| valid(&simulator, operation)))
}

#[test]
fn operators_break_answers_in_their_own_way() {
    let plain = |id: &str| answer_of(id, |_| None);
    let item = |id: &str| plain(id)["data"]["dataList"][0].clone();
    assert!(plain("D.2.head.status#presence/field-dropped")["head"].get("status").is_none());
    assert_eq!(plain("D.2.head#type/wrong-type")["head"], json!("{\"message\":\"接口调用成功\",\"status\":\"0\"}"));
    assert_eq!(plain("D.2.head.status#type/wrong-type")["head"]["status"], 0);
    assert_eq!(plain("F.3.6.data.total#type/wrong-type")["data"]["total"], true);
    assert_eq!(plain("D.2.data.total#behaviour/total-wrong")["data"]["total"], 2);
    assert_eq!(plain("D.2.head.message#behaviour/message-other")["head"]["message"], "操作已处理");
    assert_eq!(item("F.1.5.issueDate#format/wrong-format")["issueDate"], "2024-01-02");
    assert_eq!(item("F.1.5.issueDate#behaviour/field-altered")["issueDate"], "2001年1月2日");
    let face = item("F.1.5.surface.value#format/wrong-format")["surface"].clone();
    assert_eq!((&face[0]["value"], &face[1]["value"]), (&json!("测试乙"), &json!("not-base64!")));
    let altered = item("D.1.certificateID#behaviour/field-altered")["certificateID"].clone();
    let parts: Vec<&str> = altered.as_str().unwrap().split('.').collect();
    let check = crate::simulator::formats::licence_check(&parts[5..9]).unwrap();
    assert_eq!((parts.len(), parts[9]), (10, check.to_string().as_str()));
    let wrong = |simulator: &Simulator| {
        let mut body = valid(simulator, "VerifyCertificate");
        body["CertificateData"]["issueDept"] = json!("没有");
        Some(body)
    };
    let verified = |id: &str| answer_of(id, wrong)["data"]["verifyResult"].clone();
    assert_eq!(verified("G.1.issueDept#behaviour/match-ignored"), "true");
    assert_eq!(verified("G.1.issueDate#behaviour/match-ignored"), "false");
    assert_eq!(verified("G.2.verifyResult#behaviour/always-affirmed"), "true");
    assert_eq!(plain("G.2.verifyResult#behaviour/always-denied")["data"]["verifyResult"], "false");
}

#[test]
fn operators_mistake_statuses_in_their_own_way() {
    let about_state = |simulator: &Simulator, state: &str| {
        Some(about(simulator, "GetCertificateDataByHolder", &simulator.known()[state]))
    };
    let head = |id: &str, state: &str| answer_of(id, |simulator| about_state(simulator, state))["head"].clone();
    let other = json!({ "message": "其他异常", "status": "99" });
    assert_eq!(head("TA.1.21#behaviour/code-replaced", "revoked"), other);
    assert_eq!(head("TA.1.21#behaviour/code-replaced", "expired")["status"], "22");
    assert_eq!(head("TA.1.22#behaviour/state-ignored", "expired")["status"], "0");
    assert_eq!(head("TA.1.22#behaviour/state-ignored", "revoked")["status"], "21");
    let success = head("F.1.6.head.status#behaviour/error-as-success", "revoked");
    assert_eq!(success, json!({ "message": "该电子证照已废止或注销", "status": "0" }), "it still says why");
}

#[test]
fn operators_mistake_senders_in_their_own_way() {
    let with_account = |simulator: &Simulator, account: &str| {
        let mut body = valid(simulator, "Retrieval");
        body["AccountId"] = json!(account);
        Some(body)
    };
    let unchecked = |account: &str| answer_of("T3.2#behaviour/account-unchecked", |s| with_account(s, account));
    assert_eq!(unchecked("NOBODY")["head"]["status"], "0");
    let token_alone = |token: &str| {
        let body = |simulator: &Simulator| {
            let mut body = valid(simulator, "Retrieval");
            body["AccessToken"] = json!(token);
            Some(body)
        };
        (answer_of("T3.2#behaviour/account-unchecked", body), answer_of("T3.3#behaviour/credential-unchecked", body))
    };
    let (account_unchecked, token_unchecked) = token_alone("0");
    assert_eq!((&account_unchecked["head"]["status"], &token_unchecked["head"]["status"]), (&json!("11"), &json!("0")));
}
