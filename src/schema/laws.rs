//! Laws of derived schemas, held against values drawn from the rows themselves: what the rows allow passes, and one
//! change that breaks one row is reported once, under that row.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

use super::compile::{Schemas, Violation};
use super::formats;
use super::trace::escaped;
use crate::id::Aspect;
use crate::standard::{Empty, Kind, Library, Row, Source, Standard, Table, ValueType};
use crate::verdict::FindingCode;
use crate::yaml;

/// The data of the checkout, which may be newer than what was built into the binary.
pub(super) fn checkout() -> Source {
    Source::Folder(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas"))
}

/// The real standard.
pub(super) fn logistics() -> Standard {
    let library = Library::load(&checkout()).expect("the standards of the checkout");
    library.standard("gdzw-0017-2019").expect("the standard").clone()
}

/// A made-up standard with the rare shapes.
pub(super) fn fixture() -> Standard {
    let standard: Standard = yaml::parse("standard.yaml", include_str!("testdata/standard.yaml")).expect("standard");
    let tables = [
        include_str!("testdata/T1.yaml"),
        include_str!("testdata/T2.yaml"),
        include_str!("testdata/T3.yaml"),
        include_str!("testdata/T4.yaml"),
        include_str!("testdata/P.1.yaml"),
    ];
    standard.with_tables(tables.map(|text| yaml::parse::<Table>("table", text).expect("table")).into())
}

/// Values that a table allows.
fn valid(standard: &Standard, table: &Table, depth: u32) -> BoxedStrategy<Value> {
    let members: Vec<BoxedStrategy<Option<(String, Value)>>> = table
        .members()
        .map(|row| {
            let name = row.name().to_owned();
            let value = valid_member(standard, table, row, depth).prop_map(move |value| Some((name.clone(), value)));
            let null = Some((row.name().to_owned(), Value::Null));
            match row.required() {
                true => value.boxed(),
                false => prop_oneof![2 => value, 1 => Just(None), 1 => Just(null)].boxed(),
            }
        })
        .collect();
    let unknown = prop::option::of(Just(("unknown_key".to_owned(), json!({ "a": [1] }))));
    (members, unknown)
        .prop_map(|(members, unknown)| {
            Value::Object(members.into_iter().flatten().chain(unknown).collect::<Map<String, Value>>())
        })
        .boxed()
}

fn valid_member(standard: &Standard, table: &Table, row: &Row, depth: u32) -> BoxedStrategy<Value> {
    let members = row.members.as_ref().and_then(|members| standard.table(&members.value));
    let object = |depth: u32| match members {
        Some(members) if depth > 0 => Some(valid(standard, members, depth - 1)),
        _ => None,
    };
    match row.value_type() {
        ValueType::Object => object(depth).unwrap_or_else(|| Just(Value::Null).boxed()),
        ValueType::Objects | ValueType::ObjectOrObjects => match object(depth) {
            None => Just(json!([])).boxed(),
            Some(one) if row.value_type() == ValueType::Objects => array_of(one),
            Some(one) => prop_oneof![one.clone(), array_of(one)].boxed(),
        },
        _ => valid_scalar(table, row),
    }
}

fn array_of(one: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    prop::collection::vec(one, 0..3).prop_map(Value::Array).boxed()
}

fn valid_scalar(table: &Table, row: &Row) -> BoxedStrategy<Value> {
    let plain = match row.value_type() {
        _ if row.has_codes() => select(listed(row)).boxed(),
        ValueType::BigInt => prop_oneof![any::<i64>().prop_map(Value::from), Just(json!("-12"))].boxed(),
        ValueType::Number => {
            prop_oneof![any::<i32>().prop_map(Value::from), Just(json!(0.0)), Just(json!(1.5))].boxed()
        }
        ValueType::Unstated => select(vec![json!(1), json!("字字字"), json!(true), json!({}), json!([])]).boxed(),
        _ => match row.semantics.format.as_deref() {
            Some("date") => Just(json!("2024-02-29")).boxed(),
            Some("datetime") => Just(json!("2024-02-29 23:59:59")).boxed(),
            Some("six-digits") => "[0-9]{6}".prop_map(Value::from).boxed(),
            Some("padded-calendar-date") => select(vec![json!("2024年02月29日")]).boxed(),
            Some("calendar-date") => select(vec![json!("2024年2月29日"), json!("2024 年 02 月 29 日")]).boxed(),
            Some("url") => Just(json!("https://licences.test/file?id=1")).boxed(),
            Some("base64") => Just(json!("Zm9v\r\nYmFyYg==")).boxed(),
            _ => text(row.length().max.unwrap_or(40) as usize),
        },
    };
    let mut choices = vec![plain.clone(), plain];
    let filter = table.kind == Kind::Request && row.semantics.filter.is_some();
    if filter && row.semantics.empty == Some(Empty::NoFilter)
        || table.kind == Kind::Response && row.semantics.empty == Some(Empty::Either)
    {
        choices.push(Just(json!("")).boxed());
    }
    if row.class.is_some() {
        choices.push(Just(json!("李**")).boxed());
    }
    proptest::strategy::Union::new(choices).boxed()
}

/// The values that the listed codes allow.
fn listed(row: &Row) -> Vec<Value> {
    let codes = row.codes().flat_map(|(code, _)| {
        let upper = row.semantics.case_insensitive.then(|| Value::from(code.to_ascii_uppercase()));
        let flag = code.parse::<bool>().ok().map(Value::from);
        [Some(row.code_value(code)), upper, flag.filter(|_| row.value_type() == ValueType::StringOrBoolean)]
    });
    codes.flatten().collect()
}

fn text(max: usize) -> BoxedStrategy<Value> {
    let short = prop::collection::vec(select(vec!['a', '字', '𠀀', ' ', '"']), 0..=max.min(6));
    let full = Just("𠀀".repeat(max));
    prop_oneof![short.prop_map(|chars| chars.into_iter().collect::<String>()), full].prop_map(Value::from).boxed()
}

/// One change to a value, and what must be said of it.
struct Mutation {
    pointer: String,
    /// None removes the member.
    value: Option<Value>,
    requirement: String,
    aspect: Aspect,
    code: FindingCode,
}

/// Every single change that breaks one row somewhere in a value.
fn mutations(standard: &Standard, table: &Table, value: &Value, at: &str) -> Vec<Mutation> {
    let Some(object) = value.as_object() else { return Vec::new() };
    let mut found = Vec::new();
    for row in table.members() {
        let pointer = format!("{at}/{}", escaped(row.name()));
        let mut add = |value: Option<Value>, pointer: &str, aspect, code| {
            let (pointer, requirement) = (pointer.to_owned(), table.local_id(row));
            found.push(Mutation { pointer, value, requirement, aspect, code });
        };
        if row.required() {
            add(None, &pointer, Aspect::Presence, FindingCode::Missing);
            add(Some(Value::Null), &pointer, Aspect::Presence, FindingCode::Null);
        }
        for wrong in wrong_types(row) {
            add(Some(wrong), &pointer, Aspect::Type, FindingCode::WrongType);
        }
        let texts = matches!(row.value_type(), ValueType::String | ValueType::Unstated);
        if let Some(max) = row.length().max.filter(|_| texts) {
            add(Some(json!("字".repeat(max as usize + 1))), &pointer, Aspect::Length, FindingCode::TooLong);
        }
        if row.has_codes() {
            let unlisted = if row.value_type() == ValueType::Number { json!(987_654) } else { json!("zz") };
            add(Some(unlisted), &pointer, Aspect::Code, FindingCode::UnlistedCode);
        }
        let format = row.semantics.format.as_deref().and_then(formats::format).filter(|format| format.asserted);
        let applies =
            row.semantics.format_when.as_ref().is_none_or(|when| object.get(&when.member) == Some(&when.equals));
        if let Some(format) = format.filter(|_| applies) {
            let code = if (format.looks_like)(format.invalid) { format.unreal } else { FindingCode::WrongFormat };
            add(Some(json!(format.invalid)), &pointer, Aspect::Format, code);
        }
        let member = object.get(row.name()).unwrap_or(&Value::Null);
        let Some(members) = row.members.as_ref().and_then(|members| standard.table(&members.value)) else { continue };
        let elements = member.as_array().map(Vec::as_slice).unwrap_or_default();
        for index in 0..elements.len() {
            for wrong in [json!("x"), Value::Null] {
                add(Some(wrong), &format!("{pointer}/{index}"), Aspect::Type, FindingCode::WrongType);
            }
        }
        found.extend(mutations(standard, members, member, &pointer));
        for (index, element) in elements.iter().enumerate() {
            found.extend(mutations(standard, members, element, &format!("{pointer}/{index}")));
        }
    }
    found
}

fn wrong_types(row: &Row) -> Vec<Value> {
    match row.value_type() {
        ValueType::String => vec![json!(7), json!(true), json!({}), json!(["1"])],
        ValueType::Number => vec![json!("0"), json!("x".repeat(200)), json!([]), json!(false)],
        ValueType::Object => vec![json!("x"), json!([{}]), json!(0)],
        ValueType::Objects => vec![json!("x"), json!({}), json!(0)],
        ValueType::ObjectOrObjects => vec![json!("x"), json!(0)],
        ValueType::StringOrBoolean => vec![json!(7), json!({}), json!(["true"])],
        ValueType::BigInt => vec![json!(1.5), json!("x"), json!("1.0"), json!(true)],
        ValueType::Unstated => Vec::new(),
    }
}

fn apply(instance: &mut Value, mutation: &Mutation) {
    let (parent, token) = mutation.pointer.rsplit_once('/').expect("a pointer");
    let name = token.replace("~1", "/").replace("~0", "~");
    match (instance.pointer_mut(parent).expect("a parent"), mutation.value.clone()) {
        (Value::Object(members), Some(value)) => drop(members.insert(name, value)),
        (Value::Object(members), None) => drop(members.remove(&name)),
        (Value::Array(elements), Some(value)) => elements[name.parse::<usize>().expect("an index")] = value,
        (other, _) => panic!("{other} has no members"),
    }
}

fn hold(standard: &Standard) {
    let schemas = Schemas::compile(standard).expect("compiled");
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 24, ..ProptestConfig::default() });
    // Cells of forms are texts that need one another: they are held against the judge of forms.
    let drawn = |table: &&Table| table.kind != Kind::Form && schemas.document(&table.id).is_some();
    for table in standard.tables.iter().filter(drawn) {
        let drawn = (valid(standard, table, 2), prop::collection::vec(any::<Index>(), 12));
        let law = |(instance, picks): (Value, Vec<Index>)| {
            prop_assert_eq!(schemas.violations(&table.id, &instance), []);
            let possible = mutations(standard, table, &instance, "");
            for pick in picks {
                let mutation = pick.get(&possible);
                let mut broken = instance.clone();
                apply(&mut broken, mutation);
                let found = schemas.violations(&table.id, &broken);
                prop_assert_eq!(found.len(), 1, "{:?} at {} of {}", &found, &mutation.pointer, &broken);
                let Violation { requirement, aspect, code, pointer, expected } = &found[0];
                prop_assert_eq!(requirement, &mutation.requirement);
                prop_assert_eq!((*aspect, *code, pointer), (mutation.aspect, mutation.code, &mutation.pointer));
                prop_assert!(!expected.is_empty());
            }
            Ok(())
        };
        runner.run(&drawn, law).unwrap_or_else(|error| panic!("{}: {error}", table.id));
    }
}

#[test]
fn values_drawn_from_the_logistics_tables_pass_and_each_change_is_reported_once_under_its_row() {
    hold(&logistics());
}

#[test]
fn values_drawn_from_the_tables_of_every_other_standard_pass_and_each_change_is_reported_once_under_its_row() {
    let library = Library::load(&checkout()).expect("the standards of the checkout");
    library.standards.iter().filter(|standard| standard.id != logistics().id).for_each(hold);
}

#[test]
fn values_of_the_rare_shapes_pass_and_each_change_is_reported_once_under_its_row() {
    hold(&fixture());
}
