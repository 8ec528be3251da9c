//! A valid request that was refused, and the row that turns out to be the reason.

use super::case::CaseRun;
use super::settle::dependent;
use crate::plan::CheckCall;
use crate::verdict::{FindingCode, Root, Verdict, VerdictEvent};

/// A cause that has turned out to have one of its own.
pub(super) type Explained = Vec<(Root, Root)>;

/// The verdict under the cause that is known by now: what was made before the reason was found names the refusal alone.
pub(super) fn explain(verdict: &mut VerdictEvent, explained: &Explained) {
    let Some(finding) = &mut verdict.finding else { return };
    if let Some((_, cause)) = explained.iter().find(|(before, _)| *before == finding.root) {
        finding.root = cause.clone();
    }
}

impl CaseRun<'_> {
    /// A valid request under a return code that nobody can read was not accepted: what should have been seen of it, the
    /// verdicts since `before`, cannot be told, though the code only warns.
    pub(super) fn not_accepted(&mut self, before: usize) -> Verdict {
        let mut worst = Verdict::Warning;
        for settled in self.settled.iter_mut().skip(before).filter(|settled| settled.verdict == Verdict::Warning) {
            let root = settled.finding.as_ref().map(|finding| (finding.code, finding.root.code));
            if root == Some((FindingCode::Prerequisite, FindingCode::UnlistedCode)) {
                settled.verdict = Verdict::Inconclusive;
                worst = Verdict::Inconclusive;
            }
        }
        worst
    }

    /// When the call that has just deviated tells why the step in `blames` was refused, its finding becomes the cause of
    /// that refusal, here and for all cases that build on this one.
    pub(super) fn lay_blame(&mut self, call: &CheckCall) {
        let Some(blamed) = call.with.get("blames").and_then(serde_json::Value::as_str) else { return };
        let Some(settled) = self.settled.last().filter(|settled| settled.requirement == call.requirement) else {
            return;
        };
        let Some((root, verdict)) = settled.finding.as_ref().map(|finding| (finding.root.clone(), settled.verdict))
        else {
            return;
        };
        for settled in self.settled.iter_mut().filter(|settled| settled.verdict > Verdict::Warning) {
            let Some(finding) = &mut settled.finding else { continue };
            let unexplained = matches!(finding.code, FindingCode::ValidRefused | FindingCode::NotReached);
            if finding.step == blamed && unexplained {
                finding.code = FindingCode::Prerequisite;
                let before = std::mem::replace(&mut finding.root, root.clone());
                if before.code == FindingCode::ValidRefused {
                    self.explained.push((before, root.clone()));
                }
                settled.verdict = dependent(verdict);
            }
        }
        if self.case.steps.first().is_some_and(|step| step.id == blamed) {
            self.accepted = Err(Some((root, verdict)));
        }
    }
}
