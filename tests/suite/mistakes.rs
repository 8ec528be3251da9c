//! Typical mistakes in the files that people write: each is told with its place, what was expected, and what to do.

use std::path::Path;

use zwfw_conformance::plan::load as load_cases;
use zwfw_conformance::standard::{Library, Source};
use zwfw_conformance::target::load;

use crate::support::{copy, standard};

/// A mistake: what is changed into what, the place, and parts of what is said.
type Mistake = (&'static str, &'static str, &'static str, &'static [&'static str]);

const TARGET: &str = "\
name: Example
version: \"1\"
standards:
  gdzw-0017-2019:
    role: provider
    network: lab
    base_url: http://127.0.0.1:1
    credentials: { cust_token: \"abc\" }
    known: { orders: [ { id: \"900\", created: 2024-03-05 } ] }
";

const TARGETS: &[Mistake] = &[
    ("    role", "\trole", "5:1", &["a tab", "indent with blanks"]),
    (
        "name: Example",
        "name Example",
        "1:1",
        &["found `name Example`", "put a colon and a blank behind the key: `name: `"],
    ),
    ("role: provider", "role:provider", "5:5", &["put a blank behind the colon: `role: provider`"]),
    ("role: provider", "role：provider", "5:5", &["write the ASCII colon"]),
    ("role: provider", "role:　provider", "5:5", &["write the ASCII colon and a blank"]),
    ("    network", "   network", "6:4", &["belongs to nothing above it", "indent it like the keys beside it"]),
    ("    network", "      network", "6:7", &["indented deeper than the one above", "begin it in column 5"]),
    ("network: lab", "network: lab\n    network: lab", "7:5", &["the key `network` stands here twice", "remove one"]),
    ("version", "versoin", "2:1", &["unknown key `versoin`", "did you mean `version`?"]),
    ("network", "netwrok", "6:5", &["unknown key", "did you mean `network`?"]),
    (
        "provider",
        "provder",
        "5:11",
        &["unknown value `provder`, expected one of provider, caller", "did you mean `provider`?"],
    ),
    ("network: lab", "max_creates: many", "6:18", &["expected a whole number from 0, found `many`"]),
    ("network: lab", "max_creates: -1", "6:18", &["expected a whole number from 0, found `-1`"]),
    ("network: lab", "read_only: yes", "6:16", &["expected true or false, found `yes`"]),
    (
        "{ cust_token: \"abc\" }",
        "[a, b]",
        "8:18",
        &["expected keys with values, found a list", "write `{ key: value }`"],
    ),
    ("{ cust_token: \"abc\" }", "abc", "8:18", &["expected keys with values, found `abc`"]),
    ("network: lab", "operations: getDist", "6:17", &["expected a list, found `getDist`", "write `[a, b]`"]),
    ("network: lab", "operations: { a: b }", "6:17", &["expected a list, found keys with values"]),
    ("\"abc\"", "\"abc", "8:32", &["the quote that begins here", "close it"]),
    ("\"abc\" }", "\"abc\"", "8:18", &["the bracket that opens here is not closed"]),
    ("\"abc\"", "“abc”", "8:32", &["typographic quote", "ASCII quote"]),
    ("2024-03-05", "2024-13-45", "9:46", &["`2024-13-45` is no day of the calendar: expected YYYY-MM-DD"]),
    ("Example", "Example: two", "1:14", &["put a text with `: ` in it in quotes"]),
    ("Example", "%Example", "1:7", &["no text begins with `%Example`", "quotes"]),
    ("lab", "*nobody", "6:14", &["`*nobody` refers to an anchor that is not there", "quotes"]),
    ("name: Example\n", "", "1:1", &["missing key `name`", "add a line `name: ` without indentation"]),
    ("    base_url: http://127.0.0.1:1\n", "", "4:3", &["missing key `base_url`", "below `gdzw-0017-2019`"]),
    (TARGET, "", "1:1", &["the file says nothing: expected keys with values"]),
    (TARGET, "# later\n", "1:9", &["the file says nothing"]),
    (TARGET, "hello\n", "1:1", &["expected keys with values, found `hello`"]),
    (TARGET, "- name: x\n", "1:1", &["expected keys with values, found a list"]),
    (TARGET, "name: a\n---\nname: b\n", "3:1", &["a second document begins here", "remove the line `---`"]),
    (TARGET, "name: x\nstandards:\n  gdzw-0017-2019:\n", "3:17", &["found nothing", "lines below, indented deeper"]),
];

const CASE: &str = "\
case: added
title: { zh: 新增, en: Added }
steps:
  - id: provinces
    operation: getDist
    set: { /level: 1 }
    capture: { first: /data/0/address_code }
    checks:
      - { check: count, requirement: T8.6, with: { items: /data, min: 1 } }
";

const CASES: &[Mistake] = &[
    ("    operation", "\toperation", "5:1", &["a tab", "indent with blanks"]),
    ("operation: getDist", "operation getDist", "5:5", &["put a colon and a blank behind the key: `operation: `"]),
    ("operation: getDist", "operation:getDist", "5:5", &["put a blank behind the colon: `operation: getDist`"]),
    ("    set:", "     set:", "6:6", &["indented deeper", "begin it in column 5"]),
    ("    set:", "   set:", "6:4", &["belongs to nothing above it"]),
    ("{ /level: 1 }", "{ /level: 1, /level: 2 }", "6:23", &["the key `/level` stands here twice"]),
    ("{ /level: 1 }", "{ level: 1 }", "6:12", &["`level` is no JSON pointer", "write `/level`"]),
    ("{ /level: 1 }", "/level", "6:10", &["expected keys with values, found `/level`"]),
    ("title:", "titel:", "2:1", &["did you mean `title`?"]),
    ("en: Added", "eng: Added", "2:18", &["did you mean `en`?"]),
    ("{ zh: 新增, en: Added }", "Added", "2:8", &["expected keys with values, found `Added`"]),
    ("capture:", "captures:", "7:5", &["did you mean `capture`?"]),
    ("requirement:", "requirment:", "9:25", &["did you mean `requirement`?"]),
    ("  - id", "    id", "4:5", &["expected a list, found keys with values", "`- a` on lines of their own"]),
    ("      - {", "        {", "9:9", &["expected a list"]),
    ("{ first: /data/0/address_code }", "{ first: 5 }", "7:23", &["expected a JSON pointer"]),
    ("steps:", "tags: one\nsteps:", "3:7", &["expected a list, found `one`"]),
    ("steps:", "exclusive: yes\nsteps:", "3:12", &["expected true or false, found `yes`"]),
    ("    checks:", "    expect: acepted\n    checks:", "8:13", &["did you mean `accepted`?"]),
    ("    checks:", "    wait: soon\n    checks:", "8:11", &["expected a whole number from 0, found `soon`"]),
    ("    checks:", "    for_each: { step: a }\n    checks:", "8:17", &["missing key `items`", "add `items: `"]),
    ("Added }", "\"Added }", "2:22", &["the quote that begins here"]),
    ("min: 1 } }", "min: 1 }", "9:9", &["the bracket that opens here is not closed"]),
    ("min: 1", "min: ${nobody}", "9:72", &["put the text with `${...}` in quotes"]),
    ("id: provinces\n    ", "", "4:5", &["missing key `id`", "to this entry"]),
    ("check: count, ", "", "9:30", &["missing key `check`", "add `check: `"]),
    (CASE, "", "1:1", &["the file says nothing"]),
];

/// One of the readings, which the mistakes are made in.
const READINGS: &[Mistake] = &[
    ("    where: ", "\twhere: ", "8:1", &["a tab"]),
    ("- id: ", "- id ", "7:5", &["put a colon and a blank behind the key: `id: `"]),
    ("reading: ", "raeding: ", "10:5", &["did you mean `reading`?"]),
    ("verdict: NONE", "verdict: NNE", "11:14", &["unknown value `NNE`, expected one of", "did you mean `NONE`?"]),
    ("conflict: ", "conflict: \"", "9:15", &["the quote that begins here"]),
    ("    editorial: true", "    editorial: yes", "12:16", &["expected true or false, found `yes`"]),
    ("    editorial: true", "    editorial: true\n    editorial: true", "13:5", &["`editorial` stands here twice"]),
];

/// Reads a file: nothing, or all that is wrong with it.
type Read<'a> = &'a dyn Fn(&Path) -> Result<(), String>;

/// Writes a file with each mistake and holds what its reader says.
fn told(path: &Path, sound: &str, mistakes: &[Mistake], read: Read<'_>) {
    for (old, new, place, parts) in mistakes {
        assert!(sound.contains(old), "{old}");
        std::fs::write(path, sound.replacen(old, new, 1)).expect("written");
        let said = read(path).expect_err(new);
        let place = format!("{}:{place}\n", path.display());
        for part in parts.iter().chain([&place.as_str()]) {
            assert!(said.contains(part), "{old} -> {new}: `{part}` is missing in\n{said}");
        }
    }
    for whole in [sound.replace('\n', "\r\n"), format!("\u{feff}{sound}")] {
        std::fs::write(path, whole).expect("written");
        assert_eq!(read(path), Ok(()), "line ends of Windows and a byte order mark are no mistake");
    }
}

#[test]
fn mistakes_in_a_target_file_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("target.yaml");
    let read = |path: &Path| load(path).map(drop).map_err(|error| error.to_string());
    told(&path, TARGET, TARGETS, &read);
    let mut gbk = TARGET.as_bytes().to_vec();
    gbk.splice(10..10, [0xd6, 0xd0]);
    std::fs::write(&path, gbk).expect("written");
    let said = read(&path).expect_err("GBK is not UTF-8");
    for part in ["target.yaml:1:11\n", "the file is not UTF-8 from here on", "save the file as UTF-8"] {
        assert!(said.contains(part), "`{part}` is missing in\n{said}");
    }
}

#[test]
fn mistakes_in_a_case_file_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("gdzw-0017-2019/getDist/added.yaml");
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    let cases = Source::Folder(folder.path().to_owned());
    told(&path, CASE, CASES, &|_| load_cases(&cases, standard()).map(drop).map_err(|error| error.to_string()));
}

#[test]
fn mistakes_in_the_readings_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let schemas = copy("schemas", folder.path());
    let path = schemas.join("gdzw-0017-2019/readings.yaml");
    let sound = std::fs::read_to_string(&path).expect("text");
    let before = sound.lines().position(|line| line.contains("- id: A24")).expect("the reading");
    assert_eq!(before, 6, "the places count from its line");
    // What is changed stands in this reading first, unless one before it says the same.
    let source = Source::Folder(schemas);
    told(&path, &sound, READINGS, &|_| Library::load(&source).map(drop).map_err(|error| error.to_string()));
}
