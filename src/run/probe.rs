//! Judges what a standard without operations asks of services, by what the calls of the run showed and one call of its own.

use jiff::civil::DateTime;
use serde_json::{Value, json};

use super::engine::Ready;
use super::gate::Gate;
use super::gateway;
use super::older::{Older, at_pace, matters};
use super::settle::{clause_of, root, tls_code};
use super::tape::Recorded;
use super::transport::Place;
use crate::check::{Context, Judged, Page, Sighted, Sighting, Surroundings, decide, sighted, within};
use crate::id::Aspect;
use crate::observation::{HttpAnswer, HttpRequest, WireFault};
use crate::standard::Standard;
use crate::verdict::{Event, ExchangeEvent, Finding, FindingCode, Verdict, VerdictEvent};

/// Makes a few calls of its own and says what they and the other calls of the run showed: of a gateway where the standard
/// rules one, else one POST to the base URL and a look at pages.
pub(super) async fn probe(
    ready: &Ready<'_>,
    (gate, clock): (&Gate, fn() -> DateTime),
    (called, mut seen): (&[(&Ready<'_>, Gate)], Vec<Sighting>),
    emit: &mut dyn FnMut(Event),
) {
    let standard = ready.plan.standard.as_ref();
    let mut own = match &standard.gateway {
        Some(rules) => gateway::sight(ready, rules, (gate, clock), emit).await,
        None => base(ready, gate, emit).await,
    };
    if matters(standard) {
        let mut older = Older::default();
        for (other, gate) in called {
            let others = seen.iter_mut().find(|one| one.standard == other.plan.standard.id);
            if let Some(one) = others {
                one.older_tls = older.ask(standard, (other, gate), emit).await;
            }
        }
        own.older_tls = older.ask(standard, (ready, gate), emit).await;
    }
    seen.push(own);
    for verdict in tell(standard, &seen) {
        // What a part did not see, another may have: that is told when they are joined.
        if ready.plan.part_of.is_none() || verdict.verdict != Verdict::Inconclusive {
            emit(Event::Verdict(Box::new(verdict)));
        }
    }
}

/// What a POST to the base URL shows, and the pages that the target file lists.
async fn base(ready: &Ready<'_>, gate: &Gate, emit: &mut dyn FnMut(Event)) -> Sighting {
    let standard = ready.plan.standard.as_ref();
    let (mut own, exchange) = post(ready, gate).await;
    emit(Event::Exchange(exchange));
    let lists = standard.clauses.iter().filter_map(|clause| clause.probe.as_ref()).map(|probe| &probe.known);
    for list in lists.filter(|list| !list.is_empty()) {
        let Some(addresses) = ready.target.known(list).and_then(Value::as_array) else { continue };
        let mut pages = Vec::new();
        for (index, address) in addresses.iter().enumerate() {
            let place = format!("{list}.{index}");
            let (page, exchange) = page(ready, gate, &place, address.as_str().unwrap_or_default()).await;
            exchange.into_iter().for_each(|exchange| emit(Event::Exchange(exchange)));
            pages.push(page);
        }
        own.pages.insert(list.clone(), pages);
    }
    own
}

/// A bare POST to the base URL: nothing of any standard is asked, but somebody answers or not.
async fn post(ready: &Ready<'_>, gate: &Gate) -> (Sighting, ExchangeEvent) {
    let target = ready.target;
    let media_type = ("content-type".to_owned(), "application/json; charset=UTF-8".to_owned());
    let request = HttpRequest {
        method: "POST".to_owned(),
        url: target.base_url().to_owned(),
        headers: vec![("accept".to_owned(), "*/*".to_owned()), media_type],
        body: b"{}".to_vec(),
    };
    let own = target.headers().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let call = Call { step: "post", plain: &request, own: own.collect(), kept: &nothing };
    let (answer, exchange) = send(ready, gate, call).await;
    let status = answer.as_ref().ok().map(|answer| answer.status);
    let sighting = Sighting {
        standard: ready.plan.standard.id.clone(),
        network: target.network().as_str().to_owned(),
        encrypted: target.base_url().starts_with("https:"),
        answered: usize::from(status.is_some()),
        tls: answer.as_ref().err().and_then(tls),
        // Where nobody answered nothing is, as far as can be told.
        bare: Some(status.unwrap_or(404)),
        ..Sighting::default()
    };
    (sighting, exchange)
}

/// Looks at an address that the target file names: without credentials, and only where it lets files be fetched from.
async fn page(ready: &Ready<'_>, gate: &Gate, step: &str, address: &str) -> (Page, Option<ExchangeEvent>) {
    let host = url::Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned));
    if !host.is_some_and(|host| ready.target.lets_fetch_from(&host)) {
        let reason = format!("`known.{step}` is no address at the host of the base URL or at one of `file_hosts`");
        return (Page::None(reason), None);
    }
    let headers = vec![("accept".to_owned(), "*/*".to_owned())];
    let request = HttpRequest { method: "GET".to_owned(), url: address.to_owned(), headers, body: Vec::new() };
    let (answer, exchange) = send(ready, gate, Call { step, plain: &request, own: Vec::new(), kept: &nothing }).await;
    let page = match answer {
        Ok(answer) => Page::Status(answer.status),
        Err(fault) => Page::None(fault.to_string()),
    };
    (page, Some(exchange))
}

/// A request, and what a recording keeps of it.
pub(super) struct Call<'a> {
    /// Its name.
    pub step: &'a str,
    /// The request as a recording keeps it.
    pub plain: &'a HttpRequest,
    /// Headers that no recording keeps.
    pub own: Vec<(String, String)>,
    /// What a recording keeps of the body of an answer.
    pub kept: &'a (dyn Fn(&HttpAnswer) -> Vec<u8> + Sync),
}

/// Bytes of the longest body that a recording keeps: longer ones are padding.
const KEPT: usize = 64 * 1024;

fn nothing(_: &HttpAnswer) -> Vec<u8> {
    Vec::new()
}

/// Sends a request with the target's own headers, which no recording keeps, nor what was answered beside its status.
pub(super) async fn send(
    ready: &Ready<'_>,
    gate: &Gate,
    Call { step, plain, own, kept }: Call<'_>,
) -> (Result<HttpAnswer, WireFault>, ExchangeEvent) {
    let case = format!("{}/probe", ready.plan.standard.id);
    let place = Place { case: &case, step, reads: true };
    let mut request = plain.clone();
    request.headers.extend(own);
    let answer = at_pace(gate, || ready.transport.send_from(place, &request)).await;
    if let Some(recorder) = ready.transport.recorder().filter(|recorder| recorder.wants_masked()) {
        let bare = answer.clone().map(|answer| HttpAnswer { headers: Vec::new(), body: kept(&answer), ..answer });
        let body = if plain.body.len() > KEPT { Vec::new() } else { plain.body.clone() };
        recorder.masked(Recorded::exact((place.case, place.step), &HttpRequest { body, ..plain.clone() }, &bare));
    }
    let exchange = ExchangeEvent {
        standard: ready.plan.standard.id.clone(),
        operation: String::new(),
        case: case.clone(),
        step: step.to_owned(),
        status: answer.as_ref().ok().map(|answer| answer.status),
        outcome: answer.as_ref().err().map_or_else(|| "answered".to_owned(), ToString::to_string),
        millis: answer.as_ref().map_or(0.0, |answer| answer.elapsed.as_secs_f64() * 1000.0),
    };
    (answer, exchange)
}

fn tls(fault: &WireFault) -> Option<FindingCode> {
    match fault {
        WireFault::Tls(fault) => Some(tls_code(fault.kind)),
        _ => None,
    }
}

/// The verdicts about what was seen, by the readings of the standard.
pub fn tell(standard: &Standard, seen: &[Sighting]) -> Vec<VerdictEvent> {
    sighted(standard, seen).into_iter().map(|sighted| verdict(standard, sighted)).collect()
}

fn verdict(standard: &Standard, Sighted { of, judgement, cause }: Sighted) -> VerdictEvent {
    let (local, aspect) = (judgement.requirement.as_str(), judgement.aspect);
    let finding = |code: FindingCode, expected: &str, actual: Value| Finding {
        code,
        expected: expected.to_owned(),
        actual,
        pointer: String::new(),
        root: root(standard, local, aspect, code),
        step: String::new(),
        reading: None,
        clause: clause_of(standard, local).to_owned(),
        hint: None,
        curl: None,
        sent: None,
        answer: None,
    };
    let (verdict, finding) = match judgement.judged {
        Judged::Pass => (Verdict::Pass, None),
        Judged::NotApplicable(reason) => {
            (Verdict::NotApplicable, Some(finding(FindingCode::NotAsked, "", json!(reason))))
        }
        Judged::NotReached { reason, .. } => {
            let mut found = finding(FindingCode::NotReached, "an observation", json!(reason));
            if let Some((local, code)) = cause {
                found.code = FindingCode::Prerequisite;
                found.root = root(standard, &local, Aspect::Behaviour, code);
            }
            (Verdict::Inconclusive, Some(found))
        }
        Judged::Deviates(deviation) => {
            let surroundings = Surroundings::default();
            let context = Context { standard, operation: "", request: &Value::Null, surroundings: &surroundings };
            let decision = decide(&context, local, aspect, &deviation);
            let verdict = within(decision.verdict, standard.certainty(local));
            let mut found = finding(deviation.code, &deviation.expected, deviation.actual);
            found.pointer = deviation.pointer;
            found.reading = decision.reading;
            (verdict, (verdict != Verdict::Pass).then_some(found))
        }
    };
    let of = if of.is_empty() { "probe".to_owned() } else { format!("seen-in/{of}") };
    VerdictEvent {
        standard: standard.id.clone(),
        operation: String::new(),
        requirement: standard.requirement(local),
        aspect,
        case: format!("{}/{of}", standard.id),
        file: standard.file(None),
        verdict,
        finding,
        millis: 0.0,
    }
}
