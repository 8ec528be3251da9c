//! Lint of a schema document: validators pass over a misspelt keyword, which then asserts nothing.

use crate::standard::SourceFile;
use crate::yaml::{self, Problem};

use super::locate;

/// Keywords whose value is one schema.
const HOLDS_SCHEMA: &[&str] = &[
    "if",
    "then",
    "else",
    "not",
    "items",
    "contains",
    "additionalProperties",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
];

/// Keywords whose value is a list of schemas.
const HOLDS_LIST: &[&str] = &["allOf", "anyOf", "oneOf", "prefixItems"];

/// Keywords whose value maps names to schemas.
const HOLDS_MAP: &[&str] = &["properties", "patternProperties", "dependentSchemas", "$defs"];

/// Keywords of JSON Schema 2020-12 whose value is plain data.
const HOLDS_DATA: &[&str] = &[
    "$schema",
    "$id",
    "$ref",
    "$anchor",
    "$dynamicRef",
    "$dynamicAnchor",
    "$vocabulary",
    "$comment",
    "type",
    "enum",
    "const",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxContains",
    "minContains",
    "maxProperties",
    "minProperties",
    "required",
    "dependentRequired",
    "title",
    "description",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "examples",
    "format",
    "contentEncoding",
    "contentMediaType",
];

/// Keywords of our own.
const OURS: &[&str] = &["x-requirement", "x-table", "x-codes"];

/// What stands at some place of a schema document.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Schema,
    List,
    Map,
    Data,
}

/// Problems of one schema document: no JSON, or keywords that neither JSON Schema 2020-12 nor this project knows.
pub fn lint(file: &SourceFile) -> Vec<Problem> {
    if let Err(error) = serde_json::from_str::<serde_json::Value>(&file.text) {
        let message = format!("not JSON: {error}");
        return vec![*yaml::problem_in(
            &file.shown,
            &file.text,
            (error.line().max(1), error.column().max(1)),
            message,
            None,
        )];
    }
    locate::keys(&file.text).iter().filter_map(|key| unknown_keyword(file, key)).collect()
}

fn unknown_keyword(file: &SourceFile, key: &locate::Key) -> Option<Problem> {
    let (keyword, above) = key.path.split_last()?;
    let place = above.iter().fold(Place::Schema, |place, token| below(place, token));
    if place != Place::Schema || known().any(|name| name == keyword) {
        return None;
    }
    let help = yaml::nearest(keyword, known()).map(|name| format!("did you mean `{name}`?"));
    let message = format!(
        "unknown keyword `{keyword}`: expected a keyword of JSON Schema 2020-12, x-requirement, x-table or x-codes"
    );
    Some(*yaml::problem_in(&file.shown, &file.text, (key.line, key.column), message, help))
}

fn known() -> impl Iterator<Item = &'static str> {
    [HOLDS_SCHEMA, HOLDS_LIST, HOLDS_MAP, HOLDS_DATA, OURS].into_iter().flatten().copied()
}

fn below(place: Place, token: &str) -> Place {
    match place {
        Place::Schema if HOLDS_SCHEMA.contains(&token) => Place::Schema,
        Place::Schema if HOLDS_LIST.contains(&token) => Place::List,
        Place::Schema if HOLDS_MAP.contains(&token) => Place::Map,
        Place::List | Place::Map => Place::Schema,
        Place::Schema | Place::Data => Place::Data,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<(usize, usize, String, Option<String>)> {
        let file = SourceFile::new("T1.schema.json", "T1.schema.json", text.to_owned());
        lint(&file).into_iter().map(|p| (p.place.line, p.place.column, p.message, p.help)).collect()
    }

    #[test]
    fn a_misspelt_keyword_is_refused_with_its_place_and_a_suggestion() {
        let found = problems("{\n  \"properties\": {\n    \"a\": { \"type\": \"string\", \"maxLenght\": 3 }\n  }\n}");
        let [(line, column, message, help)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((*line, *column), (3, 30));
        assert!(message.contains("`maxLenght`"));
        assert_eq!(help.as_deref(), Some("did you mean `maxLength`?"));
    }

    #[test]
    fn keywords_are_looked_for_wherever_a_schema_may_stand() {
        for text in [
            r#"{"allOf": [{"wrong": 1}]}"#,
            r#"{"if": {"items": {"wrong": 1}}}"#,
            r#"{"$defs": {"x": {"wrong": 1}}}"#,
            r#"{"wrong": 1}"#,
        ] {
            assert_eq!(problems(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn names_of_members_and_plain_data_are_no_keywords() {
        for text in [
            r#"{"properties": {"maxLenght": {"type": "string"}}}"#,
            r#"{"const": {"maxLenght": 1}, "enum": [{"wrong": {"type": 1}}], "default": {"properties": {"a": {"wrong": 1}}}}"#,
            r#"{"x-requirement": "a/T1.1", "x-table": "T1"}"#,
        ] {
            assert_eq!(problems(text), [], "{text}");
        }
    }

    #[test]
    fn text_that_is_no_json_is_refused_at_the_mistake() {
        let found = problems("{\n  \"type\": ,\n}");
        assert_eq!((found.len(), found[0].0, found[0].1), (1, 2, 11));
    }
}
