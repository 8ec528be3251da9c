//! Identifiers of licences that a platform writes in a way of its own, and reads again.

use crate::simulator::formats::licence_check;

/// How identifiers begin: the arc of China among object identifiers.
const ARC: &str = "1.2.156.";
/// Names of the parts: root, type, issuer, serial, version, check character.
const HASHED: usize = 4;

/// The identifier as the platform writes it.
pub(super) fn other(finding: &str, text: &str) -> String {
    match (finding, text.rsplit_once('.')) {
        ("check-digit", Some((rest, check))) => format!("{rest}.{}", if check == "1" { "2" } else { "1" }),
        ("check-digit", None) => text.to_owned(),
        _ => text.chars().rev().collect(),
    }
}

/// The identifier behind what the platform wrote; the text itself where it wrote no such thing.
pub(super) fn own(finding: &str, text: &str) -> String {
    if finding != "check-digit" {
        let turned: String = text.chars().rev().collect();
        return if turned.starts_with(ARC) { turned } else { text.to_owned() };
    }
    let own = text.rsplit_once('.').and_then(|(rest, _)| {
        let mut parts: Vec<&str> = rest.rsplit('.').take(HASHED).collect();
        parts.reverse();
        licence_check(&parts).map(|check| format!("{rest}.{check}"))
    });
    own.filter(|own| other(finding, own) == text).unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_again() {
        let own_one = "1.2.156.3005.2.119999999900000178001.119999999900000253.99990000000001.001.4";
        for finding in ["check-digit", "wrong-format"] {
            let written = other(finding, own_one);
            assert_ne!(written, own_one);
            assert_eq!(own(finding, &written), own_one);
        }
        assert_eq!(own("check-digit", own_one), own_one, "a name that it never wrote");
    }
}
