//! Reads hand-written cases and fixtures. The format is told in `cases/README.md`.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};
use serde::Deserialize;
use serde_json::{Map, Value};
use serde_saphyr::Spanned;

use super::case::{Base, Capture, Case, CheckCall, Edit, Expect, Fixture, ForEach, Step, When, Wire};
use crate::id::{Aspect, Text};
use crate::standard::{LoadError, Source, SourceFile, Standard};
use crate::verdict::FindingCode;
use crate::yaml::{self, Place, Problem};

static CASES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/cases");

/// The cases inside the binary.
pub fn embedded_cases() -> Source {
    Source::Embedded(&CASES, "cases")
}

/// What `cases/<standard>/` says.
#[derive(Debug, Clone, Default)]
pub struct HandWritten {
    /// Fixtures in the order of the file.
    pub fixtures: Vec<Fixture>,
    /// Cases, by file and position.
    pub cases: Vec<Case>,
}

/// A case file.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Case file of zwfw-conformance")]
pub struct CaseFile {
    /// Name, unique within the operation's folder.
    case: String,
    /// What it shows.
    title: Text,
    /// Tags for selection.
    #[serde(default)]
    tags: Vec<String>,
    /// Credentials (`credentials.NAME`) and known data (`known.PATH`) that it cannot do without.
    #[serde(default)]
    needs: Vec<String>,
    /// It reads unfiltered state and so runs alone.
    #[serde(default)]
    exclusive: bool,
    /// It runs only when asked for by tag or name.
    #[serde(default)]
    slow: bool,
    /// One case for each entry; `id` names it, the other keys are variables.
    #[serde(default)]
    each: Vec<Map<String, Value>>,
    /// Steps in order.
    steps: Vec<StepFile>,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct StepFile {
    /// Name within the case.
    id: String,
    /// Operation that is called; left out where `fetch` stands.
    #[serde(default)]
    #[schemars(with = "String")]
    operation: Option<Spanned<String>>,
    /// Gets the address that an earlier answer gave, `${url}`, instead of calling an operation.
    #[serde(default)]
    #[schemars(with = "String")]
    fetch: Option<Spanned<String>>,
    /// Seconds to wait before the step; only in a slow case.
    #[serde(default)]
    #[schemars(with = "u64")]
    wait: Option<Spanned<u64>>,
    /// What the request begins with.
    #[serde(default)]
    base: Base,
    /// JSON pointers to set.
    #[serde(default)]
    set: Map<String, Value>,
    /// JSON pointers to remove.
    #[serde(default)]
    remove: Vec<String>,
    /// JSON pointer of an array to the number of items it shall have.
    #[serde(default)]
    repeat: Map<String, Value>,
    /// Done only when an earlier step ended like this.
    #[serde(default)]
    when: Option<WhenFile>,
    /// Repeated for values out of an earlier answer.
    #[serde(default)]
    for_each: Option<ForEachFile>,
    /// Variables to keep.
    #[serde(default)]
    capture: BTreeMap<String, CaptureFile>,
    /// How it must end for the case to go on.
    #[serde(default)]
    expect: Expect,
    /// What is judged.
    #[serde(default)]
    checks: Vec<CheckFile>,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(untagged, expecting = "expected a JSON pointer, or `{ at, take }` with `prefer` or `except`")]
enum CaptureFile {
    /// A JSON pointer.
    Pointer(String),
    /// A member of an item of a list.
    Item(ItemFile),
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct ItemFile {
    /// JSON pointer of the list.
    at: String,
    /// The item with these members, if there is one.
    #[serde(default)]
    prefer: Option<Map<String, Value>>,
    /// Not an item with any of these members, if there is another.
    #[serde(default)]
    except: Option<Map<String, Value>>,
    /// The member of that item.
    take: String,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct WhenFile {
    /// The earlier step.
    step: String,
    /// How it ended; either way when left out.
    #[serde(default = "either")]
    ended: Expect,
    /// JSON pointer into its answer at which a value must stand.
    #[serde(default)]
    filled: Option<String>,
}

fn either() -> Expect {
    Expect::Any
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct ForEachFile {
    /// The earlier step.
    step: String,
    /// JSON pointer of its list.
    items: String,
    /// Member of each item.
    take: String,
    /// Name of the variable.
    name: String,
    /// At most this many.
    max: usize,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct CheckFile {
    /// Name of the check.
    #[schemars(with = "String")]
    check: Spanned<String>,
    /// Local id of the requirement, for example `T10.4` or `7.3.1`.
    #[schemars(with = "String")]
    requirement: Spanned<String>,
    /// Aspect, `behaviour` when left out.
    #[serde(default = "behaviour")]
    aspect: Aspect,
    /// Finding code, where the check leaves the choice.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    finding: Option<Spanned<String>>,
    /// Arguments.
    #[serde(default)]
    with: Map<String, Value>,
    /// When it does not pass, the rest of the case is inconclusive.
    #[serde(default)]
    guard: bool,
}

fn behaviour() -> Aspect {
    Aspect::Behaviour
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FixturesFile {
    fixtures: Vec<FixtureFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FixtureFile {
    name: String,
    #[serde(default)]
    about: Option<Text>,
    #[serde(default)]
    steps: Vec<StepFile>,
    #[serde(default)]
    values: Map<String, Value>,
    #[serde(default)]
    known: Option<String>,
    #[serde(default)]
    fallback: Option<Map<String, Value>>,
}

/// Reads the cases of one standard.
///
/// # Errors
/// [`LoadError`] with all problems of all files.
pub fn load(source: &Source, standard: &Standard) -> Result<HandWritten, LoadError> {
    let prefix = format!("{}/", standard.id);
    let mut problems = Vec::new();
    let mut found = HandWritten::default();
    for file in source.files(".yaml")?.iter().filter(|file| file.path.starts_with(&prefix)) {
        let result = if file.path == format!("{prefix}fixtures.yaml") {
            fixtures(file, standard).map(|fixtures| found.fixtures.extend(fixtures))
        } else {
            cases(file, standard).map(|cases| found.cases.extend(cases))
        };
        if let Err(mut wrong) = result {
            problems.append(&mut wrong);
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(LoadError::Wrong(problems)) }
}

fn fixtures(file: &SourceFile, standard: &Standard) -> Result<Vec<Fixture>, Vec<Problem>> {
    let read: FixturesFile = yaml::parse(&file.shown, &file.text).map_err(|problem| vec![*problem])?;
    let reader = Reader { file, standard, folder: "", slow: false };
    read.fixtures
        .into_iter()
        .map(|fixture| {
            Ok(Fixture {
                name: fixture.name,
                about: fixture.about,
                steps: reader.steps(&fixture.steps, &Map::new())?,
                values: fixture.values.into_iter().collect(),
                known: fixture.known,
                fallback: fixture.fallback,
                file: file.shown.clone(),
            })
        })
        .collect()
}

fn cases(file: &SourceFile, standard: &Standard) -> Result<Vec<Case>, Vec<Problem>> {
    let read: CaseFile = yaml::parse(&file.shown, &file.text).map_err(|problem| vec![*problem])?;
    let folder = file.path.split('/').nth(1).unwrap_or_default().to_owned();
    let reader = Reader { file, standard, folder: &folder, slow: read.slow };
    if standard.operation(&folder).is_none() {
        let names = standard.operations.iter().map(|operation| operation.name.as_str());
        let help = yaml::nearest(&folder, names).map(|name| format!("did you mean `{name}`?"));
        let message = format!("no operation `{folder}`: case files stand in cases/<standard>/<operation>/");
        return Err(vec![*yaml::problem(&file.shown, &file.text, None, message, help)]);
    }
    let entries = if read.each.is_empty() { vec![Map::new()] } else { read.each.clone() };
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

struct Reader<'a> {
    file: &'a SourceFile,
    standard: &'a Standard,
    /// The operation that the file is about.
    folder: &'a str,
    slow: bool,
}

impl Reader<'_> {
    fn steps(&self, steps: &[StepFile], entry: &Map<String, Value>) -> Result<Vec<Step>, Vec<Problem>> {
        steps.iter().map(|step| self.step(step, entry)).collect()
    }

    fn step(&self, step: &StepFile, entry: &Map<String, Value>) -> Result<Step, Vec<Problem>> {
        let operation = self.operation(step)?;
        if let Some(wait) = step.wait.as_ref().filter(|_| !self.slow) {
            let message = "only a case with `slow: true` may wait".to_owned();
            return Err(vec![*yaml::problem(&self.file.shown, &self.file.text, Some(wait.referenced), message, None)]);
        }
        self.pointers(step)?;
        let mut edits = Vec::new();
        for (pointer, count) in &step.repeat {
            edits.push(Edit::Repeat(fill(pointer, entry), count.as_u64().unwrap_or(1) as usize));
        }
        edits.extend(step.set.iter().map(|(at, value)| Edit::Set(fill(at, entry), fill_value(value, entry))));
        edits.extend(step.remove.iter().map(|at| Edit::Remove(fill(at, entry))));
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
                filled: when.filled.clone(),
            }),
            for_each: step.for_each.as_ref().map(|each| ForEach {
                step: each.step.clone(),
                items: each.items.clone(),
                take: each.take.clone(),
                name: each.name.clone(),
                max: each.max,
            }),
            captures: step.capture.iter().map(|(name, value)| capture(name, value, entry)).collect(),
            expect: step.expect,
            checks: step.checks.iter().map(|check| self.check(check, entry)).collect::<Result<_, _>>()?,
        })
    }

    /// A pointer without its slash would change nothing, and nobody would know.
    fn pointers(&self, step: &StepFile) -> Result<(), Vec<Problem>> {
        let mut all = step.set.keys().chain(step.repeat.keys()).chain(&step.remove);
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

    fn check(&self, check: &CheckFile, entry: &Map<String, Value>) -> Result<CheckCall, Vec<Problem>> {
        let requirement = fill(&check.requirement.value, entry);
        if self.standard.row(&requirement).is_none() && self.standard.clause(&requirement).is_none() {
            let message =
                format!("no requirement `{requirement}`: expected a row such as `T2.4` or a clause such as `7.1.1`");
            return Err(vec![*yaml::problem_at(&self.file.shown, &self.file.text, &check.requirement, message)]);
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
            with: fill_value(&Value::Object(check.with.clone()), entry),
            guard: check.guard,
            place: Some(Place {
                file: self.file.shown.clone(),
                line: check.check.referenced.line() as usize,
                column: check.check.referenced.column() as usize,
            }),
        })
    }

    fn unknown<'n>(&self, at: &Spanned<String>, what: &str, names: impl Iterator<Item = &'n str>) -> Problem {
        let help = yaml::nearest(&at.value, names).map(|name| format!("did you mean `{name}`?"));
        let message = format!("no {what} `{}`", at.value);
        *yaml::problem(&self.file.shown, &self.file.text, Some(at.referenced), message, help)
    }
}

fn capture(name: &str, file: &CaptureFile, entry: &Map<String, Value>) -> Capture {
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
    Capture { name: name.to_owned(), pointer: fill(pointer, entry), prefer, except, take }
}

/// Puts the variables of an `each` entry into a text; other `${...}` stay for the run.
fn fill(text: &str, entry: &Map<String, Value>) -> String {
    entry.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("${{{name}}}"), &plain(value)))
}

fn fill_value(value: &Value, entry: &Map<String, Value>) -> Value {
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
