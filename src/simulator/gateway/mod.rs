//! A gateway in front of simulators: it checks signatures and lengths, takes its prefix away and hands on.
//!
//! What it keeps to stands in the data of the standard that rules it. Beside the simulators it has a small service and a
//! site of its own behind it, which a target file may name without knowing what else is there.

mod faults;
mod signature;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::DateTime;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde_json::{Value, json};

use super::mutant::Mutant;
use super::platform::{Setup, Simulator, http, path};
use crate::observation::{HttpAnswer, HttpRequest};
use crate::standard::{Environment, GatewayRules, Standard};
pub use faults::gateway_mutants;
use faults::{Fault, fault_of};
use signature::{Keeper, Knowing};

/// The id under which everything behind the gateway is published, and which calls it.
const PASSID: &str = "yst_example";
/// A service behind the gateway.
pub const SERVICE: &str = "/example/service";
/// A service that takes longer than the gateway waits.
pub const SLOW: &str = "/example/slow";
/// A site behind the gateway.
pub const SITE: &str = "/example/site";
/// How long the slow one takes, in units of what the gateway waits.
const LONG: u32 = 2;

/// How a conforming gateway may behave where nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Habits {
    /// HTTP status of its own refusals.
    pub refusal: u16,
    /// A million of bytes.
    pub million: u64,
    /// How long it waits, in hundredths of the default.
    pub patience: u32,
}

impl Default for Habits {
    fn default() -> Self {
        Self { refusal: 401, million: 1024 * 1024, patience: 100 }
    }
}

/// A gateway with at most one fault.
pub struct Gateway {
    standard: String,
    rules: GatewayRules,
    /// The id in its paths.
    pub passid: String,
    /// The token with which calls are signed.
    pub token: String,
    /// Where it stands.
    pub environment: Environment,
    /// What it does where nothing is said.
    pub habits: Habits,
    clock: Arc<dyn Fn() -> DateTime + Send + Sync>,
    keeper: Keeper,
    fault: Option<Fault>,
    behind: Vec<Arc<Simulator>>,
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway").field("standard", &self.standard).field("fault", &self.fault).finish_non_exhaustive()
    }
}

/// What is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Published {
    Service,
    Site,
}

impl Gateway {
    /// A gateway of the test environment in front of these simulators; none when the standard rules none.
    pub fn new(standard: &Standard, setup: &Setup, behind: Vec<Arc<Simulator>>) -> Option<Self> {
        let mut random = ChaCha8Rng::seed_from_u64(setup.seed);
        Some(Self {
            standard: standard.id.clone(),
            rules: standard.gateway.clone()?,
            passid: PASSID.to_owned(),
            token: format!("{:016x}{:016x}", random.next_u64(), random.next_u64()),
            environment: Environment::Test,
            habits: Habits::default(),
            clock: Arc::clone(&setup.clock),
            keeper: Keeper::default(),
            fault: None,
            behind,
        })
    }

    /// The same gateway with this fault.
    #[must_use]
    pub fn with_mutant(mut self, mutant: &Mutant) -> Self {
        self.fault = fault_of(mutant);
        self
    }

    /// The standard that rules it.
    pub fn standard(&self) -> &str {
        &self.standard
    }

    /// What it puts before the path of a service.
    pub fn service_prefix(&self) -> String {
        self.rules.paths.of_service(&self.passid)
    }

    /// What it puts before the path of a site.
    pub fn site_prefix(&self) -> String {
        self.rules.paths.of_site(&self.passid)
    }

    /// Whether a path is below one of its prefixes.
    pub fn serves(&self, path: &str) -> bool {
        let below = |prefix: String| path.strip_prefix(&prefix).is_some_and(|rest| rest.starts_with('/'));
        below(self.service_prefix()) || below(self.site_prefix())
    }

    /// Lets a request through, or refuses it. What takes long has taken it: nobody is kept waiting here.
    pub fn handle(&self, request: &HttpRequest) -> HttpAnswer {
        let Some((published, rest)) = self.published(path(&request.url)) else { return no_such_path() };
        if request.body.len() as u64 > self.limit() {
            return refusal(413, "the body is too large");
        }
        let guarded = published == Published::Service || self.has(Fault::SiteGuarded);
        if guarded && let Err(reason) = self.admits(request) {
            return refusal(self.habits.refusal, reason);
        }
        let keeps = published == Published::Service && self.has(Fault::PrefixKept);
        let rest = if keeps { path(&request.url).to_owned() } else { rest };
        let own = match (published, rest.as_str()) {
            (Published::Service, SERVICE) | (Published::Site, SITE) => Some(greeting()),
            (Published::Service, SLOW) => Some(self.waited(greeting())),
            _ => None,
        };
        own.unwrap_or_else(|| self.handed_on(published, &rest, request))
    }

    /// What is meant by a path, without what the gateway puts before it.
    fn published(&self, path: &str) -> Option<(Published, String)> {
        let below = |prefix: String| path.strip_prefix(&prefix).filter(|rest| rest.starts_with('/')).map(str::to_owned);
        let service = below(self.service_prefix()).filter(|_| !self.has(Fault::ServiceGone));
        let site = || below(self.site_prefix()).filter(|_| !self.has(Fault::SiteGone));
        service.map(|rest| (Published::Service, rest)).or_else(|| site().map(|rest| (Published::Site, rest)))
    }

    fn handed_on(&self, published: Published, rest: &str, request: &HttpRequest) -> HttpAnswer {
        let found = self.behind.iter().find(|simulator| simulator.serves(rest));
        let Some(simulator) = found.filter(|_| published == Published::Service) else { return no_such_path() };
        let before = path(&request.url);
        let url = request.url.replacen(before, rest, 1);
        simulator.handle(&HttpRequest { url, ..request.clone() })
    }

    /// The largest body, in bytes.
    fn limit(&self) -> u64 {
        let environment = match (self.has(Fault::LimitOfOther), self.environment) {
            (true, Environment::Test) => Environment::Production,
            (true, Environment::Production) => Environment::Test,
            (false, own) => own,
        };
        let bytes = self.rules.body_limit.millions(environment) * self.habits.million;
        match self.fault {
            Some(Fault::LimitIgnored) => u64::MAX,
            Some(Fault::LimitHalved) => bytes / 2,
            _ => bytes,
        }
    }

    fn admits(&self, request: &HttpRequest) -> Result<(), &'static str> {
        let knowing = Knowing {
            paasid: &self.passid,
            token: &self.token,
            rule: &self.rules.signature,
            now: (self.clock)(),
            fault: self.fault,
        };
        self.keeper.admits(request, &knowing)
    }

    /// What somebody gets who asked for something slow: an answer of the gateway, if it does not wait that long.
    fn waited(&self, answer: HttpAnswer) -> HttpAnswer {
        let default = Duration::from_secs(self.rules.timeout.seconds);
        let (needed, patience) = (default * LONG, default * self.habits.patience / 100);
        if patience > needed {
            return HttpAnswer { elapsed: needed, ..answer };
        }
        HttpAnswer { elapsed: patience, ..refusal(504, "nothing came back in time") }
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }
}

fn greeting() -> HttpAnswer {
    http(200, "application/json; charset=UTF-8", json!({ "ok": true }).to_string())
}

/// What the service and the site behind every simulated gateway say on success, by JSON pointer.
pub fn greeted() -> Value {
    json!({ "/ok": true })
}

fn refusal(status: u16, reason: &str) -> HttpAnswer {
    let body: Value = json!({ "code": 400_000 + u32::from(status), "msg": reason });
    http(status, "application/json; charset=UTF-8", body.to_string())
}

fn no_such_path() -> HttpAnswer {
    refusal(404, "nothing is published there")
}
