//! What may be wrong with a gateway: each breaks one clause, and leaves the others as they are.

use crate::simulator::mutant::Mutant;
use crate::standard::{Sight, Standard};

/// One thing that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    UnsignedAccepted,
    SignedRefused,
    SignatureUnchecked,
    SignatureHalfChecked,
    StaleAccepted,
    ReplayAccepted,
    ServiceGone,
    PrefixKept,
    SiteGuarded,
    SiteGone,
    LimitIgnored,
    LimitHalved,
    LimitOfOther,
}

/// Every fault: what it is seen by, its name.
const FAULTS: &[(Sight, &str, Fault)] = &[
    (Sight::GatewayUnsigned, "unsigned-accepted", Fault::UnsignedAccepted),
    (Sight::GatewaySigned, "signed-refused", Fault::SignedRefused),
    (Sight::GatewayForged, "signature-unchecked", Fault::SignatureUnchecked),
    (Sight::GatewayForged, "signature-half-checked", Fault::SignatureHalfChecked),
    (Sight::GatewayStale, "stale-accepted", Fault::StaleAccepted),
    (Sight::GatewayReplayed, "replay-accepted", Fault::ReplayAccepted),
    (Sight::GatewayService, "service-gone", Fault::ServiceGone),
    (Sight::GatewayService, "prefix-kept", Fault::PrefixKept),
    (Sight::GatewayOpen, "site-guarded", Fault::SiteGuarded),
    (Sight::GatewaySite, "site-gone", Fault::SiteGone),
    (Sight::GatewayBody, "limit-ignored", Fault::LimitIgnored),
    (Sight::GatewayBody, "limit-halved", Fault::LimitHalved),
    (Sight::GatewayBody, "limit-of-other-environment", Fault::LimitOfOther),
];

/// The fault of a mutant.
pub(super) fn fault_of(mutant: &Mutant) -> Option<Fault> {
    FAULTS.iter().find(|(_, name, _)| *name == mutant.operator).map(|(.., fault)| *fault)
}

/// Every mutant of the gateway that a standard rules, in the order of its clauses; none where it rules none.
pub fn gateway_mutants(standard: &Standard) -> Vec<Mutant> {
    if standard.gateway.is_none() {
        return Vec::new();
    }
    let probed = standard.clauses.iter().filter_map(|clause| Some((clause, clause.probe.as_ref()?)));
    let mutants = probed.flat_map(|(clause, probe)| {
        let faults = FAULTS.iter().filter(|(sight, ..)| *sight == probe.sees);
        faults.map(move |(_, operator, _)| Mutant::of_clause(standard, clause, operator, ""))
    });
    mutants.collect()
}
