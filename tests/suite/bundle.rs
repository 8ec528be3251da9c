//! Evidence bundles: what is in one, who signed it, and what was changed since.

use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::support::{Ran, Reply, Stream, Target, checkout, conform, text};

mod hostile;
mod keys;

/// The target of the golden stream, with secrets that are written out.
const TARGET: &str = r#"# the password of the gateway is hunter2hunter2
name: simulator
vendor: zwfw-conformance
version: "0.1.0"
standards:
  gdzw-0017-2019:
    base_url: http://127.0.0.1:8080
    credentials: { cust_token: "${env:CUST_TOKEN}", foreign_token: hunter2hunter2 }
    known: { orders: [ { id: "900000000000000071", mail_num: "${env:MAIL_NUM}" } ] }
    headers: { Authorization: "Bearer hunter3hunter3", X-Id: "${env:CALLER}" }
"#;

/// A run folder and a key.
struct Evidence {
    run: Stream,
}

impl Evidence {
    fn new() -> Self {
        Self::of(Stream::broken())
    }

    fn of(run: Stream) -> Self {
        let run = run.changed(|event| {
            if event["type"] == "run-started" {
                event["suite"]["version"] = env!("CARGO_PKG_VERSION").into();
            }
        });
        run.written("events.jsonl");
        std::fs::write(run.path("target.masked.yaml"), TARGET).expect("written");
        std::fs::write(run.path("summary.md"), "# Summary\n").expect("written");
        std::fs::write(run.path("resume.journal"), "not for others\n").expect("written");
        let evidence = Self { run };
        let made = conform(&["report", "key", "--output", &evidence.path("signer.key")]);
        assert_eq!(made.code, 0, "{}", made.said());
        evidence
    }

    fn path(&self, name: &str) -> String {
        text(&self.run.path(name)).to_owned()
    }

    fn bundle(&self, name: &str, more: &[&str]) -> Ran {
        let (folder, key, output) = (text(self.run.folder.path()).to_owned(), self.path("signer.key"), self.path(name));
        conform(&[&["report", "bundle", &folder, "--key", &key, "--output", &output][..], more].concat())
    }

    /// A good bundle, as bytes.
    fn good(&self) -> Vec<u8> {
        let made = self.bundle("good.zwfw", &["--signer", "Example Laboratory"]);
        assert_eq!(made.code, 0, "{}", made.said());
        std::fs::read(self.path("good.zwfw")).expect("a bundle")
    }

    fn verify(&self, bytes: &[u8]) -> Ran {
        std::fs::write(self.path("given.zwfw"), bytes).expect("written");
        conform(&["report", "verify", &self.path("given.zwfw"), "--public-key", &self.path("signer.pub")])
    }
}

type Members = Vec<(String, Vec<u8>)>;

fn members(bytes: &[u8]) -> Members {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let read = |place: usize| {
        let mut entry = archive.by_index(place).expect("a member");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("read");
        (String::from_utf8(entry.name_raw().to_vec()).expect("UTF-8"), bytes)
    };
    (0..ZipArchive::new(Cursor::new(bytes)).expect("an archive").len()).map(read).collect()
}

fn stored() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Stored)
}

fn packed(members: &Members) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(name.as_str(), stored()).expect("started");
        archive.write_all(bytes).expect("written");
    }
    archive.finish().expect("finished").into_inner()
}

/// A bundle with its members changed.
fn changed(bytes: &[u8], change: impl FnOnce(&mut Members)) -> Vec<u8> {
    let mut members = members(bytes);
    change(&mut members);
    packed(&members)
}

fn member<'a>(members: &'a mut Members, name: &str) -> &'a mut Vec<u8> {
    &mut members.iter_mut().find(|(own, _)| own == name).expect("a member").1
}

fn manifest_of(bytes: &[u8]) -> Value {
    serde_json::from_slice(member(&mut members(bytes), "manifest.json")).expect("JSON")
}

/// The stock program, which `.ci/run` installs.
fn minisign(arguments: &[&str]) -> Output {
    let started = Command::new("minisign").args(arguments).stdin(std::process::Stdio::null()).output();
    started.unwrap_or_else(|error| panic!("minisign cannot be started ({error}): apt-get install minisign"))
}

#[test]
fn a_bundle_holds_events_reports_and_the_masked_target_and_names_their_digests() {
    let evidence = Evidence::new();
    let bytes = evidence.good();
    let members = members(&bytes);
    let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["manifest.json", "manifest.json.minisig", "events.jsonl", "summary.md", "target.masked.yaml"]);
    let manifest = manifest_of(&bytes);
    for (name, bytes) in &members[2..] {
        let listed =
            manifest["members"].as_array().expect("a list").iter().find(|member| member["name"] == name.as_str());
        let sha256: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let listed = listed.expect("it is named");
        assert_eq!((listed["sha256"].as_str(), listed["bytes"].as_u64()), (Some(&*sha256), Some(bytes.len() as u64)));
    }
    assert_eq!(manifest["suite"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(
        (&manifest["standards"][0]["id"], &manifest["standards"][0]["edition"]),
        (&"gdzw-0017-2019".into(), &"2019".into())
    );
    let target = String::from_utf8(members[4].1.clone()).expect("UTF-8");
    for kept in ["${env:CUST_TOKEN}", "${env:MAIL_NUM}", "${env:CALLER}", "http://127.0.0.1:8080"] {
        assert!(target.contains(kept), "{kept}: {target}");
    }
    let whole = String::from_utf8_lossy(&bytes);
    for secret in ["hunter2", "hunter3", "not for others"] {
        assert!(!whole.contains(secret), "{secret} is in the bundle");
    }
    assert_eq!(members[2].1, std::fs::read(evidence.path("events.jsonl")).expect("events"));
}

#[test]
fn the_digest_of_a_standard_is_that_of_its_schemas_and_cases() {
    let evidence = Evidence::new();
    let mut files = Vec::new();
    for (root, endings) in [("schemas", &[".yaml", ".json"][..]), ("cases", &[".yaml"])] {
        for ending in endings {
            let below = format!("{root}/gdzw-0017-2019");
            let source = zwfw_conformance::standard::Source::Folder(checkout(&below));
            let found = source.files(ending).expect("readable");
            files.extend(found.into_iter().map(|file| (format!("{below}/{}", file.path), file.text.into_owned())));
        }
    }
    files.sort();
    let mut digest = Sha256::new();
    for part in files.iter().flat_map(|(name, text)| [name, text]) {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    let expected: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let standard = &manifest_of(&evidence.good())["standards"][0];
    assert_eq!((standard["sha256"].as_str(), standard["files"].as_u64()), (Some(&*expected), Some(files.len() as u64)));
    let folder = tempfile::tempdir().expect("a folder");
    let cases = crate::support::copy("cases", folder.path());
    let (path, other) = (cases.join("gdzw-0017-2019"), "0".to_owned());
    let first = files.iter().find(|(name, _)| name.starts_with("cases/")).expect("a case");
    let changed = cases.join(first.0.trim_start_matches("cases/"));
    std::fs::write(changed, format!("{}\n# {other}\n", first.1)).expect("written");
    assert!(path.is_dir());
    let made = evidence.bundle("other.zwfw", &["--cases", text(&cases)]);
    assert_eq!(made.code, 0, "{}", made.said());
    let bytes = std::fs::read(evidence.path("other.zwfw")).expect("a bundle");
    assert_ne!(manifest_of(&bytes)["standards"][0]["sha256"].as_str(), Some(&*expected));
    let verified = evidence.verify(&bytes);
    assert!(verified.code == 0 && verified.stdout.contains("other data"), "{}", verified.said());
}

#[test]
fn the_manifest_of_a_bundle_is_as_its_golden_file() {
    let evidence = Evidence::new();
    let mut made = manifest_of(&evidence.good());
    let golden = checkout("reports/golden/manifest.json");
    if std::env::var("GOLDEN").is_ok_and(|mode| mode == "write") {
        std::fs::write(&golden, format!("{made:#}\n")).expect("written");
    }
    let mut wanted: Value = serde_json::from_slice(&std::fs::read(&golden).expect("golden")).expect("JSON");
    for manifest in [&mut made, &mut wanted] {
        // These are of the standards' data and the version, which change without the format.
        for data in ["/standards/0/sha256", "/standards/0/files", "/shared/sha256", "/shared/files", "/suite/version"] {
            *manifest.pointer_mut(data).expect("it is there") = Value::Null;
        }
        let events = manifest.pointer_mut("/members/0").expect("the events");
        assert_eq!(events["sha256"].as_str().map(str::len), Some(64));
    }
    assert_eq!(made, wanted, "GOLDEN=write takes it over");
}

#[test]
fn stock_minisign_verifies_the_manifest() {
    let evidence = Evidence::new();
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in members(&evidence.good()) {
        std::fs::write(folder.path().join(name), bytes).expect("written");
    }
    let manifest = folder.path().join("manifest.json");
    let verify = |key: &str| minisign(&["-V", "-m", text(&manifest), "-p", key]);
    let good = verify(&evidence.path("signer.pub"));
    let said = String::from_utf8_lossy(&good.stdout);
    assert!(good.status.success() && said.contains("signer:Example Laboratory"), "{said}");
    let mut bytes = std::fs::read(&manifest).expect("read");
    bytes[10] ^= 1;
    std::fs::write(&manifest, bytes).expect("written");
    assert!(!verify(&evidence.path("signer.pub")).status.success());
}

#[test]
fn the_same_run_and_key_give_the_same_bytes() {
    let evidence = Evidence::new();
    let made = |name: &str, time: &str| {
        let (folder, key, output) =
            (text(evidence.run.folder.path()).to_owned(), evidence.path("signer.key"), evidence.path(name));
        let mut command = Command::new(env!("CARGO_BIN_EXE_zwfw-conform"));
        command.args(["report", "bundle", &folder, "--key", &key, "--output", &output]);
        assert!(command.env("SOURCE_DATE_EPOCH", time).output().expect("it runs").status.success());
        std::fs::read(output).expect("a bundle")
    };
    assert_eq!(made("one.zwfw", "1790000000"), made("two.zwfw", "1790000000"));
    let (early, late) = (made("one.zwfw", "1790000000"), made("two.zwfw", "1790000001"));
    let differing: Vec<String> =
        members(&early).into_iter().zip(members(&late)).filter(|(a, b)| a != b).map(|(a, _)| a.0).collect();
    assert_eq!(differing, ["manifest.json.minisig"], "the time is in the signature alone");
}

#[test]
fn verify_says_who_signed_and_when() {
    let evidence = Evidence::new();
    let good = evidence.verify(&evidence.good());
    assert_eq!(good.code, 0, "{}", good.said());
    let public = std::fs::read_to_string(evidence.path("signer.pub")).expect("a key");
    let id = public.lines().next().and_then(|line| line.rsplit(' ').next()).expect("an id");
    let year = jiff::Zoned::now().year().to_string();
    let says = |start: &str, part: &str| good.stdout.lines().any(|line| line.starts_with(start) && line.contains(part));
    assert!(
        says("signed by", id) && says("signer", "Example Laboratory") && says("signed at", &year),
        "{}",
        good.stdout
    );
    assert!(says("target", "simulator 0.1.0") && says("standard", "gdzw-0017-2019 2019"), "{}", good.stdout);
    assert!(says("Conclusion", "as signed (exit code 0)"), "{}", good.stdout);
    let line = public.lines().nth(1).expect("the key");
    assert_eq!(conform(&["report", "verify", &evidence.path("given.zwfw"), "--public-key", line]).code, 0);
}

#[test]
fn what_was_changed_taken_away_or_added_is_named() {
    let evidence = Evidence::new();
    let good = evidence.good();
    let cases: [(&str, &str, Vec<u8>); 3] = [
        ("changed", "events.jsonl", changed(&good, |members| member(members, "events.jsonl")[40] ^= 1)),
        ("missing", "summary.md", changed(&good, |members| members.retain(|(name, _)| name != "summary.md"))),
        ("added", "report.html", changed(&good, |members| members.push(("report.html".to_owned(), b"x".to_vec())))),
    ];
    for (what, name, bytes) in cases {
        let ran = evidence.verify(&bytes);
        assert_eq!(ran.code, 1, "{what}: {}", ran.said());
        let lines: Vec<&str> = ran.stdout.lines().filter(|line| line.ends_with(name)).collect();
        assert!(lines.len() == 1 && lines[0].starts_with(what), "{what}: {}", ran.stdout);
        assert!(ran.stdout.contains("not as signed"), "{what}: {}", ran.stdout);
        let unchanged = if what == "added" { "unchanged    3" } else { "unchanged    2" };
        assert!(ran.stdout.contains(unchanged), "{what}: {}", ran.stdout);
    }
    // One byte inside the archive, with everything else of it as it was.
    let at = good.windows(9).position(|window| window == b"# Summary").expect("the summary");
    let mut flipped = good.clone();
    flipped[at] ^= 1;
    let ran = evidence.verify(&flipped);
    assert!(ran.code == 1 && ran.stdout.contains("changed      summary.md"), "{}", ran.said());
}

#[test]
fn another_key_a_changed_manifest_and_no_signature_are_told_apart() {
    let evidence = Evidence::new();
    let other = Evidence::new();
    let good = evidence.good();
    let cases: [(&str, Vec<u8>); 5] = [
        ("signed with another key", other.good()),
        (
            "the signature does not fit",
            changed(&good, |members| {
                let manifest = member(members, "manifest.json");
                let text = String::from_utf8(manifest.clone()).expect("UTF-8");
                *manifest =
                    text.replace("\"vendor\": \"zwfw-conformance\"", "\"vendor\": \"zwfw-Conformance\"").into_bytes();
            }),
        ),
        (
            "the signature does not fit",
            changed(&good, |members| {
                let signature = member(members, "manifest.json.minisig");
                let text = String::from_utf8(signature.clone()).expect("UTF-8");
                *signature = text.replace("Example Laboratory", "Another Laboratory").into_bytes();
            }),
        ),
        ("not signed", changed(&good, |members| members.retain(|(name, _)| name != "manifest.json.minisig"))),
        ("not signed", changed(&good, |members| *member(members, "manifest.json.minisig") = b"x\n".to_vec())),
    ];
    for (said, bytes) in cases {
        let ran = evidence.verify(&bytes);
        assert_eq!(ran.code, 1, "{said}: {}", ran.said());
        assert!(ran.stdout.contains(said) && !ran.stdout.contains("signed by    key"), "{said}: {}", ran.stdout);
        assert!(!ran.stdout.contains("Laboratory\n"), "what is not verified says so: {}", ran.stdout);
    }
}

#[test]
fn without_the_key_of_the_signer_nothing_is_called_good() {
    let evidence = Evidence::new();
    evidence.good();
    let ran = conform(&["report", "verify", &evidence.path("good.zwfw")]);
    assert_eq!(ran.code, 2, "{}", ran.said());
    assert!(ran.stdout.contains("--public-key") && ran.stdout.contains("cannot be told"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("as signed") && !ran.stdout.contains("signed by"), "{}", ran.stdout);
    for wrong in ["RWQnonsense", &evidence.path("nowhere.pub"), &evidence.path("summary.md")] {
        let ran = conform(&["report", "verify", &evidence.path("good.zwfw"), "--public-key", wrong]);
        assert!(ran.code == 2 && ran.stdout.is_empty(), "{}", ran.said());
    }
}

#[test]
fn a_run_that_cannot_be_vouched_for_is_not_bundled() {
    let refused = |evidence: &Evidence, more: &[&str], says: &str| {
        let ran = evidence.bundle("refused.zwfw", more);
        assert_eq!(ran.code, 2, "{}", ran.said());
        assert!(ran.stderr.contains(says), "{says}: {}", ran.stderr);
        assert!(!Path::new(&evidence.path("refused.zwfw")).exists());
    };
    let cut = Evidence::of(Stream::broken().without(|event| event["type"] == "run-finished"));
    refused(&cut, &[], "--allow-incomplete");
    let made = cut.bundle("cut.zwfw", &["--allow-incomplete"]);
    assert_eq!(made.code, 0, "{}", made.said());
    let bytes = std::fs::read(cut.path("cut.zwfw")).expect("a bundle");
    assert_eq!(manifest_of(&bytes)["run"]["finished"], Value::Null);
    assert!(cut.verify(&bytes).stdout.contains("cut short"));
    let evidence = Evidence::new();
    std::fs::write(evidence.path("other.yaml"), TARGET.replace("\"0.1.0\"", "\"0.2.0\"")).expect("written");
    refused(&evidence, &["--target", &evidence.path("other.yaml")], "is another target");
    std::fs::write(evidence.path("wrong.yaml"), TARGET.replace("headers:", "haeders:")).expect("written");
    refused(&evidence, &["--target", &evidence.path("wrong.yaml")], "haeders");
    refused(&evidence, &["--with", &evidence.path("summary.md")], "two files are called summary.md");
    refused(&evidence, &["--with", &evidence.path("")], "no regular file");
    refused(&evidence, &["--signer", "A\nB"], "--signer");
    std::fs::remove_file(evidence.path("target.masked.yaml")).expect("removed");
    refused(&evidence, &[], "--target");
    let later = evidence.run.changed(|event| {
        if event["type"] == "run-started" {
            event["suite"]["version"] = "99.0.0".into();
        }
    });
    let later = Evidence { run: later };
    later.run.written("events.jsonl");
    std::fs::write(later.path("target.masked.yaml"), TARGET).expect("written");
    refused(&later, &[], "version 99.0.0");
}

#[test]
fn a_run_keeps_its_target_file_without_secrets_and_can_be_bundled() {
    const SECRET: &str = "s3cr3t-s3cr3t-s3cr3t";
    let target = Target::start(|_, _| Reply::ok("text/html", "<html>"));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("target.yaml");
    let lines = format!(
        "name: X\nstandards:\n  gdzw-0017-2019:\n    base_url: {}\n    credentials: {{ cust_token: {SECRET} }}\n    headers: {{ X-Key: {SECRET}9 }}\n",
        target.url()
    );
    std::fs::write(&file, lines).expect("written");
    let ran = conform(&["run", "--target", text(&file), "--operation", "getDist"]);
    assert_eq!(ran.code, 1, "{}", ran.said());
    let kept = std::fs::read_to_string(ran.out.path().join("target.masked.yaml")).expect("kept");
    assert!(kept.contains(&target.url()) && kept.contains("cust_token: \"***\""), "{kept}");
    // Reports beside the target file itself leave that one alone.
    let before = std::fs::read(&file).expect("the file");
    let mut beside = Command::new(env!("CARGO_BIN_EXE_zwfw-conform"));
    beside.args(["run", "--operation", "getDist", "--target", text(&file), "--out", text(folder.path())]);
    assert_eq!(beside.output().expect("it runs").status.code(), Some(1));
    assert_eq!(std::fs::read(&file).expect("the file"), before);
    let (key, bundle) = (folder.path().join("k.key"), folder.path().join("b.zwfw"));
    assert_eq!(conform(&["report", "key", "--output", text(&key)]).code, 0);
    let made = conform(&["report", "bundle", text(ran.out.path()), "--key", text(&key), "--output", text(&bundle)]);
    assert_eq!(made.code, 0, "{}", made.said());
    let bytes = std::fs::read(&bundle).expect("a bundle");
    assert!(!bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()), "the secret is in the bundle");
    let names: Vec<String> = members(&bytes).into_iter().map(|(name, _)| name).collect();
    let written =
        std::fs::read_dir(ran.out.path()).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let written: Vec<String> = written.map(|name| name.into_string().expect("UTF-8")).collect();
    assert!(written.len() >= 7, "{written:?}");
    assert!(written.iter().all(|report| names.contains(report)), "a report is left out: {written:?}, {names:?}");
    let public = folder.path().join("k.pub");
    assert_eq!(conform(&["report", "verify", text(&bundle), "--public-key", text(&public)]).code, 0);
}
