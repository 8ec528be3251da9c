//! What the text leaves open, as this platform has it.

use std::collections::BTreeMap;

use crate::standard::{Encoding, Fitting, Standard};

/// Paths by operation.
const PATHS: [(&str, &str); 9] = [
    ("c6.2", "/licence/search"),
    ("c6.3.1", "/licence/file/by-holder"),
    ("c6.3.2", "/licence/file/by-id"),
    ("c6.3.3", "/licence/file/by-encrypted-id"),
    ("c6.4.1", "/licence/data/by-holder"),
    ("c6.4.2", "/licence/data/by-id"),
    ("c6.4.3", "/licence/encrypted-ids"),
    ("c6.4.4", "/licence/qr-code"),
    ("c6.5.1", "/licence/verify"),
];

/// Names of members of which the text shows nothing that would do for a name.
const NAMES: [(&str, &str); 6] = [
    ("T5.3", "EncryptedID"),
    ("6.4.3.5", "CertificateType"),
    ("6.4.4.3", "EncryptedID"),
    ("6.3.2.out.data.dataList.1", "certificateType"),
    ("6.4.3.out.data.dataList.1", "encryptedID"),
    ("6.4.4.out.data.1", "qrCode"),
];

/// Names, paths and encoding: the names that the text implies are right here.
pub(crate) fn fitting(standard: &Standard) -> Fitting {
    let rows = standard.tables.iter().filter(|table| table.kind.is_message()).flat_map(|table| &table.rows);
    let implied = rows.filter_map(|row| row.guessed_name()).map(|name| (name.to_owned(), name.to_owned()));
    let texts = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    };
    Fitting {
        names: texts(&NAMES).into_iter().chain(implied).collect(),
        paths: texts(&PATHS),
        encoding: Some(Encoding::Json),
    }
}
