//! What each consumer of the stream costs a run.

use zwfw_conformance::id::Language;
use zwfw_conformance::policy::FailOn;
use zwfw_conformance::report::{JsonLines, Junit, JunitMode, Progress, Reporter, Terminal, TerminalOptions};
use zwfw_conformance::verdict::{Event, Fold};

use crate::measure::{Figure, Rounds, seconds};

const ROUNDS: usize = 9;

/// The whole stream of a run through each, from the first event to the end of the report.
pub fn measure() -> Vec<Figure> {
    let events = crate::judging::events();
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name| folder.path().join(name);
    let count = events.len();
    let figure = |name: &str, work: &dyn Fn()| {
        let rounds = (0..ROUNDS).map(|_| seconds(work).0 * 1e3).collect();
        Figure::new(format!("{name}, {count} events"), "ms", Rounds::new(rounds))
    };
    let options = TerminalOptions { language: Language::En, quiet: true, fail_on: FailOn::Fail };
    vec![
        figure("folded", &|| {
            let mut fold = Fold::new();
            events.iter().for_each(|event| fold.event(event));
            std::hint::black_box(fold.totals());
        }),
        figure("events.jsonl", &|| feed(&events, JsonLines::create(&path("events.jsonl")).expect("a file"))),
        figure("junit.xml", &|| {
            feed(&events, Junit::create(&path("junit.xml"), JunitMode::PerRequirement, Language::En).expect("a file"));
        }),
        figure("terminal", &|| feed(&events, Terminal::new(std::io::sink(), options, Progress::off()))),
    ]
}

fn feed(events: &[Event], mut reporter: impl Reporter) {
    events.iter().for_each(|event| reporter.event(event).expect("written"));
    reporter.finish().expect("written");
}
