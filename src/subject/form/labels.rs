//! Which cell of a form a label names: stars, brackets, blanks and width around it are free.

use super::text::folded;
use crate::standard::{Form, Row, Standard, Table};
use crate::yaml::nearest;

/// A row of a form, with what names it.
pub(super) struct Known<'s> {
    pub table: &'s Table,
    pub row: &'s Row,
    pub repeats: bool,
    /// The label of the group around it, as compared; empty where there is none.
    pub group: String,
    /// The label as compared.
    full: String,
    /// The label without what stands in brackets.
    short: String,
}

/// The labels of a form.
pub(super) struct Labels<'s> {
    pub rows: Vec<Known<'s>>,
    /// Texts that stand in a form and are no labels of rows: titles, captions, groups.
    headings: Vec<String>,
}

/// A label as it is compared.
pub(super) fn key(text: &str) -> String {
    let folded = folded(text).replace(' ', "");
    folded.trim_start_matches(['*', '★']).trim_end_matches([':', '*']).to_owned()
}

/// Without what stands in brackets.
fn unbracketed(key: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::new();
    for c in key.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept.trim_end_matches(':').to_owned()
}

impl<'s> Labels<'s> {
    /// The labels of a form.
    pub fn of(standard: &'s Standard, form: &'s Form) -> Self {
        let mut rows = Vec::new();
        let mut headings = vec![key(&form.title.zh), key(&form.name)];
        for (part, table) in form.tables(standard) {
            headings.push(key(&table.caption));
            headings.extend(part.sheet.as_deref().map(key));
            for row in table.members() {
                let (group, label) = row.grouped_label();
                let group = group.map(key).unwrap_or_default();
                let full = key(label);
                headings.push(group.clone());
                let short = unbracketed(&full);
                rows.push(Known { table, row, repeats: part.repeats, group, full, short });
            }
        }
        headings.retain(|heading| !heading.is_empty());
        Self { rows, headings }
    }

    /// The rows that a label may name, in the order of the form. Brackets count where only they tell rows apart.
    pub fn named(&self, text: &str) -> Vec<&Known<'s>> {
        let key = key(text);
        if key.is_empty() {
            return Vec::new();
        }
        let exact: Vec<&Known<'s>> = self.rows.iter().filter(|known| known.full == key).collect();
        if !exact.is_empty() {
            return exact;
        }
        let short = unbracketed(&key);
        let loose: Vec<&Known<'s>> =
            self.rows.iter().filter(|known| !short.is_empty() && known.short == short).collect();
        // Two labels of one table that differ in brackets alone must be written with them.
        let alike = loose.iter().any(|one| {
            loose
                .iter()
                .any(|other| one.table.id == other.table.id && one.group == other.group && one.full != other.full)
        });
        if alike { Vec::new() } else { loose }
    }

    /// Whether a text is a title, caption or group of the form.
    pub fn is_heading(&self, text: &str) -> bool {
        let key = key(text);
        let plain = key.replace(['《', '》', '_'], "");
        let short = unbracketed(&key);
        self.headings.iter().any(|heading| {
            *heading == key || *heading == short || plain.starts_with(heading.as_str()) && plain.len() > heading.len()
        })
    }

    /// Whether a text names a group.
    pub fn is_group(&self, text: &str) -> bool {
        let key = key(text);
        !key.is_empty() && self.rows.iter().any(|known| known.group == key)
    }

    /// The label that is most like a text.
    pub fn nearest(&self, text: &str) -> Option<String> {
        let wanted = key(text);
        let near = nearest(&wanted, self.rows.iter().map(|known| known.full.as_str()))?;
        let known = self.rows.iter().find(|known| known.full == near)?;
        Some(format!("did you mean `{}`?", known.row.grouped_label().1))
    }
}
