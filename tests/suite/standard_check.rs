//! `standard check` passes on the checkout and names file, line and column of each mistake in a broken copy.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::{Ran, conform, copy};

/// A copy of the standards' folder with one change, and what `standard check` says about it.
struct Broken {
    ran: Ran,
    _folder: TempDir,
    path: PathBuf,
    line: usize,
    column: usize,
}

impl Broken {
    /// Replaces the first occurrence of a text behind another one; the place expected is that of `wrong` in the result.
    fn new(file: &str, change: (&str, &str, &str), wrong: &str) -> Self {
        Self::of("gdzw-0017-2019", file, change, wrong)
    }

    /// The same in a file of this standard.
    fn of(standard: &str, file: &str, (behind, old, new): (&str, &str, &str), wrong: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let schemas = copy("schemas", folder.path());
        let path = schemas.join(standard).join(file);
        let text = std::fs::read_to_string(&path).expect("a file");
        let (head, rest) = text.split_at(text.find(behind).expect("the place"));
        assert!(rest.contains(old), "`{old}` does not stand behind `{behind}`");
        let changed = format!("{head}{}", rest.replacen(old, new, 1));
        let at = head.len() + changed[head.len()..].find(wrong).expect("what is wrong");
        let line = changed[..at].matches('\n').count() + 1;
        let column = changed[..at].chars().rev().take_while(|c| *c != '\n').count() + 1;
        std::fs::write(&path, changed).expect("written");
        Self { ran: check(&schemas), _folder: folder, path, line, column }
    }

    fn is_refused_at_its_place(&self, said: &[&str]) {
        assert_eq!(self.ran.code, 2, "{}", self.ran.said());
        let place = format!("{}:{}:{}", self.path.display(), self.line, self.column);
        assert!(self.ran.stderr.contains(&place), "{place} is missing:\n{}", self.ran.stderr);
        for said in said {
            assert!(self.ran.stderr.contains(said), "`{said}` is missing:\n{}", self.ran.stderr);
        }
    }
}

fn check(schemas: &Path) -> Ran {
    conform(&["standard", "check", "--schemas", schemas.to_str().expect("UTF-8")])
}

#[test]
fn the_embedded_standards_and_an_unchanged_copy_are_in_step() {
    let ran = conform(&["standard", "check"]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    let folder = tempfile::tempdir().expect("a folder");
    let ran = check(&copy("schemas", folder.path()));
    assert_eq!(ran.code, 0, "{}", ran.said());
}

#[test]
fn an_unknown_type_notation_is_refused() {
    let change = ("name: item_name", "type: String", "type: Strnig");
    Broken::new("tables/T2.yaml", change, "Strnig")
        .is_refused_at_its_place(&["unknown type notation `Strnig`", "String"]);
}

#[test]
fn an_unknown_length_notation_is_refused() {
    let change = ("name: remarks", "length: \"0~100\"", "length: \"0-100\"");
    Broken::new("tables/T2.yaml", change, "\"0-100\"").is_refused_at_its_place(&["unknown length notation", "0~100"]);
}

#[test]
fn a_row_without_an_ordinal_is_refused() {
    let change = ("  - ordinal: 4", "  - ordinal: 4\n    name", "  - name");
    Broken::new("tables/T2.yaml", change, "send_type").is_refused_at_its_place(&["no `ordinal` on `send_type`"]);
}

#[test]
fn a_reference_to_a_table_that_is_not_there_is_refused() {
    let change = ("name: receiver_info", "members: T3", "members: T33");
    Broken::new("tables/T2.yaml", change, "T33").is_refused_at_its_place(&["T33"]);
}

#[test]
fn a_reading_about_a_row_that_is_not_there_is_refused() {
    let change = ("- id: A57", "requirements: [T13.7]", "requirements: [T13.70]");
    Broken::new("readings.yaml", change, "T13.70").is_refused_at_its_place(&["T13.70"]);
}

#[test]
fn a_rule_about_links_names_both_ends_and_how_many() {
    let broken = |change, wrong| Broken::of("yueshangma-2021", "standard.yaml", change, wrong);
    let rule = "requirement: \"3.3.net.5\"";
    broken((rule, ", links: 1", ""), "\"3.3.net.5\"").is_refused_at_its_place(&["a place without `links`"]);
    broken((rule, "[F3.2.1, F3.2.2]", "[F3.2.1]"), "\"3.3.net.5\"").is_refused_at_its_place(&["links have two ends"]);
}

#[test]
fn a_reason_that_no_reading_may_have_is_refused() {
    let change = ("id: C05", "kind: interpretation", "kind: not-served");
    let broken = Broken::of("yueshangma-2021", "readings.yaml", change, "not-served");
    broken.is_refused_at_its_place(&["unknown value `not-served`"]);
}

#[test]
fn a_misspelt_key_is_refused_with_a_suggestion() {
    let change = ("name: item_name", "required:", "requierd:");
    Broken::new("tables/T2.yaml", change, "requierd").is_refused_at_its_place(&["did you mean `required`?"]);
}

#[test]
fn a_misspelt_keyword_of_a_derived_schema_is_refused_with_a_suggestion() {
    let change = ("\"remarks\"", "\"maxLength\"", "\"maxLenght\"");
    let broken = Broken::new("derived/T2.schema.json", change, "\"maxLenght\"");
    broken.is_refused_at_its_place(&["did you mean `maxLength`?"]);
}

#[test]
fn two_mistakes_are_two_errors() {
    let folder = tempfile::tempdir().expect("a folder");
    let schemas = copy("schemas", folder.path());
    for table in ["T2", "T3"] {
        let path = schemas.join(format!("gdzw-0017-2019/derived/{table}.schema.json"));
        let text = std::fs::read_to_string(&path).expect("a file");
        std::fs::write(&path, text.replacen("\"maxLength\"", "\"maxLenght\"", 1)).expect("written");
    }
    let ran = check(&schemas);
    assert_eq!(ran.code, 2, "{}", ran.said());
    assert_eq!(ran.stderr.matches("did you mean `maxLength`?").count(), 2, "{}", ran.stderr);
    assert_eq!(ran.stderr.matches("error:").count(), 2, "{}", ran.stderr);
}

#[test]
fn a_clause_that_nothing_judges_or_explains_is_refused() {
    let change = ("- id: \"5.2\"", "    disposition: { kind: needs-document, note: GDZW 0012-2019 }\n", "");
    Broken::new("standard.yaml", change, "\"5.2\"")
        .is_refused_at_its_place(&["no check judges gdzw-0017-2019/5.2#behaviour", "give its `disposition`"]);
}

#[test]
fn a_row_that_nothing_judges_or_explains_is_refused() {
    let change =
        ("name: deal_address", "    required: \"否\"\n", "    required: \"否\"\n    semantics: { unique: true }\n");
    Broken::new("tables/T20.yaml", change, "deal_address")
        .is_refused_at_its_place(&["no check judges gdzw-0017-2019/T20.1#behaviour"]);
}

#[test]
fn a_derived_schema_that_drifted_is_refused_with_its_line() {
    let change = ("\"remarks\"", "\"maxLength\": 100", "\"maxLength\": 99");
    let broken = Broken::new("derived/T2.schema.json", change, "\"maxLength\": 99");
    assert_eq!(broken.ran.code, 2, "{}", broken.ran.said());
    let place = format!("gdzw-0017-2019/derived/T2.schema.json:{}", broken.line);
    for said in [place.as_str(), "`\"maxLength\": 99`", "`\"maxLength\": 100`", "standard derive"] {
        assert!(broken.ran.stderr.contains(said), "`{said}` is missing:\n{}", broken.ran.stderr);
    }
}

#[test]
fn a_changed_table_drifts_until_the_schemas_are_derived_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let schemas = copy("schemas", folder.path());
    let table = schemas.join("gdzw-0017-2019/tables/T2.yaml");
    let text = std::fs::read_to_string(&table).expect("a table");
    std::fs::write(&table, text.replace("\"0~100\"", "\"0~120\"")).expect("written");
    let ran = check(&schemas);
    assert_eq!(ran.code, 2, "{}", ran.said());
    assert!(ran.stderr.contains("T2.schema.json"), "{}", ran.stderr);
    let derived = conform(&["standard", "derive", "--schemas", schemas.to_str().expect("UTF-8")]);
    assert_eq!(derived.code, 0, "{}", derived.said());
    assert_eq!(check(&schemas).code, 0);
}
