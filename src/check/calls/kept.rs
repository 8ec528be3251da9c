//! What was created is there for somebody to find.

use serde_json::{Value, json};

use super::lists::{condition, list, matches, rows_of};
use crate::check::scene::{Deviation, Judged, Judgement, Scene};
use crate::check::{Argument, ArgumentKind as Kind, CalledCheck};
use crate::plan::CheckCall;
use crate::verdict::FindingCode;

/// Some of several lists has the record.
pub const CHECK: CalledCheck = CalledCheck {
    name: "kept",
    doc: "one at least of the `lists` has an item with the members of `where`; with `explains`, a record that is nowhere explains all that is not found",
    arguments: &[
        Argument::needed("lists", Kind::Lists),
        Argument::needed("where", Kind::Members),
        Argument::optional("explains", Kind::Word(&["unfound"])),
    ],
    finding: Some(FindingCode::Lost),
    run,
};

fn run(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    let named = call.with.get("lists").and_then(Value::as_array);
    let lists: Vec<&str> = named.into_iter().flatten().filter_map(Value::as_str).collect();
    vec![Judgement::of(call, judged(scene, call, &lists))]
}

fn judged(scene: &Scene<'_>, call: &CheckCall, lists: &[&str]) -> Judged {
    let wanted = condition(call);
    let has = |at: &str| {
        let table = rows_of(scene, at);
        list(scene, at).is_ok_and(|list| list.items.iter().any(|item| matches(table, item, wanted)))
    };
    if lists.iter().any(|at| has(at)) {
        return Judged::Pass;
    }
    let asked = |at: &str| at.split_once(':').map_or(Some(scene.seen), |(step, _)| scene.step(step));
    let consulted = lists.iter().flat_map(|at| scene.look_up(at).0).chain(scene.code_place()).collect();
    let unclear = lists.iter().filter_map(|at| asked(at)).find(|seen| {
        let outcome = &seen.outcome;
        !outcome.is_success() && !outcome.is_refusal()
    });
    if let Some(seen) = unclear {
        return Judged::NotReached { reason: seen.outcome.word(), consulted };
    }
    let finding = call.finding.unwrap_or(FindingCode::Lost);
    let expected = Value::Object(wanted.clone()).to_string();
    Judged::Deviates(Box::new(Deviation::new(finding, expected, json!("nowhere"), "").consulting(consulted)))
}
