//! From the location of a keyword back to the row that it was derived from.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::id::RequirementId;

/// The requirement that the keyword at an absolute location, `urn:zwfw:<standard>:<table>#<JSON pointer>`, comes from.
///
/// It is the nearest `x-requirement` above the keyword; an entry of the root's `required` belongs to the property that it
/// names. None when the location is in none of the documents, which are keyed by table id.
pub(super) fn requirement_of(documents: &BTreeMap<String, Value>, location: &str) -> Option<RequirementId> {
    let (urn, fragment) = location.split_once('#')?;
    let (_, table) = urn.rsplit_once(':')?;
    let document = documents.get(table).filter(|document| document["$id"] == *urn)?;
    let tokens: Vec<String> = percent_decoded(fragment)?.split('/').skip(1).map(unescaped).collect();
    match tokens.as_slice() {
        [required, index] if required == "required" => {
            let name = document["required"].get(index.parse::<usize>().ok()?)?.as_str()?;
            requirement_in(document["properties"].get(name)?)
        }
        tokens => nearest(document, tokens),
    }
}

/// Whether the keyword at a location judges the elements of a row's array, not the row's own value.
pub(super) fn is_about_element(location: &str) -> bool {
    let mut tokens = location.split_once('#').map_or("", |(_, fragment)| fragment).split('/').skip(1);
    tokens.next() == Some("properties") && tokens.nth(1) == Some("items")
}

fn nearest(document: &Value, tokens: &[String]) -> Option<RequirementId> {
    let mut found = requirement_in(document);
    let mut place = document;
    for token in tokens {
        place = match place {
            Value::Array(items) => items.get(token.parse::<usize>().ok()?)?,
            other => other.get(token)?,
        };
        found = requirement_in(place).or(found);
    }
    found
}

fn requirement_in(schema: &Value) -> Option<RequirementId> {
    schema.get("x-requirement")?.as_str()?.parse().ok()
}

/// One token of a JSON pointer as the member name that it stands for.
fn unescaped(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// One member name as a token of a JSON pointer.
pub(super) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// A URI fragment with its percent signs resolved: member names may be Chinese.
fn percent_decoded(fragment: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            bytes.push(u8::try_from(digit()? * 16 + digit()?).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::derive::{derive, urn};
    use crate::schema::laws::{checkout, fixture, logistics};
    use crate::standard::{Library, Standard};

    /// Every location below a value, the value's own included.
    fn locations(value: &Value, at: String, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    locations(member, format!("{at}/{}", escaped(name)), found);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    locations(item, format!("{at}/{index}"), found);
                }
            }
            _ => {}
        }
        found.push(at);
    }

    /// The row that a location must trace to, told from its text alone; none for the keywords of the table as a whole.
    fn row_named_in<'a>(standard: &'a Standard, table: &'a str, document: &Value, location: &str) -> Option<String> {
        let parts: Vec<&str> = location.split('/').skip(1).collect();
        let name = match parts.as_slice() {
            ["properties", name, ..] => unescaped(name),
            ["required", index] => document["required"][index.parse::<usize>().expect("an index")].as_str()?.to_owned(),
            ["allOf", _, "then", "properties", name, ..] => unescaped(name),
            ["allOf", at, branch @ ("then" | "else"), ..]
                if document["allOf"][at.parse::<usize>().ok()?][*branch]["x-requirement"].is_string() =>
            {
                document["allOf"][at.parse::<usize>().ok()?][*branch]["required"][0].as_str()?.to_owned()
            }
            _ => return None,
        };
        let table = standard.table(table)?;
        table.row(&name).map(|row| table.local_id(row))
    }

    #[test]
    fn every_keyword_of_every_derived_schema_traces_to_its_row() {
        let library = Library::load(&checkout()).expect("the standards of the checkout");
        for standard in library.standards.into_iter().chain([fixture()]) {
            let documents = derive(&standard);
            let mut rows_seen = std::collections::BTreeSet::new();
            for (table, document) in &documents {
                let mut found = Vec::new();
                locations(document, String::new(), &mut found);
                for location in found {
                    let traced = requirement_of(&documents, &format!("{}#{location}", urn(&standard.id, table)));
                    let traced = traced.unwrap_or_else(|| panic!("{table}#{location} traces to nothing"));
                    match row_named_in(&standard, table, document, &location) {
                        Some(row) => {
                            assert_eq!(traced.local(), row, "{table}#{location}");
                            rows_seen.insert(row);
                        }
                        None => assert!(standard.clause(traced.local()).is_some(), "{table}#{location}: {traced}"),
                    }
                }
            }
            let tables = standard.tables.iter().filter(|table| documents.contains_key(&table.id));
            assert_eq!(rows_seen.len(), tables.map(|table| table.members().count()).sum::<usize>());
        }
    }

    #[test]
    fn a_location_outside_the_documents_traces_to_nothing() {
        let standard = logistics();
        let documents = derive(&standard);
        for location in [
            "urn:zwfw:gdzw-0017-2019:T99#/type",
            "urn:zwfw:other:T2#/type",
            "urn:zwfw:gdzw-0017-2019:T2#/properties/none/type",
            "urn:zwfw:gdzw-0017-2019:T2#/required/99",
            "urn:zwfw:gdzw-0017-2019:T2#/%ZZ",
            "urn:zwfw:gdzw-0017-2019:T2",
            "",
        ] {
            assert_eq!(requirement_of(&documents, location), None, "{location}");
        }
    }

    #[test]
    fn names_in_chinese_and_with_slashes_keep_their_row() {
        let documents = derive(&fixture());
        let location = "urn:zwfw:fixture:T2#/properties/%E5%A7%93%E5%90%8D~1a~0b/maxLength";
        let traced = requirement_of(&documents, location).expect("traced");
        assert_eq!(traced.as_str(), "fixture/T2.8");
    }
}
