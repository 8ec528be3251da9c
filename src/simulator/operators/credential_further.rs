//! A credential is looked at in the first request of a row of requests alone.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Kind, Paging, Row, Table, Tree, ValueType};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes any credential with a later page, a lower level or a second item",
    mutants: |standard| TARGET.rows_of(standard, |table, row| row.semantics.credential && goes_on(table)),
    effect: Effect::Lapse(Decision::CredentialFurther),
};

const TARGET: Target = Target {
    operator: "credential-further",
    kind: Kind::Request,
    aspect: Aspect::Behaviour,
    finding: "credential-unchecked",
};

/// Whether requests of a table can ask for more than the first.
fn goes_on(table: &Table) -> bool {
    table.rows.iter().any(|row: &Row| {
        let counts = row.semantics.paging == Some(Paging::Page) || row.semantics.tree == Some(Tree::Level);
        counts || row.value_type() == ValueType::Objects
    })
}
