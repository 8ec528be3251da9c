//! What is ruled about gateways: rules that can hold, and clauses that are seen by them.

use super::super::model::Standard;
use super::places::{Report, StandardPlaces};

/// Problems of what a standard rules about gateways.
pub(super) fn gateway(standard: &Standard, places: &StandardPlaces, report: &mut Report<'_>) {
    if let Some(wrong) = standard.gateway.as_ref().and_then(|rules| rules.misshapen()) {
        report.add(&places.id, format!("`gateway`: {wrong}"));
    }
    for place in &places.clauses {
        let probe = standard.clause(&place.id.value).and_then(|clause| clause.probe.as_ref());
        let Some(probe) = probe.filter(|probe| probe.sees.is_of_gateway()) else { continue };
        if standard.gateway.is_none() {
            report.add(
                &place.id,
                format!("clause `{}` is seen at a gateway: expected `gateway` with its rules", place.id.value),
            );
        } else if !probe.by.is_empty() || !probe.known.is_empty() {
            report
                .add(&place.id, format!("clause `{}` is seen at a gateway, without `by` and `known`", place.id.value));
        }
    }
}
