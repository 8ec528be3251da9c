//! `report key`: makes a key pair to sign bundles with.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::bundle::{KeyError, SigningKey};
use crate::cli::common::{Failure, say};
use crate::policy::Outcome;

/// The variable that holds the password of a key.
pub(super) const PASSWORD: &str = "ZWFW_KEY_PASSWORD";

/// Arguments of `report key`.
#[derive(Args, Debug)]
pub(super) struct KeyArgs {
    /// The file for the secret key, which must not exist yet; the public key goes beside it, ending in `.pub`.
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
}

pub(super) fn key(args: &KeyArgs) -> Result<Outcome, Failure> {
    let public_file = args.output.with_extension("pub");
    if public_file == args.output {
        return Err(Failure::usage("--output is for the secret key: a name that does not end in `.pub`"));
    }
    for path in [&args.output, &public_file] {
        if path.symlink_metadata().is_ok() {
            return Err(Failure::usage(format!("{} exists already: no key is overwritten", path.display())));
        }
    }
    let password = password();
    let (key, text) = SigningKey::generate(password.as_deref()).map_err(Failure::internal)?;
    let public = key.public().map_err(Failure::internal)?;
    write_new(&args.output, text.trim_end(), true)?;
    write_new(&public_file, public.file().trim_end(), false)?;
    let closed = match password {
        Some(_) => format!("closed with the password in {PASSWORD}"),
        None => format!("open: whoever reads the file can sign; set {PASSWORD} to close it"),
    };
    say(&format!(
        "key id      {}\npublic key  {}\nsecret      {} ({closed})\npublic      {}\n",
        public.id(),
        public.line(),
        args.output.display(),
        public_file.display()
    ))?;
    Ok(Outcome::Conforming)
}

/// The password from the environment; an empty one is none.
pub(super) fn password() -> Option<String> {
    std::env::var(PASSWORD).ok().filter(|password| !password.is_empty())
}

/// The key of a file.
pub(super) fn signing_key(path: &Path) -> Result<SigningKey, Failure> {
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|error| Failure::usage(format!("cannot read {}: {error}", path.display())))?;
    SigningKey::read(&text, password().as_deref()).map_err(|error| {
        let where_from = if matches!(error, KeyError::Locked | KeyError::Password) {
            format!(" ({PASSWORD})")
        } else {
            String::new()
        };
        Failure::usage(format!("{}: {error}{where_from}", path.display()))
    })
}

/// Writes a file that did not exist; a secret one is readable by its owner alone.
fn write_new(path: &Path, text: &str, secret: bool) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(if secret { 0o600 } else { 0o644 });
    }
    #[cfg(not(unix))]
    let _ = secret;
    let written = options.open(path).and_then(|mut out| writeln!(out, "{text}"));
    written.map_err(|error| Failure::usage(format!("cannot write {}: {error}", path.display())))
}
