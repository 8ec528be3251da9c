//! Keys to sign with.

use std::path::Path;
use std::process::Command;

use super::{Evidence, minisign};
use crate::support::{conform, text};

/// `report` with a password in the environment.
fn with_password(password: &str, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zwfw-conform"));
    command.arg("report").args(arguments).env("ZWFW_KEY_PASSWORD", password).stdin(std::process::Stdio::null());
    let output = command.output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().expect("a code"), said)
}

#[test]
fn a_secret_key_is_readable_by_its_owner_alone_never_printed_and_never_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    let (secret, public) = (folder.path().join("own.key"), folder.path().join("own.pub"));
    let made = conform(&["report", "key", "--output", text(&secret)]);
    assert_eq!(made.code, 0, "{}", made.said());
    let key = std::fs::read_to_string(&secret).expect("a key");
    let line = key.lines().nth(1).expect("the key");
    assert!(line.len() > 200 && !made.said().contains(&line[80..]), "{}", made.said());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&secret).expect("metadata").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let again = conform(&["report", "key", "--output", text(&secret)]);
    assert!(again.code == 2 && again.stderr.contains("exists already"), "{}", again.said());
    std::fs::remove_file(&secret).expect("removed");
    let again = conform(&["report", "key", "--output", text(&secret)]);
    assert!(again.code == 2 && again.stderr.contains("own.pub"), "{}", again.said());
    assert!(!secret.exists() && public.exists());
    assert_eq!(conform(&["report", "key", "--output", text(&public)]).code, 2);
}

#[test]
fn a_key_with_a_password_needs_it() {
    let evidence = Evidence::new();
    let (key, folder) = (evidence.path("closed.key"), text(evidence.run.folder.path()).to_owned());
    let (code, said) = with_password("p4ssw0rd", &["key", "--output", &key]);
    assert!(code == 0 && !said.contains("p4ssw0rd"), "{said}");
    let output = evidence.path("closed.zwfw");
    let arguments = ["bundle", &folder, "--key", &key, "--output", &output];
    for (password, says) in [("", "has a password"), ("other", "does not open")] {
        let (code, said) = with_password(password, &arguments);
        assert!(code == 2 && said.contains(says) && said.contains("ZWFW_KEY_PASSWORD"), "{said}");
        assert!(!Path::new(&output).exists());
    }
    let (code, said) = with_password("p4ssw0rd", &arguments);
    assert_eq!(code, 0, "{said}");
    assert_eq!(conform(&["report", "verify", &output, "--public-key", &evidence.path("closed.pub")]).code, 0);
    assert_eq!(conform(&["report", "verify", &output, "--public-key", &evidence.path("signer.pub")]).code, 1);
}

#[test]
fn keys_of_stock_minisign_sign_bundles_and_our_keys_sign_with_stock_minisign() {
    let evidence = Evidence::new();
    let (key, public, folder) =
        (evidence.path("stock.key"), evidence.path("stock.pub"), text(evidence.run.folder.path()).to_owned());
    assert!(minisign(&["-G", "-W", "-s", &key, "-p", &public]).status.success());
    let output = evidence.path("stock.zwfw");
    let made = conform(&["report", "bundle", &folder, "--key", &key, "--output", &output]);
    assert_eq!(made.code, 0, "{}", made.said());
    assert_eq!(conform(&["report", "verify", &output, "--public-key", &public]).code, 0);
    let (own, signed) = (evidence.path("signer.key"), evidence.path("summary.md"));
    assert!(minisign(&["-S", "-s", &own, "-m", &signed]).status.success());
    assert!(minisign(&["-V", "-p", &evidence.path("signer.pub"), "-m", &signed]).status.success());
}

#[test]
fn what_is_no_key_is_refused_by_name() {
    let evidence = Evidence::new();
    let folder = text(evidence.run.folder.path()).to_owned();
    let own = std::fs::read_to_string(evidence.path("signer.key")).expect("a key");
    // A damaged letter in the middle of the seed.
    let (head, tail) = own.split_at(own.len() - 120);
    let letter = if tail.starts_with('A') { "B" } else { "A" };
    std::fs::write(evidence.path("damaged.key"), format!("{head}{letter}{}", &tail[1..])).expect("written");
    for name in ["damaged.key", "signer.pub", "summary.md", "nowhere.key"] {
        let ran = conform(&[
            "report",
            "bundle",
            &folder,
            "--key",
            &evidence.path(name),
            "--output",
            &evidence.path("x.zwfw"),
        ]);
        assert!(ran.code == 2 && ran.stderr.contains(name), "{name}: {}", ran.said());
    }
}
