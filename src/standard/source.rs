//! Where standards and cases are read from: the binary or a checkout.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::load::LoadError;
use crate::yaml::{self, Problem};

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// A file inside the binary.
#[derive(Debug)]
pub struct EmbeddedFile {
    /// Path below the folder, with `/` between parts.
    path: &'static str,
    /// Contents.
    text: &'static str,
    /// The JSON that a YAML file amounts to.
    read: Option<&'static str>,
}

/// Where files are read from.
#[derive(Debug, Clone)]
pub enum Source {
    /// The files inside the binary; paths in messages begin with this name.
    Embedded(&'static [EmbeddedFile], &'static str),
    /// A folder.
    Folder(PathBuf),
}

/// One file of a source.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path below the source, with `/` between parts.
    pub path: String,
    /// Path as a message shows it.
    pub shown: String,
    /// Contents.
    pub text: Cow<'static, str>,
    /// The JSON that it amounts to, for a YAML file inside the binary.
    read: Option<&'static str>,
}

impl Source {
    /// The standards inside the binary.
    pub fn embedded_schemas() -> Self {
        Self::Embedded(SCHEMAS, "schemas")
    }

    /// The cases inside the binary.
    pub fn embedded_cases() -> Self {
        Self::Embedded(CASES, "cases")
    }

    /// All files with this ending, by path.
    ///
    /// # Errors
    /// When a folder or file cannot be read or is not UTF-8.
    pub fn files(&self, ending: &str) -> Result<Vec<SourceFile>, LoadError> {
        self.files_below("", ending)
    }

    /// What a message calls it.
    pub fn shown(&self) -> String {
        match self {
            Self::Embedded(_, name) => (*name).to_owned(),
            Self::Folder(folder) => folder.display().to_string(),
        }
    }

    /// All files with this ending whose path begins so, by path.
    ///
    /// # Errors
    /// When a folder or file cannot be read or is not UTF-8.
    pub fn files_below(&self, prefix: &str, ending: &str) -> Result<Vec<SourceFile>, LoadError> {
        let mut files = Vec::new();
        match self {
            Self::Embedded(all, name) => {
                let wanted = all.iter().filter(|file| file.path.starts_with(prefix) && file.path.ends_with(ending));
                files.extend(wanted.map(|file| file.in_source(name)));
            }
            Self::Folder(root) => collect(root, root, ending, &mut files)?,
        }
        files.retain(|file| file.path.starts_with(prefix));
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }
}

impl EmbeddedFile {
    fn in_source(&self, name: &str) -> SourceFile {
        SourceFile {
            path: self.path.to_owned(),
            shown: format!("{name}/{}", self.path),
            text: Cow::Borrowed(self.text),
            read: self.read,
        }
    }
}

impl SourceFile {
    /// A file with these contents; `shown` is its path as a message shows it.
    pub fn new(path: impl Into<String>, shown: impl Into<String>, text: impl Into<Cow<'static, str>>) -> Self {
        Self { path: path.into(), shown: shown.into(), text: text.into(), read: None }
    }

    /// Reads the file as YAML. One inside the binary comes from the JSON that the build made of it, without places; what
    /// that does not hold, such as digits where a text belongs, comes from the YAML itself.
    ///
    /// # Errors
    /// A [`Problem`] with the place of the first mistake.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, Box<Problem>> {
        match self.read.map(serde_json::from_str) {
            Some(Ok(value)) => Ok(value),
            _ => yaml::parse(&self.shown, &self.text),
        }
    }

    /// The JSON that it amounts to, when it is read from that, without places.
    pub(crate) fn amounts_to(&self) -> Option<&'static str> {
        self.read
    }

    /// The file, to be read as it is written, with a place for every value.
    #[must_use]
    pub fn with_places(mut self) -> Self {
        self.read = None;
        self
    }
}

fn collect(root: &Path, folder: &Path, ending: &str, files: &mut Vec<SourceFile>) -> Result<(), LoadError> {
    let io = |path: &Path| {
        let path = path.display().to_string();
        move |error| LoadError::Io { path, error }
    };
    for entry in std::fs::read_dir(folder).map_err(io(folder))? {
        let path = entry.map_err(io(folder))?.path();
        if path.is_dir() {
            collect(root, &path, ending, files)?;
        } else if path.to_string_lossy().ends_with(ending) {
            let shown = path.display().to_string();
            let bytes = yaml::bytes(&path).map_err(io(&path))?;
            let text = yaml::text(&shown, bytes).map_err(|problem| LoadError::Wrong(vec![*problem]))?;
            let below = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push(SourceFile::new(below, shown, text));
        }
    }
    Ok(())
}

/// Fails unless a file says the same, places apart, read as it is written and from what the build made of it.
#[cfg(test)]
pub(crate) fn assert_same<T: DeserializeOwned + std::fmt::Debug>(file: &SourceFile) {
    let places = regex::Regex::new(r"Location \{(?:[^{}]|\{[^{}]*\})*\}").unwrap();
    let shown = |value: &T| places.replace_all(&format!("{value:?}"), "_").into_owned();
    let built = serde_json::from_str(file.read.expect("JSON of the build"))
        .unwrap_or_else(|error| panic!("{} is slow to read, put what is text in quotes: {error}", file.path));
    let written = file.clone().with_places().parse().unwrap();
    assert_eq!(shown(&built), shown(&written), "{}", file.path);
}

#[cfg(test)]
mod tests {
    use super::super::{load::ReadingsFile, model::Standard, table::Table};
    use super::*;

    #[test]
    fn what_the_build_read_is_what_is_written() {
        for file in Source::embedded_schemas().files(".yaml").unwrap() {
            match file.path.rsplit('/').next().unwrap() {
                "standard.yaml" => assert_same::<Standard>(&file),
                "readings.yaml" => assert_same::<ReadingsFile>(&file),
                _ if file.path.contains("/tables/") => assert_same::<Table>(&file),
                _ => {}
            }
        }
    }

    #[test]
    fn what_the_build_did_not_make_of_it_comes_from_what_is_written() {
        let mut file = Source::embedded_schemas().files("/standard.yaml").unwrap().remove(0);
        let id = file.parse::<Standard>().unwrap().id;
        file.read = Some("{}");
        assert_eq!(file.parse::<Standard>().unwrap().id, id);
        file.text = Cow::Borrowed("id: x\nname: [");
        assert_eq!(file.parse::<Standard>().unwrap_err().place.line, 2);
    }
}
