//! The licences that a platform keeps.

use std::sync::Arc;

use jiff::civil::DateTime;
use serde_json::{Map, Value, json};

use super::files::{self, Links};
use super::holdings::{self, Holder, Licences, OPEN_END, UNPUBLISHED};
use crate::observation::HttpAnswer;
use crate::simulator::lapse::Decision;
use crate::simulator::parties::Party;
use crate::simulator::platform::Setup;
use crate::simulator::records::{Record, Store};

/// The state of the platform.
#[derive(Clone)]
pub(in crate::simulator) struct Stock {
    /// Licences by identifier.
    pub(in crate::simulator) licences: Store,
    /// Published types.
    pub(in crate::simulator) types: Vec<Map<String, Value>>,
    links: Links,
    clock: Arc<dyn Fn() -> DateTime + Send + Sync>,
    known: Value,
}

impl Stock {
    /// A platform with these licences.
    pub(in crate::simulator) fn with(setup: Setup, all: Licences) -> Self {
        let types = holdings::types();
        let known = known(&all, &types);
        let licences = Store::new("id");
        let own = all.valid.into_iter().chain(all.barred).map(|fields| (Party::Own, fields));
        let every: Vec<_> = own.chain([(Party::Foreign, all.foreign)]).collect();
        licences.insert(|_| {
            let numbered = every.into_iter().enumerate();
            let record = |(n, (owner, mut fields)): (usize, (Party, Map<String, Value>))| {
                fields.insert("order".to_owned(), Value::from(n));
                Record { owner, fields }
            };
            numbered.map(record).collect()
        });
        Self { licences, types, links: Links::new(setup.seed), clock: setup.clock, known }
    }

    /// Licences, types and holders of the start, as a target file names them.
    pub(in crate::simulator) fn known_data(&self) -> Value {
        self.known.clone()
    }

    /// Whether a type was published.
    pub(in crate::simulator) fn publishes(&self, name: &str) -> bool {
        self.types.iter().any(|one| one.get("type").and_then(Value::as_str) == Some(name))
    }

    /// The address of a licence's file, from now on, below the address at which the platform was reached. A mutant gives
    /// that of the first file of the format.
    pub(in crate::simulator) fn address(&self, licence: &Record, base_url: &str, shared: bool) -> String {
        let format = licence.fields.get("file_format").and_then(Value::as_str).unwrap_or_default();
        let all = (0..).map_while(|n| self.licences.nth(n));
        let first = || all.take_while(|_| shared).find(|other| other.fields.get("file_format") == Some(&json!(format)));
        let order = first().as_deref().unwrap_or(licence).fields.get("order").and_then(Value::as_u64);
        format!("{base_url}{}", self.links.path(order.unwrap_or_default() as usize, format, (self.clock)()))
    }

    /// The file at a path that was given out. A mutant has none, or one of another format.
    pub(in crate::simulator) fn file_at(&self, path: &str, omitted: &dyn Fn(Decision) -> bool) -> Option<HttpAnswer> {
        let link = self.links.read(path, (self.clock)())?;
        if omitted(Decision::File) {
            return None;
        }
        let licence = self.licences.nth(link.licence)?;
        let text = |field: &str| licence.fields.get(field).and_then(Value::as_str).unwrap_or_default();
        let format = match text("file_format") {
            "pdf" if omitted(Decision::FileFormat) => "ofd",
            _ if omitted(Decision::FileFormat) => "pdf",
            format => format,
        };
        let lasts = omitted(Decision::Expiry);
        Some(if lasts || link.is_alive() { files::content(format, text("id")) } else { files::gone() })
    }
}

fn known(all: &Licences, types: &[Map<String, Value>]) -> Value {
    let licences: Vec<Value> = all.valid.iter().map(shown).collect();
    let Holder { code, kind, .. } = &all.empty_holder;
    let mut known = json!({
        "licences": licences,
        "empty_holder": { "code": code, "type": kind },
        "foreign_licence": shown(&all.foreign),
        "unpublished_type": UNPUBLISHED,
        "types": types.iter().map(|one| json!({ "type": one["type"], "code": one["type_code"] })).collect::<Vec<_>>(),
    });
    for (state, licence) in holdings::STATES.iter().zip(&all.barred) {
        known[*state] = shown(licence);
    }
    known
}

/// What a target file says of a licence. What it does not have is empty; validity without an end has no last day.
fn shown(licence: &Map<String, Value>) -> Value {
    const FIELDS: [&str; 12] = [
        "id",
        "holder",
        "holder_code",
        "holder_type",
        "type",
        "name",
        "number",
        "issuer",
        "issuer_code",
        "issued",
        "valid_from",
        "valid_until",
    ];
    let named = FIELDS.into_iter().map(|name| {
        let value = licence.get(name).and_then(Value::as_str).filter(|value| *value != OPEN_END);
        (name.to_owned(), Value::from(value.unwrap_or_default()))
    });
    let encrypted = licence.get("encrypted_id").map(|id| ("encrypted_id".to_owned(), id.clone()));
    Value::Object(named.chain(encrypted).collect())
}
