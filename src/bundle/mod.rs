//! Evidence bundles: one file with what a run left behind, signed, and the check of such a file.
//!
//! The file is a ZIP archive without compression. `manifest.json` names every member with its SHA-256, and
//! `manifest.json.minisig` is its signature in the format of minisign, so that other tools can verify both.

mod container;
mod key;
mod manifest;
mod verify;

pub use container::{ContainerError, MAX_BYTES, MAX_MEMBERS, pack};
pub use key::{KeyError, PublicKey, SigningKey};
pub use manifest::{
    DataIdentity, MANIFEST, Manifest, ManifestError, Member, RunIdentity, SIGNATURE, Signer, StandardIdentity,
};
pub use verify::{Change, Faith, Verification, verify};
