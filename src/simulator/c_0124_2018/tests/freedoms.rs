//! What such a platform may do otherwise can be seen, and keeps the tables as far as readings do.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::whatever::violations;
use super::{OPERATIONS, about, form, post, request, simulator, standard, status, valid};
use crate::observation::HttpAnswer;
use crate::simulator::{Simulator, deviations, freedoms};

/// Answers to calls that show every freedom: right ones, refused ones, improper ones.
fn answers(simulator: &Simulator) -> Vec<(String, HttpAnswer)> {
    let known = simulator.known();
    let mut all = Vec::new();
    for operation in OPERATIONS {
        let mut bodies: Vec<Value> = [0, 2, 3, 5].map(|n| about(simulator, operation, &known["licences"][n])).to_vec();
        bodies.push(about(simulator, operation, &known["revoked"]));
        let mut wrong = valid(simulator, operation);
        wrong["CertificateHolderCode"] = known["empty_holder"]["code"].clone();
        wrong["CertificateID"] = json!("1.2");
        bodies.push(wrong);
        bodies.push(json!({ "UseFor": "核验测试" }));
        let mut empty = valid(simulator, operation);
        empty["CertificateHolderType"] = json!("");
        bodies.push(empty);
        let mut late = valid(simulator, operation);
        late["AccessToken"] = json!(super::token(late["AccountId"].as_str().unwrap(), "20240304"));
        bodies.push(late);
        let calls = bodies.iter().map(|body| request(operation, form(body).into_bytes()));
        let mut improper = vec![request(operation, Vec::new()); 2];
        improper[1].method = "GET".to_owned();
        all.extend(calls.chain(improper).map(|call| (operation.to_owned(), simulator.handle(&call))));
    }
    all
}

/// Freedoms about what this standard or this stock does not have.
const ELSEWHERE: [&str; 3] = ["empty-taken", "optional-empty", "nulls-left-out"];

#[test]
fn every_freedom_can_be_seen_and_successes_keep_their_schema() {
    let plain = answers(&simulator());
    for freedom in freedoms(&standard()) {
        let simulator = simulator().with_freedom(freedom);
        let answers = answers(&simulator);
        assert_eq!(answers != plain, !ELSEWHERE.contains(&freedom.name), "{}", freedom.name);
        for (operation, answer) in answers.iter().filter(|(_, answer)| answer.status == 200) {
            let Ok(answer) = serde_json::from_slice::<Value>(&answer.body) else { continue };
            if answer["head"]["status"] != "0" {
                continue;
            }
            let free = ["total-as-text", "open-end-empty"].contains(&freedom.name);
            let broken = violations(operation, &answer);
            assert!(broken.is_empty() || free, "{}: {broken:?} in {answer}", freedom.name);
        }
    }
}

#[test]
fn freedoms_name_readings_of_the_standard() {
    let standard = standard();
    let all = freedoms(&standard);
    let names: BTreeSet<&str> = all.iter().map(|freedom| freedom.name).collect();
    assert_eq!(names.len(), all.len());
    let named: BTreeSet<&str> = all.iter().flat_map(|freedom| freedom.readings).copied().collect();
    for reading in
        ["D35", "D36.1", "D55.2", "D57.1", "D58.1", "D58.2", "D59", "D71.1", "D72", "D73", "D81", "D83", "D95", "G2.1"]
    {
        assert!(named.contains(reading), "{reading}");
    }
}

#[test]
fn every_deviation_can_be_seen() {
    let plain = answers(&simulator());
    let standard = standard();
    let all = deviations(&standard);
    for deviation in &all {
        let answers = answers(&simulator().with_deviation(deviation));
        assert!(answers != plain, "{} {}", deviation.reading, deviation.finding);
    }
    let tried: BTreeSet<&str> = all.iter().map(|deviation| deviation.reading.as_str()).collect();
    for reading in [
        "D26",
        "D35",
        "D37",
        "D39.2",
        "D42",
        "D51",
        "D54",
        "D55.1",
        "D60",
        "D63",
        "D65",
        "D66.1",
        "D68",
        "D69",
        "D70",
        "D71.2",
        "D73",
        "D80",
        "D82.2",
        "design-item-members",
        "design-licence-state",
    ] {
        assert!(tried.contains(reading), "{reading} is not among {tried:?}");
    }
}

#[test]
fn a_platform_with_identifiers_of_its_own_knows_them() {
    let standard = standard();
    for deviation in deviations(&standard).iter().filter(|one| ["D51", "D70"].contains(&one.reading.as_str())) {
        let simulator = simulator().with_deviation(deviation);
        let licence = simulator.known()["licences"][0].clone();
        let listed = post(&simulator, "Retrieval", &about(&simulator, "Retrieval", &licence));
        assert_eq!(listed["data"]["dataList"][0]["certificateID"], licence["id"], "{}", deviation.reading);
        let operation = "GetCertificateDataByCertificateID";
        assert_eq!(status(&post(&simulator, operation, &about(&simulator, operation, &licence))), "0");
    }
}
