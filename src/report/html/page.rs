//! The page: everything that it shows, put together.

use std::io;

use askama::Template;

use super::causes::{self, Section};
use super::data::data;
use super::dictionary::{Dictionary, Text};
use super::latency::{Latencies, latencies};
use super::matrix::{self, Table};
use super::seal::policy;
use super::summary::{self, Conclusion, Fact, Row};
use crate::id::Language;
use crate::report::texts::{Frame, Label};
use crate::report::whole::Material;

const STYLE: &str = concat!(include_str!("templates/page.css"), include_str!("templates/print.css"));
const SCRIPT: &str = concat!(include_str!("templates/page.js"), include_str!("templates/verdicts.js"));

/// What the template fills in.
#[derive(Template)]
#[template(path = "page.html")]
struct Page {
    /// Tag of the language that the page opens in.
    lang: &'static str,
    policy: String,
    style: &'static str,
    script: &'static str,
    data: String,
    /// Name of the target, for the title.
    name: String,
    w: Frame<Text>,
    general: Labels,
    conclusion: Conclusion,
    facts: Vec<Fact>,
    heads: Vec<Text>,
    totals: Vec<Row>,
    sums: Row,
    cases: usize,
    exchanges: usize,
    choices: Vec<(&'static str, Text)>,
    operations: Vec<String>,
    /// Ids of the standards that have tables.
    standards: Vec<String>,
    tables: Vec<Table>,
    sections: Vec<Section>,
    stale: Vec<(String, Text)>,
    compared: Vec<(Text, usize, Vec<String>)>,
    latencies: Latencies,
}

/// Words that other formats have as well.
struct Labels {
    standard: Text,
    operation: Text,
    planned: Text,
    reached: Text,
    judged: Text,
    exit_code: Text,
    cases: Text,
    case: Text,
    exchanges: Text,
    shared: Text,
    stale: Text,
    compared: Text,
}

/// The document.
///
/// # Errors
/// When the template or the data cannot be written; neither is known to happen.
pub fn render(material: &Material) -> io::Result<Vec<u8>> {
    let page = fill(material)?;
    let mut text = Vec::new();
    page.write_into(&mut text)?;
    Ok(text)
}

fn fill(material: &Material) -> io::Result<Page> {
    let gate = &material.gate;
    let fold = gate.fold();
    let decision = gate.decide();
    let mut texts = Dictionary::new(material.language);
    let places = matrix::places(fold);
    let (totals, sums) = summary::totals(&mut texts, fold);
    let mut operations: Vec<String> = totals.iter().map(|row| row.operation.shown.clone()).collect();
    operations.retain(|name| fold.catalogue().iter().any(|entry| entry.operation == *name));
    let name = fold.started().map(|started| started.target.name.clone()).unwrap_or_default();
    let lang = match material.language {
        Language::Zh => "zh-CN",
        Language::En => "en",
    };
    let tables = matrix::tables(&mut texts, fold);
    let mut standards: Vec<String> = Vec::new();
    for table in &tables {
        if !standards.contains(&table.standard) {
            standards.push(table.standard.clone());
        }
    }
    let mut page = Page {
        lang,
        policy: policy(STYLE, SCRIPT),
        style: STYLE,
        script: SCRIPT,
        data: String::new(),
        name: crate::report::escape::cut(&name, crate::report::escape::SHOWN_LENGTH),
        w: Frame::WORDS.map(|words| texts.words(words)),
        general: labels(&mut texts),
        conclusion: summary::conclusion(&mut texts, gate, &decision),
        facts: summary::facts(&mut texts, gate, &material.verdicts),
        heads: summary::heads(&mut texts),
        totals,
        sums,
        cases: fold.started().map_or(0, |started| started.cases),
        exchanges: fold.exchanges(),
        choices: summary::choices(&mut texts),
        operations,
        standards,
        tables,
        sections: causes::sections(&mut texts, gate, &places),
        stale: causes::stale(&mut texts, gate, &decision),
        compared: causes::compared(&mut texts, &decision),
        latencies: latencies(&mut texts, &material.latencies),
    };
    // Last: it carries every text that has been asked for.
    page.data = data(&mut texts, material, &places).map_err(io::Error::other)?;
    Ok(page)
}

fn labels(texts: &mut Dictionary) -> Labels {
    Labels {
        standard: texts.label(Label::Standard),
        operation: texts.label(Label::Operation),
        planned: texts.label(Label::Planned),
        reached: texts.label(Label::Reached),
        judged: texts.label(Label::Judged),
        exit_code: texts.label(Label::ExitCode),
        cases: texts.label(Label::Cases),
        case: texts.label(Label::Case),
        exchanges: texts.label(Label::Exchanges),
        shared: texts.label(Label::Shared),
        stale: texts.label(Label::StaleHeading),
        compared: texts.label(Label::ComparedHeading),
    }
}
