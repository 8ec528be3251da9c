//! Codes of findings: stable names for what can be wrong.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal;)+) => {
        /// What is wrong, as a stable name. Reports hold the words for it in each language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        pub enum FindingCode { $($(#[doc = $doc])+ $variant,)+ }

        impl FindingCode {
            /// Every code.
            pub const ALL: &'static [FindingCode] = &[$(Self::$variant,)+];

            /// The name used in files and reports.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

codes! {
    /// A required member is absent.
    Missing = "missing";
    /// A required member is null.
    Null = "null";
    /// A required text is empty, or an object has none of its members.
    Empty = "empty";
    /// Another JSON type than the row's.
    WrongType = "wrong-type";
    /// More characters than the row allows.
    TooLong = "too-long";
    /// A value that the code list lacks.
    UnlistedCode = "unlisted-code";
    /// Another shape than the row or a reading gives.
    WrongFormat = "wrong-format";
    /// A date of the right shape that is no day of the calendar.
    NoSuchDay = "no-such-day";
    /// A key with blanks around it.
    PaddedKey = "padded-key";
    /// A key in another case.
    MiscasedKey = "miscased-key";
    /// A check digit that does not fit.
    CheckDigit = "check-digit";
    /// The body is not JSON.
    NotJson = "not-json";
    /// The body is JSON without the standard's envelope.
    NotEnvelope = "not-envelope";
    /// A key occurs twice in one object.
    DuplicateKey = "duplicate-key";
    /// The body begins with a byte order mark.
    ByteOrderMark = "byte-order-mark";
    /// The body is not UTF-8.
    InvalidUtf8 = "invalid-utf8";
    /// A number has more digits than a double holds.
    DigitsLost = "digits-lost";
    /// Half of a surrogate pair without the other.
    LoneSurrogate = "lone-surrogate";
    /// Nested beyond what usual parsers take.
    DeeplyNested = "deeply-nested";
    /// Another media type than the standard's.
    MediaType = "media-type";
    /// Success under an HTTP status other than 200.
    SuccessStatus = "success-status";
    /// A failure without a message.
    MessageMissing = "message-missing";
    /// A message in other words than the table of return codes.
    MessageDiffers = "message-differs";
    /// A failure code together with a payload.
    DataWithError = "data-with-error";
    /// What was carried out came with a code of failure.
    SuccessAsError = "success-as-error";
    /// A refusal that carries the code of success.
    ErrorAsSuccess = "error-as-success";
    /// Refused with another failure code than the standard names.
    WrongErrorCode = "wrong-error-code";
    /// An optional member is absent or null.
    Absent = "absent";
    /// A member that its table lacks.
    UnknownMember = "unknown-member";
    /// Personal data behind a mask.
    Starred = "starred";
    /// Another of the writings that a format allows than the plainest.
    OtherWriting = "other-writing";
    /// A value that the cell as read allows and the cell as printed does not.
    BeyondPrint = "beyond-print";
    /// A failure comes with a payload that says nothing.
    HollowPayload = "hollow-payload";
    /// A refusal under an HTTP status other than 200.
    RefusalStatus = "refusal-status";
    /// What is no proper call is refused without the envelope.
    BareRefusal = "bare-refusal";
    /// Nothing found, said with success.
    NothingAsSuccess = "nothing-as-success";
    /// What has a failure code of its own is denied with success.
    DeniedAsSuccess = "denied-as-success";
    /// The answer comes from a gateway in front of the target.
    GatewayAnswer = "gateway-answer";
    /// Sent without encryption.
    PlainHttp = "plain-http";
    /// No connection.
    Unreachable = "unreachable";
    /// The TLS handshake failed.
    Tls = "tls";
    /// The server's certificate is no longer, or not yet, valid.
    TlsExpired = "tls-expired";
    /// The server's certificate is for another name.
    TlsWrongName = "tls-wrong-name";
    /// The server's certificate leads to no trusted authority.
    TlsUntrusted = "tls-untrusted";
    /// The server demands a client certificate, or refuses the one shown.
    TlsClientCertificate = "tls-client-certificate";
    /// The server speaks no TLS that is new enough.
    TlsVersion = "tls-version";
    /// No whole answer in time.
    Timeout = "timeout";
    /// The answer broke off.
    Truncated = "truncated";
    /// The answer is larger than the limit.
    TooLarge = "too-large";
    /// The content encoding is unknown or damaged.
    BadEncoding = "bad-encoding";
    /// What came is not HTTP.
    NotHttp = "not-http";
    /// The recording has it masked.
    Masked = "masked";
    /// Nothing answers at the path.
    NoSuchPath = "no-such-path";
    /// Nothing answers at a path that the standard does not state.
    PathInferred = "path-inferred";
    /// The target file claims an operation that the target says it does not offer.
    NotOffered = "not-offered";
    /// The target offers an operation that its file does not claim.
    Unclaimed = "unclaimed";
    /// A request without a required member was accepted.
    MissingAccepted = "missing-accepted";
    /// A null required member was accepted.
    NullAccepted = "null-accepted";
    /// An empty required member was accepted.
    EmptyAccepted = "empty-accepted";
    /// A member of another JSON type was accepted.
    WrongTypeAccepted = "wrong-type-accepted";
    /// An over-long member was accepted.
    TooLongAccepted = "too-long-accepted";
    /// An unlisted code was accepted.
    UnlistedAccepted = "unlisted-accepted";
    /// A member of another shape was accepted.
    MisformattedAccepted = "misformatted-accepted";
    /// Bad input was accepted and came back altered.
    Altered = "altered";
    /// A wrong credential was accepted.
    CredentialUnchecked = "credential-unchecked";
    /// A credential was accepted in other letter case.
    CredentialRecased = "credential-recased";
    /// Another HTTP method was accepted.
    MethodAccepted = "method-accepted";
    /// Another content type was accepted.
    MediaTypeAccepted = "media-type-accepted";
    /// A body that cannot be parsed was accepted.
    MalformedAccepted = "malformed-accepted";
    /// An empty body was accepted.
    EmptyBodyAccepted = "empty-body-accepted";
    /// A file cannot be got from the address that was given for it.
    Unfetchable = "unfetchable";
    /// A file is not of the format that was named.
    WrongContent = "wrong-content";
    /// A paper no longer holds.
    Expired = "expired";
    /// A paper is of a day that is still to come.
    FutureDate = "future-date";
    /// A file that is named is not there, or cannot be read.
    FileMissing = "file-missing";
    /// A file that is named is empty.
    FileEmpty = "file-empty";
    /// A path leads out of the folder that it must stay in.
    FileOutside = "file-outside";
    /// A file has another digest than was stated.
    FileDiffers = "file-differs";
    /// Something that is asked of everyone was declared not applicable.
    AlwaysAsked = "always-asked";
    /// A valid request was refused.
    ValidRefused = "valid-refused";
    /// A value of the maximum length was refused.
    MaximumRefused = "maximum-refused";
    /// The maximum length in Chinese characters was refused.
    MaximumChineseRefused = "maximum-chinese-refused";
    /// A listed code was refused.
    CodeRefused = "code-refused";
    /// A request without an optional member was refused.
    AbsentRefused = "absent-refused";
    /// An empty text that the row allows was refused.
    EmptyRefused = "empty-refused";
    /// Two values that must be equal differ.
    NotEqual = "not-equal";
    /// What must be there was not found.
    NotFound = "not-found";
    /// What must be left out was returned.
    NotExcluded = "not-excluded";
    /// Another number of things than there must be.
    WrongCount = "wrong-count";
    /// A value that must be unique recurs.
    NotUnique = "not-unique";
    /// A value is not among those it must come from.
    NotListed = "not-listed";
    /// A default was not applied.
    DefaultNotApplied = "default-not-applied";
    /// A record is returned on two pages.
    Repeated = "repeated";
    /// A record is on no page.
    Lost = "lost";
    /// An empty filter was taken for a value.
    TreatedLiterally = "treated-literally";
    /// Nothing found, said with an empty object.
    EmptyObject = "empty-object";
    /// What was refused is kept all the same.
    RefusedKept = "refused-kept";
    /// Data of another party were returned.
    ForeignData = "foreign-data";
    /// Values that contradict each other within a request were taken.
    ConflictTaken = "conflict-taken";
    /// A range leaves the days at its ends out.
    EndExcluded = "end-excluded";
    /// A part of a value finds it where nothing promises so.
    PartFound = "part-found";
    /// Items come in another order.
    Reordered = "reordered";
    /// A cell that somebody else fills in is filled in already.
    Prefilled = "prefilled";
    /// More than one of several that exclude each other.
    SeveralChosen = "several-chosen";
    /// The credential has another length than the row says.
    CredentialLength = "credential-length";
    /// An operation on a record comes where it cannot, behind the one before it.
    OutOfSequence = "out-of-sequence";
    /// A record is changed or ended that no row begins.
    NoBeginning = "no-beginning";
    /// A rejected row did not come again.
    NotResubmitted = "not-resubmitted";
    /// A database lacks a table.
    NoSuchTable = "no-such-table";
    /// A column takes null where the table demands a value.
    Nullable = "nullable";
    /// A column refuses null where the table leaves the value open.
    NotNullable = "not-nullable";
    /// A column is too narrow for the longest value.
    NarrowColumn = "narrow-column";
    /// A column takes longer values than the table allows.
    WideColumn = "wide-column";
    /// A table is without its primary key.
    NoPrimaryKey = "no-primary-key";
    /// A primary key is not counted up by the database.
    NotCountedUp = "not-counted-up";
    /// A cell of a workbook holds an error instead of a value.
    ErrorValue = "error-value";
    /// A check that was planned saw nothing.
    NotReached = "not-reached";
    /// A record, credential or option that the target file does not name is needed.
    NeedsData = "needs-data";
    /// A step that this one builds on did not work.
    Prerequisite = "prerequisite";
    /// The requirement asks nothing of this target.
    NotAsked = "not-asked";
    /// The run was stopped before.
    Stopped = "stopped";
    /// The suite itself failed.
    Internal = "internal";
}

/// Why a text is no finding code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no finding code: schemas/README.md lists them")]
pub struct UnknownFindingCode(String);

impl FindingCode {
    /// Whether nobody answered: nothing was seen of the target.
    pub fn is_silence(self) -> bool {
        use FindingCode::{Stopped, Timeout, Unreachable};
        matches!(self, Stopped | Timeout | Unreachable) || self.is_tls()
    }

    /// Whether its place is in the request: bad input that was taken, or good input that was not.
    pub fn is_about_request(self) -> bool {
        self.is_refusal() || self.as_str().ends_with("-accepted")
    }

    /// Whether it says that a request was refused that should not be.
    pub fn is_refusal(self) -> bool {
        use FindingCode::{
            AbsentRefused, CodeRefused, EmptyRefused, MaximumChineseRefused, MaximumRefused, ValidRefused,
        };
        matches!(
            self,
            AbsentRefused | CodeRefused | EmptyRefused | MaximumRefused | MaximumChineseRefused | ValidRefused
        )
    }

    /// Whether no encrypted connection came about.
    pub fn is_tls(self) -> bool {
        use FindingCode::{Tls, TlsClientCertificate, TlsExpired, TlsUntrusted, TlsVersion, TlsWrongName};
        matches!(self, Tls | TlsExpired | TlsWrongName | TlsUntrusted | TlsClientCertificate | TlsVersion)
    }
}

impl FromStr for FindingCode {
    type Err = UnknownFindingCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text).ok_or_else(|| UnknownFindingCode(text.to_owned()))
    }
}

impl TryFrom<String> for FindingCode {
    type Error = UnknownFindingCode;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<FindingCode> for &'static str {
    fn from(code: FindingCode) -> Self {
        code.as_str()
    }
}

impl fmt::Display for FindingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
