//! The transport and TLS: certificates made for the test, a server that is a thread.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, Stream};

use super::*;

/// An authority, a server's certificate and a client's, as files.
struct Authority {
    folder: tempfile::TempDir,
    server: (String, String),
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let signed = |name: &str| {
            let key = KeyPair::generate().unwrap();
            let certificate = CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
            (certificate.pem(), key.serialize_pem())
        };
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), issuer.pem()).unwrap();
        let (certificate, key) = signed("client");
        std::fs::write(folder.path().join("client.pem"), certificate + &key).unwrap();
        Self { folder, server: signed("127.0.0.1") }
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        Some(self.folder.path().join(name))
    }

    /// A server that answers one connection and demands a client certificate where told so; its URL.
    fn serve(&self, demand: bool) -> String {
        install_provider();
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(self.path("ca.pem").unwrap()).unwrap()).unwrap();
        let builder = ServerConfig::builder();
        let builder = if demand {
            builder.with_client_cert_verifier(WebPkiClientVerifier::builder(Arc::new(roots)).build().unwrap())
        } else {
            builder.with_no_client_auth()
        };
        let chain = vec![CertificateDer::from_pem_slice(self.server.0.as_bytes()).unwrap()];
        let key = PrivateKeyDer::from_pem_slice(self.server.1.as_bytes()).unwrap();
        let config = Arc::new(builder.with_single_cert(chain, key).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}/", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let (mut socket, _) = listener.accept().unwrap();
            let mut connection = ServerConnection::new(config).unwrap();
            let mut stream = Stream::new(&mut connection, &mut socket);
            let mut request = [0; 1024];
            // A client that refuses the certificate, or is refused, ends here.
            if stream.read(&mut request).is_ok_and(|read| read > 0) {
                stream.write_all(&with_body("", b"{}")).unwrap();
            }
        });
        url
    }
}

fn assert_tls(result: Result<HttpAnswer, WireFault>) {
    assert!(matches!(result, Err(WireFault::Tls(_))), "{result:?}");
}

#[tokio::test]
async fn the_authority_that_is_named_is_trusted_and_no_other() {
    let authority = Authority::new();
    let named = WireSettings { ca: authority.path("ca.pem"), ..settings() };
    assert_eq!(send_with(&named, &authority.serve(false)).await.unwrap().body, b"{}");
    let other = WireSettings { ca: Authority::new().path("ca.pem"), ..settings() };
    assert!(HttpTransport::new(&other).is_err(), "its folder is gone");
    let stranger = Authority::new();
    let other = WireSettings { ca: stranger.path("ca.pem"), ..settings() };
    assert_tls(send_with(&other, &authority.serve(false)).await);
    assert_tls(send_with(&settings(), &authority.serve(false)).await);
}

#[tokio::test]
async fn a_certificate_for_another_host_is_refused() {
    let authority = Authority::new();
    let named = WireSettings { ca: authority.path("ca.pem"), ..settings() };
    let url = authority.serve(false).replace("127.0.0.1", "localhost");
    assert_tls(send_with(&named, &url).await);
}

#[tokio::test]
async fn a_client_certificate_is_shown_when_demanded() {
    let authority = Authority::new();
    let anonymous = WireSettings { ca: authority.path("ca.pem"), ..settings() };
    assert_tls(send_with(&anonymous, &authority.serve(true)).await);
    let known = WireSettings { client_certificate: authority.path("client.pem"), ..anonymous };
    assert_eq!(send_with(&known, &authority.serve(true)).await.unwrap().body, b"{}");
}

#[tokio::test]
async fn a_peer_without_tls_is_a_tls_fault() {
    let plain = Server::start(|mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        hold(stream).await;
    });
    let closing = Server::start(|mut stream| async move {
        let _ = stream.read(&mut [0; 4096]).await;
    });
    for server in [plain.await, closing.await] {
        assert_tls(send_with(&settings(), &server.url("/").replace("http:", "https:")).await);
    }
}

#[test]
fn unusable_certificate_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.pem");
    let with_ca = || WireSettings { ca: Some(path.clone()), ..settings() };
    let error = |settings: &WireSettings| HttpTransport::new(settings).unwrap_err().to_string();
    assert!(error(&with_ca()).contains("a.pem"));
    std::fs::write(&path, "no certificate").unwrap();
    assert!(error(&with_ca()).contains("expected one or more certificates"), "{}", error(&with_ca()));
    let client = WireSettings { client_certificate: Some(path.clone()), ..settings() };
    assert!(error(&client).contains("expected a certificate and its private key"), "{}", error(&client));
}
