//! Points in time as databases write them.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};

use crate::schema::{Written, written};

/// A point in time that can be compared with another: microseconds since 1970.
pub(super) type Moment = i64;

/// What a text is as a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// A point in time.
    Moment(Moment),
    /// A point in time in a notation that no database writes.
    Notation(Moment),
    /// It is written like one, and no calendar or clock has it.
    Unreal,
    /// It is none.
    Other,
}

impl Reading {
    /// The point in time, in whatever notation.
    pub fn moment(self) -> Option<Moment> {
        match self {
            Self::Moment(moment) | Self::Notation(moment) => Some(moment),
            Self::Unreal | Self::Other => None,
        }
    }
}

/// Reads a point in time. Those of databases come first: they are many.
pub(super) fn moment(text: &str) -> Reading {
    match of_database(text) {
        Reading::Other => match written(text) {
            Written::Day(day) => Reading::Notation(packed(day.at(0, 0, 0, 0))),
            Written::Time(there) => Reading::Notation(packed(there)),
            Written::Unreal => Reading::Unreal,
            Written::Other => Reading::Other,
        },
        known => known,
    }
}

fn packed(there: DateTime) -> Moment {
    let [year, month, date] = [i64::from(there.year()), there.month().into(), there.day().into()];
    let [hour, minute, second] = [there.hour(), there.minute(), there.second()].map(i64::from);
    at([year, month, date], [hour, minute, second], i64::from(there.subsec_nanosecond() / 1000))
}

/// A point in time of a day that exists, by its parts.
fn at([year, month, date]: [i64; 3], [hour, minute, second]: [i64; 3], micros: i64) -> Moment {
    // Years begin with March, so that the day that comes and goes is their last.
    let year = if month > 2 { year } else { year - 1 };
    let in_year = (153 * ((month + 9) % 12) + 2) / 5 + date - 1;
    let days = 365 * year + year / 4 - year / 100 + year / 400 + in_year - EPOCH;
    days * DAY + ((hour * 60 + minute) * 60 + second) * MICROS + micros
}

/// The day of a point in time, counted from one day to the next.
pub(super) fn day_number(moment: Moment) -> i32 {
    i32::try_from(moment.div_euclid(DAY)).unwrap_or(0)
}

/// A day by its number, for people.
pub(super) fn day_shown(number: i32) -> String {
    let passed = SignedDuration::from_hours(i64::from(number) * 24);
    let day = jiff::civil::date(1970, 1, 1).checked_add(passed);
    day.map_or_else(|_| number.to_string(), |day| day.to_string())
}

const MICROS: i64 = 1_000_000;

const DAY: i64 = 86_400 * MICROS;

/// The number of 1970-01-01 counted from the year 0, which began in March.
const EPOCH: i64 = 719_468;

/// Reads `2024-01-31 23:59:59`, with fractions of a second, `/` or `T` where a program wrote them so, or the day alone.
fn of_database(text: &str) -> Reading {
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
    Reading::Moment(at([year, month, date], [hour, minute, second], micros))
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
            "1969-12-31 23:59:59",
            "2023-12-31 23:59:59",
            "2024-01-01",
            "2024-01-01 00:00:00.5",
            "2024-01-01T00:00:01",
            "2024/02/29 00:00:00",
            "9999-12-31 23:59:59.999999",
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
        let days: Vec<i32> = packed.iter().map(|moment| day_number(*moment)).collect();
        assert_eq!(days.iter().map(|day| day - days[1]).collect::<Vec<_>>()[1..6], [0, 1, 1, 1, 60]);
        let shown: Vec<String> = days.iter().map(|day| day_shown(*day)).collect();
        assert_eq!([&shown[0], &shown[5], &shown[6]], ["1969-12-31", "2024-02-29", "9999-12-31"]);
    }

    #[test]
    fn what_no_calendar_has_is_told_from_what_is_no_time() {
        for text in ["2023-02-29 00:00:00", "0000-00-00 00:00:00", "2024-01-01 24:00:00", "2024-13-01"] {
            assert_eq!(moment(text), Reading::Unreal, "{text}");
        }
        for text in ["", "2024-01", "2024-01-01 00:00:00.", "x"] {
            assert_eq!(moment(text), Reading::Other, "{text}");
        }
    }

    #[test]
    fn a_notation_of_an_export_is_the_same_moment() {
        let Reading::Moment(same) = moment("2024-01-01 00:00:00") else { panic!("a moment") };
        for text in
            ["20240101", "2024-01-01 ", "2024-01-01 00:00", "2024年1月1日", "2023-12-31T16:00:00Z", "1704038400"]
        {
            assert_eq!(moment(text), Reading::Notation(same), "{text}");
        }
    }
}
