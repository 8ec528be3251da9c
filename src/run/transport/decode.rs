//! Content encodings, undone under a cap.

use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use reqwest::header::{CONTENT_ENCODING, HeaderMap};

use crate::observation::WireFault;

/// Encodings that one body may be wrapped in.
const MAX_LAYERS: usize = 4;

/// Undoes the content encodings of a body.
///
/// # Errors
/// `TooLarge` beyond the cap, `BadEncoding` for damaged data and for encodings other than gzip and deflate.
pub(super) fn decode(headers: &HeaderMap, body: Vec<u8>, max_bytes: u64) -> Result<Vec<u8>, WireFault> {
    let layers = layers(headers)?;
    // Nothing is nothing in every encoding: answers without a body name one all the same.
    if body.is_empty() {
        return Ok(body);
    }
    layers.iter().rev().try_fold(body, |body, layer| match layer.as_str() {
        "gzip" | "x-gzip" => read(MultiGzDecoder::new(body.as_slice()), layer, max_bytes),
        "deflate" if is_zlib(&body) => read(ZlibDecoder::new(body.as_slice()), layer, max_bytes),
        "deflate" => read(DeflateDecoder::new(body.as_slice()), layer, max_bytes),
        _ => Err(WireFault::BadEncoding(format!("`{layer}` is not supported: gzip and deflate are"))),
    })
}

/// The encodings in the order in which they were applied.
fn layers(headers: &HeaderMap) -> Result<Vec<String>, WireFault> {
    let mut layers = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        let value = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
        let named = value.split(',').map(str::trim).filter(|layer| !layer.is_empty() && *layer != "identity");
        layers.extend(named.map(|layer| layer.chars().take(40).collect::<String>()));
    }
    if layers.len() > MAX_LAYERS {
        return Err(WireFault::BadEncoding(format!("{} layers, where {MAX_LAYERS} are the limit", layers.len())));
    }
    Ok(layers)
}

/// `deflate` means the zlib format, yet servers send raw deflate data under its name. A zlib header has a checksum.
fn is_zlib(body: &[u8]) -> bool {
    matches!(body, [first, second, ..] if first & 0x0f == 8 && u16::from_be_bytes([*first, *second]) % 31 == 0)
}

fn read(decoder: impl Read, layer: &str, max_bytes: u64) -> Result<Vec<u8>, WireFault> {
    let mut decoded = Vec::new();
    let read = decoder.take(max_bytes.saturating_add(1)).read_to_end(&mut decoded);
    read.map_err(|error| WireFault::BadEncoding(format!("{layer}: {error}")))?;
    if decoded.len() as u64 > max_bytes {
        return Err(WireFault::TooLarge(max_bytes));
    }
    Ok(decoded)
}
