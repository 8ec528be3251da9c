//! Answers that contradict themselves or the query, and answers that say nothing of it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use zwfw_conformance::verdict::{FindingCode, Verdict};

use crate::support::{Ran, Reply, Simulated, Target, conform};

/// Runs the queries of a simulator that a change stands in front of: with the request, its answer and how many were before.
fn run(selection: &[&str], change: impl Fn(usize, &Value, Value) -> Reply + Send + Sync + 'static) -> Ran {
    let simulated = Simulated::new();
    let simulator = simulated.simulator.clone();
    let queries = AtomicUsize::new(0);
    let target = Target::start(move |_, request| {
        let answer = simulator.handle(request);
        let sent = serde_json::from_slice::<Value>(&request.body);
        match (sent, serde_json::from_slice::<Value>(&answer.body)) {
            (Ok(sent), Ok(body)) if request.url.ends_with("/queryOrder") => {
                change(queries.fetch_add(1, Ordering::SeqCst), &sent, body)
            }
            _ => answer.into(),
        }
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = simulated.target_file(folder.path(), &target.url());
    conform(&[&["run", "--jobs", "1", "--operation", "queryOrder", "--target", &file], selection].concat())
}

/// Rows of causes of failures.
fn failing(ran: &Ran) -> BTreeSet<(String, FindingCode)> {
    let fold = ran.fold();
    let groups = fold.groups().into_iter().filter(|group| group.verdict == Verdict::Fail);
    groups.map(|group| (group.root.requirement.local().to_owned(), group.root.code)).collect()
}

fn json_of(body: &Value) -> Reply {
    Reply::ok("application/json", body.to_string())
}

#[test]
fn a_total_below_nothing_or_far_below_what_is_listed_is_a_fault() {
    let changes: [fn(&mut Value); 2] = [
        |total| *total = json!(-1),
        |total| {
            if total.as_i64() > Some(4) {
                *total = json!(4);
            }
        },
    ];
    for change in changes {
        let ran = run(&[], move |_, sent, mut body| {
            // Of what only the run itself adds to every total is compared: here it is right.
            let filtered = sent.as_object().is_some_and(|sent| sent.contains_key("item_id"));
            if let Some(total) = body.pointer_mut("/data/total").filter(|_| !filtered) {
                change(total);
            }
            json_of(&body)
        });
        assert_eq!(ran.code, 1, "{}", ran.said());
        assert!(failing(&ran).contains(&("T12.3".to_owned(), FindingCode::WrongCount)), "{}", ran.said());
    }
}

#[test]
fn records_that_came_between_counting_and_listing_are_no_fault() {
    let changed = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&changed);
    let ran = run(&[], move |_, sent, mut body| {
        let filtered = sent.as_object().is_some_and(|sent| sent.contains_key("item_id"));
        let listed = body.pointer("/data/rows").and_then(Value::as_array).map_or(0, Vec::len);
        if let Some(total) = body.pointer_mut("/data/total").filter(|_| !filtered && listed == 15) {
            count.fetch_add(1, Ordering::SeqCst);
            *total = json!(listed - 1);
        }
        json_of(&body)
    });
    assert!(changed.load(Ordering::SeqCst) > 3, "{changed:?}");
    assert_eq!(failing(&ran), BTreeSet::new(), "{}", ran.said());
}

#[test]
fn a_condition_that_holds_beside_others_alone_is_a_fault_of_its_row() {
    let simulated = Simulated::new();
    let simulator = simulated.simulator.clone();
    let target = Target::start(move |_, request| {
        let mut request = request.clone();
        if request.url.ends_with("/queryOrder")
            && let Ok(Value::Object(mut sent)) = serde_json::from_slice(&request.body)
        {
            if !sent.contains_key("item_id") {
                sent.shift_remove("sender_phone");
            }
            request.body = Value::Object(sent).to_string().into_bytes();
        }
        simulator.handle(&request).into()
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = simulated.target_file(folder.path(), &target.url());
    let ran = conform(&["run", "--operation", "queryOrder", "--target", &file]);
    assert_eq!(ran.code, 1, "{}", ran.said());
    assert_eq!(failing(&ran), BTreeSet::from([("T10.11".to_owned(), FindingCode::NotExcluded)]), "{}", ran.said());
}

#[test]
fn a_server_that_takes_no_request_now_is_not_judged_by_that() {
    let bodies = ["slow down".to_owned(), json!({ "errcode": 2, "errormsg": "slow down" }).to_string()];
    for busy in bodies {
        let ran = run(&["--lang", "zh"], move |before, _, body| {
            if before % 40 == 7 {
                let (content_type, body) = ("application/json".to_owned(), busy.clone().into_bytes());
                return Reply::Answer { status: 429, content_type, body };
            }
            json_of(&body)
        });
        assert_eq!(failing(&ran), BTreeSet::new(), "{}", ran.said());
        assert_eq!(ran.code, 3, "{}", ran.said());
        assert!(ran.stdout.contains("目标此时不接受请求（HTTP 429）"), "{}", ran.said());
    }
}
