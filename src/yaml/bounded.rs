//! Files that people write, read up to a limit: a device or a pipe would never end.

use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

/// Bytes of the largest file that is read whole.
pub const FILE_MAX: usize = 16 * 1024 * 1024;

/// The bytes of a file.
///
/// # Errors
/// When it cannot be read, or has more than [`FILE_MAX`] bytes.
pub fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(FILE_MAX as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > FILE_MAX {
        let said =
            format!("larger than {FILE_MAX} bytes, the most that is read: name the file that was meant, or split it");
        return Err(io::Error::new(ErrorKind::FileTooLarge, said));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_the_limit_and_no_further() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        std::fs::write(&path, vec![b' '; FILE_MAX]).expect("written");
        assert_eq!(bytes(&path).map(|bytes| bytes.len()).ok(), Some(FILE_MAX));
        std::fs::write(&path, vec![b' '; FILE_MAX + 1]).expect("written");
        let error = bytes(&path).expect_err("too large").to_string();
        assert!(error.contains("16777216 bytes") && error.contains("split it"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn what_never_ends_is_refused() {
        assert!(bytes(Path::new("/dev/zero")).is_err());
    }
}
