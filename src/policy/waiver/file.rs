//! The waiver file as a person writes it.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_saphyr::Spanned;

use super::{Waiver, WaiverError, Waivers};
use crate::id::{Aspect, RequirementId};
use crate::verdict::FindingCode;
use crate::yaml::{self, Place, Problem, nearest, problem};

/// Findings that are tolerated for a time, each with its reason and who answers for it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Waiver file of zwfw-conform")]
struct WaiverFile {
    /// One entry a finding. What no entry names counts.
    #[schemars(with = "Vec<EntryFile>")]
    waivers: Vec<Spanned<EntryFile>>,
}

/// One finding that is tolerated.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Waiver")]
struct EntryFile {
    /// Full id of the requirement, with the standard before the slash.
    #[schemars(with = "String")]
    requirement: Spanned<String>,
    /// Side of the requirement.
    aspect: Aspect,
    /// Only in this operation; needed only for what holds for the whole standard.
    #[serde(default)]
    #[schemars(with = "String")]
    operation: Option<String>,
    /// Only in cases whose id matches; `*` stands for anything. Default: all.
    #[serde(default)]
    #[schemars(with = "String")]
    case: Option<String>,
    /// Only for these versions of the target. Default: all.
    #[serde(default)]
    #[schemars(with = "VersionsFile")]
    target_versions: Option<VersionsFile>,
    /// The finding itself: another one under the same requirement is not waived.
    finding: FindingFile,
    /// Why it is tolerated.
    #[schemars(with = "String")]
    reason: Spanned<String>,
    /// Who answers for it.
    #[schemars(with = "String")]
    owner: Spanned<String>,
    /// The last day on which it holds.
    #[schemars(with = "String", regex(pattern = r"^\d{4}-\d{2}-\d{2}$"))]
    expires: Spanned<String>,
}

/// A range of versions. Quote them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Versions")]
struct VersionsFile {
    /// The first version.
    #[serde(default)]
    #[schemars(with = "String")]
    from: Option<String>,
    /// The first version that it no longer holds for.
    #[serde(default)]
    #[schemars(with = "String")]
    before: Option<String>,
}

/// What is wrong, and where.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Finding")]
struct FindingFile {
    /// Code of the finding, `wrong-type`.
    #[schemars(with = "String")]
    code: Spanned<String>,
    /// Where, as the report says it, with `*` for each place in a list: `/data/*/id`. Default: the message as a whole.
    #[serde(default)]
    field: String,
    /// The cause, where the finding follows from another place: `<requirement>#<aspect> <code>`.
    #[serde(default)]
    #[schemars(with = "String")]
    cause: Option<String>,
}

/// The JSON Schema of the waiver file, as text with a line end: what `schemas/own/waivers.schema.json` must be.
pub fn schema() -> String {
    format!("{:#}\n", schemars::schema_for!(WaiverFile).as_value())
}

/// Reads the text of a waiver file; `file` is its name in messages.
///
/// # Errors
/// [`WaiverError::Wrong`] with everything that is wrong, in the order of the file.
pub fn read(file: &str, text: &str) -> Result<Waivers, WaiverError> {
    let parsed: WaiverFile = yaml::parse(file, text).map_err(|problem| WaiverError::Wrong(vec![*problem]))?;
    let mut reader = Reader { file, text, problems: Vec::new() };
    let mut entries: Vec<Waiver> = Vec::new();
    for entry in parsed.waivers {
        let at = entry.referenced;
        let Some(waiver) = reader.entry(entry) else { continue };
        let same = entries.iter().find(|other| Waiver { place: waiver.place.clone(), ..(*other).clone() } == waiver);
        if let Some(same) = same {
            reader.add(at, format!("the same waiver stands in line {} already", same.place.line), None);
        }
        entries.push(waiver);
    }
    match reader.problems.is_empty() {
        true => Ok(Waivers { entries, text: text.to_owned() }),
        false => Err(WaiverError::Wrong(reader.problems)),
    }
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn add(&mut self, at: serde_saphyr::Location, message: String, help: Option<String>) {
        self.problems.push(*problem(self.file, self.text, Some(at), message, help));
    }

    /// An entry, unless something in it is wrong.
    fn entry(&mut self, entry: Spanned<EntryFile>) -> Option<Waiver> {
        let before = self.problems.len();
        let location = entry.referenced;
        let place =
            Place { file: self.file.to_owned(), line: location.line() as usize, column: location.column() as usize };
        let entry = entry.value;
        let requirement = self.requirement(&entry.requirement);
        let code = self.code(&entry.finding.code);
        let expires = self.day(&entry.expires);
        for text in [&entry.reason, &entry.owner] {
            if text.value.trim().is_empty() {
                self.add(
                    text.referenced,
                    "expected a text: nobody can answer for a waiver without it".to_owned(),
                    None,
                );
            }
        }
        if self.problems.len() > before {
            return None;
        }
        let (from, until) = entry.target_versions.map_or((None, None), |versions| (versions.from, versions.before));
        Some(Waiver {
            requirement: requirement?,
            aspect: entry.aspect,
            operation: entry.operation,
            case: entry.case,
            from,
            before: until,
            code: code?,
            field: entry.finding.field,
            cause: entry.finding.cause.unwrap_or_default(),
            reason: entry.reason.value,
            owner: entry.owner.value,
            expires: expires?,
            place,
        })
    }

    fn requirement(&mut self, text: &Spanned<String>) -> Option<RequirementId> {
        match text.value.parse::<RequirementId>() {
            Ok(id) => Some(id),
            Err(error) => {
                let help = text.value.contains('#').then(|| "the part behind `#` goes into `aspect`".to_owned());
                self.add(text.referenced, error.to_string(), help);
                None
            }
        }
    }

    fn code(&mut self, text: &Spanned<String>) -> Option<FindingCode> {
        let code = text.value.parse::<FindingCode>().ok();
        if code.is_none() {
            let names = FindingCode::ALL.iter().map(|code| code.as_str());
            let help = nearest(&text.value, names).map(|name| format!("did you mean `{name}`?"));
            self.add(text.referenced, format!("`{}` is no code of a finding", text.value), help);
        }
        code
    }

    fn day(&mut self, text: &Spanned<String>) -> Option<Date> {
        let shaped = text.value.len() == 10
            && text.value.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        let day = text.value.parse::<Date>().ok().filter(|_| shaped);
        if day.is_none() {
            self.add(text.referenced, format!("`{}` is no day: expected YYYY-MM-DD", text.value), None);
        }
        day
    }
}
