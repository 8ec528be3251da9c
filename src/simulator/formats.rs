//! Shapes of values, written apart from the suite's own so that one slip cannot hide in both.

use jiff::civil::Date;

/// Weights of the first 17 digits of a citizen number (GB 11643).
const CITIZEN_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Check characters of a citizen number by the remainder.
const CITIZEN_CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// Whether a text has the shape; a shape that is not known here holds nothing back.
pub(crate) fn fits(format: &str, text: &str) -> bool {
    match format {
        "date" => date(text),
        "datetime" => text.len() == 19 && text.is_ascii() && date(&text[..10]) && time(&text[10..]),
        "six-digits" => text.len() == 6 && digits(text),
        "identity-number" => citizen_number(text),
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

fn citizen_number(text: &str) -> bool {
    if text.contains('*') {
        return true; // masked: nothing can be told
    }
    let Some((first, check)) = text.char_indices().nth(17).map(|(at, check)| (&text[..at], check)) else {
        return false;
    };
    let born = first.get(6..14).map(|day| format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]));
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
        ];
        for (format, text, fit) in cases {
            assert_eq!(fits(format, text), fit, "{format} {text}");
        }
    }
}
