//! `report verify`: who signed a bundle, and what is no longer as it was signed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::bundle::identities;
use crate::bundle::{Change, Faith, Manifest, PublicKey, Verification, verify as verify_bundle};
use crate::cli::common::{DataArgs, Failure, say};
use crate::policy::Outcome;
use crate::report::escape;

/// Arguments of `report verify`.
#[derive(Args, Debug)]
pub(super) struct VerifyArgs {
    /// The bundle.
    bundle: PathBuf,
    /// The public key of whom it should be from: a file, or the key itself. Without it nobody can vouch for the bundle,
    /// and the exit code is 2.
    #[arg(long, value_name = "KEY")]
    public_key: Option<String>,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) fn verify(args: &VerifyArgs) -> Result<Outcome, Failure> {
    let key = args.public_key.as_deref().map(public_key).transpose()?;
    let verification = verify_bundle(&args.bundle, key.as_ref()).map_err(Failure::usage)?;
    let outcome = outcome(&verification);
    let mut text = signature(&verification, key.as_ref());
    if let Some(manifest) = &verification.manifest {
        text.push_str(&about(manifest, args));
    }
    text.push_str(&changes(&verification));
    let _ = writeln!(text, "Conclusion: {} (exit code {})", conclusion(&verification), outcome.code());
    say(&text)?;
    Ok(outcome)
}

/// The key as given, or in the file of that name.
fn public_key(given: &str) -> Result<PublicKey, Failure> {
    if let Ok(key) = PublicKey::read(given) {
        return Ok(key);
    }
    let text = std::fs::read_to_string(Path::new(given))
        .map_err(|error| Failure::usage(format!("{given} is no public key, and cannot be read: {error}")))?;
    PublicKey::read(&text).map_err(|error| Failure::usage(format!("{given}: {error}")))
}

fn outcome(verification: &Verification) -> Outcome {
    let sound = verification.manifest.is_some() && verification.changes.is_empty();
    match verification.faith {
        Faith::Unknown if sound => Outcome::Usage,
        _ if verification.as_signed() => Outcome::Conforming,
        _ => Outcome::NotConforming,
    }
}

fn conclusion(verification: &Verification) -> &'static str {
    let unchanged = verification.changes.is_empty();
    match verification.faith {
        Faith::Signed if verification.as_signed() => "as signed",
        Faith::Signed if unchanged => "signed, but its manifest cannot be read by this version",
        Faith::Signed => "not as signed: files were changed",
        Faith::Unknown if unchanged => {
            "whose signature it is cannot be told: give the key of the signer with --public-key"
        }
        Faith::Unknown => "not as signed: files were changed, and whose signature it is cannot be told",
        Faith::OtherKey => "signed with another key",
        Faith::Broken => "the signature does not fit: manifest or comment were changed after signing",
        Faith::Unsigned => "not signed",
    }
}

fn signature(verification: &Verification, key: Option<&PublicKey>) -> String {
    let mut text = String::new();
    let expected = key.map(|key| format!(", expected {}", key.id())).unwrap_or_default();
    match (&verification.key, verification.faith) {
        (Some(id), Faith::Signed) => drop(writeln!(text, "signed by    key {id}")),
        (Some(id), Faith::OtherKey) => drop(writeln!(text, "claims       key {id}{expected}")),
        (Some(id), _) => drop(writeln!(text, "claims       key {id}, not verified")),
        (None, _) => text.push_str("signed by    nobody\n"),
    }
    if let Some(comment) = &verification.comment {
        let believed = if verification.faith == Faith::Signed { "" } else { ", not verified" };
        for part in comment.split('\t') {
            match part.split_once(':') {
                Some(("signer", name)) => drop(writeln!(text, "signer       {}{believed}", escape::shown(name))),
                Some(("timestamp", seconds)) => drop(writeln!(text, "signed at    {}{believed}", time(seconds))),
                Some(("file", _)) => {}
                None if part == "hashed" => {}
                _ => drop(writeln!(text, "comment      {}{believed}", escape::shown(part))),
            }
        }
    }
    text
}

fn time(seconds: &str) -> String {
    let stamp = seconds.parse().ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    stamp.map_or_else(|| escape::shown(seconds).into_owned(), |stamp| stamp.to_string())
}

/// What the manifest says, and whether this binary knows the same data.
fn about(manifest: &Manifest, args: &VerifyArgs) -> String {
    let run = &manifest.run;
    let ended = run.finished.as_deref().unwrap_or("cut short");
    let mut text = format!(
        "suite        {} {}\ntarget       {} {}\nrun          {} to {}\n",
        escape::shown(&manifest.suite.name),
        escape::shown(&manifest.suite.version),
        escape::shown(&run.target),
        escape::shown(&run.version),
        escape::shown(&run.started),
        escape::shown(ended)
    );
    for standard in &manifest.standards {
        let named = [(standard.id.clone(), standard.edition.clone())];
        let own = identities(&args.data, &named).ok();
        let same = own.is_some_and(|(own, shared)| own.first() == Some(standard) && shared == manifest.shared);
        let known = if same { "the data of this binary" } else { "other data than those of this binary" };
        let sha256: String = standard.data.sha256.chars().take(16).collect();
        let _ = writeln!(
            text,
            "standard     {} {} {}: {known}",
            escape::shown(&standard.id),
            escape::shown(&standard.edition),
            escape::shown(&sha256)
        );
    }
    text
}

fn changes(verification: &Verification) -> String {
    let mut text = String::new();
    for change in &verification.changes {
        let (what, name) = match change {
            Change::Changed(name) => ("changed", name),
            Change::Missing(name) => ("missing", name),
            Change::Added(name) => ("added", name),
        };
        let _ = writeln!(text, "{what:<12} {}", escape::shown(name));
    }
    if verification.manifest.is_some() {
        let _ = writeln!(text, "unchanged    {}", verification.unchanged);
    }
    text
}
