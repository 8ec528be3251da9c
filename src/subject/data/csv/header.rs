//! The heading of a file: which of its columns is which of the table.

use super::fault::{AtLine, CsvFault};
use super::record::Records;
use crate::subject::data::rules::TableRules;

/// What other programs put between cells.
const SEPARATORS: [(char, &str); 3] = [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")];

/// The places of a table's columns in the rows of a file.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    /// For each column of the rules.
    pub places: Vec<usize>,
    /// Cells of a row.
    pub width: usize,
    /// Names in another case than the table's, with their place in it.
    pub recased: Vec<(usize, String)>,
}

impl Heading {
    /// From the row that was read last.
    pub fn of(rules: &TableRules, row: &Records<'_>, line: u64) -> Result<Self, AtLine> {
        let wrong = |fault| AtLine { line, fault };
        let names: Vec<&str> = (0..row.len()).map(|index| row.cell_at(index).unwrap_or_default().trim()).collect();
        if names.iter().all(|name| name.is_empty()) {
            return Err(wrong(CsvFault::NoHeading));
        }
        if let [whole] = names.as_slice()
            && let Some((_, separator)) = SEPARATORS.iter().find(|(mark, _)| whole.contains(*mark))
        {
            return Err(wrong(CsvFault::Separator { separator }));
        }
        let same = |name: &str, other: &str| name.to_lowercase() == other.to_lowercase();
        let mut places = Vec::new();
        let mut recased = Vec::new();
        for (index, column) in rules.columns.iter().enumerate() {
            let mut found = (0..names.len()).filter(|index| same(names[*index], &column.name));
            let Some(place) = found.next() else {
                let similar = names.iter().find(|name| bare(name) == bare(&column.name) && !name.is_empty());
                let similar = similar.map(|name| (*name).to_owned());
                return Err(wrong(CsvFault::MissingColumn { name: column.name.clone(), similar }));
            };
            if found.next().is_some() {
                return Err(wrong(CsvFault::TwiceColumn { name: names[place].to_owned() }));
            }
            if names[place] != column.name {
                recased.push((index, names[place].to_owned()));
            }
            places.push(place);
        }
        Ok(Self { places, width: names.len(), recased })
    }
}

/// A name without what people write differently.
fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
