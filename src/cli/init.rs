//! `init`: files to begin with.

use std::fmt::Write;

use clap::{Args, Subcommand};

use super::common::{DataArgs, Failure, say};
use super::needs;
use crate::plan::Selection;
use crate::policy::Outcome;
use crate::standard::{Encoding, Standard};

/// Arguments of `init`.
#[derive(Args, Debug)]
pub(super) struct InitArgs {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    data: DataArgs,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A commented target file, on standard output.
    Target,
    /// The records to load into a target, and which requirements each unlocks.
    Data {
        /// Only this standard.
        #[arg(id = "of-standard", long = "standard", value_name = "ID")]
        standard: Option<String>,
    },
}

pub(super) fn init(args: &InitArgs) -> Result<Outcome, Failure> {
    if let What::Data { standard } = &args.what {
        return data(args, standard.as_deref());
    }
    let mut text = String::from(
        "# Who is tested. Secrets come from the environment: ${env:NAME}.\nname: Example service\nvendor: Example Co.\nversion: 1.0.0\nstandards:\n",
    );
    for standard in args.data.library()?.standards.iter().filter(|standard| !standard.draft) {
        target(&mut text, standard);
    }
    say(&text);
    Ok(Outcome::Conforming)
}

fn data(args: &InitArgs, standard: Option<&str>) -> Result<Outcome, Failure> {
    let selection =
        Selection { standards: standard.iter().map(|id| (*id).to_owned()).collect(), ..Selection::default() };
    let plan = args.data.plan(&args.data.library()?, &selection, 1)?;
    let parts = plan.standards.iter().map(|part| needs::text(part, args.data.lang));
    say(&parts.collect::<String>());
    Ok(Outcome::Conforming)
}

fn target(text: &mut String, standard: &Standard) {
    let names: Vec<&str> = standard.operations.iter().map(|operation| operation.name.as_str()).collect();
    let variable = |name: &str| name.to_uppercase();
    let _ = writeln!(text, "  {}:                    # {}", standard.id, standard.title.zh);
    let _ = writeln!(text, "    role: provider");
    let _ = writeln!(text, "    network: lab                      # internet | extranet | lab");
    let _ = writeln!(text, "    base_url: http://127.0.0.1:8080   # operations' paths are appended");
    let _ = writeln!(
        text,
        "    max_creates: 0                    # records that a run may create; run --dry-run counts them"
    );
    let _ = writeln!(text, "    read_only: false");
    let _ = writeln!(text, "    credentials:");
    for (name, comment) in credentials(standard) {
        let mark = if comment.is_empty() { "" } else { "# " };
        let _ = writeln!(text, "      {mark}{name}: \"${{env:{}}}\"{comment}", variable(name));
    }
    let _ = writeln!(
        text,
        "    # known: {{}}                       # existing records that cases may read; `init data --standard {}` lists them",
        standard.id
    );
    if standard.encoding_unstated {
        let _ = writeln!(text, "    encoding: json                    # json | form: the text does not say");
        let implied = standard.tables.iter().flat_map(|table| &table.rows).find_map(|row| row.guessed_name());
        let name = implied.unwrap_or("T1.1");
        let _ = writeln!(
            text,
            "    # names: {{ {name}: other }}        # names that the text does not show, or only implies"
        );
    } else if standard.encoding == Encoding::Form {
        let _ = writeln!(text, "    # encoding: json                  # bodies are forms unless this says otherwise");
    }
    let _ =
        writeln!(text, "    # file_hosts: [files.example]     # hosts besides base_url that files may be fetched from");
    let last = names.last().copied().unwrap_or("operation");
    let _ = writeln!(
        text,
        "    # not_claimed: {{ {last}: reason }}   # operations that are not implemented, all others are claimed"
    );
    let _ = writeln!(text, "    # options: []                     # options of the standard that are claimed");
    let _ = writeln!(text, "    # paths: {{ {}: /other/path }}", names.first().copied().unwrap_or("operation"));
    let _ = writeln!(text, "    # headers: {{ X-Extra: \"1\" }}");
    let _ = writeln!(text, "    # gateway:                        # a gateway in front");
    let _ = writeln!(text, "    #   prefix: /ebus/passid");
    let _ = writeln!(
        text,
        "    #   signing: {{ header_prefix: x-tif, paasid: id, token: \"${{env:GATEWAY_TOKEN}}\" }}   # or x-rio"
    );
    let _ = writeln!(text, "    # requests_per_second: 20");
    let _ = writeln!(text, "    # timeout_seconds: 30");
    let _ = writeln!(text, "    # tls: {{ ca: ca.pem, client_certificate: client.pem }}");
}

/// Credentials with a comment for those that may be left out: what is computed from an account needs the account alone.
fn credentials(standard: &Standard) -> Vec<(&str, &str)> {
    let rule = &standard.credential;
    let other = "   # of another party: what belongs to it must stay unseen";
    match rule.account.as_ref().filter(|_| rule.computed.is_some()) {
        Some(account) => vec![
            (account.name.as_str(), ""),
            (account.foreign.as_str(), other),
            (rule.name.as_str(), "   # a fixed one, where it is not computed from the account and the day"),
        ],
        None => vec![(rule.name.as_str(), ""), (rule.foreign.as_str(), other)],
    }
}
