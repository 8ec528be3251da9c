//! The encoding of a file: UTF-8 with or without a byte order mark, or GB18030.

use std::borrow::Cow;

use encoding_rs::GB18030;

use super::fault::{AtLine, CsvFault};

/// An encoding. Neither has a line feed, a comma or a quote inside a longer character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Charset {
    /// UTF-8.
    #[value(name = "utf-8")]
    Utf8,
    /// GB18030, with GBK and GB 2312 in it.
    Gb18030,
}

/// Byte order marks, and what they say.
const MARKS: [(&[u8], Charset); 2] = [(b"\xEF\xBB\xBF", Charset::Utf8), (b"\x84\x31\x95\x33", Charset::Gb18030)];

/// The mark that a file begins with: its length, and the encoding.
pub(super) fn mark(beginning: &[u8]) -> Option<(usize, Charset)> {
    MARKS.iter().find(|(mark, _)| beginning.starts_with(mark)).map(|(mark, charset)| (mark.len(), *charset))
}

impl Charset {
    /// The one that the beginning of a file is written in.
    pub fn of(beginning: &[u8]) -> Self {
        let cut_at_the_end = |error: std::str::Utf8Error| error.error_len().is_none();
        match std::str::from_utf8(beginning) {
            Ok(_) => Self::Utf8,
            Err(error) if cut_at_the_end(error) => Self::Utf8,
            Err(_) => Self::of_most_lines(beginning),
        }
    }

    /// A few bytes may be of no encoding at all, or happen to be of both: what most lines are of is the one of the file.
    fn of_most_lines(beginning: &[u8]) -> Self {
        let (mut others, mut utf8, mut gb18030) = (0_usize, 0_usize, 0_usize);
        for line in beginning.split(|byte| *byte == b'\n').filter(|line| !line.is_ascii()) {
            others += 1;
            utf8 += usize::from(std::str::from_utf8(line).is_ok());
            gb18030 += usize::from(decoded(line).is_some());
        }
        if 2 * gb18030 > others && 2 * utf8 < others { Self::Gb18030 } else { Self::Utf8 }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Gb18030 => "GB18030",
        }
    }

    /// Whole lines as text.
    ///
    /// # Errors
    /// [`CsvFault::Encoding`] with the line; `first` is that of the first byte.
    pub(super) fn decode(self, bytes: &[u8], first: u64) -> Result<Cow<'_, str>, AtLine> {
        let wrong = |line| AtLine { line, fault: CsvFault::Encoding { encoding: self.name() } };
        match self {
            Self::Utf8 => std::str::from_utf8(bytes)
                .map(Cow::Borrowed)
                .map_err(|error| wrong(first + lines(&bytes[..error.valid_up_to()]))),
            Self::Gb18030 => {
                let text = decoded(bytes);
                text.ok_or_else(|| {
                    let broken = bytes.split_inclusive(|byte| *byte == b'\n').position(|line| decoded(line).is_none());
                    wrong(first + broken.unwrap_or(0) as u64)
                })
            }
        }
    }
}

fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    GB18030.decode_without_bom_handling_and_without_replacement(bytes)
}

/// Line feeds in some bytes.
pub(super) fn lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}
