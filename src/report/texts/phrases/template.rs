//! A phrase with holes for its arguments, in both languages.

use std::sync::OnceLock;

use super::{expected, reasons};

/// English and Chinese. Holes keep their order: `{}` is shown as it stands, `{reason}` and `{expected}` are phrases of those
/// tables, `{list}` is several reasons with commas between them.
pub(super) type Phrase = (&'static str, &'static str);

/// What may stand in a hole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holes {
    /// Anything.
    Any,
    /// A number, so that no value of a target is taken for a phrase.
    Digits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hole {
    Raw,
    Reason,
    Expected,
    List,
}

/// Holes as they are written.
const MARKS: [(&str, Hole); 4] =
    [("{}", Hole::Raw), ("{reason}", Hole::Reason), ("{expected}", Hole::Expected), ("{list}", Hole::List)];

/// Phrases by what they say in English.
pub(super) struct Table {
    phrases: &'static [&'static [Phrase]],
    sorted: OnceLock<Vec<Template>>,
}

impl Table {
    pub const fn new(phrases: &'static [&'static [Phrase]]) -> Self {
        Self { phrases, sorted: OnceLock::new() }
    }

    /// The Chinese of a text: of several phrases that fit, the one that says most of it itself.
    pub fn find(&self, text: &str, holes: Holes) -> Option<String> {
        self.templates().iter().find_map(|template| template.fill(text, holes))
    }

    /// Whether this is a phrase of the table, whatever kind its holes are.
    pub fn has(&self, phrase: &str) -> bool {
        let (wanted, _) = apart(phrase);
        self.templates().iter().any(|template| template.english == wanted)
    }

    fn templates(&self) -> &[Template] {
        self.sorted.get_or_init(|| {
            let mut templates: Vec<Template> = self.phrases.iter().copied().flatten().map(Template::of).collect();
            templates.sort_by_key(|template| std::cmp::Reverse(template.weight()));
            templates
        })
    }

    #[cfg(test)]
    pub fn phrases(&self) -> impl Iterator<Item = &'static Phrase> {
        self.phrases.iter().copied().flatten()
    }
}

/// One phrase, taken apart at its holes.
pub(super) struct Template {
    english: Vec<&'static str>,
    chinese: Vec<&'static str>,
    holes: Vec<Hole>,
}

impl Template {
    pub fn of((english, chinese): &Phrase) -> Self {
        let (english, holes) = apart(english);
        Self { english, chinese: apart(chinese).0, holes }
    }

    /// How much the phrase says itself.
    fn weight(&self) -> usize {
        self.english.iter().map(|part| part.len()).sum()
    }

    /// The Chinese of a text that this phrase fits.
    pub fn fill(&self, text: &str, allowed: Holes) -> Option<String> {
        let arguments = self.arguments(text)?;
        let is_number = |argument: &&str| argument.bytes().all(|byte| byte.is_ascii_digit());
        if allowed == Holes::Digits && !arguments.iter().all(is_number) {
            return None;
        }
        let mut filled = String::new();
        for (place, part) in self.chinese.iter().enumerate() {
            filled.push_str(part);
            if let (Some(argument), Some(hole)) = (arguments.get(place), self.holes.get(place)) {
                filled.push_str(&told(*hole, argument));
            }
        }
        Some(filled)
    }

    /// Whether a text is this phrase.
    pub fn fits(&self, text: &str) -> bool {
        self.arguments(text).is_some()
    }

    /// What stands in the holes; none where the text is another phrase.
    fn arguments<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let (first, rest) = self.english.split_first()?;
        let mut left = text.strip_prefix(first)?;
        let Some((last, between)) = rest.split_last() else { return left.is_empty().then(Vec::new) };
        let mut arguments = Vec::new();
        for part in between {
            let (argument, behind) = left.split_once(part)?;
            arguments.push(argument);
            left = behind;
        }
        arguments.push(left.strip_suffix(last)?);
        arguments.iter().all(|argument| !argument.is_empty()).then_some(arguments)
    }
}

/// The parts of a phrase between its holes, and the holes.
fn apart(phrase: &str) -> (Vec<&str>, Vec<Hole>) {
    let (mut parts, mut holes, mut left) = (Vec::new(), Vec::new(), phrase);
    while let Some((at, mark, hole)) = next(left) {
        parts.push(left.get(..at).unwrap_or_default());
        holes.push(hole);
        left = left.get(at + mark.len()..).unwrap_or_default();
    }
    parts.push(left);
    (parts, holes)
}

fn next(text: &str) -> Option<(usize, &'static str, Hole)> {
    MARKS.iter().filter_map(|(mark, hole)| Some((text.find(mark)?, *mark, *hole))).min_by_key(|(at, ..)| *at)
}

fn told(hole: Hole, argument: &str) -> String {
    let known = match hole {
        Hole::Raw => None,
        Hole::Reason => reasons::TABLE.find(argument, Holes::Any),
        Hole::Expected => expected::TABLE.find(argument, Holes::Any),
        Hole::List => {
            let items = argument.split(", ").map(|item| told(Hole::Reason, item));
            Some(items.collect::<Vec<_>>().join("，"))
        }
    };
    known.unwrap_or_else(|| argument.to_owned())
}
