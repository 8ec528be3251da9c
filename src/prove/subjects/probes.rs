//! The proof of what is seen in calls: a run that shows everything, broken at one clause at a time.

use std::collections::BTreeMap;

use super::{Change, Specimens};
use crate::check::{OlderTls, Page, Sighting};
use crate::id::{Aspect, RequirementId};
use crate::observation::{OldTls, WireFault, client_hello};
use crate::run::tell;
use crate::simulator::{Mutant, TLS_1_0, TLS_1_1, greeting_of_old};
use crate::standard::{Clause, Probe, Sight, Standard, Subject};
use crate::verdict::{Event, FindingCode, Verdict};

/// What is seen in the calls of a run.
pub struct Probes;

/// A run that shows what it should: what was seen where something is called, and by a bare call.
type Seen = Vec<Sighting>;

impl Specimens for Probes {
    fn subject(&self) -> Subject {
        Subject::Service
    }

    fn mutants(&self, standard: &Standard) -> Vec<Mutant> {
        breaks(standard).into_iter().map(|(mutant, _)| mutant).collect()
    }

    fn freedoms(&self, standard: &Standard) -> Vec<String> {
        let probed =
            FREEDOMS.iter().filter(|_| standard.is_probed() && !standard.is_called() && standard.gateway.is_none());
        probed.map(|(name, _)| (*name).to_owned()).collect()
    }

    fn judge(&self, standard: &Standard, change: Change<'_>) -> Result<Vec<Event>, String> {
        let mut seen = specimen(standard);
        match change {
            Change::None => {}
            Change::Mutant(mutant) => {
                let found = breaks(standard).into_iter().find(|(known, _)| known == mutant);
                found.ok_or_else(|| format!("no mutant {}", mutant.id))?.1.apply(&mut seen);
            }
            Change::Freedom(name) => {
                let found = FREEDOMS.iter().find(|(known, _)| *known == name);
                found.ok_or_else(|| format!("no freedom {name}"))?.1(&mut seen);
            }
        }
        Ok(tell(standard, &seen).into_iter().map(|verdict| Event::Verdict(Box::new(verdict))).collect())
    }
}

/// A run against services that keep to everything.
fn specimen(standard: &Standard) -> Seen {
    let mut called: BTreeMap<String, Sighting> = BTreeMap::new();
    for unit in probed(standard).flat_map(|(_, probe)| probe.units()) {
        let of = unit.0.standard().to_owned();
        let seen = called.entry(of).or_insert_with_key(|of| well(of));
        seen.verdicts.insert(unit, (Verdict::Pass, None));
    }
    let pages = probed(standard).filter(|(_, probe)| probe.sees == Sight::Page);
    let pages = pages.map(|(_, probe)| (probe.known.clone(), vec![Page::Status(200), Page::Status(302)])).collect();
    let bare = Sighting { succeeded: 0, refused: 0, answered: 1, bare: Some(200), pages, ..well(&standard.id) };
    called.into_values().chain([well("called"), bare]).collect()
}

fn well(standard: &str) -> Sighting {
    Sighting {
        standard: standard.to_owned(),
        network: "internet".to_owned(),
        encrypted: true,
        posts: true,
        answered: 9,
        succeeded: 5,
        refused: 4,
        older_tls: asked(&[]),
        ..Sighting::default()
    }
}

/// What a server comes to that takes these older versions of TLS: it gets the bytes that a run sends, and its own are read.
fn asked(takes: &[u16]) -> OlderTls {
    let answer = |version| {
        let said = greeting_of_old(&client_hello(version, Some("service.example")), takes);
        (version, said.ok_or(WireFault::Closed { reused: false }))
    };
    OlderTls::of(&OldTls::ALL.map(answer))
}

/// Lets one service be seen otherwise.
type Apply = fn(&mut Sighting);

/// Lets a run see something else.
type Take = fn(&mut Seen);

/// One thing that is wrong.
enum Wrong {
    /// At the service that is called, or at the one of the bare call.
    At { bare: bool, apply: Apply },
    /// What shows that a service answers.
    Fails(RequirementId, Aspect),
}

impl Wrong {
    fn apply(&self, seen: &mut Seen) {
        for one in seen {
            match self {
                Self::At { bare, apply } if one.bare.is_some() == *bare => apply(one),
                Self::At { .. } => {}
                Self::Fails(requirement, aspect) => {
                    if let Some(told) = one.verdicts.get_mut(&(requirement.clone(), *aspect)) {
                        *told = (Verdict::Fail, Some(FindingCode::ValidRefused));
                    }
                }
            }
        }
    }
}

/// What can be wrong with a service, by what is looked for.
const WRONG: &[(Sight, &str, bool, Apply)] = &[
    (Sight::Encrypted, "plain-http", false, |seen| seen.encrypted = false),
    (Sight::Encrypted, "bare-plain-http", true, |seen| seen.encrypted = false),
    (Sight::Encrypted, "tls-expired", false, |seen| no_tls(seen, FindingCode::TlsExpired)),
    (Sight::Encrypted, "tls-wrong-name", false, |seen| no_tls(seen, FindingCode::TlsWrongName)),
    (Sight::Encrypted, "tls-untrusted", false, |seen| no_tls(seen, FindingCode::TlsUntrusted)),
    (Sight::Encrypted, "tls-version", false, |seen| no_tls(seen, FindingCode::TlsVersion)),
    (Sight::Encrypted, "tls-1-1-beside", false, |seen| seen.older_tls = asked(&[TLS_1_1])),
    (Sight::Encrypted, "tls-1-0-beside", false, |seen| seen.older_tls = asked(&[TLS_1_0])),
    (Sight::Encrypted, "bare-tls-1-1-beside", true, |seen| seen.older_tls = asked(&[TLS_1_0, TLS_1_1])),
    (Sight::Posted, "post-refused", true, |seen| seen.bare = Some(405)),
    (Sight::Posted, "json-refused", true, |seen| seen.bare = Some(415)),
    (Sight::Posted, "post-unknown", true, |seen| seen.bare = Some(501)),
    (Sight::Page, "page-gone", true, |seen| last_page(seen, 404)),
    (Sight::Page, "page-broken", true, |seen| last_page(seen, 500)),
    (Sight::ToldApart, "error-as-success", false, |seen| seen.as_success = true),
];

fn no_tls(seen: &mut Sighting, code: FindingCode) {
    // Codes and answers stay as they are: what breaks them is another matter than what is looked for here.
    seen.tls = Some(code);
}

fn last_page(seen: &mut Sighting, status: u16) {
    for last in seen.pages.values_mut().filter_map(|pages| pages.last_mut()) {
        *last = Page::Status(status);
    }
}

/// Every way to break every clause, in the order of the text.
fn breaks(standard: &Standard) -> Vec<(Mutant, Wrong)> {
    let clauses = probed(standard).filter(|_| !standard.is_called());
    let mut breaks = Vec::new();
    for (clause, probe) in clauses {
        for (_, operator, bare, apply) in WRONG.iter().filter(|(sight, ..)| *sight == probe.sees) {
            let wrong = Wrong::At { bare: *bare, apply: *apply };
            breaks.push((Mutant::of_clause(standard, clause, operator, ""), wrong));
        }
        for (requirement, aspect) in probe.units() {
            let part = format!("/{}", requirement.local());
            breaks.push((
                Mutant::of_clause(standard, clause, "service-refuses", &part),
                Wrong::Fails(requirement, aspect),
            ));
        }
    }
    breaks
}

fn probed(standard: &Standard) -> impl Iterator<Item = (&Clause, &Probe)> {
    standard.clauses.iter().filter_map(|clause| Some((clause, clause.probe.as_ref()?)))
}

/// What services may do otherwise.
const FREEDOMS: &[(&str, Take)] = &[
    ("a laboratory without encryption", |seen| {
        for one in seen {
            one.network = "lab".to_owned();
            one.encrypted = false;
        }
    }),
    ("a server that hangs up on old clients", |seen| {
        let answers = OldTls::ALL.map(|version| (version, Err(WireFault::Closed { reused: false })));
        for one in seen {
            one.older_tls = OlderTls::of(&answers);
        }
    }),
    ("nothing at the base URL itself", |seen| {
        for one in seen.iter_mut().filter(|one| one.bare.is_some()) {
            one.bare = Some(404);
        }
    }),
    ("the base URL itself refuses what it does not know", |seen| {
        for one in seen.iter_mut().filter(|one| one.bare.is_some()) {
            one.bare = Some(400);
        }
    }),
    ("services that are called with forms", |seen| {
        for one in seen.iter_mut().filter(|one| !one.verdicts.is_empty()) {
            one.posts = false;
        }
    }),
    ("a service that only warns", |seen| {
        for (verdict, _) in seen.iter_mut().flat_map(|one| one.verdicts.values_mut()) {
            *verdict = Verdict::Warning;
        }
    }),
    ("no page at all", |seen| {
        seen.iter_mut().flat_map(|one| one.pages.values_mut()).for_each(Vec::clear);
    }),
    ("services that nobody has", |seen| seen.retain(|one| one.verdicts.is_empty())),
];
