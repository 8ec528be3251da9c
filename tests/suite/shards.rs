//! A run that is split judges what the whole run judges, and is joined only when every part is there once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use zwfw_conformance::plan::{Case, Plan, Selection, Shard, build};
use zwfw_conformance::report::read;
use zwfw_conformance::standard::Source;
use zwfw_conformance::verdict::{Event, Fold};

use crate::support::{Ran, conform, embedded, text};

fn whole() -> Plan {
    build(embedded(), &Source::embedded_cases(), &Selection::default(), 1).expect("a plan")
}

fn parts(count: u32) -> Vec<Plan> {
    (1..=count).map(|index| whole().part(Shard { index, count })).collect()
}

fn ids(plan: &Plan) -> BTreeSet<String> {
    plan.standards.iter().flat_map(|part| &part.cases).map(|case| case.id.clone()).collect()
}

/// Exchanges that a plan may come to: a step over a list as often as it may be taken.
fn most_exchanges(plan: &Plan) -> usize {
    let steps = plan.standards.iter().flat_map(|part| &part.cases).flat_map(|case| &case.steps);
    steps.map(|step| step.for_each.as_ref().map_or(1, |each| each.max)).sum()
}

#[test]
fn parts_cover_the_plan_evenly_and_bring_every_companion() {
    let all = ids(&whole());
    for count in [1, 2, 3, 7] {
        let parts = parts(count);
        let covered: BTreeSet<String> = parts.iter().flat_map(ids).collect();
        assert_eq!(covered, all, "{count} parts");
        let work: Vec<usize> = parts.iter().map(most_exchanges).collect();
        let (least, most) = (work.iter().min().expect("parts"), work.iter().max().expect("parts"));
        assert!((most - least) * 8 <= *most, "{work:?} is not even");
        for part in parts.iter().flat_map(|plan| &plan.standards) {
            let own: BTreeSet<&str> = part.cases.iter().map(|case| case.id.as_str()).collect();
            let lost = part.cases.iter().flat_map(Case::companions).find(|other| !own.contains(other.as_str()));
            assert_eq!(lost, None, "a case without its companions proves nothing");
            let negative =
                part.cases.iter().filter(|case| case.twin.is_some() && !case.id.ends_with("/accepted-again"));
            let again = negative.map(|case| format!("{}/{}/accepted-again", part.standard.id, case.operation));
            let lost = again.into_iter().find(|again| !own.contains(again.as_str()));
            assert_eq!(lost, None, "a part has to see that good requests are accepted still");
        }
    }
}

#[test]
fn parts_are_the_same_each_time_and_share_little_work() {
    assert_eq!(parts(4).iter().map(ids).collect::<Vec<_>>(), parts(4).iter().map(ids).collect::<Vec<_>>());
    let repeated = parts(4).iter().map(|part| ids(part).len()).sum::<usize>() - ids(&whole()).len();
    assert!(repeated * 4 < ids(&whole()).len(), "{repeated} cases run more than once");
}

#[test]
fn what_is_no_part_is_refused() {
    for wrong in ["0/3", "4/3", "1/0", "1", "1/1000", "a/b", "-1/3"] {
        let ran = conform(&["run", "--shard", wrong]);
        assert_eq!(ran.code, 2, "{wrong}: {}", ran.said());
    }
}

/// The parts of a run of one standard.
fn ran(count: u32, more: &[&str]) -> Vec<Ran> {
    let part = |index| {
        let shard = format!("{index}/{count}");
        conform(&[&["run", "--standard", "gdzw-0017-2019", "--quiet", "--shard", &shard][..], more].concat())
    };
    (1..=count).map(part).collect()
}

fn merge(files: &[PathBuf]) -> (Ran, tempfile::TempDir) {
    let out = tempfile::tempdir().expect("a folder");
    let mut arguments = vec!["report", "merge", "--out", text(out.path())];
    arguments.extend(files.iter().map(|file| text(file)));
    (conform(&arguments), out)
}

fn events(ran: &Ran) -> PathBuf {
    ran.out.path().join("events.jsonl")
}

/// The worst verdict about each unit.
fn units(events: &[Event]) -> BTreeMap<String, String> {
    let mut fold = Fold::new();
    events.iter().for_each(|event| fold.event(event));
    let name = |unit: &zwfw_conformance::verdict::Unit| {
        format!("{} {}#{}", unit.key.operation, unit.key.requirement, unit.key.aspect)
    };
    fold.units().iter().map(|unit| (name(unit), format!("{:?} {:?}", unit.verdict, unit.disposition))).collect()
}

#[test]
fn joined_parts_say_what_the_whole_run_says() {
    let whole = conform(&["run", "--standard", "gdzw-0017-2019", "--quiet"]);
    let parts = ran(3, &[]);
    for part in &parts {
        assert_eq!(part.code, 0, "a part does not miss what another does: {}", part.said());
    }
    let files: Vec<PathBuf> = [2, 0, 1].map(|place| events(&parts[place])).to_vec();
    let (joined, out) = merge(&files);
    assert_eq!(joined.code, whole.code, "{}", joined.said());
    let recording = read(&out.path().join("events.jsonl")).expect("a recording");
    assert!(recording.complete);
    assert_eq!(units(&recording.events), units(&whole.recording().events));
    assert!(out.path().join("junit.xml").exists() && out.path().join("summary.md").exists());
}

#[test]
fn missing_doubled_and_foreign_parts_are_refused() {
    let select = ["--operation", "getDist"];
    let (parts, others) = (ran(3, &select), ran(2, &select));
    let [first, second, third] = [0, 1, 2].map(|place| events(&parts[place]));
    let other = ran(3, &["--operation", "queryOrder"]);
    let whole = conform(&["run", "--operation", "getDist"]);
    let wrong: [(Vec<PathBuf>, &str); 5] = [
        (vec![first.clone(), third.clone()], "these are missing: 2"),
        (vec![first.clone(), second.clone(), second.clone(), third.clone()], "part 2 of 3 is there twice"),
        (vec![first.clone(), second.clone(), events(&other[2])], "not parts of one run"),
        (vec![first.clone(), events(&others[1])], "the number of parts"),
        (vec![first.clone(), events(&whole)], "no part of a split run"),
    ];
    for (files, said) in wrong {
        let (ran, out) = merge(&files);
        assert_eq!(ran.code, 2, "{}", ran.said());
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
        assert!(!out.path().join("events.jsonl").exists());
    }
    std::fs::write(
        &second,
        std::fs::read_to_string(&second).expect("text").lines().take(5).collect::<Vec<_>>().join("\n") + "\n",
    )
    .expect("written");
    let (ran, _) = merge(&[first, second, third]);
    assert_eq!(ran.code, 2, "a part that was cut short: {}", ran.said());
}
