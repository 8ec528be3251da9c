//! Credentials that are computed: for whom, of which day, and how a shell gets at them.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::process::Command;
use std::sync::atomic::{AtomicI64, Ordering};

use super::*;
use crate::standard::{AccountRule, DayZone};

/// Account `ZJ1001` on 9 October 2018, from published practice.
const PUBLISHED: &str = "85c59454d3e14432642193010d914c273f65f97ca30925f3af6e94c563eb4559";

fn computed() -> ComputedRule {
    ComputedRule {
        digest: DigestName::Sm3,
        of: vec![Ingredient::Account, Ingredient::Day],
        day: DayForm::EightDigits,
        zone: DayZone::Shanghai,
    }
}

fn rule() -> CredentialRule {
    let account =
        AccountRule { field: "Account".into(), name: "account_id".into(), foreign: "foreign_account_id".into() };
    CredentialRule {
        field: "Token".into(),
        name: "access_token".into(),
        foreign: "foreign_token".into(),
        account: Some(account),
        computed: Some(computed()),
    }
}

fn target(credentials: &[(&str, &str)]) -> StandardTarget {
    let target = StandardTarget::new("http://127.0.0.1:1").unwrap();
    credentials.iter().fold(target, |target, (name, value)| target.with_credential(name, value))
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn morning() -> DateTime {
    DateTime::constant(2018, 10, 9, 8, 0, 0, 0)
}

fn value(credentials: &Credentials<'_>, name: &str) -> Option<String> {
    credentials.variable(name).map(|value| value.expose_secret().to_owned())
}

#[test]
fn the_credential_is_that_of_the_day_in_shanghai_right_across_midnight() {
    let of = |instant: &str| compute(&computed(), "ZJ1001", at(instant));
    assert_eq!(of("2018-10-09T12:00:00+08:00"), PUBLISHED);
    assert_eq!(of("2018-10-09T00:00:00+08:00"), PUBLISHED);
    assert_eq!(of("2018-10-09T23:59:59.999+08:00"), PUBLISHED);
    assert_eq!(of("2018-10-08T16:00:00Z"), PUBLISHED, "the day begins eight hours before that of UTC");
    for other in ["2018-10-08T23:59:59.999+08:00", "2018-10-10T00:00:00+08:00", "2018-10-09T16:00:00Z"] {
        assert_ne!(of(other), PUBLISHED, "{other}");
    }
}

#[test]
fn each_party_has_the_credential_of_its_own_account() {
    let (rule, target) = (rule(), target(&[("account_id", "ZJ1001"), ("foreign_account_id", "B")]));
    let credentials = Credentials::new(&rule, &target, morning);
    let of = |account: &str, day: &str| Some(sm3(&format!("{account}{day}")));
    assert_eq!(value(&credentials, "credential"), Some(PUBLISHED.to_owned()));
    assert_eq!(value(&credentials, "credential.yesterday"), of("ZJ1001", "20181008"));
    assert_eq!(value(&credentials, "foreign"), of("B", "20181009"));
    assert_eq!(value(&credentials, "account"), Some("ZJ1001".to_owned()));
    assert_eq!(value(&credentials, "foreign_account"), Some("B".to_owned()));
    assert_eq!(value(&credentials, "anything"), None);
}

#[test]
fn a_credential_of_the_file_stands_and_nothing_is_computed_beside_it() {
    let given = [("account_id", "ZJ1001"), ("foreign_account_id", "B"), ("access_token", "fixed")];
    let (rule, target) = (rule(), target(&given));
    let credentials = Credentials::new(&rule, &target, morning);
    assert_eq!(value(&credentials, "credential"), Some("fixed".to_owned()));
    for name in ["credential.yesterday", "foreign"] {
        assert_eq!(value(&credentials, name), None, "{name}: its rule is not known");
    }
    assert!(!has_credential(&rule, &target, "foreign_token") && has_credential(&rule, &target, "access_token"));
}

#[test]
fn without_an_account_there_is_no_credential() {
    let (rule, nobody) = (rule(), target(&[]));
    let credentials = Credentials::new(&rule, &nobody, morning);
    for name in ["credential", "credential.yesterday", "foreign", "account", "foreign_account"] {
        assert_eq!(value(&credentials, name), None, "{name}");
    }
    assert!(credentials.secrets().is_empty() && credentials.recipes().is_empty());
    let own = target(&[("account_id", "A")]);
    assert!(has_credential(&rule, &own, "access_token") && !has_credential(&rule, &own, "foreign_token"));
}

#[test]
fn a_run_across_midnight_sends_the_new_days_credential_and_hides_both() {
    static SECONDS: AtomicI64 = AtomicI64::new(0);
    fn clock() -> DateTime {
        let begun = DateTime::constant(2018, 10, 9, 23, 59, 59, 0);
        begun.checked_add(SignedDuration::from_secs(SECONDS.load(Ordering::SeqCst))).unwrap_or(begun)
    }
    let (rule, target) = (rule(), target(&[("account_id", "ZJ1001")]));
    let credentials = Credentials::new(&rule, &target, clock);
    let hidden = || {
        let secrets = credentials.secrets().into_iter();
        secrets.map(|secret| (secret.value.expose_secret().to_owned(), secret.placeholder)).collect::<Vec<_>>()
    };
    assert_eq!(value(&credentials, "credential"), Some(PUBLISHED.to_owned()));
    let of = |day: &str, placeholder: &str| (sm3(&format!("ZJ1001{day}")), placeholder.to_owned());
    let before = [of("20181008", "$ACCESS_TOKEN_YESTERDAY"), of("20181009", "$ACCESS_TOKEN")];
    assert_eq!(hidden(), before);
    SECONDS.store(1, Ordering::SeqCst);
    assert_eq!(value(&credentials, "credential"), Some(sm3("ZJ100120181010")));
    assert_eq!(value(&credentials, "credential.yesterday"), Some(PUBLISHED.to_owned()));
    assert_eq!(hidden(), [&before[..], &[of("20181010", "$ACCESS_TOKEN")]].concat());
}

#[test]
fn a_shell_computes_the_same_for_today_and_yesterday() {
    let (rule, target) = (rule(), target(&[("account_id", "ZJ1001")]));
    let recipes = Credentials::new(&rule, &target, morning).recipes();
    let names: Vec<&str> = recipes.iter().map(|recipe| recipe.placeholder.as_str()).collect();
    assert_eq!(names, ["$ACCESS_TOKEN", "$ACCESS_TOKEN_YESTERDAY"]);
    let run = |recipe: &Recipe| {
        let script = format!("printf %s \"{}\"", recipe.command);
        let output = Command::new("sh").args(["-c", &script]).env("ACCOUNT_ID", "ZJ1001").output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{script}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    // Midnight may lie between the two looks at the clock: one of them is right.
    let expected = |ago: i64| compute(&computed(), "ZJ1001", Timestamp::now() - SignedDuration::from_hours(24 * ago));
    for (recipe, ago) in recipes.iter().zip([0, 1]) {
        let (before, shown, after) = (expected(ago), run(recipe), expected(ago));
        assert!([before, after].contains(&shown), "{}", recipe.command);
    }
}
