//! What clauses ask a dossier for.

use super::{CLAUSE, after, refused};

const S: &str = "s/standard.yaml";

/// The sample with one clause more, whose id is where a mistake is told.
fn with(more: &str, said: &str) {
    let clause = format!(
        "{CLAUSE}\n  - {{ id: ‸x, title: {{ zh: 甲, en: A }}, level: must, roles: [provider], aspects: [presence], {more} }}"
    );
    refused(S, CLAUSE, &clause, said);
}

#[test]
fn what_a_dossier_is_judged_by_stands_beside_it() {
    let paper = "paper: { zh: 甲, en: A }";
    with("subject: dossier", "expected the `evidence`");
    with(&format!("evidence: {{ kind: record, {paper} }}"), "beside `subject: dossier`");
    with(&format!("subject: dossier, probe: {{ sees: posted }}, evidence: {{ kind: list, {paper} }}"), "not both");
    with("subject: dossier, evidence: { kind: record }", "expected `paper`");
    with(&format!("subject: dossier, evidence: {{ kind: record, {paper}, chapter: a }}"), "and nowhere else");
    with("subject: dossier, evidence: { kind: plan-chapter, chapter: a }", "has a `chapter` and `topics`");
    let good = format!("subject: dossier, evidence: {{ kind: report, issuer: true, {paper} }}");
    let clause = CLAUSE.replace("level: must", &format!("{good}, level: must"));
    assert_eq!(after(S, CLAUSE, &clause), [""; 0]);
}

#[test]
fn there_is_one_plan() {
    let plan = |id: &str| {
        format!(
            "\n  - {{ id: {id}, title: {{ zh: 甲, en: A }}, level: must, roles: [provider], aspects: [presence], subject: dossier, \
             evidence: {{ kind: plan, paper: {{ zh: 甲, en: A }} }} }}"
        )
    };
    refused(S, CLAUSE, &format!("{CLAUSE}{}{}", plan("a"), plan("‸b")), "a second `plan`");
}
