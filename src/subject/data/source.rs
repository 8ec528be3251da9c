//! Where data come from: a database by its URL, a SQLite file, or files of comma-separated values.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use mysql_async::{Opts, OptsBuilder, SslOpts};
use url::Url;

use super::rules::TableRules;
use crate::yaml::nearest;

/// The variable that a password is taken from where the URL has none.
const PASSWORD: &str = "ZWFW_DATABASE_PASSWORD";

/// The parameter of a URL that names a file of authorities which the server's certificate may lead to.
const AUTHORITIES: &str = "ssl_ca";

const OPEN: &str = "${env:";

/// A source of tables.
#[derive(Debug, Clone)]
pub enum Source {
    /// A server of MySQL or MariaDB.
    Server {
        /// Host and database, without user and password.
        shown: String,
        /// How to connect.
        options: Box<OptsBuilder>,
    },
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A file for each table, by the table's name.
    Files(Vec<(String, PathBuf)>),
}

/// A source that cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The URL is none, or none of a database.
    #[error("{0}: expected mysql://USER:${{env:NAME}}@HOST:3306/DATABASE")]
    Url(String),
    /// A password stands in the command line, where other users of the machine can read it.
    #[error("the URL has a password: expected ${{env:NAME}} in its place, or the variable {PASSWORD}")]
    Password,
    /// A variable is not set.
    #[error("environment variable `{0}` is not set, empty, or not UTF-8")]
    Variable(String),
    /// The file of authorities cannot be read.
    #[error("{AUTHORITIES}={}: {error}; expected a file of certificates in PEM", path.display())]
    Authorities {
        /// The path.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file cannot be read.
    #[error("{}: {error}; expected a SQLite file, a CSV file of one table, a folder of them, or a mysql:// URL", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// No file of a folder is one of a table.
    #[error("{}: no file of any table: expected {expected}", path.display())]
    NoTable {
        /// The folder or file.
        path: PathBuf,
        /// Names of files.
        expected: String,
    },
    /// A table that no standard knows.
    #[error("no table `{name}`{help}")]
    UnknownTable {
        /// As written.
        name: String,
        /// Which there are.
        help: String,
    },
    /// Nothing to judge.
    #[error("nothing to judge: expected a source, or --table NAME=FILE")]
    Nothing,
}

impl Source {
    /// From the command line: a URL, a file or a folder, and files of tables by name. `variable` gives those of the environment.
    ///
    /// # Errors
    /// [`SourceError`], which never shows a password.
    pub fn of(
        text: Option<&str>,
        files: &[(String, PathBuf)],
        rules: &[TableRules],
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, SourceError> {
        let mut named = Vec::new();
        for (name, path) in files {
            named.push((known(name, rules)?, path.clone()));
        }
        match text {
            None if named.is_empty() => Err(SourceError::Nothing),
            None => Ok(Self::Files(named)),
            Some(url) if url.contains("://") => server(url, variable),
            Some(path) => {
                let path = Path::new(path);
                if is_sqlite(path)? {
                    return Ok(Self::Sqlite(path.to_owned()));
                }
                let found = if path.is_dir() { of_folder(path, rules) } else { of_file(path, rules) };
                let others = found.into_iter().filter(|(name, _)| !named.iter().any(|(other, _)| other == name));
                let others: Vec<_> = others.collect();
                named.extend(others);
                if named.is_empty() {
                    let names: Vec<String> = rules.iter().map(|rules| format!("{}.csv", rules.name)).collect();
                    return Err(SourceError::NoTable { path: path.to_owned(), expected: names.join(" or ") });
                }
                Ok(Self::Files(named))
            }
        }
    }

    /// What reports call it.
    pub fn shown(&self) -> String {
        let name = |path: &Path| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        match self {
            Self::Server { shown, .. } => shown.clone(),
            Self::Sqlite(path) => name(path),
            Self::Files(files) => files.iter().map(|(_, path)| name(path)).collect::<Vec<_>>().join(", "),
        }
    }

    /// The file of a table, or the database that it is in.
    pub fn file_of(&self, table: &str) -> String {
        match self {
            Self::Files(files) => {
                let file = files.iter().find(|(name, _)| name == table);
                file.map_or(String::new(), |(_, path)| path.display().to_string())
            }
            Self::Sqlite(path) => path.display().to_string(),
            Self::Server { shown, .. } => shown.clone(),
        }
    }

    /// Whether it can have a table: a database always, files only those that were given.
    pub fn has(&self, table: &str) -> bool {
        match self {
            Self::Files(files) => files.iter().any(|(name, _)| name == table),
            _ => true,
        }
    }
}

fn known(name: &str, rules: &[TableRules]) -> Result<String, SourceError> {
    let names = || rules.iter().map(|rules| rules.name.as_str());
    names().find(|known| known.eq_ignore_ascii_case(name)).map(str::to_owned).ok_or_else(|| {
        let near = nearest(name, names()).map(|near| format!(": did you mean `{near}`?"));
        let help = near.unwrap_or_else(|| format!(": expected {}", names().collect::<Vec<_>>().join(" or ")));
        SourceError::UnknownTable { name: name.to_owned(), help }
    })
}

/// Whether a file begins as SQLite files do.
fn is_sqlite(path: &Path) -> Result<bool, SourceError> {
    let unreadable = |error| SourceError::Unreadable { path: path.to_owned(), error };
    if path.is_dir() {
        return Ok(false);
    }
    let mut beginning = Vec::new();
    File::open(path).and_then(|file| file.take(16).read_to_end(&mut beginning)).map_err(unreadable)?;
    Ok(beginning == b"SQLite format 3\0")
}

fn of_folder(folder: &Path, rules: &[TableRules]) -> Vec<(String, PathBuf)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let is_csv = |path: &PathBuf| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    paths.iter().filter(|path| is_csv(path)).flat_map(|path| of_file(path, rules)).collect()
}

/// A file is that of the table whose name it has.
fn of_file(path: &Path, rules: &[TableRules]) -> Vec<(String, PathBuf)> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let table = rules.iter().find(|rules| rules.name.eq_ignore_ascii_case(&stem));
    table.map(|table| (table.name.clone(), path.to_owned())).into_iter().collect()
}

fn server(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<Source, SourceError> {
    let (expanded, from_variable) = expand(text, variable)?;
    let expanded = match expanded.strip_prefix("mariadb://") {
        Some(rest) => format!("mysql://{rest}"),
        None => expanded,
    };
    let wrong = |why: &str| SourceError::Url(why.to_owned());
    let url = Url::parse(&expanded).map_err(|_| wrong("the source is no URL"))?;
    if url.scheme() != "mysql" {
        return Err(wrong("no database that this program speaks to"));
    }
    if url.password().is_some() && !from_variable {
        return Err(SourceError::Password);
    }
    let database = url.path().trim_start_matches('/');
    if database.is_empty() {
        return Err(wrong("the URL names no database"));
    }
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let shown = format!("{}{port}/{database}", url.host_str().unwrap_or("localhost"));
    let (url, authorities) = without_authorities(url);
    let options = Opts::from_url(url.as_str()).map_err(|error| SourceError::Url(error.to_string()))?;
    let password = url.password().is_none().then(|| variable(PASSWORD)).flatten();
    let asked = options.ssl_opts().cloned();
    let mut options = OptsBuilder::from_opts(options);
    if password.is_some() {
        options = options.pass(password);
    }
    if let Some(path) = authorities {
        options = options.ssl_opts(trusting(asked, path)?);
    }
    Ok(Source::Server { shown, options: Box::new(options) })
}

/// The URL as the driver knows it, and the file of authorities that it named.
fn without_authorities(mut url: Url) -> (Url, Option<PathBuf>) {
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let Some((_, path)) = pairs.iter().find(|(name, _)| name == AUTHORITIES) else { return (url, None) };
    let path = PathBuf::from(path);
    let others: Vec<_> = pairs.iter().filter(|(name, _)| name != AUTHORITIES).collect();
    url.set_query(None);
    if !others.is_empty() {
        url.query_pairs_mut().extend_pairs(others);
    }
    (url, Some(path))
}

/// An encrypted session with a server whose certificate leads to one of these authorities, and to no other.
fn trusting(asked: Option<SslOpts>, path: PathBuf) -> Result<SslOpts, SourceError> {
    File::open(&path).map_err(|error| SourceError::Authorities { path: path.clone(), error })?;
    Ok(asked.unwrap_or_default().with_root_certs(vec![path.into()]).with_disable_built_in_roots(true))
}

/// Puts variables in, percent-encoded; tells whether one stands where the password does.
fn expand(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<(String, bool), SourceError> {
    let mut expanded = String::new();
    let mut rest = text;
    let mut in_password = false;
    while let Some((before, after)) = rest.split_once(OPEN) {
        let (name, behind) = after.split_once('}').ok_or_else(|| SourceError::Url(format!("`{OPEN}` does not end")))?;
        let value = variable(name).filter(|value| !value.is_empty());
        let value = value.ok_or_else(|| SourceError::Variable(name.to_owned()))?;
        expanded.push_str(before);
        in_password |= before.ends_with(':') && behind.starts_with('@');
        expanded.extend(url::form_urlencoded::byte_serialize(value.as_bytes()).map(|part| part.replace('+', "%20")));
        rest = behind;
    }
    expanded.push_str(rest);
    Ok((expanded, in_password))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Source, SourceError> {
        Source::of(Some(text), &[], &[], &|name| (name == "PASS").then(|| "p@ss/wörd".to_owned()))
    }

    #[test]
    fn a_password_comes_from_the_environment_alone_and_is_never_shown() {
        let source = of("mysql://reader:${env:PASS}@127.0.0.1:3307/front").expect("a source");
        assert_eq!(source.shown(), "127.0.0.1:3307/front");
        let Source::Server { options, .. } = source else { panic!("a server") };
        assert_eq!(Opts::from(*options).pass(), Some("p@ss/wörd"));
        for (text, message) in [
            ("mysql://reader:secret@127.0.0.1/front", "the URL has a password"),
            ("mysql://reader:${env:LACKING}@127.0.0.1/front", "`LACKING` is not set"),
            ("mysql://reader:${env:PASS@127.0.0.1/front", "does not end"),
            ("mysql://reader@127.0.0.1", "names no database"),
            ("mysql://127.0.0.1/front?ssl_ca=no/such/file", "ssl_ca=no/such/file"),
            ("postgres://reader@127.0.0.1/front", "no database that this program speaks to"),
        ] {
            let told = of(text).expect_err(text).to_string();
            assert!(told.contains(message) && !told.contains("secret"), "{told}");
        }
    }
}
