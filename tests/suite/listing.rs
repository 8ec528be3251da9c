//! `list` and `explain`.

use crate::support::{conform, plan, standard};

fn lines(what: &str, more: &[&str]) -> Vec<String> {
    let ran = conform(&[&["list", what][..], more].concat());
    assert_eq!(ran.code, 0, "{}", ran.said());
    ran.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn coverage_says_what_is_judged_and_why_the_rest_is_not() {
    insta::assert_snapshot!(conform(&["list", "coverage"]).stdout);
}

#[test]
fn requirements_are_listed_one_a_line_and_as_json() {
    let rows: usize = standard().tables.iter().map(|table| table.rows.len()).sum();
    let all = rows + standard().clauses.len();
    assert_eq!(lines("requirements", &[]).len(), all);
    assert!(lines("requirements", &["--lang", "zh"]).iter().any(|line| line.contains("收寄类型")));
    let json = lines("requirements", &["--json"]);
    assert_eq!(json.len(), all);
    for line in json {
        let entry: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        assert!(entry["requirement"].as_str().is_some_and(|id| id.starts_with("gdzw-0017-2019/")), "{line}");
    }
    assert_eq!(lines("requirements", &["--requirement", "T2.4"]).len(), 1);
}

#[test]
fn cases_are_listed_in_the_order_of_the_plan() {
    let listed = lines("cases", &[]);
    let ids: Vec<&str> = listed.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(ids, plan().cases.iter().map(|case| case.id.as_str()).collect::<Vec<_>>());
    let tagged = lines("cases", &["--tag", "directory"]);
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
