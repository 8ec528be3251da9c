//! What the YAML reader says, in the words of whoever wrote the file: what was expected, what stands there, what to do.

use serde::de::IgnoredAny;
use serde_saphyr::{Error, Location};

use super::{MAX_DEPTH, MAX_NODES, Problem, nearest, render_at};

/// Characters of a text that a message repeats.
const SHOWN: usize = 30;

/// A mistake before it is put beside the lines of the file.
struct Mistake {
    at: (usize, usize),
    message: String,
    help: Option<String>,
}

/// Explains why a file could not be read.
pub(super) fn explain(file: &str, text: &str, error: &Error) -> Problem {
    // What is missing or of another kind may be so because of what the reader had not come to yet.
    let whole = serde_saphyr::from_str_with_options::<IgnoredAny>(text, super::options()).err();
    let error = whole.as_ref().unwrap_or(error).without_snippet();
    let at = error.location().filter(|location| location.line() > 0).map_or((1, 1), place);
    let Mistake { at, message, help } = mistake(text, error, at);
    render_at(file, text, at, message, help)
}

fn place(location: Location) -> (usize, usize) {
    (location.line() as usize, location.column() as usize)
}

fn mistake(text: &str, error: &Error, at: (usize, usize)) -> Mistake {
    let plain = |message: String, help: Option<String>| Mistake { at, message, help };
    match error {
        Error::Eof { .. } => plain(
            "the file says nothing: expected keys with values".to_owned(),
            Some("write `key: value` lines; what stands behind `#` is comment".to_owned()),
        ),
        Error::MultipleDocuments { .. } => plain(
            "a second document begins here: expected one".to_owned(),
            Some("remove the line `---` and what follows, or make it a file of its own".to_owned()),
        ),
        Error::Unexpected { expected, .. } => {
            let expected = match *expected {
                "mapping start" => "keys with values",
                "sequence start" => "a list",
                other => other,
            };
            plain(format!("expected {expected}, found {}", found(text, at)), shape(text, at, expected))
        }
        Error::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().unwrap_or_default();
            plain(format!("the key `{key}` stands here twice"), Some("remove one of them".to_owned()))
        }
        Error::InvalidBooleanStrict { .. } => plain(format!("expected true or false, found {}", found(text, at)), None),
        Error::InvalidScalar { ty, .. } => {
            let found = found(text, at);
            plain(format!("expected {}, found {found}", number(ty, &found)), None)
        }
        Error::UnknownAnchor { .. } => plain(
            format!("{} refers to an anchor that is not there", found(text, at)),
            Some("put a text that begins with `*` in quotes".to_owned()),
        ),
        Error::SerdeMissingField { field, .. } => missing(text, field, at),
        Error::SerdeUnknownField { field, expected, .. } => plain(
            format!("unknown key `{field}`, expected one of {}", expected.join(", ")),
            suggestion(field, expected),
        ),
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            let deeper = "the line below is indented deeper, so it belongs to this value";
            let help = if variant.contains(' ') { Some(deeper.to_owned()) } else { suggestion(variant, expected) };
            plain(format!("unknown value `{variant}`, expected one of {}", expected.join(", ")), help)
        }
        Error::AliasError { error, .. } => mistake(text, error, at),
        Error::Budget { .. } => too_much(&error.to_string(), at),
        _ => reader(text, error, at),
    }
}

/// What a file may hold, where it holds more. Which limit it is only the words of the reader tell.
fn too_much(said: &str, at: (usize, usize)) -> Mistake {
    let says = |part: &str| said.contains(part);
    let (message, help) = if says("Depth") {
        (
            format!("values stand inside one another deeper than {MAX_DEPTH} levels"),
            "nothing that is asked for here is nested like this: look for brackets that are not closed, or for indentation",
        )
    } else if says("Alias") || says("Anchor") || says("MergeKeys") {
        ("anchors and aliases unfold to more than is read".to_owned(), "write out what is meant")
    } else {
        (
            format!("the file holds more than is read, which is up to {MAX_NODES} values"),
            "what comes from here on is not read: split the file, and write out what aliases repeat",
        )
    };
    Mistake { at, message, help: Some(help.to_owned()) }
}

/// What a number may be; how large where it is a number that is larger.
fn number(ty: &str, found: &str) -> String {
    if !ty.contains('u') || ty.contains("bool") {
        return "a number".to_owned();
    }
    let digits = found.trim_matches('`');
    let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let bits = ty.trim_start_matches(|c: char| !c.is_ascii_digit()).parse::<u32>().unwrap_or(u64::BITS);
    match u64::MAX.checked_shr(u64::BITS.saturating_sub(bits)) {
        Some(most) if is_whole => format!("a whole number from 0 to {most}"),
        _ => "a whole number from 0".to_owned(),
    }
}

fn suggestion(wrong: &str, expected: &[&'static str]) -> Option<String> {
    nearest(wrong, expected.iter().copied()).map(|name| format!("did you mean `{name}`?"))
}

/// What only the words of the reader tell.
fn reader(text: &str, error: &Error, at: (usize, usize)) -> Mistake {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or(&said);
    let said = said.split(" (defined").next().unwrap_or(said).trim_start_matches("error: ");
    let says = |part: &str| said.contains(part);
    if says("mapping values are not allowed") {
        return misplaced(text, at);
    }
    if says("simple key expected") {
        let message = format!("expected a key with its value, found {}", found(text, at));
        return Mistake { at, message, help: shape(text, at, "keys with values") };
    }
    let (at, message, help) = if says("quoted scalar") || says("unclosed quote") {
        let at = open_quote(text, at.0).unwrap_or(at);
        (at, "the quote that begins here does not end where it should", "close it; inside double quotes write `\\\"`")
    } else if says("flow mapping") || says("flow sequence") || says("unclosed bracket") {
        let at = open_bracket(text, at).unwrap_or(at);
        if at.1 > 1 && rest(text, (at.0, at.1 - 1)).starts_with("${") {
            let help = "put the text with `${...}` in quotes";
            return Mistake { at, message: "a bracket opens here".to_owned(), help: Some(help.to_owned()) };
        }
        (at, "the bracket that opens here is not closed", "close it, and put `,` between the entries")
    } else if says("tabs disallowed") || says("found a tab") {
        let at = tab(text, at.0).unwrap_or(at);
        (at, "a tab: expected blanks before a key", "indent with blanks")
    } else if says("unexpected character") || says("cannot start any token") {
        let help = "put the text in quotes";
        return Mistake {
            at,
            message: format!("no text begins with {}", found(text, at)),
            help: Some(help.to_owned()),
        };
    } else if says("untagged enum") {
        let message = format!("found {}, which is none of the forms that may stand here", found(text, at));
        return Mistake { at, message, help: None };
    } else if says("did not find expected <document start>") || says("block mapping") || says("block collection") {
        (
            at,
            "this line belongs to nothing above it",
            "indent it like the keys beside it, and put a colon behind each key",
        )
    } else {
        (at, said, "")
    };
    Mistake { at, message: message.to_owned(), help: (!help.is_empty()).then(|| help.to_owned()) }
}

/// A key where none can stand: the line above is no key, or has its value already, or the value has a colon in it.
fn misplaced(text: &str, at: (usize, usize)) -> Mistake {
    let lines: Vec<&str> = text.lines().collect();
    let begins = |line: &str| line.chars().position(|c| c != ' ' && c != '-').map_or(1, |column| column + 1);
    let line = lines.get(at.0 - 1).copied().unwrap_or_default();
    let is_first = !line.chars().take(at.1 - 1).any(|c| c == ':');
    let says = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let above = lines.iter().enumerate().take(at.0 - 1).rev().find(|(_, line)| says(line));
    if let (true, Some((index, above))) = (is_first, above) {
        let place = (index + 1, begins(above));
        if !above.contains(": ") && !above.trim_end().ends_with(':') {
            let message = format!("expected a key with its value, found {}", found(text, place));
            return Mistake { at: place, message, help: shape(text, place, "keys with values") };
        }
        if begins(line) > begins(above) {
            return Mistake {
                at: (at.0, begins(line)),
                message: "this line is indented deeper than the one above, which has its value already".to_owned(),
                help: Some(format!("begin it in column {}", begins(above))),
            };
        }
    }
    let message = "a value cannot have a key of its own here".to_owned();
    Mistake { at, message, help: Some("put a text with `: ` in it in quotes".to_owned()) }
}

/// What stands at a place.
fn found(text: &str, at: (usize, usize)) -> String {
    let rest = rest(text, at);
    let rest = rest.strip_prefix(':').unwrap_or(rest).trim();
    // What stands behind a blank and `#` is comment, unless it is inside quotes.
    let rest = if rest.starts_with(['"', '\'']) { rest } else { rest.split(" #").next().unwrap_or(rest).trim_end() };
    let shown: String = rest.trim_end_matches([',', '}', ']', ' ']).chars().take(SHOWN).collect();
    match rest.chars().next() {
        None | Some('#') => "nothing".to_owned(),
        Some('[') => "a list".to_owned(),
        Some('{') => "keys with values".to_owned(),
        Some('-') if rest.starts_with("- ") => "a list".to_owned(),
        Some(_) if rest.contains(": ") || rest.ends_with(':') => "keys with values".to_owned(),
        Some('}' | ']' | ',') => "nothing".to_owned(),
        Some(_) => format!("`{shown}`"),
    }
}

/// Whether nothing stands before a place in its line.
fn is_first(text: &str, (line, column): (usize, usize)) -> bool {
    let line = text.lines().nth(line - 1).unwrap_or_default();
    line.chars().take(column.saturating_sub(1)).all(|c| c == ' ' || c == '-')
}

/// The first tab in the indentation of a line, from this one on.
fn tab(text: &str, from: usize) -> Option<(usize, usize)> {
    text.lines().enumerate().skip(from - 1).find_map(|(index, line)| {
        let indented = line.chars().take_while(|c| c.is_whitespace());
        indented.enumerate().find(|(_, c)| *c == '\t').map(|(place, _)| (index + 1, place + 1))
    })
}

/// The line from a place on.
fn rest(text: &str, (line, column): (usize, usize)) -> &str {
    let line = text.lines().nth(line - 1).unwrap_or_default();
    let start = line.char_indices().nth(column.saturating_sub(1)).map_or(line.len(), |(start, _)| start);
    line[start..].trim()
}

/// How to get the shape that was expected.
fn shape(text: &str, at: (usize, usize), expected: &str) -> Option<String> {
    let rest = rest(text, at);
    let help = match expected {
        "a list" => "write `[a, b]`, or `- a` on lines of their own".to_owned(),
        "keys with values" if rest.contains(['：', '\u{3000}']) => {
            "write the ASCII colon and a blank: `key: value`, not `：` or a full-width blank".to_owned()
        }
        "keys with values" if !is_first(text, at) => match rest {
            "" | ":" => "write its keys on the lines below, indented deeper".to_owned(),
            _ => "write `{ key: value }`, or `key: value` lines below, indented deeper".to_owned(),
        },
        "keys with values" => match rest.split_once(':') {
            Some((key, value))
                if !value.is_empty() && !value.starts_with(' ') && !rest.starts_with(['{', '[', '"']) =>
            {
                format!("put a blank behind the colon: `{key}: {value}`")
            }
            None => {
                format!("put a colon and a blank behind the key: `{}: `", rest.split(' ').next().unwrap_or_default())
            }
            _ => "write `key: value` lines, or `{ key: value }`".to_owned(),
        },
        _ => return None,
    };
    Some(help)
}

/// A key that is missing is missing from something: the entry or the key that it should stand below.
fn missing(text: &str, field: &str, at: (usize, usize)) -> Mistake {
    let message = format!("missing key `{field}`");
    let lines: Vec<&str> = text.lines().collect();
    let before: String = lines.get(at.0 - 1).map(|line| line.chars().take(at.1 - 1).collect()).unwrap_or_default();
    if before.contains(['{', '[']) {
        return Mistake { at, message, help: Some(format!("add `{field}: ` between these brackets")) };
    }
    for (index, line) in lines.iter().enumerate().take(at.0).rev() {
        let Some(column) = line.chars().position(|c| c != ' ' && c != '-').map(|column| column + 1) else { continue };
        if line.trim_start().starts_with('#') {
            continue;
        }
        let is_entry = line.trim_start().starts_with("- ");
        if column == at.1 && is_entry {
            let help = format!("add a line `{field}: ` to this entry, indented like its other keys");
            return Mistake { at: (index + 1, column), message, help: Some(help) };
        }
        if column < at.1 {
            let key = line.trim_start_matches([' ', '-']).split(':').next().unwrap_or_default();
            let help = format!("add a line `{field}: ` below `{key}`, indented like its other keys");
            return Mistake { at: (index + 1, column), message, help: Some(help) };
        }
    }
    Mistake { at: (1, 1), message, help: Some(format!("add a line `{field}: ` without indentation")) }
}

/// The quote that is open at the end of a line, in the last line before a place that has one.
fn open_quote(text: &str, until: usize) -> Option<(usize, usize)> {
    let lines: Vec<&str> = text.lines().take(until).collect();
    lines.iter().enumerate().rev().find_map(|(index, line)| {
        ['"', '\''].into_iter().find_map(|quote| {
            let places: Vec<usize> =
                line.chars().enumerate().filter(|(_, c)| *c == quote).map(|(place, _)| place).collect();
            (places.len() % 2 == 1).then(|| (index + 1, places.last().map_or(1, |place| place + 1)))
        })
    })
}

/// The innermost bracket that is open at a place.
fn open_bracket(text: &str, until: (usize, usize)) -> Option<(usize, usize)> {
    let mut open = Vec::new();
    for (index, line) in text.lines().enumerate().take(until.0) {
        let (mut quote, mut before) = (None, ' ');
        for (place, c) in line.chars().enumerate() {
            match (quote, c) {
                (Some(end), c) if c == end => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') if !before.is_alphanumeric() => quote = Some(c),
                (None, '#') if before == ' ' => break,
                (None, '{' | '[') => open.push((index + 1, place + 1)),
                (None, '}' | ']') => {
                    open.pop();
                }
                _ => {}
            }
            before = c;
        }
    }
    open.last().copied()
}
