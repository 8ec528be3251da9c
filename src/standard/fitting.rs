//! What a text leaves open and a target file says: names of members, paths, how bodies are written.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::cells::ValueType;
use super::load::Library;
use super::model::{Encoding, Standard};
use super::table::{Kind, Row, Table};
use crate::yaml::nearest;

/// What a target file says where a text says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fitting {
    /// Names of members, by the local id of a row (`T5.3`) or by the name that the text only implies (`AccountId`), then
    /// for every row that has it. An empty one is for an object that is not there: its members stand in its place.
    pub names: BTreeMap<String, String>,
    /// Paths, by operation.
    pub paths: BTreeMap<String, String>,
    /// How request bodies are written.
    pub encoding: Option<Encoding>,
}

/// Begins a variable of a case that is the name of a member.
const NAMES: &str = "${names.";

/// What is wrong with one of the names that a target file gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// What it is.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// It is wrong with the name itself, not with what the name is for.
    pub is_about_name: bool,
}

/// Two rows of one message that would have the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// The name.
    pub name: String,
    /// Local ids of the rows.
    pub rows: [String; 2],
    /// Under what a target file may have given the name, the likeliest first.
    pub given: Vec<String>,
}

impl Library {
    /// The library in which each standard has what its text leaves open, as far as somebody says it.
    #[must_use]
    pub fn fitted(&self, of: impl Fn(&Standard) -> Option<Fitting>) -> Self {
        let fitted = |standard: &Standard| match of(standard) {
            Some(fitting) => standard.fitted(&fitting),
            None => standard.clone(),
        };
        Self { standards: self.standards.iter().map(fitted).collect() }
    }
}

impl Standard {
    /// The standard with what its text leaves open. What the text says stays as it is.
    #[must_use]
    pub fn fitted(&self, fitting: &Fitting) -> Self {
        let mut fitted = self.clone();
        fitted.fitting = Some(fitting.clone()).filter(|_| self.leaves_open());
        for table in fitted.tables.iter_mut().filter(|table| table.kind.is_message()) {
            let named: Vec<Option<String>> =
                table.rows.iter().map(|row| given(&fitting.names, &table.local_id(row), row)).collect();
            for (row, name) in table.rows.iter_mut().zip(named) {
                match name {
                    Some(empty) if empty.is_empty() => row.stands_open = true,
                    name => row.given_name = name.or_else(|| row.given_name.take()),
                }
            }
        }
        // An implied name stands in these places too: all of a standard's rows have the same name there.
        let names = &fitting.names;
        let guessed: BTreeSet<&str> = self.rows().filter_map(|(_, row)| row.guessed_name()).collect();
        let other = |name: &str| {
            let given = names.get(name).filter(|given| guessed.contains(name) && !given.is_empty());
            given.map_or(name, String::as_str).to_owned()
        };
        let pointer = |text: &str| text.split('/').map(other).collect::<Vec<_>>().join("/");
        let envelope = &mut fitted.envelope;
        for place in [&mut envelope.code, &mut envelope.message, &mut envelope.data] {
            *place = pointer(place);
        }
        fitted.credential.field = other(&fitted.credential.field);
        if let Some(account) = &mut fitted.credential.account {
            account.field = other(&account.field);
        }
        for operation in &mut fitted.operations {
            if let Some(path) = fitting.paths.get(&operation.name).filter(|_| operation.path.is_empty()) {
                operation.path.clone_from(path);
            }
            if let Some(Value::Object(members)) = &mut operation.empty_result {
                *members = std::mem::take(members).into_iter().map(|(name, value)| (other(&name), value)).collect();
            }
        }
        for row in fitted.tables.iter_mut().flat_map(|table| &mut table.rows) {
            row.semantics.count_of = row.semantics.count_of.as_deref().map(pointer);
        }
        if let Some(encoding) = fitting.encoding.filter(|_| self.encoding_unstated) {
            fitted.encoding = encoding;
            fitted.media_type = match encoding {
                Encoding::Json => "application/json; charset=UTF-8",
                Encoding::Form => "application/x-www-form-urlencoded; charset=UTF-8",
            }
            .to_owned();
        }
        fitted
    }

    /// A JSON pointer of a case into a message of this table, as the target names the members on its way: a case is written
    /// with the names that the text prints or implies.
    #[must_use]
    pub fn fitted_pointer(&self, table: &str, pointer: &str) -> String {
        let mut table = self.table(table);
        let fitted = |part: &str| {
            // The place of an item leads to no other table, and what only a run knows to none that could be told.
            let Some(row) = table.and_then(|table| self.meant(table, part)) else { return part.to_owned() };
            table = self.members_of(row);
            if part.starts_with(NAMES) { part.to_owned() } else { row.name().to_owned() }
        };
        pointer.split('/').map(fitted).collect::<Vec<_>>().join("/")
    }

    /// The member that a part of a pointer means: `${names.T5.3}`, or a name.
    fn meant<'s>(&'s self, table: &'s Table, part: &str) -> Option<&'s Row> {
        match part.strip_prefix(NAMES).and_then(|rest| rest.strip_suffix('}')) {
            Some(local) => self.row(local).filter(|(of, _)| of.id == table.id).map(|(_, row)| row),
            None => table.written(part).or_else(|| table.row(part)),
        }
    }

    /// Whether its text leaves to the target file what others say.
    pub fn leaves_open(&self) -> bool {
        self.encoding_unstated
            || self.operations.iter().any(|operation| operation.path.is_empty())
            || self.rows().any(|(_, row)| row.has_open_name())
    }

    /// What is wrong with a name that a target file gives, if anything.
    ///
    /// # Errors
    /// [`Misfit`] for a row whose name the text says, for what is no row, and for what cannot be a name.
    pub fn check_name(&self, of: &str, name: &str) -> Result<(), Misfit> {
        let refused = |message: String, help: Option<String>| Err(Misfit { message, help, is_about_name: false });
        let is_open = |(table, row): (&Table, &Row)| row.guessed_name() == Some(of) || table.local_id(row) == of;
        if name.is_empty() && self.objects().any(is_open) {
            return Ok(());
        }
        if name.is_empty() || name.chars().any(|c| matches!(c, '/' | '~' | '$') || c.is_whitespace() || c.is_control())
        {
            let message = "expected a name of a member, without blanks, `/`, `~` and `$`".to_owned();
            let objects: BTreeSet<&str> = self.objects().filter_map(|(_, row)| row.guessed_name()).collect();
            let list = objects.into_iter().collect::<Vec<_>>().join(", ");
            let help = || format!("no name at all is for objects whose members stand in their place: {list}");
            let help = (name.is_empty() && !list.is_empty()).then(help);
            return Err(Misfit { message, help, is_about_name: true });
        }
        match self.row(of).filter(|(table, _)| table.kind.is_message()) {
            Some((_, row)) if row.has_open_name() => return Ok(()),
            Some((_, row)) => return refused(format!("the text names `{of}`: it is `{}`", row.name()), None),
            None if self.rows().any(|(_, row)| row.guessed_name() == Some(of)) => return Ok(()),
            None => {}
        }
        let open: BTreeSet<String> = self
            .rows()
            .filter(|(_, row)| row.has_open_name())
            .flat_map(|(table, row)| [Some(table.local_id(row)), row.guessed_name().map(str::to_owned)])
            .flatten()
            .collect();
        if open.is_empty() {
            return refused(format!("{} names every member: expected no `names`", self.id), None);
        }
        let help = nearest(of, open.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
        refused(format!("`{of}` is no row without a name and no implied name of {}", self.id), help)
    }

    /// Two rows that would have the same name in one message, for what a target file says.
    pub fn clash(&self, names: &BTreeMap<String, String>) -> Option<Clash> {
        let fitted = self.fitted(&Fitting { names: names.clone(), ..Fitting::default() });
        fitted.tables.iter().find_map(|table| {
            let mut seen: BTreeMap<&str, &Row> = BTreeMap::new();
            table.members().find_map(|row| {
                let first = seen.insert(row.name(), row)?;
                let rows = [first, row].map(|row| table.local_id(row));
                let guessed = [row, first].into_iter().filter_map(Row::guessed_name).map(str::to_owned);
                let given = rows.iter().rev().cloned().chain(guessed).collect();
                Some(Clash { name: row.name().to_owned(), rows, given })
            })
        })
    }

    /// The objects of answers that the text only implies, with their tables: a target may answer with their members alone.
    fn objects(&self) -> impl Iterator<Item = (&Table, &Row)> {
        self.rows().filter(|(table, row)| {
            let is_object = row.value_type() == ValueType::Object && row.members.is_some();
            table.kind == Kind::Response && is_object && row.guessed_name().is_some()
        })
    }

    /// Every row that is part of a message, with its table.
    fn rows(&self) -> impl Iterator<Item = (&Table, &Row)> {
        let tables = self.tables.iter().filter(|table| table.kind.is_message());
        tables.flat_map(|table| table.rows.iter().map(move |row| (table, row)))
    }
}

impl Table {
    /// The member of which cases speak by this name, whatever the target file calls it.
    pub fn written(&self, name: &str) -> Option<&Row> {
        self.members().find(|row| !name.is_empty() && row.written_name() == name)
    }
}

/// The name that a target file gives a row: by its id, else by the name that the text implies.
fn given(names: &BTreeMap<String, String>, local: &str, row: &Row) -> Option<String> {
    if !row.has_open_name() {
        return None;
    }
    names.get(local).or_else(|| names.get(row.guessed_name()?)).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::Source;

    fn damaged() -> Standard {
        let library = Library::load(&Source::embedded_schemas()).expect("the embedded standards");
        library.standard("db51t-2942-2022").expect("the standard").clone()
    }

    fn names(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(of, name)| ((*of).to_owned(), (*name).to_owned())).collect()
    }

    fn fitted(pairs: &[(&str, &str)]) -> Standard {
        damaged().fitted(&Fitting { names: names(pairs), ..Fitting::default() })
    }

    fn name<'s>(standard: &'s Standard, local: &str) -> &'s str {
        standard.row(local).expect("a row").1.name()
    }

    #[test]
    fn a_name_is_given_to_a_row_or_to_all_that_are_read_alike() {
        let standard = fitted(&[("AccountId", "account"), ("T4.1", "caller"), ("T5.3", "secret")]);
        assert_eq!(
            [name(&standard, "T2.1"), name(&standard, "T4.1"), name(&standard, "T5.3")],
            ["account", "caller", "secret"]
        );
        assert_eq!(standard.credential.account.as_ref().map(|account| account.field.as_str()), Some("account"));
        assert_eq!(name(&damaged(), "T5.3"), "", "nobody says it");
        assert_eq!(name(&standard, "T2.2"), "AccessToken", "what is not given stays as it is read");
    }

    #[test]
    fn places_follow_the_names_that_lead_to_them() {
        let standard = fitted(&[("head", "result"), ("status", "code"), ("dataList", "items")]);
        assert_eq!(
            (standard.envelope.code.as_str(), standard.envelope.message.as_str()),
            ("/result/code", "/result/message")
        );
        assert_eq!(standard.operations[0].empty_result, Some(serde_json::json!({ "items": [] })));
    }

    #[test]
    fn an_object_without_a_name_keeps_the_one_that_it_is_read_by() {
        let standard = fitted(&[("head", "")]);
        let (_, row) = standard.row("6.2.out.1").expect("a row");
        assert_eq!((row.name(), row.stands_open, standard.envelope.code.as_str()), ("head", true, "/head/status"));
    }

    #[test]
    fn pointers_of_cases_follow_the_names_on_their_way() {
        let given = [("data", "body"), ("6.2.out.data.1", "items"), ("fileUrl", "issueDate"), ("issueDate", "day")];
        let standard = fitted(&given);
        let told = |table: &str, pointer: &str| standard.fitted_pointer(table, pointer);
        assert_eq!(told("6.2.out", "/data/dataList/0/certificateID"), "/body/items/0/certificateID");
        assert_eq!(told("6.3.2.out", "/data/dataList/0/issueDate"), "/body/dataList/0/day", "a row of its own");
        assert_eq!(told("6.3.2.out", "/data/dataList/0/fileUrl"), "/body/dataList/0/issueDate");
        // What a variable names is put in later, and leads on.
        assert_eq!(told("6.2.out", "/${names.6.2.out.2}/dataList/0"), "/${names.6.2.out.2}/items/0");
        assert_eq!(told("6.2.out", "/body/dataList"), "/body/items", "the target's own name does as well");
        assert_eq!(
            [told("6.2.out", ""), told("T2", "/nothing/data"), told("none", "/data")],
            ["", "/nothing/data", "/data"]
        );
        assert_eq!(damaged().fitted_pointer("6.2.out", "/data/dataList"), "/data/dataList");
    }

    #[test]
    fn paths_and_encoding_are_taken_only_where_the_text_has_none() {
        let said =
            Fitting { paths: names(&[("c6.2", "/search")]), encoding: Some(Encoding::Form), ..Fitting::default() };
        let standard = damaged().fitted(&said);
        assert_eq!((standard.operations[0].path.as_str(), standard.encoding), ("/search", Encoding::Form));
        assert!(standard.media_type.contains("form") && standard.leaves_open() && standard.fitting.is_some());
        let again = standard.fitted(&Fitting { paths: names(&[("c6.2", "/other")]), ..Fitting::default() });
        assert_eq!(again.operations[0].path, "/search", "said once");
        let library = Library::load(&Source::embedded_schemas()).expect("the embedded standards");
        let whole = library.standard("gdzw-0017-2019").expect("the standard");
        let fitted = whole.fitted(&Fitting { names: names(&[("T2.4", "kind")]), ..said });
        assert_eq!((name(&fitted, "T2.4"), fitted.encoding), ("send_type", whole.encoding));
        assert!(!whole.leaves_open() && fitted.fitting.is_none());
    }

    #[test]
    fn names_that_cannot_be_are_told() {
        let standard = damaged();
        assert_eq!(standard.check_name("T5.3", "secret"), Ok(()));
        assert_eq!(standard.check_name("UseFor", "reason"), Ok(()));
        let told = |of: &str, name: &str| standard.check_name(of, name).expect_err("a mistake");
        assert!(told("T5.3", "a/b").is_about_name && told("T5.3", "").is_about_name);
        assert!(told("dataList", "").help.is_some_and(|help| help.ends_with(": data, head")), "a list is none");
        assert_eq!([standard.check_name("head", ""), standard.check_name("6.2.out.2", "")], [Ok(()), Ok(())]);
        assert!(told("T1.1", "x").message.contains("no row without a name"), "no member of a message");
        assert_eq!(told("UseFro", "x").help.as_deref(), Some("did you mean `UseFor`?"));
        let clash = standard.clash(&names(&[("T5.3", "AccountId")])).expect("two of one name");
        assert_eq!((clash.rows, clash.name.as_str()), (["T5.1".to_owned(), "T5.3".to_owned()], "AccountId"));
        assert_eq!(standard.clash(&names(&[("T5.3", "secret")])), None);
    }
}
