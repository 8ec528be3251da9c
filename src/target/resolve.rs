//! From the file to the target: expansion, defaults, and what must hold beyond syntax.

use std::collections::BTreeMap;
use std::path::Path;

use secrecy::SecretString;
use serde_json::Value;
use serde_saphyr::{Location, Spanned};

use super::base_url::BaseUrl;
use super::expand::{self, Expanded, Variables};
use super::file::{Network, StandardFile, TargetFile};
use super::model::{Secret, StandardTarget, Target, proxied_elsewhere};
use crate::standard::{Library, Role, Standard};
use crate::yaml::{self, Problem};

/// What a target file is read with.
pub(super) struct Sources<'a> {
    pub file: &'a str,
    pub text: &'a str,
    pub folder: &'a Path,
    pub library: Option<&'a Library>,
    pub variables: Variables<'a>,
}

/// Reads the fields and gathers what is wrong with them.
pub(super) struct Resolver<'a> {
    pub sources: &'a Sources<'a>,
    /// The file without literal credentials, for the lines that problems show.
    shown: String,
    /// What the environment lent to headers, known data and the proxy of the standard being read.
    pub lent: BTreeMap<String, SecretString>,
    /// Secrets that the file writes out in headers and the proxy of the standard being read.
    pub written: Vec<Secret>,
    problems: Vec<Problem>,
}

/// The target of a file, or everything that is wrong with it.
pub(super) fn target(file: TargetFile, sources: &Sources<'_>) -> Result<Target, Vec<Problem>> {
    let shown = without_literals(sources.text, &file);
    let mut resolver = Resolver { sources, shown, lent: BTreeMap::new(), written: Vec::new(), problems: Vec::new() };
    let name = resolver.plain(file.name);
    let vendor = file.vendor.map(|vendor| resolver.plain(vendor)).unwrap_or_default();
    let version = file.version.map(|version| resolver.plain(version)).unwrap_or_default();
    if file.standards.value.0.is_empty() {
        resolver.add_at(&file.standards, "`standards` is empty: expected at least one standard with its `base_url`");
    }
    let mut standards = BTreeMap::new();
    for (id, standard) in file.standards.value.0 {
        if let Some(standard) = resolver.standard(&id, standard) {
            standards.insert(id.value, standard);
        }
    }
    if resolver.problems.is_empty() { Ok(Target { name, vendor, version, standards }) } else { Err(resolver.problems) }
}

impl<'a> Resolver<'a> {
    fn standard(&mut self, id: &Spanned<String>, file: StandardFile) -> Option<StandardTarget> {
        self.lent.clear();
        self.written.clear();
        let model = self.model(id);
        let base_url = self.base_url(&file.base_url);
        let wire = self.wire(&file);
        let role = self.role(file.role, model);
        let loopback = base_url.as_ref().is_some_and(BaseUrl::is_loopback) && !proxied_elsewhere(wire.proxy.as_deref());
        // An unusable base URL is a problem of its own: what would follow from it is only noise.
        let lenient = loopback || base_url.is_none();
        let network = self.network(id, file.network, lenient);
        let credentials = self.credentials(file.credentials, model, lenient);
        if let Some(proxy) = &file.proxy {
            self.proxy_password(proxy, lenient);
        }
        let headers = self.headers(file.headers, lenient);
        let known = file.known.map_or(Value::Null, |known| self.known(known));
        let (operations, not_claimed) = self.claims(file.operations, file.not_claimed, model);
        let options = file.options.into_iter().map(|option| self.plain(option)).collect();
        let paths = self.paths(file.paths, model);
        let names = self.names(file.names, model);
        self.encoding(id, file.encoding, model);
        let gateway = file.gateway.map(|gateway| self.gateway(id, gateway, lenient, model));
        if gateway.is_none() && model.is_some_and(|model| model.gateway.is_some()) {
            let help = "add `gateway` with passid, environment, service or site, and signing".to_owned();
            self.problem(id.referenced, "`gateway` is missing: expected the gateway that is judged", Some(help));
        }
        let requests_per_second = file.requests_per_second.and_then(|rate| self.positive(&rate, f64::MAX));
        Some(StandardTarget {
            role,
            network,
            base_url: base_url?,
            loopback,
            max_creates: file.max_creates,
            read_only: file.read_only,
            credentials,
            known,
            operations,
            not_claimed,
            file_hosts: file.file_hosts.into_iter().collect(),
            options,
            paths,
            names,
            encoding: file.encoding,
            headers,
            gateway,
            requests_per_second,
            wire,
            variables: std::mem::take(&mut self.lent),
            written: std::mem::take(&mut self.written),
        })
    }

    fn model(&mut self, id: &Spanned<String>) -> Option<&'a Standard> {
        let library: &'a Library = self.sources.library?;
        self.check("standard", id, library.standards.iter().map(|standard| standard.id.as_str()));
        library.standard(&id.value)
    }

    fn role(&mut self, role: Option<Spanned<Role>>, model: Option<&Standard>) -> Role {
        let Some(role) = role else { return Role::Provider };
        if model.is_some_and(|model| !model.roles.contains(&role.value)) {
            self.add_at(&role, "the standard does not judge this role");
        }
        role.value
    }

    fn base_url(&mut self, text: &Spanned<String>) -> Option<BaseUrl> {
        let expanded = self.expand(text)?;
        BaseUrl::parse(&expanded.text).map_err(|error| self.add_at(text, error.to_string())).ok()
    }

    fn network(&mut self, id: &Spanned<String>, network: Option<Network>, lenient: bool) -> Network {
        if network.is_none() && !lenient {
            self.add_at(
                id,
                "`network` is missing: expected internet, extranet or lab, since plain HTTP is judged by it",
            );
        }
        network.unwrap_or(Network::Lab)
    }

    /// A string that is taken as it is.
    pub fn plain(&mut self, text: Spanned<String>) -> String {
        if expand::refers(&text.value) {
            let places = "base_url, credentials, headers, known, signing and proxy";
            self.add_at(&text, format!("`${{env:NAME}}` is not expanded here, only in {places}"));
        }
        text.value
    }

    /// A string with its variables, or nothing and a problem.
    pub fn expand(&mut self, text: &Spanned<String>) -> Option<Expanded> {
        expand::expand(&text.value, self.sources.variables).map_err(|message| self.add_at(text, message)).ok()
    }

    /// Refuses a name that does not exist.
    pub fn check<'n>(&mut self, what: &str, name: &Spanned<String>, names: impl IntoIterator<Item = &'n str>) {
        let names: Vec<&str> = names.into_iter().collect();
        if names.contains(&name.value.as_str()) {
            return;
        }
        let list = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let message = format!("unknown {what} `{}`: expected {list}", name.value);
        let help = yaml::nearest(&name.value, names).map(|near| format!("did you mean `{near}`?"));
        self.problem(name.referenced, message, help);
    }

    pub fn add_at<T>(&mut self, at: &Spanned<T>, message: impl Into<String>) {
        self.problem(at.referenced, message, None);
    }

    pub fn problem(&mut self, at: Location, message: impl Into<String>, help: Option<String>) {
        self.problems.push(*yaml::problem(self.sources.file, &self.shown, Some(at), message, help));
    }
}

/// The text with everything hidden that stands where a secret may stand and is not written as a variable: a problem
/// shows lines of the file, and ends in the log of a pipeline.
fn without_literals(text: &str, file: &TargetFile) -> String {
    let standards = || file.standards.value.0.iter().map(|(_, standard)| standard);
    let is_literal = |value: &&Spanned<String>| !expand::refers(&value.value);
    let secrets = standards().flat_map(|standard| {
        let maps = standard.credentials.0.iter().chain(&standard.headers.0).map(|(_, value)| value);
        let signing = standard.gateway.as_ref().and_then(|gateway| gateway.signing.as_ref());
        maps.chain(&standard.proxy).chain(signing.map(|signing| &signing.token))
    });
    let mut columns: BTreeMap<u64, u64> = BTreeMap::new();
    let mut hide = |place: Location| {
        let column = columns.entry(place.line()).or_insert(place.column());
        *column = place.column().min(*column);
    };
    secrets.filter(is_literal).for_each(|secret| hide(secret.defined));
    // Whoever wrote a wrong address has to see it.
    let mut addresses = BTreeMap::new();
    for url in standards().map(|standard| &standard.base_url).filter(is_literal) {
        let (place, shown) = (url.defined, anonymous(&url.value));
        let line = usize::try_from(place.line()).ok().and_then(|line| text.lines().nth(line.saturating_sub(1)));
        match line {
            Some(line) if line.contains(&url.value) => drop(addresses.insert(place.line(), (&url.value, shown))),
            _ if shown == url.value => {}
            _ => hide(place),
        }
    }
    let lines = (1_u64..).zip(text.split_inclusive('\n')).map(|(number, line)| {
        let line = match columns.get(&number) {
            Some(column) => {
                let kept: String = line.chars().take((*column as usize).saturating_sub(1)).collect();
                format!("{kept}***{}", if line.ends_with('\n') { "\n" } else { "" })
            }
            None => line.to_owned(),
        };
        match addresses.get(&number) {
            Some((url, shown)) if !url.is_empty() => line.replace(url.as_str(), shown),
            _ => line,
        }
    });
    lines.collect()
}

/// An address without who is named in it and what it asks: either may be a secret.
fn anonymous(url: &str) -> String {
    let begins = |scheme: &&&str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let scheme = ["http://", "https://"].iter().find(begins).map_or(0, |scheme| scheme.len());
    let shown = match url.rfind('@') {
        Some(at) if at >= scheme => format!("{}***{}", &url[..scheme], &url[at..]),
        _ => url.to_owned(),
    };
    match shown.split_once(['?', '#']) {
        Some((before, _)) => format!("{}***", &shown[..=before.len()]),
        None => shown,
    }
}

#[cfg(test)]
mod tests {
    use super::anonymous;

    #[test]
    fn an_address_shows_its_host_and_no_secret() {
        for (url, shown) in [
            ("htp://host.example/x", "htp://host.example/x"),
            ("http://u:se?cr#et@host/x", "http://***@host/x"),
            ("HTTPS://u@host", "HTTPS://***@host"),
            ("secret:word@host", "***@host"),
            ("http://host/x?key=secret", "http://host/x?***"),
            ("http://host#secret", "http://host#***"),
            ("@", "***@"),
            ("", ""),
        ] {
            assert_eq!(anonymous(url), shown);
        }
    }
}
