//! Where the files of a dossier lie: below its folder, and nowhere else.

use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};

/// Gives the files that a dossier names.
pub trait Shelf {
    /// What lies there.
    ///
    /// # Errors
    /// [`Lack`] when nothing does, or nothing that may be read.
    fn look(&self, path: &str) -> Result<Lying, Lack>;
}

/// A file that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lying {
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
}

/// Why there is no file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// The path leads out of the folder of the dossier.
    Outside,
    /// Nothing is there, or no file.
    Missing,
    /// It cannot be read, for this reason of the system.
    Unreadable(String),
}

/// The folder of a dossier.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder that a dossier lies in.
    pub fn of(dossier: &Path) -> Self {
        let parent = dossier.parent().filter(|parent| !parent.as_os_str().is_empty());
        Self(parent.unwrap_or(Path::new(".")).to_owned())
    }
}

impl Shelf for Folder {
    fn look(&self, path: &str) -> Result<Lying, Lack> {
        let below = Path::new(path);
        if !below.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(Lack::Outside);
        }
        let unreadable = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => Lack::Missing,
            _ => Lack::Unreadable(error.kind().to_string()),
        };
        let folder = self.0.canonicalize().map_err(unreadable)?;
        // A link may lead anywhere.
        let found = folder.join(below).canonicalize().map_err(unreadable)?;
        if !found.starts_with(&folder) {
            return Err(Lack::Outside);
        }
        // What is no file, a pipe above all, may never end.
        if !found.metadata().map_err(unreadable)?.is_file() {
            return Err(Lack::Missing);
        }
        digest(File::open(&found).map_err(unreadable)?).map_err(unreadable)
    }
}

/// The digest of something of any size.
fn digest(mut from: impl Read) -> std::io::Result<Lying> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut size = 0;
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hash.update(buffer.get(..read).unwrap_or_default());
        size += read as u64;
    }
    Ok(Lying { sha256: hexadecimal(&hash.finalize()), size })
}

/// The SHA-256 of a text, lower-case hexadecimal.
pub fn sha256(text: &str) -> String {
    hexadecimal(&Sha256::digest(text))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_below_the_folder_is_read_and_digested() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("papers")).expect("made");
        std::fs::write(folder.path().join("papers/a.txt"), "abc").expect("written");
        let shelf = Folder::of(&folder.path().join("dossier.yaml"));
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(shelf.look("papers/a.txt"), Ok(Lying { sha256: abc.to_owned(), size: 3 }));
        assert_eq!(shelf.look("./papers/a.txt").map(|lying| lying.size), Ok(3));
        assert_eq!(sha256("abc"), abc);
        assert_eq!(shelf.look("papers"), Err(Lack::Missing));
        assert_eq!(shelf.look("papers/b.txt"), Err(Lack::Missing));
        assert_eq!(shelf.look("papers/a.txt/b"), Err(Lack::Missing));
        assert_eq!(shelf.look(""), Err(Lack::Missing));
    }

    #[test]
    fn no_path_leads_out_of_the_folder() {
        let outside = tempfile::tempdir().expect("a folder");
        let folder = outside.path().join("own");
        std::fs::create_dir(&folder).expect("made");
        std::fs::write(outside.path().join("a.txt"), "abc").expect("written");
        let shelf = Folder::of(&folder.join("dossier.yaml"));
        let whole = outside.path().join("a.txt").display().to_string();
        for path in ["../a.txt", "x/../../a.txt", "../own/../a.txt", whole.as_str()] {
            assert_eq!(shelf.look(path), Err(Lack::Outside), "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn no_link_leads_out_of_the_folder_and_what_never_ends_is_not_read() {
        let outside = tempfile::tempdir().expect("a folder");
        let folder = outside.path().join("own");
        std::fs::create_dir(&folder).expect("made");
        std::fs::write(outside.path().join("a.txt"), "abc").expect("written");
        std::os::unix::fs::symlink("../a.txt", folder.join("out")).expect("a link");
        std::os::unix::fs::symlink("/dev/zero", folder.join("zero")).expect("a link");
        std::os::unix::fs::symlink("lost", folder.join("lost")).expect("a link");
        std::fs::write(folder.join("in.txt"), "abc").expect("written");
        std::os::unix::fs::symlink("in.txt", folder.join("in")).expect("a link");
        let shelf = Folder::of(&folder.join("dossier.yaml"));
        assert_eq!(shelf.look("out"), Err(Lack::Outside));
        assert_eq!(shelf.look("zero"), Err(Lack::Outside));
        assert!(shelf.look("lost").is_err());
        assert_eq!(shelf.look("in").map(|lying| lying.size), Ok(3));
    }
}
