//! Days and times in the notations of programs and people, for places where the notation is not what is judged, or is judged
//! apart from the day.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time, date};

/// What a text is as a day or a point in time, in whatever notation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// A day of the calendar.
    Day(Date),
    /// A point in time, as clocks in Shanghai show it; what names no zone is taken for that.
    Time(DateTime),
    /// It is written like one, and no calendar or clock has it.
    Unreal,
    /// It is none.
    Other,
}

/// How far clocks in Shanghai are ahead.
const SHANGHAI: SignedDuration = SignedDuration::from_hours(8);

/// The day number of 1970-01-01 that SQLite counts in, and what it takes for a day at all.
const JULIAN: (f64, std::ops::RangeInclusive<f64>) = (2_440_587.5, 1_721_426.0..=5_373_484.0);

/// Reads a day or a point in time: the year first, then what programs and people put between.
pub fn written(text: &str) -> Written {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && text.matches('.').count() < 2 {
        return of_number(text);
    }
    let mut rest = Rest(text);
    let Some([year, month, day]) = rest.day() else { return Written::Other };
    if rest.0.trim_start().is_empty() {
        return of_calendar(year, month, day).map_or(Written::Unreal, Written::Day);
    }
    let Some(Clock { parts: [hour, minute, second], nanos, ahead }) = rest.clock() else { return Written::Other };
    let time = Time::new(small(hour), small(minute), small(second), nanos).ok();
    let there = of_calendar(year, month, day).zip(time).map(|(day, time)| day.to_datetime(time));
    let there = there.and_then(|there| match ahead {
        Some(ahead) => there.checked_add(SHANGHAI.checked_sub(ahead)?).ok(),
        None => Some(there),
    });
    there.map_or(Written::Unreal, Written::Time)
}

/// Digits alone: `20240305`, `20240305080000`, seconds or milliseconds since 1970, or a day as SQLite numbers it.
fn of_number(text: &str) -> Written {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let number = |from: usize, to: usize| whole.get(from..to).and_then(|part| part.parse::<i64>().ok()).unwrap_or(-1);
    let since_1970 = |millis: i64| {
        let passed = SignedDuration::from_millis(millis).checked_add(SHANGHAI);
        let there = passed.and_then(|passed| date(1970, 1, 1).at(0, 0, 0, 0).checked_add(passed).ok());
        there.map_or(Written::Other, Written::Time)
    };
    let is_plain = fraction.is_empty();
    match whole.len() {
        7 => {
            let day: f64 = text.parse().unwrap_or(-1.0);
            let (epoch, known) = JULIAN;
            if known.contains(&day) { since_1970(((day - epoch) * 86_400_000.0) as i64) } else { Written::Other }
        }
        10 if !whole.starts_with('0') => since_1970(number(0, 10) * 1000),
        13 if is_plain && !whole.starts_with('0') => since_1970(number(0, 13)),
        8 | 12 | 14 | 17 if is_plain => {
            let there = of_calendar(number(0, 4), number(4, 6), number(6, 8));
            let part = |from: usize| if whole.len() >= from + 2 { small(number(from, from + 2)) } else { 0 };
            let time = Time::new(part(8), part(10), part(12), 0).ok();
            match there.zip(time) {
                Some((day, _)) if whole.len() == 8 => Written::Day(day),
                Some((day, time)) => Written::Time(day.to_datetime(time)),
                // Other numbers have as many digits.
                None if whole.starts_with("19") || whole.starts_with("20") => Written::Unreal,
                None => Written::Other,
            }
        }
        _ => Written::Other,
    }
}

/// The calendar begins with the year 1: databases write a day that they do not know as one of the year 0.
fn of_calendar(year: i64, month: i64, day: i64) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, small(month), small(day)).ok().filter(|_| year > 0)
}

fn small(number: i64) -> i8 {
    i8::try_from(number).unwrap_or(-1)
}

/// A time of day, and how far its clock is ahead of that of Greenwich, if it says so.
struct Clock {
    parts: [i64; 3],
    nanos: i32,
    ahead: Option<SignedDuration>,
}

/// What is left of a text.
struct Rest<'t>(&'t str);

impl Rest<'_> {
    fn number(&mut self, digits: std::ops::RangeInclusive<usize>) -> Option<i64> {
        let length = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.0.split_at(length);
        self.0 = rest;
        number.parse().ok().filter(|_| digits.contains(&length))
    }

    /// Takes one of these marks, if it stands next.
    fn mark(&mut self, among: &[char]) -> Option<char> {
        let mark = self.0.chars().next().filter(|mark| among.contains(mark))?;
        self.0 = &self.0[mark.len_utf8()..];
        Some(mark)
    }

    fn blanks(&mut self) -> bool {
        let before = self.0.len();
        self.0 = self.0.trim_start();
        self.0.len() < before
    }

    /// `2024-3-5`, `2024/03/05`, `2024.3.5`, `2024年3月5日`, or `20240305` before a time.
    fn day(&mut self) -> Option<[i64; 3]> {
        if self.0.len() > 8 && self.0.as_bytes()[..8].iter().all(u8::is_ascii_digit) {
            let together = self.number(8..=8)?;
            return Some([together / 10_000, together / 100 % 100, together % 100]);
        }
        let year = self.number(4..=4)?;
        self.blanks();
        let mark = self.mark(&['-', '/', '.', '年'])?;
        self.blanks();
        let month = self.number(1..=2)?;
        self.blanks();
        self.mark(&[if mark == '年' { '月' } else { mark }])?;
        self.blanks();
        let day = self.number(1..=2)?;
        if mark == '年' {
            self.blanks();
            self.mark(&['日'])?;
        } else if !self.0.starts_with(['T', 't', ' ']) && !self.0.is_empty() {
            return None;
        }
        Some([year, month, day])
    }

    /// `8:00`, `08:00:00.1234567`, `T08:00:00+08:00`, `8时30分0秒`, to the end of the text.
    fn clock(&mut self) -> Option<Clock> {
        self.blanks();
        self.mark(&['T', 't']);
        let hour = self.number(1..=2)?;
        let mark = self.mark(&[':', '：', '时'])?;
        let in_words = mark == '时';
        let next = if in_words { '分' } else { mark };
        let (mut minute, mut second, mut nanos) = (0, 0, 0);
        if !in_words || !self.0.is_empty() {
            minute = self.number(1..=2)?;
            if self.mark(&[next]).is_some() && !(in_words && self.0.is_empty()) {
                second = self.number(1..=2)?;
                nanos = self.fraction()?;
                if in_words {
                    self.mark(&['秒'])?;
                }
            }
        }
        self.blanks();
        let ahead = self.ahead()?;
        self.0.trim_start().is_empty().then_some(Clock { parts: [hour, minute, second], nanos, ahead })
    }

    /// Nanoseconds behind the seconds, if any: what is finer is left out.
    fn fraction(&mut self) -> Option<i32> {
        if self.mark(&['.', ',']).is_none() {
            return Some(0);
        }
        let length = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at(length);
        self.0 = rest;
        let kept = &digits[..length.min(9)];
        let number: i32 = kept.parse().ok()?;
        Some(number * 10_i32.pow(9 - u32::try_from(kept.len()).ok()?))
    }

    /// `Z`, `+08:00`, `+0800` or `+08`; none inside where there is no zone.
    fn ahead(&mut self) -> Option<Option<SignedDuration>> {
        if self.mark(&['Z', 'z']).is_some() {
            return Some(Some(SignedDuration::ZERO));
        }
        let Some(sign) = self.mark(&['+', '-']) else { return Some(None) };
        let length = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let number = self.number(2..=4)?;
        let (hours, minutes) = match length {
            4 => (number / 100, number % 100),
            2 if self.mark(&[':']).is_some() => (number, self.number(2..=2)?),
            2 => (number, 0),
            _ => return None,
        };
        let ahead = SignedDuration::from_mins(hours * 60 + minutes);
        Some(Some(if sign == '-' { -ahead } else { ahead }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_a_time_are_the_same_in_each_notation() {
        for text in
            ["2024-03-05", "2024-3-5", "2024/3/5", "2024.03.05", "20240305", "2024年3月5日", "2024 年 03 月 05 日"]
        {
            assert_eq!(written(text), Written::Day(date(2024, 3, 5)), "{text}");
        }
        let noon = date(2024, 3, 5).at(12, 0, 0, 0);
        for text in [
            "2024-03-05 12:00",
            "2024/3/5 12:00:00",
            "2024-03-05T12:00:00+08:00",
            "2024-03-05T12:00:00+0800",
            "2024-03-05T04:00:00Z",
            "2024-03-05T04:00:00.000Z",
            "2024-03-04 23:00:00 -05",
            "20240305120000",
            "20240305T12:00:00",
            "202403051200",
            "2024年3月5日 12:00:00",
            "2024年3月5日12时0分0秒",
            "2024年3月5日 12时",
            " 2024-03-05 12:00:00.0000000 ",
            "1709611200",
            "1709611200000",
        ] {
            assert_eq!(written(text), Written::Time(noon), "{text}");
        }
        assert!(matches!(written("2460374.8"), Written::Time(there) if there.date() == date(2024, 3, 5)));
    }

    #[test]
    fn what_no_calendar_has_is_told_from_what_is_no_day() {
        for text in [
            "2024-02-30",
            "2024-2-30",
            "20240230",
            "2024/13/01",
            "2024年2月30日",
            "2024-02-30 08:00:00",
            "2024-03-05 25:00",
            "2024-03-05T08:61:00Z",
            "20241301080000",
            "0000-00-00 00:00:00",
        ] {
            assert_eq!(written(text), Written::Unreal, "{text}");
        }
        for text in [
            "",
            "长期",
            "noon",
            "2024",
            "2024-03",
            "2024年3月",
            "2024-03-05x",
            "2024年3月5日起",
            "05/03/2024",
            "12345678",
            "0123456789",
            "1.2.3",
            "2024-03/05",
            "2024-03-05 08:00:00.",
            "2024-03-05 08:00 +8",
        ] {
            assert_eq!(written(text), Written::Other, "{text}");
        }
    }
}
