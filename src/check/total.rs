//! Totals of what is paged: a first page that is not full holds all there is, and hardly a page more than there is.

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
    doc: "the total of a query for what nobody else adds to is the number of records on a first page that is not full; no total \
          is less than half of what is shown",
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
    let at = |row: &Row| format!("{data}/{}", row.name());
    let value = pointer::at(&scene.seen.body, &at(total)).filter(|value| !value.is_null())?;
    let counted = plain(value).parse::<f64>().ok();
    let listed = pointer::at(&scene.seen.body, &at(items))?.as_array()?.len();
    let page = sent(scene, asked, Paging::Page)?;
    let room =
        [sent(scene, asked, Paging::Size), shown(scene, answered, Paging::Size, &at)].into_iter().flatten().min()?;
    // A first page that is not full holds all there is.
    let last = page <= 1 && i64::try_from(listed).ok()? < room;
    let own = asked.members().any(|row| names_own(scene, row));
    let right = match counted {
        Some(counted) if own && last => counted == listed as f64,
        // Some may have come between counting and listing, hardly as many as there were.
        Some(counted) if counted >= 0.0 && counted * 2.0 + 1.0 >= listed as f64 => return None,
        Some(_) => false,
        // What is no number is told at its type; where it should be the number of what is shown, here as well.
        None if own && last => false,
        None => return None,
    };
    let requirement = answered.local_id(total);
    if right {
        return Some(Judgement::pass(requirement, Aspect::Behaviour));
    }
    let places = [scene.here(&at(total)), scene.here(&at(items))].concat();
    let expected = if own && last { listed.to_string() } else { format!("{listed}..") };
    let deviation = Deviation::new(FindingCode::WrongCount, expected, json!(plain(value)), at(total));
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
