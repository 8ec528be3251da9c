//! Lists of an answer: what they hold, and what they must not hold.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::check::compare::{is_masked, same_in, same_shown};
use crate::check::outcome::{plain, same_loosely};
use crate::check::scene::{Deviation, Judged, Judgement, Scene, all_below};
use crate::check::{Argument, ArgumentKind as Kind, CalledCheck, locate, table_at};
use crate::plan::CheckCall;
use crate::standard::{Row, Table};
use crate::verdict::FindingCode;

/// The list has an item with these members.
pub const INCLUDES: CalledCheck = CalledCheck {
    name: "includes",
    doc: "the list at `items` has an item with the members of `where`",
    arguments: &[Argument::needed("items", Kind::List), Argument::needed("where", Kind::Members)],
    finding: Some(FindingCode::NotFound),
    run: includes,
};

/// The list has no item with these members.
pub const EXCLUDES: CalledCheck = CalledCheck {
    name: "excludes",
    doc: "the list at `items` has no item with the members of `where`",
    arguments: &[Argument::needed("items", Kind::List), Argument::needed("where", Kind::Members)],
    finding: Some(FindingCode::NotExcluded),
    run: excludes,
};

/// Every item's member is among the given values.
pub const ONLY: CalledCheck = CalledCheck {
    name: "only",
    doc: "the `member` of every item at `items` is one of `among`",
    arguments: &[
        Argument::needed("items", Kind::List),
        Argument::needed("member", Kind::Member),
        Argument::needed("among", Kind::Several),
    ],
    finding: Some(FindingCode::NotExcluded),
    run: only,
};

/// Every item's member keeps a condition.
pub const EVERY: CalledCheck = CalledCheck {
    name: "every",
    doc: "the `member` of every item at `items` keeps one of `equals`, `contains`, `in`, `starts_with`",
    arguments: &[
        Argument::needed("items", Kind::List),
        Argument::needed("member", Kind::Member),
        Argument::one_of("equals", Kind::Any),
        Argument::one_of("contains", Kind::Text),
        Argument::one_of("in", Kind::Several),
        Argument::one_of("starts_with", Kind::Beginning),
    ],
    finding: Some(FindingCode::NotEqual),
    run: every,
};

/// The list has this length.
pub const COUNT: CalledCheck = CalledCheck {
    name: "count",
    doc: "the list at `items` has as many items as `equals`, or from `min` to `max`",
    arguments: &[
        Argument::needed("items", Kind::List),
        Argument::one_of("equals", Kind::Number),
        Argument::one_of("min", Kind::Number),
        Argument::one_of("max", Kind::Number),
    ],
    finding: Some(FindingCode::WrongCount),
    run: count,
};

/// No value occurs twice.
pub const DISTINCT: CalledCheck = CalledCheck {
    name: "distinct",
    doc: "no value of `values`, or of `member` of the items at `items`, occurs twice",
    arguments: &[
        Argument::one_of("values", Kind::Several),
        Argument::one_of("items", Kind::List),
        Argument::with("member", Kind::Member, "items"),
    ],
    finding: Some(FindingCode::NotUnique),
    run: distinct,
};

/// Items come in this order.
pub const ORDERED: CalledCheck = CalledCheck {
    name: "ordered",
    doc: "the `member` of the items at `items` comes in the order of `among`, or of the texts themselves where this is left out",
    arguments: &[
        Argument::needed("items", Kind::List),
        Argument::needed("member", Kind::Member),
        Argument::optional("among", Kind::Several),
    ],
    finding: Some(FindingCode::Reordered),
    run: ordered,
};

/// A list of the answer with its place.
pub(super) struct List<'a> {
    pub(super) at: &'a str,
    pub(super) items: &'a [Value],
    /// The answer has one object where a list is named.
    single: bool,
    pub(super) consulted: Vec<(String, String)>,
}

/// The list that a call names. An absent or null list of a successful answer is an empty one: the text leaves that open.
pub(super) fn list<'a>(scene: &'a Scene<'_>, at: &'a str) -> Result<List<'a>, Judged> {
    let (consulted, value) = scene.look_up(at);
    match value {
        Some(Value::Array(items)) => Ok(List { at, items, single: false, consulted }),
        Some(one @ Value::Object(_)) => Ok(List { at, items: std::slice::from_ref(one), single: true, consulted }),
        None | Some(Value::Null) if scene.seen.outcome.is_success() => {
            Ok(List { at, items: &[], single: false, consulted })
        }
        _ => {
            let mut consulted = consulted;
            consulted.extend(scene.code_place());
            Err(Judged::NotReached { reason: format!("no list at {at}"), consulted })
        }
    }
}

fn named<'a>(scene: &'a Scene<'_>, call: &'a CheckCall) -> Result<List<'a>, Judged> {
    list(scene, call.with.get("items").and_then(Value::as_str).unwrap_or_default())
}

fn judge(call: &CheckCall, result: Result<Judged, Judged>) -> Vec<Judgement> {
    vec![Judgement::of(call, result.unwrap_or_else(|judged| judged))]
}

fn deviates(call: &CheckCall, own: FindingCode, expected: String, actual: Value, list: List<'_>, at: String) -> Judged {
    let deviation = Deviation::new(call.finding.unwrap_or(own), expected, actual, at);
    Judged::Deviates(Box::new(deviation.consulting(list.consulted)))
}

/// Places of a member in every item, so that a row that fails there becomes the root.
pub(super) fn member_places(list: &List<'_>, members: &[&str]) -> Vec<(String, String)> {
    let Some((step, pointer)) = list.consulted.first() else { return Vec::new() };
    let places = list.items.iter().enumerate().flat_map(|(index, _)| {
        members.iter().map(move |member| {
            let place = if list.single { format!("{pointer}/{member}") } else { format!("{pointer}/{index}/{member}") };
            (step.clone(), place)
        })
    });
    list.consulted.iter().cloned().chain(places).collect()
}

fn is_whole(value: &Value) -> bool {
    value.is_object() || value.is_array()
}

pub(super) fn condition(call: &CheckCall) -> &Map<String, Value> {
    static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    call.with.get("where").and_then(Value::as_object).unwrap_or(&NONE)
}

/// Whether an item has these members, in what their rows let an implementation write.
pub(super) fn matches(table: Option<&Table>, item: &Value, wanted: &Map<String, Value>) -> bool {
    wanted.iter().all(|(key, value)| {
        let row = table.and_then(|table| table.row(key));
        item.get(key).is_some_and(|actual| match row {
            Some(row) => same_shown(row, value, actual),
            None => same_in(None, value, actual),
        })
    })
}

/// The row at a pointer into an answer, here or in an earlier step.
pub(super) fn row_at<'s>(scene: &Scene<'s>, at: &str) -> Option<&'s Row> {
    let (step, pointer) = at.split_once(':').unwrap_or(("", at));
    let operation = scene.step(step).map_or(scene.operation.name.as_str(), |seen| seen.operation.as_str());
    locate(scene.standard, &scene.standard.operation(operation)?.response, pointer).map(|(_, row)| row)
}

/// The table of the items of a list, here or in an earlier step.
pub(super) fn rows_of<'s>(scene: &Scene<'s>, at: &str) -> Option<&'s Table> {
    let (step, pointer) = at.split_once(':').unwrap_or(("", at));
    let operation = scene.step(step).map_or(scene.operation.name.as_str(), |seen| seen.operation.as_str());
    table_at(scene.standard, &scene.standard.operation(operation)?.response, pointer)
}

fn includes(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    judge(
        call,
        named(scene, call).map(|mut list| {
            let (wanted, table) = (condition(call), rows_of(scene, list.at));
            if list.items.iter().any(|item| matches(table, item, wanted)) {
                return Judged::Pass;
            }
            // Where an object or a list is wanted, everything in it was compared.
            let name = |(name, value): (&String, &Value)| if is_whole(value) { all_below(name) } else { name.clone() };
            let names: Vec<String> = wanted.iter().map(name).collect();
            list.consulted = member_places(&list, &names.iter().map(String::as_str).collect::<Vec<_>>());
            let (actual, at) = (json!(format!("{} items", list.items.len())), list.at.to_owned());
            deviates(call, FindingCode::NotFound, Value::Object(wanted.clone()).to_string(), actual, list, at)
        }),
    )
}

fn excludes(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    if scene.seen.outcome.is_refusal() {
        return vec![Judgement::of(call, Judged::Pass)];
    }
    judge(
        call,
        named(scene, call).map(|list| {
            let (wanted, table) = (condition(call), rows_of(scene, list.at));
            match list.items.iter().position(|item| matches(table, item, wanted)) {
                None => Judged::Pass,
                Some(index) => {
                    let at = format!("{}/{index}", list.at);
                    let expected = format!("no {}", Value::Object(wanted.clone()));
                    deviates(call, FindingCode::NotExcluded, expected, list.items[index].clone(), list, at)
                }
            }
        }),
    )
}

fn only(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    // Nobody else's item is there, and none of ours either: that says nothing about this condition.
    if named(scene, call).is_ok_and(|list| list.items.is_empty()) {
        return Vec::new();
    }
    judge(
        call,
        named(scene, call).map(|mut list| {
            let member = call.with.get("member").and_then(Value::as_str).unwrap_or_default();
            let among = call.with.get("among").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let stranger = list.items.iter().position(|item| {
                item.get(member).is_none_or(|value| !among.iter().any(|allowed| same_loosely(allowed, value)))
            });
            match stranger {
                None => Judged::Pass,
                Some(index) => {
                    list.consulted = member_places(&list, &[member]);
                    let at = format!("{}/{index}/{member}", list.at);
                    let actual = list.items[index].get(member).cloned().unwrap_or(Value::Null);
                    deviates(
                        call,
                        FindingCode::NotExcluded,
                        among.iter().map(plain).collect::<Vec<_>>().join("|"),
                        actual,
                        list,
                        at,
                    )
                }
            }
        }),
    )
}

fn every(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    let Ok(mut list) = named(scene, call) else {
        return judge(call, named(scene, call).map(|_| Judged::Pass));
    };
    let member = call.with.get("member").and_then(Value::as_str).unwrap_or_default();
    if list.items.is_empty() {
        let reason = format!("no item at {}", list.at);
        return vec![Judgement::of(call, Judged::NotReached { reason, consulted: list.consulted })];
    }
    list.consulted = member_places(&list, &[member]);
    let row = rows_of(scene, list.at).and_then(|table| table.row(member));
    let broken = list.items.iter().position(|item| item.get(member).is_some_and(|value| !keeps(call, row, value)));
    let judged = match broken {
        None if list.items.iter().all(|item| item.get(member).is_none_or(Value::is_null)) => {
            Judged::NotReached { reason: format!("no {member} in any item"), consulted: list.consulted }
        }
        None => Judged::Pass,
        Some(index) => {
            let at = format!("{}/{index}/{member}", list.at);
            let actual = list.items[index].get(member).cloned().unwrap_or(Value::Null);
            let mut wanted = call.with.clone();
            if let Some(wanted) = wanted.as_object_mut() {
                wanted.shift_remove("items");
                wanted.shift_remove("member");
            }
            deviates(call, FindingCode::NotEqual, wanted.to_string(), actual, list, at)
        }
    };
    vec![Judgement::of(call, judged)]
}

fn keeps(call: &CheckCall, row: Option<&Row>, value: &Value) -> bool {
    if value.is_null() || is_masked(value) && row.is_none_or(|row| row.class.is_some()) {
        return true;
    }
    let text = plain(value);
    call.with.as_object().is_some_and(|with| {
        with.iter().all(|(name, wanted)| match name.as_str() {
            "equals" => same_loosely(wanted, value),
            "contains" => text.contains(&plain(wanted)),
            "in" => wanted.as_array().is_some_and(|list| list.iter().any(|one| same_loosely(one, value))),
            "starts_with" => text.starts_with(&prefix(wanted)),
            _ => true,
        })
    })
}

/// `starts_with` is a text, or `{ value, digits }`: the first characters of a value.
fn prefix(wanted: &Value) -> String {
    let value = wanted.get("value").map(plain).unwrap_or_else(|| plain(wanted));
    match wanted.get("digits").and_then(Value::as_u64) {
        Some(digits) => value.chars().take(digits as usize).collect(),
        None => value,
    }
}

fn count(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    judge(
        call,
        named(scene, call).map(|list| {
            let number = |name: &str| call.with.get(name).and_then(Value::as_u64);
            let (min, max) = match number("equals") {
                Some(exact) => (exact, exact),
                None => (number("min").unwrap_or(0), number("max").unwrap_or(u64::MAX)),
            };
            let length = list.items.len() as u64;
            if (min..=max).contains(&length) {
                return Judged::Pass;
            }
            let expected = match (min, max) {
                (min, max) if min == max => min.to_string(),
                (min, u64::MAX) => format!(">= {min}"),
                (min, max) => format!("{min}..{max}"),
            };
            let at = list.at.to_owned();
            deviates(call, FindingCode::WrongCount, expected, json!(length), list, at)
        }),
    )
}

fn distinct(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    if let Some(values) = call.with.get("values").and_then(Value::as_array) {
        let judged = match doubled(values.iter().filter(|value| !value.is_null())) {
            None => Judged::Pass,
            Some(value) => {
                let finding = call.finding.unwrap_or(FindingCode::NotUnique);
                Judged::Deviates(Box::new(Deviation::new(finding, "each value once", json!(value), "")))
            }
        };
        return vec![Judgement::of(call, judged)];
    }
    judge(
        call,
        named(scene, call).map(|mut list| {
            let member = call.with.get("member").and_then(Value::as_str).unwrap_or_default();
            match doubled(list.items.iter().filter_map(|item| item.get(member)).filter(|value| !value.is_null())) {
                None if list.items.is_empty() => {
                    Judged::NotReached { reason: format!("no item at {}", list.at), consulted: list.consulted }
                }
                None => Judged::Pass,
                Some(value) => {
                    list.consulted = member_places(&list, &[member]);
                    let at = list.at.to_owned();
                    deviates(call, FindingCode::NotUnique, "each value once".to_owned(), json!(value), list, at)
                }
            }
        }),
    )
}

fn doubled<'v>(values: impl Iterator<Item = &'v Value>) -> Option<String> {
    let mut seen = BTreeMap::new();
    for value in values {
        let text = plain(value);
        if seen.insert(text.clone(), ()).is_some() {
            return Some(text);
        }
    }
    None
}

fn ordered(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    judge(
        call,
        named(scene, call).map(|mut list| {
            let member = call.with.get("member").and_then(Value::as_str).unwrap_or_default();
            let among = call.with.get("among").and_then(Value::as_array);
            let shown: Vec<String> = list
                .items
                .iter()
                .filter_map(|item| item.get(member))
                .filter(|value| !value.is_null())
                .map(plain)
                .collect();
            let place = |text: &String| among.map(|among| among.iter().position(|one| plain(one) == *text));
            let rising = shown.is_sorted_by(|one, next| match (place(one), place(next)) {
                (Some(one), Some(next)) => one.is_none() || next.is_none() || one <= next,
                _ => one <= next,
            });
            if rising {
                return Judged::Pass;
            }
            list.consulted = member_places(&list, &[member]);
            let (expected, at) = (among.map(|among| json!(among).to_string()).unwrap_or_default(), list.at.to_owned());
            deviates(call, FindingCode::Reordered, expected, json!(shown), list, at)
        }),
    )
}
