//! Reports in Chinese: whatever the suite says itself has its words there, and what a target says stays as it is.

use std::collections::BTreeSet;
use std::path::Path;

use zwfw_conformance::check::Registry;
use zwfw_conformance::id::Language;
use zwfw_conformance::plan::StandardPlan;
use zwfw_conformance::report::texts::phrases;
use zwfw_conformance::simulator::mutants;
use zwfw_conformance::standard::Source;
use zwfw_conformance::verdict::{Event, Finding};

use crate::support::{Ran, Reply, Simulated, Target, checkout, conform, judge, licences, plan, text};

/// Folders whose texts come to stand in findings.
const SPEAKING: [&str; 4] = ["src/run", "src/check", "src/subject", "src/schema/formats.rs"];

/// Files whose texts are messages about what was handed in to this program, commands, or questions to a database.
const SILENT: [&str; 21] = [
    "src/check/argument.rs",
    "src/check/lint/",
    "src/run/credential.rs",
    "src/run/shell.rs",
    "src/run/transport.rs",
    "src/subject/data/csv/fault.rs",
    "src/subject/data/csv/header.rs",
    "src/subject/data/database/connection.rs",
    "src/subject/data/database/dialect.rs",
    "src/subject/data/database/mysql.rs",
    "src/subject/data/database/sqlite.rs",
    "src/subject/data/database/untouched.rs",
    "src/subject/data/options.rs",
    "src/subject/data/source.rs",
    "src/subject/dossier/draft.rs",
    "src/subject/dossier/file.rs",
    "src/subject/form/labels.rs",
    "src/subject/form/layout.rs",
    "src/subject/form/read.rs",
    "src/subject/form/tree.rs",
    "src/subject/form/workbook.rs",
];

/// Texts that only become a phrase together with others, and one that is of no finding.
const PARTS: [&str; 12] = [
    "the gateway answered",
    "what is behind it answered",
    "bigint unsigned",
    "{} bytes in the {} environment",
    "after {} s",
    "; answered as {}: `not_claimed: { {}: the reason }` leaves the operation out",
    "HTTP {} {} does not say which layer answered, or why",
    "`gateway.slow` of the target file has to name a call that takes longer",
    "what is behind it answered {}: {}",
    "{} are let through",
    "{} are refused",
    "refused with code {}{}",
];

#[test]
fn whatever_the_source_says_in_findings_has_words_in_chinese() {
    let mut unknown = BTreeSet::new();
    let mut seen = 0;
    for folder in SPEAKING {
        for file in sources(&checkout(folder)) {
            let name =
                file.strip_prefix(checkout("")).expect("below the checkout").to_string_lossy().replace('\\', "/");
            if SILENT.iter().any(|silent| name.starts_with(silent)) || name.contains("test") {
                continue;
            }
            let source = std::fs::read_to_string(&file).expect("a source");
            let source = source.split("#[cfg(test)]").next().unwrap_or_default();
            for phrase in literals(source).into_iter().filter(|phrase| is_english(phrase)) {
                seen += 1;
                if !phrases::knows(&phrase) && !PARTS.contains(&phrase.as_str()) {
                    unknown.insert(format!("{name}: {phrase}"));
                }
            }
        }
    }
    assert!(seen > 100, "{seen}");
    assert!(unknown.is_empty(), "src/report/texts/phrases does not know:\n{}", Vec::from_iter(unknown).join("\n"));
}

fn sources(path: &Path) -> Vec<std::path::PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let files = Source::Folder(path.to_owned()).files("").expect("a folder of sources");
    files.into_iter().filter(|file| file.path.ends_with(".rs")).map(|file| path.join(file.path)).collect()
}

/// The texts of a source but for the documentation of checks and the messages of errors, arguments as `{}`.
fn literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let lines = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code = lines.collect::<Vec<_>>().join("\n").replace("'\"'", "''").replace("\\\n", "\n");
    let mut parts = code.split('"');
    let mut before = parts.next().unwrap_or_default().to_owned();
    while let Some(part) = parts.next() {
        let mut literal = part.to_owned();
        while literal.ends_with('\\') {
            literal.pop();
            literal.push('"');
            literal.push_str(parts.next().unwrap_or_default());
        }
        let opening = before.trim_end();
        if !["doc:", "error(", "expect("].iter().any(|kind| opening.ends_with(kind)) {
            found.push(plain(&literal));
        }
        before = parts.next().unwrap_or_default().to_owned();
    }
    found
}

/// A text as it is formatted, with `{}` for each argument, in one line.
fn plain(literal: &str) -> String {
    let mut text = String::new();
    let mut rest = literal;
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        let brace = &rest[at..at + 1];
        rest = if rest[at..].starts_with(&brace.repeat(2)) {
            text.push_str(brace);
            &rest[at + 2..]
        } else {
            text.push_str("{}");
            rest[at..].find('}').map_or("", |end| &rest[at + end + 1..])
        };
    }
    text.push_str(rest);
    text.split('\n').map(str::trim_start).collect::<Vec<_>>().join("")
}

/// Whether two small English words stand side by side.
fn is_english(text: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let words: Vec<&str> = text.split(' ').map(|word| word.trim_end_matches([',', ':', ';'])).collect();
    words.windows(2).any(|pair| pair.iter().all(|one| word(one)))
}

/// What a finding shows in Chinese of what the suite itself says, without what is quoted.
fn shown(finding: &Finding) -> Vec<String> {
    let expected = phrases::expected(finding, Language::Zh).into_owned();
    let hint = finding.hint.as_deref().map(|hint| phrases::hint(hint, Language::Zh).into_owned());
    let is_reason = finding.expected == "an observation" || finding.expected == "a whole answer";
    let actual = phrases::actual(finding, Language::Zh);
    let reason = actual.as_str().filter(|_| is_reason || finding.code.as_str() == "not-asked").map(str::to_owned);
    [Some(expected), hint, reason].into_iter().flatten().collect()
}

fn english<'f>(findings: impl Iterator<Item = &'f Finding>) -> BTreeSet<String> {
    let told = findings.flat_map(shown).map(|text| text.split('"').step_by(2).collect::<String>());
    told.filter(|text| is_english(text)).collect()
}

#[test]
fn a_mutant_of_each_kind_is_told_in_chinese() {
    for plan in [plan(), licences()] {
        let left: BTreeSet<String> = of_each_kind(plan);
        assert!(left.is_empty(), "{}", Vec::from_iter(left).join("\n"));
    }
}

fn of_each_kind(plan: &StandardPlan) -> BTreeSet<String> {
    let mut kinds = BTreeSet::new();
    let of_a_kind = mutants(&plan.standard).into_iter().filter(|mutant| kinds.insert(mutant.operator));
    let of_a_kind: Vec<_> = of_a_kind.collect();
    assert!(of_a_kind.len() > 30, "{}", of_a_kind.len());
    let judged = of_a_kind.into_iter().flat_map(|mutant| {
        let verdicts = judge(plan, Some(mutant), &Registry::default()).verdicts;
        english(verdicts.iter().filter_map(|verdict| verdict.finding.as_ref()))
    });
    judged.collect()
}

/// Findings of a run, and what its reports say, all of it in Chinese.
fn told_in_chinese(ran: &Ran) -> String {
    let recording = ran.recording();
    let findings = recording.events.iter().filter_map(|event| match event {
        Event::Verdict(verdict) => verdict.finding.as_ref(),
        _ => None,
    });
    let left = english(findings);
    assert!(left.is_empty(), "{left:#?}");
    let events = ran.out.path().join("events.jsonl");
    let mut told = ran.stdout.clone();
    for format in ["junit", "markdown", "csv-per-case"] {
        let output = ran.out.path().join(format);
        let args = ["report", "render", text(&events), "--format", format, "--lang", "zh", "--output", text(&output)];
        assert!(conform(&args).code <= 3, "{format}");
        told.push_str(&std::fs::read_to_string(&output).expect("rendered"));
    }
    // The stream itself is in English, as it was.
    assert!(std::fs::read_to_string(&events).expect("a stream").contains("\"expected\":\"an observation\""));
    for prose in ["an observation", "no connection", "is declared on network", "was sent instead"] {
        assert!(!told.contains(prose), "{prose}");
    }
    told
}

#[test]
fn nobody_behind_the_port_is_told_in_chinese_in_every_report() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = Simulated::new().target_file(folder.path(), "http://127.0.0.1:9");
    let ran = conform(&["run", "--target", &file, "--operation", "getDist", "--lang", "zh"]);
    assert_eq!(ran.code, 3, "{}", ran.said());
    let told = told_in_chinese(&ran);
    for words in ["未建立连接", "可观察到的结果", "目标声明的网络为 lab"] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn a_dying_target_is_told_in_chinese() {
    let simulated = Simulated::new();
    let simulator = simulated.simulator.clone();
    let target = Target::start(move |count, request| match count {
        0..=20 => simulator.handle(request).into(),
        _ => Reply::Death,
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = simulated.target_file(folder.path(), &target.url());
    let ran = conform(&["run", "--jobs", "1", "--target", &file, "--operation", "queryOrder", "--lang", "zh"]);
    assert!(told_in_chinese(&ran).contains("本次测试中目标此前已不再应答"), "{}", ran.said());
}

#[test]
fn what_is_handed_in_is_told_in_chinese() {
    let folder = tempfile::tempdir().expect("a folder");
    let empty = folder.path().join("dossier.yaml");
    std::fs::write(&empty, "standard: gbt-zwfw-access\nobject: { name: a }\n").expect("written");
    let form = folder.path().join("form.yaml");
    let whole = std::fs::read_to_string(checkout("tests/golden/yueshangma-2021/licence-use.yaml")).expect("a form");
    std::fs::write(&form, whole.replace("  需求单号: XQ-0001\n", "")).expect("written");
    let broken = "tests/golden/gbt-zwfw-access/broken.yaml";
    for (of, file) in [("dossier", broken), ("dossier", text(&empty)), ("form", text(&form))] {
        let out = tempfile::tempdir().expect("a folder");
        let ran = conform(&["judge", of, file, "--lang", "zh", "--out", text(out.path())]);
        let ran = Ran { out, ..ran };
        let recording = ran.recording();
        let findings = recording.events.iter().filter_map(|event| match event {
            Event::Verdict(verdict) => verdict.finding.as_ref(),
            _ => None,
        });
        let mut left = english(findings);
        // What the dossier says itself.
        left.remove("not done yet");
        assert!(left.is_empty(), "{file}: {left:#?}");
    }
}
