//! Keys of recordings: anonymous sealed boxes of libsodium, so that other tools can open them too.

use std::fmt;
use std::str::FromStr;

use crypto_box::aead::{Aead, OsRng};
use crypto_box::{PublicKey, SalsaBox, SecretKey};
use sha2::{Digest, Sha256};

use crate::run::{from_hex, hex};

const PUBLIC: &str = "zwfw-public-";
const SECRET: &str = "zwfw-secret-";
const NONCE: usize = 24;

/// Who may read a sealed recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient(PublicKey);

/// The key that opens what was sealed for its recipient.
#[derive(Clone)]
pub struct Identity(SecretKey);

/// Why a text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKey {
    /// No recipient.
    #[error("no recipient: expected `{PUBLIC}` and 64 hexadecimal digits, as `judge key` prints them")]
    Public,
    /// No secret key.
    #[error("no key: expected a line with `{SECRET}` and 64 hexadecimal digits, as `judge key` writes it")]
    Secret,
}

impl Recipient {
    /// Seals bytes: only the recipient's key opens them.
    pub fn seal(&self, bytes: &[u8]) -> Option<String> {
        self.0.seal(&mut OsRng, bytes).ok().map(|sealed| hex(&sealed))
    }
}

impl Identity {
    /// A new key.
    pub fn generate() -> Self {
        Self(SecretKey::generate(&mut OsRng))
    }

    /// The key that whoever knows all of these has.
    pub fn derived<'a>(parts: impl Iterator<Item = &'a str>) -> Self {
        let mut digest = Sha256::new();
        for part in parts {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        Self(SecretKey::from_bytes(digest.finalize().into()))
    }

    /// Its recipient.
    pub fn recipient(&self) -> Recipient {
        Recipient(self.0.public_key())
    }

    /// The key as text, for a file that nobody else reads.
    pub fn secret(&self) -> String {
        format!("{SECRET}{}", hex(&self.0.to_bytes()))
    }

    /// Opens what was sealed for its recipient; none when it was not, or was changed.
    pub fn open(&self, sealed: &str) -> Option<Vec<u8>> {
        self.0.unseal(&from_hex(sealed)).ok()
    }

    /// A box for what the same key closes and opens.
    pub(super) fn own(&self) -> OwnBox {
        OwnBox(SalsaBox::new(&self.0.public_key(), &self.0))
    }
}

/// Closes and opens with one key, faster than sealing.
pub(super) struct OwnBox(SalsaBox);

impl OwnBox {
    pub fn close(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        use crypto_box::aead::AeadCore;
        let nonce = SalsaBox::generate_nonce(&mut OsRng);
        let closed = self.0.encrypt(&nonce, bytes).ok()?;
        Some([nonce.as_slice(), &closed].concat())
    }

    pub fn open(&self, closed: &str) -> Option<Vec<u8>> {
        let bytes = from_hex(closed);
        let (nonce, rest) = bytes.split_at_checked(NONCE)?;
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        self.0.decrypt(&nonce.into(), rest).ok()
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PUBLIC}{}", hex(self.0.as_bytes()))
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity of {}", self.recipient())
    }
}

impl FromStr for Recipient {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = text.trim().strip_prefix(PUBLIC).and_then(key).ok_or(InvalidKey::Public)?;
        Ok(Self(PublicKey::from_bytes(bytes)))
    }
}

impl FromStr for Identity {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut lines = text.lines().filter_map(|line| line.trim().strip_prefix(SECRET));
        let bytes = lines.next().and_then(key).ok_or(InvalidKey::Secret)?;
        Ok(Self(SecretKey::from_bytes(bytes)))
    }
}

fn key(hex: &str) -> Option<[u8; 32]> {
    from_hex(hex).try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_recipient_opens_what_was_sealed_and_no_change_goes_unseen() {
        let (own, other) = (Identity::generate(), Identity::generate());
        let sealed = own.recipient().seal("张三".as_bytes()).expect("sealed");
        assert_eq!(own.open(&sealed).as_deref(), Some("张三".as_bytes()));
        assert_eq!(other.open(&sealed), None);
        let last = if sealed.ends_with('0') { '1' } else { '0' };
        assert_eq!(own.open(&format!("{}{last}", &sealed[..sealed.len() - 1])), None);
        assert_eq!(own.recipient().to_string().parse::<Recipient>(), Ok(own.recipient()));
        assert_eq!(own.secret().parse::<Identity>().expect("a key").recipient(), own.recipient());
    }

    #[test]
    fn a_derived_key_needs_every_part() {
        let key = |parts: &[&str]| Identity::derived(parts.iter().copied());
        let closed = key(&["a", "bc"]).own().close(b"text").expect("closed");
        let closed = hex(&closed);
        assert_eq!(key(&["a", "bc"]).own().open(&closed).as_deref(), Some(b"text".as_slice()));
        assert_eq!(key(&["ab", "c"]).own().open(&closed), None);
    }
}
