//! The head of a page: what the stream amounts to, who was tested with what, and the totals.

use std::collections::BTreeSet;

use super::dictionary::{Dictionary, Text};
use super::standing;
use crate::id::Language;
use crate::policy::{Decision, Gate, Outcome, Policy};
use crate::report::describe;
use crate::report::escape::{SHOWN_LENGTH, cut};
use crate::report::texts::{self, Frame, Label};
use crate::verdict::{Fold, RunStarted, StandardTotals, Verdict, VerdictEvent};

/// What the stream amounts to.
pub(super) struct Conclusion {
    /// Name of the outcome, for its colour.
    pub name: &'static str,
    pub word: Text,
    pub code: u8,
    /// What must be known beside the word.
    pub notices: Vec<Text>,
}

/// One line about what was tested.
pub(super) struct Fact {
    pub label: Text,
    pub lines: Vec<Text>,
}

/// Totals of one operation, or of all.
pub(super) struct Row {
    pub standard: String,
    pub operation: Text,
    pub title: Option<Text>,
    pub planned: usize,
    pub reached: usize,
    pub judged: usize,
    /// Units under each name of [`standing::NAMES`] that has a column, with that name.
    pub counts: Vec<(&'static str, usize)>,
}

/// The columns of verdicts, as [`Row::counts`] has them.
pub(super) const COLUMNS: [&str; 7] = ["pass", "warning", "fail", "inconclusive", "error", "waived", "known"];

pub(super) fn conclusion(texts: &mut Dictionary, gate: &Gate, decision: &Decision) -> Conclusion {
    let outcome = decision.outcome;
    let name = match outcome {
        Outcome::Conforming => "pass",
        Outcome::NotConforming => "fail",
        Outcome::Undecided => "inconclusive",
        Outcome::Usage | Outcome::Internal => "error",
    };
    let fold = gate.fold();
    let mut notices = Vec::new();
    match fold.finished().map(|finished| finished.stopped) {
        None => notices.push(texts.label(Label::Incomplete)),
        Some(Some(stopped)) => notices.push(texts.words(texts::stopped(stopped))),
        Some(None) => {}
    }
    if fold.started().is_some_and(|started| !started.scope.whole) {
        notices.push(texts.words(Frame::WORDS.partial));
    }
    if let Some((share, wanted)) = decision.too_little {
        let told = |language| format!("{}: {share:.1}% < {wanted}%", Label::TooLittle.words().get(language));
        notices.push(texts.both(told));
    }
    Conclusion { name, word: texts.both(|language| outcome.text(language).to_owned()), code: outcome.code(), notices }
}

pub(super) fn facts(texts: &mut Dictionary, gate: &Gate, verdicts: &[VerdictEvent]) -> Vec<Fact> {
    let fold = gate.fold();
    let Some(started) = fold.started() else { return Vec::new() };
    let words = Frame::WORDS;
    let target = &started.target;
    let suite = format!("{} {}", started.suite.name, started.suite.version);
    let standards = started.standards.iter().map(|(id, edition)| plain(&format!("{id} ({edition})"))).collect();
    let facts = [
        (words.subject, vec![plain(&target.name)]),
        (words.vendor, vec![plain(&target.vendor)]),
        (words.version, vec![plain(&target.version)]),
        (words.suite, vec![plain(&suite)]),
        (words.standards, standards),
        (words.environment, environment(texts, started)),
        (words.claimed, claims(texts, started)),
        (Label::Dispositions.words(), unjudged(texts, fold, started)),
        (words.date, dates(texts, fold, started)),
        (words.documents, documents(texts, gate.policy(), fold, verdicts)),
    ];
    let told = facts.into_iter().map(|(label, mut lines)| {
        lines.retain(|line| !line.shown.is_empty());
        Fact { label: texts.words(label), lines }
    });
    told.filter(|fact| !fact.lines.is_empty()).collect()
}

fn plain(text: &str) -> Text {
    Text::plain(cut(text.trim(), SHOWN_LENGTH))
}

/// Where it was tested: base URLs with their networks, seed and marker of what was created.
fn environment(texts: &mut Dictionary, started: &RunStarted) -> Vec<Text> {
    let network = |standard: &str| {
        let claims = started.target.claims.iter().find(|claims| claims.standard == standard);
        claims.map(|claims| claims.network.clone()).filter(|network| !network.is_empty())
    };
    let mut lines: Vec<Text> = Vec::new();
    for (standard, url) in &started.target.base_urls {
        let place = cut(&format!("{standard}: {url}"), SHOWN_LENGTH);
        lines.push(match network(standard) {
            None => Text::plain(place),
            Some(network) => texts.both(|language| {
                let label = Frame::WORDS.network.get(language);
                format!("{place} ({label} {})", cut(&network, SHOWN_LENGTH))
            }),
        });
    }
    let marker = cut(&started.marker, SHOWN_LENGTH);
    if started.marker.is_empty() {
        return lines;
    }
    lines.push(texts.both(|language| {
        let (seed, mark) = (Label::Seed.words().get(language), Label::Marker.words().get(language));
        format!("{seed} {}, {mark} {marker}", started.seed)
    }));
    lines
}

/// What the target claims of each standard.
fn claims(texts: &mut Dictionary, started: &RunStarted) -> Vec<Text> {
    let mut lines = Vec::new();
    for claims in &started.target.claims {
        lines.push(plain(&format!("{}: {}", claims.standard, claims.operations.join(", "))));
        if !claims.options.is_empty() {
            let options = cut(&claims.options.join(", "), SHOWN_LENGTH);
            lines.push(texts.both(|language| format!("{}: {options}", Label::Options.words().get(language))));
        }
        for (operation, reason) in &claims.not_claimed {
            let what = cut(&format!("{operation}: {reason}"), SHOWN_LENGTH);
            lines.push(texts.both(|language| format!("{} {what}", Label::NotClaimed.words().get(language))));
        }
    }
    lines
}

/// What is not judged of each standard, and the standards of which nothing is.
fn unjudged(texts: &mut Dictionary, fold: &Fold, started: &RunStarted) -> Vec<Text> {
    let told = |language| {
        let standards = describe::unjudged(fold, language);
        let units = |units: &[(usize, String)]| {
            units.iter().map(|(count, why)| format!("{why} {count}")).collect::<Vec<_>>().join("; ")
        };
        let told = standards.iter().map(|one| format!("{}: {}", one.standard, units(&one.units)));
        let left = started.scope.left_out.iter().map(|left| {
            let (name, label) = (cut(&left.standard, SHOWN_LENGTH), Label::LeftOut.words().get(language));
            format!("{name}: {label}; {}", describe::left_out(left, language))
        });
        told.chain(left).collect::<Vec<_>>()
    };
    let (zh, en) = (told(Language::Zh), told(Language::En));
    let pairs = zh.into_iter().zip(en);
    pairs
        .map(|(zh, en)| {
            texts.both(|language| match language {
                Language::Zh => zh.clone(),
                Language::En => en.clone(),
            })
        })
        .collect()
}

fn dates(texts: &mut Dictionary, fold: &Fold, started: &RunStarted) -> Vec<Text> {
    let begun = cut(&started.started, SHOWN_LENGTH);
    let Some(finished) = fold.finished() else { return vec![Text::plain(begun)] };
    let ended = cut(&finished.finished, SHOWN_LENGTH);
    let told = |language: Language| {
        format!("{begun} – {ended}, {:.1} {}", finished.seconds, Label::Seconds.words().get(language))
    };
    vec![texts.both(told)]
}

/// What the verdicts rest on beside the run: the files of the standards, readings, waivers, a baseline.
fn documents(texts: &mut Dictionary, policy: &Policy, fold: &Fold, verdicts: &[VerdictEvent]) -> Vec<Text> {
    let mut lines = Vec::new();
    let folders: BTreeSet<&str> =
        fold.catalogue().iter().filter_map(|entry| Some(entry.file.split_once("/tables/")?.0)).collect();
    for folder in folders {
        lines.push(plain(folder));
    }
    let readings: BTreeSet<String> = verdicts
        .iter()
        .filter_map(|event| Some(format!("{} {}", event.standard, event.finding.as_ref()?.reading.as_ref()?)))
        .collect();
    if !readings.is_empty() {
        // Some dozens at most: every one is named.
        let named: Vec<String> = readings.iter().map(|reading| cut(reading, SHOWN_LENGTH)).collect();
        let named = named.join(", ");
        lines.push(texts.both(|language| format!("{}: {named}", Frame::WORDS.readings.get(language))));
    }
    if let Some(waiver) = policy.waivers().entries.first() {
        let file = cut(&waiver.place.file, SHOWN_LENGTH);
        lines.push(texts.both(|language| format!("{}: {file}", Frame::WORDS.waiver_file.get(language))));
    }
    if let Some(before) = policy.baseline().and_then(|baseline| baseline.started.as_ref()) {
        let what = format!("{} {}, {}", before.target.name, before.target.version, before.started);
        let what = cut(&what, SHOWN_LENGTH);
        lines.push(texts.both(|language| format!("{}: {what}", Frame::WORDS.baseline.get(language))));
    }
    lines
}

/// The totals by operation, and those of all.
pub(super) fn totals(texts: &mut Dictionary, fold: &Fold) -> (Vec<Row>, Row) {
    let mut rows = Vec::new();
    let mut sums = row(String::new(), texts.label(Label::Total), None, &StandardTotals::default());
    for entry in fold.operations().iter().filter(|entry| entry.totals.planned > 0) {
        let operation = texts.both(|language| describe::operation(&entry.operation, language));
        let title = fold.started().and_then(|started| {
            let is = |named: &&(String, String, _)| named.0 == entry.standard && named.1 == entry.operation;
            started.operations.iter().find(is)
        });
        let title = title.map(|(_, _, title)| texts.titled(title));
        let row = row(cut(&entry.standard, SHOWN_LENGTH), operation, title, &entry.totals);
        sums.add(&row);
        rows.push(row);
    }
    (rows, sums)
}

fn row(standard: String, operation: Text, title: Option<Text>, totals: &StandardTotals) -> Row {
    let count = |name: &str| match name {
        "pass" => totals.count(Verdict::Pass),
        "warning" => totals.count(Verdict::Warning),
        "fail" => totals.count(Verdict::Fail),
        "inconclusive" => totals.count(Verdict::Inconclusive),
        "error" => totals.count(Verdict::Error),
        "waived" => totals.waived,
        _ => totals.known,
    };
    let counts = COLUMNS.iter().map(|name| (*name, count(name))).collect();
    let StandardTotals { planned, reached, judged, .. } = *totals;
    Row { standard, operation, title, planned, reached, judged, counts }
}

impl Row {
    fn add(&mut self, other: &Self) {
        self.planned += other.planned;
        self.reached += other.reached;
        self.judged += other.judged;
        for ((_, sum), (_, more)) in self.counts.iter_mut().zip(&other.counts) {
            *sum += more;
        }
    }

    /// The parts of a bar 1000 wide: name, left edge and width; of what is there at least a sliver.
    pub fn bar(&self) -> Vec<(&'static str, usize, usize)> {
        let mut left = 0;
        let parts = self.counts.iter().filter(|(_, count)| *count > 0).map(|(name, count)| {
            let width = (count * 1000).div_ceil(self.planned.max(1)).max(6);
            left += width;
            (*name, left - width, width)
        });
        parts.collect()
    }
}

/// Every name that can be filtered by, with its word.
pub(super) fn choices(texts: &mut Dictionary) -> Vec<(&'static str, Text)> {
    standing::NAMES.iter().map(|name| (*name, standing::named(texts, name))).collect()
}

/// The heads of [`COLUMNS`].
pub(super) fn heads(texts: &mut Dictionary) -> Vec<Text> {
    let head = |name: &&str| match *name {
        "waived" => texts.label(Label::WaivedColumn),
        "known" => texts.label(Label::KnownColumn),
        name => standing::named(texts, name),
    };
    COLUMNS.iter().map(head).collect()
}
