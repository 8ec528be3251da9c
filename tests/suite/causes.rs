//! One fault of a target has one cause, however many requirements it touches.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use zwfw_conformance::verdict::{Event, FindingCode, Root, Verdict};

use crate::support::{Ran, Reply, Simulated, Target, conform};

/// Runs operations of a simulator whose answers are changed: called with the operation, the request and the answer.
fn changed(operations: &[&str], change: impl Fn(&str, &Value, &mut Value) + Send + Sync + 'static) -> Ran {
    let simulated = Simulated::new();
    let simulator = simulated.simulator.clone();
    let target = Target::start(move |_, request| {
        let answer = simulator.handle(request);
        let sent = serde_json::from_slice(&request.body).unwrap_or_default();
        let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else { return answer.into() };
        change(request.url.rsplit('/').next().unwrap_or_default(), &sent, &mut body);
        Reply::ok("application/json", body.to_string())
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = simulated.target_file(folder.path(), &target.url());
    let mut arguments = vec!["run", "--jobs", "1", "--target", &file];
    operations.iter().for_each(|operation| arguments.extend(["--operation", operation]));
    conform(&arguments)
}

/// The causes of all that is not passed.
fn causes(ran: &Ran) -> BTreeSet<(String, String, FindingCode)> {
    let name = |root: &Root| (root.operation.clone(), root.requirement.local().to_owned(), root.code);
    ran.fold().groups().iter().map(|group| name(&group.root)).collect()
}

fn is_cause(operation: &str, requirement: &str, code: FindingCode) -> (String, String, FindingCode) {
    (operation.to_owned(), requirement.to_owned(), code)
}

#[test]
fn an_envelope_inside_another_object_is_one_cause_and_hides_nothing() {
    for around in
        [|inner: Value| json!({ "result": inner }), |inner: Value| json!({ "code": 200, "msg": "ok", "data": inner })]
    {
        let ran = changed(&["getDist"], move |_, _, body| *body = around(body.take()));
        assert_eq!(ran.code, 1, "{}", ran.said());
        let expected = BTreeSet::from([is_cause("getDist", "7.2.5", FindingCode::NotEnvelope)]);
        assert_eq!(causes(&ran), expected);
        let totals = ran.finished().totals;
        assert_eq!(totals.count(Verdict::Inconclusive), 0, "what stands inside is judged: {totals:?}");
        assert!(totals.count(Verdict::Pass) > 20, "{totals:?}");
    }
}

#[test]
fn finding_nothing_that_is_answered_as_an_error_is_one_cause() {
    let ran = changed(&["queryOrder"], |operation, _, body| {
        if operation == "queryOrder" && body["errcode"] == 0 && body.pointer("/data/rows") == Some(&json!([])) {
            *body = json!({ "errcode": 2, "errormsg": "no data", "data": null });
        }
    });
    assert_eq!(ran.code, 1, "{}", ran.said());
    let expected = BTreeSet::from([is_cause("queryOrder", "7.3.5", FindingCode::ValidRefused)]);
    assert_eq!(causes(&ran), expected);
    assert!(ran.finished().totals.count(Verdict::Fail) > 10, "every member that is looked for is told");
}

#[test]
fn a_filter_that_is_refused_itself_keeps_the_blame() {
    let ran = changed(&["queryOrder"], |operation, sent, body| {
        if operation == "queryOrder" && sent["item_name"].is_string() {
            *body = json!({ "errcode": 1, "errormsg": "item_name", "data": null });
        }
    });
    let causes = causes(&ran);
    assert!(causes.contains(&is_cause("queryOrder", "T10.5", FindingCode::ValidRefused)), "{causes:?}");
    assert!(causes.iter().all(|(_, requirement, _)| requirement != "7.3.5"), "{causes:?}");
}

#[test]
fn a_call_that_is_refused_now_and_then_is_told_with_its_code_and_message() {
    let calls = AtomicUsize::new(0);
    let ran = changed(&["queryOrderDetail"], move |operation, _, body| {
        let found = operation == "queryOrderDetail" && body["errcode"] == 0;
        if found && calls.fetch_add(1, Ordering::SeqCst) % 2 == 1 {
            *body = json!({ "errcode": -1, "errormsg": "busy", "data": null });
        }
    });
    assert_ne!(ran.code, 0, "{}", ran.said());
    let mut told = 0;
    for event in ran.recording().events {
        let Event::Verdict(verdict) = event else { continue };
        let Some(finding) = verdict.finding.filter(|_| verdict.verdict == Verdict::Inconclusive) else { continue };
        let reason = finding.actual.to_string();
        let with_code = reason.contains("refused with code -1, busy");
        // What rests on another call names it, and that one is told with its code.
        let rests = ["did not hold", "the accepted twin was not accepted", "seen in no answer of this run"];
        assert!(with_code || rests.iter().any(|rest| reason.contains(rest)), "{reason}");
        told += usize::from(with_code);
    }
    assert!(told > 0, "{}", ran.said());
}

#[test]
fn a_list_under_another_name_is_one_cause() {
    let ran = changed(&["addOrder", "queryOrder"], |operation, _, body| {
        if operation == "queryOrder"
            && let Some(data) = body.get_mut("data").and_then(Value::as_object_mut)
            && let Some(rows) = data.remove("rows")
        {
            data.insert("records".to_owned(), rows);
        }
    });
    assert_eq!(ran.code, 1, "{}", ran.said());
    let fold = ran.fold();
    let failed = fold.groups().into_iter().filter(|group| group.verdict == Verdict::Fail);
    let name = |root: &Root| (root.operation.clone(), root.requirement.local().to_owned(), root.code);
    let failed: BTreeSet<(String, String, FindingCode)> = failed.map(|group| name(&group.root)).collect();
    assert_eq!(failed, BTreeSet::from([is_cause("queryOrder", "T12.4", FindingCode::Missing)]));
}

#[test]
fn a_row_under_its_printed_name_alone_is_warned_of_and_blames_no_request() {
    fn drop_from(value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(drop_from),
            Value::Object(members) => {
                members.remove("receiver_detail_address");
                members.values_mut().for_each(drop_from);
            }
            _ => {}
        }
    }
    let ran = changed(&[], |_, _, body| drop_from(body));
    assert_eq!(ran.code, 0, "{}", ran.said());
    let causes = causes(&ran);
    let rows: BTreeSet<&str> =
        causes.iter().filter(|(.., code)| *code == FindingCode::Missing).map(|(_, row, _)| row.as_str()).collect();
    assert_eq!(rows, BTreeSet::from(["T13.21", "T16.21"]), "{causes:?}");
}

/// A framework that makes numbers of texts answers the level `"1"` as it answers 1.
#[test]
fn a_level_that_was_sent_as_text_is_read_as_the_level_that_was_answered() {
    let simulated = Simulated::new();
    let simulator = simulated.simulator.clone();
    let target = Target::start(move |_, request| {
        let mut request = request.clone();
        let Ok(mut sent) = serde_json::from_slice::<Value>(&request.body) else {
            return simulator.handle(&request).into();
        };
        if sent["level"] == "1" {
            sent["level"] = json!(1);
            request.body = sent.to_string().into_bytes();
        }
        let answer = simulator.handle(&request);
        let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else { return answer.into() };
        for region in body["data"].as_array_mut().into_iter().flatten().filter(|region| region["level"] == 1) {
            region["parent_code"] = Value::Null;
        }
        Reply::ok("application/json; charset=UTF-8", body.to_string())
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = simulated.target_file(folder.path(), &target.url());
    let ran = conform(&["run", "--jobs", "1", "--operation", "getDist", "--target", &file]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(causes(&ran).contains(&is_cause("getDist", "T7.3", FindingCode::WrongTypeAccepted)), "{}", ran.said());
}

/// Counties of a province are nothing that the text describes: whose they are called is free, and their level is not.
#[test]
fn a_level_that_was_left_out_is_answered_with_its_own_level_or_is_a_fault() {
    let counties = |level: i64| {
        move |operation: &str, sent: &Value, body: &mut Value| {
            let left_out =
                sent["level"] == 3 && sent["parent_code"].as_str().is_some_and(|code| code.ends_with("0000"));
            if operation == "getDist" && left_out {
                let code = |parent: &str| if level == 3 { format!("{parent}0102") } else { format!("{parent}0100") };
                let parent = sent["parent_code"].as_str().map_or("", |code| &code[..2]).to_owned();
                let region = json!({ "address_code": code(&parent), "address_name": "测试区", "level": level,
                    "parent_code": format!("{parent}0100") });
                *body = json!({ "errcode": 0, "errormsg": "", "data": [region] });
            }
        }
    };
    let ran = changed(&["getDist"], counties(3));
    assert_eq!(ran.code, 0, "{}", ran.said());
    let ran = changed(&["getDist"], counties(2));
    assert_eq!(ran.code, 1, "{}", ran.said());
    assert_eq!(causes(&ran), BTreeSet::from([is_cause("getDist", "T9.3", FindingCode::NotEqual)]));
}

/// What lies at the address of a licence's file, changed.
fn with_files(change: impl Fn(Reply) -> Reply + Send + Sync + 'static) -> Ran {
    let simulated = Simulated::licences();
    let simulator = simulated.simulator.clone();
    let target = Target::start(move |_, request| {
        let answer: Reply = simulator.handle(request).into();
        if request.url.contains("/files/") { change(answer) } else { answer }
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = simulated.target_file(folder.path(), &target.url());
    conform(&["run", "--jobs", "1", "--tag", "file", "--target", &file])
}

#[test]
fn a_file_has_to_be_whole_and_one_behind_a_redirect_is_in_doubt() {
    assert_eq!(with_files(|answer| answer).code, 0);
    let cut = with_files(|answer| match answer {
        Reply::Answer { status, content_type, mut body } => {
            body.truncate(body.len() / 2);
            Reply::Answer { status, content_type, body }
        }
        other => other,
    });
    assert_eq!(cut.code, 1, "{}", cut.said());
    assert!(causes(&cut).iter().all(|(.., code)| *code == FindingCode::WrongContent), "{:?}", causes(&cut));
    let moved = with_files(|_| Reply::Answer { status: 302, content_type: "text/plain".to_owned(), body: Vec::new() });
    assert_eq!(moved.code, 3, "{}", moved.said());
}
