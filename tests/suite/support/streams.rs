//! Recorded streams of `reports/golden/`, as they are or changed.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;
use zwfw_conformance::verdict::{Event, Fold};

use super::data::checkout;

/// A recorded stream in a folder of its own.
pub struct Stream {
    pub folder: tempfile::TempDir,
    events: Vec<Value>,
}

impl Stream {
    /// The run against a simulator that gives region codes as numbers.
    pub fn broken() -> Self {
        Self::read("events.jsonl")
    }

    /// The run against a simulator without a fault.
    pub fn sound() -> Self {
        Self::read("sound.jsonl")
    }

    fn read(name: &str) -> Self {
        Self::of(&checkout("reports/golden").join(name))
    }

    /// A stream that was written before.
    pub fn of(path: &std::path::Path) -> Self {
        let text = std::fs::read_to_string(path).expect("a stream");
        let events = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        Self { folder: tempfile::tempdir().expect("a folder"), events }
    }

    /// With every event changed.
    pub fn changed(mut self, change: impl FnMut(&mut Value)) -> Self {
        self.events.iter_mut().for_each(change);
        self
    }

    /// With more verdicts: copies of the failing ones, changed.
    pub fn failing_also(mut self, change: impl Fn(&mut Value)) -> Self {
        let mut more: Vec<Value> = self.events.iter().filter(|event| event["verdict"] == "fail").cloned().collect();
        more.iter_mut().for_each(change);
        let close = self.events.len() - 1;
        self.events.splice(close..close, more);
        self
    }

    /// With more events before its close.
    pub fn with(mut self, more: impl IntoIterator<Item = Value>) -> Self {
        let close = self.events.len() - 1;
        self.events.splice(close..close, more);
        self
    }

    /// Its events.
    pub fn events(&self) -> &[Value] {
        &self.events
    }

    /// Without some events.
    pub fn without(mut self, leave_out: impl Fn(&Value) -> bool) -> Self {
        self.events.retain(|event| !leave_out(event));
        self
    }

    /// Writes it down under a name, its close as its lines make it.
    pub fn written(&self, name: &str) -> String {
        self.put(name, &self.closed())
    }

    /// Its events with the totals that they amount to; what is no event is left for the reader to refuse.
    fn closed(&self) -> Vec<Value> {
        let mut fold = Fold::new();
        let mut events = self.events.clone();
        for event in &mut events {
            let Ok(known) = Event::deserialize(&*event) else { break };
            if event["type"] == "run-finished" {
                event["totals"] = serde_json::to_value(fold.totals()).expect("JSON");
            }
            fold.event(&known);
        }
        events
    }

    /// Writes it down under a name, whatever its close says.
    pub fn written_as_it_is(&self, name: &str) -> String {
        self.put(name, &self.events)
    }

    fn put(&self, name: &str, events: &[Value]) -> String {
        let path = self.folder.path().join(name);
        let lines: Vec<String> = events.iter().map(Value::to_string).collect();
        std::fs::write(&path, lines.join("\n") + "\n").expect("written");
        path.to_str().expect("UTF-8").to_owned()
    }

    /// A path in its folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// The text of a path.
pub fn text(path: &std::path::Path) -> &str {
    path.to_str().expect("UTF-8")
}
