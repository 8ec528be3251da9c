//! Completions and manual pages are made from the command line, and work in a real shell.

use std::process::Command;

use crate::support::{conform, text};

const COMMANDS: [&str; 12] =
    ["run", "serve", "prove", "list", "explain", "standard", "report", "judge", "waive", "init", "completions", "man"];

/// The commands that `--help` lists.
fn listed() -> Vec<String> {
    let help = conform(&["--help"]).stdout;
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn every_shell_is_told_every_command_and_option() {
    assert_eq!(listed(), COMMANDS, "a new command is looked for below as well");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = conform(&["completions", shell]);
        assert_eq!(ran.code, 0, "{}", ran.said());
        for word in COMMANDS.iter().chain(&["verify", "public-key", "rerun-failed"]) {
            assert!(ran.stdout.contains(word), "{shell} is not told {word}");
        }
    }
    assert_eq!(conform(&["completions", "tcsh"]).code, 2);
}

/// What bash offers behind these words.
#[cfg(unix)]
fn offered(words: &[&str]) -> Vec<String> {
    let script = r#"
        source <("$ZWFW" completions bash) || exit 9
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        completing=$(complete -p zwfw-conform | sed 's/.*-F \([^ ]*\) .*/\1/')
        "$completing" zwfw-conform "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let mut bash = Command::new("bash");
    bash.args(["--noprofile", "--norc", "-c", script, "bash", "zwfw-conform"]).args(words);
    let output = bash.env("ZWFW", env!("CARGO_BIN_EXE_zwfw-conform")).output().expect("bash can be started");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{said}");
    String::from_utf8(output.stdout).expect("UTF-8").split_whitespace().map(str::to_owned).collect()
}

#[cfg(unix)]
#[test]
fn bash_completes_commands_options_and_values() {
    assert_eq!(offered(&["rep"]), ["report"]);
    assert_eq!(offered(&["report", "ver"]), ["verify"]);
    assert_eq!(offered(&["report", "verify", "--pub"]), ["--public-key"]);
    assert_eq!(offered(&["run", "--lang", ""]), ["zh", "en"]);
    assert_eq!(offered(&["init", "target", "--network", "ex"]), ["extranet"]);
    let formats = offered(&["report", "render", "--format", ""]);
    assert!(["terminal", "junit", "sarif"].iter().all(|format| formats.iter().any(|own| own == format)), "{formats:?}");
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let main = conform(&["man"]);
    assert_eq!(main.code, 0, "{}", main.said());
    assert!(main.stdout.contains(".TH zwfw-conform 1"), "{}", main.stdout);
    // In roff a dash of an option is written with a backslash.
    let plain = |page: &str| page.replace('\\', "");
    for command in COMMANDS {
        assert!(plain(&main.stdout).contains(&format!("zwfw-conform-{command}(1)")), "{command}");
    }
    let verify = conform(&["man", "report", "verify"]);
    assert!(verify.code == 0 && plain(&verify.stdout).contains("--public-key"), "{}", verify.said());
    assert_eq!(conform(&["man", "report", "nonsense"]).code, 2);
    let folder = tempfile::tempdir().expect("a folder");
    let written = conform(&["man", "--output", text(&folder.path().join("man1"))]);
    assert_eq!(written.code, 0, "{}", written.said());
    for name in COMMANDS.iter().map(|name| (*name).to_owned()).chain(["report-verify".into(), "init-target".into()]) {
        let page = std::fs::read_to_string(folder.path().join(format!("man1/zwfw-conform-{name}.1")));
        let page = page.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(page.contains(".SH NAME") && page.contains(".SH SYNOPSIS"), "{name}");
    }
}
