//! A good request vouches for what is refused beside it only as long as it is taken itself.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use zwfw_conformance::verdict::{Event, Verdict};

use crate::support::{Ran, Reply, Simulated, Target, conform};

/// Orders that are taken before a quota is used up.
const QUOTA: usize = 60;

/// Runs a simulator of which something is changed: members that are lacking are filled in, orders beyond a quota refused.
fn run(fills_in: bool, has_quota: bool) -> Ran {
    run_of(fills_in, has_quota.then_some(QUOTA), &["--operation", "addOrder"])
}

fn run_of(fills_in: bool, quota: Option<usize>, selection: &[&str]) -> Ran {
    let simulated = Simulated::new();
    let simulator = simulated.simulator.clone();
    let orders = AtomicUsize::new(0);
    let target = Target::start(move |_, request| {
        let mut request = request.clone();
        if request.url.ends_with("/addOrder") {
            if quota.is_some_and(|quota| orders.fetch_add(1, Ordering::SeqCst) >= quota) {
                let refusal = json!({ "errcode": 1, "errormsg": "no more orders today" });
                return Reply::ok("application/json; charset=UTF-8", refusal.to_string());
            }
            if let Some(body) = Some(&request.body).filter(|_| fills_in).and_then(|body| filled_in(body)) {
                request.body = body;
            }
        }
        simulator.handle(&request).into()
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = simulated.target_file(folder.path(), &target.url());
    conform(&[&["run", "--jobs", "1", "--target", &file], selection].concat())
}

/// The request with a city for each sender that lacks one.
fn filled_in(body: &[u8]) -> Option<Vec<u8>> {
    let mut sent: Value = serde_json::from_slice(body).ok()?;
    for mail in sent.get_mut("mail_info_list")?.as_array_mut()? {
        let sender = mail.get_mut("sender_info")?.as_object_mut()?;
        sender.entry("city").or_insert_with(|| json!("长沙市"));
    }
    serde_json::to_vec(&sent).ok()
}

/// The worst verdict about the presence of each of these rows.
fn presence(ran: &Ran, rows: &[&str]) -> Vec<Verdict> {
    let mut worst: BTreeMap<String, Verdict> = BTreeMap::new();
    for event in ran.recording().events {
        let Event::Verdict(verdict) = event else { continue };
        if verdict.aspect.as_str() == "presence" {
            let entry = worst.entry(verdict.requirement.local().to_owned()).or_insert(Verdict::Pass);
            *entry = verdict.verdict.max(*entry);
        }
    }
    rows.iter().map(|row| worst[*row]).collect()
}

#[test]
fn who_refuses_everything_in_the_end_has_not_told_bad_requests_from_good_ones() {
    let rows = ["T4.4", "T4.5"];
    assert_eq!(presence(&run(false, false), &rows), [Verdict::Pass, Verdict::Pass]);
    assert_eq!(presence(&run(true, false), &rows), [Verdict::Fail, Verdict::Pass]);
    for fills_in in [false, true] {
        let ran = run(fills_in, true);
        // What was accepted before the quota was used up is a fault all the same.
        let first = if fills_in { Verdict::Fail } else { Verdict::Inconclusive };
        assert_eq!(presence(&ran, &rows), [first, Verdict::Inconclusive], "{}", ran.said());
        assert_eq!(ran.code, 1, "the good request that was refused is a fault");
    }
}

#[test]
fn a_selection_sends_the_good_request_again_as_well() {
    let selection = ["--case", "gdzw-0017-2019/addOrder/T4.5.missing"];
    assert_eq!(presence(&run_of(false, None, &selection), &["T4.5"]), [Verdict::Pass]);
    // One order is a fixture, one the good request before: at the end there is none left.
    let ran = run_of(false, Some(2), &selection);
    assert_eq!(presence(&ran, &["T4.5"]), [Verdict::Inconclusive], "{}", ran.said());
}
