//! Plan building in process.

use zwfw_conformance::check::{Coverage, Registry, lint};
use zwfw_conformance::schema::Schemas;

use crate::measure::{Figure, Rounds, seconds};
use crate::setting::{library, plan};

const ROUNDS: usize = 20;

/// The parts of getting ready, each over all standards.
pub fn measure() -> Vec<Figure> {
    let rounds = |work: &dyn Fn()| Rounds::new((0..ROUNDS).map(|_| seconds(work).0 * 1e3).collect());
    let library = library();
    let whole = plan(&library);
    let parts = || whole.standards.iter();
    let part = |name, work: &dyn Fn()| Figure::new(name, "ms", rounds(work));
    let mut figures = vec![
        part("standards loaded", &|| drop(crate::setting::library())),
        part("plan built", &|| drop(plan(&library))),
        part("plan held against the checks", &|| drop(lint(&whole, &Registry::default()))),
        part("coverage read off", &|| parts().for_each(|part| drop(Coverage::of(part, &|_| true)))),
    ];
    let compile = || parts().for_each(|part| drop(Schemas::compile(&part.standard)));
    figures.push(part("schemas compiled (run and prove only)", &compile));
    figures
}
