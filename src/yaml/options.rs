//! How strictly YAML is read, by the program and when it is built.

/// Values of the largest document, those that aliases repeat among them.
pub const MAX_NODES: usize = 200_000;
/// Levels of the deepest one.
pub const MAX_DEPTH: usize = 64;

/// Digits with leading zeros or underscores stay text, booleans are `true` and `false` alone, nothing unfolds without end.
pub fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
        budget: serde_saphyr::budget! { max_nodes: MAX_NODES, max_events: 500_000, max_depth: MAX_DEPTH },
    }
}
