//! Finds every place of an answer where a row occurs.

use serde_json::{Map, Value};

use super::layout::Field;

/// Calls `change` with each object that should have the row as a member, through objects and arrays at every depth.
pub(crate) fn each(
    rows: &[Field],
    object: &mut Map<String, Value>,
    row: &str,
    change: &mut dyn FnMut(&Field, &mut Map<String, Value>),
) {
    if let Some(field) = rows.iter().find(|field| field.row == row) {
        change(field, object);
        return;
    }
    for field in rows.iter().filter(|field| !field.members.is_empty()) {
        match object.get_mut(&field.name) {
            Some(Value::Object(inner)) => each(&field.members, inner, row, change),
            Some(Value::Array(items)) => {
                for inner in items.iter_mut().filter_map(Value::as_object_mut) {
                    each(&field.members, inner, row, change);
                }
            }
            _ => {}
        }
    }
}
