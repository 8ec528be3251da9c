//! Progress on standard error: a bar on a terminal, a line now and then elsewhere.

use std::collections::HashSet;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::size;
use crate::id::Language;
use crate::report::describe;
use crate::report::texts::Label;
use crate::verdict::{Event, Origin, Verdict};

/// Time between two lines where there is no terminal.
const INTERVAL: Duration = Duration::from_secs(10);

/// The bar.
const TEMPLATE: &str = "{bar:24} {pos}/{len} {wide_msg}";

/// Shows how far the run is.
pub struct Progress {
    display: Display,
    language: Language,
    cases: HashSet<String>,
    planned: usize,
    exchanges: usize,
    failures: usize,
}

enum Display {
    Off,
    Bar(ProgressBar),
    Lines { out: Box<dyn Write + Send>, interval: Duration, last: Instant },
}

impl Progress {
    /// None.
    pub fn off() -> Self {
        Self::new(Display::Off, Language::default())
    }

    /// On standard error: a bar where that is a terminal that can draw one, else a line every ten seconds.
    pub fn stderr(language: Language) -> Self {
        if size::can_redraw() {
            let style = ProgressStyle::with_template(TEMPLATE);
            let bar = ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            Self::new(Display::Bar(bar), language)
        } else {
            Self::lines(Box::new(io::stderr()), INTERVAL, language)
        }
    }

    /// A line to `out` whenever `interval` has passed since the last.
    pub fn lines(out: Box<dyn Write + Send>, interval: Duration, language: Language) -> Self {
        Self::new(Display::Lines { out, interval, last: Instant::now() }, language)
    }

    fn new(display: Display, language: Language) -> Self {
        Self { display, language, cases: HashSet::new(), planned: 0, exchanges: 0, failures: 0 }
    }

    pub(super) fn event(&mut self, event: &Event) {
        match event {
            Event::RunStarted(started) => {
                self.planned = started.cases;
                if let Display::Bar(bar) = &self.display {
                    bar.set_length(u64::try_from(started.cases).unwrap_or(u64::MAX));
                }
            }
            Event::Exchange(exchange) => {
                self.exchanges += 1;
                self.case(&exchange.case);
                self.show(&exchange.operation);
            }
            Event::Verdict(verdict) => {
                self.failures += usize::from(verdict.verdict == Verdict::Fail);
                self.case(&verdict.case);
            }
            Event::Requirement(_) | Event::RunFinished(_) => {}
        }
    }

    pub(super) fn finish(&mut self) {
        if let Display::Bar(bar) = &self.display {
            bar.finish_and_clear();
        }
        self.display = Display::Off;
    }

    fn case(&mut self, case: &str) {
        if Origin::of(case).is_planned() && !self.cases.contains(case) {
            self.cases.insert(case.to_owned());
        }
    }

    fn show(&mut self, operation: &str) {
        let done = self.cases.len();
        let message = |progress: &Self| {
            let label = |label: Label| label.words().get(progress.language);
            format!(
                "{} {}; {} {}; {}",
                label(Label::Exchanges),
                progress.exchanges,
                label(Label::Fail),
                progress.failures,
                describe::operation(operation, progress.language)
            )
        };
        let (text, planned, cases) = (message(self), self.planned, Label::Cases.words().get(self.language));
        match &mut self.display {
            Display::Off => {}
            Display::Bar(bar) => {
                bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
                bar.set_message(text);
            }
            Display::Lines { out, interval, last } => {
                if last.elapsed() < *interval {
                    return;
                }
                *last = Instant::now();
                // Progress is a comfort: where it cannot be shown the run and its report go on without.
                if writeln!(out, "{cases} {done}/{planned}; {text}").is_err() {
                    self.display = Display::Off;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::sample::{exchange, started};

    #[test]
    fn what_is_said_beside_the_cases_is_not_counted_among_them() {
        let (events, shown) = (["demo/q/a", "demo/fixtures/x", "demo/probe", "demo/unreached"], Shown::default());
        let mut progress = Progress::lines(Box::new(shown.clone()), Duration::ZERO, Language::En);
        progress.event(&started());
        events.iter().for_each(|case| progress.event(&exchange("query", case)));
        let text = String::from_utf8(shown.0.lock().expect("whole").clone()).expect("UTF-8");
        assert_eq!(text.lines().filter(|line| line.starts_with("cases 1/12;")).count(), 4, "{text}");
    }

    #[derive(Clone, Default)]
    struct Shown(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

    impl Write for Shown {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("whole").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_template_of_the_bar_is_understood() {
        assert!(ProgressStyle::with_template(TEMPLATE).is_ok());
    }
}
