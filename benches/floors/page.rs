//! How long the report takes to open in a real Chromium.

use std::path::Path;
use std::sync::Arc;

use zwfw_conformance::id::Language;
use zwfw_conformance::policy::Policy;
use zwfw_conformance::report::{Reporter, WholeFile, html};
use zwfw_conformance::verdict::Event;

use crate::chromium::Page;
use crate::measure::{Figure, Rounds};

const ROUNDS: usize = 5;

/// Seconds from the start of the navigation until everything is loaded and the first filter has shown its result.
const FILTERED: &str = "new Promise(done => {
    const begun = performance.now(), form = document.getElementById('filters');
    form.elements.text.value = 'T6.1';
    form.dispatchEvent(new Event('input', { bubbles: true }));
    requestAnimationFrame(() => setTimeout(() => done(
        (performance.getEntriesByType('navigation')[0].loadEventEnd + performance.now() - begun) / 1e3), 0));
})";

/// A run cut to 10,000 verdicts, and all of it.
pub fn measure() -> Vec<Figure> {
    let events = crate::judging::events();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("report.html");
    let mut figures = Vec::new();
    for limit in [10_000, usize::MAX] {
        let count = rendered(&events, limit, &path);
        let rounds = (0..ROUNDS).map(|_| Page::open(&path).value(FILTERED).as_f64().expect("seconds"));
        let figure = Figure::new(
            format!("report.html opened and filtered, {count} verdicts"),
            "s",
            Rounds::new(rounds.collect()),
        );
        figures.push(figure.at_most(2.0));
    }
    figures
}

fn rendered(events: &[Event], limit: usize, path: &Path) -> usize {
    let mut page = WholeFile::create(path, html::render, Arc::new(Policy::default()), Language::Zh).expect("a file");
    let mut count = 0;
    for event in events {
        if matches!(event, Event::Verdict(_)) {
            if count == limit {
                continue;
            }
            count += 1;
        }
        page.event(event).expect("taken in");
    }
    page.finish().expect("written");
    count
}
