//! Shapes of values, by the names that `semantics.format` uses.

mod calendar;
mod check_digits;
mod contact;
mod encoded;
mod notation;

use calendar::{
    calendar_day, is_date, is_datetime, is_padded_date, is_written_date, looks_like_padded_date,
    looks_like_written_date,
};
use check_digits::{has_s10_check_digit, is_identity_number, looks_like_identity_number};
pub use check_digits::{identity_check_digit, looks_like_s10, s10_check_digit};
pub use notation::{Written, written};

use crate::verdict::FindingCode;

/// A shape of values.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// The name in `semantics.format`; schemas call it `zwfw-<name>`.
    pub name: &'static str,
    /// Whether derived schemas assert it. The others are judged by checks of their own, since the table itself does not
    /// ask for the shape: GB 11643, GB 32100, UPU S10 and the identifier of licences are other standards, and a region's
    /// name is one of a directory.
    pub asserted: bool,
    /// Of one that is not asserted: whether a value without its outline is found too, not only a wrong check digit.
    pub outlined: bool,
    /// The shape in a few characters, as findings print it.
    pub expected: &'static str,
    /// A value that breaks the shape and nothing else.
    pub invalid: &'static str,
    /// Whether a value has the shape.
    pub is_valid: fn(&str) -> bool,
    /// What is found where a value has the outline of the shape and breaks it all the same.
    pub unreal: FindingCode,
    /// The one way to write a value that may be written in several, if it is one.
    pub canonical: Option<fn(&str) -> Option<String>>,
    /// Whether a value is meant to have the shape: its outline fits, digits and calendar are not looked at.
    pub looks_like: fn(&str) -> bool,
}

const FORMATS: &[Format] = &[
    Format {
        name: "date",
        asserted: true,
        outlined: false,
        expected: "yyyy-MM-dd",
        invalid: "2024-13-45",
        unreal: FindingCode::WrongFormat,
        canonical: None,
        is_valid: is_date,
        looks_like: |text| has_outline(text, DATE),
    },
    Format {
        name: "datetime",
        asserted: true,
        outlined: false,
        expected: "yyyy-MM-dd HH:mm:ss",
        invalid: "2024-13-45 25:61:61",
        unreal: FindingCode::WrongFormat,
        canonical: None,
        is_valid: is_datetime,
        looks_like: |text| has_outline(text, DATETIME),
    },
    Format {
        name: "six-digits",
        asserted: true,
        outlined: false,
        expected: "6 digits",
        invalid: "51000A",
        unreal: FindingCode::WrongFormat,
        canonical: None,
        is_valid: |text| has_outline(text, SIX_DIGITS),
        looks_like: |text| has_outline(text, SIX_DIGITS),
    },
    Format {
        name: "identity-number",
        asserted: false,
        outlined: false,
        expected: "GB 11643 number",
        invalid: "990000200001010001",
        unreal: FindingCode::WrongFormat,
        canonical: None,
        is_valid: is_identity_number,
        looks_like: looks_like_identity_number,
    },
    Format {
        name: "s10",
        asserted: false,
        outlined: false,
        expected: "UPU S10 check digit",
        invalid: "EE473124828CN",
        unreal: FindingCode::WrongFormat,
        canonical: None,
        is_valid: |text| !looks_like_s10(text) || has_s10_check_digit(text),
        looks_like: looks_like_s10,
    },
    Format {
        name: "region-name",
        asserted: false,
        outlined: false,
        expected: "name of a region",
        invalid: "440100",
        unreal: FindingCode::WrongFormat,
        canonical: None,
        is_valid: is_region_name,
        looks_like: is_region_name,
    },
    Format {
        name: "calendar-date",
        asserted: true,
        outlined: false,
        expected: "yyyy年M月d日",
        invalid: "2024年2月30日",
        unreal: FindingCode::NoSuchDay,
        canonical: Some(calendar::canonical_date),
        is_valid: is_written_date,
        looks_like: looks_like_written_date,
    },
    Format {
        name: "padded-calendar-date",
        asserted: true,
        outlined: false,
        expected: "yyyy年MM月dd日",
        invalid: "2024年02月30日",
        unreal: FindingCode::NoSuchDay,
        canonical: None,
        is_valid: is_padded_date,
        looks_like: looks_like_padded_date,
    },
    Format {
        name: "licence-id",
        asserted: false,
        outlined: true,
        expected: "ISO 7064 MOD 37,36 check character",
        invalid: "1.2.156.3005.2.990000000000000000001.990000000000000000.1234567890.001.L",
        unreal: FindingCode::WrongFormat,
        canonical: None,
        is_valid: check_digits::is_licence_id,
        looks_like: check_digits::looks_like_licence_id,
    },
    Format {
        name: "url",
        asserted: true,
        outlined: false,
        expected: "absolute http or https URL",
        invalid: "/file?id=1",
        unreal: FindingCode::WrongFormat,
        canonical: None,
        is_valid: encoded::is_url,
        looks_like: |text| text.contains("://"),
    },
    Format {
        name: "base64",
        asserted: true,
        outlined: false,
        expected: "Base64",
        invalid: "Zm9v!",
        unreal: FindingCode::WrongFormat,
        canonical: None,
        is_valid: encoded::is_base64,
        looks_like: encoded::is_base64,
    },
    Format {
        name: "uscc",
        asserted: false,
        outlined: false,
        expected: "GB 32100 code",
        invalid: "11990000000000000E",
        unreal: FindingCode::WrongFormat,
        canonical: None,
        is_valid: check_digits::is_uscc,
        looks_like: check_digits::looks_like_uscc,
    },
    Format {
        name: "trimmed",
        asserted: true,
        outlined: false,
        expected: "no blanks around",
        invalid: " A1",
        unreal: FindingCode::WrongFormat,
        canonical: None,
        is_valid: |text| text.trim() == text,
        looks_like: |_| true,
    },
    Format {
        name: "host-port",
        asserted: true,
        outlined: false,
        expected: "[http(s)://]IP or host[:port]",
        invalid: "10.0.0.300:8080",
        unreal: FindingCode::WrongFormat,
        canonical: None,
        is_valid: contact::is_host_port,
        looks_like: |text| text.contains('.') || contact::is_host_port(text),
    },
    Format {
        name: "network-address",
        asserted: true,
        outlined: false,
        expected: "IP, host, network or range",
        invalid: "198.51.100.999",
        unreal: FindingCode::WrongFormat,
        canonical: None,
        is_valid: contact::is_network_address,
        looks_like: |text| text.contains('.') || contact::is_network_address(text),
    },
    Format {
        name: "mobile",
        asserted: true,
        outlined: false,
        expected: "11-digit mobile number",
        invalid: "1410000000",
        unreal: FindingCode::WrongFormat,
        canonical: None,
        is_valid: contact::is_mobile,
        looks_like: contact::is_mobile,
    },
    Format {
        name: "mail",
        asserted: true,
        outlined: false,
        expected: "name@domain",
        invalid: "somebody.example",
        unreal: FindingCode::WrongFormat,
        canonical: None,
        is_valid: contact::is_mail,
        looks_like: |text| text.contains('@'),
    },
];

impl Format {
    /// A value as this format has it, where people write it otherwise by hand: case and blanks of a code do not matter.
    pub fn by_hand(&self, text: &str) -> String {
        match self.name {
            "uscc" => text.split_whitespace().collect::<String>().to_ascii_uppercase(),
            _ => text.to_owned(),
        }
    }
}

const DATE: &str = "9999-99-99";
const DATETIME: &str = "9999-99-99 99:99:99";
const SIX_DIGITS: &str = "999999";

/// Every format.
pub fn all() -> &'static [Format] {
    FORMATS
}

/// The format with this name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// A name in words: a code of digits, which some systems send in its place, is none.
fn is_region_name(text: &str) -> bool {
    !text.trim().is_empty() && !text.chars().any(|c| c.is_ascii_digit())
}

/// Whether a text has an outline, in which `9` stands for a digit, `A` for an upper-case letter, anything else for itself.
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
        fn whatever_a_format_accepts_looks_like_it(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?|[0-9]{6}") {
            for format in all().iter().filter(|format| format.name != "s10") {
                prop_assert!(!(format.is_valid)(&text) || (format.looks_like)(&text), "{}", format.name);
            }
        }
    }
}
