//! A second standard, made up here: forms with an object inside, ids by name, codes listed in a table of their own.

use std::path::Path;

use zwfw_conformance::id::Aspect;
use zwfw_conformance::plan::{Edit, Selection, StandardPlan, build};
use zwfw_conformance::standard::{Library, Source};
use zwfw_conformance::verdict::{Event, Verdict, VerdictEvent};

use crate::support::{Reply, Target, conform};

const STANDARD: &str = r#"id: second
title: { zh: 第二, en: Second }
edition: "1"
roles: [provider]
encoding: form
media_type: application/x-www-form-urlencoded; charset=UTF-8
answer_media_types: [application/json]
envelope: { code: /status, success: "0", failures: { parameter: "12" }, message: /message, data: /data, messages: C.1 }
credential: { field: Token, name: token, foreign: foreign_token }
operations:
  - name: find
    clause: "1"
    title: { zh: 查找, en: Find }
    method: POST
    path: /find
    effect: read
    request: P.1
    response: P.2
    requirements: { method: "1.1", path: "1.1", input: "1.1", output: "1.1" }
clauses:
  - { id: "1.1", operation: find, title: { zh: 查找, en: Find }, level: must, roles: [provider], aspects: [format, behaviour] }
"#;

const TABLES: [(&str, &str); 5] = [
    (
        "P.1",
        r#"{ kind: request, operation: find, ids: name, rows: [
  { name: Token, type: 字符串, required: 必填, semantics: { credential: true } },
  { name: Kind, type: 字符串, required: 必填, codes_from: B.1 },
  { name: Data, type: Object, required: 必填, members: P.1.Data },
  { name: "/", part: mapping, original: data.other, disposition: { kind: restated, note: P.1.Kind } } ] }"#,
    ),
    (
        "P.1.Data",
        r#"{ kind: request, operation: find, ids: name, rows: [
  { name: title, type: 字符串, required: 必填 }, { name: note, type: 字符串, required: 非必填 } ] }"#,
    ),
    (
        "P.2",
        r#"{ kind: response, operation: find, ids: name, rows: [
  { name: status, type: 字符串, required: 必填 }, { name: message, type: 字符串, required: 必填 },
  { name: data, type: 字符串, required: 非必填 } ] }"#,
    ),
    (
        "B.1",
        r#"{ kind: codes, rows: [
  { ordinal: 1, name: "01", label: 甲 }, { ordinal: 2, name: "02", label: 乙 } ] }"#,
    ),
    (
        "C.1",
        r#"{ kind: codes, codes_are: returned, ids: name, disposition: { kind: needs-document, note: 返回值 }, rows: [
  { name: "0", label: 成功 }, { name: "12", label: 参数为空 } ] }"#,
    ),
];

fn write(folder: &Path) -> Library {
    std::fs::create_dir_all(folder.join("second/tables")).expect("a folder");
    std::fs::create_dir_all(folder.join("cases")).expect("a folder");
    std::fs::write(folder.join("second/standard.yaml"), STANDARD).expect("written");
    for (id, rest) in TABLES {
        let head = format!("{{ id: {id}, number: \"1\", clause: \"1.1\", caption: 表, columns: [], ");
        let table = rest.replacen("{ ", &head, 1);
        std::fs::write(folder.join(format!("second/tables/{id}.yaml")), table).expect("written");
    }
    Library::load(&Source::Folder(folder.to_owned())).expect("the standard loads")
}

fn plan() -> StandardPlan {
    let folder = tempfile::tempdir().expect("a folder");
    let library = write(folder.path());
    let mut plan = build(&library, &Source::embedded_cases(), &Selection::default(), 1).expect("a plan");
    plan.standards.remove(0)
}

/// The last parts of the ids of what a rule generates.
fn generated(rule: &str) -> Vec<String> {
    let plan = plan();
    let cases = plan.cases.iter().filter(|case| case.rule == Some(rule));
    cases.map(|case| case.id.rsplit('/').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn what_a_form_cannot_express_is_not_generated() {
    assert_eq!(generated("null"), ["P.1.Data.title.null", "P.1.Data.note.null"], "a form has no null");
    // The member that holds an object may hold another text; inside it JSON has its types.
    let types = ["P.1.Data.wrong-type", "P.1.Data.title.wrong-type", "P.1.Data.note.wrong-type"];
    assert_eq!(generated("wrong-type"), types);
    assert_eq!(
        generated("missing"),
        ["P.1.Token", "P.1.Kind", "P.1.Data", "P.1.Data.title"].map(|id| format!("{id}.missing"))
    );
}

#[test]
fn rows_that_map_names_are_neither_sent_nor_expected() {
    let plan = plan();
    let touched = plan.cases.iter().flat_map(|case| &case.steps).flat_map(|step| &step.edits).any(|edit| match edit {
        Edit::Set(pointer, _) | Edit::Remove(pointer) | Edit::Repeat(pointer, _) => pointer.starts_with("//"),
    });
    assert!(!touched && plan.cases.iter().all(|case| !case.id.contains("P.1./")));
}

/// What a run says about a target that refuses the code `02`, or nothing.
fn said(refuses: bool) -> Vec<VerdictEvent> {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path());
    let target = Target::start(move |_, request| {
        let body = String::from_utf8_lossy(&request.body);
        let refused = refuses && body.contains("Kind=02");
        let answer =
            if refused { r#"{"status":"12","message":"x"}"# } else { r#"{"status":"0","message":"x","data":"y"}"# };
        Reply::ok("application/json", answer)
    });
    let file = folder.path().join("target.yaml");
    let text =
        format!("name: t\nstandards:\n  second:\n    base_url: {}\n    credentials: {{ token: a }}\n", target.url());
    std::fs::write(&file, text).expect("written");
    let path = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let cases = path(&folder.path().join("cases"));
    let ran = conform(&["run", "--schemas", &path(folder.path()), "--cases", &cases, "--target", &path(&file)]);
    let verdicts = ran.recording().events.into_iter().filter_map(|event| match event {
        Event::Verdict(verdict) => Some(*verdict),
        _ => None,
    });
    verdicts.filter(|verdict| verdict.case.ends_with("P.1.Kind.code-02") && verdict.aspect == Aspect::Code).collect()
}

#[test]
fn a_listed_code_judges_the_row_that_lists_it() {
    let passed: Vec<(String, Verdict)> =
        said(false).into_iter().map(|verdict| (verdict.requirement.to_string(), verdict.verdict)).collect();
    let both = ["second/B.1.2", "second/P.1.Kind"];
    assert_eq!(passed, both.map(|id| (id.to_owned(), Verdict::Pass)));
}

#[test]
fn a_refused_code_is_one_fault_of_the_row_that_lists_it() {
    let refused = said(true);
    let verdicts: Vec<(String, Verdict)> =
        refused.iter().map(|verdict| (verdict.requirement.to_string(), verdict.verdict)).collect();
    assert_eq!(
        verdicts,
        [("second/B.1.2".to_owned(), Verdict::Fail), ("second/P.1.Kind".to_owned(), Verdict::Inconclusive)]
    );
    for verdict in &refused {
        let root = &verdict.finding.as_ref().expect("a finding").root;
        assert_eq!(root.requirement.as_str(), "second/B.1.2", "{}", verdict.requirement);
    }
}
