//! What is no fault is none, what is a small one warns, and nothing hides behind another value.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::Value;

use super::rows::{MAIN, Row, TYPES, csv, hint, judge, kept_not, place, rejected, rejected_columns, row, sound, write};
use super::sqlite::definition;

/// What is said of both tables as files.
fn told(rows: &[Row], rejected: &[Row]) -> BTreeSet<String> {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), rows, rejected);
    kept_not(&judge(text(folder.path()), &[]).1)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// Sound rows, the first of them with another value.
fn with(column: &str, value: &str) -> Vec<Row> {
    let mut rows = sound();
    rows[0][place(column)] = Some(value.to_owned());
    rows
}

fn only(line: &str) -> BTreeSet<String> {
    BTreeSet::from([line.to_owned()])
}

#[test]
fn an_operation_is_one_letter_and_nothing_beside_it() {
    for code in ["I-", "I,", "I ", "IU"] {
        let rows = with("Cd_operation", code);
        let told = told(&rows, &rejected());
        assert!(told.contains("TH.1.14#code unlisted-code fail"), "{code}: {told:?}");
    }
    let mut twice = sound();
    for (at, code) in [(6, "I-"), (7, "I-")] {
        twice[at][place("Cd_operation")] = Some(code.to_owned());
        twice[at][place("CertificateSourceId")] = Some("D".to_owned());
    }
    assert_eq!(told(&twice, &rejected()), only("TH.1.14#code unlisted-code fail"));
}

#[test]
fn a_rejected_row_keeps_what_it_was_rejected_for() {
    let mut irregular = rejected();
    let row = &mut irregular[0];
    for (column, value) in [
        ("CertificateName", ""),
        ("IssueDeptCode", "样例局"),
        ("CertificateAreaCode", "样例市"),
        ("CertificateHolderCode", "990000200001010001"),
        ("CertificateHolderType", "998"),
        ("IssueDate", "2024年2月30日"),
        ("Cd_operation", "x"),
    ] {
        row[place(column)] = Some(value.to_owned());
    }
    // Behind the reason of the rejection.
    row[place("DataSource") + 1] = Some("999".to_owned());
    assert_eq!(told(&sound(), &irregular), BTreeSet::new());
    irregular[0][1] = Some(String::new());
    assert_eq!(told(&sound(), &irregular), only("TH.2.2#presence empty warning"));
    let mut own = rejected();
    own[0][15] = Some(" ".to_owned());
    own[0][14] = Some("noon".to_owned());
    let expected = ["TH.2.15#type wrong-type fail", "TH.2.16#presence empty fail"];
    assert_eq!(told(&sound(), &own), expected.map(str::to_owned).into());
    // In the catalogue the same row is judged, once.
    let told = told(&with("IssueDate", "2024年2月30日"), &irregular);
    assert_eq!(told, ["TH.1.13#format no-such-day fail", "TH.2.2#presence empty warning"].map(str::to_owned).into());
}

#[test]
fn a_holder_of_another_type_is_told_and_no_failure() {
    for code in ["10", "998", "111,998"] {
        assert_eq!(
            told(&with("CertificateHolderType", code), &rejected()),
            only("TH.1.11#code unlisted-code warning"),
            "{code}"
        );
    }
}

/// Times as exports write them; all of the first day of the sound rows.
const TIMES: [&str; 12] = [
    "2024-01-01T00:00:01Z",
    "2024-01-01T08:00:01+08:00",
    "2024-01-01 08:00",
    "2024/1/1 8:00",
    "2024-1-1 8:00:01",
    "2024年1月1日 08:00:01",
    "2024-01-01 08:00:01.1234567",
    "20240101080001",
    "2024-01-01 08:00:01 ",
    "1704067201",
    "1704067201000",
    "2460310.5",
];

#[test]
fn a_time_in_the_notation_of_an_export_warns() {
    for time in TIMES {
        assert_eq!(told(&with("Cd_time", time), &rejected()), only("TH.1.15#type wrong-format warning"), "{time}");
    }
    for (time, line) in [
        ("2024-13-01 08:00:00", "TH.1.15#type no-such-day fail"),
        ("2024-13-01T08:00:00Z", "TH.1.15#type no-such-day fail"),
        ("2024年2月30日 08:00", "TH.1.15#type no-such-day fail"),
        ("noon", "TH.1.15#type wrong-type fail"),
        ("05/03/2024 08:00", "TH.1.15#type wrong-type fail"),
    ] {
        assert_eq!(told(&with("Cd_time", time), &rejected()), only(line), "{time}");
    }
}

/// A SQLite file whose times are what SQLite makes of values of any type.
fn sqlite(folder: &Path, rows: &[Row], time: &Value) -> BTreeSet<String> {
    let path = folder.join("front.db");
    let session = Connection::open(&path).expect("a file");
    let columns: Vec<_> = MAIN.iter().zip(TYPES).map(|(name, kind)| ((*name).to_owned(), kind.to_owned())).collect();
    session.execute_batch(&definition("lic_data", &columns)).expect("a table");
    session.execute_batch(&definition("lic_data_error", &rejected_columns())).expect("a table");
    for (at, row) in rows.iter().enumerate() {
        let mut values: Vec<Value> = row.iter().map(|text| text.clone().map_or(Value::Null, Value::Text)).collect();
        if at == 0 {
            values[place("Cd_time")] = time.clone();
        }
        let marks = vec!["?"; values.len()].join(", ");
        session
            .execute(&format!("INSERT INTO lic_data VALUES ({marks})"), rusqlite::params_from_iter(values))
            .expect("in");
    }
    drop(session);
    let told = kept_not(&judge(text(&path), &[]).1);
    told.into_iter().filter(|line| !line.ends_with("not-applicable")).collect()
}

#[test]
fn sqlite_holds_times_of_any_type() {
    let rows = [row(1, "A", "I", "1"), row(2, "B", "I", "1")];
    for time in [Value::Integer(1_704_067_201), Value::Real(2_460_310.5), Value::Text("2024/1/1 8:00".to_owned())] {
        let folder = tempfile::tempdir().expect("a folder");
        let told = sqlite(folder.path(), &rows, &time);
        assert_eq!(told, only("TH.1.15#type wrong-format warning"), "{time:?}");
    }
}

#[test]
fn a_day_that_no_calendar_has_fails_in_any_notation() {
    for day in ["2024年2月30日", "2024-02-30", "20240230", "2024/2/30", "2024-02-30 00:00:00"] {
        assert_eq!(told(&with("IssueDate", day), &rejected()), only("TH.1.13#format no-such-day fail"), "{day}");
    }
    for day in ["2024-02-29", "20240229", "2024/2/29", "长期", "12345678"] {
        assert_eq!(told(&with("IssueDate", day), &rejected()), only("TH.1.13#format wrong-format warning"), "{day}");
    }
}

#[test]
fn what_can_be_no_number_of_its_kind_warns() {
    for (column, value, line) in [
        ("IssueDeptCode", "样例局", "TH.1.7#format wrong-format warning"),
        ("IssueDeptCode", "11990000000000000", "TH.1.7#format wrong-format warning"),
        ("CertificateAreaCode", "样例市", "TH.1.8#format wrong-format warning"),
        ("CertificateHolderCode", "ABC", "TH.1.10#format wrong-format warning"),
        ("CertificateHolderCode", "99000020000101000", "TH.1.10#format wrong-format warning"),
    ] {
        assert_eq!(told(&with(column, value), &rejected()), only(line), "{column} {value}");
    }
    for (column, value) in [
        ("IssueDeptCode", "11990000000000000d"),
        ("IssueDeptCode", "1199＊＊＊＊"),
        ("CertificateAreaCode", "990000000000"),
        ("CertificateHolderCode", "***"),
    ] {
        assert_eq!(told(&with(column, value), &rejected()), BTreeSet::new(), "{column} {value}");
    }
    let mut organisation = with("CertificateHolderType", "001");
    organisation[0][place("CertificateHolderCode")] = Some("123".to_owned());
    assert_eq!(told(&organisation, &rejected()), only("TH.1.10#format wrong-format warning"));
}

/// Rows of one exchange number on these days of January.
fn on_days(days: &[usize]) -> Vec<Row> {
    let of_day = |(at, day): (usize, &usize)| {
        let mut row = row(at + 1, &format!("R{at}"), "I", "B1");
        row[place("Cd_time")] = Some(format!("2024-01-{day:02} 23:59:59"));
        row
    };
    days.iter().enumerate().map(of_day).collect()
}

#[test]
fn an_exchange_does_not_last_for_days_without_rows_or_for_weeks() {
    let daily: Vec<usize> = (1..=20).collect();
    let apart = only("TH.1.16#behaviour not-unique warning");
    for (days, expected) in [
        (&[5, 5, 6][..], BTreeSet::new()),
        (&[1, 2, 3, 4, 5, 6, 7][..], BTreeSet::new()),
        (&[7, 5, 6][..], BTreeSet::new()),
        (&[5, 7][..], apart.clone()),
        (&[7, 5][..], apart.clone()),
        (&daily[..], apart.clone()),
    ] {
        let rows = on_days(days);
        let said: BTreeSet<String> =
            told(&rows, &[]).into_iter().filter(|line| !line.ends_with("applicable")).collect();
        assert_eq!(said, expected, "{days:?}");
        let folder = tempfile::tempdir().expect("a folder");
        let time = Value::Text(rows[0][place("Cd_time")].clone().expect("a time"));
        assert_eq!(sqlite(folder.path(), &rows, &time), expected, "{days:?} in SQLite");
    }
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &on_days(&[5, 7, 7]), &[]);
    let (_, verdicts) = judge(text(folder.path()), &[]);
    let told = hint(&verdicts, "TH.1.16#behaviour", "not-unique");
    assert!(told.contains("1 of 3 rows") && told.contains("one Cd_batch on 2024-01-05 and 2024-01-07"), "{told}");
}

#[test]
fn a_row_of_commas_is_a_blank_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("lic_data.csv");
    let mut rows = sound();
    rows.remove(4);
    let plain = csv(&MAIN, &rows);
    let commas = ",".repeat(MAIN.len() - 1);
    std::fs::write(&file, format!("{plain}{commas}\n{}\r\n,,\n", commas.replace(',', " ,"))).expect("written");
    let (ran, verdicts) = judge(text(&file), &[]);
    let told: Vec<String> = kept_not(&verdicts).into_iter().filter(|line| !line.ends_with("applicable")).collect();
    assert_eq!((ran.code, told), (0, vec![]), "{}", ran.said());
}

#[test]
fn a_broken_byte_is_told_in_the_encoding_of_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("lic_data.csv");
    let plain = csv(&MAIN, &sound());
    let (gb, _, _) = encoding_rs::GB18030.encode(&plain);
    let mut lines: Vec<Vec<u8>> = gb.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    lines[3].splice(10..10, [0xff, 0xff]);
    std::fs::write(&file, lines.join(&b'\n')).expect("written");
    let (ran, _) = judge(text(&file), &[]);
    assert_eq!(ran.code, 2, "{}", ran.said());
    assert!(ran.stderr.contains("lic_data.csv:4: bytes that are no GB18030"), "{}", ran.stderr);
}
