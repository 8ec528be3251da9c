//! A finding in words, for every format that people read. Everything returned is safe to show.

use std::collections::BTreeMap;

use super::escape::{self, SHOWN_LENGTH, cut, shown};
use super::texts::{self, Label, phrases};
use crate::id::{Aspect, Language, RequirementId};
use crate::policy::{Fault, Policy, Stale};
use crate::verdict::{Excuse, Finding, Fold, Group, LeftOut, Root, Verdict};

/// Characters of a command that a report shows: enough to run it for all but the largest bodies.
const COMMAND_LENGTH: usize = 4000;

/// One labelled line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it says.
    pub label: Label,
    /// The value; only that of [`Label::Curl`] may have several lines.
    pub value: String,
}

/// `T6.1#type`.
pub fn unit_name(requirement: &RequirementId, aspect: Aspect) -> String {
    format!("{}#{aspect}", shown(requirement.local()))
}

/// `T6.1#type Mail id`, with the title as the catalogue has it.
pub fn titled(fold: &Fold, requirement: &RequirementId, aspect: Aspect, language: Language) -> String {
    let name = unit_name(requirement, aspect);
    match fold.entry(requirement).map(|entry| entry.title.get(language)) {
        Some(title) if !title.is_empty() => format!("{name} {}", cut(title, SHOWN_LENGTH)),
        _ => name,
    }
}

/// What is wrong, in one line: words, expectation and observation.
pub fn headline(finding: Option<&Finding>, language: Language) -> String {
    let Some(finding) = finding else { return Label::NoFinding.words().get(language).to_owned() };
    let mut parts = vec![texts::code(finding.code).get(language).to_owned()];
    parts.extend(
        [expected(finding, language), actual(finding, language)]
            .into_iter()
            .flatten()
            .map(|line| pair(&line, language)),
    );
    match language {
        Language::Zh => parts.join("，"),
        Language::En => parts.join(", "),
    }
}

/// Label and value.
pub fn pair(line: &Line, language: Language) -> String {
    let label = line.label.words().get(language);
    match language {
        Language::Zh => format!("{label}：{}", line.value),
        Language::En => format!("{label} {}", line.value),
    }
}

/// Everything that a finding says beside its code, in the order of reports; what is empty is left out.
pub fn details(finding: &Finding, language: Language) -> Vec<Line> {
    let text = |label, value: &str| (!value.is_empty()).then(|| Line { label, value: cut(value, SHOWN_LENGTH) });
    let curl = finding.curl.as_deref().map(|curl| Line { label: Label::Curl, value: command(curl) });
    [
        expected(finding, language),
        actual(finding, language),
        text(Label::Pointer, &finding.pointer),
        text(Label::Clause, &finding.clause),
        text(Label::Reading, finding.reading.as_deref().unwrap_or_default()),
        text(Label::Hint, &finding.hint.as_deref().map(|hint| phrases::hint(hint, language)).unwrap_or_default()),
        text(Label::Step, &finding.step),
        curl,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A cause in words: where and what.
pub fn cause(root: &Root, language: Language) -> String {
    let what = texts::code(root.code).get(language);
    let place = unit_name(&root.requirement, root.aspect);
    match root.operation.as_str() {
        "" => format!("{place} {what}"),
        operation => format!("{} {place} {what}", shown(operation)),
    }
}

/// What is wrong at the place of a cause: the first way in which it showed, then the others.
pub fn faults(group: &Group, language: Language) -> String {
    let codes = std::iter::once(&group.root.code).chain(&group.also);
    let words: Vec<&str> = codes.map(|code| texts::code(*code).get(language)).collect();
    words.join(match language {
        Language::Zh => "；",
        Language::En => "; ",
    })
}

/// What was expected and what was seen; empty where nothing was.
pub fn values(finding: &Finding, language: Language) -> (String, String) {
    let value = |line: Option<Line>| line.map(|line| line.value).unwrap_or_default();
    (value(expected(finding, language)), value(actual(finding, language)))
}

/// A disposition with its reason.
pub fn disposition(name: &str, reason: &str, language: Language) -> String {
    let name =
        texts::disposition(name).map_or_else(|| shown(name).into_owned(), |words| words.get(language).to_owned());
    if reason.is_empty() { name } else { format!("{name}: {}", cut(&phrases::reason(reason, language), SHOWN_LENGTH)) }
}

/// The disposition whose reason is the command that judges a unit.
const OTHER_SUBJECT: &str = "other-subject";

/// What is not judged of one standard.
pub struct Unjudged {
    /// Its id.
    pub standard: String,
    /// How many units, and why.
    pub units: Vec<(usize, String)>,
}

/// What no case of the stream judges, with the reason, standard by standard.
pub fn unjudged(fold: &Fold, language: Language) -> Vec<Unjudged> {
    let mut counts: BTreeMap<(String, String), BTreeMap<String, usize>> = BTreeMap::new();
    let order = |id: &str| fold.started().and_then(|it| it.standards.iter().position(|(known, _)| known == id));
    for unit in fold.units().iter().filter(|unit| !unit.planned()) {
        let id = unit.key.requirement.standard();
        // A command is named; other reasons are those of single requirements.
        let reason = if unit.disposition == OTHER_SUBJECT { unit.reason.as_str() } else { "" };
        let place = format!("{:04}", order(id).unwrap_or(usize::from(u16::MAX)));
        let why = disposition(&unit.disposition, reason, language);
        *counts.entry((place, id.to_owned())).or_default().entry(why).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|((_, standard), units)| Unjudged {
            standard: shown(&standard).into_owned(),
            units: units.into_iter().map(|(why, count)| (count, why)).collect(),
        })
        .collect()
}

/// Why a run judges nothing of a standard, and what does.
pub fn left_out(left: &LeftOut, language: Language) -> String {
    let why = texts::absence(left.why).get(language);
    let commands: Vec<String> = left.commands.iter().map(|command| cut(command, SHOWN_LENGTH)).collect();
    let commands = if commands.is_empty() { String::new() } else { format!(" ({})", commands.join(", ")) };
    format!("{why}{commands}")
}

/// Why a finding does not count: the waiver with its owner, reason and last day, or the baseline.
pub fn excuse(policy: &Policy, excuse: Excuse, language: Language) -> String {
    let waiver = match excuse {
        Excuse::Known => return Label::Known.words().get(language).to_owned(),
        Excuse::Waived(place) => policy.waivers().entries.get(place),
    };
    let Some(waiver) = waiver else { return Label::Waived.words().get(language).to_owned() };
    let (reason, owner) = (cut(&waiver.reason, SHOWN_LENGTH), cut(&waiver.owner, SHOWN_LENGTH));
    let (label, place) = (Label::Waived.words().get(language), &waiver.place);
    let until = match language {
        Language::Zh => format!("至 {}", waiver.expires),
        Language::En => format!("until {}", waiver.expires),
    };
    format!("{label} {until} ({owner}): {reason} [{}:{}]", shown(&place.file), place.line)
}

/// What is wrong with a waiver, and what to do about it.
pub fn stale(policy: &Policy, stale: &Stale, language: Language) -> (String, String) {
    let zh = language == Language::Zh;
    let day = policy.waivers().entries.get(stale.waiver).map(|waiver| waiver.expires.to_string()).unwrap_or_default();
    let pair = |message: String, help: &str| (message, help.to_owned());
    match &stale.fault {
        Fault::Expired(true) if zh => pair(format!("豁免已于 {day} 到期，问题仍在"), "修复问题，或由责任人延期"),
        Fault::Expired(true) => pair(
            format!("this waiver ended on {day} and its finding is still there"),
            "mend the finding, or let its owner extend it",
        ),
        Fault::Expired(false) if zh => pair(format!("豁免已于 {day} 到期"), "删除此条"),
        Fault::Expired(false) => pair(format!("this waiver ended on {day}"), "remove it"),
        Fault::Unused if zh => pair("此处已无问题，豁免未被用到".to_owned(), "删除此条"),
        Fault::Unused => pair("nothing is wrong here any more: this waiver is unused".to_owned(), "remove it"),
        Fault::NoLongerMatching(others) => {
            let others: Vec<String> = others.iter().map(|other| cut(&other.to_string(), SHOWN_LENGTH)).collect();
            let others = others.join("; ");
            match zh {
                true => pair(format!("豁免与现有问题不再相符，现为：{others}"), "核实后重新签署豁免"),
                false => pair(
                    format!("this waiver no longer matches what is found here: {others}"),
                    "look at the new finding and sign a waiver anew, or remove it",
                ),
            }
        }
        Fault::NoVersion if zh => {
            pair("豁免限定了目标版本，而目标文件未写 version".to_owned(), "在目标文件中写明 version")
        }
        Fault::NoVersion => pair(
            "this waiver is for some versions, and the target file says none".to_owned(),
            "give the target file its `version`",
        ),
    }
}

/// Name of an operation; of the whole standard when it is empty.
pub fn operation(name: &str, language: Language) -> String {
    if name.is_empty() { Label::General.words().get(language).to_owned() } else { cut(name, SHOWN_LENGTH) }
}

/// A verdict in words.
pub fn verdict(verdict: Verdict, language: Language) -> &'static str {
    texts::verdict(verdict).get(language)
}

fn expected(finding: &Finding, language: Language) -> Option<Line> {
    let value = cut(&phrases::expected(finding, language), SHOWN_LENGTH);
    (!value.is_empty()).then_some(Line { label: Label::Expected, value })
}

/// Null stands for "nothing was seen" and is shown only where something was expected of an answer.
fn actual(finding: &Finding, language: Language) -> Option<Line> {
    let seen = !finding.actual.is_null() || finding.code == crate::verdict::FindingCode::Null;
    seen.then(|| Line { label: Label::Actual, value: escape::value(&phrases::actual(finding, language)) })
}

fn command(curl: &str) -> String {
    let safe = escape::lines(curl);
    match safe.char_indices().nth(COMMAND_LENGTH) {
        Some((end, _)) => format!("{}…", safe.get(..end).unwrap_or_default()),
        None => safe,
    }
}
