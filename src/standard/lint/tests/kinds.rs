//! Tables that list codes, columns or mapped names, and ids by name.

use super::{after, refused};
use crate::standard::{Library, Source};

pub(super) const P1: &str = r#"id: P.1
number: "P.1"
clause: "1.2"
caption: 返回参数
kind: response
operation: send
ids: name
columns: []
rows:
  - { name: total, type: Number, required: 必填, semantics: { count_of: /data/list } }
  - { name: list, type: "Object[]", required: 必填, members: P.1 }
  - { name: format, type: 字符串, required: 非必填, codes: { ofd: 版式 }, semantics: { case_insensitive: true } }
  - { name: holder, required: 必填, codes_from: C.1, read: { type: String, by: [A1] } }
  - { name: mapped, part: mapping, original: data.mapped, disposition: { kind: restated, note: P.1.total } }
"#;

pub(super) const C1: &str = r#"id: C.1
number: "C.1"
clause: "1.2"
caption: 代码
kind: codes
codes_are: returned
columns: []
rows:
  - { ordinal: 1, name: "0", label: 成功 }
  - { ordinal: 2, name: "12", label: 参数为空 }
"#;

pub(super) const H1: &str = r#"id: H.1
number: "H.1"
clause: "1.2"
caption: 库表
kind: database
disposition: { kind: needs-document, note: 前置库 }
columns: []
rows:
  - { ordinal: 1, name: ID, type: bigint, required: "是" }
  - { ordinal: 2, name: Title, type: varchar(32), required: "是" }
"#;

pub(super) const M1: &str = r#"id: M.1
number: "M.1"
clause: "1.2"
caption: 对应关系
kind: mapping
disposition: { kind: reading, note: A1 }
columns: []
rows:
  - { ordinal: 1, name: "/", original: a }
  - { ordinal: 2, name: "/", original: b }
"#;

const P: &str = "s/tables/P.1.yaml";
const C: &str = "s/tables/C.1.yaml";
const H: &str = "s/tables/H.1.yaml";
const M: &str = "s/tables/M.1.yaml";

#[test]
fn codes_come_from_a_table_of_codes() {
    refused(P, "codes_from: C.1", "codes_from: ‸C.2", "no table of codes `C.2`");
    refused(P, "codes_from: C.1", "codes_from: ‸H.1", "of kind codes");
    refused("s/standard.yaml", "messages: C.1", "messages: ‸T1", "no table of codes `T1`");
    refused(P, "codes_from: C.1", "codes: { a: 甲 }, codes_from: ‸C.1", "beside `codes` on `holder`");
}

#[test]
fn a_restated_row_names_the_row_that_is_judged() {
    let said =
        "no row `P.1.totl`: expected the id of the row or clause that is judged instead (did you mean `P.1.total`?)";
    refused(P, "note: P.1.total", "note: ‸P.1.totl", said);
    refused(H, "kind: needs-document, note: 前置库", "kind: restated, note: ‸前置库", "no row `前置库`");
}

#[test]
fn a_mapping_row_stands_in_a_message_and_says_why_it_is_not_judged() {
    let row = "disposition: { kind: restated, note: P.1.total } }";
    refused(P, &format!("mapping, original: data.mapped, {row}"), "‸mapping }", "`mapped` without a disposition");
    refused(H, "name: ID,", "name: ID, part: ‸mapping,", "outside a message");
    refused(P, "part: mapping", "part: ‸maping", "unknown value `maping`");
    refused(H, "name: ID,", "name: ID, part: ‸output,", "outside a message");
}

#[test]
fn messages_have_an_operation_and_other_tables_none() {
    let found = after(P, "operation: send\n", "");
    assert!(found.iter().any(|one| one.contains("P.1.yaml:1:5 no `operation` on P.1")), "{found:#?}");
    refused(H, "kind: database", "kind: database\noperation: ‸send", "no message follows");
    refused(H, "kind: database", "kind: database\ncodes_are: ‸sent", "expected kind codes");
    refused("s/standard.yaml", "request: T1", "request: ‸T2", "of the kind asked for here");
}

#[test]
fn notations_of_databases_stand_in_their_tables_only() {
    refused(P, "type: 字符串", "type: ‸varchar(32)", "expected kind database");
    refused(H, "varchar(32)", "‸varchar(x)", "unknown type notation `varchar(x)`");
    refused(H, "varchar(32)", "‸varchar", "unknown type notation `varchar`");
    refused(H, "required: \"是\"", "required: ‸yes", "expected 是, 否, 必填, 非必填 or -");
    refused(P, "type: String, by", "type: ‸Strin, by", "unknown type notation `Strin`");
}

#[test]
fn a_table_of_a_database_names_columns_of_its_own() {
    let database = "database: { name: t, clause: \"1.2\", key: ID, time: Title }\ndisposition:";
    assert_eq!(after(H, "disposition:", database), [""; 0]);
    let with = |from: &str, to: &str| database.replace(from, to);
    refused(H, "disposition:", &with("key: ID", "key: ‸Id"), "no column `Id`");
    refused(H, "disposition:", &with("time: Title", "time: Title, batch: ‸Batch"), "no column `Batch`");
    refused(H, "disposition:", &with("\"1.2\"", "‸\"9.9\""), "no clause `9.9`");
    let elsewhere = with("key: ID", "key: ‸ID").replace("disposition:", "columns:");
    refused(P, "columns:", &elsewhere, "expected kind database");
    refused(H, "required: \"是\" }", "required: \"是\", semantics: { pattern: ‸\"[\" } }", "cannot be read");
}

#[test]
fn a_cell_that_others_state_is_not_left_out() {
    refused(H, "name: Title, type: varchar(32),", "name: ‸Title,", "no `type` on `Title`");
    refused(P, "list, type: \"Object[]\", required: 必填,", "‸list, type: \"Object[]\",", "no `required` on `list`");
    assert_eq!(after(H, "name: Title, type: varchar(32)", "name: Title, type: \"\""), [""; 0], "a blank cell");
}

#[test]
fn rows_have_an_ordinal_unless_names_are_the_ids() {
    refused(H, "ordinal: 2, name: Title", "name: ‸Title", "no `ordinal` on `Title`: expected 2");
    refused(P, "name: format", "ordinal: ‸2, name: format", "ordinal 2 where 3 was expected");
    assert_eq!(after(P, "name: format", "ordinal: 3, name: format"), [""; 0]);
}

#[test]
fn names_that_are_ids_differ_and_can_be_written() {
    refused(P, "name: holder", "name: ‸total", "`total` stands twice");
    refused(P, "name: format", "name: ‸文件格式", "cannot be part of an id");
    refused(C, "name: \"12\"", "name: ‸\"0\"", "code `0` stands twice");
    assert_eq!(after(M, "original: b", "original: c"), [""; 0], "mapped names may stand twice");
}

#[test]
fn a_row_has_another_id_than_a_clause() {
    let clause = "clauses:\n  - { id: P.1.total, title: { zh: 总数, en: Total }, level: must, roles: [provider], aspects: [format] }";
    let found = after("s/standard.yaml", "clauses:", clause);
    assert!(
        matches!(found.as_slice(), [one] if one.contains("P.1.yaml:10:13 id `P.1.total` stands twice")),
        "{found:#?}"
    );
}

#[test]
fn a_count_is_that_of_a_list_of_the_answer() {
    for pointer in ["/data/total", "/data", "data/list", "/data/none", "/list"] {
        refused(P, "count_of: /data/list", &format!("count_of: ‸{pointer}"), &format!("`{pointer}` is no list"));
    }
    assert_eq!(after(P, "count_of: /data/list", "count_of: /data/list/list"), [""; 0], "a list below");
}

#[test]
fn letter_case_is_free_only_for_codes() {
    refused(
        P,
        "codes: { ofd: 版式 }, semantics: { case_insensitive: true }",
        "semantics: { case_insensitive: ‸true }",
        "with codes only",
    );
}

#[test]
fn unknown_words_of_tables_are_refused_with_a_suggestion() {
    refused(P, "ids: name", "ids: ‸names", "(did you mean `name`?)");
    refused(C, "codes_are: returned", "codes_are: ‸return", "unknown value `return`");
    refused(H, "kind: database", "kind: ‸databases", "(did you mean `database`?)");
    refused(P, "codes_from: C.1", "‸code_from: C.1", "(did you mean `codes_from`?)");
}

#[test]
fn ids_by_name_resolve_to_the_row_with_the_longest_table() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in super::SAMPLE {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(&path, text).expect("written");
    }
    let inner = P1.replace("id: P.1\n", "id: P.1.list\n").replace("note: P.1.total", "note: P.1.list.total");
    std::fs::write(folder.path().join("s/tables/P.1.list.yaml"), inner).expect("written");
    let library = Library::load(&Source::Folder(folder.path().to_owned())).expect("loaded");
    let standard = library.standard("s").expect("the standard");
    for (local, table, name) in [
        ("P.1.list", "P.1", "list"),
        ("P.1.list.total", "P.1.list", "total"),
        ("P.1.list.list", "P.1.list", "list"),
        ("C.1.2", "C.1", "12"),
        ("H.1.1", "H.1", "ID"),
        ("T1.2", "T1", "day"),
    ] {
        let (found, row) = standard.row(local).unwrap_or_else(|| panic!("{local} names no row"));
        assert_eq!((found.id.as_str(), row.name.value.as_str()), (table, name), "{local}");
        assert_eq!(found.local_id(row), local);
    }
    for local in ["P.1.list.none", "P.1", "C.1.12", "C.1.3", "H.1.ID", "P.1.2", "M.1.0", ""] {
        assert!(standard.row(local).is_none(), "{local}");
    }
    let holder = standard.table("P.1").and_then(|table| table.row("holder")).expect("a member");
    let codes: Vec<&str> = holder.codes().map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, ["0", "12"]);
    let names: Vec<&str> = standard.table("P.1").expect("a table").members().map(|row| row.name()).collect();
    assert_eq!(names, ["total", "list", "format", "holder"]);
}

#[test]
fn what_says_how_operations_are_called_stands_beside_operations() {
    let file = "s/standard.yaml";
    let lost = after(file, "media_type: application/json\n", "");
    assert_eq!(lost, ["s/standard.yaml:1:5 no `media_type`: expected it, since there are operations"]);
    let lost = after(file, "credential: { field: token, name: token, foreign: foreign }\n", "");
    assert_eq!(lost, ["s/standard.yaml:1:5 no `credential`: expected it, since there are operations"]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("u/standard.yaml");
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    let uncalled = "id: u\ntitle: { zh: 样例, en: Sample }\nedition: \"1\"\nroles: [provider]\nclauses: []\n";
    std::fs::write(&path, uncalled).expect("written");
    assert_eq!(super::problems(folder.path()), [""; 0], "nothing is called");
    std::fs::write(&path, format!("{uncalled}encoding: json\nmedia_type: text/plain\n")).expect("written");
    let refused = super::problems(folder.path());
    let said = ["6:11 `encoding` where no operation", "7:13 `media_type` where no operation"];
    assert!(refused.len() == 2 && refused.iter().zip(said).all(|(line, said)| line.contains(said)), "{refused:?}");
}

#[test]
fn a_table_says_its_subject_only_where_its_kind_does_not() {
    refused(H, "kind: database\n", "kind: database\nsubject: ‸form\n", "`subject` of a table whose kind says it");
    assert_eq!(after(C, "kind: codes\n", "kind: codes\nsubject: form\n"), [""; 0]);
}
