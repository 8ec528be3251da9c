//! A SQLite file that nothing may happen to: neither to itself nor to what lies beside it.
//!
//! Reading a file with a write-ahead log makes two files beside it, or changes them, unless one takes care.

use std::fs::{File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rusqlite::{Connection as Session, OpenFlags};
use tempfile::TempDir;
use url::Url;

use super::connection::DatabaseError;

/// Where the header of a file says that it has a write-ahead log, and what stands there then.
const LOGGED: (usize, [u8; 2]) = (18, [2, 2]);

/// A SQLite file, and how it is read without a trace.
pub(in crate::subject::data) struct Untouched {
    path: PathBuf,
    way: Way,
    /// As the file was before it was read.
    before: Option<(u64, SystemTime)>,
}

/// How a file is read.
enum Way {
    /// Without a log: locks alone, which leave nothing.
    Plain,
    /// The log is empty and nobody has it open: the file is all there is, and nothing beside it is looked at.
    Alone,
    /// Somebody has the log open: it is read along, and what they share is not written to.
    Shared,
    /// What somebody left behind: file and log are read as a copy.
    Copied(TempDir),
}

impl Untouched {
    /// Looks how a file can be read. What is no SQLite file is told when it is opened.
    ///
    /// # Errors
    /// When it cannot be read, or not be copied.
    pub fn of(path: &Path) -> Result<Self, DatabaseError> {
        let unreadable = |error: std::io::Error| DatabaseError::Unreachable(error.to_string());
        // The files beside it lie where it lies itself, not where a link to it does.
        let path = path.canonicalize().map_err(unreadable)?;
        let way = if !is_logged(&path).map_err(unreadable)? {
            Way::Plain
        } else if beside(&path, "-wal").metadata().map_or(0, |log| log.len()) == 0 {
            Way::Alone
        } else if beside(&path, "-shm").exists() {
            Way::Shared
        } else {
            Way::Copied(copied(&path).map_err(unreadable)?)
        };
        let before = matches!(way, Way::Alone).then(|| path.metadata().ok().and_then(stamp)).flatten();
        Ok(Self { path, way, before })
    }

    /// Opens it.
    pub(super) fn session(&self) -> Result<Session, DatabaseError> {
        let unreachable = |error: rusqlite::Error| DatabaseError::Unreachable(error.to_string());
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let (path, how) = match &self.way {
            Way::Plain => return Session::open_with_flags(&self.path, flags).map_err(unreachable),
            Way::Copied(folder) => {
                return Session::open_with_flags(folder.path().join(COPY), flags).map_err(unreachable);
            }
            Way::Alone => (&self.path, "immutable=1"),
            Way::Shared => (&self.path, "readonly_shm=1"),
        };
        let url = Url::from_file_path(path).map_err(|()| DatabaseError::Unreachable("the path is none".to_owned()))?;
        Session::open_with_flags(format!("{url}?{how}"), flags | OpenFlags::SQLITE_OPEN_URI).map_err(unreachable)
    }

    /// Says whether what was read was one state of the file: who reads past all locks does not see a writer.
    ///
    /// # Errors
    /// When somebody wrote to it meanwhile.
    pub fn check(&self) -> Result<(), DatabaseError> {
        let written = matches!(self.way, Way::Alone)
            && (self.path.metadata().ok().and_then(stamp) != self.before
                || beside(&self.path, "-wal").metadata().is_ok_and(|log| log.len() > 0));
        if written {
            return Err(DatabaseError::Changed);
        }
        Ok(())
    }
}

/// Name of a copy.
const COPY: &str = "copy.db";

fn is_logged(path: &Path) -> std::io::Result<bool> {
    let mut header = Vec::new();
    File::open(path)?.take(100).read_to_end(&mut header)?;
    let (at, versions) = LOGGED;
    Ok(header.get(at..at + versions.len()) == Some(&versions[..]))
}

fn stamp(metadata: Metadata) -> Option<(u64, SystemTime)> {
    Some((metadata.len(), metadata.modified().ok()?))
}

/// The path with something behind its last name.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn copied(path: &Path) -> std::io::Result<TempDir> {
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join(COPY);
    std::fs::copy(path, &copy)?;
    std::fs::copy(beside(path, "-wal"), beside(&copy, "-wal"))?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_writer_behind_the_back_of_a_reader_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("front.db");
        let writer = Session::open(&path).expect("a file");
        writer
            .execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (a); PRAGMA wal_checkpoint(TRUNCATE)")
            .expect("made");
        let file = Untouched::of(&path).expect("a file");
        assert!(matches!(file.way, Way::Alone));
        let session = file.session().expect("a session");
        session.query_row("SELECT COUNT(*) FROM t", [], |_| Ok(())).expect("read");
        assert!(file.check().is_ok());
        writer.execute_batch("INSERT INTO t VALUES (1)").expect("written");
        assert!(matches!(file.check(), Err(DatabaseError::Changed)));
        assert!(matches!(Untouched::of(&path).expect("a file").way, Way::Shared));
    }

    #[test]
    fn what_is_no_file_is_told() {
        assert!(matches!(Untouched::of(Path::new("no/such/file.db")), Err(DatabaseError::Unreachable(_))));
    }
}
