//! Shell commands that repeat a request. What must not be shown, or is new each time, stands there as a variable.

use super::credential::Recipe;
use crate::observation::{HttpRequest, Masker};
use crate::target::Signing;

/// Writes commands for one target.
pub(super) struct Shell<'a> {
    /// What stands for secrets in masked text, `$CUST_TOKEN`; longer ones first, since one may begin another.
    placeholders: Vec<String>,
    /// How those of them get their values that no person can know.
    recipes: Vec<Recipe>,
    signing: Option<&'a Signing>,
}

impl<'a> Shell<'a> {
    pub fn new(mut placeholders: Vec<String>, recipes: Vec<Recipe>, signing: Option<&'a Signing>) -> Self {
        placeholders.extend(recipes.iter().map(|recipe| recipe.placeholder.clone()));
        placeholders.sort_by_key(|placeholder| std::cmp::Reverse(placeholder.len()));
        Self { placeholders, recipes, signing }
    }

    /// A command that repeats a request as it was before it was signed.
    pub fn command(&self, request: &HttpRequest, masker: &Masker) -> String {
        let quote = |text: &str| self.quote(&masker.mask(text));
        let mut command = format!("curl -sS -X {} {}", request.method, quote(&request.url));
        for (name, value) in &request.headers {
            command.push_str(&format!(" -H {}", quote(&format!("{name}: {value}"))));
        }
        if let Some(signing) = self.signing {
            let prefix = signing.header_prefix.as_str();
            command.push_str(&format!(" -H {}", quote(&format!("{prefix}-paasid: {}", signing.paasid))));
            for (name, variable) in [("timestamp", "ts"), ("nonce", "nonce"), ("signature", "sig")] {
                command.push_str(&format!(" -H \"{prefix}-{name}: ${variable}\""));
            }
        }
        if !request.body.is_empty() {
            command.push_str(&format!(" --data-binary {}", quote(&String::from_utf8_lossy(&request.body))));
        }
        format!("{}{}{command}", self.computed(&command), self.signing.map(sign).unwrap_or_default())
    }

    /// Gives the variables of a command their values.
    fn computed(&self, command: &str) -> String {
        let used = self.recipes.iter().filter(|recipe| command.contains(&format!("\"{}\"", recipe.placeholder)));
        used.map(|recipe| format!("{}={}; ", recipe.placeholder.trim_start_matches('$'), recipe.command)).collect()
    }

    /// Masked text as one word of the shell, in which the placeholders stay variables.
    fn quote(&self, text: &str) -> String {
        let mut quoted = "'".to_owned();
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            let variable = self.placeholders.iter().find(|placeholder| rest.starts_with(placeholder.as_str()));
            let (taken, word) = match (variable, next) {
                (Some(variable), _) => (variable.len(), format!("'\"{variable}\"'")),
                (None, '\'') => (1, "'\\''".to_owned()),
                (None, next) => (next.len_utf8(), next.to_string()),
            };
            quoted.push_str(&word);
            rest = &rest[taken..];
        }
        quoted + "'"
    }
}

/// Signs anew: a gateway refuses a time that is past and a nonce that recurs.
fn sign(signing: &Signing) -> String {
    let token = signing.placeholder();
    format!(
        "ts=$(date +%s) nonce=$(openssl rand -hex 8); \
         sig=$(printf %s \"$ts{token}$nonce$ts\" | openssl dgst -sha256 -r | cut -c1-64 | tr a-f A-F); "
    )
}

#[cfg(test)]
#[path = "../../tests/wire/shell.rs"]
mod tests;
