//! `manifest.json`: what a bundle holds, and what made it.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::verdict::{SuiteIdentity, Totals};

/// Name of the manifest in a bundle.
pub const MANIFEST: &str = "manifest.json";

/// Name of the manifest's signature in a bundle.
pub const SIGNATURE: &str = "manifest.json.minisig";

/// Version of the format: readers accept the same number before the dot.
const SCHEMA: &str = "1.0";

/// What a bundle holds, and what made it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the format.
    pub schema: String,
    /// The suite that ran.
    pub suite: SuiteIdentity,
    /// The run.
    pub run: RunIdentity,
    /// The standards, as the suite knew them.
    pub standards: Vec<StandardIdentity>,
    /// What all standards share: the readings that hold for each.
    pub shared: DataIdentity,
    /// Every file of the bundle but the manifest and its signature, by name.
    pub members: Vec<Member>,
}

/// The run that a bundle is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunIdentity {
    /// Name of the object under test.
    pub target: String,
    /// Who makes it.
    pub vendor: String,
    /// Its version.
    pub version: String,
    /// Marker of the run.
    pub marker: String,
    /// Its seed.
    pub seed: u64,
    /// When it began, RFC 3339.
    pub started: String,
    /// When it ended; none when it was cut short.
    pub finished: Option<String>,
    /// Its totals; none when it was cut short.
    pub totals: Option<Totals>,
}

/// A standard, with the data that it was judged by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandardIdentity {
    /// Its id.
    pub id: String,
    /// Its edition.
    pub edition: String,
    /// Its tables, readings, derived schemas and written cases.
    #[serde(flatten)]
    pub data: DataIdentity,
}

/// A set of files, and their digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataIdentity {
    /// How many files.
    pub files: usize,
    /// SHA-256 over name and text of each in order of names, each behind its length in bytes as eight bytes, the highest
    /// first.
    pub sha256: String,
}

impl DataIdentity {
    /// The identity of files, given as name and text, in the order of their names.
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut files: Vec<(&str, &str)> = files.into_iter().collect();
        files.sort_unstable();
        let mut digest = Sha256::new();
        for text in files.iter().flat_map(|(name, text)| [name, text]) {
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text.as_bytes());
        }
        Self { files: files.len(), sha256: hex(&digest.finalize()) }
    }
}

/// One file of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
}

impl Member {
    /// The entry of a file.
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        Self { name: name.to_owned(), bytes: bytes.len() as u64, sha256: hex(&Sha256::digest(bytes)) }
    }
}

/// Why a manifest cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// It is no manifest.
    #[error("{MANIFEST}: {0}")]
    Json(#[from] serde_json::Error),
    /// It is of another major version.
    #[error("{MANIFEST} has schema {0}: expected {SCHEMA}; a newer version of the suite can read it")]
    Schema(String),
    /// It names a file twice, or itself.
    #[error("{MANIFEST} names `{0}`, which it must not, or twice")]
    Name(String),
}

impl Manifest {
    /// A manifest of this version of the format.
    pub fn new(
        suite: SuiteIdentity,
        run: RunIdentity,
        standards: Vec<StandardIdentity>,
        shared: DataIdentity,
        mut members: Vec<Member>,
    ) -> Self {
        members.sort_by(|a, b| a.name.cmp(&b.name));
        Self { schema: SCHEMA.to_owned(), suite, run, standards, shared, members }
    }

    /// The manifest as its file has it.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which would be our own fault.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ManifestError> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads a manifest.
    ///
    /// # Errors
    /// [`ManifestError`] when it is none, of another major version, or names a file twice.
    pub fn read(bytes: &[u8]) -> Result<Self, ManifestError> {
        let manifest: Self = serde_json::from_slice(bytes)?;
        if manifest.schema.split('.').next() != SCHEMA.split('.').next() {
            return Err(ManifestError::Schema(manifest.schema));
        }
        let mut names: Vec<&str> = manifest.members.iter().map(|member| member.name.as_str()).collect();
        names.extend([MANIFEST, SIGNATURE]);
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(ManifestError::Name(pair[0].to_owned())),
            None => Ok(manifest),
        }
    }
}

/// Who signs, and when: what the trusted comment of a signature says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// Seconds since 1970.
    pub time: i64,
    /// Who.
    pub name: Option<String>,
}

impl Signer {
    /// The trusted comment: what minisign writes by itself, and the name behind it.
    pub fn comment(&self) -> String {
        let name = self.name.as_ref().map(|name| format!("\tsigner:{name}")).unwrap_or_default();
        format!("timestamp:{}\tfile:{MANIFEST}\thashed{name}", self.time)
    }
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_depends_on_every_name_and_text_and_not_on_the_order_of_reading() {
        let of = |files: &[(&'static str, &'static str)]| DataIdentity::of(files.iter().copied()).sha256;
        assert_eq!(of(&[("a", "1"), ("b", "2")]), of(&[("b", "2"), ("a", "1")]));
        for other in [&[("a", "1"), ("b", "3")][..], &[("a", "1"), ("c", "2")], &[("a", "1b2")], &[("a", "1")]] {
            assert_ne!(of(&[("a", "1"), ("b", "2")]), of(other));
        }
        assert_eq!(of(&[]), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
