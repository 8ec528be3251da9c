//! Hands what was said about a dossier to the stream.

use serde_json::Value;

use super::judge::Said;
use super::model::Dossier;
use crate::check::Surroundings;
use crate::observation::Masker;
use crate::subject::{Emission, Object};

/// Tells what was said about a dossier, in the order in which it was said.
///
/// A dossier has no row that announces personal data; numbers of persons, in the name of a file or in a reason, are masked by
/// their form.
pub fn tell(emission: &mut Emission<'_>, dossier: &Dossier, said: Vec<Said>) {
    let masker = Masker::default().with_numbers();
    let surroundings = Surroundings::default();
    let object = Object {
        standard: &dossier.standard,
        case: format!("{}/dossier", dossier.standard),
        file: dossier.place.file.clone(),
        content: &Value::Null,
        masker: &masker,
        surroundings: &surroundings,
    };
    for Said { judgement, place } in said {
        let at = place.map(|place| place.to_string()).unwrap_or_default();
        emission.say(&object, &at, judgement);
    }
}
