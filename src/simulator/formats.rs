//! Shapes of values, written apart from the suite's own so that one slip cannot hide in both.

use jiff::civil::Date;

/// Weights of the first 17 digits of a citizen number (GB 11643).
const CITIZEN_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Check characters of a citizen number by the remainder.
const CITIZEN_CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// The characters of unified social credit codes, in the order of their values (GB 32100).
const CREDIT_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Whether a text has the shape; a shape that is not known here holds nothing back.
pub(crate) fn fits(format: &str, text: &str) -> bool {
    match format {
        "date" => date(text),
        "datetime" => text.len() == 19 && text.is_ascii() && date(&text[..10]) && time(&text[10..]),
        "six-digits" => text.len() == 6 && digits(text),
        "identity-number" => citizen_number(text),
        "calendar-date" => calendar_day(text).is_some(),
        // Four characters of digits, two and two, with three of three bytes between them.
        "padded-calendar-date" => text.len() == 17 && !text.contains(' ') && calendar_day(text).is_some(),
        _ => true,
    }
}

/// The check character of the first 17 digits of a citizen number; none when they are no digits.
pub(crate) fn citizen_check(first: &str) -> Option<char> {
    if first.len() != 17 || !digits(first) {
        return None;
    }
    let sum: u32 = first.bytes().zip(CITIZEN_WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    CITIZEN_CHECKS.get(sum as usize % 11).copied()
}

/// The check character of the first 17 characters of a unified social credit code (GB 32100); none for other characters.
pub(crate) fn credit_check(first: &str) -> Option<char> {
    let values = first.chars().map(|character| CREDIT_ALPHABET.find(character));
    let values: Vec<u32> = values.map(|value| value.map(|value| value as u32)).collect::<Option<_>>()?;
    // Weights are the powers of 3, modulo 31.
    let weights = std::iter::successors(Some(1_u32), |weight| Some(weight * 3 % 31));
    let sum: u32 = values.iter().zip(weights).map(|(value, weight)| value * weight).sum();
    CREDIT_ALPHABET.chars().nth((31 - sum % 31) as usize % 31).filter(|_| values.len() == 17)
}

/// The check character of a licence identifier's parts (ISO 7064 MOD 37,36), of which only digits and capitals count.
pub(crate) fn licence_check(parts: &[&str]) -> Option<char> {
    let mut carry = 36_u32;
    for character in parts.iter().flat_map(|part| part.chars()) {
        let Some(value) = character.to_digit(36) else { continue };
        let sum = (carry + value) % 36;
        carry = if sum == 0 { 36 } else { sum } * 2 % 37;
    }
    char::from_digit((37 - carry) % 36, 36).map(|check| check.to_ascii_uppercase())
}

/// The day of a date written with the characters for year, month and day, with or without blanks and padding.
pub(crate) fn calendar_day(text: &str) -> Option<Date> {
    let compact: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    let (year, rest) = compact.split_once('年')?;
    let (month, day) = rest.strip_suffix('日')?.split_once('月')?;
    let number = |text: &str, most: usize| text.parse::<i16>().ok().filter(|_| digits(text) && text.len() <= most);
    let narrow = |text: &str| number(text, 2).and_then(|number| i8::try_from(number).ok());
    Date::new(number(year, 4)?, narrow(month)?, narrow(day)?).ok()
}

fn citizen_number(text: &str) -> bool {
    if text.contains('*') {
        return true; // masked: nothing can be told
    }
    let Some((first, check)) = text.char_indices().nth(17).map(|(at, check)| (&text[..at], check)) else {
        return false;
    };
    let born =
        first.get(6..14).filter(|day| digits(day)).map(|day| format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]));
    text.chars().count() == 18
        && citizen_check(first) == Some(check.to_ascii_uppercase())
        && born.is_some_and(|born| date(&born))
}

/// `yyyy-mm-dd`, a day that exists.
fn date(text: &str) -> bool {
    let shape = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() });
    shape && text.parse::<Date>().is_ok()
}

/// A blank and `hh:mm:ss`.
fn time(text: &str) -> bool {
    let part = |range: std::ops::Range<usize>, below: u8| {
        text.get(range).filter(|part| digits(part)).and_then(|part| part.parse().ok()).is_some_and(|n: u8| n < below)
    };
    let bytes = text.as_bytes();
    let shape = bytes.len() == 9 && bytes[0] == b' ' && bytes[3] == b':' && bytes[6] == b':';
    shape && part(1..3, 24) && part(4..6, 60) && part(7..9, 60)
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_take_what_they_describe_and_nothing_else() {
        let cases = [
            ("date", "2024-02-29", true),
            ("date", "2023-02-29", false),
            ("date", "2024-2-9", false),
            ("date", "2024/02/09", false),
            ("datetime", "2024-03-05 10:20:30", true),
            ("datetime", "2024-03-05 24:00:00", false),
            ("datetime", "2024-03-05T10:20:30", false),
            ("datetime", "2024年3-05 10:20:30", false),
            ("six-digits", "510000", true),
            ("six-digits", "51000", false),
            ("six-digits", "51000X", false),
            ("identity-number", "990000199001010017", true),
            ("identity-number", "990000199001010018", false),
            ("identity-number", "99000019900101001", false),
            ("identity-number", "990000********0017", true),
            ("identity-number", "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未", false),
            ("identity-number", "990000甲a乙a1990010100", false),
            ("calendar-date", "2024年3月5日", true),
            ("calendar-date", "2024 年 03 月 05 日", true),
            ("calendar-date", "2023年2月29日", false),
            ("calendar-date", "2024-03-05", false),
            ("calendar-date", "2024年3月", false),
            ("padded-calendar-date", "2024年03月05日", true),
            ("padded-calendar-date", "2024年3月05日", false),
            ("padded-calendar-date", "2024年02月30日", false),
        ];
        for (format, text, fit) in cases {
            assert_eq!(fits(format, text), fit, "{format} {text}");
        }
    }

    #[test]
    fn check_characters_are_those_of_the_vectors() {
        let parts = ["119999999900000178001", "119999999900000253"];
        let identifiers =
            [("99990000000001", "001", '4'), ("99990000000002", "001", 'P'), ("9999000000000A", "002", '0')];
        for (serial, version, check) in identifiers {
            let kind = if serial.ends_with('A') { "119999999900000178002" } else { parts[0] };
            assert_eq!(licence_check(&[kind, parts[1], serial, version]), Some(check), "{serial}");
        }
        let published = ["11100000000013338W011", "11430000006122244L", "202_30000403", "001"];
        assert_eq!(licence_check(&published), Some('U'), "the underscore does not count");
        assert_eq!((credit_check("51999999990000033"), credit_check("11999999990000025")), (Some('R'), Some('3')));
        assert_eq!((credit_check("5199999999000003"), credit_check("5199999999000003I")), (None, None));
    }
}
