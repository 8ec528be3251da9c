//! Further requests, drawn by a seed: all of them legal by their tables, in combinations and characters that no rule tries
//! one by one. Each must be accepted, and what it creates must come back as it was sent.

use std::collections::BTreeSet;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde_json::{Value, json};

use super::case::{Capture, Case, CheckCall, Edit, Expect, Step, When};
use super::generate::{Draft, dependents};
use super::site::{Site, answer_sites, sites};
use crate::id::{Aspect, Text};
use crate::standard::{Effect, Paging, Standard, ValueClass, ValueType};
use crate::verdict::FindingCode;

/// The rule of drawn cases.
pub const EXPLORE: &str = "explore";

/// Characters that programs lose, change or count wrongly. Each is text that a person may have in a name or an address.
const TEXTS: &[&str] = &[
    "\u{20bb7}\u{2a6d6}",                      // beyond the basic plane
    "e\u{301}o\u{308}",                        // letters with combining marks
    "\u{ff11}\u{ff12}\u{ff21}",                // full-width digits and letters
    "a\u{200b}b\u{200d}",                      // zero width
    "\u{1f468}\u{200d}\u{1f469}",              // joined
    "\u{fa0e}\u{f900}",                        // compatibility ideographs
    "\u{5e7f}\u{4e1c} \u{b7}\u{3000}\u{7c97}", // blanks of two widths, a middle dot
    "<b>&amp;\"'\\/%25+",                      // markup, quotes, escapes
    "NULL'--;${x}",                            // what a careless program carries out
];

/// How many assignments are looked at for each that is taken: the one with the most new pairs is.
const CANDIDATES: usize = 6;

/// What a request says of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Say {
    Nothing,
    Base,
    Valid,
    Code(usize),
    Characters(usize),
    Longest,
    Edge(usize),
}

/// Draws this many cases of a standard, its operations in turn.
pub fn explore(standard: &Standard, seed: u64, count: usize) -> Vec<Case> {
    let drafts: Vec<Draft<'_>> = standard.operations.iter().map(|operation| Draft::new(standard, operation)).collect();
    let mut seen: Vec<BTreeSet<[(usize, Say); 2]>> = vec![BTreeSet::new(); drafts.len()];
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let turns = (0..count).filter(|_| !drafts.is_empty()).map(|n| (n, n % drafts.len()));
    turns
        .map(|(n, of)| {
            let draft = &drafts[of];
            let said = drawn(draft, &mut random, &seen[of]);
            seen[of].extend(pairs(&said));
            case(draft, n, &said)
        })
        .collect()
}

fn drawn(draft: &Draft<'_>, random: &mut ChaCha8Rng, seen: &BTreeSet<[(usize, Say); 2]>) -> Vec<Say> {
    let mut best: (usize, Vec<Say>) = (0, Vec::new());
    for _ in 0..CANDIDATES {
        let said: Vec<Say> = draft
            .sites
            .iter()
            .map(|site| {
                let choices = choices(draft, site);
                choices.get(random.next_u64() as usize % choices.len().max(1)).copied().unwrap_or(Say::Base)
            })
            .collect();
        let new = pairs(&said).filter(|pair| !seen.contains(pair)).count();
        if best.1.is_empty() || new > best.0 {
            best = (new, said);
        }
    }
    best.1
}

/// What two rows say together.
fn pairs(said: &[Say]) -> impl Iterator<Item = [(usize, Say); 2]> {
    let told: Vec<(usize, Say)> = said.iter().copied().enumerate().filter(|(_, say)| *say != Say::Base).collect();
    let each = told.clone().into_iter().enumerate();
    each.flat_map(move |(at, one)| told.iter().skip(at + 1).map(|other| [one, *other]).collect::<Vec<_>>())
}

/// What a legal request may say of a row, whatever it says of the others.
fn choices(draft: &Draft<'_>, site: &Site<'_>) -> Vec<Say> {
    let semantics = &site.row.semantics;
    let names_caller = semantics.credential || semantics.value == Some(ValueClass::Account);
    if names_caller || semantics.key || semantics.tree.is_some() || semantics.required_when.is_some() {
        return vec![Say::Base];
    }
    let mut choices = vec![Say::Base];
    if !site.row.required() && !is_condition(draft, site) {
        choices.push(if site.in_base { Say::Nothing } else { Say::Valid });
    }
    if site.row.has_codes() {
        let free = semantics.fixture.is_none();
        choices.extend((0..site.row.codes().count()).filter(|_| free).map(Say::Code));
    } else if is_free_text(site) {
        choices.extend((0..TEXTS.len()).map(Say::Characters));
        choices.extend(site.row.length().max.map(|_| Say::Longest));
    } else if site.row.value_type() == ValueType::Number || semantics.paging.is_some() {
        choices.extend((0..edges(site).len()).map(Say::Edge));
    }
    choices
}

/// Whether another row is needed or read by the value of this one.
fn is_condition(draft: &Draft<'_>, site: &Site<'_>) -> bool {
    draft.sites.iter().filter(|other| other.table.id == site.table.id).any(|other| {
        let semantics = &other.row.semantics;
        let needs = semantics.required_when.as_ref().is_some_and(|when| when.member == site.row.name());
        let shapes = semantics.format_when.as_ref().is_some_and(|when| when.member == site.row.name());
        needs || shapes
    })
}

/// Texts that a caller writes as it likes. A filter is one only where any text may be looked for.
fn is_free_text(site: &Site<'_>) -> bool {
    let semantics = &site.row.semantics;
    let written = matches!(
        semantics.value,
        None | Some(ValueClass::Word | ValueClass::PersonName | ValueClass::Address | ValueClass::Use)
    );
    let plain = semantics.format.is_none() && semantics.fixture.is_none() && semantics.fixture_by.is_empty();
    written && plain && site.row.value_type() == ValueType::String && site.row.members.is_none()
}

/// Numbers at the ends of what is allowed.
fn edges(site: &Site<'_>) -> Vec<Value> {
    match (site.row.semantics.paging, site.row.semantics.range) {
        (Some(Paging::Page), _) => vec![json!(1), json!(2), json!(100_000)],
        (Some(Paging::Size), _) => vec![json!(1), json!(2)],
        (_, Some(range)) => vec![json!(range.min), json!(range.max)],
        _ => Vec::new(),
    }
}

/// As much of a text, again and again, as the row has room for.
fn fitting(site: &Site<'_>, text: &str, least: usize) -> String {
    let max = site.row.length().max.map_or(64, |max| max as usize);
    let count = if least == 0 { text.chars().count().min(max) } else { max };
    text.chars().cycle().take(count).collect()
}

fn edit(draft: &Draft<'_>, site: &Site<'_>, say: Say) -> Vec<Edit> {
    let set = |value: Value| vec![Edit::Set(site.pointer.clone(), value)];
    match say {
        Say::Base => Vec::new(),
        Say::Nothing => vec![Edit::Remove(site.pointer.clone())],
        Say::Valid => draft.presence(site),
        Say::Code(n) => site.row.codes().nth(n).map_or_else(Vec::new, |(code, _)| {
            let value = site.row.code_value(code);
            let needed = dependents(draft, site, &value);
            [set(value), needed].concat()
        }),
        Say::Characters(n) => TEXTS.get(n).map_or_else(Vec::new, |text| set(literal(&fitting(site, text, 0)))),
        Say::Longest => set(literal(&fitting(site, "\u{6d4b}\u{20bb7}e\u{301}", 1))),
        Say::Edge(n) => edges(site).into_iter().nth(n).map_or_else(Vec::new, set),
    }
}

/// A text that is no template.
fn literal(text: &str) -> Value {
    Value::from(text.replace("${", "$ {"))
}

fn case(draft: &Draft<'_>, n: usize, said: &[Say]) -> Case {
    let mut step = Step::new("call", &draft.operation.name);
    let told: Vec<(&Site<'_>, Say)> = draft.sites.iter().zip(said.iter().copied()).collect();
    // What is left out takes what is inside it along.
    let is_gone = |site: &Site<'_>| {
        told.iter().any(|(other, say)| *say == Say::Nothing && site.pointer.starts_with(&format!("{}/", other.pointer)))
    };
    let kept: Vec<&(&Site<'_>, Say)> = told.iter().filter(|(site, _)| !is_gone(site)).collect();
    step.edits = kept.iter().flat_map(|(site, say)| edit(draft, site, *say)).collect();
    let check = CheckCall::new("accepted", draft.operation.requirements.input.clone(), Aspect::Format);
    step.checks = vec![check.raising(FindingCode::ValidRefused)];
    let title = Text { zh: format!("第 {n} 个随机合法请求"), en: format!("drawn request {n}") };
    let file = format!("schemas/{}/standard.yaml", draft.standard.id);
    let mut case = Case::generated(draft.id(&format!("{EXPLORE}-{n}")), title, file, EXPLORE, step);
    if let Some(odd) = Odd::of(n) {
        odd.write(draft, &mut case);
        return case;
    }
    let sent = kept.iter().filter(|(site, say)| *say != Say::Nothing && (site.in_base || *say != Say::Base));
    if let Some((step, capture)) = read_back(draft, &sent.map(|(site, _)| *site).collect::<Vec<_>>()) {
        case.steps[0].captures.push(capture);
        case.steps.push(step);
    }
    case
}

/// What no table rules about a body: it may be taken or refused, and has to be answered.
#[derive(Clone, Copy)]
enum Odd {
    /// A member that nobody knows, with a value as deep as this.
    Deep(usize),
    /// The first member twice.
    Doubled,
}

impl Odd {
    /// One drawn request in four is odd.
    fn of(n: usize) -> Option<Self> {
        match n % 8 {
            3 => Some(Self::Deep(8 << (n / 8 % 5))),
            7 => Some(Self::Doubled),
            _ => None,
        }
    }

    /// Makes the request odd; the next good one has to be taken all the same.
    fn write(self, draft: &Draft<'_>, case: &mut Case) {
        let input = draft.operation.requirements.input.clone();
        let accepted = std::mem::take(&mut case.steps[0].checks);
        let step = &mut case.steps[0];
        match self {
            Self::Deep(depth) => {
                let deep = (0..depth)
                    .fold(json!("x"), |inner, at| if at % 2 == 0 { json!([inner]) } else { json!({ "x": inner }) });
                step.edits.push(Edit::Set("/x_unknown".to_owned(), deep));
            }
            Self::Doubled => step.wire.doubled = true,
        }
        step.wire.free_answer = true;
        step.expect = Expect::Any;
        step.checks = vec![CheckCall::new("answered", input, Aspect::Format)];
        let mut after = Step::new("after", &draft.operation.name);
        after.checks = accepted;
        case.steps.push(after);
    }
}

/// Reads what was created, and holds each member against what was sent.
fn read_back(draft: &Draft<'_>, texts: &[&Site<'_>]) -> Option<(Step, Capture)> {
    let standard = draft.standard;
    if draft.operation.effect != Effect::Create {
        return None;
    }
    let created = answer_sites(standard, draft.operation);
    let reading = standard.operations.iter().filter(|operation| operation.effect == Effect::Read);
    reading.into_iter().find_map(|operation| {
        let asked = sites(standard, operation);
        let key = asked.iter().find(|site| site.row.semantics.key)?;
        let made = created
            .iter()
            .find(|site| site.row.semantics.field.is_some() && site.row.semantics.field == key.row.semantics.field)?;
        let shown = answer_sites(standard, operation);
        let checks: Vec<CheckCall> = texts
            .iter()
            .filter_map(|text| {
                let field = text.row.semantics.field.as_ref()?;
                let place = shown.iter().find(|site| site.row.semantics.field.as_ref() == Some(field))?;
                let with = json!({ "at": place.pointer, "sent": format!("call?{}", text.pointer) });
                let check = CheckCall::new("unaltered", place.local(), Aspect::Behaviour);
                Some(check.raising(FindingCode::NotEqual).with(with))
            })
            .collect();
        let mut step = Step::new("read-back", &operation.name);
        step.when = Some(When { step: "call".to_owned(), ended: Expect::Accepted, filled: Vec::new() });
        step.edits = vec![Edit::Set(key.pointer.clone(), Value::from("${created}"))];
        step.checks = checks;
        let capture = Capture {
            name: "created".to_owned(),
            pointer: made.pointer.clone(),
            prefer: None,
            except: None,
            take: None,
        };
        (!step.checks.is_empty()).then_some((step, capture))
    })
}

/// Cases that say less than this one, or say it in fewer characters; each may show the same.
pub fn smaller(case: &Case) -> Vec<Case> {
    let Some(first) = case.steps.first() else { return Vec::new() };
    let with = |edits: Vec<Edit>| {
        let mut smaller = case.clone();
        if let Some(first) = smaller.steps.first_mut() {
            first.edits = edits;
        }
        smaller
    };
    let edits = &first.edits;
    let halves = [edits.len() / 2..edits.len(), 0..edits.len() / 2].into_iter().filter(|_| edits.len() > 2);
    let halves = halves.filter_map(|kept| edits.get(kept)).map(<[Edit]>::to_vec);
    let without = (0..edits.len())
        .map(|at| edits.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, edit)| edit.clone()).collect());
    let shorter = edits.iter().enumerate().flat_map(|(at, edit)| {
        let texts = match edit {
            Edit::Set(pointer, Value::String(text)) if !text.contains("${") => {
                parts(text).into_iter().map(|part| Edit::Set(pointer.clone(), Value::from(part))).collect()
            }
            _ => Vec::new(),
        };
        texts.into_iter().map(move |text| {
            let mut edits = edits.clone();
            edits[at] = text;
            edits
        })
    });
    halves.chain(without).chain(shorter).map(with).collect()
}

/// The halves of a text, and the text without its first and without its last character.
fn parts(text: &str) -> Vec<String> {
    let all: Vec<char> = text.chars().collect();
    let cuts = [(0, all.len() / 2), (all.len() / 2, all.len()), (1, all.len()), (0, all.len().saturating_sub(1))];
    let parts = cuts.into_iter().filter_map(|(from, to)| all.get(from..to));
    parts.filter(|part| !part.is_empty() && part.len() < all.len()).map(|part| part.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::{Library, Source};

    #[test]
    fn a_smaller_case_says_less() {
        let mut step = Step::new("call", "x");
        step.edits = vec![Edit::Set("/a".to_owned(), json!("ab")), Edit::Remove("/b".to_owned())];
        let title = Text { zh: String::new(), en: String::new() };
        let case = Case::generated("s/x/1".to_owned(), title, String::new(), EXPLORE, step);
        let edits: Vec<Vec<Edit>> = smaller(&case).into_iter().map(|case| case.steps[0].edits.clone()).collect();
        assert!(edits.contains(&vec![Edit::Remove("/b".to_owned())]));
        assert!(edits.contains(&vec![Edit::Set("/a".to_owned(), json!("b")), Edit::Remove("/b".to_owned())]));
        assert!(edits.iter().all(|less| *less != case.steps[0].edits));
    }

    #[test]
    fn every_code_is_drawn_and_read_back_and_odd_bodies_have_a_good_one_behind_them() {
        let library = Library::load(&Source::embedded_schemas()).unwrap();
        let standard = library.standard("gdzw-0017-2019").unwrap();
        let drawn = explore(standard, 5, 600);
        let orders: Vec<&Case> = drawn.iter().filter(|case| case.operation == "addOrder").collect();
        let card = "/mail_info_list/0/clerk_card";
        let set = |case: &Case, code: &str| {
            let wanted = Edit::Set(card.to_owned(), json!(code));
            case.steps[0].edits.contains(&wanted)
        };
        for code in ["10", "14", "15", "20", "22", "23", "40"] {
            assert!(orders.iter().any(|case| set(case, code)), "{code} is never drawn");
        }
        let reads_back = |case: &&&Case| case.steps.iter().any(|step| step.id == "read-back");
        let read: Vec<_> = orders.iter().filter(reads_back).collect();
        let holds = |step: &Step| step.checks.iter().any(|check| check.with["sent"] == format!("call?{card}"));
        assert!(!read.is_empty() && read.iter().all(|case| case.steps.iter().any(holds)));
        let is_deep = |case: &&Case| {
            let unknown = |edit: &Edit| matches!(edit, Edit::Set(at, _) if at == "/x_unknown");
            case.steps[0].edits.iter().any(unknown)
        };
        let doubled = drawn.iter().filter(|case| case.steps[0].wire.doubled);
        let odd: Vec<&Case> = doubled.chain(drawn.iter().filter(is_deep)).collect();
        assert_eq!(odd.len(), drawn.len() / 4);
        for case in odd {
            let checks: Vec<&str> =
                case.steps.iter().flat_map(|step| &step.checks).map(|check| check.check.as_str()).collect();
            assert_eq!(checks, ["answered", "accepted"], "{}", case.id);
        }
    }
}
