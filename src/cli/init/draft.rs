//! A target file as it is going to be written.

use std::fmt::Write;

use crate::standard::{Encoding, Role, Standard};
use crate::target::Network;

/// Where an editor finds the schema: beside the file.
pub(super) const SCHEMA_FILE: &str = "target.schema.json";

/// Where a first target may listen.
pub(super) const BASE_URL: &str = "http://127.0.0.1:8080";

/// What a target file is to say.
#[derive(Debug, Clone)]
pub(super) struct Draft<'a> {
    pub name: String,
    pub vendor: String,
    pub version: String,
    pub entries: Vec<Entry<'a>>,
}

/// What it is to say of one standard.
#[derive(Debug, Clone)]
pub(super) struct Entry<'a> {
    pub standard: &'a Standard,
    pub role: Role,
    pub network: Network,
    pub base_url: String,
    pub max_creates: u64,
    /// Variables by credential, where they differ from the name in capitals.
    pub variables: Vec<(String, String)>,
    pub ca: Option<String>,
}

/// A credential of a standard, and why it may be left out.
pub(super) struct Credential<'a> {
    pub name: &'a str,
    pub remark: &'static str,
}

/// The credential with which calls are signed for a gateway.
const GATEWAY_TOKEN: &str = "gateway_token";

/// Credentials of a standard: what is computed from an account needs the account alone.
pub(super) fn credentials(standard: &Standard) -> Vec<Credential<'_>> {
    let rule = &standard.credential;
    let of = |name, remark| Credential { name, remark };
    let other = "of another party: what belongs to it must stay unseen";
    if !standard.is_called() {
        // What is only looked at needs none, but for a gateway, which wants calls signed.
        return standard.gateway.iter().map(|_| of(GATEWAY_TOKEN, "")).collect();
    }
    match rule.account.as_ref().filter(|_| rule.computed.is_some()) {
        Some(account) => vec![
            of(&account.name, ""),
            of(&account.foreign, other),
            of(&rule.name, "a fixed one, where it is not computed from the account and the day"),
        ],
        None => vec![of(&rule.name, ""), of(&rule.foreign, other)],
    }
}

impl Draft<'_> {
    /// The file.
    pub fn text(&self) -> String {
        let mut text = format!("# yaml-language-server: $schema={SCHEMA_FILE}\n");
        text.push_str(
            "# Who is tested. Secrets come from the environment: ${env:NAME}. `init schema` prints the schema.\n",
        );
        for (key, value) in [("name", &self.name), ("vendor", &self.vendor), ("version", &self.version)] {
            let _ = writeln!(text, "{key}: {}", quoted(value));
        }
        text.push_str("standards:\n");
        self.entries.iter().for_each(|entry| entry.write(&mut text));
        text
    }
}

impl Entry<'_> {
    fn write(&self, text: &mut String) {
        let standard = self.standard;
        let _ = writeln!(text, "  {}: # {}", standard.id, standard.title.zh);
        let mut line = |setting: String, comment: &str| {
            let _ = if comment.is_empty() {
                writeln!(text, "    {setting}")
            } else {
                writeln!(text, "    {setting:<33} # {comment}")
            };
        };
        line(format!("role: {}", role(self.role)), "");
        line(format!("network: {}", self.network.as_str()), "internet | extranet | lab");
        line(format!("base_url: {}", quoted(&self.base_url)), "operations' paths are appended");
        if standard.is_called() {
            self.calls(&mut line)
        } else {
            self.looks(&mut line)
        }
        line("# headers: { X-Extra: \"1\" }".to_owned(), "");
        if standard.is_called() {
            line("# gateway:".to_owned(), "a gateway in front");
            line("#   prefix: /ebus/passid".to_owned(), "");
            let signing = "#   signing: { header_prefix: x-tif, paasid: id, token: \"${env:GATEWAY_TOKEN}\" }";
            line(signing.to_owned(), "or x-rio");
        }
        line("# requests_per_second: 20".to_owned(), "");
        line("# timeout_seconds: 30".to_owned(), "");
        match &self.ca {
            Some(ca) => line(format!("tls: {{ ca: {} }}", quoted(ca)), "the only authorities that are trusted"),
            None => line("# tls: { ca: ca.pem, client_certificate: client.pem }".to_owned(), ""),
        }
    }

    /// What says how operations are called.
    fn calls(&self, line: &mut dyn FnMut(String, &str)) {
        let standard = self.standard;
        line(format!("max_creates: {}", self.max_creates), "records that a run may create; run --dry-run counts them");
        line("read_only: false".to_owned(), "");
        line("credentials:".to_owned(), "");
        for credential in credentials(standard) {
            let mark = if credential.remark.is_empty() || self.names(credential.name) { "" } else { "# " };
            let variable = self.variable(credential.name);
            line(format!("  {mark}{}: \"${{env:{variable}}}\"", credential.name), credential.remark);
        }
        let data = format!("existing records that cases may read; `init data --standard {}` lists them", standard.id);
        line("# known: {}".to_owned(), &data);
        if standard.encoding_unstated {
            line(format!("encoding: {}", standard.encoding.as_str()), "json | form: the text does not say");
            let implied = standard.tables.iter().flat_map(|table| &table.rows).find_map(|row| row.guessed_name());
            let names = format!("# names: {{ {}: other }}", implied.unwrap_or("T1.1"));
            line(names, "names that the text does not show, or only implies");
        } else if standard.encoding == Encoding::Form {
            line("# encoding: json".to_owned(), "bodies are forms unless this says otherwise");
        }
        line("# file_hosts: [files.example]".to_owned(), "hosts besides base_url that files may be fetched from");
        let names: Vec<&str> = standard.operations.iter().map(|operation| operation.name.as_str()).collect();
        let (first, last) = (names.first().unwrap_or(&"operation"), names.last().unwrap_or(&"operation"));
        line(format!("# not_claimed: {{ {last}: reason }}"), "what is not implemented; everything else is claimed");
        line("# options: []".to_owned(), "options of the standard that are claimed");
        line(format!("# paths: {{ {first}: /other/path }}"), "");
    }

    /// What is called to see what a gateway does.
    fn knocks(&self, line: &mut dyn FnMut(String, &str)) {
        line("gateway:".to_owned(), "the gateway that is judged");
        line("  passid: yst_example".to_owned(), "id of the publisher, in the paths");
        line("  environment: test".to_owned(), "test | production: limits differ");
        line("  service:".to_owned(), "behind the gateway: a call that changes nothing");
        line("    path: /original/path".to_owned(), "without what the gateway puts before it");
        line("    # prefix: /other".to_owned(), "what the administrator has set instead of the rule's");
        line("    body: {}".to_owned(), "members of the body; without it the call is a GET");
        line("    answers: { /code: 0 }".to_owned(), "what the service alone says on success, by JSON pointer");
        line("  # site: { path: /page }".to_owned(), "the same where no signature is needed");
        line(
            "  # slow: [{ path: /slow, body: {}, answers: { /code: 0 } }]".to_owned(),
            "takes longer than it waits; []: none",
        );
        let variable = self.variable(GATEWAY_TOKEN);
        let signing = format!("  signing: {{ header_prefix: x-tif, paasid: id, token: \"${{env:{variable}}}\" }}");
        line(signing, "or x-rio");
        line("# encoding: form".to_owned(), "how bodies are written; json when left out");
    }

    /// What is looked at where nothing is called.
    fn looks(&self, line: &mut dyn FnMut(String, &str)) {
        if self.standard.gateway.is_some() {
            return self.knocks(line);
        }
        let probes = self.standard.clauses.iter().filter_map(|clause| clause.probe.as_ref());
        for known in probes.map(|probe| &probe.known).filter(|known| !known.is_empty()) {
            line(format!("# known: {{ {known}: [] }}"), "addresses of pages, which are looked at");
        }
        line("# file_hosts: [files.example]".to_owned(), "hosts besides base_url that pages may be at");
    }

    fn names(&self, credential: &str) -> bool {
        self.variables.iter().any(|(name, _)| name == credential)
    }

    /// The variable that holds a credential.
    fn variable(&self, credential: &str) -> String {
        let named = self.variables.iter().find(|(name, _)| name == credential);
        named.map_or_else(|| credential.to_uppercase(), |(_, variable)| variable.clone())
    }
}

/// The name of a role in a target file.
pub(super) fn role(role: Role) -> &'static str {
    match role {
        Role::Provider => "provider",
        Role::Caller => "caller",
    }
}

/// A text as YAML and JSON write it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
