//! Strict reading: what is told, and that nothing else changes.
#![allow(clippy::unwrap_used, clippy::panic)]

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn read_whole(bytes: &[u8]) -> (Body, Vec<Oddity>) {
    read(bytes).unwrap_or_else(|fault| panic!("{fault}"))
}

fn json_of(bytes: impl AsRef<[u8]>) -> (Value, Vec<Oddity>) {
    match read_whole(bytes.as_ref()) {
        (Body::Json(value), oddities) => (value, oddities),
        other => panic!("{other:?}"),
    }
}

fn duplicate(pointer: &str) -> Oddity {
    Oddity::DuplicateKey { pointer: pointer.into() }
}

fn lost(pointer: &str, sent: &str) -> Oddity {
    Oddity::DigitsLost { pointer: pointer.into(), sent: sent.into() }
}

#[test]
fn ordinary_body_has_no_oddities() {
    let (value, oddities) = json_of(r#"{"errcode":0,"data":[{"a":"1","b":-2,"c":1.25},null,true]}"#);
    assert_eq!(value, json!({"errcode": 0, "data": [{"a": "1", "b": -2, "c": 1.25}, null, true]}));
    assert_eq!(oddities, []);
    assert!(matches!(read_whole(b""), (Body::Empty, oddities) if oddities.is_empty()));
}

#[test]
fn key_that_occurs_twice_is_told_each_time_and_the_last_wins() {
    let (value, oddities) = json_of(r#"{"a":1,"b":{"a":1},"a":2,"c":[0,{"x":1,"y":{"z":1,"z":2},"x":3,"x":4}]}"#);
    assert_eq!(value["a"], 2);
    assert_eq!(value["c"][1]["x"], 4);
    assert_eq!(oddities, [duplicate("/a"), duplicate("/c/1/y/z"), duplicate("/c/1/x"), duplicate("/c/1/x")]);
}

#[test]
fn keys_are_the_same_however_they_are_written() {
    let (_, oddities) = json_of(r#"{"a/b~c":{"\u0061":1,"a":2},"\"":1,"\u0022":2,"":1,"":2}"#);
    assert_eq!(oddities, [duplicate("/a~1b~0c/a"), duplicate("/\""), duplicate("/")]);
}

#[test]
fn values_that_look_like_keys_are_none() {
    let (_, oddities) = json_of(r#"{"a":"a","b":["a","a","{\"a\":1,\"a\":2}"],"c":"a","x":[1.5]}"#);
    assert_eq!(oddities, []);
}

#[test]
fn long_numbers_are_told_as_sent_and_integers_stay_exact() {
    let (value, oddities) = json_of(
        r#"{"id":9007199254740993,"max":18446744073709551615,"min":-9223372036854775808,"l":[1,{"n":0.1234567890123456789}],"huge":123456789012345678901234567890,"ok":9007199254740992}"#,
    );
    assert_eq!(value["id"], 9_007_199_254_740_993_u64);
    assert_eq!(value["max"], u64::MAX);
    assert_eq!(value["min"], i64::MIN);
    let expected = [
        lost("/id", "9007199254740993"),
        lost("/max", "18446744073709551615"),
        lost("/l/1/n", "0.1234567890123456789"),
        lost("/huge", "123456789012345678901234567890"),
    ];
    assert_eq!(oddities, expected);
    assert_eq!(json_of("9007199254740993").1, [lost("", "9007199254740993")]);
}

#[test]
fn oddities_come_in_the_order_of_the_body() {
    let (_, oddities) = json_of(b"\xEF\xBB\xBF{\"n\":9007199254740993,\"s\":\"\xff\",\"s\":1,\"m\":9007199254740995}");
    let expected = [
        Oddity::ByteOrderMark,
        Oddity::InvalidUtf8 { offset: 30 },
        lost("/n", "9007199254740993"),
        duplicate("/s"),
        lost("/m", "9007199254740995"),
    ];
    assert_eq!(oddities, expected);
}

#[test]
fn byte_order_mark_and_broken_characters_do_not_blind_the_rest() {
    let (value, oddities) = json_of(b"\xEF\xBB\xBF {\"a\":1}");
    assert_eq!((value, oddities), (json!({"a": 1}), vec![Oddity::ByteOrderMark]));
    // GBK for 广东 behind ASCII keys.
    let (value, oddities) = json_of(b"{\"errcode\":0,\"m\":\"\xb9\xe3\xb6\xab\"}");
    assert_eq!(value["errcode"], 0);
    assert_eq!(oddities, [Oddity::InvalidUtf8 { offset: 18 }]);
    let (body, oddities) = read_whole(b"\xEF\xBB\xBF");
    assert!(matches!(body, Body::NotJson { .. }));
    assert_eq!(oddities, [Oddity::ByteOrderMark]);
}

#[test]
fn what_is_no_json_says_why_and_shows_its_beginning() {
    for text in ["<html>", "{\"a\":1", "{} x", "{'a':1}", "nul", "[1,]", " ", "{\"a\":01}", "NaN"] {
        let (body, oddities) = read_whole(text.as_bytes());
        let Body::NotJson { reason, excerpt } = body else { panic!("{text}") };
        assert!(reason.contains("line 1 column"), "{reason}");
        assert_eq!((excerpt.as_str(), oddities.len()), (text, 0));
    }
    let (body, _) = read_whole("字".repeat(1000).as_bytes());
    assert!(matches!(body, Body::NotJson { excerpt, .. } if excerpt.chars().count() == 200));
}

#[test]
fn nesting_without_end_is_no_json_and_no_crash() {
    for bomb in ["[".repeat(1_000_000), "{\"a\":".repeat(1_000_000), "[".repeat(200) + &"]".repeat(199)] {
        assert!(matches!(read_whole(bomb.as_bytes()).0, Body::NotJson { reason, .. } if reason.contains("recursion")));
    }
    assert_eq!(json_of("[".repeat(120) + "9007199254740993" + &"]".repeat(120)).1.len(), 1);
}

#[test]
fn deep_nesting_is_json_of_which_the_upper_levels_are_read() {
    let deep = |levels: usize| "[".repeat(levels) + "9007199254740993" + &"]".repeat(levels);
    for levels in [200, 1_000_000] {
        let (value, oddities) = json_of(format!("{{\"a\":1,\"b\":{},\"c\":2}}", deep(levels)));
        assert_eq!((&value["a"], &value["c"]), (&json!(1), &json!(2)));
        assert_eq!(oddities, [Oddity::DeeplyNested { levels: 127 }]);
    }
    let (value, oddities) = json_of("{\"a\":".repeat(150) + "{}" + &"}".repeat(150));
    assert_eq!((value.is_object(), oddities.len()), (true, 1));
    for broken in ["[".repeat(150) + "{]" + &"]".repeat(149), "[".repeat(150) + "1 1" + &"]".repeat(150)] {
        assert!(matches!(read_whole(broken.as_bytes()).0, Body::NotJson { .. }));
    }
}

#[test]
fn numbers_beyond_a_double_are_json_with_lost_digits() {
    let (value, oddities) = json_of(r#"{"a":1e400,"b":[-1.5E+999,2]}"#);
    assert_eq!(value, json!({"a": f64::MAX, "b": [f64::MIN, 2]}));
    assert_eq!(oddities, [lost("/a", "1e400"), lost("/b/0", "-1.5E+999")]);
    let long = "9".repeat(400);
    assert_eq!(json_of(&long).1, [lost("", &format!("{}…", "9".repeat(200)))]);
    for broken in ["01e400", "1e", "1e+", "-e400", "1.e400", ".1e400", "+1e400"] {
        assert!(matches!(read_whole(broken.as_bytes()).0, Body::NotJson { .. }), "{broken}");
    }
}

#[test]
fn halves_of_surrogate_pairs_are_told_and_read_as_the_replacement_character() {
    let (value, oddities) = json_of(r#"{"a":"x\ud83d","b":"\ud83d\ude00","\udc00":[0,"\ude00y"],"a\\ud83d":1}"#);
    assert_eq!(value, json!({"a": "x\u{fffd}", "b": "😀", "\u{fffd}": [0, "\u{fffd}y"], "a\\ud83d": 1}));
    let lone = |pointer: &str| Oddity::LoneSurrogate { pointer: pointer.into() };
    assert_eq!(oddities, [lone("/a"), lone("/\\udc00"), lone("/\\udc00/1")]);
}

#[test]
fn hostile_body_cannot_fill_a_report() {
    let many = format!("{{{}\"end\":0}}", "\"k\":1,".repeat(10_000));
    assert_eq!(json_of(many).1.len(), 100);
    let long = format!("{{\"{0}\":1,\"{0}\":2,\"n\":{1}}}", "~".repeat(10_000), "9".repeat(300));
    let oddities = json_of(long).1;
    assert_eq!(oddities[0], duplicate(&format!("/{}…", "~0".repeat(200))));
    assert_eq!(oddities[1], lost("/n", &format!("{}…", "9".repeat(200))));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::hash_map(any::<String>(), inner, 0..8)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_cause_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_whole(&bytes);
    }

    #[test]
    fn texts_like_json_are_read_as_serde_json_reads_them(text in r#"[\[\]{}",:0-9.eE\-+ \\ua-bntrflse]{0,40}"#) {
        let expected = serde_json::from_str::<Value>(&text);
        match (read_whole(text.as_bytes()).0, expected) {
            (Body::Json(value), Ok(expected)) => prop_assert_eq!(value, expected),
            (Body::NotJson { reason, .. }, Err(error)) => prop_assert_eq!(reason, error.to_string()),
            (Body::Empty, Err(_)) => prop_assert!(text.is_empty()),
            // Beyond a double: one of the limits that are serde_json's own.
            (Body::Json(_), Err(error)) => prop_assert!(error.to_string().contains("out of range"), "{error}"),
            (body, expected) => prop_assert!(false, "{:?} {:?}", body, expected),
        }
    }

    #[test]
    fn grammar_alone_reads_what_serde_json_reads_and_nothing_that_it_finds_broken(
        text in r#"[\[\]{}",:0-9.eE\-+ \\ua-bntrflse]{0,40}"#,
        value in any_json(),
        cut in any::<prop::sample::Index>(),
    ) {
        let written = value.to_string();
        let at = (0..=cut.index(written.len() + 1)).rev().find(|at| written.is_char_boundary(*at)).unwrap_or(0);
        for text in [text.as_str(), &written, &format!("{value:#}"), &written[..at], &format!("{written}{text}")] {
            match (tolerant::parse(text).expect("few values"), serde_json::from_str::<Value>(text)) {
                (Some((read, deep)), Ok(expected)) => prop_assert_eq!((read, deep), (expected, false)),
                (None, Err(_)) => {}
                (Some(_), Err(error)) => prop_assert!(error.to_string().contains("out of range"), "{text}: {error}"),
                (None, Ok(_)) => prop_assert!(false, "{}", text),
            }
        }
    }

    #[test]
    fn json_without_duplicates_is_read_unchanged(value in any_json()) {
        for text in [value.to_string(), format!("{value:#}")] {
            let (read, oddities) = json_of(&text);
            prop_assert_eq!(&read, &value);
            prop_assert_eq!(oddities, []);
        }
    }

    #[test]
    fn every_member_written_twice_is_told(value in any_json()) {
        let (_, oddities) = json_of(format!("{{\"a\":{value},\"b\":0,\"a\":{value}}}"));
        prop_assert_eq!(oddities, [duplicate("/a")]);
    }

    #[test]
    fn integers_are_told_exactly_where_a_double_differs(number in any::<i64>()) {
        let differs = (number as f64) as i128 != i128::from(number);
        prop_assert_eq!(!json_of(number.to_string()).1.is_empty(), differs);
    }
}

#[test]
fn more_values_than_can_be_held_are_told_at_once() {
    let many = |one: &str| format!("[{}{one}]", format!("{one},").repeat(MAX_VALUES));
    let too_many = WireFault::TooManyValues(MAX_VALUES);
    // Both readers: the usual one, and that of what is nested deep or has numbers beyond a double.
    for hostile in [
        many("1"),
        many("[]"),
        many("{}"),
        many("1e999"),
        format!("[{},{}]", "[".repeat(200) + &"]".repeat(200), many("0")),
    ] {
        let begun = std::time::Instant::now();
        assert_eq!(read(hostile.as_bytes()).unwrap_err(), too_many);
        assert!(begun.elapsed().as_secs_f64() < 5.0);
    }
    let most = format!("[{}1]", "1,".repeat(MAX_VALUES - 2));
    assert_eq!(json_of(most).0.as_array().map(Vec::len), Some(MAX_VALUES - 1));
}
