//! What is verified, and what is not.

use serde_json::{Value, json};

use super::{about, data_of, post, simulator, status};

fn verified(change: impl FnOnce(&mut Value)) -> (String, Value) {
    let simulator = simulator();
    let mut body = about(&simulator, "VerifyCertificate", &simulator.known()["licences"][0]);
    change(&mut body);
    let answer = post(&simulator, "VerifyCertificate", &body);
    (status(&answer).to_owned(), answer["data"]["verifyResult"].clone())
}

#[test]
fn right_data_are_verified_whole_in_part_and_with_days_written_otherwise() {
    let yes = ("0".to_owned(), json!("true"));
    assert_eq!(verified(|_| {}), yes);
    assert_eq!(verified(|body| drop(body.as_object_mut().unwrap().shift_remove("CertificateHolderType"))), yes);
    assert_eq!(verified(|body| body["CertificateData"]["issueDate"] = json!("2024 年 03 月 05 日")), yes);
    for name in ["certificateName", "certificateHolderType", "issueDeptCode", "certificateValidateEnd"] {
        let without = |body: &mut Value| drop(body["CertificateData"].as_object_mut().unwrap().shift_remove(name));
        assert_eq!(verified(without), yes, "{name}");
        assert_eq!(verified(|body| body["CertificateData"][name] = json!("")), yes, "{name} empty");
    }
}

#[test]
fn each_single_wrong_value_is_answered_with_false() {
    let no = ("0".to_owned(), json!("false"));
    let simulator = simulator();
    let known = simulator.known();
    let names: Vec<String> = data_of(&known["licences"][0]).as_object().unwrap().keys().cloned().collect();
    assert_eq!(names.len(), 11);
    for name in &names {
        for wrong in ["没有", "000", "2001年1月2日"] {
            assert_eq!(verified(|body| body["CertificateData"][name] = json!(wrong)), no, "{name} {wrong}");
        }
    }
    assert_eq!(verified(|body| body["CertificateHolderCode"] = known["empty_holder"]["code"].clone()), no);
    assert_eq!(verified(|body| body["CertificateHolderType"] = json!("999")), no);
    let other = &known["licences"][1];
    assert_eq!(verified(|body| body["CertificateData"]["certificateNumber"] = other["number"].clone()), no);
}

#[test]
fn every_known_licence_is_verified_and_found_by_all_ways() {
    let simulator = simulator();
    for licence in simulator.known()["licences"].as_array().unwrap() {
        let ask = |operation: &str| post(&simulator, operation, &about(&simulator, operation, licence));
        assert_eq!(ask("VerifyCertificate")["data"]["verifyResult"], "true", "{licence}");
        let listed = ask("Retrieval")["data"]["dataList"].clone();
        assert!(listed.as_array().unwrap().iter().any(|item| item["certificateID"] == licence["id"]), "{licence}");
        let by_holder = ask("GetCertificateDataByHolder")["data"].clone();
        assert_eq!((&by_holder["total"], &by_holder), (&json!(1), &ask("GetCertificateDataByCertificateID")["data"]));
        let item = &by_holder["dataList"][0];
        assert_eq!(
            [&item["certificateHolder"], &item["certificateNumber"], &item["issueDate"]],
            [&licence["holder"], &licence["number"], &licence["issued"]]
        );
    }
}
