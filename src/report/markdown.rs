//! The summary for a merge request: the conclusion, the totals and what has to be looked at.

use std::io;

use super::describe::{self, details};
use super::escape::{SHOWN_LENGTH, cut, lines};
use super::texts::{self, Label};
use super::whole::Material;
use crate::id::Language;
use crate::policy::{Change, Decision, Gate, Outcome};
use crate::verdict::{Excuse, ExcusedGroup, Group, LeftOut, StandardTotals, Verdict};

/// Causes of one severity that are spelt out.
const SHOWN: usize = 20;

/// The document.
///
/// # Errors
/// None that is known.
pub fn render(material: &Material) -> io::Result<Vec<u8>> {
    let decision = material.gate.decide();
    let mut page = Page { text: String::new(), gate: &material.gate, language: material.language };
    page.head(&decision);
    page.totals();
    page.causes(Label::Errors, Verdict::Error);
    page.causes(Label::Failures, Verdict::Fail);
    page.compared(&decision);
    page.stale(&decision);
    page.causes(Label::Warnings, Verdict::Warning);
    page.causes(Label::Inconclusives, Verdict::Inconclusive);
    page.excused();
    page.unjudged();
    page.foot();
    Ok(page.text.into_bytes())
}

/// A column of numbers: its head, and where the number comes from.
type Column = (Label, fn(&StandardTotals) -> usize);

/// A text of others as a code span: no markup, no mention and no link in it works. Safe in a table too.
pub fn code(text: &str) -> String {
    let text = cut(text, SHOWN_LENGTH).replace('|', "\\|");
    if text.is_empty() {
        return String::new();
    }
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let blank = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// A text of our own or of the catalogue: markup in it is shown, not obeyed.
pub fn plain(text: &str) -> String {
    let mut safe = String::new();
    for c in cut(text, SHOWN_LENGTH).chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' | '@' => {
                safe.push('\\');
                safe.push(c);
            }
            c => safe.push(c),
        }
    }
    safe
}

struct Page<'a> {
    text: String,
    gate: &'a Gate,
    language: Language,
}

impl Page<'_> {
    fn label(&self, label: Label) -> &'static str {
        label.words().get(self.language)
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn heading(&mut self, label: Label, count: usize) {
        let heading = format!("\n### {}: {count}\n", self.label(label));
        self.line(&heading);
    }

    fn head(&mut self, decision: &Decision) {
        let mark = match decision.outcome {
            Outcome::Conforming => "✅",
            Outcome::NotConforming => "❌",
            Outcome::Usage | Outcome::Undecided | Outcome::Internal => "⚠️",
        };
        let words = decision.outcome.text(self.language);
        let (conclusion, code_words) = (self.label(Label::Conclusion), self.label(Label::ExitCode));
        let line = format!("## {mark} {conclusion}: {words} ({code_words} {})\n", decision.outcome.code());
        self.line(&line);
        let fold = self.gate.fold();
        match fold.finished() {
            None => self.line(&format!("**{}**\n", self.label(Label::Incomplete))),
            Some(finished) => {
                if let Some(stopped) = finished.stopped {
                    self.line(&format!("**{}**\n", texts::stopped(stopped).get(self.language)));
                }
            }
        }
        if let Some((share, wanted)) = decision.too_little {
            self.line(&format!("**{}: {share:.1}% < {wanted}%**\n", self.label(Label::TooLittle)));
        }
        let Some(started) = fold.started() else { return };
        let target = &started.target;
        let who = [&target.name, &target.version, &target.vendor].map(|part| code(part));
        let who: Vec<&str> = who.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        let standards: Vec<String> =
            started.standards.iter().map(|(id, edition)| format!("{} ({})", code(id), plain(edition))).collect();
        let line = format!("{} {}; {}", self.label(Label::Target), who.join(" "), standards.join(", "));
        self.line(&line);
    }

    fn totals(&mut self) {
        let operations = self.gate.fold().operations();
        let columns: [Column; 8] = [
            (Label::Planned, |totals| totals.planned),
            (Label::Reached, |totals| totals.reached),
            (Label::Judged, |totals| totals.judged),
            (Label::Pass, |totals| totals.count(Verdict::Pass)),
            (Label::Warn, |totals| totals.count(Verdict::Warning)),
            (Label::Fail, |totals| totals.count(Verdict::Fail) + totals.count(Verdict::Error)),
            (Label::Inconclusive, |totals| totals.count(Verdict::Inconclusive)),
            (Label::WaivedColumn, |totals| totals.waived + totals.known),
        ];
        let heads: Vec<&str> = columns.iter().map(|(label, _)| self.label(*label)).collect();
        let head =
            format!("\n| {} | {} | {} |", self.label(Label::Standard), self.label(Label::Operation), heads.join(" | "));
        self.line(&head);
        self.line(&format!("|---|---|{}", "---:|".repeat(columns.len())));
        let mut sums = vec![0; columns.len()];
        for entry in operations.iter().filter(|entry| entry.totals.planned > 0) {
            let numbers: Vec<usize> = columns.iter().map(|(_, number)| number(&entry.totals)).collect();
            sums.iter_mut().zip(&numbers).for_each(|(sum, number)| *sum += number);
            let name = describe::operation(&entry.operation, self.language);
            let row = format!("| {} | {} | {} |", plain(&entry.standard), plain(&name), joined(&numbers));
            self.line(&row);
        }
        let row = format!("| **{}** | | {} |", self.label(Label::Total), joined(&sums));
        self.line(&row);
    }

    fn causes(&mut self, heading: Label, verdict: Verdict) {
        let gate = self.gate;
        let groups: Vec<&Group> = gate.fold().groups().into_iter().filter(|group| group.verdict == verdict).collect();
        if groups.is_empty() {
            return;
        }
        self.heading(heading, groups.len());
        for (number, group) in groups.iter().take(SHOWN).enumerate() {
            self.cause(number + 1, group);
        }
        self.more(groups.len());
    }

    fn cause(&mut self, number: usize, group: &Group) {
        let root = &group.root;
        let titled = describe::titled(self.gate.fold(), &root.requirement, root.aspect, self.language);
        let what = describe::faults(group, self.language);
        let operation = describe::operation(&root.operation, self.language);
        self.line(&format!("{number}. **{} {}** {what}", plain(&operation), plain(&titled)));
        let Some(finding) = &group.first.finding else { return };
        let mut command = None;
        for detail in details(finding, self.language) {
            let label = self.label(detail.label);
            match detail.label {
                Label::Curl => command = Some(detail.value),
                _ => self.line(&format!("   - {label} {}", code(&detail.value))),
            }
        }
        self.line(&format!("   - {} {}", self.label(Label::Case), code(&group.first.case)));
        if group.count > 1 {
            self.line(&format!("   - {} {}", group.count, self.label(Label::Shared)));
        }
        if let Some(command) = command.filter(|_| group.verdict >= Verdict::Fail) {
            self.command(&command);
        }
    }

    /// A command in a block that its own text cannot end.
    fn command(&mut self, command: &str) {
        let command = lines(command);
        let fence = "`".repeat(3 + command.matches('`').count());
        self.line(&format!("\n   {fence}sh"));
        command.lines().for_each(|line| self.line(&format!("   {line}")));
        self.line(&format!("   {fence}"));
    }

    fn compared(&mut self, decision: &Decision) {
        let Some(delta) = &decision.delta else { return };
        self.line(&format!("\n### {}\n", self.label(Label::ComparedHeading)));
        self.changes(Label::New, &delta.new);
        self.changes(Label::Mended, &delta.mended);
        self.line(&format!("- {}: {}", self.label(Label::Still), delta.still.len()));
        self.line(&format!("- {}: {}", self.label(Label::Lost), delta.lost.len()));
    }

    fn changes(&mut self, label: Label, changes: &[Change]) {
        self.line(&format!("- {}: {}", self.label(label), changes.len()));
        for change in changes.iter().take(SHOWN) {
            self.line(&format!("  - {}", code(&change.finding.to_string())));
        }
    }

    fn stale(&mut self, decision: &Decision) {
        if decision.stale.is_empty() {
            return;
        }
        self.heading(Label::StaleHeading, decision.stale.len());
        for stale in &decision.stale {
            let policy = self.gate.policy();
            let Some(waiver) = policy.waivers().entries.get(stale.waiver) else { continue };
            let (message, help) = describe::stale(policy, stale, self.language);
            let place = code(&waiver.place.to_string());
            self.line(&format!("- {place} {}; {}", plain(&message), plain(&help)));
        }
    }

    fn excused(&mut self) {
        let gate = self.gate;
        let (waived, known): (Vec<_>, Vec<_>) =
            gate.fold().excused().iter().partition(|group| matches!(group.excuse, Excuse::Waived(_)));
        self.held(Label::WaivedHeading, &waived);
        self.held(Label::KnownHeading, &known);
    }

    fn held(&mut self, heading: Label, groups: &[&ExcusedGroup]) {
        if groups.is_empty() {
            return;
        }
        self.heading(heading, groups.len());
        for group in groups.iter().take(SHOWN) {
            let first = &group.first;
            let titled = describe::titled(self.gate.fold(), &first.requirement, first.aspect, self.language);
            let what = describe::headline(first.finding.as_ref(), self.language);
            let why = match group.excuse {
                Excuse::Known => String::new(),
                excuse => format!(" - {}", plain(&describe::excuse(self.gate.policy(), excuse, self.language))),
            };
            self.line(&format!("- **{}** {}{why}", plain(&titled), code(&what)));
        }
        self.more(groups.len());
    }

    /// What nothing judges, standard by standard.
    fn unjudged(&mut self) {
        let fold = self.gate.fold();
        let unjudged = describe::unjudged(fold, self.language);
        let left: &[LeftOut] = fold.started().map_or(&[], |started| &started.scope.left_out);
        if unjudged.is_empty() && left.is_empty() {
            return;
        }
        let heading = format!("\n### {}\n", self.label(Label::Dispositions));
        self.line(&heading);
        for one in unjudged {
            let units: Vec<String> = one.units.iter().map(|(count, why)| format!("{} {count}", plain(why))).collect();
            self.line(&format!("- {}: {}", plain(&one.standard), units.join("; ")));
        }
        for left in left {
            let (label, why) = (self.label(Label::LeftOut), describe::left_out(left, self.language));
            self.line(&format!("- {}: {label}; {}", plain(&left.standard), plain(&why)));
        }
    }

    fn more(&mut self, count: usize) {
        let rest = count.saturating_sub(SHOWN);
        if rest > 0 {
            self.line(&format!("\n{rest} {}", self.label(Label::More)));
        }
    }

    fn foot(&mut self) {
        let Some(started) = self.gate.fold().started() else { return };
        let suite = format!("{} {}", started.suite.name, started.suite.version);
        let mut line = format!("\n{}; {} {}", plain(&suite), self.label(Label::Started), plain(&started.started));
        if !started.marker.is_empty() {
            line.push_str(&format!("; {} {}", self.label(Label::Seed), started.seed));
        }
        self.line(&line);
    }
}

fn joined(numbers: &[usize]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_span_cannot_be_left_and_does_not_break_a_table() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("`` ` ```"), "```` `` ` ``` ````");
        assert_eq!(code("a|b\n<script>@all"), "`a\\|b\\u{a}<script>@all`");
        assert_eq!(plain("<b>*a*_[x](y)@all"), "&lt;b&gt;\\*a\\*\\_\\[x\\](y)\\@all");
    }
}
