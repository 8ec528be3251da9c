//! Numbers of persons, told by their form: whoever puts one where none is due announces nothing.
//!
//! A number that stands alone needs no more than its form. In other company it must not be mistaken for something else:
//! * with letters beside it, an identity number needs its check digit, and a mobile number a word without other digits, as
//!   digests and most identifiers have;
//! * in groups (3-4-4; 6-8-4; 6-4-4-4) the dash or blank between them is the same and the groups do not go on; an identity
//!   number needs its check digit.
//!
//! Full-width digits are seen through as an encoding is. Left alone are digits in groups of other sizes, where dates,
//! amounts and numbers of items would go too, and what has a full stop before it, as parts of object identifiers have.

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
    let before = &bytes[..at];
    if before.last() == Some(&b'.') {
        return None;
    }
    let behind = |length: usize| bytes.get(at + length..).unwrap_or_default();
    let is_alone = |length: usize| !before.last().is_some_and(is_word) && !behind(length).first().is_some_and(is_word);
    if mobile(run) {
        return (is_alone(count) || has_letters_beside(before, behind(count))).then_some(count);
    }
    if let Some(length) = identity(run, bytes.get(at + count).copied()) {
        return (is_alone(length) || checks(bytes.get(at..at + length)?)).then_some(length);
    }
    let length = landline(run, behind(count)).filter(|length| is_alone(*length));
    length.or_else(|| grouped(bytes, at))
}

fn is_word(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || *byte == b'_'
}

/// Whether the word that a number stands in has letters beside it and neither other digits nor a dash, of which
/// identifiers mostly have some.
fn has_letters_beside(before: &[u8], behind: &[u8]) -> bool {
    let other = |byte: &&u8| !byte.is_ascii_alphabetic() && **byte != b'_';
    let ends = [before.iter().rev().find(other), behind.iter().find(other)];
    ends.into_iter().all(|end| !end.is_some_and(|end| end.is_ascii_digit() || *end == b'-'))
}

/// Digits of the groups that phone and identity numbers are written in.
const GROUPS: [&[usize]; 3] = [&[3, 4, 4], &[6, 8, 4], &[6, 4, 4, 4]];

/// The length of a number in groups with the same dash or blank between them.
fn grouped(bytes: &[u8], at: usize) -> Option<usize> {
    let separator = *bytes.get(at + digits(bytes, at)).filter(|byte| matches!(byte, b'-' | b' '))?;
    GROUPS.iter().find_map(|groups| {
        let number = ungrouped(bytes.get(at..)?, groups, separator)?;
        let length = number.len() + groups.len() - 1;
        let last = number.len() - 1;
        let is_identity =
            || identity(&number[..last], number.last().copied()).is_some() || identity(&number, None).is_some();
        let is_person = mobile(&number) || number.len() == 18 && is_identity() && checks(&number);
        (is_person && ends(bytes.get(..at)?, bytes.get(at + length..)?, separator)).then_some(length)
    })
}

/// The digits of a number that begins here in such groups; the last may be an X.
fn ungrouped(bytes: &[u8], groups: &[usize], separator: u8) -> Option<Vec<u8>> {
    let (mut number, mut at) = (Vec::new(), 0);
    for (index, group) in groups.iter().enumerate() {
        if index > 0 {
            at += usize::from(*bytes.get(at).filter(|byte| **byte == separator)? == separator);
        }
        number.extend_from_slice(bytes.get(at..at + group)?);
        at += group;
    }
    let (last, rest) = number.split_last()?;
    (rest.iter().all(u8::is_ascii_digit) && matches!(last, b'0'..=b'9' | b'X' | b'x')).then_some(number)
}

/// Whether a number in groups begins and ends where it does: not as the middle of a longer one. The country's 86 may
/// stand before it.
fn ends(before: &[u8], behind: &[u8], separator: u8) -> bool {
    let goes_on = |byte: &u8| if separator == b'-' { is_word(byte) } else { byte.is_ascii_digit() };
    let is_end = !(behind.first().is_some_and(is_word)
        || behind.first() == Some(&separator) && behind.get(1).is_some_and(goes_on));
    let Some(last) = before.last() else { return is_end };
    if is_word(last) || *last == b'.' {
        return false;
    }
    let rest = before.strip_suffix(&[separator]).unwrap_or_default();
    let country = rest.strip_suffix(b"86").is_some_and(|rest| !rest.last().is_some_and(is_word));
    is_end && (country || !rest.last().is_some_and(goes_on))
}

/// Whether the last character of an identity number is that which follows from the others (GB 11643).
fn checks(number: &[u8]) -> bool {
    let Some((last, digits)) = number.split_last() else { return false };
    let sum = digits.iter().fold(0, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    let due = (12 - sum) % 11;
    if due == 10 { matches!(last, b'X' | b'x') } else { u32::from(*last) == u32::from(b'0') + due }
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
