//! The standards and plans as loaded, and copies of the checkout's data.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use zwfw_conformance::plan::{Selection, StandardPlan, build};
use zwfw_conformance::standard::{Library, Source, Standard};

/// The standard of licences.
pub const LICENCES: &str = "c-0124-2018";

/// The standard that most tests are about.
pub const LOGISTICS: &str = "gdzw-0017-2019";

/// A path of the checkout.
pub fn checkout(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

/// The standards inside the binary.
pub fn embedded() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::load(&Source::embedded_schemas()).expect("the embedded standards load"))
}

/// The standard that most tests are about, as embedded.
pub fn standard() -> &'static Standard {
    embedded().standard(LOGISTICS).expect("the logistics standard is embedded")
}

/// Its whole plan.
pub fn plan() -> &'static StandardPlan {
    static PLAN: OnceLock<StandardPlan> = OnceLock::new();
    PLAN.get_or_init(|| plan_of(embedded(), &Selection::default()))
}

/// The whole plan of the standard of licences.
pub fn licences() -> &'static StandardPlan {
    static PLAN: OnceLock<StandardPlan> = OnceLock::new();
    PLAN.get_or_init(|| {
        let standards = vec![LICENCES.to_owned()];
        plan_of(embedded(), &Selection { standards, ..Selection::default() })
    })
}

/// The plan that a library and a selection give, for it unless the selection names another standard.
pub fn plan_of(library: &Library, selection: &Selection) -> StandardPlan {
    let mut selection = selection.clone();
    if selection.standards.is_empty() {
        selection.standards.push(LOGISTICS.to_owned());
    }
    let mut plan = build(library, &Source::embedded_cases(), &selection, 1).expect("there is a plan");
    plan.standards.remove(0)
}

/// Copies a folder of the checkout with everything below into a folder.
pub fn copy(below: &str, to: &Path) -> PathBuf {
    let target = to.join(below);
    let files = Source::Folder(checkout(below)).files("").expect("the folder is readable");
    for file in files {
        let path = target.join(&file.path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, &*file.text).expect("written");
    }
    target
}
