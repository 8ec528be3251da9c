//! Days and times, in digits and as certificates print them.

use jiff::civil::{Date, Time};

use super::notation::{Written, written};
use super::{DATE, DATETIME, has_outline};

pub(super) fn is_date(text: &str) -> bool {
    has_outline(text, DATE) && calendar_day(&text.replace('-', "")).is_some()
}

pub(super) fn is_datetime(text: &str) -> bool {
    let Some((day, time)) = text.split_once(' ') else { return false };
    has_outline(text, DATETIME) && is_date(day) && is_time(time)
}

/// A day of the calendar from eight digits.
pub(super) fn calendar_day(digits: &str) -> Option<Date> {
    let number = |range| digits.get(range).and_then(|part: &str| part.parse::<i16>().ok());
    let (year, month, day) = (number(0..4)?, number(4..6)?, number(6..8)?);
    of_calendar(year, month, day)
}

/// The calendar begins with the year 1: databases write a day that they do not know as one of the year 0.
fn of_calendar(year: i16, month: i16, day: i16) -> Option<Date> {
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (year > 0).then_some(date)
}

fn is_time(text: &str) -> bool {
    let mut parts = text.split(':').map(|part| part.parse::<i8>().ok());
    let mut next = || parts.next().flatten();
    matches!((next(), next(), next()), (Some(hour), Some(minute), Some(second)) if Time::new(hour, minute, second, 0).is_ok())
}

/// A day as printed on certificates, `2014年3月4日`: blanks and leading zeros are free, the day must exist. Of a masked day
/// nothing can be told.
pub(super) fn is_written_date(text: &str) -> bool {
    text.contains('*') || written_date(text).is_some_and(|[year, month, day]| of_calendar(year, month, day).is_some())
}

/// Whether a text is meant as such a day, one of the calendar or not. A day that no calendar has is found in whatever
/// notation: there the notation is the smaller fault.
pub(super) fn looks_like_written_date(text: &str) -> bool {
    text.contains('*') || written_date(text).is_some() || written(text) == Written::Unreal
}

/// A day written like one of certificates, with leading zeros and without blanks: `2014年03月04日`.
pub(super) fn is_padded_date(text: &str) -> bool {
    looks_like_padded_date(text) && is_written_date(text)
}

/// Whether a text is written like that, one of the calendar or not.
pub(super) fn looks_like_padded_date(text: &str) -> bool {
    let of_digits =
        |number: &str, length: usize| number.len() == length && number.bytes().all(|byte| byte.is_ascii_digit());
    let parts = || {
        let (year, rest) = text.split_once('年')?;
        let (month, rest) = rest.split_once('月')?;
        Some((year, month, rest.strip_suffix('日')?))
    };
    text.contains('*')
        || parts().is_some_and(|(year, month, day)| of_digits(year, 4) && of_digits(month, 2) && of_digits(day, 2))
}

/// The same day without blanks and leading zeros.
pub(super) fn canonical_date(text: &str) -> Option<String> {
    written_date(text).map(|[year, month, day]| format!("{year}年{month}月{day}日"))
}

fn written_date(text: &str) -> Option<[i16; 3]> {
    let mut rest = text;
    let mut part = |unit: char, digits: std::ops::RangeInclusive<usize>| {
        let (number, behind) = rest.split_once(unit)?;
        rest = behind;
        let number = number.trim();
        let fits = digits.contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
        number.parse::<i16>().ok().filter(|_| fits)
    };
    let date = [part('年', 4..=4)?, part('月', 1..=2)?, part('日', 1..=2)?];
    rest.trim().is_empty().then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::formats::format;

    fn valid(name: &str, text: &str) -> bool {
        (format(name).expect("a known format").is_valid)(text)
    }

    #[test]
    fn dates_are_days_of_the_calendar_in_full_width() {
        for text in ["2024-02-29", "1999-12-31"] {
            assert!(valid("date", text), "{text}");
        }
        for text in [
            "2023-02-29",
            "0000-01-01",
            "2024-2-08",
            "2024/02/08",
            " 2024-02-08",
            "2024-02-08 ",
            "20240208",
            "",
            "2024-００-08",
        ] {
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
    fn padded_days_have_two_digits_and_no_blanks() {
        for text in ["2014年03月04日", "2024年02月29日", "20**年03月04日"] {
            assert!(valid("padded-calendar-date", text), "{text}");
        }
        for text in ["2014年02月30日", "2014年13月01日"] {
            assert!(!valid("padded-calendar-date", text) && looks_like_padded_date(text), "{text}");
        }
        for text in ["2014年3月4日", "2014 年 03 月 04 日", "2014年03月04日 ", "2014-03-04", "2014年03月", ""]
        {
            assert!(!valid("padded-calendar-date", text) && !looks_like_padded_date(text), "{text}");
        }
    }

    #[test]
    fn written_days_exist_with_or_without_blanks_and_zeros() {
        for text in [
            "2014年3月4日",
            "2014 年 3 月 4 日",
            "2014年03月04日",
            " 2024年2月29日 ",
            "2014\u{3000}年3月4日",
            "20**年3月4日",
        ] {
            assert!(valid("calendar-date", text), "{text}");
        }
        for text in ["2023年2月29日", "0000年1月1日", "2014年2月30日", "2014年13月1日", "2014年0月1日", "2014年1月32日"]
        {
            assert!(!valid("calendar-date", text), "{text}");
            assert!(looks_like_written_date(text), "{text}");
        }
        for text in [
            "",
            "长期",
            "2014-03-04",
            "2014年3月",
            "14年3月4日",
            "2014年003月4日",
            "2014年3月4日起",
            "二〇一四年三月四日",
            "2014年-3月4日",
        ] {
            assert!(!valid("calendar-date", text) && !looks_like_written_date(text), "{text}");
        }
        for text in ["2024-02-30", "20240230", "2024/13/1", "2024-02-30 00:00:00"] {
            assert!(!valid("calendar-date", text) && looks_like_written_date(text), "{text} in another notation");
        }
    }
}
