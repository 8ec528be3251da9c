//! The cells of a workbook, bounded: a file of some megabytes may unfold without end, or name cells far apart.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};

use super::filled::{FormError, NoValue};

/// Bytes that all parts of a workbook may unfold to.
const UNFOLDED_MAX: u64 = 64 * 1024 * 1024;
/// Parts of a workbook.
const PARTS_MAX: usize = 2_000;
/// Cells that are filled in.
const CELLS_MAX: usize = 20_000;
/// Merged regions that are looked at.
const MERGED_MAX: usize = 2_000;

/// What stands for a value that nobody has computed.
const UNCOMPUTED: &str = "=";

/// Row and column, from 0.
pub(super) type Spot = (u32, u32);

/// One sheet.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub name: String,
    /// Cells that are not blank.
    pub cells: BTreeMap<Spot, String>,
    /// Those of them that have no value.
    pub unusable: BTreeMap<Spot, NoValue>,
    /// Merged regions, first and last cell.
    pub merged: Vec<(Spot, Spot)>,
}

/// Reads the sheets of a workbook.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Vec<Sheet>, FormError> {
    unfolds(bytes).map_err(|message| FormError::new(file, "", message))?;
    let wrong = |error: calamine::XlsxError| FormError::new(file, "", format!("no workbook that can be read: {error}"));
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(wrong)?;
    let mut sheets = Vec::new();
    let mut count = 0;
    for name in workbook.sheet_names() {
        let merged = workbook.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let merged = merged.into_iter().take(MERGED_MAX).map(|region| (region.start, region.end)).collect();
        // What is no sheet of cells, such as a chart, has none.
        let Ok(mut reader) = workbook.worksheet_cells_reader(&name) else { continue };
        let (mut cells, mut unusable) = (BTreeMap::new(), BTreeMap::new());
        let mut blank = BTreeSet::new();
        while let Some(cell) = reader.next_cell().map_err(wrong)? {
            count += 1;
            if count > CELLS_MAX {
                return Err(FormError::new(file, "", format!("more than {CELLS_MAX} cells: expected a form")));
            }
            let (at, value) = (cell.get_position(), cell.get_value());
            let text = text(value);
            if let DataRef::Error(_) = value {
                unusable.insert(at, NoValue::Error(text.clone()));
            }
            if !text.trim().is_empty() {
                cells.insert(at, text.trim().to_owned());
            } else if matches!(value, DataRef::Empty) {
                blank.insert(at);
            }
        }
        drop(reader);
        // A formula that came to nothing has a text that is empty: what has no value at all was never computed.
        let mut formulas = workbook.worksheet_cells_reader(&name).map_err(wrong)?;
        while let Some(formula) = formulas.next_formula().map_err(wrong)? {
            let at = formula.get_position();
            if !formula.get_value().is_empty() && blank.contains(&at) {
                cells.insert(at, UNCOMPUTED.to_owned());
                unusable.insert(at, NoValue::Uncomputed);
            }
        }
        sheets.push(Sheet { name, cells, unusable, merged });
    }
    Ok(sheets)
}

/// Refuses what unfolds to more than a form could need.
fn unfolds(bytes: &[u8]) -> Result<(), String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| format!("no workbook: {error}"))?;
    if archive.len() > PARTS_MAX {
        return Err(format!("more than {PARTS_MAX} parts: expected a workbook"));
    }
    let mut left = UNFOLDED_MAX;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| format!("no workbook: {error}"))?;
        let unfolded = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
        let unfolded = unfolded.map_err(|error| format!("no workbook: {error}"))?;
        left = left.checked_sub(unfolded).ok_or("it unfolds to more than 64 MB: expected a form")?;
    }
    Ok(())
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < 1.0e18 => format!("{number:.0}"),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let time = if (hour, minute, second) == (0, 0, 0) {
                String::new()
            } else {
                format!(" {hour:02}:{minute:02}:{second:02}")
            };
            format!("{year:04}-{month:02}-{day:02}{time}")
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => format!("{error}"),
        DataRef::Empty => String::new(),
    }
}

impl Sheet {
    /// The region that a cell is merged into, else the cell alone.
    pub fn region(&self, at: Spot) -> (Spot, Spot) {
        let holds = |(from, to): &&(Spot, Spot)| (from.0..=to.0).contains(&at.0) && (from.1..=to.1).contains(&at.1);
        self.merged.iter().find(holds).copied().unwrap_or((at, at))
    }

    /// What stands in a cell, or in the region that it is merged into; empty where nothing does.
    pub fn text(&self, at: Spot) -> &str {
        self.cells.get(&self.region(at).0).map_or("", String::as_str)
    }

    /// Why a cell, or the region that it is merged into, has no value; none where it has one or is empty.
    pub fn no_value(&self, at: Spot) -> Option<&NoValue> {
        self.unusable.get(&self.region(at).0)
    }

    /// The last column that is filled in.
    pub fn last_column(&self) -> u32 {
        self.cells.keys().map(|(_, column)| *column).max().unwrap_or(0)
    }

    /// The rows below one that have anything in them.
    pub fn rows_below(&self, row: u32) -> std::collections::BTreeSet<u32> {
        self.cells.range((row + 1, 0)..).map(|((row, _), _)| *row).collect()
    }

    /// A cell as people name it: `Sheet1!B4`.
    pub fn place(&self, at: Spot) -> String {
        let mut column = String::new();
        let mut number = at.1 + 1;
        while number > 0 {
            let letter = b'A' + ((number - 1) % 26) as u8;
            column.insert(0, char::from(letter));
            number = (number - 1) / 26;
        }
        format!("{}!{column}{}", self.name, at.0 + 1)
    }
}
