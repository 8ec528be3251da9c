//! Each status of Table A.1 that a provider gives by itself.

use serde_json::{Value, json};

use super::{OPERATIONS, about, form, json_of, party, post, request, simulator, status, token, valid};
use crate::simulator::Simulator;

const BY_HOLDER: [&str; 3] = ["Retrieval", "GetCertificateFileByHolder", "GetCertificateDataByHolder"];
const BY_IDENTIFIER: [&str; 2] = ["GetCertificateFileByCertificateID", "GetCertificateDataByCertificateID"];

/// The answer to a valid request with one member changed, or left out when the value is null.
fn changed(simulator: &Simulator, operation: &str, name: &str, value: Value) -> Value {
    let mut body = valid(simulator, operation);
    match value {
        Value::Null => drop(body.as_object_mut().unwrap().shift_remove(name)),
        value => body[name] = value,
    }
    post(simulator, operation, &body)
}

fn assert_refused(answer: &Value, code: &str, message: &str, what: &str) {
    assert_eq!((status(answer), answer["head"]["message"].as_str()), (code, Some(message)), "{what}: {answer}");
    let data = &answer["data"];
    assert!(data.is_null() || *data == json!({ "total": 0, "dataList": [] }), "{what}: {answer}");
}

#[test]
fn a_valid_request_gets_0_and_a_total_that_is_the_length_of_the_list() {
    let simulator = simulator();
    for operation in OPERATIONS {
        let answer = post(&simulator, operation, &valid(&simulator, operation));
        assert_eq!(
            (status(&answer), &answer["head"]["message"]),
            ("0", &json!("接口调用成功")),
            "{operation}: {answer}"
        );
        if let Some(list) = answer["data"]["dataList"].as_array() {
            assert_eq!(answer["data"]["total"], list.len(), "{operation}");
            assert!(!list.is_empty());
        }
    }
}

#[test]
fn flat_json_is_taken_as_well() {
    let simulator = simulator();
    for operation in OPERATIONS {
        let mut body = valid(&simulator, operation);
        let post = |body: &Value| {
            let mut request = request(operation, body.to_string().into_bytes());
            request.headers[0].1 = "application/json".to_owned();
            json_of(&simulator.handle(&request))
        };
        assert_eq!(status(&post(&body)), "0", "{operation}");
        if operation == "VerifyCertificate" {
            body["CertificateData"] = body["CertificateData"].to_string().into();
            assert_eq!(status(&post(&body)), "0", "JSON text in JSON");
        }
        body["AccessToken"] = json!(7);
        assert_eq!(status(&post(&body)), "11", "{operation}");
    }
}

#[test]
fn nothing_found_is_10() {
    let simulator = simulator();
    let known = simulator.known();
    let message = "未找到匹配的证照信息";
    for operation in BY_HOLDER {
        for (name, value) in [
            ("CertificateHolderCode", known["empty_holder"]["code"].clone()),
            ("CertificateHolderCode", known["foreign_licence"]["holder_code"].clone()),
            ("CertificateHolderType", json!("099")),
            ("CertificateType", known["licences"][2]["type"].clone()),
            ("CertificateNumber", json!("没有")),
        ] {
            if name == "CertificateNumber" && operation == "Retrieval" {
                continue;
            }
            assert_refused(&changed(&simulator, operation, name, value), "10", message, &format!("{operation} {name}"));
        }
    }
    for operation in BY_IDENTIFIER {
        for id in [json!("1.2.156.3005.2.X"), known["foreign_licence"]["id"].clone()] {
            assert_refused(&changed(&simulator, operation, "CertificateID", id), "10", message, operation);
        }
    }
}

#[test]
fn a_wrong_account_or_token_is_11() {
    let simulator = simulator();
    let account = simulator.credentials()["account_id"].clone();
    let foreign = simulator.credentials()["foreign_account_id"].clone();
    let today = token(&account, "20240305");
    for operation in OPERATIONS {
        for (name, value) in [
            ("AccountId", Value::Null),
            ("AccountId", json!("")),
            ("AccountId", json!("NOBODY")),
            ("AccountId", json!(foreign)),
            ("AccessToken", Value::Null),
            ("AccessToken", json!("")),
            ("AccessToken", json!(token(&account, "20240304"))),
            ("AccessToken", json!(token(&account, "20240306"))),
            ("AccessToken", json!(token(&foreign, "20240305"))),
            ("AccessToken", json!(today.to_uppercase())),
            ("AccessToken", json!(format!("{today}0"))),
        ] {
            let answer = changed(&simulator, operation, name, value.clone());
            assert_refused(&answer, "11", "身份验证不通过", &format!("{operation} {name} {value}"));
        }
    }
}

#[test]
fn a_required_value_that_is_empty_missing_or_too_long_is_12() {
    let simulator = simulator();
    let message = "要求必填的输入参数值为空";
    for operation in OPERATIONS {
        let body = valid(&simulator, operation);
        let optional = ["AccountId", "AccessToken", "CertificateHolderType", "CertificateNumber"];
        for name in body.as_object().unwrap().keys().filter(|name| !optional.contains(&name.as_str())) {
            for value in [Value::Null, json!("")] {
                let what = format!("{operation} {name} {value}");
                assert_refused(&changed(&simulator, operation, name, value), "12", message, &what);
            }
        }
        if body.get("UseFor").is_some() {
            let of = |n: usize| changed(&simulator, operation, "UseFor", json!("测".repeat(n)));
            assert_eq!(status(&of(200)), "0", "{operation}");
            assert_refused(&of(201), "12", message, operation);
        }
    }
    for name in ["certificateType", "certificateNumber", "certificateHolder", "issueDept", "issueDate"] {
        let mut body = valid(&simulator, "VerifyCertificate");
        body["CertificateData"].as_object_mut().unwrap().shift_remove(name);
        assert_refused(&post(&simulator, "VerifyCertificate", &body), "12", message, name);
    }
}

#[test]
fn empty_and_absent_optional_values_do_not_matter() {
    let simulator = simulator();
    for operation in BY_HOLDER {
        for name in ["CertificateHolderType", "CertificateNumber"] {
            for value in [Value::Null, json!("")] {
                assert_eq!(status(&changed(&simulator, operation, name, value)), "0", "{operation} {name}");
            }
        }
    }
}

#[test]
fn an_unpublished_type_is_13_and_an_unknown_holder_type_14() {
    let simulator = simulator();
    for operation in BY_HOLDER {
        for name in [simulator.known()["unpublished_type"].clone(), json!("没有的证照")] {
            let answer = changed(&simulator, operation, "CertificateType", name);
            assert_refused(&answer, "13", "证照类型不存在或未发布", operation);
        }
        let answer = changed(&simulator, operation, "CertificateHolderType", json!("000"));
        assert_refused(&answer, "14", "错误的持证主体代码类型", operation);
    }
    let answer = changed(&simulator, "VerifyCertificate", "CertificateHolderType", json!("10"));
    assert_refused(&answer, "14", "错误的持证主体代码类型", "verification");
}

#[test]
fn licences_that_cannot_be_used_are_21_to_23_except_for_a_search() {
    let simulator = simulator();
    let known = simulator.known();
    let states = [
        ("revoked", "21", "该电子证照已废止或注销"),
        ("expired", "22", "该电子证照已过期"),
        ("restricted", "23", "该电子证照已受限使用"),
    ];
    for (state, code, message) in states {
        for operation in OPERATIONS.iter().filter(|name| !["Retrieval", "GetCertificateType"].contains(name)) {
            let answer = post(&simulator, operation, &about(&simulator, operation, &known[state]));
            assert_refused(&answer, code, message, &format!("{operation} {state}"));
        }
        let answer = post(&simulator, "Retrieval", &about(&simulator, "Retrieval", &known[state]));
        assert_eq!(status(&answer), "10", "{state}");
    }
}

#[test]
fn data_that_cannot_be_parsed_are_24() {
    let simulator = simulator();
    for text in ["{\"certificateType\":", "text", "<xml/>", "12", "[]", "null"] {
        let answer = changed(&simulator, "VerifyCertificate", "CertificateData", json!(text));
        assert_refused(&answer, "24", "申请查验的证照数据无法解析", text);
    }
}

#[test]
fn of_several_defects_the_sender_comes_first_then_what_is_missing_then_the_holder_type() {
    let simulator = simulator();
    let mut body = valid(&simulator, "GetCertificateDataByHolder");
    body["CertificateType"] = json!("没有的证照");
    let mut expect = |name: &str, value: Value, code: &str| {
        body[name] = value;
        assert_eq!(status(&post(&simulator, "GetCertificateDataByHolder", &body)), code, "{name}");
    };
    expect("CertificateHolderType", json!("000"), "14");
    expect("UseFor", json!(""), "12");
    expect("AccessToken", json!("0"), "11");
}

#[test]
fn the_other_account_sees_its_own_licence_alone() {
    let simulator = simulator();
    let known = simulator.known();
    for operation in OPERATIONS.iter().filter(|name| **name != "GetCertificateType") {
        let ask = |licence: &Value| {
            let mut body = about(&simulator, operation, licence);
            let other = party(&simulator, "foreign_account_id");
            body.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
            let answer = post(&simulator, operation, &body);
            (status(&answer).to_owned(), answer["data"]["verifyResult"].clone())
        };
        let (code, verified) = ask(&known["foreign_licence"]);
        assert_eq!((code.as_str(), verified == "false"), ("0", false), "{operation}");
        let (code, verified) = ask(&known["licences"][0]);
        assert!(code == "10" || verified == "false", "{operation}: {code}");
    }
}

#[test]
fn improper_calls_are_refused_in_the_envelope() {
    let simulator = simulator();
    let good = || request("Retrieval", form(&valid(&simulator, "Retrieval")).into_bytes());
    let mut bad = vec![good(), good(), good(), good(), good()];
    bad[0].method = "GET".to_owned();
    bad[1].headers[0].1 = "text/plain".to_owned();
    bad[2].body = b"%%%&=&%zz".to_vec();
    bad[3].body = Vec::new();
    bad[4].headers.clear();
    for request in bad {
        let answer = json_of(&simulator.handle(&request));
        assert_ne!(status(&answer), "0", "{request:?}");
        assert!(answer["head"]["message"].is_string());
    }
}
