//! What a platform is asked to do, and what mutants, habits and deviations change of it.

use serde_json::{Map, Value};

use super::freedoms::{Deviation, Habit};
use super::lapse::{Decision, Lapse};
use super::layout::{Field, Layout};
use super::parties::Party;
use super::refusal::Failure;
use crate::standard::Standard;

/// An accepted request.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    /// The operation.
    pub(crate) layout: &'a Layout,
    /// The member of the answer that carries the payload.
    pub(crate) data: &'a [Field],
    /// Who calls.
    pub(crate) party: Party,
    /// The members that mean something.
    pub(crate) values: &'a Map<String, Value>,
    /// Where the caller reached the platform: scheme and authority.
    pub(crate) base_url: &'a str,
    pub(super) lapses: &'a [Lapse],
    pub(super) lapsed: bool,
    pub(super) habits: &'a [Habit],
    pub(super) deviation: Option<&'a Deviation>,
    pub(super) standard: &'a Standard,
}

impl Call<'_> {
    /// Whether a mutant took something at this row that it should have refused.
    pub(crate) fn lapsed_at(&self, field: &Field) -> bool {
        self.lapsed && self.lapses.iter().any(|lapse| lapse.row == field.row)
    }

    /// Whether a mutant leaves out this decision at a row.
    pub(crate) fn omits(&self, field: Option<&Field>, decision: Decision) -> bool {
        field.is_some_and(|field| self.lapses.iter().any(|lapse| lapse.at(&field.row, decision)))
    }

    /// Whether a mutant leaves out this decision at the clause of the operation that is called.
    pub(crate) fn omits_here(&self, decision: Decision) -> bool {
        let mut lapses = self.lapses.iter().filter(|lapse| lapse.decision == decision);
        lapses.any(|lapse| {
            let clause = self.standard.clause(&lapse.row);
            clause.is_some_and(|clause| clause.operation.as_ref() == Some(&self.layout.operation.name))
        })
    }

    /// Whether a mutant leaves out this decision at the return code of a failure.
    pub(crate) fn omits_code(&self, failure: Failure, decision: Decision) -> bool {
        let envelope = &self.standard.envelope;
        let code = failure.code(envelope).and_then(Value::as_str);
        let table = envelope.messages.as_ref().and_then(|id| self.standard.table(id));
        let row = table.zip(code).and_then(|(table, code)| table.rows.iter().find(|row| row.name() == code));
        let local = table.zip(row).map(|(table, row)| table.local_id(row));
        // What has no empty result says yes or no, and yes would be wrong there.
        let gives = self.layout.operation.empty_result.is_some();
        let ignored = |local: &str| gives && self.deviation.is_some_and(|deviation| deviation.ignores_state(local));
        let lapsed = |local: &str| self.lapses.iter().any(|lapse| lapse.at(local, decision));
        local.is_some_and(|local| lapsed(&local) || decision == Decision::State && ignored(&local))
    }

    /// Whether a search lists records that their state bars.
    pub(crate) fn lists_all(&self) -> bool {
        self.habits.iter().any(|habit| habit.lists_all)
    }

    /// Whether the caller sees records of this party.
    pub(crate) fn sees(&self, owner: Party) -> bool {
        owner == self.party || owner != Party::Nobody && self.omits_here(Decision::Owner)
    }

    /// Who owns the n-th record of a creation; nobody, where a mutant does not keep it.
    pub(crate) fn owner(&self, n: usize, record: &Map<String, Value>) -> Party {
        let several = self.layout.request.iter().any(|row| self.omits(Some(row), Decision::Several));
        let bare = || self.omits_here(Decision::Bare) && !has_optional(&self.layout.request, record);
        let kept = !self.omits_here(Decision::Kept);
        if !kept || several && n > 0 || bare() { Party::Nobody } else { self.party }
    }

    /// The row of the answer that carries the payload.
    pub(crate) fn payload(&self) -> Option<&Field> {
        self.layout.answer_member(&self.standard.envelope.data)
    }

    /// Whether a mutant does not apply this filter.
    pub(crate) fn ignores_filter(&self, field: &Field) -> bool {
        self.lapses.iter().any(|lapse| lapse.at(&field.row, Decision::Filter))
    }

    /// Whether a list begins with what was created last.
    pub(crate) fn newest_first(&self) -> bool {
        self.habits.iter().any(|habit| habit.newest_first)
    }

    /// Changes a record that is about to be created, as this platform does it.
    pub(crate) fn shape(&self, record: &mut Map<String, Value>) {
        self.habits.iter().filter_map(|habit| habit.record).for_each(|change| change(record));
        if let Some(deviation) = self.deviation {
            deviation.record(self.standard, record);
        }
    }
}

/// Whether a record has what an optional row writes.
fn has_optional(rows: &[Field], record: &Map<String, Value>) -> bool {
    rows.iter().any(|row| {
        let written = row.semantics.field.as_ref().is_some_and(|field| record.contains_key(field));
        written && !row.required || has_optional(&row.members, record)
    })
}
