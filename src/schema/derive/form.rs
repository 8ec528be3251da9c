//! The schema of a form's table: every cell is a text, and a cell may be needed because of another.

use serde_json::{Map, Value, json};

use crate::standard::{RequiredWhen, Row, Standard, Table};

/// What a cell of a form adds to the schema of a row.
pub(super) fn cell(schema: &mut Map<String, Value>, row: &Row) {
    schema.insert("type".to_owned(), json!("string"));
    if row.semantics.office_use {
        schema.insert("maxLength".to_owned(), json!(0));
    }
    if let Some(start) = &row.semantics.starts {
        // Patterns are searched for, so that nothing need be said of the rest.
        let plain: String =
            start.chars().map(|c| if c.is_alphanumeric() { c.to_string() } else { escaped(c) }).collect();
        schema.insert("pattern".to_owned(), json!(format!("^{plain}")));
    }
}

fn escaped(c: char) -> String {
    if c == '_' { c.to_string() } else { format!("\\{c}") }
}

/// Whether a cell must be filled in whatever stands in the others.
pub(super) fn always_needed(row: &Row) -> bool {
    row.required() && row.semantics.waived_when.is_none()
}

/// The cells that are needed because of another, as rules of the whole object.
pub(super) fn conditions(standard: &Standard, table: &Table) -> Vec<Value> {
    let rule = |row: &Row, when: &RequiredWhen, branch: &str| {
        let value = match when.lacks.as_slice() {
            [] => json!({ "enum": when.values }),
            words => json!({ "not": { "pattern": words.join("|") } }),
        };
        let condition = json!({ "required": [when.member], "properties": { &when.member: value } });
        let needed = json!({ "x-requirement": table.requirement(standard, row), "required": [row.name()] });
        Value::Object(Map::from_iter([("if".to_owned(), condition), (branch.to_owned(), needed)]))
    };
    let mut rules = Vec::new();
    for row in table.members() {
        rules.extend(row.semantics.required_when.as_ref().map(|when| rule(row, when, "then")));
        let waived = row.semantics.waived_when.as_ref().filter(|_| row.required());
        rules.extend(waived.map(|when| rule(row, when, "else")));
    }
    rules
}
