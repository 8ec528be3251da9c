//! A source through the rules of its tables.

use std::path::PathBuf;

use super::compare::compare;
use super::csv;
use super::database::{self, Mysql, Sqlite, Untouched};
use super::options::{Options, Phase, Progress};
use super::result::TableResult;
use super::rules::TableRules;
use super::source::Source;

/// A source that cannot be judged.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// A file is no table.
    #[error(transparent)]
    Csv(#[from] csv::CsvError),
    /// A database cannot be asked.
    #[error(transparent)]
    Database(#[from] database::DatabaseError),
    /// Temporary files cannot be written or read.
    #[error("temporary files cannot be written or read: {0}; the variable TMPDIR says where they go")]
    Temporary(#[from] std::io::Error),
}

/// Judges the tables of a source: all that a database should have, those that were given as files.
///
/// # Errors
/// [`DataError`] when the source cannot be read to its end.
pub fn judge(
    rules: &[TableRules],
    source: &Source,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<TableResult>, DataError> {
    match source {
        Source::Server { options: server, .. } => {
            let mut session = Mysql::connect((**server).clone())?;
            Ok(database::judge(rules, &mut session, options, progress)?)
        }
        Source::Sqlite(path) => {
            let file = Untouched::of(path)?;
            let results = database::judge(rules, &mut Sqlite::open(&file)?, options, progress)?;
            file.check()?;
            Ok(results)
        }
        Source::Files(paths) => files(rules, paths, options, progress),
    }
}

/// Judges the tables of a session with SQLite that is open already, as one in memory.
///
/// # Errors
/// [`DataError`] when the source cannot be read to its end.
pub fn judge_session(
    rules: &[TableRules],
    session: rusqlite::Connection,
    options: &Options,
) -> Result<Vec<TableResult>, DataError> {
    Ok(database::judge(rules, &mut Sqlite::over(session)?, options, &mut |_| {})?)
}

fn files(
    rules: &[TableRules],
    paths: &[(String, PathBuf)],
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<TableResult>, DataError> {
    let mut results = Vec::new();
    let mut groups = Vec::new();
    for rules in rules {
        let Some((_, path)) = paths.iter().find(|(name, _)| *name == rules.name) else { continue };
        let judged = csv::judge(rules, path, options, progress)?;
        let nothing_rejected = judged.rows == 0 && rules.resubmitted.is_some();
        results.push(TableResult {
            rules: rules.clone(),
            rows: judged.rows,
            tally: judged.tally,
            open: Vec::new(),
            declared: false,
            unasked: nothing_rejected.then(|| "no row was rejected".to_owned()),
        });
        groups.push(judged.groups);
    }
    let rows = results.iter().map(|result| result.rows).sum();
    progress(Progress { table: String::new(), phase: Phase::Groups, rows, share: 1.0 });
    compare(&mut results, groups, options.since.is_some(), options.offenders)?;
    Ok(results)
}
