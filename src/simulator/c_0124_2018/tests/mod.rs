//! Tests of the licence platform.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod files;
mod freedoms;
mod golden;
mod known;
mod mutants;
mod statuses;
mod verification;
mod whatever;

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

use jiff::ToSpan;
use jiff::civil::{DateTime, datetime};
use serde_json::{Map, Value, json};
use sm3::{Digest, Sm3};

use crate::observation::{HttpAnswer, HttpRequest};
use crate::simulator::{Setup, Simulator};
use crate::standard::{Library, Source, Standard};

const OPERATIONS: [&str; 7] = [
    "Retrieval",
    "GetCertificateFileByHolder",
    "GetCertificateFileByCertificateID",
    "GetCertificateDataByHolder",
    "GetCertificateDataByCertificateID",
    "GetCertificateType",
    "VerifyCertificate",
];
const BASE: &str = "http://platform.invalid:8080";

/// The day of the golden messages.
fn now() -> DateTime {
    datetime(2024, 3, 5, 10, 20, 30, 0)
}

fn standard() -> Arc<Standard> {
    static STANDARD: OnceLock<Arc<Standard>> = OnceLock::new();
    let load = || {
        let library = Library::load(&Source::embedded_schemas()).unwrap();
        Standard { draft: false, ..library.standard(super::ID).unwrap().clone() }
    };
    Arc::clone(STANDARD.get_or_init(|| Arc::new(load())))
}

fn simulator() -> Simulator {
    Simulator::new(standard(), Setup { clock: Arc::new(now), seed: 7 }).expect("a simulator")
}

/// A simulator whose clock goes on by the seconds that are added.
fn with_clock() -> (Simulator, Arc<AtomicI64>) {
    let seconds = Arc::new(AtomicI64::new(0));
    let passed = Arc::clone(&seconds);
    let clock = move || now() + passed.load(Ordering::Relaxed).seconds();
    (Simulator::new(standard(), Setup { clock: Arc::new(clock), seed: 7 }).unwrap(), seconds)
}

fn token(account: &str, day: &str) -> String {
    Sm3::digest(format!("{account}{day}")).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Account and token of a party, by the name of the account in a target file.
fn party(simulator: &Simulator, name: &str) -> Value {
    let account = simulator.credentials()[name].clone();
    json!({ "AccountId": account, "AccessToken": token(&account, "20240305") })
}

fn form(body: &Value) -> String {
    let escape = |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let pairs = body.as_object().unwrap().iter();
    pairs.map(|(name, value)| format!("{name}={}", escape(&text(value)))).collect::<Vec<_>>().join("&")
}

fn request(operation: &str, body: Vec<u8>) -> HttpRequest {
    HttpRequest {
        method: "POST".to_owned(),
        url: format!("{BASE}/elssp/v1/{operation}"),
        headers: vec![("Content-Type".to_owned(), "application/x-www-form-urlencoded; charset=UTF-8".to_owned())],
        body,
    }
}

fn json_of(answer: &HttpAnswer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

fn post(simulator: &Simulator, operation: &str, body: &Value) -> Value {
    let answer = simulator.handle(&request(operation, form(body).into_bytes()));
    assert_eq!(answer.status, 200);
    json_of(&answer)
}

fn get(simulator: &Simulator, url: &str) -> HttpAnswer {
    let (url, headers, body) = (url.to_owned(), Vec::new(), Vec::new());
    simulator.handle(&HttpRequest { method: "GET".to_owned(), url, headers, body })
}

fn status(answer: &Value) -> &str {
    answer["head"]["status"].as_str().unwrap()
}

/// A valid request about a licence, with every optional filter.
fn about(simulator: &Simulator, operation: &str, licence: &Value) -> Value {
    let mut body = party(simulator, "account_id");
    let mut set = |name: &str, value: &Value| body[name] = value.clone();
    if operation == "GetCertificateType" {
        return body;
    }
    set("UseFor", &json!("核验测试"));
    if operation.ends_with("CertificateID") {
        set("CertificateID", &licence["id"]);
        return body;
    }
    set("CertificateHolderCode", &licence["holder_code"]);
    set("CertificateHolderType", &licence["holder_type"]);
    if operation == "VerifyCertificate" {
        set("CertificateData", &data_of(licence));
    } else {
        set("CertificateType", &licence["type"]);
    }
    if operation.ends_with("ByHolder") {
        set("CertificateNumber", &licence["number"]);
    }
    body
}

/// The data of a licence as they are sent to be verified.
fn data_of(licence: &Value) -> Value {
    let names = [
        ("certificateType", "type"),
        ("certificateName", "name"),
        ("certificateNumber", "number"),
        ("certificateHolder", "holder"),
        ("certificateHolderCode", "holder_code"),
        ("certificateHolderType", "holder_type"),
        ("issueDept", "issuer"),
        ("issueDeptCode", "issuer_code"),
        ("issueDate", "issued"),
        ("certificateValidateStart", "valid_from"),
        ("certificateValidateEnd", "valid_until"),
    ];
    let known = names.into_iter().filter_map(|(name, field)| Some((name.to_owned(), licence.get(field)?.clone())));
    Value::Object(known.collect::<Map<_, _>>())
}

/// A valid request about the first licence.
fn valid(simulator: &Simulator, operation: &str) -> Value {
    about(simulator, operation, &simulator.known()["licences"][0])
}
