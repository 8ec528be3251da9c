//! Mutant operators, one a file. To add one: its file, a `mod` line and a line in [`OPERATORS`].

mod absence_accepted;
mod absence_refused;
mod account_invented;
mod account_unchecked;
mod alter;
mod always_affirmed;
mod always_denied;
mod bare_lost;
mod branch_fixed;
mod byte_order_mark;
mod check_digit_wrong;
mod code_collapsed;
mod code_refused;
mod code_replaced;
mod code_unmatched;
mod credential_case;
mod credential_first;
mod credential_further;
mod credential_last;
mod credential_lasting;
mod credential_middle;
mod credential_prefix;
mod credential_suffix;
mod credential_unchecked;
mod cut_body_accepted;
mod data_with_error;
mod default_from_one;
mod default_ignored;
mod default_of_other_page;
mod default_wrong;
mod duplicate_key;
mod earlier_lost;
mod echo_wrong;
mod empty_accepted;
mod empty_body_accepted;
mod empty_object_accepted;
mod empty_refused;
mod empty_taken_literally;
mod error_as_success;
mod error_page;
mod field_altered;
mod field_dropped;
mod field_empty;
mod field_null;
mod field_renamed;
mod file_lost;
mod file_misnamed;
mod filter_ignored;
mod filter_ignored_alone;
mod filter_ignored_combined;
mod filter_ignored_only;
mod filter_inverted;
mod first_answered_alone;
mod first_stored_alone;
mod foreign_shown;
pub(super) mod freedom;
mod fuzzy_exact;
mod fuzzy_prefix;
mod gbk_encoded;
mod generated_altered;
mod ids_alike;
mod ids_recur;
mod ids_repeated;
mod ids_reused;
mod invisible_lost;
mod key_part;
mod key_prefix;
mod later_absence_accepted;
mod later_too_long_accepted;
mod later_unlisted_accepted;
mod link_lasting;
mod link_shared;
mod listed_twice;
mod malformed_accepted;
mod marks_composed;
mod match_ignored;
mod maximum_cut;
mod maximum_refused;
mod media_type_accepted;
mod media_type_wrong;
mod message_empty;
mod message_other;
mod method_accepted;
mod middle_listed_twice;
mod misformatted_accepted;
mod month_as_minutes;
mod names_unsteady;
mod neighbour_shown;
mod no_item_accepted;
mod nothing_stored;
mod nothing_unfiltered;
mod null_accepted;
mod null_spelt;
mod null_word_lost;
mod one_end_fails;
mod one_end_ignored;
mod operator;
mod other_record_shown;
mod padded_key;
mod page_ignored;
mod page_overlaps;
mod page_skips;
mod paging_fixed;
mod parent_listed;
mod path_gone;
mod postcode_narrowed;
mod prefix_wrong;
mod presence_refused;
mod range_by_month;
mod range_narrowed;
mod range_opened;
mod rare_lost;
mod refused_kept;
mod results_swapped;
mod rows;
mod rows_mixed;
mod second_shown;
mod separators_lost;
mod several_refused;
mod size_ignored;
mod state_ignored;
mod stranger_below;
mod success_as_error;
mod success_created;
mod text_cut;
mod text_escaped;
mod text_padded;
mod too_long;
mod too_long_accepted;
mod top_listed_twice;
mod total_loose;
mod total_of_page;
mod total_wrong;
mod trailing_comma;
mod unknown_answered;
mod unknown_found;
mod unlisted_accepted;
mod unlisted_code;
mod width_folded;
mod wrong_format;
mod wrong_type;
mod wrong_type_accepted;
mod wrong_type_boolean;
mod wrong_type_list;
mod wrong_type_object;
mod zeros_lost;

pub use operator::Operator;
pub(super) use operator::{Active, activate};

/// Every operator, in the order in which mutants are listed.
pub const OPERATORS: &[Operator] = &[
    field_dropped::OPERATOR,
    field_null::OPERATOR,
    field_empty::OPERATOR,
    field_renamed::OPERATOR,
    wrong_type::OPERATOR,
    wrong_type_boolean::OPERATOR,
    wrong_type_list::OPERATOR,
    wrong_type_object::OPERATOR,
    too_long::OPERATOR,
    unlisted_code::OPERATOR,
    absence_accepted::OPERATOR,
    credential_unchecked::OPERATOR,
    error_as_success::OPERATOR,
    success_as_error::OPERATOR,
    filter_ignored::OPERATOR,
    filter_inverted::OPERATOR,
    null_accepted::OPERATOR,
    empty_accepted::OPERATOR,
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
    page_overlaps::OPERATOR,
    page_skips::OPERATOR,
    size_ignored::OPERATOR,
    default_ignored::OPERATOR,
    total_wrong::OPERATOR,
    field_altered::OPERATOR,
    echo_wrong::OPERATOR,
    misformatted_accepted::OPERATOR,
    text_cut::OPERATOR,
    one_end_ignored::OPERATOR,
    empty_taken_literally::OPERATOR,
    default_wrong::OPERATOR,
    other_record_shown::OPERATOR,
    unknown_found::OPERATOR,
    nothing_stored::OPERATOR,
    first_stored_alone::OPERATOR,
    first_answered_alone::OPERATOR,
    ids_repeated::OPERATOR,
    listed_twice::OPERATOR,
    prefix_wrong::OPERATOR,
    foreign_shown::OPERATOR,
    data_with_error::OPERATOR,
    error_page::OPERATOR,
    trailing_comma::OPERATOR,
    duplicate_key::OPERATOR,
    byte_order_mark::OPERATOR,
    gbk_encoded::OPERATOR,
    media_type_wrong::OPERATOR,
    success_created::OPERATOR,
    method_accepted::OPERATOR,
    media_type_accepted::OPERATOR,
    malformed_accepted::OPERATOR,
    cut_body_accepted::OPERATOR,
    empty_body_accepted::OPERATOR,
    code_refused::OPERATOR,
    maximum_cut::OPERATOR,
    maximum_refused::OPERATOR,
    absence_refused::OPERATOR,
    presence_refused::OPERATOR,
    empty_refused::OPERATOR,
    ids_reused::OPERATOR,
    ids_recur::OPERATOR,
    key_prefix::OPERATOR,
    code_unmatched::OPERATOR,
    one_end_fails::OPERATOR,
    range_narrowed::OPERATOR,
    range_opened::OPERATOR,
    default_from_one::OPERATOR,
    total_loose::OPERATOR,
    total_of_page::OPERATOR,
    stranger_below::OPERATOR,
    parent_listed::OPERATOR,
    top_listed_twice::OPERATOR,
    middle_listed_twice::OPERATOR,
    earlier_lost::OPERATOR,
    bare_lost::OPERATOR,
    nothing_unfiltered::OPERATOR,
    unknown_answered::OPERATOR,
    code_collapsed::OPERATOR,
    rare_lost::OPERATOR,
    width_folded::OPERATOR,
    text_escaped::OPERATOR,
    text_padded::OPERATOR,
    account_unchecked::OPERATOR,
    account_invented::OPERATOR,
    match_ignored::OPERATOR,
    always_affirmed::OPERATOR,
    always_denied::OPERATOR,
    message_other::OPERATOR,
    check_digit_wrong::OPERATOR,
    link_shared::OPERATOR,
    link_lasting::OPERATOR,
    several_refused::OPERATOR,
    credential_lasting::OPERATOR,
    file_lost::OPERATOR,
    file_misnamed::OPERATOR,
    code_replaced::OPERATOR,
    state_ignored::OPERATOR,
    second_shown::OPERATOR,
    empty_object_accepted::OPERATOR,
    neighbour_shown::OPERATOR,
    generated_altered::OPERATOR,
    ids_alike::OPERATOR,
    paging_fixed::OPERATOR,
    path_gone::OPERATOR,
    later_absence_accepted::OPERATOR,
    later_too_long_accepted::OPERATOR,
    later_unlisted_accepted::OPERATOR,
    no_item_accepted::OPERATOR,
    credential_prefix::OPERATOR,
    credential_case::OPERATOR,
    postcode_narrowed::OPERATOR,
    separators_lost::OPERATOR,
    zeros_lost::OPERATOR,
    null_word_lost::OPERATOR,
    null_spelt::OPERATOR,
    results_swapped::OPERATOR,
    key_part::OPERATOR,
    rows_mixed::OPERATOR,
    range_by_month::OPERATOR,
    month_as_minutes::OPERATOR,
    fuzzy_prefix::OPERATOR,
    default_of_other_page::OPERATOR,
    credential_suffix::OPERATOR,
    credential_first::OPERATOR,
    credential_last::OPERATOR,
    credential_middle::OPERATOR,
    credential_further::OPERATOR,
    filter_ignored_only::OPERATOR,
    branch_fixed::OPERATOR,
    names_unsteady::OPERATOR,
    refused_kept::OPERATOR,
];

/// Operators of mutants that only drawn requests see (`run --explore`).
pub const BEYOND: &[Operator] = &[marks_composed::OPERATOR, invisible_lost::OPERATOR];
