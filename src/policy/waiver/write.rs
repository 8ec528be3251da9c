//! Writes entries of a waiver file.

use jiff::civil::Date;

use crate::policy::fingerprint::Fingerprint;

/// The text of one entry for a finding, as it stands in a waiver file below `waivers:`.
pub fn entry(found: &Fingerprint, case: Option<&str>, (reason, owner): (&str, &str), expires: Date) -> String {
    let Fingerprint { operation, requirement, aspect, code, field, cause } = found;
    let mut lines = vec![format!("requirement: {}", quoted(requirement.as_str())), format!("aspect: {aspect}")];
    if !operation.is_empty() {
        lines.push(format!("operation: {}", quoted(operation)));
    }
    lines.extend(case.map(|case| format!("case: {}", quoted(case))));
    let mut finding = vec![format!("code: {code}")];
    if !field.is_empty() {
        finding.push(format!("field: {}", quoted(field)));
    }
    if !cause.is_empty() {
        finding.push(format!("cause: {}", quoted(cause)));
    }
    lines.push(format!("finding: {{ {} }}", finding.join(", ")));
    lines.push(format!("reason: {}", quoted(reason)));
    lines.push(format!("owner: {}", quoted(owner)));
    lines.push(format!("expires: {}", quoted(&expires.to_string())));
    format!("  - {}\n", lines.join("\n    "))
}

/// A text as a YAML string in double quotes, which every JSON string is.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
