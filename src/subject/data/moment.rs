//! Points in time as databases write them.

use jiff::civil::{Date, Time};

/// A point in time that can be compared with another: year to microsecond, one behind the other.
pub(super) type Moment = i64;

/// What a text is as a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// A point in time.
    Moment(Moment),
    /// It is written like one, and no calendar or clock has it.
    Unreal,
    /// It is none.
    Other,
}

/// Reads `2024-01-31 23:59:59`, with fractions of a second, `/` or `T` where a program wrote them so, or the day alone.
pub(super) fn moment(text: &str) -> Reading {
    let bytes = text.as_bytes();
    let is_separator = |at: usize, among: &[u8]| bytes.get(at).is_some_and(|byte| among.contains(byte));
    let number = |from: usize, to: usize| -> Option<i64> {
        let digits = bytes.get(from..to)?;
        digits.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
    };
    let day = || {
        let separated = is_separator(4, b"-/") && is_separator(7, b"-/");
        Some((number(0, 4)?, number(5, 7)?, number(8, 10)?)).filter(|_| separated)
    };
    let Some((year, month, date)) = day() else { return Reading::Other };
    let time = if bytes.len() == 10 {
        Some((0, 0, 0, 0))
    } else {
        let separated = is_separator(10, b" T") && is_separator(13, b":") && is_separator(16, b":");
        let parts = || Some((number(11, 13)?, number(14, 16)?, number(17, 19)?, fraction(bytes.get(19..)?)?));
        parts().filter(|_| separated)
    };
    let Some((hour, minute, second, micros)) = time else { return Reading::Other };
    let small = |number: i64| i8::try_from(number).unwrap_or(-1);
    let year_number = i16::try_from(year).unwrap_or(-1);
    let is_day = year > 0 && Date::new(year_number, small(month), small(date)).is_ok();
    if !is_day || Time::new(small(hour), small(minute), small(second), 0).is_err() {
        return Reading::Unreal;
    }
    let packed = [month, date, hour, minute, second].iter().fold(year, |sum, part| sum * 100 + part);
    Reading::Moment(packed * 1_000_000 + micros)
}

/// Microseconds of `.123456`, or none behind the seconds.
fn fraction(rest: &[u8]) -> Option<i64> {
    match rest {
        [] => Some(0),
        [b'.', digits @ ..] if (1..=6).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit) => {
            let number = digits.iter().fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0'));
            Some(number * 10_i64.pow(6 - u32::try_from(digits.len()).unwrap_or(6)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_follow_each_other_as_they_do_on_the_clock() {
        let texts = [
            "2023-12-31 23:59:59",
            "2024-01-01",
            "2024-01-01 00:00:00.5",
            "2024-01-01T00:00:01",
            "2024/02/29 00:00:00",
        ];
        let moments: Vec<_> = texts.iter().map(|text| moment(text)).collect();
        let packed: Vec<Moment> = moments
            .iter()
            .map(|reading| match reading {
                Reading::Moment(moment) => *moment,
                other => panic!("{other:?}"),
            })
            .collect();
        assert!(packed.is_sorted_by(|a, b| a < b), "{packed:?}");
    }

    #[test]
    fn what_no_calendar_has_is_told_from_what_is_no_time() {
        for text in ["2023-02-29 00:00:00", "0000-00-00 00:00:00", "2024-01-01 24:00:00", "2024-13-01"] {
            assert_eq!(moment(text), Reading::Unreal, "{text}");
        }
        for text in ["", "20240101", "2024-01-01 ", "2024-01-01 00:00", "2024-01-01 00:00:00.", "2024年1月1日", "x"]
        {
            assert_eq!(moment(text), Reading::Other, "{text}");
        }
    }
}
