//! Findings, by root cause: what failed, what warns, what could not be told; and apart from them what does not count.

use super::answer::{Message, answer, sent};
use super::dictionary::{Dictionary, Text};
use super::matrix::Places;
use super::standing;
use crate::id::Language;
use crate::policy::{Decision, Gate};
use crate::report::describe::{self, details};
use crate::report::escape::{SHOWN_LENGTH, cut, shown};
use crate::report::texts::{self, Label};
use crate::verdict::{Excuse, Finding, Root, Verdict, VerdictEvent};

/// Causes of one kind.
pub(super) struct Section {
    /// Name of the kind, for its colour and anchor.
    pub name: &'static str,
    pub heading: Text,
    pub causes: Vec<Cause>,
    /// Whether each is shown whole from the start.
    pub open: bool,
}

/// One cause.
pub(super) struct Cause {
    /// What anchors and the script call it.
    pub id: String,
    /// Place of its requirement in the catalogue, if it is there.
    pub row: Option<usize>,
    pub requirement: String,
    /// The operation as it is called, for filters.
    pub operation: String,
    pub place: Text,
    pub unit: Text,
    pub what: Text,
    pub count: usize,
    /// Why it does not count, if it does not.
    pub excuse: Option<Text>,
    pub facts: Vec<(Text, Text)>,
    pub request: Option<String>,
    pub sent: Option<Message>,
    pub answer: Option<Message>,
}

/// Causes that are shown whole from the start; more would hide one another.
const OPEN: usize = 12;

/// The sections that have a cause, the gravest first, then what is waived and what an earlier run had.
pub(super) fn sections(texts: &mut Dictionary, gate: &Gate, places: &Places<'_>) -> Vec<Section> {
    let mut sections = Vec::new();
    let kinds = [
        (Verdict::Error, Label::Errors),
        (Verdict::Fail, Label::Failures),
        (Verdict::Warning, Label::Warnings),
        (Verdict::Inconclusive, Label::Inconclusives),
    ];
    let groups = gate.fold().groups();
    for (verdict, heading) in kinds {
        let groups = groups.iter().filter(|group| group.verdict == verdict);
        let causes = groups.enumerate().map(|(at, group)| {
            let id = format!("{}-{}", verdict.as_str(), at + 1);
            let mut cause = cause(texts, gate, (&group.root, &group.first), (id, group.count, places));
            cause.what = texts.both(|language| describe::faults(group, language));
            cause
        });
        let causes = causes.collect();
        sections.push(section(texts, verdict.as_str(), heading, causes));
    }
    for (name, heading) in [("waived", Label::WaivedHeading), ("known", Label::KnownHeading)] {
        let groups = gate.fold().excused().iter().filter(|group| standing::excused(group.excuse) == name);
        let mut causes = Vec::new();
        for (at, group) in groups.enumerate() {
            let id = format!("{name}-{}", at + 1);
            let root = root_of(&group.first);
            let mut cause = cause(texts, gate, (&root, &group.first), (id, group.count, places));
            let why = |language| describe::excuse(gate.policy(), group.excuse, language);
            cause.excuse = matches!(group.excuse, Excuse::Waived(_)).then(|| texts.both(why));
            causes.push(cause);
        }
        sections.push(section(texts, name, heading, causes));
    }
    sections.retain(|section| !section.causes.is_empty());
    sections
}

fn section(texts: &mut Dictionary, name: &'static str, heading: Label, causes: Vec<Cause>) -> Section {
    let open = matches!(name, "fail" | "error") && causes.len() <= OPEN;
    Section { name, heading: texts.label(heading), causes, open }
}

fn root_of(event: &VerdictEvent) -> Root {
    match &event.finding {
        Some(finding) => finding.root.clone(),
        None => Root {
            operation: event.operation.clone(),
            requirement: event.requirement.clone(),
            aspect: event.aspect,
            code: crate::verdict::FindingCode::Internal,
        },
    }
}

fn cause(
    texts: &mut Dictionary,
    gate: &Gate,
    (root, first): (&Root, &VerdictEvent),
    (id, count, places): (String, usize, &Places<'_>),
) -> Cause {
    let row =
        places.get(&(root.operation.as_str(), &root.requirement)).or_else(|| places.get(&("", &root.requirement)));
    let finding = first.finding.as_ref();
    Cause {
        id,
        row: row.copied(),
        requirement: shown(root.requirement.as_str()).into_owned(),
        operation: cut(&root.operation, SHOWN_LENGTH),
        place: texts.both(|language| describe::operation(&root.operation, language)),
        unit: texts.both(|language| describe::titled(gate.fold(), &root.requirement, root.aspect, language)),
        what: texts.words(texts::code(root.code)),
        count,
        excuse: None,
        facts: facts(texts, root, first),
        request: finding.and_then(request),
        sent: finding.and_then(sent),
        answer: finding.and_then(answer),
    }
}

/// Everything that the first finding says, but for the request.
fn facts(texts: &mut Dictionary, root: &Root, first: &VerdictEvent) -> Vec<(Text, Text)> {
    let mut facts = Vec::new();
    if let Some(finding) = &first.finding {
        if finding.code != root.code || first.requirement != root.requirement || first.aspect != root.aspect {
            let unit = describe::unit_name(&first.requirement, first.aspect);
            let seen = texts.both(|language| format!("{unit} {}", texts::code(finding.code).get(language)));
            facts.push((texts.label(Label::Seen), seen));
        }
        // Both languages have the same lines.
        let told = [details(finding, Language::Zh), details(finding, Language::En)].map(Vec::into_iter);
        let [zh, en] = told.map(|lines| lines.filter(|line| line.label != Label::Curl));
        for (zh, en) in zh.zip(en) {
            let value = texts.both(|language| match language {
                Language::Zh => zh.value.clone(),
                Language::En => en.value.clone(),
            });
            facts.push((texts.label(zh.label), value));
        }
    }
    facts.push((texts.label(Label::Case), Text::plain(cut(&first.case, SHOWN_LENGTH))));
    facts
}

fn request(finding: &Finding) -> Option<String> {
    details(finding, Language::En).into_iter().find(|line| line.label == Label::Curl).map(|line| line.value)
}

/// Waivers to mend: what is wrong with each, and what to do.
pub(super) fn stale(texts: &mut Dictionary, gate: &Gate, decision: &Decision) -> Vec<(String, Text)> {
    let policy = gate.policy();
    let entries = decision.stale.iter().filter_map(|stale| Some((stale, policy.waivers().entries.get(stale.waiver)?)));
    let told = entries.map(|(stale, waiver)| {
        let words = texts.both(|language| {
            let (message, help) = describe::stale(policy, stale, language);
            format!("{message}; {help}")
        });
        (shown(&waiver.place.to_string()).into_owned(), words)
    });
    told.collect()
}

/// What changed since the baseline: how many, and the names of what is new or mended.
pub(super) fn compared(texts: &mut Dictionary, decision: &Decision) -> Vec<(Text, usize, Vec<String>)> {
    let Some(delta) = &decision.delta else { return Vec::new() };
    let named = |changes: &[crate::policy::Change]| {
        changes.iter().map(|change| cut(&change.finding.to_string(), SHOWN_LENGTH)).collect()
    };
    vec![
        (texts.label(Label::New), delta.new.len(), named(&delta.new)),
        (texts.label(Label::Mended), delta.mended.len(), named(&delta.mended)),
        (texts.label(Label::Still), delta.still.len(), Vec::new()),
        (texts.label(Label::Lost), delta.lost.len(), Vec::new()),
    ]
}
