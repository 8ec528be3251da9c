//! The head of the report, its totals and its conclusion.

use std::io::{self, Write};

use super::paint::{self, BOLD, DIM};
use super::table;
use crate::id::Language;
use crate::policy::Outcome;
use crate::report::describe::{self, Line};
use crate::report::escape::{SHOWN_LENGTH, cut};
use crate::report::texts::{self, Label};
use crate::verdict::{Claims, Fold, LeftOut};

/// Who was tested, with what.
pub(super) fn heading(out: &mut impl Write, fold: &Fold, language: Language) -> io::Result<()> {
    let Some(started) = fold.started() else { return Ok(()) };
    let safe = |text: &str| cut(text, SHOWN_LENGTH);
    let label = |label: Label| label.words().get(language);
    let target = &started.target;
    let mut who: Vec<String> = vec![safe(&target.name), safe(&target.version)];
    if !target.vendor.is_empty() {
        who.push(format!("({})", safe(&target.vendor)));
    }
    who.retain(|part| !part.is_empty());
    let suite = format!("{} {}", safe(&started.suite.name), safe(&started.suite.version));
    writeln!(out, "{BOLD}{suite}{BOLD:#}  {}: {}", label(Label::Target), who.join(" "))?;
    for (standard, edition) in &started.standards {
        let url = target.base_urls.iter().find(|(id, _)| id == standard).map(|(_, url)| safe(url));
        writeln!(out, "{} ({})  {}", safe(standard), safe(edition), url.unwrap_or_default())?;
        for claims in target.claims.iter().filter(|claims| claims.standard == *standard) {
            claimed(out, claims, language)?;
        }
    }
    let mut facts = Vec::new();
    // Without a marker nothing was drawn and nothing sent.
    if !started.marker.is_empty() {
        facts.push(format!("{} {}", label(Label::Seed), started.seed));
        facts.push(format!("{} {}", label(Label::Marker), safe(&started.marker)));
    }
    facts.push(format!("{} {}", label(Label::Started), safe(&started.started)));
    writeln!(out, "{DIM}{}{DIM:#}\n", facts.join("; "))
}

/// The options claimed, and what is not claimed with the reason.
fn claimed(out: &mut impl Write, claims: &Claims, language: Language) -> io::Result<()> {
    let line = |label: Label, value: String| describe::pair(&Line { label, value }, language);
    if !claims.options.is_empty() {
        let value = cut(&claims.options.join(", "), SHOWN_LENGTH);
        writeln!(out, "  {}", line(Label::Options, value))?;
    }
    for (operation, reason) in &claims.not_claimed {
        let name = cut(operation, SHOWN_LENGTH);
        let value = if reason.is_empty() { name } else { format!("{name} ({})", cut(reason, SHOWN_LENGTH)) };
        writeln!(out, "  {}", line(Label::NotClaimed, value))?;
    }
    Ok(())
}

/// The table, what was not judged, and how much was done.
pub(super) fn write(
    out: &mut impl Write,
    fold: &Fold,
    (language, columns): (Language, Option<usize>),
) -> io::Result<()> {
    let label = |label: Label| label.words().get(language);
    writeln!(out, "{BOLD}{}{BOLD:#}", label(Label::Summary))?;
    table::write(out, fold, (language, columns))?;
    writeln!(out)?;
    dispositions(out, fold, language)?;
    let totals = fold.totals();
    let causes: usize = totals.standards.values().map(|standard| standard.failing_roots).sum();
    let mut done = vec![
        format!("{} {}", label(Label::Cases), totals.cases),
        format!("{} {}", label(Label::Exchanges), totals.exchanges),
    ];
    done.extend(fold.finished().map(|finished| format!("{:.1} {}", finished.seconds, label(Label::Seconds))));
    if causes > 0 {
        done.push(format!("{} {causes}", label(Label::Causes)));
    }
    writeln!(out, "{}", done.join("; "))?;
    let silent = fold.units().iter().filter(|unit| unit.planned() && unit.verdict.is_none()).count();
    if silent > 0 {
        writeln!(out, "{} {silent}", label(Label::Unseen))?;
    }
    Ok(())
}

fn dispositions(out: &mut impl Write, fold: &Fold, language: Language) -> io::Result<()> {
    let unjudged = describe::unjudged(fold, language);
    let left: &[LeftOut] = fold.started().map_or(&[], |started| &started.scope.left_out);
    if unjudged.is_empty() && left.is_empty() {
        return Ok(());
    }
    writeln!(out, "{BOLD}{}{BOLD:#}", Label::Dispositions.words().get(language))?;
    for standard in unjudged {
        writeln!(out, "  {}", standard.standard)?;
        for (count, why) in standard.units {
            writeln!(out, "  {count:>7}  {why}")?;
        }
    }
    for left in left {
        let label = Label::LeftOut.words().get(language);
        writeln!(out, "  {}  {label}: {}", cut(&left.standard, SHOWN_LENGTH), describe::left_out(left, language))?;
    }
    writeln!(out)
}

/// The one line that remains when everything else is silenced.
pub(super) fn conclusion(out: &mut impl Write, fold: &Fold, outcome: Outcome, language: Language) -> io::Result<()> {
    let style = paint::outcome(outcome);
    let reason = match fold.finished() {
        None => Some(Label::Incomplete.words()),
        Some(finished) => finished.stopped.map(texts::stopped),
    };
    let reason = reason.map(|words| format!("; {}", words.get(language))).unwrap_or_default();
    let head = Label::Conclusion.words().get(language);
    let code = format!("{} {}", Label::ExitCode.words().get(language), outcome.code());
    writeln!(out, "{BOLD}{head}: {BOLD:#}{style}{}{style:#} ({code}{reason})", outcome.text(language))
}
