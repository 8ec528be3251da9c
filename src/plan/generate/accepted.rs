//! The valid request: it must be accepted, and every negative case differs from it in one thing.

use serde_json::json;

use super::{Draft, RuleDef};
use crate::id::Aspect;
use crate::plan::case::{Case, CheckCall, Expect, Step};
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
    step.expect = Expect::Accepted;
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
    vec![case]
}
