//! `judge dossier`: papers that are asked for, held against a day and the files that they name; `init dossier`.

use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;
use zwfw_conformance::subject::dossier::{Folder, judge, read, sha256};
use zwfw_conformance::verdict::{Event, Verdict, VerdictEvent};
use zwfw_conformance::yaml;

use crate::support::{Ran, conform, embedded, text};

const STANDARD: &str = "gbt-zwfw-access";
const DAY: &str = "2026-06-01";

/// Path of an example, below the checkout that tests run in.
fn golden(name: &str) -> String {
    format!("tests/golden/{STANDARD}/{name}")
}

/// Judges a dossier as on a day.
fn judged_on(day: &str, path: &str, more: &[&str]) -> Ran {
    let out = tempfile::tempdir().expect("a folder");
    let ran = conform(&[&["judge", "dossier", path, "--on", day, "--out", text(out.path())][..], more].concat());
    Ran { out, ..ran }
}

fn judged(path: &str, more: &[&str]) -> Ran {
    judged_on(DAY, path, more)
}

fn verdicts(ran: &Ran) -> Vec<VerdictEvent> {
    let events = ran.recording().events.into_iter();
    events
        .filter_map(|event| match event {
            Event::Verdict(verdict) => Some(*verdict),
            _ => None,
        })
        .collect()
}

/// Verdict, unit, code, place and root of everything that deviates.
fn findings(ran: &Ran) -> Vec<String> {
    let deviating = verdicts(ran).into_iter().filter(|verdict| verdict.verdict > Verdict::Pass);
    let line = |verdict: VerdictEvent| {
        let finding = verdict.finding.expect("a finding");
        let (unit, root) = (verdict.requirement.local(), &finding.root);
        let behind = match root.requirement == verdict.requirement && root.aspect == verdict.aspect {
            true => String::new(),
            false => format!(" <- {}#{} {}", root.requirement.local(), root.aspect, root.code),
        };
        let hint = finding.hint.unwrap_or_default();
        format!("{} {unit}#{} {} {hint} {}{behind}", verdict.verdict, verdict.aspect, finding.code, finding.pointer)
    };
    deviating.map(line).collect()
}

/// A dossier of its own folder: every item that `init dossier` asks for filled in, then changed.
struct Filled {
    folder: tempfile::TempDir,
    text: String,
}

impl Filled {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("paper.txt"), "paper").expect("written");
        let drafted = conform(&["init", "dossier"]);
        assert_eq!(drafted.code, 0, "{}", drafted.said());
        let fields = [
            ("title", "Paper"),
            ("issuer", "Example issuer"),
            ("date", "2026-01-05"),
            ("valid_until", DAY),
            ("file", "paper.txt"),
            ("sha256", &sha256("paper")),
        ];
        let mut text = drafted.stdout;
        for (key, value) in fields {
            text = text.replace(&format!(" {key}: \"\""), &format!(" {key}: {value}"));
        }
        let topics = text.lines().map(|line| match line.strip_prefix("      ") {
            Some(topic) if topic.ends_with(": \"\"") => line.replace("\"\"", "\"3.2\""),
            _ => line.to_owned(),
        });
        let text = topics.collect::<Vec<_>>().join("\n");
        Self { folder, text }
    }

    /// The same with the first of a text behind another replaced.
    fn with(mut self, behind: &str, (from, to): (&str, &str)) -> Self {
        let (before, rest) = self.text.split_once(behind).unwrap_or_else(|| panic!("no {behind} in\n{}", self.text));
        assert!(rest.contains(from), "no {from} behind {behind}");
        self.text = format!("{before}{behind}{}", rest.replacen(from, to, 1));
        self
    }

    fn judged(&self, more: &[&str]) -> Ran {
        let path = self.folder.path().join("dossier.yaml");
        std::fs::write(&path, &self.text).expect("written");
        judged(text(&path), more)
    }
}

#[test]
fn a_dossier_that_conforms_passes_and_says_what_is_not_asked() {
    let ran = judged(&golden("dossier.yaml"), &[]);
    assert_eq!((ran.code, findings(&ran)), (0, vec![]), "{}", ran.said());
    let totals = &ran.finished().totals.standards[STANDARD];
    assert!(totals.count(Verdict::Pass) > 20 && totals.count(Verdict::NotApplicable) > 50, "{totals:?}");
    let said = verdicts(&ran);
    let unasked = said.iter().find(|verdict| verdict.requirement.local() == "A.3.a").expect("a verdict");
    let reason = &unasked.finding.as_ref().expect("a reason").actual;
    assert_eq!((unasked.verdict, reason.as_str()), (Verdict::NotApplicable, Some("nothing is paid")));
    assert!(ran.stdout.contains("Example platform"), "{}", ran.stdout);
    let junit = std::fs::read_to_string(ran.out.path().join("junit.xml")).expect("a report");
    assert!(!ran.stdout.contains("seed") && !ran.stdout.contains("marker"), "nothing is drawn: {}", ran.stdout);
    assert!(!junit.contains("\"seed\""), "nothing is drawn");
}

#[test]
fn each_fault_of_a_dossier_is_told_with_its_place() {
    let ran = judged(&golden("broken.yaml"), &[]);
    assert_eq!(ran.code, 1, "{}", ran.said());
    insta::assert_snapshot!(findings(&ran).join("\n"));
}

#[test]
fn a_day_is_read_in_any_notation_and_what_is_none_is_a_mistake_of_the_file() {
    let dated = |day: &str| {
        let change = format!("date: {day}");
        Filled::new().with("- for: [\"6.1.b\"]\n", ("date: 2026-01-05", &change)).judged(&[])
    };
    for day in ["2026年1月5日", "2026-1-5", "2026/01/05", "20260105", "2026.1.5", "2026 年 1 月 5 日"] {
        let ran = dated(day);
        assert_eq!((ran.code, findings(&ran)), (0, vec![]), "{day}: {}", ran.said());
    }
    for day in ["next year", "2026年1月", "2026年2月30日", "05/01/2026"] {
        let ran = dated(day);
        assert!(ran.code == 2 && ran.stderr.contains("dossier.yaml:") && ran.stderr.contains(day), "{}", ran.said());
    }
    let ran = dated("2026-02-30");
    assert!(ran.code == 1 && findings(&ran)[0].contains("6.1.b#format no-such-day"), "{}", ran.said());
}

#[test]
fn the_day_decides_what_holds() {
    let filled = Filled::new();
    let on = |day: &str| {
        let path = filled.folder.path().join("dossier.yaml");
        std::fs::write(&path, &filled.text).expect("written");
        let ran = judged_on(day, text(&path), &[]);
        (
            ran.code,
            findings(&ran).into_iter().map(|line| line.split(' ').take(3).collect::<Vec<_>>().join(" ")).collect(),
        )
    };
    let none: Vec<String> = Vec::new();
    assert_eq!(on(DAY), (0, none.clone()));
    assert_eq!(on("2026-01-05"), (0, none));
    let (code, late): (i32, Vec<String>) = on("2026-06-02");
    assert_eq!(
        (code, late),
        (1, vec!["fail 6.8.d#behaviour expired".to_owned(), "fail 6.8.e#behaviour expired".to_owned()])
    );
    let (code, early): (i32, Vec<String>) = on("2026-01-04");
    assert!(code == 1 && early.len() > 50 && early.iter().all(|line| line.ends_with("future-date")), "{early:?}");
}

#[test]
fn an_empty_draft_lacks_everything_and_passes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("dossier.yaml");
    assert_eq!(conform(&["init", "dossier", "--output", text(&path), "--lang", "zh"]).code, 0);
    let beside = std::fs::read_to_string(folder.path().join("dossier.schema.json")).expect("beside it");
    assert_eq!(beside, conform(&["init", "dossier", "--schema"]).stdout);
    let ran = judged(text(&path), &[]);
    assert_eq!(ran.code, 1, "{}", ran.said());
    let passed: Vec<_> = verdicts(&ran).into_iter().filter(|verdict| verdict.verdict == Verdict::Pass).collect();
    assert!(passed.is_empty(), "{passed:?}");
    assert_eq!(conform(&["init", "dossier", "--output", text(&path)]).code, 2, "it would be written over");
}

#[test]
fn a_draft_is_valid_by_the_schema_that_editors_use_and_so_is_each_example() {
    let schema: Value = serde_json::from_str(&conform(&["init", "dossier", "--schema"]).stdout).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let drafts = ["zh", "en"].map(|lang| conform(&["init", "dossier", "--lang", lang]).stdout);
    let examples = ["dossier.yaml", "broken.yaml"].map(|name| std::fs::read_to_string(golden(name)).expect("there"));
    for text in drafts.iter().chain(&examples) {
        let value: Value = yaml::parse("dossier.yaml", text).expect("YAML");
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}\n{text}");
    }
}

#[test]
fn what_cannot_be_understood_is_refused_with_its_place() {
    let cases = [
        ("standard: ", ("gbt", "gbz"), "did you mean `gbt-zwfw-access`?"),
        ("- for: [\"6.8.", ("a\"", "x\""), "no item `6.8.x`"),
        ("- for: [\"6.8.", ("a\"", "a\", \"6.9.3.c\""), "judged by `run`"),
        ("- for: [\"6.8.", ("a\"", "a\", \"6.1.a.1\""), "told under `plan`"),
        ("- for: [\"6.8.d", ("title", "titel"), "did you mean `title`?"),
        ("- for: [\"6.8.d", ("title", "not_applicable: why\n    title"), "beside `not_applicable`"),
        ("- for: [\"6.8.d", ("title", "not_applicable: \"\"\n    title"), "expected the reason"),
        ("- for: [", ("\"5.2.a\"", ""), "expected the items"),
        ("network", (":", "s:"), "did you mean `network`?"),
        ("topolog", ("y:", "ies:"), "did you mean `topology`?"),
        ("object:\n  name", (": \"Example platform\"", ": \" \""), "expected the name"),
        ("evidence:\n", ("  ", "  - { for: [\"5.2.a\"], not_applicable: none }\n  "), "has a paper and a reason"),
    ];
    for (behind, change, message) in cases {
        let ran = Filled::new().with(behind, change).judged(&[]);
        assert!(ran.code == 2 && ran.stderr.contains(message), "{message}: {}", ran.said());
        assert!(ran.stderr.contains("dossier.yaml:"), "no place: {}", ran.stderr);
    }
    let ran = conform(&["judge", "dossier", &golden("dossier.yaml"), "--on", "2026-6-1"]);
    assert!(ran.code == 2 && ran.stderr.contains("YYYY-MM-DD"), "{}", ran.said());
    let ran = judged("nowhere.yaml", &[]);
    assert!(ran.code == 2 && ran.stderr.contains("nowhere.yaml"), "{}", ran.said());
    let ran = conform(&["init", "dossier", "--standard", "gbt-zwfw-acces"]);
    assert!(ran.code == 2 && ran.stderr.contains("did you mean `gbt-zwfw-access`?"), "{}", ran.said());
}

#[test]
fn reports_are_those_of_a_run_and_a_waiver_holds() {
    let ran = judged(&golden("broken.yaml"), &["--lang", "zh"]);
    for name in ["events.jsonl", "junit.xml", "report.html", "summary.md", "report.sarif", "results.csv"] {
        assert!(ran.out.path().join(name).exists(), "{name}");
    }
    assert!(ran.stdout.contains("材料已过有效期"), "{}", ran.stdout);
    let filled = Filled::new().with("- for: [\"6.8.d", ("valid_until: 2026-06-01", "valid_until: 2026-05-31"));
    assert_eq!(filled.judged(&[]).code, 1);
    let waivers = filled.folder.path().join("waivers.yaml");
    let waiver = "waivers:\n  - requirement: gbt-zwfw-access/6.8.d\n    aspect: behaviour\n    finding: { code: expired, \
                  field: /evidence/*/valid_until }\n    reason: the assessor comes in June\n    owner: Example Ltd\n    \
                  expires: \"2026-06-30\"\n";
    std::fs::write(&waivers, waiver).expect("written");
    let ran = filled.judged(&["--waivers", text(&waivers)]);
    assert!(ran.code == 0 && ran.stdout.contains("the assessor comes in June"), "{}", ran.said());
}

#[test]
fn numbers_of_persons_in_a_reason_are_masked() {
    let filled = Filled::new().with("- for: [\"A.3.b\"]\n", ("title: Paper", "not_applicable: ask 13800138000"));
    let (before, rest) = filled.text.split_once("not_applicable: ask 13800138000").expect("the reason");
    let kept: Vec<&str> = rest.lines().skip_while(|line| line.is_empty() || line.starts_with("    ")).collect();
    let text = format!("{before}not_applicable: ask 13800138000\n{}", kept.join("\n"));
    let ran = Filled { text, ..filled }.judged(&[]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    let events = std::fs::read_to_string(ran.out.path().join("events.jsonl")).expect("events");
    assert!(events.contains("ask ***") && !events.contains("13800138000"), "the number is shown");
}

#[test]
fn list_and_explain_say_which_command_judges_it() {
    let ran = conform(&["list", "coverage", "--standard", STANDARD]);
    assert!(ran.code == 0 && ran.stdout.contains("by judge dossier"), "{}", ran.said());
    let ran = conform(&["explain", "gbt-zwfw-access/6.8.d"]);
    assert!(ran.code == 0 && ran.stdout.contains("judge dossier"), "{}", ran.said());
}

/// A dossier out of pieces that are nearly right.
fn pieces() -> impl Strategy<Value = String> {
    let key = prop_oneof!["standard", "object", "plan", "evidence", "- for", "file", "date", "chapters", "[a-z]{0,6}"];
    let value = prop_oneof![
        Just(" gbt-zwfw-access".to_owned()),
        Just(" { name: a }".to_owned()),
        Just(" [\"6.8.d\"]".to_owned()),
        Just(" 2026-02-30".to_owned()),
        Just(" /dev/zero".to_owned()),
        Just(String::new()),
        "[ -~]{0,8}",
    ];
    let line = (0usize..3, key, value).prop_map(|(depth, key, value)| format!("{}{key}:{value}\n", "  ".repeat(depth)));
    proptest::collection::vec(line, 0..12).prop_map(|lines| lines.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_refused_with_a_place_or_judged(wild in prop_oneof![pieces(), "\\PC{0,80}"]) {
        let good = "standard: gbt-zwfw-access\nobject: { name: a }\n";
        for text in [wild.clone(), format!("{good}{wild}")] {
            match read("dossier.yaml", &text, embedded()) {
                Ok(dossier) => {
                    let standard = embedded().standard(&dossier.standard).expect("a standard");
                    let day = DAY.parse().expect("a day");
                    let said = judge(standard, &dossier, &Folder::of(Path::new("nowhere/dossier.yaml")), day);
                    prop_assert!(said.len() > 100);
                }
                Err(problems) => prop_assert!(problems.iter().all(|problem| problem.place.line > 0) && !problems.is_empty()),
            }
        }
    }
}
