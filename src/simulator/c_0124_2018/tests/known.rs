//! What a target file can say of the simulator.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::simulator;

fn texts<'a>(known: &'a Value, field: &str) -> BTreeSet<&'a str> {
    known["licences"].as_array().unwrap().iter().filter_map(|licence| licence[field].as_str()).collect()
}

#[test]
fn known_data_name_all_that_cases_can_ask_for() {
    let known = simulator().known();
    let members = [
        "id",
        "holder",
        "holder_code",
        "holder_type",
        "type",
        "name",
        "number",
        "issuer",
        "issuer_code",
        "issued",
        "valid_from",
        "valid_until",
    ];
    for licence in [&known["licences"][0], &known["revoked"], &known["expired"], &known["restricted"]] {
        for member in members {
            assert!(licence[member].as_str().is_some_and(|text| !text.is_empty()), "{member} of {licence}");
        }
    }
    assert_eq!(texts(&known, "holder_type").len(), 16);
    let types = known["types"].as_array().unwrap().iter();
    let types: BTreeSet<&str> = types.map(|one| one["type"].as_str().unwrap()).collect();
    assert_eq!(known["types"][0], json!({ "type": known["licences"][0]["type"], "code": "119999999900000178001" }));
    assert_eq!(types, texts(&known, "type"));
    assert!(!types.contains(known["unpublished_type"].as_str().unwrap()));
    assert!(!texts(&known, "holder_code").contains(known["empty_holder"]["code"].as_str().unwrap()));
}

#[test]
fn the_first_licences_stand_as_cases_take_them() {
    let known = simulator().known();
    let licences = known["licences"].as_array().unwrap();
    let [licence, other, organisation] = [&licences[0], &licences[1], &licences[2]];
    assert_eq!((&licence["holder_type"], &organisation["holder_type"]), (&json!("111"), &json!("001")));
    assert_eq!(licence["holder_code"], other["holder_code"]);
    assert_ne!((&licence["type"], &licence["number"]), (&other["type"], &other["number"]));
    let held = licences.iter().filter(|one| one["holder_code"] == licence["holder_code"]);
    assert!(held.into_iter().all(|one| one["type"] != organisation["type"]));
    for first in [licence, other, organisation] {
        let like = |one: &&Value| one["holder_code"] == first["holder_code"] && one["type"] == first["type"];
        assert_eq!(licences.iter().filter(like).count(), 1, "the holder's only licence of its type");
    }
    let alike = |one: &Value, other: &Value| ["holder_code", "type"].iter().all(|name| one[name] == other[name]);
    let several = licences.iter().any(|one| licences.iter().filter(|other| alike(one, other)).count() > 1);
    assert!(several, "no number tells licences of one holder and type apart");
}

#[test]
fn accounts_are_told_and_tokens_are_computed() {
    let credentials = simulator().credentials();
    assert_eq!(credentials.keys().collect::<Vec<_>>(), ["account_id", "foreign_account_id"]);
    assert_ne!(credentials["account_id"], credentials["foreign_account_id"]);
}
