//! A stream for the tests of the reports: something of everything.

use proptest::prelude::*;
use serde_json::json;

use crate::id::Aspect::{Behaviour, Code, Length, Presence, Type};
use crate::verdict::sample::{deviation, exchange, finding, pass, requirement, verdict, whole};
use crate::verdict::{Event, FindingCode, JUDGED, Stopped, Verdict};

/// What a hostile target might answer: a terminal sequence, an XML-illegal character, markup, a reversed text.
pub(crate) const HOSTILE: &str =
    "\u{1b}]0;owned\u{7}\u{1b}[2J</testcase>]]>&\"'<b>\u{0}\u{202e}txt.exe\u{200b}\u{fffe}\r\n";

/// Texts in which characters that are forbidden or unseen are frequent; the stock strategy makes none.
pub(crate) fn any_text() -> impl Strategy<Value = String> {
    let hidden = prop::sample::select(HOSTILE.chars().collect::<Vec<_>>());
    let control = (0..0xa0_u8).prop_map(char::from);
    let characters = prop_oneof![any::<char>(), hidden, control];
    prop::collection::vec(characters, 0..24).prop_map(String::from_iter)
}

pub(crate) fn stream(stopped: Option<Stopped>) -> Vec<Event> {
    let both = [(Type, JUDGED, ""), (Length, JUDGED, "")];
    let mut wrong = finding("query", "T2.1", Type, FindingCode::WrongType, json!(12345));
    wrong.reading = Some("A38".to_owned());
    wrong.curl = Some("curl -sS -X POST \"$BASE/query\" \\\n  -d '{\"token\":\"'\"$TOKEN\"'\"}'".to_owned());
    let mut follows = wrong.clone();
    follows.code = FindingCode::NotEqual;
    follows.expected = "the id that create answered".to_owned();
    follows.pointer = "/data/0/state".to_owned();
    let mut hostile = finding("query", "T2.2", Length, FindingCode::TooLong, json!(HOSTILE.repeat(40)));
    hostile.expected = "<= 32 characters".to_owned();
    hostile.hint = Some(format!("key {HOSTILE}"));
    let mut gateway = finding("create", "T1.2", Type, FindingCode::GatewayAnswer, json!("<html>502</html>"));
    gateway.expected = "an object with errcode".to_owned();
    let events = vec![
        requirement("", "5.1", &[(Behaviour, JUDGED, "")]),
        requirement("create", "T1.1", &both),
        requirement("create", "T1.2", &both),
        requirement("query", "T2.1", &[(Presence, JUDGED, ""), (Type, JUDGED, ""), (Length, "reading", "A60")]),
        requirement("query", "T2.2", &both),
        requirement("query", "T2.3", &[(Code, "caller-only", ""), (Type, "needs-data", "known_order")]),
        requirement("query", "T2.4", &[(Behaviour, JUDGED, "")]),
        exchange("create", "create-1"),
        pass("", "5.1", Behaviour, "create-1"),
        pass("create", "T1.1", Type, "create-1"),
        pass("create", "T1.1", Length, "create-max"),
        verdict("create", "T1.2", Type, "create-1", Verdict::Inconclusive, Some(gateway)),
        deviation("create", "T1.2", Length, "create-max", (Verdict::Inconclusive, FindingCode::NotReached)),
        exchange("query", "query-1"),
        pass("query", "T2.1", Presence, "query-1"),
        verdict("query", "T2.1", Type, "query-1", Verdict::Fail, Some(wrong.clone())),
        verdict("query", "T2.1", Type, "query-2", Verdict::Fail, Some(wrong)),
        verdict("query", "T2.4", Behaviour, "query-2", Verdict::Fail, Some(follows)),
        deviation("query", "T2.2", Type, "query-2", (Verdict::NotApplicable, FindingCode::NotReached)),
        verdict("query", "T2.2", Length, "query-2", Verdict::Warning, Some(hostile)),
    ];
    whole(events, stopped)
}
