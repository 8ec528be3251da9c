//! Plan building in process.

use zwfw_conformance::check::{Coverage, Registry, lint_cases};
use zwfw_conformance::plan::{Selection, build, generate, load};
use zwfw_conformance::schema::Schemas;
use zwfw_conformance::standard::Source;

use crate::measure::{Figure, Rounds, seconds};
use crate::setting::{library, loaded, plan, simulators};

const ROUNDS: usize = 20;

/// The parts of getting ready, each over all standards.
pub fn measure() -> Vec<Figure> {
    let rounds = |work: &dyn Fn()| Rounds::new((0..ROUNDS).map(|_| seconds(work).0 * 1e3).collect());
    let library = library();
    let whole = plan(&library);
    let cases = Source::embedded_cases();
    let parts = || whole.standards.iter();
    let part = |name, work: &dyn Fn()| Figure::new(name, "ms", rounds(work));
    let read = || parts().for_each(|part| drop(load(&cases, &part.standard).expect("sound")));
    let generated = || {
        let operations = parts().flat_map(|part| part.standard.operations.iter().map(move |one| (part, one)));
        operations.for_each(|(part, operation)| drop(generate(&part.standard, operation)));
    };
    vec![
        part("standards loaded", &|| drop(loaded())),
        part("plan built", &|| drop(build(&library, &cases, &Selection::default(), 1))),
        part("  hand-written cases read", &read),
        part("  cases generated", &generated),
        part("cases held against the tables", &|| {
            let all = library.standards.iter();
            all.for_each(|standard| lint_cases(&cases, standard, &Registry::default()).expect("sound cases"));
        }),
        part("coverage read off", &|| parts().for_each(|part| drop(Coverage::of(part, &|_| true)))),
        part("schemas compiled (run and prove only)", &|| {
            parts().for_each(|part| drop(Schemas::compile(&part.standard)));
        }),
        part("simulators made (run and prove only)", &|| drop(simulators(&whole))),
    ]
}
