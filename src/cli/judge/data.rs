//! `judge data`: the tables of a database, where they are or as files.

use std::path::PathBuf;

use clap::Args;

use super::super::common::Failure;
use super::object::ObjectArgs;
use super::progress::Display;
use crate::policy::Outcome;
use crate::standard::{Standard, Subject};
use crate::subject::Emission;
use crate::subject::data::{Charset, Options, Since, Source, TableResult, TableRules, judge, part, rules, tell};

/// Arguments of `judge data`.
#[derive(Args, Debug)]
pub(super) struct DataSourceArgs {
    /// A database as mysql://USER:${env:NAME}@HOST/DATABASE, a SQLite file, a CSV file of one table, or a folder of them.
    ///
    /// The session is read-only. Without a password in a variable, ZWFW_DATABASE_PASSWORD gives it.
    source: Option<String>,
    /// The CSV file of a table; may be repeated.
    #[arg(id = "table-file", long = "table", value_name = "NAME=FILE", value_parser = named_file)]
    tables: Vec<(String, PathBuf)>,
    /// Encoding of the CSV files; told from their beginning when left out.
    #[arg(long, value_name = "NAME", value_enum)]
    encoding: Option<Charset>,
    /// Hold about this many rows of each table to the rules of their columns. Keys, sequences and exchanges are compared in all.
    #[arg(long, value_name = "ROWS")]
    sample: Option<u64>,
    /// Seed of the sample.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// Leave out rows that were exchanged before this day or time.
    #[arg(long, value_name = "DATE")]
    since: Option<Since>,
    /// Offenders of each kind that are told one by one; all are counted.
    #[arg(long, value_name = "NUMBER", default_value_t = 5)]
    offenders: usize,
    #[command(flatten)]
    object: ObjectArgs,
}

fn named_file(text: &str) -> Result<(String, PathBuf), String> {
    let (name, file) = text.split_once('=').ok_or("expected NAME=FILE, as in `TABLE=export.csv`")?;
    Ok((name.to_owned(), PathBuf::from(file)))
}

/// A standard with what was seen of its tables.
struct Judged<'l> {
    standard: &'l Standard,
    rules: Vec<TableRules>,
    results: Vec<TableResult>,
}

pub(super) fn data(args: &DataSourceArgs) -> Result<Outcome, Failure> {
    let library = args.object.data.library()?;
    let standards = args.object.standards(&library, Subject::Data)?;
    let known: Vec<TableRules> = standards.iter().flat_map(|standard| rules(standard)).collect();
    let variable = |name: &str| std::env::var(name).ok();
    let source = Source::of(args.source.as_deref(), &args.tables, &known, &variable).map_err(Failure::usage)?;
    let options = Options {
        offenders: args.offenders,
        sample: args.sample,
        seed: args.seed,
        since: args.since.clone(),
        charset: args.encoding,
    };
    let mut display = Display::stderr(args.object.quiet(), args.object.data.lang);
    let mut judged = Vec::new();
    for standard in standards {
        let rules = rules(standard);
        let results = judge(&rules, &source, &options, &mut |progress| display.show(&progress));
        let results = results.map_err(|error| {
            display.clear();
            Failure::usage(error)
        })?;
        judged.push(Judged { standard, rules, results });
    }
    display.clear();
    args.tell(&judged, &source)
}

impl DataSourceArgs {
    fn tell(&self, judged: &[Judged<'_>], source: &Source) -> Result<Outcome, Failure> {
        let objects: usize = judged.iter().map(|one| one.results.len()).sum();
        let all = judged.iter().map(|one| one.rules.len()).sum::<usize>();
        let whole = objects == all && self.sample.is_none() && self.since.is_none();
        let parts = judged.iter().map(|one| part(one.standard, |table| source.has(table))).collect();
        let mut identity = self.object.identity(&source.shown());
        if let Some(how) = self.how(judged) {
            identity.name = format!("{} ({how})", identity.name);
        }
        let say = |emission: &mut Emission<'_>| {
            for one in judged {
                tell(emission, one.standard, &one.results, &|table| source.file_of(table));
            }
            Ok(())
        };
        self.object.hear((Subject::Data, identity, objects, whole), parts, say)
    }

    /// What reports must not leave out: that not all rows were judged.
    fn how(&self, judged: &[Judged<'_>]) -> Option<String> {
        let since = self.since.as_ref().map(|since| format!("rows since {}", since.text));
        let sample = self.sample.map(|_| {
            let results = || judged.iter().flat_map(|one| &one.results);
            let (drawn, rows): (u64, u64) =
                results().fold((0, 0), |(drawn, rows), result| (drawn + result.tally.rows, rows + result.rows));
            format!("sample of {drawn} of {rows} rows, seed {}", self.seed)
        });
        let said: Vec<String> = since.into_iter().chain(sample).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }
}
