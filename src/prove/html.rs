//! The kill matrix as one page: no script, nothing fetched, everything escaped.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::kill::{Kill, MutantResult};
use super::matrix::Matrix;
use crate::simulator::Stand;

const HEAD: &str = "<!DOCTYPE html>
<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Kill matrix</title>
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">
<style>
body{font:14px/1.5 system-ui,sans-serif;margin:2rem;max-width:100rem}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}
th,td{border:1px solid #ccc;padding:.15rem .5rem;text-align:left;vertical-align:top}
th{background:#f2f2f2}
.killed{color:#060}.survived,.blurred,.wrong-blame,.fault{color:#a00;font-weight:bold}
.small{color:#666;font-size:12px}
</style></head><body>
<h1>Kill matrix</h1>
";

/// Cases that are named a mutant; the JSON file names all.
const NAMED: usize = 3;

/// The page of all standards.
pub fn page(matrices: &[Matrix]) -> String {
    let mut page = HEAD.to_owned();
    matrices.iter().for_each(|matrix| standard(&mut page, matrix));
    page.push_str("</body></html>\n");
    page
}

fn standard(page: &mut String, matrix: &Matrix) {
    put(page, format_args!("<h2>{} {}</h2>\n", escaped(&matrix.standard), matrix.subject.as_str()));
    summary(page, matrix);
    faults(page, matrix);
    mutants(page, matrix);
    units(page, matrix);
    cells(page, matrix);
    freedoms(page, matrix);
    useless(page, matrix);
}

fn summary(page: &mut String, matrix: &Matrix) {
    let rows = [
        ("mutants", matrix.mutants.len()),
        ("killed", matrix.count(Kill::Killed)),
        ("blurred", matrix.count(Kill::Blurred)),
        ("wrong blame", matrix.count(Kill::WrongBlame)),
        ("survived", matrix.count(Kill::Survived)),
        ("judged aspects of requirements", matrix.units.len()),
        ("deviations that a reading warns of", matrix.deviations.len()),
        ("sets of freedoms", matrix.freedoms.len()),
        ("false alarms", matrix.alarms() + matrix.false_alarms.len()),
        ("pairs of mutants", matrix.pairs.tried),
    ];
    table(page, &["", ""], rows.iter().map(|(name, count)| vec![(*name).to_owned(), count.to_string()]));
}

fn faults(page: &mut String, matrix: &Matrix) {
    for fault in &matrix.faults {
        put(page, format_args!("<p class=\"fault\">{}</p>\n", escaped(&fault.to_string())));
    }
}

fn mutants(page: &mut String, matrix: &Matrix) {
    let mut units: BTreeMap<String, Vec<&MutantResult>> = BTreeMap::new();
    for mutant in &matrix.mutants {
        units.entry(format!("{}#{}", mutant.requirement, mutant.aspect)).or_default().push(mutant);
    }
    page.push_str(
        "<h3>Mutants</h3>\n<table><tr><th>requirement</th><th>mutant</th><th>result</th><th>seen by</th></tr>\n",
    );
    for (unit, mutants) in units {
        for (at, mutant) in mutants.iter().enumerate() {
            page.push_str("<tr>");
            if at == 0 {
                put(page, format_args!("<td rowspan=\"{}\">{}</td>", mutants.len(), escaped(&unit)));
            }
            let result = mutant.result.as_str();
            put(page, format_args!("<td>{}</td><td class=\"{result}\">{result}</td><td>", escaped(&mutant.operator)));
            seen_by(page, mutant);
            page.push_str("</td></tr>\n");
        }
    }
    page.push_str("</table>\n");
}

fn seen_by(page: &mut String, mutant: &MutantResult) {
    let lines = mutant
        .killed_by
        .iter()
        .take(NAMED)
        .map(|killed| format!("{} {} {} ({})", killed.verdict, killed.code, killed.case, killed.check));
    let blamed = mutant.blamed.iter().take(NAMED).map(|blame| {
        format!("blamed: {}#{} {} in {}", blame.root.requirement, blame.root.aspect, blame.root.code, blame.case)
    });
    let lines: Vec<String> = lines.chain(blamed).map(|line| escaped(&line)).collect();
    page.push_str(&lines.join("<br>"));
    if let Some(more) = mutant.killed_by.len().checked_sub(NAMED).filter(|more| *more > 0) {
        put(page, format_args!(" <span class=\"small\">and {more} more</span>"));
    }
}

fn units(page: &mut String, matrix: &Matrix) {
    let open = matrix.units.iter().filter(|unit| unit.killed == 0);
    let rows = open.map(|unit| {
        let reason = unit.reason.map_or("", |reason| reason.as_str());
        vec![unit.unit.clone(), unit.warned.to_string(), reason.to_owned(), unit.because.clone()]
    });
    page.push_str("<h3>Judged without a mutant of their own</h3>\n");
    table(page, &["requirement", "deviations warned of", "reason", "because"], rows);
}

fn cells(page: &mut String, matrix: &Matrix) {
    let rows = matrix.cells.iter().filter_map(|cell| match &cell.stand {
        Stand::Violation => None,
        Stand::Freedom(reading) => Some(vec![cell.cell.clone(), "freedom".to_owned(), reading.clone()]),
        Stand::Unobservable(why) => Some(vec![cell.cell.clone(), "unobservable".to_owned(), why.clone()]),
    });
    page.push_str("<h3>Rows and operators without a mutant</h3>\n");
    table(page, &["row and operator", "stand", "by"], rows);
}

fn freedoms(page: &mut String, matrix: &Matrix) {
    let rows = matrix.freedoms.iter().map(|freedom| vec![freedom.freedoms.join(" "), freedom.alarms.len().to_string()]);
    page.push_str("<h3>Freedoms</h3>\n");
    table(page, &["taken", "alarms"], rows);
    let rows = matrix.deviations.iter().map(|one| {
        let warned: Vec<&str> = one.warned.iter().map(String::as_str).collect();
        vec![one.reading.clone(), one.finding.clone(), warned.join(" "), one.wrong.join("; ")]
    });
    page.push_str("<h3>Deviations that a reading warns of</h3>\n");
    table(page, &["reading", "finding", "warned", "wrong"], rows);
}

fn useless(page: &mut String, matrix: &Matrix) {
    let rows = matrix.useless.iter().map(|one| {
        vec![
            one.target.clone(),
            one.exit.to_string(),
            format!("{} of {}", one.passed, one.judged),
            one.fooled.join(" "),
        ]
    });
    page.push_str("<h3>Targets that implement nothing</h3>\n");
    table(page, &["target", "exit code", "passed", "must not pass"], rows);
}

fn table(page: &mut String, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    page.push_str("<table><tr>");
    heads.iter().for_each(|head| put(page, format_args!("<th>{}</th>", escaped(head))));
    page.push_str("</tr>\n");
    for row in rows {
        page.push_str("<tr>");
        row.iter().for_each(|cell| put(page, format_args!("<td>{}</td>", escaped(cell))));
        page.push_str("</tr>\n");
    }
    page.push_str("</table>\n");
}

fn put(page: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = page.write_fmt(text);
}

/// A text that cannot be markup.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            character if character.is_control() => safe.push('\u{fffd}'),
            character => safe.push(character),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_markup() {
        assert_eq!(escaped("<b a=\"1\">'&\u{1b}"), "&lt;b a=&quot;1&quot;&gt;&#39;&amp;\u{fffd}");
    }
}
