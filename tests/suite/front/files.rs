//! Tables as CSV files.

use super::rows::{
    MAIN, csv, ended_again, hint, judge, kept_not, offending, place, rejected, row, sound, tangled, write,
};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn text(path: &std::path::Path) -> &str {
    path.to_str().expect("UTF-8")
}

#[test]
fn conforming_files_conform_in_every_encoding_and_line_ending() {
    let folder = folder();
    let path = folder.path();
    write(path, &sound(), &rejected());
    let (ran, verdicts) = judge(text(path), &[]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(verdicts.len() > 100 && kept_not(&verdicts).is_empty(), "{:?}", kept_not(&verdicts));
    let file = path.join("lic_data.csv");
    let plain = std::fs::read_to_string(&file).expect("a file");
    let (gb, _, lossy) = encoding_rs::GB18030.encode(&plain);
    assert!(!lossy);
    let writings = [
        ("mark", format!("\u{feff}{plain}").into_bytes()),
        ("CRLF", plain.replace('\n', "\r\n").into_bytes()),
        ("no last line feed", plain.trim_end().as_bytes().to_vec()),
        ("blank lines", plain.replace('\n', "\n\n").into_bytes()),
        (
            "quotes",
            plain.lines().map(|line| format!("\"{}\"\n", line.replace(',', "\",\""))).collect::<String>().into_bytes(),
        ),
        ("GB18030 with a mark", [b"\x84\x31\x95\x33", gb.as_ref()].concat()),
        ("GB18030", gb.into_owned()),
    ];
    for (name, bytes) in writings {
        std::fs::write(&file, bytes).expect("written");
        let (ran, verdicts) = judge(text(path), &[]);
        assert_eq!((ran.code, kept_not(&verdicts).len()), (0, 0), "{name}: {}", ran.said());
    }
}

#[test]
fn each_kind_of_offence_is_found_counted_and_shown_with_its_line() {
    let folder = folder();
    let (rows, expected) = offending();
    write(folder.path(), &rows, &rejected());
    let (ran, verdicts) = judge(text(folder.path()), &[]);
    assert_eq!(ran.code, 1, "{}", ran.said());
    assert_eq!(kept_not(&verdicts), expected);
    // The heading is the first line.
    let line = rows.iter().position(|row| row[place("DataSource")].as_deref() == Some("244")).expect("a row") + 2;
    let told = hint(&verdicts, "TH.1.17#format", "wrong-format");
    let shown = format!("1 of {} rows of lic_data: {line} (ID={}) \"244\"", rows.len(), line - 1);
    assert!(told.contains(&shown), "{told}: {shown}");
}

#[test]
fn what_only_several_rows_show_is_found() {
    let folder = folder();
    let (rows, expected) = tangled(true);
    write(folder.path(), &rows, &rejected());
    let (ran, verdicts) = judge(text(folder.path()), &[]);
    assert_eq!((ran.code, kept_not(&verdicts)), (1, expected), "{}", ran.said());
}

#[test]
fn an_end_that_was_rejected_may_come_again() {
    let folder = folder();
    let (rows, rejected) = ended_again();
    write(folder.path(), &rows, &rejected);
    let (ran, verdicts) = judge(text(folder.path()), &[]);
    assert_eq!((ran.code, kept_not(&verdicts).len()), (0, 0), "{}", ran.said());
    write(folder.path(), &rows, &rejected[..1]);
    let (ran, verdicts) = judge(text(folder.path()), &[]);
    let told: Vec<String> = kept_not(&verdicts).into_iter().collect();
    assert_eq!((ran.code, told), (1, vec!["TH.1.14#behaviour out-of-sequence fail".to_owned()]), "{}", ran.said());
    assert!(hint(&verdicts, "TH.1.14#behaviour", "out-of-sequence").ends_with("11 (ID=10) \"D\""));
    let (ran, _) = judge(text(&folder.path().join("lic_data.csv")), &[]);
    assert_eq!(ran.code, 3, "nobody can tell without the rejected rows: {}", ran.said());
}

#[test]
fn a_rejected_row_has_a_reason_and_comes_again() {
    let folder = folder();
    let mut rows = sound();
    rows.remove(4);
    let mut errors = rejected();
    errors[0][15] = Some(String::new());
    write(folder.path(), &rows, &errors);
    let (ran, verdicts) = judge(text(folder.path()), &[]);
    let told: Vec<String> = kept_not(&verdicts).into_iter().collect();
    assert_eq!(told, ["5.3.g#behaviour not-resubmitted warning", "TH.2.16#presence empty fail"], "{}", ran.said());
}

#[test]
fn a_second_insert_is_undecided_without_the_table_of_rejected_rows() {
    let folder = folder();
    write(folder.path(), &sound(), &[]);
    let file = folder.path().join("lic_data.csv");
    let named = format!("LIC_DATA={}", text(&file));
    for (source, more) in [(text(&file), &[][..]), ("--table", &[named.as_str()])] {
        let (ran, verdicts) = judge(source, more);
        let told: Vec<String> =
            kept_not(&verdicts).into_iter().filter(|line| !line.ends_with("not-applicable")).collect();
        assert_eq!(
            (ran.code, told),
            (3, vec!["TH.1.14#behaviour not-reached inconclusive".to_owned()]),
            "{}",
            ran.said()
        );
    }
}

#[test]
fn all_offenders_are_counted_and_as_many_told_as_were_asked_for() {
    let folder = folder();
    let mut rows: Vec<_> = (1..=3000).map(|number| row(number, &format!("R{number}"), "I", "1")).collect();
    rows.iter_mut().skip(1000).for_each(|row| row[place("CertificateHolder")] = Some(String::new()));
    rows.iter_mut().for_each(|row| row[place("CertificateNumber")] = Some("长".repeat(129)));
    write(folder.path(), &rows, &[]);
    let (ran, verdicts) = judge(text(folder.path()), &["--offenders", "2"]);
    let told = hint(&verdicts, "TH.1.9#presence", "empty");
    assert!(told.ends_with("2000 of 3000 rows of lic_data: 1002 (ID=1001) \"\"; 1003 (ID=1002) \"\""), "{told}");
    assert_eq!(hint(&verdicts, "TH.1.12#length", "too-long").matches("***").count(), 2, "{}", ran.said());
    for file in ["events.jsonl", "junit.xml", "report.html", "results.csv"] {
        let report = std::fs::read_to_string(ran.out.path().join(file)).expect("a report");
        assert!(!report.contains("长长长"), "{file} shows a personal value");
    }
}

#[test]
fn a_sample_is_drawn_by_its_seed_and_said() {
    let folder = folder();
    let rows: Vec<_> = (1..=2000).map(|number| row(number, &format!("R{number}"), "I", "1")).collect();
    write(folder.path(), &rows, &[]);
    let name = |more: &[&str]| {
        let (ran, _) = judge(text(folder.path()), more);
        assert_eq!(ran.code, 0, "{}", ran.said());
        let line = ran.stdout.lines().next().expect("a line").to_owned();
        let drawn = line.split("sample of ").nth(1).and_then(|rest| rest.split(' ').next()?.parse::<u32>().ok());
        (drawn.expect("a number"), line)
    };
    let (drawn, line) = name(&["--sample", "200", "--seed", "7"]);
    assert!((120..300).contains(&drawn) && line.contains("of 2000 rows, seed 7"), "{line}");
    assert_eq!(name(&["--sample", "200", "--seed", "7"]).1, line);
    assert_ne!(name(&["--sample", "200", "--seed", "8"]).1, line.replace("seed 7", "seed 8"));
}

#[test]
fn rows_before_a_day_are_left_out() {
    let folder = folder();
    let mut rows = sound();
    rows[0][place("CertificateName")] = None;
    rows[0][place("Cd_time")] = Some("2023-12-31 23:59:59".to_owned());
    write(folder.path(), &rows, &rejected());
    assert_eq!(judge(text(folder.path()), &[]).0.code, 1);
    let (ran, verdicts) = judge(text(folder.path()), &["--since", "2024-01-01"]);
    assert_eq!((ran.code, kept_not(&verdicts).len()), (0, 0), "{}", ran.said());
    let (ran, _) = judge(text(folder.path()), &["--since", "2024-02-30"]);
    assert_eq!(ran.code, 2, "{}", ran.said());
}

#[test]
fn columns_are_found_in_any_order_and_case_among_others() {
    let folder = folder();
    let mut names: Vec<String> = MAIN.iter().rev().map(|name| name.to_lowercase()).collect();
    names.insert(3, "remark".to_owned());
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut rows = sound();
    for row in &mut rows {
        row.reverse();
        row.insert(3, Some("a \"quoted\", long\nremark".to_owned()));
    }
    rows.remove(4);
    std::fs::write(folder.path().join("lic_data.csv"), csv(&names, &rows)).expect("written");
    let (ran, _) = judge(text(folder.path()), &[]);
    assert_eq!(ran.code, 0, "{}", ran.said());
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_is_shown_how_far_it_is_and_a_pipe_is_not() {
    let folder = folder();
    let rows: Vec<_> = (1..=2000).map(|number| row(number, &format!("R{number}"), "I", "1")).collect();
    let plain = csv(&MAIN, &rows);
    let (heading, rows) = plain.split_once('\n').expect("a heading");
    std::fs::write(folder.path().join("lic_data.csv"), format!("{heading}\n{}", rows.repeat(20))).expect("written");
    let judge = "stty cols 120; \"$ZWFW\" judge data lic_data.csv --out out";
    let seen = crate::support::on_terminal(judge, folder.path(), "", &[]);
    assert_eq!(seen.code, 1, "keys recur: {}", seen.text);
    assert!(seen.text.contains(" rows/s, ") && seen.text.contains(" left"), "{}", seen.text);
    let seen = crate::support::on_terminal(&format!("{judge} --quiet"), folder.path(), "", &[]);
    assert!(!seen.text.contains("rows/s"), "{}", seen.text);
    let seen = crate::support::on_terminal(&format!("{judge} 2>told"), folder.path(), "", &[]);
    let told = std::fs::read_to_string(folder.path().join("told")).expect("what was told");
    assert!(told.is_empty() && !seen.text.contains("rows/s"), "{told}");
}
