//! What was sent and what was seen, before anything is judged.

mod answer;
mod http;
mod mask;
mod strict;
mod tls;

pub use answer::{Answer, Body, Oddity};
pub use http::{HttpAnswer, HttpRequest, WireFault};
pub use mask::{MASKED, Masker};
pub use tls::{TlsFault, TlsKind};
