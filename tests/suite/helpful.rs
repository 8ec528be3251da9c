//! What is misspelt or too much is refused with what was meant.

use crate::support::{conform, target_file, text};

/// What a command that is refused says.
fn refused(arguments: &[&str]) -> String {
    let ran = conform(arguments);
    assert_eq!(ran.code, 2, "{}", ran.said());
    ran.stderr
}

#[test]
fn explain_holds_the_aspect_lists_a_table_and_refuses_nothing() {
    let said = refused(&["explain", "gdzw-0017-2019/T6.1#typ"]);
    assert!(said.contains("no aspect `typ` of gdzw-0017-2019/T6.1: did you mean `type`?"), "{said}");
    let said = refused(&["explain", "gdzw-0017-2019/T6.1#zzzzzzzz"]);
    assert!(said.contains("it has presence, "), "{said}");
    let whole = conform(&["explain", "gdzw-0017-2019/T6.1"]).stdout;
    let narrow = conform(&["explain", "gdzw-0017-2019/T6.1#type"]).stdout;
    assert!(whole.contains("  presence ") && narrow.contains("  type ") && !narrow.contains("  presence "), "{narrow}");
    let table = conform(&["explain", "T6"]);
    assert_eq!(table.code, 0, "{}", table.said());
    assert!(table.stdout.contains("gdzw-0017-2019/T6  ") && table.stdout.contains("  T6.1 "), "{}", table.stdout);
    for empty in ["", " ", "#type"] {
        let said = refused(&["explain", empty]);
        assert!(said.contains("expected the id of a requirement"), "{said}");
    }
}

#[test]
fn a_selection_that_names_nothing_says_what_is_near() {
    let said = refused(&["list", "cases", "--standard", "gdzw"]);
    assert!(said.contains("no standard `gdzw`: did you mean `gdzw-0017-2019`?"), "{said}");
    let said = refused(&["list", "cases", "--tag", "expiri"]);
    assert!(said.contains("no tag `expiri`: did you mean `"), "{said}");
    let said = refused(&["list", "cases", "--case", "nothing/*"]);
    assert!(said.contains("no case matches `nothing/*`: ids are written as `"), "{said}");
    let said = refused(&["list", "cases", "--case", "gdzw-0017-2019/getDist/acepted"]);
    assert!(said.contains("did you mean `gdzw-0017-2019/getDist/accepted`?"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_file_without_an_end_is_refused() {
    for arguments in [
        &["run", "--target", "/dev/zero"][..],
        &["run", "--waivers", "/dev/zero"],
        &["judge", "dossier", "/dev/zero"],
        &["judge", "form", "/dev/zero"],
    ] {
        let said = refused(arguments);
        assert!(said.contains("/dev/zero") && said.contains("16777216 bytes"), "{arguments:?}: {said}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let cases = folder.path().join("gdzw-0017-2019");
    std::fs::create_dir(&cases).expect("a folder");
    std::os::unix::fs::symlink("/dev/zero", cases.join("endless.yaml")).expect("a link");
    let said = refused(&["list", "cases", "--cases", text(folder.path())]);
    assert!(said.contains("endless.yaml") && said.contains("16777216 bytes"), "{said}");
}

#[test]
fn a_case_file_of_another_ending_is_not_ignored() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = folder.path().join("gdzw-0017-2019");
    std::fs::create_dir(&cases).expect("a folder");
    std::fs::write(cases.join("mine.yml"), "case: x\n").expect("written");
    let said = refused(&["list", "cases", "--cases", text(folder.path())]);
    assert!(said.contains("mine.yml") && said.contains("rename it to") && said.contains("mine.yaml"), "{said}");
}

#[test]
fn numbers_are_refused_without_the_comment_behind_them_and_with_the_largest() {
    let folder = tempfile::tempdir().expect("a folder");
    let wrong = |line: &str| {
        let file = target_file(folder.path(), "http://127.0.0.1:9", &[line]);
        refused(&["run", "--target", &file])
    };
    let said = wrong("max_creates: lots        # records");
    assert!(said.contains("expected a whole number from 0, found `lots`"), "{said}");
    let said = wrong("max_creates: 99999999999999999999999");
    assert!(said.contains("expected a whole number from 0 to "), "{said}");
}

#[test]
fn a_wrong_address_is_shown_and_a_user_part_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let wrong = |url: &str| refused(&["run", "--target", &target_file(folder.path(), url, &[])]);
    let said = wrong("htp://host.example:8443/x");
    assert!(said.contains("base_url: htp://host.example:8443/x"), "{said}");
    let said = wrong("http://user:hunter2@host.example/x?key=hunter2");
    assert!(said.contains("http://***@host.example/x?***") && !said.contains("hunter2"), "{said}");
}

#[test]
fn a_mutant_that_is_misspelt_is_told_in_one_sentence() {
    let known = conform(&["list", "mutants"]).stdout;
    let id = known.split_whitespace().find(|word| word.contains('#')).expect("an id");
    for arguments in [&["serve", "--mutant"][..], &["prove", "--mutant"]] {
        let said = refused(&[arguments, &[&format!("{id}x")]].concat());
        assert!(said.contains("did you mean `") && !said.contains("?;"), "{said}");
        let said = refused(&[arguments, &["zzzzzzzzzzzzzzzzzzzzzzz"]].concat());
        assert!(said.contains("; `list mutants` shows them"), "{said}");
    }
}

#[test]
fn a_proof_names_its_survivors_with_their_reasons() {
    for (lang, label) in [("en", "survivor"), ("zh", "未被发现")] {
        let ran = conform(&["prove", "--standard", "db51t-2942-2022", "--mutant", "link-shared", "--lang", lang]);
        let line = format!(
            "  {label} db51t-2942-2022/6.3.3.out.data.dataList.1#behaviour/link-shared: unobservable: the answer"
        );
        assert!(ran.stdout.contains(&line), "{}", ran.said());
    }
}
