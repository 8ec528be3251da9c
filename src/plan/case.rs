//! What is to be done: cases, their steps, the checks of each step.

use serde_json::Value;

use super::generate::again_of;
use crate::id::{Aspect, Text};
use crate::standard::{Operation, Standard};
use crate::verdict::FindingCode;
use crate::yaml::Place;

/// One case: a few exchanges and what is judged of them.
#[derive(Debug, Clone)]
pub struct Case {
    /// `<standard>/<operation>/<name>`.
    pub id: String,
    /// Title.
    pub title: Text,
    /// The operation that it exercises first.
    pub operation: String,
    /// Tags for selection: `generated`, `twin`, and those of hand-written files.
    pub tags: Vec<String>,
    /// The file it comes from: a case file, or the table of a generated case.
    pub file: String,
    /// The rule that generated it; none for a hand-written case.
    pub rule: Option<&'static str>,
    /// It reads unfiltered state and so runs alone.
    pub exclusive: bool,
    /// Only runs when asked for by tag or name, for example because it waits for minutes.
    pub slow: bool,
    /// Credentials, `known.` data and fixtures that it cannot do without.
    pub needs: Vec<String>,
    /// The case that differs from this one in exactly one thing and must have been accepted.
    pub twin: Option<String>,
    /// Steps in order.
    pub steps: Vec<Step>,
}

/// One step: an exchange, or several of the same shape.
#[derive(Debug, Clone)]
pub struct Step {
    /// Name within the case.
    pub id: String,
    /// Operation that is called.
    pub operation: String,
    /// An address that an earlier answer gave, got instead of calling the operation: a template.
    pub fetch: Option<String>,
    /// Seconds to wait before the step, in a case that is marked slow.
    pub wait: u64,
    /// What the request begins with, before the edits.
    pub base: Base,
    /// Edits of the base, in order. Pointers and values may hold `${...}`.
    pub edits: Vec<Edit>,
    /// Deviations below the level of members.
    pub wire: Wire,
    /// The step is done only when this holds; otherwise it says nothing.
    pub when: Option<When>,
    /// The step is repeated for values out of an earlier answer.
    pub for_each: Option<ForEach>,
    /// Values kept for later steps.
    pub captures: Vec<Capture>,
    /// What later steps build on: another end makes the rest of the case inconclusive.
    pub expect: Expect,
    /// Checks of this exchange.
    pub checks: Vec<CheckCall>,
}

/// What a request begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Base {
    /// Every required member, and every optional one that is no filter and no condition.
    #[default]
    Valid,
    /// Required members alone.
    Minimal,
    /// An empty object.
    Nothing,
}

/// One change of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Sets the value at a JSON pointer, making objects and array places on the way.
    Set(String, Value),
    /// Copies the first item of the array there until it has this many, each with fresh values.
    Repeat(String, usize),
    /// Removes the member at a JSON pointer.
    Remove(String),
}

/// Deviations below the level of members.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wire {
    /// Another method.
    pub method: Option<String>,
    /// Another content type.
    pub content_type: Option<String>,
    /// A body that is sent as it stands.
    pub body: Option<String>,
    /// The body is damaged, so that nobody can read it.
    pub damaged: bool,
    /// The first member is written twice, with the same value.
    pub doubled: bool,
    /// The answer need not be the standard's envelope.
    pub free_answer: bool,
}

/// How a step is expected to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Expect {
    /// With success.
    #[default]
    Accepted,
    /// With a failure code.
    Refused,
    /// Either.
    Any,
}

/// A condition on an earlier step.
#[derive(Debug, Clone, PartialEq)]
pub struct When {
    /// The earlier step.
    pub step: String,
    /// How it ended.
    pub ended: Expect,
    /// JSON pointers into its answer at which values must stand.
    pub filled: Vec<String>,
}

/// Values out of an earlier answer, for which a step is repeated.
#[derive(Debug, Clone, PartialEq)]
pub struct ForEach {
    /// The earlier step.
    pub step: String,
    /// JSON pointer of its list.
    pub items: String,
    /// Member of each item; its value becomes the variable.
    pub take: String,
    /// Name of the variable.
    pub name: String,
    /// At most this many.
    pub max: usize,
}

/// A value kept from an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Capture {
    /// Name of the variable.
    pub name: String,
    /// JSON pointer into the answer, as read.
    pub pointer: String,
    /// Out of a list: the item with these members, or the first item when none has them.
    pub prefer: Option<serde_json::Map<String, Value>>,
    /// Out of a list: not an item with any of these members, if there is another.
    pub except: Option<serde_json::Map<String, Value>>,
    /// Out of a list: the member of the chosen item.
    pub take: Option<String>,
}

/// A check that a step calls by name.
#[derive(Debug, Clone)]
pub struct CheckCall {
    /// Name in the registry of `check`.
    pub check: String,
    /// Local id of the requirement that it judges.
    pub requirement: String,
    /// The aspect that it judges.
    pub aspect: Aspect,
    /// The finding that it raises, where the check leaves the choice.
    pub finding: Option<FindingCode>,
    /// Arguments, may hold `${...}`.
    pub with: Value,
    /// When it does not pass, the rest of the case is inconclusive.
    pub guard: bool,
    /// Where it stands in a case file.
    pub place: Option<Place>,
}

/// Values made once a run that many cases use.
#[derive(Debug, Clone)]
pub struct Fixture {
    /// Name, first part of `region.city`.
    pub name: String,
    /// What it is, for those who have to provide it.
    pub about: Option<Text>,
    /// Steps that make the values.
    pub steps: Vec<Step>,
    /// The values, templates over the captures.
    pub values: Vec<(String, Value)>,
    /// Names of the values that `known` has, where nothing else names them.
    pub members: Vec<String>,
    /// Path below `known` that holds the values when the steps cannot be done.
    pub known: Option<String>,
    /// Values to take when there is no other way.
    pub fallback: Option<serde_json::Map<String, Value>>,
    /// The file it comes from.
    pub file: String,
}

/// The rule of the cases that only look whether an unclaimed operation is offered all the same.
const UNCLAIMED: &str = "unclaimed";

impl Case {
    /// Ids of the cases without which this one says nothing: the accepted one that it is compared with, and the one that shows
    /// that good requests are accepted still.
    pub fn companions(&self) -> impl Iterator<Item = String> {
        let standard = self.id.split('/').next().unwrap_or_default();
        let again = again_of(standard, &self.operation);
        let again = Some(again).filter(|again| self.twin.is_some() && *again != self.id);
        self.twin.iter().cloned().chain(again)
    }

    /// A look at an operation that is not claimed: with success it is offered. Nothing else is judged of it.
    pub fn unclaimed(standard: &Standard, operation: &Operation) -> Self {
        let mut step = Step::new("call", &operation.name);
        let check = CheckCall::new("refused", operation.requirements.path.clone(), Aspect::Behaviour);
        let free = serde_json::json!({ "free": true });
        step.checks.push(check.raising(FindingCode::Unclaimed).with(free));
        let id = format!("{}/{}/{UNCLAIMED}", standard.id, operation.name);
        let title =
            Text { zh: "未声明的接口未开通".to_owned(), en: "what is not claimed is not offered".to_owned() };
        Self::generated(id, title, format!("schemas/{}/standard.yaml", standard.id), UNCLAIMED, step)
    }

    /// Whether it only looks for what is not claimed.
    pub fn is_look(&self) -> bool {
        self.rule == Some(UNCLAIMED)
    }

    /// A generated case of one step.
    pub fn generated(id: String, title: Text, file: String, rule: &'static str, step: Step) -> Self {
        Self {
            id,
            title,
            operation: step.operation.clone(),
            tags: vec!["generated".to_owned()],
            file,
            rule: Some(rule),
            exclusive: false,
            slow: false,
            needs: Vec::new(),
            twin: None,
            steps: vec![step],
        }
    }
}

impl Step {
    /// A step that sends the valid base request of an operation.
    pub fn new(id: &str, operation: &str) -> Self {
        Self {
            id: id.to_owned(),
            operation: operation.to_owned(),
            fetch: None,
            wait: 0,
            base: Base::Valid,
            edits: Vec::new(),
            wire: Wire::default(),
            when: None,
            for_each: None,
            captures: Vec::new(),
            expect: Expect::Any,
            checks: Vec::new(),
        }
    }
}

impl CheckCall {
    /// A call without arguments.
    pub fn new(check: &str, requirement: String, aspect: Aspect) -> Self {
        Self {
            check: check.to_owned(),
            requirement,
            aspect,
            finding: None,
            with: Value::Object(serde_json::Map::new()),
            guard: false,
            place: None,
        }
    }

    /// With the finding that it raises.
    pub fn raising(mut self, finding: FindingCode) -> Self {
        self.finding = Some(finding);
        self
    }

    /// With arguments.
    pub fn with(mut self, with: Value) -> Self {
        self.with = with;
        self
    }
}
