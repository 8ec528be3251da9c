//! What a run leaves behind beside its reports: the target file without its secrets.

use std::path::Path;

use super::common::Failure;
use crate::target::{Target, masked};

/// Name of the target file among the reports: another than people give theirs, which may lie in the same folder.
pub(super) const TARGET_FILE: &str = "target.masked.yaml";

/// Keeps the target file of a run beside its reports, masked; for the embedded simulator what a file for it would say.
pub(super) fn keep(out: &Path, file: Option<&Path>, target: &Target) -> Result<(), Failure> {
    let text = match file {
        Some(file) => read(file)?,
        None => masked(TARGET_FILE, &target.described().to_string()).map_err(Failure::internal)?,
    };
    let path = out.join(TARGET_FILE);
    std::fs::write(&path, text).map_err(|error| Failure::usage(format!("cannot write {}: {error}", path.display())))
}

/// A target file without its secrets.
pub(super) fn read(file: &Path) -> Result<String, Failure> {
    let text = std::fs::read_to_string(file);
    let text = text.map_err(|error| Failure::usage(format!("cannot read {}: {error}", file.display())))?;
    masked(&file.display().to_string(), &text).map_err(Failure::usage)
}
