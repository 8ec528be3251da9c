//! One request to a base URL: what answers there.

use std::path::Path;
use std::time::Duration;

use crate::cli::common::Failure;
use crate::observation::{HttpAnswer, HttpRequest, TlsKind, WireFault};
use crate::report::escape::cut;
use crate::run::{HttpTransport, Transport};
use crate::target::WireSettings;

/// Limit for the whole exchange.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Limit for the body of the answer.
const MAX_BYTES: u64 = 64 * 1024;
/// Characters of a title or address that are shown.
const SHOWN: usize = 80;

/// Sends one GET request to the URL and nowhere else, and says what answers, a line each.
///
/// # Errors
/// When the file of authorities cannot be used; never for what answers.
pub(super) fn probe(url: &str, ca: Option<&Path>) -> Result<String, Failure> {
    let settings = WireSettings {
        connect_timeout: TIMEOUT / 2,
        timeout: TIMEOUT,
        max_bytes: MAX_BYTES,
        ca: ca.map(Path::to_owned),
        pool_max_idle: 0,
        ..WireSettings::default()
    };
    let transport = HttpTransport::new(&settings).map_err(Failure::usage)?;
    let request = HttpRequest { method: "GET".to_owned(), url: url.to_owned(), headers: Vec::new(), body: Vec::new() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::internal)?;
    let answer = runtime.block_on(transport.send(&request));
    // Names may still be looked up in the background.
    runtime.shutdown_background();
    Ok(told(url, &answer))
}

/// What the probe has found, in words.
fn told(url: &str, answer: &Result<HttpAnswer, WireFault>) -> String {
    let mut lines = vec![format!("probe of {url}")];
    match answer {
        Ok(answer) => {
            lines.push(format!("reachable: HTTP {} after {} ms", answer.status, answer.elapsed.as_millis()));
            lines.push(tls(url).to_owned());
            lines.push(format!("answers: {}", body(answer)));
            lines.extend(gateway(answer));
            lines.extend(redirect(answer));
        }
        Err(fault) => {
            let reached = !matches!(fault, WireFault::Unreachable(_) | WireFault::Timeout(_) | WireFault::Tls(_));
            let state = if reached { "reachable, but no whole answer" } else { "not reachable" };
            match fault {
                WireFault::Tls(fault) => {
                    lines.push("reachable, but no TLS connection".to_owned());
                    lines.push(format!("TLS: {}: {}", advice(fault.kind), cut(&fault.reason, SHOWN)));
                }
                WireFault::TooLarge(_) | WireFault::TooManyValues(_) => {
                    lines.push(format!("reachable: the answer is longer than {MAX_BYTES} bytes"))
                }
                other => lines.push(format!("{state}: {}", cut(&other.to_string(), 2 * SHOWN))),
            }
        }
    }
    lines.join("\n  ") + "\n"
}

fn tls(url: &str) -> &'static str {
    if url.starts_with("https:") { "TLS: the certificate is trusted" } else { "TLS: none, plain HTTP" }
}

fn advice(kind: TlsKind) -> &'static str {
    match kind {
        TlsKind::Expired => "the certificate is not valid today",
        TlsKind::WrongName => "the certificate is for another name",
        TlsKind::Untrusted => "the certificate leads to no trusted authority; --ca names one",
        TlsKind::ClientCertificate => "a client certificate is asked for: tls.client_certificate in the file",
        TlsKind::Version => "no protocol version in common",
        TlsKind::Other => "the handshake failed",
    }
}

/// What kind of body it is.
fn body(answer: &HttpAnswer) -> String {
    let text = String::from_utf8_lossy(&answer.body);
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let lower = start.chars().take(4096).collect::<String>().to_ascii_lowercase();
    let stated = answer.header("content-type").unwrap_or_default().to_ascii_lowercase();
    if start.is_empty() {
        "an empty body".to_owned()
    } else if lower.starts_with("<!doctype html") || lower.starts_with("<html") || stated.starts_with("text/html") {
        let title = lower.find("<title>").zip(lower.find("</title>"));
        let title = title.and_then(|(from, to)| start.get(from + "<title>".len()..to)).map(str::trim);
        let title = title.filter(|title| !title.is_empty()).map(|title| format!(", titled \"{}\"", cut(title, SHOWN)));
        format!("an HTML page{}, no interface", title.unwrap_or_default())
    } else if serde_json::from_str::<serde_json::Value>(start).is_ok() {
        "JSON".to_owned()
    } else if start.starts_with('<') {
        "XML".to_owned()
    } else {
        format!(
            "{} bytes of {}",
            answer.body.len(),
            if stated.is_empty() { "no stated type".into() } else { cut(&stated, SHOWN) }
        )
    }
}

/// What shows that something stands in front.
fn gateway(answer: &HttpAnswer) -> Option<String> {
    let mark = ["via", "x-cache", "cf-ray", "x-kong-proxy-latency", "x-envoy-upstream-service-time"]
        .into_iter()
        .find(|name| answer.header(name).is_some());
    match (mark, answer.status) {
        (Some(name), _) => Some(format!("a gateway or proxy is in front (header {name}): see `gateway` in the file")),
        (None, 502..=504) => Some("a gateway is in front, and what is behind it does not answer".to_owned()),
        _ => None,
    }
}

fn redirect(answer: &HttpAnswer) -> Option<String> {
    let to = answer.header("location").filter(|_| (300..400).contains(&answer.status))?;
    Some(format!("redirects to {}, which was not followed", cut(to, SHOWN)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::TlsFault;

    fn said(status: u16, headers: &[(&str, &str)], body: &str) -> String {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let answer = HttpAnswer { status, headers, body: body.as_bytes().to_vec(), elapsed: Duration::from_millis(7) };
        told("http://127.0.0.1:1", &Ok(answer))
    }

    #[test]
    fn it_says_what_kind_of_thing_answers() {
        let page = said(200, &[], "<!DOCTYPE html><title>Wel\u{1b}[2Jcome</title>");
        assert!(page.contains("an HTML page, titled \"Wel\\u{1b}[2Jcome\"") && !page.contains('\u{1b}'), "{page}");
        assert!(said(404, &[], "{\"a\":1}").contains("answers: JSON"));
        assert!(said(404, &[], "{\"a\":1}").contains("TLS: none, plain HTTP"));
        assert!(said(502, &[], "").contains("a gateway is in front"));
        assert!(said(200, &[("via", "1.1 x")], "ok").contains("header via"));
        let redirected = said(302, &[("location", "http://other.example/")], "");
        assert!(redirected.contains("redirects to http://other.example/, which was not followed"), "{redirected}");
    }

    #[test]
    fn a_fault_is_told_with_what_to_do() {
        let of = |fault| told("https://127.0.0.1:1", &Err(fault));
        let tls = of(WireFault::Tls(TlsFault { kind: TlsKind::Untrusted, reason: "unknown issuer".to_owned() }));
        assert!(tls.contains("no TLS connection") && tls.contains("--ca"), "{tls}");
        assert!(of(WireFault::Timeout(TIMEOUT)).contains("not reachable: no whole answer within 10s"));
        assert!(of(WireFault::TooLarge(MAX_BYTES)).contains("longer than 65536 bytes"));
        assert!(of(WireFault::NotHttp("x".to_owned())).contains("reachable, but no whole answer"));
    }
}
