//! A finding shows the exchange around its place: little of it, the offending value always, and nothing of persons.

use serde_json::{Value, json};
use zwfw_conformance::verdict::{Event, Excerpt, Finding, FindingCode, Verdict};

use crate::support::{Ran, Reply, Simulated, Target, conform};

const JSON: &str = "application/json; charset=UTF-8";

/// A run against a simulator whose requests and answers are changed on their way.
fn ran(select: &[&str], change: impl Fn(&mut Value, &mut Value) + Send + Sync + 'static) -> Ran {
    let simulated = Simulated::new();
    let simulator = simulated.simulator.clone();
    let target = Target::start(move |_, request| {
        let (mut asked, mut request) = (serde_json::from_slice(&request.body).unwrap_or_default(), request.clone());
        change(&mut asked, &mut Value::Null);
        if !asked.is_null() {
            request.body = asked.to_string().into();
        }
        let answer = simulator.handle(&request);
        let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else { return answer.into() };
        change(&mut Value::Null, &mut body);
        Reply::ok(JSON, body.to_string())
    });
    let folder = tempfile::tempdir().expect("a folder");
    conform(&[&["run", "--target", &simulated.target_file(folder.path(), &target.url())][..], select].concat())
}

/// Findings that deviate themselves, of one code.
fn findings(ran: &Ran, code: FindingCode) -> Vec<Finding> {
    let of = |event: Event| match event {
        Event::Verdict(verdict) if verdict.verdict >= Verdict::Warning => verdict.finding,
        _ => None,
    };
    let found: Vec<Finding> =
        ran.recording().events.into_iter().filter_map(of).filter(|finding| finding.code == code).collect();
    assert!(!found.is_empty(), "{code}: {}", ran.said());
    found
}

fn answer(finding: &Finding) -> &Excerpt {
    finding.answer.as_ref().unwrap_or_else(|| panic!("{finding:?}"))
}

#[test]
fn the_offending_value_stands_in_its_answer_and_the_rest_is_bounded() {
    let ran = ran(&["--case", "gdzw-0017-2019/getDist/accepted"], |_, body| {
        let Some(items) = body["data"].as_array_mut().filter(|items| !items.is_empty()) else { return };
        let mut last = items[0].clone();
        last["address_name"] = json!(7);
        last["contact"] = json!(format!("somebody {}", "x".repeat(200_000)));
        let fillers = (0..300).map(|_| items[0].clone()).collect::<Vec<_>>();
        items.splice(0..0, fillers);
        items.push(last);
    });
    let finding = findings(&ran, FindingCode::WrongType).remove(0);
    let Excerpt { status, before, value, behind } = answer(&finding);
    assert_eq!((*status, value.as_deref()), (Some(200), Some("7")));
    assert!(before.ends_with("\"address_name\": ") && before.contains("\"errcode\": 0"), "{before}");
    assert!(before.contains('…') && behind.contains("\"level\": 1"), "{before}{behind}");
    let whole = format!("{before}{behind}");
    assert!(
        whole.contains("\"contact\": …") && !whole.contains("somebody"),
        "what no row knows is named alone: {whole}"
    );
    assert!(whole.len() < 3000, "{} bytes", whole.len());
}

#[test]
fn what_is_missing_is_shown_by_what_is_there() {
    let ran = ran(&["--case", "gdzw-0017-2019/getDist/accepted"], |_, body| {
        for item in body["data"].as_array_mut().into_iter().flatten() {
            let members = item.as_object_mut().expect("a region");
            let name = members.remove("address_name").expect("a name");
            members.insert("addressName".to_owned(), name);
        }
    });
    let finding = findings(&ran, FindingCode::Missing).remove(0);
    let Excerpt { before, value, .. } = answer(&finding);
    assert_eq!(*value, None);
    assert!(before.contains("\"addressName\": …") && before.ends_with("\"address_name\": "), "{before}");
}

#[test]
fn bad_input_that_was_taken_is_shown_as_it_was_sent() {
    let ran = ran(&["--operation", "getDist"], |asked, _| {
        if let Some(members) = asked.as_object_mut() {
            members.entry("level").or_insert(json!(1));
        }
    });
    let finding = findings(&ran, FindingCode::MissingAccepted).remove(0);
    let sent = finding.sent.as_ref().expect("what was sent");
    assert!(sent.before.contains("$CUST_TOKEN") && sent.before.ends_with("\"level\": "), "{sent:?}");
    assert_eq!((&sent.value, sent.status), (&None, None));
    let got = answer(&finding);
    assert!(got.before.contains("\"errcode\": 0") && got.value.is_none() && got.status == Some(200), "{got:?}");
}

#[test]
fn an_answer_shows_nothing_of_persons() {
    let ran = ran(&["--operation", "queryOrderDetail"], |_, body| {
        if let Some(detail) = body.get_mut("data").and_then(Value::as_object_mut)
            && detail.contains_key("receiver_person_name")
        {
            detail.insert("receiver_person_name".to_owned(), json!("欧阳实名"));
            detail.insert("status".to_owned(), json!(7));
        }
    });
    let finding = findings(&ran, FindingCode::WrongType).remove(0);
    let Excerpt { before, value, .. } = answer(&finding);
    assert_eq!(value.as_deref(), Some("7"));
    assert!(before.contains("\"receiver_person_name\": \"***\""), "{before}");
    for name in ["events.jsonl", "report.html", "junit.xml"] {
        let text = std::fs::read_to_string(ran.out.path().join(name)).expect("a report");
        assert!(!text.contains("欧阳实名"), "{name}");
    }
}

#[test]
fn a_page_instead_of_an_answer_is_shown_at_its_beginning() {
    let simulated = Simulated::new();
    let page = "<html><title>Bad gateway</title>13900000000</html>";
    let target = Target::start(move |_, _| Reply::ok("text/html", page));
    let folder = tempfile::tempdir().expect("a folder");
    let file = simulated.target_file(folder.path(), &target.url());
    let ran = conform(&["run", "--target", &file, "--case", "gdzw-0017-2019/getDist/accepted"]);
    let got = findings(&ran, FindingCode::NotJson).remove(0);
    let shown = answer(&got).value.as_deref().expect("the page");
    assert!(shown.starts_with("<html><title>Bad gateway") && !shown.contains("139"), "{shown}");
}

#[test]
fn a_masked_value_is_told_by_its_kinds_of_characters() {
    // Full-width letters are given back as plain ones, in a name: a person's as far as anybody can tell.
    let ran = ran(&["--operation", "addOrder", "--case", "*/text-kept*"], |_, body| {
        for row in body.pointer_mut("/data/rows").and_then(Value::as_array_mut).into_iter().flatten() {
            if row["sender_person_name"].as_str().is_some_and(|name| name.starts_with('Ａ')) {
                row["sender_person_name"] = "A1(甲) 乙".into();
            }
        }
    });
    let finding = findings(&ran, FindingCode::NotEqual).remove(0);
    assert_eq!(finding.actual, "***");
    let hint = finding.hint.expect("a hint");
    assert!(hint.contains("7 characters") && hint.contains("latin 1") && !hint.contains('甲'), "{hint}");
}
