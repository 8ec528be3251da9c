//! What clauses ask for that nobody sees from outside: papers in a dossier, and what the calls of other standards show.

use serde::Deserialize;

use crate::id::{Aspect, RequirementId, Text};

/// What a dossier has to show for a clause.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Kind of paper.
    pub kind: EvidenceKind,
    /// What the paper is, in a few words; left out for chapters, which stand in the plan.
    #[serde(default)]
    pub paper: Text,
    /// Whoever issued the paper must be named.
    #[serde(default)]
    pub issuer: bool,
    /// The paper holds until a day, which must be named.
    #[serde(default)]
    pub valid: bool,
    /// The chapter of the plan.
    #[serde(default)]
    pub chapter: String,
    /// What the chapter has to describe.
    #[serde(default)]
    pub topics: Vec<String>,
    /// When the clause asks anything; left out when it asks everyone.
    #[serde(default)]
    pub asked_when: Option<Text>,
}

/// Kinds of papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// Issued by an authority, for a time.
    Certificate,
    /// Says what somebody examined.
    Report,
    /// Says what was done.
    Record,
    /// Lists what there is.
    List,
    /// Describes or rules something.
    Document,
    /// The access plan.
    Plan,
    /// A chapter of the access plan.
    PlanChapter,
}

/// What a clause is seen by in the calls of the other standards of a run.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// What is looked for.
    pub sees: Sight,
    /// The side of the requirements below whose verdicts show it; behaviour when left out.
    #[serde(default)]
    pub aspect: Option<Aspect>,
    /// The requirements of other standards whose verdicts show it; all calls of the run when left out.
    #[serde(default)]
    pub by: Vec<RequirementId>,
    /// Of pages the name under `known` of a target file that lists their addresses.
    #[serde(default)]
    pub known: String,
}

impl Probe {
    /// The units of other standards whose verdicts show it.
    pub fn units(&self) -> impl Iterator<Item = (RequirementId, Aspect)> {
        let aspect = self.aspect.unwrap_or(Aspect::Behaviour);
        self.by.iter().map(move |requirement| (requirement.clone(), aspect))
    }
}

/// What a probe looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sight {
    /// Calls are encrypted in transit.
    Encrypted,
    /// Calls by POST with JSON or XML are answered.
    Posted,
    /// A call that fails carries another code than one that succeeds.
    ToldApart,
    /// The operations behind the named requirements answer.
    Answered,
    /// Pages answer whose addresses the target file knows.
    Page,
    /// A gateway refuses an unsigned call to a service.
    GatewayUnsigned,
    /// It lets a signed call to a service through.
    GatewaySigned,
    /// It refuses a wrong signature.
    GatewayForged,
    /// It refuses a signature of long ago.
    GatewayStale,
    /// It refuses a call that it has had already.
    GatewayReplayed,
    /// A service is called where the rule has it.
    GatewayService,
    /// An unsigned call to a site is let through.
    GatewayOpen,
    /// A site is called where the rule has it.
    GatewaySite,
    /// A body well below the limit is let through, and one well above is refused.
    GatewayBody,
    /// A gateway that has waited for long answers by itself.
    GatewayTimeout,
}

impl Sight {
    /// Whether it is seen at a gateway.
    pub fn is_of_gateway(self) -> bool {
        !matches!(self, Self::Encrypted | Self::Posted | Self::ToldApart | Self::Answered | Self::Page)
    }
}
