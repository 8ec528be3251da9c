use jiff::civil::date;

use super::*;
use crate::verdict::sample::{deviation, pass};
use crate::verdict::{Event, Finding};
use Aspect::Type;

const FILE: &str = "waivers:
  - requirement: demo-1-2020/T1.1
    aspect: type
    case: \"a*c\"
    target_versions: { from: \"1.2\", before: \"2\" }
    finding: { code: wrong-type, field: /data/*/id }
    reason: r
    owner: o
    expires: \"2026-11-30\"
";

fn waiver() -> Waiver {
    read("w.yaml", FILE).expect("it is read").entries.remove(0)
}

fn event(case: &str, change: impl Fn(&mut VerdictEvent)) -> VerdictEvent {
    let Event::Verdict(mut event) = deviation("query", "T1.1", Type, case, (Verdict::Fail, FindingCode::WrongType))
    else {
        panic!("a verdict")
    };
    change(&mut event);
    *event
}

fn finding(event: &mut VerdictEvent) -> &mut Finding {
    event.finding.as_mut().expect("a finding")
}

#[test]
fn it_is_about_its_kind_field_and_cause_alone() {
    let waiver = waiver();
    assert!(waiver.concerns(&event("abc", |_| {})) && waiver.is_about(&event("abc", |_| {})));
    assert!(waiver.is_about(&event("abc", |event| finding(event).pointer = "/data/17/id".to_owned())));
    let others: [fn(&mut VerdictEvent); 4] = [
        |event| finding(event).pointer = "/data/0/name".to_owned(),
        |event| finding(event).code = FindingCode::Null,
        |event| finding(event).root.requirement = RequirementId::new("demo-1-2020", "T9.9"),
        |event| event.verdict = Verdict::Error,
    ];
    for (place, change) in others.into_iter().enumerate() {
        assert!(!waiver.is_about(&event("abc", change)), "change {place}");
    }
    let Event::Verdict(passed) = pass("query", "T1.1", Type, "abc") else { panic!("a verdict") };
    assert!(waiver.concerns(&passed) && !waiver.is_about(&passed));
}

#[test]
fn its_case_is_a_glob_over_the_whole_id() {
    let concerns = |case: &str| waiver().concerns(&event(case, |_| {}));
    assert!(concerns("ac") && concerns("a/b/c") && concerns("acac"));
    assert!(!concerns("abcd") && !concerns("xac"));
}

#[test]
fn it_holds_to_the_end_of_its_last_day_and_for_its_versions() {
    let force = |day, version| waiver().force(day, version);
    assert_eq!(force(date(2026, 11, 30), "1.10"), Force::Holds);
    assert_eq!(force(date(2026, 12, 1), "1.10"), Force::Expired);
    assert_eq!(force(date(2026, 11, 1), "1.1.9"), Force::OtherVersion);
    assert_eq!(force(date(2026, 11, 1), "2.0"), Force::OtherVersion);
    assert_eq!(force(date(2026, 11, 1), " "), Force::NoVersion);
}

#[test]
fn an_entry_twice_is_refused() {
    let twice = format!("{FILE}{}", FILE.trim_start_matches("waivers:\n"));
    let error = read("w.yaml", &twice).expect_err("refused").to_string();
    assert!(error.contains("stands in line 2 already"), "{error}");
}

#[test]
fn what_is_written_is_read_back() {
    let found =
        Fingerprint::of(&event("abc", |event| finding(event).pointer = "/a \"b\"/0/c: d".to_owned())).expect("one");
    let text = format!("waivers:\n{}", entry(&found, Some("a*"), ("it's \"so\": #1", "组长"), date(2030, 1, 31)));
    let read = read("w.yaml", &text).unwrap_or_else(|error| panic!("{error}\n{text}")).entries.remove(0);
    assert_eq!((read.field.as_str(), read.code), ("/a \"b\"/*/c: d", FindingCode::WrongType));
    assert_eq!(
        (read.reason.as_str(), read.owner.as_str(), read.expires),
        ("it's \"so\": #1", "组长", date(2030, 1, 31))
    );
}
