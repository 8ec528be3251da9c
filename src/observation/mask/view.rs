//! A text seen through its encodings, each byte with the place that it came from.

use std::borrow::Cow;

/// Layers of encoding that are looked through: JSON inside a form, HTML inside JSON, a string of JSON inside JSON.
const LAYERS: usize = 2;

/// A text, or what is left when one layer of encoding is taken off another view.
pub(super) struct View<'a> {
    /// The bytes.
    pub bytes: Cow<'a, [u8]>,
    /// Runs that were encoded, in order; everything else is as long as it was.
    runs: Vec<Run>,
    below: Option<&'a View<'a>>,
}

/// Some bytes of a view and the encoded bytes that they came from.
struct Run {
    start: usize,
    end: usize,
    from_start: usize,
    from_end: usize,
}

/// An encoding.
struct Encoding {
    /// A byte without which a text is not worth decoding.
    sign: u8,
    /// Whether a byte can begin something encoded.
    begins: fn(u8) -> bool,
    /// Reads what begins here: its length and meaning.
    read: fn(&[u8]) -> Option<(usize, Decoded)>,
}

/// Percent encoding is two: only in forms is `+` a blank. Full-width digits are one, for whoever reads them reads a number.
const ENCODINGS: [Encoding; 5] = [
    Encoding { sign: b'\\', begins: |byte| byte == b'\\', read: json },
    Encoding { sign: b'%', begins: |byte| byte == b'%', read: percent },
    Encoding { sign: b'+', begins: |byte| byte == b'%' || byte == b'+', read: percent },
    Encoding { sign: b'&', begins: |byte| byte == b'&', read: html },
    Encoding { sign: FULL_WIDTH, begins: |byte| byte == FULL_WIDTH, read: full_width },
];

/// One decoded character or byte.
enum Decoded {
    Byte(u8),
    Char(char),
}

/// Shows a text, then all that it is with up to two layers of encoding taken off.
pub(super) fn each(text: &str, look: &mut dyn FnMut(&View<'_>)) {
    let view = View { bytes: Cow::Borrowed(text.as_bytes()), runs: Vec::new(), below: None };
    descend(&view, LAYERS, look);
}

fn descend(view: &View<'_>, layers: usize, look: &mut dyn FnMut(&View<'_>)) {
    look(view);
    if layers == 0 {
        return;
    }
    for encoding in &ENCODINGS {
        if view.bytes.contains(&encoding.sign) {
            let decoded = decode(view, encoding);
            if !decoded.runs.is_empty() {
                descend(&decoded, layers - 1, look);
            }
        }
    }
}

fn decode<'a>(below: &'a View<'a>, encoding: &Encoding) -> View<'a> {
    let mut bytes = Vec::with_capacity(below.bytes.len());
    let mut runs = Vec::new();
    let mut position = 0;
    while let Some(byte) = below.bytes.get(position) {
        let decoded = if (encoding.begins)(*byte) { (encoding.read)(&below.bytes[position..]) } else { None };
        let Some((length, decoded)) = decoded else {
            bytes.push(*byte);
            position += 1;
            continue;
        };
        let start = bytes.len();
        match decoded {
            Decoded::Byte(byte) => bytes.push(byte),
            Decoded::Char(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        runs.push(Run { start, end: bytes.len(), from_start: position, from_end: position + length });
        position += length;
    }
    View { bytes: Cow::Owned(bytes), runs, below: Some(below) }
}

impl View<'_> {
    /// The part of the text that a part of this view, of at least one byte, came from.
    pub fn origin(&self, start: usize, end: usize) -> (usize, usize) {
        let Some(below) = self.below else { return (start, end) };
        below.origin(self.from(start).0, self.from(end.max(start + 1) - 1).1)
    }

    /// Where one byte came from in the view below.
    fn from(&self, position: usize) -> (usize, usize) {
        let behind = self.runs.partition_point(|run| run.start <= position);
        match behind.checked_sub(1).and_then(|last| self.runs.get(last)) {
            Some(run) if position < run.end => (run.from_start, run.from_end),
            Some(run) => (run.from_end + position - run.end, run.from_end + position - run.end + 1),
            None => (position, position + 1),
        }
    }
}

/// An escape of a JSON string (RFC 8259, 7).
fn json(bytes: &[u8]) -> Option<(usize, Decoded)> {
    let plain = |c| Some((2, Decoded::Char(c)));
    match bytes.get(1)? {
        b'n' => plain('\n'),
        b't' => plain('\t'),
        b'r' => plain('\r'),
        b'b' => plain('\u{8}'),
        b'f' => plain('\u{c}'),
        c @ (b'"' | b'\\' | b'/') => plain(char::from(*c)),
        b'u' => {
            let first = unit(bytes)?;
            if let Some(c) = char::from_u32(first) {
                return Some((6, Decoded::Char(c)));
            }
            let second = unit(bytes.get(6..).filter(|rest| rest.starts_with(b"\\u"))?)?;
            let pair = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
            let c = char::decode_utf16(pair).next()?.ok()?;
            Some((12, Decoded::Char(c)))
        }
        _ => None,
    }
}

/// The four hexadecimal digits of `\uXXXX`.
fn unit(bytes: &[u8]) -> Option<u32> {
    hex(bytes.get(2..6)?)
}

fn hex(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |number, digit| number.checked_mul(16)?.checked_add(char::from(*digit).to_digit(16)?))
}

/// A byte of a URL or form (RFC 3986, 2.1; a form writes a blank as `+`).
fn percent(bytes: &[u8]) -> Option<(usize, Decoded)> {
    match bytes.first()? {
        b'+' => Some((1, Decoded::Byte(b' '))),
        _ => Some((3, Decoded::Byte(u8::try_from(hex(bytes.get(1..3)?)?).ok()?))),
    }
}

/// The first byte of full-width characters in UTF-8.
const FULL_WIDTH: u8 = 0xef;

/// A full-width digit, dash or X; other characters of full width are no part of a number.
fn full_width(bytes: &[u8]) -> Option<(usize, Decoded)> {
    let byte = match bytes.get(1..3)? {
        [0xbc, digit @ 0x90..=0x99] => b'0' + (digit - 0x90),
        [0xbc, 0x8d] => b'-',
        [0xbc, 0xb8] => b'X',
        [0xbd, 0x98] => b'x',
        _ => return None,
    };
    Some((3, Decoded::Byte(byte)))
}

/// A character reference of HTML or XML.
fn html(bytes: &[u8]) -> Option<(usize, Decoded)> {
    let end = bytes.iter().take(12).position(|byte| *byte == b';')?;
    let c = match bytes.get(1..end)? {
        b"amp" => '&',
        b"lt" => '<',
        b"gt" => '>',
        b"quot" => '"',
        b"apos" => '\'',
        b"nbsp" => '\u{a0}',
        [b'#', b'x' | b'X', digits @ ..] if !digits.is_empty() => char::from_u32(hex(digits)?)?,
        [b'#', digits @ ..] => char::from_u32(std::str::from_utf8(digits).ok()?.parse().ok()?)?,
        _ => return None,
    };
    Some((end + 1, Decoded::Char(c)))
}
