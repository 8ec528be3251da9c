//! Addresses in a form: in which network they are said to be, and whether policies name them.

use serde_json::json;
use url::Url;

use super::filled::{Filled, pointer};
use super::text::{folded, several};
use crate::check::{Deviation, Judged};
use crate::standard::{Addresses, Standard};
use crate::verdict::FindingCode;

/// The host of an address, as an entry has it.
struct Named {
    host: String,
    /// The network that the entry names.
    network: String,
    /// Where it stands in the form.
    at: String,
    /// Where it stands in the file.
    place: String,
}

/// Addresses that begin so stand in entries that have the word.
pub(super) fn address_in(standard: &Standard, filled: &Filled, asks: &Addresses) -> Judged {
    let mut about =
        named(standard, filled, asks).into_iter().filter(|one| one.host.starts_with(&asks.begins)).peekable();
    if about.peek().is_none() {
        return Judged::NotApplicable(format!("no address begins with {}", asks.begins));
    }
    match about.find(|one| !one.network.contains(&asks.has)) {
        Some(one) => deviates(FindingCode::NotEqual, &asks.has, &one.network, &one),
        None => Judged::Pass,
    }
}

/// Hosts of entries that have the word are named in other rows, of forms that are handed in together.
pub(super) fn address_named(standard: &Standard, forms: &[&Filled], own: &Filled, asks: &Addresses) -> Judged {
    let rows: Vec<_> = asks.rows.iter().filter_map(|row| standard.row(&row.value)).collect();
    let texts: Vec<String> = rows
        .iter()
        .flat_map(|(table, row)| forms.iter().flat_map(move |filled| filled.cells_of(table, row)))
        .map(|cell| folded(&cell.text))
        .collect();
    if texts.is_empty() {
        return Judged::NotApplicable("no entries were handed in that could name an address".to_owned());
    }
    let mut asked = named(standard, own, asks).into_iter().filter(|one| one.network.contains(&asks.has)).peekable();
    if asked.peek().is_none() {
        return Judged::NotApplicable(format!("nothing is in the {}", asks.has));
    }
    match asked.find(|one| !texts.iter().any(|text| text.contains(&one.host))) {
        Some(one) => deviates(FindingCode::NotFound, "an entry with this address", &one.host, &one),
        None => Judged::Pass,
    }
}

/// Every host in the rows of addresses. What is no address is judged as such elsewhere.
fn named(standard: &Standard, filled: &Filled, asks: &Addresses) -> Vec<Named> {
    let mut all = Vec::new();
    for place in &asks.places {
        let (Some((table, address)), Some((_, network))) =
            (standard.row(&place.address.value), standard.row(&place.network.value))
        else {
            continue;
        };
        let Some(section) = filled.section(&table.id) else { continue };
        for (index, entry) in section.entries.iter().enumerate() {
            let text = |name: &str| entry.cells.get(name).map(|cell| folded(&cell.text)).unwrap_or_default();
            let Some(cell) = entry.cells.get(address.name()) else { continue };
            let (network, at) = (text(network.name()), pointer(section, table, index, address));
            let hosts = several(&cell.text).filter_map(|one| host(&one));
            all.extend(hosts.map(|host| Named {
                host,
                network: network.clone(),
                at: at.clone(),
                place: cell.at.clone(),
            }));
        }
    }
    all
}

fn host(address: &str) -> Option<String> {
    Url::parse(address).ok()?.host_str().map(str::to_owned)
}

fn deviates(code: FindingCode, expected: &str, actual: &str, one: &Named) -> Judged {
    Judged::Deviates(Box::new(Deviation::new(code, expected, json!(actual), one.at.clone()).hinting(&one.place)))
}
