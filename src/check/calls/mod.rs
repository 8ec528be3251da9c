//! Checks that a case calls by name, one file each or one file a family.

mod across;
mod agrees;
mod ending;
mod file;
mod kept;
mod lists;
mod pages;
mod values;
mod wire;

use super::CalledCheck;

pub(super) use agrees::compares;

/// Every check that a case may call.
pub const CALLED: &[CalledCheck] = &[
    ending::ACCEPTED,
    ending::REFUSED,
    ending::ANSWERED,
    ending::TOLERATED,
    ending::NOTHING,
    file::FILE,
    file::GONE,
    wire::SERVED,
    wire::ENCRYPTED,
    values::CREDENTIAL_LENGTH,
    values::EQUALS,
    values::UNALTERED,
    agrees::CHECK,
    kept::CHECK,
    lists::INCLUDES,
    lists::EXCLUDES,
    lists::ONLY,
    lists::EVERY,
    lists::COUNT,
    lists::DISTINCT,
    lists::ORDERED,
    pages::CHECK,
    across::APART,
    across::STEADY,
];
