//! Totals: a member that counts the items of a list.

use serde_json::{Value, json};

use super::ExchangeCheck;
use super::outcome::{failure_code, plain};
use super::pointer::at;
use super::read::Instance;
use super::scene::{Deviation, Judged, Judgement, Scene};
use crate::id::Aspect;
use crate::verdict::FindingCode;

/// The check.
pub const CHECK: ExchangeCheck = ExchangeCheck {
    name: "count",
    doc: "a member that counts a list, where nothing is paged, is the list's length",
    primary: false,
    run,
};

fn run(scene: &Scene<'_>) -> Vec<Judgement> {
    if !(scene.seen.outcome.is_success() || scene.seen.outcome.is_refusal()) {
        return Vec::new();
    }
    // A refusal lists nothing, which shows a total that is wrong but none that is right.
    let refused = failure_code(scene.standard, &scene.seen.body).is_some();
    scene.places().iter().filter_map(|instance| counted(scene, &instance, refused)).collect()
}

fn counted(scene: &Scene<'_>, instance: &Instance<'_, '_, '_>, refused: bool) -> Option<Judgement> {
    let list = instance.row.semantics.count_of.as_ref()?;
    let value = instance.value.filter(|value| !value.is_null())?;
    let length = match at(&scene.seen.body, list) {
        Some(Value::Array(items)) => items.len(),
        None | Some(Value::Null) if refused => return None,
        None | Some(Value::Null) => 0,
        // A list of another type is its own finding.
        Some(_) => return None,
    };
    // In a refusal nobody looks at its type.
    if refused && matches!(value, Value::Bool(_) | Value::Array(_) | Value::Object(_)) {
        return None;
    }
    // As a number, however it was written: its type is judged with its row.
    let number = plain(value).parse::<f64>().ok();
    let judged = if number == Some(length as f64) {
        if refused {
            return None;
        }
        Judged::Pass
    } else {
        let pointer = instance.pointer();
        let places = [scene.here(&pointer), scene.here(list)].concat();
        let deviation =
            Deviation::new(FindingCode::WrongCount, length.to_string(), json!(plain(value)), pointer.clone());
        Judged::Deviates(Box::new(deviation.consulting(places).explaining(scene.here(&pointer))))
    };
    Some(Judgement { requirement: instance.table.local_id(instance.row), aspect: Aspect::Behaviour, judged })
}
