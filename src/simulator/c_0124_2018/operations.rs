//! The seven operations of the standard.

use serde_json::{Map, Value};

use super::faces;
use crate::observation::HttpAnswer;
use crate::simulator::call::Call;
use crate::simulator::lapse::Lapse;
use crate::simulator::layout::{Field, Layout};
use crate::simulator::licences::{Stock, holdings, listed};
use crate::simulator::platform::{Platform, Setup};
use crate::simulator::refusal::Refusal;
use crate::standard::Operation;

/// A platform with licences to ask for.
pub(crate) fn platform(setup: Setup) -> Box<dyn Platform> {
    let all = faces::printed(holdings::all((setup.clock)()));
    Box::new(Stock::with(setup, all))
}

impl Platform for Stock {
    fn answer(&self, call: &Call<'_>) -> Result<Value, Refusal> {
        match call.layout.operation.name.as_str() {
            "Retrieval" => self.search(call),
            "GetCertificateFileByHolder" | "GetCertificateDataByHolder" => self.of_holder(call),
            "GetCertificateFileByCertificateID" | "GetCertificateDataByCertificateID" => self.of_identifier(call),
            "GetCertificateType" => Ok(types(call.data, &self.types)),
            "VerifyCertificate" => self.verify(call),
            other => Err(Refusal::system(format!("没有接口 {other}"))),
        }
    }

    fn known(&self) -> Value {
        self.known_data()
    }

    fn fork(&self) -> Box<dyn Platform> {
        Box::new(self.clone())
    }

    fn refused(&self, operation: &Operation) -> Value {
        operation.empty_result.clone().unwrap_or(Value::Null)
    }

    /// A success has data (D59): a list of nothing, the types, or that nothing was verified.
    fn passed(&self, layout: &Layout) -> Value {
        let data = layout.response.iter().find(|row| row.name == "data").map_or(&[][..], |row| &row.members);
        match layout.operation.name.as_str() {
            "GetCertificateType" => types(data, &self.types),
            "VerifyCertificate" => data.iter().map(|row| (row.name.clone(), Value::from("false"))).collect(),
            _ => layout.operation.empty_result.clone().unwrap_or(Value::Null),
        }
    }

    fn file(&self, path: &str, lapses: &[Lapse]) -> Option<HttpAnswer> {
        self.file_at(path, &|decision| lapses.iter().any(|lapse| lapse.decision == decision))
    }
}

fn types(data: &[Field], types: &[Map<String, Value>]) -> Value {
    listed(data, types.to_vec())
}
