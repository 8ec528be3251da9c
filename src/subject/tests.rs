//! The stream of a subject is that of a run: catalogue, verdicts by readings, causes, what was not seen, totals.

use jiff::civil::DateTime;
use serde_json::{Value, json};

use super::{Emission, Object, Opening, Part};
use crate::check::{Deviation, Judgement, Surroundings};
use crate::id::Aspect;
use crate::observation::Masker;
use crate::standard::{Standard, Subject, Table};
use crate::verdict::{Event, FindingCode, TargetIdentity, Verdict, VerdictEvent};
use crate::yaml;

const STANDARD: &str = r#"id: made-up
title: { zh: 样例, en: Sample }
edition: "1"
roles: [provider]
clauses:
  - { id: "1", title: { zh: 通道, en: Way }, level: must, roles: [provider], aspects: [behaviour] }
  - { id: "2", title: { zh: 填写, en: Filled in }, subject: form, level: must, roles: [provider], aspects: [behaviour] }
"#;

const FORM: &str = r#"id: F1
number: "1"
clause: "2"
caption: 申请表
kind: form
columns: [名称]
rows:
  - { ordinal: 1, name: 单位, required: "是" }
  - { ordinal: 2, name: 手机, required: "否", class: phone, semantics: { format: six-digits } }
"#;

const DATABASE: &str = r#"id: D1
number: "2"
clause: "1"
caption: 库表
kind: database
columns: []
rows:
  - { ordinal: 1, name: id, type: varchar(4), required: "是" }
"#;

const READINGS: &str = r#"
- id: X1
  where: "2"
  conflict: 手机
  reading: Six digits
  verdict: WARN
  rules: [{ requirements: [F1.2], finding: wrong-format }]
"#;

fn standard() -> Standard {
    let mut standard: Standard = yaml::parse("standard.yaml", STANDARD).expect("a standard");
    standard.readings = yaml::parse("readings.yaml", READINGS).expect("readings");
    let table = |text: &str| yaml::parse::<Table>("table.yaml", text).expect("a table");
    standard.with_tables(vec![table(FORM), table(DATABASE)])
}

/// The stream that a judge of this subject gives.
fn heard(subject: Subject, judge: impl FnOnce(&mut Emission<'_>, &Object<'_>)) -> Vec<Event> {
    let standard = standard();
    let mut masker = Masker::default();
    masker.add_personal("14100000001");
    let surroundings = Surroundings::default();
    let object = Object {
        standard: "made-up",
        case: "made-up/form".to_owned(),
        file: "form.yaml".to_owned(),
        content: &Value::Null,
        masker: &masker,
        surroundings: &surroundings,
    };
    let mut events = Vec::new();
    let mut sink = |event: Event| events.push(event);
    let clock = || DateTime::constant(2026, 3, 5, 10, 20, 30, 0);
    let identity = TargetIdentity { name: "a form".to_owned(), ..TargetIdentity::default() };
    let opening = Opening { subject, identity, clock, objects: 1, whole: true };
    let mut emission = Emission::open(opening, vec![Part::whole(&standard)], &mut sink);
    judge(&mut emission, &object);
    emission.close();
    events
}

fn verdicts(events: &[Event]) -> Vec<&VerdictEvent> {
    let of = |event: &'_ Event| matches!(event, Event::Verdict(_));
    let verdicts = events.iter().filter(|event| of(event));
    verdicts.filter_map(|event| if let Event::Verdict(verdict) = event { Some(&**verdict) } else { None }).collect()
}

fn dispositions(events: &[Event]) -> Vec<String> {
    let entries =
        events.iter().filter_map(|event| if let Event::Requirement(entry) = event { Some(entry) } else { None });
    let aspects = entries.flat_map(|entry| entry.aspects.iter().map(move |aspect| (entry, aspect)));
    aspects
        .map(|(entry, one)| format!("{}#{} {} {}", entry.requirement.local(), one.aspect, one.disposition, one.reason))
        .collect()
}

#[test]
fn each_subject_has_its_own_units_and_names_the_command_of_the_others() {
    let form = dispositions(&heard(Subject::Form, |_, _| {}));
    let expected = [
        "1#behaviour other-subject run",
        "2#behaviour judged ",
        "F1.1#presence judged ",
        "F1.2#format judged ",
        "D1.1#presence other-subject judge data",
    ];
    for line in expected {
        assert!(form.iter().any(|known| known == line), "{line} is not in {form:?}");
    }
    let data = dispositions(&heard(Subject::Data, |_, _| {}));
    assert!(data.contains(&"D1.1#length judged ".to_owned()), "{data:?}");
    assert!(data.contains(&"F1.1#presence other-subject judge form".to_owned()), "{data:?}");
}

#[test]
fn what_is_asked_and_never_seen_is_inconclusive_and_never_a_pass() {
    let events = heard(Subject::Form, |emission, object| emission.pass(object, "F1.1", Aspect::Presence));
    let said = verdicts(&events);
    let of = |local: &str| said.iter().find(|one| one.requirement.local() == local).map(|one| one.verdict);
    assert_eq!(of("F1.1"), Some(Verdict::Pass));
    assert_eq!(of("F1.2"), Some(Verdict::Inconclusive));
    assert_eq!(of("2"), Some(Verdict::Inconclusive));
    assert_eq!(of("D1.1"), None, "another subject");
    let Some(Event::RunFinished(finished)) = events.last() else { panic!("no end") };
    let totals = &finished.totals.standards["made-up"];
    assert_eq!((totals.planned, totals.reached), (3, 1));
}

#[test]
fn readings_give_the_severity_and_personal_data_are_masked() {
    let events = heard(Subject::Form, |emission, object| {
        let wrong = |code| Deviation::new(code, "6 digits", json!("call 14100000001"), "/手机");
        let deviates = Judgement::deviates("F1.2", Aspect::Format, wrong(FindingCode::WrongFormat));
        emission.say(object, "3:5", deviates);
        emission.say(object, "1:1", Judgement::deviates("F1.1", Aspect::Presence, wrong(FindingCode::Missing)));
        let consulted = vec![(String::new(), "/手机".to_owned())];
        emission.say(object, "", Judgement::not_reached("2", Aspect::Behaviour, "no number", consulted));
    });
    let said = verdicts(&events);
    assert_eq!(
        said.iter().map(|one| one.verdict).collect::<Vec<_>>()[..3],
        [Verdict::Warning, Verdict::Fail, Verdict::Warning]
    );
    let finding = said[0].finding.as_ref().expect("a finding");
    assert_eq!(finding.reading.as_deref(), Some("X1"));
    assert_eq!(finding.actual, json!("call ***"));
    assert_eq!(finding.hint.as_deref(), Some("3:5"));
    let dependent = said[2].finding.as_ref().expect("a finding");
    assert_eq!((dependent.code, &dependent.root), (FindingCode::Prerequisite, &finding.root));
}
