//! What a target need not have is not held against it, and what nobody can read is not taken for seen.

use serde_json::{Value, json};
use zwfw_conformance::id::{Aspect, RequirementId};
use zwfw_conformance::verdict::{Event, FindingCode, Verdict, VerdictEvent};

use crate::support::{Ran, Reply, Simulated, Target, conform};

/// Runs operations of a simulator whose answers are changed: called with the operation and the answer.
fn changed(
    simulated: &Simulated,
    operations: &[&str],
    change: impl Fn(&str, &mut Value) + Send + Sync + 'static,
) -> Ran {
    let simulator = simulated.simulator.clone();
    let target = Target::start(move |_, request| {
        let answer = simulator.handle(request);
        let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else { return answer.into() };
        change(request.url.rsplit('/').next().unwrap_or_default(), &mut body);
        Reply::ok("application/json", body.to_string())
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = simulated.target_file(folder.path(), &target.url());
    let mut arguments = vec!["run", "--jobs", "1", "--target", &file];
    operations.iter().for_each(|operation| arguments.extend(["--operation", operation]));
    conform(&arguments)
}

fn verdicts(ran: &Ran) -> Vec<VerdictEvent> {
    let verdict = |event| if let Event::Verdict(verdict) = event { Some(*verdict) } else { None };
    ran.recording().events.into_iter().filter_map(verdict).collect()
}

fn about<'v>(
    verdicts: &'v [VerdictEvent],
    is_wanted: impl Fn(&RequirementId) -> bool + 'v,
) -> impl Iterator<Item = &'v VerdictEvent> {
    verdicts.iter().filter(move |verdict| is_wanted(&verdict.requirement))
}

#[test]
fn a_directory_of_one_province_is_not_asked_for_a_second() {
    let ran = changed(&Simulated::new(), &["getDist", "queryOrder"], |operation, body| {
        if operation == "getDist"
            && let Some(Value::Array(regions)) = body.get_mut("data")
        {
            regions.retain(|region| region["level"] != 1 || region["address_code"] == "440000");
        }
    });
    assert_eq!(ran.code, 0, "{}", ran.said());
    let verdicts = verdicts(&ran);
    let of_filter = about(&verdicts, |id| id.local() == "T10.12");
    let said: Vec<_> = of_filter.filter(|told| told.case.ends_with("/filter-region.sender-province")).collect();
    assert!(!said.is_empty() && said.iter().all(|verdict| verdict.verdict == Verdict::NotApplicable), "{said:?}");
    let passes = about(&verdicts, |id| id.local() == "T10.12").any(|verdict| verdict.verdict == Verdict::Pass);
    assert!(passes, "the filter itself is judged by other cases");
}

#[test]
fn optional_parts_that_never_come_are_not_asked_for_their_rows() {
    let ran = changed(&Simulated::licences(), &["GetCertificateDataByHolder"], |_, body| {
        if let Some(Value::Array(items)) = body.pointer_mut("/data/dataList") {
            items.iter_mut().filter_map(Value::as_object_mut).for_each(|item| {
                item.remove("detail");
                item.remove("surface");
            });
        }
    });
    assert_eq!(ran.code, 0, "{}", ran.said());
    let verdicts = verdicts(&ran);
    let below = |id: &RequirementId| id.local().starts_with("F.1.5.detail.");
    let said: Vec<_> = about(&verdicts, below).collect();
    assert!(said.len() > 10 && said.iter().all(|verdict| verdict.verdict == Verdict::NotApplicable), "{said:?}");
}

#[test]
fn success_under_a_code_that_nobody_can_read_is_undecided_and_never_conforming() {
    let ran = changed(&Simulated::licences(), &["VerifyCertificate"], |operation, body| {
        if operation == "VerifyCertificate" && body.pointer("/head/status") == Some(&json!("0")) {
            body["head"]["status"] = json!("5000");
        }
    });
    assert_eq!(ran.code, 3, "{}", ran.said());
    let verdicts = verdicts(&ran);
    let base: Vec<_> = verdicts.iter().filter(|verdict| verdict.case.ends_with("VerifyCertificate/accepted")).collect();
    let code = base.iter().find(|verdict| verdict.requirement.local() == "G.3.head.status");
    assert_eq!(code.map(|verdict| verdict.verdict), Some(Verdict::Warning), "the code itself only warns (D62)");
    let input = base.iter().find(|told| told.requirement.local() == "7.6" && told.aspect == Aspect::Format);
    assert_eq!(input.map(|verdict| verdict.verdict), Some(Verdict::Inconclusive), "{input:?}");
}

#[test]
fn persons_that_the_target_file_lends_are_in_no_report() {
    let simulated = Simulated::licences();
    let known: Value = serde_json::from_str(&simulated.simulator.known().to_string()).expect("known data");
    let holder = known["licences"][0]["holder_code"].as_str().expect("a holder code").to_owned();
    let name = known["licences"][0]["holder"].as_str().expect("a holder").to_owned();
    // Right data are not verified, so that findings repeat the request with its holder.
    let ran = changed(&simulated, &["VerifyCertificate"], |_, body| {
        for place in ["/data/verifyResult", "/data/0/verifyResult"] {
            if let Some(result) = body.pointer_mut(place) {
                *result = json!("false");
            }
        }
    });
    assert_eq!(ran.code, 1, "{}", ran.said());
    let events = std::fs::read_to_string(ran.out.path().join("events.jsonl")).expect("a recording");
    assert!(events.contains("CertificateHolderCode="), "no command repeats a request");
    let percent: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    for (report, text) in [("events", &events), ("junit", &ran.junit()), ("terminal", &ran.said())] {
        for person in [&holder, &name, &percent] {
            assert!(!text.contains(person.as_str()), "{report} shows {person}");
        }
    }
}

#[test]
fn numbers_masked_with_a_row_of_x_are_the_same_numbers() {
    let ran = changed(&Simulated::new(), &["queryOrderDetail"], |operation, body| {
        if operation == "queryOrderDetail"
            && let Some(Value::String(phone)) = body.pointer_mut("/data/sender_phone")
            && phone.len() == 11
        {
            phone.replace_range(3..7, "XXXX");
        }
    });
    assert_eq!(ran.code, 0, "{}", ran.said());
}

#[test]
fn a_result_for_the_other_mail_is_told_at_the_row_of_the_id() {
    let ran = changed(&Simulated::new(), &["addOrder"], |operation, body| {
        if operation == "addOrder"
            && let Some(Value::Array(items)) = body.get_mut("data")
            && let [one, two] = items.as_mut_slice()
        {
            let (first, second) = (one["id"].clone(), two["id"].clone());
            (one["id"], two["id"]) = (second, first);
        }
    });
    assert_eq!(ran.code, 1, "{}", ran.said());
    let verdicts = verdicts(&ran);
    let failed = verdicts.iter().filter(|verdict| verdict.verdict == Verdict::Fail);
    let failed: Vec<_> =
        failed.filter_map(|verdict| Some((verdict.requirement.local(), verdict.finding.as_ref()?.code))).collect();
    assert!(!failed.is_empty() && failed.iter().all(|told| *told == ("T6.1", FindingCode::NotEqual)), "{failed:?}");
}
