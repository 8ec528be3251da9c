//! The licences that the platform keeps.

use std::sync::Arc;

use jiff::civil::DateTime;
use serde_json::{Map, Value, json};

use super::files::{self, Links};
use super::licences::{self, Holder, UNPUBLISHED};
use crate::observation::HttpAnswer;
use crate::simulator::parties::Party;
use crate::simulator::platform::Setup;
use crate::simulator::records::{Record, Store};

/// The state of the platform.
pub(super) struct Stock {
    /// Licences by identifier.
    pub(super) licences: Store,
    /// Published types.
    pub(super) types: Vec<Map<String, Value>>,
    links: Links,
    clock: Arc<dyn Fn() -> DateTime + Send + Sync>,
    known: Value,
}

impl Stock {
    /// A platform with synthetic licences.
    pub(super) fn new(setup: Setup) -> Self {
        let all = licences::all((setup.clock)());
        let types = licences::types();
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
    pub(super) fn known_data(&self) -> Value {
        self.known.clone()
    }

    /// Whether a type was published.
    pub(super) fn publishes(&self, name: &str) -> bool {
        self.types.iter().any(|one| one.get("type").and_then(Value::as_str) == Some(name))
    }

    /// The address of a licence's file, from now on, below the address at which the platform was reached.
    pub(super) fn address(&self, licence: &Record, base_url: &str) -> String {
        let order = licence.fields.get("order").and_then(Value::as_u64).unwrap_or_default();
        let format = licence.fields.get("file_format").and_then(Value::as_str).unwrap_or_default();
        format!("{base_url}{}", self.links.path(order as usize, format, (self.clock)()))
    }

    /// The file at a path that was given out.
    pub(super) fn file_at(&self, path: &str) -> Option<HttpAnswer> {
        let link = self.links.read(path, (self.clock)())?;
        let licence = self.licences.nth(link.licence)?;
        let text = |field: &str| licence.fields.get(field).and_then(Value::as_str).unwrap_or_default();
        Some(if link.is_alive() { files::content(text("file_format"), text("id")) } else { files::gone() })
    }
}

fn known(all: &licences::Licences, types: &[Map<String, Value>]) -> Value {
    let shown: Vec<Value> = all.valid.iter().map(|licence| shown(licence)).collect();
    let Holder { code, kind, .. } = &all.empty_holder;
    let mut known = json!({
        "licences": shown,
        "empty_holder": { "code": code, "type": kind },
        "foreign_licence": self::shown(&all.foreign),
        "unpublished_type": UNPUBLISHED,
        "types": types.iter().filter_map(|one| one.get("type")).collect::<Vec<_>>(),
    });
    for (state, licence) in licences::STATES.iter().zip(&all.barred) {
        known[*state] = self::shown(licence);
    }
    known
}

/// What a target file says of a licence. Validity without an end has no day to be named.
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
    let field =
        |name: &str| licence.get(name).filter(|value| **value != "长期").map(|value| (name.to_owned(), value.clone()));
    Value::Object(FIELDS.into_iter().filter_map(field).collect())
}
