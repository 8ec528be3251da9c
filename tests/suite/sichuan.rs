//! A standard of which a damaged fragment is at hand: what is certain can fail, what is implied warns, what is unknown is
//! not tested, and the target file gives what the text does not show.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use zwfw_conformance::check::{Coverage, Registry};
use zwfw_conformance::id::{Aspect, Certainty};
use zwfw_conformance::plan::{Selection, StandardPlan};
use zwfw_conformance::simulator::{Mutant, Setup, Simulator, fitted, fitting, mutants};
use zwfw_conformance::standard::Library;
use zwfw_conformance::verdict::Verdict;

use crate::support::{LICENCES, Target, checkout, conform, embedded, judge, plan_of, target_file_of};

const SICHUAN: &str = "db51t-2942-2022";

/// The standards with what the simulator says, but for these names.
fn without(names: &[&str]) -> Library {
    embedded().fitted(|standard| {
        let mut fitting = fitting(standard)?;
        fitting.names.retain(|of, _| !names.contains(&of.as_str()));
        Some(fitting)
    })
}

fn plan(library: &Library, operation: &str) -> StandardPlan {
    let (standards, operations) = (vec![SICHUAN.to_owned()], vec![operation.to_owned()]);
    plan_of(library, &Selection { standards, operations, ..Selection::default() })
}

fn mutant(id: &str) -> Mutant {
    let library = fitted(embedded());
    let all = mutants(library.standard(SICHUAN).expect("the standard"));
    let id = format!("{SICHUAN}/{id}");
    all.into_iter().find(|mutant| mutant.id == id).unwrap_or_else(|| panic!("no mutant {id}"))
}

/// A target that passes requests to the simulator with a mutant, and its file.
fn served(broken: Option<&str>, folder: &Path) -> (Target, String) {
    serving(broken, (&[], |body| body), folder)
}

/// Names of a target file, and what the target makes of each answer.
type Names = (&'static [(&'static str, &'static str)], fn(String) -> String);

/// The same with names of its own.
fn serving(broken: Option<&str>, (names, change): Names, folder: &Path) -> (Target, String) {
    let library = fitted(embedded());
    let standard = Arc::new(library.standard(SICHUAN).expect("the standard").clone());
    let clock = || jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8))).datetime();
    let setup = Setup { clock: Arc::new(clock), seed: 1 };
    let mut simulator = Simulator::new(Arc::clone(&standard), setup).expect("simulated");
    if let Some(id) = broken {
        simulator = simulator.with_mutant(mutant(id));
    }
    let simulator = Arc::new(simulator);
    let behind = Arc::clone(&simulator);
    let target = Target::start(move |_, request| {
        let mut answer = behind.handle(request);
        answer.body = change(String::from_utf8_lossy(&answer.body).into_owned()).into_bytes();
        answer.into()
    });
    let mut said = fitting(&standard).expect("the text leaves much open");
    said.names.extend(names.iter().map(|(of, name)| ((*of).to_owned(), (*name).to_owned())));
    let lines = [
        "encoding: json".to_owned(),
        format!("credentials: {}", json!(simulator.credentials())),
        format!("known: {}", simulator.known()),
        format!("paths: {}", json!(said.paths)),
        format!("names: {}", json!(said.names)),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let file = target_file_of(SICHUAN, folder, &target.url(), &lines);
    (target, file)
}

#[test]
fn a_run_without_a_target_covers_the_standard_and_conforms() {
    let ran = conform(&["run", "--standard", SICHUAN, "--seed", "1"]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    let totals = ran.finished().totals;
    assert!(totals.cases > 250, "only {} cases", totals.cases);
    assert!(ran.verdicts().iter().all(|line| line.ends_with(" pass")), "{}", ran.said());
}

#[test]
fn a_target_with_names_of_its_own_conforms_and_fails_where_a_certain_row_is_broken() {
    let folder = tempfile::tempdir().expect("a folder");
    let select = ["--operation", "c6.3.2", "--seed", "1"];
    let (sound, file) = served(None, folder.path());
    let ran = conform(&[&["run", "--target", &file][..], &select].concat());
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(sound.requests() > 20, "only {} requests", sound.requests());
    let (_broken, file) = served(Some("T4.3#presence/absence-accepted"), folder.path());
    let ran = conform(&[&["run", "--target", &file][..], &select].concat());
    assert_eq!(ran.code, 1, "{}", ran.said());
    assert!(ran.stdout.contains("T4.3#presence"), "{}", ran.said());
}

#[test]
fn cases_follow_the_names_that_a_target_file_gives_to_what_they_lead_through() {
    const NAMES: [(&str, &str); 4] = [("dataList", "items"), ("data", "body"), ("head", "result"), ("status", "code")];
    let rename: fn(String) -> String = |body| {
        let one =
            |body: String, (of, name): &(&str, &str)| body.replace(&format!("\"{of}\":"), &format!("\"{name}\":"));
        NAMES.iter().fold(body, one)
    };
    let folder = tempfile::tempdir().expect("a folder");
    let (target, file) = serving(None, (&NAMES, rename), folder.path());
    let run = ["run", "--target", file.as_str(), "--standard", SICHUAN, "--seed", "1"];
    let ran = conform(&run);
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(target.requests() > 200, "only {} requests", target.requests());
    // Cases of a folder are looked at before they are read.
    let cases = checkout("cases");
    let cases = cases.to_str().expect("a path");
    let ran = conform(&[&run[..], &["--operation", "c6.3.2", "--cases", cases]].concat());
    assert_eq!(ran.code, 0, "{}", ran.said());
}

#[test]
fn an_answer_may_have_the_members_of_an_object_alone() {
    let flat: fn(String) -> String = |body| {
        let Ok(Value::Object(mut members)) = serde_json::from_str(&body) else { return body };
        if let Some(Value::Object(head)) = members.shift_remove("head") {
            members.extend(head);
        }
        Value::Object(members).to_string()
    };
    let folder = tempfile::tempdir().expect("a folder");
    let run = |names, broken| {
        let (_target, file) = serving(broken, (names, flat), folder.path());
        conform(&["run", "--target", file.as_str(), "--operation", "c6.3.2", "--seed", "1"])
    };
    let ran = run(&[("head", "")], None);
    assert_eq!(ran.code, 0, "{}", ran.said());
    let ran = run(&[("head", "")], Some("T4.3#presence/absence-accepted"));
    assert_eq!(ran.code, 1, "{}", ran.said());
    assert_eq!(run(&[], None).code, 3, "nobody says where the return code stands");
}

#[test]
fn a_row_that_is_only_implied_warns_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_target, file) = served(Some("T2.1#presence/absence-accepted"), folder.path());
    let ran = conform(&["run", "--target", &file, "--operation", "c6.2", "--seed", "1"]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    let told = ran.stdout.contains("T2.1#presence") && ran.stdout.contains("the text only implies this");
    assert!(told, "{}", ran.said());
}

#[test]
fn a_name_of_the_target_file_makes_a_certain_row_fail() {
    let broken = || Some(mutant("T4.3#presence/absence-accepted"));
    let worst = |library: &Library| {
        let plan = plan(library, "c6.3.2");
        judge(&plan, broken(), &Registry::default()).worst("T4.3", Aspect::Presence)
    };
    assert_eq!(worst(&fitted(embedded())), Some(Verdict::Fail));
    assert_eq!(worst(&without(&["CertificateID"])), Some(Verdict::Warning), "the name is only implied");
}

#[test]
fn what_the_text_does_not_show_of_certain_rows_warns_at_most() {
    let plan = plan(&fitted(embedded()), "c6.3.2");
    let recased = judge(&plan, Some(mutant("T4.2#behaviour/credential-case")), &Registry::default());
    assert_eq!(recased.worst("T4.2", Aspect::Behaviour), Some(Verdict::Warning), "how a token is made is lost");
    let standard = embedded().standard(SICHUAN).expect("the standard");
    let codes: Vec<&str> = standard.row("T2.6").expect("a row").1.codes().map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, ["01", "02"], "what 03 means is lost: nobody is asked to take it");
}

#[test]
fn certainty_follows_the_row_and_its_name() {
    let bare = embedded().standard(SICHUAN).expect("the standard");
    let full = fitted(embedded());
    let full = full.standard(SICHUAN).expect("the standard");
    let both = |local: &str| [bare.certainty(local), full.certainty(local)];
    assert_eq!(both("T4.3"), [Certainty::Implied, Certainty::Certain], "a name that is only implied");
    assert_eq!(both("T2.1"), [Certainty::Implied, Certainty::Implied], "words that are lost");
    assert_eq!(both("T5.3"), [Certainty::Unknown, Certainty::Certain], "a name that is lost");
    assert_eq!(both("T2.7"), [Certainty::Unknown, Certainty::Unknown], "a mark alone");
    assert_eq!(both("6.3.2.out"), [Certainty::Implied, Certainty::Certain], "an answer is read by its return code");
    assert_eq!(both("6.1.post"), [Certainty::Certain, Certainty::Certain]);
    let whole = embedded().standard(LICENCES).expect("the standard");
    assert_eq!(whole.certainty("D.2.head.status"), Certainty::Certain);
}

#[test]
fn what_has_no_name_is_neither_sent_nor_judged() {
    let library = without(&["T5.3", "6.3.2.out.data.dataList.1"]);
    let nameless = plan(&library, "c6.3.3");
    let entry = |plan: &StandardPlan, local: &str| {
        let all = Coverage::of(plan, &|_| true).catalogue;
        all.into_iter().find(|entry| entry.requirement.local() == local).expect("an entry")
    };
    let row = entry(&nameless, "T5.3");
    assert_eq!(row.certainty, Certainty::Unknown);
    assert!(row.aspects.iter().all(|aspect| aspect.disposition == "needs-document"), "{row:?}");
    let said = judge(&nameless, None, &Registry::default());
    let verdicts: Vec<Verdict> = said.verdicts.iter().map(|verdict| verdict.verdict).collect();
    assert!(!verdicts.is_empty() && verdicts.iter().all(|verdict| *verdict == Verdict::Inconclusive));
    let told = said.verdicts.iter().filter_map(|verdict| verdict.finding.as_ref());
    assert!(told.map(|finding| finding.actual.to_string()).any(|actual| actual.contains("names.T5.3")));
    // An optional one is simply left out.
    let optional = plan(&library, "c6.3.2");
    assert_eq!(entry(&optional, "6.3.2.out.data.dataList.1").certainty, Certainty::Unknown);
    assert_eq!(judge(&optional, None, &Registry::default()).deviations(), [""; 0]);
}

#[test]
fn an_operation_without_a_path_is_inconclusive_and_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = Target::start(|_, _| crate::support::Reply::ok("application/json", "{}"));
    let credentials = "credentials: { account_id: a, access_token: b }";
    let known = "known: { licences: [{ id: a, holder_code: b, type: c }] }";
    let lines = ["encoding: json", credentials, known];
    let file = target_file_of(SICHUAN, folder.path(), &target.url(), &lines);
    let ran = conform(&["run", "--target", &file, "--operation", "c6.3.2"]);
    assert_eq!(ran.code, 3, "{}", ran.said());
    assert!(ran.stdout.contains("no value for paths.c6.3.2"), "{}", ran.said());
    assert_eq!(target.requests(), 0);
}

#[test]
fn an_operation_that_answers_with_a_picture_is_told_how_to_be_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = Target::start(|_, _| crate::support::Reply::ok("image/png", b"\x89PNG\r\n".to_vec()));
    let credentials = "credentials: { account_id: account, access_token: 0123456789abcdef0123456789abcdef }";
    let known = "known: { licences: [{ encrypted_id: a1 }, { encrypted_id: b2 }] }";
    let paths = "paths: { c6.4.4: /qr }";
    let lines = ["encoding: json", credentials, known, paths, "names: { 6.4.4.3: id, 6.4.4.out.data.1: code }"];
    let file = target_file_of(SICHUAN, folder.path(), &target.url(), &lines);
    let ran = conform(&["run", "--target", &file, "--operation", "c6.4.4"]);
    assert_eq!(ran.code, 3, "{}", ran.said());
    assert!(ran.stdout.contains("`not_claimed: { c6.4.4: the reason }`"), "{}", ran.said());
}

#[test]
fn listings_and_explanations_say_what_is_implied_and_unknown() {
    let listed = conform(&["list", "--standard", SICHUAN]).stdout;
    let line = |id: &str| {
        let start = format!("{SICHUAN}/{id} ");
        listed.lines().find(|line| line.starts_with(&start)).unwrap_or_else(|| panic!("no {id}")).to_owned()
    };
    assert!(line("T4.3").ends_with("[implied]") && line("T5.3").ends_with("[unknown]"), "{}", line("T5.3"));
    assert!(line("T5.3").contains("presence (needs-document)"), "{}", line("T5.3"));
    assert!(!line("6.1.post").contains('['), "{}", line("6.1.post"));
    let explained = |id: &str| conform(&["explain", &format!("{SICHUAN}/{id}")]).stdout;
    assert!(explained("T4.3").contains("implied: a deviation is a warning at most"));
    assert!(explained("T5.3").contains("unknown: the text does not show it"));
    assert!(!explained("6.1.post").contains("certainty"));
}

/// What the binary says about a target file whose entry has these lines.
fn refused(standard: &str, lines: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = target_file_of(standard, folder.path(), "http://127.0.0.1:9", lines);
    let ran = conform(&["run", "--target", &file]);
    assert_eq!(ran.code, 2, "{}", ran.said());
    ran.stderr.replace(&file, "target.yaml")
}

#[test]
fn mistakes_among_names_are_told_with_their_place() {
    let told = |names: &str| refused(SICHUAN, &["encoding: form", names]);
    let unknown = told("names: { T5.33: EncryptedID }");
    assert!(unknown.contains("target.yaml:6:14") && unknown.contains("did you mean `T5.3`?"), "{unknown}");
    let implied = told("names: { AcountId: account }");
    assert!(implied.contains("target.yaml:6:14") && implied.contains("did you mean `AccountId`?"), "{implied}");
    let wrong = told("names: { T5.3: \"encrypted id\" }");
    assert!(wrong.contains("target.yaml:6:20") && wrong.contains("expected a name of a member"), "{wrong}");
    let clash = told("names: { T5.3: UseFor }");
    assert!(clash.contains("target.yaml:6:20") && clash.contains("would both be called `UseFor`"), "{clash}");
    let printed = refused(LICENCES, &["names: { D.2.head.status: code }"]);
    assert!(printed.contains("target.yaml:5:14") && printed.contains("the text names `D.2.head.status`"), "{printed}");
}

#[test]
fn a_target_file_has_to_say_how_bodies_are_written() {
    let told = refused(SICHUAN, &["network: lab"]);
    assert!(told.contains("target.yaml:3:3") && told.contains("`encoding` is missing"), "{told}");
}
