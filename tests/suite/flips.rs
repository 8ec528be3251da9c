//! Each reading can be turned in the data: another verdict there is another verdict of a run.
//!
//! `flips.csv` says by what a deviation from each reading is shown, one line a reading: a freedom, a deviation or a mutant
//! of the simulator, and the case that sees it. `FLIPS=search` prints such lines for the readings that lack one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::future::{BoxFuture, FutureExt, ready};
use jiff::ToSpan;
use jiff::civil::DateTime;
use serde::Deserialize;
use zwfw_conformance::check::{Coverage, Registry, within};
use zwfw_conformance::observation::{HttpAnswer, HttpRequest, WireFault};
use zwfw_conformance::plan::{Selection, StandardPlan};
use zwfw_conformance::prove::{Change, InProcess, SUBJECTS, fixed_clock, simulated};
use zwfw_conformance::run::{Pauses, Ready, Settings, Transport, run_ready};
use zwfw_conformance::schema::Schemas;
use zwfw_conformance::simulator::{Setup, Simulator, deviations_from, fitted, freedoms, mutants};
use zwfw_conformance::standard::{Library, Reading, ReadingVerdict, Scope, Source, Standard, Subject, selector};
use zwfw_conformance::target::Network;
use zwfw_conformance::verdict::{Event, TargetIdentity, Verdict, VerdictEvent};

use crate::support::{checkout, copy, embedded, plan_of};

/// A clock that stands still, but for the pauses of the run.
#[derive(Clone, Default)]
struct PausedClock(Arc<AtomicU64>);

impl PausedClock {
    fn time(&self) -> Arc<dyn Fn() -> DateTime + Send + Sync> {
        let paused = Arc::clone(&self.0);
        Arc::new(move || {
            let seconds = i64::try_from(paused.load(Ordering::Relaxed)).expect("a short pause");
            fixed_clock() + seconds.seconds()
        })
    }

    fn pauses(&self) -> Pauses {
        Pauses::Counted(Arc::clone(&self.0))
    }
}

/// A line of the table.
#[derive(Debug, Clone, Deserialize)]
struct Flip {
    standard: String,
    reading: String,
    /// `plain`, or a kind and a name.
    through: String,
    unit: String,
    case: String,
}

fn table() -> Vec<Flip> {
    let mut reader = csv::Reader::from_path(checkout("tests/suite/flips.csv")).expect("the table");
    reader.deserialize().map(|row| row.expect("a row of five")).collect()
}

/// Readings that somebody can tell deviations from, and that a flip turns.
fn turnable(standard: &Standard) -> impl Iterator<Item = &Reading> {
    standard.readings.iter().filter(|reading| {
        let decided = !matches!(reading.verdict, ReadingVerdict::Config | ReadingVerdict::Inconc);
        decided && !reading.editorial && reading.scope == Scope::Provider && reading.unjudged.is_none()
    })
}

/// Those of them that a run of a provider can tell deviations from.
fn flippable(standard: &Standard) -> impl Iterator<Item = &Reading> {
    turnable(standard).filter(|reading| is_about_services(standard, reading))
}

/// Whether a run can show what a reading is about; what is handed in turns its readings in tests of its own.
fn is_about_services(standard: &Standard, reading: &Reading) -> bool {
    let mut named = reading.rules.iter().flat_map(|rule| &rule.requirements).peekable();
    let called = |local: &String| standard.subject_of(local).is_none_or(|subject| subject == Subject::Service);
    named.peek().is_none() || named.any(called)
}

/// The word to write for a reading, and the verdict that it must come to.
fn turned(reading: &Reading) -> (&'static str, Verdict) {
    if reading.verdict == ReadingVerdict::Fail { ("WARN", Verdict::Warning) } else { ("FAIL", Verdict::Fail) }
}

/// A copy of the data in which one reading has another verdict.
struct Turned {
    folder: tempfile::TempDir,
}

impl Turned {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        copy("schemas", folder.path());
        Self { folder }
    }

    fn library(&self, standard: &str, reading: &str, word: &str) -> Library {
        let schemas = self.folder.path().join("schemas");
        let own = format!("{standard}/readings.yaml");
        let file = [own.as_str(), "readings.yaml"].into_iter().find(|file| {
            let text = std::fs::read_to_string(schemas.join(file)).expect("readings");
            text.contains(&format!("- id: {reading}\n"))
        });
        let file = schemas.join(file.unwrap_or_else(|| panic!("no reading {reading}")));
        let before = std::fs::read_to_string(&file).expect("readings");
        set_verdict(&file, &before, reading, word);
        let library = Library::load(&Source::Folder(schemas)).expect("the changed standards load");
        std::fs::write(&file, before).expect("restored");
        fitted(&library)
    }
}

fn set_verdict(path: &Path, text: &str, reading: &str, verdict: &str) {
    let (before, after) = text.split_once(&format!("- id: {reading}\n")).expect("the reading");
    let (start, rest) = after.split_once("    verdict: ").expect("a verdict");
    assert!(!start.contains("- id:"), "{reading} has no verdict of its own");
    let (_, rest) = rest.split_once('\n').expect("a line");
    std::fs::write(path, format!("{before}- id: {reading}\n{start}    verdict: {verdict}\n{rest}")).expect("written");
}

/// A simulator that answers one path in a way of its own.
struct Detour {
    simulator: Arc<Simulator>,
    path: String,
    /// What the request must hold to be answered so.
    part: String,
    status: u16,
    body: String,
}

impl Transport for Detour {
    fn send<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, WireFault>> {
        let mut answer = self.simulator.handle(request);
        if request.url.ends_with(&self.path)
            && (self.status != 405 || request.method == "POST")
            && String::from_utf8_lossy(&request.body).contains(&self.part)
        {
            answer.status = self.status;
            answer.body = self.body.clone().into_bytes();
        }
        ready(Ok(answer)).boxed()
    }
}

/// Verdicts of a run by this plan against a simulator that deviates so.
fn run(plan: &StandardPlan, through: &str, reading: &str) -> Vec<VerdictEvent> {
    let standard = &plan.standard;
    let reading = standard.reading(reading).expect("the reading");
    let clock = PausedClock::default();
    let setup = Setup { clock: clock.time(), seed: 1 };
    let mut simulator = Simulator::new(standard.clone(), setup).expect("simulated");
    let (kind, name) = through.split_once(' ').unwrap_or((through, ""));
    let mut detour = None;
    let mut network = None;
    let mut unclaimed = None;
    match kind {
        "plain" => {}
        "freedom" => {
            let freedom = freedoms(standard).into_iter().find(|one| one.name == name);
            simulator = simulator.with_freedom(freedom.unwrap_or_else(|| panic!("no freedom {name}")));
        }
        "deviation" => {
            let (finding, nth) = name.split_once(' ').unwrap_or((name, "1"));
            let nth: usize = nth.parse().expect("a number");
            let mut all = deviations_from(standard, reading).into_iter().filter(|one| one.finding == finding);
            let Some(deviation) = all.nth(nth - 1) else { return Vec::new() };
            simulator = simulator.with_deviation(&deviation);
        }
        "mutant" => {
            let mutant = mutants(standard).into_iter().find(|one| one.id == name);
            simulator = simulator.with_mutant(mutant.unwrap_or_else(|| panic!("no mutant {name}")));
        }
        "network" => network = Some(if name == "extranet" { Network::Extranet } else { Network::Internet }),
        "unclaimed" => unclaimed = Some(name),
        "answers" => {
            let mut words = name.splitn(3, ' ');
            let mut word = || words.next().unwrap_or_default().to_owned();
            detour = Some((word(), word().parse().expect("a status"), word()));
        }
        other => panic!("no way `{other}`"),
    }
    let mut target = simulated(&simulator, "http://127.0.0.1:1").expect("a base URL");
    if let Some(network) = network {
        target = target.with_network(network);
    }
    if let Some(operation) = unclaimed {
        target = target.without_operation(operation, "not built yet");
    }
    let simulator = Arc::new(simulator);
    let transport: Box<dyn Transport> = match detour {
        Some((path, status, body)) => {
            let (path, part) = path.split_once('~').unwrap_or((&path, ""));
            let (path, part) = (path.to_owned(), part.to_owned());
            Box::new(Detour { simulator, path, part, status, body })
        }
        None => Box::new(InProcess(simulator)),
    };
    let schemas = Schemas::compile(standard).expect("the schemas compile");
    let coverage = Coverage::of(plan, &|_| true);
    let ready = [Ready { plan, schemas: &schemas, coverage: &coverage, target: &target, transport: &*transport }];
    let (_keep, stop) = tokio::sync::watch::channel(false);
    let settings = Settings { jobs: 1, marker: "zcflips".to_owned(), clock: fixed_clock, pauses: clock.pauses(), stop };
    let mut verdicts = Vec::new();
    let mut keep = |event: Event| {
        if let Event::Verdict(verdict) = event {
            verdicts.push(*verdict);
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let registry = Registry::default();
    runtime.block_on(run_ready(&ready, TargetIdentity::default(), 1, &registry, &settings, &mut keep));
    verdicts
}

/// The units about which a reading speaks with this verdict, with the case.
fn spoken(standard: &Standard, verdicts: &[VerdictEvent], reading: &str, wanted: Verdict) -> Vec<(String, String)> {
    // What is only implied warns where it would fail, which tells it from what passes and not from what warns.
    let free = embedded_verdict(standard, reading) == Some(ReadingVerdict::Both);
    let worst = |local: &str| if free { within(wanted, standard.certainty(local)) } else { wanted };
    let by = |event: &&VerdictEvent| {
        let finding = event.finding.as_ref();
        event.verdict == worst(event.requirement.local())
            && finding.is_some_and(|finding| finding.reading.as_deref() == Some(reading))
    };
    let unit = |event: &VerdictEvent| (format!("{}#{}", event.requirement.local(), event.aspect), event.case.clone());
    verdicts.iter().filter(by).map(unit).collect()
}

/// The verdict of a reading as the data have it.
fn embedded_verdict(standard: &Standard, reading: &str) -> Option<ReadingVerdict> {
    Some(embedded().standard(&standard.id)?.reading(reading)?.verdict)
}

/// The case and the one that shows its operation at work.
fn alone(flip: &Flip) -> Selection {
    let operation = flip.case.split('/').nth(1).unwrap_or_default();
    // A fixture is made for whatever takes it, and a look is taken in a whole plan.
    let made = operation == "fixtures" || flip.case.ends_with("/unclaimed");
    let cases = vec![flip.case.clone(), format!("{}/{operation}/accepted", flip.standard)];
    let cases = if made { Vec::new() } else { cases };
    Selection { standards: vec![flip.standard.clone()], cases, ..Selection::default() }
}

/// What is wrong with a line of the table, or nothing.
fn wrong(data: &Turned, flip: &Flip) -> Option<String> {
    let standard = embedded().standard(&flip.standard).expect("embedded");
    let (word, wanted) = turned(standard.reading(&flip.reading)?);
    let library = data.library(&flip.standard, &flip.reading, word);
    let told = |spoken: Vec<(String, String)>| {
        let seen = spoken.contains(&(flip.unit.clone(), flip.case.clone()));
        (!seen).then(|| format!("{} {} as {word} through {}: {spoken:?}", flip.standard, flip.reading, flip.through))
    };
    if let Some(name) = flip.through.strip_prefix("subject ") {
        let standard = library.standard(&flip.standard).expect("the standard");
        return told(spoken(standard, &handed_in(standard, name), &flip.reading, wanted));
    }
    let mut plan = plan_of(&library, &alone(flip));
    if let Some(left) = flip.through.strip_prefix("unclaimed ") {
        plan = plan.within(&|operation| operation != left);
    }
    let said = run(&plan, &flip.through, &flip.reading);
    told(spoken(&plan.standard, &said, &flip.reading, wanted))
}

/// Verdicts about an object that is handed in, or services that are seen, broken by this mutant or free in this way.
fn handed_in(standard: &Standard, name: &str) -> Vec<VerdictEvent> {
    let known = SUBJECTS.iter().filter(|one| standard.has_subject(one.subject()));
    let judged = known.flat_map(|one| {
        let mutant = one.mutants(standard).into_iter().find(|mutant| mutant.id == name);
        let freedom = one.freedoms(standard).into_iter().find(|freedom| freedom == name);
        let change = mutant.as_ref().map(Change::Mutant).or(freedom.as_deref().map(Change::Freedom));
        change.map(|change| one.judge(standard, change).expect("judged")).unwrap_or_default()
    });
    let verdicts = judged.filter_map(|event| match event {
        Event::Verdict(verdict) => Some(*verdict),
        _ => None,
    });
    verdicts.collect()
}

fn wrong_of(half: impl Fn(usize) -> bool) -> Vec<String> {
    let data = Turned::new();
    let lines = table();
    lines.iter().enumerate().filter(|(at, _)| half(*at)).filter_map(|(_, flip)| wrong(&data, flip)).collect()
}

#[test]
fn another_verdict_in_the_data_is_another_verdict_of_the_run_1() {
    assert_eq!(wrong_of(|at| at % 2 == 0), Vec::<String>::new());
}

#[test]
fn another_verdict_in_the_data_is_another_verdict_of_the_run_2() {
    assert_eq!(wrong_of(|at| at % 2 == 1), Vec::<String>::new());
}

#[test]
fn each_reading_that_a_run_can_tell_stands_in_the_table_of_flips() {
    let lines: Vec<String> = table().iter().map(|flip| format!("{} {}", flip.standard, flip.reading)).collect();
    let listed: BTreeSet<&str> = lines.iter().map(String::as_str).collect();
    assert_eq!(listed.len(), lines.len(), "a reading stands twice in the table");
    let known: BTreeMap<String, &Reading> = embedded()
        .standards
        .iter()
        .flat_map(|standard| {
            flippable(standard).map(move |reading| (format!("{} {}", standard.id, reading.id), reading))
        })
        .collect();
    // What holds for every standard is told by one of them.
    let lacking = |(name, reading): &(&String, &&Reading)| {
        let elsewhere =
            standard_own(&reading.id).is_none() && lines.iter().any(|line| line.ends_with(&format!(" {}", reading.id)));
        !listed.contains(name.as_str()) && !elsewhere
    };
    let lacking: Vec<&String> = known.iter().filter(lacking).map(|(name, _)| name).collect();
    assert!(lacking.is_empty(), "no way shows a deviation from {lacking:?}: add one, or say `unjudged` and why");
    let turnable: BTreeSet<String> = embedded()
        .standards
        .iter()
        .flat_map(|standard| turnable(standard).map(|reading| format!("{} {}", standard.id, reading.id)))
        .collect();
    let unknown: Vec<&&str> = listed.iter().filter(|name| !turnable.contains(**name)).collect();
    assert!(unknown.is_empty(), "nothing to turn: {unknown:?}");
}

/// The one standard whose own reading has this id; none for readings of all standards.
fn standard_own(id: &str) -> Option<&'static Standard> {
    let mut having = embedded().standards.iter().filter(|standard| standard.reading(id).is_some());
    let first = having.next();
    if having.next().is_some() { None } else { first }
}

/// Prints lines for the readings that lack one: `FLIPS=search cargo test --test suite flips::search -- --nocapture`.
///
/// Every reading is turned at once, so that each way is run but once; the tests above run each line alone.
#[test]
fn search() {
    if std::env::var("FLIPS").as_deref() != Ok("search") {
        return;
    }
    let listed = table();
    for standard in embedded().standards.iter().filter(|standard| standard.is_called()) {
        let lacks = |reading: &&Reading| {
            let shared = standard_own(&reading.id).is_none();
            !listed.iter().any(|flip| flip.reading == reading.id && (shared || flip.standard == standard.id))
        };
        let mut lacking: Vec<&Reading> = flippable(standard).filter(lacks).collect();
        let library = all_turned();
        let selection = Selection { standards: vec![standard.id.clone()], slow: true, ..Selection::default() };
        let plan = plan_of(&library, &selection);
        for (through, reading) in ways(&plan.standard, &lacking) {
            let wanted = |one: &&Reading| reading.is_none() || reading.as_ref() == Some(&one.id);
            if !lacking.iter().any(wanted) {
                continue;
            }
            let named = lacking.iter().copied().find(wanted).expect("lacking");
            let said = run(&plan, &through, &named.id);
            let own = through.starts_with("deviation");
            lacking.retain(|one| match spoken(&plan.standard, &said, &one.id, turned(one).1).into_iter().next() {
                Some((unit, case)) if !own || one.id == named.id => {
                    println!("FLIP {},{},{through},{unit},{case}", standard.id, one.id);
                    false
                }
                _ => true,
            });
        }
        for reading in lacking {
            println!("NONE {} {} {}", standard.id, reading.id, reading.reading);
        }
    }
}

fn all_turned() -> Library {
    let data = Turned::new();
    let schemas = data.folder.path().join("schemas");
    for file in Source::Folder(schemas.clone()).files("readings.yaml").expect("readings") {
        let mut text = file.text.into_owned();
        for standard in &embedded().standards {
            for reading in flippable(standard) {
                if !text.contains(&format!("- id: {}\n", reading.id)) {
                    continue;
                }
                let path = schemas.join(&file.path);
                set_verdict(&path, &text, &reading.id, turned(reading).0);
                text = std::fs::read_to_string(&path).expect("readings");
            }
        }
    }
    fitted(&Library::load(&Source::Folder(schemas)).expect("the changed standards load"))
}

/// Ways to deviate, with the reading that each is about, where it is about one.
fn ways(standard: &Standard, lacking: &[&Reading]) -> Vec<(String, Option<String>)> {
    let plain = ["plain", "network extranet", "network internet"].map(|way| (way.to_owned(), None));
    let mut ways = plain.to_vec();
    for reading in lacking.iter().filter_map(|reading| standard.reading(&reading.id)) {
        let of = |way: String| (way, Some(reading.id.clone()));
        let left = freedoms(standard).into_iter().filter(|one| one.readings.contains(&reading.id.as_str()));
        ways.extend(left.map(|one| of(format!("freedom {}", one.name))));
        let findings: BTreeSet<String> =
            deviations_from(standard, reading).into_iter().map(|one| one.finding).collect();
        ways.extend(findings.into_iter().map(|finding| of(format!("deviation {finding}"))));
    }
    for reading in lacking.iter().filter_map(|reading| standard.reading(&reading.id)) {
        let rows: Vec<&String> = reading.rules.iter().flat_map(|rule| &rule.requirements).collect();
        let named = |local: &str| rows.iter().any(|one| selector::matches(one, standard, local));
        let mut operators = BTreeMap::new();
        for mutant in mutants(standard) {
            let count: &mut usize = operators.entry(mutant.operator).or_default();
            let general = rows.iter().any(|one| **one == "*");
            if named(mutant.requirement.local()) && *count < 2 && !general {
                *count += 1;
                ways.push((format!("mutant {}", mutant.id), Some(reading.id.clone())));
            }
        }
    }
    ways
}
