//! A valid request that was refused, and the row that turns out to be the reason.

use super::case::CaseRun;
use super::settle::{dependent, root};
use crate::check::locate;
use crate::id::Aspect;
use crate::plan::CheckCall;
use crate::standard::Operation;
use crate::verdict::{FindingCode, Root, Verdict, VerdictEvent};

/// Causes that have turned out to have one of their own.
pub(super) type Explained = Vec<Explanation>;

/// What turned out to be the reason of what.
#[derive(Debug, Clone)]
pub(super) enum Explanation {
    /// Of this cause.
    Cause {
        /// What it was taken for.
        before: Root,
        /// What it is.
        cause: Root,
    },
    /// Of all that is not found: nothing that is created is kept.
    Unfound(Root),
}

impl Explanation {
    /// The reason of a verdict with this cause.
    fn of(&self, root: &Root) -> Option<&Root> {
        use FindingCode::{Lost, NeedsData, NotFound, NotReached, ValidRefused, WrongCount};
        match self {
            Self::Cause { before, cause } => (before == root).then_some(cause),
            Self::Unfound(cause) => {
                matches!(root.code, Lost | NeedsData | NotFound | NotReached | ValidRefused | WrongCount)
                    .then_some(cause)
            }
        }
    }
}

/// The verdict under the cause that is known by now: what was made before the reason was found names the refusal alone.
pub(super) fn explain(verdict: &mut VerdictEvent, explained: &Explained) {
    let Some(finding) = &mut verdict.finding else { return };
    if let Some(cause) = explained.iter().find_map(|explanation| explanation.of(&finding.root)) {
        finding.root = cause.clone();
    }
}

/// The word of a check that, when it fails, is the reason of all that is not found.
const UNFOUND: &str = "unfound";

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

    /// What comes back with a code of failure is the result of success: where that cannot be known of a request, the
    /// payload beside the code has the same cause.
    pub(super) fn note_success(&mut self, operation: &Operation, before: usize) {
        let codes = self.settled.iter().skip(before).filter_map(|settled| settled.finding.as_ref());
        let causes: Vec<Root> = codes
            .filter(|finding| finding.code == FindingCode::SuccessAsError)
            .map(|finding| finding.root.clone())
            .collect();
        if causes.is_empty() {
            return;
        }
        let standard = self.stage.standard;
        let Some((table, row)) = locate(standard, &operation.response, &standard.envelope.data) else { return };
        let data = root(standard, &table.local_id(row), Aspect::Behaviour, FindingCode::DataWithError);
        self.explained.extend(causes.into_iter().map(|cause| Explanation::Cause { before: data.clone(), cause }));
    }

    /// When the call that has just deviated tells why the step in `blames` was refused, its finding becomes the cause of
    /// that refusal, here and for all cases that build on this one.
    pub(super) fn lay_blame(&mut self, call: &CheckCall) {
        if call.with.get("explains").and_then(serde_json::Value::as_str) == Some(UNFOUND) {
            let lost = self.settled.last().and_then(|settled| settled.finding.as_ref());
            let lost = lost.filter(|finding| finding.code == FindingCode::Lost).map(|finding| finding.root.clone());
            self.explained.extend(lost.map(Explanation::Unfound));
        }
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
                    self.explained.push(Explanation::Cause { before, cause: root.clone() });
                }
                settled.verdict = dependent(verdict);
            }
        }
        if self.case.steps.first().is_some_and(|step| step.id == blamed) {
            self.accepted = Err(Some((root, verdict)));
        }
    }
}
