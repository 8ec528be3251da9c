//! The strict reader beside the csv crate: what that writes is read back, and what is refused has a line.

use proptest::prelude::*;
use zwfw_conformance::subject::data::Records;

/// Rows of a text, or the line at which it is refused.
fn read(text: &str) -> Result<Vec<Vec<String>>, u64> {
    let mut records = Records::new(text, 1);
    let mut rows = Vec::new();
    loop {
        match records.advance() {
            Ok(None) => return Ok(rows),
            Ok(Some(_)) => {
                let cell = |index| records.cell_at(index).unwrap_or("NULL").to_owned();
                rows.push((0..records.len()).map(cell).collect());
            }
            Err(fault) => return Err(fault.line),
        }
    }
}

proptest! {
    #[test]
    fn what_the_csv_crate_writes_is_read_back(
        rows in proptest::collection::vec(proptest::collection::vec("[a-z样例,\"\r\n ]{0,6}|.{0,4}", 2..5), 0..6),
        crlf in any::<bool>(),
    ) {
        let mut writer = csv::WriterBuilder::new();
        let ending = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = writer.flexible(true).terminator(ending).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).expect("in memory");
        }
        let text = String::from_utf8(writer.into_inner().expect("in memory")).expect("UTF-8");
        // A bare `\N` is no text: that is how databases write that there is no value.
        let cell = |cell: String| if cell == "\\N" { "NULL".to_owned() } else { cell };
        let rows = rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect();
        prop_assert_eq!(read(&text), Ok(rows));
    }

    #[test]
    fn no_text_makes_the_reader_panic_and_faults_have_a_line_of_it(text in "[a,\"\r\n]{0,40}|.{0,40}") {
        if let Err(line) = read(&text) {
            prop_assert!((1..=text.matches('\n').count() as u64 + 1).contains(&line));
        }
    }
}
