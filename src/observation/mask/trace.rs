//! What gives a credential away without being it: parts of it, other cases, hexadecimal, the middle of a longer base64.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use aho_corasick::AhoCorasick;

use super::view::View;
use super::{Find, PERSONAL, base64};

/// So many characters in a row tell which credential they are from.
const PART: usize = 12;

/// Credentials shorter than this are masked as they are alone: in another case they may be a word of any text.
const FOLDED: usize = 6;

/// A longer credential is looked for at so many places, not at each.
const PLACES: usize = 128;

/// Credentials whose traces are kept at most: a run has a handful, a proof runs thousands of times with the same.
const KEPT: usize = 64;

/// The traces of credentials that this process has met.
static MET: Mutex<BTreeMap<String, Arc<Traces>>> = Mutex::new(BTreeMap::new());

/// The traces of one credential, all of which are shown as `***`: none of them is the value that its name stands for.
pub(super) struct Traces {
    secret: String,
    /// Made when a text is looked at for the first time: most runs of a proof never come to that.
    automata: OnceLock<Automata>,
}

struct Automata {
    /// Parts as they are, reversed and in hexadecimal, whatever their case.
    folded: Option<AhoCorasick>,
    /// Parts in base64 at each of its three alignments.
    base64: Option<AhoCorasick>,
}

impl Automata {
    fn new(secret: &str) -> Self {
        let mut folded = BTreeSet::new();
        let mut encoded = BTreeSet::new();
        if secret.chars().count() >= FOLDED {
            let reversed: String = secret.chars().rev().collect();
            for written in [secret.to_owned(), secret.to_ascii_lowercase(), secret.to_ascii_uppercase(), reversed] {
                for part in parts(written.as_bytes()) {
                    folded.insert(part.to_vec());
                    folded.insert(part.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect());
                    for standard in base64::aligned(part) {
                        encoded.insert(base64::url_safe(&standard));
                        encoded.insert(standard);
                    }
                }
            }
        }
        Self {
            folded: AhoCorasick::builder().ascii_case_insensitive(true).build(&folded).ok(),
            base64: AhoCorasick::new(&encoded).ok(),
        }
    }
}

impl Traces {
    /// The traces of a credential, shared by all who mask it.
    pub fn of(secret: &str) -> Arc<Self> {
        let mut met = MET.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = met.get(secret) {
            return Arc::clone(known);
        }
        if met.len() >= KEPT {
            met.clear();
        }
        let traces = Arc::new(Self { secret: secret.to_owned(), automata: OnceLock::new() });
        met.insert(secret.to_owned(), Arc::clone(&traces));
        traces
    }

    /// Adds what is found in a view.
    pub fn find(&self, view: &View<'_>, finds: &mut Vec<Find<'_>>) {
        let bytes = view.bytes.as_ref();
        let automata = self.automata.get_or_init(|| Automata::new(&self.secret));
        let mut add = |start: usize, end: usize| {
            let (start, end) = view.origin(start, end);
            finds.push(Find { start, end, shown: Some(PERSONAL), secret: true, weight: 0 });
        };
        for found in automata.folded.iter().flat_map(|folded| folded.find_overlapping_iter(bytes)) {
            add(found.start(), found.end());
        }
        for found in automata.base64.iter().flat_map(|encoded| encoded.find_overlapping_iter(bytes)) {
            // The digits at both ends hold some bits of the value too.
            let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(|byte| base64::is_digit(*byte));
            let before = found.start().checked_sub(1);
            let start = before.filter(|before| digit(Some(*before))).unwrap_or(found.start());
            let end = found.end() + usize::from(digit(Some(found.end())));
            add(start, end + bytes.iter().skip(end).take(2).take_while(|byte| **byte == b'=').count());
        }
    }
}

/// Every part of a value that tells which value it is from; of a short value the whole.
fn parts(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.windows(PART.min(value.len()).max(1)).step_by(value.len() / PLACES + 1)
}
