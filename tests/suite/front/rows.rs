//! Synthetic rows of both tables, and what a judgement of them says.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use zwfw_conformance::verdict::{Event, Verdict, VerdictEvent};

use crate::support::{Ran, conform_with};

/// Columns of the main table, in the order of the standard.
pub const MAIN: [&str; 17] = [
    "ID",
    "CertificateSourceId",
    "CertificateName",
    "CertificateType",
    "CertificateTypeCode",
    "IssueDept",
    "IssueDeptCode",
    "CertificateAreaCode",
    "CertificateHolder",
    "CertificateHolderCode",
    "CertificateHolderType",
    "CertificateNumber",
    "IssueDate",
    "Cd_operation",
    "Cd_time",
    "Cd_batch",
    "DataSource",
];

/// Types of the main table as printed.
pub const TYPES: [&str; 17] = [
    "bigint",
    "varchar(128)",
    "varchar(512)",
    "varchar(256)",
    "varchar(64)",
    "longtext",
    "longtext",
    "varchar(32)",
    "longtext",
    "longtext",
    "varchar(2000)",
    "varchar(128)",
    "varchar(32)",
    "varchar(2)",
    "timestamp",
    "varchar(32)",
    "varchar(3)",
];

pub type Row = Vec<Option<String>>;

/// Place of a column of the main table.
pub fn place(column: &str) -> usize {
    MAIN.iter().position(|name| *name == column).expect("a column")
}

/// A conforming row: number, record, operation and exchange.
pub fn row(number: usize, record: &str, operation: &str, batch: &str) -> Row {
    let time = format!("2024-01-{:02} 08:{:02}:{:02}", 1 + number / 120, number / 60 % 2, number % 60);
    let number = number.to_string();
    // The region does not exist; the check digits are right.
    let values = [
        number.as_str(),
        record,
        "样例证照",
        "样例证",
        "X1",
        "样例局",
        "11990000000000000D",
        "990000",
        "样例人甲",
        "990000200001010004",
        "111",
        "样例 1 号",
        "2024年1月8日",
        operation,
        &time,
        batch,
        "144",
    ];
    values.iter().map(|value| Some((*value).to_owned())).collect()
}

/// Conforming rows: records that begin, change and end, one that is rejected and comes again.
pub fn sound() -> Vec<Row> {
    [
        ("A", "I", "1"),
        ("B", "I", "1"),
        ("B", "U", "2"),
        ("C", "I", "2"),
        ("C", "I", "3"),
        ("B", "D", "3"),
        ("D", "I", "4"),
        ("E", "I", "4"),
    ]
    .iter()
    .zip(1..)
    .map(|((record, operation, batch), number)| row(number, record, operation, batch))
    .collect()
}

/// Columns of the table of rejected rows.
pub fn rejected_columns() -> Vec<(String, String)> {
    let named = MAIN.iter().zip(TYPES).map(|(name, declared)| (name.replace("Cd_", "cd_"), declared.to_owned()));
    let mut columns: Vec<_> = named.collect();
    columns.insert(15, ("ErrorRemark".to_owned(), "varchar(512)".to_owned()));
    columns
}

/// The row that was rejected.
pub fn rejected() -> Vec<Row> {
    let mut row = row(4, "C", "I", "2");
    row[0] = Some("1".to_owned());
    row.insert(15, Some("样例原因".to_owned()));
    vec![row]
}

/// One row for each kind of offence, behind sound ones: column, value, and the unit with code and verdict that follow.
pub const OFFENCES: [(&str, Option<&str>, &str); 22] = [
    ("CertificateName", None, "TH.1.3#presence null fail"),
    ("CertificateType", Some(" "), "TH.1.4#presence empty fail"),
    ("CertificateHolderType", Some("998"), "TH.1.11#code unlisted-code warning"),
    ("CertificateHolderType", Some("111,001"), ""),
    ("CertificateHolderType", None, ""),
    ("IssueDeptCode", Some("119900000000000001"), "TH.1.7#format check-digit warning"),
    ("CertificateHolderCode", Some("990000200001010001"), "TH.1.10#format check-digit warning"),
    ("CertificateHolderCode", Some("9900**********0001"), ""),
    ("IssueDate", Some("2024-01-08"), "TH.1.13#format wrong-format warning"),
    ("IssueDate", Some("2024年2月30日"), "TH.1.13#format no-such-day fail"),
    ("IssueDate", Some("2024 年 01 月 08 日"), ""),
    ("Cd_operation", Some("i"), "TH.1.14#code unlisted-code warning"),
    ("Cd_operation", Some("X"), "TH.1.14#code unlisted-code fail"),
    ("DataSource", Some("244"), "TH.1.17#format wrong-format fail"),
    ("DataSource", Some("199"), "TH.1.17#code not-listed warning"),
    ("CertificateNumber", Some("\u{3000}"), "TH.1.12#presence empty fail"),
    ("Cd_operation", Some("I-"), "TH.1.14#code unlisted-code fail"),
    ("IssueDate", Some("20240230"), "TH.1.13#format no-such-day fail"),
    ("IssueDeptCode", Some("样例局"), "TH.1.7#format wrong-format warning"),
    ("CertificateAreaCode", Some("样例市"), "TH.1.8#format wrong-format warning"),
    ("CertificateAreaCode", Some("990000000000"), ""),
    ("CertificateHolderCode", Some("12345"), "TH.1.10#format wrong-format warning"),
];

/// Sound rows and one row for each offence, each of a record of its own.
pub fn offending() -> (Vec<Row>, BTreeSet<String>) {
    let mut rows = sound();
    for (column, value, _) in OFFENCES {
        let number = rows.len() + 1;
        let mut row = row(number, &format!("R{number}"), "I", "5");
        row[place(column)] = value.map(str::to_owned);
        rows.push(row);
    }
    let units = OFFENCES.iter().map(|(_, _, unit)| (*unit).to_owned()).filter(|unit| !unit.is_empty());
    (rows, units.collect())
}

/// Rows with faults that only several rows show, and what follows. `keys_recur` only where nothing keeps a key unique.
pub fn tangled(keys_recur: bool) -> (Vec<Row>, BTreeSet<String>) {
    let mut rows = sound();
    rows.push(row(9, "F", "U", "5"));
    rows.push(row(10, "A", "I", "5"));
    rows.push(row(11, "B", "U", "1"));
    let mut units = vec!["TH.1.14#behaviour no-beginning warning", "TH.1.14#behaviour out-of-sequence fail"];
    units.push("TH.1.16#behaviour not-unique warning");
    if keys_recur {
        rows.push(row(8, "G", "I", "6"));
        units.push("TH.1.1#behaviour not-unique fail");
    }
    (rows, units.into_iter().map(str::to_owned).collect())
}

/// Rows with an end of a record that was rejected and comes again, and the rejected row.
pub fn ended_again() -> (Vec<Row>, Vec<Row>) {
    let mut rows = sound();
    rows.extend([(9, "D", "5"), (10, "D", "6")].map(|(number, operation, batch)| row(number, "E", operation, batch)));
    let mut ended = row(9, "E", "D", "5");
    ended[0] = Some("2".to_owned());
    ended.insert(15, Some("样例原因".to_owned()));
    (rows, [rejected(), vec![ended]].concat())
}

/// A table as CSV: cells in quotes where they need them, null as `\N`.
pub fn csv(columns: &[&str], rows: &[Row]) -> String {
    let cell = |value: &Option<String>| match value {
        None => "\\N".to_owned(),
        Some(text) if text.contains([',', '"', '\n']) => format!("\"{}\"", text.replace('"', "\"\"")),
        Some(text) => text.clone(),
    };
    let mut text = format!("{}\n", columns.join(","));
    for row in rows {
        writeln!(text, "{}", row.iter().map(cell).collect::<Vec<_>>().join(",")).expect("a text");
    }
    text
}

/// Writes both tables as files of a folder.
pub fn write(folder: &Path, rows: &[Row], rejected: &[Row]) {
    let columns = rejected_columns();
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    std::fs::write(folder.join("lic_data.csv"), csv(&MAIN, rows)).expect("written");
    std::fs::write(folder.join("lic_data_error.csv"), csv(&names, rejected)).expect("written");
}

/// Judges a source; reports go to a folder of their own.
pub fn judge(source: &str, more: &[&str]) -> (Ran, Vec<VerdictEvent>) {
    judge_with(source, more, &[])
}

/// The same with variables of the environment.
pub fn judge_with(source: &str, more: &[&str], variables: &[(&str, &str)]) -> (Ran, Vec<VerdictEvent>) {
    let ran = conform_with(&[&["judge", "data", source][..], more].concat(), variables);
    if !ran.out.path().join("events.jsonl").exists() {
        return (ran, Vec::new());
    }
    let events = ran.recording().events;
    let verdicts = events.into_iter().filter_map(|event| match event {
        Event::Verdict(verdict) => Some(*verdict),
        _ => None,
    });
    let verdicts = verdicts.collect();
    (ran, verdicts)
}

/// Everything that is not kept, as `TH.1.3#presence null fail`.
pub fn kept_not(verdicts: &[VerdictEvent]) -> BTreeSet<String> {
    let broken = verdicts.iter().filter(|event| event.verdict > Verdict::Pass);
    let line = |event: &VerdictEvent| {
        let code = event.finding.as_ref().map(|finding| finding.code.to_string()).unwrap_or_default();
        format!("{}#{} {code} {}", event.requirement.local(), event.aspect, event.verdict)
    };
    broken.map(line).collect()
}

/// The hint of a finding: how many there are, and which are the first.
pub fn hint<'v>(verdicts: &'v [VerdictEvent], unit: &str, code: &str) -> &'v str {
    let found = verdicts.iter().filter(|event| format!("{}#{}", event.requirement.local(), event.aspect) == unit);
    let mut findings = found.filter_map(|event| event.finding.as_ref());
    let finding = findings.find(|finding| finding.code.as_str() == code).expect("a finding");
    finding.hint.as_deref().expect("a hint")
}
