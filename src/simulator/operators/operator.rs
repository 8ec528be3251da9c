//! What an operator is, and how its mutant acts inside the simulator.

use std::fmt;

use serde_json::{Map, Value};

use super::{BEYOND, OPERATORS};
use crate::observation::{HttpAnswer, HttpRequest};
use crate::simulator::decode;
use crate::simulator::instances;
use crate::simulator::lapse::{Decision, Lapse};
use crate::simulator::layout::{Field, Layout};
use crate::simulator::mutant::Mutant;
use crate::simulator::respond;
use crate::standard::{Effect as Doing, Envelope, Kind, Operation, Paging, Standard, Tree};

/// A way to break the simulator at one row, the same for every row of its kind.
pub struct Operator {
    /// Last part of the ids of its mutants.
    pub name: &'static str,
    /// What its mutants do wrong.
    pub doc: &'static str,
    /// Its mutants of a standard, by row in the order of the text.
    pub mutants: fn(&Standard) -> Vec<Mutant>,
    pub(super) effect: Effect,
}

impl Operator {
    /// Whether its mutants change how answers are written.
    pub(in crate::simulator) fn writes(&self) -> bool {
        matches!(self.effect, Effect::Wire(_))
    }

    /// Whether its mutants change one row of every answer that has it, and nothing else.
    #[cfg(test)]
    pub(in crate::simulator) fn changes_rows(&self) -> bool {
        matches!(self.effect, Effect::Answer(_) | Effect::Refusal(_))
    }
}

impl fmt::Debug for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operator").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Where an operator takes hold.
#[derive(Clone, Copy)]
pub(super) enum Effect {
    /// It changes each object of an answer that has the row as a member.
    Answer(fn(&Field, &mut Map<String, Value>)),
    /// It changes the same in refusals alone.
    Refusal(fn(&Field, &Envelope, &mut Map<String, Value>)),
    /// It answers with this code what it carries out.
    Accepted(for<'e> fn(&'e Envelope) -> Option<&'e Value>),
    /// It leaves out one decision about requests.
    Lapse(Decision),
    /// It leaves the decision out in items of a list after the first.
    LaterLapse(Decision),
    /// It refuses with this code in place of the one that the row lists.
    Code(for<'e> fn(&'e Envelope) -> Option<&'e Value>),
    /// It changes an answer as a whole.
    Whole(fn(&Place<'_>, &mut Map<String, Value>)),
    /// It changes how answers of an operation are written; the first argument tells refusals.
    Wire(fn(bool, &mut HttpAnswer)),
    /// It answers with success what is no proper call of an operation.
    Passes(fn(&Asked<'_>) -> bool),
    /// It refuses an object that its row allows.
    Refuses(fn(&Field, &Map<String, Value>) -> bool),
    /// It shows another value than was written; the first argument is the row that wrote it.
    Shown(fn(&Field, &Value) -> Option<Value>),
}

/// A request, and the operation that it goes to.
pub(super) struct Asked<'a> {
    /// The request.
    pub(super) request: &'a HttpRequest,
    /// The operation.
    pub(super) operation: &'a Operation,
    /// Whether its body can be read.
    pub(super) readable: bool,
}

/// An answer, and the row that it is broken at.
pub(super) struct Place<'a> {
    row: &'a str,
    layout: &'a Layout,
    envelope: &'a Envelope,
    /// Whether the answer refuses.
    pub(super) refused: bool,
}

impl<'a> Place<'a> {
    /// The row: a member of the answer or of its payload.
    pub(super) fn field(&self) -> Option<&'a Field> {
        self.layout.response.iter().chain(self.payload()).find(|field| field.row == self.row)
    }

    /// Whether the operation lists all that there is.
    pub(super) fn is_directory(&self) -> bool {
        self.layout.request.iter().all(|field| field.names_sender())
    }

    /// Local id of the row.
    pub(super) fn row(&self) -> &'a str {
        self.row
    }

    /// The row of the request that has this part in paging.
    pub(super) fn asked(&self, part: Option<Paging>) -> Option<&'a Field> {
        self.layout.request.iter().find(|field| part.is_some() && field.semantics.paging == part)
    }

    /// Whether a member of the payload counts something.
    pub(super) fn counts(&self, name: &str) -> bool {
        self.payload().iter().any(|field| field.name == name && field.semantics.count_of.is_some())
    }

    /// Calls `change` for each object of an answer that has this row as a member.
    pub(super) fn each(
        &self,
        answer: &mut Map<String, Value>,
        row: &str,
        change: &mut dyn FnMut(&Field, &mut Map<String, Value>),
    ) {
        instances::each(&self.layout.response, answer, row, change);
    }

    /// Its name.
    pub(super) fn name(&self) -> Option<&'a str> {
        self.field().map(|field| field.name.as_str())
    }

    /// The member of the payload that has this part in paging.
    pub(super) fn paging(&self, part: Paging) -> Option<&'a Field> {
        self.payload().iter().find(|field| field.semantics.paging == Some(part))
    }

    /// The member of the payload that has this part in a tree.
    pub(super) fn tree(&self, part: Tree) -> Option<&'a Field> {
        self.payload().iter().find(|field| field.semantics.tree == Some(part))
    }

    fn payload(&self) -> &'a [Field] {
        self.layout.answer_member(&self.envelope.data).map_or(&[], |data| &data.members)
    }

    /// The payload that is an object.
    pub(super) fn object<'v>(&self, answer: &'v mut Map<String, Value>) -> Option<&'v mut Map<String, Value>> {
        let data = self.layout.answer_member(&self.envelope.data)?;
        answer.get_mut(&data.name)?.as_object_mut()
    }

    /// The items of a payload that is a list.
    pub(super) fn items<'v>(&self, answer: &'v mut Map<String, Value>) -> Option<&'v mut [Value]> {
        let data = self.layout.answer_member(&self.envelope.data)?;
        answer.get_mut(&data.name)?.as_array_mut().map(Vec::as_mut_slice)
    }
}

/// A mutant that has been injected.
pub(in crate::simulator) struct Active {
    row: String,
    operation: String,
    effect: Effect,
    lapse: Option<Lapse>,
    /// The row that writes what the broken row shows.
    writer: Option<Field>,
}

/// Makes a mutant ready to act; none when no operator has its name.
pub(in crate::simulator) fn activate(mutant: &Mutant, layouts: &[Layout]) -> Option<Active> {
    let operator = OPERATORS.iter().chain(BEYOND).find(|operator| operator.name == mutant.operator)?;
    let row = mutant.requirement.local().to_owned();
    let lapse = match operator.effect {
        Effect::Lapse(decision) => Some(Lapse { row: row.clone(), decision, later: false }),
        Effect::LaterLapse(decision) => Some(Lapse { row: row.clone(), decision, later: true }),
        _ => None,
    };
    let writer = writer(&row, layouts);
    Some(Active { row, operation: mutant.operation.clone(), effect: operator.effect, lapse, writer })
}

/// The row of a creation that writes the field which a row shows.
fn writer(row: &str, layouts: &[Layout]) -> Option<Field> {
    let shown = layouts.iter().find_map(|layout| within(&layout.response, &|field| field.row == row))?;
    let name = shown.semantics.field.as_ref()?;
    let creating = layouts.iter().filter(|layout| layout.operation.effect == Doing::Create);
    let mut requests = creating.map(|layout| layout.request.as_slice());
    requests.find_map(|rows| within(rows, &|field| field.semantics.field.as_ref() == Some(name))).cloned()
}

/// The first row of a tree that a question is true of.
fn within<'f>(rows: &'f [Field], wanted: &dyn Fn(&Field) -> bool) -> Option<&'f Field> {
    rows.iter().find_map(|row| if wanted(row) { Some(row) } else { within(&row.members, wanted) })
}

impl Active {
    /// The decision that is left out, if the mutant is about requests.
    pub(in crate::simulator) fn lapse(&self) -> Option<&Lapse> {
        self.lapse.as_ref()
    }

    /// Whether it finds its way through an answer by the names of other members.
    pub(in crate::simulator) fn looks_around(&self) -> bool {
        matches!(self.effect, Effect::Whole(_))
    }

    /// How many objects of an answer stand around its row; 0 where no answer has it.
    pub(in crate::simulator) fn depth(&self, layouts: &[Layout]) -> usize {
        fn around(fields: &[Field], row: &str) -> Option<usize> {
            let here = fields.iter().any(|field| field.row == row).then_some(0);
            here.or_else(|| fields.iter().find_map(|field| around(&field.members, row).map(|depth| depth + 1)))
        }
        layouts.iter().filter_map(|layout| around(&layout.response, &self.row)).max().unwrap_or_default()
    }

    /// Changes an answer, if the mutant is about answers.
    pub(in crate::simulator) fn change(
        &self,
        layout: &Layout,
        standard: &Standard,
        refused: bool,
        answer: &mut Map<String, Value>,
    ) {
        let envelope = &standard.envelope;
        match self.effect {
            Effect::Answer(change) => instances::each(&layout.response, answer, &self.row, &mut |field, object| {
                change(field, object);
            }),
            Effect::Refusal(change) if refused => {
                instances::each(&layout.response, answer, &self.row, &mut |field, object| {
                    change(field, envelope, object);
                });
            }
            Effect::Code(other) if refused => {
                let code = code_of(envelope, answer);
                let listed = code.as_str().is_some_and(|code| self.row.rsplit('.').next() == Some(code));
                if let Some(other) = other(envelope).filter(|_| listed) {
                    respond::put(answer, &envelope.code, other.clone());
                    reword(standard, answer);
                }
            }
            Effect::Accepted(code) if !refused && layout.operation.name == self.operation => {
                if let Some(code) = code(envelope) {
                    respond::put(answer, &envelope.code, code.clone());
                    respond::put(answer, &envelope.message, Value::from("失败"));
                    reword(standard, answer);
                }
            }
            Effect::Shown(change) => instances::each(&layout.response, answer, &self.row, &mut |field, object| {
                let Some((writer, value)) = self.writer.as_ref().zip(object.get_mut(&field.name)) else { return };
                if let Some(other) = change(writer, value) {
                    *value = other;
                }
            }),
            Effect::Whole(change) if layout.operation.name == self.operation => {
                change(&Place { row: &self.row, layout, envelope, refused }, answer);
            }
            _ => {}
        }
    }

    /// Changes how an answer is written.
    pub(in crate::simulator) fn write(&self, layout: &Layout, refused: bool, answer: &mut HttpAnswer) {
        if let Effect::Wire(change) = self.effect
            && layout.operation.name == self.operation
        {
            change(refused, answer);
        }
    }

    /// Whether it answers a request with success unseen.
    pub(in crate::simulator) fn passes(&self, standard: &Standard, layout: &Layout, request: &HttpRequest) -> bool {
        match self.effect {
            Effect::Passes(passes) if layout.operation.name == self.operation => {
                let readable = decode::members(standard, layout, request).is_some();
                passes(&Asked { request, operation: &layout.operation, readable })
            }
            _ => false,
        }
    }

    /// Whether it refuses a request that the tables allow.
    pub(in crate::simulator) fn refuses(&self, standard: &Standard, layout: &Layout, request: &HttpRequest) -> bool {
        let Effect::Refuses(refuses) = self.effect else { return false };
        // A row of a list of codes belongs to no operation: it is refused in every row that takes its codes from there.
        if !self.operation.is_empty() && layout.operation.name != self.operation {
            return false;
        }
        let list = standard.row(&self.row).filter(|_| self.operation.is_empty()).map(|(table, _)| table.id.as_str());
        let tables = standard.tables.iter().filter(|table| table.kind == Kind::Request);
        let rows = tables.flat_map(|table| table.members().map(move |row| (table, row)));
        let from_list =
            rows.filter(|(_, row)| list.is_some() && row.codes_from.as_ref().map(|from| from.value.as_str()) == list);
        let rows: Vec<String> = match list {
            Some(_) => from_list.map(|(table, row)| table.local_id(row)).collect(),
            None => vec![self.row.clone()],
        };
        let code = standard.row(&self.row).filter(|_| list.is_some()).map(|(_, row)| row.name());
        let mut members = decode::members(standard, layout, request).unwrap_or_default();
        let mut refused = false;
        for row in rows {
            instances::each(&layout.request, &mut members, &row, &mut |field, object| {
                let value = object.get(&field.name).and_then(Value::as_str);
                refused |= match code {
                    Some(code) => value == Some(code),
                    None => refuses(field, object),
                };
            });
        }
        refused
    }
}

/// The return code of an answer.
fn code_of(envelope: &Envelope, answer: &Map<String, Value>) -> Value {
    let mut names = envelope.code.split('/').skip(1);
    let first = names.next().and_then(|name| answer.get(name));
    names.fold(first, |value, name| value?.get(name)).cloned().unwrap_or_default()
}

/// Gives an answer the message that belongs to its code, where a table lists messages.
fn reword(standard: &Standard, answer: &mut Map<String, Value>) {
    let envelope = &standard.envelope;
    if let Some(words) = respond::wording(standard, &code_of(envelope, answer)) {
        respond::put(answer, &envelope.message, Value::from(words));
    }
}
