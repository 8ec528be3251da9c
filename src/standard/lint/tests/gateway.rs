//! What is ruled about gateways.

use super::{CLAUSE, after, refused};

const S: &str = "s/standard.yaml";

/// The rules of a gateway that can hold.
const RULES: &str = r#"gateway:
  paths: { service: "/a/{passid}", site: "/{passid}" }
  body_limit: { test: 4, production: 8, below_percent: 75, above_percent: 200 }
  timeout: { seconds: 15, leeway_seconds: 3 }
  signature: { window_seconds: 180, nonce_seconds: 600, stale_seconds: 3600 }
"#;

#[test]
fn a_clause_that_is_seen_at_a_gateway_needs_its_rules() {
    let clause = |more: &str| {
        format!(
            "{CLAUSE}\n  - {{ id: ‸x, title: {{ zh: 甲, en: A }}, level: must, roles: [provider], aspects: [behaviour], probe: {{ sees: {more} }} }}"
        )
    };
    refused(S, CLAUSE, &clause("gateway-signed"), "expected `gateway` with its rules");
}

#[test]
fn rules_of_a_gateway_can_hold() {
    let with = |rules: &str| format!("id: ‸s\n{rules}");
    for (from, to, said) in [
        ("/a/{passid}", "/a", "begin with `/` and contain `{passid}`"),
        ("/a/{passid}", "/{passid}", "begin with `/` and contain `{passid}`"),
        ("below_percent: 75", "below_percent: 100", "`below_percent` lies between"),
        ("above_percent: 200", "above_percent: 100", "`above_percent` above 100"),
        ("leeway_seconds: 3", "leeway_seconds: 15", "`leeway_seconds` is less"),
        ("stale_seconds: 3600", "stale_seconds: 180", "beyond `window_seconds`"),
    ] {
        refused(S, "id: s\n", &with(&RULES.replace(from, to)), said);
    }
    assert_eq!(after(S, "id: s\n", &format!("id: s\n{RULES}")), [""; 0]);
}
