//! Judges one form cell by cell.

use serde_json::json;

use super::filled::{Cell, Entry, Filled, NoValue, Section, pointer};
use super::text::{chosen, folded, is_option, is_within, several};
use super::words::names;
use crate::check::{Deviation, Judged, Judgement};
use crate::id::Aspect;
use crate::schema as formats;
use crate::standard::{RequiredWhen, Row, Standard, Table};
use crate::verdict::FindingCode;

/// What is said about a cell, and where it stands.
#[derive(Debug)]
pub(super) struct Said {
    pub judgement: Judgement,
    pub at: String,
}

/// Everything that the cells of a form show.
pub(super) fn judge(standard: &Standard, filled: &Filled) -> Vec<Said> {
    let mut said = Vec::new();
    for section in &filled.sections {
        let Some(table) = standard.table(&section.table) else { continue };
        for row in table.members() {
            let bench = |index, entry| Bench { standard, filled, section, table, row, index, entry };
            for (index, entry) in section.entries.iter().enumerate() {
                bench(index, entry).say(&mut said);
            }
            if section.entries.is_empty() {
                let nothing = Entry::default();
                bench(0, &nothing).not_asked("the list has no entry", &mut said);
            }
        }
    }
    said
}

/// One cell, with what stands around it.
#[derive(Clone, Copy)]
struct Bench<'a> {
    standard: &'a Standard,
    filled: &'a Filled,
    section: &'a Section,
    table: &'a Table,
    row: &'a Row,
    index: usize,
    entry: &'a Entry,
}

impl Bench<'_> {
    /// The sides of the row that are judged.
    fn aspects(&self) -> Vec<Aspect> {
        let semantics = &self.row.semantics;
        let sides = [
            (Aspect::Presence, self.row.required() || semantics.required_when.is_some()),
            (Aspect::Code, self.row.has_codes()),
            (Aspect::Format, semantics.format.is_some() || semantics.starts.is_some()),
            (
                Aspect::Behaviour,
                semantics.office_use
                    || semantics.exclusive
                    || !semantics.one_word_of.is_empty()
                    || semantics.template.is_some(),
            ),
        ];
        let disposition = self.table.disposition(self.row);
        let open =
            |aspect: &Aspect| disposition.is_none_or(|said| !said.aspects.is_empty() && !said.aspects.contains(aspect));
        sides.into_iter().filter(|(aspect, asked)| *asked && open(aspect)).map(|(aspect, _)| aspect).collect()
    }

    fn not_asked(&self, reason: &str, said: &mut Vec<Said>) {
        for aspect in self.aspects() {
            self.push(aspect, Judged::NotApplicable(reason.to_owned()), said);
        }
    }

    fn push(&self, aspect: Aspect, judged: Judged, said: &mut Vec<Said>) {
        let requirement = self.table.local_id(self.row);
        let name = self.row.name();
        let filled = self.entry.cells.get(name).map(|cell| &cell.at);
        let unusable = self.entry.unusable.get(name).map(|cell| &cell.at);
        let at = filled
            .or(unusable)
            .or_else(|| self.entry.empty.get(name).map(|cell| &cell.at))
            .cloned()
            .unwrap_or_default();
        said.push(Said { judgement: Judgement { requirement, aspect, judged }, at });
    }

    fn pointer(&self) -> String {
        pointer(self.section, self.table, self.index, self.row)
    }

    fn cell(&self) -> Option<&Cell> {
        self.entry.cells.get(self.row.name())
    }

    /// Whether another cell of the entry has one of the values, or the group around one.
    fn holds(&self, when: &RequiredWhen) -> bool {
        let Some(other) = self.entry.cells.get(&when.member) else { return false };
        let mut values = when.values.iter().filter_map(|value| value.as_str());
        let chosen = chosen(&other.text);
        values.any(|value| chosen.iter().any(|one| is_within(one, value)))
    }

    /// Whether another cell of the entry has these values and no other, or none of the words.
    fn holds_alone(&self, when: &RequiredWhen) -> bool {
        let Some(other) = self.entry.cells.get(&when.member) else { return false };
        if !when.lacks.is_empty() {
            return !when.lacks.iter().any(|word| names(self.standard, &other.text, word));
        }
        let is_one = |one: &String| when.values.iter().filter_map(|value| value.as_str()).any(|it| is_option(one, it));
        let chosen = chosen(&other.text);
        !chosen.is_empty() && chosen.iter().all(is_one)
    }

    /// Whether the cell must be filled in; else why not.
    fn needed(&self) -> Result<(), String> {
        let semantics = &self.row.semantics;
        if let Some(when) = &semantics.required_when {
            return if self.holds(when) { Ok(()) } else { Err(format!("{} asks for nothing here", when.member)) };
        }
        if let Some(when) = semantics.waived_when.as_ref().filter(|when| self.holds_alone(when)) {
            return Err(format!("{} lets it be empty", when.member));
        }
        if self.row.required() { Ok(()) } else { Err("it may be left empty".to_owned()) }
    }

    /// A cell that says whether this one is needed, and says nothing itself.
    fn undecided(&self) -> Option<&Row> {
        // Of an entry without anything that is told as a whole.
        if self.entry.is_empty() {
            return None;
        }
        let semantics = &self.row.semantics;
        let whens = [semantics.required_when.as_ref(), semantics.waived_when.as_ref()];
        let member = whens.into_iter().flatten().map(|when| &when.member);
        let member = member.into_iter().find(|member| !self.entry.cells.contains_key(*member))?;
        self.table.members().find(|row| row.name() == member)
    }

    /// What is said of a cell without a value: an error is wrong, once, and a formula must be computed first.
    fn say_unusable(&self, why: &NoValue, needed: &Result<(), String>, said: &mut Vec<Said>) {
        const UNCOMPUTED: &str =
            "the cell holds a formula that was never computed: recalculate the workbook, save it and hand it in again";
        let mut is_told = false;
        for aspect in self.aspects() {
            let judged = match (aspect, needed, why) {
                (Aspect::Presence, Err(reason), _) => Judged::NotApplicable(reason.clone()),
                (Aspect::Behaviour, _, NoValue::Error(text)) if self.row.semantics.office_use => {
                    self.deviates(FindingCode::Prefilled, "empty", text)
                }
                (_, _, NoValue::Error(text)) if !is_told => {
                    is_told = true;
                    self.deviates(FindingCode::ErrorValue, "a value", text)
                }
                (_, _, NoValue::Error(_)) => self.unreached("the cell holds an error", self.pointer()),
                (_, _, NoValue::Uncomputed) => {
                    Judged::NotReached { reason: UNCOMPUTED.to_owned(), consulted: Vec::new() }
                }
            };
            self.push(aspect, judged, said);
        }
    }

    fn say(&self, said: &mut Vec<Said>) {
        let needed = self.needed();
        if let Some(unusable) = self.entry.unusable.get(self.row.name()) {
            return self.say_unusable(&unusable.why, &needed, said);
        }
        if let (None, Some(row)) = (self.cell(), self.undecided()) {
            let place = pointer(self.section, self.table, self.index, row);
            for aspect in self.aspects() {
                let reason = format!("{} has no value that says whether it is needed", row.name());
                self.push(aspect, self.unreached(&reason, place.clone()), said);
            }
            return;
        }
        for aspect in self.aspects() {
            let judged = match (aspect, self.cell()) {
                (Aspect::Presence, cell) => match (&needed, cell) {
                    (Err(reason), _) => Judged::NotApplicable(reason.clone()),
                    (Ok(()), Some(_)) => Judged::Pass,
                    (Ok(()), None) => {
                        let vacant = self.entry.empty.get(self.row.name());
                        self.deviates(FindingCode::Missing, "filled in", vacant.map_or("", |cell| &cell.text))
                    }
                },
                (Aspect::Behaviour, cell) if self.row.semantics.office_use => match cell {
                    None => Judged::Pass,
                    Some(cell) => self.deviates(FindingCode::Prefilled, "empty", &cell.text),
                },
                (_, Some(cell)) => self.value(aspect, cell),
                (_, None) => match &needed {
                    Ok(()) => self.unreached("the cell is empty", self.pointer()),
                    Err(reason) => Judged::NotApplicable(reason.clone()),
                },
            };
            self.push(aspect, judged, said);
        }
    }

    fn value(&self, aspect: Aspect, cell: &Cell) -> Judged {
        if self.row.class.is_some() && cell.text.contains('*') {
            return self.unreached("personal data behind a mask", self.pointer());
        }
        match aspect {
            Aspect::Code => self.code(cell),
            Aspect::Format => self.format(cell),
            _ => self.behaviour(cell),
        }
    }

    fn code(&self, cell: &Cell) -> Judged {
        let listed = |one: &str| self.row.codes().any(|(code, _)| is_option(one, code));
        let codes: Vec<&str> = self.row.codes().map(|(code, _)| code.as_str()).collect();
        match chosen(&cell.text).iter().find(|one| !listed(one)) {
            Some(wrong) => self.deviates(FindingCode::UnlistedCode, &codes.join("|"), wrong),
            None => Judged::Pass,
        }
    }

    fn format(&self, cell: &Cell) -> Judged {
        let semantics = &self.row.semantics;
        let text = folded(&cell.text);
        if let Some(start) =
            semantics.starts.as_ref().filter(|start| text.strip_prefix(start.as_str()).is_none_or(str::is_empty))
        {
            return self.deviates(FindingCode::WrongFormat, &format!("{start}..."), &text);
        }
        let Some(format) = semantics.format.as_deref().and_then(formats::format) else { return Judged::Pass };
        let values: Vec<String> = if semantics.several { several(&cell.text).collect() } else { vec![text] };
        match values.iter().find(|value| !(format.is_valid)(&format.by_hand(value))) {
            None => Judged::Pass,
            Some(wrong) => {
                let looks = (format.looks_like)(&format.by_hand(wrong));
                let code = match (looks, format.asserted) {
                    (true, true) => format.unreal,
                    (true, false) => FindingCode::CheckDigit,
                    (false, _) => FindingCode::WrongFormat,
                };
                self.deviates(code, format.expected, wrong)
            }
        }
    }

    fn behaviour(&self, cell: &Cell) -> Judged {
        let semantics = &self.row.semantics;
        if semantics.exclusive && chosen(&cell.text).len() > 1 {
            return self.deviates(FindingCode::SeveralChosen, "one of them", &chosen(&cell.text).join("|"));
        }
        let words = &semantics.one_word_of;
        match words.iter().filter(|word| names(self.standard, &cell.text, word)).count() {
            0 if !words.is_empty() => {
                return self.deviates(FindingCode::UnlistedCode, &words.join("|"), &cell.text);
            }
            2.. => return self.deviates(FindingCode::SeveralChosen, &words.join("|"), &cell.text),
            _ => {}
        }
        semantics.template.as_deref().map_or(Judged::Pass, |template| self.template(template, cell))
    }

    /// Compares the cell with a template in which other cells of the form stand.
    fn template(&self, template: &str, cell: &Cell) -> Judged {
        let mut wanted = String::new();
        let mut faulty = None;
        for (at, part) in template.split(['{', '}']).enumerate() {
            if at % 2 == 0 {
                wanted.push_str(part);
                continue;
            }
            let Some((table, row)) = self.standard.row(part) else { return Judged::Pass };
            let named = self.filled.section(&table.id).and_then(|section| Some((section, section.entries.first()?)));
            let Some((section, entry)) = named else { return Judged::Pass };
            let place = pointer(section, table, 0, row);
            let Some(other) = entry.cells.get(row.name()) else {
                let reason = format!("{} is not filled in", row.name());
                return if row.required() { self.unreached(&reason, place) } else { Judged::NotApplicable(reason) };
            };
            let bench = Bench { section, table, row, index: 0, entry, ..*self };
            if matches!(bench.format(other), Judged::Deviates(_)) {
                faulty.get_or_insert((place, row));
            }
            wanted.push_str(plain_address(&folded(&other.text)).trim_end_matches('/'));
        }
        let text = folded(&cell.text);
        if plain_address(&text).starts_with(&wanted) {
            return Judged::Pass;
        }
        // What is made of a cell that is wrong cannot be told from it.
        if let Some((place, row)) = faulty {
            return self.unreached(&format!("{} is wrong itself", row.name()), place);
        }
        self.deviates(FindingCode::WrongFormat, &format!("{wanted}..."), &text)
    }

    fn deviates(&self, code: FindingCode, expected: &str, actual: &str) -> Judged {
        let actual = if actual.is_empty() { serde_json::Value::Null } else { json!(actual) };
        let mut deviation = Deviation::new(code, expected, actual, self.pointer());
        deviation.siblings = self.entry.cells.keys().cloned().collect();
        Judged::Deviates(Box::new(deviation))
    }

    fn unreached(&self, reason: &str, place: String) -> Judged {
        Judged::NotReached { reason: reason.to_owned(), consulted: vec![(String::new(), place)] }
    }
}

/// An address without scheme.
fn plain_address(text: &str) -> &str {
    ["http://", "https://"].iter().find_map(|scheme| text.strip_prefix(scheme)).unwrap_or(text)
}
