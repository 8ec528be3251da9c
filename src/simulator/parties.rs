//! Who may call: two parties with a credential each, drawn anew from the seed.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::standard::CredentialRule;

/// Somebody who calls, and owns what it created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Party {
    /// The holder of the credential that a run uses.
    Own,
    /// The holder of the other credential.
    Foreign,
    /// A caller without a credential, who owns nothing.
    Nobody,
}

/// The credentials that were handed out.
#[derive(Debug, Clone)]
pub(crate) struct Parties {
    own: String,
    foreign: String,
}

impl Parties {
    /// Two credentials of 32 hexadecimal digits.
    pub(crate) fn from_seed(seed: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut draw = || format!("{:016x}{:016x}", random.next_u64(), random.next_u64());
        Self { own: draw(), foreign: draw() }
    }

    /// The same parties with credentials of so many characters.
    pub(crate) fn shortened(&self, characters: usize) -> Self {
        let short = |credential: &str| credential.chars().take(characters).collect();
        Self { own: short(&self.own), foreign: short(&self.foreign) }
    }

    /// Who holds this credential.
    pub(crate) fn holder(&self, credential: &str) -> Option<Party> {
        match credential {
            _ if credential == self.own => Some(Party::Own),
            _ if credential == self.foreign => Some(Party::Foreign),
            _ => None,
        }
    }

    /// The credentials under the names of a target file.
    pub(crate) fn named(&self, rule: &CredentialRule) -> BTreeMap<String, String> {
        BTreeMap::from([(rule.name.clone(), self.own.clone()), (rule.foreign.clone(), self.foreign.clone())])
    }
}
