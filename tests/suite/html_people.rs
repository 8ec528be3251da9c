//! The page for those who read it: in two languages, by keyboard, in light and dark, on paper.

use serde_json::Value;

use crate::html::{all, opened};
use crate::support::{Page, Stream, checkout, text};

fn has_han(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// The texts that can be switched and are seen.
const SWITCHED: &str = "Array.from(document.querySelectorAll('[data-t]')).map(element => element.textContent)";

#[test]
fn the_language_switches_everything_that_is_ours() {
    let mut page = opened(&Stream::broken(), &["--lang", "zh"]);
    assert_eq!(page.text("document.documentElement.lang"), "zh-CN");
    let chinese = page.texts(SWITCHED);
    assert!(chinese.len() > 200, "{}", chinese.len());
    let headings =
        |page: &mut Page| page.texts(&all("h2, h3, thead th, nav a, legend, dt, summary .v, #list .v, button"));
    let before = headings(&mut page);
    page.value("document.querySelector('[data-lang=en]').click()");
    assert_eq!(page.text("document.documentElement.lang"), "en");
    assert!(page.text("document.title").starts_with("Conformance report"));
    let english: Vec<String> = headings(&mut page).into_iter().filter(|text| text != "中文").collect();
    let left: Vec<&String> = english.iter().filter(|text| has_han(text)).collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(
        page.texts("Array.from(document.querySelectorAll('[aria-pressed=true]'), button => button.textContent)"),
        ["English"]
    );
    assert_eq!(page.text("document.querySelector('select option').textContent"), "all");
    page.value("document.querySelector('[data-lang=zh]').click()");
    assert_eq!((page.texts(SWITCHED), headings(&mut page)), (chinese, before));
    assert!(has_han(&page.text("document.title")));
    let mut page = opened(&Stream::broken(), &["--lang", "en"]);
    let first = page.texts(SWITCHED);
    page.value("document.querySelector('[data-lang=zh]').click(); document.querySelector('[data-lang=en]').click()");
    assert_eq!(page.texts(SWITCHED), first, "the page says the same as the switch");
    assert_eq!(page.complaints(), [""; 0]);
}

#[test]
fn everything_that_acts_is_reached_by_keyboard_and_shows_it() {
    let mut page = opened(&Stream::broken(), &["--lang", "en"]);
    page.value("document.querySelectorAll('details').forEach(part => { part.open = false })");
    let controls = "Array.from(document.querySelectorAll('a, button, input, select, summary, [tabindex]')).filter(element => element.checkVisibility() && element.tabIndex >= 0)";
    let count = page.value(&format!("{controls}.length")).as_u64().expect("a number");
    page.value("window.reached = new Set(); window.faint = []");
    page.press("Tab", 9);
    assert_eq!(page.text("document.activeElement.className"), "skip", "the first stop leads past the head");
    page.press("Enter", 13);
    assert_eq!(page.text("location.hash"), "#conclusion");
    page.value("document.activeElement.blur(); document.querySelector('.skip').focus()");
    for _ in 0..count {
        page.value(
            "{ const at = document.activeElement; reached.add(at);
               const style = getComputedStyle(at);
               if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) faint.push(at.outerHTML.slice(0, 90)); }; 0",
        );
        page.press("Tab", 9);
    }
    let missed = page.texts(&format!(
        "{controls}.filter(element => !reached.has(element)).map(element => element.outerHTML.slice(0, 90))"
    ));
    assert!(missed.is_empty() && count > 30, "{count} controls, not reached: {missed:?}");
    assert_eq!(page.texts("faint"), [""; 0], "focus is not seen");
    page.value("document.querySelector('#matrix summary').focus()");
    page.press("Enter", 13);
    assert_eq!(page.value("document.querySelector('#matrix details').open"), true);
    page.value("document.querySelector('[name=verdict][value=fail]').focus()");
    page.press(" ", 32);
    assert_eq!(page.texts(&all("#list .v")).len(), 13);
    page.value("document.querySelector('[data-lang=zh]').focus()");
    page.press("Enter", 13);
    assert_eq!(page.text("document.documentElement.lang"), "zh-CN");
    let unnamed = page.texts(
        "Array.from(document.querySelectorAll('button, input, select, section, nav, form, [role=region]')).filter(element => {
            const label = element.getAttribute('aria-labelledby');
            const named = label ? document.getElementById(label)?.textContent : element.getAttribute('aria-label');
            return !(named || element.labels?.[0]?.textContent || (element.matches('button') && element.textContent)).trim();
        }).map(element => element.outerHTML.slice(0, 90))",
    );
    assert_eq!(unnamed, [""; 0], "without a name");
}

/// Each colour of text with what is behind it, and the ratio of WCAG 2.2, 1.4.3.
const CONTRASTS: &str = "(() => {
    document.querySelectorAll('details').forEach(part => { part.open = true });
    const channels = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
    const behind = element => {
        for (let at = element; at; at = at.parentElement) {
            const colour = channels(getComputedStyle(at).backgroundColor);
            if (colour.length === 3 || colour[3] === 1) return colour;
            if (colour[3] !== 0) throw new Error('half transparent');
        }
        return [255, 255, 255];
    };
    const pairs = {};
    for (const element of document.querySelectorAll('body *')) {
        const own = Array.from(element.childNodes).some(node => node.nodeType === 3 && node.data.trim());
        if (!own || !element.checkVisibility() || element.closest('svg, script')) continue;
        const [text, ground] = [channels(getComputedStyle(element).color), behind(element)];
        const [a, b] = [light(text), light(ground)].sort((x, y) => y - x);
        pairs[`${text} on ${ground}`] = [(a + 0.05) / (b + 0.05), element.outerHTML.slice(0, 80)];
    }
    return pairs;
})()";

#[test]
fn contrast_is_enough_in_light_and_dark() {
    let waivers = checkout("reports/golden/waivers.yaml");
    // Warnings, findings that are waived and a bad conclusion: every colour is seen.
    let stream = Stream::broken().changed(|event| {
        if event["type"] == "verdict" && event["requirement"] == "gdzw-0017-2019/T8.5" {
            event["verdict"] = "warning".into();
        }
        if event["type"] == "verdict" && event["requirement"] == "gdzw-0017-2019/T8.4" {
            event["verdict"] = "fail".into();
        }
    });
    let mut page = opened(&stream, &["--waivers", text(&waivers)]);
    let mut grounds = Vec::new();
    for scheme in ["light", "dark"] {
        page.prefer(scheme);
        let pairs = page.value(CONTRASTS);
        let pairs = pairs.as_object().expect("pairs");
        assert!(pairs.len() >= 12, "{scheme}: {}", pairs.len());
        let weak: Vec<(&String, &Value)> =
            pairs.iter().filter(|(_, pair)| pair[0].as_f64().is_none_or(|ratio| ratio < 4.5)).collect();
        assert!(weak.is_empty(), "{scheme}: {weak:?}");
        grounds.push(page.text("getComputedStyle(document.body).backgroundColor"));
    }
    assert_ne!(grounds[0], grounds[1], "dark is another palette");
}

#[test]
fn on_paper_it_is_an_acceptance_record() {
    let waivers = checkout("reports/golden/waivers.yaml");
    let stream = || {
        Stream::broken().changed(|event| {
            if event["type"] == "run-started" {
                event["target"]["claims"][0]["network"] = "extranet".into();
            }
            if event["type"] == "requirement" {
                event["file"] = "schemas/gdzw-0017-2019/tables/T1.yaml".into();
            }
        })
    };
    let languages = [
        (
            "zh",
            [
                "验收记录",
                "不合格",
                "被测对象",
                "厂商",
                "版本",
                "测试套件",
                "标准与版本",
                "测试环境",
                "网络",
                "测试时间",
                "依据文件",
                "覆盖矩阵",
                "不符合项",
                "签署",
                "建设（委托）单位",
                "承建（被测）单位",
                "测试单位",
                "签字",
                "日期",
            ],
        ),
        (
            "en",
            [
                "Acceptance record",
                "not conforming",
                "Object under test",
                "vendor",
                "version",
                "suite",
                "standards (edition)",
                "environment",
                "network",
                "date",
                "documents used",
                "Coverage matrix",
                "Failures",
                "Signatures",
                "Client",
                "Supplier under test",
                "Testing body",
                "signature",
                "date",
            ],
        ),
    ];
    for (language, sections) in languages {
        let mut page = opened(&stream(), &["--lang", language]);
        // Whatever is closed or filtered on the screen: paper has everything that it is to prove.
        page.value("document.querySelectorAll('details').forEach(part => { part.open = false })");
        page.value("document.forms.filters.elements.text.value = 'nothing'; document.forms.filters.dispatchEvent(new Event('input'))");
        let (info, printed) = page.printed();
        let text: String = printed.split_whitespace().collect::<Vec<_>>().join(" ");
        for section in sections {
            assert!(text.contains(section), "{language} {section}: {text}");
        }
        let facts = [
            "simulator",
            "zwfw-conformance 0.1.0",
            "gdzw-0017-2019 (2019)",
            "http://127.0.0.1:8080",
            "extranet",
            "2026-11-22T09:00:00+08:00",
            "schemas/gdzw-0017-2019",
            "430000",
            "/data/0/address_code",
            "7.2.5",
        ];
        for fact in facts {
            assert!(text.contains(fact), "{language} {fact}: {text}");
        }
        let catalogue = stream();
        let ids = catalogue.events().iter().filter(|event| event["type"] == "requirement");
        for id in ids.filter_map(|event| event["requirement"].as_str()) {
            let local = id.split_once('/').expect("an id").1;
            assert!(text.contains(&format!(" {local} ")), "{language} {local}: {text}");
        }
        assert!(info.contains("A4"), "{info}");
        assert!(!text.contains("English") && !text.contains("curl"), "{text}");
    }
    let mut page = opened(&stream(), &["--waivers", text(&waivers)]);
    let (_, printed) = page.printed();
    assert!(printed.contains("the register is migrated in spring") && printed.contains("waivers.yaml"), "{printed}");
}
