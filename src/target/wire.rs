//! How to reach a target, as plain settings.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// How to reach a target.
#[derive(Clone, PartialEq, Eq)]
pub struct WireSettings {
    /// Limit for a connection, with its TLS handshake.
    pub connect_timeout: Duration,
    /// Limit for a whole exchange, from dialling to the last byte.
    pub timeout: Duration,
    /// Bytes that an answer's body may have, as sent and once more after decompression.
    pub max_bytes: u64,
    /// URL of an HTTP proxy. None: no proxy, whatever the environment says.
    pub proxy: Option<String>,
    /// PEM file of the only certificates that are trusted. None: those of the system.
    pub ca: Option<PathBuf>,
    /// PEM file with a client certificate and its private key.
    pub client_certificate: Option<PathBuf>,
    /// Idle connections kept for reuse; 0 opens one for each exchange.
    pub pool_max_idle: usize,
}

impl WireSettings {
    /// The default of [`WireSettings::max_bytes`]: 8 MiB.
    pub const MAX_BYTES: u64 = 8 * 1024 * 1024;
}

impl Default for WireSettings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            max_bytes: Self::MAX_BYTES,
            proxy: None,
            ca: None,
            client_certificate: None,
            pool_max_idle: 32,
        }
    }
}

impl fmt::Debug for WireSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WireSettings")
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("max_bytes", &self.max_bytes)
            // Its user part may be a password.
            .field("proxy", &self.proxy.as_ref().map(|_| "***"))
            .field("ca", &self.ca)
            .field("client_certificate", &self.client_certificate)
            .field("pool_max_idle", &self.pool_max_idle)
            .finish()
    }
}
