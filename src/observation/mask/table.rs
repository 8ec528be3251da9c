//! Values in the forms that are searched for, all at once.

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::view::View;
use super::{Find, PERSONAL, base64};

/// Personal values of up to this many ASCII letters and digits need a boundary on both sides.
const SHORT: usize = 3;

/// Base64 of up to this many digits needs a boundary on both sides.
const SHORT_BASE64: usize = 8;

/// Values with the automaton that finds them.
#[derive(Clone)]
pub(super) struct Table {
    values: Vec<(String, Option<String>)>,
    forms: Vec<Form>,
    /// None when the values are too large for an automaton together: they are then searched one by one.
    automaton: Option<AhoCorasick>,
}

/// One form of a value.
#[derive(Clone)]
struct Form {
    value: usize,
    text: String,
    beside: Beside,
}

/// What may stand beside a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    /// Anything.
    Anything,
    /// No ASCII letter or digit.
    Boundary,
    /// Quotes: the form is a whole JSON string.
    Quotes,
    /// Anything; padding belongs to the form.
    Base64,
    /// No ASCII letter or digit; padding belongs to the form.
    Base64Boundary,
}

impl Table {
    pub fn new(values: Vec<(String, Option<String>)>) -> Self {
        let forms: Vec<Form> = values
            .iter()
            .enumerate()
            .flat_map(|(index, (value, shown))| forms(index, value, shown.as_deref()))
            .collect();
        // What is searched is short, and each case has values of its own: the automaton must be cheap to build.
        let mut builder = AhoCorasick::builder();
        let builder = builder.kind(Some(AhoCorasickKind::NoncontiguousNFA));
        let automaton = builder.build(forms.iter().map(|form| &form.text)).ok();
        Self { values, forms, automaton }
    }

    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub fn into_values(self) -> Vec<(String, Option<String>)> {
        self.values
    }

    /// Adds what is found in a view.
    pub fn find<'a>(&'a self, view: &View<'_>, finds: &mut Vec<Find<'a>>) {
        match &self.automaton {
            Some(automaton) => automaton
                .find_overlapping_iter(view.bytes.as_ref())
                .for_each(|found| self.add(view, found.pattern().as_usize(), found.start(), found.end(), finds)),
            None => {
                for (index, form) in self.forms.iter().enumerate() {
                    let windows = view.bytes.windows(form.text.len()).enumerate();
                    windows
                        .filter(|(_, window)| *window == form.text.as_bytes())
                        .for_each(|(start, _)| self.add(view, index, start, start + form.text.len(), finds));
                }
            }
        }
    }

    fn add<'a>(&'a self, view: &View<'_>, form: usize, start: usize, end: usize, finds: &mut Vec<Find<'a>>) {
        let Some(form) = self.forms.get(form) else { return };
        let Some((value, shown)) = self.values.get(form.value) else { return };
        if let Some(end) = form.beside.end(&view.bytes, start, end) {
            let (start, end) = view.origin(start, end);
            let shown = shown.as_deref();
            let secret = shown.is_some_and(|shown| shown != PERSONAL);
            finds.push(Find { start, end, shown, secret, weight: value.len() });
        }
    }
}

fn forms(index: usize, value: &str, shown: Option<&str>) -> Vec<Form> {
    let personal = shown == Some(PERSONAL);
    let form = |text: String, beside| Form { value: index, text, beside };
    if everywhere(value) {
        return vec![form(value.to_owned(), Beside::Quotes)];
    }
    let short = personal && value.len() <= SHORT && value.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let mut forms = vec![form(value.to_owned(), if short { Beside::Boundary } else { Beside::Anything })];
    let standard = base64::standard(value.as_bytes());
    let beside = if standard.len() <= SHORT_BASE64 { Beside::Base64Boundary } else { Beside::Base64 };
    let url_safe = base64::url_safe(&standard);
    if url_safe != standard {
        forms.push(form(url_safe, beside));
    }
    forms.push(form(standard, beside));
    forms
}

/// Values that are part of every text.
fn everywhere(value: &str) -> bool {
    value.chars().nth(1).is_none()
        || matches!(value, "null" | "true" | "false")
        || value.chars().all(|c| c.is_ascii_punctuation() || c.is_whitespace())
}

impl Beside {
    /// The end of the form in these bytes, with its padding; nothing when something else stands beside it.
    fn end(self, bytes: &[u8], start: usize, end: usize) -> Option<usize> {
        let before = start.checked_sub(1).and_then(|before| bytes.get(before)).copied();
        let padded = match self {
            Self::Base64 | Self::Base64Boundary => {
                end + bytes.iter().skip(end).take(2).take_while(|byte| **byte == b'=').count()
            }
            _ => end,
        };
        let after = bytes.get(padded).copied();
        let word = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
        let fits = match self {
            Self::Anything | Self::Base64 => true,
            Self::Boundary | Self::Base64Boundary => !word(before) && !word(after),
            Self::Quotes => before == Some(b'"') && after == Some(b'"'),
        };
        fits.then_some(padded)
    }
}
