//! Findings by cause: failures in full, warnings in short, what could not be told by reason.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::paint::{self, BOLD, DIM};
use super::wrap::WHOLE;
use crate::id::Language;
use crate::report::describe::{self, Line, details, pair};
use crate::report::escape::{SHOWN_LENGTH, cut};
use crate::report::texts::{self, Label};
use crate::verdict::{FindingCode, Fold, Group, Verdict};

/// Causes of one severity that are shown.
const CAUSES_SHOWN: usize = 50;
/// Places shown under one reason.
const PLACES_SHOWN: usize = 10;

/// Writes everything that is not a pass.
pub(super) fn write(out: &mut impl Write, fold: &Fold, language: Language) -> io::Result<()> {
    let groups = fold.groups();
    let of = |verdict| groups.iter().copied().filter(|group| group.verdict == verdict).collect::<Vec<_>>();
    let mut page = Page { out, fold, language };
    page.section(Label::Errors, &of(Verdict::Error), Page::full)?;
    page.section(Label::Failures, &of(Verdict::Fail), Page::full)?;
    page.section(Label::Warnings, &of(Verdict::Warning), Page::short)?;
    page.reasons(&of(Verdict::Inconclusive))
}

struct Page<'a, W: Write> {
    out: &'a mut W,
    fold: &'a Fold,
    language: Language,
}

impl<W: Write> Page<'_, W> {
    fn section(
        &mut self,
        heading: Label,
        groups: &[&Group],
        write: fn(&mut Self, &Group) -> io::Result<()>,
    ) -> io::Result<()> {
        if groups.is_empty() {
            return Ok(());
        }
        self.heading(heading, groups.len())?;
        for (number, group) in groups.iter().take(CAUSES_SHOWN).enumerate() {
            self.title(number + 1, group)?;
            write(self, group)?;
        }
        self.more(groups.len().saturating_sub(CAUSES_SHOWN), "  ")?;
        writeln!(self.out)
    }

    fn heading(&mut self, heading: Label, count: usize) -> io::Result<()> {
        writeln!(self.out, "{BOLD}{}: {count}{BOLD:#}", heading.words().get(self.language))
    }

    /// Where and what: the cause, not the place where it happened to show first.
    fn title(&mut self, number: usize, group: &Group) -> io::Result<()> {
        let style = paint::verdict(group.verdict);
        let what = describe::faults(group, self.language);
        let place = self.place(group);
        writeln!(self.out, "{number:>3}. {BOLD}{place}{BOLD:#}  {style}{what}{style:#}")
    }

    fn place(&self, group: &Group) -> String {
        let root = &group.root;
        let titled = describe::titled(self.fold, &root.requirement, root.aspect, self.language);
        match root.operation.as_str() {
            "" => titled,
            operation => format!("{} {titled}", describe::operation(operation, self.language)),
        }
    }

    /// Each detail on its own line, labels aligned.
    fn full(&mut self, group: &Group) -> io::Result<()> {
        let lines = self.lines(group);
        let label = |line: &Line| line.label.words().get(self.language);
        let columns = lines.iter().map(|line| paint::width(label(line))).max().unwrap_or_default();
        for line in &lines {
            let label = paint::left(label(line), columns);
            let value = line.value.replace('\n', "\n       ");
            let whole = if line.label == Label::Curl { WHOLE.to_string() } else { String::new() };
            writeln!(self.out, "     {DIM}{label}{DIM:#}  {whole}{value}")?;
        }
        self.shared(group)
    }

    /// All details but the command, in one line.
    fn short(&mut self, group: &Group) -> io::Result<()> {
        let mut lines = self.lines(group);
        lines.retain(|line| line.label != Label::Curl);
        let pairs: Vec<String> = lines.iter().map(|line| pair(line, self.language)).collect();
        writeln!(self.out, "     {}", pairs.join("; "))?;
        self.shared(group)
    }

    fn lines(&self, group: &Group) -> Vec<Line> {
        let first = &group.first;
        let mut lines = Vec::new();
        let own = (&first.requirement, first.aspect) == (&group.root.requirement, group.root.aspect);
        if let Some(finding) = first.finding.as_ref().filter(|_| !own) {
            let what = texts::code(finding.code).get(self.language);
            let value = format!("{} {what}", describe::unit_name(&first.requirement, first.aspect));
            lines.push(Line { label: Label::Seen, value });
        }
        lines.extend(first.finding.as_ref().map(|finding| details(finding, self.language)).unwrap_or_default());
        let command = lines.iter().position(|line| line.label == Label::Curl).unwrap_or(lines.len());
        lines.insert(command, Line { label: Label::Case, value: cut(&first.case, SHOWN_LENGTH) });
        lines
    }

    fn shared(&mut self, group: &Group) -> io::Result<()> {
        if group.count < 2 {
            return Ok(());
        }
        let words = Label::Shared.words().get(self.language);
        writeln!(self.out, "     {DIM}{} {words}{DIM:#}", group.count)
    }

    /// What could not be told: a reason, then the places.
    fn reasons(&mut self, groups: &[&Group]) -> io::Result<()> {
        if groups.is_empty() {
            return Ok(());
        }
        let mut reasons: BTreeMap<FindingCode, Vec<&Group>> = BTreeMap::new();
        for group in groups {
            reasons.entry(group.root.code).or_default().push(group);
        }
        self.heading(Label::Inconclusives, groups.len())?;
        for (code, groups) in reasons {
            let style = paint::verdict(Verdict::Inconclusive);
            writeln!(self.out, "  {style}{}{style:#}: {}", texts::code(code).get(self.language), groups.len())?;
            for group in groups.iter().take(PLACES_SHOWN) {
                let hint = group.first.finding.as_ref().map(|finding| self.brief(finding)).unwrap_or_default();
                writeln!(self.out, "     {}{hint}", self.place(group))?;
            }
            self.more(groups.len().saturating_sub(PLACES_SHOWN), "     ")?;
        }
        writeln!(self.out)
    }

    /// What was seen or is needed, for the line of a place.
    fn brief(&self, finding: &crate::verdict::Finding) -> String {
        let telling = [Label::Expected, Label::Actual, Label::Hint];
        let pairs: Vec<String> = details(finding, self.language)
            .iter()
            .filter(|line| telling.contains(&line.label))
            .map(|line| pair(line, self.language))
            .collect();
        if pairs.is_empty() { String::new() } else { format!("  {DIM}{}{DIM:#}", pairs.join("; ")) }
    }

    fn more(&mut self, count: usize, indent: &str) -> io::Result<()> {
        if count == 0 {
            return Ok(());
        }
        writeln!(self.out, "{indent}{DIM}{count} {}{DIM:#}", Label::More.words().get(self.language))
    }
}
