//! Reads a file into the form that it is.

use super::filled::{Cell, Entry, Filled, FormError};
use super::labels::{Labels, key};
use super::layout;
use super::text::is_blank;
use super::tree::{self, Content, Node, at, place, written};
use super::workbook;
use crate::standard::{Form, Standard};
use crate::yaml::{FILE_MAX, nearest};

/// Bytes of the largest file that is read.
pub const FORMS_MAX: usize = FILE_MAX;

/// The key that says which form a file of YAML or JSON is.
pub(super) const FORM_KEY: &str = "form";

/// Reads a form. `name` says which one it is, where the file need not be asked.
///
/// # Errors
/// [`FormError`] with the place, when the file cannot be read, is none of the forms, or has labels that no form has.
pub fn read(standards: &[&Standard], file: &str, bytes: &[u8], name: Option<&str>) -> Result<Filled, FormError> {
    if bytes.len() > FORMS_MAX {
        return Err(FormError::new(file, "", format!("larger than {FORMS_MAX} bytes: expected a form")));
    }
    let forms: Vec<(&Standard, &Form)> =
        standards.iter().flat_map(|one| one.forms.iter().map(|form| (*one, form))).collect();
    let chosen = name.map(|name| named(&forms, file, "", name)).transpose()?;
    if bytes.starts_with(b"PK") {
        let sheets = workbook::read(file, bytes)?;
        return match chosen {
            Some((standard, form)) => layout::fill(standard, form, file, &sheets),
            None => {
                let (standard, form) = layout::recognise(&forms, file, &sheets)?;
                layout::fill(standard, form, file, &sheets)
            }
        };
    }
    let text = std::str::from_utf8(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes));
    let Ok(text) = text else {
        let message = "neither a workbook (.xlsx) nor text in UTF-8: expected YAML, JSON or XLSX";
        return Err(FormError::new(file, "", message));
    };
    let node = tree::parse(file, text, file.to_ascii_lowercase().ends_with(".json"))?;
    let Content::Map(entries) = &node.value else {
        return Err(FormError::new(file, place(&node), "no form: expected the captions of its tables as keys"));
    };
    let stated = entries.iter().find(|(name, _)| name.value == FORM_KEY);
    let (standard, form) = match (chosen, stated) {
        (Some(chosen), _) => chosen,
        (None, Some((_, stated))) => {
            let name = written(stated, text).unwrap_or_default();
            named(&forms, file, &place(stated), &name)?
        }
        (None, None) => recognise(&forms, file, entries)?,
    };
    fill(standard, form, (file, text), entries)
}

type Choice<'s> = (&'s Standard, &'s Form);

fn named<'s>(forms: &[Choice<'s>], file: &str, at: &str, name: &str) -> Result<Choice<'s>, FormError> {
    let is = |form: &Form| form.name == name || key(&form.title.zh) == key(name);
    if let Some(found) = forms.iter().find(|(_, form)| is(form)) {
        return Ok(*found);
    }
    let names: Vec<&str> = forms.iter().map(|(_, form)| form.name.as_str()).collect();
    let help = nearest(name, names.iter().copied()).map(|near| format!("did you mean `{near}`?"));
    Err(FormError::new(file, at, format!("no form `{name}`: expected {}", names.join(", "))).helping(help))
}

/// The form that most keys name.
fn recognise<'s>(
    forms: &[Choice<'s>],
    file: &str,
    entries: &[(serde_saphyr::Spanned<String>, Node)],
) -> Result<Choice<'s>, FormError> {
    let count = |(standard, form): &Choice<'_>| {
        let captions: Vec<String> = form.tables(standard).map(|(_, table)| key(&table.caption)).collect();
        entries.iter().filter(|(name, _)| captions.contains(&key(&name.value))).count()
    };
    best(forms, &count).ok_or_else(|| unrecognised(forms, file))
}

pub(super) fn best<'s>(forms: &[Choice<'s>], count: &dyn Fn(&Choice<'s>) -> usize) -> Option<Choice<'s>> {
    let mut counted: Vec<(usize, &Choice<'s>)> = forms.iter().map(|form| (count(form), form)).collect();
    counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    match counted.as_slice() {
        [(most, form), rest @ ..] if *most > 0 && rest.first().is_none_or(|(next, _)| next < most) => Some(**form),
        _ => None,
    }
}

pub(super) fn unrecognised(forms: &[Choice<'_>], file: &str) -> FormError {
    let names: Vec<&str> = forms.iter().map(|(_, form)| form.name.as_str()).collect();
    let message = format!("which form is it? Say --form NAME, one of {}", names.join(", "));
    FormError::new(file, "", message)
}

fn fill(
    standard: &Standard,
    form: &Form,
    (file, text): (&str, &str),
    entries: &[(serde_saphyr::Spanned<String>, Node)],
) -> Result<Filled, FormError> {
    let mut filled = Filled::empty(standard, form, file);
    let labels = Labels::of(standard, form);
    for (name, node) in entries.iter().filter(|(name, _)| name.value != FORM_KEY) {
        let table = form.tables(standard).find(|(_, table)| key(&table.caption) == key(&name.value));
        let Some((part, table)) = table else {
            let captions: Vec<&str> = form.tables(standard).map(|(_, table)| table.caption.as_str()).collect();
            let help = nearest(&name.value, captions.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            let message = format!("no table `{}` in this form: expected {}", name.value, captions.join(", "));
            return Err(FormError::new(file, at(name.referenced), message).helping(help));
        };
        let reader = Reader { file, text, labels: &labels, table: &table.id };
        let read = match (&node.value, part.repeats) {
            (Content::Empty, true) => Vec::new(),
            (Content::Empty, false) => vec![Entry::default()],
            (Content::List(items), true) => items.iter().map(|item| reader.entry(item)).collect::<Result<_, _>>()?,
            (_, true) => return Err(FormError::new(file, place(node), "expected a list of entries")),
            (_, false) => vec![reader.entry(node)?],
        };
        if let Some(section) = filled.section_mut(&table.id) {
            section.entries = read;
            // What is blank from end to end is no entry.
            section.entries.retain(|entry| !part.repeats || !entry.cells.is_empty());
        }
    }
    Ok(filled)
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    labels: &'a Labels<'a>,
    table: &'a str,
}

impl Reader<'_> {
    fn entry(&self, node: &Node) -> Result<Entry, FormError> {
        let mut entry = Entry::default();
        let Content::Map(cells) = &node.value else {
            return Err(FormError::new(self.file, place(node), "expected labels with what is filled in"));
        };
        self.cells(cells, "", &mut entry)?;
        Ok(entry)
    }

    fn cells(
        &self,
        cells: &[(serde_saphyr::Spanned<String>, Node)],
        group: &str,
        entry: &mut Entry,
    ) -> Result<(), FormError> {
        for (name, node) in cells {
            if let Content::Map(inner) = &node.value {
                if !group.is_empty() || !self.labels.is_group(&name.value) {
                    return Err(self.unknown(name, "group"));
                }
                self.cells(inner, &key(&name.value), entry)?;
                continue;
            }
            let (own, label) = name
                .value
                .split_once('/')
                .map_or((group.to_owned(), name.value.as_str()), |(own, label)| (key(own), label));
            let named = self.labels.named(label);
            let Some(known) = named.iter().find(|known| known.table.id == self.table && known.group == own) else {
                return Err(self.unknown(name, "label"));
            };
            let Some(text) = self.value(node)? else {
                let vacant = Cell { text: String::new(), at: at(name.referenced) };
                entry.empty.insert(known.row.name().to_owned(), vacant);
                continue;
            };
            let cell = Cell { text, at: place(node) };
            if entry.cells.insert(known.row.name().to_owned(), cell).is_some() {
                let message = format!("`{}` stands twice: expected each label once", name.value);
                return Err(FormError::new(self.file, at(name.referenced), message));
            }
        }
        Ok(())
    }

    /// The text of a cell; none where nothing is filled in. A list of texts is one of lines.
    fn value(&self, node: &Node) -> Result<Option<String>, FormError> {
        let text = match &node.value {
            Content::Empty => None,
            Content::List(items) => {
                let lines: Option<Vec<String>> = items.iter().map(|item| written(item, self.text)).collect();
                Some(lines.ok_or_else(|| FormError::new(self.file, place(node), "expected texts"))?.join("\n"))
            }
            Content::Map(_) => return Err(FormError::new(self.file, place(node), "expected a text")),
            Content::Text(_) | Content::Number => written(node, self.text),
        };
        Ok(text.map(|text| text.trim().to_owned()).filter(|text| !is_blank(text)))
    }

    fn unknown(&self, name: &serde_saphyr::Spanned<String>, what: &str) -> FormError {
        let message = format!("no {what} `{}` here: expected one of the form", name.value);
        FormError::new(self.file, at(name.referenced), message).helping(self.labels.nearest(&name.value))
    }
}
