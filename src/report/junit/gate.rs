//! What makes the run red beside the target: waivers to mend, and too small a share that was judged.

use super::model::{Case, CaseResult, Suite};
use crate::id::Language;
use crate::policy::{Decision, Policy};
use crate::report::describe;
use crate::report::escape::shown;
use crate::report::texts::Label;

const NAME: &str = "zwfw-conformance.gate";

/// A red test case for each; none where nothing of the kind is wrong.
pub(super) fn suite(decision: &Decision, policy: &Policy, language: Language) -> Option<Suite> {
    let mut cases = Vec::new();
    for stale in &decision.stale {
        let Some(waiver) = policy.waivers().entries.get(stale.waiver) else { continue };
        let (message, help) = describe::stale(policy, stale, language);
        let unit = describe::unit_name(&waiver.requirement, waiver.aspect);
        let body = format!("{unit}\n{message}\n{help}");
        let file = shown(&waiver.place.file).into_owned();
        cases.push(case(shown(&waiver.place.to_string()).into_owned(), Some(file), ("waiver", message, body)));
    }
    if let Some((share, wanted)) = decision.too_little {
        let message = format!("{}: {share:.1}% < {wanted}%", Label::TooLittle.words().get(language));
        cases.push(case(
            "min-judged".to_owned(),
            Some("events.jsonl".to_owned()),
            ("min-judged", message.clone(), message),
        ));
    }
    (!cases.is_empty()).then(|| Suite { name: NAME.to_owned(), cases, ..Suite::default() })
}

fn case(name: String, file: Option<String>, (kind, message, body): (&str, String, String)) -> Case {
    let result = CaseResult::Error { kind: kind.to_owned(), message, body };
    Case { name, classname: NAME.to_owned(), seconds: 0.0, file, result }
}
