//! The close of a recording, held against the lines before it.

use std::collections::{BTreeMap, BTreeSet};

use crate::verdict::Totals;

/// Figures that a refusal names.
const NAMED: usize = 4;

/// Says in what the totals of a close differ from those that the lines before it amount to.
pub(super) fn check(close: &Totals, lines: &Totals) -> Result<(), String> {
    let (close, lines) = (figures(close), figures(lines));
    let names: BTreeSet<String> = close.keys().chain(lines.keys()).cloned().collect();
    let of = |figures: &BTreeMap<String, usize>, name: &str| figures.get(name).copied().unwrap_or_default();
    let told = |name: &String| format!("{name} {} in the close, {} by the lines", of(&close, name), of(&lines, name));
    let differing = names.iter().filter(|name| of(&close, name.as_str()) != of(&lines, name.as_str()));
    let differing: Vec<String> = differing.map(told).collect();
    if differing.is_empty() {
        return Ok(());
    }
    let mut text = differing.iter().take(NAMED).cloned().collect::<Vec<_>>().join("; ");
    if let Some(more) = differing.len().checked_sub(NAMED).filter(|more| *more > 0) {
        text.push_str(&format!("; and {more} more"));
    }
    Err(text)
}

/// Every figure by its name. How many cases there were is said by the first line alone.
fn figures(totals: &Totals) -> BTreeMap<String, usize> {
    let mut figures = BTreeMap::from([("exchanges".to_owned(), totals.exchanges)]);
    for (id, standard) in &totals.standards {
        let own = [
            ("planned", standard.planned),
            ("reached", standard.reached),
            ("judged", standard.judged),
            ("failing_roots", standard.failing_roots),
        ];
        let verdicts = standard.verdicts.iter().map(|(verdict, count)| (verdict.as_str(), *count));
        let dispositions = standard.dispositions.iter().map(|(name, count)| (name.as_str(), *count));
        let all = own.into_iter().chain(verdicts);
        figures.extend(all.map(|(name, count)| (format!("{id} {name}"), count)));
        figures.extend(dispositions.map(|(name, count)| (format!("{id} left out as {name}"), count)));
    }
    figures
}
