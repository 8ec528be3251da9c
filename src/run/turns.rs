//! Whose turn it is: the order of cases, and how many run side by side.

use std::collections::VecDeque;
use std::sync::Mutex;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::recall::{Apart, Recall};
use super::refused::Ended;
use super::result::CaseResult;
use super::stage::Stage;
use crate::plan::Case;

/// What a case may know of what ran before it.
pub(super) struct Knowing<'a> {
    pub(super) recall: Recall<'a>,
    pub(super) before: &'a Ended,
    pub(super) apart: &'a Apart,
}

/// Runs cases with bounded concurrency and hands their results on in the order of the plan.
pub(super) async fn side_by_side<'a>(
    stage: &'a Stage<'a>,
    cases: &[&'a Case],
    jobs: usize,
    (knowing, twins): (&'a Knowing<'a>, &Mutex<Ended>),
    hand_on: &mut dyn FnMut(CaseResult),
) {
    let one = |index: usize, case: &'a Case| {
        let twin = case.twin.as_ref().map(|twin| {
            let known = twins.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            known.get(twin).cloned().unwrap_or(Err(None))
        });
        async move { (index, knowing.recall.case(stage, case, (knowing.before, knowing.apart), twin).await) }
    };
    let mut waiting = cases.iter().copied().enumerate();
    let mut under_way = FuturesUnordered::new();
    let mut done: VecDeque<Option<CaseResult>> = cases.iter().map(|_| None).collect();
    let mut handed_on = 0;
    loop {
        while under_way.len() < jobs
            && let Some((index, case)) = waiting.next()
        {
            under_way.push(one(index, case));
        }
        let Some((index, result)) = under_way.next().await else { break };
        let mut known = twins.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        known.insert(cases[index].id.clone(), result.accepted.clone());
        drop(known);
        done[index - handed_on] = Some(result);
        while let Some(Some(_)) = done.front() {
            if let Some(Some(result)) = done.pop_front() {
                hand_on(result);
            }
            handed_on += 1;
        }
    }
}

/// Twins come before what differs from them; what must run alone comes last.
pub(super) fn phases<'a>(cases: &[&'a Case]) -> Vec<Vec<&'a Case>> {
    let is_twin = |case: &Case| case.tags.iter().any(|tag| tag == "twin");
    let pick = |wanted: &dyn Fn(&Case) -> bool| cases.iter().copied().filter(|case| wanted(case)).collect::<Vec<_>>();
    let mut phases = vec![
        pick(&|case| !case.exclusive && is_twin(case) && case.twin.is_none()),
        pick(&|case| !case.exclusive && is_twin(case) && case.twin.is_some()),
        pick(&|case| !case.exclusive && !is_twin(case)),
        pick(&|case| case.exclusive),
    ];
    phases.retain(|phase| !phase.is_empty());
    phases
}
