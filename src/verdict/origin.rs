//! What the `case` of a verdict or exchange names: a case of the plan, or what a run says beside its cases.

/// What a name in the place of a case stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin<'a> {
    /// A case of the plan, or an object that was handed in.
    Case,
    /// A case that only looks whether an operation is offered that the target does not claim.
    Look,
    /// Values made before the cases.
    Fixture,
    /// The end of the run: what no case has seen.
    Unreached,
    /// What the calls of a standard show of another that has none: the standard that was called, if any was.
    Seen(Option<&'a str>),
}

impl<'a> Origin<'a> {
    /// Reads a name, `<standard>/<rest>`.
    pub fn of(case: &'a str) -> Self {
        let mut parts = case.splitn(4, '/').skip(1);
        match (parts.next(), parts.next(), parts.next()) {
            (Some("fixtures"), Some(_), _) => Self::Fixture,
            (Some("unreached"), None, _) => Self::Unreached,
            (Some("probe"), None, _) => Self::Seen(None),
            (Some("seen-in"), of, _) => Self::Seen(of),
            (_, Some("unclaimed"), None) => Self::Look,
            _ => Self::Case,
        }
    }

    /// Whether it is one of the cases that a plan counts.
    pub fn is_planned(self) -> bool {
        matches!(self, Self::Case | Self::Look)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_beside_those_of_cases_are_told_apart() {
        let known = [
            ("demo-1-2020/query/accepted", Origin::Case),
            ("demo-1-2020/query/T1.1/unclaimed", Origin::Case),
            ("demo-1-2020/query/unclaimed", Origin::Look),
            ("demo-1-2020/fixtures/order", Origin::Fixture),
            ("demo-1-2020/unreached", Origin::Unreached),
            ("demo-1-2020/probe", Origin::Seen(None)),
            ("demo-2-2020/seen-in/demo-1-2020", Origin::Seen(Some("demo-1-2020"))),
            ("demo-1-2020/people", Origin::Case),
        ];
        for (name, origin) in known {
            assert_eq!(Origin::of(name), origin, "{name}");
        }
        assert!(Origin::Look.is_planned() && !Origin::Fixture.is_planned());
    }
}
