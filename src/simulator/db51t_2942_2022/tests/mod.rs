//! The platform of the province, asked as a caller would.

use std::sync::Arc;

use jiff::civil::date;
use serde_json::{Value, json};

use super::ID;
use crate::observation::HttpRequest;
use crate::simulator::{Setup, Simulator, fitted};
use crate::standard::{Library, Source};

fn simulator() -> Simulator {
    let library = fitted(&Library::load(&Source::embedded_schemas()).unwrap());
    let clock = Arc::new(|| date(2026, 3, 5).at(10, 20, 30, 0));
    Simulator::new(Arc::new(library.standard(ID).unwrap().clone()), Setup { clock, seed: 1 }).unwrap()
}

/// The answer to a request of the account of the target file, with these members.
fn asked(simulator: &Simulator, path: &str, members: &Value) -> Value {
    let credentials = simulator.credentials();
    let mut body = json!({ "AccountId": credentials["account_id"], "AccessToken": credentials["access_token"] });
    for (name, value) in members.as_object().unwrap() {
        body[name] = value.clone();
    }
    let request = HttpRequest {
        method: "POST".to_owned(),
        url: format!("http://127.0.0.1:1/licence/{path}"),
        headers: vec![("content-type".to_owned(), "application/json; charset=UTF-8".to_owned())],
        body: body.to_string().into_bytes(),
    };
    serde_json::from_slice(&simulator.handle(&request).body).unwrap()
}

fn status(answer: &Value) -> &str {
    answer["head"]["status"].as_str().unwrap()
}

#[test]
fn an_encrypted_identifier_leads_to_file_and_code_and_says_nothing_of_the_licence() {
    let simulator = simulator();
    let licence = &simulator.known()["licences"][0];
    let found = asked(
        &simulator,
        "encrypted-ids",
        &json!({ "CertificateHolderCode": licence["holder_code"], "CertificateHolderType": licence["holder_type"] }),
    );
    let ids = found["data"]["dataList"].as_array().unwrap();
    let encrypted = ids.iter().map(|item| &item["encryptedID"]).find(|id| **id == licence["encrypted_id"]).unwrap();
    assert!(!encrypted.as_str().unwrap().contains(licence["number"].as_str().unwrap()));
    let file = asked(&simulator, "file/by-encrypted-id", &json!({ "EncryptedID": encrypted, "UseFor": "02" }));
    assert!(file["data"]["dataList"][0]["fileUrl"].as_str().unwrap().starts_with("http://127.0.0.1:1/files/"));
    let code = asked(&simulator, "qr-code", &json!({ "EncryptedID": encrypted }));
    assert!(!code["data"]["qrCode"].as_str().unwrap().is_empty());
}

#[test]
fn refusals_carry_the_codes_of_the_text_and_the_message_of_failures() {
    let simulator = simulator();
    let id = &simulator.known()["licences"][0]["id"];
    let ask = |members: Value| asked(&simulator, "file/by-id", &members);
    let good = ask(json!({ "CertificateID": id, "UseFor": "01" }));
    assert_eq!((status(&good), &good["head"]["message"]), ("0", &json!("接口调用成功")));
    let refused = [
        (json!({ "CertificateID": id, "UseFor": "01", "AccessToken": "0" }), "11"),
        (json!({ "CertificateID": id, "UseFor": "01", "AccountId": "TEST000000000000" }), "11"),
        (json!({ "CertificateID": "", "UseFor": "01" }), "12"),
        (json!({ "CertificateID": "1.2.3", "UseFor": "01" }), "24"),
    ];
    for (members, code) in refused {
        let answer = ask(members.clone());
        assert_eq!((status(&answer), &answer["head"]["message"]), (code, &json!("接口调用失败")), "{members}");
    }
    let foreign = &simulator.known()["foreign_licence"]["id"];
    assert_eq!(status(&ask(json!({ "CertificateID": foreign, "UseFor": "01" }))), "24", "another party's");
}

#[test]
fn days_are_written_in_full_width() {
    let simulator = simulator();
    let known = simulator.known();
    for licence in known["licences"].as_array().unwrap() {
        let day = licence["issued"].as_str().unwrap();
        assert!(crate::simulator::formats::fits("padded-calendar-date", day), "{day}");
    }
    let shown =
        asked(&simulator, "file/by-id", &json!({ "CertificateID": known["licences"][0]["id"], "UseFor": "01" }));
    assert_eq!(shown["data"]["dataList"][0]["issueDate"], known["licences"][0]["issued"]);
}

#[test]
fn what_is_said_of_a_licence_is_held_against_it() {
    let simulator = simulator();
    let licence = &simulator.known()["licences"][0];
    let verify = |members: &Value| {
        let mut body = json!({ "CertificateHolderCode": licence["holder_code"], "UseFor": "01" });
        for (name, value) in members.as_object().unwrap() {
            body[format!("CertificateData.{name}")] = value.clone();
        }
        asked(&simulator, "verify", &body)["data"]["verifyResult"].clone()
    };
    assert_eq!(verify(&json!({})), "true", "every field is optional");
    assert_eq!(verify(&json!({ "certificateNumber": licence["number"], "issueDate": licence["issued"] })), "true");
    assert_eq!(verify(&json!({ "certificateNumber": licence["number"], "issueDate": "1900年01月01日" })), "false");
    assert_eq!(verify(&json!({ "certificateNumber": "x" })), "false");
}
