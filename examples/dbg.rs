use zwfw_conformance::{plan::*, prove::*, standard::*};
fn main() {
    let lib = Library::load(&Source::embedded_schemas()).unwrap_or_else(|e| {
        println!("{e}");
        std::process::exit(2)
    });
    let plan = build(&lib, &embedded_cases(), &Selection::default(), 1).unwrap_or_else(|e| {
        println!("{e}");
        std::process::exit(2)
    });
    for p in zwfw_conformance::check::lint(&plan, &Default::default()) {
        println!("LINT {p}");
    }
    println!("cases {}", plan.standards[0].cases.len());
    let cov = zwfw_conformance::check::Coverage::of(&plan.standards[0], &|_| true);
    println!("unjudged {:?}", cov.unjudged.iter().map(|u| format!("{}#{}", u.local, u.aspect)).collect::<Vec<_>>());
    let only: Vec<String> = std::env::args().skip(1).collect();
    let start = std::time::Instant::now();
    let m =
        prove(&plan.standards[0], &ProveSettings { seed: 1, threads: 2, only: only.clone(), without: vec![] }).unwrap();
    for r in &m.false_alarms {
        println!("ALARM {} {}#{} {}", r.operation, r.requirement, r.aspect, r.code);
    }
    let mut counts = std::collections::BTreeMap::new();
    for r in &m.mutants {
        *counts.entry((r.result, r.operator.clone())).or_insert(0) += 1;
        if r.result != Kill::Killed {
            println!(
                "{:?} {} by {:?} blamed {:?}",
                r.result,
                r.mutant,
                r.killed_by.first(),
                r.blamed
                    .iter()
                    .map(|r| format!("{}#{} {}", r.requirement.local(), r.aspect, r.code))
                    .collect::<Vec<_>>()
            );
        }
    }
    println!("{counts:#?} {:?}", start.elapsed());
}
