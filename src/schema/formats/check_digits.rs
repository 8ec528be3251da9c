//! Numbers that carry a check character. The standards name them and other documents rule them, so a wrong character is
//! looked for only where a value has the number's outline.

use super::{calendar_day, has_outline};

const IDENTITY_BODY: &str = "99999999999999999";
const S10: &str = "AA999999999AA";

/// The root of licence identifiers (GB/T 36904).
const LICENCE_ROOT: &str = "1.2.156.3005.2.";

/// The characters of ISO 7064 MOD 37,36.
const MOD_37_36: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The characters of GB 32100: no I, O, S, V and Z.
const GB_32100: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

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

pub(super) fn has_s10_check_digit(text: &str) -> bool {
    let serial = text.get(2..10).and_then(s10_check_digit);
    serial.is_some() && serial == text.chars().nth(10)
}

pub(super) fn looks_like_identity_number(text: &str) -> bool {
    has_outline(text, "999999999999999999") || has_outline(text, "99999999999999999A") && text.ends_with('X')
}

pub(super) fn is_identity_number(text: &str) -> bool {
    let (Some(body), Some(birth)) = (text.get(..17), text.get(6..14)) else { return false };
    looks_like_identity_number(text)
        && calendar_day(birth).is_some()
        && identity_check_digit(body).is_some_and(|digit| text.ends_with(digit))
}

/// The check character of a licence identifier by ISO 7064 MOD 37,36, over the digits and capitals of `body`; other
/// characters, such as the dots between its parts, do not count.
fn licence_check_character(body: &str) -> char {
    let values = body.bytes().filter_map(|byte| MOD_37_36.iter().position(|known| *known == byte));
    let product = values.fold(36, |product, value| match (product + value) % 36 {
        0 => 36 * 2 % 37,
        sum => sum * 2 % 37,
    });
    char::from(MOD_37_36[(37 - product) % 36])
}

/// Whether a text is the root and five parts: type, issuer, serial, version, check character.
pub(super) fn looks_like_licence_id(text: &str) -> bool {
    text.strip_prefix(LICENCE_ROOT).is_some_and(|rest| {
        let parts: Vec<&str> = rest.split('.').collect();
        parts.len() == 5 && parts.iter().all(|part| !part.is_empty()) && parts[4].chars().count() == 1
    })
}

pub(super) fn is_licence_id(text: &str) -> bool {
    let parts = text.strip_prefix(LICENCE_ROOT).and_then(|rest| rest.rsplit_once('.'));
    looks_like_licence_id(text)
        && parts.is_some_and(|(body, check)| check.chars().eq(std::iter::once(licence_check_character(body))))
}

/// The check character of an organisation's code by GB 32100. None unless `body` is 17 of its characters.
fn uscc_check_character(body: &str) -> Option<char> {
    let values: Option<Vec<usize>> =
        body.bytes().map(|byte| GB_32100.iter().position(|known| *known == byte)).collect();
    let values = values.filter(|values| values.len() == 17)?;
    // The weight of the character at index i is 3^i mod 31.
    let (sum, _) = values.iter().fold((0, 1), |(sum, weight), value| (sum + value * weight, weight * 3 % 31));
    Some(char::from(GB_32100[(31 - sum % 31) % 31]))
}

/// Whether a text has 18 of the characters. Eighteen digits may as well be a citizen's number, which such a text is not
/// meant to be where this is asked.
pub(super) fn looks_like_uscc(text: &str) -> bool {
    text.len() == 18 && text.bytes().all(|byte| GB_32100.contains(&byte))
}

pub(super) fn is_uscc(text: &str) -> bool {
    let check = text.get(..17).and_then(uscc_check_character);
    looks_like_uscc(text) && check.is_some_and(|check| text.ends_with(check))
}

fn digits(text: &str) -> impl Iterator<Item = u32> + '_ {
    text.chars().filter_map(|c| c.to_digit(10))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::schema::formats::format;

    fn valid(name: &str, text: &str) -> bool {
        (format(name).expect("a known format").is_valid)(text)
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
    fn licence_identifiers_carry_the_check_character_of_mod_37_36() {
        let identifier = |body: &str, check: &str| format!("1.2.156.3005.2.{body}.{check}");
        // Identifiers that were published.
        let published = "11100000000013338W011.11430000006122244L.202_30000403";
        assert!(valid("licence-id", &identifier(&format!("{published}.001"), "U")));
        assert!(valid("licence-id", &identifier(&format!("{published}.002"), "S")));
        assert!(!valid("licence-id", &identifier(&format!("{published}.002"), "U")));
        // The samples of C 0124 fail as printed, and with the zero restored that their type part lacks.
        let rest = "111101080000576990.4237862345.001";
        for (kind, right) in [("11100000000131433001", "O"), ("111000000000131433001", "R")] {
            assert!(!valid("licence-id", &identifier(&format!("{kind}.{rest}"), "1")), "{kind}");
            assert!(valid("licence-id", &identifier(&format!("{kind}.{rest}"), right)), "{kind}");
        }
        for text in ["", "1.2.156.3005.2.a.b.c.d", "1.2.156.3005.2.a.b.c.d.10", "1.2.156.3003.2.a.b.c.d.1", "a.b.c.d.1"]
        {
            assert!(!looks_like_licence_id(text) && !valid("licence-id", text), "{text}");
        }
    }

    #[test]
    fn organisation_codes_carry_the_check_character_of_gb_32100() {
        for text in ["111000000000131433", "91350100M000100Y43"] {
            assert!(valid("uscc", text), "{text}");
        }
        for text in ["111000000000131434", "91350100M000100Y44", "91350100M000100Y4", "91350100I000100Y43", ""] {
            assert!(!valid("uscc", text), "{text}");
        }
        // Where the weighted sum divides by 31 the check character is 0.
        assert_eq!(uscc_check_character("00000000000000000"), Some('0'));
    }

    proptest! {
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
        fn another_character_in_a_licence_identifier_is_noticed(
            body in "[0-9A-Z]{21}\\.[0-9A-Z]{18}\\.[0-9A-Z]{10}\\.[0-9]{3}", at in 0usize..21
        ) {
            let whole = format!("1.2.156.3005.2.{body}.{}", licence_check_character(&body));
            prop_assert!(valid("licence-id", &whole));
            let other = if body.as_bytes()[at] == b'7' { "8" } else { "7" };
            let mut broken = whole.clone();
            broken.replace_range(15 + at..=15 + at, other);
            prop_assert!(!valid("licence-id", &broken), "{} {}", whole, broken);
        }

        #[test]
        fn another_character_in_an_organisation_code_is_noticed(
            body in "[0-9A-HJ-NP-RTUW-Y]{17}", at in 0usize..17
        ) {
            let whole = format!("{body}{}", uscc_check_character(&body).expect("17 characters"));
            prop_assert!(valid("uscc", &whole));
            let other = if body.as_bytes()[at] == b'7' { "8" } else { "7" };
            let mut broken = whole.clone();
            broken.replace_range(at..=at, other);
            prop_assert!(!valid("uscc", &broken), "{} {}", whole, broken);
        }
    }
}
