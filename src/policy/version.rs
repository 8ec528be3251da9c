//! Versions of targets: nobody keeps to one scheme, so runs of digits are compared as numbers and the rest as text.

use std::cmp::Ordering;

/// A part of a version.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    Text(&'a str),
    Number(&'a str),
}

/// The order of two versions: `1.9 < 1.10`, `v2 = V2`, `2.0 = 2.0.0`, `2.0-rc1 < 2.0`.
pub fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim().to_lowercase(), b.trim().to_lowercase());
    let (a, b) = (parts(a.trim_start_matches('v')), parts(b.trim_start_matches('v')));
    let length = a.len().max(b.len());
    (0..length).map(|place| order(a.get(place), b.get(place))).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

fn order(a: Option<&Part<'_>>, b: Option<&Part<'_>>) -> Ordering {
    match (a, b) {
        (Some(Part::Number(a)), Some(Part::Number(b))) => number(a, b),
        (Some(Part::Text(a)), Some(Part::Text(b))) => a.cmp(b),
        (Some(Part::Number(_)), Some(Part::Text(_))) => Ordering::Greater,
        (Some(Part::Text(_)), Some(Part::Number(_))) => Ordering::Less,
        // What is not there counts as zero: 2.0 is 2.0.0, and a word behind it comes before the release.
        (Some(Part::Number(a)), None) => number(a, "0"),
        (None, Some(Part::Number(b))) => number("0", b),
        (Some(Part::Text(_)), None) => Ordering::Less,
        (None, Some(Part::Text(_))) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// Digits of any length as numbers.
fn number(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then(a.cmp(b))
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let digits = first.is_ascii_digit();
            let end = rest.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(rest.len());
            let (part, behind) = rest.split_at(end);
            parts.push(if digits { Part::Number(part) } else { Part::Text(part) });
            rest = behind;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_as_numbers_and_marks_do_not_matter() {
        for (a, b) in [("1.9", "1.10"), ("2.0-rc1", "2.0"), ("V1.2", "v1.3"), ("3", "3.0.1"), ("1.0.9", "2")] {
            assert_eq!((compare(a, b), compare(b, a)), (Ordering::Less, Ordering::Greater), "{a} {b}");
        }
        for (a, b) in [("V2", "2"), ("2.0", "2.0.0"), ("1_2", "1.2"), ("007", "7"), ("", "")] {
            assert_eq!(compare(a, b), Ordering::Equal, "{a} {b}");
        }
    }
}
