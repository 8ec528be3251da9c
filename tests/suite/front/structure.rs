//! Tables as they are declared.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::rows::{MAIN, TYPES, judge, kept_not, rejected_columns};
use super::sqlite::definition;

/// What is said about a main table that is declared otherwise; without rows, of which nothing is said then.
fn declared(change: impl Fn(String) -> String) -> BTreeSet<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("front.db");
    let session = Connection::open(&path).expect("a file");
    let columns: Vec<_> = MAIN.iter().zip(TYPES).map(|(name, kind)| ((*name).to_owned(), kind.to_owned())).collect();
    session.execute_batch(&change(definition("lic_data", &columns))).expect("a table");
    session.execute_batch(&definition("lic_data_error", &rejected_columns())).expect("a table");
    drop(session);
    let (_, verdicts) = judge(path.to_str().expect("UTF-8"), &[]);
    let lines = kept_not(&verdicts).into_iter();
    lines.filter(|line| !line.contains("not-reached") && !line.contains("not-asked")).collect()
}

#[test]
fn a_table_that_is_declared_otherwise_is_told_by_its_row() {
    let cases = [
        ("IssueDate varchar(32)", "IssueDate varchar(31)", "TH.1.13#length narrow-column fail"),
        ("IssueDate varchar(32)", "IssueDate varchar(33)", "TH.1.13#length wide-column warning"),
        ("IssueDate varchar(32)", "IssueDate text", "TH.1.13#length wide-column warning"),
        ("IssueDate varchar(32)", "IssueDate blob", "TH.1.13#type wrong-type fail"),
        ("IssueDept longtext", "IssueDept varchar(4000)", "TH.1.6#type narrow-column fail"),
        ("IssueDept longtext", "IssueDept mediumtext", "TH.1.6#type narrow-column warning"),
        ("IssueDept longtext NOT NULL", "IssueDept longtext", "TH.1.6#presence nullable warning"),
        ("varchar(2000)", "varchar(2000) NOT NULL", "TH.1.11#presence not-nullable warning"),
        ("ID integer PRIMARY KEY", "ID bigint PRIMARY KEY NOT NULL", "TH.1.1#behaviour not-counted-up warning"),
        ("ID integer PRIMARY KEY", "ID bigint NOT NULL", "TH.1.1#behaviour no-primary-key fail"),
        ("CREATE TABLE lic_data ", "CREATE TABLE LIC_DATA ", "6.3.2#format miscased-key fail"),
        ("CREATE TABLE lic_data ", "CREATE TABLE licences ", "6.3.2#format no-such-table fail"),
    ];
    for (from, to, line) in cases {
        let mut told = declared(|definition| definition.replace(from, to));
        told.retain(|line| !line.contains("prerequisite"));
        assert_eq!(told, BTreeSet::from([line.to_owned()]), "{to}");
    }
    assert!(declared(|definition| definition).is_empty());
    assert!(declared(|definition| definition.replace("Cd_", "CD_")).is_empty(), "the case of columns does not count");
}

#[test]
fn structure_is_told_without_rows() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("front.db");
    let session = Connection::open(&path).expect("a file");
    let columns: Vec<_> = MAIN.iter().zip(TYPES).map(|(name, kind)| ((*name).to_owned(), kind.to_owned())).collect();
    session.execute_batch(&definition("lic_data", &columns)).expect("a table");
    session.execute_batch(&definition("lic_data_error", &rejected_columns())).expect("a table");
    drop(session);
    let (_, verdicts) = judge(path.to_str().expect("UTF-8"), &[]);
    let told = kept_not(&verdicts);
    let of_structure = |line: &&String| line.contains("#type") || line.contains("#length") || line.contains(".1#behav");
    assert_eq!(told.iter().filter(of_structure).collect::<Vec<_>>(), Vec::<&String>::new());
    assert!(told.contains("TH.1.13#format not-reached inconclusive"), "{told:?}");
}

#[test]
fn a_missing_column_is_one_cause_of_all_that_cannot_be_told() {
    let told = declared(|definition| definition.replace(", Cd_time timestamp NOT NULL", ""));
    let expected = ["TH.1.15#presence missing fail", "TH.1.15#type prerequisite inconclusive"];
    let lines: Vec<&String> = told.iter().filter(|line| line.starts_with("TH.1.15")).collect();
    assert_eq!(lines, expected);
}
