//! Numbers of persons, told by their form: whoever puts one where none is due announces nothing.

use super::view::View;
use super::{Find, PERSONAL};

/// Adds phone and identity numbers of a view.
///
/// Numbers that can be nobody's are left: mobile numbers of machines (141) and identity numbers of no region (99).
pub(super) fn find(view: &View<'_>, finds: &mut Vec<Find<'_>>) {
    let bytes = view.bytes.as_ref();
    let mut at = 0;
    while at < bytes.len() {
        let digits = digits(bytes, at);
        if digits == 0 {
            at += 1;
            continue;
        }
        if let Some(length) = person(bytes, at, digits) {
            let (start, end) = view.origin(at, at + length);
            finds.push(Find { start, end, shown: Some(PERSONAL), secret: false, weight: length });
            at += length;
        } else {
            at += digits;
        }
    }
}

fn digits(bytes: &[u8], at: usize) -> usize {
    bytes.iter().skip(at).take_while(|byte| byte.is_ascii_digit()).count()
}

/// The length of the number that begins here with so many digits, if it is one of a person.
fn person(bytes: &[u8], at: usize, count: usize) -> Option<usize> {
    let run = bytes.get(at..at + count)?;
    let before = at.checked_sub(1).and_then(|before| bytes.get(before)).copied();
    let length = if mobile(run) {
        count
    } else if let Some(length) = identity(run, bytes.get(at + count).copied()) {
        length
    } else {
        landline(run, bytes.get(at + count..)?)?
    };
    let word = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let alone = !word(before) && before != Some(b'.') && !word(bytes.get(at + length).copied());
    alone.then_some(length)
}

/// Eleven digits from 13 on, with or without the country's 86.
fn mobile(run: &[u8]) -> bool {
    let run = if run.len() == 13 { run.strip_prefix(b"86").unwrap_or(run) } else { run };
    run.len() == 11 && matches!(run, [b'1', b'3'..=b'9', ..]) && !run.starts_with(b"141")
}

/// Six digits of a region, eight of a birthday, three, and a check digit (GB 11643).
fn identity(run: &[u8], after: Option<u8>) -> Option<usize> {
    let length = match (run.len(), after) {
        (18, _) => 18,
        (17, Some(b'X' | b'x')) => 18,
        _ => return None,
    };
    let number = |from: usize, to: usize| {
        run.get(from..to).unwrap_or_default().iter().fold(0, |number, digit| 10 * number + u32::from(digit - b'0'))
    };
    let born = matches!(number(6, 10), 1900..=2099) && matches!(number(10, 12), 1..=12);
    (born && matches!(number(12, 14), 1..=31) && matches!(number(0, 2), 11..=98)).then_some(length)
}

/// An area code of three or four digits, a dash, and seven or eight digits.
fn landline(run: &[u8], rest: &[u8]) -> Option<usize> {
    let number = digits(rest, 1);
    let dialled = run.first() == Some(&b'0') && matches!(run.len(), 3 | 4) && rest.first() == Some(&b'-');
    (dialled && matches!(number, 7 | 8)).then_some(run.len() + 1 + number)
}
