//! What a target file can say of the simulator.

use std::collections::BTreeSet;

use serde_json::Value;

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
            assert!(licence[member].is_string(), "{member} of {licence}");
        }
    }
    assert_eq!(texts(&known, "holder_type").len(), 16);
    let types: BTreeSet<&str> = known["types"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(types, texts(&known, "type"));
    assert!(!types.contains(known["unpublished_type"].as_str().unwrap()));
    assert!(!texts(&known, "holder_code").contains(known["empty_holder"]["code"].as_str().unwrap()));
}

#[test]
fn holders_have_several_licences_of_one_type_and_of_several() {
    let known = simulator().known();
    let licences = known["licences"].as_array().unwrap();
    let of = |holder: &str, of: Option<&Value>| {
        licences.iter().filter(|one| one["holder_code"] == holder && of.is_none_or(|of| one["type"] == *of)).count()
    };
    for first in [&licences[0], &licences[3]] {
        let holder = first["holder_code"].as_str().unwrap();
        assert_eq!((of(holder, Some(&first["type"])), of(holder, None)), (2, 3), "{holder}");
    }
}

#[test]
fn accounts_are_told_and_tokens_are_computed() {
    let credentials = simulator().credentials();
    assert_eq!(credentials.keys().collect::<Vec<_>>(), ["account_id", "foreign_account_id"]);
    assert_ne!(credentials["account_id"], credentials["foreign_account_id"]);
}
