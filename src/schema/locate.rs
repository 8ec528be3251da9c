//! Where the keys of a JSON document stand: serde_json does not say, and a message without a line helps nobody.

use std::iter::Peekable;
use std::str::Chars;

/// A key of an object.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// Names and indexes from the root, the key itself last.
    pub path: Vec<String>,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Every key of a document that serde_json has accepted, in its order. Of other text, the keys up to the mistake.
pub(super) fn keys(text: &str) -> Vec<Key> {
    let mut scanner = Scanner { rest: text.chars().peekable(), line: 1, column: 1, path: Vec::new(), keys: Vec::new() };
    let _ = scanner.value();
    scanner.keys
}

struct Scanner<'a> {
    rest: Peekable<Chars<'a>>,
    line: usize,
    column: usize,
    path: Vec<String>,
    keys: Vec<Key>,
}

impl Scanner<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.next()?;
        if c == '\n' {
            (self.line, self.column) = (self.line + 1, 1);
        } else {
            self.column += 1;
        }
        Some(c)
    }

    /// The next character that is no blank, still to be read.
    fn peek(&mut self) -> Option<char> {
        while self.rest.peek().is_some_and(|c| c.is_ascii_whitespace()) {
            self.next();
        }
        self.rest.peek().copied()
    }

    fn value(&mut self) -> Option<()> {
        match self.peek()? {
            '{' => self.object(),
            '[' => self.array(),
            '"' => self.string().map(drop),
            _ => {
                while self.rest.peek().is_some_and(|c| !matches!(c, ',' | ']' | '}') && !c.is_ascii_whitespace()) {
                    self.next();
                }
                Some(())
            }
        }
    }

    fn object(&mut self) -> Option<()> {
        self.next();
        while self.peek()? != '}' {
            let (line, column) = (self.line, self.column);
            let name = self.string()?;
            self.path.push(name);
            self.keys.push(Key { path: self.path.clone(), line, column });
            self.expect(':')?;
            self.value()?;
            self.path.pop();
            self.separator('}')?;
        }
        self.next().map(drop)
    }

    fn array(&mut self) -> Option<()> {
        self.next();
        let mut index = 0;
        while self.peek()? != ']' {
            self.path.push(index.to_string());
            self.value()?;
            self.path.pop();
            index += 1;
            self.separator(']')?;
        }
        self.next().map(drop)
    }

    /// Reads the comma behind a member or element; none when neither that nor the closing bracket follows.
    fn separator(&mut self, close: char) -> Option<()> {
        match self.peek()? {
            ',' => self.next().map(drop),
            c => (c == close).then_some(()),
        }
    }

    fn expect(&mut self, wanted: char) -> Option<()> {
        (self.peek()? == wanted).then(|| self.next()).map(drop)
    }

    fn string(&mut self) -> Option<String> {
        self.expect('"')?;
        let mut literal = String::from('"');
        loop {
            let c = self.next()?;
            literal.push(c);
            match c {
                '"' => return serde_json::from_str(&literal).ok(),
                '\\' => literal.push(self.next()?),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_are_found_below_objects_and_arrays_with_line_and_column() {
        let text = "{\n  \"姓\": [1, {\"b\\\"\": null}],\n  \"c\": \"{\\\"x\\\": 1}\"\n}\n";
        let found: Vec<(String, usize, usize)> =
            keys(text).into_iter().map(|key| (key.path.join("/"), key.line, key.column)).collect();
        assert_eq!(found, [("姓".into(), 2, 3), ("姓/1/b\"".into(), 2, 13), ("c".into(), 3, 3)]);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_scanner_panic_or_hang(text in r#"[\[\]{}",:a1\\ \n]{0,60}"#) {
            let _ = keys(&text);
        }
    }
}
