//! The fields of one standard's entry: what each may say.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use serde_saphyr::Spanned;
use url::Url;

use super::expand::{Expanded, expand, refers};
use super::file::{GatewayFile, SigningFile, StandardFile};
use super::known::{self, Data, Entries, Node};
use super::model::{Credential, Gateway, Signing};
use super::resolve::Resolver;
use super::wire::WireSettings;
use super::written;
use crate::standard::{Encoding, Standard};

const MAX_SECONDS: f64 = 3600.0;
const MAX_BYTES: u64 = 1 << 30;

/// Headers that the transport writes itself.
const OWN_HEADERS: [&str; 4] = ["host", "content-length", "transfer-encoding", "connection"];

type Texts = Entries<Spanned<String>>;

impl Resolver<'_> {
    pub fn credentials(
        &mut self,
        file: Texts,
        model: Option<&Standard>,
        literals: bool,
    ) -> BTreeMap<String, Credential> {
        let mut credentials = BTreeMap::new();
        for (name, text) in file.0 {
            if let Some(model) = model {
                self.check("credential", &name, model.credential.names());
            }
            let what = format!("credential `{}`", name.value);
            let Some(credential) = self.secret(&what, &name.value, &text, literals) else { continue };
            credentials.insert(name.value, credential);
        }
        credentials
    }

    /// A secret, which has to come from the environment unless literals are let through.
    fn secret(&mut self, what: &str, name: &str, text: &Spanned<String>, literals: bool) -> Option<Credential> {
        let expanded = self.expand(text)?;
        if text.value.starts_with(['“', '‘']) {
            let help = "write the ASCII quote `\"`".to_owned();
            self.problem(text.referenced, format!("{what} begins with a typographic quote"), Some(help));
        }
        if expanded.whole.is_none() && !literals {
            self.written_out(what, &name.to_ascii_uppercase(), text);
        }
        if expanded.whole.is_none() {
            self.lent.extend(expanded.used);
        }
        Some(Credential { value: SecretString::from(expanded.text), variable: expanded.whole })
    }

    /// Refuses a secret that stands in the file itself.
    fn written_out(&mut self, what: &str, variable: &str, text: &Spanned<String>) {
        let message = format!("{what} is written out: expected `${{env:NAME}}`");
        let help = format!("set {variable} in the environment and refer to it");
        self.problem(text.referenced, message, Some(help));
    }

    /// The password of a proxy comes from the environment too, unless literals are let through.
    pub fn proxy_password(&mut self, proxy: &Spanned<String>, literals: bool) {
        if !literals && written::has_literal_password(&proxy.value) {
            self.written_out("the password of `proxy`", written::PROXY_PASSWORD, proxy);
        }
        // What is wrong with its variables was said when it was read.
        let Ok(expanded) = expand(&proxy.value, self.sources.variables) else { return };
        let lent = |part: &str| expanded.used.iter().any(|(_, lent)| lent.expose_secret() == part);
        self.written.extend(written::of_proxy(&expanded.text, &lent));
    }

    pub fn headers(&mut self, file: Texts, literals: bool) -> Vec<(String, SecretString)> {
        let mut headers = Vec::new();
        for (name, text) in file.0 {
            if name.value.parse::<HeaderName>().is_err() {
                self.add_at(&name, format!("`{}` is no header name", name.value));
            } else if OWN_HEADERS.contains(&name.value.to_ascii_lowercase().as_str()) {
                self.add_at(&name, format!("header `{}` is written by the transport: leave it out", name.value));
            }
            let Some(expanded) = self.expand(&text) else { continue };
            if written::is_secret_header(&name.value) {
                if !refers(&text.value) && !literals {
                    let what = format!("the value of header `{}`", name.value);
                    self.written_out(&what, &written::variable(&name.value), &text);
                }
                self.written.extend(written::of_header(&name.value, &expanded));
            }
            self.lent.extend(expanded.used);
            let expanded = expanded.text;
            if HeaderValue::from_bytes(expanded.as_bytes()).is_err() {
                self.add_at(
                    &text,
                    format!("the value of header `{}` has characters that no header may have", name.value),
                );
            }
            headers.push((name.value, expanded.into()));
        }
        headers
    }

    pub fn known(&mut self, node: Node) -> Value {
        if !matches!(node.value, Data::Map(_)) {
            self.add_at(&node, "`known` is no map: expected names with their data");
        }
        self.data(node)
    }

    /// Data of any shape, with its variables.
    pub fn data(&mut self, node: Node) -> Value {
        let variables = self.sources.variables;
        let mut problems = Vec::new();
        let mut lent = BTreeMap::new();
        let value = known::to_json(node, &mut |place, data| match data {
            known::Leaf::Text(text) if is_no_day(&text) => {
                problems.push((place, format!("`{text}` is no day of the calendar: expected YYYY-MM-DD")));
                Value::Null
            }
            known::Leaf::Text(text) => match expand(&text, variables) {
                Ok(expanded) => {
                    lent.extend(expanded.used);
                    Value::String(expanded.text)
                }
                Err(message) => {
                    problems.push((place, message));
                    Value::Null
                }
            },
            known::Leaf::Inexact => {
                problems
                    .push((place, "a number that loses digits when it is read: expected a quoted string".to_owned()));
                Value::Null
            }
        });
        self.lent.extend(lent);
        problems.into_iter().for_each(|(place, message)| self.problem(place, message, None));
        value
    }

    pub fn paths(&mut self, file: Texts, model: Option<&Standard>) -> BTreeMap<String, String> {
        let mut paths = BTreeMap::new();
        for (operation, path) in file.0 {
            self.check_operation(&operation, model);
            paths.insert(operation.value, self.path(path));
        }
        paths
    }

    /// Names of members that the text leaves open.
    pub fn names(&mut self, file: Texts, model: Option<&Standard>) -> BTreeMap<String, String> {
        let (mut names, mut places) = (BTreeMap::new(), BTreeMap::new());
        for (of, name) in file.0 {
            if let Some(Err(wrong)) = model.map(|model| model.check_name(&of.value, &name.value)) {
                let place = if wrong.is_about_name { name.referenced } else { of.referenced };
                self.problem(place, wrong.message, wrong.help);
                continue;
            }
            places.insert(of.value.clone(), name.referenced);
            names.insert(of.value, self.plain(name));
        }
        if let Some(clash) = model.and_then(|model| model.clash(&names)) {
            let place = clash.given.iter().find_map(|key| places.get(key));
            let message = format!("`{}` and `{}` would both be called `{}`", clash.rows[0], clash.rows[1], clash.name);
            if let Some(place) = place {
                self.problem(*place, message, None);
            }
        }
        names
    }

    /// A standard whose text does not say how bodies are written cannot be asked anything before somebody does.
    pub fn encoding(&mut self, id: &Spanned<String>, encoding: Option<Encoding>, model: Option<&Standard>) {
        if encoding.is_none() && model.is_some_and(|model| model.encoding_unstated) {
            let help = "add `encoding: json` or `encoding: form`".to_owned();
            self.problem(
                id.referenced,
                "`encoding` is missing: the text does not say how bodies are written",
                Some(help),
            );
        }
    }

    pub fn gateway(
        &mut self,
        id: &Spanned<String>,
        mut file: GatewayFile,
        literals: bool,
        model: Option<&Standard>,
    ) -> Gateway {
        let front = self.front(id, &mut file, model);
        let signing = file.signing.and_then(|signing| self.signing(signing, literals));
        let prefix = file.prefix.map(|prefix| self.prefix(prefix)).unwrap_or_default();
        Gateway { prefix, signing, front }
    }

    /// What stands before the path of an origin.
    pub fn prefix(&mut self, prefix: Spanned<String>) -> String {
        self.path(prefix).trim_end_matches('/').to_owned()
    }

    pub fn path(&mut self, path: Spanned<String>) -> String {
        if !is_path(&path.value) {
            self.add_at(&path, "expected a path that begins with `/`, without query");
        }
        self.plain(path)
    }

    fn signing(&mut self, file: SigningFile, literals: bool) -> Option<Signing> {
        let token = self.secret("the token of the gateway", "gateway_token", &file.token, literals);
        let paasid = self.lend(&file.paasid)?;
        if paasid.trim().is_empty() || HeaderValue::from_str(&paasid).is_err() {
            self.add_at(&file.paasid, "`paasid` is sent as a header: expected the id that the gateway registered");
        }
        Some(Signing { header_prefix: file.header_prefix, paasid, token: token? })
    }

    pub fn wire(&mut self, file: &StandardFile) -> WireSettings {
        let default = WireSettings::default();
        let timeout = file.timeout_seconds.as_ref().and_then(|seconds| self.positive(seconds, MAX_SECONDS));
        let timeout = timeout.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).unwrap_or(default.timeout);
        let max_bytes = file.max_answer_bytes.as_ref().map_or(default.max_bytes, |bytes| {
            if !(1..=MAX_BYTES).contains(&bytes.value) {
                self.add_at(bytes, format!("expected a number of bytes from 1 to {MAX_BYTES}"));
            }
            bytes.value
        });
        WireSettings {
            connect_timeout: default.connect_timeout.min(timeout),
            timeout,
            max_bytes,
            proxy: file.proxy.as_ref().and_then(|proxy| self.proxy(proxy)),
            ca: file.tls.ca.as_ref().map(|path| self.existing(path)),
            client_certificate: file.tls.client_certificate.as_ref().map(|path| self.existing(path)),
            pool_max_idle: default.pool_max_idle,
        }
    }

    /// A number above zero, or nothing and a problem.
    pub fn positive(&mut self, number: &Spanned<f64>, max: f64) -> Option<f64> {
        let good = number.value > 0.0 && number.value <= max;
        if !good {
            let upper = if max < f64::MAX { format!(" and up to {max}") } else { String::new() };
            self.add_at(number, format!("expected a number above 0{upper}"));
        }
        good.then_some(number.value)
    }

    fn proxy(&mut self, text: &Spanned<String>) -> Option<String> {
        let expanded = self.lend(text)?;
        let usable = |url: Url| matches!(url.scheme(), "http" | "https") && url.has_host();
        if !Url::parse(&expanded).is_ok_and(usable) {
            self.add_at(text, "`proxy` is no URL of an HTTP proxy: expected for example http://127.0.0.1:3128");
            return None;
        }
        Some(expanded)
    }

    fn existing(&mut self, path: &Spanned<String>) -> PathBuf {
        let file = self.sources.folder.join(self.plain(path.clone()));
        if !file.is_file() {
            self.add_at(path, format!("no such file: {}", file.display()));
        }
        file
    }

    pub fn check_operation(&mut self, operation: &Spanned<String>, model: Option<&Standard>) {
        if let Some(model) = model {
            self.check("operation", operation, model.operations.iter().map(|operation| operation.name.as_str()));
        }
    }

    /// Expands a string whose variables are secrets.
    fn lend(&mut self, text: &Spanned<String>) -> Option<String> {
        let Expanded { text, used, .. } = self.expand(text)?;
        self.lent.extend(used);
        Some(text)
    }
}

fn is_path(text: &str) -> bool {
    text.starts_with('/')
        && !text.starts_with("//")
        && !text.contains(['?', '#'])
        && !text.contains(char::is_whitespace)
}

/// Written like a date, and none.
fn is_no_day(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let written = year.len() == 4 && matches!(month.len(), 1 | 2) && matches!(day.len(), 1 | 2);
    written && parts.iter().all(|part| digits(part)) && text.parse::<jiff::civil::Date>().is_err()
}
