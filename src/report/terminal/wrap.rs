//! Breaks lines that are wider than the terminal, at blanks and between Chinese characters.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar;

/// Begins what has to stay in one piece, a command to copy for example. No text of others holds it: control characters
/// are escaped.
pub(super) const WHOLE: char = '\u{1e}';

/// Columns below which nothing is broken further: a word would stand alone on each line.
const NARROWEST: usize = 20;

/// The text with lines of at most `columns` where that is possible; without a number only the marks are taken out.
pub(super) fn wrapped(text: &str, columns: Option<usize>) -> String {
    let Some(columns) = columns else { return text.replace(WHOLE, "") };
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        if width(line) <= columns || line.contains(WHOLE) {
            out.push_str(&line.replace(WHOLE, ""));
        } else {
            broken(&mut out, line, columns.max(NARROWEST));
        }
        out.push_str(end);
    }
    out
}

/// One line in pieces; those that follow are indented a little further than the first.
fn broken(out: &mut String, line: &str, columns: usize) {
    let own = line.len() - line.trim_start_matches(' ').len();
    let indent = (own + 2).min(columns / 3);
    let mut used = 0;
    let mut fresh = true;
    for (piece, blanks) in pieces(line) {
        let wide = width(piece);
        if !fresh && used + blanks + wide > columns {
            let _ = write!(out, "\n{:indent$}", "");
            used = indent;
        } else {
            let _ = write!(out, "{:blanks$}", "");
            used += blanks;
        }
        out.push_str(piece);
        used += wide;
        fresh = false;
    }
}

/// What must not be broken, each with the blanks before it: words, and single wide characters.
fn pieces(line: &str) -> Vec<(&str, usize)> {
    let mut pieces = Vec::new();
    let (mut start, mut blanks, mut in_escape, mut last_wide) = (None, 0, false, false);
    for (at, c) in line.char_indices() {
        if in_escape {
            in_escape = !c.is_ascii_alphabetic();
            continue;
        }
        in_escape = c == '\u{1b}';
        let wide = c.width().unwrap_or(0) > 1;
        match start {
            _ if in_escape => start = start.or(Some(at)),
            Some(from) if c == ' ' => {
                pieces.push((&line[from..at], blanks));
                (start, blanks) = (None, 1);
            }
            None if c == ' ' => blanks += 1,
            Some(from) if (wide || last_wide) && from < at && !closes(c) && width(&line[from..at]) > 0 => {
                pieces.push((&line[from..at], blanks));
                (start, blanks) = (Some(at), 0);
            }
            _ => start = start.or(Some(at)),
        }
        last_wide = wide;
    }
    pieces.extend(start.map(|from| (&line[from..], blanks)));
    pieces
}

/// Punctuation that never begins a line.
fn closes(c: char) -> bool {
    "，。、；：？！）》」』】”’,.;:?!)]}".contains(c)
}

/// Columns that a text takes, without what only paints it.
fn width(text: &str) -> usize {
    let mut in_escape = false;
    let mut columns = 0;
    for c in text.chars() {
        if in_escape {
            in_escape = !c.is_ascii_alphabetic();
        } else if c == '\u{1b}' {
            in_escape = true;
        } else {
            columns += c.width().unwrap_or(0);
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_are_broken_at_blanks_and_indented() {
        let text = "  one two three four five six\nshort\n";
        assert_eq!(wrapped(text, Some(20)), "  one two three four\n    five six\nshort\n");
        assert_eq!(wrapped(text, None), text);
        assert_eq!(wrapped("a verylongwordthatfitsnowhere b", Some(20)), "a\n  verylongwordthatfitsnowhere\n  b");
    }

    #[test]
    fn chinese_text_is_broken_between_characters_and_no_line_begins_with_a_comma() {
        let text = "一二三四五六七八九十，一二三四五";
        assert_eq!(wrapped(text, Some(20)), "一二三四五六七八九\n  十，一二三四五");
    }

    #[test]
    fn colours_take_no_room_and_commands_stay_whole() {
        let text = "\u{1b}[1mone two three\u{1b}[0m four five";
        assert_eq!(wrapped(text, Some(23)), text);
        assert_eq!(wrapped(text, Some(20)), "\u{1b}[1mone two three\u{1b}[0m four\n  five");
        let command = format!("     repeat  {WHOLE}curl -sS -X POST http://127.0.0.1:8080/a");
        assert_eq!(wrapped(&command, Some(20)), command.replace(WHOLE, ""));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_what_can_be_broken_fits(text in "[a-z]{1,6}( [a-z]{1,6}|一|二，){0,40}") {
            let broken = wrapped(&text, Some(24));
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&broken), letters(&text));
            prop_assert!(broken.lines().all(|line| width(line) <= 24), "{}", broken);
        }
    }
}
