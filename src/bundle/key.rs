//! Keys and signatures in the formats of minisign.
//!
//! Signing takes no random numbers, unlike the `minisign` crate's: the same bundle under the same key has the same bytes.

use std::fmt;

use blake2::{Blake2b512, Digest};
use minisign::{KeyPair, SecretKeyBox, SignatureBox};
use ring::signature::Ed25519KeyPair;

/// Where the parts of a secret key lie in its binary form.
const PASSWORD_ALGORITHM: std::ops::Range<usize> = 2..4;
const KEY_NUMBER: std::ops::Range<usize> = 54..62;
const SEED: std::ops::Range<usize> = 62..94;
const PUBLIC: std::ops::Range<usize> = 94..126;
const CHECKSUM: std::ops::Range<usize> = 126..158;

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// No public key.
    #[error("no public key: expected `RWQ` and 53 more characters, or the file that `report key` writes")]
    Public,
    /// No secret key.
    #[error("no secret key: expected a file that `report key` or `minisign -G` has written")]
    Secret,
    /// It is closed.
    #[error("the key has a password, which is expected in the environment")]
    Locked,
    /// The password is wrong.
    #[error("the password does not open the key")]
    Password,
    /// It cannot be made or used.
    #[error("{0}")]
    Crypto(String),
}

/// The secret half of a key pair.
#[derive(Clone)]
pub struct SigningKey(minisign::SecretKey);

/// The public half of a key pair.
#[derive(Clone, PartialEq)]
pub struct PublicKey(minisign::PublicKey);

impl SigningKey {
    /// A new key, and the text of its file, closed with a password if one is given.
    ///
    /// # Errors
    /// When the system gives no random numbers, or too little memory for the password.
    pub fn generate(password: Option<&str>) -> Result<(Self, String), KeyError> {
        let failed = |error: minisign::PError| KeyError::Crypto(error.to_string());
        let text =
            |key: &minisign::SecretKey| Ok(key.to_box(Some("zwfw-conform secret key")).map_err(failed)?.into_string());
        match password {
            None => {
                let open = KeyPair::generate_unencrypted_keypair().map_err(failed)?.sk;
                let text = text(&open)?;
                Ok((Self(open), text))
            }
            Some(password) => {
                let closed = KeyPair::generate_encrypted_keypair(Some(password.to_owned())).map_err(failed)?.sk;
                let text = text(&closed)?;
                Ok((Self::read(&text, Some(password))?, text))
            }
        }
    }

    /// Reads the text of a key file.
    ///
    /// # Errors
    /// [`KeyError`] when it is none, or the password is missing or wrong.
    pub fn read(text: &str, password: Option<&str>) -> Result<Self, KeyError> {
        let bytes = text.lines().nth(1).and_then(|line| decoded(line.trim())).ok_or(KeyError::Secret)?;
        if bytes.len() != CHECKSUM.end || !bytes.starts_with(b"Ed") {
            return Err(KeyError::Secret);
        }
        if bytes[PASSWORD_ALGORITHM] == [0, 0] && bytes[CHECKSUM].iter().all(|byte| *byte == 0) {
            // `minisign -G -W` leaves the checksum of an open key out; the public half inside shows damage as well.
            let open = minisign::SecretKey::from_bytes(&bytes).map_err(|_| KeyError::Secret)?;
            return Ok(Self(open));
        }
        let boxed = SecretKeyBox::from_string(text).map_err(|_| KeyError::Secret)?;
        if bytes[PASSWORD_ALGORITHM] == [0, 0] {
            return boxed.into_unencrypted_secret_key().map(Self).map_err(|_| KeyError::Secret);
        }
        // Without a password the library would ask on the terminal.
        let password = password.ok_or(KeyError::Locked)?;
        boxed.into_secret_key(Some(password.to_owned())).map(Self).map_err(|_| KeyError::Password)
    }

    /// Its public half.
    ///
    /// # Errors
    /// When the key is damaged.
    pub fn public(&self) -> Result<PublicKey, KeyError> {
        minisign::PublicKey::from_secret_key(&self.0).map(PublicKey).map_err(|_| KeyError::Secret)
    }

    /// The signature of bytes, as the text of a `.minisig` file.
    ///
    /// # Errors
    /// When the key is damaged.
    pub fn sign(&self, bytes: &[u8], trusted_comment: &str) -> Result<String, KeyError> {
        let key = self.0.to_bytes();
        let part = |range| key.get(range).ok_or(KeyError::Secret);
        let (number, seed, public) = (part(KEY_NUMBER)?, part(SEED)?, part(PUBLIC)?);
        let pair = Ed25519KeyPair::from_seed_and_public_key(seed, public).map_err(|_| KeyError::Secret)?;
        let signature = pair.sign(&Blake2b512::digest(bytes));
        let global = pair.sign(&[signature.as_ref(), trusted_comment.as_bytes()].concat());
        let first = base64(&[b"ED", number, signature.as_ref()].concat());
        let second = base64(global.as_ref());
        Ok(format!(
            "untrusted comment: signature of zwfw-conform\n{first}\ntrusted comment: {trusted_comment}\n{second}\n"
        ))
    }
}

impl PublicKey {
    /// Reads a public key, as one line or as the text of its file.
    ///
    /// # Errors
    /// [`KeyError::Public`] when it is none.
    pub fn read(text: &str) -> Result<Self, KeyError> {
        let line = text.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
        minisign::PublicKey::from_base64(line).map(Self).map_err(|_| KeyError::Public)
    }

    /// The key as one line.
    pub fn line(&self) -> String {
        self.0.to_base64()
    }

    /// The text of its file.
    pub fn file(&self) -> String {
        format!("untrusted comment: minisign public key {}\n{}\n", self.id(), self.line())
    }

    /// Its number, as minisign writes it.
    pub fn id(&self) -> String {
        key_id(self.0.keynum())
    }

    /// Whether this key signed bytes and comment.
    pub(super) fn accepts(&self, bytes: &[u8], signature: &SignatureBox) -> bool {
        minisign::verify(&self.0, signature, std::io::Cursor::new(bytes), true, false, false).is_ok()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey")
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey {}", self.id())
    }
}

/// The number of a key as minisign writes it: its eight bytes, the last one first.
pub(super) fn key_id(number: &[u8]) -> String {
    number.iter().rev().map(|byte| format!("{byte:02X}")).collect()
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 without a stray character.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let plain = text.trim_end_matches('=');
    if !text.len().is_multiple_of(4) || text.len() - plain.len() > 2 {
        return None;
    }
    for chunk in plain.as_bytes().chunks(4) {
        let mut word = 0_u32;
        for letter in chunk {
            word = word << 6 | u32::try_from(LETTERS.iter().position(|known| known == letter)?).ok()?;
        }
        word <<= 6 * (4 - chunk.len());
        bytes.extend(word.to_be_bytes().into_iter().skip(1).take(chunk.len() - 1));
    }
    Some(bytes)
}

fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() { letter as char } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_library_accepts_a_signature_and_no_changed_byte_or_comment() {
        let (key, text) = SigningKey::generate(None).expect("a key");
        let public = key.public().expect("public");
        assert_eq!(PublicKey::read(&public.file()).expect("read").line(), public.line());
        let signed = key.sign(b"text", "timestamp:1\tsigner:A").expect("signed");
        let again =
            SigningKey::read(&text, None).expect("read").sign(b"text", "timestamp:1\tsigner:A").expect("signed");
        assert_eq!(signed, again, "no random numbers");
        let read = |text: &str| SignatureBox::from_string(text).expect("a signature");
        assert!(public.accepts(b"text", &read(&signed)));
        assert!(!public.accepts(b"Text", &read(&signed)));
        assert!(!public.accepts(b"text", &read(&signed.replace("signer:A", "signer:B"))));
        assert_eq!(key_id(read(&signed).keynum()), public.id());
        let other = SigningKey::generate(None).expect("a key").0.public().expect("public");
        assert!(!other.accepts(b"text", &read(&signed)));
    }

    #[test]
    fn what_is_no_key_is_refused_without_asking_on_the_terminal() {
        for text in ["", "a\nb\n", "untrusted comment: x\nRWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3\n"] {
            assert!(matches!(SigningKey::read(text, None), Err(KeyError::Secret)), "{text}");
            assert!(matches!(SigningKey::read(text, Some("x")), Err(KeyError::Secret)), "{text}");
        }
        assert!(PublicKey::read("RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3").is_ok());
        assert!(PublicKey::read("RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO").is_err());
    }

    #[test]
    fn base64_is_as_others_write_it() {
        let pairs = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        assert!(pairs.iter().all(|(bytes, text)| base64(bytes.as_bytes()) == *text));
        assert!(pairs.iter().all(|(bytes, text)| decoded(text).as_deref() == Some(bytes.as_bytes())));
        assert!(["Zg=", "Z===", "Zm9v!", "Zm 8"].iter().all(|text| decoded(text).is_none()));
    }
}
