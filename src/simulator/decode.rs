//! From an HTTP request to the object in its body.

use serde_json::{Map, Value};

use super::layout::Layout;
use super::refusal::Refusal;
use crate::observation::HttpRequest;
use crate::standard::{Encoding, Standard};

/// The members that a request carries.
///
/// # Errors
/// A refusal when method, media type or body are not those of the operation.
pub(crate) fn body(standard: &Standard, layout: &Layout, request: &HttpRequest) -> Result<Map<String, Value>, Refusal> {
    let method = &layout.operation.method;
    if request.method != *method {
        return Err(Refusal::parameter(format!("请求方式应为 {method}")));
    }
    let sent = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if !sent.is_some_and(|(_, sent)| same_media_type(&standard.media_type, sent)) {
        return Err(Refusal::parameter(format!("Content-Type 应为 {}", standard.media_type)));
    }
    if standard.encoding == Encoding::Form {
        return Err(Refusal::system("不支持表单编码"));
    }
    if request.body.is_empty() {
        return Err(Refusal::parameter("请求内容为空"));
    }
    match serde_json::from_slice(&request.body) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(Refusal::parameter("请求内容应为一个 JSON 对象")),
        Err(_) => Err(Refusal::parameter("请求内容不是有效的 JSON")),
    }
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
