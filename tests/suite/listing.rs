//! `list` and `explain`.

use std::collections::BTreeSet;

use zwfw_conformance::plan::{Selection, build};

use zwfw_conformance::standard::{Kind, Source};

use crate::support::{LOGISTICS, conform, embedded, plan, standard};

fn lines(what: &str, more: &[&str]) -> Vec<String> {
    let ran = conform(&[&["list", what][..], more].concat());
    assert_eq!(ran.code, 0, "{}", ran.said());
    ran.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn coverage_says_what_is_judged_and_why_the_rest_is_not() {
    insta::assert_snapshot!(conform(&["list", "coverage", "--standard", LOGISTICS]).stdout);
}

#[test]
fn requirements_are_listed_one_a_line_and_as_json() {
    let rows: usize = standard().tables.iter().map(|table| table.rows.len()).sum();
    let all = rows + standard().clauses.len();
    let own = ["--standard", LOGISTICS];
    assert_eq!(lines("requirements", &own).len(), all);
    assert!(lines("requirements", &["--lang", "zh"]).iter().any(|line| line.contains("收寄类型")));
    let json = lines("requirements", &[&own[..], &["--json"]].concat());
    assert_eq!(json.len(), all);
    for line in json {
        let entry: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        assert!(entry["requirement"].as_str().is_some_and(|id| id.starts_with("gdzw-0017-2019/")), "{line}");
    }
    assert_eq!(lines("requirements", &["--requirement", "gdzw-0017-2019/T2.4"]).len(), 1);
}

#[test]
fn cases_are_listed_in_the_order_of_the_plan() {
    let listed = lines("cases", &["--standard", LOGISTICS]);
    let ids: Vec<&str> = listed.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(ids, plan().cases.iter().map(|case| case.id.as_str()).collect::<Vec<_>>());
    let tagged = lines("cases", &["--standard", LOGISTICS, "--tag", "directory"]);
    assert!(tagged.len() > 4 && tagged.iter().all(|line| line.contains("/getDist/")), "{tagged:?}");
}

#[test]
fn rules_checks_and_mutants_are_listed() {
    let checks = lines("checks", &[]).join("\n");
    for name in ["too-long", "envelope", "includes", "credential-length"] {
        assert!(checks.contains(&format!("  {name} ")), "{name} is missing:\n{checks}");
    }
    assert!(lines("mutants", &[]).iter().any(|id| id == "gdzw-0017-2019/T9.1#presence/field-dropped"));
}

#[test]
fn a_requirement_is_explained_by_row_readings_cases_and_mutants() {
    let ran = conform(&["explain", "gdzw-0017-2019/T2.4"]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    insta::assert_snapshot!(ran.stdout);
}

#[test]
fn an_unknown_requirement_is_wrong_usage_with_a_suggestion() {
    let ran = conform(&["explain", "gdzw-0017-2019/T2.44"]);
    assert_eq!(ran.code, 2, "{}", ran.said());
    assert!(ran.stdout.is_empty());
    assert!(ran.stderr.contains("did you mean `gdzw-0017-2019/T2.4`?"), "{}", ran.stderr);
}

#[test]
fn requirements_of_every_standard_and_kind_are_listed_and_explained() {
    let listed = lines("requirements", &[]);
    let listed: BTreeSet<&str> = listed.iter().filter_map(|line| line.split(' ').next()).collect();
    for standard in &embedded().standards {
        let mut kinds = BTreeSet::new();
        for table in &standard.tables {
            let ids: Vec<String> = table.rows.iter().map(|row| table.requirement(standard, row).to_string()).collect();
            let lacking: Vec<&String> = ids.iter().filter(|id| !listed.contains(id.as_str())).collect();
            assert!(lacking.is_empty(), "not listed: {lacking:?}");
            let kind = format!("{:?} {:?}", table.kind, table.ids);
            if let Some(id) = ids.last().filter(|_| kinds.insert(kind)) {
                let ran = conform(&["explain", id]);
                assert_eq!(ran.code, 0, "{}", ran.said());
                assert!(ran.stdout.starts_with(id) && ran.stdout.contains(&table.caption), "{}", ran.stdout);
            }
        }
    }
}

#[test]
fn a_draft_is_listed_as_a_draft_and_not_run() {
    let Some(draft) = embedded().standards.iter().find(|standard| standard.draft) else { return };
    let shown = conform(&["standard", "show"]).stdout;
    assert!(shown.contains(&format!("{}, draft: not yet run)", draft.edition)), "{shown}");
    let coverage = conform(&["list", "coverage", "--standard", &draft.id]).stdout;
    assert!(coverage.starts_with(&format!("{} (draft, not yet run)", draft.id)), "{coverage}");
    assert!(!coverage.contains("aspects judged") && !coverage.contains("unjudged"), "{coverage}");
    for command in ["run", "prove"] {
        let ran = conform(&[command, "--standard", &draft.id]);
        assert_eq!(ran.code, 2, "{}", ran.said());
        assert!(ran.stderr.contains(&format!("{} is a draft", draft.id)), "{}", ran.stderr);
    }
    let plan = build(embedded(), &Source::embedded_cases(), &Selection::default(), 1).expect("a plan");
    assert!(plan.standards.iter().all(|part| !part.standard.draft));
    let selection = Selection { drafts: true, ..Selection::default() };
    let plan = build(embedded(), &Source::embedded_cases(), &selection, 1).expect("a plan");
    assert!(plan.standards.iter().any(|part| part.standard.id == draft.id));
}

#[test]
fn a_code_of_a_table_names_the_cases_that_send_it() {
    for standard in &embedded().standards {
        for table in standard.tables.iter().filter(|table| table.kind == Kind::Codes) {
            let carried = standard.tables.iter().filter(|table| table.kind == Kind::Request).flat_map(|t| &t.rows);
            let is_sent = |row: &&zwfw_conformance::standard::Row| {
                row.codes_from.as_ref().is_some_and(|from| from.value == table.id)
            };
            let Some(row) = carried.clone().find(is_sent) else { continue };
            let id = table.requirement(standard, &table.rows[0]);
            let explained = conform(&["explain", id.as_str()]).stdout;
            let case = format!(".code-{}", table.rows[0].name.value);
            assert!(explained.contains(&case) && explained.contains(row.name()), "{explained}");
        }
    }
}
