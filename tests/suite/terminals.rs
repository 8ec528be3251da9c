//! What terminals of all kinds are sent: colours only where they are wanted, and no line wider than the window.

use unicode_width::UnicodeWidthStr;

use crate::support::{checkout, conform, on_terminal, text};

/// The bar on standard error is another matter.
const RENDER: &str = "exec 2>/dev/null; \"$ZWFW\" report render events.jsonl --format terminal";
const ESCAPE: char = '\u{1b}';

/// The golden stream in a folder of its own.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::copy(checkout("reports/golden/events.jsonl"), folder.path().join("events.jsonl")).expect("copied");
    folder
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let folder = folder();
    let render = |variables: &[(&str, &str)]| {
        let seen = on_terminal(RENDER, folder.path(), "", variables);
        assert!(seen.code == 0 && seen.text.contains("Conclusion"), "{}", seen.text);
        seen.text.contains(ESCAPE)
    };
    assert!(render(&[]), "a terminal gets colours");
    assert!(!render(&[("NO_COLOR", "1")]), "NO_COLOR");
    assert!(!render(&[("TERM", "dumb")]), "a dumb terminal");
    let piped = |variable: Option<(&str, &str)>| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_zwfw-conform"));
        command.args(["report", "render", "events.jsonl", "--format", "terminal"]).current_dir(folder.path());
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env("COLUMNS", "40").envs(variable);
        String::from_utf8(command.output().expect("it runs").stdout).expect("UTF-8")
    };
    assert!(piped(Some(("CLICOLOR_FORCE", "1"))).contains(ESCAPE), "CLICOLOR_FORCE colours a pipe");
    let golden = std::fs::read_to_string(checkout("reports/golden/terminal.txt")).expect("golden");
    assert_eq!(piped(None), golden, "a pipe gets neither colours nor broken lines, whatever COLUMNS says");
}

/// Whether a line could have been broken: it has a blank behind its indentation and its first word.
fn breakable(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let wide = |word: &&str| word.chars().count() == word.width();
    // One word that is as long as the window stands on its own line; Chinese text can be broken anywhere.
    words.len() > 1 || !words.iter().all(wide)
}

#[test]
fn no_line_is_wider_than_a_narrow_terminal_where_it_can_be_broken() {
    let folder = folder();
    for lang in ["en", "zh"] {
        let seen = on_terminal(&format!("{RENDER} --lang {lang}"), folder.path(), "", &[("NO_COLOR", "1")]);
        assert_eq!(seen.code, 0, "{}", seen.text);
        let wide: Vec<&str> = seen
            .text
            .lines()
            .filter(|line| line.width() > 40 && breakable(line) && !line.contains("curl -sS"))
            .collect();
        assert!(wide.is_empty(), "{lang}: {wide:#?}");
        // A command that a person copies is whole.
        let golden = std::fs::read_to_string(checkout("reports/golden/terminal.txt")).expect("golden");
        let command = golden.lines().find_map(|line| line.find("curl -sS").map(|at| &line[at..])).expect("a command");
        assert!(seen.text.contains(command), "{lang}: {}", seen.text);
        let words = |text: &str| text.split_whitespace().filter(|word| word.contains("gdzw")).count();
        assert!(words(&seen.text) >= words(&golden), "nothing is left out");
    }
    let wide = on_terminal(RENDER, folder.path(), "", &[("NO_COLOR", "1"), ("COLUMNS", "400")]);
    let golden = std::fs::read_to_string(checkout("reports/golden/terminal.txt")).expect("golden");
    assert_eq!(wide.text, golden, "COLUMNS has the last word");
}

#[test]
fn a_dumb_terminal_gets_no_bar_and_a_run_on_a_narrow_one_ends_well() {
    let folder = folder();
    let run = "\"$ZWFW\" run --operation getDist --out out";
    let dumb = on_terminal(run, folder.path(), "", &[("TERM", "dumb")]);
    assert!(dumb.code == 0 && !dumb.text.contains(ESCAPE) && !dumb.text.contains("█"), "{}", dumb.text);
    let narrow = on_terminal(&format!("{run} 2>/dev/null"), folder.path(), "", &[("NO_COLOR", "1")]);
    let wide: Vec<&str> = narrow.text.lines().filter(|line| line.width() > 40 && breakable(line)).collect();
    assert!(narrow.code == 0 && wide.is_empty(), "{wide:#?}");
}

#[test]
fn help_fits_a_narrow_terminal() {
    let folder = folder();
    let help = on_terminal("\"$ZWFW\" report verify --help", folder.path(), "", &[("NO_COLOR", "1")]);
    let wide: Vec<&str> = help.text.lines().filter(|line| line.width() > 40 && !line.contains("Usage")).collect();
    assert!(help.code == 0 && wide.is_empty(), "{wide:#?}");
    let out = folder.path().join("out");
    assert_eq!(conform(&["man", "--output", text(&out)]).code, 0);
}
