//! Mutant operators, one a file. To add one: its file, a `mod` line and a line in [`OPERATORS`].

mod absence_accepted;
mod alter;
mod credential_unchecked;
mod default_ignored;
mod echo_wrong;
mod error_as_success;
mod field_altered;
mod field_dropped;
mod field_null;
mod field_renamed;
mod filter_ignored;
mod filter_ignored_alone;
mod filter_ignored_combined;
pub(super) mod freedom;
mod fuzzy_exact;
mod message_empty;
mod null_accepted;
mod operator;
mod padded_key;
mod page_ignored;
mod rows;
mod size_ignored;
mod too_long;
mod too_long_accepted;
mod total_wrong;
mod unlisted_accepted;
mod unlisted_code;
mod wrong_format;
mod wrong_type;
mod wrong_type_accepted;

pub use operator::Operator;
pub(super) use operator::{Active, activate};

/// Every operator, in the order in which mutants are listed.
pub const OPERATORS: &[Operator] = &[
    field_dropped::OPERATOR,
    field_null::OPERATOR,
    field_renamed::OPERATOR,
    wrong_type::OPERATOR,
    too_long::OPERATOR,
    unlisted_code::OPERATOR,
    absence_accepted::OPERATOR,
    credential_unchecked::OPERATOR,
    error_as_success::OPERATOR,
    filter_ignored::OPERATOR,
    null_accepted::OPERATOR,
    too_long_accepted::OPERATOR,
    unlisted_accepted::OPERATOR,
    wrong_type_accepted::OPERATOR,
    wrong_format::OPERATOR,
    message_empty::OPERATOR,
    padded_key::OPERATOR,
    filter_ignored_alone::OPERATOR,
    filter_ignored_combined::OPERATOR,
    fuzzy_exact::OPERATOR,
    page_ignored::OPERATOR,
    size_ignored::OPERATOR,
    default_ignored::OPERATOR,
    total_wrong::OPERATOR,
    field_altered::OPERATOR,
    echo_wrong::OPERATOR,
];
