//! The target file as evidence: what it says, without its secrets.

use std::fmt::Write as _;

use serde_json::Value;

use super::expand::references;
use super::file::TargetFile;
use super::known::{Data, Node};
use super::load::TargetError;
use crate::yaml;

/// What stands for a value that may be a secret.
const MASK: &str = "***";

/// Keys of a standard's entry that hold no secret. What is not here is masked: headers, credentials and known data, and
/// whatever is added to the format and forgotten here.
const PLAIN: [&str; 17] = [
    "role",
    "network",
    "base_url",
    "max_creates",
    "read_only",
    "operations",
    "not_claimed",
    "file_hosts",
    "options",
    "paths",
    "names",
    "encoding",
    "requests_per_second",
    "timeout_seconds",
    "max_answer_bytes",
    "proxy",
    "tls",
];

/// Characters of the shortest secret that is looked for in the rest of the file: shorter ones are parts of words.
const TELLING: usize = 6;

/// The target file with every reference `${env:NAME}` as it stands, and without what is or may be a secret: credentials,
/// headers, the signing of a gateway, known data, the user part of a URL. Comments are left out, since nobody can tell
/// what they hold. `file` is its name in messages.
///
/// # Errors
/// [`TargetError`] when the text is no target file.
pub fn masked(file: &str, text: &str) -> Result<String, TargetError> {
    let wrong = |problem: Box<yaml::Problem>| TargetError::Wrong(vec![*problem]);
    yaml::parse::<TargetFile>(file, text).map_err(wrong)?;
    let node: Node = yaml::parse(file, text).map_err(wrong)?;
    let mut secrets = Vec::new();
    let value = rewritten(node, &mut Vec::new(), &mut secrets);
    secrets.retain(|secret: &String| secret.chars().count() >= TELLING);
    let mut out = String::from("# A target file without its secrets: *** stands for what was written out.\n");
    emit(&mut out, &value, 0, &secrets);
    Ok(out)
}

/// Name, vendor and version that a target file states; none when the text is no target file.
pub fn identity(text: &str) -> Option<(String, String, String)> {
    let file: TargetFile = yaml::parse("", text).ok()?;
    let stated = |field: Option<serde_saphyr::Spanned<String>>| field.map(|field| field.value).unwrap_or_default();
    Some((file.name.value, stated(file.vendor), stated(file.version)))
}

/// Whether the value at a path may be shown.
fn is_plain(path: &[String]) -> bool {
    let keys: Vec<&str> = path.iter().map(String::as_str).collect();
    match keys.as_slice() {
        ["name" | "vendor" | "version"] => true,
        ["standards", _, "gateway", "prefix"] | ["standards", _, "gateway", "signing", "header_prefix"] => true,
        ["standards", _, "gateway", "passid" | "environment"] => true,
        ["standards", _, "gateway", "service" | "site", "path" | "prefix"] => true,
        ["standards", _, key, ..] => PLAIN.contains(key),
        _ => false,
    }
}

/// Secrets that may recur elsewhere; data of persons and orders are too short and too ordinary to look for.
fn is_secret(path: &[String]) -> bool {
    !path.iter().any(|key| key == "known")
}

fn rewritten(node: Node, path: &mut Vec<String>, secrets: &mut Vec<String>) -> Value {
    match node.value {
        Data::Map(entries) => {
            let mut map = serde_json::Map::new();
            for (key, value) in entries {
                path.push(key.value.clone());
                map.insert(key.value, rewritten(value, path, secrets));
                path.pop();
            }
            Value::Object(map)
        }
        Data::List(list) => Value::Array(list.into_iter().map(|node| rewritten(node, path, secrets)).collect()),
        Data::Text(text) if is_plain(path) => Value::String(without_user(&text)),
        Data::Text(text) => {
            let (shown, hidden) = only_references(&text);
            if is_secret(path) {
                secrets.extend(hidden);
            }
            Value::String(shown)
        }
        Data::Scalar(value) if is_plain(path) || value.is_null() => value,
        Data::Scalar(_) | Data::Inexact => Value::String(MASK.to_owned()),
    }
}

/// A text with its references, and what stood between them.
fn only_references(text: &str) -> (String, Vec<String>) {
    let (mut shown, mut hidden, mut rest) = (String::new(), Vec::new(), 0);
    let mut hide = |shown: &mut String, part: &str| {
        if !part.is_empty() {
            shown.push_str(MASK);
            hidden.push(part.to_owned());
        }
    };
    for reference in references(text) {
        hide(&mut shown, &text[rest..reference.start]);
        shown.push_str(&text[reference.clone()]);
        rest = reference.end;
    }
    hide(&mut shown, &text[rest..]);
    (shown, hidden)
}

/// A URL without its user part; any other text as it is.
fn without_user(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) => format!("{scheme}://{}{}", only_references(&rest[..at]).0, &rest[at..]),
        None => text.to_owned(),
    }
}

/// Writes a value as YAML: maps and lists as blocks, texts as JSON writes them.
fn emit(out: &mut String, value: &Value, depth: usize, secrets: &[String]) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                let _ = write!(out, "{indent}{}:", name(key, secrets));
                nested(out, value, depth, secrets);
            }
        }
        Value::Array(list) if !list.is_empty() => {
            for value in list {
                let _ = write!(out, "{indent}-");
                nested(out, value, depth, secrets);
            }
        }
        other => drop(writeln!(out, "{indent}{}", scalar(other, secrets))),
    }
}

fn nested(out: &mut String, value: &Value, depth: usize, secrets: &[String]) {
    let block = match value {
        Value::Object(map) => !map.is_empty(),
        Value::Array(list) => !list.is_empty(),
        _ => false,
    };
    if block {
        out.push('\n');
        emit(out, value, depth + 1, secrets);
    } else {
        let _ = writeln!(out, " {}", scalar(value, secrets));
    }
}

fn scalar(value: &Value, secrets: &[String]) -> String {
    match value {
        Value::String(text) => quoted(text, secrets),
        other => other.to_string(),
    }
}

fn name(key: &str, secrets: &[String]) -> String {
    let word = key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&key.to_ascii_lowercase().as_str());
    if word && !secrets.iter().any(|secret| key.contains(secret)) { key.to_owned() } else { quoted(key, secrets) }
}

fn quoted(text: &str, secrets: &[String]) -> String {
    let text = secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, MASK));
    Value::String(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"# the token is hunter2hunter2
name: Example
vendor: "Example Co. of hunter2hunter2"
version: "1.0"
standards:
  some-standard:
    base_url: http://127.0.0.1:8080/x
    network: lab
    max_creates: 0
    proxy: "http://user:pass@127.0.0.1:3128/"
    credentials: { token: hunter2hunter2, other: "${env:OTHER}" }
    known: { orders: [ { id: "A1", mail: "${env:MAIL}", count: 3 } ] }
    headers: { Authorization: "Bearer ${env:KEY}", X-Key: "abc", X-Env: "${env:A}${env:B}" }
    gateway: { prefix: /ebus, signing: { header_prefix: x-rio, paasid: me, token: "${env:GATEWAY_TOKEN}" } }
    not_claimed: { someOperation: "not built" }
"#;

    #[test]
    fn references_stay_and_what_is_written_out_goes() {
        let text = masked("target.yaml", FILE).expect("a target file");
        for gone in ["hunter2", "user:pass", "pass@", "A1", "Bearer", "abc", "me\"", "count: 3"] {
            assert!(!text.contains(gone), "{gone}: {text}");
        }
        let kept = [
            "name: \"Example\"",
            "vendor: \"Example Co. of ***\"",
            "other: \"${env:OTHER}\"",
            "Authorization: \"***${env:KEY}\"",
            "X-Env: \"${env:A}${env:B}\"",
            "proxy: \"http://***@127.0.0.1:3128/\"",
            "base_url: \"http://127.0.0.1:8080/x\"",
            "mail: \"${env:MAIL}\"",
            "token: \"${env:GATEWAY_TOKEN}\"",
            "prefix: \"/ebus\"",
            "someOperation: \"not built\"",
            "max_creates: 0",
        ];
        for kept in kept {
            assert!(text.contains(kept), "{kept}: {text}");
        }
        assert_eq!(masked("again", &text).expect("still a target file"), text);
    }

    #[test]
    fn every_key_of_the_format_is_either_plain_or_masked_on_purpose() {
        let hidden = ["credentials", "known", "headers", "gateway"];
        let schema: Value = serde_json::from_str(&crate::target::schema()).expect("JSON");
        let standard = schema["$defs"]["Standard"]["properties"].as_object().expect("the entry of a standard");
        let unknown: Vec<&String> =
            standard.keys().filter(|key| !PLAIN.contains(&key.as_str()) && !hidden.contains(&key.as_str())).collect();
        assert!(unknown.is_empty(), "say whether they may be shown: {unknown:?}");
    }
}
