//! The file of a document: never half of one, never one of an earlier run, and never a device taken away.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Makes the folders on the way and removes a file of an earlier run, so that it cannot be taken for the report of a run that
/// was killed.
pub(super) fn clear(path: &Path) -> io::Result<()> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(named)?;
    }
    if is_device(path) {
        return Ok(());
    }
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(named(error)),
        _ => Ok(()),
    }
}

/// Writes a document: renamed into place, so that a reader never meets half of it.
pub(super) fn put(path: &Path, document: &[u8]) -> io::Result<()> {
    if is_device(path) {
        return fs::write(path, document);
    }
    let mut part = path.to_owned().into_os_string();
    part.push(".part");
    let part = PathBuf::from(part);
    let written = fs::write(&part, document).and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        // What could not be finished is nothing to keep; that it could not is told already.
        let _ = fs::remove_file(&part);
    }
    written
}

/// Whether a path leads to no file, such as standard output, a pipe or a terminal: it is written to as it stands.
fn is_device(path: &Path) -> bool {
    path.starts_with("/dev") || fs::metadata(path).is_ok_and(|place| !place.is_file() && !place.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_cannot_be_placed_leaves_nothing_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new").join("report");
        clear(&path).expect("a folder is made");
        fs::create_dir(&path).expect("a folder in its place");
        assert!(put(&path, b"text").is_err());
        assert!(!path.with_extension("part").exists());
        let message = clear(&path).expect_err("a folder is not removed").to_string();
        assert!(message.contains("report: "), "{message}");
        fs::remove_dir(&path).expect("removed");
        put(&path, b"text").expect("written");
        assert_eq!(fs::read(&path).expect("text"), b"text");
        clear(&path).expect("removed");
        assert!(!path.exists());
    }
}
