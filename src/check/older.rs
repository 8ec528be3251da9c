//! Whether a server takes versions of TLS that are older than what is asked of it, beside newer ones.

use crate::observation::{Greeting, OldTls, WireFault, greeting};

/// Whether a server takes older versions of TLS.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum OlderTls {
    /// Nobody asked it.
    #[default]
    NotAsked,
    /// It refused each.
    Refused,
    /// It went on in these.
    Accepted(Vec<&'static str>),
    /// Nothing can be told, for this reason.
    Unseen(String),
}

impl OlderTls {
    /// What answers to first messages of old clients come to, in the order in which they were asked for.
    pub fn of(answers: &[(OldTls, Result<Vec<u8>, WireFault>)]) -> Self {
        let mut accepted = Vec::new();
        let mut unseen = None;
        for (version, answer) in answers {
            match told(answer) {
                Ok(None) => {}
                Ok(Some(name)) if accepted.contains(&name) => {}
                Ok(Some(name)) => accepted.push(name),
                Err(reason) => drop(unseen.get_or_insert_with(|| format!("{}: {reason}", version.as_str()))),
            }
        }
        match unseen {
            _ if !accepted.is_empty() => Self::Accepted(accepted),
            Some(reason) => Self::Unseen(reason),
            None if answers.is_empty() => Self::NotAsked,
            None => Self::Refused,
        }
    }
}

/// The version in which a server went on; none where it did not.
///
/// # Errors
/// Why neither can be told.
pub fn told(answer: &Result<Vec<u8>, WireFault>) -> Result<Option<&'static str>, String> {
    match answer {
        // Who hangs up on an old client, and serves others, does not take it.
        Err(WireFault::Closed { .. }) => Ok(None),
        Err(fault) => Err(fault.to_string()),
        Ok(said) => match greeting(said) {
            Greeting::Accepted(name) => Ok(Some(name)),
            Greeting::Refused(_) => Ok(None),
            Greeting::Partial => Err("the answer broke off".to_owned()),
            Greeting::Unclear(reason) => Err(reason),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO: [u8; 7] = [21, 3, 1, 0, 2, 2, 70];

    fn yes(minor: u8) -> Vec<u8> {
        [&[22, 3, minor, 0, 42, 2, 0, 0, 38, 3, minor][..], &[0; 36]].concat()
    }

    fn of(first: Result<Vec<u8>, WireFault>, second: Result<Vec<u8>, WireFault>) -> OlderTls {
        OlderTls::of(&[(OldTls::V11, first), (OldTls::V10, second)])
    }

    #[test]
    fn one_version_that_is_taken_decides_and_refusals_must_be_seen() {
        let closed = || Err(WireFault::Closed { reused: false });
        assert_eq!(of(Ok(NO.to_vec()), closed()), OlderTls::Refused);
        assert_eq!(of(Ok(yes(2)), Ok(yes(1))), OlderTls::Accepted(vec!["TLS 1.1", "TLS 1.0"]));
        assert_eq!(of(Ok(yes(1)), Ok(yes(1))), OlderTls::Accepted(vec!["TLS 1.0"]));
        assert_eq!(of(Ok(NO.to_vec()), Ok(yes(1))), OlderTls::Accepted(vec!["TLS 1.0"]));
        assert_eq!(of(Err(WireFault::Stopped), Ok(yes(1))), OlderTls::Accepted(vec!["TLS 1.0"]));
        let OlderTls::Unseen(reason) = of(Ok(NO.to_vec()), Err(WireFault::Stopped)) else { panic!("no refusal") };
        assert!(reason.starts_with("TLS 1.0: "), "{reason}");
        assert!(matches!(of(Ok(b"HTTP/1.1 400".to_vec()), closed()), OlderTls::Unseen(_)));
        assert!(matches!(of(Ok(vec![22, 3]), closed()), OlderTls::Unseen(_)));
        assert_eq!(OlderTls::of(&[]), OlderTls::NotAsked);
    }
}
