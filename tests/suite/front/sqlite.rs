//! The same tables in a SQLite file.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, params_from_iter};

use super::rows::{
    MAIN, Row, TYPES, hint, judge, kept_not, offending, place, rejected, rejected_columns, sound, tangled,
};

/// A table as SQLite is told of it: the key counts up, all but the holder's type are required.
pub fn definition(name: &str, columns: &[(String, String)]) -> String {
    let column = |(name, declared): &(String, String)| match name.as_str() {
        "ID" => "ID integer PRIMARY KEY".to_owned(),
        "CertificateHolderType" => format!("{name} {declared}"),
        _ => format!("{name} {declared} NOT NULL"),
    };
    format!("CREATE TABLE {name} ({})", columns.iter().map(column).collect::<Vec<_>>().join(", "))
}

fn main_columns() -> Vec<(String, String)> {
    MAIN.iter().zip(TYPES).map(|(name, declared)| ((*name).to_owned(), declared.to_owned())).collect()
}

fn fill(session: &Connection, table: &str, rows: &[Row]) {
    for row in rows {
        let marks = vec!["?"; row.len()].join(", ");
        let insert = format!("INSERT INTO {table} VALUES ({marks})");
        session.execute(&insert, params_from_iter(row)).expect("inserted");
    }
}

/// A file with both tables; `change` edits how the main one is declared.
fn file(folder: &Path, rows: &[Row], change: impl Fn(String) -> String) -> PathBuf {
    let path = folder.join("front.db");
    let session = Connection::open(&path).expect("a file");
    session.execute_batch(&change(definition("lic_data", &main_columns()))).expect("a table");
    session.execute_batch(&definition("lic_data_error", &rejected_columns())).expect("a table");
    fill(&session, "lic_data", rows);
    fill(&session, "lic_data_error", &rejected());
    path
}

fn nullable(definition: String) -> String {
    definition.replace(" NOT NULL", "")
}

#[test]
fn a_conforming_file_conforms_and_is_not_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(folder.path(), &sound(), |definition| definition);
    let before = std::fs::read(&path).expect("a file");
    let (ran, verdicts) = judge(path.to_str().expect("UTF-8"), &[]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(verdicts.len() > 100 && kept_not(&verdicts).is_empty(), "{:?}", kept_not(&verdicts));
    assert_eq!(std::fs::read(&path).expect("a file"), before);
    let files: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").collect();
    assert_eq!(files.len(), 1, "nothing is left beside it: {files:?}");
}

#[test]
fn each_kind_of_offence_is_found_as_in_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let (rows, mut expected) = offending();
    let path = file(folder.path(), &rows, nullable);
    let (ran, verdicts) = judge(path.to_str().expect("UTF-8"), &[]);
    let required = (0..MAIN.len()).filter(|at| ![0, place("CertificateHolderType")].contains(at));
    expected.extend(required.map(|at| format!("TH.1.{}#presence nullable warning", at + 1)));
    assert_eq!((ran.code, kept_not(&verdicts)), (1, expected), "{}", ran.said());
    let told = hint(&verdicts, "TH.1.17#format", "wrong-format");
    assert!(told.contains("ID=22 \"244\""), "{told}");
}

#[test]
fn what_only_several_rows_show_is_asked_of_the_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let (rows, mut expected) = tangled(true);
    let path =
        file(folder.path(), &rows, |definition| definition.replace("ID integer PRIMARY KEY", "ID bigint NOT NULL"));
    expected.insert("TH.1.1#behaviour no-primary-key fail".to_owned());
    let (ran, verdicts) = judge(path.to_str().expect("UTF-8"), &[]);
    assert_eq!((ran.code, kept_not(&verdicts)), (1, expected), "{}", ran.said());
}

#[test]
fn a_sample_and_a_day_hold_in_a_database_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: Vec<Row> = (1..=1500).map(|number| super::rows::row(number, &format!("R{number}"), "I", "1")).collect();
    let path = file(folder.path(), &rows, |definition| definition);
    let path = path.to_str().expect("UTF-8");
    let (ran, _) = judge(path, &["--sample", "150"]);
    let drawn = ran.stdout.split("sample of ").nth(1).and_then(|rest| rest.split(' ').next()?.parse::<u32>().ok());
    assert!(drawn.is_some_and(|drawn| (100..200).contains(&drawn)), "{}", ran.said());
    let (ran, _) = judge(path, &["--since", "2024-01-10"]);
    assert!(ran.code == 0 && ran.stdout.contains("rows since 2024-01-10"), "{}", ran.said());
}
