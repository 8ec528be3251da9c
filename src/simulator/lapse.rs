//! The one decision that a mutant does not take.

/// A decision about a request that a mutant can leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// A needed member has to be there.
    Absence,
    /// A needed member is not null.
    Null,
    /// A value has the type of its row.
    Type,
    /// A value is not longer than its row allows.
    Length,
    /// A value is one of the listed codes.
    Code,
    /// A credential is one that was handed out.
    Credential,
    /// A credential is compared as a whole.
    CredentialWhole,
    /// A credential has no character missing at its start.
    CredentialStart,
    /// The first character of a credential is compared.
    CredentialFirst,
    /// The last character of a credential is compared.
    CredentialLast,
    /// The middle of a credential is compared.
    CredentialMiddle,
    /// The credential of a request that goes on, to a later page, a lower level or a second item, is looked at.
    CredentialFurther,
    /// Upper and lower case letters of a credential differ.
    CredentialCase,
    /// A needed text is not empty.
    Empty,
    /// A needed list has items.
    NoItem,
    /// An account is one that was handed out.
    Account,
    /// An account whose credential can be computed is one that was handed out.
    AccountInvented,
    /// A filter is applied.
    Filter,
    /// A filter finds what it names, not all else.
    Sense,
    /// A filter is applied beside few others.
    FilterAlone,
    /// A filter is applied without any other.
    FilterOnly,
    /// A filter is applied beside many others.
    FilterCombined,
    /// A fuzzy filter finds parts of texts.
    Fuzzy,
    /// A fuzzy filter finds parts that do not begin a text.
    FuzzyInside,
    /// The page that is asked for is answered.
    Page,
    /// A page begins behind the one before.
    Overlap,
    /// A page begins right behind the one before.
    Gap,
    /// No more records are answered than a page has.
    Size,
    /// A number below 1 is answered as its default.
    Default,
    /// What is answered for a number below 1 is what its default names.
    DefaultItems,
    /// The default is the one that the row names.
    OtherDefault,
    /// A value has the shape of its row.
    Format,
    /// A text that is too long is not cut.
    Cut,
    /// A text of the maximum length is kept whole.
    Narrow,
    /// An end of a range is applied without the other.
    OneEnd,
    /// An empty text is taken as nothing sent.
    EmptyFilter,
    /// A key names its own record.
    Key,
    /// A key that nothing has finds nothing.
    Unknown,
    /// A party sees its own records.
    Owner,
    /// All that was sent at once is kept.
    Several,
    /// What is created is kept.
    Kept,
    /// Records that differ in little are still two.
    Unique,
    /// What told a record apart is not given to another later on.
    Retired,
    /// A record without optional members is kept.
    Bare,
    /// A query without optional filters finds records.
    Unfiltered,
    /// A key is compared as a whole.
    WholeKey,
    /// A part of a key is no key.
    KeyPart,
    /// A code finds the records that have it.
    CodeMatch,
    /// An end of a range finds records without the other.
    OneEndFinds,
    /// A range begins and ends where it was sent to.
    Ends,
    /// A range ends on its day, not somewhere in the month around it.
    Days,
    /// The month of a day is read.
    Month,
    /// An end of a range is applied beside the other.
    BothEnds,
    /// The number 1 is no number below 1.
    FromOne,
    /// All filters count for the total.
    Total,
    /// A parent has its own children alone.
    Parent,
    /// What lies below a node at the top is its own.
    Branch,
    /// A node has the same name in every answer.
    Name,
    /// What is refused is not kept.
    Refused,
    /// Records of earlier days are found as well.
    Earlier,
    /// A record that its state bars is not given out.
    State,
    /// A file lies where an answer says.
    File,
    /// A file has the format that an answer says.
    FileFormat,
    /// An address ends.
    Expiry,
    /// A credential ends with its day.
    Day,
    /// Each record has an address of its own.
    Address,
    /// A value that is to be verified is compared.
    Match,
    /// A key shows its own record and none beside it.
    Neighbour,
    /// An empty text is no object.
    EmptyObject,
}

/// A decision that is left out at one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lapse {
    /// Local id of the row.
    pub(crate) row: String,
    /// The decision.
    pub(crate) decision: Decision,
    /// Only in items of a list after the first.
    pub(crate) later: bool,
}

impl Lapse {
    /// Whether the decision is left out at this row.
    pub(crate) fn at(&self, row: &str, decision: Decision) -> bool {
        self.decision == decision && self.row == row
    }
}
