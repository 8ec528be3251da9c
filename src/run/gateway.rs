//! Calls a gateway as it should be called, and in ways that differ in one thing.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::civil::DateTime;
use serde_json::{Map, Value};

use super::engine::Ready;
use super::gate::Gate;
use super::probe::{Call, send};
use super::signing::Signer;
use crate::check::{Crossing, End, GatewaySighting, Knock, Published, Sighting};
use crate::observation::{HttpAnswer, HttpRequest, WireFault};
use crate::standard::{Encoding, GatewayRules};
use crate::target::{Front, FrontCall, StandardTarget};
use crate::verdict::Event;

/// What a gateway did with calls of what the target file names behind it.
pub(super) async fn sight(
    ready: &Ready<'_>,
    rules: &GatewayRules,
    (gate, clock): (&Gate, fn() -> DateTime),
    emit: &mut dyn FnMut(Event),
) -> Sighting {
    let target = ready.target;
    let gateway = target.gateway().and_then(|gateway| Some((gateway.front.as_ref()?, gateway.signing.as_ref())));
    let seen = match gateway {
        Some((front, signing)) => {
            let signer = signing.map(|signing| Signer::new(signing, clock));
            let mut caller = Caller { ready, rules, front, signer, gate, emit, calls: BTreeMap::new() };
            caller.call_all().await;
            Some(sighting(rules, front, caller.calls))
        }
        None => None,
    };
    Sighting {
        standard: ready.plan.standard.id.clone(),
        network: target.network().as_str().to_owned(),
        encrypted: target.base_url().starts_with("https:"),
        gateway: seen,
        ..Sighting::default()
    }
}

/// Calls of a service that are wrong in one thing.
const WRONG: [Knock; 4] = [Knock::Unsigned, Knock::Forged, Knock::Stale, Knock::Replayed];

/// Why no long body is sent.
const NO_BODY: &str = "the call in the target file has no `body`, so that none can be long";

/// Calls that are made of a gateway at most: of a service the proper one, wrong ones, and the proper one again.
pub(super) fn calls_of(front: &Front) -> usize {
    let service = front.service.as_ref().map_or(0, |_| 1 + WRONG.len() + 1);
    let site = usize::from(front.site.is_some());
    let carrier = front.service.as_ref().or(front.site.as_ref());
    let bodies = carrier.and_then(|call| call.body.as_ref()).map_or(0, |_| 2);
    service + site + bodies + front.slow.as_ref().map_or(0, |calls| calls.len().min(1))
}

fn published(call: Option<&FrontCall>) -> Published {
    match call {
        None => Published::Nowhere,
        Some(FrontCall { prefix: Some(_), .. }) => Published::Elsewhere,
        Some(_) => Published::ByRule,
    }
}

/// How a call is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Signed {
    Not,
    Well,
    Wrongly,
    LongAgo,
}

/// Makes the calls, one after the other.
struct Caller<'a> {
    ready: &'a Ready<'a>,
    rules: &'a GatewayRules,
    front: &'a Front,
    signer: Option<Signer<'a>>,
    gate: &'a Gate,
    emit: &'a mut dyn FnMut(Event),
    calls: BTreeMap<Knock, Crossing>,
}

impl<'a> Caller<'a> {
    async fn call_all(&mut self) {
        let front = self.front;
        if let Some(service) = &front.service {
            let request = self.request(service, false, 0);
            let once = self.headers(Signed::Well);
            self.knock(Knock::Signed, service, &request, once.clone()).await;
            self.knock(Knock::Unsigned, service, &request, Ok(Vec::new())).await;
            for (knock, signed) in [(Knock::Forged, Signed::Wrongly), (Knock::Stale, Signed::LongAgo)] {
                let headers = self.headers(signed);
                self.knock(knock, service, &request, headers).await;
            }
            self.knock(Knock::Replayed, service, &request, once).await;
            if self.was_hung_up_on() {
                let headers = self.headers(Signed::Well);
                self.knock(Knock::Again, service, &request, headers).await;
            }
        }
        if let Some(site) = &front.site {
            let request = self.request(site, true, 0);
            self.knock(Knock::Site, site, &request, Ok(Vec::new())).await;
        }
        let Some((call, is_site)) = self.carrier() else { return };
        let signed = if is_site { Signed::Not } else { Signed::Well };
        for (knock, bytes) in [
            (Knock::SmallBody, self.rules.body_limit.well_below(front.environment)),
            (Knock::LargeBody, self.rules.body_limit.well_above(front.environment)),
        ] {
            let headers = self.headers(signed).and_then(|headers| match &call.body {
                Some(_) => Ok(headers),
                None => Err(NO_BODY.to_owned()),
            });
            let request = self.request(call, is_site, bytes);
            self.knock(knock, call, &request, headers).await;
        }
        if let Some(slow) = front.slow.as_ref().and_then(|calls| calls.first()) {
            let request = self.request(slow, is_site, 0);
            let headers = patience(self.rules, self.ready.target).and_then(|()| self.headers(signed));
            self.knock(Knock::Slow, slow, &request, headers).await;
        }
    }

    /// What is called where it does not matter what is, and whether it is a site.
    fn carrier(&self) -> Option<(&'a FrontCall, bool)> {
        let front = self.front;
        let site = || front.site.as_ref().map(|site| (site, true));
        front.service.as_ref().map(|service| (service, false)).or_else(site)
    }

    /// Whether it hung up on a wrong call, so that a proper one has to show that it answers others.
    fn was_hung_up_on(&self) -> bool {
        let is_closed = |knock: &Knock| self.calls.get(knock).is_some_and(|one| matches!(one.end, End::Closed(_)));
        WRONG.iter().any(is_closed)
    }

    fn headers(&self, signed: Signed) -> Result<Vec<(String, String)>, String> {
        let signer = || self.signer.as_ref().ok_or_else(|| "the target file has no `signing`".to_owned());
        let stale = i64::try_from(self.rules.signature.stale_seconds).unwrap_or(i64::MAX);
        match signed {
            Signed::Not => Ok(Vec::new()),
            Signed::Well => signer().map(|signer| signer.headers(0)),
            Signed::Wrongly => signer().map(Signer::forged),
            Signed::LongAgo => signer().map(|signer| signer.headers(stale)),
        }
    }

    /// A call behind the gateway, its body as long as asked for.
    fn request(&self, call: &FrontCall, is_site: bool, bytes: u64) -> HttpRequest {
        let (target, paths) = (self.ready.target, &self.rules.paths);
        let by_rule = || {
            let passid = &self.front.passid;
            if is_site { paths.of_site(passid) } else { paths.of_service(passid) }
        };
        let prefix = call.prefix.clone().unwrap_or_else(by_rule);
        let mut headers = vec![("accept".to_owned(), "*/*".to_owned())];
        let encoding = target.encoding().unwrap_or_default();
        let body = call.body.as_ref().map(|members| body(encoding, members, usize::try_from(bytes).unwrap_or(0)));
        if body.is_some() {
            headers.push(("content-type".to_owned(), media_type(encoding).to_owned()));
        }
        HttpRequest {
            method: if body.is_some() { "POST" } else { "GET" }.to_owned(),
            url: format!("{}{prefix}{}", target.base_url(), call.path),
            headers,
            body: body.unwrap_or_default(),
        }
    }

    /// Makes a call, or says why it is not made.
    async fn knock(
        &mut self,
        knock: Knock,
        call: &FrontCall,
        request: &HttpRequest,
        headers: Result<Vec<(String, String)>, String>,
    ) {
        let headers = match headers {
            Ok(headers) => headers,
            Err(reason) => {
                self.calls.insert(knock, Crossing { end: End::Unseen(reason), elapsed: Duration::ZERO });
                return;
            }
        };
        let target = self.ready.target.headers().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let is_through = |answer: &HttpAnswer| call.is_answered_by(answer.status, &answer.body);
        let kept = |answer: &HttpAnswer| if is_through(answer) { call.bare_answer() } else { Vec::new() };
        let own = target.chain(headers).collect();
        let sent = Call { step: step(knock), plain: request, own, kept: &kept };
        let (answer, exchange) = send(self.ready, self.gate, sent).await;
        (self.emit)(Event::Exchange(exchange));
        let elapsed = answer.as_ref().map(|answer| answer.elapsed).unwrap_or_default();
        let end = match answer {
            Ok(answer) if is_through(&answer) => End::Through,
            Ok(answer) => End::Answered(answer.status),
            Err(fault @ WireFault::Closed { .. }) => End::Closed(fault.to_string()),
            Err(fault @ WireFault::Truncated(_)) => End::Cut(fault.to_string()),
            Err(fault) => End::Unseen(fault.to_string()),
        };
        self.calls.insert(knock, Crossing { end, elapsed });
    }
}

/// Whether the run waits longer than a gateway should.
fn patience(rules: &GatewayRules, target: &StandardTarget) -> Result<(), String> {
    let rule = &rules.timeout;
    let needed = Duration::from_secs(rule.seconds + rule.leeway_seconds);
    let own = target.wire().timeout;
    if own > needed {
        return Ok(());
    }
    Err(format!("`timeout_seconds` of the target file is {own:?}: expected more than {needed:?}"))
}

/// What calls would show of a gateway that keeps to everything: what is unseen then, stays so.
pub(super) fn at_best(rules: &GatewayRules, target: &StandardTarget) -> Option<GatewaySighting> {
    let front = target.gateway()?.front.as_ref()?;
    let body = |end: End| match front.service.as_ref().or(front.site.as_ref()).and_then(|call| call.body.as_ref()) {
        Some(_) => end,
        None => End::Unseen(NO_BODY.to_owned()),
    };
    let mut calls: BTreeMap<Knock, End> = WRONG.into_iter().map(|knock| (knock, End::Answered(401))).collect();
    calls.extend([(Knock::Signed, End::Through), (Knock::Site, End::Through)]);
    calls.extend([(Knock::SmallBody, body(End::Through)), (Knock::LargeBody, body(End::Answered(413)))]);
    if front.slow.as_ref().is_some_and(|calls| !calls.is_empty()) {
        let end = patience(rules, target).map_or_else(End::Unseen, |()| End::Answered(504));
        calls.insert(Knock::Slow, end);
    }
    let elapsed = Duration::from_secs(rules.timeout.seconds);
    Some(sighting(rules, front, calls.into_iter().map(|(knock, end)| (knock, Crossing { end, elapsed })).collect()))
}

fn sighting(rules: &GatewayRules, front: &Front, calls: BTreeMap<Knock, Crossing>) -> GatewaySighting {
    GatewaySighting {
        rules: rules.clone(),
        environment: front.environment,
        service: published(front.service.as_ref()),
        site: published(front.site.as_ref()),
        quick: front.slow.as_ref().is_some_and(Vec::is_empty),
        calls,
    }
}

/// The name of a call in events and recordings.
fn step(knock: Knock) -> &'static str {
    match knock {
        Knock::Signed => "signed",
        Knock::Unsigned => "unsigned",
        Knock::Forged => "wrong-signature",
        Knock::Stale => "stale",
        Knock::Replayed => "replayed",
        Knock::Again => "signed-again",
        Knock::SmallBody => "small-body",
        Knock::LargeBody => "large-body",
        Knock::Slow => "slow",
        Knock::Site => "site",
    }
}

fn media_type(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Json => "application/json; charset=UTF-8",
        Encoding::Form => "application/x-www-form-urlencoded; charset=UTF-8",
    }
}

/// A body of at least so many bytes that says the same: blanks inside an object, or a member more in a form.
fn body(encoding: Encoding, members: &Map<String, Value>, bytes: usize) -> Vec<u8> {
    let (mut text, before, end) = match encoding {
        Encoding::Json => {
            let mut text = Value::Object(members.clone()).to_string();
            text.pop();
            (text, ' ', "}")
        }
        Encoding::Form => {
            let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            form.extend_pairs(members.iter().map(|(name, value)| (name, plain(value))));
            let padding = if bytes > 0 { "&padding=" } else { "" };
            (form.finish() + padding, '0', "")
        }
    };
    let lacking = bytes.saturating_sub(text.len() + end.len());
    text.extend(std::iter::repeat_n(before, lacking));
    (text + end).into_bytes()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_longer_body_says_the_same() {
        let members = json!({ "a": "b c", "n": 1 }).as_object().cloned().unwrap_or_default();
        let short = body(Encoding::Json, &members, 0);
        let long = body(Encoding::Json, &members, 5000);
        assert_eq!(long.len(), 5000);
        let read = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
        assert_eq!((read(&long), read(&short)), (Some(json!(members)), Some(json!(members))));
        assert_eq!(body(Encoding::Form, &members, 0), b"a=b+c&n=1");
        let form = body(Encoding::Form, &members, 100);
        assert!(form.len() == 100 && form.starts_with(b"a=b+c&n=1&padding=000"));
    }
}
