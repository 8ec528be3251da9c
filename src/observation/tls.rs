//! Why a TLS handshake failed, as far as it can be told.

use std::fmt;

/// Why a TLS handshake failed, with the words of the TLS library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFault {
    /// What is to be mended.
    pub kind: TlsKind,
    /// What the library or the peer says.
    pub reason: String,
}

/// What has to be mended before a TLS handshake can succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsKind {
    /// The server's certificate is no longer, or not yet, valid.
    Expired,
    /// The server's certificate is for another name.
    WrongName,
    /// The server's certificate leads to no authority that is trusted, or is not what it should be.
    Untrusted,
    /// The server demands a client certificate, or refuses the one that it was shown.
    ClientCertificate,
    /// No protocol version in common: TLS 1.2 is the oldest that is spoken.
    Version,
    /// Anything else.
    Other,
}

impl TlsFault {
    /// A fault that only its text explains.
    pub fn other(reason: impl Into<String>) -> Self {
        Self { kind: TlsKind::Other, reason: reason.into() }
    }
}

impl fmt::Display for TlsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}
