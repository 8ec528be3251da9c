//! What was sent and what was seen, before anything is judged.

mod answer;
mod hello;
mod http;
mod mask;
mod strict;
mod tls;

pub use answer::{Answer, Body, Oddity};
pub use hello::{Greeting, OldTls, client_hello, greeting};
pub use http::{HttpAnswer, HttpRequest, WireFault};
pub use mask::{MASKED, Masker};
pub use tls::{TlsFault, TlsKind};
