//! Writes suites as XML that `junit-10.xsd` of the Jenkins xUnit plugin accepts.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::model::{Case, CaseResult, Suite};
use crate::report::escape::{lines, shown};

/// The suites as a document; `seconds` is how long the whole run took.
pub(super) fn document(suites: &[Suite], seconds: f64) -> io::Result<Vec<u8>> {
    let mut xml = Xml { out: Writer::new_with_indent(Vec::new(), b' ', 2) };
    xml.out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let sum = |number: fn(&Suite) -> usize| suites.iter().map(number).sum::<usize>().to_string();
    let attributes = [
        ("name", "zwfw-conformance".to_owned()),
        ("tests", sum(|suite| suite.cases.len())),
        ("failures", sum(Suite::failures)),
        ("errors", sum(Suite::errors)),
        ("time", time(seconds)),
    ];
    xml.element("testsuites", &attributes, |xml| suites.iter().try_for_each(|suite| xml.suite(suite)))?;
    let mut bytes = xml.out.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

struct Xml {
    out: Writer<Vec<u8>>,
}

impl Xml {
    fn suite(&mut self, suite: &Suite) -> io::Result<()> {
        let mut attributes = vec![
            ("name", suite.name.clone()),
            ("tests", suite.cases.len().to_string()),
            ("failures", suite.failures().to_string()),
            ("errors", suite.errors().to_string()),
            ("skipped", suite.skipped().to_string()),
            ("time", time(suite.seconds)),
        ];
        if !suite.timestamp.is_empty() {
            attributes.push(("timestamp", suite.timestamp.clone()));
        }
        self.element("testsuite", &attributes, |xml| {
            if !suite.properties.is_empty() {
                xml.element("properties", &[], |xml| {
                    suite.properties.iter().try_for_each(|(name, value)| {
                        xml.empty("property", &[("name", (*name).to_owned()), ("value", value.clone())])
                    })
                })?;
            }
            suite.cases.iter().try_for_each(|case| xml.case(case))?;
            if suite.note.is_empty() { Ok(()) } else { xml.text("system-out", &[], &suite.note) }
        })
    }

    fn case(&mut self, case: &Case) -> io::Result<()> {
        let mut attributes =
            vec![("name", case.name.clone()), ("classname", case.classname.clone()), ("time", time(case.seconds))];
        attributes.extend(case.file.clone().map(|file| ("file", file)));
        let typed = |kind: &str, message: &str| [("type", kind.to_owned()), ("message", message.to_owned())];
        match &case.result {
            CaseResult::Passed => self.empty("testcase", &attributes),
            CaseResult::Noted(note) => self.element("testcase", &attributes, |xml| xml.text("system-out", &[], note)),
            CaseResult::Skipped { kind, message } => {
                self.element("testcase", &attributes, |xml| xml.empty("skipped", &typed(kind, message)))
            }
            CaseResult::Failure { kind, message, body } => {
                self.element("testcase", &attributes, |xml| xml.text("failure", &typed(kind, message), body))
            }
            CaseResult::Error { kind, message, body } => {
                self.element("testcase", &attributes, |xml| xml.text("error", &typed(kind, message), body))
            }
        }
    }

    fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, String)],
        inner: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        self.out.write_event(Event::Start(start(name, attributes)))?;
        inner(self)?;
        self.out.write_event(Event::End(BytesEnd::new(name)))
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, String)]) -> io::Result<()> {
        self.out.write_event(Event::Empty(start(name, attributes)))
    }

    fn text(&mut self, name: &str, attributes: &[(&str, String)], text: &str) -> io::Result<()> {
        let safe = lines(text);
        self.element(name, attributes, |xml| xml.out.write_event(Event::Text(BytesText::new(&safe))))
    }
}

/// A start tag. Whatever the value is, what XML forbids is spelt out here: no caller can forget it.
fn start<'a>(name: &'a str, attributes: &[(&str, String)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        start.push_attribute((*key, shown(value).as_ref()));
    }
    start
}

/// Seconds with three decimals; what is no time is none.
fn time(seconds: f64) -> String {
    let positive = seconds.is_finite() && seconds > 0.0;
    format!("{:.3}", if positive { seconds } else { 0.0 })
}
