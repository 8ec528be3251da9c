//! What the suite costs, beside the floors that it must keep: `cargo bench --profile ci`, and a part of a topic's name
//! behind `--` for that topic alone.
//!
//! Figures are measured and printed, never asserted: the exit code is 0 also where a floor is missed. Each figure is
//! taken over repeated rounds; the median is held against the floor.
// A measurement that cannot be taken has nobody to report an error to.
#![allow(clippy::expect_used, clippy::panic)]

#[path = "../../tests/suite/support/chromium.rs"]
#[expect(dead_code, reason = "the tests ask more of a page")]
mod chromium;
mod judging;
mod measure;
mod memory;
mod page;
mod planning;
mod reporting;
mod rows;
mod setting;
mod start_up;
mod wire;

use measure::Figure;

/// Judging makes many small values and drops them soon after.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A topic: its name and what measures it.
type Topic = (&'static str, fn() -> Vec<Figure>);

const TOPICS: &[Topic] = &[
    ("start-up", start_up::measure),
    ("planning", planning::measure),
    ("judging", judging::measure),
    ("reporting", reporting::measure),
    ("page", page::measure),
    ("wire", wire::measure),
    ("memory", memory::measure),
    ("data", rows::measure),
];

fn main() {
    // Cargo adds `--bench`; what is no option names a topic.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    println!("{}", Figure::header());
    for (name, measure) in TOPICS {
        if wanted.is_empty() || wanted.iter().any(|part| name.contains(part.as_str())) {
            println!("{name}");
            measure().iter().for_each(|figure| println!("{figure}"));
        }
    }
}
