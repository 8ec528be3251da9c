//! What a target repeats of credentials and persons is in no report, wherever it repeats it.

use serde_json::{Value, json};

use crate::support::{Reply, Simulated, Target, conform};

/// Names and numbers of nobody, in the form of somebody's.
const NAME: &str = "欧阳无名";
const PHONE: &str = "13900000000";

#[test]
fn nothing_of_persons_and_credentials_is_in_any_report() {
    let simulated = Simulated::new();
    let simulator = simulated.simulator.clone();
    let token = simulator.credentials()["cust_token"].clone();
    let hex: String = token.bytes().map(|byte| format!("{byte:02X}")).collect();
    let part = token[..20].to_owned();
    let (said_hex, said_part) = (hex.clone(), part.clone());
    let target = Target::start(move |_, request| {
        let answer = simulator.handle(request);
        let sent: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else { return answer.into() };
        if request.url.ends_with("/queryOrder") && sent["item_name"].is_string() {
            let message = format!("order of {NAME} 已存在 {said_hex} {said_part}");
            body = json!({ "errcode": 2, "errormsg": message, "data": null });
        }
        if let Some(rows) = body.pointer_mut("/data/rows").and_then(Value::as_array_mut) {
            // The name stands where one is due, the number does not.
            for row in rows {
                row["receiver_person_name"] = json!(NAME);
                row["status"] = json!(PHONE);
            }
        }
        Reply::ok("application/json", body.to_string())
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = simulated.target_file(folder.path(), &target.url());
    let ran = conform(&["run", "--jobs", "1", "--target", &file, "--operation", "queryOrder"]);
    assert_eq!(ran.code, 1, "{}", ran.said());
    let events = std::fs::read_to_string(ran.out.path().join("events.jsonl")).expect("a recording");
    for (report, text) in [("events", &events), ("junit", &ran.junit()), ("terminal", &ran.said())] {
        assert!(text.contains("order of *** 已存在 *** ***"), "{report} does not show the refusal");
        for secret in [NAME, PHONE, &hex, &part, token.as_str()] {
            assert!(!text.contains(secret), "{report} shows {secret}");
        }
    }
}
