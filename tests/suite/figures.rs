//! Figures that the front pages show are those that the program prints: whoever repeats a command sees the same.

use crate::support::{Ran, Served, checkout, conform, conform_with};

/// Page, and the language in which it shows what a run says.
const PAGES: [(&str, &str); 2] = [("README.md", "en"), ("README.zh-CN.md", "zh")];

/// The lines of the fenced block that has a line beginning with some words, behind that line.
fn shown(page: &str, first: &str) -> Vec<String> {
    let text = std::fs::read_to_string(checkout(page)).unwrap_or_else(|error| panic!("{page}: {error}"));
    let lines = text.lines().skip_while(|line| !line.trim_start().starts_with(first));
    let block: Vec<String> = lines.skip(1).take_while(|line| *line != "```").map(str::to_owned).collect();
    assert!(!block.is_empty(), "{page} shows nothing behind `{first}`");
    block
}

/// A text without what differs from run to run and machine to machine: seconds, and how wide columns are.
fn bare(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let lines = lines.map(|line| {
        let timed = line.rsplit_once("; ").filter(|(_, time)| time.ends_with(" s") || time.ends_with(" 秒"));
        timed.map_or(line.clone(), |(rest, _)| rest.to_owned())
    });
    lines.filter(|line| !line.is_empty()).collect()
}

/// Holds the lines that a page shows against what was printed.
fn holds(page: &str, shown: &[String], ran: &Ran) {
    let printed = bare(&ran.stdout);
    for line in bare(&shown.join("\n")) {
        assert!(printed.contains(&line), "{page} shows `{line}`, and there is:\n{}", printed.join("\n"));
    }
}

#[test]
fn the_whole_run_ends_as_shown() {
    for (page, language) in PAGES {
        let ran = conform(&["run", "--lang", language]);
        let word = if language == "en" { "total " } else { "合计 " };
        let total = bare(&ran.stdout).into_iter().find(|line| line.starts_with(word)).expect("a total");
        let text = std::fs::read_to_string(checkout(page)).expect("the page");
        assert!(bare(&text).contains(&total), "{page} lacks `{total}`");
        holds(page, &shown(page, word.trim()), &ran);
    }
}

#[test]
fn a_dry_run_of_the_target_that_is_shown_counts_as_shown() {
    for (page, _) in PAGES {
        let folder = tempfile::tempdir().expect("a folder");
        let entry = shown(page, "standards:").join("\n");
        let path = folder.path().join("target.yaml");
        std::fs::write(&path, format!("name: Example service\nstandards:\n{entry}\n")).expect("written");
        let target = path.to_str().expect("UTF-8");
        let ran = conform_with(&["run", "--target", target, "--dry-run"], &[("CUST_TOKEN", "synthetic")]);
        assert_eq!(ran.code, 0, "{}", ran.said());
        holds(page, &shown(page, "$ zwfw-conform run --target target.yaml --dry-run"), &ran);
    }
}

#[test]
fn mutants_of_a_row_fall_as_shown() {
    let ran = conform(&["prove", "--mutant", "gdzw-0017-2019/T6.1#"]);
    for (page, _) in PAGES {
        holds(page, &shown(page, "$ zwfw-conform prove --mutant gdzw-0017-2019/T6.1#"), &ran);
    }
}

#[test]
fn there_are_as_many_mutants_as_shown() {
    let count = conform(&["list", "mutants"]).stdout.lines().count();
    for (page, _) in PAGES {
        let text = std::fs::read_to_string(checkout(page)).expect("the page");
        let wanted = format!("mutants {count}, killed ");
        assert!(text.lines().any(|line| line.starts_with(&wanted)), "{page} lacks `{wanted}...`");
    }
}

#[test]
fn a_broken_simulator_is_found_out_as_shown() {
    let served = Served::start(&["--mutant", "gdzw-0017-2019/T6.1#type/wrong-type"]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("broken.yaml");
    std::fs::write(&path, &served.printed).expect("written");
    for (page, language) in PAGES {
        let ran = conform(&["run", "--lang", language, "--target", path.to_str().expect("UTF-8")]);
        let block = shown(page, "$ zwfw-conform run --target broken.yaml");
        // What was drawn and what was left out differs; words and counts do not.
        let drawn = |line: &&String| ["curl", "90000000000000"].iter().any(|part| line.contains(part));
        let steady = |line: &&String| !drawn(line) && line.trim() != "...";
        let steady: Vec<String> = block.iter().filter(steady).cloned().collect();
        assert!(steady.len() >= 10, "{page}: {steady:?}");
        holds(page, &steady, &ran);
    }
}
