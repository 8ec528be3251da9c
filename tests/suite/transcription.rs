//! The tables as loaded, held against a transcription that was made without sight of them.

use std::collections::BTreeMap;

use zwfw_conformance::plan::embedded_cases;
use zwfw_conformance::standard::Source;

use crate::support::{checkout, standard};

/// Columns of the transcription beside table and ordinal.
const CELLS: [&str; 5] = ["name", "type", "length", "required", "codes"];

type Cells = BTreeMap<(String, u32), [String; 5]>;

/// The rows as printed, by table and ordinal.
fn loaded() -> Cells {
    let rows = standard().tables.iter().flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    rows.map(|(table, row)| {
        let codes: Vec<&str> = row.printed_codes.0.iter().map(|(code, _)| code.as_str()).collect();
        let cells = [
            row.name.value.clone(),
            row.printed_type.value.clone(),
            row.printed_length.value.clone(),
            row.printed_required.value.clone(),
            codes.join("|"),
        ];
        ((table.id.clone(), row.position), cells)
    })
    .collect()
}

fn transcribed() -> Cells {
    let path = checkout("tests/transcription/gdzw-0017-2019.csv");
    let mut reader = csv::Reader::from_path(path).expect("the transcription");
    let headings: Vec<String> = reader.headers().expect("a heading").iter().map(str::to_owned).collect();
    assert_eq!(headings, [&["table", "ordinal"][..], &CELLS].concat());
    let mut cells = Cells::new();
    for record in reader.records() {
        let record = record.expect("a row");
        let key = (record[0].to_owned(), record[1].parse().expect("an ordinal"));
        let row = std::array::from_fn(|column| record[column + 2].to_owned());
        assert!(cells.insert(key.clone(), row).is_none(), "{key:?} is transcribed twice");
    }
    cells
}

/// Everything in which two transcriptions differ, a line each.
fn differences(loaded: &Cells, transcribed: &Cells) -> Vec<String> {
    let mut lines = Vec::new();
    for ((table, ordinal), cells) in loaded {
        match transcribed.get(&(table.clone(), *ordinal)) {
            None => lines.push(format!("{table}.{ordinal} ({}) stands in schemas/ alone", cells[0])),
            Some(others) => {
                for (index, heading) in CELLS.iter().enumerate().filter(|(index, _)| cells[*index] != others[*index]) {
                    let (ours, theirs) = (&cells[index], &others[index]);
                    lines.push(format!(
                        "{table}.{ordinal} {heading}: schemas/ has `{ours}`, the transcription `{theirs}`"
                    ));
                }
            }
        }
    }
    let alone = transcribed.iter().filter(|(key, _)| !loaded.contains_key(key));
    lines.extend(alone.map(|((table, ordinal), cells)| {
        format!("{table}.{ordinal} ({}) stands in the transcription alone", cells[0])
    }));
    lines
}

#[test]
fn two_transcriptions_made_apart_agree_in_every_cell() {
    let (loaded, transcribed) = (loaded(), transcribed());
    assert_eq!(standard().tables.len(), 20);
    assert!(transcribed.len() > 100, "the transcription has only {} rows", transcribed.len());
    let differences = differences(&loaded, &transcribed);
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn the_comparison_sees_each_kind_of_difference() {
    let ours = loaded();
    for (column, heading) in CELLS.iter().enumerate() {
        let mut other = ours.clone();
        other.values_mut().nth(17).expect("many rows")[column].push('x');
        assert_eq!(differences(&ours, &other).len(), 1, "a changed {heading} goes unseen");
    }
    let mut shorter = ours.clone();
    shorter.pop_last();
    assert_eq!(differences(&ours, &shorter).len(), 1, "a row too many goes unseen");
    assert_eq!(differences(&shorter, &ours).len(), 1, "a row too few goes unseen");
}

#[test]
fn the_embedded_files_are_those_of_the_checkout() {
    let pairs = [("schemas", Source::embedded_schemas()), ("cases", embedded_cases())];
    for (folder, embedded) in pairs {
        let texts = |source: &Source| -> BTreeMap<String, String> {
            source.files("").expect("readable").into_iter().map(|file| (file.path, file.text)).collect()
        };
        let (inside, outside) = (texts(&embedded), texts(&Source::Folder(checkout(folder))));
        let names: Vec<&String> = inside.keys().chain(outside.keys()).collect();
        let stale: std::collections::BTreeSet<&String> =
            names.into_iter().filter(|name| inside.get(*name) != outside.get(*name)).collect();
        assert!(stale.is_empty(), "{folder}/ was embedded in another state: {stale:?}");
    }
}
