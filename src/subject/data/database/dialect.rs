//! The statements, in the words of each kind of database.

use crate::subject::data::options::{Options, Since};
use crate::subject::data::rules::{ResubmittedRule, SequenceRule};

/// Numbers by which a sample is drawn: a prime, so that every row has the same chance whatever its key.
const PRIME: u64 = 2_147_483_647;

/// The golden section of it: neighbouring keys fall far from each other, and any row of keys evenly.
const SPREAD: u64 = 1_327_217_884;

/// How a database is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::subject::data) enum Dialect {
    /// MySQL and MariaDB.
    Mysql,
    /// SQLite.
    Sqlite,
}

/// A text as a literal. Nothing that a user writes comes here but names that the database gave itself.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

/// A table as it is called in the database, with the names of its columns; none where one is missing.
#[derive(Debug, Clone)]
pub(in crate::subject::data) struct Names {
    pub table: String,
    pub columns: Vec<Option<String>>,
    pub time: Option<String>,
}

impl Dialect {
    /// A name, quoted.
    pub fn name(self, name: &str) -> String {
        match self {
            Self::Mysql => format!("`{}`", name.replace('`', "``")),
            Self::Sqlite => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// A value that is equal only to itself, whatever collation its column has.
    fn exact(self, column: &str) -> String {
        match self {
            Self::Mysql => format!("CAST({column} AS BINARY)"),
            Self::Sqlite => format!("CAST({column} AS BLOB)"),
        }
    }

    fn since(self, names: &Names, since: Option<&Since>, alias: &str) -> Vec<String> {
        let (Some(since), Some(time)) = (since, &names.time) else { return Vec::new() };
        let text = literal(&since.text.replace('/', "-").replace('T', " "));
        let time = format!("{alias}{}", self.name(time));
        // A row whose time cannot be read counts: its time is what is wrong.
        vec![match self {
            Self::Mysql => format!("({time} >= {text} OR {time} IS NULL)"),
            Self::Sqlite => {
                format!("({} >= {text} OR TYPEOF({time}) <> 'text')", self.comparable(&time))
            }
        }]
    }

    fn from(self, names: &Names, conditions: &[String]) -> String {
        let table = self.name(&names.table);
        match conditions {
            [] => format!("FROM {table}"),
            conditions => format!("FROM {table} WHERE {}", conditions.join(" AND ")),
        }
    }

    /// How many rows count.
    pub fn count(self, names: &Names, options: &Options) -> String {
        format!("SELECT COUNT(*) {}", self.from(names, &self.since(names, options.since.as_ref(), "")))
    }

    /// The rows that are held to their columns, in the order of the rules; null stands for a missing column.
    pub fn rows(self, names: &Names, key: Option<&str>, total: u64, options: &Options) -> String {
        let columns = names.columns.iter().map(|name| name.as_ref().map_or("NULL".to_owned(), |name| self.name(name)));
        let columns: Vec<String> = columns.collect();
        let mut conditions = self.since(names, options.since.as_ref(), "");
        if let (Some(wanted), Some(key)) = (options.sample, key)
            && wanted < total
        {
            let below = (wanted as f64 / total as f64 * PRIME as f64) as u64;
            let offset = options.seed % PRIME * 48_271 % PRIME;
            let key = self.name(key);
            conditions.push(format!("((ABS({key}) % {PRIME}) * {SPREAD} + {offset}) % {PRIME} < {below}"));
        }
        format!("SELECT {} {}", columns.join(", "), self.from(names, &conditions))
    }

    /// Keys that stand more than once, with how often.
    pub fn recurring(self, names: &Names, key: &str, options: &Options) -> String {
        let key = self.name(key);
        let from = self.from(names, &self.since(names, options.since.as_ref(), ""));
        format!("SELECT {key}, COUNT(*) {from} GROUP BY {key} HAVING COUNT(*) > 1")
    }

    /// Exchanges with their first and last key, in the order in which they begin.
    pub fn exchanges(self, names: &Names, key: &str, batch: &str, options: &Options) -> String {
        let (key, batch) = (self.name(key), self.name(batch));
        let mut conditions = self.since(names, options.since.as_ref(), "");
        conditions.push(format!("{batch} <> ''"));
        let from = self.from(names, &conditions);
        format!(
            "SELECT MIN({batch}), MIN({key}), MAX({key}) {from} GROUP BY {} ORDER BY MIN({key})",
            self.exact(&batch)
        )
    }

    /// The days of each exchange with its first key, exchange by exchange.
    pub fn days(self, names: &Names, key: &str, batch: &str, options: &Options) -> Option<String> {
        let (key, batch, time) = (self.name(key), self.name(batch), self.name(names.time.as_deref()?));
        let day = match self {
            Self::Mysql => format!("DATE({time})"),
            Self::Sqlite => {
                format!("CASE WHEN {} THEN SUBSTR({time}, 1, 10) ELSE {time} END", self.readable(&time))
            }
        };
        let mut conditions = self.since(names, options.since.as_ref(), "");
        conditions.push(format!("{batch} <> ''"));
        let (from, exact) = (self.from(names, &conditions), self.exact(&batch));
        Some(format!("SELECT MIN({batch}), MIN({key}), {day} {from} GROUP BY {exact}, {day} ORDER BY {exact}"))
    }

    /// A time that can be compared with another as a text.
    fn comparable(self, time: &str) -> String {
        match self {
            Self::Mysql => time.to_owned(),
            Self::Sqlite => format!("REPLACE(REPLACE({time}, '/', '-'), 'T', ' ')"),
        }
    }

    /// Whether a time is written as databases do; the others cannot be compared there.
    fn readable(self, time: &str) -> String {
        let digits = |count: usize| "[0-9]".repeat(count);
        match self {
            Self::Mysql => "TRUE".to_owned(),
            Self::Sqlite => format!("{time} GLOB '{}[-/]{}[-/]{}*'", digits(4), digits(2), digits(2)),
        }
    }

    /// Steps that do not fit behind the one before them: key, operation, the one before, and whether a row of the record was
    /// rejected. `counted` by window functions, which old servers lack; else all steps come, record by record, with the
    /// record in the place of the one before.
    pub fn missteps(
        self,
        names: &Names,
        key: &str,
        rule: &SequenceRule,
        (rejected, counted): (Option<(&Names, &str)>, bool),
        options: &Options,
    ) -> Option<String> {
        let column = |place: usize| names.columns.get(place)?.as_deref().map(|name| self.name(name));
        let (of, operation) = (column(rule.of)?, column(rule.operation)?);
        let [insert, update, delete] = rule.codes.each_ref().map(|code| literal(&code.to_uppercase()));
        let act = format!("UPPER(TRIM({operation}))");
        let mut conditions = self.since(names, options.since.as_ref(), "");
        conditions.push(format!("{act} IN ({insert}, {update}, {delete})"));
        let key = self.name(key);
        let from = self.from(names, &conditions);
        let partition = self.exact(&of);
        let excused = match rejected {
            None => "0".to_owned(),
            // A rejected row that does not say of which record may be one of any.
            Some((errors, of)) => format!(
                "EXISTS (SELECT 1 FROM {table} e WHERE {} = {}) OR \
                 EXISTS (SELECT 1 FROM {table} e WHERE e.{of} IS NULL OR e.{of} = '')",
                self.exact(&format!("e.{}", self.name(of))),
                self.exact("s.record"),
                table = self.name(&errors.table),
                of = self.name(of),
            ),
        };
        if !counted {
            let inner = format!("SELECT {key} AS k, {act} AS act, {of} AS record {from}");
            let order = self.exact("s.record");
            return Some(format!("SELECT s.k, s.act, s.record, {excused} FROM ({inner}) s ORDER BY {order}, s.k"));
        }
        let inner = format!(
            "SELECT {key} AS k, {act} AS act, {of} AS record, LAG({act}) OVER (PARTITION BY {partition} ORDER BY {key}) \
             AS earlier {from}"
        );
        Some(format!(
            "SELECT s.k, s.act, s.earlier, {excused} FROM ({inner}) s WHERE \
             (s.act = {insert} AND s.earlier IN ({insert}, {update})) OR \
             (s.act IN ({update}, {delete}) AND (s.earlier IS NULL OR s.earlier = {delete}))"
        ))
    }

    /// Rejected rows whose record has no later row in the other table: their key and record.
    pub fn not_resubmitted(
        self,
        names: &Names,
        key: &str,
        rule: &ResubmittedRule,
        (main, main_of): (&Names, &str),
        options: &Options,
    ) -> Option<String> {
        let of = names.columns.get(rule.of)?.as_deref()?;
        let (time, main_time) = (names.time.as_deref()?, main.time.as_deref()?);
        let (table, main_table) = (self.name(&names.table), self.name(&main.table));
        let own = self.exact(&format!("e.{}", self.name(of)));
        let records = format!("SELECT DISTINCT {} AS record FROM {table} e", own);
        let main_time = format!("m.{}", self.name(main_time));
        let latest = match self {
            Self::Mysql => main_time,
            // SQLite holds anything there; nothing is held against a row for how its time is written.
            Self::Sqlite => {
                let (readable, time) = (self.readable(&main_time), self.comparable(&main_time));
                format!("CASE WHEN {readable} THEN {time} ELSE '9999' END")
            }
        };
        let latest = format!(
            "SELECT d.record AS record, MAX({latest}) AS latest FROM {main_table} m JOIN ({records}) d ON d.record = {} \
             GROUP BY d.record",
            self.exact(&format!("m.{}", self.name(main_of)))
        );
        let conditions = self.since(names, options.since.as_ref(), "e.");
        let also = conditions.iter().map(|condition| format!(" AND {condition}")).collect::<String>();
        let (key, time) = (self.name(key), format!("e.{}", self.name(time)));
        let (readable, comparable) = (self.readable(&time), self.comparable(&time));
        Some(format!(
            "SELECT e.{key}, {time} FROM {table} e LEFT JOIN ({latest}) l ON l.record = {own} \
             WHERE (l.latest IS NULL OR {readable} AND l.latest <= {comparable}) AND e.{} <> ''{also}",
            self.name(of)
        ))
    }
}
