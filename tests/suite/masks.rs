//! A mask is forgiven where a row is of personal data, and nowhere else.

use serde_json::Value;
use zwfw_conformance::id::Aspect;
use zwfw_conformance::verdict::{Event, FindingCode, Verdict};

use crate::support::{Reply, Simulated, Target, conform};

/// Puts this in place of every text that a member has one of these names for.
fn starred(value: &mut Value, names: &[&str], mask: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| starred(item, names, mask)),
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if names.contains(&name.as_str()) => mask.clone_into(text),
                    other => starred(other, names, mask),
                }
            }
        }
        _ => {}
    }
}

/// The failures of a run in which answers show this in place of the members of these names: requirement and finding.
fn failures(names: &'static [&'static str], mask: &'static str) -> (i32, Vec<(String, Aspect, FindingCode)>) {
    let simulated = Simulated::new();
    let simulator = simulated.simulator.clone();
    let target = Target::start(move |_, request| {
        let answer = simulator.handle(request);
        let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else { return answer.into() };
        starred(&mut body, names, mask);
        Reply::ok("application/json", body.to_string())
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = simulated.target_file(folder.path(), &target.url());
    let ran = conform(&["run", "--target", &file, "--case", "gdzw-0017-2019/addOrder/added-order.item-id"]);
    let failed = ran.recording().events.into_iter().filter_map(|event| match event {
        Event::Verdict(one) if one.verdict == Verdict::Fail => {
            Some((one.requirement.to_string(), one.aspect, one.finding?.code))
        }
        _ => None,
    });
    let mut failed: Vec<_> = failed.collect();
    failed.sort();
    failed.dedup();
    (ran.code, failed)
}

#[test]
fn names_and_phones_may_be_masked() {
    let names = &["sender_person_name", "sender_phone", "receiver_person_name", "receiver_phone"];
    for mask in ["***", "＊", "xxxxx"] {
        assert_eq!(failures(names, mask), (0, Vec::new()), "{mask}");
    }
}

#[test]
fn what_is_not_personal_may_not() {
    for mask in ["***", "xxx"] {
        let (code, failed) = failures(&["item_name", "sender_city"], mask);
        assert_eq!(code, 1, "{mask}");
        assert!(failed.iter().any(|(_, _, code)| *code == FindingCode::NotEqual), "{mask}: {failed:?}");
    }
}
