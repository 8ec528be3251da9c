//! A target, ready to use.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::base_url::{self, BaseUrl, InvalidBaseUrl};
use super::file::{HeaderPrefix, Network};
use super::front::Front;
use super::known;
use super::wire::WireSettings;
use crate::standard::{Encoding, Fitting, Library, Role};

/// Who is tested.
#[derive(Debug, Clone)]
pub struct Target {
    /// Name.
    pub name: String,
    /// Vendor; empty when not given.
    pub vendor: String,
    /// Version; empty when not given.
    pub version: String,
    /// What is tested, by the id of the standard.
    pub standards: BTreeMap<String, StandardTarget>,
}

impl Target {
    /// A target without a file: the simulator of this suite, at this suite's version.
    pub fn embedded(name: impl Into<String>, standards: BTreeMap<String, StandardTarget>) -> Self {
        Self { name: name.into(), vendor: String::new(), version: env!("CARGO_PKG_VERSION").to_owned(), standards }
    }

    /// The standards with what their texts leave open, as this target says it.
    pub fn fit(&self, library: &Library) -> Library {
        library.fitted(|standard| self.standard(&standard.id).map(StandardTarget::fitting))
    }

    /// The implementation of one standard.
    pub fn standard(&self, id: &str) -> Option<&StandardTarget> {
        self.standards.get(id)
    }
}

/// A credential.
#[derive(Debug, Clone)]
pub struct Credential {
    /// Its value.
    pub value: SecretString,
    /// The environment variable that it came from.
    pub variable: Option<String>,
}

/// A value that must not leave the run, and what is shown instead.
#[derive(Debug, Clone)]
pub struct Secret {
    /// The value.
    pub value: SecretString,
    /// What is shown instead, `$CUST_TOKEN`.
    pub placeholder: String,
}

/// A gateway in front of an implementation.
#[derive(Debug, Clone, Default)]
pub struct Gateway {
    /// Path between the base URL and the paths of the standard: empty, or with a slash in front and none at its end.
    pub prefix: String,
    /// How it wants requests signed, if it does.
    pub signing: Option<Signing>,
    /// What is called to see what it lets through, where the gateway itself is judged.
    pub front: Option<Front>,
}

/// How a gateway wants requests signed.
#[derive(Debug, Clone)]
pub struct Signing {
    /// How the names of the headers begin.
    pub header_prefix: HeaderPrefix,
    /// Who calls.
    pub paasid: String,
    /// The token that belongs to it.
    pub token: Credential,
}

impl Signing {
    /// What is shown in place of the token, `$TIF_TOKEN`: the shell variable that holds it.
    pub fn placeholder(&self) -> String {
        self.token.placeholder("gateway_token")
    }
}

impl Credential {
    /// What is shown in place of the credential of this name: the variable it came from, else the name in capitals.
    pub fn placeholder(&self, name: &str) -> String {
        format!("${}", self.variable.clone().unwrap_or_else(|| name.to_ascii_uppercase()))
    }
}

/// The implementation of one standard: how to reach it, what it claims, what may be used and done there.
#[derive(Clone)]
pub struct StandardTarget {
    pub(super) role: Role,
    pub(super) network: Network,
    pub(super) base_url: BaseUrl,
    /// Whether the connection ends on this machine: a proxy elsewhere would resolve `127.0.0.1` to itself.
    pub(super) loopback: bool,
    pub(super) max_creates: Option<u64>,
    pub(super) read_only: bool,
    pub(super) credentials: BTreeMap<String, Credential>,
    pub(super) known: Value,
    pub(super) operations: Option<BTreeSet<String>>,
    pub(super) not_claimed: BTreeMap<String, String>,
    pub(super) file_hosts: BTreeSet<String>,
    pub(super) options: BTreeSet<String>,
    pub(super) paths: BTreeMap<String, String>,
    pub(super) names: BTreeMap<String, String>,
    pub(super) encoding: Option<Encoding>,
    pub(super) headers: Vec<(String, SecretString)>,
    pub(super) gateway: Option<Gateway>,
    pub(super) requests_per_second: Option<f64>,
    pub(super) wire: WireSettings,
    pub(super) variables: BTreeMap<String, SecretString>,
    /// Secrets that its file writes out beside the credentials.
    pub(super) written: Vec<Secret>,
}

impl StandardTarget {
    /// A provider at a base URL that claims everything and lends nothing; its network is a laboratory.
    ///
    /// # Errors
    /// When the text is no base URL.
    pub fn new(base_url: &str) -> Result<Self, InvalidBaseUrl> {
        let base_url = BaseUrl::parse(base_url)?;
        Ok(Self {
            role: Role::Provider,
            network: Network::Lab,
            loopback: base_url.is_loopback(),
            base_url,
            max_creates: None,
            read_only: false,
            credentials: BTreeMap::new(),
            known: Value::Null,
            operations: None,
            not_claimed: BTreeMap::new(),
            file_hosts: BTreeSet::new(),
            options: BTreeSet::new(),
            paths: BTreeMap::new(),
            names: BTreeMap::new(),
            encoding: None,
            headers: Vec::new(),
            gateway: None,
            requests_per_second: None,
            wire: WireSettings::default(),
            variables: BTreeMap::new(),
            written: Vec::new(),
        })
    }

    /// The same with a credential.
    #[must_use]
    pub fn with_credential(mut self, name: &str, value: &str) -> Self {
        self.credentials.insert(name.to_owned(), Credential { value: value.into(), variable: None });
        self
    }

    /// The same with other known data.
    #[must_use]
    pub fn with_known(mut self, known: Value) -> Self {
        self.known = known;
        self
    }

    /// The same on another network.
    #[must_use]
    pub fn with_network(mut self, network: Network) -> Self {
        self.network = network;
        self
    }

    /// The same with other settings of the wire.
    #[must_use]
    pub fn with_wire(mut self, wire: WireSettings) -> Self {
        self.loopback = self.base_url.is_loopback() && !proxied_elsewhere(wire.proxy.as_deref());
        self.wire = wire;
        self
    }

    /// The same with what the text of its standard leaves open.
    #[must_use]
    pub fn with_fitting(mut self, fitting: Fitting) -> Self {
        let Fitting { names, paths, encoding } = fitting;
        self.names = names;
        self.paths.extend(paths);
        self.encoding = encoding.or(self.encoding);
        self
    }

    /// What it says where the text of its standard leaves something open.
    pub fn fitting(&self) -> Fitting {
        Fitting { names: self.names.clone(), paths: self.paths.clone(), encoding: self.encoding }
    }

    /// The same behind a gateway.
    #[must_use]
    pub fn with_gateway(mut self, gateway: Gateway) -> Self {
        self.gateway = Some(gateway);
        self
    }

    /// The same without an operation, for a reason.
    #[must_use]
    pub fn without_operation(mut self, operation: &str, reason: &str) -> Self {
        self.not_claimed.insert(operation.to_owned(), reason.to_owned());
        self
    }

    /// The same with a limit on records created.
    #[must_use]
    pub fn with_max_creates(mut self, max_creates: u64) -> Self {
        self.max_creates = Some(max_creates);
        self
    }

    /// The same with the share of one run of several at once: they must not create more together, or ask faster, than
    /// one may.
    #[must_use]
    pub fn shared(mut self, index: u32, count: u32) -> Self {
        if let Some(all) = self.max_creates() {
            let (each, rest) = (all / u64::from(count), all % u64::from(count));
            self.max_creates = Some(each + u64::from(u64::from(index) <= rest));
        }
        self.requests_per_second = self.requests_per_second.map(|all| all / f64::from(count));
        self
    }

    /// What it is judged as.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The network that it serves.
    pub fn network(&self) -> Network {
        self.network
    }

    /// Absolute URL without a slash at its end.
    pub fn base_url(&self) -> &str {
        self.base_url.as_str()
    }

    /// Whether requests stay on this machine: its host is loopback and no proxy elsewhere is used.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// The credential with this name.
    pub fn credential(&self, name: &str) -> Option<Credential> {
        self.credentials.get(name).cloned()
    }

    /// All values that must not leave the run: the credentials, the token of the gateway, what the file writes out in
    /// headers that hold secrets and in the proxy, and what the environment lent to headers, known data and the proxy.
    pub fn secrets(&self) -> impl Iterator<Item = Secret> {
        let credentials = self.credentials.iter().map(|(name, credential)| Secret {
            value: credential.value.clone(),
            placeholder: credential.placeholder(name),
        });
        let signing = self.gateway.as_ref().and_then(|gateway| gateway.signing.as_ref());
        let token =
            signing.map(|signing| Secret { value: signing.token.value.clone(), placeholder: signing.placeholder() });
        let variables = self.variables.iter();
        credentials
            .chain(self.written.iter().cloned())
            .chain(token)
            .chain(variables.map(|(name, value)| Secret { value: value.clone(), placeholder: format!("${name}") }))
    }

    /// Whether files may be got from this host: that of the base URL, or one that the target file lists.
    pub fn lets_fetch_from(&self, host: &str) -> bool {
        let own = url::Url::parse(self.base_url()).ok();
        own.as_ref().and_then(url::Url::host_str) == Some(host) || self.file_hosts.contains(host)
    }

    /// Known data at a dotted path, `orders.0.id`.
    pub fn known(&self, path: &str) -> Option<&Value> {
        known::at(&self.known, path)
    }

    /// All that it lends.
    pub fn lent(&self) -> &Value {
        &self.known
    }

    /// Whether it claims this operation.
    pub fn claims(&self, operation: &str) -> bool {
        let listed = self.operations.as_ref().is_none_or(|operations| operations.contains(operation));
        listed && !self.not_claimed.contains_key(operation)
    }

    /// Why it does not claim this operation, if its file says so.
    pub fn not_claimed(&self, operation: &str) -> Option<&str> {
        self.not_claimed.get(operation).map(String::as_str)
    }

    /// Whether it claims this option of the standard.
    pub fn claims_option(&self, option: &str) -> bool {
        self.options.contains(option)
    }

    /// The options of the standard that it claims.
    pub fn options(&self) -> impl Iterator<Item = &str> {
        self.options.iter().map(String::as_str)
    }

    /// Records that the run may create; none: no limit.
    pub fn max_creates(&self) -> Option<u64> {
        match self.max_creates {
            _ if self.read_only => Some(0),
            None if !self.loopback => Some(0),
            limit => limit,
        }
    }

    /// Whether everything that creates records is forbidden.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Path of an operation, where the standard's is `default`; a gateway's prefix is not part of it.
    pub fn path<'a>(&'a self, operation: &str, default: &'a str) -> &'a str {
        self.paths.get(operation).map_or(default, String::as_str)
    }

    /// Whether its file states the path of an operation.
    pub fn states_path(&self, operation: &str) -> bool {
        self.paths.contains_key(operation)
    }

    /// URL of an operation: the base URL, the gateway's prefix, the path.
    pub fn url(&self, operation: &str, default: &str) -> String {
        let prefix = self.gateway.as_ref().map_or("", |gateway| gateway.prefix.as_str());
        format!("{}{prefix}{}", self.base_url(), self.path(operation, default))
    }

    /// How request bodies are written, where it differs from the standard.
    pub fn encoding(&self) -> Option<Encoding> {
        self.encoding
    }

    /// Headers to add to each request, in the order of the file.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.expose_secret()))
    }

    /// The gateway in front, if one is declared.
    pub fn gateway(&self) -> Option<&Gateway> {
        self.gateway.as_ref()
    }

    /// Ceiling on requests a second.
    pub fn requests_per_second(&self) -> Option<f64> {
        self.requests_per_second
    }

    /// Limits, proxy and certificates.
    pub fn wire(&self) -> &WireSettings {
        &self.wire
    }
}

/// Whether requests go through a proxy on another machine.
pub(super) fn proxied_elsewhere(proxy: Option<&str>) -> bool {
    proxy.is_some_and(|proxy| !url::Url::parse(proxy).is_ok_and(|url| base_url::is_loopback(&url)))
}

impl fmt::Debug for StandardTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Known data and headers may hold what the environment lent: only that they are there is shown.
        f.debug_struct("StandardTarget")
            .field("role", &self.role)
            .field("network", &self.network)
            .field("base_url", &self.base_url)
            .field("credentials", &self.credentials.keys().collect::<Vec<_>>())
            .field("known", &self.known.as_object().map(|known| known.keys().collect::<Vec<_>>()))
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("wire", &self.wire)
            .finish_non_exhaustive()
    }
}
