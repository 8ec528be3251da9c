//! One JSON Schema 2020-12 a table, from the cells as read.
//!
//! Each property carries the id of its row as `x-requirement`; the root carries the clause that the table belongs to. The
//! nearest of these above a keyword says whose keyword it is, which `trace` relies on. Alternatives are written as
//! `if`/`then`/`else`, never as `anyOf`, so that an error inside keeps its own location.

mod form;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::formats;
use crate::standard::{Empty, Kind, Row, Standard, Table, ValueType};

/// The dialect of every derived schema.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Prefix of our formats in schemas, which keeps them apart from those of JSON Schema.
pub(super) const FORMAT_PREFIX: &str = "zwfw-";

/// The `$id` of a table's schema.
pub fn urn(standard: &str, table: &str) -> String {
    format!("urn:zwfw:{standard}:{table}")
}

/// The schemas of a standard's tables of messages, of databases and of forms, by table id. Codes stand in the schemas of the rows
/// that carry them; tables that map names say nothing about values.
pub fn derive(standard: &Standard) -> BTreeMap<String, Value> {
    let holds_values = |kind: Kind| kind.is_message() || matches!(kind, Kind::Database | Kind::Form);
    let with_values = standard.tables.iter().filter(|table| holds_values(table.kind));
    with_values.map(|table| (table.id.clone(), table_schema(standard, table))).collect()
}

fn table_schema(standard: &Standard, table: &Table) -> Value {
    let is_form = table.kind == Kind::Form;
    let needed = |row: &&Row| if is_form { form::always_needed(row) } else { row.required() };
    let required: Vec<&str> = table.members().filter(needed).map(Row::name).collect();
    let properties: Map<String, Value> =
        table.members().map(|row| (row.name().to_owned(), property(standard, table, row))).collect();
    let mut schema = Map::from_iter([
        ("$schema".to_owned(), json!(DIALECT)),
        ("$id".to_owned(), json!(urn(&standard.id, &table.id))),
        ("title".to_owned(), json!(table.caption)),
        ("x-table".to_owned(), json!(table.id)),
        ("x-requirement".to_owned(), json!(standard.requirement(body_clause(standard, table)))),
        ("type".to_owned(), json!("object")),
        ("required".to_owned(), json!(required)),
        ("properties".to_owned(), Value::Object(properties)),
    ]);
    let mut conditional: Vec<Value> =
        table.members().filter_map(|row| format_by_sibling(standard, table, row)).collect();
    if is_form {
        conditional.extend(form::conditions(standard, table));
    }
    if !conditional.is_empty() {
        schema.insert("allOf".to_owned(), Value::Array(conditional));
    }
    Value::Object(schema)
}

/// The clause that asks for the message as a whole: what a body that is no object breaks.
fn body_clause<'a>(standard: &'a Standard, table: &'a Table) -> &'a str {
    match (standard.operation(&table.operation), table.kind) {
        (Some(operation), Kind::Request) => &operation.requirements.input,
        (Some(operation), Kind::Response) => &operation.requirements.output,
        _ => &table.clause,
    }
}

fn property(standard: &Standard, table: &Table, row: &Row) -> Value {
    let mut schema = Map::new();
    schema.insert("x-requirement".to_owned(), json!(table.requirement(standard, row)));
    if !row.label.is_empty() {
        schema.insert("title".to_owned(), json!(row.label));
    }
    if table.kind == Kind::Form {
        form::cell(&mut schema, row);
    } else if let Some(types) = types(row) {
        schema.insert("type".to_owned(), types);
    }
    if row.value_type() == ValueType::BigInt {
        schema.insert("pattern".to_owned(), json!("^-?[0-9]+$"));
    }
    if let Some(codes_from) = &row.codes_from {
        schema.insert("x-codes".to_owned(), json!(codes_from.value));
    }
    if let Some(max) = row.length().max.filter(|_| holds_text(row)) {
        schema.insert("maxLength".to_owned(), json!(max));
    }
    if let Some(members) = &row.members {
        insert_members(&mut schema, row.value_type(), &urn(&standard.id, &members.value));
    }
    let mut value_rules = Map::new();
    // Of several values in one cell a keyword could only judge all at once.
    if row.semantics.several {
        return Value::Object(schema);
    }
    if row.has_codes() && row.semantics.case_insensitive {
        value_rules.insert("pattern".to_owned(), json!(codes_in_either_case(table, row)));
    } else if row.has_codes() {
        value_rules.insert("enum".to_owned(), codes(table, row));
    }
    if let Some(format) = asserted_format(row).filter(|_| row.semantics.format_when.is_none()) {
        value_rules.insert("format".to_owned(), json!(format));
    }
    insert_with_exemptions(&mut schema, value_rules, table, row);
    Value::Object(schema)
}

fn holds_text(row: &Row) -> bool {
    matches!(row.value_type(), ValueType::String | ValueType::StringOrBoolean | ValueType::Unstated)
}

/// The `type` keyword: none when the table does not say and null is fine too.
fn types(row: &Row) -> Option<Value> {
    let named: &[&str] = match row.value_type() {
        ValueType::String => &["string"],
        ValueType::Number => &["number"],
        ValueType::Object => &["object"],
        ValueType::Objects => &["array"],
        ValueType::ObjectOrObjects => &["object", "array"],
        ValueType::StringOrBoolean => &["string", "boolean"],
        ValueType::BigInt => &["integer", "string"],
        ValueType::Unstated if row.required() => &["string", "number", "boolean", "object", "array"],
        ValueType::Unstated => return None,
    };
    Some(match (named, row.required()) {
        ([one], true) => json!(one),
        (several, true) => json!(several),
        (named, false) => json!([named, &["null"]].concat()),
    })
}

/// The members' table holds for each object. The `if` keeps its rules away from values of another type, which the row's
/// own `type` reports already.
fn insert_members(schema: &mut Map<String, Value>, value_type: ValueType, urn: &str) {
    if matches!(value_type, ValueType::Object | ValueType::ObjectOrObjects) {
        schema.insert("if".to_owned(), json!({ "type": "object" }));
        schema.insert("then".to_owned(), json!({ "$ref": urn }));
    }
    if matches!(value_type, ValueType::Objects | ValueType::ObjectOrObjects) {
        // `items` leaves everything but arrays alone.
        let item = json!({ "type": "object", "if": { "type": "object" }, "then": { "$ref": urn } });
        schema.insert("items".to_owned(), item);
    }
}

fn codes(table: &Table, row: &Row) -> Value {
    let mut values: Vec<Value> = Vec::new();
    let listed = row.codes().map(|(code, _)| row.code_value(code));
    let flags = row.codes().filter_map(|(code, _)| code.parse::<bool>().ok().map(Value::from));
    let flags = flags.filter(|_| row.value_type() == ValueType::StringOrBoolean);
    let empty = may_be_empty(table, row).then(|| json!(""));
    let null = (!row.required()).then_some(Value::Null);
    for value in listed.chain(flags).chain(empty).chain(null) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    Value::Array(values)
}

/// A pattern of the listed codes, each letter in either case. Character classes are what every dialect of patterns has.
fn codes_in_either_case(table: &Table, row: &Row) -> String {
    let either = |c: char| match (c.to_ascii_lowercase(), c.to_ascii_uppercase()) {
        (lower, upper) if lower != upper => format!("[{lower}{upper}]"),
        (c, _) if c.is_alphanumeric() => c.to_string(),
        (c, _) => format!("\\{c}"),
    };
    let mut codes: Vec<String> = row.codes().map(|(code, _)| code.chars().map(either).collect()).collect();
    if may_be_empty(table, row) {
        codes.push(String::new());
    }
    format!("^(?:{})$", codes.join("|"))
}

fn asserted_format(row: &Row) -> Option<String> {
    let format = formats::format(row.semantics.format.as_deref()?)?;
    (format.asserted && holds_text(row)).then(|| format!("{FORMAT_PREFIX}{}", format.name))
}

/// Whether an empty text is fine though codes or a format would refuse it: a filter left empty in a request, or an
/// answer for which a reading takes either.
fn may_be_empty(table: &Table, row: &Row) -> bool {
    match (table.kind, row.semantics.empty) {
        (Kind::Request, Some(Empty::NoFilter)) => row.semantics.filter.is_some(),
        (Kind::Response, Some(Empty::Either)) => true,
        _ => false,
    }
}

/// Adds rules about the value's text, bare or below a condition that lets exempt values pass.
fn insert_with_exemptions(schema: &mut Map<String, Value>, rules: Map<String, Value>, table: &Table, row: &Row) {
    if rules.is_empty() {
        return;
    }
    let mut exempt = Vec::new();
    if row.class.is_some() {
        exempt.push(json!({ "type": "string", "pattern": "\\*" }));
    }
    if rules.contains_key("format") && may_be_empty(table, row) {
        exempt.push(json!({ "const": "" }));
    }
    if exempt.is_empty() {
        schema.extend(rules);
        return;
    }
    // A row has an `if` of its own only when it holds objects, and those have neither codes nor a format.
    let condition = if exempt.len() == 1 { exempt.remove(0) } else { json!({ "anyOf": exempt }) };
    schema.insert("if".to_owned(), condition);
    schema.insert("else".to_owned(), Value::Object(rules));
}

/// A format that holds only for one value of a sibling, as a rule of the whole object.
fn format_by_sibling(standard: &Standard, table: &Table, row: &Row) -> Option<Value> {
    let when = row.semantics.format_when.as_ref()?;
    let rules = Map::from_iter([("format".to_owned(), json!(asserted_format(row)?))]);
    let mut schema = Map::new();
    schema.insert("x-requirement".to_owned(), json!(table.requirement(standard, row)));
    insert_with_exemptions(&mut schema, rules, table, row);
    Some(json!({
        "if": { "required": [when.member], "properties": { &when.member: { "const": when.equals } } },
        "then": { "properties": { row.name(): schema } },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::laws::{fixture, logistics};

    #[test]
    fn the_schema_of_a_request_table_is_as_reviewed() {
        insta::assert_json_snapshot!(derive(&logistics())["T2"]);
    }

    #[test]
    fn the_schema_of_a_response_table_is_as_reviewed() {
        insta::assert_json_snapshot!(derive(&logistics())["T13"]);
    }

    #[test]
    fn the_rare_shapes_are_as_reviewed() {
        insta::assert_json_snapshot!(derive(&fixture())["T2"]);
    }

    #[test]
    fn the_schema_of_a_parameter_list_is_as_reviewed() {
        insta::assert_json_snapshot!(derive(&fixture())["P.1"]);
    }

    #[test]
    fn the_schema_of_a_database_table_is_as_reviewed() {
        insta::assert_json_snapshot!(derive(&fixture())["T3"]);
    }

    #[test]
    fn tables_that_list_codes_or_map_names_have_no_schema() {
        assert_eq!(derive(&fixture()).into_keys().collect::<Vec<_>>(), ["P.1", "T1", "T2", "T3"]);
    }

    #[test]
    fn every_table_and_every_row_has_its_schema_in_printed_order() {
        let standard = logistics();
        let schemas = derive(&standard);
        assert_eq!(schemas.len(), standard.tables.len());
        for table in &standard.tables {
            let properties = schemas[&table.id]["properties"].as_object().expect("properties");
            let names: Vec<&str> = properties.keys().map(String::as_str).collect();
            let rows: Vec<&str> = table.rows.iter().map(Row::name).collect();
            assert_eq!(names, rows, "{}", table.id);
        }
    }
}
