//! What was seen, where the words are ours: told by what was expected beside it, so that no value of a target is taken for one.

use super::template::{Holes, Phrase, Template};

/// What was expected, in English, with what was seen.
const SEEN: &[(&str, Phrase)] = &[
    ("{{}}", ("{} items", "{} 个条目")),
    ("{{}}", ("nowhere", "各处均无")),
    ("{} characters", ("{} characters", "{} 个字符")),
    ("UTF-8", ("byte {}", "第 {} 字节")),
    ("once", ("{}: {} times", "{}：{} 次")),
    ("a whole {}", ("a file without its end", "文件没有结尾")),
    ("a refusal by the gateway", ("let through", "被放行")),
    ("a refusal: {}", ("let through", "被放行")),
    ("{} bytes in the {} environment are refused", ("let through", "被放行")),
    ("an answer of the gateway after {} s", ("the gateway answered after {} s", "网关在 {} 秒后应答")),
    ("an answer of the gateway after {} s", ("what is behind it answered after {} s", "网关之后的服务在 {} 秒后应答")),
    ("POST with JSON or XML is answered", ("forms", "只应答表单")),
    ("another return code than that of success", ("the code of success", "成功的返回码")),
    ("no entry without {}", ("entries", "有条目")),
    ("another value in each exchange", ("one {} from {} to {}", "{} 在 {} 与 {} 之间相同")),
    ("another value in each exchange", ("one {} on {} and {}", "{} 在 {} 和 {} 相同")),
];

/// The words for what was seen beside this expectation.
pub(super) fn find(expected: &str, seen: &str) -> Option<String> {
    let beside = |(wanted, _): &&(&'static str, Phrase)| Template::of(&(*wanted, "")).fits(expected);
    SEEN.iter().filter(beside).find_map(|(_, phrase)| Template::of(phrase).fill(seen, Holes::Any))
}

/// Whether this is a phrase of the table.
pub(super) fn has(phrase: &str) -> bool {
    SEEN.iter().any(|(_, (english, _))| *english == phrase)
}

#[cfg(test)]
pub(super) fn phrases() -> impl Iterator<Item = &'static Phrase> {
    SEEN.iter().map(|(_, phrase)| phrase)
}
