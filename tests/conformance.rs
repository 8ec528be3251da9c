//! The suite as trials over one recorded run: `cargo test --test conformance`.
//!
//! Tests the embedded simulator, or the target file that `ZWFW_TARGET` names; `ZWFW_STANDARD` takes ids of standards,
//! comma between them. A trial is one aspect of one requirement, its kind the operation. The run is made once a test
//! run, also under nextest, which starts a process a trial.
//!
//! `--list` sends nothing: it reads the plan. The trial `run` fails when the run is not whole, or has verdicts that the
//! list does not announce. A run that could not be made leaves this one trial, whatever the filter, so that nobody takes
//! silence for success.

mod conformance {
    pub mod harness;
    pub mod listing;
    pub mod once;
    pub mod recording;
}

use std::path::PathBuf;
use std::process::ExitCode;

use conformance::listing::Asked;
use conformance::recording::{Recorded, Recording};
use conformance::{harness, listing, recording};
use libtest_mimic::{Arguments, Completion, Failed, Trial};

/// The trial about the run itself.
const RUN: &str = "run";

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    let asked = Asked::from_environment();
    let trials = if arguments.list {
        // What is wrong is said when trials run; a list must not be taken for the result.
        let listed = listing::units(&asked).unwrap_or_default().into_iter();
        let silent = |unit: listing::Listed| {
            Trial::test(unit.name, || Ok(())).with_kind(unit.kind).with_ignored_flag(unit.ignored)
        };
        listed.map(silent).chain([Trial::test(RUN, || Ok(()))]).chain(harness::trials(&asked)).collect()
    } else if harness::is_meant(&asked, &arguments) {
        harness::trials(&asked)
    } else {
        match recording::obtain(&asked) {
            Ok((recording, folder)) => trials(recording, folder, asked),
            Err(reason) => {
                everything(&mut arguments);
                vec![Trial::test(RUN, || Err(reason.into()))]
            }
        }
    };
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// No filter may hide the one trial that says why there are no others.
fn everything(arguments: &mut Arguments) {
    arguments.filter = None;
    arguments.skip.clear();
    arguments.ignored = false;
}

fn trials(recording: Recording, folder: PathBuf, asked: Asked) -> Vec<Trial> {
    let harness = harness::trials(&asked);
    let recorded: Vec<listing::Listed> = recording.units.iter().map(Recorded::listed).collect();
    let stopped = recording.stopped;
    let whole = Trial::test(RUN, move || {
        let said = stopped.into_iter().chain(listing::differences(&asked, &recorded)?).collect::<Vec<_>>();
        let place = format!("recording: {}", folder.display());
        if said.is_empty() { Ok(()) } else { Err(Failed::from(format!("{}\n{place}", said.join("\n")))) }
    });
    let units = recording.units.into_iter().map(|unit| {
        let Recorded { name, kind, ignored, message, neutral } = unit;
        let judge = move || match message {
            Some(message) => Err(Failed::from(message)),
            None if neutral => Ok(Completion::ignored_with("not applicable")),
            None => Ok(Completion::Completed),
        };
        Trial::ignorable_test(name, judge).with_kind(kind).with_ignored_flag(ignored)
    });
    units.chain([whole]).chain(harness).collect()
}
