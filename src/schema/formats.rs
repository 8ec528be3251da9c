//! Shapes of values, by the names that `semantics.format` uses.

use jiff::civil::{Date, Time};

/// A shape of values.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// The name in `semantics.format`; schemas call it `zwfw-<name>`.
    pub name: &'static str,
    /// Whether derived schemas assert it. The others are judged by checks of their own, since the table itself does not
    /// ask for the shape: GB 11643 and UPU S10 are other standards, and a region's name is one of a directory.
    pub asserted: bool,
    /// The shape in a few characters, as findings print it.
    pub expected: &'static str,
    /// A value that breaks the shape and nothing else.
    pub invalid: &'static str,
    /// Whether a value has the shape.
    pub is_valid: fn(&str) -> bool,
    /// Whether a value is meant to have the shape: its outline fits, digits and calendar are not looked at.
    pub looks_like: fn(&str) -> bool,
}

const FORMATS: &[Format] = &[
    Format {
        name: "date",
        asserted: true,
        expected: "yyyy-MM-dd",
        invalid: "2024-13-45",
        is_valid: is_date,
        looks_like: |text| has_outline(text, DATE),
    },
    Format {
        name: "datetime",
        asserted: true,
        expected: "yyyy-MM-dd HH:mm:ss",
        invalid: "2024-13-45 25:61:61",
        is_valid: is_datetime,
        looks_like: |text| has_outline(text, DATETIME),
    },
    Format {
        name: "six-digits",
        asserted: true,
        expected: "6 digits",
        invalid: "51000A",
        is_valid: |text| has_outline(text, SIX_DIGITS),
        looks_like: |text| has_outline(text, SIX_DIGITS),
    },
    Format {
        name: "identity-number",
        asserted: false,
        expected: "GB 11643 number",
        invalid: "990000200001010001",
        is_valid: is_identity_number,
        looks_like: looks_like_identity_number,
    },
    Format {
        name: "s10",
        asserted: false,
        expected: "UPU S10 check digit",
        invalid: "EE473124828CN",
        is_valid: |text| !looks_like_s10(text) || has_s10_check_digit(text),
        looks_like: looks_like_s10,
    },
    Format {
        name: "region-name",
        asserted: false,
        expected: "name of a region",
        invalid: "440100",
        is_valid: is_region_name,
        looks_like: is_region_name,
    },
];

/// In an outline `9` stands for a digit, `A` for an upper-case letter, anything else for itself.
const DATE: &str = "9999-99-99";
const DATETIME: &str = "9999-99-99 99:99:99";
const SIX_DIGITS: &str = "999999";
const IDENTITY_BODY: &str = "99999999999999999";
const S10: &str = "AA999999999AA";

/// Every format.
pub fn all() -> &'static [Format] {
    FORMATS
}

/// The format with this name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// The check character of a citizen number by GB 11643 (ISO 7064 MOD 11-2): a digit or `X`.
///
/// None unless `body` is 17 digits.
pub fn identity_check_digit(body: &str) -> Option<char> {
    if !has_outline(body, IDENTITY_BODY) {
        return None;
    }
    // The weight of the digit at index i, from the left, is 2^(17-i) mod 11: doubling from left to right gives the sum.
    let sum = digits(body).fold(0, |sum, digit| (sum + digit) * 2 % 11);
    match (12 - sum) % 11 {
        10 => Some('X'),
        digit => char::from_digit(digit, 10),
    }
}

/// The check digit of a mail number by UPU S10.
///
/// None unless `serial` is 8 digits.
pub fn s10_check_digit(serial: &str) -> Option<char> {
    if !has_outline(serial, "99999999") {
        return None;
    }
    let sum: u32 = digits(serial).zip([8, 6, 4, 2, 3, 5, 9, 7]).map(|(digit, weight)| digit * weight).sum();
    char::from_digit(
        match 11 - sum % 11 {
            10 => 0,
            11 => 5,
            digit => digit,
        },
        10,
    )
}

/// Whether a mail number has the outline of UPU S10: two capitals, nine digits, two capitals.
pub fn looks_like_s10(text: &str) -> bool {
    has_outline(text, S10)
}

fn has_s10_check_digit(text: &str) -> bool {
    let serial = text.get(2..10).and_then(s10_check_digit);
    serial.is_some() && serial == text.chars().nth(10)
}

fn looks_like_identity_number(text: &str) -> bool {
    has_outline(text, "999999999999999999") || has_outline(text, "99999999999999999A") && text.ends_with('X')
}

fn is_identity_number(text: &str) -> bool {
    let (Some(body), Some(birth)) = (text.get(..17), text.get(6..14)) else { return false };
    looks_like_identity_number(text)
        && calendar_day(birth).is_some()
        && identity_check_digit(body).is_some_and(|digit| text.ends_with(digit))
}

fn is_date(text: &str) -> bool {
    has_outline(text, DATE) && calendar_day(&text.replace('-', "")).is_some()
}

fn is_datetime(text: &str) -> bool {
    let Some((day, time)) = text.split_once(' ') else { return false };
    has_outline(text, DATETIME) && is_date(day) && is_time(time)
}

/// A day of the calendar from eight digits.
fn calendar_day(digits: &str) -> Option<Date> {
    let number = |range| digits.get(range).and_then(|part: &str| part.parse::<i16>().ok());
    let (year, month, day) = (number(0..4)?, number(4..6)?, number(6..8)?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn is_time(text: &str) -> bool {
    let mut parts = text.split(':').map(|part| part.parse::<i8>().ok());
    let mut next = || parts.next().flatten();
    matches!((next(), next(), next()), (Some(hour), Some(minute), Some(second)) if Time::new(hour, minute, second, 0).is_ok())
}

/// A name in words: a code of digits, which some systems send in its place, is none.
fn is_region_name(text: &str) -> bool {
    !text.trim().is_empty() && !text.chars().any(|c| c.is_ascii_digit())
}

fn digits(text: &str) -> impl Iterator<Item = u32> + '_ {
    text.chars().filter_map(|c| c.to_digit(10))
}

fn has_outline(text: &str, outline: &str) -> bool {
    text.len() == outline.len()
        && text.bytes().zip(outline.bytes()).all(|(byte, expected)| match expected {
            b'9' => byte.is_ascii_digit(),
            b'A' => byte.is_ascii_uppercase(),
            literal => byte == literal,
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::standard::FORMAT_NAMES;

    fn valid(name: &str, text: &str) -> bool {
        (format(name).expect("a known format").is_valid)(text)
    }

    #[test]
    fn the_registry_holds_the_names_that_standards_may_use() {
        let names: Vec<&str> = all().iter().map(|format| format.name).collect();
        assert_eq!(names, FORMAT_NAMES);
    }

    #[test]
    fn every_invalid_example_breaks_its_format() {
        for format in all() {
            assert!(!(format.is_valid)(format.invalid), "{}", format.name);
            assert!(!format.expected.is_empty());
        }
    }

    #[test]
    fn dates_are_days_of_the_calendar_in_full_width() {
        for text in ["2024-02-29", "1999-12-31"] {
            assert!(valid("date", text), "{text}");
        }
        for text in
            ["2023-02-29", "2024-2-08", "2024/02/08", " 2024-02-08", "2024-02-08 ", "20240208", "", "2024-００-08"]
        {
            assert!(!valid("date", text), "{text}");
        }
    }

    #[test]
    fn datetimes_have_one_blank_and_a_time_that_exists() {
        assert!(valid("datetime", "2019-07-04 23:59:59"));
        for text in
            ["2019-07-04T23:59:59", "2019-07-04 24:00:00", "2019-07-04 23:59:60", "2019-07-04", "2019-07-04  3:59:59"]
        {
            assert!(!valid("datetime", text), "{text}");
        }
    }

    #[test]
    fn identity_numbers_carry_the_check_character_of_gb_11643() {
        // The sample of the standard itself.
        assert_eq!(identity_check_digit("11010519491231002"), Some('X'));
        assert!(valid("identity-number", "11010519491231002X"));
        for text in
            ["11010519491231002x", "110105194912310021", "11010519491331002X", "110105491231002", "1101051949****002X"]
        {
            assert!(!valid("identity-number", text), "{text}");
        }
        assert_eq!(identity_check_digit("1101051949123100"), None);
        assert_eq!(identity_check_digit("1101051949123100六"), None);
    }

    #[test]
    fn the_check_digit_counts_only_where_a_mail_number_looks_like_s10() {
        assert_eq!(s10_check_digit("47312482"), Some('9'));
        assert!(valid("s10", "EE473124829CN"));
        assert!(!valid("s10", "EE473124820CN"));
        for text in ["1034567890123", "dskflk", "XXXXX", "", "ee473124820cn"] {
            assert!(!looks_like_s10(text) && valid("s10", text), "{text}");
        }
        assert_eq!(s10_check_digit("4731248"), None);
    }

    #[test]
    fn region_names_are_words_not_codes() {
        assert!(valid("region-name", "广州市"));
        for text in ["440100", "", " "] {
            assert!(!valid("region-name", text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_a_format_panic(text in ".*") {
            for format in all() {
                let _ = ((format.is_valid)(&text), (format.looks_like)(&text));
            }
        }

        #[test]
        fn another_digit_in_an_identity_number_is_noticed(body in "99[0-9]{4}19[5-9][0-9]0[1-9]0[1-9][0-9]{3}", at in 0usize..17) {
            let check = identity_check_digit(&body).expect("17 digits");
            let mut changed: Vec<char> = body.chars().collect();
            changed[at] = if changed[at] == '9' { '0' } else { '9' };
            let whole = format!("{body}{check}");
            prop_assert!(valid("identity-number", &whole));
            let broken = format!("{}{check}", changed.iter().collect::<String>());
            prop_assert!(!valid("identity-number", &broken) || broken == whole);
        }

        #[test]
        fn whatever_a_format_accepts_looks_like_it(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?|[0-9]{6}") {
            for format in all().iter().filter(|format| format.name != "s10") {
                prop_assert!(!(format.is_valid)(&text) || (format.looks_like)(&text), "{}", format.name);
            }
        }
    }
}
