//! The texts of a page in both languages: shown in one, carried in the other.

use std::collections::HashMap;
use std::fmt;

use askama::filters::{Html, HtmlSafe, escape};

use crate::id::{self, Language};
use crate::report::escape::{SHOWN_LENGTH, cut};
use crate::report::texts::{Label, Words};

/// A text in both languages, Chinese first.
type Both = [String; 2];

/// The texts of one page.
pub(super) struct Dictionary {
    language: Language,
    texts: Vec<Both>,
    places: HashMap<Both, usize>,
}

/// A text of a page. Shown as markup it can be switched; what is the same in both languages is plain.
#[derive(Debug, Clone)]
pub(super) struct Text {
    /// Its place in the dictionary; none for one that both languages share.
    pub key: Option<usize>,
    /// The text in the language that the page opens in.
    pub shown: String,
}

impl Dictionary {
    pub fn new(language: Language) -> Self {
        Self { language, texts: Vec::new(), places: HashMap::new() }
    }

    /// A fixed text.
    pub fn words(&mut self, words: Words) -> Text {
        self.both(|language| words.get(language).to_owned())
    }

    /// A fixed text that other formats have as well.
    pub fn label(&mut self, label: Label) -> Text {
        self.words(label.words())
    }

    /// A text of the catalogue.
    pub fn titled(&mut self, title: &id::Text) -> Text {
        self.both(|language| cut(title.get(language), SHOWN_LENGTH))
    }

    /// What is made for each language.
    pub fn both(&mut self, make: impl Fn(Language) -> String) -> Text {
        let both = [make(Language::Zh), make(Language::En)];
        let shown = match (self.language, &both) {
            (Language::Zh, [text, _]) | (Language::En, [_, text]) => text.clone(),
        };
        let [zh, en] = &both;
        if zh == en {
            return Text { key: None, shown };
        }
        let next = self.texts.len();
        let key = *self.places.entry(both).or_insert_with_key(|both| {
            self.texts.push(both.clone());
            next
        });
        Text { key: Some(key), shown }
    }

    /// The place of a fixed text, for the script.
    pub fn key(&mut self, words: Words) -> usize {
        let both = [words.zh.to_owned(), words.en.to_owned()];
        let next = self.texts.len();
        *self.places.entry(both).or_insert_with_key(|both| {
            self.texts.push(both.clone());
            next
        })
    }

    /// Everything, by place.
    pub fn texts(&self) -> &[Both] {
        &self.texts
    }
}

impl Text {
    /// A text that both languages share.
    pub fn plain(text: String) -> Self {
        Self { key: None, shown: text }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ok(shown) = escape(&self.shown, Html);
        match self.key {
            Some(key) => write!(f, "<span data-t=\"{key}\">{shown}</span>"),
            None => write!(f, "{shown}"),
        }
    }
}

// What it shows is escaped above.
impl HtmlSafe for Text {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_carried_once_and_shown_without_markup_of_its_own() {
        let mut texts = Dictionary::new(Language::En);
        let first = texts.both(|language| format!("<b>{}", texts_name(language)));
        let again = texts.both(|language| format!("<b>{}", texts_name(language)));
        assert_eq!((first.key, again.key, texts.texts().len()), (Some(0), Some(0), 1));
        assert_eq!(first.to_string(), "<span data-t=\"0\">&#60;b&#62;en</span>");
        assert_eq!(texts.both(|_| "<same>".to_owned()).to_string(), "&#60;same&#62;");
    }

    fn texts_name(language: Language) -> &'static str {
        match language {
            Language::Zh => "zh",
            Language::En => "en",
        }
    }
}
