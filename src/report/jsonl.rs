//! The recording: one event a line, `type` and `schema` first.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::reporter::Reporter;
use crate::verdict::{Event, SCHEMA_VERSION, Verdict};

/// Lines written between two flushes; a killed process loses no more than these, and never a failure.
const LINES_PER_FLUSH: usize = 64;

/// Writes the event stream as JSON lines.
pub struct JsonLines<W: Write> {
    out: BufWriter<W>,
    line: Vec<u8>,
    unflushed: usize,
    name: String,
}

impl JsonLines<File> {
    /// Writes to a new file; folders on the way are made.
    ///
    /// # Errors
    /// When the folder or the file cannot be made.
    pub fn create(path: &Path) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(Self::new(File::create(path)?, path.display().to_string()))
    }
}

impl<W: Write> JsonLines<W> {
    /// Writes to `out`; `name` says in messages where that is.
    pub fn new(out: W, name: String) -> Self {
        Self { out: BufWriter::new(out), line: Vec::new(), unflushed: 0, name }
    }

    fn write(&mut self, event: &Event) -> io::Result<()> {
        line(event, &mut self.line)?;
        self.out.write_all(&self.line)
    }
}

impl<W: Write> Reporter for JsonLines<W> {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        self.write(event)?;
        self.unflushed += 1;
        if self.unflushed >= LINES_PER_FLUSH || precious(event) {
            self.finish()?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.unflushed = 0;
        self.out.flush()
    }

    fn name(&self) -> &str {
        &self.name
    }
}

/// Writes the event as a line of which the first keys are `type` and `schema`.
fn line(event: &Event, line: &mut Vec<u8>) -> serde_json::Result<()> {
    line.clear();
    serde_json::to_writer(&mut *line, event)?;
    // The tag is the first member, and no name of a type holds a comma.
    let place = line.iter().position(|byte| *byte == b',').unwrap_or(line.len() - 1);
    let schema = format!(r#","schema":"{SCHEMA_VERSION}""#);
    line.splice(place..place, schema.into_bytes());
    line.push(b'\n');
    Ok(())
}

/// Whether an event must be on disk at once.
fn precious(event: &Event) -> bool {
    match event {
        Event::RunStarted(_) | Event::RunFinished(_) => true,
        Event::Verdict(verdict) => verdict.verdict >= Verdict::Fail,
        Event::Requirement(_) | Event::Exchange(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::id::Aspect::Type;
    use crate::verdict::FindingCode;
    use crate::verdict::sample::{deviation, exchange, pass, started, whole};

    #[derive(Clone, Default)]
    struct Disk(Arc<Mutex<Vec<u8>>>);

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("not poisoned").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Disk {
        fn lines(&self) -> usize {
            self.0.lock().expect("not poisoned").iter().filter(|byte| **byte == b'\n').count()
        }
    }

    #[test]
    fn type_and_schema_come_first_in_every_line() {
        let fail = deviation("query", "T1.1", Type, "b", (Verdict::Fail, FindingCode::WrongType));
        for event in whole(vec![exchange("query", "a"), fail], None) {
            let mut bytes = Vec::new();
            line(&event, &mut bytes).expect("serialises");
            let text = String::from_utf8(bytes).expect("UTF-8");
            assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{text}");
            let kind = serde_json::to_value(&event).expect("serialises")["type"].as_str().expect("a type").to_owned();
            assert!(text.starts_with(&format!(r#"{{"type":"{kind}","schema":"1.0","#)), "{text}");
        }
    }

    #[test]
    fn a_failing_verdict_is_on_disk_at_once_and_passes_wait() {
        let disk = Disk::default();
        let mut writer = JsonLines::new(disk.clone(), "test".to_owned());
        writer.event(&started()).expect("written");
        assert_eq!(disk.lines(), 1);
        writer.event(&pass("query", "T1.1", Type, "a")).expect("written");
        assert_eq!(disk.lines(), 1);
        let fail = deviation("query", "T1.1", Type, "b", (Verdict::Fail, FindingCode::WrongType));
        writer.event(&fail).expect("written");
        assert_eq!(disk.lines(), 3);
    }

    #[test]
    fn plain_lines_reach_the_disk_every_sixty_four() {
        let disk = Disk::default();
        let mut writer = JsonLines::new(disk.clone(), "test".to_owned());
        for _ in 0..64 {
            writer.event(&exchange("query", "a")).expect("written");
        }
        assert_eq!(disk.lines(), 64);
    }

    #[test]
    fn a_failing_disk_is_an_error() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::Error::other("full"))
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        assert!(JsonLines::new(Full, "test".to_owned()).event(&started()).is_err());
    }

    #[test]
    fn folders_on_the_way_are_made() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/b/events.jsonl");
        JsonLines::create(&path).expect("made").event(&started()).expect("written");
        assert!(path.exists());
    }
}
