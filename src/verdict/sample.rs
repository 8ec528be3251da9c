//! Events for tests.

use serde_json::{Value, json};

use super::{
    CatalogueEntry, Claims, EntryDisposition, Event, ExchangeEvent, Finding, FindingCode, Fold, Root, RunFinished,
    RunStarted, Scope, Stopped, SuiteIdentity, TargetIdentity, Verdict, VerdictEvent,
};
use crate::id::{Aspect, RequirementId, Text};

pub(crate) const STANDARD: &str = "demo-1-2020";

pub(crate) fn id(local: &str) -> RequirementId {
    RequirementId::new(STANDARD, local)
}

pub(crate) fn started() -> Event {
    let text = |zh: &str, en: &str| Text { zh: zh.to_owned(), en: en.to_owned() };
    Event::RunStarted(RunStarted {
        suite: SuiteIdentity { name: "zwfw-conformance".to_owned(), version: "0.1.0".to_owned() },
        target: TargetIdentity {
            name: "演示平台".to_owned(),
            vendor: "Example Ltd".to_owned(),
            version: "1.0".to_owned(),
            base_urls: vec![(STANDARD.to_owned(), "http://127.0.0.1:8080".to_owned())],
            claims: vec![Claims {
                standard: STANDARD.to_owned(),
                operations: vec!["create".to_owned(), "query".to_owned()],
                options: Vec::new(),
                not_claimed: vec![("track".to_owned(), "not built yet".to_owned())],
                network: "lab".to_owned(),
            }],
        },
        standards: vec![(STANDARD.to_owned(), "2020".to_owned())],
        operations: vec![
            (STANDARD.to_owned(), "create".to_owned(), text("寄送", "Post")),
            (STANDARD.to_owned(), "query".to_owned(), text("查询", "Query")),
        ],
        seed: 42,
        marker: "ZC42".to_owned(),
        started: "2026-11-22T09:00:00+08:00".to_owned(),
        cases: 12,
        scope: Scope { whole: true, ..Scope::default() },
    })
}

/// A requirement with its aspects and their dispositions.
pub(crate) fn requirement(operation: &str, local: &str, aspects: &[(Aspect, &str, &str)]) -> Event {
    Event::Requirement(CatalogueEntry {
        certainty: crate::id::Certainty::Certain,
        requirement: id(local),
        operation: operation.to_owned(),
        clause: "7.1".to_owned(),
        title: Text { zh: format!("字段{local}"), en: format!("Field {local}") },
        level: "must".to_owned(),
        file: "schemas/demo/tables/T1.yaml".to_owned(),
        cells: None,
        readings: Vec::new(),
        aspects: aspects
            .iter()
            .map(|(aspect, disposition, reason)| EntryDisposition {
                aspect: *aspect,
                disposition: (*disposition).to_owned(),
                reason: (*reason).to_owned(),
            })
            .collect(),
        cases: 1,
        was: Vec::new(),
    })
}

pub(crate) fn exchange(operation: &str, case: &str) -> Event {
    Event::Exchange(ExchangeEvent {
        standard: STANDARD.to_owned(),
        operation: operation.to_owned(),
        case: case.to_owned(),
        step: "s1".to_owned(),
        status: Some(200),
        outcome: "accepted".to_owned(),
        millis: 12.5,
    })
}

pub(crate) fn finding(operation: &str, local: &str, aspect: Aspect, code: FindingCode, actual: Value) -> Finding {
    Finding {
        code,
        expected: "String".to_owned(),
        actual,
        pointer: "/data/0/id".to_owned(),
        root: Root { operation: operation.to_owned(), requirement: id(local), aspect, code },
        step: "s1".to_owned(),
        reading: None,
        clause: "7.1".to_owned(),
        hint: None,
        curl: None,
        sent: None,
        answer: None,
    }
}

pub(crate) fn verdict(
    operation: &str,
    local: &str,
    aspect: Aspect,
    case: &str,
    verdict: Verdict,
    finding: Option<Finding>,
) -> Event {
    Event::Verdict(Box::new(VerdictEvent {
        standard: STANDARD.to_owned(),
        operation: operation.to_owned(),
        requirement: id(local),
        aspect,
        case: case.to_owned(),
        file: "schemas/demo/tables/T1.yaml".to_owned(),
        verdict,
        finding,
        millis: 12.5,
    }))
}

pub(crate) fn pass(operation: &str, local: &str, aspect: Aspect, case: &str) -> Event {
    verdict(operation, local, aspect, case, Verdict::Pass, None)
}

/// A verdict other than pass with a plain finding whose root is itself.
pub(crate) fn deviation(
    operation: &str,
    local: &str,
    aspect: Aspect,
    case: &str,
    (kind, code): (Verdict, FindingCode),
) -> Event {
    let actual = match kind {
        Verdict::Inconclusive | Verdict::NotApplicable => Value::Null,
        _ => json!(12345),
    };
    verdict(operation, local, aspect, case, kind, Some(finding(operation, local, aspect, code, actual)))
}

/// The events with the opening before and the close, as a runner would make it, behind.
pub(crate) fn whole(events: Vec<Event>, stopped: Option<Stopped>) -> Vec<Event> {
    let mut stream = vec![started()];
    stream.extend(events);
    let mut fold = Fold::new();
    stream.iter().for_each(|event| fold.event(event));
    stream.push(Event::RunFinished(RunFinished {
        totals: fold.totals(),
        finished: "2026-11-22T09:00:07+08:00".to_owned(),
        seconds: 7.25,
        stopped,
    }));
    stream
}
