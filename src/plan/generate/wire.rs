//! Requests that are wrong below the level of members: any refusal will do, in the envelope or not.

use serde_json::json;

use super::{Draft, RuleDef};
use crate::id::{Aspect, Text};
use crate::plan::case::{Case, CheckCall, Step, Wire};
use crate::verdict::FindingCode;

/// The rule.
pub const RULE: RuleDef = RuleDef {
    name: "wire",
    doc: "another method, another content type, a body that cannot be parsed and an empty body are not answered with success",
    generate,
};

fn generate(draft: &Draft<'_>) -> Vec<Case> {
    let wire = &draft.operation.requirements;
    let free = Wire { free_answer: true, ..Wire::default() };
    let get = Wire { method: Some("GET".to_owned()), ..free.clone() };
    let text = Wire { content_type: Some("text/plain".to_owned()), ..free.clone() };
    let broken = Wire { damaged: true, ..free.clone() };
    let empty = Wire { body: Some(String::new()), ..free };
    let method = (wire.method.as_str(), Aspect::Behaviour);
    let input = (wire.input.as_str(), Aspect::Format);
    vec![
        case(draft, "get", ("以 GET 请求", "GET instead of the method"), get, method, FindingCode::MethodAccepted),
        case(
            draft,
            "content-type",
            ("错误的内容类型", "another content type"),
            text,
            input,
            FindingCode::MediaTypeAccepted,
        ),
        case(
            draft,
            "malformed",
            ("无法解析的请求体", "a body that cannot be parsed"),
            broken,
            input,
            FindingCode::MalformedAccepted,
        ),
        case(draft, "empty-body", ("空请求体", "an empty body"), empty, input, FindingCode::EmptyBodyAccepted),
    ]
}

fn case(
    draft: &Draft<'_>,
    name: &str,
    (zh, en): (&str, &str),
    wire: Wire,
    (requirement, aspect): (&str, Aspect),
    finding: FindingCode,
) -> Case {
    let mut step = Step::new("call", &draft.operation.name);
    step.wire = wire;
    let check = CheckCall::new("refused", requirement.to_owned(), aspect).raising(finding);
    step.checks = vec![check.with(json!({ "free": true }))];
    let title = Text { zh: zh.to_owned(), en: en.to_owned() };
    let file = format!("schemas/{}/standard.yaml", draft.standard.id);
    let mut case = Case::generated(draft.id(name), title, file, RULE.name, step);
    case.twin = Some(draft.accepted());
    case
}
