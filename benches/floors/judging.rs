//! Judging in process, on recorded answers, on one thread.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use futures_util::future::{BoxFuture, FutureExt, ready};
use serde_json::Value;
use zwfw_conformance::check::{Coverage, EXCHANGE, Registry, Scene, Seen, Surroundings, outcome, read};
use zwfw_conformance::observation::{Answer, HttpAnswer, HttpRequest, WireFault};
use zwfw_conformance::plan::{Plan, StandardPlan};
use zwfw_conformance::prove::InProcess;
use zwfw_conformance::run::{Ready, Transport, run_ready};
use zwfw_conformance::schema::Schemas;
use zwfw_conformance::simulator::Simulator;
use zwfw_conformance::target::Target;
use zwfw_conformance::verdict::{Event, TargetIdentity};

use crate::measure::{Figure, Rounds, seconds, thread_cpu};
use crate::setting::{library, plan, settings, simulators, target};

const ROUNDS: usize = 9;
const REPEATED: usize = 200;

/// What a request got, in the order of sending.
type Exchanges = Vec<(HttpRequest, HttpAnswer)>;

/// CPU time an exchange: everything, without the checks, and what the checks cost by that; then single answers.
pub fn measure() -> Vec<Figure> {
    let library = library();
    let whole = plan(&library);
    let simulators = simulators(&whole);
    let target = target(&simulators, "http://127.0.0.1:1");
    let mut figures = Vec::new();
    for (part, simulator) in whole.standards.iter().zip(&simulators) {
        figures.extend(standard(&whole, part, simulator, &target));
    }
    figures
}

fn standard(plan: &Plan, part: &StandardPlan, simulator: &Arc<Simulator>, target: &Target) -> Vec<Figure> {
    let schemas = Schemas::compile(&part.standard).expect("the schemas compile");
    let coverage = Coverage::of(part, &|_| true);
    let bench = Bench { plan, part, schemas: &schemas, coverage: &coverage, target };
    let recorder = Recorder { inner: InProcess(simulator.clone()), seen: Mutex::default() };
    bench.run(&Registry::default(), &recorder);
    let recorded = recorder.seen.into_inner().expect("no thread died");
    let full = |registry: &Registry| bench.micros(registry, &recorded);
    let none = Registry { exchange: Vec::new(), called: Vec::new() };
    // Interleaved, so that a slow moment of the machine meets both.
    let pairs: Vec<(f64, f64)> = (0..ROUNDS).map(|_| (full(&Registry::default()), full(&none))).collect();
    let figure = |name: &str, of: &dyn Fn(&(f64, f64)) -> f64| {
        Figure::new(name, "us", Rounds::new(pairs.iter().map(of).collect()))
    };
    let mut figures = vec![
        figure("an exchange of the suite: checks, readings, verdicts", &|(all, rest)| all - rest).at_most(50.0),
        figure("  everything but the transport", &|(all, _)| *all),
        figure("  everything but transport and checks", &|(_, rest)| *rest),
    ];
    figures.extend(answers(part, &schemas, &recorded));
    figures
}

/// A standard ready to run.
struct Bench<'a> {
    plan: &'a Plan,
    part: &'a StandardPlan,
    schemas: &'a Schemas,
    coverage: &'a Coverage,
    target: &'a Target,
}

impl Bench<'_> {
    /// Microseconds of CPU an exchange, what the replaying itself takes aside.
    fn micros(&self, registry: &Registry, recorded: &Exchanges) -> f64 {
        let replay = Replay { recorded, next: Mutex::new(0) };
        let (cpu, ()) = thread_cpu(|| self.run(registry, &replay));
        let copying =
            thread_cpu(|| recorded.iter().for_each(|(_, answer)| drop(std::hint::black_box(answer.clone())))).0;
        (cpu - copying) * 1e6 / recorded.len() as f64
    }

    fn run(&self, registry: &Registry, transport: &dyn Transport) {
        self.run_into(registry, transport, &mut |event| {
            std::hint::black_box(event);
        });
    }

    fn run_into(&self, registry: &Registry, transport: &dyn Transport, sink: &mut dyn FnMut(Event)) {
        let coverage = self.coverage;
        let target = self.target.standard(&self.part.standard.id).expect("the target has it");
        let ready = [Ready { plan: self.part, schemas: self.schemas, coverage, target, transport }];
        let (_keep, settings) = settings(1);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        let running = run_ready(&ready, TargetIdentity::default(), self.plan.seed, registry, &settings, sink);
        runtime.block_on(running);
    }
}

/// Every event of a run in process.
pub fn events() -> Vec<Event> {
    let whole = plan(&library());
    let simulators = simulators(&whole);
    let target = target(&simulators, "http://127.0.0.1:1");
    let mut events = Vec::new();
    for (part, simulator) in whole.standards.iter().zip(&simulators) {
        let schemas = Schemas::compile(&part.standard).expect("the schemas compile");
        let coverage = Coverage::of(part, &|_| true);
        let bench = Bench { plan: &whole, part, schemas: &schemas, coverage: &coverage, target: &target };
        let transport = InProcess(simulator.clone());
        bench.run_into(&Registry::default(), &transport, &mut |event| events.push(event));
    }
    events
}

/// One answer of each kind: read, and judged by the checks that every exchange gets.
fn answers(part: &StandardPlan, schemas: &Schemas, recorded: &Exchanges) -> Vec<Figure> {
    let standard = part.standard.as_ref();
    let mut figures = Vec::new();
    for operation in &standard.operations {
        // The longest answer is the fullest: a page of 15 rows where there are pages.
        let of_operation = recorded.iter().filter(|(request, _)| request.url.ends_with(&operation.path));
        let Some((request, answer)) = of_operation.max_by_key(|(_, answer)| answer.body.len()) else { continue };
        let sent: Value = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        let see = || {
            let answer = Answer::read(answer);
            let (body, notes) = answer
                .as_ref()
                .ok()
                .and_then(Answer::json)
                .map(|raw| read(standard, &operation.response, raw))
                .unwrap_or_default();
            Seen {
                step: "step".to_owned(),
                operation: operation.name.clone(),
                request: sent.clone(),
                outcome: outcome(standard, operation, &answer, &body, false),
                answer,
                body,
                notes,
                free_answer: false,
                bad_input: false,
                asks_success: true,
            }
        };
        let seen = see();
        let (steps, surroundings) = (BTreeMap::new(), Surroundings::default());
        let scene = || Scene::new((standard, schemas), operation, &seen, &steps, &surroundings);
        let repeated = |work: &dyn Fn()| {
            let round = |_| seconds(|| (0..REPEATED).for_each(|_| work())).0 * 1e6 / REPEATED as f64;
            Rounds::new((0..ROUNDS).map(round).collect())
        };
        let length = answer.body.len();
        figures.push(Figure::new(
            format!("{}, {length} bytes: read", operation.name),
            "us",
            repeated(&|| drop(std::hint::black_box(see()))),
        ));
        for check in EXCHANGE {
            let judge = || drop(std::hint::black_box((check.run)(&scene())));
            figures.push(Figure::new(
                format!("{}, {length} bytes: {}", operation.name, check.name),
                "us",
                repeated(&judge),
            ));
        }
    }
    figures
}

/// Keeps what passes through.
struct Recorder<T> {
    inner: T,
    seen: Mutex<Exchanges>,
}

impl<T: Transport> Transport for Recorder<T> {
    fn send<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, WireFault>> {
        async move {
            let answer = self.inner.send(request).await?;
            self.seen.lock().expect("no thread died").push((request.clone(), answer.clone()));
            Ok(answer)
        }
        .boxed()
    }
}

/// Gives the recorded answers again, in their order. Without checks nothing guards: what a case then asks beside the
/// recording gets the last answer once more.
struct Replay<'a> {
    recorded: &'a Exchanges,
    next: Mutex<usize>,
}

impl Transport for Replay<'_> {
    fn send<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, WireFault>> {
        let mut next = self.next.lock().expect("no thread died");
        let ahead = self.recorded.iter().enumerate().skip(*next).take(AHEAD);
        let found = ahead.filter(|(_, (expected, _))| expected == request).map(|(at, _)| at).next();
        let at = found.unwrap_or(next.saturating_sub(1));
        *next = found.map_or(*next, |at| at + 1);
        ready(Ok(self.recorded[at].1.clone())).boxed()
    }
}

/// Exchanges that a run without checks may leave out in a row.
const AHEAD: usize = 8;
