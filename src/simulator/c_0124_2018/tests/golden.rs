//! The hand-written messages hold the simulator to the text of the standard, whatever the tables as data say.

use serde_json::{Map, Value};

use super::{OPERATIONS, json_of, party, post, request, simulator};
use crate::simulator::formats::calendar_day;

fn golden(file: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/c-0124-2018");
    std::fs::read_to_string(format!("{folder}/{file}")).unwrap()
}

fn golden_json(file: &str) -> Value {
    serde_json::from_str(&golden(file)).unwrap()
}

/// The golden request with the account of this simulator in place: the golden token is right, its account is nobody's.
fn ask(operation: &str) -> Value {
    let simulator = simulator();
    let own = party(&simulator, "account_id");
    let pairs = golden(&format!("{operation}.request.form"));
    let pairs = pairs.split('&').map(|pair| match pair.split_once('=').unwrap() {
        (name @ ("AccountId" | "AccessToken"), _) => format!("{name}={}", own[name].as_str().unwrap()),
        _ => pair.to_owned(),
    });
    let body = pairs.collect::<Vec<_>>().join("&");
    json_of(&simulator.handle(&request(operation, body.into_bytes())))
}

/// What the simulator may write otherwise: days with blanks, addresses of files.
fn plain(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| {
                let value = if name == "fileUrl" { Value::from("address") } else { plain(value) };
                (name.clone(), value)
            };
            members.iter().map(member).collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::String(text) => calendar_day(text).map_or_else(|| value.clone(), |day| day.to_string().into()),
        other => other.clone(),
    }
}

#[test]
fn golden_requests_get_the_golden_answers() {
    for operation in OPERATIONS {
        let expected = golden_json(&format!("{operation}.answer.json"));
        let answer = ask(operation);
        assert_eq!(plain(&answer), plain(&expected), "{operation}");
        // Equality of objects does not look at the order of their members.
        assert_eq!(plain(&answer).to_string(), plain(&expected).to_string(), "{operation}");
    }
}

#[test]
fn the_golden_token_is_computed_as_here() {
    let form = golden("Retrieval.request.form");
    assert!(form.contains(&format!("AccessToken={}", super::token("ZJ0000TEST", "20240305"))));
}

#[test]
fn refusals_have_the_golden_head() {
    let simulator = simulator();
    let known = simulator.known();
    for operation in OPERATIONS {
        let expected = golden_json(&format!("{operation}.refusal.json"));
        let mut body = super::valid(&simulator, operation);
        match expected["head"]["status"].as_str().unwrap() {
            "10" => body["CertificateHolderCode"] = known["empty_holder"]["code"].clone(),
            "11" => body["AccessToken"] = "0".into(),
            "12" => body["UseFor"] = "".into(),
            "13" => body["CertificateType"] = known["unpublished_type"].clone(),
            "21" => body["CertificateID"] = known["revoked"]["id"].clone(),
            "23" => body["CertificateID"] = known["restricted"]["id"].clone(),
            "24" => body["CertificateData"] = "{\"certificateType\":".into(),
            other => panic!("no way to {other}"),
        }
        let answer = post(&simulator, operation, &body);
        assert_eq!(answer["head"].to_string(), expected["head"].to_string(), "{operation}");
    }
}
