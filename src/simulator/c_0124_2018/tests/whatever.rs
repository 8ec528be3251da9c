//! Whatever comes, an envelope goes back, and what it says keeps the derived schema.

use std::sync::OnceLock;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{OPERATIONS, about, form, json_of, post, request, simulator, standard, status, valid};
use crate::schema::{Schemas, Violation};
use crate::simulator::Simulator;

fn shared() -> &'static Simulator {
    static SIMULATOR: OnceLock<Simulator> = OnceLock::new();
    SIMULATOR.get_or_init(simulator)
}

/// How an answer breaks the schema of its operation. What goes with a refusal is left open (D59), and validity may be
/// without an end (D72).
pub(super) fn violations(operation: &str, answer: &Value) -> Vec<Violation> {
    static SCHEMAS: OnceLock<Schemas> = OnceLock::new();
    let schemas = SCHEMAS.get_or_init(|| Schemas::compile(&standard()).unwrap());
    let table = &standard().operation(operation).unwrap().response.clone();
    let refused = status(answer) != "0";
    let free =
        |pointer: &str| refused && pointer.starts_with("/data") || answer.pointer(pointer) == Some(&json!("长期"));
    let all = schemas.violations(table, answer).into_iter();
    all.filter(|violation| !free(&violation.pointer)).collect()
}

fn assert_keeps(operation: &str, answer: &Value) {
    let broken = violations(operation, answer);
    assert!(broken.is_empty(), "{operation}: {broken:?} in {answer}");
}

#[test]
fn every_answer_about_what_is_known_keeps_its_schema() {
    let known = shared().known();
    let licences = known["licences"].as_array().unwrap().iter();
    for licence in licences.chain([&known["revoked"], &known["expired"], &known["restricted"]]) {
        for operation in OPERATIONS {
            let answer = post(shared(), operation, &about(shared(), operation, licence));
            assert_keeps(operation, &answer);
        }
    }
}

fn some_text() -> impl Strategy<Value = String> {
    let known =
        ["001", "111", "000", "测试居民证", "测试许可证", "测试未发布证", "999999199003070012", "{}", "[]", "长期"];
    prop_oneof![
        prop::sample::select(known.to_vec()).prop_map(str::to_owned),
        "\\PC{0,40}",
        Just("测".repeat(201)),
        Just("{\"certificateType\":1}".to_owned()),
    ]
}

proptest! {
    #[test]
    fn any_bytes_get_an_envelope(body in prop::collection::vec(any::<u8>(), 0..200), operation in 0_usize..7) {
        let operation = OPERATIONS[operation];
        assert_keeps(operation, &json_of(&shared().handle(&request(operation, body))));
    }

    #[test]
    fn a_valid_request_with_other_values_gets_an_answer_that_keeps_its_schema(
        operation in 0_usize..7,
        changes in prop::collection::vec((any::<prop::sample::Index>(), some_text()), 0..3),
        removed in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let operation = OPERATIONS[operation];
        let mut body = valid(shared(), operation);
        let names: Vec<String> = body.as_object().unwrap().keys().cloned().collect();
        for (at, text) in changes {
            body[at.get(&names)] = json!(text);
        }
        if let Some(at) = removed {
            body.as_object_mut().unwrap().shift_remove(at.get(&names));
        }
        assert_keeps(operation, &json_of(&shared().handle(&request(operation, form(&body).into_bytes()))));
    }
}
