//! Exchanges: rows of one number, whether they stand together and are of days that lie together.

use std::io;

use super::groups::{SPANS, word};
use super::rules::ExchangeRule;
use super::sort::{Merge, Record, Sorter};

/// The first and last key of an exchange, as far as one chunk of rows shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub batch: u128,
    pub days: Days,
    pub first: i64,
    pub last: i64,
    pub line: u64,
}

impl Record for Span {
    const SIZE: usize = 48;

    fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.batch.to_le_bytes());
        out.extend(self.days.from.to_le_bytes());
        out.extend(self.days.until.to_le_bytes());
        out.extend(self.first.to_le_bytes());
        out.extend(self.last.to_le_bytes());
        out.extend(self.line.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Self {
        Self {
            batch: u128::from(word(bytes, 8)) << 64 | u128::from(word(bytes, 0)),
            days: Days { from: word(bytes, 16) as i32, until: (word(bytes, 16) >> 32) as i32 },
            first: word(bytes, 24) as i64,
            last: word(bytes, 32) as i64,
            line: word(bytes, 40),
        }
    }
}

/// The first and last day of some rows of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Days {
    pub from: i32,
    pub until: i32,
}

impl Days {
    /// Of rows whose days cannot be read.
    pub const NONE: Self = Self { from: i32::MAX, until: i32::MIN };

    /// One day.
    pub fn of(day: i32) -> Self {
        Self { from: day, until: day }
    }

    /// All days from the first of both to the last.
    pub fn and(self, other: Self) -> Self {
        Self { from: self.from.min(other.from), until: self.until.max(other.until) }
    }

    fn is_none(self) -> bool {
        self.from > self.until
    }

    /// Whether no more than so many days lie from one to the other, as far as they can be read.
    pub fn is_near(self, other: Self, days: i32) -> bool {
        let apart = (other.from.saturating_sub(self.until)).max(self.from.saturating_sub(other.until));
        self.is_none() || other.is_none() || apart <= days
    }
}

/// Follows the days of one exchange, and tells when they are those of two.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    rule: Option<ExchangeRule>,
    days: Days,
    /// The days between which no exchange lasts.
    pub apart: Option<Days>,
}

impl Stretch {
    /// That of an exchange of which no day is known.
    pub fn new(rule: Option<ExchangeRule>) -> Self {
        Self { rule, days: Days::NONE, apart: None }
    }

    /// Takes further days; they come in the order in which they begin.
    pub fn take(&mut self, days: Days) {
        let Some(rule) = self.rule else { return };
        let whole = self.days.and(days);
        if self.apart.is_none() && !whole.is_none() {
            if !self.days.is_near(days, rule.idle_days) {
                self.apart = Some(Days { from: self.days.until, until: days.from });
            } else if whole.until.saturating_sub(whole.from) >= rule.days {
                self.apart = Some(whole);
            }
        }
        self.days = whole;
    }
}

/// A whole exchange, in the order in which exchanges begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Exchange(i64, Span);

impl Record for Exchange {
    const SIZE: usize = Span::SIZE;

    fn write(&self, out: &mut Vec<u8>) {
        self.1.write(out);
    }

    fn read(bytes: &[u8]) -> Self {
        let span = Span::read(bytes);
        Self(span.first, span)
    }
}

/// Why rows of one number are rows of two exchanges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clash {
    /// The number recurs behind the beginning of another.
    Overlaps,
    /// No exchange lasts from the first of these days to the second.
    Apart(Days),
}

/// Tells of each number that two exchanges have, with its first and last key.
///
/// # Errors
/// When a temporary file cannot be read.
pub(super) fn overlapping(
    spans: Vec<Sorter<Span>>,
    rule: Option<ExchangeRule>,
    mut found: impl FnMut(Clash, Span),
) -> io::Result<()> {
    let mut merge = Merge::of(spans)?;
    let mut exchanges = Sorter::new(SPANS);
    let mut whole: Option<(Span, Stretch)> = None;
    let mut ended = |(known, stretch): (Span, Stretch), exchanges: &mut Sorter<Exchange>| {
        if let Some(days) = stretch.apart {
            found(Clash::Apart(days), known);
        }
        exchanges.push(Exchange(known.first, known))
    };
    while let Some(span) = merge.next()? {
        let (known, mut stretch) = match whole.take() {
            Some((known, stretch)) if known.batch == span.batch => (
                Span {
                    days: known.days.and(span.days),
                    first: known.first.min(span.first),
                    last: known.last.max(span.last),
                    line: known.line.min(span.line),
                    ..known
                },
                stretch,
            ),
            other => {
                if let Some(other) = other {
                    ended(other, &mut exchanges)?;
                }
                (span, Stretch::new(rule))
            }
        };
        stretch.take(span.days);
        whole = Some((known, stretch));
    }
    if let Some(last) = whole {
        ended(last, &mut exchanges)?;
    }
    let mut ordered = Merge::of(vec![exchanges])?;
    let mut longest: Option<(Span, bool)> = None;
    while let Some(Exchange(_, span)) = ordered.next()? {
        let Some((before, told)) = &mut longest else {
            longest = Some((span, false));
            continue;
        };
        if span.first < before.last && !std::mem::replace(told, true) {
            found(Clash::Overlaps, *before);
        }
        if span.last > before.last {
            longest = Some((span, false));
        }
    }
    Ok(())
}
