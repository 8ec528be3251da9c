//! Certificates made at run time: an authority and a server that it vouches for.

use std::path::Path;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use rustls::server::WebPkiClientVerifier;
use rustls::{ALL_VERSIONS, RootCertStore, ServerConfig, SupportedProtocolVersion};

/// A server's certificate with its key, and the authority that issued it, in PEM.
pub struct Certified {
    pub certificate: String,
    pub key: String,
    pub authority: String,
}

impl Certified {
    /// For a server of this name or address; no longer valid where it is `expired`.
    pub fn of(name: &str, expired: bool) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let issuer = CertifiedIssuer::self_signed(params, key).expect("an authority");
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        if expired {
            params.not_after = date_time_ymd(2020, 1, 1);
        }
        let certificate = params.signed_by(&key, &issuer).expect("a certificate").pem();
        Self { certificate, key: key.serialize_pem(), authority: issuer.pem() }
    }

    /// Writes the authority as `ca.pem`.
    pub fn trusted_in(self, folder: &Path) -> Self {
        std::fs::write(folder.join("ca.pem"), &self.authority).expect("written");
        self
    }

    /// A server of these versions of TLS.
    pub fn server(&self, versions: &[&'static SupportedProtocolVersion]) -> ServerConfig {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_protocol_versions(versions).expect("versions");
        let (chain, key) = self.identity();
        builder.with_no_client_auth().with_single_cert(chain, key).expect("a server")
    }

    /// A server that demands a certificate of the same authority from clients.
    pub fn demanding_server(&self) -> ServerConfig {
        let mut roots = RootCertStore::empty();
        roots.add(der(&self.authority)).expect("an authority");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider)).with_protocol_versions(ALL_VERSIONS);
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
        let builder = builder.expect("versions").with_client_cert_verifier(verifier.expect("a verifier"));
        let (chain, key) = self.identity();
        builder.with_single_cert(chain, key).expect("a server")
    }

    fn identity(&self) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
        (vec![der(&self.certificate)], PrivateKeyDer::from_pem_slice(self.key.as_bytes()).expect("a key"))
    }
}

fn der(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).expect("a certificate")
}
