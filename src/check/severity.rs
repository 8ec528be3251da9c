//! How bad a deviation is: the readings of the standard decide, never the check.

use serde_json::Value;

use super::outcome::same_loosely;
use super::scene::{Deviation, Surroundings};
use crate::id::{Aspect, Certainty};
use crate::standard::{ReadingVerdict, Rule, Scope, Standard, selector};
use crate::verdict::Verdict;

/// What surrounds a deviation.
pub struct Context<'a> {
    /// The standard with its readings.
    pub standard: &'a Standard,
    /// Operation of the exchange.
    pub operation: &'a str,
    /// The request.
    pub request: &'a Value,
    /// Facts about the target.
    pub surroundings: &'a Surroundings,
}

/// What a deviation comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The verdict. A pass means that either form is right; not applicable that it is not judged.
    pub verdict: Verdict,
    /// The reading that says so; none for a plain failure.
    pub reading: Option<String>,
}

/// What is not certain never fails: a text that only implies something warns, and what it does not show is never asked.
pub fn within(verdict: Verdict, certainty: Certainty) -> Verdict {
    match verdict {
        Verdict::Fail if !certainty.is_certain() => Verdict::Warning,
        other => other,
    }
}

/// Decides by the first rule that matches; without one a deviation fails, unless a text leaves it open. How sure the text is
/// comes last ([`within`]): until then what only warns for that is as broken as any other fault.
pub fn decide(context: &Context<'_>, requirement: &str, aspect: Aspect, deviation: &Deviation) -> Decision {
    if deviation.strict {
        return Decision { verdict: Verdict::Fail, reading: None };
    }
    let readings = context.standard.readings.iter();
    let readings = readings.filter(|reading| !reading.editorial && reading.scope == Scope::Provider);
    for reading in readings {
        if reading.rules.iter().any(|rule| holds(context, rule, requirement, aspect, deviation)) {
            let verdict = match reading.verdict {
                ReadingVerdict::Fail => Verdict::Fail,
                ReadingVerdict::Warn => Verdict::Warning,
                ReadingVerdict::Both => Verdict::Pass,
                ReadingVerdict::None | ReadingVerdict::Config => Verdict::NotApplicable,
                ReadingVerdict::Inconc => Verdict::Inconclusive,
            };
            return Decision { verdict, reading: Some(reading.id.clone()) };
        }
    }
    Decision { verdict: if deviation.free { Verdict::Pass } else { Verdict::Fail }, reading: None }
}

fn holds(context: &Context<'_>, rule: &Rule, requirement: &str, aspect: Aspect, deviation: &Deviation) -> bool {
    let when = &rule.when;
    rule.finding.iter().any(|code| code == deviation.code.as_str())
        && rule.aspect.is_none_or(|wanted| wanted == aspect)
        && (rule.requirements.is_empty()
            || rule.requirements.iter().any(|wanted| selector::matches(wanted, context.standard, requirement)))
        && (when.actual.is_empty() || when.actual.contains(&deviation.actual))
        && when.actual_type.as_deref().is_none_or(|wanted| wanted == json_type(&deviation.actual))
        && when.sibling.as_ref().is_none_or(|name| deviation.siblings.contains(name))
        // A value of the wrong type that was taken says the same: "1" is answered as 1 is.
        && when.request.iter().all(|(pointer, value)| {
            context.request.pointer(pointer).is_some_and(|sent| same_loosely(sent, value))
        })
        && (when.network.is_empty() || when.network.contains(&context.surroundings.network))
        && when.original.is_none_or(|wanted| wanted == deviation.original)
        && when.operation.as_deref().is_none_or(|operation| operation == context.operation)
}

fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_certain_fails_and_nothing_gets_worse() {
        let all = [Verdict::Pass, Verdict::NotApplicable, Verdict::Warning, Verdict::Inconclusive, Verdict::Fail];
        for verdict in all {
            assert_eq!(within(verdict, Certainty::Certain), verdict);
            for doubtful in [Certainty::Implied, Certainty::Unknown] {
                let expected = if verdict == Verdict::Fail { Verdict::Warning } else { verdict };
                assert_eq!(within(verdict, doubtful), expected, "{verdict:?} {doubtful:?}");
            }
        }
    }
}
