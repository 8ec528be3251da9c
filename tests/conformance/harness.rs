//! Trials about the trials: they start this same executable again, as nextest does.

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use libtest_mimic::{Arguments, Failed, Trial};

use super::listing::Asked;
use super::once::made;

const KIND: &str = "harness";

type Body = fn() -> Result<(), Failed>;

/// The trials. None when somebody tests a target of theirs: that is about the target alone.
pub fn trials(asked: &Asked) -> Vec<Trial> {
    if asked.target.is_some() {
        return Vec::new();
    }
    let all: [(&str, Body); 4] = [
        ("processes_at_once_make_one_run", processes_at_once_make_one_run),
        ("another_test_run_makes_its_own_run", another_test_run_makes_its_own_run),
        ("a_run_that_cannot_be_made_fails_whatever_the_filter", a_run_that_cannot_be_made_fails_whatever_the_filter),
        ("a_list_sends_nothing_and_makes_no_run", a_list_sends_nothing_and_makes_no_run),
    ];
    all.map(|(name, body)| Trial::test(name, body).with_kind(KIND)).into()
}

/// Whether exactly one of these trials is asked for, so that no run is needed.
pub fn is_meant(asked: &Asked, arguments: &Arguments) -> bool {
    let trials = trials(asked);
    arguments.exact && trials.iter().any(|trial| !arguments.is_filtered_out(trial)) && arguments.filter.is_some()
}

/// A folder of recordings with a target file of which nobody listens at the address.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Result<Self, Failed> {
        let place = Self(tempfile::tempdir()?);
        // Bound and let go: the system gives the port to nobody else so soon.
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let target = format!(
            "name: nobody\nstandards:\n  gdzw-0017-2019:\n    role: provider\n    network: lab\n    \
             base_url: http://127.0.0.1:{port}\n    credentials: {{ cust_token: \"${{env:ZWFW_HARNESS_TOKEN}}\" }}\n"
        );
        std::fs::write(place.target(), target)?;
        Ok(place)
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    fn target(&self) -> std::path::PathBuf {
        self.folder().join("target.yaml")
    }

    fn start(&self, test_run: &str, arguments: &[&str]) -> Result<Child, Failed> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(arguments).env("ZWFW_RECORDINGS", self.folder()).env("ZWFW_TARGET", self.target());
        command.env("NEXTEST_RUN_ID", test_run).env_remove("ZWFW_STANDARD").env("ZWFW_HARNESS_TOKEN", "0".repeat(32));
        Ok(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?)
    }

    fn end(&self, test_run: &str, arguments: &[&str]) -> Result<Output, Failed> {
        Ok(self.start(test_run, arguments)?.wait_with_output()?)
    }
}

fn equal<T: PartialEq + std::fmt::Debug>(seen: T, expected: T, output: &Output) -> Result<(), Failed> {
    if seen == expected {
        return Ok(());
    }
    let said = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).join("\n");
    Err(format!("{seen:?} where {expected:?} was expected\n{said}").into())
}

fn processes_at_once_make_one_run() -> Result<(), Failed> {
    let place = Place::new()?;
    let trial = ["--exact", "gdzw-0017-2019/T1.1#presence"];
    let at_once = (0..4).map(|_| place.start("one", &trial)).collect::<Result<Vec<_>, _>>()?;
    for process in at_once {
        let ended = process.wait_with_output()?;
        // Nobody listens, so that nothing could be told: a trial that saw the run fails.
        equal(ended.status.code(), Some(101), &ended)?;
        equal(String::from_utf8_lossy(&ended.stdout).contains("1 failed"), true, &ended)?;
        equal(made(place.folder()), 1, &ended)?;
    }
    Ok(())
}

fn another_test_run_makes_its_own_run() -> Result<(), Failed> {
    let place = Place::new()?;
    for (test_run, expected) in [("one", 1), ("one", 1), ("two", 2)] {
        let ended = place.end(test_run, &["--exact", "run"])?;
        equal(made(place.folder()), expected, &ended)?;
    }
    Ok(())
}

fn a_run_that_cannot_be_made_fails_whatever_the_filter() -> Result<(), Failed> {
    let place = Place::new()?;
    std::fs::write(place.target(), "name: nobody\nstandarts: {}\n")?;
    for filter in [&[][..], &["--exact", "gdzw-0017-2019/T1.1#presence"], &["no such trial"], &["--ignored"]] {
        let ended = place.end("one", filter)?;
        let said = String::from_utf8_lossy(&ended.stdout).into_owned();
        equal(ended.status.code(), Some(101), &ended)?;
        equal(said.contains("0 passed; 1 failed"), true, &ended)?;
        equal(said.contains("target.yaml:2:1"), true, &ended)?;
    }
    Ok(())
}

fn a_list_sends_nothing_and_makes_no_run() -> Result<(), Failed> {
    let place = Place::new()?;
    let ended = place.end("one", &["--list", "--format", "terse"])?;
    equal(ended.status.code(), Some(0), &ended)?;
    let listed = String::from_utf8_lossy(&ended.stdout).contains("gdzw-0017-2019/T1.1#presence: test");
    equal(listed, true, &ended)?;
    equal(made(place.folder()), 0, &ended)
}
