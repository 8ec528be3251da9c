//! Reads hand-written cases and fixtures. The format is told in `cases/README.md`.

use rayon::prelude::*;
use serde_json::{Map, Value};
use serde_saphyr::Spanned;

use super::case::{Capture, Case, CheckCall, Edit, Fixture, ForEach, Step, When, Wire};
use super::places::{Places, Side};
use super::written::{CaptureFile, CaseFile, CheckFile, FixturesFile, OneOrMore, StepFile};
use crate::id::Text;
use crate::standard::{LoadError, Source, SourceFile, Standard};
use crate::verdict::FindingCode;
use crate::yaml::{self, Place, Problem};

/// What `cases/<standard>/` says.
#[derive(Debug, Clone, Default)]
pub struct HandWritten {
    /// Fixtures in the order of the file.
    pub fixtures: Vec<Fixture>,
    /// Cases, by file and position.
    pub cases: Vec<Case>,
}

/// Reads the cases of one standard.
///
/// # Errors
/// [`LoadError`] with all problems of all files.
pub fn load(source: &Source, standard: &Standard) -> Result<HandWritten, LoadError> {
    let prefix = format!("{}/", standard.id);
    let mut problems = Vec::new();
    let mut found = HandWritten::default();
    let files = source.files_below(&prefix, ".yaml")?;
    let read = files.into_par_iter().map(|file| match written(&file, standard) {
        Err(_) if file.amounts_to().is_some() => written(&file.with_places(), standard),
        read => read,
    });
    for file in read.collect::<Vec<_>>() {
        match file {
            Ok(written) => {
                found.fixtures.extend(written.fixtures);
                found.cases.extend(written.cases);
            }
            Err(mut wrong) => problems.append(&mut wrong),
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(LoadError::Wrong(problems)) }
}

fn written(file: &SourceFile, standard: &Standard) -> Result<HandWritten, Vec<Problem>> {
    if file.path == format!("{}/fixtures.yaml", standard.id) {
        fixtures(file, standard).map(|fixtures| HandWritten { fixtures, cases: Vec::new() })
    } else {
        cases(file, standard).map(|cases| HandWritten { fixtures: Vec::new(), cases })
    }
}

fn fixtures(file: &SourceFile, standard: &Standard) -> Result<Vec<Fixture>, Vec<Problem>> {
    let read: FixturesFile = file.parse().map_err(|problem| vec![*problem])?;
    let reader = Reader { file, standard, folder: "", slow: false };
    read.fixtures
        .into_iter()
        .map(|fixture| {
            Ok(Fixture {
                name: fixture.name,
                about: fixture.about,
                steps: reader.steps(&fixture.steps, &Map::new())?,
                values: fixture.values.into_iter().collect(),
                members: fixture.members,
                known: fixture.known,
                fallback: fixture.fallback,
                file: file.shown.clone(),
            })
        })
        .collect()
}

fn cases(file: &SourceFile, standard: &Standard) -> Result<Vec<Case>, Vec<Problem>> {
    let read: CaseFile = file.parse().map_err(|problem| vec![*problem])?;
    let folder = file.path.split('/').nth(1).unwrap_or_default().to_owned();
    let reader = Reader { file, standard, folder: &folder, slow: read.slow };
    if standard.operation(&folder).is_none() {
        let names = standard.operations.iter().map(|operation| operation.name.as_str());
        let help = yaml::nearest(&folder, names).map(|name| format!("did you mean `{name}`?"));
        let message = format!("no operation `{folder}`: case files stand in cases/<standard>/<operation>/");
        return Err(vec![*yaml::problem(&file.shown, &file.text, None, message, help)]);
    }
    let named = names(file, standard);
    let entries = if read.each.is_empty() { vec![Map::new()] } else { read.each.clone() };
    let with_names =
        |entry: Map<String, Value>| -> Map<String, Value> { entry.into_iter().chain(named.clone()).collect() };
    let entries: Vec<_> = entries.into_iter().map(with_names).collect();
    entries
        .iter()
        .map(|entry| {
            let suffix = entry.get("id").map(|id| format!(".{}", plain(id))).unwrap_or_default();
            Ok(Case {
                id: format!("{}/{folder}/{}{suffix}", standard.id, read.case),
                title: Text { zh: fill(&read.title.zh, entry), en: fill(&read.title.en, entry) },
                operation: folder.clone(),
                tags: read.tags.clone(),
                file: file.shown.clone(),
                rule: None,
                exclusive: read.exclusive,
                slow: read.slow,
                needs: read.needs.iter().map(|need| fill(need, entry)).collect(),
                twin: None,
                steps: reader.steps(&read.steps, entry)?,
            })
        })
        .collect()
}

/// The names of members that a file speaks of as `${names.T5.3}`, as far as they are known; the others stay for the run,
/// which says that they are missing.
fn names(file: &SourceFile, standard: &Standard) -> Map<String, Value> {
    let spoken = file.text.split("${names.").skip(1).filter_map(|rest| rest.split_once('}'));
    let named = spoken.filter_map(|(local, _)| {
        let (_, row) = standard.row(local).filter(|(_, row)| row.is_named())?;
        Some((format!("names.{local}"), Value::from(row.name())))
    });
    named.collect()
}

struct Reader<'a> {
    file: &'a SourceFile,
    standard: &'a Standard,
    /// The operation that the file is about.
    folder: &'a str,
    slow: bool,
}

impl Reader<'_> {
    fn steps(&self, steps: &[StepFile], entry: &Map<String, Value>) -> Result<Vec<Step>, Vec<Problem>> {
        let places = Places::new(self.standard, steps);
        steps.iter().map(|step| self.step(step, places, entry)).collect()
    }

    fn step(&self, step: &StepFile, places: Places<'_>, entry: &Map<String, Value>) -> Result<Step, Vec<Problem>> {
        let operation = self.operation(step)?;
        if let Some(wait) = step.wait.as_ref().filter(|_| !self.slow) {
            let message = "only a case with `slow: true` may wait".to_owned();
            return Err(vec![*yaml::problem(&self.file.shown, &self.file.text, Some(wait.referenced), message, None)]);
        }
        self.pointers(step)?;
        let sent = |pointer: &str| places.of(&step.id, Side::Request, pointer, entry);
        let mut edits = Vec::new();
        for (pointer, count) in &step.repeat {
            edits.push(Edit::Repeat(sent(pointer), count.as_u64().unwrap_or(1) as usize));
        }
        let set = step.set.iter().chain(&step.extra);
        edits.extend(set.map(|(at, value)| Edit::Set(sent(at), fill_value(value, entry))));
        edits.extend(step.remove.iter().map(|at| Edit::Remove(sent(at))));
        Ok(Step {
            id: step.id.clone(),
            operation,
            fetch: step.fetch.as_ref().map(|fetch| fill(&fetch.value, entry)),
            wait: step.wait.as_ref().map_or(0, |wait| wait.value),
            base: step.base,
            edits,
            wire: Wire { free_answer: step.fetch.is_some(), ..Wire::default() },
            when: step.when.as_ref().map(|when| When {
                step: when.step.clone(),
                ended: when.ended,
                filled: filled(when.filled.as_ref(), &|at| places.of(&when.step, Side::Answer, at, entry)),
            }),
            for_each: step.for_each.as_ref().map(|each| ForEach {
                step: each.step.clone(),
                items: places.of(&each.step, Side::Answer, &each.items, entry),
                take: fill(&each.take, entry),
                name: each.name.clone(),
                max: each.max,
            }),
            captures: step
                .capture
                .iter()
                .map(|(name, value)| capture(name, value, (step.id.as_str(), places), entry))
                .collect(),
            expect: step.expect,
            checks: step
                .checks
                .iter()
                .map(|check| self.check(check, (step.id.as_str(), places), entry))
                .collect::<Result<_, _>>()?,
        })
    }

    /// A pointer without its slash would change nothing, and nobody would know.
    fn pointers(&self, step: &StepFile) -> Result<(), Vec<Problem>> {
        let mut all = step.set.keys().chain(step.extra.keys()).chain(step.repeat.keys()).chain(&step.remove);
        let Some(wrong) = all.find(|at| !at.is_empty() && !at.starts_with(['/', '$'])) else { return Ok(()) };
        let named = step.operation.as_ref().or(step.fetch.as_ref()).map_or(0, |named| named.referenced.line());
        let lines = self.file.text.lines().enumerate().skip(named as usize);
        let mut places =
            lines.filter_map(|(line, text)| Some((line + 1, text[..text.find(wrong)?].chars().count() + 1)));
        let place = places.next().unwrap_or((1, 1));
        let (message, help) = (format!("`{wrong}` is no JSON pointer"), Some(format!("write `/{wrong}`")));
        Err(vec![*yaml::problem_in(&self.file.shown, &self.file.text, place, message, help)])
    }

    /// The operation that a step calls, or that the address belongs to which it gets.
    fn operation(&self, step: &StepFile) -> Result<String, Vec<Problem>> {
        match (&step.operation, &step.fetch) {
            (Some(operation), None) if self.standard.operation(&operation.value).is_none() => {
                let names = self.standard.operations.iter().map(|operation| operation.name.as_str());
                Err(vec![self.unknown(operation, "operation", names)])
            }
            (Some(operation), None) => Ok(operation.value.clone()),
            (None, Some(_)) => Ok(self.folder.to_owned()),
            (at, _) => {
                let message = format!("step `{}` needs either `operation` or `fetch`", step.id);
                let place = at.as_ref().map(|at| at.referenced);
                Err(vec![*yaml::problem(&self.file.shown, &self.file.text, place, message, None)])
            }
        }
    }

    fn check(
        &self,
        check: &CheckFile,
        (step, places): (&str, Places<'_>),
        entry: &Map<String, Value>,
    ) -> Result<CheckCall, Vec<Problem>> {
        let requirement = fill(&check.requirement.value, entry);
        if self.standard.row(&requirement).is_none() && self.standard.clause(&requirement).is_none() {
            return Err(vec![self.no_requirement(check, &requirement)]);
        }
        let finding = match &check.finding {
            None => None,
            Some(code) => Some(fill(&code.value, entry).parse::<FindingCode>().map_err(|_| {
                vec![self.unknown(code, "finding code", FindingCode::ALL.iter().map(|code| code.as_str()))]
            })?),
        };
        Ok(CheckCall {
            check: check.check.value.clone(),
            requirement,
            aspect: check.aspect,
            finding,
            with: places.arguments(step, &check.with, entry),
            guard: check.guard,
            place: Some(Place {
                file: self.file.shown.clone(),
                line: check.check.referenced.line() as usize,
                column: check.check.referenced.column() as usize,
            }),
        })
    }

    fn no_requirement(&self, check: &CheckFile, local: &str) -> Problem {
        let message = format!("no requirement `{local}`: expected a row such as `T2.4` or a clause such as `7.1.1`");
        let help = self.standard.nearest_id(local).map(|near| format!("did you mean `{near}`?"));
        let at = check.requirement.referenced;
        // An entry of `each` may have named it.
        if check.requirement.value != local
            && let Some(place) = place_of(&self.file.text, local)
        {
            return *yaml::problem_in(&self.file.shown, &self.file.text, place, message, help);
        }
        *yaml::problem(&self.file.shown, &self.file.text, Some(at), message, help)
    }

    fn unknown<'n>(&self, at: &Spanned<String>, what: &str, names: impl Iterator<Item = &'n str>) -> Problem {
        let help = yaml::nearest(&at.value, names).map(|name| format!("did you mean `{name}`?"));
        let message = format!("no {what} `{}`", at.value);
        *yaml::problem(&self.file.shown, &self.file.text, Some(at.referenced), message, help)
    }
}

/// Line and column of the first place at which a word stands by itself.
fn place_of(text: &str, word: &str) -> Option<(usize, usize)> {
    let part = |letter: char| letter.is_alphanumeric() || letter == '.';
    let mut found = text
        .match_indices(word)
        .filter(|(at, _)| !text[..*at].ends_with(part) && !text[at + word.len()..].starts_with(part));
    let before = &text[..found.next()?.0];
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Some((before.matches('\n').count() + 1, column))
}

fn filled(pointers: Option<&OneOrMore>, place: &dyn Fn(&str) -> String) -> Vec<String> {
    let pointers = pointers.cloned().map(OneOrMore::into_list).unwrap_or_default();
    pointers.iter().map(|pointer| place(pointer)).collect()
}

fn capture(name: &str, file: &CaptureFile, (step, places): (&str, Places<'_>), entry: &Map<String, Value>) -> Capture {
    let members = |members: &Option<Map<String, Value>>| {
        let members = members.as_ref()?.iter();
        Some(members.map(|(key, value)| (key.clone(), fill_value(value, entry))).collect())
    };
    let (pointer, prefer, except, take) = match file {
        CaptureFile::Pointer(pointer) => (pointer, None, None, None),
        CaptureFile::Item(item) => {
            (&item.at, members(&item.prefer), members(&item.except), Some(fill(&item.take, entry)))
        }
    };
    Capture { name: name.to_owned(), pointer: places.of(step, Side::Answer, pointer, entry), prefer, except, take }
}

/// Puts the variables of an `each` entry into a text; other `${...}` stay for the run.
pub(super) fn fill(text: &str, entry: &Map<String, Value>) -> String {
    if !text.contains("${") {
        return text.to_owned();
    }
    entry.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("${{{name}}}"), &plain(value)))
}

pub(super) fn fill_value(value: &Value, entry: &Map<String, Value>) -> Value {
    match value {
        Value::String(text) => {
            let whole = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
            match whole.and_then(|name| entry.get(name)) {
                Some(value) => value.clone(),
                None => Value::String(fill(text, entry)),
            }
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| fill_value(item, entry)).collect()),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(key, value)| (fill(key, entry), fill_value(value, entry))).collect())
        }
        other => other.clone(),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::assert_same;

    #[test]
    fn what_the_build_read_is_what_is_written() {
        for file in Source::embedded_cases().files(".yaml").unwrap() {
            if file.path.ends_with("/fixtures.yaml") {
                assert_same::<FixturesFile>(&file)
            } else {
                assert_same::<CaseFile>(&file)
            }
        }
    }
}
