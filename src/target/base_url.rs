//! Where a target listens.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// An absolute http or https URL below which the paths of a standard lie, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    loopback: bool,
}

/// Why a text is no base URL. The text itself is left out: its user part may be a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}: expected an absolute URL, for example https://host.example:8443/context")]
pub struct InvalidBaseUrl(String);

impl BaseUrl {
    /// Reads a base URL.
    ///
    /// # Errors
    /// When it is not absolute, not http or https, or has a query, a fragment or a user part.
    pub fn parse(text: &str) -> Result<Self, InvalidBaseUrl> {
        let wrong = |what: &str| Err(InvalidBaseUrl(what.to_owned()));
        let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
        match scheme.as_deref() {
            Some("http" | "https") => {}
            Some(_) => return wrong("the scheme of `base_url` is neither http nor https"),
            None => return wrong("`base_url` is not absolute"),
        }
        let url = match Url::parse(text) {
            Ok(url) => url,
            Err(error) => return wrong(&format!("`base_url` is no URL ({error})")),
        };
        if url.query().is_some() || url.fragment().is_some() {
            return wrong("`base_url` has a query or a fragment");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return wrong("`base_url` has a user part; write it as a header with `${env:NAME}`");
        }
        Ok(Self { loopback: is_loopback(&url), text: url.as_str().trim_end_matches('/').to_owned() })
    }

    /// The URL, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether its host is this machine by name or address.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }
}

/// Whether a URL names this machine; `localhost` and what lies below it is reserved for that (RFC 6761).
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => {
            address == Ipv6Addr::LOCALHOST || address.to_ipv4_mapped().is_some_and(|v4: Ipv4Addr| v4.is_loopback())
        }
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_own_names_and_addresses_are_loopback_and_no_lookalikes() {
        let own = [
            "http://127.0.0.1:8080",
            "http://127.9.9.9",
            "https://[::1]:1/x",
            "http://LOCALHOST",
            "http://a.localhost",
        ];
        for url in own.into_iter().chain(["http://[::ffff:127.0.0.1]", "http://2130706433"]) {
            assert!(BaseUrl::parse(url).is_ok_and(|url| url.is_loopback()), "{url}");
        }
        for url in ["http://127.0.0.1.example", "http://localhost.example", "http://10.0.0.1", "http://0.0.0.0"] {
            assert!(BaseUrl::parse(url).is_ok_and(|url| !url.is_loopback()), "{url}");
        }
    }

    #[test]
    fn slash_at_the_end_is_dropped_and_the_path_kept() {
        assert_eq!(BaseUrl::parse("https://host.example/").map(|url| url.text), Ok("https://host.example".into()));
        assert_eq!(BaseUrl::parse("HTTP://h:81/a/b//").map(|url| url.text), Ok("http://h:81/a/b".into()));
    }

    #[test]
    fn anything_but_a_plain_absolute_url_is_refused() {
        let wrong = ["", "host.example", "/path", "http:host", "ftp://h", "http://", "http://h?a=1", "http://h#x"];
        for url in wrong.into_iter().chain(["http://u:secret@h/", "http://h:99999", "://h", "http://a b/"]) {
            let error = BaseUrl::parse(url).expect_err(url).to_string();
            assert!(error.contains("expected an absolute URL") && !error.contains("secret"), "{url}: {error}");
        }
    }
}
