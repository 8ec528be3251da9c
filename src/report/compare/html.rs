//! A comparison as one self-contained page: no script, no request.

use super::Comparison;
use crate::id::Language;
use crate::report::texts::Label;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;\
background:#fff}h2{margin-top:2rem;border-bottom:1px solid #767676}li{margin:.3rem 0}code{overflow-wrap:anywhere}\
dt{font-weight:600}@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}}\
@media print{body{margin:0;max-width:none}li{break-inside:avoid}}";

/// The comparison as a page.
pub fn html(comparison: &Comparison, language: Language) -> String {
    let label = |label: Label| label.words().get(language);
    let lang = match language {
        Language::Zh => "zh-CN",
        Language::En => "en",
    };
    let title = label(Label::Comparison);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
         <h1>{title}</h1>\n<dl>\n"
    );
    for side in comparison.sides() {
        let lines: Vec<String> = side.lines.iter().map(|line| text(line)).collect();
        page.push_str(&format!("<dt>{}</dt><dd>{}</dd>\n", label(side.label), lines.join("<br>")));
    }
    page.push_str("</dl>\n");
    let sections = comparison.sections(language);
    if sections.is_empty() {
        page.push_str(&format!("<p>{}</p>\n", label(Label::NothingChanged)));
    }
    for section in sections {
        page.push_str(&format!("<h2>{}: {}</h2>\n<ul>\n", label(section.label), section.items.len()));
        for item in section.items {
            page.push_str(&format!("<li>{} <code>{}</code></li>\n", text(&item.place), text(&item.what)));
        }
        page.push_str("</ul>\n");
    }
    page.push_str("</html>\n");
    page
}

/// A text in which no markup is obeyed.
fn text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
