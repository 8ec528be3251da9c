//! Cases that name what is not there are told at the wrong word, before the first request.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;
use zwfw_conformance::check::{Registry, lint_cases};
use zwfw_conformance::standard::Source;

use crate::support::{Ran, Reply, Target, conform, copy, embedded, target_file};

/// A mistake: the file, what stands before the place, what is changed into what, the wrong word, and what is said.
type Mistake = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const NEAR: &str = "gdzw-0017-2019/queryOrder/dates-near.yaml";
const TOTAL: &str = "gdzw-0017-2019/queryOrder/total.yaml";
const ADDED: &str = "gdzw-0017-2019/addOrder/added-order.yaml";
const NUMBERS: &str = "gdzw-0017-2019/addOrder/numbers-kept.yaml";
const COMBINED: &str = "gdzw-0017-2019/queryOrder/filters-combined.yaml";
const SEVERAL: &str = "gdzw-0017-2019/addOrder/several-mails.yaml";
const LISTED: &str = "c-0124-2018/GetCertificateType/listed-is-taken.yaml";
const RIGHT: &str = "c-0124-2018/VerifyCertificate/right-data.yaml";
const UNPARSABLE: &str = "c-0124-2018/VerifyCertificate/unparsable-data.yaml";
const SEARCH: &str = "db51t-2942-2022/c6.2/search-then-data.yaml";
const FIXTURES: &str = "gdzw-0017-2019/fixtures.yaml";

const MISTAKES: &[Mistake] = &[
    // Pointers into answers and requests.
    (NEAR, "check: excludes", "/data/rows", "/data/rws", "rws", "did you mean `rows`?"),
    (NEAR, "id: beside", "/begin_date", "/begin_dat", "begin_dat", "did you mean `begin_date`?"),
    (TOTAL, "check: equals", "/data/total", "/data/totl", "totl", "did you mean `total`?"),
    (TOTAL, "check: count", "/data/rows", "/data/row", "row,", "did you mean `rows`?"),
    (TOTAL, "id: all", "/item_id", "/item_ix", "item_ix", "did you mean `item_id`?"),
    (TOTAL, "check: count", "/data/rows", "/data/total", "total", "`total` is no list and no object"),
    (TOTAL, "check: count", "/data/rows", "data/rows", "data/rows", "write `/data/rows`"),
    (ADDED, "capture", "/data/0/id", "/data/0/idd", "idd", "did you mean `id`?"),
    (ADDED, "capture", "/data/0/id", "/data/id", "id,", "name the item: `0/id`"),
    (ADDED, "filled:", "/data/0/mail_num", "/data/0/mail_nm", "mail_nm", "did you mean `mail_num`?"),
    (SEVERAL, "repeat", "/mail_info_list", "/mail_info_lst", "mail_info_lst", "did you mean `mail_info_list`?"),
    (SEVERAL, "repeat", ": 2", ": two", "two", "a whole number from 1"),
    (RIGHT, "set:", "certificateNumber", "certificateNumbr", "certificateNumbr", "did you mean `certificateNumber`?"),
    (SEARCH, "id: file", "names.T4.3", "names.T4.33", "T4.33", "did you mean `T4.3`?"),
    (SEARCH, "id: file", "names.T4.3", "names.T3.3", "T3.3", "`T3.3` is no row of table T4"),
    (UNPARSABLE, "check: refused", "\"24\"", "\"25\"", "25", "no failure has the code `25`"),
    // Members of the items of a list.
    (NEAR, "check: excludes", "{ id:", "{ idd:", "idd", "did you mean `id`?"),
    (TOTAL, "check: only", "member: id", "member: idd", "idd", "did you mean `id`?"),
    (NUMBERS, "members", "sender_phone", "sender_phon", "sender_phon,", "did you mean `sender_phone`?"),
    (
        COMBINED,
        "id: sender-phone",
        "member: sender_phone",
        "member: sender_fone",
        "sender_fone",
        "did you mean `sender_phone`?",
    ),
    (LISTED, "for_each", "certificateType,", "certificateTpe,", "certificateTpe", "did you mean `certificateType`?"),
    (FIXTURES, "prefer", "address_code", "adress_code", "adress_code", "did you mean `address_code`?"),
    // Steps.
    (ADDED, "answered", "add:/data/0", "ad:/data/0", "ad:", "did you mean `add`?"),
    (ADDED, "when:", "step: add", "step: ad", "ad,", "did you mean `add`?"),
    (LISTED, "for_each", "step: list", "step: lst", "lst", "did you mean `list`?"),
    (ADDED, "- id: detail", "detail", "find", "find", "two steps are named `find`"),
    // Variables.
    (NEAR, "id: beside", "${begin}", "${begn}", "begn", "did you mean `begin`?"),
    (TOTAL, "id: all", "${five.marker}", "${five.markr}", "five.markr", "did you mean `five.marker`?"),
    (ADDED, "id: find", "${marker}", "${markr}", "markr", "did you mean `marker`?"),
    (ADDED, "id: add", "${marker}", "${order_id}", "order_id", "no variable `order_id`"),
    (SEVERAL, "set:", "${make.marker.1}", "${make.markr.1}", "markr", "did you mean `marker`?"),
    (NEAR, "days-ahead", "${day.400}", "${day.4o0}", "4o0", "`4o0` is no number of days"),
    (
        RIGHT,
        "set:",
        "${${who}.holder_code}",
        "${${who}.holder_cde}",
        "holder_cde",
        "did you mean `licence.holder_code`?",
    ),
    (FIXTURES, "values:", "${province}", "${provnce}", "provnce", "did you mean `province`?"),
    // Needs.
    (TOTAL, "needs", "fixtures.five", "fixtures.fiv", "fiv", "did you mean `five`?"),
    (TOTAL, "needs", "fixtures.five", "fixture.five", "fixture", "did you mean `fixtures`?"),
    (TOTAL, "needs", "fixtures.five", "credentials.foreign_tokn", "foreign_tokn", "did you mean `foreign_token`?"),
    // Checks and what they take.
    (TOTAL, "check: count", "equals: 5", "equals: five", "five", "a whole number from 0, found `five`"),
    (TOTAL, "check: count", "equals: 5", "equal: 5", "equal:", "did you mean `equals`?"),
    (TOTAL, "- { check: count", "items: /data/rows, ", "", "count", "check `count` needs `items`"),
    (TOTAL, "- { check: count", ", equals: 5", "", "count", "needs one of `equals`, `min`, `max`"),
    (TOTAL, "- { check: distinct", ", member: id", "", "distinct", "check `distinct` needs `member`"),
    (
        TOTAL,
        "check: only",
        "[\"${five.a}\", \"${five.b}\", \"${five.c}\", \"${five.d}\", \"${five.e}\"]",
        "five",
        "five",
        "is a list",
    ),
    // Requirements.
    (TOTAL, "check: count", "T12.4", "T12.33", "T12.33", "did you mean `T12.3`?"),
    (NEAR, "id: days-ago", "T10.23", "T10.233", "T10.233", "did you mean `T10.23`?"),
    // What is sent on purpose although no table has it.
    (TOTAL, "id: all", "set: {", "extra: { /item_num: \"1\" }\n    set: {", "/item_num", "write it under `set`"),
];

/// A copy of the cases, of which one file at a time is changed.
struct Cases {
    _folder: TempDir,
    path: PathBuf,
}

impl Cases {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = copy("cases", folder.path());
        Self { _folder: folder, path }
    }

    /// Both commands on the folder.
    fn refused(&self, place: &str, said: &str) {
        for command in [&["standard", "check"][..], &["run"]] {
            let ran = self.conform(command);
            assert_eq!(ran.code, 2, "{command:?}: {place} {said}\n{}", ran.said());
            assert!(ran.stderr.contains(place), "{place} is missing:\n{}", ran.stderr);
            assert!(ran.stderr.contains(said), "`{said}` is missing:\n{}", ran.stderr);
        }
    }

    fn conform(&self, command: &[&str]) -> Ran {
        conform(&[command, &["--cases", self.path.to_str().expect("UTF-8")]].concat())
    }
}

/// Makes the change and gives the old text and the place of the wrong word.
fn changed(path: &Path, (behind, old, new, wrong): (&str, &str, &str, &str)) -> (String, String) {
    let sound = std::fs::read_to_string(path).expect("a case file");
    let (head, rest) = sound.split_at(sound.find(behind).unwrap_or_else(|| panic!("{behind} in {}", path.display())));
    let from = rest.find(old).unwrap_or_else(|| panic!("{old} behind {behind}"));
    let text = format!("{head}{}", rest.replacen(old, new, 1));
    // What is left out is told at the name of the check, which stands first.
    let from = if new.is_empty() { head.len() } else { head.len() + from };
    let at = from + text[from..].find(wrong).expect(wrong);
    let line = text[..at].matches('\n').count() + 1;
    let column = text[..at].chars().rev().take_while(|c| *c != '\n').count() + 1;
    std::fs::write(path, text).expect("written");
    (sound, format!("{}:{line}:{column}", path.display()))
}

#[test]
fn every_name_that_nothing_answers_to_is_told_at_its_word() {
    let cases = Cases::new();
    let (source, registry) = (Source::Folder(cases.path.clone()), Registry::default());
    for (index, (file, behind, old, new, wrong, said)) in MISTAKES.iter().enumerate() {
        let path = cases.path.join(file);
        let (sound, place) = changed(&path, (behind, old, new, wrong));
        let standard = embedded().standard(file.split('/').next().expect("a folder")).expect("a standard");
        let error = lint_cases(&source, standard, &registry).expect_err(new).to_string();
        for part in [format!("{place}\n").as_str(), said] {
            assert!(error.contains(part), "{old} -> {new}: `{part}` is missing in\n{error}");
        }
        // Both commands read cases alike: a few show it.
        if index % 8 == 0 {
            cases.refused(&format!("{place}\n"), said);
        }
        std::fs::write(&path, sound).expect("restored");
    }
}

#[test]
fn two_cases_of_one_name_are_told_with_both_places() {
    let cases = Cases::new();
    let path = cases.path.join(TOTAL);
    let twice = path.with_file_name("total2.yaml");
    std::fs::copy(&path, &twice).expect("copied");
    cases.refused(&format!("{}:2:7\n", twice.display()), &format!("the other is {}:2:7", path.display()));
    std::fs::remove_file(&twice).expect("removed");
    let (_, place) =
        changed(&cases.path.join(NEAR), ("each:", "id: days-ahead", "id: days-ago", "days-ago, row: T10.22"));
    cases.refused(&place, "two cases are named `gdzw-0017-2019/queryOrder/dates-near.days-ago`");
}

#[test]
fn a_member_that_no_table_has_is_sent_when_it_is_written_as_extra() {
    let cases = Cases::new();
    let case = "case: stranger\ntitle: { zh: 多出字段, en: A member more }\nsteps:\n  - id: ask\n    operation: getDist\n    base: minimal\n    set: { /level: 1 }\n    extra: { /x_vendor: \"1\" }\n    checks:\n      - { check: accepted, requirement: \"7.2.1\" }\n";
    std::fs::write(cases.path.join("gdzw-0017-2019/getDist/stranger.yaml"), case).expect("written");
    assert_eq!(cases.conform(&["standard", "check"]).code, 0);
    let sent = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&sent);
    let target = Target::start(move |_, request| {
        let body = request.body.windows(8).any(|part| part == b"x_vendor");
        seen.fetch_or(body, Ordering::SeqCst);
        Reply::ok("application/json", "{}")
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = target_file(
        folder.path(),
        &target.url(),
        &["credentials: { cust_token: \"0123456789abcdef0123456789abcdef\" }"],
    );
    cases.conform(&["run", "--case", "*/getDist/stranger", "--target", &file]);
    assert!(sent.load(Ordering::SeqCst), "the member was not sent");
}

#[test]
fn an_unchanged_copy_of_the_cases_has_no_mistake() {
    let ran = Cases::new().conform(&["standard", "check"]);
    assert_eq!(ran.code, 0, "{}", ran.said());
}

#[test]
fn files_that_no_standard_reads_are_refused() {
    let cases = Cases::new();
    let folder = cases.path.join("gdzw-0017-2018/getDist");
    std::fs::create_dir_all(&folder).expect("made");
    std::fs::copy(cases.path.join(TOTAL), folder.join("total.yaml")).expect("copied");
    let said = "no standard has the folder `gdzw-0017-2018`; expected `gdzw-0017-2019`";
    cases.refused(&folder.join("total.yaml").display().to_string(), said);
    std::fs::remove_dir_all(&cases.path).expect("removed");
    std::fs::create_dir(&cases.path).expect("made");
    cases.refused(&cases.path.display().to_string(), "holds no case");
}
