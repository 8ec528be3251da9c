//! What several answers of a case say of the same things.

use serde_json::Value;

use super::lists::{List, list, member_places};
use crate::check::outcome::{plain, same_loosely};
use crate::check::scene::{Deviation, Judged, Judgement, Scene};
use crate::check::{Argument, ArgumentKind as Kind, CalledCheck};
use crate::plan::CheckCall;
use crate::verdict::FindingCode;

/// What one answer lists is in no other.
pub const APART: CalledCheck = CalledCheck {
    name: "apart",
    doc: "no value of `member` of the items at `items` stands there in an earlier answer of `steps`",
    arguments: &[
        Argument::needed("items", Kind::List),
        Argument::needed("member", Kind::Member),
        Argument::needed("steps", Kind::Steps),
    ],
    finding: Some(FindingCode::NotExcluded),
    run: apart,
};

/// What two answers list is told alike in both.
pub const STEADY: CalledCheck = CalledCheck {
    name: "steady",
    doc: "each item at `items` shows the `member` that earlier answers of `steps` show of the same `key`",
    arguments: &[
        Argument::needed("items", Kind::List),
        Argument::needed("key", Kind::Member),
        Argument::needed("member", Kind::Member),
        Argument::needed("steps", Kind::Steps),
    ],
    finding: Some(FindingCode::NotEqual),
    run: steady,
};

/// An item that cannot stand beside one of an earlier answer.
struct Clash {
    index: usize,
    expected: String,
    /// Step and place of the earlier item.
    earlier: (String, String),
}

fn apart(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    let member = text(call, "member");
    compared(scene, call, FindingCode::NotExcluded, |item, earlier| {
        let same = same_loosely(item.get(member)?, earlier.get(member)?);
        same.then(|| "none of an earlier answer".to_owned())
    })
}

fn steady(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    let (key, member) = (text(call, "key"), text(call, "member"));
    let listed = list(scene, text(call, "items")).map_or(&[][..], |list| list.items);
    compared(scene, call, FindingCode::NotEqual, |item, earlier| {
        let (shown, before) = (item.get(member)?, earlier.get(member)?);
        let (own, other) = (item.get(key)?, earlier.get(key)?);
        // What is no key, or that of several, names nothing.
        let alike = listed.iter().filter_map(|item| item.get(key)).filter(|value| same_loosely(value, own)).count();
        let same = (own.is_string() || own.is_number()) && alike == 1 && same_loosely(own, other);
        (same && !same_loosely(shown, before)).then(|| plain(before))
    })
}

fn text<'c>(call: &'c CheckCall, name: &str) -> &'c str {
    call.with.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Holds each item against those of earlier answers. A refusal lists nothing, and what comes first has nothing before it.
fn compared(
    scene: &Scene<'_>,
    call: &CheckCall,
    own: FindingCode,
    clashes: impl Fn(&Value, &Value) -> Option<String>,
) -> Vec<Judgement> {
    let at = text(call, "items");
    if scene.seen.outcome.is_refusal() {
        return Vec::new();
    }
    let here = match list(scene, at) {
        Ok(here) => here,
        // Whether there has to be a list is not asked here.
        Err(_) => return Vec::new(),
    };
    let before = earlier(scene, call, at);
    if before.is_empty() {
        return Vec::new();
    }
    let found = here.items.iter().enumerate().find_map(|(index, item)| {
        before
            .iter()
            .find_map(|(place, other)| Some(Clash { index, expected: clashes(item, other)?, earlier: place.clone() }))
    });
    let judged = found.map_or(Judged::Pass, |clash| deviates(call, own, &here, clash));
    vec![Judgement::of(call, judged)]
}

fn deviates(call: &CheckCall, own: FindingCode, here: &List<'_>, clash: Clash) -> Judged {
    let member = text(call, "member");
    let actual = here.items[clash.index].get(member).cloned().unwrap_or_default();
    let at = format!("{}/{}/{member}", here.at, clash.index);
    let (step, pointer) = clash.earlier;
    let members: Vec<&str> = [member, text(call, "key")].into_iter().filter(|name| !name.is_empty()).collect();
    let mut consulted = member_places(here, &members);
    consulted.extend(members.iter().map(|name| (step.clone(), format!("{pointer}/{name}"))));
    let deviation = Deviation::new(call.finding.unwrap_or(own), clash.expected, actual, at);
    Judged::Deviates(Box::new(deviation.hinting(format!("step {step}, {pointer}")).consulting(consulted)))
}

/// Items of the earlier answers that a call names by their steps, each with its place. A repeated step has many answers.
fn earlier<'v>(scene: &'v Scene<'_>, call: &CheckCall, at: &str) -> Vec<((String, String), &'v Value)> {
    let names: Vec<&str> =
        call.with.get("steps").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let named = |id: &str| names.iter().any(|name| id.split('.').next() == Some(name));
    let steps = scene.steps.iter().filter(|(id, _)| named(id) && **id != scene.seen.step);
    let mut items = Vec::new();
    for (id, seen) in steps {
        let listed = seen.body.pointer(at).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        items.extend(listed.iter().enumerate().map(|(index, item)| ((id.clone(), format!("{at}/{index}")), item)));
    }
    items
}
