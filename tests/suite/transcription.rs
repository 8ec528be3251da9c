//! The tables as loaded, held against transcriptions that were made without sight of them.

use std::collections::BTreeMap;

use zwfw_conformance::standard::{Clause, Row, Source, Standard, Subject, Table};

use crate::support::{LOGISTICS, checkout, embedded, standard};

/// Reads one cell of a row as printed.
type Cell = fn(&Row) -> String;

/// The columns that a transcription has beside table and ordinal; those of `OPTIONAL` only where they were transcribed.
const CELLS: [(&str, Cell); 8] = [
    ("name", |row| row.name.value.clone()),
    ("type", |row| row.printed_type.value.clone()),
    ("length", |row| row.printed_length.value.clone()),
    ("required", |row| row.printed_required.value.clone()),
    ("codes", |row| row.printed_codes.0.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>().join("|")),
    ("original", |row| row.original.clone()),
    ("label", |row| row.label.clone()),
    ("certainty", |row| row.stated_certainty.unwrap_or_default().as_str().to_owned()),
];

/// The other standard's name beside the own one, the Chinese name, how sure a damaged text is.
const OPTIONAL: [&str; 3] = ["original", "label", "certainty"];

/// Cells by table and ordinal, then by column.
type Cells = BTreeMap<(String, u32), BTreeMap<&'static str, String>>;

/// The columns that a heading names.
fn columns(headings: &[String]) -> Vec<(&'static str, Cell)> {
    let known = |name: &str| name == "table" || name == "ordinal" || CELLS.iter().any(|(column, _)| *column == name);
    let unknown: Vec<&String> = headings.iter().filter(|name| !known(name)).collect();
    assert!(unknown.is_empty(), "columns that are not compared: {unknown:?}");
    let named = |column: &&str| headings.iter().any(|name| name == column);
    let lacking: Vec<&str> =
        CELLS.iter().map(|(column, _)| *column).filter(|column| !OPTIONAL.contains(column) && !named(column)).collect();
    assert!(lacking.is_empty(), "columns that are lacking: {lacking:?}");
    CELLS.iter().filter(|(column, _)| named(column)).copied().collect()
}

/// Whether a text shows anything of a table: a number, or a cell of it. What is read into a damaged text shows neither.
fn is_printed(table: &Table) -> bool {
    let cells = CELLS.iter().filter(|(column, _)| *column != "certainty");
    let shows = |row: &Row| cells.clone().any(|(_, cell)| !cell(row).is_empty());
    !table.number.is_empty() || table.rows.iter().any(shows)
}

/// The rows as printed.
fn loaded(standard: &Standard, columns: &[(&'static str, Cell)]) -> Cells {
    let tables = standard.tables.iter().filter(|table| is_printed(table));
    let rows = tables.flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    rows.map(|(table, row)| {
        let cells = columns.iter().map(|(column, cell)| (*column, cell(row))).collect();
        ((table.id.clone(), row.position), cells)
    })
    .collect()
}

/// The rows of a transcription, with the columns that it has.
fn transcribed(id: &str) -> (Cells, Vec<(&'static str, Cell)>) {
    let path = checkout(&format!("tests/transcription/{id}.csv"));
    let mut reader = csv::Reader::from_path(path).expect("the transcription");
    let headings: Vec<String> = reader.headers().expect("a heading").iter().map(str::to_owned).collect();
    let columns = columns(&headings);
    let at = |name: &str| headings.iter().position(|heading| heading == name).expect("a column");
    let mut cells = Cells::new();
    for record in reader.records() {
        let record = record.expect("a row");
        let key = (record[at("table")].to_owned(), record[at("ordinal")].parse().expect("an ordinal"));
        let row = columns.iter().map(|(column, _)| (*column, record[at(column)].to_owned())).collect();
        assert!(cells.insert(key.clone(), row).is_none(), "{key:?} is transcribed twice");
    }
    (cells, columns)
}

/// Everything in which two transcriptions differ, a line each.
fn differences(loaded: &Cells, transcribed: &Cells) -> Vec<String> {
    let mut lines = Vec::new();
    for ((table, ordinal), cells) in loaded {
        match transcribed.get(&(table.clone(), *ordinal)) {
            None => lines.push(format!("{table}.{ordinal} ({}) stands in schemas/ alone", cells["name"])),
            Some(others) => {
                for (column, ours) in cells.iter().filter(|(column, ours)| others[*column] != **ours) {
                    let theirs = &others[column];
                    lines.push(format!(
                        "{table}.{ordinal} {column}: schemas/ has `{ours}`, the transcription `{theirs}`"
                    ));
                }
            }
        }
    }
    let alone = transcribed.iter().filter(|(key, _)| !loaded.contains_key(key));
    lines.extend(alone.map(|((table, ordinal), cells)| {
        format!("{table}.{ordinal} ({}) stands in the transcription alone", cells["name"])
    }));
    lines
}

/// The columns of a transcription of forms, whose last two say in words what stands in data.
const OF_FORMS: [&str; 7] = ["form", "table", "ordinal", "label", "required", "condition", "format"];

/// Whether a transcription is one of forms.
fn is_of_forms(id: &str) -> bool {
    let path = checkout(&format!("tests/transcription/{id}.csv"));
    let mut reader = csv::Reader::from_path(path).expect("the transcription");
    reader.headers().expect("a heading").iter().eq(OF_FORMS)
}

/// Which form, which table, the label, the star; whether a condition and a shape are noted.
type FormRow = (String, String, u32, String, String, bool, bool);

fn form_rows(standard: &Standard) -> Vec<FormRow> {
    let tables = standard.forms.iter().flat_map(|form| form.tables(standard).map(move |(_, table)| (form, table)));
    let rows = tables.flat_map(|(form, table)| table.rows.iter().map(move |row| (form, table, row)));
    rows.map(|(form, table, row)| {
        let meaning = &row.semantics;
        let conditional = meaning.required_when.is_some() || meaning.waived_when.is_some() || meaning.office_use;
        // A beginning is printed as the remark of one row; a reading carries it to the others that hold the same value.
        let begins = meaning.starts.is_some() && !row.note.is_empty();
        let shaped = row.has_codes() || begins || meaning.template.is_some();
        let cells = (row.name.value.clone(), row.printed_required.value.clone());
        (form.clause.clone(), table.caption.clone(), row.position, cells.0, cells.1, conditional, shaped)
    })
    .collect()
}

fn transcribed_forms(id: &str) -> Vec<FormRow> {
    let path = checkout(&format!("tests/transcription/{id}.csv"));
    let mut reader = csv::Reader::from_path(path).expect("the transcription");
    let rows = reader.records().map(|record| {
        let record = record.expect("a row");
        let text = |at: usize| record[at].to_owned();
        let ordinal = record[2].parse().expect("an ordinal");
        (text(0), text(1), ordinal, text(3), text(4), !record[5].is_empty(), !record[6].is_empty())
    });
    rows.collect()
}

/// Everything in which two transcriptions of forms differ. What data say of conditions and shapes, the transcription has in
/// words; it has them of more rows, where a rule between tables or a printed address says the same.
fn form_differences(standard: &Standard, theirs: &[FormRow]) -> Vec<String> {
    let ours = form_rows(standard);
    let mut lines = Vec::new();
    for (our, their) in ours.iter().zip(theirs) {
        let same = (&our.0, &our.1, our.2, &our.3, &our.4) == (&their.0, &their.1, their.2, &their.3, &their.4);
        if !same || our.5 && !their.5 || our.6 && !their.6 {
            lines.push(format!("schemas/ has {our:?}, the transcription {their:?}"));
        }
    }
    if ours.len() != theirs.len() {
        lines.push(format!("schemas/ has {} rows, the transcription {}", ours.len(), theirs.len()));
    }
    lines
}

#[test]
fn two_transcriptions_of_forms_agree_in_every_cell() {
    let forms: Vec<String> = twice_transcribed().into_iter().filter(|id| is_of_forms(id)).collect();
    assert!(!forms.is_empty(), "no forms were transcribed");
    for id in forms {
        let standard = embedded().standard(&id).expect("the standard");
        let theirs = transcribed_forms(&id);
        assert!(theirs.len() > 80, "the transcription of {id} has only {} rows", theirs.len());
        let lines = form_differences(standard, &theirs);
        assert!(lines.is_empty(), "{} differences:\n{}", lines.len(), lines.join("\n"));
        let mut changed = theirs.clone();
        changed[3].3.push('x');
        changed[5].4 = "是".to_owned();
        changed.pop();
        assert_eq!(form_differences(standard, &changed).len(), 3, "a change goes unseen");
    }
}

/// Ids of the standards, each of which was transcribed a second time.
fn twice_transcribed() -> Vec<String> {
    let files = Source::Folder(checkout("tests/transcription")).files(".csv").expect("readable");
    let ids: Vec<String> = files.iter().map(|file| file.path.trim_end_matches(".csv").to_owned()).collect();
    let mut loaded: Vec<&str> = embedded().standards.iter().map(|standard| standard.id.as_str()).collect();
    loaded.sort_unstable();
    assert_eq!(ids, loaded, "each standard has a second transcription");
    ids
}

#[test]
fn two_transcriptions_made_apart_agree_in_every_cell() {
    let mut lines = Vec::new();
    let of_tables = |id: &String| !is_of_items(id) && !is_of_forms(id);
    for id in twice_transcribed().into_iter().filter(of_tables) {
        let standard = embedded().standard(&id).expect("the standard");
        let (transcribed, columns) = transcribed(&id);
        assert!(transcribed.len() > 100, "the transcription of {id} has only {} rows", transcribed.len());
        let differences = differences(&loaded(standard, &columns), &transcribed);
        lines.extend(differences.iter().map(|line| format!("{id}: {line}")));
    }
    assert!(lines.is_empty(), "{} differences:\n{}", lines.len(), lines.join("\n"));
}

/// Whether a transcription is of the lettered items of clauses, and of no tables.
fn is_of_items(id: &str) -> bool {
    let path = checkout(&format!("tests/transcription/{id}.csv"));
    let mut reader = csv::Reader::from_path(path).expect("the transcription");
    reader.headers().expect("a heading").iter().any(|heading| heading == "letter")
}

/// What is done about an item, by its id.
type Items = BTreeMap<String, &'static str>;

/// The items of a standard, in the words of a transcription: a paper shows it, or something that is seen.
fn loaded_items(standard: &Standard) -> Items {
    let kind = |clause: &Clause| if clause.subject == Subject::Dossier { "attestation" } else { "probe" };
    standard.clauses.iter().map(|clause| (clause.id.clone(), kind(clause))).collect()
}

fn transcribed_items(id: &str) -> Items {
    let mut reader = csv::Reader::from_path(checkout(&format!("tests/transcription/{id}.csv"))).expect("readable");
    let mut items = Items::new();
    for record in reader.records() {
        let record = record.expect("a row");
        let kind = ["attestation", "probe"].into_iter().find(|kind| record[3] == **kind).expect("a kind");
        let id = format!("{}.{}", &record[0], &record[1]);
        assert!(items.insert(id.clone(), kind).is_none(), "{id} is transcribed twice");
    }
    items
}

/// Every item that only one side has, or that the sides tell apart.
fn different_items(ours: &Items, theirs: &Items) -> Vec<String> {
    let ids: std::collections::BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let differs = ids.into_iter().filter(|id| ours.get(*id) != theirs.get(*id));
    let line = |id: &String| format!("{id}: schemas/ has {:?}, the transcription {:?}", ours.get(id), theirs.get(id));
    differs.map(line).collect()
}

#[test]
fn two_transcriptions_of_items_made_apart_agree_in_every_item_and_its_kind() {
    let mut lines = Vec::new();
    let of_items: Vec<String> = twice_transcribed().into_iter().filter(|id| is_of_items(id)).collect();
    assert!(!of_items.is_empty(), "no standard of items is compared");
    for id in of_items {
        let (ours, theirs) = (loaded_items(embedded().standard(&id).expect("the standard")), transcribed_items(&id));
        assert!(theirs.len() > 50, "the transcription of {id} has only {} items", theirs.len());
        lines.extend(different_items(&ours, &theirs).iter().map(|line| format!("{id}: {line}")));
        let (mut shorter, mut other) = (ours.clone(), ours.clone());
        shorter.pop_last();
        assert_eq!([different_items(&shorter, &ours).len(), different_items(&ours, &shorter).len()], [1, 1]);
        *other.values_mut().next().expect("an item") = "other";
        assert_eq!(different_items(&ours, &other).len(), 1);
    }
    assert!(lines.is_empty(), "{} differences:\n{}", lines.len(), lines.join("\n"));
}

#[test]
fn every_standard_that_is_run_was_transcribed_twice() {
    let twice = twice_transcribed();
    let run = embedded().standards.iter().filter(|standard| !standard.draft);
    let once: Vec<&str> =
        run.map(|standard| standard.id.as_str()).filter(|id| !twice.iter().any(|t| t == id)).collect();
    assert!(once.is_empty(), "without a second transcription: {once:?}");
    assert_eq!(standard().tables.len(), 20);
}

#[test]
fn the_comparison_sees_each_kind_of_difference() {
    let ours = loaded(standard(), &CELLS);
    for (column, _) in CELLS {
        let mut other = ours.clone();
        let cells = other.values_mut().nth(17).expect("many rows");
        cells.get_mut(column).expect("a cell").push('x');
        assert_eq!(differences(&ours, &other).len(), 1, "a changed {column} goes unseen");
    }
    let mut shorter = ours.clone();
    shorter.pop_last();
    assert_eq!(differences(&ours, &shorter).len(), 1, "a row too many goes unseen");
    assert_eq!(differences(&shorter, &ours).len(), 1, "a row too few goes unseen");
    let headings = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let printed = ["table", "ordinal", "name", "type", "length", "required", "codes"];
    assert_eq!(columns(&headings(&printed)).len(), 5);
    assert_eq!(columns(&headings(&[&printed[..], &OPTIONAL[..]].concat())).len(), 8);
    assert!(transcribed(LOGISTICS).1.iter().any(|(column, _)| *column == "label"), "labels are not compared");
    for wrong in [&printed[..6], &[&printed[..], &["lenght"]].concat()[..]] {
        let refused = std::panic::catch_unwind(|| columns(&headings(wrong)).len());
        assert!(refused.is_err(), "{wrong:?} goes unseen");
    }
    assert!(twice_transcribed().iter().any(|id| id == LOGISTICS));
}

#[test]
fn the_embedded_files_are_those_of_the_checkout() {
    let pairs = [("schemas", Source::embedded_schemas()), ("cases", Source::embedded_cases())];
    for (folder, embedded) in pairs {
        let texts = |source: &Source| -> BTreeMap<String, String> {
            source.files("").expect("readable").into_iter().map(|file| (file.path, file.text.into_owned())).collect()
        };
        let (inside, outside) = (texts(&embedded), texts(&Source::Folder(checkout(folder))));
        let names: Vec<&String> = inside.keys().chain(outside.keys()).collect();
        let stale: std::collections::BTreeSet<&String> =
            names.into_iter().filter(|name| inside.get(*name) != outside.get(*name)).collect();
        assert!(stale.is_empty(), "{folder}/ was embedded in another state: {stale:?}");
    }
}
