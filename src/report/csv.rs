//! Tables for spreadsheets: one row a requirement and aspect, or one a verdict.

use std::io;

use super::describe::{self, disposition};
use super::escape::{lines, shown};
use super::texts::{self, Label, phrases};
use super::whole::Material;
use crate::policy::Gate;
use crate::verdict::{Excuse, Finding, Standing, Unit, Verdict};

/// Characters with which a spreadsheet takes a cell for a formula, in their narrow and wide forms.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'];

/// One row a requirement and aspect, in UTF-8 with a byte order mark.
///
/// # Errors
/// None that is known.
pub fn by_requirement(material: &Material) -> io::Result<Vec<u8>> {
    Ok(utf8(&requirements(material)))
}

/// The same in GB18030, for spreadsheets that expect the encoding of the system.
///
/// # Errors
/// None that is known: GB18030 has every character.
pub fn by_requirement_gb(material: &Material) -> io::Result<Vec<u8>> {
    Ok(gb18030(&requirements(material)))
}

/// One row a verdict, in UTF-8 with a byte order mark.
///
/// # Errors
/// None that is known.
pub fn by_verdict(material: &Material) -> io::Result<Vec<u8>> {
    Ok(utf8(&verdicts(material)))
}

/// The same in GB18030.
///
/// # Errors
/// None that is known.
pub fn by_verdict_gb(material: &Material) -> io::Result<Vec<u8>> {
    Ok(gb18030(&verdicts(material)))
}

fn utf8(rows: &[Vec<String>]) -> Vec<u8> {
    format!("\u{feff}{}", table(rows)).into_bytes()
}

fn gb18030(rows: &[Vec<String>]) -> Vec<u8> {
    encoding_rs::GB18030.encode(&table(rows)).0.into_owned()
}

/// Rows as RFC 4180 has them: every cell in quotes, lines ended by CR LF.
fn table(rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> =
            row.iter().map(|cell| format!("\"{}\"", harmless(cell).replace('"', "\"\""))).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

/// A cell that no spreadsheet takes for a formula, even behind blanks.
fn harmless(cell: &str) -> String {
    let safe = lines(cell);
    if safe.trim_start().starts_with(FORMULA) { format!("'{safe}") } else { safe }
}

/// What every row begins and ends with.
const HEADS: [&str; 19] = [
    "standard",
    "operation",
    "requirement",
    "aspect",
    "title",
    "clause",
    "level",
    "case",
    "verdict",
    "held",
    "code",
    "what",
    "expected",
    "actual",
    "pointer",
    "reading",
    "hint",
    "step",
    "repeat",
];

fn heads() -> Vec<String> {
    HEADS.map(str::to_owned).to_vec()
}

fn requirements(material: &Material) -> Vec<Vec<String>> {
    let mut rows = vec![heads()];
    for unit in material.gate.fold().units() {
        let decisive = unit.decisive().next();
        let (verdict, held) = standing(material, unit);
        let case = decisive.map_or("", |finding| finding.case.as_str());
        let mut row = place(material, unit);
        row.extend([shown(case).into_owned(), verdict, held]);
        row.extend(finding(material, decisive.and_then(|decisive| decisive.finding.as_ref())));
        rows.push(row);
    }
    rows.extend(unfinished(material));
    rows
}

fn verdicts(material: &Material) -> Vec<Vec<String>> {
    let mut rows = vec![heads()];
    for event in &material.verdicts {
        let Some(unit) = material.gate.fold().unit(event) else { continue };
        let excuse = material.gate.fold().excuse(event);
        let mut row = place(material, unit);
        row.extend([
            shown(&event.case).into_owned(),
            describe::verdict(event.verdict, material.language).to_owned(),
            excuse.map(|excuse| held(&material.gate, excuse, material)).unwrap_or_default(),
        ]);
        row.extend(finding(material, event.finding.as_ref()));
        rows.push(row);
    }
    rows.extend(unfinished(material));
    rows
}

fn place(material: &Material, unit: &Unit) -> Vec<String> {
    let entry = material.gate.fold().entry(&unit.key.requirement);
    let title = entry.map(|entry| entry.title.clone()).unwrap_or_default();
    let level = entry.and_then(|entry| texts::level(&entry.level)).map(|words| words.get(material.language));
    vec![
        unit.key.requirement.standard().to_owned(),
        describe::operation(&unit.key.operation, material.language),
        unit.key.requirement.local().to_owned(),
        texts::aspect(unit.key.aspect).get(material.language).to_owned(),
        title.get(material.language).to_owned(),
        entry.map(|entry| entry.clause.clone()).unwrap_or_default(),
        level.unwrap_or_default().to_owned(),
    ]
}

/// The verdict in words, and why it does not count or was not given.
fn standing(material: &Material, unit: &Unit) -> (String, String) {
    let language = material.language;
    if !unit.planned() {
        return (String::new(), disposition(&unit.disposition, &unit.reason, language));
    }
    match unit.standing() {
        Standing::Counts(Some(verdict)) => (describe::verdict(verdict, language).to_owned(), String::new()),
        Standing::Counts(None) => (String::new(), Label::NothingSaid.words().get(language).to_owned()),
        Standing::Excused(excuse) => {
            let label = match excuse {
                Excuse::Waived(_) => Label::Waived,
                Excuse::Known => Label::Known,
            };
            (label.words().get(language).to_owned(), held(&material.gate, excuse, material))
        }
    }
}

fn held(gate: &Gate, excuse: Excuse, material: &Material) -> String {
    describe::excuse(gate.policy(), excuse, material.language)
}

fn finding(material: &Material, finding: Option<&Finding>) -> Vec<String> {
    let Some(finding) = finding else { return vec![String::new(); 9] };
    let language = material.language;
    let actual = phrases::actual(finding, language);
    let actual = if actual.is_null() { String::new() } else { actual.to_string() };
    let hint = finding.hint.as_deref().map(|hint| phrases::hint(hint, language).into_owned());
    vec![
        finding.code.as_str().to_owned(),
        texts::code(finding.code).get(language).to_owned(),
        phrases::expected(finding, language).into_owned(),
        actual,
        finding.pointer.clone(),
        finding.reading.clone().unwrap_or_default(),
        hint.unwrap_or_default(),
        finding.step.clone(),
        finding.curl.clone().unwrap_or_default(),
    ]
}

/// A last row when the run was stopped or its record has no end: a partial table must not look whole.
fn unfinished(material: &Material) -> Option<Vec<String>> {
    let words = match material.gate.fold().finished() {
        None => Label::Incomplete.words(),
        Some(finished) => texts::stopped(finished.stopped?),
    };
    let mut row = vec![String::new(); HEADS.len()];
    if let Some([verdict, held]) = row.get_mut(8..10).and_then(|cells| <&mut [String; 2]>::try_from(cells).ok()) {
        *verdict = describe::verdict(Verdict::Error, material.language).to_owned();
        *held = words.get(material.language).to_owned();
    }
    Some(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_quotes_are_doubled() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "＝1", "\t=1"] {
            assert!(harmless(cell).starts_with('\'') || harmless(cell).starts_with('\\'), "{cell}");
        }
        assert_eq!(harmless("a=1"), "a=1");
        assert_eq!(table(&[vec!["a\"b".to_owned(), "c,d".to_owned()]]), "\"a\"\"b\",\"c,d\"\r\n");
    }
}
