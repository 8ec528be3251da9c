//! The outcome of a run and its exit code.

use std::process::ExitCode;

use crate::id::Language;
use crate::verdict::{StandardTotals, Stopped, Totals, Verdict};

/// The mildest verdict that makes a run not conforming.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum FailOn {
    /// Failures only.
    #[default]
    Fail,
    /// Warnings too.
    Warning,
    /// Failures that the baseline does not have.
    New,
}

/// How a run ends, with its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Outcome {
    /// Nothing that was judged is broken, and everything planned could be told.
    Conforming = 0,
    /// A requirement is broken.
    NotConforming = 1,
    /// Wrong usage or files; nothing was tested.
    Usage = 2,
    /// Something planned could not be told.
    Undecided = 3,
    /// The suite itself failed.
    Internal = 4,
}

impl Outcome {
    /// Every outcome, in the order of the codes.
    pub const ALL: [Outcome; 5] = [Self::Conforming, Self::NotConforming, Self::Usage, Self::Undecided, Self::Internal];

    /// The exit code.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The outcome in words.
    pub fn text(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Conforming, Language::Zh) => "合格",
            (Self::Conforming, Language::En) => "conforming",
            (Self::NotConforming, Language::Zh) => "不合格",
            (Self::NotConforming, Language::En) => "not conforming",
            (Self::Usage, Language::Zh) => "用法或文件有误",
            (Self::Usage, Language::En) => "wrong usage or files",
            (Self::Undecided, Language::Zh) => "无法判定",
            (Self::Undecided, Language::En) => "could not decide",
            (Self::Internal, Language::Zh) => "测试程序内部错误",
            (Self::Internal, Language::En) => "internal error of the suite",
        }
    }

    /// The graver of two outcomes: 4, 2, 1, 3, 0 in that order.
    pub fn and(self, other: Self) -> Self {
        if self.gravity() >= other.gravity() { self } else { other }
    }

    fn gravity(self) -> u8 {
        match self {
            Self::Conforming => 0,
            Self::Undecided => 1,
            Self::NotConforming => 2,
            Self::Usage => 3,
            Self::Internal => 4,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        ExitCode::from(outcome.code())
    }
}

/// The outcome that totals amount to.
///
/// A run that ended early, or that judged nothing of a standard it set out to judge, is at least undecided: silence is
/// not conformity.
pub fn outcome(totals: &Totals, stopped: Option<Stopped>, fail_on: FailOn) -> Outcome {
    let broken = totals.count(Verdict::Fail) > 0 || (fail_on == FailOn::Warning && totals.count(Verdict::Warning) > 0);
    let judged_nothing = totals.standards.values().all(|standard| standard.judged == 0);
    let untold = totals.count(Verdict::Inconclusive) > 0 || totals.standards.values().any(left_in_the_dark);
    if totals.count(Verdict::Error) > 0 {
        Outcome::Internal
    } else if broken {
        Outcome::NotConforming
    } else if untold || judged_nothing || stopped.is_some() {
        Outcome::Undecided
    } else {
        Outcome::Conforming
    }
}

/// The exit code that totals amount to.
pub fn exit_code(totals: &Totals, stopped: Option<Stopped>, fail_on: FailOn) -> ExitCode {
    outcome(totals, stopped, fail_on).into()
}

/// Whether units were planned and applied, yet nothing was judged.
fn left_in_the_dark(standard: &StandardTotals) -> bool {
    standard.judged == 0 && standard.planned > standard.count(Verdict::NotApplicable)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn standard(verdicts: &[(Verdict, usize)]) -> StandardTotals {
        let of = |kinds: &[Verdict]| verdicts.iter().filter(|(kind, _)| kinds.contains(kind)).map(|(_, n)| n).sum();
        StandardTotals {
            planned: verdicts.iter().map(|(_, n)| n).sum(),
            judged: of(&[Verdict::Pass, Verdict::Warning, Verdict::Fail]),
            verdicts: verdicts.iter().copied().collect(),
            ..StandardTotals::default()
        }
    }

    fn totals(verdicts: &[(Verdict, usize)]) -> Totals {
        Totals { standards: BTreeMap::from([("a".to_owned(), standard(verdicts))]), ..Totals::default() }
    }

    fn of(verdicts: &[(Verdict, usize)]) -> Outcome {
        outcome(&totals(verdicts), None, FailOn::Fail)
    }

    #[test]
    fn passes_and_warnings_conform() {
        assert_eq!(of(&[(Verdict::Pass, 3), (Verdict::Warning, 2), (Verdict::NotApplicable, 1)]), Outcome::Conforming);
    }

    #[test]
    fn warnings_break_only_when_asked() {
        let totals = totals(&[(Verdict::Pass, 3), (Verdict::Warning, 1)]);
        assert_eq!(outcome(&totals, None, FailOn::Warning), Outcome::NotConforming);
        assert_eq!(outcome(&totals, None, FailOn::Fail), Outcome::Conforming);
    }

    #[test]
    fn precedence_is_internal_then_broken_then_undecided() {
        let (pass, fail) = ((Verdict::Pass, 1), (Verdict::Fail, 1));
        let (open, error) = ((Verdict::Inconclusive, 1), (Verdict::Error, 1));
        assert_eq!(of(&[pass, open]), Outcome::Undecided);
        assert_eq!(of(&[pass, open, fail]), Outcome::NotConforming);
        assert_eq!(of(&[pass, open, fail, error]), Outcome::Internal);
        assert_eq!(of(&[error]), Outcome::Internal);
    }

    #[test]
    fn a_run_that_judged_nothing_is_undecided() {
        assert_eq!(outcome(&Totals::default(), None, FailOn::Fail), Outcome::Undecided);
        assert_eq!(of(&[]), Outcome::Undecided);
        assert_eq!(of(&[(Verdict::NotApplicable, 4)]), Outcome::Undecided);
    }

    #[test]
    fn a_standard_left_in_the_dark_is_not_covered_by_another_that_passed() {
        let mut totals = totals(&[(Verdict::Pass, 9)]);
        let silent = StandardTotals { planned: 5, ..StandardTotals::default() };
        totals.standards.insert("b".to_owned(), silent);
        assert_eq!(outcome(&totals, None, FailOn::Fail), Outcome::Undecided);
        totals.standards.insert("b".to_owned(), standard(&[(Verdict::NotApplicable, 5)]));
        assert_eq!(outcome(&totals, None, FailOn::Fail), Outcome::Conforming);
    }

    #[test]
    fn a_stopped_run_is_at_least_undecided() {
        let passed = totals(&[(Verdict::Pass, 1)]);
        let failed = totals(&[(Verdict::Fail, 1)]);
        for stopped in [Stopped::Interrupted, Stopped::Unreachable] {
            assert_eq!(outcome(&passed, Some(stopped), FailOn::Fail), Outcome::Undecided);
            assert_eq!(outcome(&failed, Some(stopped), FailOn::Fail), Outcome::NotConforming);
        }
    }

    #[test]
    fn outcomes_join_in_the_documented_order() {
        let order =
            [Outcome::Internal, Outcome::Usage, Outcome::NotConforming, Outcome::Undecided, Outcome::Conforming];
        for (place, graver) in order.iter().enumerate() {
            for milder in &order[place..] {
                assert_eq!(graver.and(*milder), *graver);
                assert_eq!(milder.and(*graver), *graver);
            }
        }
    }

    #[test]
    fn codes_are_the_documented_ones_and_texts_differ() {
        assert_eq!(Outcome::ALL.map(Outcome::code), [0, 1, 2, 3, 4]);
        for language in [Language::Zh, Language::En] {
            let texts: std::collections::BTreeSet<_> = Outcome::ALL.map(|outcome| outcome.text(language)).into();
            assert_eq!(texts.len(), Outcome::ALL.len());
        }
    }
}
