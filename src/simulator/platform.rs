//! A conforming implementation of one standard that keeps state, called in-process.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::DateTime;
use serde_json::{Map, Value};

use super::call::Call;
use super::freedoms::{Deviation, Freedom, Habit, Memory, SHORT_CREDENTIAL, View};
use super::lapse::{Decision, Lapse};
use super::layout::Layout;
use super::mutant::Mutant;
use super::operators::{Active, activate};
use super::parties::{Parties, Party};
use super::refusal::Refusal;
use super::respond::Outcome;
use super::{PLATFORMS, decode, respond, validate};
use crate::observation::{HttpAnswer, HttpRequest};
use crate::standard::{Operation, Standard};

/// What a simulator takes from outside, so that a run can be repeated.
#[derive(Clone)]
pub struct Setup {
    /// The time of China, without zone. Dates of what the simulator holds lie before it.
    pub clock: Arc<dyn Fn() -> DateTime + Send + Sync>,
    /// What credentials are drawn from.
    pub seed: u64,
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup").finish_non_exhaustive()
    }
}

/// What one standard needs beyond what its tables say.
pub(crate) trait Platform: Send + Sync {
    /// Does what an accepted request asks for, and gives the payload of the answer.
    fn answer(&self, call: &Call<'_>) -> Result<Value, Refusal>;
    /// What a target file would say of the data that is there from the start.
    fn known(&self) -> Value;
    /// Another platform that holds what this one holds now, and shares nothing with it that changes.
    fn fork(&self) -> Box<dyn Platform>;
    /// A value of a fixture that does not depend on the request.
    fn fixture(&self, _name: &str) -> Option<String> {
        None
    }
    /// Whether the directory has a region of this name.
    fn has_region(&self, _name: &str) -> bool {
        false
    }
    /// The payload beside a refusal.
    fn refused(&self, _operation: &Operation) -> Value {
        Value::Null
    }
    /// The payload of a success that answers no proper call.
    fn passed(&self, _layout: &Layout) -> Value {
        Value::Null
    }
    /// What lies at a path that is no operation's: files that answers lead to.
    fn file(&self, _path: &str, _lapses: &[Lapse]) -> Option<HttpAnswer> {
        None
    }
}

/// A conforming, stateful implementation of one standard, with at most one injected mutant.
pub struct Simulator {
    standard: Arc<Standard>,
    layouts: Arc<Vec<Layout>>,
    parties: Parties,
    platform: Box<dyn Platform>,
    clock: Arc<dyn Fn() -> DateTime + Send + Sync>,
    mutants: Vec<Active>,
    lapses: Vec<Lapse>,
    habits: Vec<Habit>,
    deviation: Option<Deviation>,
    memory: Memory,
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator").field("standard", &self.standard.id).finish_non_exhaustive()
    }
}

impl Simulator {
    /// A simulator of this standard with data to query; none when there is no simulator for its id.
    pub fn new(standard: Arc<Standard>, setup: Setup) -> Option<Self> {
        let (_, build) = PLATFORMS.iter().find(|(id, _)| *id == standard.id)?;
        Some(Self {
            layouts: Arc::new(Layout::all(&standard)),
            parties: Parties::from_seed(setup.seed, &standard.credential),
            clock: Arc::clone(&setup.clock),
            platform: build(setup),
            standard,
            mutants: Vec::new(),
            lapses: Vec::new(),
            habits: Vec::new(),
            deviation: None,
            memory: Memory::default(),
        })
    }

    /// Another simulator that holds what this one holds now, without its faults and freedoms.
    #[must_use]
    pub fn fork(&self) -> Self {
        Self {
            standard: Arc::clone(&self.standard),
            layouts: Arc::clone(&self.layouts),
            parties: self.parties.clone(),
            platform: self.platform.fork(),
            clock: Arc::clone(&self.clock),
            mutants: Vec::new(),
            lapses: Vec::new(),
            habits: Vec::new(),
            deviation: None,
            memory: Memory::default(),
        }
    }

    /// The same simulator with this fault, besides those that it has already.
    #[must_use]
    pub fn with_mutant(mut self, mutant: Mutant) -> Self {
        let active = activate(&mutant, &self.layouts);
        if active.as_ref().and_then(Active::lapse).is_some_and(|lapse| lapse.decision == Decision::Day) {
            self.parties = self.parties.lasting();
        }
        self.lapses.extend(active.iter().filter_map(Active::lapse).cloned());
        self.mutants.extend(active);
        // What looks at other members of an answer comes before what renames or drops them, and what breaks a member before
        // what breaks the object around it.
        let layouts = &self.layouts;
        self.mutants.sort_by_key(|mutant| (!mutant.looks_around(), Reverse(mutant.depth(layouts))));
        self
    }

    /// The same simulator, taking this freedom besides those that it takes already.
    #[must_use]
    pub fn with_freedom(mut self, freedom: &Freedom) -> Self {
        if let Some(read) = freedom.habit.layout {
            Arc::make_mut(&mut self.layouts).iter_mut().for_each(read);
        }
        self.habits.push(freedom.habit);
        self
    }

    /// The same simulator with this deviation.
    #[must_use]
    pub fn with_deviation(mut self, deviation: &Deviation) -> Self {
        if deviation.shortens_credentials() {
            self.parties = self.parties.shortened(SHORT_CREDENTIAL);
        }
        if deviation.takes_late_credentials() {
            self.parties = self.parties.lasting();
        }
        self.deviation = Some(deviation.clone());
        self
    }

    /// The credentials that it knows, by their names in a target file: 32 hexadecimal digits each, or the accounts from
    /// which they are computed.
    pub fn credentials(&self) -> BTreeMap<String, String> {
        self.parties.named(&self.standard.credential)
    }

    /// The data that it holds from the start, as they would stand in a target file.
    pub fn known(&self) -> Value {
        let mut known = self.platform.known();
        for say in self.habits.iter().filter_map(|habit| habit.known) {
            say(&self.standard, &mut known);
        }
        if let Some(deviation) = &self.deviation {
            deviation.known(&self.standard, &mut known);
        }
        known
    }

    /// The standard that it implements.
    pub fn standard(&self) -> &Arc<Standard> {
        &self.standard
    }

    /// Whether one of its operations has this path, or a file that it gave out.
    pub fn serves(&self, path: &str) -> bool {
        self.layout(path).is_some() || self.platform.file(path, &[]).is_some()
    }

    /// Answers one request. A path that neither an operation nor a file has gets status 404, an operation answers with an
    /// envelope under status 200, as far as no freedom says otherwise.
    pub fn handle(&self, request: &HttpRequest) -> HttpAnswer {
        let Some(layout) = self.layout(path(&request.url)) else { return self.file(request) };
        let read: Option<Map<String, Value>> = if self.habits.is_empty() && self.deviation.is_none() {
            None
        } else {
            decode::members(&self.standard, layout, request)
        };
        let nothing = Map::new();
        let mut view = View {
            standard: &self.standard,
            layout,
            sent: read.as_ref().unwrap_or(&nothing),
            body: &request.body,
            refusal: None,
            memory: &self.memory,
        };
        let early = self.habits.iter().filter_map(|habit| habit.before).find_map(|answer| answer(&view, request));
        if let Some(answer) = early {
            return answer;
        }
        let strict = self.mutants.iter().find(|mutant| mutant.refuses(&self.standard, layout, request));
        let refused = self.habits.iter().filter_map(|habit| habit.refuse).find_map(|refuse| refuse(&view));
        let outcome = match refused.or_else(|| strict.map(|_| Refusal::parameter("不支持"))) {
            Some(refusal) => Err(refusal),
            None if self.mutants.iter().any(|mutant| mutant.passes(&self.standard, layout, request)) => {
                Ok(self.platform.passed(layout))
            }
            None => self.outcome(&view, request),
        };
        let refusal = outcome.as_ref().err().cloned();
        let outcome = Outcome { result: outcome, refused: self.platform.refused(&layout.operation) };
        let mut answer = respond::envelope(layout, &self.standard, outcome);
        view.refusal = refusal.as_ref();
        self.habits.iter().filter_map(|habit| habit.answer).for_each(|change| change(&view, &mut answer));
        if let Some(deviation) = &self.deviation {
            deviation.change(&view, &mut answer);
        }
        for mutant in &self.mutants {
            mutant.change(layout, &self.standard, refusal.is_some(), &mut answer);
        }
        let mut answer = http(200, "application/json; charset=UTF-8", Value::Object(answer).to_string());
        self.habits.iter().filter_map(|habit| habit.wire).for_each(|change| change(&view, &mut answer));
        if let Some(deviation) = &self.deviation {
            deviation.write(&view, &mut answer);
        }
        for mutant in &self.mutants {
            mutant.write(layout, refusal.is_some(), &mut answer);
        }
        answer
    }

    /// Whether a request cannot be read as a call of the operation at its path.
    pub(super) fn is_improper(&self, request: &HttpRequest) -> bool {
        let layout = self.layout(path(&request.url));
        layout.is_some_and(|layout| decode::fault(&self.standard, layout, request).is_some())
    }

    /// An envelope that says success, or that refuses, whatever was asked; status 404 where no operation is.
    pub(super) fn envelope(&self, request: &HttpRequest, success: bool) -> HttpAnswer {
        let Some(layout) = self.layout(path(&request.url)) else { return self.file(request) };
        let nothing = layout.operation.empty_result.clone().unwrap_or(Value::Null);
        let result = if success { Ok(nothing) } else { Err(Refusal::parameter("不支持")) };
        let outcome = Outcome { result, refused: self.platform.refused(&layout.operation) };
        let answer = respond::envelope(layout, &self.standard, outcome);
        http(200, "application/json; charset=UTF-8", Value::Object(answer).to_string())
    }

    /// The members of a request as the habits read them.
    fn as_read(&self, view: &View<'_>, mut members: Map<String, Value>) -> Map<String, Value> {
        self.habits.iter().filter_map(|habit| habit.request).for_each(|read| read(view, &mut members));
        if let Some(deviation) = &self.deviation {
            deviation.read(view, &mut members);
        }
        members
    }

    /// A file that an answer led to.
    fn file(&self, request: &HttpRequest) -> HttpAnswer {
        match self.platform.file(path(&request.url), &self.lapses) {
            Some(_) if request.method != "GET" => http(405, "text/plain; charset=UTF-8", "GET only\n".to_owned()),
            Some(answer) => answer,
            None => http(404, "text/plain; charset=UTF-8", "no such path\n".to_owned()),
        }
    }

    fn layout(&self, path: &str) -> Option<&Layout> {
        self.layouts.iter().find(|layout| layout.operation.path == path)
    }

    fn outcome(&self, view: &View<'_>, request: &HttpRequest) -> Result<Value, Refusal> {
        let layout = view.layout;
        let body = self.as_read(view, decode::body(&self.standard, layout, request)?);
        let takes_empty = self.habits.iter().any(|habit| habit.takes_empty);
        let (rule, now) = (&self.standard.credential, (self.clock)());
        let world = validate::World {
            parties: &self.parties,
            rule,
            now,
            platform: &*self.platform,
            lapses: &self.lapses,
            takes_empty,
        };
        let data = layout.answer_member(&self.standard.envelope.data).map_or(&[][..], |field| &field.members);
        let base_url = base_url(request);
        let call = |accepted: &validate::Accepted| {
            self.platform.answer(&Call {
                layout,
                data,
                party: accepted.party,
                values: &accepted.values,
                base_url: &base_url,
                lapses: &self.lapses,
                lapsed: accepted.lapsed,
                habits: &self.habits,
                deviation: self.deviation.as_ref(),
                standard: &self.standard,
            })
        };
        let refusal = match validate::request(layout, &body, &world) {
            Ok(accepted) => return call(&accepted),
            Err(refusal) => refusal,
        };
        if self.keeps_refused(layout) {
            let taken = validate::regardless(layout, &body, &world);
            // Who sends it is known at least, and what a platform answers to itself nobody sees.
            if taken.party != Party::Nobody {
                drop(call(&taken));
            }
        }
        Err(refusal)
    }

    /// Whether a mutant does what it refuses.
    fn keeps_refused(&self, layout: &Layout) -> bool {
        let mut lapses = self.lapses.iter().filter(|lapse| lapse.decision == Decision::Refused);
        lapses.any(|lapse| {
            let clause = self.standard.clause(&lapse.row);
            clause.is_some_and(|clause| clause.operation.as_ref() == Some(&layout.operation.name))
        })
    }
}

/// The path of a URL, absolute or not, without its query.
pub(super) fn path(url: &str) -> &str {
    let after = url.split_once("://").map_or(url, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
    after.split(['?', '#']).next().unwrap_or(after)
}

/// Scheme and authority under which a request came: those of its URL, else the host that it names.
fn base_url(request: &HttpRequest) -> String {
    if let Some((scheme, rest)) = request.url.split_once("://") {
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        return format!("{scheme}://{}", &rest[..end]);
    }
    let host = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("host"));
    format!("http://{}", host.map_or("localhost", |(_, host)| host.as_str()))
}

pub(super) fn http(status: u16, media_type: &str, body: String) -> HttpAnswer {
    let headers = vec![("content-type".to_owned(), media_type.to_owned())];
    HttpAnswer { status, headers, body: body.into_bytes(), elapsed: Duration::ZERO }
}
