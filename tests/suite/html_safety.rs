//! The page obeys nothing that a target sends, asks for nothing, and bears a large run.

use serde_json::{Value, json};

use crate::html::{all, opened, page_of};
use crate::support::Stream;

const HOSTILE: [&str; 7] = [
    "</script><script>window.owned = 1</script>",
    "</script><img src=x onerror=\"window.owned = 2\">",
    "<!--<script>window.owned = 3</script>",
    "javascript:window.owned=4",
    "\"><svg onload=window.owned=5><a href='javascript:window.owned=6'>",
    "'-window.owned=7-'</style></title></textarea>{{7*7}}${window.owned=8}\u{2028}window.owned=9\u{2029}",
    "\u{202e}<iframe srcdoc='<script>parent.owned=10</script>'></iframe><link rel=stylesheet href=//x.invalid>\u{0}",
];

/// Everywhere where a target, its file or its answers can put a text.
fn poisoned(value: &str) -> Stream {
    Stream::broken().changed(|event| match event["type"].as_str() {
        Some("run-started") => {
            let target = &mut event["target"];
            for name in ["name", "vendor", "version"] {
                target[name] = value.into();
            }
            target["base_urls"][0][1] = value.into();
            target["claims"][0]["options"] = json!([value]);
            target["claims"][0]["not_claimed"] = json!([[value, value]]);
            target["claims"][0]["network"] = value.into();
            event["marker"] = value.into();
            event["started"] = value.into();
        }
        Some("requirement") => {
            event["title"] = json!({ "zh": value, "en": format!("{value} en") });
            event["readings"] = json!([value]);
            if !event["cells"].is_null() {
                for name in ["caption", "name", "label", "note", "codes_from"] {
                    event["cells"][name] = value.into();
                }
            }
        }
        Some("verdict") => {
            event["case"] = format!("{} {value}", event["case"].as_str().expect("a case")).into();
            if !event["finding"].is_null() {
                for name in ["actual", "expected", "hint", "pointer", "reading", "clause", "step", "curl"] {
                    event["finding"][name] =
                        if name == "pointer" { format!("/{value}/0/{value}") } else { value.to_owned() }.into();
                }
                for name in ["sent", "answer"] {
                    event["finding"][name] = json!({ "status": 200, "before": value, "value": value, "behind": value });
                }
            }
        }
        Some("exchange") => event["operation"] = value.into(),
        _ => {}
    })
}

#[test]
fn nothing_that_a_target_sends_is_executed() {
    for value in HOSTILE {
        let mut page = opened(&poisoned(value), &[]);
        // Every part is drawn in both languages, filtered, listed and clicked.
        page.value(
            "document.querySelectorAll('details').forEach(part => { part.open = true });
             for (const language of ['zh', 'en']) document.querySelector(`[data-lang=${language}]`).click();
             document.forms.filters.elements.text.value = 'owned';
             document.forms.filters.dispatchEvent(new Event('input'));
             for (const links of ['#list a', '.cause a', '[data-cases]'])
                 Array.from(document.querySelectorAll(links)).slice(0, 9).forEach(link => link.click());
             const more = document.getElementById('more'); while (!more.hidden) more.click(); 0",
        );
        assert_eq!(page.value("typeof window.owned"), "undefined", "{value}");
        let elements = "Array.from(document.querySelectorAll('img, iframe, link, object, embed, base, style ~ style, svg script'), element => element.outerHTML)";
        assert_eq!(page.texts(elements), [""; 0], "{value}");
        let scripts = page.value("Array.from(document.scripts, script => script.type)");
        assert_eq!(scripts, json!(["application/json", ""]), "{value}");
        let links = page.texts("Array.from(document.querySelectorAll('[href], [src], [action]'), element => element.getAttribute('href') ?? '?')");
        assert!(links.iter().all(|link| link.starts_with('#')), "{links:?}");
        let handlers = page.value("Array.from(document.querySelectorAll('*')).filter(element => element.getAttributeNames().some(name => name.startsWith('on'))).length");
        assert_eq!(handlers, 0, "{value}");
        assert_eq!((page.complaints(), page.requests()), (Vec::new(), Vec::new()), "{value}");
        let shown = page.text("document.body.innerText");
        assert!(shown.contains("owned"), "what was sent is shown: {value}");
    }
}

#[test]
fn a_script_that_got_in_would_not_run() {
    let stream = Stream::broken();
    let path = page_of(&stream, &[]);
    let text = std::fs::read_to_string(&path).expect("a page");
    let forged = text
        .replace("<footer>", "<script>window.owned = 1</script><img src='data:,' onerror='window.owned = 2'><footer>");
    assert_ne!(text, forged);
    std::fs::write(&path, forged).expect("written");
    let mut page = crate::support::Page::open(&path);
    assert_eq!(page.value("typeof window.owned"), "undefined");
    assert!(page.complaints().iter().any(|told| told.contains("Content Security Policy")));
    assert_eq!(page.text("document.querySelector('#shown').textContent.slice(0, 2)"), "18", "its own script runs");
}

#[test]
fn the_page_is_one_file_that_asks_for_nothing() {
    let stream = Stream::broken();
    let path = page_of(&stream, &["--lang", "zh"]);
    let text = std::fs::read_to_string(&path).expect("a page");
    assert!(!text.contains("src=") && !text.contains("@import") && !text.contains("url("), "something is fetched");
    let mut page = crate::support::Page::open(&path);
    page.value("document.querySelectorAll('button, summary').forEach(element => element.click())");
    assert_eq!((page.complaints(), page.requests()), (Vec::new(), Vec::new()));
}

/// A stream with more verdicts: as many as wanted, of passing cases and failing ones.
fn large(verdicts: usize) -> Stream {
    let stream = Stream::broken();
    let some: Vec<Value> = stream.events().iter().filter(|event| event["type"] == "verdict").cloned().collect();
    let count = |of: &Stream| of.events().iter().filter(|event| event["type"] == "verdict").count();
    let missing = verdicts - count(&stream);
    let more = (0..missing).map(|at| {
        let mut event = some[at % some.len()].clone();
        event["case"] = format!("gdzw-0017-2019/getDist/copy-{at}").into();
        event
    });
    stream.with(more.collect::<Vec<_>>())
}

#[test]
fn ten_thousand_verdicts_are_listed_and_filtered() {
    let mut page = opened(&large(10_000), &[]);
    let said = |page: &mut crate::support::Page| page.text("document.getElementById('shown').textContent");
    assert!(said(&mut page).ends_with("10000 verdicts"), "{}", said(&mut page));
    let rows = page.texts(&all("#list tr")).len();
    assert!((100..=500).contains(&rows), "{rows} rows are drawn before they are asked for");
    page.value("document.forms.filters.elements.text.value = 'copy-9000'; document.forms.filters.dispatchEvent(new Event('input'))");
    assert_eq!(page.texts(&all("#list tr")).len(), 1);
    page.value("document.forms.filters.reset(); document.querySelector('[name=verdict][value=pass]').click()");
    let passed = said(&mut page);
    page.value("(() => { const more = document.getElementById('more'); while (!more.hidden) more.click(); })()");
    let listed = page.texts(&all("#list tr")).len();
    assert!(passed.ends_with(&format!("{listed} verdicts")) && listed > 9000, "{passed}, {listed} listed");
    assert_eq!(page.complaints(), [""; 0]);
}
