//! What does not count, and why: waived findings, those of a baseline, what changed since, waivers to mend.

use std::io::{self, Write};

use super::paint::{BOLD, DIM};
use crate::id::Language;
use crate::policy::{Change, Decision, Gate};
use crate::report::describe;
use crate::report::escape::{SHOWN_LENGTH, cut};
use crate::report::texts::Label;
use crate::verdict::{Excuse, ExcusedGroup};

/// Lines shown under one heading.
const SHOWN: usize = 20;

/// Writes what is held apart, and the comparison with a baseline.
pub(super) fn write(out: &mut impl Write, gate: &Gate, decision: &Decision, language: Language) -> io::Result<()> {
    let (waived, known): (Vec<_>, Vec<_>) =
        gate.fold().excused().iter().partition(|group| matches!(group.excuse, Excuse::Waived(_)));
    groups(out, gate, (Label::WaivedHeading, &waived), language)?;
    groups(out, gate, (Label::KnownHeading, &known), language)?;
    let Some(delta) = &decision.delta else { return Ok(()) };
    let label = |label: Label| label.words().get(language);
    let count = |name: Label, count: usize| format!("{} {count}", label(name));
    let counts = [
        count(Label::New, delta.new.len()),
        count(Label::Mended, delta.mended.len()),
        count(Label::Still, delta.still.len()),
        count(Label::Lost, delta.lost.len()),
    ];
    writeln!(out, "{BOLD}{}: {}{BOLD:#}", label(Label::ComparedHeading), counts.join("; "))?;
    changes(out, label(Label::New), &delta.new)?;
    changes(out, label(Label::Mended), &delta.mended)?;
    writeln!(out)
}

fn groups(
    out: &mut impl Write,
    gate: &Gate,
    (heading, groups): (Label, &[&ExcusedGroup]),
    language: Language,
) -> io::Result<()> {
    if groups.is_empty() {
        return Ok(());
    }
    writeln!(out, "{BOLD}{}: {}{BOLD:#}", heading.words().get(language), groups.len())?;
    for group in groups.iter().take(SHOWN) {
        let first = &group.first;
        let place = describe::titled(gate.fold(), &first.requirement, first.aspect, language);
        let what = describe::headline(first.finding.as_ref(), language);
        let verdict = describe::verdict(group.verdict, language);
        writeln!(out, "  {} {place}  {verdict}: {what}", describe::operation(&first.operation, language))?;
        if let Excuse::Waived(_) = group.excuse {
            writeln!(out, "     {DIM}{}{DIM:#}", describe::excuse(gate.policy(), group.excuse, language))?;
        }
    }
    more(out, groups.len(), language)?;
    writeln!(out)
}

fn changes(out: &mut impl Write, name: &str, changes: &[Change]) -> io::Result<()> {
    for change in changes.iter().take(SHOWN) {
        writeln!(out, "  {name}: {}", cut(&change.finding.to_string(), SHOWN_LENGTH))?;
    }
    Ok(())
}

fn more(out: &mut impl Write, count: usize, language: Language) -> io::Result<()> {
    match count.saturating_sub(SHOWN) {
        0 => Ok(()),
        rest => writeln!(out, "  {DIM}{rest} {}{DIM:#}", Label::More.words().get(language)),
    }
}

/// Writes the waivers to mend, each with its lines.
pub(super) fn stale(out: &mut impl Write, gate: &Gate, decision: &Decision, language: Language) -> io::Result<()> {
    if decision.stale.is_empty() {
        return Ok(());
    }
    writeln!(out, "{BOLD}{}: {}{BOLD:#}", Label::StaleHeading.words().get(language), decision.stale.len())?;
    for stale in &decision.stale {
        let Some(waiver) = gate.policy().waivers().entries.get(stale.waiver) else { continue };
        let (message, help) = describe::stale(gate.policy(), stale, language);
        let problem = gate.policy().waivers().problem(waiver, message, Some(help));
        writeln!(out, "{problem}")?;
    }
    writeln!(out)
}

/// Says that less was judged than is asked for.
pub(super) fn too_little(out: &mut impl Write, decision: &Decision, language: Language) -> io::Result<()> {
    let Some((share, wanted)) = decision.too_little else { return Ok(()) };
    writeln!(out, "{}: {share:.1}% < {wanted}%", Label::TooLittle.words().get(language))
}
