//! What the arguments of checks that cases call may be.

/// An argument of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argument {
    /// Name.
    pub name: &'static str,
    /// What it may be.
    pub kind: ArgumentKind,
    /// Whether a call may leave it out.
    pub need: Need,
}

/// What an argument may be. Pointers are resolved by the tables of the operation that they belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgumentKind {
    /// True or false.
    Flag,
    /// A whole number from 0.
    Number,
    /// A text.
    Text,
    /// Anything.
    Any,
    /// A list of anything.
    Several,
    /// A return code, or a list of them.
    Codes,
    /// A text, or `{ value, digits }`.
    Beginning,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A JSON pointer into this step's request.
    Sent,
    /// A JSON pointer into this step's answer, `STEP:/pointer` or `STEP?/pointer`.
    Place,
    /// The same, of a list or an object.
    List,
    /// Several of these.
    Lists,
    /// A JSON pointer of a list in the answers of the steps that `steps` names.
    ListOfSteps,
    /// The name of a member of the items at `items`.
    Member,
    /// Members of the items at `items`, `lists` or `at`, with values.
    Members,
    /// Names of members of the object at `at`.
    Names,
    /// The id of a step.
    Step,
    /// Ids of steps; of a repeated one all exchanges.
    Steps,
}

/// Whether a call may leave an argument out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It has to be given.
    Always,
    /// One of those that need this has to be given.
    OneOf,
    /// It has to be given where this other one is.
    With(&'static str),
    /// It may be left out.
    Never,
}

impl Argument {
    /// An argument that has to be given.
    pub const fn needed(name: &'static str, kind: ArgumentKind) -> Self {
        Self { name, kind, need: Need::Always }
    }

    /// One of several, one of which has to be given.
    pub const fn one_of(name: &'static str, kind: ArgumentKind) -> Self {
        Self { name, kind, need: Need::OneOf }
    }

    /// An argument that has to be given where another one is.
    pub const fn with(name: &'static str, kind: ArgumentKind, other: &'static str) -> Self {
        Self { name, kind, need: Need::With(other) }
    }

    /// An argument that may be left out.
    pub const fn optional(name: &'static str, kind: ArgumentKind) -> Self {
        Self { name, kind, need: Need::Never }
    }
}

#[cfg(test)]
mod tests {
    use super::ArgumentKind as Kind;
    use crate::check::CALLED;
    use crate::plan::{REFERENCES, SENT};

    #[test]
    fn what_leads_into_messages_is_read_with_the_names_of_the_target() {
        // One is called by generated cases alone, which are made of the tables as they are fitted.
        for check in CALLED.iter().filter(|check| check.name != "credential-length") {
            for argument in check.arguments {
                let (is_sent, is_reference) = (argument.name == SENT, REFERENCES.contains(&argument.name));
                let expected = match argument.kind {
                    Kind::Sent => (true, false),
                    Kind::Place | Kind::List | Kind::Lists | Kind::ListOfSteps => (false, true),
                    _ => (false, false),
                };
                assert_eq!((is_sent, is_reference), expected, "{} of {}", argument.name, check.name);
            }
        }
    }
}
