//! What clauses are seen by in the calls of other standards: encryption, POST, codes told apart, services that answer.
//!
//! The clause says in data what is looked for; this says what the calls of a run showed of it.

use std::collections::BTreeMap;

use serde_json::json;

use super::gateway::{self, GatewaySighting, Told};
use super::older::OlderTls;
use super::scene::{Deviation, Judged, Judgement};
use crate::id::{Aspect, RequirementId};
use crate::standard::{Clause, Probe, Sight, Standard};
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
    /// Whether older versions of TLS are taken beside it.
    pub older_tls: OlderTls,
    /// The HTTP status of a bare POST, where nothing of a standard is called.
    pub bare: Option<u16>,
    /// What the addresses came to that the target file lists, by the name of their list.
    pub pages: BTreeMap<String, Vec<Page>>,
    /// What a gateway did with a few calls.
    pub gateway: Option<GatewaySighting>,
    /// The worst of each aspect of each requirement, with what was found.
    pub verdicts: BTreeMap<(RequirementId, Aspect), (Verdict, Option<FindingCode>)>,
}

/// What an address came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// An answer with this HTTP status.
    Status(u16),
    /// No answer, for this reason.
    None(String),
}

/// What was said of one clause by what was seen of one base URL.
#[derive(Debug, Clone, PartialEq)]
pub struct Sighted {
    /// The standard that was called; empty where there was none.
    pub of: String,
    /// What was found.
    pub judgement: Judgement,
    /// The local id of the clause, and the finding, that are to blame where nothing was found.
    pub cause: Option<(String, FindingCode)>,
}

/// Judges every clause of a standard that is seen in calls.
pub fn sighted(standard: &Standard, sightings: &[Sighting]) -> Vec<Sighted> {
    let probed = standard.clauses.iter().filter_map(|clause| Some((clause, clause.probe.as_ref()?)));
    probed
        .flat_map(|(clause, probe)| {
            let said = sightings.iter().filter_map(|seen| Some((seen.standard.clone(), judged(probe, seen)?)));
            let mut said: Vec<(String, Told)> = said.collect();
            if said.is_empty() {
                said.push((String::new(), unshown(probe).into()));
            }
            said.into_iter().map(|(of, Told { judged, cause })| {
                let judgement = Judgement { requirement: clause.id.clone(), aspect: Aspect::Behaviour, judged };
                let cause = cause.and_then(|(sight, code)| Some((clause_of(standard, sight)?, code)));
                Sighted { of, judgement, cause }
            })
        })
        .collect()
}

/// The clause that is seen by this.
fn clause_of(standard: &Standard, sight: Sight) -> Option<String> {
    let seen = |clause: &&Clause| clause.probe.as_ref().is_some_and(|probe| probe.sees == sight);
    standard.clauses.iter().find(seen).map(|clause| clause.id.clone())
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
fn judged(probe: &Probe, seen: &Sighting) -> Option<Told> {
    let judged = match probe.sees {
        Sight::Encrypted => Some(encrypted(seen)),
        Sight::Posted => posted(seen),
        Sight::ToldApart => seen.bare.is_none().then(|| told_apart(seen)),
        Sight::Answered => answered(probe, seen),
        Sight::Page => seen.bare.map(|_| page(&probe.known, seen)),
        of_gateway => return Some(gateway::judged(of_gateway, seen.gateway.as_ref()?)),
    };
    judged.map(Told::from)
}

fn encrypted(seen: &Sighting) -> Judged {
    use FindingCode::{PlainHttp, TlsExpired, TlsUntrusted, TlsVersion, TlsWrongName};
    const EXPECTED: &str = "HTTPS with TLS 1.2 or newer and a valid certificate";
    if seen.network == "lab" {
        return Judged::NotApplicable("the target is declared on network lab".to_owned());
    }
    match (seen.tls, &seen.older_tls) {
        (Some(TlsVersion), OlderTls::Accepted(names)) => deviates(TlsVersion, EXPECTED, json!(names.join(", "))),
        (Some(code @ (TlsExpired | TlsUntrusted | TlsVersion | TlsWrongName)), _) => {
            deviates(code, EXPECTED, json!(code.as_str()))
        }
        _ if seen.answered == 0 => unseen("nothing was answered"),
        _ if !seen.encrypted => deviates(PlainHttp, EXPECTED, json!("http")),
        (_, OlderTls::Refused) => Judged::Pass,
        (_, OlderTls::Accepted(names)) => deviates(TlsVersion, EXPECTED, json!(names.join(", "))),
        (_, OlderTls::Unseen(reason)) => unseen(reason),
        (_, OlderTls::NotAsked) => unseen("nobody asked whether older versions of TLS are taken"),
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
fn answered(probe: &Probe, seen: &Sighting) -> Option<Judged> {
    let mut worst: Option<(u8, RequirementId, Option<FindingCode>)> = None;
    for unit in probe.units().filter(|(requirement, _)| requirement.standard() == seen.standard) {
        let (verdict, code) = seen.verdicts.get(&unit).copied().unwrap_or((Verdict::Inconclusive, None));
        let rank = match verdict {
            Verdict::Pass | Verdict::Warning => 0,
            Verdict::NotApplicable => 1,
            Verdict::Fail => 3,
            Verdict::Inconclusive | Verdict::Error => 2,
        };
        if worst.as_ref().is_none_or(|(other, ..)| rank > *other) {
            worst = Some((rank, unit.0, code));
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

/// The worst of the pages behind the addresses of a list.
fn page(known: &str, seen: &Sighting) -> Judged {
    let Some(pages) = seen.pages.get(known) else {
        return unseen(&format!("the target file names no `known.{known}`"));
    };
    let bad = |page: &Page| matches!(page, Page::Status(status) if *status >= 400);
    if let Some((index, Page::Status(status))) = pages.iter().enumerate().find(|(_, page)| bad(page)) {
        let (expected, actual) = ("a page", json!(format!("HTTP {status}")));
        let deviation = Deviation::new(FindingCode::Unfetchable, expected, actual, format!("/known/{known}/{index}"));
        return Judged::Deviates(Box::new(deviation));
    }
    let silent = pages.iter().find_map(|page| match page {
        Page::None(reason) => Some(reason),
        Page::Status(_) => None,
    });
    match silent {
        Some(reason) => unseen(reason),
        None if pages.is_empty() => Judged::NotApplicable(format!("`known.{known}` is empty: there is none")),
        None => Judged::Pass,
    }
}

fn deviates(code: FindingCode, expected: &str, actual: serde_json::Value) -> Judged {
    Judged::Deviates(Box::new(Deviation::new(code, expected, actual, "")))
}

fn unseen(reason: &str) -> Judged {
    Judged::NotReached { reason: reason.to_owned(), consulted: Vec::new() }
}
