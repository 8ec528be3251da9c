//! The valid request: it must be accepted, and every negative case differs from it in one thing.

use serde_json::json;

use super::{Draft, RuleDef};
use crate::id::Aspect;
use crate::plan::case::{Case, CheckCall, Edit, Expect, Step, When};
use crate::plan::site::Site;
use crate::verdict::FindingCode;

/// The rule.
pub const RULE: RuleDef = RuleDef {
    name: "accepted",
    doc: "the valid base request of an operation is answered with success; the twin of its negative cases",
    generate,
};

fn generate(draft: &Draft<'_>) -> Vec<Case> {
    let wire = &draft.operation.requirements;
    let mut step = Step::new("call", &draft.operation.name);
    step.checks = vec![
        CheckCall::new("served", wire.path.clone(), Aspect::Behaviour).raising(FindingCode::NoSuchPath),
        CheckCall::new("served", wire.method.clone(), Aspect::Behaviour).raising(FindingCode::ValidRefused),
        CheckCall::new("accepted", wire.input.clone(), Aspect::Format).raising(FindingCode::ValidRefused),
    ];
    for site in draft.sites.iter().filter(|site| site.row.semantics.credential) {
        let check = CheckCall::new("credential-length", site.local(), Aspect::Length);
        let with = json!({ "at": site.pointer, "length": site.row.length().max });
        step.checks.push(check.raising(FindingCode::CredentialLength).with(with));
    }
    for clause in draft.standard.clauses.iter().filter(|clause| clause.encrypted_on.is_some()) {
        let check = CheckCall::new("encrypted", clause.id.clone(), Aspect::Behaviour);
        step.checks.push(check.raising(FindingCode::PlainHttp).with(json!({ "network": clause.encrypted_on })));
    }
    let title =
        crate::id::Text { zh: "有效请求被接受".to_owned(), en: "a valid request is accepted".to_owned() };
    let file = format!("schemas/{}/standard.yaml", draft.standard.id);
    let mut case = Case::generated(draft.accepted(), title, file, RULE.name, step);
    case.tags.push("twin".to_owned());
    case.steps.extend(tried_out(draft));
    vec![case, again(draft)]
}

/// Id of the case with the valid request once more.
pub fn again_of(standard: &str, operation: &str) -> String {
    format!("{standard}/{operation}/accepted-again")
}

/// The valid request once more when everything else is done: who refuses everything by then has told nothing of what is
/// wrong with a bad request.
fn again(draft: &Draft<'_>) -> Case {
    let mut step = Step::new("call", &draft.operation.name);
    let input = draft.operation.requirements.input.clone();
    step.checks = vec![CheckCall::new("accepted", input, Aspect::Format).raising(FindingCode::ValidRefused)];
    let title = crate::id::Text {
        zh: "有效请求在运行结束时仍被接受".to_owned(),
        en: "a valid request is still accepted at the end of a run".to_owned(),
    };
    let file = format!("schemas/{}/standard.yaml", draft.standard.id);
    let mut case = Case::generated(again_of(&draft.standard.id, &draft.operation.name), title, file, RULE.name, step);
    case.twin = Some(draft.accepted());
    case.exclusive = true;
    case
}

/// What is done when the valid request is refused: with all optional rows, and then without each of them in turn; and
/// without any, and then with each. The row with which the end changes is the reason.
fn tried_out(draft: &Draft<'_>) -> Vec<Step> {
    let optional = || draft.sites.iter().filter(|site| !site.row.required());
    let (sent, left): (Vec<&Site<'_>>, Vec<&Site<'_>>) = optional().partition(|site| site.in_base);
    let all: Vec<Edit> = left.iter().flat_map(|site| draft.presence(site)).collect();
    let without = |site: &Site<'_>| [all.as_slice(), &[Edit::Remove(site.pointer.clone())]].concat();
    let none: Vec<Edit> = sent.iter().map(|site| Edit::Remove(site.pointer.clone())).collect();
    let with =
        |site: &Site<'_>| none.iter().filter(|edit| **edit != Edit::Remove(site.pointer.clone())).cloned().collect();
    let mut steps = Vec::new();
    if !left.is_empty() {
        steps.push(good(draft, "with-all", all.clone()));
    }
    steps.extend(left.iter().map(|site| tried(draft, site, "with-all", FindingCode::AbsentRefused, without(site))));
    if !sent.is_empty() {
        steps.push(good(draft, "with-none", none.clone()));
    }
    steps.extend(sent.iter().map(|site| tried(draft, site, "with-none", FindingCode::ValidRefused, with(site))));
    steps
}

/// What should be accepted when the base request is not.
fn good(draft: &Draft<'_>, name: &str, edits: Vec<Edit>) -> Step {
    let mut step = Step::new(name, &draft.operation.name);
    step.when = Some(ended("call", Expect::Refused));
    step.edits = edits;
    step
}

/// The same with one optional row more or less.
fn tried(draft: &Draft<'_>, site: &Site<'_>, good: &str, finding: FindingCode, edits: Vec<Edit>) -> Step {
    let mut step = Step::new(&format!("{good}-but-{}", site.local()), &draft.operation.name);
    step.when = Some(ended(good, Expect::Accepted));
    step.edits = edits;
    let check = CheckCall::new("tolerated", site.local(), Aspect::Presence).raising(finding);
    step.checks = vec![check.with(json!({ "blames": "call" }))];
    step
}

fn ended(step: &str, ended: Expect) -> When {
    When { step: step.to_owned(), ended, filled: Vec::new() }
}
