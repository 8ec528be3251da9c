//! `run`: tests a provider.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use clap::Args;
use futures_util::FutureExt;
use jiff::civil::DateTime;

use super::common::{DataArgs, Failure, SelectionArgs, say};
use super::explore;
use crate::check::Registry;
use crate::plan::Plan;
use crate::policy::{FailOn, Outcome, outcome};
use crate::prove::simulated;
use crate::report::{JsonLines, Junit, JunitMode, Reporters, Terminal, TerminalOptions};
use crate::run::{HttpTransport, Settings, Transport, Transports, has_credential, run as run_plan};
use crate::simulator::{Serving, Setup, Simulator, spawn_on_loopback};
use crate::standard::{Effect, Library, Standard};
use crate::target::{StandardTarget, Target, load_for};
use crate::verdict::{Event, RunFinished};

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
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub jobs: usize,
    /// Folder of the reports.
    #[arg(long, value_name = "DIR", default_value = "reports/out")]
    pub out: PathBuf,
    /// Print the conclusion alone.
    #[arg(long)]
    pub quiet: bool,
    /// What makes the run fail.
    #[arg(long, value_name = "WHAT", value_enum, default_value = "fail")]
    pub fail_on: FailOn,
    /// Send nothing; print what would be sent and what will stay inconclusive.
    #[arg(long)]
    pub dry_run: bool,
    /// Draw this many further requests of each standard, and make those that show something smaller.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub explore: usize,
    /// Wait this long for the target to accept connections.
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    pub wait_for: u64,
    /// One JUnit test case a requirement, or a verdict.
    #[arg(long, value_name = "MODE", value_enum, default_value = "per-requirement")]
    pub junit: JunitModeArg,
    #[command(flatten)]
    data: DataArgs,
}

/// Values of `--junit`.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum JunitModeArg {
    /// One test case for each requirement, aspect and operation.
    PerRequirement,
    /// One test case for each verdict.
    PerCase,
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
    _serving: Option<Serving>,
}

async fn run_async(args: &RunArgs) -> Result<Outcome, Failure> {
    let library = args.data.library()?;
    let prepared = prepare(args, &library).await?;
    if args.dry_run {
        say(&dry_run(&prepared));
        return Ok(Outcome::Conforming);
    }
    wait_for(&prepared.target, args.wait_for).await;
    let (stop_sender, stop) = tokio::sync::watch::channel(false);
    // Polled once here, so that no signal after this line ends the run without its reports.
    let mut interrupt = Box::pin(tokio::signal::ctrl_c());
    let early = interrupt.as_mut().now_or_never();
    let interrupted = tokio::spawn(async move {
        let pressed = match early {
            Some(pressed) => pressed,
            None => interrupt.await,
        };
        if pressed.is_ok() {
            anstream::eprintln!("stopping: the reports are still written");
            let _ = stop_sender.send(true);
        }
        std::future::pending::<()>().await;
    });
    let mut reporting = reporters(args)?.in_background();
    let mut findings = explore::Findings::default();
    let mut sink = |event: Event| {
        findings.note(&event);
        reporting.event(event);
    };
    let finished = execute(&prepared.plan, &prepared.target, args.jobs, stop.clone(), &mut sink).await;
    let written = reporting.finish();
    let finished = finished?;
    if args.explore > 0 {
        say(&explore::smallest(&prepared.plan, &prepared.target, stop, &findings).await?);
    }
    interrupted.abort();
    let outcome = outcome(&finished.totals, finished.stopped, args.fail_on);
    match written {
        Ok(()) => Ok(outcome),
        Err(errors) => Err(Failure::internal(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))),
    }
}

/// Runs a plan over HTTP and hands every event to `sink`.
///
/// # Errors
/// When the run cannot begin; never for what a target does.
pub(super) async fn execute(
    plan: &Plan,
    target: &Target,
    jobs: usize,
    stop: tokio::sync::watch::Receiver<bool>,
    sink: &mut dyn FnMut(Event),
) -> Result<RunFinished, Failure> {
    let mut http = Vec::new();
    for part in &plan.standards {
        let id = part.standard.id.clone();
        let Some(standard) = target.standard(&id) else { continue };
        http.push((id, HttpTransport::new(standard.wire()).map_err(Failure::usage)?));
    }
    let transports: Transports<'_> =
        http.iter().map(|(id, transport)| (id.clone(), transport as &dyn Transport)).collect();
    let settings = settings(plan.seed, jobs, stop);
    run_plan(plan, target, &transports, &Registry::default(), &settings, sink).await.map_err(Failure::usage)
}

/// Settings of a run, with a marker of its own.
pub(super) fn settings(seed: u64, jobs: usize, stop: tokio::sync::watch::Receiver<bool>) -> Settings {
    Settings { jobs, marker: marker(seed), clock: now, stop }
}

async fn prepare(args: &RunArgs, library: &Library) -> Result<Prepared, Failure> {
    let seed = args.seed.unwrap_or_else(drawn_seed);
    let selection = args.selection.selection();
    let mut plan = args.data.plan(library, &selection, seed)?;
    if args.explore > 0 {
        explore::add(&mut plan, args.explore, &selection.operations);
    }
    if let Some(path) = &args.target {
        let target = load_for(path, library).map_err(Failure::usage)?;
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
        return Ok(Prepared { plan, target, _serving: None });
    }
    let (target, serving) = embedded(&mut plan, seed).await?;
    Ok(Prepared { plan, target, _serving: Some(serving) })
}

/// The embedded simulators of the plan's standards, served on loopback.
async fn embedded(plan: &mut Plan, seed: u64) -> Result<(Target, Serving), Failure> {
    let mut simulators = Vec::new();
    for part in &plan.standards {
        let setup = Setup { clock: Arc::new(now), seed };
        simulators.extend(Simulator::new(part.standard.clone(), setup).map(Arc::new));
    }
    plan.standards.retain(|part| simulators.iter().any(|simulator| simulator.standard().id == part.standard.id));
    let serving = spawn_on_loopback(simulators.clone()).await.map_err(Failure::internal)?;
    let base_url = format!("http://{}", serving.address);
    let mut standards = std::collections::BTreeMap::new();
    for simulator in &simulators {
        let target = simulated(simulator, &base_url).map_err(Failure::internal)?;
        standards.insert(simulator.standard().id.clone(), target);
    }
    Ok((Target::embedded("embedded simulator", standards), serving))
}

fn reporters(args: &RunArgs) -> Result<Reporters, Failure> {
    let folder =
        |error: std::io::Error| Failure::usage(format!("cannot write reports to {}: {error}", args.out.display()));
    let mode = match args.junit {
        JunitModeArg::PerRequirement => JunitMode::PerRequirement,
        JunitModeArg::PerCase => JunitMode::PerCase,
    };
    let mut reporters = Reporters::new();
    reporters.add(JsonLines::create(&args.out.join("events.jsonl")).map_err(folder)?);
    reporters.add(Junit::create(&args.out.join("junit.xml"), mode, args.data.lang).map_err(folder)?);
    let options = TerminalOptions { language: args.data.lang, quiet: args.quiet, fail_on: args.fail_on };
    reporters.add(Terminal::stdout(options));
    Ok(reporters)
}

/// Waits until the target accepts connections, or the time is over: the run itself says what is wrong then.
async fn wait_for(target: &Target, seconds: u64) {
    let until = Instant::now() + Duration::from_secs(seconds);
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

fn dry_run(prepared: &Prepared) -> String {
    let mut text = String::new();
    for part in &prepared.plan.standards {
        let standard = &part.standard;
        let target = prepared.target.standard(&standard.id);
        let claimed = |name: &str| target.is_none_or(|target| target.claims(name));
        let cases: Vec<_> = part.cases.iter().filter(|case| claimed(&case.operation)).collect();
        let times = |step: &crate::plan::Step| step.for_each.as_ref().map_or(1, |each| each.max);
        let steps = cases.iter().flat_map(|case| &case.steps).chain(part.fixtures.iter().flat_map(|f| &f.steps));
        // What only follows from an earlier end may be sent too.
        let sent: usize = steps.clone().map(times).sum();
        let creating = |step: &&crate::plan::Step| {
            standard.operation(&step.operation).is_some_and(|operation| operation.effect == Effect::Create)
        };
        let creates: usize = steps.filter(|step| step.when.is_none()).filter(creating).map(times).sum();
        let allowed = target.and_then(|target| target.max_creates());
        text.push_str(&format!(
            "{}\n  cases                {}\n  exchanges at most    {sent}\n",
            standard.id,
            cases.len()
        ));
        text.push_str(&format!("  of them creating     {creates}"));
        match allowed {
            Some(allowed) if (allowed as usize) < creates => {
                text.push_str(&format!(", max_creates allows {allowed}: what needs more will be inconclusive\n"));
            }
            _ => text.push('\n'),
        }
        let lacks = |need: &str| target.is_some_and(|target| lacks(standard, target, need));
        let mut needs: Vec<(&str, usize)> = Vec::new();
        for need in cases.iter().flat_map(|case| &case.needs).filter(|need| lacks(need)) {
            match needs.iter_mut().find(|(name, _)| name == need) {
                Some((_, count)) => *count += 1,
                None => needs.push((need, 1)),
            }
        }
        for (need, count) in needs {
            text.push_str(&format!("  inconclusive without {need}: {count} cases\n"));
        }
        let rate = target.and_then(|target| target.requests_per_second());
        if let Some(rate) = rate {
            text.push_str(&format!("  at least             {:.0} s at {rate} requests a second\n", sent as f64 / rate));
        }
    }
    text
}

fn lacks(standard: &Standard, target: &StandardTarget, need: &str) -> bool {
    match need.split_once('.') {
        Some(("credentials", name)) => !has_credential(&standard.credential, target, name),
        Some(("known", path)) => target.known(path).is_none(),
        _ => false,
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
