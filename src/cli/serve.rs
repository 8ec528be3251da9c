//! `serve`: the simulator over HTTP, for a first look and for callers.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use clap::Args;

use super::common::{DataArgs, Failure, say};
use super::run::now;
use crate::policy::Outcome;
use crate::simulator::{
    Gateway, Mutant, SERVICE, SITE, Setup, Simulator, fitted, fitting, gateway_mutants, greeted, mutants, serve_behind,
};
use crate::standard::{Fitting, Library, Standard};
use crate::yaml::nearest;

/// Arguments of `serve`.
#[derive(Args, Debug)]
pub(super) struct ServeArgs {
    /// Address to listen on; port 0 lets the system choose.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Seed of the simulated records and credentials.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Break this on purpose: the id of a mutant, as `list mutants` shows it.
    #[arg(long, value_name = "ID")]
    mutant: Option<String>,
    /// Print a target file that calls everything through the gateway.
    #[arg(long)]
    through_gateway: bool,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) fn serve(args: &ServeArgs) -> Result<Outcome, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::internal)?;
    runtime.block_on(serve_async(args))
}

async fn serve_async(args: &ServeArgs) -> Result<Outcome, Failure> {
    let library = fitted(&args.data.library()?);
    let setup = Setup { clock: Arc::new(now), seed: args.seed };
    let mutant = args.mutant.as_deref().map(|id| mutant(&library, id)).transpose()?;
    let make = |standard: &Standard| {
        let simulator = Simulator::new(Arc::new(standard.clone()), setup.clone())?;
        Some(match &mutant {
            Some(mutant) if mutant.requirement.standard() == standard.id => simulator.with_mutant(mutant.clone()),
            _ => simulator,
        })
    };
    let simulators: Vec<Arc<Simulator>> = library.standards.iter().filter_map(make).map(Arc::new).collect();
    let gateways: Vec<Arc<Gateway>> = library
        .standards
        .iter()
        .filter_map(|standard| {
            let gateway = Gateway::new(standard, &setup, simulators.clone())?;
            Some(Arc::new(match &mutant {
                Some(mutant) if mutant.requirement.standard() == standard.id => gateway.with_mutant(mutant),
                _ => gateway,
            }))
        })
        .collect();
    let cannot = |error| Failure::usage(format!("cannot listen on {}: {error}", args.listen));
    let listener = tokio::net::TcpListener::bind(args.listen).await.map_err(cannot)?;
    let address = listener.local_addr().map_err(Failure::internal)?;
    let probed = |one: &&Standard| one.is_probed() && !one.is_called() && one.gateway.is_none();
    let probed: Vec<&Standard> = library.standards.iter().filter(probed).collect();
    say(&target_file((&simulators, &gateways, &probed), address, args.through_gateway))?;
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    serve_behind(listener, simulators, gateways, stop).await.map_err(Failure::internal)?;
    Ok(Outcome::Conforming)
}

fn mutant(library: &Library, id: &str) -> Result<Mutant, Failure> {
    let all: Vec<Mutant> =
        library.standards.iter().flat_map(|one| [mutants(one), gateway_mutants(one)].concat()).collect();
    let near = nearest(id, all.iter().map(|mutant| mutant.id.as_str()));
    let help = near.map(|name| format!(": did you mean `{name}`?"));
    let help = help.unwrap_or_else(|| "; `list mutants` shows them".to_owned());
    let found = all.iter().find(|mutant| mutant.id == id);
    found.cloned().ok_or_else(|| Failure::usage(format!("no mutant `{id}`{help}")))
}

/// A ready target file; YAML is a superset of JSON, so known data are printed as JSON.
fn target_file(
    (simulators, gateways, probed): (&[Arc<Simulator>], &[Arc<Gateway>], &[&Standard]),
    address: SocketAddr,
    through_gateway: bool,
) -> String {
    let mut text = format!(
        "# The simulator serves http://{address} until it is stopped.\n# Save this as target.yaml and run: zwfw-conform run --target target.yaml\nname: simulator\nvendor: zwfw-conformance\nversion: {}\nstandards:\n",
        env!("CARGO_PKG_VERSION")
    );
    gateways.iter().for_each(|gateway| text.push_str(&judged_gateway(gateway, address)));
    let mark = if through_gateway { "" } else { "# " };
    for simulator in simulators {
        let standard = simulator.standard();
        text.push_str(&format!("  {}:\n    role: provider\n    network: lab\n", standard.id));
        text.push_str(&format!("    base_url: http://{address}\n"));
        for gateway in gateways {
            let (prefix, signing) = (gateway.service_prefix(), signing(gateway));
            text.push_str(&format!("    {mark}gateway: {{ prefix: {prefix}, signing: {signing} }}\n"));
        }
        match fitting(standard) {
            Some(fitting) => text.push_str(&open_points(&fitting)),
            None => {
                text.push_str("    # paths:\n");
                let paths = standard.operations.iter().map(|one| format!("    #   {}: {}\n", one.name, one.path));
                text.extend(paths);
            }
        }
        text.push_str("    credentials:\n");
        for (name, value) in simulator.credentials() {
            text.push_str(&format!("      {name}: \"{value}\"\n"));
        }
        text.push_str(&format!("    known: {}\n", simulator.known()));
    }
    for standard in probed {
        text.push_str(&format!("  {}:\n    role: provider\n    network: lab\n", standard.id));
        text.push_str(&format!("    base_url: http://{address}\n    known:\n"));
        let lists = standard.clauses.iter().filter_map(|clause| clause.probe.as_ref()).map(|probe| &probe.known);
        text.extend(lists.filter(|list| !list.is_empty()).map(|list| format!("      {list}: []\n")));
    }
    text
}

/// The entry by which a gateway is judged itself. It keeps nobody waiting, so that nothing slow is behind it.
fn judged_gateway(gateway: &Gateway, address: SocketAddr) -> String {
    let call = |path: &str| format!("{{ path: {path}, body: {{}}, answers: {} }}", greeted());
    let lines = [
        format!("  # The gateway in front of what is simulated: http://{address}{}", gateway.service_prefix()),
        format!("  {}:", gateway.standard()),
        "    role: provider\n    network: lab".to_owned(),
        format!("    base_url: http://{address}"),
        "    gateway:".to_owned(),
        format!("      passid: {}", gateway.passid),
        format!("      environment: {}", gateway.environment.as_str()),
        format!("      service: {}", call(SERVICE)),
        format!("      site: {}", call(SITE)),
        "      slow: []".to_owned(),
        format!("      signing: {}", signing(gateway)),
    ];
    lines.join("\n") + "\n"
}

fn signing(gateway: &Gateway) -> String {
    format!("{{ header_prefix: x-tif, paasid: {}, token: \"{}\" }}", gateway.passid, gateway.token)
}

/// What the text of a standard leaves open, as the simulator has it.
fn open_points(fitting: &Fitting) -> String {
    let encoding = fitting.encoding.map(|encoding| format!("    encoding: {}\n", encoding.as_str()));
    let entries = |title: &str, entries: &BTreeMap<String, String>| {
        let lines: String = entries.iter().map(|(key, value)| format!("      \"{key}\": \"{value}\"\n")).collect();
        format!("    {title}:\n{lines}")
    };
    format!("{}{}{}", encoding.unwrap_or_default(), entries("paths", &fitting.paths), entries("names", &fitting.names))
}
