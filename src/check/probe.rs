//! What clauses are seen by in the calls of other standards: encryption, POST, codes told apart, services that answer.
//!
//! The clause says in data what is looked for; this says what the calls of a run showed of it.

use std::collections::BTreeMap;

use serde_json::json;

use super::scene::{Deviation, Judged, Judgement};
use crate::id::{Aspect, RequirementId};
use crate::standard::{Probe, Sight, Standard};
use crate::verdict::{FindingCode, Verdict};

/// What a run has seen of one base URL.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sighting {
    /// The standard that is called there.
    pub standard: String,
    /// Declared network.
    pub network: String,
    /// The base URL is HTTPS.
    pub encrypted: bool,
    /// Its operations are called by POST with JSON or XML.
    pub posts: bool,
    /// Exchanges that were answered over HTTP.
    pub answered: usize,
    /// Exchanges that ended with success.
    pub succeeded: usize,
    /// Exchanges that ended with a failure code.
    pub refused: usize,
    /// A refusal that carried the code of success.
    pub as_success: bool,
    /// Why no encrypted connection came about.
    pub tls: Option<FindingCode>,
    /// The HTTP status of a bare POST, where nothing of a standard is called.
    pub bare: Option<u16>,
    /// The worst of each requirement, with what was found.
    pub verdicts: BTreeMap<RequirementId, (Verdict, Option<FindingCode>)>,
}

/// What was said of one clause by what was seen of one base URL.
#[derive(Debug, Clone, PartialEq)]
pub struct Sighted {
    /// The standard that was called; empty where there was none.
    pub of: String,
    /// What was found.
    pub judgement: Judgement,
}

/// Judges every clause of a standard that is seen in calls.
pub fn sighted(standard: &Standard, sightings: &[Sighting]) -> Vec<Sighted> {
    let probed = standard.clauses.iter().filter_map(|clause| Some((clause, clause.probe.as_ref()?)));
    probed
        .flat_map(|(clause, probe)| {
            let said = sightings.iter().filter_map(|seen| Some((seen.standard.clone(), judged(probe, seen)?)));
            let mut said: Vec<(String, Judged)> = said.collect();
            if said.is_empty() {
                said.push((String::new(), unshown(probe)));
            }
            said.into_iter().map(|(of, judged)| {
                let judgement = Judgement { requirement: clause.id.clone(), aspect: Aspect::Behaviour, judged };
                Sighted { of, judgement }
            })
        })
        .collect()
}

/// Where nothing that was called shows a clause.
fn unshown(probe: &Probe) -> Judged {
    match probe.sees {
        Sight::Answered => {
            let of = probe.by.first().map_or("", RequirementId::standard);
            Judged::NotApplicable(format!("this run calls nothing of {of}"))
        }
        _ => unseen("this run calls nothing that shows it"),
    }
}

/// What one base URL shows; none where it says nothing about the clause.
fn judged(probe: &Probe, seen: &Sighting) -> Option<Judged> {
    match probe.sees {
        Sight::Encrypted => Some(encrypted(seen)),
        Sight::Posted => posted(seen),
        Sight::ToldApart => seen.bare.is_none().then(|| told_apart(seen)),
        Sight::Answered => answered(&probe.by, seen),
    }
}

fn encrypted(seen: &Sighting) -> Judged {
    use FindingCode::{PlainHttp, TlsExpired, TlsUntrusted, TlsVersion, TlsWrongName};
    const EXPECTED: &str = "HTTPS with TLS 1.2 or newer and a valid certificate";
    if seen.network == "lab" {
        return Judged::NotApplicable("the target is declared on network lab".to_owned());
    }
    match seen.tls {
        Some(code @ (TlsExpired | TlsUntrusted | TlsVersion | TlsWrongName)) => {
            deviates(code, EXPECTED, json!(code.as_str()))
        }
        _ if seen.answered == 0 => unseen("nothing was answered"),
        _ if seen.encrypted => Judged::Pass,
        _ => deviates(PlainHttp, EXPECTED, json!("http")),
    }
}

/// A base URL at which nothing is says nothing by itself.
fn posted(seen: &Sighting) -> Option<Judged> {
    const EXPECTED: &str = "POST with JSON or XML is answered";
    let deviates = |code, actual| deviates(code, EXPECTED, actual);
    Some(match (seen.bare, seen.succeeded + seen.refused, seen.posts) {
        (Some(404), ..) => return None,
        (Some(status @ (405 | 415 | 501)), ..) => deviates(FindingCode::ValidRefused, json!(format!("HTTP {status}"))),
        (Some(_), ..) | (None, 1.., true) => Judged::Pass,
        (None, 0, _) => unseen("no call was answered with a return code"),
        (None, _, false) => deviates(FindingCode::MediaType, json!("forms")),
    })
}

fn told_apart(seen: &Sighting) -> Judged {
    match (seen.as_success, seen.succeeded, seen.refused) {
        (true, ..) => {
            let expected = "another return code than that of success";
            deviates(FindingCode::ErrorAsSuccess, expected, json!("the code of success"))
        }
        (_, 0, _) => unseen("no call succeeded"),
        (_, _, 0) => unseen("no call was refused"),
        _ => Judged::Pass,
    }
}

/// The worst of the requirements that show it, of those that the base URL is asked for.
fn answered(by: &[RequirementId], seen: &Sighting) -> Option<Judged> {
    let mut worst: Option<(u8, &RequirementId, Option<FindingCode>)> = None;
    for requirement in by.iter().filter(|requirement| requirement.standard() == seen.standard) {
        let (verdict, code) = seen.verdicts.get(requirement).copied().unwrap_or((Verdict::Inconclusive, None));
        let rank = match verdict {
            Verdict::Pass | Verdict::Warning => 0,
            Verdict::NotApplicable => 1,
            Verdict::Fail => 3,
            Verdict::Inconclusive | Verdict::Error => 2,
        };
        if worst.is_none_or(|(other, ..)| rank > other) {
            worst = Some((rank, requirement, code));
        }
    }
    let (rank, requirement, code) = worst?;
    Some(match rank {
        0 => Judged::Pass,
        1 => Judged::NotApplicable(format!("{requirement} is not applicable")),
        2 => unseen(&format!("{requirement} could not be told")),
        _ => deviates(code.unwrap_or(FindingCode::NotFound), "an answer to a valid call", json!(requirement.as_str())),
    })
}

fn deviates(code: FindingCode, expected: &str, actual: serde_json::Value) -> Judged {
    Judged::Deviates(Box::new(Deviation::new(code, expected, actual, "")))
}

fn unseen(reason: &str) -> Judged {
    Judged::NotReached { reason: reason.to_owned(), consulted: Vec::new() }
}
