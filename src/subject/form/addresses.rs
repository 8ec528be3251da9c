//! Addresses in a form: in which network they are said to be, and whether policies name them.

use std::collections::BTreeSet;

use serde_json::json;
use url::Url;

use super::filled::{Entry, Filled, pointer};
use super::text::{folded, several};
use super::words::names;
use crate::check::{Deviation, Judged};
use crate::schema as formats;
use crate::standard::{Addresses, Row, Standard};
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
    /// How many others it has to be linked with.
    links: usize,
}

/// Addresses that begin so stand in entries that have the word.
pub(super) fn address_in(standard: &Standard, filled: &Filled, asks: &Addresses) -> Judged {
    let about = named(standard, filled, asks).into_iter().chain(servers(standard, filled, asks));
    let mut about = about.filter(|one| one.host.starts_with(&asks.begins)).peekable();
    if about.peek().is_none() {
        return Judged::NotApplicable(format!("no address begins with {}", asks.begins));
    }
    match about.find(|one| !names(standard, &one.network, &asks.has)) {
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
    let mut asked = named(standard, own, asks).into_iter().filter(|one| is_in(standard, one, asks)).peekable();
    if asked.peek().is_none() {
        return Judged::NotApplicable(format!("nothing is in the {}", asks.has));
    }
    match asked.find(|one| !texts.iter().any(|text| text.contains(&one.host))) {
        Some(one) => deviates(FindingCode::NotFound, "an entry with this address", &one.host, &one),
        None => Judged::Pass,
    }
}

/// Hosts of entries that have the word stand beside as many others as their place asks for, in entries of two rows. What no
/// entry names at all is judged elsewhere.
pub(super) fn address_linked(standard: &Standard, forms: &[&Filled], own: &Filled, asks: &Addresses) -> Judged {
    let links = links(standard, forms, asks);
    if links.is_empty() {
        return Judged::NotApplicable("no entries were handed in that could link addresses".to_owned());
    }
    let asked = named(standard, own, asks).into_iter().filter(|one| is_in(standard, one, asks));
    let asked: Vec<Named> = asked.collect();
    if asked.is_empty() {
        return Judged::NotApplicable(format!("nothing is in the {}", asks.has));
    }
    let others = |one: &Named| {
        let beside = links.iter().filter_map(|ends| match ends {
            [from, to] if to.contains(&one.host) => Some(from),
            [from, to] if from.contains(&one.host) => Some(to),
            _ => None,
        });
        let others: BTreeSet<String> = beside.flat_map(|text| several(text)).collect();
        others.len()
    };
    let counted: Vec<(usize, &Named)> = asked.iter().map(|one| (others(one), one)).collect();
    if let Some((count, one)) = counted.iter().find(|(count, one)| (1..one.links).contains(count)) {
        // Whom an entry would link that does not name both, nobody knows; that it does not is the fault of its own cell.
        if links.iter().flatten().any(|text| !is_told(standard, asks, text)) {
            return Judged::NotApplicable("an entry does not name two addresses, which is judged there".to_owned());
        }
        let expected = format!("entries that link {} with {} others", one.host, one.links);
        return deviates(FindingCode::NotFound, &expected, &count.to_string(), one);
    }
    match counted.iter().find(|(count, _)| *count == 0) {
        Some((_, one)) => unseen("no entry names the address", one),
        None => Judged::Pass,
    }
}

/// Whether one end of an entry that links addresses names what its row asks for.
fn is_told(standard: &Standard, asks: &Addresses, text: &str) -> bool {
    let rows = asks.rows.iter().filter_map(|row| standard.row(&row.value));
    let formats = rows.filter_map(|(_, row)| formats::format(row.semantics.format.as_deref()?)).collect::<Vec<_>>();
    !text.is_empty() && several(text).all(|one| formats.iter().all(|format| (format.is_valid)(&one)))
}

/// Whether the entry of a host has the word.
fn is_in(standard: &Standard, one: &Named, asks: &Addresses) -> bool {
    names(standard, &one.network, &asks.has)
}

/// Hosts for which other tables say together in which networks they are; none where those say nothing.
fn servers(standard: &Standard, filled: &Filled, asks: &Addresses) -> Vec<Named> {
    let mut all = Vec::new();
    for place in &asks.servers {
        let Some((table, row)) = standard.row(&place.address.value) else { continue };
        let rows = place.networks.iter().filter_map(|row| standard.row(&row.value));
        let networks: BTreeSet<String> =
            rows.flat_map(|(table, row)| filled.cells_of(table, row)).map(|cell| folded(&cell.text)).collect();
        let Some(section) = filled.section(&table.id).filter(|_| !networks.is_empty()) else { continue };
        let network = networks.into_iter().collect::<Vec<_>>().join("、");
        for (index, entry) in section.entries.iter().enumerate() {
            let Some(cell) = entry.cells.get(row.name()) else { continue };
            let at = pointer(section, table, index, row);
            all.extend(several(&cell.text).filter_map(|one| server(&one)).map(|host| Named {
                host,
                network: network.clone(),
                at: at.clone(),
                place: cell.at.clone(),
                links: 0,
            }));
        }
    }
    all
}

fn unseen(reason: &str, one: &Named) -> Judged {
    Judged::NotReached { reason: reason.to_owned(), consulted: vec![(String::new(), one.at.clone())] }
}

/// What stands in both ends of every entry that links addresses.
fn links(standard: &Standard, forms: &[&Filled], asks: &Addresses) -> Vec<[String; 2]> {
    let rows: Vec<_> = asks.rows.iter().filter_map(|row| standard.row(&row.value)).collect();
    let [(table, from), (_, to)] = rows.as_slice() else { return Vec::new() };
    let sections = forms.iter().filter_map(|filled| filled.section(&table.id));
    let text = |entry: &Entry, row: &Row| entry.cells.get(row.name()).map(|cell| folded_lines(&cell.text));
    sections
        .flat_map(|section| &section.entries)
        .map(|entry| [text(entry, from).unwrap_or_default(), text(entry, to).unwrap_or_default()])
        .collect()
}

/// Half width, line by line.
fn folded_lines(text: &str) -> String {
    text.lines().map(folded).collect::<Vec<_>>().join("\n")
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
                links: place.links,
            }));
        }
    }
    all
}

fn host(address: &str) -> Option<String> {
    Url::parse(address).ok()?.host_str().map(str::to_owned)
}

/// The host of a server, which may stand without a scheme.
fn server(address: &str) -> Option<String> {
    if address.contains("://") { host(address) } else { host(&format!("http://{address}")) }
}

fn deviates(code: FindingCode, expected: &str, actual: &str, one: &Named) -> Judged {
    Judged::Deviates(Box::new(Deviation::new(code, expected, json!(actual), one.at.clone()).hinting(&one.place)))
}
