//! Where the value of a label stands in a sheet: beside it or below, in as many rows and cells as it takes.

use std::collections::BTreeSet;

use super::blank::remark;
use super::labels::Labels;
use super::text::{has_boxes, is_blank};
use super::words::bare;
use super::workbook::{Sheet, Spot};
use crate::standard::{Row, Table};

/// Looks for values of labels in a sheet.
pub(super) struct Values<'a> {
    labels: &'a Labels<'a>,
    sheet: &'a Sheet,
    /// Columns of labels of which some have their value right beside them.
    direct: BTreeSet<u32>,
}

impl<'a> Values<'a> {
    pub fn new(labels: &'a Labels<'a>, sheet: &'a Sheet) -> Self {
        let mut values = Self { labels, sheet, direct: BTreeSet::new() };
        let single = |text: &str| labels.named(text).iter().any(|known| !known.repeats);
        let direct = sheet.cells.iter().filter(|(_, text)| single(text)).filter_map(|(at, _)| {
            let column = sheet.region(*at).1.1;
            let beside = sheet.text((at.0, column + 1));
            (!is_blank(beside) && !values.is_label(beside)).then_some(column)
        });
        values.direct = direct.collect();
        values
    }

    /// The cells that make the value of a label.
    pub fn of(&self, at: Spot, (table, row): (&Table, &Row)) -> Vec<Spot> {
        let Some(first) = self.first(at) else { return Vec::new() };
        let (from, to) = self.sheet.region(at);
        if first.0 != from.0 {
            return vec![first];
        }
        let spread = row.has_options(table);
        let mut spots = self.in_row(first, to.1, row, spread);
        let below = self.sheet.cells.range((from.0 + 1, 0)..).map(|((line, _), _)| *line);
        let beside: BTreeSet<u32> = below.take_while(|line| *line <= to.0).collect();
        for line in beside {
            spots.extend(self.in_row((line, first.1), to.1, row, spread));
        }
        while let Some(next) =
            self.continued(&spots, to, (from.1, to.1), spread).filter(|_| spread || row.semantics.several)
        {
            spots.extend(self.in_row(next, to.1, row, spread));
        }
        let mut seen = BTreeSet::new();
        spots.retain(|spot| seen.insert(self.sheet.region(*spot).0));
        spots
    }

    /// The value goes on in the row right below that has no label of its own.
    fn continued(&self, spots: &[Spot], end: Spot, columns: (u32, u32), boxes: bool) -> Option<Spot> {
        let last = spots.last()?;
        let spot = (self.sheet.region(*last).1.0.max(end.0) + 1, columns.1 + 1);
        let text = self.sheet.text(spot);
        let unlabelled = (columns.0..=columns.1).all(|column| self.sheet.text((spot.0, column)).is_empty());
        let goes_on = unlabelled && !is_blank(text) && !self.is_label(text) && (has_boxes(text) || !boxes);
        goes_on.then_some(spot)
    }

    /// The value in one row: the cell beside the label, or the next one that is filled in where no label of the column has
    /// anything beside it; of options all cells.
    fn in_row(&self, first: Spot, label: u32, row: &Row, spread: bool) -> Vec<Spot> {
        let cells = self.sheet.cells.range(first..=(first.0, u32::MAX)).map(|(at, text)| (*at, text.as_str()));
        let own = cells.take_while(|(_, text)| !self.is_label(text));
        let filled = own.filter(|(_, text)| !is_blank(text) && !is_remark(row, text)).map(|(at, _)| at);
        if spread {
            let spots: Vec<Spot> = filled.collect();
            return if spots.is_empty() { self.plain(first) } else { spots };
        }
        if is_blank(self.sheet.text(first)) && !self.direct.contains(&label) {
            let next: Vec<Spot> = filled.take(1).collect();
            return if next.is_empty() { self.plain(first) } else { next };
        }
        self.plain(first)
    }

    fn plain(&self, spot: Spot) -> Vec<Spot> {
        if self.is_label(self.sheet.text(spot)) { Vec::new() } else { vec![spot] }
    }

    fn is_label(&self, text: &str) -> bool {
        !text.is_empty() && (!self.labels.named(text).is_empty() || self.labels.is_heading(text))
    }

    /// Where a value begins: beside its label, or below where beside it stands another label.
    fn first(&self, at: Spot) -> Option<Spot> {
        let (from, to) = self.sheet.region(at);
        let (beside, below) = ((from.0, to.1 + 1), (to.0 + 1, from.1));
        let right = self.sheet.text(beside);
        let before = from.1.checked_sub(1).map_or("", |column| self.sheet.text((from.0, column)));
        let in_row_of_labels = self.is_label(right)
            || right.is_empty() && (!self.labels.named(before).is_empty() || to.1 == self.sheet.last_column());
        if !in_row_of_labels {
            return Some(beside);
        }
        let under = self.sheet.text(below);
        let free = !under.is_empty() && !self.is_label(under);
        free.then_some(below).or((!self.is_label(right)).then_some(beside))
    }
}

/// Whether a text beside a value is what is printed there, here or in the guide.
fn is_remark(row: &Row, text: &str) -> bool {
    asides(row).contains(&bare(text))
}

/// What is printed beside the cell of a row, here or in the guide, as compared.
pub(super) fn asides(row: &Row) -> Vec<String> {
    let own = [row.note.clone(), remark(row)];
    let all = own.iter().chain(&row.semantics.printed).map(|text| bare(text));
    all.filter(|text| !text.is_empty()).collect()
}
