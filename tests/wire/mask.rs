//! Masking: what must go goes in every encoding, and nothing else does.
#![allow(clippy::unwrap_used, clippy::panic)]

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn personal(values: &[&str]) -> Masker {
    let mut masker = Masker::default();
    values.iter().for_each(|value| masker.add_personal(value));
    masker
}

fn secret(value: &str) -> Masker {
    let mut masker = Masker::default();
    masker.add_secret(value, "$CUST_TOKEN");
    masker
}

/// Encodings written here once more, by other means than the masker's.
mod encoded {
    fn each_char(value: &str, write: impl Fn(char) -> String) -> String {
        value.chars().map(write).collect()
    }

    fn each_byte(value: &str, write: impl Fn(u8) -> String) -> String {
        value.bytes().map(write).collect()
    }

    fn units(c: char) -> Vec<u16> {
        c.encode_utf16(&mut [0; 2]).to_vec()
    }

    pub fn json(value: &str) -> String {
        let quoted = serde_json::to_string(value).unwrap();
        quoted[1..quoted.len() - 1].to_owned()
    }

    pub fn json_units(value: &str) -> [String; 2] {
        let lower = |c| units(c).iter().map(|unit| format!("\\u{unit:04x}")).collect();
        let upper = |c| units(c).iter().map(|unit| format!("\\u{unit:04X}")).collect();
        [each_char(value, lower), each_char(value, upper)]
    }

    pub fn percent(value: &str) -> [String; 3] {
        let form = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
        [each_byte(value, |byte| format!("%{byte:02x}")), each_byte(value, |byte| format!("%{byte:02X}")), form]
    }

    pub fn html(value: &str) -> [String; 3] {
        let named = each_char(value, |c| match c {
            '&' => "&amp;".into(),
            '<' => "&lt;".into(),
            '>' => "&gt;".into(),
            '"' => "&quot;".into(),
            '\'' => "&#39;".into(),
            c => c.into(),
        });
        let hexadecimal = each_char(value, |c| format!("&#x{:X};", u32::from(c)));
        [named, each_char(value, |c| format!("&#{};", u32::from(c))), hexadecimal]
    }

    pub fn all(value: &str) -> Vec<String> {
        let mut all = vec![value.to_owned(), json(value), json(value).replace('/', "\\/")];
        all.extend(json_units(value));
        all.extend(percent(value));
        all.extend(html(value));
        all.extend([json(&json(value)), percent(&json(value))[2].clone(), json(&html(value)[0])]);
        all.extend([percent(&json_units(value)[0])[0].clone(), html(&json(value))[0].clone()]);
        all
    }

    pub fn base64(value: &str) -> [String; 4] {
        let bits: String = each_byte(value, |byte| format!("{byte:08b}"));
        let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".as_bytes();
        let bare: String = bits
            .as_bytes()
            .chunks(6)
            .map(|six| format!("{:0<6}", std::str::from_utf8(six).unwrap()))
            .map(|six| char::from(digits[usize::from_str_radix(&six, 2).unwrap()]))
            .collect();
        let padded = format!("{bare}{}", "=".repeat((4 - bare.len() % 4) % 4));
        let safe = |text: &str| text.replace('+', "-").replace('/', "_");
        [safe(&bare), safe(&padded), bare, padded]
    }
}

#[test]
fn value_goes_in_every_encoding() {
    for value in ["张三", "14100138000", "a/b c+d", "粤A·\"12&<'>", "😀 x", "t0k%en\\"] {
        for text in encoded::all(value) {
            assert_eq!(secret(value).mask(&format!("[{text}]")), "[$CUST_TOKEN]", "{value} as {text}");
            assert_eq!(personal(&[value]).mask(&format!("x {text}")), "x ***", "{value} as {text}");
        }
        for text in encoded::base64(value) {
            assert_eq!(secret(value).mask(&format!("\"{text}\"")), "\"$CUST_TOKEN\"", "{value} as {text}");
        }
    }
}

#[test]
fn encodings_may_be_mixed_inside_one_value() {
    let masker = personal(&["张三丰 a/b"]);
    for text in ["张\\u4e09丰 a\\/b", "%E5%BC%A0三%e4%b8%b0+a%2fb", "&#x5f20;三丰&#32;a/b", "张三丰%20a\\u002Fb"]
    {
        assert_eq!(masker.mask(text), "***", "{text}");
    }
    assert_eq!(personal(&["+86 138"]).mask("tel=+86%20138&x"), "tel=***&x", "outside a form + is no blank");
}

#[test]
fn structure_around_a_value_stays() {
    let masker = personal(&["李四", "say \"hi\"", "14100138000"]);
    let text = r#"{"name":"\u674E四","note":"say \"hi\"!","tel":"8614100138000","n":null,"e":[0,1]}"#;
    let masked = masker.mask(text);
    assert_eq!(masked, r#"{"name":"***","note":"***!","tel":"86***","n":null,"e":[0,1]}"#);
    assert!(serde_json::from_str::<Value>(&masked).is_ok());
    let torn = personal(&["\"三", "b\\"]);
    assert_eq!(
        torn.mask(r#"{"a":"三\\","c":"\"三","d":"b\\","e":"b\""}"#),
        r#"{"a":"三\\","c":"***","d":"***","e":"b\""}"#
    );
    let untouched = r#"{"a+b":"c%20d&amp;\\\u0041\n","%":"100%","&":"\ud800","t":"2024-03-05T00:00:00+08:00"}"#;
    assert_eq!(masker.mask(untouched), untouched);
}

#[test]
fn values_that_stand_everywhere_go_only_as_whole_strings() {
    let masker = personal(&["李", "1", "null", "true", "--", "\",\"", " "]);
    let text =
        r#"{"a":"李","b":"李四","c":1,"d":"1","e":"21","f":null,"g":"null","h":true,"i":"--","j":"a--b","k":" "}"#;
    let expected =
        r#"{"a":"***","b":"李四","c":1,"d":"***","e":"21","f":null,"g":"***","h":true,"i":"***","j":"a--b","k":"***"}"#;
    assert_eq!(masker.mask(text), expected);
    assert_eq!(masker.mask("\"\\u674e\""), "\"***\"");
    assert_eq!(
        masker.mask_value(&serde_json::from_str(text).unwrap()),
        serde_json::from_str::<Value>(expected).unwrap()
    );
    assert_eq!((masker.mask("李").as_str(), masker.mask("李四").as_str()), ("***", "李四"));
}

#[test]
fn short_word_goes_where_it_is_a_word() {
    let masker = personal(&["An", "12"]);
    assert_eq!(masker.mask("An Answer: 12, 123, x12, Ann; \"An\"An"), "*** Answer: ***, 123, x12, Ann; \"***\"***");
    assert_eq!(secret("12").mask("0123"), "0$CUST_TOKEN3", "a credential goes anywhere");
}

#[test]
fn longer_value_and_credential_win_and_overlaps_go_whole() {
    let mut masker = personal(&["张三", "张三丰", "丰收路"]);
    masker.add_secret("abc", "$SHORT");
    masker.add_secret("abcdef", "$LONG");
    masker.add_personal("xabcdefghijklm");
    assert_eq!(masker.mask("张三丰 张三 张三丰收路8号"), "*** *** ***8号");
    assert_eq!(masker.mask("abcdef abc abcabc"), "$LONG $SHORT $SHORT$SHORT");
    assert_eq!(masker.mask("xabcdefghijklm"), "***");
    assert_eq!(masker.mask("(xabcdefghijklm)"), "($LONG)", "a credential names what goes");
}

#[test]
fn own_values_stay_whatever_they_are_later() {
    let mut masker = Masker::default();
    masker.add_own("测试张三丰");
    masker.add_personal("测试张三丰");
    masker.add_personal("张三");
    assert_eq!(masker.mask("测试张三丰 张三 \\u6d4b试张三丰"), "测试张三丰 *** \\u6d4b试张三丰");
    masker.add_personal("later");
    masker.add_own("later");
    assert_eq!(masker.mask("later 张三"), "later ***");
    masker.add_secret("t0ken", "$T");
    masker.add_own("t0ken");
    masker.add_own("my t0ken!");
    assert_eq!(masker.mask("my t0ken!"), "my $T!", "a credential is never shown");
    masker.add_own("once");
    masker.add_secret("once", "$ONCE");
    masker.add_personal("once");
    assert_eq!(masker.mask("once."), "$ONCE.");
}

#[test]
fn json_is_masked_in_depth() {
    let masker = personal(&["张三", "14100138000", "4401"]);
    let value =
        json!({"a": ["x张三y", {"张三": 14_100_138_000_u64}], "b": 4401, "c": 44010, "d": -12.5, "e": null, "张三": 1});
    let expected = json!({"a": ["x***y", {"***": "***"}], "b": "***", "c": "***0", "d": -12.5, "e": null, "***": 1});
    assert_eq!(masker.mask_value(&value), expected);
    assert_eq!(personal(&["12", "123"]).mask_value(&json!([12, 123, -12.5])), json!([12, 123, -12.5]));
    let keys = personal(&["张三", "李四"]).mask_value(&json!({"张三": 1, "李四": 2, "王五": 3}));
    assert_eq!(keys, json!({"***": 1, "*** (2)": 2, "王五": 3}), "no member is lost");
}

#[test]
fn thousands_of_values_are_all_found_as_they_come() {
    let mut masker = Masker::default();
    for number in 10_000..12_000 {
        masker.add_personal(&format!("P{number}"));
        if number % 500 == 0 {
            assert_eq!(masker.mask(&format!("P{number}")), "***");
        }
    }
    for number in 10_000..12_000 {
        assert_eq!(masker.mask(&format!("<P{number}>")), "<***>");
    }
    assert_eq!(masker.mask("P12000 and nothing else"), "P12000 and nothing else");
    assert!(masker.tables.len() < 8, "{}", masker.tables.len());
}

#[test]
fn nothing_is_shown_by_debug_and_empty_values_are_nothing() {
    let mut masker = secret("t0ken");
    masker.add_personal("");
    masker.add_secret("", "$EMPTY");
    masker.add_own("");
    assert_eq!(format!("{masker:?}"), "Masker { values: 1 }");
    assert_eq!(masker.mask(""), "");
    assert_eq!(masker.clone().mask("t0ken"), "$CUST_TOKEN");
    assert_eq!(Masker::default().mask("a%20b"), "a%20b");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_is_left_in_any_encoding(
        value in r#"[a-zA-Z0-9张三é😀/+&<" %\\]{3,12}[a-z三]"#,
        before in r#"[a-z张%\\&u04#;+"/ ]{0,6}"#,
        after in r#"[a-z三%\\&u04#;+"/ ]{0,6}"#,
    ) {
        let mut secrets = Masker::default();
        secrets.add_secret(&value, "$*");
        for masker in [secrets, personal(&[&value])] {
            for text in encoded::all(&value) {
                let masked = masker.mask(&format!("{before}|{text}|{after}"));
                for trace in encoded::all(&value) {
                    prop_assert!(!masked.contains(&trace), "{} in {}", trace, masked);
                }
                prop_assert!(masked.contains('*'));
            }
            for text in encoded::base64(&value) {
                let masked = masker.mask(&format!("{before}\"{text}\"{after}"));
                prop_assert!(!masked.contains(&text) && masked.contains("*\""), "{} in {}", text, masked);
            }
        }
    }

    #[test]
    fn text_without_the_values_is_unchanged(text in r#"[0-9张%\\&u#;+"/= ]{0,60}"#) {
        let mut masker = personal(&["abcd", "李四", "zz"]);
        masker.add_secret("t0ken", "$T");
        prop_assert_eq!(masker.mask(&text), text);
    }

    #[test]
    fn no_text_causes_a_panic(text in any::<String>(), values in prop::collection::vec(any::<String>(), 0..8)) {
        let mut masker = Masker::default();
        for (index, value) in values.iter().enumerate() {
            match index % 3 {
                0 => masker.add_personal(value),
                1 => masker.add_own(value),
                _ => masker.add_secret(value, "$S"),
            }
        }
        let _ = masker.mask(&text);
        let _ = masker.mask(&values.concat());
    }

    #[test]
    fn masked_json_is_still_json_of_the_same_shape(
        strings in prop::collection::vec(r#"[a-c张三"\\/ ]{0,8}"#, 1..6),
        values in prop::collection::vec(r#"[a-c张三"\\/ ]{1,3}"#, 1..4),
    ) {
        let masker = personal(&values.iter().map(String::as_str).collect::<Vec<_>>());
        let original = json!({ "list": strings, "n": 1 });
        let masked: Value = serde_json::from_str(&masker.mask(&original.to_string())).unwrap();
        prop_assert_eq!(masked["list"].as_array().map(Vec::len), Some(strings.len()));
    }
}

/// What gives a credential away, each written by other means than the masker's.
fn traces(value: &str) -> Vec<String> {
    let hex: String = value.bytes().map(|byte| format!("{byte:02x}")).collect();
    let swapped: String = value
        .chars()
        .map(|c| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
        .collect();
    let mut traces = vec![hex.to_uppercase(), hex, swapped, value.to_uppercase(), value.chars().rev().collect()];
    traces.extend([value[..12].to_owned(), value[..20].to_owned(), value[8..].to_owned(), value[5..25].to_owned()]);
    for before in ["", "u", "u:", "{\"cust_token\":\""] {
        let [.., bare, padded] = encoded::base64(&format!("{before}{value}:x"));
        traces.extend([bare, padded, encoded::base64(&format!("{before}{}", &value[..20]))[0].clone()]);
    }
    traces
}

#[test]
fn credential_leaves_no_trace() {
    let value = "Tk0aQ9zR4vLb7Xc2Yp5Wm8Hd3Sg6Jf1N";
    let masker = secret(value);
    for trace in traces(value) {
        let masked = masker.mask(&format!("user [{trace}] 7"));
        let rest =
            masked.strip_prefix("user [").and_then(|rest| rest.strip_suffix("] 7")).unwrap_or(&masked).to_owned();
        // What stood around the credential inside its base64 may stay.
        assert!(rest.contains("***") || rest.contains("$CUST_TOKEN"), "{trace}: {masked}");
        let windows: Vec<&str> = (0..trace.len().saturating_sub(11)).map(|at| &trace[at..at + 12]).collect();
        let around = "eyJjdXN0X3Rva2VuIjoi";
        assert!(!windows.iter().any(|part| masked.contains(part) && !around.contains(part)), "{trace}: {masked}");
    }
    for kept in ["Tk0aQ9zR4vL", "nothing of it", "546b306151397a5234764c", "VGswYVE5elI0dkw"] {
        assert_eq!(masker.mask(kept), kept, "eleven characters may be chance");
    }
    assert_eq!(
        masker.mask(&format!("{value} {value}0")),
        "$CUST_TOKEN $CUST_TOKEN0",
        "a name stands for the whole alone"
    );
    assert_eq!(secret("bread").mask("Bread"), "Bread", "a short one in another case may be any word");
    let mut own = secret(value);
    own.add_own(&value[..31]);
    assert_eq!(own.mask(&value[..31]), "***", "what the run cut itself is a credential still");
}

#[test]
fn numbers_of_persons_are_told_by_their_form() {
    let mut masker = Masker::default().with_numbers();
    masker.add_own("13700000001");
    for (text, masked) in [
        ("13912345678", "***"),
        ("tel:8613912345678;+86 13912345678", "tel:***;+86 ***"),
        ("电话13912345678。", "电话***。"),
        ("020-88887777", "***"),
        ("440101198001010118", "***"),
        ("{\"a\":\"44010119800101011X\"}", "{\"a\":\"***\"}"),
        ("%3113912345678", "%3113912345678"),
        ("1391234567%38", "***"),
        ("x440106199001011235 440106199001011235y", "x*** ***y"),
        ("tel13912345678 13912345678_mobile", "tel*** ***_mobile"),
        ("138-0013-8000, +86 138 0013 8000, 86-138-0013-8000", "***, +86 ***, 86-***"),
        ("电话１３９１２３４５６７８。", "电话***。"),
        ("４４０１０６１９９００１０１１２３５", "***"),
        ("440106 19900101 1235 和 440106-1990-0101-1235", "*** 和 ***"),
        ("{\"a\":\"\\uff11\\uff1391234567８\"}", "{\"a\":\"***\"}"),
    ] {
        assert_eq!(masker.mask(text), masked, "{text}");
    }
    let kept = "13700000001 14100000001 999999199003070012 585791566442921885 1100000000900 1.13912345678 2024-03-0512345678 \
                x440106199001011231 a1b13912345678 9f13912345678c0 440106-19900101-1231 2-138-0013-8000 138-0013-8000-1 \
                1 138 0013 8000 138-0013 8000 141-0000-0001 １４１００００００００１ １.１３９１２３４５６７８";
    assert_eq!(masker.mask(kept), kept);
    assert_eq!(masker.mask_value(&json!([13_912_345_678_u64, 13_700_000_001_u64])), json!(["***", 13_700_000_001_u64]));
    assert_eq!(Masker::default().mask("13912345678"), "13912345678");
}

#[test]
fn what_lies_below_is_masked_as_well() {
    let mut below = secret("Tk0aQ9zR4vLb7Xc2");
    below.add_personal("张三丰");
    let mut masker = Masker::over(std::sync::Arc::new(below));
    masker.add_personal("李四");
    masker.add_own("测试张三丰");
    masker.add_own("Tk0aQ9zR4vLb7Xc2");
    let text = "张三丰 李四 测试张三丰 Tk0aQ9zR4vLb7Xc2 张三";
    assert_eq!(masker.mask(text), "*** *** 测试张三丰 $CUST_TOKEN 张三");
    assert_eq!(masker.mask("张三丰"), "***");
}

/// An identity number with its check digit (GB 11643).
fn identity(region: u32, year: u32, month: u32, day: u32, order: u32) -> String {
    let digits = format!("{region:06}{year:04}{month:02}{day:02}{order:03}");
    let sum = digits.bytes().fold(0, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    format!("{digits}{}", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "X"][((12 - sum) % 11) as usize])
}

fn full_width(text: &str) -> String {
    let wide = |c: char| if c.is_ascii_digit() { char::from_u32(u32::from(c) + 0xfee0).unwrap() } else { c };
    text.chars().map(wide).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn identity_and_mobile_numbers_go_in_every_company(
        (region, year, month, day, order) in (110_000_u32..899_999, 1920_u32..2020, 1_u32..=12, 1_u32..=28, 0_u32..999),
        mobile in "1(3[0-9]|4[02-9]|5[0-9]|8[0-9])[0-9]{8}",
        before in "[a-z张：\"(]{0,3}",
        after in "[a-z。,)]{0,3}",
    ) {
        let masker = Masker::default().with_numbers();
        let number = identity(region, year, month, day, order);
        let groups = |text: &str, lengths: &[usize], separator: &str| {
            let mut rest = text;
            let parts = lengths.iter().map(|length| {
                let (part, behind) = rest.split_at(*length);
                rest = behind;
                part
            });
            parts.collect::<Vec<_>>().join(separator)
        };
        for (written, text) in [&number, &mobile].into_iter().flat_map(|text| [(text.clone(), text), (full_width(text), text)]) {
            let masked = masker.mask(&format!("{before}{written}{after}"));
            prop_assert_eq!(masked, format!("{before}***{after}"), "{}", text);
        }
        for separator in ["-", " "] {
            for written in [groups(&number, &[6, 8, 4], separator), groups(&mobile, &[3, 4, 4], separator)] {
                prop_assert_eq!(masker.mask(&format!("电话：{written}。")), "电话：***。", "{}", written);
            }
        }
    }

    #[test]
    fn numbers_of_things_stay(
        mail in "[02-7][0-9]{12}",
        s10 in "[A-Z]{2}[0-9]{9}CN",
        date in "20[0-9]{2}-[01][0-9]-[0-3][0-9]",
        time in "[0-2][0-9]:[0-5][0-9]:[0-5][0-9]",
        stamp in "20[0-9]{2}[01][0-9][0-3][0-9][0-9]{6}",
        long in "[0-9]{19,40}",
        digest in "[0-9]{1,3}[a-f][0-9]{11}[a-f][0-9]{2}",
        item in "[0-9]{12}-[0-9]{3}-[0-9]{4}",
        order in "[A-Z]{2}-20[0-9]{6}-[0-9]{4,6}",
        uuid in "[0-9a-f]{8}-[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9a-f]{11}f",
    ) {
        let masker = Masker::default().with_numbers();
        for number in [mail, s10, format!("{date} {time}"), format!("{date}T{time}"), stamp, long, digest, item, order, uuid] {
            for text in [number.clone(), format!("号{number}，"), format!("no {number} of"), full_width(&number)] {
                prop_assert_eq!(masker.mask(&text), text);
            }
        }
    }
}
