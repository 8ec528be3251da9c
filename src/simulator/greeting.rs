//! How a server begins a handshake with a client that knows old versions of TLS alone: enough to be told by, no more.

/// TLS 1.0, as it is written on the wire.
pub const TLS_1_0: u16 = 0x0301;
/// TLS 1.1.
pub const TLS_1_1: u16 = 0x0302;
const TLS_1_2: u16 = 0x0303;

/// The extension in which clients list versions, where they know newer ones than their message is of.
const SUPPORTED_VERSIONS: u16 = 43;
/// Suites of that time that it knows: AES in CBC, with RSA and with ECDHE.
const SUITES: [u16; 3] = [0xc013, 0x002f, 0x000a];

/// What is answered to the first message of a client that knows nothing newer than TLS 1.1, by a server that takes these
/// versions beside newer ones; none where the message is of a newer client, or is none.
///
/// A server that takes none of them says so by an alert.
pub fn greeting_of_old(message: &[u8], takes: &[u16]) -> Option<Vec<u8>> {
    let hello = Hello::read(message)?;
    if hello.newest >= TLS_1_2 {
        return None;
    }
    let version = takes.iter().copied().filter(|version| *version <= hello.newest).max();
    let suite = SUITES.into_iter().find(|suite| hello.suites.contains(suite));
    Some(match (version, suite) {
        (Some(version), Some(suite)) => server_hello(version, suite),
        (None, _) => alert(hello.newest, 70),
        (_, None) => alert(hello.newest, 40),
    })
}

struct Hello {
    /// The newest version that the client knows.
    newest: u16,
    suites: Vec<u16>,
}

impl Hello {
    fn read(message: &[u8]) -> Option<Self> {
        let mut record = Bytes(message);
        let kind = record.number(1)?;
        record.take(2)?;
        let mut handshake = Bytes(record.sized(2)?);
        let first = handshake.number(1)?;
        if (kind, first) != (22, 1) {
            return None;
        }
        let mut body = Bytes(handshake.sized(3)?);
        let mut newest = u16::try_from(body.number(2)?).ok()?;
        body.take(32)?;
        body.sized(1)?;
        let shorts = |bytes: &[u8]| -> Vec<u16> {
            bytes.chunks_exact(2).map(|pair| pair.iter().fold(0, |sum, byte| (sum << 8) | u16::from(*byte))).collect()
        };
        let suites = shorts(body.sized(2)?);
        body.sized(1)?;
        let mut extensions = Bytes(body.sized(2).unwrap_or_default());
        while let Some(extension) = extensions.number(2) {
            let data = extensions.sized(2)?;
            if extension == usize::from(SUPPORTED_VERSIONS) {
                let listed = shorts(data.get(1..).unwrap_or_default());
                // Drawn values that are no versions at all are listed too.
                newest = listed.into_iter().filter(|version| version >> 8 == 3).chain([newest]).max()?;
            }
        }
        Some(Self { newest, suites })
    }
}

/// Bytes that are taken from the front.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self, width: usize) -> Option<usize> {
        let bytes = self.take(width)?;
        Some(bytes.iter().fold(0, |sum, byte| (sum << 8) | usize::from(*byte)))
    }

    /// What stands behind its own length.
    fn sized(&mut self, width: usize) -> Option<&'a [u8]> {
        let length = self.number(width)?;
        self.take(length)
    }
}

fn record(kind: u8, version: u16, message: &[u8]) -> Vec<u8> {
    let length = u16::try_from(message.len()).unwrap_or(u16::MAX).to_be_bytes();
    [&[kind][..], &version.to_be_bytes(), &length, message].concat()
}

fn server_hello(version: u16, suite: u16) -> Vec<u8> {
    let no_session = [0];
    let no_compression = [0];
    let random = [0x53; 32];
    let body = [&version.to_be_bytes()[..], &random, &no_session, &suite.to_be_bytes(), &no_compression].concat();
    let length = u16::try_from(body.len()).unwrap_or(u16::MAX).to_be_bytes();
    record(22, version, &[&[2, 0][..], &length, &body].concat())
}

fn alert(version: u16, description: u8) -> Vec<u8> {
    record(21, version, &[2, description])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A message with this version, this suite and these versions listed.
    fn hello(version: u16, suite: u16, listed: &[u16]) -> Vec<u8> {
        let list: Vec<u8> = listed.iter().flat_map(|one| one.to_be_bytes()).collect();
        let extension = [&[0, 43, 0, list.len() as u8 + 1, list.len() as u8][..], &list].concat();
        let extensions = if listed.is_empty() { Vec::new() } else { extension };
        let tail = [&[0, extensions.len() as u8][..], &extensions].concat();
        let body = [&version.to_be_bytes()[..], &[9; 32], &[0, 0, 2], &suite.to_be_bytes(), &[1, 0], &tail].concat();
        record(22, 0x0301, &[&[1, 0, 0, body.len() as u8][..], &body].concat())
    }

    #[test]
    fn old_clients_are_answered_and_newer_ones_are_left_to_others() {
        let both = [TLS_1_0, TLS_1_1];
        let said = |message: &[u8], takes: &[u16]| greeting_of_old(message, takes).expect("it is of an old client");
        let old = hello(TLS_1_1, 0x002f, &[]);
        assert_eq!(said(&old, &both)[..11], [22, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2]);
        assert_eq!(said(&old, &[TLS_1_0])[9..11], [3, 1]);
        assert_eq!(said(&old, &[]), [21, 3, 2, 0, 2, 2, 70]);
        assert_eq!(said(&hello(TLS_1_0, 0x002f, &[]), &[TLS_1_1]), [21, 3, 1, 0, 2, 2, 70]);
        assert_eq!(said(&hello(TLS_1_1, 0x1301, &[]), &both)[5..], [2, 40], "no suite in common");
        assert_eq!(greeting_of_old(&hello(TLS_1_2, 0x002f, &[]), &both), None);
        assert_eq!(greeting_of_old(&hello(TLS_1_1, 0x002f, &[0x0304, 0x0303]), &both), None);
        assert!(
            greeting_of_old(&hello(TLS_1_1, 0x002f, &[0x7a7a]), &both).is_some(),
            "drawn versions count for nothing"
        );
        for length in 0..old.len() - 2 {
            assert_eq!(greeting_of_old(&old[..length], &both), None, "{length}");
        }
    }
}
