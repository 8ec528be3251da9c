//! A small standard of forms with an account, a computed credential, an object and an inferred path.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use tokio::runtime::Runtime;
use zwfw_conformance::check::Registry;
use zwfw_conformance::observation::HttpRequest;
use zwfw_conformance::plan::{Selection, build};
use zwfw_conformance::run::{HttpTransport, Settings, Transport, run};
use zwfw_conformance::standard::{Library, Source};
use zwfw_conformance::target::{Target as TestTarget, load_for};
use zwfw_conformance::verdict::Event;

use super::Reply;

const STANDARD: &str = r#"id: mini
title: { zh: 样例, en: Sample }
edition: "1"
roles: [provider]
encoding: form
media_type: application/x-www-form-urlencoded; charset=UTF-8
answer_media_types: [application/json]
envelope: { code: /code, success: "0", failures: { not-offered: "2", parameter: "12" }, message: /message, data: /data }
credential:
  field: Token
  name: token
  foreign: foreign_token
  account: { field: Account, name: account_id, foreign: foreign_account_id }
  computed: { digest: sm3, of: [account, day], day: yyyyMMdd, zone: Asia/Shanghai }
operations:
  - name: find
    clause: "1"
    title: { zh: 查找, en: Find }
    method: POST
    path: /find
    effect: read
    request: T1
    response: T3
    requirements: { method: "1.1", path: "1.2", input: "1.3", output: "1.4" }
  - name: types
    clause: "2"
    title: { zh: 目录, en: Types }
    method: POST
    path: /types
    path_inferred: true
    effect: read
    request: T4
    response: T5
    requirements: { method: "2.1", path: "2.2", input: "2.3", output: "2.4" }
clauses:
"#;

const TABLES: [(&str, &str); 5] = [
    (
        "T1",
        r#"{ clause: "1", kind: request, operation: find, rows: [
  { ordinal: 1, name: Account, type: String, length: "100", required: "是", semantics: { value: account } },
  { ordinal: 2, name: Token, type: String, length: "64", required: "是", semantics: { credential: true } },
  { ordinal: 3, name: Data, type: Object, length: "-", required: "是", members: T2 } ] }"#,
    ),
    (
        "T2",
        r#"{ clause: "1", kind: request, operation: find, rows: [
  { ordinal: 1, name: title, type: String, length: "100", required: "是", semantics: { value: word } },
  { ordinal: 2, name: holder, type: String, length: "100", required: "是", semantics: { value: person-name } } ] }"#,
    ),
    ("T3", r#"{ clause: "1", kind: response, operation: find, rows: [*] }"#),
    (
        "T4",
        r#"{ clause: "2", kind: request, operation: types, rows: [
  { ordinal: 1, name: Account, type: String, length: "100", required: "是", semantics: { value: account } },
  { ordinal: 2, name: Token, type: String, length: "64", required: "是", semantics: { credential: true } } ] }"#,
    ),
    ("T5", r#"{ clause: "2", kind: response, operation: types, rows: [*] }"#),
];

const ENVELOPE: &str = r#"
  { ordinal: 1, name: code, type: String, length: "2", required: "是", codes: { "0": 成功, "2": 未开通, "12": 参数 } },
  { ordinal: 2, name: message, type: String, length: "100", required: "否" },
  { ordinal: 3, name: data, type: String, length: "-", required: "否" } "#;

/// The standard, and a folder for the files of a run.
pub struct Mini {
    pub folder: tempfile::TempDir,
    library: Library,
}

/// What a run came to: for each finding its requirement with aspect, verdict and code, once.
pub struct Said {
    pub events: Vec<Event>,
}

impl Mini {
    /// Writes the standard down and reads it.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let schemas = schemas(folder.path());
        let library = Library::load(&Source::Folder(schemas)).unwrap_or_else(|error| panic!("{error}"));
        Self { folder, library }
    }

    /// The folders that the command line takes instead of its own data.
    pub fn arguments(&self) -> [String; 4] {
        let below = |name: &str| self.folder.path().join(name).to_str().expect("UTF-8").to_owned();
        ["--schemas".to_owned(), below("schemas"), "--cases".to_owned(), below("cases")]
    }

    /// Writes a target file with these lines for the standard.
    pub fn target_file(&self, base_url: &str, lines: &[&str]) -> PathBuf {
        let mut text = format!("name: test target\nstandards:\n  mini:\n    base_url: {base_url}\n");
        lines.iter().for_each(|line| text.push_str(&format!("    {line}\n")));
        let path = self.folder.path().join("target.yaml");
        std::fs::write(&path, text).expect("written");
        path
    }

    /// Runs the cases of these names over HTTP, one after the other; all cases when there is none.
    pub fn run(&self, base_url: &str, lines: &[&str], cases: &[&str], clock: fn() -> DateTime) -> Said {
        let target = self.target(base_url, lines);
        let transport = HttpTransport::new(target.standards["mini"].wire()).expect("a transport");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        self.run_over(&target, &transport, cases, (clock, &runtime))
    }

    /// The target that a file with these lines describes.
    pub fn target(&self, base_url: &str, lines: &[&str]) -> TestTarget {
        let target = load_for(&self.target_file(base_url, lines), &self.library);
        target.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Runs cases over any transport.
    pub fn run_over(
        &self,
        target: &TestTarget,
        transport: &dyn Transport,
        cases: &[&str],
        (clock, runtime): (fn() -> DateTime, &Runtime),
    ) -> Said {
        let cases = cases.iter().map(|case| (*case).to_owned()).collect();
        let selection = Selection { cases, ..Selection::default() };
        let written = Source::Folder(self.folder.path().join("cases"));
        let plan = build(&self.library, &written, &selection, 1).expect("a plan");
        let transports = [("mini".to_owned(), transport)].into_iter().collect();
        let (_keep, stop) = tokio::sync::watch::channel(false);
        let settings = Settings {
            jobs: 1,
            marker: "zcmini".to_owned(),
            clock,
            pauses: zwfw_conformance::run::Pauses::default(),
            stop,
        };
        let mut events = Vec::new();
        let registry = Registry::default();
        let mut keep = |event: Event| events.push(event);
        runtime.block_on(run(&plan, target, &transports, &registry, &settings, &mut keep)).expect("it begins");
        Said { events }
    }
}

impl Said {
    /// Everything with a finding, a line each, each once: `1.2#behaviour fail no-such-path`.
    pub fn findings(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for event in &self.events {
            let Event::Verdict(verdict) = event else { continue };
            let Some(finding) = &verdict.finding else { continue };
            let unit = format!("{}#{}", verdict.requirement.local(), verdict.aspect);
            let line = format!("{unit} {} {}", verdict.verdict, finding.code);
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines
    }

    /// The whole stream as it is recorded.
    pub fn text(&self) -> String {
        self.events.iter().map(|event| serde_json::to_string(event).expect("JSON")).collect::<Vec<_>>().join("\n")
    }

    /// The commands that repeat what findings rest on.
    pub fn commands(&self) -> Vec<String> {
        let verdicts = self.events.iter().filter_map(|event| match event {
            Event::Verdict(verdict) => verdict.finding.as_ref(),
            _ => None,
        });
        verdicts.filter_map(|finding| finding.curl.clone()).collect()
    }
}

/// The members of a form.
pub fn form(request: &HttpRequest) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(&request.body).into_owned().collect()
}

/// An answer in the standard's envelope.
pub fn answer(code: &str) -> Reply {
    Reply::ok("application/json", format!(r#"{{"code":"{code}","message":"说明","data":null}}"#))
}

fn schemas(folder: &Path) -> PathBuf {
    let schemas = folder.join("schemas");
    let mut standard = STANDARD.to_owned();
    for (number, operation) in [(1, "find"), (2, "types")] {
        for (item, aspect) in [(1, "behaviour"), (2, "behaviour"), (3, "format, behaviour"), (4, "format, behaviour")] {
            standard.push_str(&format!(
                "  - {{ id: \"{number}.{item}\", operation: {operation}, title: {{ zh: 条款, en: Clause }}, level: must, \
                 roles: [provider], aspects: [{aspect}] }}\n"
            ));
        }
    }
    let write = |path: PathBuf, text: &str| {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    write(schemas.join("mini/standard.yaml"), &standard);
    for (id, table) in TABLES {
        let head = format!("{{ id: {id}, number: \"{}\", caption: 表, columns: [], ", &id[1..]);
        let table = table.replacen("{ ", &head, 1).replace("[*]", &format!("[{ENVELOPE}]"));
        write(schemas.join(format!("mini/tables/{id}.yaml")), &table);
    }
    write(schemas.join("mini/readings.yaml"), "readings: []\n");
    let shared = super::checkout("schemas/readings.yaml");
    write(schemas.join("readings.yaml"), &std::fs::read_to_string(shared).expect("UTF-8"));
    let yesterday = "case: yesterday\ntitle: { zh: 昨日凭证, en: Of yesterday }\nsteps:\n  - id: call\n    operation: find\n    \
                     expect: any\n    set: { /Token: \"${credential.yesterday}\" }\n    checks: []\n";
    write(folder.join("cases/mini/find/yesterday.yaml"), yesterday);
    schemas
}
