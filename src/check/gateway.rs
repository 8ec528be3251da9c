//! What a gateway in front of services did with a few calls: which it let through, which it refused, how long it waited.
//!
//! A call that is wrong on purpose says something beside its twin alone, the signed call that was let through.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::scene::{Deviation, Judged};
use crate::standard::{Environment, GatewayRules, Sight};
use crate::verdict::FindingCode;

/// What was seen of a gateway.
#[derive(Debug, Clone, PartialEq)]
pub struct GatewaySighting {
    /// What is asked of it.
    pub rules: GatewayRules,
    /// Where it stands.
    pub environment: Environment,
    /// Whether a service could be called, and where.
    pub service: Published,
    /// The same of a site.
    pub site: Published,
    /// Nothing behind it takes longer than it waits, as the target file says.
    pub quick: bool,
    /// The calls that were made.
    pub calls: BTreeMap<Knock, Crossing>,
}

/// Where something is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// The target file names none.
    Nowhere,
    /// Where the rule of paths has it.
    ByRule,
    /// Where the administrator has set it.
    Elsewhere,
}

/// A call of a gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Knock {
    /// A service, signed as it should be.
    Signed,
    /// The same without a signature.
    Unsigned,
    /// With a signature that differs.
    Forged,
    /// With a signature of long ago.
    Stale,
    /// The signed call once more, as it was.
    Replayed,
    /// A signed call after wrong ones on which the gateway hung up.
    Again,
    /// A body well below the limit.
    SmallBody,
    /// A body well above the limit.
    LargeBody,
    /// A call that what is behind the gateway takes long to answer.
    Slow,
    /// A site, without a signature.
    Site,
}

/// What became of a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossing {
    /// How it ended.
    pub end: End,
    /// From the first byte sent to the last byte read.
    pub elapsed: Duration,
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// What is behind the gateway answered as the target file says.
    Through,
    /// Somebody answered otherwise, under this HTTP status.
    Answered(u16),
    /// The connection was closed instead of an answer.
    Closed(String),
    /// It was closed in the middle of one.
    Cut(String),
    /// Nothing can be told, for this reason.
    Unseen(String),
}

/// What is said of a clause, with the clause and finding that are to blame where nothing was seen of it.
pub(super) struct Told {
    pub judged: Judged,
    pub cause: Option<(Sight, FindingCode)>,
}

impl From<Judged> for Told {
    fn from(judged: Judged) -> Self {
        Self { judged, cause: None }
    }
}

/// Judges one clause by what was seen.
pub(super) fn judged(sight: Sight, seen: &GatewaySighting) -> Told {
    const REFUSED: &str = "a refusal by the gateway";
    match sight {
        Sight::GatewaySigned => opened(seen, Knock::Signed),
        Sight::GatewayService => published(seen, Knock::Signed),
        Sight::GatewayOpen => opened(seen, Knock::Site),
        Sight::GatewaySite => published(seen, Knock::Site),
        Sight::GatewayUnsigned => refused(seen, Knock::Unsigned, REFUSED),
        Sight::GatewayForged => refused(seen, Knock::Forged, REFUSED),
        Sight::GatewayStale => refused(seen, Knock::Stale, "a refusal: the signature is of long ago"),
        Sight::GatewayReplayed => refused(seen, Knock::Replayed, "a refusal: the call was made before"),
        Sight::GatewayBody => body(seen),
        Sight::GatewayTimeout => timeout(seen),
        _ => unseen("it is not seen at a gateway").into(),
    }
}

/// A proper call is let through.
fn opened(seen: &GatewaySighting, knock: Knock) -> Told {
    let (published, path) = place(seen, knock);
    match (published, end(seen, knock)) {
        (Published::Nowhere, _) => nowhere(knock),
        (_, Ok(End::Through)) => Judged::Pass.into(),
        (Published::ByRule, Ok(End::Answered(404))) => {
            let judged = unseen("nothing is published at the path of the rule");
            Told { judged, cause: Some((path, FindingCode::NoSuchPath)) }
        }
        (_, Ok(End::Answered(status))) if is_refusal(status) => {
            let expected = "the answer that the target file describes";
            deviates(FindingCode::ValidRefused, expected, json!(format!("HTTP {status}"))).into()
        }
        (_, Ok(End::Answered(status))) => unseen(&unclear(status)).into(),
        (_, Ok(End::Closed(reason) | End::Cut(reason) | End::Unseen(reason)) | Err(reason)) => unseen(&reason).into(),
    }
}

/// Something is called where the rule has it.
fn published(seen: &GatewaySighting, knock: Knock) -> Told {
    match (place(seen, knock).0, end(seen, knock)) {
        (Published::Nowhere, _) => nowhere(knock),
        (Published::Elsewhere, _) => {
            Judged::NotApplicable("the target file names the path that the administrator has set".to_owned()).into()
        }
        (_, Ok(End::Through)) => Judged::Pass.into(),
        (_, Ok(End::Answered(404))) => {
            let expected = match knock {
                Knock::Site => &seen.rules.paths.site,
                _ => &seen.rules.paths.service,
            };
            deviates(FindingCode::NoSuchPath, expected, json!("HTTP 404")).into()
        }
        _ => behind(seen, knock),
    }
}

/// A call that is wrong in one thing is refused, whatever a refusal looks like.
fn refused(seen: &GatewaySighting, knock: Knock, expected: &str) -> Told {
    match (seen.service, end(seen, knock)) {
        (Published::Nowhere, _) => nowhere(knock),
        (_, Ok(End::Through)) => deviates(FindingCode::CredentialUnchecked, expected, json!("let through")).into(),
        _ if !is_through(seen, Knock::Signed) => behind(seen, Knock::Signed),
        // Who has no time refuses everybody.
        (_, Ok(End::Answered(status))) if is_busy(status) => unseen(&unclear(status)).into(),
        (_, Ok(End::Answered(_))) => Judged::Pass.into(),
        // It answers proper calls before and after, and hangs up on this one: that is its way to refuse.
        (_, Ok(End::Closed(_))) if is_through(seen, Knock::Again) => Judged::Pass.into(),
        (_, Ok(End::Closed(reason) | End::Cut(reason) | End::Unseen(reason)) | Err(reason)) => unseen(&reason).into(),
    }
}

/// A large body is refused in any way, a small one is let through.
fn body(seen: &GatewaySighting) -> Told {
    let limit = &seen.rules.body_limit;
    let of = |bytes: u64| format!("{bytes} bytes in the {} environment", seen.environment.as_str());
    let (small, large) = (limit.well_below(seen.environment), limit.well_above(seen.environment));
    let twin = carrier(seen);
    match (end(seen, Knock::SmallBody), end(seen, Knock::LargeBody)) {
        (_, Ok(End::Through)) => {
            let expected = format!("{} are refused", of(large));
            deviates(FindingCode::TooLongAccepted, &expected, json!("let through")).into()
        }
        _ if !is_through(seen, twin) => behind(seen, twin),
        (Ok(End::Answered(status)), _) if !is_refusal(status) => unseen(&unclear(status)).into(),
        (_, Ok(End::Answered(status))) if is_busy(status) => unseen(&unclear(status)).into(),
        (Ok(End::Answered(status)), _) => {
            let expected = format!("{} are let through", of(small));
            deviates(FindingCode::MaximumRefused, &expected, json!(format!("HTTP {status}"))).into()
        }
        (Ok(End::Through), Ok(End::Answered(_) | End::Closed(_) | End::Cut(_))) => Judged::Pass.into(),
        (Ok(End::Closed(reason) | End::Cut(reason) | End::Unseen(reason)) | Err(reason), _)
        | (_, Ok(End::Unseen(reason)) | Err(reason)) => unseen(&reason).into(),
    }
}

/// What waits for long is answered by the gateway. How long it waits may be set, so that this tells which layer answered.
fn timeout(seen: &GatewaySighting) -> Told {
    let rule = &seen.rules.timeout;
    let (least, most) = (rule.seconds - rule.leeway_seconds.min(rule.seconds), rule.seconds + rule.leeway_seconds);
    let expected = format!("an answer of the gateway after {} s", rule.seconds);
    let Some(Crossing { end, elapsed }) = seen.calls.get(&Knock::Slow) else {
        if seen.quick {
            let reason = "nothing behind the gateway takes longer, as the target file says";
            return Judged::NotApplicable(reason.to_owned()).into();
        }
        return unseen("the target file names no call under `gateway.slow` that takes longer").into();
    };
    let after = format!("after {:.0} s", elapsed.as_secs_f64());
    let told = |layer: &str| json!(format!("{layer} {after}"));
    let twin = carrier(seen);
    match end {
        End::Unseen(reason) => unseen(reason).into(),
        _ if !is_through(seen, twin) => behind(seen, twin),
        End::Through if elapsed.as_secs() < least => {
            let wanted = "`gateway.slow` of the target file has to name a call that takes longer";
            unseen(&format!("what is behind it answered {after}: {wanted}")).into()
        }
        // Who says that there was no time says who waited; one that says so at once has not waited.
        End::Answered(status) if (1..least).contains(&elapsed.as_secs()) && is_late(*status) => {
            deviates(FindingCode::DefaultNotApplied, &expected, told("the gateway answered")).into()
        }
        End::Answered(status) if elapsed.as_secs() < least => {
            unseen(&format!("HTTP {status} {after} does not say which layer answered, or why")).into()
        }
        End::Closed(reason) | End::Cut(reason) if elapsed.as_secs() < least => unseen(reason).into(),
        End::Through => deviates(FindingCode::DefaultNotApplied, &expected, told("what is behind it answered")).into(),
        _ if elapsed.as_secs() > most => {
            deviates(FindingCode::DefaultNotApplied, &expected, told("the gateway answered")).into()
        }
        End::Answered(_) | End::Closed(_) | End::Cut(_) => Judged::Pass.into(),
    }
}

/// The proper call beside which calls of any path are judged.
fn carrier(seen: &GatewaySighting) -> Knock {
    if seen.service == Published::Nowhere { Knock::Site } else { Knock::Signed }
}

/// Where a proper call went, and the clause of its path.
fn place(seen: &GatewaySighting, knock: Knock) -> (Published, Sight) {
    match knock {
        Knock::Site => (seen.site, Sight::GatewaySite),
        _ => (seen.service, Sight::GatewayService),
    }
}

/// Whether a status other than that of success says that this very call is not wanted. Redirects, errors of what is behind
/// the gateway and limits of rate say nothing of that, and an answer of success is only not the one that was described.
fn is_refusal(status: u16) -> bool {
    (400..500).contains(&status) && !is_busy(status)
}

/// Whether a status says that no call is taken now.
fn is_busy(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 502..=504)
}

/// Whether a status says that what is behind took too long.
fn is_late(status: u16) -> bool {
    matches!(status, 408 | 502..=504)
}

fn unclear(status: u16) -> String {
    match status {
        200..=299 => format!("HTTP {status}, but not what the target file describes under `answers`"),
        300..=399 => format!("HTTP {status} leads elsewhere: name the path that it leads to"),
        _ => format!("HTTP {status} does not say what became of the call"),
    }
}

fn end(seen: &GatewaySighting, knock: Knock) -> Result<End, String> {
    let crossing = seen.calls.get(&knock);
    crossing.map(|crossing| crossing.end.clone()).ok_or_else(|| "no such call was made".to_owned())
}

fn is_through(seen: &GatewaySighting, knock: Knock) -> bool {
    end(seen, knock) == Ok(End::Through)
}

/// Nothing is told, since the proper call was not let through: whatever is to blame for that is to blame here.
fn behind(seen: &GatewaySighting, twin: Knock) -> Told {
    let (published, path) = place(seen, twin);
    let open = if twin == Knock::Site { Sight::GatewayOpen } else { Sight::GatewaySigned };
    let cause = match (published, end(seen, twin)) {
        (Published::ByRule, Ok(End::Answered(404))) => Some((path, FindingCode::NoSuchPath)),
        (_, Ok(End::Answered(status))) if is_refusal(status) => Some((open, FindingCode::ValidRefused)),
        _ => None,
    };
    Told { judged: unseen("the proper call beside it was not let through"), cause }
}

fn nowhere(knock: Knock) -> Told {
    let what = if knock == Knock::Site { "site" } else { "service" };
    Judged::NotApplicable(format!("the target file names no {what} behind the gateway")).into()
}

fn deviates(code: FindingCode, expected: &str, actual: Value) -> Judged {
    Judged::Deviates(Box::new(Deviation::new(code, expected, actual, "")))
}

fn unseen(reason: &str) -> Judged {
    Judged::NotReached { reason: reason.to_owned(), consulted: Vec::new() }
}
