//! Secrets that a target file writes out where no credential has its place: in headers, and in the address of a proxy.

use secrecy::{ExposeSecret, SecretString};

use super::expand::{Expanded, references};
use super::model::Secret;

/// Names of headers that hold a secret, and parts of such names.
const HEADERS: [&str; 8] = ["authorization", "cookie", "token", "key", "secret", "password", "auth", "session"];

/// Characters of the shortest part of a header that is looked for on its own: shorter ones are parts of words.
const TELLING: usize = 6;

/// What is shown in place of a proxy's password.
pub(super) const PROXY_PASSWORD: &str = "PROXY_PASSWORD";

/// Whether the value of a header with this name is a secret, as far as the name tells.
pub(super) fn is_secret_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    HEADERS.iter().any(|word| name.contains(word))
}

/// The variable that a header's value would have.
pub(super) fn variable(header: &str) -> String {
    header.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}

/// What is secret in the value of a header beside the variables in it: the parts of it, and last the whole.
pub(super) fn of_header(name: &str, value: &Expanded) -> Vec<Secret> {
    let lent = |part: &str| value.used.iter().any(|(_, lent)| lent.expose_secret() == part);
    let whole = value.text.trim();
    let words = whole.split([' ', ';', ',']).enumerate();
    // `Bearer xyz` and `id=xyz; other=uvw`: neither the scheme nor the names are secret.
    let parts = words.filter_map(|(place, word)| match word.split_once('=') {
        Some((_, said)) if !said.trim_matches('=').is_empty() => Some(said.trim_matches('"')),
        _ => (place > 0).then_some(word),
    });
    // Of words and variables the variables are the secret; a word with a variable in it is one as a whole.
    let lent_length: usize = value.used.iter().map(|(_, lent)| lent.expose_secret().len()).sum();
    let is_own = lent_length == 0 || lent_length < whole.len() && !whole.contains([' ', ';', ',']);
    let parts = parts.filter(|part| part.chars().count() >= TELLING).chain(is_own.then_some(whole));
    parts.filter(|part| !part.is_empty() && !lent(part)).map(|part| secret(part, &variable(name))).collect()
}

/// The password in the address of a proxy, unless it is what a variable holds.
pub(super) fn of_proxy(address: &str, lent: &dyn Fn(&str) -> bool) -> Option<Secret> {
    let password = password(address).filter(|password| !lent(password))?;
    Some(secret(password, PROXY_PASSWORD))
}

/// Whether an address, as the file says it, has a password without any variable.
pub(super) fn has_literal_password(address: &str) -> bool {
    let mut plain = address.to_owned();
    for reference in references(address).into_iter().rev() {
        plain.replace_range(reference, "\u{0}");
    }
    password(&plain).is_some_and(|password| !password.contains('\u{0}'))
}

fn password(address: &str) -> Option<&str> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let user = rest.get(..end)?.rsplit_once('@')?.0;
    user.split_once(':').map(|(_, password)| password).filter(|password| !password.is_empty())
}

fn secret(value: &str, variable: &str) -> Secret {
    Secret { value: SecretString::from(value), placeholder: format!("${variable}") }
}
