//! What is asked of licences: by holder, by identifier, and whether what somebody says of one is right.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::holdings::STATES;
use super::stock::Stock;
use crate::simulator::call::Call;
use crate::simulator::formats::calendar_day;
use crate::simulator::lapse::Decision;
use crate::simulator::layout::Field;
use crate::simulator::records::Record;
use crate::simulator::refusal::{Failure, Refusal};
use crate::simulator::respond;

impl Stock {
    /// Licences of a holder and a type. Whether those that cannot be used are listed is left open.
    pub(in crate::simulator) fn search(&self, call: &Call<'_>) -> Result<Value, Refusal> {
        self.require_published(call)?;
        let found = self.licences.select(call).records;
        let usable: Vec<_> =
            found.into_iter().filter(|licence| call.lists_all() || barred(licence).is_none()).collect();
        if usable.is_empty() {
            return Err(nothing());
        }
        Ok(self.shown(call, &usable))
    }

    /// What can be used of a holder's licences of a type.
    pub(in crate::simulator) fn of_holder(&self, call: &Call<'_>) -> Result<Value, Refusal> {
        self.require_published(call)?;
        let found = self.licences.select(call).records;
        Ok(self.shown(call, &usable(call, found)?))
    }

    /// One licence by its identifier.
    pub(in crate::simulator) fn of_identifier(&self, call: &Call<'_>) -> Result<Value, Refusal> {
        let found = self.licences.find(call).into_iter().collect();
        Ok(self.shown(call, &usable(call, found)?))
    }

    /// Whether what was sent is what a licence of the holder says. What does not match is no failure.
    pub(in crate::simulator) fn verify(&self, call: &Call<'_>) -> Result<Value, Refusal> {
        let claims = call.layout.request.iter().find(|row| row.value_type.is_structured());
        let sent = claims.and_then(|row| call.values.get(&row.name)).and_then(Value::as_object);
        let rows = claims.map_or(&[][..], |row| &row.members);
        let says = |licence: &Arc<Record>| rows.iter().all(|row| agrees(call, row, sent, licence));
        let found: Vec<_> = self.licences.select(call).records.into_iter().filter(says).collect();
        let verified = !found.is_empty();
        if verified {
            usable(call, found)?;
        }
        let answer = call.data.iter().map(|row| (row.name.clone(), Value::from(verified.to_string())));
        Ok(Value::Object(answer.collect()))
    }

    /// The same where what is said of the licence stands beside the filters.
    pub(in crate::simulator) fn verify_flat(&self, call: &Call<'_>) -> Value {
        let said = |row: &&Field| row.semantics.filter.is_none() && row.semantics.field.is_some();
        let rows: Vec<&Field> = call.layout.request.iter().filter(said).collect();
        let says = |licence: &Arc<Record>| rows.iter().all(|row| agrees(call, row, Some(call.values), licence));
        let verified = self.licences.select(call).records.iter().any(says);
        call.data.iter().map(|row| (row.name.clone(), Value::from(verified.to_string()))).collect()
    }

    fn require_published(&self, call: &Call<'_>) -> Result<(), Refusal> {
        let rows = call.layout.request.iter().filter(|row| row.semantics.field.as_deref() == Some("type"));
        let mut asked = rows.filter_map(|row| call.values.get(&row.name)).filter_map(Value::as_str);
        match asked.find(|name| !self.publishes(name)) {
            Some(name) => Err(Refusal::named("type", format!("证照类型 {name} 未发布"))),
            None => Ok(()),
        }
    }

    /// Licences as the operation's list shows them.
    pub(in crate::simulator) fn shown(&self, call: &Call<'_>, licences: &[Arc<Record>]) -> Value {
        let list = call.data.iter().flat_map(|row| &row.members);
        let mut shown_at = list.filter(|row| row.semantics.field.as_deref() == Some("file_url"));
        let shared = shown_at.any(|row| call.omits(Some(row), Decision::Address));
        let with_file = |licence: &Arc<Record>| {
            let mut fields = licence.fields.clone();
            fields.insert("file_url".to_owned(), Value::from(self.address(licence, call.base_url, shared)));
            call.shape(&mut fields);
            fields
        };
        listed(call.data, licences.iter().map(with_file).collect())
    }
}

pub(in crate::simulator) fn listed(data: &[Field], items: Vec<Map<String, Value>>) -> Value {
    let list = data.iter().find(|row| !row.members.is_empty());
    let rows = list.map_or(&[][..], |row| &row.members);
    let items = items.iter().map(|item| respond::filled(rows, item)).collect();
    respond::list(data, items).into()
}

/// Licences that can be used; a refusal with the state of the first when there is none.
fn usable(call: &Call<'_>, found: Vec<Arc<Record>>) -> Result<Vec<Arc<Record>>, Refusal> {
    let state = |licence: &Arc<Record>| {
        barred(licence).filter(|state| !call.omits_code(Failure::Named(state), Decision::State))
    };
    let first = found.iter().find_map(state);
    let usable: Vec<_> = found.into_iter().filter(|licence| state(licence).is_none()).collect();
    match (usable.is_empty(), first) {
        (false, _) => Ok(usable),
        (true, Some(state)) => Err(Refusal::named(state, "证照不可用")),
        (true, None) => Err(nothing()),
    }
}

/// What keeps a licence from being used.
fn barred(licence: &Record) -> Option<&'static str> {
    let state = licence.fields.get("state")?.as_str()?;
    STATES.into_iter().find(|name| *name == state)
}

/// Whether a member of what was sent says what the licence says; what was not sent says nothing.
fn agrees(call: &Call<'_>, row: &Field, sent: Option<&Map<String, Value>>, licence: &Record) -> bool {
    if call.omits(Some(row), Decision::Match) {
        return true;
    }
    let Some(said) = sent.and_then(|sent| sent.get(&row.name)).and_then(Value::as_str) else { return true };
    let field = row.semantics.field.as_deref().and_then(|field| licence.fields.get(field)).and_then(Value::as_str);
    let same_day = || field.and_then(calendar_day).is_some_and(|day| calendar_day(said) == Some(day));
    field == Some(said) || same_day()
}

fn nothing() -> Refusal {
    Refusal::business("没有匹配的证照")
}
