//! Files that are no readable tables: refused with file and line, and what to do.

use super::rows::{MAIN, csv, judge, sound};

/// What the command says about the main table written with these bytes.
fn refused(bytes: &[u8], more: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("lic_data.csv");
    std::fs::write(&file, bytes).expect("written");
    let (ran, verdicts) = judge(file.to_str().expect("UTF-8"), more);
    assert_eq!((ran.code, verdicts.len()), (2, 0), "{}", ran.said());
    ran.stderr
}

fn plain() -> String {
    csv(&MAIN, &sound())
}

#[test]
fn a_file_that_is_no_table_is_refused_with_its_line() {
    let row = plain().lines().nth(3).expect("a row").to_owned();
    let with = |broken: &str| plain().replace(&row, broken);
    let cases = [
        (with(&row.replace("样例局", "样例\"局")), ":4: a quote where none may stand"),
        (with(&row.replace("样例局", "\"样例\"局")), ":4: a quote where none may stand"),
        (with(&row.replace("样例局", "\"样例局")), ":4: a quote opens a cell here and is never closed"),
        (with(&format!("{row},more")), ":4: 18 cells: expected 17"),
        (with(row.rsplit_once(',').expect("cells").0), ":4: 16 cells: expected 17"),
        (plain().replace("DataSource", "Data_Source"), ":1: no column DataSource in the heading"),
        (plain().replace("DataSource", "Data_Source"), "`Data_Source` looks like it"),
        (plain().replace("CertificateName", "id"), ":1: column ID stands twice"),
        (plain().replace(',', ";"), ":1: the cells of the heading are separated by semicolons: expected a comma"),
        (plain().replace(',', "\t"), "separated by tabs"),
        (String::new(), ":1: no heading"),
    ];
    for (text, message) in cases {
        let told = refused(text.as_bytes(), &[]);
        assert!(told.contains("lic_data.csv") && told.contains(message), "{message}: {told}");
    }
}

#[test]
fn a_quoted_cell_over_two_lines_does_not_shift_the_lines_behind_it() {
    let mut rows = sound();
    rows[0][5] = Some("样例\n局".to_owned());
    let text = csv(&MAIN, &rows).replacen("2024年1月8日,U", "2024年1月8日\",U", 1);
    let told = refused(text.as_bytes(), &[]);
    assert!(told.contains("lic_data.csv:5: a quote"), "{told}");
}

#[test]
fn bytes_of_no_encoding_are_told_with_their_line() {
    let mut bytes = plain().into_bytes();
    let end = bytes.len() - 1;
    bytes[end - 4] = 0xff;
    let told = refused(&bytes, &[]);
    assert!(told.contains("lic_data.csv:9: bytes that are no UTF-8"), "{told}");
    let marked = [&b"\xEF\xBB\xBF"[..], encoding_rs::GB18030.encode(&plain()).0.as_ref()].concat();
    let told = refused(&marked, &[]);
    assert!(told.contains("lic_data.csv:2: bytes that are no UTF-8"), "the mark says UTF-8: {told}");
    let told = refused(&bytes, &["--encoding", "gb18030"]);
    assert!(told.contains("lic_data.csv:") && told.contains("no GB18030"), "{told}");
}

#[test]
fn the_first_broken_line_of_a_long_file_is_told() {
    let row = plain().lines().nth(1).expect("a row").to_owned();
    let mut lines = vec![row.as_str(); 20_000];
    let short = row.rsplit_once(',').expect("cells").0.to_owned();
    lines[12_345] = &short;
    lines[19_999] = &short;
    let told = refused(format!("{}\n{}\n", MAIN.join(","), lines.join("\n")).as_bytes(), &[]);
    assert!(told.contains("lic_data.csv:12347: 16 cells"), "{told}");
}

#[test]
fn a_source_that_is_none_says_what_was_expected() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("UTF-8").to_owned();
    for (source, more, message) in [
        (path.as_str(), vec![], "expected lic_data.csv or lic_data_error.csv"),
        ("no/such/file", vec![], "expected a SQLite file, a CSV file"),
        (path.as_str(), vec!["--table", "lic_date=x.csv"], "did you mean `lic_data`?"),
        (path.as_str(), vec!["--table", "x.csv"], "expected NAME=FILE"),
        ("mysql://reader:plain@127.0.0.1/front", vec![], "the URL has a password"),
        ("mysql://127.0.0.1:1/front", vec![], "no session with the database"),
    ] {
        let (ran, _) = judge(source, &more);
        assert!(ran.code == 2 && ran.stderr.contains(message), "{source}: {}", ran.said());
        assert!(!ran.stderr.contains("plain@"), "{}", ran.stderr);
    }
}
