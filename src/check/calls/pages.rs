//! Paging: over all pages each record comes once.

use serde_json::{Value, json};

use super::lists::list;
use crate::check::outcome::plain;
use crate::check::scene::{Deviation, Judged, Judgement, Scene};
use crate::check::{Argument, ArgumentKind as Kind, CalledCheck};
use crate::plan::CheckCall;
use crate::verdict::FindingCode;

/// Over these pages each record comes once.
pub const CHECK: CalledCheck = CalledCheck {
    name: "pages",
    doc: "over the pages of `steps`, each of `among` comes once as the `member` of an item at `items`",
    arguments: &[
        Argument::needed("steps", Kind::Steps),
        Argument::needed("items", Kind::ListOfSteps),
        Argument::needed("member", Kind::Member),
        Argument::needed("among", Kind::Several),
    ],
    finding: Some(FindingCode::Lost),
    run,
};

fn run(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    let texts = |name: &str| -> Vec<String> {
        let values = call.with.get(name).and_then(Value::as_array);
        values.map(|values| values.iter().map(plain).collect()).unwrap_or_default()
    };
    let text = |name: &str| call.with.get(name).and_then(Value::as_str).unwrap_or_default();
    let (items, member) = (text("items"), text("member"));
    let mut found = Vec::new();
    let mut consulted = Vec::new();
    for step in texts("steps") {
        let at = format!("{step}:{items}");
        match list(scene, &at) {
            Ok(page) => {
                for (index, item) in page.items.iter().enumerate() {
                    consulted.push((step.clone(), format!("{items}/{index}/{member}")));
                    found.extend(item.get(member).map(plain));
                }
                consulted.extend(page.consulted);
            }
            Err(judged) => return vec![Judgement::of(call, judged)],
        }
    }
    let among = texts("among");
    let times = |value: &String| found.iter().filter(|seen| *seen == value).count();
    let wrong = |code, value: &String, times: usize| {
        let deviation = Deviation::new(code, "once", json!(format!("{value}: {times} times")), items);
        Judged::Deviates(Box::new(deviation.consulting(consulted.clone())))
    };
    let judged = if let Some(value) = among.iter().find(|value| times(value) > 1) {
        wrong(FindingCode::Repeated, value, times(value))
    } else if let Some(value) = among.iter().find(|value| times(value) == 0) {
        wrong(FindingCode::Lost, value, 0)
    } else {
        Judged::Pass
    };
    vec![Judgement::of(call, judged)]
}
