//! `run`: tests a provider.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use clap::Args;
use jiff::civil::DateTime;

use super::common::{DataArgs, Failure, SelectionArgs, say};
use super::evidence;
use super::explore;
use super::gate::{GateArgs, check_waivers};
use super::outputs::OutputArgs;
use super::stop::Stopper;
use crate::check::Registry;
use crate::plan::{Plan, Selection, Shard, StandardPlan};
use crate::policy::{Gate, Outcome, Policy};
use crate::prove::{fronted, probed, simulated};
use crate::run::{Deck, HttpTransport, Pauses, Settings, Transport, Transports, run as run_plan};
use crate::simulator::{Gateway, Serving, Setup, Simulator, fitted, spawn_behind};
use crate::standard::{Library, Standard, Subject};
use crate::target::{Target, load_for};
use crate::verdict::{Absence, Event, LeftOut, RunFinished};
use recorded::{RecordArgs, Session};

mod again;
mod dry;
mod recorded;

/// Arguments of `run`.
#[derive(Args, Debug, Clone)]
pub struct RunArgs {
    /// Target file; without it the embedded simulator is tested.
    #[arg(long, value_name = "FILE")]
    pub target: Option<PathBuf>,
    #[command(flatten)]
    selection: SelectionArgs,
    /// Seed of everything that is drawn; drawn itself and reported when left out.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Cases under way at once.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: u16,
    /// Run one part of several that share the plan evenly, 2/3; `report merge` joins them.
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,
    #[command(flatten)]
    outputs: OutputArgs,
    #[command(flatten)]
    recorded: RecordArgs,
    #[command(flatten)]
    gate: GateArgs,
    /// Send nothing; print what would be sent and what will stay inconclusive.
    #[arg(long)]
    pub dry_run: bool,
    /// Draw this many further requests of each standard, and make those that show something smaller.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub explore: usize,
    /// Wait this long for the target to accept connections.
    #[arg(long, value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=86_400))]
    pub wait_for: u32,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) fn run(args: RunArgs) -> Result<Outcome, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::internal)?;
    let outcome = runtime.block_on(run_async(&args));
    // What a target still keeps open must not keep us.
    runtime.shutdown_timeout(Duration::from_millis(200));
    outcome
}

/// Everything that a run needs, put together.
struct Prepared {
    plan: Plan,
    target: Target,
    /// Keeps the embedded simulator alive.
    serving: Option<Serving>,
}

impl Prepared {
    /// One part of it.
    fn split(self, shard: Option<Shard>) -> Self {
        let Some(shard) = shard else { return self };
        let mut target = self.target;
        target.standards =
            target.standards.into_iter().map(|(id, own)| (id, own.shared(shard.index, shard.count))).collect();
        Self { plan: self.plan.part(shard), target, ..self }
    }
}

async fn run_async(args: &RunArgs) -> Result<Outcome, Failure> {
    let library = args.data.library()?;
    let terms = args.gate.terms()?;
    args.outputs.spare(args.gate.baseline())?;
    check_waivers(&terms.waivers, &args.data, &library)?;
    let mut selection = args.selection.selection();
    let again = args.recorded.again(terms.fail_on)?;
    if let Some(again) = &again {
        selection.cases = again.cases();
        if selection.cases.is_empty() {
            say("nothing failed in that run, and all was told: there is nothing to run again\n")?;
            return Ok(Outcome::Conforming);
        }
    }
    let earlier = args.recorded.earlier()?;
    let seed = earlier.as_ref().map_or(args.seed, |earlier| Some(earlier.started.seed)).unwrap_or_else(drawn_seed);
    let prepared = prepare(args, &library, (&selection, seed)).await?.split(args.shard);
    if let Some(again) = &again {
        again.check(&prepared.plan, &selection)?;
    }
    if let Some(earlier) = &earlier {
        earlier.check(&prepared.plan, &prepared.target)?;
    }
    DataArgs::tell_shared(&prepared.plan);
    let policy = Arc::new(Policy::new(terms, now().date(), &prepared.target.version));
    if args.dry_run {
        say(&dry::text(&prepared))?;
        return Ok(Outcome::Conforming);
    }
    let marker = earlier.as_ref().map_or_else(|| marker(seed), |earlier| earlier.started.marker.clone());
    let (target, embedded) = (&prepared.target, prepared.serving.is_some());
    let session = args.recorded.session(&args.outputs.out, (target, &marker), (earlier.as_ref(), embedded))?;
    // Before the first exchange and the first wait: no signal after this line ends the run without its reports.
    let stopper = Stopper::arm().map_err(Failure::internal)?;
    tokio::select! {
        () = wait_for(&prepared.target, args.wait_for) => {}
        () = stopper.stopped() => {}
    }
    let mut reporting = args.outputs.reporters(&policy, args.data.lang)?.in_background();
    evidence::keep(&args.outputs.out, args.target.as_deref(), &prepared.target)?;
    let mut gate = Gate::new(policy);
    let mut findings = explore::Findings::default();
    let mut pass_on = |event: Event| {
        gate.event(&event);
        findings.note(&event);
        if let Event::RunStarted(started) = &event {
            session.opened(started, &prepared.plan, &prepared.target);
        }
        reporting.event(event);
    };
    let (jobs, stop) = (args.jobs.into(), stopper.stop.clone());
    let settings = Settings { jobs, marker, clock: now, pauses: Pauses::default(), stop };
    let finished = execute(&prepared, &session, &settings, &mut pass_on).await;
    let written = reporting.finish();
    let ended = finished.as_ref().is_ok_and(|finished| finished.stopped.is_none());
    let recorded = session.keeper.close(ended);
    finished?;
    if args.explore > 0 {
        say(&explore::smallest(&prepared.plan, &prepared.target, &settings, &findings).await?)?;
    }
    let mut errors: Vec<String> = written.err().iter().flatten().map(ToString::to_string).collect();
    errors.extend(recorded.err().map(|error| format!("exchanges could not be recorded: {error}")));
    if errors.is_empty() { Ok(gate.decide().outcome) } else { Err(Failure::internal(errors.join("\n"))) }
}

/// Runs a plan over HTTP and hands every event to `sink`.
///
/// # Errors
/// When the run cannot begin; never for what a target does.
async fn execute(
    prepared: &Prepared,
    session: &Session,
    settings: &Settings,
    sink: &mut dyn FnMut(Event),
) -> Result<RunFinished, Failure> {
    let Prepared { plan, target, .. } = prepared;
    let mut http = Vec::new();
    for part in &plan.standards {
        let id = part.standard.id.clone();
        let Some(standard) = target.standard(&id) else { continue };
        http.push((id, HttpTransport::new(standard.wire()).map_err(Failure::usage)?));
    }
    let deck = |transport| Deck { inner: transport, tape: session.tape.clone(), recorder: session.keeper.clone() };
    let decks: Vec<(String, Deck<'_>)> = http.iter().map(|(id, transport)| (id.clone(), deck(transport))).collect();
    let transports: Transports<'_> = decks.iter().map(|(id, deck)| (id.clone(), deck as &dyn Transport)).collect();
    run_plan(plan, target, &transports, &Registry::default(), settings, sink).await.map_err(Failure::usage)
}

async fn prepare(args: &RunArgs, library: &Library, (selection, seed): (&Selection, u64)) -> Result<Prepared, Failure> {
    let target = args.target.as_ref().map(|path| load_for(path, library)).transpose().map_err(Failure::usage)?;
    let library = target.as_ref().map_or_else(|| fitted(library), |target| target.fit(library));
    let names = |id: &str| target.as_ref().is_some_and(|target| target.standard(id).is_some());
    let selection = &selection.with_probes(&library, target.is_some().then_some(&names as &dyn Fn(&str) -> bool));
    let mut plan = args.data.plan(&library, selection, seed)?;
    if args.explore > 0 {
        explore::add(&mut plan, args.explore, &selection.operations);
    }
    if let Some((path, target)) = args.target.as_ref().zip(target) {
        let missing = args.selection.standards.iter().find(|id| target.standard(id).is_none());
        if let Some(id) = missing {
            return Err(Failure::usage(format!("{} has no entry for {id} under `standards`", path.display())));
        }
        plan.standards.retain(|part| target.standard(&part.standard.id).is_some());
        if plan.standards.is_empty() {
            let named: Vec<&str> = target.standards.keys().map(String::as_str).collect();
            let message = format!("{} names no standard that is run: {}", path.display(), named.join(", "));
            return Err(Failure::usage(message));
        }
        plan.left_out = left_out(&plan, &library, &|id| target.standard(id).is_some());
        return Ok(Prepared { plan, target, serving: None });
    }
    let (target, serving) = embedded(&mut plan, seed).await?;
    let simulated = |id: &str| library.standard(id).is_none_or(|standard| standard.gateway.is_none());
    plan.left_out = left_out(&plan, &library, &simulated);
    Ok(Prepared { plan, target, serving: Some(serving) })
}

/// Standards that nobody left out by name, and of which the run judges nothing all the same.
fn left_out(plan: &Plan, library: &Library, names: &dyn Fn(&str) -> bool) -> Vec<LeftOut> {
    let selected = library.standards.iter().filter(|standard| plan.selection.has_standard(&standard.id));
    let absent = selected.filter(|standard| !plan.standards.iter().any(|part| part.standard.id == standard.id));
    let why = |standard: &Standard| match standard.is_called() || standard.is_probed() {
        false => Absence::HandedIn,
        true if names(&standard.id) => Absence::Selection,
        true => Absence::Target,
    };
    let commands = |standard: &Standard| {
        let handed_in = standard.subjects().into_iter().filter(|subject| *subject != Subject::Service);
        handed_in.map(|subject| subject.command().to_owned()).collect()
    };
    absent
        .map(|standard| LeftOut { standard: standard.id.clone(), why: why(standard), commands: commands(standard) })
        .collect()
}

/// The embedded simulators of the plan's standards, and the gateways that these rule, served on loopback.
async fn embedded(plan: &mut Plan, seed: u64) -> Result<(Target, Serving), Failure> {
    let mut simulators = Vec::new();
    for part in &plan.standards {
        let setup = Setup { clock: Arc::new(now), seed };
        simulators.extend(Simulator::new(part.standard.clone(), setup).map(Arc::new));
    }
    let setup = Setup { clock: Arc::new(now), seed };
    let gateway = |part: &StandardPlan| Gateway::new(&part.standard, &setup, simulators.clone()).map(Arc::new);
    let gateways: Vec<Arc<Gateway>> = plan.standards.iter().filter_map(gateway).collect();
    let serving = spawn_behind(simulators.clone(), gateways.clone()).await.map_err(Failure::internal)?;
    let base_url = format!("http://{}", serving.address);
    let mut standards = std::collections::BTreeMap::new();
    for part in plan.standards.iter().filter(|part| !part.standard.is_called() && part.standard.gateway.is_none()) {
        standards.insert(part.standard.id.clone(), probed(&part.standard, &base_url).map_err(Failure::internal)?);
    }
    for simulator in &simulators {
        let target = simulated(simulator, &base_url).map_err(Failure::internal)?;
        standards.insert(simulator.standard().id.clone(), target);
    }
    for gateway in &gateways {
        let target = fronted(gateway, &base_url).map_err(Failure::internal)?;
        standards.insert(gateway.standard().to_owned(), target);
    }
    plan.standards.retain(|part| standards.contains_key(&part.standard.id));
    Ok((Target::embedded("embedded simulator", standards), serving))
}

/// Waits until the target accepts connections, or the time is over: the run itself says what is wrong then.
async fn wait_for(target: &Target, seconds: u32) {
    if seconds == 0 {
        return;
    }
    anstream::eprintln!("waiting up to {seconds} s for the target");
    let until = Instant::now() + Duration::from_secs(seconds.into());
    for (_, standard) in target.standards.iter() {
        let Ok(url) = url::Url::parse(standard.base_url()) else { continue };
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { continue };
        let address = (host.trim_matches(['[', ']']).to_owned(), port);
        while Instant::now() < until {
            let dial = tokio::net::TcpStream::connect((address.0.as_str(), address.1));
            if tokio::time::timeout(Duration::from_secs(2), dial).await.is_ok_and(|dialled| dialled.is_ok()) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

/// The date and time in Asia/Shanghai.
pub(super) fn now() -> DateTime {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8))).datetime()
}

fn drawn_seed() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| since.subsec_nanos().into())
}

/// A marker that no earlier run against the same target had: the second it began, and two characters of the seed.
fn marker(seed: u64) -> String {
    const LETTERS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let base36 = |mut number: u64, digits: usize| -> String {
        let mut text: Vec<char> = (0..digits)
            .map(|_| {
                let digit = LETTERS[(number % 36) as usize];
                number /= 36;
                digit as char
            })
            .collect();
        text.reverse();
        text.into_iter().collect()
    };
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64);
    format!("zc{}{}", base36(seconds, 9), base36(seed, 2))
}
