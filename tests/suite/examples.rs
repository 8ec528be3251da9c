//! What the documents tell people to type and to copy: commands that exist, options that they have, pipelines that add up.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use zwfw_conformance::yaml;

use crate::support::{checkout, conform};

const DOCUMENTS: [&str; 6] =
    ["README.md", "README.zh-CN.md", "docs/pipelines.md", "docs/evidence.md", "docs/data.md", "docs/binaries.md"];

/// The fenced blocks of a document as (language, text).
fn blocks(document: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(checkout(document)).unwrap_or_else(|error| panic!("{document}: {error}"));
    let mut parts = text.split("\n```");
    parts.next();
    // Every other part is between two fences.
    let inside = parts.step_by(2).map(|part| part.split_once('\n').expect("a language and text"));
    inside.map(|(language, text)| (language.trim().to_owned(), text.to_owned())).collect()
}

fn parsed(name: &str, text: &str) -> Value {
    yaml::parse(name, text).unwrap_or_else(|problem| panic!("{problem}\n{text}"))
}

/// The words of every call of the program in a text.
fn calls(text: &str) -> Vec<Vec<String>> {
    let joined = text.replace("\\\n", " ");
    let behind =
        joined.lines().flat_map(|line| line.split("zwfw-conform ").skip(1).map(str::to_owned).collect::<Vec<_>>());
    let words = behind.map(|call| {
        let call = call.split(['|', ';', '&', '#', ')', '"']).next().unwrap_or_default().to_owned();
        call.split_whitespace().map(|word| word.trim_matches(['\'', '`']).to_owned()).collect::<Vec<_>>()
    });
    words.filter(|words| words.first().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))).collect()
}

/// Help by words of a command.
#[derive(Default)]
struct Helps(BTreeMap<Vec<String>, String>);

impl Helps {
    /// The words that are a command, and its help.
    fn of(&mut self, call: &[String]) -> (Vec<String>, String) {
        let mut command: Vec<String> = Vec::new();
        let mut help = self.help(&command);
        for word in call {
            let known = help.lines().any(|line| line.split_whitespace().next() == Some(word) && line.starts_with("  "));
            if !known {
                break;
            }
            command.push(word.clone());
            help = self.help(&command);
            if !help.contains("\nCommands:\n") {
                break;
            }
        }
        (command, help)
    }

    fn help(&mut self, command: &[String]) -> String {
        let asked: Vec<&str> = command.iter().map(String::as_str).chain(["--help"]).collect();
        self.0.entry(command.to_vec()).or_insert_with(|| conform(&asked).stdout).clone()
    }
}

#[test]
fn every_command_and_option_of_the_documents_exists() {
    let (mut helps, mut options) = (Helps::default(), 0);
    for document in DOCUMENTS {
        for (_, text) in blocks(document) {
            for call in calls(&text) {
                let (command, help) = helps.of(&call);
                assert!(!command.is_empty(), "{document}: no such command: {call:?}");
                for option in call.iter().filter(|word| word.starts_with("--")) {
                    let name = option.split('=').next().expect("a name");
                    assert!(
                        help.contains(&format!("{name} ")) || help.contains(&format!("{name}\n")),
                        "{document}: {command:?} has no {name}"
                    );
                    options += 1;
                }
            }
        }
    }
    assert!(options > 60, "{options} options were looked at");
}

#[test]
fn what_the_documents_explain_is_explained() {
    let mut count = 0;
    for document in DOCUMENTS {
        let text = std::fs::read_to_string(checkout(document)).unwrap_or_else(|error| panic!("{document}: {error}"));
        for call in text.split("zwfw-conform explain ").skip(1) {
            let call = call.split(['`', '\n', '|', '#', ';']).next().unwrap_or_default();
            let words: Vec<&str> = ["explain"].into_iter().chain(call.split_whitespace()).collect();
            let ran = conform(&words);
            assert_eq!(ran.code, 0, "{document}: {words:?}: {}", ran.said());
            count += 1;
        }
    }
    assert!(count >= 2, "{count} calls");
}

#[test]
fn a_bundle_of_a_run_has_as_many_members_as_the_document_shows() {
    let run = conform(&["run", "--case", "gdzw-0017-2019/getDist/accepted"]);
    let at = |name: &str| run.out.path().join(name).to_str().expect("UTF-8").to_owned();
    let (folder, key, bundle) = (at(""), at("signer.key"), at("run.zwfw"));
    let made = conform(&["report", "key", "--output", &key]);
    assert_eq!(made.code, 0, "{}", made.said());
    let made = conform(&["report", "bundle", &folder, "--key", &key, "--output", &bundle]);
    assert_eq!(made.code, 0, "{}", made.said());
    let ran = conform(&["report", "verify", &bundle, "--public-key", &at("signer.pub")]);
    let figure = |text: &str| text.lines().find(|line| line.starts_with("unchanged ")).map(str::to_owned);
    let shown = std::fs::read_to_string(checkout("docs/evidence.md")).expect("the document");
    assert!(figure(&shown).is_some());
    assert_eq!(figure(&ran.stdout), figure(&shown), "{}", ran.said());
}

#[test]
fn pipelines_run_every_part_once() {
    let examples: Vec<Value> = blocks("docs/pipelines.md")
        .into_iter()
        .filter(|(language, _)| language == "yaml")
        .map(|(_, text)| parsed("docs/pipelines.md", &text))
        .collect();
    let find = |pointer: &str| {
        let found = examples.iter().find_map(|example| example.pointer(pointer));
        found.unwrap_or_else(|| panic!("no example has {pointer}")).clone()
    };
    let says = |pointer: &str, wanted: &str| {
        let script = find(pointer);
        assert!(script.as_str().is_some_and(|script| script.contains(wanted)), "{pointer}: {script}");
    };
    assert!(find("/conformance/parallel").as_u64().is_some_and(|parts| parts > 1));
    says("/conformance/script", "--shard $CI_NODE_INDEX/$CI_NODE_TOTAL");
    assert_eq!(find("/conformance-result/needs"), json!(["conformance"]));
    assert_eq!(find("/jobs/part/strategy/matrix/index"), json!([1, 2, 3]));
    says("/jobs/part/steps/1/run", "--shard ${{ matrix.index }}/3");
    assert_eq!(find("/jobs/result/needs"), "part");
    assert_eq!((find("/spec/completionMode"), find("/spec/completions")), ("Indexed".into(), 3.into()));
    says("/spec/template/spec/containers/0/args/0", "i=$((JOB_COMPLETION_INDEX + 1))");
    says("/spec/template/spec/containers/0/args/0", "--shard $i/3");
}

#[test]
fn every_piece_of_yaml_in_the_documents_is_yaml() {
    let mut count = 0;
    for document in DOCUMENTS {
        for (_, text) in blocks(document).into_iter().filter(|(language, _)| language == "yaml") {
            parsed(document, &text);
            count += 1;
        }
    }
    assert!(count >= 8, "{count} pieces");
}

#[test]
fn the_readmes_show_the_coverage_that_there_is() {
    let printed = conform(&["list", "coverage"]).stdout;
    for document in ["README.md", "README.zh-CN.md"] {
        let shown = blocks(document).into_iter().find_map(|(_, text)| {
            text.strip_prefix("$ zwfw-conform list coverage\n").map(|shown| shown.trim_end().to_owned())
        });
        assert_eq!(shown.as_deref(), Some(printed.trim_end()), "{document}");
    }
}

#[test]
fn the_readmes_name_every_package_that_the_tests_install() {
    let script = std::fs::read_to_string(checkout(".ci/run")).expect("the script");
    // What only the script itself uses is no part of the tests.
    let lines = script.lines().filter(|line| !line.contains(".ci/licences"));
    let lists = lines.filter_map(|line| line.split("missing+=(").nth(1)?.split(')').next());
    let packages: Vec<&str> = lists.flat_map(str::split_whitespace).collect();
    assert!(packages.len() > 5, "{packages:?}");
    for document in ["README.md", "README.zh-CN.md"] {
        let calls = blocks(document).into_iter().filter(|(_, text)| text.contains("apt-get install"));
        let named: Vec<String> = calls.map(|(_, text)| text.replace("\\\n", " ")).collect();
        let has = |package: &&&str| named.iter().any(|text| text.split_whitespace().any(|word| word == **package));
        let lacking: Vec<&&str> = packages.iter().filter(|package| !has(package)).collect();
        assert!(lacking.is_empty(), "{document}: {lacking:?}");
    }
}
