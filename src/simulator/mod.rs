//! The simulator: a conforming, stateful implementation of each standard, with one injected mutant at a time.
//!
//! The parts beside the folders of standards are driven by tables and semantics and name no standard. To add one: a
//! folder that implements `platform::Platform` and a line in `PLATFORMS`.

mod c_0124_2018;
mod call;
mod db51t_2942_2022;
mod decode;
mod formats;
mod freedoms;
mod gateway;
mod gdzw_0017_2019;
mod greeting;
mod instances;
mod lapse;
mod layout;
mod licences;
mod manners;
mod mutant;
mod nearly;
mod operators;
mod parties;
mod platform;
mod records;
mod refusal;
mod respond;
mod server;
mod synthetic;
mod useless;
mod validate;

#[cfg(test)]
mod tests;

pub use freedoms::{Deviation, Freedom, deviations, deviations_from, freedoms};
pub use gateway::{Gateway, Habits, SERVICE, SITE, SLOW, gateway_mutants, greeted};
pub use greeting::{TLS_1_0, TLS_1_1, greeting_of_old};
pub use manners::{MANNERS, Manner, spawn_in_manner};
pub use mutant::{Cell, Mutant, Stand, cells, is_on_the_wire, mutants, mutants_beyond};
pub use operators::{OPERATORS, Operator};
pub use platform::{Setup, Simulator};
pub use server::{MAX_BODY, Serving, serve, serve_behind, spawn_behind, spawn_on_loopback};
pub use useless::{Captured, USELESS, Useless};

use crate::standard::{Fitting, Library, Standard};

/// Builds the state of one standard.
type Build = fn(Setup) -> Box<dyn platform::Platform>;

/// What the text of a standard leaves open, as its simulator has it; none where the text leaves nothing open.
pub fn fitting(standard: &Standard) -> Option<Fitting> {
    FITTINGS.iter().find(|(id, _)| *id == standard.id).map(|(_, fitting)| fitting(standard))
}

/// The standards as their simulators have them.
pub fn fitted(library: &Library) -> Library {
    library.fitted(fitting)
}

/// Says what a text leaves open.
type Fit = fn(&Standard) -> Fitting;

/// What simulators say where a text says nothing.
const FITTINGS: &[(&str, Fit)] = &[(db51t_2942_2022::ID, db51t_2942_2022::fitting)];

/// The clause that asks for the files to which answers lead, where a standard has such.
const FILE_CLAUSES: &[(&str, &str)] = &[(c_0124_2018::ID, c_0124_2018::FILE_CLAUSE)];

/// The row of a table of codes that every valid request carries, where a standard has such.
const CARRIED_CODES: &[(&str, &str)] = &[(c_0124_2018::ID, c_0124_2018::CARRIED_CODE)];

fn carried_code(standard: &Standard) -> Option<&'static str> {
    CARRIED_CODES.iter().find(|(id, _)| *id == standard.id).map(|(_, row)| *row)
}

fn file_clause(standard: &Standard) -> Option<&'static str> {
    FILE_CLAUSES.iter().find(|(id, _)| *id == standard.id).map(|(_, clause)| *clause)
}

/// The clause by which addresses of files end, where a standard has such.
const EXPIRY_CLAUSES: &[(&str, &str)] = &[(c_0124_2018::ID, c_0124_2018::EXPIRY_CLAUSE)];

fn expiry_clause(standard: &Standard) -> Option<&'static str> {
    EXPIRY_CLAUSES.iter().find(|(id, _)| *id == standard.id).map(|(_, clause)| *clause)
}

/// The standards that can be simulated.
const PLATFORMS: &[(&str, Build)] = &[
    (gdzw_0017_2019::ID, gdzw_0017_2019::platform),
    (c_0124_2018::ID, c_0124_2018::platform),
    (db51t_2942_2022::ID, db51t_2942_2022::platform),
];
