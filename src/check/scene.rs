//! What a check looks at, and what it says.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock};

use serde_json::Value;

use super::leeway::Ruled;
use super::outcome::Outcome;
use super::read::{Note, Places};
use crate::id::Aspect;
use crate::observation::{Answer, WireFault};
use crate::plan::CheckCall;
use crate::schema::Schemas;
use crate::standard::{Operation, Standard};
use crate::verdict::FindingCode;

/// Ends the pointer of a consulted place of which everything below was looked at too.
pub const ALL_BELOW: &str = "/**";

/// A place with all below it.
pub fn all_below(pointer: &str) -> String {
    format!("{pointer}{ALL_BELOW}")
}

/// One exchange, as seen.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Id of the step; repetitions carry their number.
    pub step: String,
    /// Name of the operation.
    pub operation: String,
    /// Local requirement, aspect and data of the request, before encoding.
    pub request: Value,
    /// The answer, or why there is none.
    pub answer: Result<Answer, WireFault>,
    /// The answer's body as read; null when it is not JSON, or a gateway's.
    pub body: Value,
    /// What was mended in reading.
    pub notes: Vec<Note>,
    /// How it ended.
    pub outcome: Outcome,
    /// The answer need not be the standard's envelope.
    pub free_answer: bool,
    /// The request is bad on purpose: what its answer repeats says nothing.
    pub bad_input: bool,
    /// The request is a good one: the case calls for success, or for nothing.
    pub asks_success: bool,
}

impl Seen {
    /// Whether somebody answered without a return code: a framework or a gateway, or a target that knows none.
    pub fn is_page(&self) -> bool {
        matches!(self.outcome, Outcome::Unclear { .. } | Outcome::Gateway { .. })
    }
}

/// Facts about the target that checks may need.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// Declared network: `internet`, `extranet` or `lab`.
    pub network: String,
    /// The base URL is HTTPS.
    pub encrypted: bool,
    /// A gateway is declared in front.
    pub gateway: bool,
    /// Operations whose path neither the standard nor the target file states.
    pub inferred: BTreeSet<String>,
    /// What created records were given to tell them apart, by the row that shows it.
    pub(super) given: Arc<Mutex<HashMap<String, HashSet<String>>>>,
    /// What the readings of the standard rule at all, found out once.
    pub(super) ruled: OnceLock<Ruled>,
}

impl Surroundings {
    /// The facts about a target.
    pub fn new(network: &str, encrypted: bool, gateway: bool, inferred: BTreeSet<String>) -> Self {
        Self { network: network.to_owned(), encrypted, gateway, inferred, ..Self::default() }
    }
}

/// What a check looks at: one exchange of a case, with the case's earlier ones.
pub struct Scene<'a> {
    /// The standard.
    pub standard: &'a Standard,
    /// Its compiled schemas.
    pub schemas: &'a Schemas,
    /// The operation of this exchange.
    pub operation: &'a Operation,
    /// This exchange.
    pub seen: &'a Seen,
    /// All exchanges of the case so far, by step.
    pub steps: &'a BTreeMap<String, Seen>,
    /// Facts about the target.
    pub surroundings: &'a Surroundings,
    places: OnceCell<Places<'a, 'a>>,
}

/// What a check says about one aspect of one requirement.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// Local id of the requirement.
    pub requirement: String,
    /// The aspect.
    pub aspect: Aspect,
    /// What was found.
    pub judged: Judged,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Judged {
    /// Kept.
    Pass,
    /// Not asked of this target, with the reason.
    NotApplicable(String),
    /// A deviation.
    Deviates(Box<Deviation>),
    /// There was nothing to look at.
    NotReached {
        /// Why, in a few words.
        reason: String,
        /// The places that would have been looked at: step and JSON pointer.
        consulted: Vec<(String, String)>,
    },
}

/// A deviation, before anybody has said how bad it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Deviation {
    /// What is wrong.
    pub code: FindingCode,
    /// What was expected, a short literal.
    pub expected: String,
    /// What was seen.
    pub actual: Value,
    /// JSON pointer of the place.
    pub pointer: String,
    /// A hint in neutral words.
    pub hint: Option<String>,
    /// The object that has or lacks the member, for readings that look at siblings.
    pub siblings: Vec<String>,
    /// The object that lacks the member has it under the name that another standard gives it.
    pub original: bool,
    /// Every place that was looked at: step and JSON pointer. A row that fails there is the root.
    pub consulted: Vec<(String, String)>,
    /// Places at which it explains what other checks miss, though it is no primary one.
    pub explains: Vec<(String, String)>,
    /// The requirement and aspect whose fault it is, when that is another than the one that was asked about.
    pub cause: Option<(String, Aspect)>,
    /// No reading may soften it.
    pub strict: bool,
    /// A text leaves it open: it is right unless a reading says otherwise.
    pub free: bool,
}

impl Judgement {
    /// A pass.
    pub fn pass(requirement: impl Into<String>, aspect: Aspect) -> Self {
        Self { requirement: requirement.into(), aspect, judged: Judged::Pass }
    }

    /// A deviation.
    pub fn deviates(requirement: impl Into<String>, aspect: Aspect, deviation: Deviation) -> Self {
        Self { requirement: requirement.into(), aspect, judged: Judged::Deviates(Box::new(deviation)) }
    }

    /// Nothing to look at.
    pub fn not_reached(
        requirement: impl Into<String>,
        aspect: Aspect,
        reason: &str,
        consulted: Vec<(String, String)>,
    ) -> Self {
        Self {
            requirement: requirement.into(),
            aspect,
            judged: Judged::NotReached { reason: reason.to_owned(), consulted },
        }
    }

    /// What a check that was called says: about the requirement and aspect of the call.
    pub fn of(call: &CheckCall, judged: Judged) -> Self {
        Self { requirement: call.requirement.clone(), aspect: call.aspect, judged }
    }
}

impl Deviation {
    /// A deviation at a place of one exchange.
    pub fn new(code: FindingCode, expected: impl Into<String>, actual: Value, pointer: impl Into<String>) -> Self {
        Self {
            code,
            expected: expected.into(),
            actual,
            pointer: pointer.into(),
            hint: None,
            siblings: Vec::new(),
            original: false,
            consulted: Vec::new(),
            explains: Vec::new(),
            cause: None,
            strict: false,
            free: false,
        }
    }

    /// With the places that were looked at.
    pub fn consulting(mut self, consulted: Vec<(String, String)>) -> Self {
        self.consulted = consulted;
        self
    }

    /// With places at which it explains what other checks miss.
    pub fn explaining(mut self, places: Vec<(String, String)>) -> Self {
        self.explains = places;
        self
    }

    /// With a hint.
    pub fn hinting(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl<'a> Scene<'a> {
    /// One exchange of a case, after the earlier ones in `steps`.
    pub fn new(
        (standard, schemas): (&'a Standard, &'a Schemas),
        operation: &'a Operation,
        seen: &'a Seen,
        steps: &'a BTreeMap<String, Seen>,
        surroundings: &'a Surroundings,
    ) -> Self {
        Self { standard, schemas, operation, seen, steps, surroundings, places: OnceCell::new() }
    }

    /// The rows of the operation's answer, where they stand in this one.
    pub fn places(&self) -> &Places<'a, 'a> {
        self.places.get_or_init(|| Places::of(self.standard, &self.operation.response, &self.seen.body))
    }

    /// This step and a pointer, as a consulted place.
    pub fn here(&self, pointer: &str) -> Vec<(String, String)> {
        vec![(self.seen.step.clone(), pointer.to_owned())]
    }

    /// The return code's place in this exchange.
    pub fn code_place(&self) -> Vec<(String, String)> {
        self.here(&self.standard.envelope.code)
    }

    /// Looks up `/pointer` in this answer, `STEP:/pointer` in another, `STEP?/pointer` in a request.
    pub fn look_up(&self, reference: &str) -> (Vec<(String, String)>, Option<&Value>) {
        if let Some((step, pointer)) = split(reference, '?') {
            return (Vec::new(), self.step(step).and_then(|seen| seen.request.pointer(pointer)));
        }
        match split(reference, ':') {
            Some((step, pointer)) => {
                let value = self.step(step).and_then(|seen| seen.body.pointer(pointer));
                (vec![(step.to_owned(), pointer.to_owned())], value)
            }
            None => (self.here(reference), self.seen.body.pointer(reference)),
        }
    }

    /// An exchange of the case by its step; this one by its own id.
    pub fn step(&self, id: &str) -> Option<&Seen> {
        if id == self.seen.step { Some(self.seen) } else { self.steps.get(id) }
    }
}

fn split(reference: &str, mark: char) -> Option<(&str, &str)> {
    let (step, pointer) = reference.split_once(mark)?;
    (!step.contains('/') && (pointer.is_empty() || pointer.starts_with('/'))).then_some((step, pointer))
}
