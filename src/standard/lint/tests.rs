//! Each mistake in a file is refused at its own line and column.

mod evidence;
mod gateway;
mod kinds;

use std::path::Path;

use crate::standard::{Library, LoadError, Source};

const STANDARD: &str = r#"id: s
title: { zh: 样例, en: Sample }
edition: "1"
roles: [provider]
encoding: json
media_type: application/json
answer_media_types: [application/json]
envelope: { code: /code, success: 0, failures: {}, message: /message, data: /data, messages: C.1 }
credential: { field: token, name: token, foreign: foreign }
operations:
  - name: send
    clause: "1"
    title: { zh: 发送, en: Send }
    method: POST
    path: /send
    effect: read
    request: T1
    response: T2
    requirements: { method: "1.1", path: "1.1", input: "1.1", output: "1.2" }
clauses:
  - { id: "1.1", title: { zh: 输入, en: Input }, level: must, roles: [provider], aspects: [format] }
  - { id: "1.2", operation: send, title: { zh: 输出, en: Output }, level: must, roles: [provider], aspects: [format] }
"#;

const T1: &str = r#"id: T1
number: "1"
clause: "1.1"
caption: 输入
kind: request
operation: send
columns: []
rows:
  - { ordinal: 1, name: kind, type: String, length: "2", required: "是" }
  - ordinal: 2
    name: day
    type: String
    length: "0~10"
    required: "否"
    read: { name: date, by: [A1] }
    semantics: { format: date, format_when: { member: kind, equals: a }, required_when: { member: kind, in: [b] } }
    disposition: { kind: reading, note: A1 }
  - { ordinal: 3, name: parts, type: "Object[]", length: "-", required: "否", members: T2 }
"#;

const T2: &str = r#"id: T2
number: "2"
clause: "1.2"
caption: 输出
kind: response
operation: send
columns: []
rows:
  - { ordinal: 1, name: code, type: Number, length: "-", required: "是" }
  - { ordinal: 2, name: data, type: Object, length: "-", required: "否", members: P.1 }
"#;

const READINGS: &str = r#"readings:
  - id: A1
    where: T1
    conflict: none
    reading: none
    verdict: WARN
    rules:
      - { requirements: [T1.1, "T1.*&length:0~"], finding: [missing, too-long] }
      - requirements: ["1.*"]
        finding: not-json
        when: { operation: send, actual_type: string, network: [lab] }
"#;

const SHARED: &str = r#"readings:
  - id: G1
    where: all
    conflict: none
    reading: none
    verdict: FAIL
    rules:
      - { requirements: ["*", "length:99&kind:response"], finding: missing-accepted }
"#;

const PARTS: &str = "type: \"Object[]\", length: \"-\", required: \"否\", members: T2";
const CLAUSE: &str = "  - { id: \"1.2\", operation: send, title: { zh: 输出, en: Output }, level: must, roles: [provider], aspects: [format] }";

const SAMPLE: &[(&str, &str)] = &[
    ("s/standard.yaml", STANDARD),
    ("s/tables/P.1.yaml", kinds::P1),
    ("s/tables/C.1.yaml", kinds::C1),
    ("s/tables/H.1.yaml", kinds::H1),
    ("s/tables/M.1.yaml", kinds::M1),
    ("s/tables/T1.yaml", T1),
    ("s/tables/T2.yaml", T2),
    ("s/readings.yaml", READINGS),
    ("readings.yaml", SHARED),
];

/// The problems of the sample standard after one replacement in one file, as `file:line:column message (help)`.
fn after(file: &str, from: &str, to: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(
        from.is_empty() || SAMPLE.iter().any(|(name, text)| *name == file && text.contains(from)),
        "`{from}` in {file}"
    );
    for (name, text) in SAMPLE {
        let text = if *name == file { text.replacen(from, to, 1) } else { (*text).to_owned() };
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("written");
    }
    problems(folder.path())
}

fn problems(folder: &Path) -> Vec<String> {
    match Library::load(&Source::Folder(folder.to_owned())) {
        Ok(_) => Vec::new(),
        Err(LoadError::Wrong(problems)) => problems
            .iter()
            .map(|problem| {
                let place = &problem.place;
                let file = Path::new(&place.file).strip_prefix(folder).expect("a file of the folder").display();
                let help = problem.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
                format!("{file}:{}:{} {}{help}", place.line, place.column, problem.message)
            })
            .collect(),
        Err(other) => panic!("{other}"),
    }
}

/// One mistake gives one problem, at the place that `to` marks with `‸`, and it says this.
fn refused(file: &str, from: &str, to: &str, says: &str) {
    let (_, text) = SAMPLE.iter().find(|(name, _)| *name == file).expect("a file of the sample");
    let marked = text.replacen(from, to, 1);
    let before = &marked[..marked.find('‸').expect("a mark")];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let (line, column) = (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1);
    let found = after(file, from, &to.replace('‸', ""));
    let [problem] = found.as_slice() else { panic!("`{to}` in {file}: {found:#?}") };
    assert!(problem.starts_with(&format!("{file}:{line}:{column} ")), "`{to}` at {line}:{column}: {problem}");
    assert!(problem.contains(says), "`{to}`: {problem}");
}

#[test]
fn the_sample_without_a_mistake_is_accepted() {
    assert_eq!(after("readings.yaml", "", ""), [""; 0]);
}

#[test]
fn a_problem_begins_with_file_line_and_column() {
    let found = after("s/tables/T2.yaml", "type: Number", "type: Nummer");
    let [problem] = found.as_slice() else { panic!("{found:#?}") };
    assert!(problem.starts_with("s/tables/T2.yaml:9:37 unknown type notation `Nummer`"), "{problem}");
}

#[test]
fn formats_and_sibling_members_must_exist() {
    let file = "s/tables/T1.yaml";
    refused(file, "format: date,", "format: ‸data,", "no format `data`: expected date, datetime, six-digits");
    refused(file, "format: date,", "format: ‸data,", "(did you mean `date`?)");
    refused(file, "{ member: kind, equals", "{ member: ‸knid, equals", "no member `knid`");
    refused(
        file,
        "{ member: kind, in",
        "{ member: ‸day, in",
        "no member `day`: expected the name of another row of T1",
    );
}

#[test]
fn a_row_without_the_ordinal_of_its_place_is_told_there_and_nowhere_else() {
    // What refers to rows finds none then, which is not what is wrong.
    refused("s/tables/T1.yaml", "ordinal: 3,", "ordinal: ‸2,", "ordinal 2 where 3 was expected");
    refused("s/tables/T1.yaml", "ordinal: 1,", "ordinal: ‸2,", "ordinal 2 where 1 was expected");
}

#[test]
fn a_personal_class_must_be_known() {
    refused("s/tables/T1.yaml", "    length: \"0~10\"", "    class: ‸fone\n    length: \"0~10\"", "fone");
}

#[test]
fn member_names_as_read_differ() {
    let file = "s/tables/T1.yaml";
    refused(file, "name: parts,", "name: ‸date,", "member `date` stands twice");
    refused(file, "name: parts,", "name: ‸kind,", "member `kind` stands twice");
    assert_eq!(after(file, "name: parts,", "name: day,"), [""; 0], "printed twice, read apart");
}

#[test]
fn a_row_without_a_name_says_how_sure_the_text_is() {
    let file = "s/tables/T1.yaml";
    refused(file, "name: parts,", "name: ‸\"\",", "a row without a name: expected `certainty` beside it");
    assert_eq!(after(file, "name: parts,", "name: \"\", certainty: unknown,"), [""; 0]);
    let found = after(file, "name: parts,", "name: parts, certainty: sure,");
    assert!(found.iter().any(|problem| problem.contains("sure")), "{found:#?}");
    let unknown = CLAUSE.replace("[format] }", "[format], certainty: unknown }").replace("id: ", "id: ‸");
    refused("s/standard.yaml", CLAUSE, &unknown, "clause `1.2` is unknown: expected a `disposition` beside it");
}

#[test]
fn members_stand_on_objects_only() {
    let file = "s/tables/T1.yaml";
    let message = "members on `parts`, which is no object: expected type Object or Object[]";
    refused(file, PARTS, "type: String, length: \"-\", required: \"否\", members: ‸T2", message);
    let message = "no table `T3`: expected the id of a file in tables/ (did you mean `T1`?)";
    refused(file, "members: T2", "members: ‸T3", message);
}

#[test]
fn objects_have_nothing_that_only_texts_have() {
    let with = |extra: &str| PARTS.replace("type: ", "type: ‸") + extra;
    let file = "s/tables/T1.yaml";
    refused(file, PARTS, &with("").replace("\"-\"", "\"9\""), "`parts` is an object with a length");
    refused(file, PARTS, &with(", codes: { a: b }"), "`parts` is an object with codes");
    refused(file, PARTS, &with(", semantics: { format: date }"), "`parts` is an object with a format");
}

#[test]
fn operations_must_exist_in_tables_clauses_and_rules() {
    for file in ["s/tables/T1.yaml", "s/standard.yaml", "s/readings.yaml"] {
        refused(file, "operation: send", "operation: ‸sent", "no operation `sent`");
    }
    refused("s/standard.yaml", "operation: send", "operation: ‸sent", "(did you mean `send`?)");
}

#[test]
fn an_operation_names_tables_and_clauses_that_exist() {
    refused("s/standard.yaml", "request: T1", "request: ‸T7", "no table `T7`");
    refused("s/standard.yaml", "output: \"1.2\"", "output: ‸\"1.9\"", "no clause `1.9`");
}

#[test]
fn ids_stand_once() {
    let clause = CLAUSE.replace("1.2", "1.1").replace("id: ", "id: ‸");
    refused("s/standard.yaml", CLAUSE, &format!("{CLAUSE}\n{clause}"), "clause `1.1` stands twice");
    let (head, reading) = READINGS.split_at("readings:\n".len());
    let twice = format!("{head}{reading}{}", reading.replace("id: A1", "id: ‸A1"));
    refused("s/readings.yaml", READINGS, &twice, "reading `A1` stands twice");
    let twice = format!("{SHARED}{}", &SHARED.replace("id: G1", "id: ‸G1")["readings:\n".len()..]);
    refused("readings.yaml", SHARED, &twice, "reading `G1` stands twice");
    let second = after("s/tables/T2.yaml", "id: T2", "id: T1");
    assert!(second.iter().any(|p| p.starts_with("s/tables/T2.yaml:1:5 table `T1` stands in two files")), "{second:#?}");
}

#[test]
fn a_reading_has_another_id_than_the_shared_ones() {
    let found = after("s/readings.yaml", "id: A1", "id: G1");
    assert!(found.iter().any(|p| p.contains("2:9 reading `G1` stands in the shared readings too")), "{found:#?}");
}

#[test]
fn rows_and_clauses_name_readings_that_exist() {
    let file = "s/tables/T1.yaml";
    refused(file, "by: [A1]", "by: [‸A2]", "no reading `A2`: expected an id in readings.yaml");
    refused(file, "note: A1", "note: ‸A60", "no reading `A60`");
    assert_eq!(after(file, "note: A1", "note: G1"), [""; 0], "a shared reading");
    assert_eq!(after(file, "kind: reading, note: A1", "kind: needs-document, note: GDZW 0012"), [""; 0]);
    let with = CLAUSE.replace("[format] }", "[format], disposition: { kind: reading, note: ‸A9 } }");
    refused("s/standard.yaml", CLAUSE, &with, "no reading `A9`");
}

#[test]
fn finding_codes_must_exist() {
    let says = "no finding code `to-long`: expected one that schemas/README.md lists (did you mean `too-long`?)";
    refused("s/readings.yaml", "too-long]", "‸to-long]", says);
    refused("s/readings.yaml", "finding: not-json", "finding: ‸no-json", "no finding code `no-json`");
    refused("readings.yaml", "missing-accepted", "‸accepted", "no finding code `accepted`");
}

#[test]
fn rules_name_requirements_that_exist() {
    let file = "s/readings.yaml";
    refused(file, "T1.1,", "‸T1.9,", "`T1.9` names no row and no clause of s");
    refused(file, "\"T1.*&length:0~", "‸\"T2.*&length:0~", "names no row and no clause");
    let says = "`lenght:0~` in selector `T1.*&lenght:0~` cannot be read";
    refused(file, "\"T1.*&length:0~", "‸\"T1.*&lenght:0~", says);
    refused("readings.yaml", "\"length:99&kind:response", "‸\"length:99&kind:answer", "`kind:answer`");
}

#[test]
fn conditions_of_rules_use_known_words() {
    refused("s/readings.yaml", "actual_type: string", "actual_type: ‸text", "no JSON type `text`");
    refused("s/readings.yaml", "[lab]", "[‸labs]", "no network `labs`: expected internet, extranet, lab");
}

#[test]
fn behind_a_file_that_cannot_be_read_no_reference_is_reported() {
    refused("s/tables/T1.yaml", "caption: 输入", "‸captoin: 输入", "captoin");
}
