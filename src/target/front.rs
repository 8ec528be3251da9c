//! A gateway that is judged itself: what is called behind it, and how an answer from there is told.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use serde_saphyr::Spanned;

use super::file::{CallFile, GatewayFile};
use super::known::{Data, Node};
use super::resolve::Resolver;
use crate::observation::Masker;
use crate::standard::{Environment, Standard};

/// What is called behind a gateway to see what it lets through.
#[derive(Debug, Clone, PartialEq)]
pub struct Front {
    /// The id of the publisher, which stands in the paths.
    pub passid: String,
    /// Which environment it is.
    pub environment: Environment,
    /// A service, which needs a signature.
    pub service: Option<FrontCall>,
    /// A site, which needs none.
    pub site: Option<FrontCall>,
    /// Calls that take longer than the gateway waits: none where nobody says, an empty list where there is none.
    pub slow: Option<Vec<FrontCall>>,
}

/// A call behind a gateway.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontCall {
    /// Path of the origin.
    pub path: String,
    /// What the administrator has set before it, where that is not the rule's.
    pub prefix: Option<String>,
    /// Members of the body; none: a GET.
    pub body: Option<Map<String, Value>>,
    /// Values in the answer, by JSON pointer, that only what is behind the gateway gives on success.
    pub answers: BTreeMap<String, Value>,
}

/// Whether a text can stand between two slashes as it is, and means nothing else there.
fn is_segment(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '~' | '.');
    !text.is_empty() && text.chars().all(plain) && !matches!(text, "." | "..")
}

const BYTE_ORDER_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

/// Whether two values say the same: `0`, `0.0` and `"0"` do. How a service writes its answers is judged by its own standard.
fn alike(one: &Value, other: &Value) -> bool {
    let number = |value: &Value| value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    one == other || number(one).zip(number(other)).is_some_and(|(one, other)| one == other)
}

impl FrontCall {
    /// Whether an answer is that of what is behind the gateway.
    pub fn is_answered_by(&self, status: u16, body: &[u8]) -> bool {
        if !(200..300).contains(&status) {
            return false;
        }
        let read: Value =
            serde_json::from_slice(body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body)).unwrap_or_default();
        self.answers.iter().all(|(pointer, value)| read.pointer(pointer).is_some_and(|seen| alike(seen, value)))
    }

    /// A body that says no more than that it is such an answer.
    pub fn bare_answer(&self) -> Vec<u8> {
        let mut bare = Value::Null;
        for (pointer, value) in &self.answers {
            put(&mut bare, pointer, value);
        }
        if bare.is_null() { Vec::new() } else { bare.to_string().into_bytes() }
    }

    fn described(&self, masker: &Masker) -> Value {
        let mut said = Map::new();
        said.insert("path".to_owned(), json!(self.path));
        said.extend(self.prefix.iter().map(|prefix| ("prefix".to_owned(), json!(prefix))));
        // What is sent matters to nobody who judges a recording, only whether something is.
        said.extend(self.body.iter().map(|_| ("body".to_owned(), json!({}))));
        let answers = masker.mask_value(&json!(self.answers));
        said.extend((!self.answers.is_empty()).then(|| ("answers".to_owned(), answers)));
        Value::Object(said)
    }
}

impl Front {
    /// As it stands under `gateway` of a target file, without what was sent.
    pub(super) fn described(&self, masker: &Masker) -> Map<String, Value> {
        let mut said = Map::new();
        said.insert("passid".to_owned(), json!(self.passid));
        said.insert("environment".to_owned(), json!(self.environment));
        for (name, call) in [("service", &self.service), ("site", &self.site)] {
            said.extend(call.iter().map(|call| (name.to_owned(), call.described(masker))));
        }
        let slow = self.slow.iter().map(|calls| calls.iter().map(|call| call.described(masker)).collect());
        said.extend(slow.map(|calls| ("slow".to_owned(), Value::Array(calls))));
        said
    }
}

/// Puts a value at a JSON pointer, with objects around it. Members of lists are not built: the rest is left out.
fn put(at: &mut Value, pointer: &str, value: &Value) {
    let Some(rest) = pointer.strip_prefix('/') else { return };
    let (name, below) = rest.find('/').map_or((rest, ""), |end| rest.split_at(end));
    if !at.is_object() {
        *at = json!({});
    }
    let member = &mut at[name.replace("~1", "/").replace("~0", "~")];
    if below.is_empty() { *member = value.clone() } else { put(member, below, value) }
}

impl Resolver<'_> {
    /// What is called behind a gateway that is judged itself; none where it only stands in front.
    pub fn front(&mut self, id: &Spanned<String>, file: &mut GatewayFile, model: Option<&Standard>) -> Option<Front> {
        let (passid, environment) = (file.passid.take(), file.environment.take());
        let (service, site, slow) = (file.service.take(), file.site.take(), file.slow.take());
        let named = passid.is_some() || environment.is_some() || service.is_some() || site.is_some() || slow.is_some();
        if model.map_or(!named, |model| model.gateway.is_none()) {
            if named {
                let keys = "`passid`, `environment`, `service`, `site` and `slow`";
                let message = format!("{keys} of `gateway` are for a standard that rules gateways");
                self.problem(id.referenced, message, None);
            }
            return None;
        }
        if let Some(prefix) = &file.prefix {
            self.add_at(
                prefix,
                "a gateway that is judged has its prefix from the rule: expected `prefix` beside a `path`",
            );
        }
        let signs = file.signing.is_some();
        let (Some(passid), Some(environment)) = (passid, environment) else {
            self.problem(id.referenced, "`gateway` lacks `passid` or `environment`: expected both", None);
            return None;
        };
        if service.is_none() && site.is_none() {
            self.problem(id.referenced, "`gateway` names nothing behind it: expected a `service` or a `site`", None);
        }
        if service.is_some() && !signs {
            self.problem(id.referenced, "a service behind a gateway is called signed: expected `signing`", None);
        }
        if !is_segment(&passid.value) {
            let expected =
                "expected one segment of a path: letters, digits, `-`, `_`, `~` and `.`, and neither `.` nor `..`";
            self.add_at(&passid, expected);
        }
        let of_service = service.is_some();
        let service = service.map(|call| self.front_call(call, true));
        let site = site.map(|call| self.front_call(call, false));
        if slow.as_ref().is_some_and(|calls| calls.len() > 1) {
            self.problem(id.referenced, "`slow` of `gateway`: expected one call, or an empty list", None);
        }
        let slow = slow.map(|calls| calls.into_iter().map(|call| self.front_call(call, of_service)).collect());
        Some(Front { passid: self.plain(passid), environment, service, site, slow })
    }

    fn front_call(&mut self, file: CallFile, is_service: bool) -> FrontCall {
        let place = file.path.referenced;
        let before = std::mem::take(&mut self.lent);
        let answers = file.answers.map(|node| self.members(node, "answers")).unwrap_or_default();
        if !self.lent.is_empty() {
            let help = "name a value of the answer that is no secret, such as its return code".to_owned();
            self.problem(place, "`answers` holds a variable: recordings keep what the service is told by", Some(help));
        }
        self.lent.extend(before);
        if is_service && answers.is_empty() {
            let help = "add `answers: { /code: 0 }` with what the service says on success".to_owned();
            self.problem(place, "nothing tells the answer of the service from one of the gateway", Some(help));
        }
        if let Some((pointer, _)) = answers.iter().find(|(pointer, _)| !pointer.starts_with('/')) {
            self.problem(place, format!("`{pointer}` under `answers` is no JSON pointer: expected `/code`"), None);
        }
        FrontCall {
            path: self.path(file.path),
            prefix: file.prefix.map(|prefix| self.prefix(prefix)),
            body: file.body.map(|node| self.members(node, "body")),
            answers: answers.into_iter().collect(),
        }
    }

    fn members(&mut self, node: Node, name: &str) -> Map<String, Value> {
        if !matches!(node.value, Data::Map(_)) {
            self.add_at(&node, format!("`{name}` is no map: expected names with their values"));
        }
        match self.data(node) {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_the_same_however_it_is_written() {
        let answers = [("/code".to_owned(), json!(0)), ("/ok".to_owned(), json!(true))].into();
        let call = FrontCall { path: "/a".to_owned(), prefix: None, body: None, answers };
        for body in ["{\"code\":0,\"ok\":true}", "{\"code\":\"0\",\"ok\":true}", "\u{feff}{\"code\":0.0,\"ok\":true}"] {
            assert!(call.is_answered_by(200, body.as_bytes()), "{body}");
        }
        for body in ["{\"code\":1,\"ok\":true}", "{\"code\":\"\",\"ok\":true}", "{\"code\":0,\"ok\":1}"] {
            assert!(!call.is_answered_by(200, body.as_bytes()), "{body}");
        }
    }

    #[test]
    fn an_answer_is_told_by_what_the_file_says_of_it() {
        let answers = [("/code".to_owned(), json!(0)), ("/data/kind".to_owned(), json!("x"))].into();
        let call = FrontCall { path: "/a".to_owned(), prefix: None, body: None, answers };
        let good = br#"{"code":0,"data":{"kind":"x"},"more":1}"#;
        assert!(call.is_answered_by(200, good) && !call.is_answered_by(401, good));
        assert!(!call.is_answered_by(200, br#"{"code":0}"#) && !call.is_answered_by(200, b"<html>"));
        let bare = call.bare_answer();
        assert!(call.is_answered_by(200, &bare), "{}", String::from_utf8_lossy(&bare));
    }
}
