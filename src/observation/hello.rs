//! What a server says to somebody who knows no newer version of TLS than an old one: the first message of a handshake,
//! made by hand, since no TLS library that is kept up offers those versions any more. The handshake is never finished.

/// A version of TLS that is older than what is asked of services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OldTls {
    /// TLS 1.1.
    V11,
    /// TLS 1.0.
    V10,
}

impl OldTls {
    /// In the order in which they are asked for.
    pub const ALL: [Self; 2] = [Self::V11, Self::V10];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V11 => "TLS 1.1",
            Self::V10 => "TLS 1.0",
        }
    }

    fn on_the_wire(self) -> [u8; 2] {
        match self {
            Self::V11 => [3, 2],
            Self::V10 => [3, 1],
        }
    }
}

/// What a server has said to an old client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Greeting {
    /// It goes on in the version of this name.
    Accepted(&'static str),
    /// It says no, by this alert.
    Refused(u8),
    /// It has not said enough yet.
    Partial,
    /// It said something else.
    Unclear(String),
}

const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const CLIENT_HELLO: u8 = 1;
const SERVER_HELLO: u8 = 2;
const WARNING: u8 = 1;
const CLOSE_NOTIFY: u8 = 0;

/// Bytes of the head of a record.
const HEAD: usize = 5;
/// Bytes of the longest record, encrypted or not.
const RECORD_MAX: usize = 16_384 + 2_048;

/// Suites that servers of these versions know: with and without forward secrecy, for RSA and ECDSA keys, AES, 3DES and RC4.
const SUITES: [u16; 16] = [
    0xc00a, 0xc014, 0x0039, 0xc009, 0xc013, 0x0033, 0x0035, 0x002f, 0xc008, 0xc012, 0x0016, 0x000a, 0x0084, 0x0041,
    0x0005, 0x00ff,
];
/// Curves: secp256r1, secp384r1, secp521r1, x25519.
const GROUPS: [u16; 4] = [23, 24, 25, 29];

/// Secret from nobody: no key is ever made of it.
const RANDOM: [u8; 32] = *b"no handshake is finished by this";

/// The first message of a client that knows nothing newer than this version; `host` is the name of the server, where it
/// has one.
///
/// It has no list of algorithms for signatures, which only clients of TLS 1.2 may send.
pub fn client_hello(newest: OldTls, host: Option<&str>) -> Vec<u8> {
    let shorts = |list: &[u16]| list.iter().flat_map(|one| one.to_be_bytes()).collect::<Vec<u8>>();
    let mut extensions = Vec::new();
    if let Some(host) = host {
        let name = [&[0][..], &sized(host.as_bytes())].concat();
        extensions.extend(extension(0, &sized(&name)));
    }
    extensions.extend(extension(10, &sized(&shorts(&GROUPS))));
    // One byte of length, and points that are not compressed.
    extensions.extend(extension(11, &[1, 0]));
    let no_session = [0];
    let no_compression = [1, 0];
    let suites = sized(&shorts(&SUITES));
    let version = newest.on_the_wire();
    let body = [&version[..], &RANDOM, &no_session, &suites, &no_compression, &sized(&extensions)].concat();
    let message = [&[CLIENT_HELLO, 0][..], &sized(&body)].concat();
    // Records of a first message say 1.0, whatever the client knows.
    [&[HANDSHAKE, 3, 1][..], &sized(&message)].concat()
}

fn extension(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_be_bytes()[..], &sized(data)].concat()
}

/// Bytes behind their length in two.
fn sized(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    [&length.to_be_bytes()[..], bytes].concat()
}

/// Reads the first bytes that a server has said. Alerts that are only warnings are passed over: a server that does not know
/// the name that it was called by may say so, and go on.
pub fn greeting(said: &[u8]) -> Greeting {
    let mut rest = said;
    loop {
        let [kind, major, _, high, low, inside @ ..] = rest else { return begun(rest) };
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        if !matches!(*kind, ALERT | HANDSHAKE) || *major != 3 || !(1..=RECORD_MAX).contains(&length) {
            return Greeting::Unclear("what it says is not TLS".to_owned());
        }
        if *kind == HANDSHAKE {
            return server_hello(inside, length);
        }
        match inside {
            [WARNING, alert, ..] if *alert != CLOSE_NOTIFY => rest = rest.get(HEAD + length..).unwrap_or_default(),
            [_, alert, ..] => return Greeting::Refused(*alert),
            _ => return Greeting::Partial,
        }
    }
}

/// What the beginning of a head is worth.
fn begun(head: &[u8]) -> Greeting {
    match head.first() {
        None | Some(&ALERT | &HANDSHAKE) => Greeting::Partial,
        Some(_) => Greeting::Unclear("what it says is not TLS".to_owned()),
    }
}

fn server_hello(inside: &[u8], length: usize) -> Greeting {
    let [kind, _, _, _, major, minor, ..] = inside else {
        let cut = length < HEAD + 1;
        return if cut { Greeting::Unclear("its first message is cut up".to_owned()) } else { Greeting::Partial };
    };
    match (*kind, *major, *minor) {
        (SERVER_HELLO, 3, 0) => Greeting::Accepted("SSL 3.0"),
        (SERVER_HELLO, 3, 1) => Greeting::Accepted("TLS 1.0"),
        (SERVER_HELLO, 3, 2) => Greeting::Accepted("TLS 1.1"),
        (SERVER_HELLO, ..) => Greeting::Unclear("it goes on in a version that it was not offered".to_owned()),
        _ => Greeting::Unclear("its first message is no greeting".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lengths of nested parts, checked by taking them apart again.
    fn taken<'a>(bytes: &mut &'a [u8], width: usize) -> &'a [u8] {
        let (length, rest) = bytes.split_at(width);
        let length = length.iter().fold(0, |sum, byte| sum * 256 + usize::from(*byte));
        let (inside, rest) = rest.split_at(length);
        *bytes = rest;
        inside
    }

    #[test]
    fn a_hello_is_framed_as_the_protocol_has_it_and_names_its_version_alone() {
        for (version, minor) in [(OldTls::V11, 2), (OldTls::V10, 1)] {
            let hello = client_hello(version, Some("service.example"));
            let (head, mut rest) = hello.split_at(3);
            assert_eq!(head, [22, 3, 1]);
            let mut message = taken(&mut rest, 2);
            assert!(rest.is_empty() && message[0] == 1);
            message = &message[1..];
            let mut body = taken(&mut message, 3);
            assert!(message.is_empty());
            assert_eq!(body[..2], [3, minor]);
            body = &body[2 + 32..];
            assert!(taken(&mut body, 1).is_empty(), "no session");
            let suites = taken(&mut body, 2);
            for suite in [[0xc0, 0x13], [0xc0, 0x09], [0, 0x2f], [0, 0x0a]] {
                assert!(suites.chunks(2).any(|one| one == suite), "{suite:?}");
            }
            assert_eq!(taken(&mut body, 1), [0]);
            let mut extensions = taken(&mut body, 2);
            assert!(body.is_empty());
            let mut kinds = Vec::new();
            while let [high, low, rest @ ..] = extensions {
                kinds.push((u16::from_be_bytes([*high, *low]), 0));
                extensions = rest;
                let data = taken(&mut extensions, 2);
                kinds.last_mut().expect("pushed").1 = data.len();
            }
            // The name, with its kind and two lengths; never a list of newer versions.
            assert_eq!(kinds, [(0, 15 + 5), (10, 10), (11, 2)]);
        }
        assert!(!client_hello(OldTls::V11, None).windows(4).any(|part| part == b"exam"));
    }

    #[test]
    fn an_answer_is_read_by_its_first_message() {
        let hello = |minor: u8| [&[22, 3, minor, 0, 42, 2, 0, 0, 38, 3, minor][..], &[7; 36]].concat();
        assert_eq!(greeting(&hello(2)), Greeting::Accepted("TLS 1.1"));
        assert_eq!(greeting(&hello(1)), Greeting::Accepted("TLS 1.0"));
        assert_eq!(greeting(&hello(0)), Greeting::Accepted("SSL 3.0"));
        assert!(matches!(greeting(&hello(3)), Greeting::Unclear(_)));
        assert_eq!(greeting(&[21, 3, 1, 0, 2, 2, 70]), Greeting::Refused(70));
        assert_eq!(greeting(&[21, 3, 1, 0, 2, 1, 0]), Greeting::Refused(0), "it hangs up politely");
        let unrecognised = [21, 3, 1, 0, 2, 1, 112];
        assert_eq!(greeting(&[&unrecognised[..], &hello(2)].concat()), Greeting::Accepted("TLS 1.1"));
        assert_eq!(greeting(&[&unrecognised[..], &[21, 3, 1, 0, 2, 2, 40]].concat()), Greeting::Refused(40));
    }

    #[test]
    fn what_is_cut_off_or_no_tls_is_neither_yes_nor_no() {
        let whole = [22, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2];
        for length in 0..whole.len() {
            assert_eq!(greeting(&whole[..length]), Greeting::Partial, "{length}");
        }
        for other in [&b"HTTP/1.1 400 Bad Request"[..], &[22, 2, 2, 0, 9, 2], &[22, 3, 2, 0, 0], &[23, 3, 2, 0, 9, 2]] {
            assert!(matches!(greeting(other), Greeting::Unclear(_)), "{other:?}");
        }
        assert!(matches!(greeting(&[22, 3, 2, 255, 255, 2]), Greeting::Unclear(_)), "longer than any record");
        assert!(matches!(greeting(&[22, 3, 2, 0, 4, 0, 0, 0, 0, 0, 0]), Greeting::Unclear(_)));
        assert!(matches!(greeting(&[22, 3, 2, 0, 3, 2, 0, 0]), Greeting::Unclear(_)), "cut up");
    }
}
