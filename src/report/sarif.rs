//! SARIF 2.1.0, the format of code scanning: one rule a requirement and aspect, one result a finding.

use std::collections::BTreeMap;
use std::io;

use serde_json::{Map, Value, json};

use super::describe::{self, details};
use super::escape::{SHOWN_LENGTH, cut, lines};
use super::texts::{self, Label};
use super::whole::Material;
use crate::id::Language;
use crate::policy::{Change, Decision, Fingerprint};
use crate::verdict::{Excuse, Fold, RunFinished, RunStarted, Verdict, VerdictEvent};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The document.
///
/// # Errors
/// None that is known.
pub fn render(material: &Material) -> io::Result<Vec<u8>> {
    let decision = material.gate.decide();
    let mut log = Log { material, rules: Vec::new(), index: BTreeMap::new() };
    let results = log.results(&decision);
    let fold = material.gate.fold();
    let suite = fold.started().map(|started| started.suite.clone());
    let mut driver = Map::new();
    driver.insert("name".to_owned(), json!(suite.as_ref().map_or("zwfw-conformance", |suite| suite.name.as_str())));
    if let Some(suite) = &suite {
        driver.insert("version".to_owned(), json!(suite.version));
    }
    driver.insert("rules".to_owned(), json!(log.rules));
    let run = json!({
        "tool": { "driver": driver },
        "automationDetails": { "id": automation(fold.started()) },
        "properties": { "coverage": coverage(fold) },
        "invocations": [invocation(material, &decision, fold.finished())],
        "columnKind": "unicodeCodePoints",
        "results": results,
    });
    let mut bytes = serde_json::to_vec_pretty(&json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] }))?;
    bytes.push(b'\n');
    Ok(bytes)
}

struct Log<'a> {
    material: &'a Material,
    rules: Vec<Value>,
    index: BTreeMap<String, usize>,
}

impl Log<'_> {
    fn results(&mut self, decision: &Decision) -> Vec<Value> {
        let mut order: Vec<Fingerprint> = Vec::new();
        let mut found: BTreeMap<Fingerprint, (VerdictEvent, usize)> = BTreeMap::new();
        let deviating = self.material.verdicts.iter().filter(|event| event.verdict > Verdict::Pass);
        for event in deviating {
            let Some(fingerprint) = Fingerprint::of(event) else { continue };
            match found.get_mut(&fingerprint) {
                Some((first, count)) => {
                    *count += 1;
                    // The one that counts most stands for all of them.
                    let excused = |event: &VerdictEvent| self.material.gate.fold().excuse(event).is_some();
                    if (!excused(event), event.verdict) > (!excused(first), first.verdict) {
                        *first = event.clone();
                    }
                }
                None => {
                    order.push(fingerprint.clone());
                    found.insert(fingerprint, (event.clone(), 1));
                }
            }
        }
        let mut results: Vec<Value> = Vec::new();
        for fingerprint in &order {
            if let Some((event, count)) = found.get(fingerprint) {
                results.push(self.result(fingerprint, event, *count, decision));
            }
        }
        for change in decision.delta.iter().flat_map(|delta| &delta.mended) {
            results.push(self.absent(change));
        }
        results
    }

    fn result(&mut self, fingerprint: &Fingerprint, event: &VerdictEvent, count: usize, decision: &Decision) -> Value {
        let language = self.material.language;
        let mut result = self.place(fingerprint, event);
        let (kind, level) = match event.verdict {
            Verdict::Fail | Verdict::Error => ("fail", "error"),
            Verdict::Warning => ("fail", "warning"),
            Verdict::Inconclusive => ("open", "none"),
            Verdict::Pass => ("pass", "none"),
            Verdict::NotApplicable => ("notApplicable", "none"),
        };
        result.insert("kind".to_owned(), json!(kind));
        result.insert("level".to_owned(), json!(level));
        result.insert("message".to_owned(), json!({ "text": message(event, language) }));
        result.insert("occurrenceCount".to_owned(), json!(count));
        let suppressions = match self.material.gate.fold().excuse(event) {
            Some(excuse @ Excuse::Waived(_)) => {
                let justification = describe::excuse(self.material.gate.policy(), excuse, language);
                json!([{ "kind": "external", "status": "accepted", "justification": justification }])
            }
            Some(Excuse::Known) | None => json!([]),
        };
        result.insert("suppressions".to_owned(), suppressions);
        if let Some(delta) = &decision.delta {
            let new = delta.new.iter().any(|change| change.finding == *fingerprint);
            let worse = delta.new.iter().any(|change| change.finding == *fingerprint && change.before.is_some());
            let state = if worse {
                "updated"
            } else if new {
                "new"
            } else {
                "unchanged"
            };
            result.insert("baselineState".to_owned(), json!(state));
        }
        Value::Object(result)
    }

    /// A finding of the baseline that is gone.
    fn absent(&mut self, change: &Change) -> Value {
        let language = self.material.language;
        let mut result = self.place(&change.finding, &change.found.first);
        let text = format!("{}: {}", Label::Mended.words().get(language), message(&change.found.first, language));
        result.insert("kind".to_owned(), json!("pass"));
        result.insert("level".to_owned(), json!("none"));
        result.insert("message".to_owned(), json!({ "text": text }));
        result.insert("suppressions".to_owned(), json!([]));
        result.insert("baselineState".to_owned(), json!("absent"));
        Value::Object(result)
    }

    /// What places a result: its rule, its locations and what makes it the same one in the next run.
    fn place(&mut self, fingerprint: &Fingerprint, event: &VerdictEvent) -> Map<String, Value> {
        let id = format!("{}#{}", fingerprint.requirement, fingerprint.aspect);
        let index = self.rule(&id, fingerprint);
        let mut name = vec![fingerprint.requirement.standard().to_owned()];
        name.extend((!event.operation.is_empty()).then(|| event.operation.clone()));
        let pointer = event.finding.as_ref().map(|finding| cut(&finding.pointer, SHOWN_LENGTH)).unwrap_or_default();
        let name = format!("{}{pointer}", name.join("/"));
        let mut location = json!({ "logicalLocations": [{ "fullyQualifiedName": name, "kind": "member" }] });
        if !event.file.is_empty() {
            location["physicalLocation"] =
                json!({ "artifactLocation": { "uri": uri(&event.file) }, "region": { "startLine": 1 } });
        }
        let result = json!({
            "ruleId": id,
            "ruleIndex": index,
            "locations": [location],
            "partialFingerprints": { "finding/v1": fingerprint.to_string() },
            "properties": properties(event),
        });
        match result {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }

    fn rule(&mut self, id: &str, fingerprint: &Fingerprint) -> usize {
        if let Some(index) = self.index.get(id) {
            return *index;
        }
        let language = self.material.language;
        let entry = self.material.gate.fold().entry(&fingerprint.requirement);
        let title = entry.map(|entry| entry.title.get(language).to_owned()).filter(|title| !title.is_empty());
        let aspect = texts::aspect(fingerprint.aspect).get(language);
        let text = format!("{}, {aspect}", title.as_deref().map_or(id, str::trim));
        let mut rule = json!({ "id": id, "shortDescription": { "text": cut(&text, SHOWN_LENGTH) } });
        if let Some(entry) = entry {
            rule["properties"] = json!({
                "standard": entry.requirement.standard(),
                "clause": entry.clause,
                "level": entry.level,
                "readings": entry.readings,
            });
        }
        self.rules.push(rule);
        let index = self.rules.len() - 1;
        self.index.insert(id.to_owned(), index);
        index
    }
}

/// What was judged of each standard, and what was not.
fn coverage(fold: &Fold) -> Value {
    let judged = fold.totals().standards.into_iter().map(|(id, totals)| {
        let counts = json!({ "planned": totals.planned, "reached": totals.reached, "judged": totals.judged,
            "verdicts": totals.verdicts, "notJudged": totals.dispositions });
        (cut(&id, SHOWN_LENGTH), counts)
    });
    let left = fold.started().map(|started| started.scope.left_out.iter()).into_iter().flatten();
    let left = left.map(|left| (cut(&left.standard, SHOWN_LENGTH), json!({ "notInThisRun": left.commands })));
    Value::Object(judged.chain(left).collect())
}

/// What is wrong, in words, as plain text.
fn message(event: &VerdictEvent, language: Language) -> String {
    let verdict = describe::verdict(event.verdict, language);
    // SARIF reads brackets as links and braces as places to fill in.
    let headline = describe::headline(event.finding.as_ref(), language);
    let safe = headline.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
    format!("{verdict}: {}", safe.replace('{', "{{").replace('}', "}}"))
}

fn properties(event: &VerdictEvent) -> Value {
    let mut properties = Map::new();
    properties.insert("verdict".to_owned(), json!(event.verdict));
    properties.insert("case".to_owned(), json!(cut(&event.case, SHOWN_LENGTH)));
    // For programs: in the words of the stream, as their names are.
    for detail in event.finding.iter().flat_map(|finding| details(finding, Language::En)) {
        let name = detail.label.words().get(Language::En).to_owned();
        properties.insert(name, json!(lines(&detail.value)));
    }
    Value::Object(properties)
}

/// A relative path as a URI.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => uri.push(char::from(byte)),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

/// Runs of the same target and standards belong together.
fn automation(started: Option<&RunStarted>) -> String {
    let Some(started) = started else { return "zwfw-conformance/".to_owned() };
    let standards: Vec<&str> = started.standards.iter().map(|(id, _)| id.as_str()).collect();
    format!("zwfw-conformance/{}/{}/", started.target.name, standards.join("+"))
}

fn invocation(material: &Material, decision: &Decision, finished: Option<&RunFinished>) -> Value {
    let language = material.language;
    let mut invocation = Map::new();
    let whole = finished.is_some_and(|finished| finished.stopped.is_none());
    invocation.insert("executionSuccessful".to_owned(), json!(whole));
    invocation.insert("exitCode".to_owned(), json!(decision.outcome.code()));
    invocation.insert("exitCodeDescription".to_owned(), json!(decision.outcome.text(language)));
    let started = material.gate.fold().started().and_then(|started| utc(&started.started));
    let ended = finished.and_then(|finished| utc(&finished.finished));
    for (name, time) in [("startTimeUtc", started), ("endTimeUtc", ended)] {
        invocation.extend(time.map(|time| (name.to_owned(), json!(time))));
    }
    let words = match finished {
        None => Some(Label::Incomplete.words()),
        Some(finished) => finished.stopped.map(texts::stopped),
    };
    let notes: Vec<Value> = words
        .iter()
        .map(|words| json!({ "level": "error", "message": { "text": words.get(language) } }))
        .chain(decision.stale.iter().map(|stale| {
            let (message, help) = describe::stale(material.gate.policy(), stale, language);
            let mut note = json!({ "level": "error", "message": { "text": format!("{message}; {help}") } });
            if let Some(waiver) = material.gate.policy().waivers().entries.get(stale.waiver) {
                let region = json!({ "startLine": waiver.place.line, "startColumn": waiver.place.column });
                let place = json!({ "artifactLocation": { "uri": uri(&waiver.place.file) }, "region": region });
                note["locations"] = json!([{ "physicalLocation": place }]);
            }
            note
        }))
        .collect();
    invocation.insert("toolExecutionNotifications".to_owned(), json!(notes));
    Value::Object(invocation)
}

/// A time with offset as one of UTC.
fn utc(time: &str) -> Option<String> {
    let timestamp: jiff::Timestamp = time.parse().ok()?;
    Some(timestamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}
