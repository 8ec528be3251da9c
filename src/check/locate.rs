//! From a JSON pointer to the row that it belongs to.

use crate::standard::{Row, Standard, Table};

/// The row at a pointer below a table; list positions are passed over.
pub fn locate<'s>(standard: &'s Standard, table: &str, pointer: &str) -> Option<(&'s Table, &'s Row)> {
    let mut table = standard.table(table)?;
    let mut found = None;
    for part in pointer.split('/').skip(1) {
        if part.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        if let Some((_, row)) = found {
            let row: &Row = row;
            table = standard.table(&row.members.as_ref()?.value)?;
        }
        found = Some((table, table.row(part)?));
    }
    found
}

/// The table of the object at a pointer below a table.
pub fn table_at<'s>(standard: &'s Standard, table: &str, pointer: &str) -> Option<&'s Table> {
    match locate(standard, table, pointer) {
        Some((_, row)) => standard.table(&row.members.as_ref()?.value),
        None => standard.table(table),
    }
}
