//! Which readings name which requirement.

use std::collections::{BTreeSet, HashMap};

use crate::standard::{Row, Standard, selector};

/// Which readings name a requirement itself, not by a pattern over all.
pub(super) struct Named<'s> {
    standard: &'s Standard,
    /// Places of readings, by the local id that their rules spell out.
    exact: HashMap<&'s str, Vec<usize>>,
    /// Patterns with the place of their reading.
    patterns: Vec<(usize, &'s str)>,
}

impl<'s> Named<'s> {
    pub fn of(standard: &'s Standard) -> Self {
        let mut named = Self { standard, exact: HashMap::new(), patterns: Vec::new() };
        for (place, reading) in standard.readings.iter().enumerate() {
            for pattern in reading.rules.iter().flat_map(|rule| &rule.requirements).filter(|pattern| *pattern != "*") {
                if pattern.contains(['*', ':', '&']) {
                    named.patterns.push((place, pattern));
                } else {
                    named.exact.entry(pattern).or_default().push(place);
                }
            }
        }
        named
    }

    /// Ids of the readings: those that a row's cells are read by, then those whose rules name it, in their order.
    pub fn ids(&self, local: &str, row: Option<&Row>) -> Vec<String> {
        let mut ids: Vec<String> =
            row.and_then(|row| row.read.as_ref()).map(|read| read.by.clone()).unwrap_or_default();
        let fits = |pattern: &str| selector::matches(pattern, self.standard, local);
        let mut places: BTreeSet<usize> = self.exact.get(local).into_iter().flatten().copied().collect();
        for (place, pattern) in &self.patterns {
            if !places.contains(place) && fits(pattern) {
                places.insert(*place);
            }
        }
        ids.extend(places.into_iter().map(|place| self.standard.readings[place].id.clone()));
        let mut seen = BTreeSet::new();
        ids.retain(|id| seen.insert(id.clone()));
        ids
    }
}
