//! Texts made of another text that nearly are it: `part.X` of `X` and their like.

use serde_json::Value;

/// Makes a text of another.
type Make = fn(&str) -> String;

/// What begins a variable that is made of another one, and how it is made.
const PIECES: [(&str, Make); 6] = [
    ("part.", part),
    ("tail.", tail),
    ("begun.", |text| other_at(text, |_| 0)),
    ("turned.", |text| other_at(text, |count| count / 2)),
    ("ended.", |text| other_at(text, |count| count - 1)),
    ("recased.", recased),
];

/// What begins the variables that are made of another one: `part.X` of `X`.
pub fn made_of() -> impl Iterator<Item = &'static str> {
    PIECES.into_iter().map(|(prefix, _)| prefix)
}

/// The variable that another one is made of, and how; none where it stands for itself.
pub fn piece(variable: &str) -> Option<(&str, impl Fn(&Value) -> Value)> {
    PIECES.into_iter().find_map(|(prefix, make)| {
        let made = move |value: &Value| value.as_str().map_or_else(|| value.clone(), |text| Value::from(make(text)));
        Some((variable.strip_prefix(prefix)?, made))
    })
}

/// A text with upper and lower case changed round; without its last character where it has no letter.
fn recased(text: &str) -> String {
    let swap = |c: char| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
    let other: String = text.chars().map(swap).collect();
    if other == text { part(text) } else { other }
}

/// A text without its last character, unless nothing would be left of it.
fn part(text: &str) -> String {
    match text.char_indices().next_back() {
        Some((last, _)) if last > 0 => text[..last].to_owned(),
        _ => text.to_owned(),
    }
}

/// A text without its first character, unless nothing would be left of it.
fn tail(text: &str) -> String {
    let mut rest = text.chars();
    rest.next();
    if rest.as_str().is_empty() { text.to_owned() } else { rest.as_str().to_owned() }
}

/// A text with another character of the same kind at one place; the place is told by how many there are.
fn other_at(text: &str, place: impl Fn(usize) -> usize) -> String {
    let count = text.chars().count();
    if count == 0 {
        return String::new();
    }
    let place = place(count);
    text.chars().enumerate().map(|(index, c)| if index == place { other(c) } else { c }).collect()
}

fn other(c: char) -> char {
    match c {
        '1' => '2',
        c if c.is_ascii_digit() => '1',
        'a' => 'b',
        'A' => 'B',
        c if c.is_ascii_uppercase() => 'A',
        _ => 'a',
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn made(variable: &str, text: &str) -> Value {
        let (_, make) = piece(variable).unwrap();
        make(&json!(text))
    }

    #[test]
    fn one_place_differs() {
        assert_eq!(made("begun.x", "1bcd"), "2bcd");
        assert_eq!(made("turned.x", "ab1d"), "ab2d");
        assert_eq!(made("turned.x", "abc"), "aac");
        assert_eq!(made("ended.x", "abcA"), "abcB");
        assert_eq!(made("part.x", "甲乙"), "甲");
        assert_eq!(made("tail.x", "甲乙"), "乙");
        assert_eq!(made("recased.x", "aB1"), "Ab1");
        assert_eq!(made("recased.x", "12"), "1");
        assert!(piece("credential").is_none());
        assert_eq!(piece("tail.part.X").unwrap().0, "part.X");
    }

    proptest! {
        #[test]
        fn of_two_characters_and_more_every_piece_is_another_text(text in "[0-9a-zA-Z]{2,40}") {
            for prefix in made_of() {
                let other = made(prefix, &text);
                let changed = other.as_str().unwrap();
                prop_assert_ne!(changed, &text);
                let lost = usize::from(matches!(prefix, "part." | "tail.") || changed.len() < text.len());
                prop_assert_eq!(changed.chars().count(), text.chars().count() - lost);
            }
        }
    }
}
