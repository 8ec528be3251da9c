//! The nine interfaces.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::holdings;
use crate::observation::HttpAnswer;
use crate::simulator::call::Call;
use crate::simulator::lapse::Lapse;
use crate::simulator::layout::Layout;
use crate::simulator::licences::Stock;
use crate::simulator::parties::Party;
use crate::simulator::platform::{Platform, Setup};
use crate::simulator::records::{Record, Store};
use crate::simulator::refusal::Refusal;
use crate::simulator::respond;
use crate::standard::Operation;

/// A platform with licences to ask for.
pub(crate) fn platform(setup: Setup) -> Box<dyn Platform> {
    let all = holdings::all((setup.clock)(), setup.seed);
    let encrypted = Store::new("encrypted_id");
    let own = all.valid.iter().map(|fields| (Party::Own, fields));
    let every = own.chain([(Party::Foreign, &all.foreign)]).enumerate();
    encrypted.insert(|_| every.map(|(order, (owner, fields))| record(order, owner, fields)).collect());
    Box::new(Province { stock: Stock::with(setup, all), encrypted })
}

/// A licence under the number that it has among all.
fn record(order: usize, owner: Party, fields: &Map<String, Value>) -> Record {
    let mut fields = fields.clone();
    fields.insert("order".to_owned(), Value::from(order));
    Record { owner, fields }
}

/// The state of the platform.
#[derive(Clone)]
struct Province {
    stock: Stock,
    /// The same licences by their encrypted identifiers.
    encrypted: Store,
}

impl Platform for Province {
    fn answer(&self, call: &Call<'_>) -> Result<Value, Refusal> {
        let name = call.layout.operation.name.as_str();
        let found = match name {
            "c6.2" | "c6.3.1" | "c6.4.1" | "c6.4.3" => self.stock.licences.select(call).records,
            "c6.3.2" | "c6.4.2" => self.stock.licences.find(call).into_iter().collect(),
            "c6.3.3" | "c6.4.4" => self.encrypted.find(call).into_iter().collect(),
            "c6.5.1" => return Ok(self.stock.verify_flat(call)),
            other => return Err(Refusal::system(format!("没有接口 {other}"))),
        };
        // Downloads by an identifier have a code for what is not there; elsewhere an empty list says it.
        let named = matches!(name, "c6.3.2" | "c6.3.3") || call.layout.operation.empty_result.is_none();
        if found.is_empty() && named {
            return Err(Refusal::business("没有可下载的证照数据"));
        }
        Ok(match name {
            "c6.4.4" => found.first().map_or(Value::Null, |licence| shown(call, licence)),
            _ => self.stock.shown(call, &found),
        })
    }

    fn fork(&self) -> Box<dyn Platform> {
        Box::new(self.clone())
    }

    fn known(&self) -> Value {
        self.stock.known_data()
    }

    fn refused(&self, operation: &Operation) -> Value {
        operation.empty_result.clone().unwrap_or(Value::Null)
    }

    fn passed(&self, layout: &Layout) -> Value {
        let data = layout.response.iter().find(|row| row.name == "data").map_or(&[][..], |row| &row.members);
        match layout.operation.name.as_str() {
            "c6.5.1" => data.iter().map(|row| (row.name.clone(), Value::from("false"))).collect(),
            "c6.4.4" => data.iter().map(|row| (row.name.clone(), Value::from("00"))).collect(),
            _ => layout.operation.empty_result.clone().unwrap_or(Value::Null),
        }
    }

    fn file(&self, path: &str, lapses: &[Lapse]) -> Option<HttpAnswer> {
        self.stock.file_at(path, &|decision| lapses.iter().any(|lapse| lapse.decision == decision))
    }
}

/// What an answer about one licence shows of it.
fn shown(call: &Call<'_>, licence: &Arc<Record>) -> Value {
    let mut fields = licence.fields.clone();
    call.shape(&mut fields);
    respond::filled(call.data, &fields).into()
}
