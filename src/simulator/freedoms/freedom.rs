//! What a freedom is, and what it sees of a call.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value};

use crate::observation::{HttpAnswer, HttpRequest};
use crate::simulator::layout::{Field, Layout};
use crate::simulator::refusal::Refusal;
use crate::standard::Standard;

/// Changes the object of a message.
pub(in crate::simulator) type Change = fn(&View<'_>, &mut Map<String, Value>);

/// Something that a text leaves open and a conforming platform may do.
#[derive(Clone, Copy)]
pub struct Freedom {
    /// Name.
    pub name: &'static str,
    /// What such a platform does.
    pub doc: &'static str,
    /// The readings that leave it open; none where JSON, HTTP or a table's silence does.
    pub readings: &'static [&'static str],
    /// Freedoms about the same thing share a group; a platform takes one of them.
    pub group: &'static str,
    pub(in crate::simulator) habit: Habit,
}

impl fmt::Debug for Freedom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Freedom").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Where a platform differs from the plain simulator.
#[derive(Clone, Copy)]
pub(in crate::simulator) struct Habit {
    /// Answers before the operation sees the request.
    pub(in crate::simulator) before: Option<fn(&View<'_>, &HttpRequest) -> Option<HttpAnswer>>,
    /// Reads a request as another one.
    pub(in crate::simulator) request: Option<Change>,
    /// Refuses what the tables would let pass.
    pub(in crate::simulator) refuse: Option<fn(&View<'_>) -> Option<Refusal>>,
    /// Changes an answer.
    pub(in crate::simulator) answer: Option<Change>,
    /// Changes how an answer is written.
    pub(in crate::simulator) wire: Option<fn(&View<'_>, &mut HttpAnswer)>,
    /// Changes a record when it is created.
    pub(in crate::simulator) record: Option<fn(&mut Map<String, Value>)>,
    /// Changes how the data that are there from the start are known to a target file.
    pub(in crate::simulator) known: Option<fn(&Standard, &mut Value)>,
    /// Reads the tables otherwise.
    pub(in crate::simulator) layout: Option<fn(&mut Layout)>,
    /// Takes an empty text where the tables leave that open.
    pub(in crate::simulator) takes_empty: bool,
    /// Lists what was created last first.
    pub(in crate::simulator) newest_first: bool,
    /// Lists what cannot be used beside what can.
    pub(in crate::simulator) lists_all: bool,
}

impl Habit {
    /// The plain simulator.
    pub(in crate::simulator) const NONE: Self = Self {
        before: None,
        request: None,
        refuse: None,
        answer: None,
        wire: None,
        record: None,
        known: None,
        layout: None,
        takes_empty: false,
        newest_first: false,
        lists_all: false,
    };
}

/// What a habit sees of a call.
pub(in crate::simulator) struct View<'a> {
    /// The standard.
    pub(in crate::simulator) standard: &'a Standard,
    /// The operation.
    pub(in crate::simulator) layout: &'a Layout,
    /// The members of the request as they came; none when they could not be read.
    pub(in crate::simulator) sent: &'a Map<String, Value>,
    /// The body as it came.
    pub(in crate::simulator) body: &'a [u8],
    /// Why the platform refuses, once it does.
    pub(in crate::simulator) refusal: Option<&'a Refusal>,
    /// What the platform keeps besides its records.
    pub(in crate::simulator) memory: &'a Memory,
}

/// Answers by the body that they were given to.
#[derive(Debug, Default)]
pub(in crate::simulator) struct Memory(Mutex<HashMap<Vec<u8>, HttpAnswer>>);

impl Memory {
    /// The answer that this body got before.
    pub(super) fn recall(&self, body: &[u8]) -> Option<HttpAnswer> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(body).cloned()
    }

    /// Keeps an answer.
    pub(super) fn keep(&self, body: &[u8], answer: &HttpAnswer) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(body.to_vec(), answer.clone());
    }
}

impl View<'_> {
    /// The payload's row.
    pub(super) fn data(&self) -> Option<&Field> {
        self.layout.answer_member(&self.standard.envelope.data)
    }

    /// Names of the code, the message and the payload.
    pub(super) fn is_envelope(&self, field: &Field) -> bool {
        let envelope = &self.standard.envelope;
        [&envelope.code, &envelope.message, &envelope.data]
            .iter()
            .any(|pointer| self.layout.answer_member(pointer).is_some_and(|member| member.row == field.row))
    }
}

/// Calls `change` for every row at every object where it belongs, inner objects first.
pub(in crate::simulator) fn everywhere(
    rows: &[Field],
    object: &mut Map<String, Value>,
    change: &mut dyn FnMut(&Field, &mut Map<String, Value>),
) {
    for field in rows {
        if !field.members.is_empty() {
            match object.get_mut(&field.name) {
                Some(Value::Object(inner)) => everywhere(&field.members, inner, change),
                Some(Value::Array(items)) => {
                    for inner in items.iter_mut().filter_map(Value::as_object_mut) {
                        everywhere(&field.members, inner, change);
                    }
                }
                _ => {}
            }
        }
        change(field, object);
    }
}

/// A freedom that changes answers.
pub(in crate::simulator) const fn answering(change: fn(&View<'_>, &mut Map<String, Value>)) -> Habit {
    Habit { answer: Some(change), ..Habit::NONE }
}

/// A freedom that changes how answers are written.
pub(super) const fn writing(change: fn(&View<'_>, &mut HttpAnswer)) -> Habit {
    Habit { wire: Some(change), ..Habit::NONE }
}
