//! Who may call: two parties with a credential each, drawn anew from the seed, or computed from an account and the day.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::DateTime;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sm3::{Digest, Sm3};

use crate::standard::{ComputedRule, CredentialRule, DayForm, DigestName, Ingredient};

/// Clocks may differ by so many minutes around the end of a day.
const MINUTES: i64 = 10;

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
    /// Credentials; accounts, where credentials are computed.
    own: String,
    foreign: String,
    /// Accounts that go with credentials which are not computed of them.
    accounts: Option<[String; 2]>,
    computed: Option<ComputedRule>,
    /// Yesterday's credentials are taken as well.
    late: bool,
}

/// What a request says of its sender.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim<'a> {
    /// The account that it names; none where it does not matter which.
    pub(crate) account: Option<&'a str>,
    /// The credential that it carries.
    pub(crate) credential: &'a str,
    /// The time of China.
    pub(crate) now: DateTime,
}

impl Parties {
    /// Two credentials of 32 hexadecimal digits, or two accounts of which credentials are computed.
    pub(crate) fn from_seed(seed: u64, rule: &CredentialRule) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let computed = rule.computed.clone();
        let mut draw = || match computed {
            Some(_) => format!("TEST{:012X}", random.next_u64() >> 16),
            None => format!("{:016x}{:016x}", random.next_u64(), random.next_u64()),
        };
        let (own, foreign) = (draw(), draw());
        let mut account = || format!("TEST{:012X}", random.next_u64() >> 16);
        let named = rule.account.is_some() && rule.computed.is_none();
        let accounts = named.then(|| [account(), account()]);
        Self { own, foreign, accounts, computed: rule.computed.clone(), late: false }
    }

    /// The same parties with credentials of so many characters.
    pub(crate) fn shortened(&self, characters: usize) -> Self {
        let short = |credential: &str| credential.chars().take(characters).collect();
        Self { own: short(&self.own), foreign: short(&self.foreign), ..self.clone() }
    }

    /// The same parties, whose credentials hold for a day more.
    pub(crate) fn lasting(&self) -> Self {
        Self { late: true, ..self.clone() }
    }

    /// Who a request comes from, if its credential is right.
    pub(crate) fn holder(&self, claim: Claim<'_>) -> Option<Party> {
        self.holder_by(claim, |known, sent| known == sent)
    }

    /// Who a request comes from, if its credential compares well with one that was handed out.
    pub(crate) fn holder_by(&self, claim: Claim<'_>, same: fn(&str, &str) -> bool) -> Option<Party> {
        let all = [(Party::Own, &self.own), (Party::Foreign, &self.foreign)];
        let mut named = all.into_iter().filter(|(party, key)| match (&self.accounts, &self.computed, claim.account) {
            (Some(_), _, Some(named)) => self.account(named) == Some(*party),
            (None, Some(_), Some(named)) => named == key.as_str(),
            _ => true,
        });
        named.find(|(_, key)| self.belongs_by(key, claim, same)).map(|(party, _)| party)
    }

    /// Whose account this is.
    pub(crate) fn account(&self, account: &str) -> Option<Party> {
        match account {
            _ if self.accounts.is_some() => {
                let [own, foreign] = self.accounts.as_ref()?;
                let parties = [(own, Party::Own), (foreign, Party::Foreign)];
                parties.into_iter().find(|(name, _)| *name == account).map(|(_, party)| party)
            }
            _ if self.computed.is_none() => None,
            _ if account == self.own => Some(Party::Own),
            _ if account == self.foreign => Some(Party::Foreign),
            _ => None,
        }
    }

    /// Whether a claim's credential is the one computed of a key, or the key itself.
    pub(crate) fn belongs(&self, key: &str, claim: Claim<'_>) -> bool {
        self.belongs_by(key, claim, |known, sent| known == sent)
    }

    fn belongs_by(&self, key: &str, claim: Claim<'_>, same: fn(&str, &str) -> bool) -> bool {
        let Some(rule) = &self.computed else { return same(key, claim.credential) };
        let at = |minutes: i64| claim.now.checked_add(minutes.minutes()).unwrap_or(claim.now);
        let yesterday = claim.now.checked_sub(1.days()).ok().filter(|_| self.late);
        let mut times = [at(-MINUTES), at(MINUTES)].into_iter().chain(yesterday);
        times.any(|time| same(&compute(rule, key, time), claim.credential))
    }

    /// What a target file has to say of them: the credentials, or the accounts alone.
    pub(crate) fn named(&self, rule: &CredentialRule) -> BTreeMap<String, String> {
        let names = match &rule.account {
            Some(account) if rule.computed.is_some() => [&account.name, &account.foreign],
            _ => [&rule.name, &rule.foreign],
        };
        let accounts = rule.account.iter().flat_map(|account| [&account.name, &account.foreign]).cloned();
        let accounts = accounts.zip(self.accounts.iter().flatten().cloned());
        names.into_iter().cloned().zip([self.own.clone(), self.foreign.clone()]).chain(accounts).collect()
    }
}

/// The credential of an account on the day of a time.
fn compute(rule: &ComputedRule, account: &str, time: DateTime) -> String {
    let day = match rule.day {
        DayForm::EightDigits => format!("{:04}{:02}{:02}", time.year(), time.month(), time.day()),
    };
    let parts = rule.of.iter().map(|part| if *part == Ingredient::Day { day.as_str() } else { account });
    let text: String = parts.collect();
    match rule.digest {
        DigestName::Sm3 => Sm3::digest(text).iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::standard::{AccountRule, DayZone};

    fn rule() -> CredentialRule {
        let of = vec![Ingredient::Account, Ingredient::Day];
        let (digest, day, zone) = (DigestName::Sm3, DayForm::EightDigits, DayZone::Shanghai);
        let text = |text: &str| text.to_owned();
        CredentialRule {
            field: text("token"),
            name: text("token"),
            foreign: text("other_token"),
            account: Some(AccountRule { field: text("id"), name: text("id"), foreign: text("other_id") }),
            computed: Some(ComputedRule { digest, of, day, zone }),
        }
    }

    #[test]
    fn a_computed_credential_holds_on_its_day_and_ten_minutes_around_it() {
        let token = "ba5dd7654aababe89f1597048a939098130b9a1d3394c181ed7a8026c7deeca2";
        let parties = Parties { own: "ZJ0000TEST".to_owned(), ..Parties::from_seed(1, &rule()) };
        let at = |day: i8, hour: i8, minute: i8| date(2024, 3, day).at(hour, minute, 0, 0);
        let holds = |now| parties.holder(Claim { account: Some("ZJ0000TEST"), credential: token, now });
        for now in [at(4, 23, 50), at(5, 0, 0), at(5, 12, 0), at(6, 0, 9)] {
            assert_eq!(holds(now), Some(Party::Own), "{now}");
        }
        for now in [at(4, 23, 49), at(6, 0, 11), at(6, 12, 0)] {
            assert_eq!(holds(now), None, "{now}");
        }
        let claim = Claim { account: Some("ZJ0000TEST"), credential: token, now: at(6, 12, 0) };
        assert_eq!(parties.lasting().holder(claim), Some(Party::Own));
    }

    #[test]
    fn a_credential_goes_with_its_own_account() {
        let parties = Parties::from_seed(3, &rule());
        let names = parties.named(&rule());
        let now = date(2024, 3, 5).at(12, 0, 0, 0);
        let token = |account: &str| compute(&rule().computed.unwrap(), account, now);
        let holder = |account: Option<&str>, credential: &str| parties.holder(Claim { account, credential, now });
        let (own, foreign) = (names["id"].as_str(), names["other_id"].as_str());
        assert_eq!(holder(Some(foreign), &token(foreign)), Some(Party::Foreign));
        assert_eq!(holder(Some(own), &token(foreign)), None);
        assert_eq!(holder(None, &token(foreign)), Some(Party::Foreign));
        assert_eq!(holder(Some("nobody"), &token("nobody")), None);
        assert_eq!((parties.account(own), parties.account("nobody")), (Some(Party::Own), None));
    }
}
