//! What the commands share that judge an object: whose it is, by which standards, where the reports go.

use clap::Args;

use super::super::common::{DataArgs, Failure};
use super::super::gate::GateArgs;
use super::super::outputs::OutputArgs;
use super::super::report::unwritten;
use super::super::run::now;
use crate::policy::{Gate, Outcome};
use crate::standard::{Library, Standard, Subject};
use crate::subject::{Emission, Opening, Part};
use crate::verdict::{Event, TargetIdentity};
use crate::yaml::nearest;

/// Arguments of every command that judges an object.
#[derive(Args, Debug)]
pub(super) struct ObjectArgs {
    /// Judge by this standard; may be repeated. Without it by all that say anything about such an object.
    #[arg(id = "of-standards", long = "standard", value_name = "ID")]
    standards: Vec<String>,
    /// What the reports call it; the file when left out.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Who made it.
    #[arg(long, value_name = "NAME", default_value = "")]
    vendor: String,
    /// Its version.
    #[arg(long, value_name = "VERSION", default_value = "")]
    object_version: String,
    #[command(flatten)]
    outputs: OutputArgs,
    #[command(flatten)]
    gate: GateArgs,
    #[command(flatten)]
    pub(super) data: DataArgs,
}

impl ObjectArgs {
    /// The standards that are asked for and say anything about a subject.
    pub(super) fn standards<'l>(&self, library: &'l Library, subject: Subject) -> Result<Vec<&'l Standard>, Failure> {
        let known: Vec<&Standard> = library.standards.iter().filter(|standard| standard.has_subject(subject)).collect();
        let names = || known.iter().map(|standard| standard.id.as_str());
        if let Some(wrong) = self.standards.iter().find(|id| !names().any(|known| known == id.as_str())) {
            let help = nearest(wrong, names()).map(|near| format!(": did you mean `{near}`?"));
            let help = help.unwrap_or_else(|| format!(": expected {}", names().collect::<Vec<_>>().join(", ")));
            return Err(Failure::usage(format!("`{}` judges nothing by `{wrong}`{help}", subject.command())));
        }
        let asked = |id: &str| self.standards.is_empty() || self.standards.iter().any(|asked| asked == id);
        Ok(known.into_iter().filter(|standard| asked(&standard.id)).collect())
    }

    /// Whether progress is unwanted.
    pub(super) fn quiet(&self) -> bool {
        self.outputs.quiet
    }

    /// Whose object it is; `name` unless the user says another.
    pub(super) fn identity(&self, name: &str) -> TargetIdentity {
        TargetIdentity {
            name: self.name.clone().unwrap_or_else(|| name.to_owned()),
            vendor: self.vendor.clone(),
            version: self.object_version.clone(),
            ..TargetIdentity::default()
        }
    }

    /// Opens the stream, lets `say` tell what was seen, closes it, and decides. Reports and exit code are those of a run.
    pub(super) fn hear<'a>(
        &self,
        (subject, identity, objects, whole): (Subject, TargetIdentity, usize, bool),
        parts: Vec<Part<'a>>,
        say: impl FnOnce(&mut Emission<'_>) -> Result<(), Failure>,
    ) -> Result<Outcome, Failure> {
        let version = identity.version.clone();
        let policy = self.gate.policy_at(now().date(), &version)?;
        self.outputs.spare(self.gate.baseline())?;
        let mut reporters = self.outputs.reporters(&policy, self.data.lang)?;
        let mut gate = Gate::new(policy);
        let mut pass_on = |event: Event| {
            gate.event(&event);
            reporters.event(&event);
        };
        let opening = Opening { subject, identity, clock: now, objects, whole };
        let mut emission = Emission::open(opening, parts, &mut pass_on);
        let said = say(&mut emission);
        emission.close();
        reporters.finish().map_err(|errors| unwritten(&errors))?;
        said?;
        Ok(gate.decide().outcome)
    }
}
