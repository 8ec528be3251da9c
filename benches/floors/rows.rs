//! Rows of a database table as a file: through all rules, beside a reader that only splits them; and what memory that takes.

use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use zwfw_conformance::standard::Subject;
use zwfw_conformance::subject::data::{Options, Source, judge, rules};

use crate::measure::{Figure, Rounds, seconds};
use crate::memory::peak;
use crate::setting::library;

const ROUNDS: usize = 5;
const FEW: usize = 500_000;
const MANY: usize = 3_000_000;

/// 300,000 rows a second, as microseconds a row.
const MICROS: f64 = 3.33;

/// Microseconds a row, on all processors; peak memory of the command for a file and for one six times as long.
pub fn measure() -> Vec<Figure> {
    let library = library();
    let with_tables = library.standards.iter().find(|standard| standard.has_subject(Subject::Data));
    let rules = rules(with_tables.expect("a standard with tables of a database"));
    let names: Vec<&str> = rules[0].columns.iter().map(|column| column.name.as_str()).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let few = folder.path().join("few").join(format!("{}.csv", rules[0].name));
    write(&few, &names, FEW);
    let source = Source::Files(vec![(rules[0].name.clone(), few.clone())]);
    let per_row = |taken: f64| taken * 1e6 / FEW as f64;
    // Interleaved, so that a slow moment of the machine meets both.
    let pairs: Vec<(f64, f64)> = (0..ROUNDS)
        .map(|_| {
            let judged = || judge(&rules, &source, &Options::default(), &mut |_| {}).expect("a table");
            let (all, results) = seconds(judged);
            assert!(results[0].rows == FEW as u64 && results[0].tally.offences.is_empty(), "the rows conform");
            (per_row(all), per_row(seconds(|| split(&few)).0))
        })
        .collect();
    let figure = |name: &str, of: &dyn Fn(&(f64, f64)) -> f64| {
        Figure::new(name, "us", Rounds::new(pairs.iter().map(of).collect()))
    };
    let many = folder.path().join("many").join(format!("{}.csv", rules[0].name));
    write(&many, &names, MANY);
    let mut figures = vec![
        figure("a row of a CSV file through all rules", &|(all, _)| *all).at_most(MICROS),
        figure("  the same rows through a bare CSV reader", &|(_, bare)| *bare),
    ];
    for (rows, file) in [(FEW, &few), (MANY, &many)] {
        let (peaks, times): (Vec<f64>, Vec<f64>) = (0..3).map(|_| peak(&mut command(file))).unzip();
        let name = format!("judge data, {rows} rows, ");
        figures.push(Figure::new(format!("{name}peak resident memory"), "MB", Rounds::new(peaks)).at_most(150.0));
        figures.push(Figure::new(format!("{name}whole process"), "s", Rounds::new(times)));
    }
    figures
}

fn command(file: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zwfw-conform"));
    let out = file.with_file_name("out");
    command.args(["judge", "data", "--quiet", "--out"]).arg(out).arg(file);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// Only splits the rows, on one thread.
fn split(file: &Path) -> usize {
    let mut reader = csv::Reader::from_path(file).expect("a file");
    let mut record = csv::ByteRecord::new();
    let mut bytes = 0;
    while reader.read_byte_record(&mut record).expect("a row") {
        bytes += record.as_slice().len();
    }
    bytes
}

/// Conforming rows with synthetic values: of many issuers, holders, days and exchanges.
fn write(file: &Path, names: &[&str], rows: usize) {
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    let mut out = BufWriter::new(std::fs::File::create(file).expect("a file"));
    writeln!(out, "{}", names.join(",")).expect("written");
    let holders: Vec<String> = (0..1000).map(holder).collect();
    for row in 1..=rows {
        let (day, second) = (1 + row * 27 / rows, row % 60);
        writeln!(
            out,
            "{row},SRC{row:012},样例证照,居民样例证,1234567890,样例市样例局,11990000000000000D,990000,样例人{},{},111,ZH{row:010},\
             {}年{}月{}日,I,2024-01-{day:02} 08:00:{second:02},B{:08},144",
            row % 1000,
            holders[row % 1000],
            2000 + row % 20,
            1 + row % 12,
            1 + row % 28,
            row / 1000,
        )
        .expect("written");
    }
    out.flush().expect("written");
}

/// A number of an impossible region with its check digit.
fn holder(serial: usize) -> String {
    let body = format!("990000{}0101{serial:03}", 1950 + serial % 60);
    let digit = zwfw_conformance::schema::identity_check_digit(&body).expect("seventeen digits");
    format!("{body}{digit}")
}
