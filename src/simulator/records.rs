//! The platform's memory: records as maps of fields, and the questions that tables ask of them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::call::Call;
use super::lapse::Decision;
use super::layout::Field;
use super::parties::Party;
use crate::standard::{Filter, Paging};

/// Something that was created. It never changes.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// Who created it; nobody else sees it.
    pub(crate) owner: Party,
    /// Values by the field names of the tables' semantics.
    pub(crate) fields: Map<String, Value>,
}

/// All records, in the order of creation. A clone has the same records, and later ones of its own.
#[derive(Debug)]
pub(crate) struct Store {
    key: &'static str,
    state: RwLock<State>,
}

#[derive(Debug, Default, Clone)]
struct State {
    records: Vec<Arc<Record>>,
    by_key: HashMap<String, usize>,
}

/// One filter of a query.
#[derive(Debug, Clone)]
pub(crate) struct Condition<'a> {
    field: &'a str,
    /// None: no record will do.
    filter: Option<Filter>,
    text: Cow<'a, str>,
    /// Finds all else.
    inverted: bool,
    /// A part has to begin the text.
    begins: bool,
}

/// One page of what a query found.
#[derive(Debug)]
pub(crate) struct Page {
    /// Number of the page, from 1.
    pub(crate) page: i64,
    /// Records a page.
    pub(crate) size: i64,
    /// Records that match in all.
    pub(crate) total: usize,
    /// The records of this page.
    pub(crate) records: Vec<Arc<Record>>,
}

impl Clone for Store {
    fn clone(&self) -> Self {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner).clone();
        Self { key: self.key, state: RwLock::new(state) }
    }
}

impl Store {
    /// An empty store whose records are known by this field.
    pub(crate) fn new(key: &'static str) -> Self {
        Self { key, state: RwLock::default() }
    }

    /// Adds records at once. `make` gets the number of records so far, from which it draws what has to be unique.
    pub(crate) fn insert(&self, make: impl FnOnce(usize) -> Vec<Record>) -> Vec<Arc<Record>> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let added: Vec<Arc<Record>> = make(state.records.len()).into_iter().map(Arc::new).collect();
        for record in &added {
            let at = state.records.len();
            if let Some(Value::String(key)) = record.fields.get(self.key) {
                state.by_key.insert(key.clone(), at);
            }
            state.records.push(Arc::clone(record));
        }
        added
    }

    /// The key of a record of this party that differs from these fields in no more than one.
    pub(crate) fn like(&self, owner: Party, fields: &Map<String, Value>) -> Option<Value> {
        let differing = |record: &Arc<Record>| {
            fields.iter().filter(|(name, value)| record.fields.get(*name) != Some(value)).count()
        };
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let twin = state.records.iter().find(|record| record.owner == owner && differing(record) <= 1);
        twin.and_then(|record| record.fields.get(self.key)).cloned()
    }

    /// The n-th record, in the order of creation, whoever owns it.
    pub(crate) fn nth(&self, n: usize) -> Option<Arc<Record>> {
        self.state.read().unwrap_or_else(PoisonError::into_inner).records.get(n).cloned()
    }

    /// The records of one party, in the order of creation.
    pub(crate) fn of(&self, owner: Party) -> Vec<Arc<Record>> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        state.records.iter().filter(|record| record.owner == owner).cloned().collect()
    }

    /// What a call's filters find, on the page that it asks for.
    pub(crate) fn select(&self, call: &Call<'_>) -> Page {
        let conditions = filters(call);
        let (asked_page, asked_size) = paging(call);
        let page = match part(call, Paging::Page) {
            row if call.omits(row, Decision::Page) => 1,
            row if call.omits(row, Decision::DefaultItems)
                && sent_number(call, Paging::Page).is_some_and(|sent| sent < 1) =>
            {
                asked_page + 1
            }
            _ => asked_page,
        };
        let size = if call.omits(part(call, Paging::Size), Decision::Size) { i64::MAX } else { asked_size };
        let seam = |decision| i64::from(page > 1 && call.omits(part(call, Paging::Page), decision));
        let skip = (page - 1).saturating_mul(size) + seam(Decision::Gap) - seam(Decision::Overlap);
        let skip = usize::try_from(skip).unwrap_or(usize::MAX);
        let take = usize::try_from(size).unwrap_or(usize::MAX);
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let mut total = 0;
        let mut records = Vec::new();
        let counted = if call.omits(shown_part(call, Paging::Total), Decision::Total) { 1 } else { conditions.len() };
        let mut loosely = 0;
        let mut see = |record: &Arc<Record>| {
            loosely +=
                usize::from(call.sees(record.owner) && conditions.iter().take(counted).all(|one| one.holds(record)));
            if call.sees(record.owner) && conditions.iter().all(|condition| condition.holds(record)) {
                if total >= skip && records.len() < take {
                    records.push(Arc::clone(record));
                }
                total += 1;
            }
        };
        if call.newest_first() {
            state.records.iter().rev().for_each(&mut see);
        } else {
            state.records.iter().for_each(&mut see);
        }
        let shown = |paging, used| match (part(call, paging), sent_number(call, paging)) {
            (row @ Some(_), Some(sent)) if call.omits(row, Decision::Default) => sent,
            (row @ Some(_), Some(1)) if call.omits(row, Decision::FromOne) => 1,
            _ => used,
        };
        let (page, size) = (shown(Paging::Page, asked_page), shown(Paging::Size, asked_size));
        Page { page, size, total: loosely, records }
    }

    /// The record that a call names by its key, if it is the caller's and the rest of the request fits it.
    ///
    /// Where a mutant took a key that names nothing, the caller's first record that fits stands for it.
    pub(crate) fn find(&self, call: &Call<'_>) -> Option<Arc<Record>> {
        let key = call.layout.request.iter().find(|field| field.semantics.key)?;
        let others = companions(call);
        let fits =
            |record: &&Arc<Record>| call.sees(record.owner) && others.iter().all(|condition| condition.holds(record));
        let asked = call.values.get(&key.name).and_then(Value::as_str);
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let found = asked.and_then(|asked| state.by_key.get(asked)).and_then(|at| state.records.get(*at)).filter(fits);
        let seen = |record: &&Arc<Record>| call.sees(record.owner);
        if call.omits(Some(key), Decision::Key) {
            return state.records.iter().find(seen).cloned();
        }
        if let Some(own) = found.filter(|_| call.omits(Some(key), Decision::Neighbour)) {
            let beside = |record: &&Arc<Record>| seen(record) && record.fields.get("state") == own.fields.get("state");
            return state.records.iter().find(beside).cloned();
        }
        let fitting = || state.records.iter().filter(|_| call.lapsed_at(key)).find(fits);
        let unknown = asked.is_some_and(|asked| !state.by_key.contains_key(asked));
        if unknown && call.omits_here(Decision::Unknown) {
            return state.records.iter().find(seen).map(|record| Arc::new(record.renamed(call)));
        }
        let finds_any = unknown && call.omits(Some(key), Decision::Unknown);
        let any = || state.records.iter().filter(|_| finds_any).find(seen);
        let begins = |record: &&Arc<Record>| {
            let own = record.fields.get(self.key).and_then(Value::as_str);
            asked.zip(own).is_some_and(|(asked, own)| asked.starts_with(own)) && fits(record)
        };
        let beginning = || state.records.iter().filter(|_| call.omits(Some(key), Decision::WholeKey)).find(begins);
        let goes_on = |record: &&Arc<Record>| {
            let own = record.fields.get(self.key).and_then(Value::as_str);
            asked.zip(own).is_some_and(|(asked, own)| !asked.is_empty() && own.starts_with(asked)) && seen(record)
        };
        let part = || state.records.iter().filter(|_| call.omits(Some(key), Decision::KeyPart)).find(goes_on);
        found.or_else(fitting).or_else(any).or_else(beginning).or_else(part).cloned()
    }
}

impl Record {
    /// The same under the names that a call asks for.
    fn renamed(&self, call: &Call<'_>) -> Self {
        let mut other = self.clone();
        written(&call.layout.request, call.values, &mut other.fields);
        other
    }
}

impl Condition<'_> {
    fn holds(&self, record: &Record) -> bool {
        let text = record.fields.get(self.field).and_then(Value::as_str).unwrap_or("");
        let sought = self.text.as_ref();
        let fits = match self.filter {
            None => return false,
            Some(Filter::Exact) => text == sought,
            Some(Filter::Contains) if self.begins => text.starts_with(sought),
            Some(Filter::Contains) => text.contains(sought),
            // Days are the first ten characters of a time, and sort like texts.
            Some(Filter::From) => text.get(..10).unwrap_or(text) >= sought,
            Some(Filter::Until) => text.get(..10).unwrap_or(text) <= sought,
        };
        fits != self.inverted
    }
}

/// The fields that a request's rows write, through its objects but not through its arrays.
pub(crate) fn written(rows: &[Field], values: &Map<String, Value>, into: &mut Map<String, Value>) {
    for row in rows {
        match (values.get(&row.name), &row.semantics.field) {
            (Some(Value::Object(members)), None) => written(&row.members, members, into),
            (Some(value), Some(field)) => {
                into.insert(field.clone(), value.clone());
            }
            _ => {}
        }
    }
}

/// More filters than this count as many, and so do all where there are no more.
const FEW_FILTERS: usize = 4;

/// The number of filters, of so many that there are, beyond which a query has many; none where it cannot have many.
pub(crate) fn few(filters: usize) -> Option<usize> {
    (filters >= FEW_FILTERS).then(|| FEW_FILTERS.min(filters - 1))
}

fn filters<'a>(call: &Call<'a>) -> Vec<Condition<'a>> {
    let sent = |row: &&Field| row.semantics.filter.is_some() && condition(row, Filter::Exact, call.values).is_some();
    let all = call.layout.request.iter().filter(|row| row.semantics.filter.is_some()).count();
    let many = few(all).is_some_and(|few| call.layout.request.iter().filter(sent).count() > few);
    let unfiltered = !call.layout.request.iter().filter(|row| !row.required).any(|row| sent(&row));
    let is_other = |row: &Field, other: &Field| !other.required && other.row != row.row;
    let only = |row: &Field| !call.layout.request.iter().any(|other| is_other(row, other) && sent(&other));
    let by_number = if many { Decision::FilterCombined } else { Decision::FilterAlone };
    let applied = |row: &&Field| {
        let alone = call.omits(Some(row), Decision::FilterOnly) && only(row);
        !call.ignores_filter(row) && !call.omits(Some(row), by_number) && !alone
    };
    let rows = call.layout.request.iter().filter(applied);
    rows.filter_map(|row| {
        let filter = row.semantics.filter?;
        let range = if both_ends(call) { Decision::BothEnds } else { Decision::OneEnd };
        if call.omits(Some(row), range) {
            return None;
        }
        let exact = filter == Filter::Contains && call.omits(Some(row), Decision::Fuzzy);
        let mut condition = condition(row, if exact { Filter::Exact } else { filter }, call.values)?;
        condition.inverted = call.omits(Some(row), Decision::Sense) && !many;
        let unmatched = call.omits(Some(row), Decision::CodeMatch) && !many;
        let unfiltered = call.omits_here(Decision::Unfiltered) && unfiltered;
        if unmatched || unfiltered || call.omits(Some(row), Decision::OneEndFinds) && !both_ends(call) {
            condition.filter = None;
        }
        condition.begins = call.omits(Some(row), Decision::FuzzyInside);
        if call.omits(Some(row), Decision::Ends) && both_ends(call) {
            condition.text = inwards(filter, 2, &condition.text).into();
        }
        if call.omits(Some(row), Decision::Days) {
            condition.text = inwards(filter, -DAYS_OF_A_MONTH, &condition.text).into();
        }
        if call.omits(Some(row), Decision::Month) {
            condition.text = in_january(&condition.text).into();
        }
        Some(condition)
    })
    .collect()
}

/// No month is shorter.
const DAYS_OF_A_MONTH: i64 = 28;

/// An end of a range so many days further inside; the text itself where it is no day.
fn inwards(filter: Filter, days: i64, day: &str) -> String {
    let days = if filter == Filter::From { days } else { -days };
    let moved = day.parse::<Date>().ok().and_then(|day| day.checked_add(days.days()).ok());
    moved.map_or_else(|| day.to_owned(), |day| day.to_string())
}

/// The same day of January, as who takes the month for minutes reads it; the text itself where it is no day.
fn in_january(day: &str) -> String {
    let moved = day.parse::<Date>().ok().and_then(|day| day.with().month(1).build().ok());
    moved.map_or_else(|| day.to_owned(), |day| day.to_string())
}

/// Whether a call limits a range on both sides.
fn both_ends(call: &Call<'_>) -> bool {
    let sent = |filter| {
        let mut rows = call.layout.request.iter().filter(|row| row.semantics.filter == Some(filter));
        rows.any(|row| call.values.contains_key(&row.name))
    };
    sent(Filter::From) && sent(Filter::Until)
}

/// Members beside the key that have to be those of the record, except one that a mutant took unseen.
fn companions<'a>(call: &Call<'a>) -> Vec<Condition<'a>> {
    let beside = |row: &&Field| !row.semantics.key && row.semantics.filter.is_none() && !call.lapsed_at(row);
    call.layout.request.iter().filter(beside).filter_map(|row| condition(row, Filter::Exact, call.values)).collect()
}

fn condition<'a>(row: &'a Field, filter: Filter, values: &'a Map<String, Value>) -> Option<Condition<'a>> {
    let field = row.semantics.field.as_deref()?;
    let text = values.get(&row.name)?.as_str()?;
    Some(Condition { field, filter: Some(filter), text: text.into(), inverted: false, begins: false })
}

/// The row of a call's request that has this part in paging.
fn part<'a>(call: &Call<'a>, paging: Paging) -> Option<&'a Field> {
    call.layout.request.iter().find(|row| row.semantics.paging == Some(paging))
}

/// The member of a call's payload that has this part in paging.
fn shown_part<'a>(call: &Call<'a>, paging: Paging) -> Option<&'a Field> {
    call.data.iter().find(|row| row.semantics.paging == Some(paging))
}

fn sent_number(call: &Call<'_>, paging: Paging) -> Option<i64> {
    call.values.get(&part(call, paging)?.name).and_then(Value::as_f64).map(|number| number as i64)
}

/// Page and size of a call; below 1, and where nothing was sent, the default of the row.
fn paging(call: &Call<'_>) -> (i64, i64) {
    let number = |paging: Paging| {
        let row = part(call, paging)?;
        let number = sent_number(call, paging).unwrap_or(0);
        let default = row.semantics.default.unwrap_or(1) + i64::from(call.omits(Some(row), Decision::OtherDefault));
        let first = if call.omits(Some(row), Decision::FromOne) { 2 } else { 1 };
        Some(if number < first { default } else { number })
    };
    (number(Paging::Page).unwrap_or(1), number(Paging::Size).unwrap_or(i64::MAX))
}
