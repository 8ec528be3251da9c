//! What is seen of a standard without operations, told before anything is sent: how many calls it takes, and which clauses
//! will stay inconclusive because something is missing in the target file.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::gateway::{at_best, calls_of};
use super::older::{NO_PROXY, matters, origin};
use crate::check::{Judged, OlderTls, Page, Sighting, sighted};
use crate::observation::OldTls;
use crate::standard::{Encoding, Standard};
use crate::target::StandardTarget;
use crate::verdict::Verdict;

/// A standard with the entry of a target file that names it.
pub type Entry<'a> = (&'a Standard, &'a StandardTarget);

/// What is sent at most to see what a standard asks, beside the calls of the standards that are called in the same run.
pub fn calls_to_see((standard, target): Entry<'_>, called: &[Entry<'_>]) -> usize {
    let own = match (&standard.gateway, target.gateway().and_then(|gateway| gateway.front.as_ref())) {
        (Some(_), front) => front.map_or(0, calls_of),
        (None, _) if standard.is_probed() && !standard.is_called() => {
            1 + lists(standard, target).map(Vec::len).sum::<usize>()
        }
        (None, _) => 0,
    };
    let asked: BTreeSet<String> = if matters(standard) {
        let targets = called.iter().map(|(_, target)| *target).chain([target]);
        targets.filter(|target| target.wire().proxy.is_none()).filter_map(origin).collect()
    } else {
        BTreeSet::new()
    };
    own + asked.len() * OldTls::ALL.len()
}

/// Lists of pages that the target file has.
fn lists<'a>(standard: &'a Standard, target: &'a StandardTarget) -> impl Iterator<Item = &'a Vec<Value>> {
    let known = standard.clauses.iter().filter_map(|clause| clause.probe.as_ref()).map(|probe| &probe.known);
    known.filter(|known| !known.is_empty()).filter_map(|known| target.known(known)?.as_array())
}

/// The clauses that stay inconclusive although everybody answers as well as can be, each with the reason.
pub fn foretold((standard, target): Entry<'_>, called: &[Entry<'_>]) -> Vec<(String, String)> {
    if standard.is_called() || !standard.is_probed() {
        return Vec::new();
    }
    let mut seen: Vec<Sighting> = called.iter().map(|entry| well(*entry)).collect();
    for sighting in &mut seen {
        let probes = standard.clauses.iter().filter_map(|clause| clause.probe.as_ref());
        let units = probes.flat_map(|probe| probe.units()).filter(|unit| unit.0.standard() == sighting.standard);
        sighting.verdicts = units.map(|unit| (unit, (Verdict::Pass, None))).collect();
    }
    let gateway = standard.gateway.as_ref().map(|rules| at_best(rules, target));
    let own = Sighting { succeeded: 0, refused: 0, ..well((standard, target)) };
    seen.push(match gateway {
        Some(gateway) => Sighting { gateway, ..own },
        None => Sighting { bare: Some(200), pages: pages(standard, target), ..own },
    });
    let unseen = sighted(standard, &seen).into_iter().filter_map(|told| match told.judgement.judged {
        Judged::NotReached { reason, .. } => Some((told.judgement.requirement, reason)),
        _ => None,
    });
    unseen.collect::<BTreeSet<_>>().into_iter().collect()
}

/// What is seen of somebody who answers as well as can be.
fn well((standard, target): Entry<'_>) -> Sighting {
    let older_tls = match target.wire().proxy {
        Some(_) => OlderTls::Unseen(NO_PROXY.to_owned()),
        None => OlderTls::Refused,
    };
    Sighting {
        standard: standard.id.clone(),
        network: target.network().as_str().to_owned(),
        encrypted: target.base_url().starts_with("https:"),
        posts: target.encoding().unwrap_or(standard.encoding) == Encoding::Json,
        answered: 1,
        succeeded: 1,
        refused: 1,
        older_tls,
        ..Sighting::default()
    }
}

fn pages(standard: &Standard, target: &StandardTarget) -> BTreeMap<String, Vec<Page>> {
    let known = standard.clauses.iter().filter_map(|clause| clause.probe.as_ref()).map(|probe| &probe.known);
    let listed = known.filter(|known| !known.is_empty()).filter_map(|known| {
        let addresses = target.known(known)?.as_array()?;
        Some((known.clone(), addresses.iter().map(|_| Page::Status(200)).collect()))
    });
    listed.collect()
}
