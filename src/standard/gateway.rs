//! What a standard rules about a gateway in front of services: where they are called, and what it refuses.

use serde::{Deserialize, Serialize};

/// What a gateway lets through, and what it refuses.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayRules {
    /// Where it publishes, before the path of the origin.
    pub paths: GatewayPaths,
    /// Millions of bytes that the body of a request may have.
    pub body_limit: BodyLimit,
    /// How long it waits for what is behind it.
    pub timeout: GatewayTimeout,
    /// How long a signature is worth anything.
    pub signature: SignatureRule,
}

/// Where a gateway publishes; `{passid}` stands for the id of the publisher.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayPaths {
    /// Of services, which need a signature.
    pub service: String,
    /// Of sites, which need none.
    pub site: String,
}

/// The largest body, in millions of bytes. Whether a million is 10^6 or 2^20 is left open, so that nobody is asked near it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyLimit {
    /// In the test environment.
    pub test: u64,
    /// In production.
    pub production: u64,
    /// What is well below, in hundredths of the limit.
    pub below_percent: u64,
    /// What is well above.
    pub above_percent: u64,
}

/// How long a gateway waits for what is behind it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayTimeout {
    /// Seconds, where nothing else is set.
    pub seconds: u64,
    /// Seconds by which an answer may come before or after that and still be the gateway's own.
    pub leeway_seconds: u64,
}

/// How long a signature is worth anything.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureRule {
    /// Seconds by which clocks may differ.
    pub window_seconds: u64,
    /// Seconds for which a nonce must not recur.
    pub nonce_seconds: u64,
    /// An age in seconds that is beyond any window.
    pub stale_seconds: u64,
}

/// Where a gateway stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Environment {
    /// For joint tests.
    Test,
    /// For the public.
    Production,
}

impl Environment {
    /// The name used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Production => "production",
        }
    }
}

/// What stands for the id of the publisher.
pub(super) const PASSID: &str = "{passid}";

impl GatewayPaths {
    /// What comes before the path of a service.
    pub fn of_service(&self, passid: &str) -> String {
        self.service.replace(PASSID, passid)
    }

    /// What comes before the path of a site.
    pub fn of_site(&self, passid: &str) -> String {
        self.site.replace(PASSID, passid)
    }
}

impl BodyLimit {
    /// Millions of bytes, in this environment.
    pub fn millions(&self, environment: Environment) -> u64 {
        match environment {
            Environment::Test => self.test,
            Environment::Production => self.production,
        }
    }

    /// Bytes well below the limit, as the smaller reading has it.
    pub fn well_below(&self, environment: Environment) -> u64 {
        self.millions(environment) * 10_000 * self.below_percent
    }

    /// Bytes well above the limit, as the larger reading has it.
    pub fn well_above(&self, environment: Environment) -> u64 {
        self.millions(environment) * 1024 * 1024 * self.above_percent / 100
    }
}

impl GatewayRules {
    /// What is wrong with them, if anything is.
    pub(super) fn misshapen(&self) -> Option<&'static str> {
        let is_path = |path: &String| path.starts_with('/') && path.contains(PASSID);
        let limit = &self.body_limit;
        if !is_path(&self.paths.service) || !is_path(&self.paths.site) || self.paths.service == self.paths.site {
            Some("`paths` are two, begin with `/` and contain `{passid}`")
        } else if !(1..100).contains(&limit.below_percent) || limit.above_percent <= 100 {
            Some("`below_percent` lies between 1 and 99, `above_percent` above 100")
        } else if self.signature.stale_seconds <= self.signature.window_seconds {
            Some("`stale_seconds` lies beyond `window_seconds`")
        } else if self.timeout.leeway_seconds >= self.timeout.seconds {
            Some("`leeway_seconds` is less than `seconds`")
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_below_and_well_above_hold_in_either_reading_of_a_million() {
        let limit = BodyLimit { test: 4, production: 8, below_percent: 75, above_percent: 200 };
        assert_eq!(limit.well_below(Environment::Test), 3_000_000);
        assert_eq!(limit.well_above(Environment::Test), 8 * 1024 * 1024);
        assert_eq!(limit.well_below(Environment::Production), 6_000_000);
        assert_eq!(limit.well_above(Environment::Production), 16 * 1024 * 1024);
    }

    #[test]
    fn the_id_of_the_publisher_stands_in_the_paths() {
        let paths = GatewayPaths { service: "/ebus/{passid}".to_owned(), site: "/{passid}".to_owned() };
        assert_eq!((paths.of_service("one"), paths.of_site("one")), ("/ebus/one".to_owned(), "/one".to_owned()));
    }
}
