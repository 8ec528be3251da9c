//! Verifies a bundle: who signed it, and what is no longer as it was signed.

use std::path::Path;

use minisign::SignatureBox;

use super::container::{ContainerError, Contents, open};
use super::key::{PublicKey, key_id};
use super::manifest::{MANIFEST, Manifest, SIGNATURE};

/// How far the signature can be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Faith {
    /// The given key signed exactly this manifest.
    Signed,
    /// There is a signature, but no key to hold it against.
    Unknown,
    /// Another key signed it.
    OtherKey,
    /// The signature does not fit the manifest or its comment.
    Broken,
    /// There is no signature that could be read, or no manifest.
    Unsigned,
}

/// What is no longer as the manifest says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The member has other contents, or the archive states another checksum of them.
    Changed(String),
    /// The member is gone.
    Missing(String),
    /// The manifest does not know the member.
    Added(String),
}

/// What became of a bundle.
#[derive(Debug)]
pub struct Verification {
    /// How far the signature can be believed.
    pub faith: Faith,
    /// Number of the key that the signature names.
    pub key: Option<String>,
    /// What the signer wrote; believed only when `faith` says so.
    pub comment: Option<String>,
    /// The manifest, if it can be read.
    pub manifest: Option<Manifest>,
    /// What differs from the manifest, by name.
    pub changes: Vec<Change>,
    /// Members that are as the manifest says.
    pub unchanged: usize,
}

impl Verification {
    /// Whether the given key signed all of it, and nothing was changed, taken away or added.
    pub fn as_signed(&self) -> bool {
        self.faith == Faith::Signed && self.manifest.is_some() && self.changes.is_empty()
    }
}

/// Verifies a bundle against the key of whom it should be from; without a key nobody vouches for it.
///
/// # Errors
/// [`ContainerError`] when the file is no bundle, is damaged, or is laid out otherwise: then nothing can be told.
pub fn verify(path: &Path, key: Option<&PublicKey>) -> Result<Verification, ContainerError> {
    let contents = open(path)?;
    let text = contents.signature.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok());
    // One signature, nothing before or behind it: other tools read the first lines alone.
    let text = text.filter(|text| text.lines().count() == 4);
    let signature = text.and_then(|text| SignatureBox::from_string(text).ok());
    let faith = faith(&contents, signature.as_ref(), key);
    let manifest = contents.manifest.as_deref().and_then(|bytes| Manifest::read(bytes).ok());
    let (changes, unchanged) = manifest.as_ref().map_or((Vec::new(), 0), |manifest| compared(&contents, manifest));
    Ok(Verification {
        faith,
        key: signature.as_ref().map(|signature| key_id(signature.keynum())),
        comment: signature.as_ref().and_then(|signature| signature.trusted_comment().ok()),
        manifest,
        changes,
        unchanged,
    })
}

fn faith(contents: &Contents, signature: Option<&SignatureBox>, key: Option<&PublicKey>) -> Faith {
    let (Some(signature), Some(manifest)) = (signature, contents.manifest.as_deref()) else { return Faith::Unsigned };
    match key {
        None => Faith::Unknown,
        Some(key) if key.id() != key_id(signature.keynum()) => Faith::OtherKey,
        Some(key) if key.accepts(manifest, signature) => Faith::Signed,
        Some(_) => Faith::Broken,
    }
}

fn compared(contents: &Contents, manifest: &Manifest) -> (Vec<Change>, usize) {
    let mut changes = Vec::new();
    let mut unchanged = 0;
    for member in &manifest.members {
        match contents.members.get(&member.name) {
            None => changes.push(Change::Missing(member.name.clone())),
            Some(found) if found == member && !contents.misstated.contains(&member.name) => unchanged += 1,
            Some(_) => changes.push(Change::Changed(member.name.clone())),
        }
    }
    let known = |name: &String| {
        [MANIFEST, SIGNATURE].contains(&name.as_str()) || manifest.members.iter().any(|member| member.name == *name)
    };
    let own = [MANIFEST, SIGNATURE].into_iter().filter(|name| contents.misstated.contains(*name));
    changes.extend(own.map(|name| Change::Changed(name.to_owned())));
    changes.extend(contents.members.keys().filter(|name| !known(name)).cloned().map(Change::Added));
    (changes, unchanged)
}
