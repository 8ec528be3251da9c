//! The JSON Schema of case files: what an editor completes, explains and refuses while somebody writes one.
//!
//! Shape and types come from [`CaseFile`]. Added here is what only a writer needs: longer explanations, examples, and
//! the names that may stand in `check`, `with` and `finding`.

use schemars::Schema;
use schemars::transform::{self, Transform};
use serde_json::{Map, Value, json};

use super::written::CaseFile;
use crate::verdict::FindingCode;

/// A check that a case may call, as an editor shows it.
#[derive(Debug, Clone)]
pub struct CheckHelp {
    /// Name.
    pub name: &'static str,
    /// When it passes.
    pub doc: &'static str,
    /// Names of its arguments.
    pub arguments: Vec<&'static str>,
}

/// What a writer is told about a member, by its place in the schema: more than the types say.
const HELP: &[(&str, &str, &[&str])] = &[
    (
        "/properties/case",
        "Name, unique within the operation's folder. The case's id is `<standard>/<operation>/<case>`, with \
         `.<id>` behind it for each entry of `each`.",
        &["filter-exact"],
    ),
    ("/properties/title", "What the case shows, in Chinese and English; `list cases` and reports print it.", &[]),
    ("/properties/tags", "Words to select by: `run --tag filter`.", &["filter"]),
    (
        "/properties/needs",
        "What the target file must give: `credentials.NAME`, `known.PATH`. Without it the case is inconclusive.",
        &["credentials.foreign_token", "known.orders.0.id"],
    ),
    (
        "/properties/exclusive",
        "True: the case reads state that it cannot filter by its own marker, so it runs alone, after the others.",
        &[],
    ),
    ("/properties/slow", "True: the case runs only when `--case` or `--tag` asks for it.", &[]),
    (
        "/properties/each",
        "One case for each entry. `id` names it; every other key is a variable, `${key}`, put in when the file is read.",
        &[],
    ),
    (
        "/properties/steps",
        "Exchanges, in order. A step that does not end as expected makes the rest inconclusive.",
        &[],
    ),
    ("/$defs/StepFile/properties/id", "Name of the step, unique within the case; other steps refer to it.", &["add"]),
    (
        "/$defs/StepFile/properties/operation",
        "Operation that is called, as `operations` of standard.yaml names it.",
        &[],
    ),
    ("/$defs/StepFile/properties/base", "What the request begins with, before `repeat`, `set` and `remove`.", &[]),
    (
        "/$defs/StepFile/properties/set",
        "JSON pointers of the request with the values to put there. Texts may hold variables: `${marker}`, \
         `${credential}`, `${foreign}`, `${region.city}`, `${known.PATH}`, `${make.CLASS.N}`, `${today}`, `${day.-1}`, \
         `${part.X}`, `${tail.X}`, `${begun.X}`, `${turned.X}`, `${ended.X}`, or a capture. A text that is one variable takes its JSON type.",
        &[],
    ),
    ("/$defs/StepFile/properties/extra", "The same for members that no table has, sent on purpose.", &[]),
    ("/$defs/StepFile/properties/remove", "JSON pointers of members to leave out.", &["/page"]),
    (
        "/$defs/StepFile/properties/repeat",
        "JSON pointer of an array with the number of items that it gets, each with fresh synthetic values.",
        &[],
    ),
    (
        "/$defs/StepFile/properties/when",
        "The step is done only when an earlier one ended like this; otherwise it is left out and says nothing.",
        &[],
    ),
    (
        "/$defs/StepFile/properties/for_each",
        "The step is repeated for the items of a list in an earlier answer, with one variable set each time.",
        &[],
    ),
    (
        "/$defs/StepFile/properties/capture",
        "Values of the answer that become variables of later steps: `first: /data/0/id` gives `${first}`.",
        &[],
    ),
    ("/$defs/StepFile/properties/expect", "How the step must end; with another end the rest is inconclusive.", &[]),
    (
        "/$defs/StepFile/properties/checks",
        "What is judged of this exchange, beside what every exchange is judged for.",
        &[],
    ),
    ("/$defs/CheckFile/properties/check", "Name of the check.", &[]),
    (
        "/$defs/CheckFile/properties/requirement",
        "Local id of the requirement that gets the verdict: a row or a clause. `list requirements` prints them.",
        &["T10.4", "7.3.1", "${row}"],
    ),
    (
        "/$defs/CheckFile/properties/finding",
        "Code of the finding, where it is not the check's own; the readings decide by it how bad it is.",
        &[],
    ),
    (
        "/$defs/CheckFile/properties/with",
        "Arguments. `/pointer` goes into this answer, `STEP:/pointer` into another step's, `STEP?/pointer` into a request.",
        &[],
    ),
    (
        "/$defs/CheckFile/properties/guard",
        "True: when the check does not pass, the rest of the case is inconclusive. For the filter that isolates a case.",
        &[],
    ),
    (
        "/$defs/ForEachFile/properties/name",
        "Name of the variable: `one` gives `${one}`. Checks of the step are judged each time.",
        &["one"],
    ),
];

/// The JSON Schema of a case file with these checks, as text with a line end: what `schemas/own/case.schema.json` is.
pub fn case_schema(checks: &[CheckHelp]) -> String {
    let mut schema = schemars::schema_for!(CaseFile);
    transform::RecursiveTransform(without_null).transform(&mut schema);
    let mut schema = schema.to_value();
    for (place, text, examples) in HELP {
        let Some(Value::Object(member)) = schema.pointer_mut(place) else { continue };
        member.insert("description".to_owned(), Value::from(*text));
        if !examples.is_empty() {
            member.insert("examples".to_owned(), json!(examples));
        }
    }
    if let Some(Value::Object(call)) = schema.pointer_mut("/$defs/CheckFile") {
        name_checks(call, checks);
        name_findings(call);
    }
    format!("{schema:#}\n")
}

/// Names may be completed, and an argument that the check does not take is marked.
fn name_checks(call: &mut Map<String, Value>, checks: &[CheckHelp]) {
    let known: Vec<Value> = checks
        .iter()
        .map(|check| json!({ "const": check.name, "description": format!("Passes when {}.", check.doc) }))
        .collect();
    if let Some(Value::Object(name)) = call.get_mut("properties").and_then(|members| members.get_mut("check")) {
        name.insert("oneOf".to_owned(), Value::Array(known));
    }
    let arguments = checks.iter().map(|check| {
        json!({
            "if": { "properties": { "check": { "const": check.name } } },
            "then": { "properties": { "with": { "propertyNames": { "enum": check.arguments } } } },
        })
    });
    call.insert("allOf".to_owned(), arguments.collect());
}

/// A finding code may come from an entry of `each`.
fn name_findings(call: &mut Map<String, Value>) {
    if let Some(Value::Object(finding)) = call.get_mut("properties").and_then(|members| members.get_mut("finding")) {
        let codes: Vec<&str> = FindingCode::ALL.iter().map(|code| code.as_str()).collect();
        finding.insert("anyOf".to_owned(), json!([{ "enum": codes }, { "pattern": r"\$\{" }]));
    }
}

/// An optional key without a value is left out, not null: an editor would write the null down.
fn without_null(schema: &mut Schema) {
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    let Some(Value::Array(choices)) = schema.get_mut("anyOf") else { return };
    choices.retain(|choice| choice.get("type").is_none_or(|name| name != "null"));
    if let [Value::Object(only)] = choices.as_slice() {
        let only = only.clone();
        schema.remove("anyOf");
        for (key, value) in only {
            schema.insert(key, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Value {
        let checks = [
            CheckHelp { name: "accepted", doc: "the step ended with success", arguments: vec!["pointer"] },
            CheckHelp { name: "refused", doc: "the step ended with a failure code", arguments: vec!["code"] },
        ];
        serde_json::from_str(&case_schema(&checks)).expect("JSON")
    }

    fn complaints(case: &Value) -> Vec<String> {
        let validator = jsonschema::draft202012::new(&schema()).expect("a schema");
        validator.iter_errors(case).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    fn case(check: Value) -> Value {
        json!({
            "case": "a",
            "title": { "zh": "甲", "en": "A" },
            "steps": [{ "id": "one", "operation": "addOrder", "checks": [check] }],
        })
    }

    #[test]
    fn every_explanation_has_its_place() {
        let bare = schemars::schema_for!(CaseFile).to_value();
        for (place, text, _) in HELP {
            assert!(bare.pointer(place).is_some(), "{place}");
            assert!(text.ends_with('.'), "{text}");
        }
    }

    #[test]
    fn every_member_of_every_object_is_explained() {
        let schema = schema();
        let objects = std::iter::once(&schema).chain(schema["$defs"].as_object().expect("definitions").values());
        for (name, member) in objects.filter_map(|object| object["properties"].as_object()).flatten() {
            assert!(member["description"].as_str().is_some_and(|text| text.ends_with('.')), "{name}: {member}");
        }
    }

    #[test]
    fn a_call_is_held_to_the_names_of_its_check_its_arguments_and_the_findings() {
        let good =
            json!({ "check": "refused", "requirement": "T2.4", "finding": "null-accepted", "with": { "code": 1 } });
        assert_eq!(complaints(&case(good)), [""; 0]);
        assert_eq!(
            complaints(&case(json!({ "check": "accepted", "requirement": "T2.4", "finding": "${f}" }))),
            [""; 0]
        );
        for (wrong, place) in [
            (json!({ "check": "acepted", "requirement": "T2.4" }), "/steps/0/checks/0/check"),
            (json!({ "check": "accepted", "requirement": "T2.4", "with": { "code": 1 } }), "/steps/0/checks/0/with"),
            (json!({ "check": "accepted", "requirement": "T2.4", "finding": "nul" }), "/steps/0/checks/0/finding"),
            (json!({ "check": "accepted", "requirement": "T2.4", "guards": true }), "/steps/0/checks/0"),
            (json!({ "check": "accepted" }), "/steps/0/checks/0"),
        ] {
            let said = complaints(&case(wrong.clone()));
            assert!(said.iter().any(|line| line.starts_with(&format!("{place}: "))), "{wrong}: {said:?}");
        }
    }

    #[test]
    fn a_member_may_be_left_out_but_not_written_as_null() {
        let mut case = case(json!({ "check": "accepted", "requirement": "T2.4" }));
        for (step, member) in [("/steps/0", "when"), ("/steps/0", "for_each"), ("/steps/0/checks/0", "finding")] {
            assert_eq!(complaints(&case), [""; 0]);
            let object = case.pointer_mut(step).and_then(Value::as_object_mut).expect("an object");
            object.insert(member.to_owned(), Value::Null);
            assert!(!complaints(&case).is_empty(), "{member}");
            case.pointer_mut(step).and_then(Value::as_object_mut).expect("an object").remove(member);
        }
    }
}
