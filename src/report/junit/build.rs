//! From verdicts to test cases.

use std::collections::{BTreeMap, HashMap};

use super::JunitMode;
use super::model::{Case, CaseResult, Suite};
use crate::id::Language;
use crate::policy::{FailOn, Policy};
use crate::report::describe::{cause, details, disposition, excuse, headline, unit_name};
use crate::report::texts::{self, Label};
use crate::verdict::{Excuse, Finding, Fold, OperationTotals, Standing, Unit, UnitFinding, Verdict, VerdictEvent};

/// Findings that one failure spells out.
const FINDINGS_SHOWN: usize = 5;

/// Everything that the suites are built from.
pub(super) struct Source<'a> {
    pub fold: &'a Fold,
    pub policy: &'a Policy,
    /// Every verdict in stream order; empty when a test case is a requirement.
    pub verdicts: &'a [VerdictEvent],
    pub mode: JunitMode,
    pub language: Language,
}

impl Source<'_> {
    /// The suites: one a standard and operation, and one about the run itself when it did not end as it should.
    pub fn suites(&self) -> Vec<Suite> {
        let mut cases: HashMap<(&str, &str), Vec<Case>> = HashMap::new();
        match self.mode {
            JunitMode::PerRequirement => {
                for unit in self.fold.units() {
                    cases.entry(place(unit)).or_default().push(self.unit(unit));
                }
            }
            JunitMode::PerCase => {
                let known = self.verdicts.iter().filter_map(|event| Some((event, self.fold.unit(event)?)));
                for (event, unit) in known {
                    cases.entry(place(unit)).or_default().push(self.event(event, unit));
                }
            }
        }
        let mut seconds = self.seconds();
        let operations = self.fold.operations();
        let suites = operations.iter().map(|entry| {
            let place = (entry.standard.as_str(), entry.operation.as_str());
            let mut suite = self.suite(entry);
            suite.cases = cases.remove(&place).unwrap_or_default();
            suite.seconds = seconds.remove(&place).unwrap_or_default();
            tell_apart(&mut suite.cases);
            suite
        });
        suites.chain(self.run()).collect()
    }

    /// Seconds by standard and operation: a case whose exchanges gave many verdicts took its time only once.
    fn seconds(&self) -> HashMap<(&str, &str), f64> {
        let mut times: HashMap<(&str, &str), BTreeMap<&str, f64>> = HashMap::new();
        for unit in self.fold.units() {
            let cases = unit.cases().into_iter().map(|(id, case)| (id, case.millis));
            times.entry(place(unit)).or_default().extend(cases);
        }
        times.into_iter().map(|(place, times)| (place, times.values().sum::<f64>() / 1000.0)).collect()
    }

    fn suite(&self, entry: &OperationTotals) -> Suite {
        let started = self.fold.started();
        Suite {
            name: classname((&entry.standard, &entry.operation)),
            timestamp: started.map(|started| started.started.clone()).unwrap_or_default(),
            properties: self.properties(&entry.standard),
            note: self.note(entry),
            ..Suite::default()
        }
    }

    fn properties(&self, standard: &str) -> Vec<(&'static str, String)> {
        let Some(started) = self.fold.started() else { return Vec::new() };
        let of = |pairs: &[(String, String)]| {
            pairs.iter().find(|(id, _)| id == standard).map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let target = &started.target;
        let mut properties = vec![
            ("suite", format!("{} {}", started.suite.name, started.suite.version)),
            ("edition", of(&started.standards)),
            ("target", target.name.clone()),
            ("vendor", target.vendor.clone()),
            ("version", target.version.clone()),
            ("base-url", of(&target.base_urls)),
            ("seed", if started.marker.is_empty() { String::new() } else { started.seed.to_string() }),
            ("marker", started.marker.clone()),
        ];
        properties.retain(|(_, value)| !value.is_empty());
        properties
    }

    /// Totals and, where test cases are verdicts, what was not judged and so has none.
    fn note(&self, entry: &OperationTotals) -> String {
        let totals = &entry.totals;
        let number = |label: Label, number: usize| format!("{} {number}", label.words().get(self.language));
        let mut lines = vec![
            [
                number(Label::Planned, totals.planned),
                number(Label::Reached, totals.reached),
                number(Label::Judged, totals.judged),
            ]
            .join(" · "),
        ];
        for (name, count) in &totals.dispositions {
            lines.push(format!("{} {count}", disposition(name, "", self.language)));
        }
        lines.join("\n")
    }

    fn unit(&self, unit: &Unit) -> Case {
        let decisive: Vec<&UnitFinding> = unit.decisive().collect();
        let result = match unit.standing() {
            _ if !unit.planned() => self.not_judged(unit),
            Standing::Excused(why) => self.excused(why, decisive.first().and_then(|first| first.finding.as_ref())),
            Standing::Counts(None) => CaseResult::Skipped {
                kind: "no-verdict".to_owned(),
                message: Label::NothingSaid.words().get(self.language).to_owned(),
            },
            Standing::Counts(Some(verdict)) => self.result(verdict, &decisive, unit),
        };
        let cases = unit.cases();
        let deciding = unit.decisive().next().and_then(|finding| cases.get(finding.case.as_str()));
        let case = deciding.or_else(|| cases.values().next());
        Case {
            // Without the title: it follows the language of the report, and a test's history follows its name.
            name: unit_name(&unit.key.requirement, unit.key.aspect),
            classname: classname(place(unit)),
            seconds: unit.millis() / 1000.0,
            file: case.map(|case| case.file.to_string()).filter(|file| !file.is_empty()).or_else(|| self.stated(unit)),
            result,
        }
    }

    fn event(&self, event: &VerdictEvent, unit: &Unit) -> Case {
        let excuse = self.fold.excuse(event);
        let item =
            UnitFinding { case: event.case.clone(), verdict: event.verdict, finding: event.finding.clone(), excuse };
        Case {
            name: format!("{} {}", event.case, unit_name(&event.requirement, event.aspect)),
            classname: classname(place(unit)),
            seconds: event.millis / 1000.0,
            file: Some(event.file.clone()).filter(|file| !file.is_empty()).or_else(|| self.stated(unit)),
            result: match excuse {
                _ if !unit.planned() => self.not_judged(unit),
                Some(why) => self.excused(why, event.finding.as_ref()),
                None => self.result(event.verdict, &[&item], unit),
            },
        }
    }

    /// What somebody answers for is neither green nor red.
    fn excused(&self, why: Excuse, finding: Option<&Finding>) -> CaseResult {
        let message = format!("{}: {}", excuse(self.policy, why, self.language), headline(finding, self.language));
        let kind = match why {
            Excuse::Waived(_) => "waived",
            Excuse::Known => "known",
        };
        CaseResult::Skipped { kind: kind.to_owned(), message }
    }

    /// Where a requirement is stated, for a test case that no case has run for.
    fn stated(&self, unit: &Unit) -> Option<String> {
        self.fold.entry(&unit.key.requirement).map(|entry| entry.file.clone()).filter(|file| !file.is_empty())
    }

    fn not_judged(&self, unit: &Unit) -> CaseResult {
        CaseResult::Skipped {
            kind: unit.disposition.clone(),
            message: disposition(&unit.disposition, &unit.reason, self.language),
        }
    }

    fn result(&self, verdict: Verdict, findings: &[&UnitFinding], unit: &Unit) -> CaseResult {
        let first = findings.first().and_then(|first| first.finding.as_ref());
        let message = headline(first, self.language);
        let kind = first.map_or("no-finding", |finding| finding.code.as_str()).to_owned();
        let body = || self.body(findings, unit);
        let named = || format!("{}: {message}", texts::verdict(verdict).get(self.language));
        match verdict {
            Verdict::Pass => CaseResult::Passed,
            Verdict::Warning if self.policy.fail_on() == FailOn::Warning => {
                CaseResult::Failure { kind, message: named(), body: body() }
            }
            Verdict::Warning => CaseResult::Noted(format!("{}\n{}", named(), body())),
            Verdict::NotApplicable => CaseResult::Skipped { kind: verdict.as_str().to_owned(), message: named() },
            Verdict::Inconclusive => {
                CaseResult::Error { kind: verdict.as_str().to_owned(), message: named(), body: body() }
            }
            Verdict::Fail => CaseResult::Failure { kind, message, body: body() },
            Verdict::Error => CaseResult::Error { kind, message, body: body() },
        }
    }

    fn body(&self, findings: &[&UnitFinding], unit: &Unit) -> String {
        let mut blocks: Vec<String> =
            findings.iter().take(FINDINGS_SHOWN).map(|finding| self.block(finding, unit)).collect();
        let rest = findings.len().saturating_sub(FINDINGS_SHOWN);
        if rest > 0 {
            blocks.push(format!("{rest} {}", Label::More.words().get(self.language)));
        }
        blocks.join("\n\n")
    }

    fn block(&self, item: &UnitFinding, unit: &Unit) -> String {
        let line = |label: Label, value: &str| format!("{}: {value}", label.words().get(self.language));
        let mut lines = vec![line(Label::Case, &item.case)];
        if let Some(finding) = &item.finding {
            lines.push(texts::code(finding.code).get(self.language).to_owned());
            lines.extend(details(finding, self.language).iter().map(|detail| line(detail.label, &detail.value)));
            if derived(finding, unit) {
                lines.push(line(Label::Cause, &cause(&finding.root, self.language)));
            }
        }
        lines.join("\n")
    }

    /// A red test case when the run was stopped or its record has no end: a partial report must not look whole.
    fn run(&self) -> Option<Suite> {
        let message = match self.fold.finished() {
            None => Label::Incomplete.words(),
            Some(finished) => texts::stopped(finished.stopped?),
        };
        let message = message.get(self.language).to_owned();
        let case = Case {
            name: "run".to_owned(),
            classname: "zwfw-conformance.run".to_owned(),
            seconds: 0.0,
            // What is wrong is wrong with the record, which stands beside.
            file: Some("events.jsonl".to_owned()),
            result: CaseResult::Error { kind: "incomplete".to_owned(), body: message.clone(), message },
        };
        Some(Suite { name: "zwfw-conformance.run".to_owned(), cases: vec![case], ..Suite::default() })
    }
}

/// Standard and operation of a unit.
fn place(unit: &Unit) -> (&str, &str) {
    (unit.key.requirement.standard(), &unit.key.operation)
}

/// `<standard>.<operation>`, the last part of which JUnit readers take for a class.
fn classname((standard, operation): (&str, &str)) -> String {
    format!("{standard}.{}", if operation.is_empty() { "general" } else { operation })
}

/// Whether a finding follows from another place than its own.
fn derived(finding: &Finding, unit: &Unit) -> bool {
    let root = &finding.root;
    (&root.requirement, root.aspect, root.code) != (&unit.key.requirement, unit.key.aspect, finding.code)
}

/// Numbers test cases of equal name, which readers would take for one.
fn tell_apart(cases: &mut [Case]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for case in cases {
        let count = seen.entry(case.name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            case.name = format!("{} ({count})", case.name);
        }
    }
}
