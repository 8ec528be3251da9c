//! How far a mutant reaches: which operations answer as they did, whatever it does.

use std::collections::{BTreeSet, HashMap};

use crate::plan::{answer_sites, sites};
use crate::simulator::Mutant;
use crate::standard::{Effect, Operation, Standard};

/// The operations by the rows and clauses that rule them.
pub struct Reach<'a> {
    operations: Vec<&'a Operation>,
    ruled: HashMap<String, BTreeSet<&'a str>>,
}

impl<'a> Reach<'a> {
    /// Of a standard.
    pub fn of(standard: &'a Standard) -> Self {
        let mut ruled: HashMap<String, BTreeSet<&str>> = HashMap::new();
        for operation in &standard.operations {
            let wire = &operation.requirements;
            let clauses = [&wire.method, &wire.path, &wire.input, &wire.output].map(String::clone);
            let rows = sites(standard, operation).into_iter().map(|site| site.local());
            let shown = answer_sites(standard, operation).into_iter().map(|site| site.local());
            for local in rows.chain(shown).chain(clauses) {
                ruled.entry(local).or_default().insert(&operation.name);
            }
        }
        for clause in &standard.clauses {
            if let Some(operation) = &clause.operation {
                ruled.entry(clause.id.clone()).or_default().insert(operation);
            }
        }
        Self { operations: standard.operations.iter().collect(), ruled }
    }

    /// Operations that answer with this mutant as they do without it: those that only read and that its row does not rule,
    /// where it rules none that keeps what it is given. None where nobody can say.
    pub fn quiet(&self, mutant: &Mutant) -> BTreeSet<String> {
        let Some(ruled) = self.ruled.get(mutant.requirement.local()) else { return BTreeSet::new() };
        let is_touched =
            |operation: &Operation| ruled.contains(operation.name.as_str()) || operation.name == mutant.operation;
        let keeps = |operation: &&Operation| operation.effect != Effect::Read && is_touched(operation);
        if self.operations.iter().any(keeps) {
            return BTreeSet::new();
        }
        let reading = self.operations.iter().filter(|operation| operation.effect == Effect::Read);
        reading.filter(|operation| !is_touched(operation)).map(|operation| operation.name.clone()).collect()
    }
}
