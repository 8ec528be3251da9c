//! What a reporter is, and the fan-out of one stream to several.

use std::io;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::verdict::{Event, Verdict};

/// A consumer of the event stream.
pub trait Reporter {
    /// Takes one event.
    ///
    /// # Errors
    /// What writing met; the reporter gets no further events then.
    fn event(&mut self, event: &Event) -> io::Result<()>;

    /// Ends the report, also when the stream has no close.
    ///
    /// # Errors
    /// What writing met.
    fn finish(&mut self) -> io::Result<()>;

    /// Name in messages: the format and, for a file, where it goes.
    fn name(&self) -> &str;
}

/// A report that could not be written.
#[derive(Debug, thiserror::Error)]
#[error(
    "report {name} could not be written: {source}. Other reports are not affected; check the place and free space, then make it again with `report render` where events.jsonl is whole"
)]
pub struct ReporterError {
    /// Which.
    pub name: String,
    /// What happened.
    #[source]
    pub source: io::Error,
}

/// Several reporters fed with one stream; one that fails does not stop the others.
#[derive(Default)]
pub struct Reporters {
    working: Vec<Box<dyn Reporter + Send>>,
    errors: Vec<ReporterError>,
}

impl Reporters {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn add(&mut self, reporter: impl Reporter + Send + 'static) {
        self.working.push(Box::new(reporter));
    }

    /// Hands one event to each; a reporter that fails is left out from here on and its error kept for [`Self::finish`].
    pub fn event(&mut self, event: &Event) {
        self.each(|reporter| reporter.event(event));
    }

    /// Ends every report that still works.
    ///
    /// # Errors
    /// The error of each reporter that failed at any time, in the order of failing. The run's outcome is then an
    /// internal error: evidence was lost.
    pub fn finish(mut self) -> Result<(), Vec<ReporterError>> {
        self.each(|reporter| reporter.finish());
        if self.errors.is_empty() { Ok(()) } else { Err(self.errors) }
    }

    /// The same on a thread of its own: formatting takes no time from whoever makes the events.
    pub fn in_background(mut self) -> Reporting {
        let (sender, handfuls) = sync_channel::<Vec<Event>>(HANDFULS_UNDER_WAY);
        let thread = std::thread::spawn(move || {
            handfuls.iter().flatten().for_each(|event| self.event(&event));
            self.finish()
        });
        Reporting { sender, thread, waiting: Vec::new(), last: Instant::now() }
    }

    fn each(&mut self, mut act: impl FnMut(&mut (dyn Reporter + Send)) -> io::Result<()>) {
        let errors = &mut self.errors;
        self.working.retain_mut(|reporter| match act(reporter.as_mut()) {
            Ok(()) => true,
            Err(source) => {
                errors.push(ReporterError { name: reporter.name().to_owned(), source });
                false
            }
        });
    }
}

/// Events handed on together: waking the other thread for each would cost more than writing it down.
const EVENTS_TOGETHER: usize = 64;

/// Handfuls that may wait for the reporters before whoever makes the events waits too.
const HANDFULS_UNDER_WAY: usize = 256;

/// How long an event may wait for others: a progress bar that lags more than this is seen to lag.
const LONGEST_WAIT: Duration = Duration::from_millis(20);

/// Reporters at work on a thread of their own.
pub struct Reporting {
    sender: SyncSender<Vec<Event>>,
    thread: JoinHandle<Result<(), Vec<ReporterError>>>,
    waiting: Vec<Event>,
    last: Instant,
}

impl Reporting {
    /// Hands one event on; a failure at once, so that it is on disk whatever happens next. Waits when the reporters lag
    /// far behind.
    pub fn event(&mut self, event: Event) {
        let urgent = match &event {
            Event::Verdict(verdict) => verdict.verdict >= Verdict::Fail,
            Event::Exchange(_) => self.last.elapsed() > LONGEST_WAIT,
            Event::Requirement(_) => false,
            Event::RunStarted(_) | Event::RunFinished(_) => true,
        };
        self.waiting.push(event);
        if urgent || self.waiting.len() >= EVENTS_TOGETHER {
            self.hand_on();
        }
    }

    fn hand_on(&mut self) {
        let events = std::mem::replace(&mut self.waiting, Vec::with_capacity(EVENTS_TOGETHER));
        self.last = Instant::now();
        // The thread ends before us only when a reporter panicked: `finish` says so.
        let _ = self.sender.send(events);
    }

    /// Waits until every report is written.
    ///
    /// # Errors
    /// As [`Reporters::finish`].
    pub fn finish(mut self) -> Result<(), Vec<ReporterError>> {
        self.hand_on();
        let Self { sender, thread, .. } = self;
        drop(sender);
        let broken = || {
            let source = io::Error::other("the reporting thread broke down");
            Err(vec![ReporterError { name: "reports".to_owned(), source }])
        };
        thread.join().unwrap_or_else(|_| broken())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::verdict::sample::{exchange, started};

    /// Counts what it gets and fails at the given call.
    struct Probe {
        name: &'static str,
        fails_at: Option<usize>,
        calls: Arc<Mutex<Vec<&'static str>>>,
    }

    impl Probe {
        fn call(&mut self, what: &'static str) -> io::Result<()> {
            let mut calls = self.calls.lock().expect("not poisoned");
            calls.push(what);
            if self.fails_at == Some(calls.len()) { Err(io::Error::other("disk full")) } else { Ok(()) }
        }
    }

    impl Reporter for Probe {
        fn event(&mut self, _: &Event) -> io::Result<()> {
            self.call("event")
        }

        fn finish(&mut self) -> io::Result<()> {
            self.call("finish")
        }

        fn name(&self) -> &str {
            self.name
        }
    }

    fn run(fails_at: [Option<usize>; 2]) -> (Result<(), Vec<ReporterError>>, [Vec<&'static str>; 2]) {
        let calls = [Arc::default(), Arc::default()];
        let mut reporters = Reporters::new();
        for (place, name) in ["first", "second"].into_iter().enumerate() {
            reporters.add(Probe { name, fails_at: fails_at[place], calls: Arc::clone(&calls[place]) });
        }
        reporters.event(&started());
        reporters.event(&exchange("query", "a"));
        let result = reporters.finish();
        (result, calls.map(|calls| calls.lock().expect("not poisoned").clone()))
    }

    #[test]
    fn every_reporter_gets_every_event_and_the_end() {
        let (result, calls) = run([None, None]);
        assert!(result.is_ok());
        assert_eq!(calls, [vec!["event", "event", "finish"], vec!["event", "event", "finish"]]);
    }

    #[test]
    fn a_failing_reporter_is_named_and_does_not_starve_the_next() {
        let (result, calls) = run([Some(1), None]);
        let errors = result.expect_err("the first failed");
        assert_eq!(errors.len(), 1);
        assert!(errors[0].to_string().contains("report first could not be written: disk full"), "{}", errors[0]);
        assert_eq!(calls, [vec!["event"], vec!["event", "event", "finish"]]);
    }

    #[test]
    fn reporters_in_the_background_get_everything_and_their_failures_are_told() {
        let calls = [Arc::default(), Arc::default()];
        let mut reporters = Reporters::new();
        for (place, (name, fails_at)) in [("first", None), ("second", Some(2))].into_iter().enumerate() {
            reporters.add(Probe { name, fails_at, calls: Arc::clone(&calls[place]) });
        }
        let mut reporting = reporters.in_background();
        reporting.event(started());
        reporting.event(exchange("query", "a"));
        let errors = reporting.finish().expect_err("the second failed");
        assert_eq!(errors.iter().map(|error| error.name.as_str()).collect::<Vec<_>>(), ["second"]);
        assert_eq!(*calls[0].lock().expect("not poisoned"), ["event", "event", "finish"]);
    }

    #[test]
    fn failures_at_the_end_are_reported_too() {
        let (result, _) = run([Some(3), Some(2)]);
        let names: Vec<_> = result.expect_err("both failed").into_iter().map(|error| error.name).collect();
        assert_eq!(names, ["second", "first"]);
    }
}
