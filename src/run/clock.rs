//! Instants of the run's clock, which tells the date and time in Asia/Shanghai.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{TimeZone, offset};

/// The instant of a date and time in Asia/Shanghai; the first instant of all when it lies beyond what can be told.
pub(super) fn instant(shanghai: DateTime) -> Timestamp {
    shanghai.to_zoned(TimeZone::fixed(offset(8))).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}
