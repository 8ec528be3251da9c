//! The page that people read and sign, in a real Chromium: what it says, against what the stream says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use zwfw_conformance::policy::{Gate, Policy};
use zwfw_conformance::report::read;
use zwfw_conformance::verdict::{Fold, Standing};

use crate::support::{Page, Stream, checkout, conform, text};

/// Renders a stream as a page in its folder and gives the path.
pub fn page_of(stream: &Stream, more: &[&str]) -> PathBuf {
    let (events, output) = (stream.written("events.jsonl"), stream.path("report.html"));
    let ran =
        conform(&[&["report", "render", &events, "--format", "html", "--output", text(&output)][..], more].concat());
    assert_eq!(ran.code, 0, "{}", ran.said());
    output
}

/// Opens a stream as a page.
pub fn opened(stream: &Stream, more: &[&str]) -> Page {
    Page::open(&page_of(stream, more))
}

/// The texts of all elements.
pub fn all(selector: &str) -> String {
    format!("Array.from(document.querySelectorAll({selector:?}), element => element.textContent.trim())")
}

/// Sets the filters as a person would, and tells the page.
fn filter(page: &mut Page, name: &str, value: &str) {
    let set = match name {
        "verdict" => format!("document.querySelector('[name=verdict][value={value}]').checked = true"),
        name => format!("document.forms.filters.elements.{name}.value = {value:?}"),
    };
    page.value(&format!("{set}; document.forms.filters.dispatchEvent(new Event('input', {{ bubbles: true }}))"));
}

/// How many rows of the matrix, findings and verdicts are shown; the page itself counts the verdicts.
fn shown(page: &mut Page) -> (u64, u64, u64) {
    let count = |selector: &str| format!("document.querySelectorAll({selector:?}).length");
    let rows = page.value(&count("#matrix tr[data-v]:not(.away)")).as_u64().expect("a number");
    let causes = page.value(&count(".cause:not(.away)")).as_u64().expect("a number");
    let said = page.text("document.getElementById('shown').textContent");
    let numbers: Vec<u64> =
        said.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
    assert_eq!(numbers.len(), 3, "{said}");
    assert_eq!((numbers[0], numbers[1]), (rows, causes), "{said}");
    (rows, causes, numbers[2])
}

fn gate_of(path: &Path) -> Gate {
    let mut gate = Gate::new(std::sync::Arc::new(Policy::default()));
    read(path).expect("a recording").events.iter().for_each(|event| gate.event(event));
    gate
}

fn golden() -> Gate {
    gate_of(&checkout("reports/golden/events.jsonl"))
}

#[test]
fn the_conclusion_and_the_totals_come_first() {
    let mut page = opened(&Stream::broken(), &["--lang", "zh"]);
    let sections = page.texts("Array.from(document.querySelectorAll('main > section'), section => section.id)");
    assert_eq!(sections, ["conclusion", "totals", "matrix", "causes", "latency", "verdicts", "signatures"]);
    assert_eq!(page.text("document.querySelector('#conclusion strong').textContent"), "不合格");
    let totals = golden().fold().totals();
    let standard = totals.standards.values().next().expect("a standard");
    let numbers: Vec<String> =
        [standard.planned, standard.reached, standard.judged].iter().map(ToString::to_string).collect();
    assert_eq!(page.texts(&all(".numbers b"))[..3], numbers);
    assert_eq!(
        page.texts(&all(".numbers p"))[..3].join(" "),
        format!("{} 计划 {} 触及 {} 判定", numbers[0], numbers[1], numbers[2])
    );
    let row = page.texts(&all("#totals tbody tr:first-child td"));
    assert_eq!(row[1..4], numbers, "{row:?}");
    let mut page = opened(&Stream::sound(), &["--lang", "zh"]);
    assert_eq!(page.text("document.querySelector('#conclusion strong').textContent"), "合格");
    assert_eq!(page.value("document.querySelectorAll('.cause.is-fail').length"), 0);
}

#[test]
fn an_incomplete_recording_decides_nothing() {
    let cut = Stream::sound().without(|event| event["type"] == "run-finished");
    let mut page = opened(&cut, &["--lang", "zh", "--allow-incomplete"]);
    assert_eq!(page.text("document.querySelector('#conclusion strong').textContent"), "无法判定");
    let notice = page.text("document.querySelector('#conclusion .notice').textContent");
    assert!(notice.contains("记录不完整"), "{notice}");
    let part = Stream::sound().changed(|event| {
        if event["type"] == "run-started" {
            event["scope"]["whole"] = false.into();
        }
    });
    let mut page = opened(&part, &[]);
    let notice = page.text("document.querySelector('#conclusion .notice').textContent");
    assert!(notice.contains("part of the cases"), "{notice}");
}

#[test]
fn the_matrix_is_the_tables_of_the_standard_with_the_verdict_of_each_aspect() {
    let mut page = opened(&Stream::broken(), &[]);
    let rows = page.value(
        "Object.fromEntries(Array.from(document.querySelectorAll('#matrix tr[data-v]'), row => [row.dataset.r, {
            worst: row.className, text: row.textContent, table: row.closest('details').querySelector('.name').textContent,
            heads: Array.from(row.closest('table').querySelectorAll('thead th'), head => head.textContent),
            cells: Array.from(row.cells, cell => [cell.textContent, cell.querySelector('.v')?.className ?? '']),
            line: getComputedStyle(row.cells[0]).borderLeftColor }]))",
    );
    let gate = golden();
    let catalogue = gate.fold().catalogue();
    assert_eq!(rows.as_object().map(serde_json::Map::len), Some(catalogue.len()));
    for entry in catalogue {
        let row = &rows[entry.requirement.as_str()];
        let text = row["text"].as_str().expect("a row");
        if let Some(cells) = &entry.cells {
            let printed = [&cells.name, &cells.label, &cells.value_type, &cells.length, &cells.required, &cells.note];
            assert!(printed.iter().all(|cell| text.contains(cell.trim())), "{printed:?}: {text}");
            let table = row["table"].as_str().expect("a table");
            assert!(table.contains(&cells.table) && table.contains(&cells.caption), "{table}");
        }
    }
    for unit in gate.fold().units() {
        let row = &rows[unit.key.requirement.as_str()];
        let heads = row["heads"].as_array().expect("heads");
        let at = heads.iter().rposition(|head| *head == *unit.key.aspect.as_str()).expect("the aspect has a column");
        let Standing::Counts(verdict) = unit.standing() else { panic!("nothing is excused") };
        let name = verdict.map_or("unseen", |verdict| verdict.as_str());
        assert_eq!(row["cells"][at][1], format!("v {name}"), "{:?}", unit.key);
    }
    let (broken, sound) = (&rows["gdzw-0017-2019/T9.1"], &rows["gdzw-0017-2019/T9.4"]);
    assert_eq!((&broken["worst"], &sound["worst"]), (&"is-fail".into(), &"is-pass".into()));
    assert_ne!(broken["line"], sound["line"], "rows are coloured");
}

#[test]
fn a_row_leads_to_its_cases_and_a_finding_to_its_row() {
    let mut page = opened(&Stream::broken(), &[]);
    let row = "document.querySelector('tr[data-r=\"gdzw-0017-2019/T9.1\"]')";
    let cases = page.text(&format!("{row}.querySelector('[data-cases]').textContent"));
    page.value(&format!("{row}.querySelector('[data-cases]').click()"));
    let listed = page.texts(&all("#list tr td:nth-child(3)"));
    assert!(!listed.is_empty() && listed.iter().all(|id| id == "gdzw-0017-2019/T9.1"), "{listed:?}");
    let mut different = page.texts(&all("#list tr td:nth-child(5)"));
    different.sort();
    different.dedup();
    assert_eq!(different.len().to_string(), cases);
    let link = page.text("document.querySelector('.cause.is-fail a[href^=\"#row-\"]').getAttribute('href')");
    assert_eq!(page.text(&format!("document.querySelector({link:?}).dataset.r")), "gdzw-0017-2019/T9.1");
    // A link into something closed opens it.
    page.value(&format!("document.querySelector({link:?}).closest('details').open = false"));
    page.value(&format!(
        "new Promise(done => {{ addEventListener('hashchange', () => setTimeout(done, 0)); location.hash = {link:?} }})"
    ));
    assert_eq!(page.value(&format!("document.querySelector({link:?}).closest('details').open")), true);
}

#[test]
fn a_finding_shows_everything_that_is_known_of_it() {
    let stream = Stream::broken().changed(|event| {
        if event["verdict"] == "fail" {
            event["finding"]["reading"] = "A38".into();
            event["finding"]["hint"] = "a hint of the check".into();
        }
    });
    let mut page = opened(&stream, &[]);
    assert_eq!(
        page.value("document.querySelectorAll('.cause.is-fail').length"),
        1,
        "one cause, not one for each verdict"
    );
    let text = page.text("document.querySelector('.cause.is-fail').textContent");
    let told = [
        "13 verdicts share",
        "String",
        "/data/0/address_code",
        "7.2.5",
        "A38",
        "a hint",
        "fixtures/region",
        "curl -sS -X POST",
    ];
    for told in told {
        assert!(text.contains(told), "{told}: {text}");
    }
    assert_eq!(page.texts(&all(".cause.is-fail mark")), ["430000"], "the offending value is marked");
    let answer = page.text("document.querySelector('.cause.is-fail figure.answer pre').textContent");
    assert!(answer.contains("\"address_code\": 430000"), "{answer}");
}

#[test]
fn filters_leave_what_is_asked_for() {
    let mut page = opened(&Stream::broken(), &[]);
    let everything = shown(&mut page);
    let fold = golden();
    let verdicts = fold.fold().units().iter().map(|unit| unit.cases().len() as u64).sum::<u64>();
    assert_eq!((everything.0, everything.1), (18, 2));
    assert!(everything.2 >= verdicts, "{everything:?} of {verdicts}");
    filter(&mut page, "verdict", "fail");
    assert_eq!(shown(&mut page), (1, 1, 13));
    filter(&mut page, "verdict", "inconclusive");
    let both = shown(&mut page);
    assert_eq!((both.0, both.1, both.2), (2, 2, 16));
    page.value("document.forms.filters.querySelector('[type=reset]').click()");
    assert_eq!(shown(&mut page), everything);
    filter(&mut page, "requirement", "T9.1");
    let narrow = shown(&mut page);
    assert!(narrow.0 == 1 && narrow.2 > 13 && narrow.2 < everything.2, "{narrow:?}");
    filter(&mut page, "text", "levels-apart");
    let narrower = shown(&mut page);
    assert!(narrower.2 > 0 && narrower.2 < narrow.2, "{narrower:?}");
    assert!(page.texts(&all("#list tr")).iter().all(|row| row.contains("levels-apart") && row.contains("T9.1")));
    filter(&mut page, "text", "there is no such text");
    assert_eq!(shown(&mut page), (0, 0, 0));
    assert_eq!(page.value("document.getElementById('nothing').hidden"), false);
    page.value("document.forms.filters.reset()");
    filter(&mut page, "operation", "getDist");
    assert_eq!(shown(&mut page), everything, "the golden run is of one operation");
    assert_eq!(page.complaints(), [""; 0]);
}

#[test]
fn times_are_percentiles_of_the_exchanges_with_a_plot() {
    let mut millis = 0.0;
    let stream = Stream::broken().changed(|event| {
        if event["type"] == "exchange" {
            millis += 1.0;
            event["millis"] = millis.into();
        }
    });
    let exchanges = stream.events().iter().filter(|event| event["type"] == "exchange").count();
    assert_eq!(exchanges, 47);
    let mut page = opened(&stream, &[]);
    let cells = page.texts(&all("#latency tbody td"));
    assert_eq!(cells[1..6], ["47", "24", "43", "47", "47"].map(str::to_owned), "count, p50, p90, p99, max");
    let places = page
        .value("['.half', '.max'].map(mark => +document.querySelector('#latency tbody ' + mark).getAttribute('cx'))");
    let [half, most] = [0, 1].map(|at| places[at].as_f64().expect("a number"));
    // From 1 to 100 ms over 240 units.
    let place = |millis: f64| millis.log10() / 2.0 * 240.0;
    assert!((half - place(24.0)).abs() < 0.1 && (most - place(47.0)).abs() < 0.1, "{places}");
}

#[test]
fn what_is_waived_or_known_stands_apart_and_never_passes() {
    let waivers = checkout("reports/golden/waivers.yaml");
    let mut page = opened(&Stream::broken(), &["--waivers", text(&waivers)]);
    assert_eq!(page.value("document.querySelectorAll('.cause.is-fail').length"), 0);
    let waived = page.text("document.querySelector('.cause.is-waived').textContent");
    assert!(waived.contains("the register is migrated in spring") && waived.contains("2099-12-31"), "{waived}");
    let counts: BTreeMap<String, Value> = serde_json::from_value(page.value(
        "Object.fromEntries(Array.from(document.querySelectorAll('.numbers p'), p => [p.className || 'n', p.querySelector('b').textContent]))",
    ))
    .expect("counts");
    assert_eq!((&counts["waived"], &counts["pass"]), (&"1".into(), &"36".into()));
    let cell = "document.querySelector('tr[data-r=\"gdzw-0017-2019/T9.1\"] .v.waived')";
    assert_eq!(page.text(&format!("{cell}.textContent")), "waived");
    let expired = std::fs::read_to_string(&waivers).expect("waivers").replace("2099-12-31", "2026-01-31");
    let stream = Stream::broken();
    std::fs::write(stream.path("waivers.yaml"), expired).expect("written");
    let mut page = opened(&stream, &["--waivers", text(&stream.path("waivers.yaml"))]);
    let stale = page.text("document.getElementById('stale').textContent");
    assert!(stale.contains("waivers.yaml:3") && stale.contains("ended on 2026-01-31"), "{stale}");
    let before = Stream::broken();
    let mut page = opened(&Stream::broken(), &["--baseline", &before.written("before.jsonl")]);
    assert_eq!(page.value("document.querySelectorAll('.cause.is-fail').length"), 0);
    let known = page.text("document.getElementById('known').textContent");
    assert!(known.contains("T9.1#type"), "{known}");
    let compared = page.text("document.getElementById('compared').textContent");
    assert!(compared.contains("new: 0") && compared.contains("still there: 1"), "{compared}");
}

#[test]
fn a_run_writes_the_page_beside_its_other_reports() {
    let ran = conform(&["run", "--operation", "getDist", "--lang", "zh", "--quiet"]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    let mut page = Page::open(&ran.out.path().join("report.html"));
    assert_eq!(page.text("document.querySelector('#conclusion strong').textContent"), "合格");
    let facts = page.text("document.querySelector('.facts').textContent");
    assert!(facts.contains("网络 lab") && facts.contains("schemas/gdzw-0017-2019"), "{facts}");
    let units: Fold = ran.fold();
    let planned = units.totals().standards.values().map(|standard| standard.planned).sum::<usize>();
    assert_eq!(page.texts(&all(".numbers b"))[0], planned.to_string());
    assert_eq!((page.complaints(), page.requests()), (Vec::new(), Vec::new()));
}
