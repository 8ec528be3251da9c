//! `${env:NAME}` in the strings of a target file.

use secrecy::SecretString;

const OPEN: &str = "${env:";

/// Gives the value of an environment variable.
pub(super) type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A string after expansion.
#[derive(Debug)]
pub(super) struct Expanded {
    /// The string.
    pub text: String,
    /// The variable that it consists of, when it is written as `${env:NAME}` and nothing else.
    pub whole: Option<String>,
    /// Every variable in it, with its value.
    pub used: Vec<(String, SecretString)>,
}

/// Expands every `${env:NAME}` of a string.
///
/// # Errors
/// A message that names the variable which is missing or empty, or the reference that does not end.
pub(super) fn expand(text: &str, variables: Variables<'_>) -> Result<Expanded, String> {
    let mut expanded = Expanded { text: String::with_capacity(text.len()), whole: None, used: Vec::new() };
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPEN) {
        let (name, behind) = after
            .split_once('}')
            .filter(|(name, _)| is_name(name))
            .ok_or_else(|| "expected `${env:NAME}` with letters, digits and `_` in the name".to_owned())?;
        let value =
            variables(name).ok_or_else(|| format!("environment variable `{name}` is not set, or is not UTF-8"))?;
        if value.is_empty() {
            return Err(format!("environment variable `{name}` is empty"));
        }
        expanded.text.push_str(before);
        expanded.text.push_str(&value);
        expanded.used.push((name.to_owned(), SecretString::from(value)));
        expanded.whole = (text.len() == OPEN.len() + name.len() + 1).then(|| name.to_owned());
        rest = behind;
    }
    expanded.text.push_str(rest);
    // What a variable holds may have any form; what the file says may not.
    if let Some(name) = bare(text) {
        return Err(format!(
            "`{name}` is no reference here and would be taken as it stands; for an environment variable write `${{env:{}}}`",
            name.trim_matches(['$', '{', '}'])
        ));
    }
    Ok(expanded)
}

/// A variable as shells write it, `${NAME}` anywhere or `$NAME` alone.
fn bare(text: &str) -> Option<&str> {
    if let Some(name) = text.strip_prefix('$').filter(|name| is_name(name) && !name.contains(char::is_lowercase)) {
        return text.get(..=name.len());
    }
    text.match_indices("${").find_map(|(at, _)| {
        let length = text[at..].find('}')? + 1;
        is_name(&text[at + 2..at + length - 1]).then(|| &text[at..at + length])
    })
}

/// Where the references of a string are, those that [`expand`] would replace.
pub(super) fn references(text: &str) -> Vec<std::ops::Range<usize>> {
    let found = text.match_indices(OPEN).filter_map(|(at, _)| {
        let name = text[at + OPEN.len()..].split('}').next()?;
        let end = at + OPEN.len() + name.len() + 1;
        (is_name(name) && end <= text.len()).then_some(at..end)
    });
    found.collect()
}

/// Whether a string refers to a variable.
pub(super) fn refers(text: &str) -> bool {
    text.contains(OPEN)
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    fn expand(text: &str) -> Result<(String, Option<String>), String> {
        let variables = |name: &str| match name {
            "A" => Some("1".to_owned()),
            "B_2" => Some("${env:A}".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        super::expand(text, &variables).map(|expanded| (expanded.text, expanded.whole))
    }

    #[test]
    fn references_are_replaced_once_and_a_whole_one_is_remembered() {
        assert_eq!(expand("${env:A}"), Ok(("1".into(), Some("A".into()))));
        assert_eq!(expand("x${env:A}y${env:A}"), Ok(("x1y1".into(), None)));
        assert_eq!(expand("${env:A}${env:A}"), Ok(("11".into(), None)));
        assert_eq!(expand("${env:A} "), Ok(("1 ".into(), None)));
        assert_eq!(expand("${env:B_2}"), Ok(("${env:A}".into(), Some("B_2".into()))), "a value is not expanded again");
        assert_eq!(expand("$A $a {env:A} $"), Ok(("$A $a {env:A} $".into(), None)));
        assert_eq!(expand("$abc"), Ok(("$abc".into(), None)), "no shell is asked");
    }

    #[test]
    fn a_variable_as_shells_write_it_is_refused() {
        for text in ["${CUST_TOKEN}", "$CUST_TOKEN", "Bearer ${CUST_TOKEN}", "${env:A}${CUST_TOKEN}"] {
            assert!(expand(text).is_err_and(|error| error.contains("write `${env:CUST_TOKEN}`")), "{text}");
        }
    }

    #[test]
    fn missing_empty_and_unfinished_references_are_named() {
        assert!(expand("${env:NONE}").is_err_and(|error| error.contains("`NONE` is not set")));
        assert!(expand("${env:EMPTY}").is_err_and(|error| error.contains("`EMPTY` is empty")));
        for text in ["${env:A", "${env:}", "${env:A B}", "${env:1}"] {
            assert!(expand(text).is_err_and(|error| error.contains("expected `${env:NAME}`")), "{text}");
        }
    }
}
