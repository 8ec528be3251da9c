//! What a target claims, and why it does not claim the rest.

use std::collections::{BTreeMap, BTreeSet};

use serde_saphyr::Spanned;

use super::known::Entries;
use super::resolve::Resolver;
use crate::standard::Standard;

type Listed = Spanned<Vec<Spanned<String>>>;
type Reasons = BTreeMap<String, String>;

impl Resolver<'_> {
    /// The operations claimed, none for all, and the reasons for those that are not.
    pub fn claims(
        &mut self,
        operations: Option<Listed>,
        not_claimed: Entries<Spanned<String>>,
        model: Option<&Standard>,
    ) -> (Option<BTreeSet<String>>, Reasons) {
        let listed: BTreeSet<String> =
            operations.iter().flat_map(|listed| &listed.value).map(|operation| operation.value.clone()).collect();
        let mut reasons = Reasons::new();
        for (operation, reason) in not_claimed.0 {
            self.check_operation(&operation, model);
            if listed.contains(&operation.value) {
                self.add_at(&operation, format!("`{}` is claimed under `operations` as well", operation.value));
            }
            if reason.value.trim().is_empty() {
                self.add_at(&reason, "expected the reason for which the operation is not claimed");
            }
            reasons.insert(operation.value, self.plain(reason));
        }
        let Some(operations) = operations else { return (None, reasons) };
        self.listed(&operations, &reasons, model);
        (Some(listed), reasons)
    }

    fn listed(&mut self, operations: &Listed, reasons: &Reasons, model: Option<&Standard>) {
        if operations.value.is_empty() {
            self.add_at(
                operations,
                "`operations` claims nothing: expected names of operations, or no such key for all",
            );
            return;
        }
        for operation in &operations.value {
            self.check_operation(operation, model);
        }
        let is_known = |name: &str| model.is_none_or(|model| model.operation(name).is_some());
        if !operations.value.iter().all(|operation| is_known(&operation.value)) {
            return;
        }
        let is_listed = |name: &str| operations.value.iter().any(|operation| operation.value == name);
        let names = model.into_iter().flat_map(|model| &model.operations).map(|operation| operation.name.as_str());
        let left: Vec<&str> = names.filter(|name| !is_listed(name) && !reasons.contains_key(*name)).collect();
        if !left.is_empty() {
            let message = format!("no reason is given for what is not claimed: {}", left.join(", "));
            let entries: Vec<String> = left.iter().map(|name| format!("{name}: reason")).collect();
            let help = format!("add `not_claimed: {{ {} }}`", entries.join(", "));
            self.problem(operations.referenced, message, Some(help));
        }
    }
}
