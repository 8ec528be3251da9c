//! Phrases keep their arguments, say something in both languages, and leave the words of a target alone.

use serde_json::json;

use super::*;
use crate::id::Aspect;
use crate::verdict::sample;

fn phrases() -> impl Iterator<Item = &'static template::Phrase> {
    let tables = [&expected::TABLE, &reasons::TABLE, &hints::TABLE];
    tables.into_iter().flat_map(Table::phrases).chain(seen::phrases())
}

/// Holes of a phrase, in their order.
fn holes(phrase: &str) -> Vec<&str> {
    let parts = phrase.match_indices('{').filter_map(|(at, _)| {
        ["{}", "{reason}", "{expected}", "{list}"].into_iter().find(|mark| phrase[at..].starts_with(mark))
    });
    parts.collect()
}

#[test]
fn every_phrase_is_chinese_and_keeps_its_arguments() {
    let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for (english, chinese) in phrases() {
        assert!(!han(english), "{english}");
        assert!(han(chinese) || *english == "TLS: {}" || english.starts_with("TLS {}"), "{english}: {chinese}");
        assert_eq!(holes(english), holes(chinese), "{english}");
        assert!(knows(english), "{english}");
    }
}

#[test]
fn no_phrase_stands_twice_in_a_table() {
    for table in [&expected::TABLE, &reasons::TABLE, &hints::TABLE] {
        let mut seen = std::collections::BTreeSet::new();
        assert!(table.phrases().all(|(english, _)| seen.insert(*english)), "one stands twice");
    }
}

#[test]
fn arguments_are_kept_and_phrases_in_them_are_translated() {
    let told = |text: &str| reason(text, Language::Zh).into_owned();
    assert_eq!(told("no value at /data/id"), "/data/id 处没有值");
    assert_eq!(
        told("step without: refused with code 12, no list at /data"),
        "步骤 without：被拒绝，返回码 12，no list at /data",
        "what the target said stays"
    );
    assert_eq!(
        told("no list at /data: answered with HTTP 500 and no return code"),
        "/data 处没有列表：应答为 HTTP 500，没有返回码"
    );
    assert_eq!(
        told("no connection: the target stopped answering earlier in this run"),
        "未建立连接：本次测试中目标此前已不再应答"
    );
    assert_eq!(told("needs a page"), "需要 网页");
    assert_eq!(told("something that nobody knows"), "something that nobody knows");
    let masked = "the value is masked: 12 characters (digits 5, Chinese 7)";
    assert_eq!(hint(masked, Language::Zh), "取值已遮盖：12 个字符（数字 5，汉字 7）");
    assert_eq!(hint(masked, Language::En), masked);
}

#[test]
fn what_a_target_says_is_never_translated() {
    let mut finding = sample::finding("query", "T2.1", Aspect::Type, FindingCode::WrongType, json!(""));
    for (expected, seen) in [("String", "no payload"), ("a refusal", "let through"), ("{\"a\":1} or so", "3 items")] {
        (finding.expected, finding.actual) = (expected.to_owned(), json!(seen));
        assert_eq!(*actual(&finding, Language::Zh), json!(seen));
    }
    // What was sent stands as what is expected.
    finding.code = FindingCode::NotEqual;
    finding.expected = "table four".to_owned();
    assert_eq!(super::expected(&finding, Language::Zh), "table four");
    finding.expected = "<= 4 characters".to_owned();
    assert_eq!(super::expected(&finding, Language::Zh), "不超过 4 个字符");
}

#[test]
fn the_kind_of_a_result_is_ours_and_the_code_beside_it_is_not() {
    let mut finding = sample::finding("query", "T2.1", Aspect::Type, FindingCode::SuccessAsError, json!(""));
    finding.actual = json!({ "code": "a list", "data": "a list" });
    assert_eq!(*actual(&finding, Language::Zh), json!({ "code": "a list", "data": "列表" }));
}

#[test]
fn what_is_ours_is_translated_as_what_was_seen() {
    let mut finding = sample::finding("query", "T2.1", Aspect::Type, FindingCode::NotFound, json!(""));
    for (expected, seen, told) in [
        ("{\"id\":\"1\"}", "3 items", "3 个条目"),
        ("a refusal by the gateway", "let through", "被放行"),
        ("an observation", "seen in no answer of this run", "本次测试的应答中均未见到"),
        ("a whole answer", "the answer broke off: unexpected end of file", "应答中断：意外结束"),
    ] {
        (finding.expected, finding.actual) = (expected.to_owned(), json!(seen));
        assert_eq!(*actual(&finding, Language::Zh), json!(told));
        assert_eq!(*actual(&finding, Language::En), json!(seen));
    }
}
