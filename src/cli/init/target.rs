//! `init target`: a commented target file, from flags and answers.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::ask::{self, Dialogue, Question, Wrong};
use super::draft::{BASE_URL, Draft, Entry, SCHEMA_FILE, credentials};
use super::probe::probe;
use crate::cli::common::{DataArgs, Failure, say};
use crate::policy::Outcome;
use crate::standard::{Library, Role, Standard};
use crate::target::{self, BaseUrl, Network};

/// Arguments of `init target`.
#[derive(Args, Debug)]
pub(super) struct TargetArgs {
    /// Name of the implementation.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Who makes it.
    #[arg(long, value_name = "NAME")]
    vendor: Option<String>,
    /// Its version.
    #[arg(long = "target-version", value_name = "VERSION")]
    version: Option<String>,
    /// A standard that it implements; may be repeated. Without it all that can be judged.
    #[arg(id = "of-standards", long = "standard", value_name = "ID")]
    standards: Vec<String>,
    /// What it is judged as.
    #[arg(long, value_name = "ROLE", value_enum)]
    role: Option<RoleArg>,
    /// The network that it serves; `lab` on loopback, else it must be said.
    #[arg(long, value_name = "NETWORK", value_enum)]
    network: Option<NetworkArg>,
    /// Where it listens; the paths of the standard lie below.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Records that a run may create there.
    #[arg(long, value_name = "N")]
    max_creates: Option<u64>,
    /// The environment variable that holds a credential; may be repeated. Never the credential itself.
    #[arg(long, value_name = "CREDENTIAL=VARIABLE")]
    credential: Vec<String>,
    /// PEM file of the authorities that are trusted, for the probe and for the file.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Send one request to the base URL and say what answers. It is bounded in time and length, and no redirect is followed.
    #[arg(long)]
    probe: bool,
    /// The file to write, with the schema for editors beside it; standard output when left out.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over files that are there.
    #[arg(long)]
    force: bool,
    /// Ask nothing, also on a terminal.
    #[arg(long)]
    no_input: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoleArg {
    /// Answers requests.
    Provider,
    /// Sends requests.
    Caller,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum NetworkArg {
    /// The open Internet.
    Internet,
    /// The government extranet.
    Extranet,
    /// A laboratory.
    Lab,
}

impl From<NetworkArg> for Network {
    fn from(network: NetworkArg) -> Self {
        match network {
            NetworkArg::Internet => Self::Internet,
            NetworkArg::Extranet => Self::Extranet,
            NetworkArg::Lab => Self::Lab,
        }
    }
}

pub(super) fn target(args: &TargetArgs, data: &DataArgs) -> Result<Outcome, Failure> {
    if let Some(output) = &args.output {
        free(output, args.force)?;
    }
    let library = data.library()?;
    let asks = !args.no_input && std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    let plan = if asks {
        let (mut input, mut output) = (std::io::stdin().lock(), std::io::stderr().lock());
        asked(args, &library, &mut Dialogue { input: &mut input, output: &mut output, language: data.lang })?
    } else {
        given(args, &library)?
    };
    finish(args, &library, plan)
}

/// What is to be done, from flags and answers.
struct Wanted<'a> {
    draft: Draft<'a>,
    probe: bool,
    output: Option<PathBuf>,
}

/// From flags alone.
fn given<'a>(args: &TargetArgs, library: &'a Library) -> Result<Wanted<'a>, Failure> {
    let base_url = checked_url(args)?.unwrap_or_else(|| BASE_URL.to_owned());
    let network = network(args, &base_url)?;
    let entry = |standard: &'a Standard| entry(args, standard, network, base_url.clone());
    let entries = standards(args, library)?.into_iter().map(entry).collect::<Result<_, _>>()?;
    let draft = Draft {
        name: one_line("--name", args.name.as_deref().unwrap_or("Example service"))?,
        vendor: one_line("--vendor", args.vendor.as_deref().unwrap_or("Example Co."))?,
        version: one_line("--target-version", args.version.as_deref().unwrap_or("1.0.0"))?,
        entries,
    };
    Ok(Wanted { draft, probe: args.probe, output: args.output.clone() })
}

/// From flags, and from answers where there is none.
fn asked<'a>(args: &TargetArgs, library: &'a Library, dialogue: &mut Dialogue<'_>) -> Result<Wanted<'a>, Failure> {
    let flag = checked_url(args)?;
    let mut text = |flag: &Option<String>, question: &Question, default: &str| match flag {
        Some(text) => one_line("the flag", text),
        None => dialogue.text(question, default),
    };
    let name = text(&args.name, &Question { en: "Name of the implementation", zh: "被测系统名称" }, "Example service")?;
    let vendor = text(&args.vendor, &Question { en: "Who makes it", zh: "开发单位" }, "Example Co.")?;
    let version = text(&args.version, &Question { en: "Its version", zh: "版本" }, "1.0.0")?;
    let chosen = match args.standards.is_empty() {
        false => standards(args, library)?,
        true => dialogue.standards(&standards(args, library)?)?,
    };
    let (mut entries, mut last) = (Vec::new(), flag.clone().unwrap_or_else(|| BASE_URL.to_owned()));
    for standard in chosen {
        let id = standard.id.as_str();
        if flag.is_none() {
            last = dialogue.ask(&Question { en: "Base URL", zh: "基础地址" }, id, &last, ask::base_url)?;
        }
        let network = match args.network {
            Some(network) => network.into(),
            None => asked_network(dialogue, id, &last)?,
        };
        let mut entry = entry(args, standard, network, last.clone())?;
        if args.max_creates.is_none() {
            let question = Question { en: "Records that a run may create there", zh: "允许测试创建的记录数" };
            let wrong = || Wrong { en: "a number from 0", zh: "须为不小于 0 的整数" };
            entry.max_creates = dialogue.ask(&question, id, "0", |answer| answer.parse().map_err(|_| wrong()))?;
        }
        if entry.variables.is_empty() {
            entry.variables = dialogue.variables(standard)?;
        }
        entries.push(entry);
    }
    let probing = Question {
        en: "Send one request to each base URL now, to see what answers",
        zh: "现在向基础地址发送一个请求以探测",
    };
    let probe = args.probe || dialogue.agreed(&probing, "")?;
    let output = match &args.output {
        Some(output) => Some(output.clone()),
        None if std::io::stdout().is_terminal() => Some(asked_file(args, dialogue)?),
        None => None,
    };
    Ok(Wanted { draft: Draft { name, vendor, version, entries }, probe, output })
}

fn asked_network(dialogue: &mut Dialogue<'_>, id: &str, base_url: &str) -> Result<Network, Failure> {
    let question = Question { en: "Network: internet, extranet or lab", zh: "网络：internet、extranet 或 lab" };
    let default = if is_loopback(base_url) { "lab" } else { "extranet" };
    dialogue.ask(&question, id, default, |answer| {
        let known = NetworkArg::from_str(answer, true).map(Network::from);
        known.map_err(|_| Wrong { en: "internet, extranet or lab", zh: "internet、extranet 或 lab" })
    })
}

fn asked_file(args: &TargetArgs, dialogue: &mut Dialogue<'_>) -> Result<PathBuf, Failure> {
    let question = Question { en: "File to write", zh: "写入的文件" };
    dialogue.ask(&question, "", "target.yaml", |answer| {
        let path = PathBuf::from(answer);
        let wrong = Wrong {
            en: "it is there already: another name, or --force",
            zh: "文件已存在：请换名或使用 --force",
        };
        free(&path, args.force).map(|()| path).map_err(|_| wrong)
    })
}

/// Probes, and writes what is a good target file.
fn finish(args: &TargetArgs, library: &Library, wanted: Wanted<'_>) -> Result<Outcome, Failure> {
    let text = wanted.draft.text();
    // What cannot be read back is our own fault or that of a flag: better told now than by the first run.
    let folder = Path::new("");
    let without_ca = Draft {
        entries: wanted.draft.entries.iter().cloned().map(|entry| Entry { ca: None, ..entry }).collect(),
        ..wanted.draft.clone()
    };
    let any = |name: &str| Some(format!("value of {name}"));
    target::read("target.yaml", &without_ca.text(), folder, Some(library), &any).map_err(Failure::usage)?;
    if wanted.probe {
        let mut probed: Vec<&str> = Vec::new();
        for entry in &wanted.draft.entries {
            if !probed.contains(&entry.base_url.as_str()) {
                probed.push(&entry.base_url);
                anstream::eprint!("{}", probe(&entry.base_url, args.ca.as_deref())?);
            }
        }
    }
    let Some(output) = wanted.output else {
        say(&text)?;
        return Ok(Outcome::Conforming);
    };
    written(&output, &text, args.force)?;
    let schema = output.with_file_name(SCHEMA_FILE);
    let same = std::fs::read_to_string(&schema).is_ok_and(|found| found == target::schema());
    if !same {
        written(&schema, &target::schema(), args.force)?;
    }
    let shown = output.display();
    anstream::eprintln!(
        "{shown} is written, {} beside it. Next: zwfw-conform run --target {shown} --dry-run",
        SCHEMA_FILE
    );
    Ok(Outcome::Conforming)
}

fn entry<'a>(
    args: &TargetArgs,
    standard: &'a Standard,
    network: Network,
    base_url: String,
) -> Result<Entry<'a>, Failure> {
    let role = match args.role {
        Some(RoleArg::Caller) => Role::Caller,
        _ => Role::Provider,
    };
    let ca = args.ca.as_ref().map(|path| path.display().to_string());
    let max_creates = args.max_creates.unwrap_or(0);
    Ok(Entry { standard, role, network, base_url, max_creates, variables: variables(args, standard)?, ca })
}

/// The variables of a standard's credentials that flags name.
fn variables(args: &TargetArgs, standard: &Standard) -> Result<Vec<(String, String)>, Failure> {
    let mut variables = Vec::new();
    for given in &args.credential {
        let (name, variable) = given
            .split_once('=')
            .ok_or_else(|| Failure::usage("--credential is CREDENTIAL=VARIABLE, for example token=ACCESS_TOKEN"))?;
        let variable =
            ask::variable(variable).map_err(|wrong| Failure::usage(format!("--credential {name}: {}", wrong.en)))?;
        if credentials(standard).iter().any(|credential| credential.name == name) {
            variables.push((name.to_owned(), variable));
        }
    }
    Ok(variables)
}

/// The standards that flags name, else all that can be judged.
fn standards<'a>(args: &TargetArgs, library: &'a Library) -> Result<Vec<&'a Standard>, Failure> {
    if args.standards.is_empty() {
        return Ok(library.standards.iter().filter(|one| !one.draft && one.is_called()).collect());
    }
    let known = || library.standards.iter().filter(|one| one.is_called() || one.is_probed());
    let names = || known().map(|standard| standard.id.as_str()).collect::<Vec<_>>().join(", ");
    let find = |id: &String| {
        let found = known().find(|standard| standard.id == *id);
        found.ok_or_else(|| Failure::usage(format!("there is no standard `{id}` of services: {}", names())))
    };
    args.standards.iter().map(find).collect()
}

fn checked_url(args: &TargetArgs) -> Result<Option<String>, Failure> {
    let Some(url) = &args.base_url else { return Ok(None) };
    BaseUrl::parse(url)
        .map(|url| Some(url.as_str().to_owned()))
        .map_err(|error| Failure::usage(format!("--base-url: {error}")))
}

fn network(args: &TargetArgs, base_url: &str) -> Result<Network, Failure> {
    match args.network {
        Some(network) => Ok(network.into()),
        None if is_loopback(base_url) => Ok(Network::Lab),
        None => Err(Failure::usage("--network is needed away from loopback: plain HTTP is judged by it")),
    }
}

fn is_loopback(url: &str) -> bool {
    BaseUrl::parse(url).is_ok_and(|url| url.is_loopback())
}

fn one_line(flag: &str, text: &str) -> Result<String, Failure> {
    ask::line(text).map_err(|wrong| Failure::usage(format!("{flag}: {}", wrong.en)))
}

/// Refuses a file that is there.
fn free(path: &Path, force: bool) -> Result<(), Failure> {
    if force || path.symlink_metadata().is_err() {
        return Ok(());
    }
    Err(Failure::usage(format!("{} is there already: --force writes over it", path.display())))
}

fn written(path: &Path, text: &str, force: bool) -> Result<(), Failure> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true);
    if force {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    let result = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    result.map_err(|error| Failure::usage(format!("cannot write {}: {error}", path.display())))
}
