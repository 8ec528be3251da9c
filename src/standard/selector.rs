//! Selectors: how the rules of readings name the requirements that they decide.

use super::model::Standard;
use super::table::{Kind, Row, Table};

/// One term of a selector; all terms must hold.
enum Term<'a> {
    /// A local id in which `*` stands for any characters, dots included.
    Glob(&'a str),
    /// `length:0~`: a row whose length cell, as printed, begins with this text.
    Length(&'a str),
    /// `required:是`: a row that is required, as read; `否` one that is not.
    Required(bool),
    /// `kind:request`: a row of a request table.
    Kind(Kind),
}

/// Whether a selector names the requirement with this local id.
///
/// A selector is a local id (`T13.4`, `7.1.5`), a pattern with `*` (`T16.*`, `7.*.5`, `*`), a condition on rows
/// (`length:0~`, `required:是`, `kind:request`), or several of these joined with `&`. A selector that cannot be read, which
/// the lint refuses, names nothing.
pub fn matches(selector: &str, standard: &Standard, local: &str) -> bool {
    terms(selector).is_ok_and(|terms| terms.iter().all(|term| term.holds(standard, local)))
}

/// What is wrong with a selector, if anything.
pub(super) fn fault(selector: &str) -> Option<String> {
    terms(selector).err()
}

fn terms(selector: &str) -> Result<Vec<Term<'_>>, String> {
    selector.split('&').map(|term| parse(term).ok_or_else(|| wrong(selector, term))).collect()
}

fn parse(term: &str) -> Option<Term<'_>> {
    Some(match term.split_once(':') {
        Some(("length", start)) if !start.is_empty() => Term::Length(start),
        Some(("required", "是")) => Term::Required(true),
        Some(("required", "否")) => Term::Required(false),
        Some(("kind", "request")) => Term::Kind(Kind::Request),
        Some(("kind", "response")) => Term::Kind(Kind::Response),
        Some(("kind", "database")) => Term::Kind(Kind::Database),
        Some(("kind", "form")) => Term::Kind(Kind::Form),
        None if !term.trim().is_empty() => Term::Glob(term),
        _ => return None,
    })
}

fn wrong(selector: &str, term: &str) -> String {
    format!(
        "`{term}` in selector `{selector}` cannot be read: expected an id with or without `*`, `length:<start>`, \
         `required:是`, `required:否`, `kind:request`, `kind:response`, `kind:database` or `kind:form`"
    )
}

impl Term<'_> {
    fn holds(&self, standard: &Standard, local: &str) -> bool {
        let row =
            |holds: &dyn Fn(&Table, &Row) -> bool| standard.row(local).is_some_and(|(table, row)| holds(table, row));
        match self {
            Self::Glob(pattern) => glob(pattern, local),
            Self::Length(start) => row(&|_, row| row.printed_length.value.starts_with(start)),
            Self::Required(required) => row(&|_, row| row.required() == *required),
            Self::Kind(kind) => row(&|table, _| table.kind == *kind),
        }
    }
}

/// Whether a text fits a pattern in which `*` stands for any characters.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(start) else { return false };
    let (middle, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    for part in middle.split('*').filter(|part| !part.is_empty()) {
        let Some(at) = text.find(part) else { return false };
        text = &text[at + part.len()..];
    }
    text.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::{Library, Source};

    fn selected(selector: &str) -> Vec<String> {
        let library = Library::load(&Source::embedded_schemas()).expect("the embedded standards");
        let standard = library.standard("gdzw-0017-2019").expect("the standard");
        let rows = standard.tables.iter().flat_map(|table| table.rows.iter().map(|row| table.local_id(row)));
        let clauses = standard.clauses.iter().map(|clause| clause.id.clone());
        rows.chain(clauses).filter(|local| matches(selector, standard, local)).collect()
    }

    #[test]
    fn an_id_names_itself_alone() {
        assert_eq!(selected("T1.1"), ["T1.1"]);
        assert_eq!(selected("7.1.5"), ["7.1.5"]);
    }

    #[test]
    fn a_star_stands_for_any_characters() {
        assert_eq!(selected("7.*.5"), ["7.1.5", "7.2.5", "7.3.5", "7.4.5", "7.5.5"]);
        assert_eq!(selected("T8.*").len(), 6);
        assert_eq!(selected("*").len(), selected("*.*").len());
    }

    #[test]
    fn length_looks_at_the_printed_cell_and_required_at_the_cell_as_read() {
        assert_eq!(selected("length:2"), ["T13.22", "T16.22"], "printed 2, read as unlimited");
        assert_eq!(selected("length:0~&T6.*"), ["T6.2"]);
        assert_eq!(selected("T12.*&required:是"), ["T12.1", "T12.2", "T12.3"]);
        assert_eq!(selected("T12.*&required:否"), ["T12.4"]);
    }

    #[test]
    fn all_terms_must_hold_and_clauses_are_of_no_kind() {
        let both = selected("length:0~&required:是&kind:response");
        assert!(both.contains(&"T13.10".to_owned()) && !both.contains(&"T3.1".to_owned()));
        assert_eq!(selected("7.*&kind:request"), [""; 0]);
    }

    #[test]
    fn a_selector_that_cannot_be_read_names_nothing_and_says_why() {
        for selector in ["", "T1.1&", "lenght:0~", "required:yes", "kind:answer", "length:"] {
            assert_eq!(selected(selector), [""; 0], "{selector}");
            assert!(fault(selector).is_some(), "{selector}");
        }
        assert_eq!(fault("length:0~&required:是"), None);
    }

    #[test]
    fn globs_do_not_use_a_character_twice() {
        assert!(glob("a*a", "aba") && glob("a*b*c", "a-b-b-c") && glob("*", "") && glob("**", "x"));
        assert!(!glob("a*a", "a") && !glob("a*b*b", "ab") && !glob("ab", "abc") && !glob("*x", "xy"));
    }
}
