//! The rows that an operator applies to.

use serde_json::Value;

use super::freedom;
use crate::id::Aspect;
use crate::simulator::layout::{Field, Layout};
use crate::simulator::mutant::{Mutant, Stand};
use crate::simulator::records::few;
use crate::standard::{Effect, Encoding, Kind, Operation, Row, Standard, Table, ValueClass, ValueType};

/// Why nobody can tell that one of two rows is not looked at.
pub(super) const TOLD_TWICE: &str = "the request says the same in another row";

/// What an operator looks for.
pub(super) struct Target {
    /// Name of the operator.
    pub(super) operator: &'static str,
    /// Requests or answers.
    pub(super) kind: Kind,
    /// The aspect that its mutants violate.
    pub(super) aspect: Aspect,
    /// The finding that a check would report; where a reading lets it pass there is no mutant.
    pub(super) finding: &'static str,
}

impl Target {
    /// A mutant for each row that `applies`, with what readings and data make of it.
    pub(super) fn rows(&self, standard: &Standard, applies: impl Fn(&Row) -> bool) -> Vec<Mutant> {
        self.rows_of(standard, |_, row| applies(row))
    }

    /// The same, with the table that the row stands in.
    pub(super) fn rows_of(&self, standard: &Standard, applies: impl Fn(&Table, &Row) -> bool) -> Vec<Mutant> {
        self.rows_unless(standard, applies, |_, _| None)
    }

    /// The same, where a row may say why nobody can see the mutant there.
    pub(super) fn rows_unless(
        &self,
        standard: &Standard,
        applies: impl Fn(&Table, &Row) -> bool,
        unobservable: impl Fn(&Table, &Row) -> Option<&'static str>,
    ) -> Vec<Mutant> {
        let tables = standard.tables.iter().filter(|table| table.kind == self.kind);
        let plain = |row: &&Row| row.part.is_none();
        let rows = tables.flat_map(|table| table.rows.iter().filter(plain).map(move |row| (table, row)));
        rows.filter(|(table, row)| applies(table, row))
            .map(|(table, row)| {
                let mutant = self.mutant(standard, table, row);
                match unobservable(table, row).filter(|_| mutant.stand == Stand::Violation) {
                    Some(why) => Mutant { stand: Stand::Unobservable(why.to_owned()), ..mutant },
                    None => mutant,
                }
            })
            .collect()
    }

    fn stand(&self, standard: &Standard, table: &Table, row: &Row) -> Stand {
        let unjudged = table
            .disposition(row)
            .filter(|disposition| disposition.aspects.is_empty() || disposition.aspects.contains(&self.aspect));
        let free = || freedom::free_by(standard, table, row, self.aspect, self.finding);
        match (unjudged, free()) {
            (Some(unjudged), _) => {
                Stand::Unobservable(format!("not judged: {} {}", unjudged.kind.as_str(), unjudged.note))
            }
            (None, Some(reading)) => Stand::Freedom(reading.to_owned()),
            (None, None) => Stand::Violation,
        }
    }

    fn mutant(&self, standard: &Standard, table: &Table, row: &Row) -> Mutant {
        let requirement = table.requirement(standard, row);
        Mutant {
            id: format!("{requirement}#{}/{}", self.aspect, self.operator),
            operator: self.operator,
            requirement,
            aspect: self.aspect,
            operation: table.operation.clone(),
            stand: self.stand(standard, table, row),
        }
    }
}

/// Local ids of the rows that a pointer of the envelope names, one for each operation.
pub(super) fn envelope_rows(standard: &Standard, pointer: &str) -> Vec<String> {
    let layouts = Layout::all(standard);
    layouts.iter().filter_map(|layout| layout.answer_member(pointer)).map(|field| field.row.clone()).collect()
}

/// Whether a request row has to be there, always or under its condition.
pub(super) fn needed(row: &Row) -> bool {
    row.required() || row.semantics.required_when.is_some()
}

/// Whether a query by this table can have many filters beside few.
pub(super) fn has_many_filters(table: &Table) -> bool {
    few(table.members().filter(|row| row.semantics.filter.is_some()).count()).is_some()
}

/// Whether a request can have another JSON type than text in a row: in a form it can within JSON text alone.
pub(super) fn has_json_type(standard: &Standard, table: &Table) -> bool {
    let outermost = standard.operations.iter().any(|operation| operation.request == table.id);
    standard.encoding == Encoding::Json || !outermost
}

/// Whether a table rules the items of a list in a request, or what stands inside them.
pub(super) fn in_list(standard: &Standard, table: &Table) -> bool {
    fn holds(fields: &[Field], table: &Table) -> bool {
        let own = |field: &Field| table.rows.iter().any(|row| table.local_id(row) == field.row);
        fields.iter().any(|field| own(field) || holds(&field.members, table))
    }
    fn below_list(fields: &[Field], table: &Table) -> bool {
        let mut lists = fields.iter().filter(|field| field.value_type == ValueType::Objects);
        lists.any(|list| holds(&list.members, table)) || fields.iter().any(|field| below_list(&field.members, table))
    }
    Layout::all(standard).iter().any(|layout| below_list(&layout.request, table))
}

/// Whether some request names the field that a row shows, so that the value can be compared with what is known.
pub(super) fn is_told(standard: &Standard, row: &Row) -> bool {
    let tables = standard.tables.iter().filter(|table| table.kind == Kind::Request);
    let mut rows = tables.flat_map(Table::members);
    row.semantics.field.is_some() && rows.any(|other| other.semantics.field == row.semantics.field)
}

/// Whether an operation answers with a list of records.
pub(super) fn lists(standard: &Standard, operation: &str) -> bool {
    let layouts = Layout::all(standard);
    let layout = layouts.iter().find(|layout| layout.operation.name == operation);
    let payload = layout.and_then(|layout| layout.answer_member(&standard.envelope.data));
    let listed = |field: &Field| field.value_type == ValueType::Objects;
    payload.is_some_and(|data| listed(data) || data.members.iter().any(listed))
}

/// Whether requests carry the codes of a table.
pub(super) fn sent_codes(standard: &Standard, table: &str) -> bool {
    let tables = standard.tables.iter().filter(|table| table.kind == Kind::Request);
    tables.flat_map(Table::members).any(|row| row.codes_from.as_ref().is_some_and(|from| from.value == table))
}

/// Whether a required row is one of two in a request that must say the same of a record: with either looked at, nobody can
/// tell that the other is not, for a request in which they differ asks for nothing.
pub(super) fn is_told_twice(standard: &Standard, table: &Table, row: &Row) -> bool {
    let tables =
        standard.tables.iter().filter(|other| other.operation == table.operation && other.kind == Kind::Request);
    let mut others = tables.filter(|other| other.id != table.id).flat_map(Table::members);
    let same = |other: &Row| other.required() && other.semantics.field == row.semantics.field;
    row.required() && row.semantics.field.is_some() && others.any(same)
}

/// Whether an operation creates records.
pub(super) fn creates(standard: &Standard, operation: &str) -> bool {
    standard.operation(operation).is_some_and(|operation| operation.effect == Effect::Create)
}

/// A mutant of a clause for each operation that has one; of operations that share a clause, for the first.
pub(super) fn clauses(
    standard: &Standard,
    operator: &'static str,
    aspect: Aspect,
    clause: impl for<'s> Fn(&'s Standard, &'s Operation) -> Option<&'s String>,
) -> Vec<Mutant> {
    let mutant = |operation: &Operation| {
        let requirement = standard.requirement(clause(standard, operation)?);
        let id = format!("{requirement}#{aspect}/{operator}");
        let (operation, stand) = (operation.name.clone(), Stand::Violation);
        Some(Mutant { id, operator, requirement, aspect, operation, stand })
    };
    let mut all: Vec<Mutant> = Vec::new();
    for mutant in standard.operations.iter().filter_map(mutant) {
        if all.iter().all(|other| other.requirement != mutant.requirement) {
            all.push(mutant);
        }
    }
    all
}

/// A mutant for each return code that is wanted and judged. A code belongs to no operation.
pub(super) fn returned_codes(
    standard: &Standard,
    operator: &'static str,
    finding: &'static str,
    wanted: impl Fn(&Value) -> bool,
) -> Vec<Mutant> {
    let target = Target { operator, kind: Kind::Codes, aspect: Aspect::Behaviour, finding };
    let tables = standard.tables.iter().filter(|table| table.kind == Kind::Codes);
    let returned = tables.filter(|table| standard.envelope.messages.as_ref() == Some(&table.id));
    let rows = returned.flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    rows.filter(|(_, row)| wanted(&Value::from(row.name())))
        .map(|(table, row)| target.mutant(standard, table, row))
        .collect()
}

/// A mutant of a clause that belongs to no operation, unless a reading leaves the finding free.
pub(super) fn of_clause(
    standard: &Standard,
    operator: &'static str,
    finding: &'static str,
    clause: Option<&str>,
) -> Vec<Mutant> {
    let judged = |local: &&str| standard.clause(local).is_some_and(|clause| clause.disposition.is_none());
    let mutant = |local: &str| {
        let (requirement, aspect) = (standard.requirement(local), Aspect::Behaviour);
        let id = format!("{requirement}#{aspect}/{operator}");
        let free = freedom::clause_free_by(standard, local, finding);
        let stand = free.map_or(Stand::Violation, |reading| Stand::Freedom(reading.to_owned()));
        Mutant { id, operator, requirement, aspect, operation: String::new(), stand }
    };
    clause.filter(judged).map(mutant).into_iter().collect()
}

/// The clause that says what an operation does: the first that is none about the wire, else the one that it stands in.
pub(super) fn function<'s>(standard: &'s Standard, operation: &Operation) -> Option<&'s String> {
    let wire = &operation.requirements;
    let wire = [&wire.method, &wire.path, &wire.input, &wire.output];
    let own = standard.clauses.iter().filter(|clause| clause.operation.as_ref() == Some(&operation.name));
    let mut ids = own.map(|clause| &clause.id);
    ids.clone().find(|id| !wire.contains(id)).or_else(|| ids.find(|id| **id == operation.clause))
}

/// The row of a creation that writes what an answer shows; none where the platform makes the value.
pub(super) fn shown_from<'s>(standard: &'s Standard, row: &Row) -> Option<&'s Row> {
    let field = row.semantics.field.as_ref().filter(|_| !row.semantics.generated && row.semantics.echo.is_none())?;
    let tables = standard.tables.iter().filter(|table| table.kind == Kind::Request);
    let mut rows = tables.filter(|table| creates(standard, &table.operation)).flat_map(|table| &table.rows);
    rows.find(|writer| writer.semantics.field.as_ref() == Some(field))
}

/// Whether a row shows a text that a caller writes as it likes, up to a length.
pub(super) fn shows_text(standard: &Standard, row: &Row) -> bool {
    shown_from(standard, row).is_some_and(|writer| {
        let free =
            matches!(writer.semantics.value, Some(ValueClass::Word | ValueClass::PersonName | ValueClass::Address));
        free && writer.length().max.is_some()
    })
}

/// Whether a row shows a number that was sent as a text of no given shape.
pub(super) fn shows_number(standard: &Standard, row: &Row) -> bool {
    shown_from(standard, row).is_some_and(|writer| {
        let class = matches!(
            writer.semantics.value,
            Some(ValueClass::Phone | ValueClass::Number | ValueClass::Marker | ValueClass::IdentityNumber)
        );
        class && !writer.has_codes()
    })
}

/// Whether a request row names one record whose key the answer shows again.
pub(super) fn is_shown_key(standard: &Standard, table: &Table, row: &Row) -> bool {
    let layouts = Layout::all(standard);
    let payload = layouts
        .iter()
        .find(|layout| layout.operation.name == table.operation)
        .and_then(|layout| layout.answer_member(&standard.envelope.data));
    let mut shown = payload.into_iter().flat_map(|data| &data.members);
    row.semantics.key && shown.any(|field| field.semantics.field == row.semantics.field)
}
