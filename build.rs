//! The standards and cases are inside the binary, each YAML file also as the JSON it amounts to, which is read in a
//! tenth of the time. A file that is added or changed makes the binary anew.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

#[path = "src/yaml/options.rs"]
mod options;

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let mut code = String::new();
    for (name, folder) in [("SCHEMAS", "schemas"), ("CASES", "cases")] {
        println!("cargo::rerun-if-changed={folder}");
        writeln!(code, "/// Every file below `{folder}`, by path.\npub(super) static {name}: &[EmbeddedFile] = &[")?;
        for path in files(Path::new(folder))? {
            code.push_str(&entry(folder, &path, &out)?);
        }
        code.push_str("];\n");
    }
    fs::write(out.join("embedded.rs"), code)?;
    Ok(())
}

/// All files below a folder, by path.
fn files(folder: &Path) -> Result<Vec<PathBuf>, std::io::Error> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}

fn entry(folder: &str, path: &Path, out: &Path) -> Result<String, Box<dyn Error>> {
    let below = path.strip_prefix(folder)?.to_str().ok_or("a path that is not UTF-8")?.replace('\\', "/");
    let read = match json(path)? {
        Some(json) => {
            let name = format!("{folder}/{below}.json").replace('/', "!");
            fs::write(out.join(&name), json)?;
            format!(r#"Some(include_str!(concat!(env!("OUT_DIR"), "/{name}")))"#)
        }
        None => "None".to_owned(),
    };
    let text = format!(r#"include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/{folder}/{below}"))"#);
    Ok(format!("    EmbeddedFile {{ path: {below:?}, text: {text}, read: {read} }},\n"))
}

/// The JSON that a YAML file amounts to; nothing for other files, and for a broken one: who reads it says where.
fn json(path: &Path) -> Result<Option<String>, Box<dyn Error>> {
    if path.extension().is_none_or(|ending| ending != "yaml") {
        return Ok(None);
    }
    let text = fs::read_to_string(path)?;
    let read = serde_saphyr::from_str_with_options::<serde_json::Value>(&text, options::options());
    Ok(read.ok().map(|value| value.to_string()))
}
