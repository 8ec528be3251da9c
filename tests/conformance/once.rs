//! One result, made once for all processes that ask for it with the same key.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

const LOCK: &str = "lock";
const KEY: &str = "key";
const RESULT: &str = "result.json";
const LOG: &str = "made.log";

/// The result kept in `folder` under `key`; made there first when there is none, or that of another key.
///
/// Processes that ask at once wait for the one that makes it. A maker that dies leaves no key, and so no result.
///
/// # Errors
/// What the system refused.
pub fn once(folder: &Path, key: &str, make: impl FnOnce() -> String) -> io::Result<String> {
    fs::create_dir_all(folder)?;
    let lock = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(LOCK))?;
    // Held to the end of this function, by readers too: another key must not replace what is being read.
    lock.lock()?;
    let key_file = folder.join(KEY);
    if fs::read_to_string(&key_file).is_ok_and(|kept| kept == key) {
        return fs::read_to_string(folder.join(RESULT));
    }
    if let Err(error) = fs::remove_file(&key_file)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error);
    }
    let result = make();
    fs::write(folder.join(RESULT), &result)?;
    let mut log = OpenOptions::new().create(true).append(true).open(folder.join(LOG))?;
    io::Write::write_all(&mut log, format!("process {}\n", std::process::id()).as_bytes())?;
    fs::write(&key_file, key)?;
    Ok(result)
}

/// How many results were ever made in this folder.
pub fn made(folder: &Path) -> usize {
    fs::read_to_string(folder.join(LOG)).map_or(0, |log| log.lines().count())
}
