//! The table of totals by standard and operation.

use std::io::{self, Write};

use anstyle::Style;

use super::paint::{self, BOLD, DIM};
use crate::id::Language;
use crate::report::describe;
use crate::report::escape::cut;
use crate::report::texts::Label;
use crate::verdict::{Fold, StandardTotals, Verdict};

/// Characters of a standard's or operation's name in the table.
const NAME_LENGTH: usize = 40;

struct Row {
    names: [String; 2],
    totals: StandardTotals,
}

/// A column of numbers.
#[derive(Clone, Copy)]
enum Column {
    Planned,
    Reached,
    Judged,
    Of(Verdict),
    Waived,
    Known,
}

impl Column {
    fn label(self) -> Label {
        match self {
            Self::Planned => Label::Planned,
            Self::Reached => Label::Reached,
            Self::Judged => Label::Judged,
            Self::Waived => Label::WaivedColumn,
            Self::Known => Label::KnownColumn,
            Self::Of(Verdict::NotApplicable) => Label::NotApplicable,
            Self::Of(Verdict::Pass) => Label::Pass,
            Self::Of(Verdict::Warning) => Label::Warn,
            Self::Of(Verdict::Inconclusive) => Label::Inconclusive,
            Self::Of(Verdict::Fail) => Label::Fail,
            Self::Of(Verdict::Error) => Label::Error,
        }
    }

    fn number(self, totals: &StandardTotals) -> usize {
        match self {
            Self::Planned => totals.planned,
            Self::Reached => totals.reached,
            Self::Judged => totals.judged,
            Self::Waived => totals.waived,
            Self::Known => totals.known,
            Self::Of(Verdict::NotApplicable) => not_applicable(totals),
            Self::Of(verdict) => totals.count(verdict),
        }
    }

    fn style(self) -> Style {
        match self {
            Self::Planned | Self::Reached | Self::Judged | Self::Waived | Self::Known => Style::new(),
            Self::Of(verdict) => paint::verdict(verdict),
        }
    }
}

/// Units that do not apply, whether the plan or a verdict says so.
fn not_applicable(totals: &StandardTotals) -> usize {
    let planned = totals.dispositions.get(Verdict::NotApplicable.as_str()).copied().unwrap_or_default();
    planned + totals.count(Verdict::NotApplicable)
}

/// Writes the table; where the terminal is too narrow for it, each row as lines of its own.
pub(super) fn write(
    out: &mut impl Write,
    fold: &Fold,
    (language, terminal): (Language, Option<usize>),
) -> io::Result<()> {
    let rows = rows(fold, language);
    let columns = columns(&rows);
    let names = [Label::Standard, Label::Operation].map(|label| label.words().get(language).to_owned());
    let heads: Vec<String> = columns.iter().map(|column| column.label().words().get(language).to_owned()).collect();
    let cells: Vec<Vec<String>> =
        rows.iter().map(|row| columns.iter().map(|column| cell(*column, &row.totals)).collect()).collect();
    let name_widths = widths(&names, rows.iter().map(|row| row.names.as_slice()));
    let widths = widths(&heads, cells.iter().map(Vec::as_slice));

    let rule = name_widths.iter().chain(&widths).map(|width| width + 2).sum::<usize>().saturating_sub(2);
    if terminal.is_some_and(|terminal| rule + 2 > terminal) {
        return stacked(out, &rows, &columns, &heads);
    }
    let left = pad(&names, &name_widths, paint::left);
    writeln!(out, "  {BOLD}{}  {}{BOLD:#}", left.join("  "), pad(&heads, &widths, paint::right).join("  "))?;
    writeln!(out, "  {DIM}{}{DIM:#}", "-".repeat(rule))?;
    for (row, cells) in rows.iter().zip(&cells) {
        let painted: Vec<String> = columns
            .iter()
            .zip(pad(cells, &widths, paint::right))
            .map(|(column, text)| {
                let style = if column.number(&row.totals) == 0 { DIM } else { column.style() };
                format!("{style}{text}{style:#}")
            })
            .collect();
        let names = pad(&row.names, &name_widths, paint::left);
        writeln!(out, "  {}  {}", names.join("  "), painted.join("  "))?;
    }
    Ok(())
}

/// Each row as its name, and below it what is not zero.
fn stacked(out: &mut impl Write, rows: &[Row], columns: &[Column], heads: &[String]) -> io::Result<()> {
    for row in rows {
        for name in row.names.iter().filter(|name| !name.is_empty()) {
            writeln!(out, "  {BOLD}{name}{BOLD:#}")?;
        }
        let numbers: Vec<String> = columns
            .iter()
            .zip(heads)
            .filter(|(column, _)| column.number(&row.totals) > 0)
            .map(|(column, head)| {
                let style = column.style();
                format!("{head} {style}{}{style:#}", column.number(&row.totals))
            })
            .collect();
        writeln!(out, "    {}", numbers.join(", "))?;
    }
    Ok(())
}

/// A number; none is a dash, so that those that are there stand out.
fn cell(column: Column, totals: &StandardTotals) -> String {
    match column.number(totals) {
        0 => "-".to_owned(),
        number => number.to_string(),
    }
}

/// Columns of the terminal that each column of the table takes.
fn widths<'a>(heads: &[String], rows: impl Iterator<Item = &'a [String]>) -> Vec<usize> {
    let mut widths: Vec<usize> = heads.iter().map(|head| paint::width(head)).collect();
    for row in rows {
        for (width, text) in widths.iter_mut().zip(row) {
            *width = (*width).max(paint::width(text));
        }
    }
    widths
}

fn pad(texts: &[String], widths: &[usize], pad: fn(&str, usize) -> String) -> Vec<String> {
    texts.iter().zip(widths).map(|(text, width)| pad(text, *width)).collect()
}

/// A row an operation, and a row of sums when there are several.
fn rows(fold: &Fold, language: Language) -> Vec<Row> {
    let mut last = String::new();
    let mut rows: Vec<Row> = Vec::new();
    let mut sum = StandardTotals::default();
    for entry in fold.operations() {
        let standard = if entry.standard == last { String::new() } else { cut(&entry.standard, NAME_LENGTH) };
        let name = operation(fold, &entry.standard, &entry.operation, language);
        add(&mut sum, &entry.totals);
        rows.push(Row { names: [standard, name], totals: entry.totals });
        last = entry.standard;
    }
    if rows.len() > 1 {
        rows.push(Row { names: [Label::Total.words().get(language).to_owned(), String::new()], totals: sum });
    }
    rows
}

/// An operation with its title.
fn operation(fold: &Fold, standard: &str, name: &str, language: Language) -> String {
    let titles = fold.started().map(|started| started.operations.as_slice()).unwrap_or_default();
    let title = titles.iter().find(|(of, operation, _)| of == standard && operation == name);
    match title.map(|(_, _, title)| title.get(language)) {
        Some(title) if !title.is_empty() => cut(&format!("{name} {title}"), NAME_LENGTH),
        _ => cut(&describe::operation(name, language), NAME_LENGTH),
    }
}

/// The columns; those of our own faults and of what does not count only when there are any.
fn columns(rows: &[Row]) -> Vec<Column> {
    let verdicts = [Verdict::Pass, Verdict::Warning, Verdict::Fail, Verdict::Inconclusive, Verdict::NotApplicable];
    let mut columns = vec![Column::Planned, Column::Reached, Column::Judged];
    columns.extend(verdicts.map(Column::Of));
    for column in [Column::Waived, Column::Known] {
        if rows.iter().any(|row| column.number(&row.totals) > 0) {
            columns.push(column);
        }
    }
    if rows.iter().any(|row| row.totals.count(Verdict::Error) > 0) {
        columns.push(Column::Of(Verdict::Error));
    }
    columns
}

fn add(sum: &mut StandardTotals, totals: &StandardTotals) {
    sum.planned += totals.planned;
    sum.reached += totals.reached;
    sum.judged += totals.judged;
    sum.waived += totals.waived;
    sum.known += totals.known;
    for (verdict, count) in &totals.verdicts {
        *sum.verdicts.entry(*verdict).or_default() += count;
    }
    for (name, count) in &totals.dispositions {
        *sum.dispositions.entry(name.clone()).or_default() += count;
    }
}
