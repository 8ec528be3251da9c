//! From an HTTP request to the members in its body.

use serde_json::{Map, Value};

use super::layout::Layout;
use super::refusal::Refusal;
use crate::observation::HttpRequest;
use crate::standard::{Encoding, Standard};

/// What keeps a request from being a proper call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Another method than the operation's.
    Method,
    /// Another media type than the standard's.
    MediaType,
    /// A body without anything in it.
    Empty,
    /// A body that is not what its media type says.
    Unreadable,
    /// A body that holds something else than members.
    NoObject,
}

/// The members that a request carries.
///
/// # Errors
/// A refusal when method, media type or body are not those of the operation.
pub(crate) fn body(standard: &Standard, layout: &Layout, request: &HttpRequest) -> Result<Map<String, Value>, Refusal> {
    let method = &layout.operation.method;
    read(standard, layout, request).map_err(|fault| {
        Refusal::parameter(match fault {
            Fault::Method => format!("请求方式应为 {method}"),
            Fault::MediaType => format!("Content-Type 应为 {}", standard.media_type),
            Fault::Empty => "请求内容为空".to_owned(),
            Fault::Unreadable => "请求内容无法解析".to_owned(),
            Fault::NoObject => "请求内容应为一个 JSON 对象".to_owned(),
        })
    })
}

/// What is wrong with a request below its members, if anything.
pub(crate) fn fault(standard: &Standard, layout: &Layout, request: &HttpRequest) -> Option<Fault> {
    read(standard, layout, request).err()
}

/// The members of a body that can be read, whatever else is wrong with the request.
pub(crate) fn members(standard: &Standard, layout: &Layout, request: &HttpRequest) -> Option<Map<String, Value>> {
    let encoding = encoding(standard, request).unwrap_or(standard.encoding);
    parse(standard, layout, encoding, &request.body).ok()
}

fn read(standard: &Standard, layout: &Layout, request: &HttpRequest) -> Result<Map<String, Value>, Fault> {
    if request.method != layout.operation.method {
        return Err(Fault::Method);
    }
    let encoding = encoding(standard, request).ok_or(Fault::MediaType)?;
    if request.body.is_empty() {
        return Err(Fault::Empty);
    }
    parse(standard, layout, encoding, &request.body)
}

/// How the body is written, by its media type. Where forms are the rule, flat JSON is taken as well.
fn encoding(standard: &Standard, request: &HttpRequest) -> Option<Encoding> {
    let (_, sent) = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"))?;
    if same_media_type(&standard.media_type, sent) {
        return Some(standard.encoding);
    }
    let json = standard.encoding == Encoding::Form && same_media_type("application/json; charset=UTF-8", sent);
    json.then_some(Encoding::Json)
}

fn parse(standard: &Standard, layout: &Layout, encoding: Encoding, body: &[u8]) -> Result<Map<String, Value>, Fault> {
    let mut members = match encoding {
        Encoding::Form => form(body).ok_or(Fault::Unreadable)?,
        Encoding::Json => match serde_json::from_slice(body) {
            Ok(Value::Object(members)) => members,
            Ok(_) => return Err(Fault::NoObject),
            Err(_) => return Err(Fault::Unreadable),
        },
    };
    if standard.encoding == Encoding::Form {
        for row in layout.request.iter().filter(|row| row.value_type.is_structured()) {
            open(members.get_mut(&row.name));
        }
    }
    Ok(members)
}

/// A member that holds an object as JSON text becomes the object; any other text stays what it is.
fn open(member: Option<&mut Value>) {
    if let Some(value) = member
        && let Some(inner) = value.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok())
        && (inner.is_object() || inner.is_array())
    {
        *value = inner;
    }
}

/// The members of a form; of equal names the first counts. None where it is no form in UTF-8.
fn form(body: &[u8]) -> Option<Map<String, Value>> {
    let text = std::str::from_utf8(body).ok()?;
    let mut members = Map::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = Value::from(unescaped(value)?);
        members.entry(unescaped(name)?).or_insert(value);
    }
    Some(members)
}

fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        rest = others;
        bytes.push(match first {
            b'+' => b' ',
            b'%' => {
                let digits = others.get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
                rest = others.get(2..).unwrap_or_default();
                u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?
            }
            other => *other,
        });
    }
    String::from_utf8(bytes).ok()
}

/// Equal types; a charset may be left out but not be another one.
fn same_media_type(expected: &str, sent: &str) -> bool {
    let essence = |text: &str| text.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let charset = |text: &str| {
        let parameter = text.split(';').skip(1).filter_map(|parameter| parameter.trim().split_once('='));
        let mut charsets = parameter.filter(|(name, _)| name.eq_ignore_ascii_case("charset"));
        charsets.next().map(|(_, charset)| charset.trim_matches('"').to_ascii_lowercase())
    };
    let foreign = charset(sent).is_some_and(|sent| charset(expected).is_some_and(|expected| expected != sent));
    essence(expected) == essence(sent) && !foreign
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn forms_are_read_strictly_and_in_utf8() {
        let read = |body: &str| form(body.as_bytes()).map(Value::from);
        assert_eq!(read("a=1&b=%E6%B5%8B+x%2B&c&a=2&&"), Some(json!({ "a": "1", "b": "测 x+", "c": "" })));
        for damaged in ["a=%", "a=%e", "a=%zz", "%%%&=&%zz", "a=%B2%E2", "%+1=x"] {
            assert_eq!(read(damaged), None, "{damaged}");
        }
        assert_eq!(form(b"a=\xb2\xe2"), None);
    }
}
