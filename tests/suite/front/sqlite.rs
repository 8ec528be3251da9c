//! The same tables in a SQLite file.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rusqlite::{Connection, params_from_iter};

use super::rows::{
    MAIN, Row, TYPES, ended_again, hint, judge, kept_not, offending, place, rejected, rejected_columns, sound, tangled,
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
    file_with(folder, rows, &rejected(), change)
}

fn file_with(folder: &Path, rows: &[Row], rejected: &[Row], change: impl Fn(String) -> String) -> PathBuf {
    let path = folder.join("front.db");
    let session = Connection::open(&path).expect("a file");
    session.execute_batch(&change(definition("lic_data", &main_columns()))).expect("a table");
    session.execute_batch(&definition("lic_data_error", &rejected_columns())).expect("a table");
    fill(&session, "lic_data", rows);
    fill(&session, "lic_data_error", rejected);
    path
}

/// Every file of a folder with its bytes and when it was written.
fn listing(folder: &Path) -> Vec<(PathBuf, Vec<u8>, SystemTime)> {
    let paths = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
    let mut files: Vec<_> = paths
        .map(|path| {
            let bytes = std::fs::read(&path).expect("readable");
            let time = path.metadata().and_then(|metadata| metadata.modified()).expect("a time");
            (path, bytes, time)
        })
        .collect();
    files.sort();
    files
}

/// Judges a file, holds the folder to what it was before, and tells how many rows there were.
fn judged_untouched(path: &Path) -> String {
    let folder = path.parent().expect("a folder");
    let before = listing(folder);
    let (ran, verdicts) = judge(path.to_str().expect("UTF-8"), &["--sample", "100"]);
    assert_eq!((ran.code, kept_not(&verdicts).len()), (0, 0), "{}", ran.said());
    assert!(listing(folder) == before, "the folder is not as it was");
    let rows = ran.stdout.split("sample of ").nth(1).and_then(|rest| rest.split(',').next());
    rows.expect("how many rows").to_owned()
}

fn nullable(definition: String) -> String {
    definition.replace(" NOT NULL", "")
}

#[test]
fn a_conforming_file_conforms_and_is_not_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(folder.path(), &sound(), |definition| definition);
    let before = listing(folder.path());
    let (ran, verdicts) = judge(path.to_str().expect("UTF-8"), &[]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(verdicts.len() > 100 && kept_not(&verdicts).is_empty(), "{:?}", kept_not(&verdicts));
    assert!(listing(folder.path()) == before && before.len() == 1, "something is left beside it, or it was touched");
}

#[test]
fn a_write_ahead_log_is_read_along_and_neither_made_nor_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    let (rows, more) = (sound(), [super::rows::row(9, "F", "I", "4"), super::rows::row(10, "G", "I", "4")]);
    let path = file(folder.path(), &rows, |definition| format!("PRAGMA journal_mode = WAL; {definition}"));
    assert_eq!(listing(folder.path()).len(), 1, "whoever closes a file last takes its log away");
    assert_eq!(judged_untouched(&path), "9 of 9 rows");
    // Somebody has it open, and what was written last stands in the log alone.
    let writer = Connection::open(&path).expect("a writer");
    writer.execute_batch("PRAGMA wal_autocheckpoint = 0").expect("set");
    fill(&writer, "lic_data", &more[..1]);
    assert_eq!(listing(folder.path()).len(), 3);
    assert_eq!(judged_untouched(&path), "10 of 10 rows");
    fill(&writer, "lic_data", &more[1..]);
    assert_eq!(judged_untouched(&path), "11 of 11 rows");
    // What a backup took along: the file and its log.
    let taken = tempfile::tempdir().expect("a folder");
    for name in ["front.db", "front.db-wal"] {
        std::fs::copy(folder.path().join(name), taken.path().join(name)).expect("copied");
    }
    assert_eq!(judged_untouched(&taken.path().join("front.db")), "11 of 11 rows");
    #[cfg(unix)]
    {
        let linked = tempfile::tempdir().expect("a folder");
        let link = linked.path().join("link.db");
        std::os::unix::fs::symlink(&path, &link).expect("a link");
        assert_eq!(judged_untouched(&link), "11 of 11 rows");
    }
    writer.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("set");
    assert_eq!(judged_untouched(&path), "11 of 11 rows");
}

#[test]
fn an_end_that_was_rejected_may_come_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (rows, rejected) = ended_again();
    let path = file_with(folder.path(), &rows, &rejected, |definition| definition);
    let (ran, verdicts) = judge(path.to_str().expect("UTF-8"), &[]);
    assert_eq!((ran.code, kept_not(&verdicts).len()), (0, 0), "{}", ran.said());
}

#[test]
fn a_row_without_a_time_that_can_be_read_counts_since_any_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut rows = sound();
    let times = [None, Some("2023/12/31 23:59:59"), Some("2023-12-31T23:59:59"), Some("nonsense"), Some("2024/01/02")];
    for (row, time) in rows.iter_mut().zip(times) {
        row[place("Cd_time")] = time.map(str::to_owned);
    }
    let path = file(folder.path(), &rows, nullable);
    let (ran, verdicts) = judge(path.to_str().expect("UTF-8"), &["--since", "2024-01-01"]);
    assert_eq!(ran.code, 1, "{}", ran.said());
    assert!(hint(&verdicts, "TH.1.15#presence", "null").contains("1 of 6 rows of lic_data: ID=1 null"));
    assert!(hint(&verdicts, "TH.1.15#type", "wrong-type").contains("1 of 6 rows of lic_data: ID=4"));
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
