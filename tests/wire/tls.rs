//! The transport and TLS: certificates made for the test, a server that is a thread.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, Stream};

use super::*;
use crate::observation::TlsKind;

/// An authority, a server's certificate and a client's, as files.
struct Authority {
    folder: tempfile::TempDir,
    server: (String, String),
}

/// What a server does beside what it must.
#[derive(Clone, Copy, Default)]
struct Manner {
    /// It demands a client certificate.
    demand: bool,
    /// It speaks TLS 1.2 alone.
    old: bool,
}

impl Authority {
    fn new() -> Self {
        Self::of("127.0.0.1", |_| {})
    }

    /// One whose server has this name and a certificate that is made otherwise.
    fn of(name: &str, change: impl Fn(&mut CertificateParams)) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        // Two authorities of one name would be taken for each other, and only their signatures found wrong.
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let unique = format!("authority {}", COUNT.fetch_add(1, Ordering::Relaxed));
        params.distinguished_name.push(DnType::CommonName, unique);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let signed = |name: &str, change: &dyn Fn(&mut CertificateParams)| {
            let key = KeyPair::generate().unwrap();
            let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
            change(&mut params);
            (params.signed_by(&key, &issuer).unwrap().pem(), key.serialize_pem())
        };
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), issuer.pem()).unwrap();
        let (certificate, key) = signed("client", &|_| {});
        std::fs::write(folder.path().join("client.pem"), certificate + &key).unwrap();
        Self { folder, server: signed(name, &change) }
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        Some(self.folder.path().join(name))
    }

    /// Settings that trust it.
    fn trusted(&self) -> WireSettings {
        WireSettings { ca: self.path("ca.pem"), ..settings() }
    }

    /// A server that answers one connection; its URL.
    fn serve(&self, manner: Manner) -> String {
        install_provider();
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(self.path("ca.pem").unwrap()).unwrap()).unwrap();
        let versions: &[_] = if manner.old { &[&rustls::version::TLS12] } else { rustls::ALL_VERSIONS };
        let builder = ServerConfig::builder_with_protocol_versions(versions);
        let builder = if manner.demand {
            builder.with_client_cert_verifier(WebPkiClientVerifier::builder(Arc::new(roots)).build().unwrap())
        } else {
            builder.with_no_client_auth()
        };
        let chain = vec![CertificateDer::from_pem_slice(self.server.0.as_bytes()).unwrap()];
        let key = PrivateKeyDer::from_pem_slice(self.server.1.as_bytes()).unwrap();
        let config = Arc::new(builder.with_single_cert(chain, key).unwrap());
        serve(move |mut socket| {
            let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = Stream::new(&mut connection, &mut socket);
            let mut request = [0; 1024];
            // A client that refuses the certificate, or is refused, ends here.
            if stream.read(&mut request).is_ok_and(|read| read > 0) {
                stream.write_all(&with_body("", b"{}")).unwrap();
            }
        })
    }
}

/// A server that does this to each connection, one after the other; its URL.
fn serve(script: impl Fn(std::net::TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || listener.incoming().for_each(|socket| script(socket.unwrap())));
    url
}

#[track_caller]
fn assert_tls(result: Result<HttpAnswer, WireFault>, kind: TlsKind) {
    assert!(matches!(&result, Err(WireFault::Tls(fault)) if fault.kind == kind), "{kind:?}, not {result:?}");
}

#[tokio::test]
async fn the_authority_that_is_named_is_trusted_and_no_other() {
    let authority = Authority::new();
    let server = || authority.serve(Manner::default());
    assert_eq!(send_with(&authority.trusted(), &server()).await.unwrap().body, b"{}");
    let gone = Authority::new().trusted();
    assert!(HttpTransport::new(&gone).is_err(), "its folder is gone");
    let stranger = Authority::new();
    assert_tls(send_with(&stranger.trusted(), &server()).await, TlsKind::Untrusted);
    assert_tls(send_with(&settings(), &server()).await, TlsKind::Untrusted);
    let own = Authority::of("127.0.0.1", |params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    assert_tls(send_with(&own.trusted(), &own.serve(Manner::default())).await, TlsKind::Untrusted);
}

#[tokio::test]
async fn a_certificate_for_another_host_is_refused() {
    let authority = Authority::new();
    let url = authority.serve(Manner::default()).replace("127.0.0.1", "localhost");
    assert_tls(send_with(&authority.trusted(), &url).await, TlsKind::WrongName);
    let other = Authority::of("other.example", |_| {});
    assert_tls(send_with(&other.trusted(), &other.serve(Manner::default())).await, TlsKind::WrongName);
}

#[tokio::test]
async fn a_certificate_past_its_time_or_before_it_is_refused() {
    let past = Authority::of("127.0.0.1", |params| params.not_after = rcgen::date_time_ymd(2020, 1, 1));
    let future = Authority::of("127.0.0.1", |params| params.not_before = rcgen::date_time_ymd(3000, 1, 1));
    for authority in [past, future] {
        let url = authority.serve(Manner::default());
        assert_tls(send_with(&authority.trusted(), &url).await, TlsKind::Expired);
    }
}

#[tokio::test]
async fn a_client_certificate_is_shown_when_demanded() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    for old in [false, true] {
        let server = || authority.serve(Manner { demand: true, old });
        assert_tls(send_with(&authority.trusted(), &server()).await, TlsKind::ClientCertificate);
        let wrong = WireSettings { client_certificate: stranger.path("client.pem"), ..authority.trusted() };
        assert_tls(send_with(&wrong, &server()).await, TlsKind::ClientCertificate);
        let known = WireSettings { client_certificate: authority.path("client.pem"), ..authority.trusted() };
        assert_eq!(send_with(&known, &server()).await.unwrap().body, b"{}");
    }
}

#[tokio::test]
async fn a_server_of_an_old_protocol_version_is_told_so() {
    // A server without any version in common says so by an alert; one that ignores what the client offers goes on with
    // its own version, here 1.1, with a cipher of that time.
    let alert = [0x15, 3, 1, 0, 2, 2, 70].to_vec();
    let hello = [[2, 0, 0, 38, 3, 2].to_vec(), vec![7; 32], vec![0, 0, 0x2f, 0]].concat();
    let hello = [vec![0x16, 3, 2, 0, 42], hello].concat();
    for bytes in [alert, hello] {
        let url = serve(move |mut socket| {
            let _ = socket.read(&mut [0; 2048]);
            let _ = socket.write_all(&bytes);
            let _ = socket.read(&mut [0; 2048]);
        });
        assert_tls(send_with(&settings(), &url).await, TlsKind::Version);
    }
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
        assert_tls(send_with(&settings(), &server.url("/").replace("http:", "https:")).await, TlsKind::Other);
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
