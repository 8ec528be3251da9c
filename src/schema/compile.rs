//! Derived schemas, compiled: the one place that knows the validator.

use std::collections::BTreeMap;

use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{Registry, ValidationError, Validator};
use serde_json::Value;

use super::derive::{FORMAT_PREFIX, derive, urn};
use super::formats;
use super::trace;
use crate::id::{Aspect, RequirementId};
use crate::standard::{Row, Standard, ValueType};
use crate::verdict::FindingCode;

/// Codes that `expected` lists before it breaks off.
const CODES_SHOWN: usize = 20;

/// The compiled schemas of one standard, a validator a table.
pub struct Schemas {
    documents: BTreeMap<String, Value>,
    validators: BTreeMap<String, Validator>,
    rows: BTreeMap<String, Expected>,
}

/// What a row asks of its value, in the words of findings.
struct Expected {
    required: bool,
    value_type: &'static str,
    length: String,
    codes: String,
    format: Option<&'static formats::Format>,
}

/// One row that a value breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Local id of the row, `T13.4`; of the clause that asks for the message when the value is no object at all.
    pub requirement: String,
    /// The side of the row that is broken.
    pub aspect: Aspect,
    /// What is wrong.
    pub code: FindingCode,
    /// JSON pointer of the offending value, or where the missing member should be.
    pub pointer: String,
    /// What was expected, a short literal: `String`, `<= 32 characters`, `00|10|20`, `yyyy-MM-dd`.
    pub expected: String,
}

/// Why schemas could not be compiled.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// A derived schema is not accepted.
    #[error("{standard}: the schema of table {table} is refused at `{place}`: {reason}; check the cells of the table")]
    Refused {
        /// Standard.
        standard: String,
        /// Table.
        table: String,
        /// JSON pointer into the schema.
        place: String,
        /// The validator's words.
        reason: String,
    },
    /// The schemas do not fit together.
    #[error("{standard}: the schemas cannot be joined: {reason}; check the table ids and the `members` of the rows")]
    Registry {
        /// Standard.
        standard: String,
        /// The validator's words.
        reason: String,
    },
}

impl Schemas {
    /// Derives and compiles the schemas of a standard. Nothing is fetched; a reference or format that is unknown is
    /// refused.
    ///
    /// # Errors
    /// [`SchemaError`] names the table.
    pub fn compile(standard: &Standard) -> Result<Self, SchemaError> {
        let documents = derive(standard);
        let validators = validators(standard, &documents)?;
        let rows = standard
            .tables
            .iter()
            .flat_map(|table| table.members().map(|row| (table.local_id(row), Expected::of(row))))
            .collect();
        Ok(Self { documents, validators, rows })
    }

    /// The schema of a table.
    pub fn document(&self, table: &str) -> Option<&Value> {
        self.documents.get(table)
    }

    /// Every row of a table, and of the tables below it, that a value breaks.
    ///
    /// One cause yields one violation: a value of the wrong type is not also too long, one that is too long not also
    /// unlisted or misshapen. Empty for a table that the standard lacks.
    pub fn violations(&self, table: &str, instance: &Value) -> Vec<Violation> {
        let Some(validator) = self.validators.get(table) else { return Vec::new() };
        // Most answers are as they should be, and to say so costs a fraction of listing what is not.
        if validator.is_valid(instance) {
            return Vec::new();
        }
        let mut found: Vec<Violation> =
            validator.iter_errors(instance).map(|error| self.violation(table, &error)).collect();
        let mut deepest: BTreeMap<String, u8> = BTreeMap::new();
        for violation in &found {
            let cause = deepest.entry(violation.pointer.clone()).or_insert(u8::MAX);
            *cause = (*cause).min(depth(violation.aspect));
        }
        found.retain(|violation| deepest.get(&violation.pointer) == Some(&depth(violation.aspect)));
        found
    }

    /// The requirement that a keyword comes from, by its absolute location `urn:zwfw:<standard>:<table>#<JSON pointer>`.
    pub fn requirement_of(&self, location: &str) -> Option<RequirementId> {
        trace::requirement_of(&self.documents, location)
    }

    fn violation(&self, table: &str, error: &ValidationError<'_>) -> Violation {
        self.traced(error).unwrap_or_else(|| {
            // The trace test says that this cannot happen. Were it to, the value must not pass for a good one.
            let clause = self.requirement_of(&format!("{}#", self.id(table)));
            Violation {
                requirement: clause.map(|id| id.local().to_owned()).unwrap_or_default(),
                aspect: Aspect::Behaviour,
                code: FindingCode::Internal,
                pointer: error.instance_path().as_str().to_owned(),
                expected: format!("a schema of {table} whose keywords trace to rows"),
            }
        })
    }

    fn traced(&self, error: &ValidationError<'_>) -> Option<Violation> {
        let mut location = error.absolute_keyword_location()?.as_str().to_owned();
        let mut pointer = error.instance_path().as_str().to_owned();
        if let Kind::Required { property } = error.kind() {
            let name = property.as_str()?;
            pointer = format!("{pointer}/{}", trace::escaped(name));
            location = format!("{location}/{}", self.position_in_required(&location, name)?);
        }
        let requirement = self.requirement_of(&location)?.local().to_owned();
        let row = self.rows.get(&requirement);
        let about_element = trace::is_about_element(&location);
        let (aspect, code) = judge(error, row.filter(|_| !about_element))?;
        let expected = match row {
            Some(row) if !about_element => row.words(aspect),
            // An element of an array, or the message as a whole.
            _ => "Object".to_owned(),
        };
        Some(Violation { requirement, aspect, code, pointer, expected })
    }

    fn id(&self, table: &str) -> &str {
        self.documents.get(table).and_then(|document| document["$id"].as_str()).unwrap_or_default()
    }

    fn position_in_required(&self, location: &str, name: &str) -> Option<usize> {
        let table = location.split_once('#')?.0.rsplit_once(':')?.1;
        self.documents.get(table)?["required"].as_array()?.iter().position(|entry| entry == name)
    }
}

fn validators(
    standard: &Standard,
    documents: &BTreeMap<String, Value>,
) -> Result<BTreeMap<String, Validator>, SchemaError> {
    let registry = registry(standard, documents)?;
    let compiled = |(table, document): (&String, &Value)| match build(document, &registry) {
        Ok(validator) => Ok((table.clone(), validator)),
        Err(error) => Err(SchemaError::Refused {
            standard: standard.id.clone(),
            table: table.clone(),
            place: error.instance_path().to_string(),
            reason: error.to_string(),
        }),
    };
    documents.iter().map(compiled).collect()
}

fn registry<'a>(standard: &Standard, documents: &'a BTreeMap<String, Value>) -> Result<Registry<'a>, SchemaError> {
    let refused = |error: jsonschema::ReferencingError| SchemaError::Registry {
        standard: standard.id.clone(),
        reason: error.to_string(),
    };
    let resources = documents.iter().map(|(table, document)| (urn(&standard.id, table), document));
    Registry::new().extend(resources).map_err(refused)?.prepare().map_err(refused)
}

fn build(document: &Value, registry: &Registry<'_>) -> Result<Validator, ValidationError<'static>> {
    let mut options = jsonschema::draft202012::options()
        .with_registry(registry)
        .offline()
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false);
    for format in formats::all() {
        options = options.with_format(format!("{FORMAT_PREFIX}{}", format.name), format.is_valid);
    }
    options.build(document)
}

/// Which side of a row an error is about. None for keywords that derived schemas do not assert.
fn judge(error: &ValidationError<'_>, row: Option<&Expected>) -> Option<(Aspect, FindingCode)> {
    let null_is_absence = row.is_some_and(|row| row.required);
    let lists_codes = row.is_some_and(|row| !row.codes.is_empty());
    Some(match error.kind() {
        Kind::Required { .. } => (Aspect::Presence, FindingCode::Missing),
        Kind::Type { .. } if null_is_absence && error.instance().is_null() => (Aspect::Presence, FindingCode::Null),
        Kind::Type { .. } => (Aspect::Type, FindingCode::WrongType),
        Kind::MaxLength { .. } => (Aspect::Length, FindingCode::TooLong),
        Kind::Enum { .. } => (Aspect::Code, FindingCode::UnlistedCode),
        // A pattern is a list of codes in either case, or the digits of an integer.
        Kind::Pattern { .. } if lists_codes => (Aspect::Code, FindingCode::UnlistedCode),
        Kind::Pattern { .. } => (Aspect::Type, FindingCode::WrongType),
        Kind::Format { .. } => (Aspect::Format, misshapen(error.instance(), row)),
        _ => return None,
    })
}

/// What a value that breaks its format is called: one that only seems to keep it may have a name of its own.
fn misshapen(value: &Value, row: Option<&Expected>) -> FindingCode {
    let format = row.and_then(|row| row.format);
    let seems = format.zip(value.as_str()).filter(|(format, text)| (format.looks_like)(text));
    seems.map_or(FindingCode::WrongFormat, |(format, _)| format.unreal)
}

/// How deep in a value's making an aspect lies: what breaks a deeper one (a smaller number) mostly breaks those above it as
/// well, and only the deepest is reported.
fn depth(aspect: Aspect) -> u8 {
    match aspect {
        Aspect::Presence | Aspect::Type => 0,
        Aspect::Length => 1,
        Aspect::Code | Aspect::Format | Aspect::Behaviour => 2,
    }
}

impl Expected {
    fn of(row: &Row) -> Self {
        let codes: Vec<&str> = row.codes().map(|(code, _)| code.as_str()).collect();
        let shown = codes.get(..CODES_SHOWN).unwrap_or(&codes);
        let more = if codes.len() > CODES_SHOWN { "|…" } else { "" };
        let format = row.semantics.format.as_deref().and_then(formats::format);
        Self {
            required: row.required(),
            value_type: match row.value_type() {
                ValueType::String => "String",
                ValueType::Number => "Number",
                ValueType::Object => "Object",
                ValueType::Objects => "Object[]",
                ValueType::ObjectOrObjects => "Object|Object[]",
                ValueType::StringOrBoolean => "String|Boolean",
                ValueType::BigInt => "integer",
                ValueType::Unstated => "any value",
            },
            length: row.length().max.map(|max| format!("<= {max} characters")).unwrap_or_default(),
            codes: format!("{}{more}", shown.join("|")),
            format,
        }
    }

    fn words(&self, aspect: Aspect) -> String {
        match aspect {
            Aspect::Presence | Aspect::Type | Aspect::Behaviour => self.value_type.to_owned(),
            Aspect::Length => self.length.clone(),
            Aspect::Code => self.codes.clone(),
            Aspect::Format => self.format.map_or("", |format| format.expected).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::laws::{fixture, logistics};

    /// An answer of the fixture's T2 that keeps every row, with one member set.
    fn answer(name: &str, value: Value) -> Value {
        let mut answer = json!({ "value": 1, "card": "20", "姓名/a~b": "李", "time": "2024-02-29 00:00:00" });
        answer[name] = value;
        answer
    }

    fn found(table: &str, instance: &Value) -> Vec<(String, String, String, String)> {
        let schemas = Schemas::compile(&fixture()).expect("compiled");
        let parts = |v: Violation| (v.requirement, format!("{}/{}", v.aspect, v.code), v.pointer, v.expected);
        schemas.violations(table, instance).into_iter().map(parts).collect()
    }

    fn one(requirement: &str, what: &str, pointer: &str, expected: &str) -> Vec<(String, String, String, String)> {
        vec![(requirement.into(), what.into(), pointer.into(), expected.into())]
    }

    #[test]
    fn findings_say_what_was_expected_in_a_few_characters() {
        assert_eq!(found("T2", &answer("sign", json!("y"))), one("T2.9", "code/unlisted-code", "/sign", "x"));
        assert_eq!(found("T2", &answer("card", json!("1"))), one("T2.5", "code/unlisted-code", "/card", "10|20"));
        assert_eq!(
            found("T2", &answer("hint", json!("1234"))),
            one("T2.2", "length/too-long", "/hint", "<= 3 characters")
        );
        let time = one("T2.10", "format/wrong-format", "/time", "yyyy-MM-dd HH:mm:ss");
        assert_eq!(found("T2", &answer("time", json!("2024-02-29"))), time);
        assert_eq!(found("T2", &answer("child", json!("x"))), one("T2.3", "type/wrong-type", "/child", "Object"));
        let elements = one("T2.4", "type/wrong-type", "/items/1", "Object");
        assert_eq!(found("T2", &answer("items", json!([answer("value", json!(2)), 7]))), elements);
        assert_eq!(
            found("T2", &answer("items", json!(7))),
            one("T2.4", "type/wrong-type", "/items", "Object|Object[]")
        );
    }

    #[test]
    fn a_missing_member_is_reported_where_it_should_be() {
        let mut answer = answer("value", json!(1));
        answer.as_object_mut().expect("object").remove("姓名/a~b");
        assert_eq!(found("T2", &answer), one("T2.8", "presence/missing", "/姓名~1a~0b", "String"));
    }

    #[test]
    fn a_body_that_is_no_object_breaks_the_clause_that_asks_for_the_body() {
        assert_eq!(found("T2", &json!([])), one("1.4", "type/wrong-type", "", "Object"));
        assert_eq!(found("T1", &Value::Null), one("1.3", "type/wrong-type", "", "Object"));
    }

    #[test]
    fn a_value_of_the_wrong_type_or_null_has_no_second_finding() {
        assert_eq!(found("T2", &answer("card", json!(10))), one("T2.5", "type/wrong-type", "/card", "String"));
        assert_eq!(found("T2", &answer("card", Value::Null)), one("T2.5", "presence/null", "/card", "String"));
        assert_eq!(found("T2", &answer("value", Value::Null)), one("T2.1", "presence/null", "/value", "any value"));
        assert_eq!(found("T2", &answer("level", json!("1"))), one("T2.7", "type/wrong-type", "/level", "Number"));
    }

    #[test]
    fn a_value_that_is_too_long_is_not_also_unlisted() {
        assert_eq!(
            found("T2", &answer("code", json!("xyz"))),
            one("T2.12", "length/too-long", "/code", "<= 2 characters")
        );
        assert_eq!(found("T2", &answer("code", json!("zz"))), one("T2.12", "code/unlisted-code", "/code", "xx|yy"));
    }

    #[test]
    fn numbers_are_compared_by_value() {
        assert_eq!(found("T2", &answer("level", json!(1.0))), []);
        assert_eq!(found("T2", &answer("level", json!(-1.0))), []);
        let errcode = json!({ "errcode": 0.0 });
        assert_eq!(Schemas::compile(&logistics()).expect("compiled").violations("T5", &errcode), []);
    }

    #[test]
    fn masked_personal_data_breaks_no_format() {
        for (number, problems) in [("1101**", 0), ("", 1), ("11010", 1), ("110101", 0)] {
            let mut answer = answer("number", json!(number));
            assert_eq!(found("T2", &answer).len(), 0, "the format holds for card 10 only");
            answer["card"] = json!("10");
            assert_eq!(found("T2", &answer).len(), problems, "{number}");
        }
    }

    #[test]
    fn lengths_count_characters_not_bytes() {
        assert_eq!(found("T2", &answer("姓名/a~b", json!("𠀀𠀀𠀀𠀀𠀀"))), []);
        assert_eq!(found("T2", &answer("姓名/a~b", json!("𠀀𠀀𠀀𠀀𠀀𠀀"))).len(), 1);
    }

    #[test]
    fn several_faults_are_all_reported() {
        let schemas = Schemas::compile(&logistics()).expect("compiled");
        let row = json!({ "id": 1, "express_type": "EMS", "send_type": null });
        let instance = json!({ "errcode": "0", "data": { "page": "1", "size": 1, "rows": [row] } });
        let found: Vec<String> = schemas.violations("T11", &instance).into_iter().map(|v| v.requirement).collect();
        for requirement in ["T11.1", "T12.1", "T12.3", "T13.1", "T13.2", "T13.7", "T13.22"] {
            assert_eq!(found.iter().filter(|id| *id == requirement).count(), 1, "{requirement} in {found:?}");
        }
    }

    #[test]
    fn a_table_that_the_standard_lacks_has_no_violations() {
        let schemas = Schemas::compile(&fixture()).expect("compiled");
        assert!(schemas.violations("T99", &json!(1)).is_empty() && schemas.document("T99").is_none());
    }

    #[test]
    fn a_reference_to_a_table_that_is_not_there_is_refused() {
        let mut standard = fixture();
        standard.tables.retain(|table| table.id != "T2");
        assert!(Schemas::compile(&standard).is_err());
    }

    #[test]
    fn an_unknown_format_is_refused() {
        let registry = Registry::new().prepare().expect("an empty registry");
        assert!(build(&json!({ "type": "string", "format": "zwfw-none" }), &registry).is_err());
        assert!(build(&json!({ "$ref": "https://example.org/none" }), &registry).is_err());
    }
}
