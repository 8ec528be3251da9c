//! A target without its secrets, in the form of a target file: what judges its recordings reads it back.

use std::collections::BTreeSet;
use std::sync::Arc;

use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};

use super::model::{StandardTarget, Target};
use crate::observation::{MASKED, Masker};
use crate::standard::Standard;

impl Target {
    /// The target file without credentials, certificates, headers and pace; each secret as `${env:NAME}`.
    pub fn described(&self) -> Value {
        let standards: Map<String, Value> =
            self.standards.iter().map(|(id, standard)| (id.clone(), standard.described())).collect();
        json!({ "name": self.name, "vendor": self.vendor, "version": self.version, "standards": standards })
    }

    /// The same without what its known records say of persons, as far as these standards or the form of a number tell.
    pub fn described_without_persons(&self, standards: &[Arc<Standard>]) -> Value {
        let mut described = self.described();
        let masker = Masker::default().with_numbers();
        let entries = described.get_mut("standards").and_then(Value::as_object_mut);
        for (id, entry) in entries.into_iter().flatten() {
            let standard = standards.iter().find(|standard| standard.id == *id);
            let names = standard.map(|standard| standard.personal_names()).unwrap_or_default();
            if let Some(known) = entry.get_mut("known") {
                *known = masker.mask_value(&without_persons(known, &names));
            }
        }
        described
    }
}

/// Records without the values of the members that are about persons.
fn without_persons(value: &Value, names: &BTreeSet<&str>) -> Value {
    let of_member = |name: &str, value: &Value| match value {
        Value::String(_) | Value::Number(_) if names.contains(name) => json!(MASKED),
        value => without_persons(value, names),
    };
    match value {
        Value::Object(members) => {
            let masked = members.iter().map(|(name, value)| (name.clone(), of_member(name, value)));
            Value::Object(masked.collect())
        }
        Value::Array(items) => items.iter().map(|item| without_persons(item, names)).collect(),
        other => other.clone(),
    }
}

impl StandardTarget {
    fn masker(&self) -> Masker {
        let mut masker = Masker::default();
        for secret in self.secrets() {
            // As a target file refers to it, so that what is described can be read again.
            masker.add_secret(secret.value.expose_secret(), &reference(&secret.placeholder));
        }
        masker
    }

    fn described(&self) -> Value {
        let mut described = Map::new();
        let mut put = |name: &str, value: Value| drop(described.insert(name.to_owned(), value));
        put("role", json!(self.role));
        put("network", json!(self.network));
        put("base_url", json!(self.base_url()));
        put("read_only", json!(self.read_only));
        if let Some(limit) = self.max_creates() {
            put("max_creates", json!(limit));
        }
        let credentials: Map<String, Value> = self
            .credentials
            .iter()
            .map(|(name, credential)| (name.clone(), json!(reference(&credential.placeholder(name)))))
            .collect();
        put("credentials", Value::Object(credentials));
        if !self.known.is_null() {
            put("known", self.masker().mask_value(&self.known));
        }
        if let Some(operations) = &self.operations {
            put("operations", json!(operations));
        }
        put("not_claimed", json!(self.not_claimed));
        put("file_hosts", json!(self.file_hosts));
        put("options", json!(self.options));
        put("paths", json!(self.paths));
        if !self.names.is_empty() {
            put("names", json!(self.names));
        }
        if let Some(encoding) = &self.encoding {
            put("encoding", json!(encoding.as_str()));
        }
        if let Some(gateway) = &self.gateway {
            let mut said = Map::new();
            if !gateway.prefix.is_empty() {
                said.insert("prefix".to_owned(), json!(gateway.prefix));
            }
            if let Some(front) = &gateway.front {
                said.extend(front.described(&self.masker()));
                let signing = gateway.signing.as_ref().map(|signing| {
                    let token = reference(&signing.placeholder());
                    json!({ "header_prefix": signing.header_prefix, "paasid": "id", "token": token })
                });
                said.extend(signing.map(|signing| ("signing".to_owned(), signing)));
            }
            put("gateway", Value::Object(said));
        }
        Value::Object(described)
    }
}

/// The variable of a placeholder, `$NAME`, as a target file refers to it.
fn reference(placeholder: &str) -> String {
    format!("${{env:{}}}", placeholder.trim_start_matches('$'))
}
