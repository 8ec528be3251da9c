//! The proof of what is seen at a gateway: a run through one that conforms, in either environment, broken in one thing.

use std::sync::Arc;

use futures_util::future::{BoxFuture, FutureExt, ready};

use super::{Change, Specimens};
use crate::check::{Coverage, Registry};
use crate::observation::{HttpAnswer, HttpRequest, WireFault};
use crate::plan::StandardPlan;
use crate::prove::fixed_clock;
use crate::prove::front::{call, in_front};
use crate::prove::observe::{runtime, settings};
use crate::run::{Ready, Transport, run_ready};
use crate::schema::Schemas;
use crate::simulator::{Gateway, Habits, Mutant, SERVICE, SITE, SLOW, Setup, gateway_mutants};
use crate::standard::{Environment, Standard, Subject};
use crate::target::{Front, HeaderPrefix, StandardTarget};
use crate::verdict::{Event, TargetIdentity};

/// What is seen at a gateway.
pub struct Gateways;

impl Specimens for Gateways {
    fn subject(&self) -> Subject {
        Subject::Service
    }

    fn mutants(&self, standard: &Standard) -> Vec<Mutant> {
        gateway_mutants(standard)
    }

    fn freedoms(&self, standard: &Standard) -> Vec<String> {
        let ruled = FREEDOMS.iter().filter(|_| standard.gateway.is_some());
        ruled.map(|(name, _)| (*name).to_owned()).collect()
    }

    fn judge(&self, standard: &Standard, change: Change<'_>) -> Result<Vec<Event>, String> {
        let mut events = Vec::new();
        for environment in [Environment::Test, Environment::Production] {
            let mut specimen = Specimen::of(standard, environment)?;
            match change {
                Change::None => {}
                Change::Mutant(mutant) => specimen.gateway = specimen.gateway.with_mutant(mutant),
                Change::Freedom(name) => {
                    let found = FREEDOMS.iter().find(|(known, _)| *known == name);
                    found.ok_or_else(|| format!("no freedom {name}"))?.1(&mut specimen);
                }
            }
            events.extend(specimen.run(standard)?);
        }
        Ok(events)
    }
}

/// A gateway, and what a target file says of it.
struct Specimen {
    gateway: Gateway,
    front: Front,
    header_prefix: HeaderPrefix,
    /// It hangs up instead of refusing.
    silent: bool,
}

impl Specimen {
    fn of(standard: &Standard, environment: Environment) -> Result<Self, String> {
        let setup = Setup { clock: Arc::new(fixed_clock), seed: 1 };
        let gateway = Gateway::new(standard, &setup, Vec::new());
        let mut gateway = gateway.ok_or_else(|| format!("{} rules no gateway", standard.id))?;
        gateway.environment = environment;
        let front = Front {
            passid: gateway.passid.clone(),
            environment,
            service: Some(call(SERVICE)),
            site: Some(call(SITE)),
            slow: Some(vec![call(SLOW)]),
        };
        Ok(Self { gateway, front, header_prefix: HeaderPrefix::Tif, silent: false })
    }

    /// The stream of a run of the probes alone.
    fn run(self, standard: &Standard) -> Result<Vec<Event>, String> {
        let Self { gateway, front, header_prefix, silent } = self;
        let target = StandardTarget::new("http://127.0.0.1:1").map_err(|error| error.to_string())?;
        let target = target.with_gateway(in_front(&gateway, header_prefix, front));
        let transport = Through { gateway, silent };
        let plan = StandardPlan::without_cases(standard);
        let schemas = Schemas::compile(standard).map_err(|error| error.to_string())?;
        let coverage = Coverage::of(&plan, &|_| true);
        let ready =
            [Ready { plan: &plan, schemas: &schemas, coverage: &coverage, target: &target, transport: &transport }];
        let (_keep, settings) = settings();
        let mut events = Vec::new();
        let mut sink = |event| events.push(event);
        let (identity, registry) = (TargetIdentity::default(), Registry::default());
        runtime()?.block_on(run_ready(&ready, identity, 1, &registry, &settings, &mut sink));
        Ok(events)
    }
}

/// Hands requests to a gateway of this process.
struct Through {
    gateway: Gateway,
    silent: bool,
}

impl Transport for Through {
    fn send<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, WireFault>> {
        let answer = self.gateway.handle(request);
        let is_silent = self.silent && matches!(answer.status, 401 | 413);
        ready(if is_silent { Err(WireFault::Closed { reused: false }) } else { Ok(answer) }).boxed()
    }
}

/// Lets a gateway, or what is said of it, be otherwise.
type Take = fn(&mut Specimen);

/// What a gateway may do otherwise.
const FREEDOMS: &[(&str, Take)] = &[
    ("refusals under HTTP 200", |one| one.gateway.habits.refusal = 200),
    ("refusals under HTTP 500", |one| one.gateway.habits.refusal = 500),
    ("refusals as if nothing were there", |one| one.gateway.habits.refusal = 404),
    ("refusals by hanging up", |one| one.silent = true),
    ("a million of ten to the sixth", |one| one.gateway.habits = Habits { million: 1_000_000, ..one.gateway.habits }),
    ("a gateway that waits for longer", |one| one.gateway.habits.patience = 1000),
    ("a gateway that gives up early", |one| one.gateway.habits.patience = 33),
    ("a gateway that gives up later", |one| one.gateway.habits.patience = 150),
    ("another name of the headers", |one| one.header_prefix = HeaderPrefix::Rio),
    ("another passid", |one| {
        one.gateway.passid = "0815".to_owned();
        one.front.passid = "0815".to_owned();
    }),
    ("nothing slow behind it", |one| one.front.slow = Some(Vec::new())),
    ("a service alone", |one| one.front.site = None),
    ("a site alone", |one| {
        one.front.service = None;
        one.front.slow = Some(Vec::new());
    }),
    ("a path that the administrator has set", |one| {
        let prefix = one.gateway.service_prefix();
        if let Some(service) = &mut one.front.service {
            service.prefix = Some(prefix);
        }
    }),
];
