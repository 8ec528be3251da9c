//! What was sent and what was seen, before anything is judged.

mod answer;
mod http;
mod mask;
mod strict;

pub use answer::{Answer, Body, Oddity};
pub use http::{HttpAnswer, HttpRequest, WireFault};
pub use mask::Masker;
