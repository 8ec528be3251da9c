//! Totals of what is paged: a first page that is not full holds all there is.

use serde_json::{Value, json};

use super::ExchangeCheck;
use super::locate::table_at;
use super::outcome::plain;
use super::pointer;
use super::scene::{Deviation, Judgement, Scene};
use crate::id::Aspect;
use crate::standard::{Paging, Row, Table, ValueClass};
use crate::verdict::FindingCode;

/// The check.
pub const CHECK: ExchangeCheck = ExchangeCheck {
    name: "total",
    doc: "the total of a query for what nobody else adds to is the number of records on a first page that is not full",
    primary: false,
    run: |scene| judge(scene).into_iter().chain(unlisted(scene)).collect(),
};

/// What is counted and stands on no page: the list is not there, whatever else is there under another name.
fn unlisted(scene: &Scene<'_>) -> Option<Judgement> {
    if !scene.seen.outcome.is_success() || scene.seen.bad_input {
        return None;
    }
    let data = scene.standard.envelope.data.as_str();
    let answered = table_at(scene.standard, &scene.operation.response, data)?;
    let (total, items) = (part(answered, Paging::Total)?, part(answered, Paging::Items)?);
    let asked = scene.standard.table(&scene.operation.request)?;
    let at = |row: &Row| format!("{data}/{}", row.name());
    let counted = plain(pointer::at(&scene.seen.body, &at(total))?).parse::<f64>().ok()?;
    let absent = pointer::at(&scene.seen.body, &at(items)).is_none_or(Value::is_null);
    if !absent || counted < 1.0 || sent(scene, asked, Paging::Page)? > 1 {
        return None;
    }
    let expected = format!("{counted} of them");
    let deviation = Deviation::new(FindingCode::Missing, expected, Value::Null, at(items));
    let deviation = deviation.consulting(scene.here(&at(items))).explaining(scene.here(&at(items)));
    Some(Judgement::deviates(answered.local_id(items), Aspect::Behaviour, deviation))
}

fn judge(scene: &Scene<'_>) -> Option<Judgement> {
    if !scene.seen.outcome.is_success() || scene.seen.bad_input {
        return None;
    }
    let data = scene.standard.envelope.data.as_str();
    let answered = table_at(scene.standard, &scene.operation.response, data)?;
    let total = part(answered, Paging::Total)?;
    let items = part(answered, Paging::Items)?;
    let asked = scene.standard.table(&scene.operation.request)?;
    if !asked.members().any(|row| names_own(scene, row)) {
        return None;
    }
    let at = |row: &Row| format!("{data}/{}", row.name());
    let listed = pointer::at(&scene.seen.body, &at(items))?.as_array()?.len();
    let first = sent(scene, asked, Paging::Page)? <= 1;
    let room =
        [sent(scene, asked, Paging::Size), shown(scene, answered, Paging::Size, &at)].into_iter().flatten().min()?;
    if !first || i64::try_from(listed).ok()? >= room {
        return None;
    }
    let value = pointer::at(&scene.seen.body, &at(total)).filter(|value| !value.is_null())?;
    let requirement = answered.local_id(total);
    if plain(value).parse::<f64>().ok() == Some(listed as f64) {
        return Some(Judgement::pass(requirement, Aspect::Behaviour));
    }
    let places = [scene.here(&at(total)), scene.here(&at(items))].concat();
    let deviation = Deviation::new(FindingCode::WrongCount, listed.to_string(), json!(plain(value)), at(total));
    Some(Judgement::deviates(requirement, Aspect::Behaviour, deviation.consulting(places)))
}

fn part(table: &Table, part: Paging) -> Option<&Row> {
    table.members().find(|row| row.semantics.paging == Some(part))
}

/// Whether the row filters by a text that only this run's own records have: of what others have, more may come between
/// counting and listing.
fn names_own(scene: &Scene<'_>, row: &Row) -> bool {
    let shared =
        matches!(row.semantics.value, None | Some(ValueClass::RegionName | ValueClass::RegionCode | ValueClass::Date));
    let text = scene.seen.request.get(row.name()).and_then(Value::as_str).unwrap_or("");
    row.semantics.filter.is_some() && !shared && !row.has_codes() && !text.is_empty()
}

/// A number below 1 stands for the default.
fn sent(scene: &Scene<'_>, table: &Table, of: Paging) -> Option<i64> {
    let row = part(table, of)?;
    let value = scene.seen.request.get(row.name())?.as_i64()?;
    if value < 1 { row.semantics.default } else { Some(value) }
}

fn shown(scene: &Scene<'_>, table: &Table, of: Paging, at: &dyn Fn(&Row) -> String) -> Option<i64> {
    pointer::at(&scene.seen.body, &at(part(table, of)?))?.as_i64()
}
