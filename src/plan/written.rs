//! What case files and fixture files say, as they are written.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};
use serde_saphyr::Spanned;

use super::case::{Base, Expect};
use crate::id::{Aspect, Text};

/// A case file.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Case file of zwfw-conformance")]
pub struct CaseFile {
    /// Name, unique within the operation's folder.
    pub(super) case: String,
    /// What it shows.
    pub(super) title: Text,
    /// Tags for selection.
    #[serde(default)]
    pub(super) tags: Vec<String>,
    /// Credentials (`credentials.NAME`) and known data (`known.PATH`) that it cannot do without.
    #[serde(default)]
    pub(super) needs: Vec<String>,
    /// It reads unfiltered state and so runs alone.
    #[serde(default)]
    pub(super) exclusive: bool,
    /// It runs only when asked for by tag or name.
    #[serde(default)]
    pub(super) slow: bool,
    /// One case for each entry; `id` names it, the other keys are variables.
    #[serde(default)]
    pub(super) each: Vec<Map<String, Value>>,
    /// Steps in order.
    pub(super) steps: Vec<StepFile>,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StepFile {
    /// Name within the case.
    pub(super) id: String,
    /// Operation that is called; left out where `fetch` stands.
    #[serde(default)]
    #[schemars(with = "String")]
    pub(super) operation: Option<Spanned<String>>,
    /// Gets the address that an earlier answer gave, `${url}`, instead of calling an operation.
    #[serde(default)]
    #[schemars(with = "String")]
    pub(super) fetch: Option<Spanned<String>>,
    /// Seconds to wait before the step; only in a slow case.
    #[serde(default)]
    #[schemars(with = "u64")]
    pub(super) wait: Option<Spanned<u64>>,
    /// What the request begins with.
    #[serde(default)]
    pub(super) base: Base,
    /// JSON pointers to set.
    #[serde(default)]
    pub(super) set: Map<String, Value>,
    /// JSON pointers to set of members that no table has, sent on purpose.
    #[serde(default)]
    pub(super) extra: Map<String, Value>,
    /// JSON pointers to remove.
    #[serde(default)]
    pub(super) remove: Vec<String>,
    /// JSON pointer of an array to the number of items it shall have.
    #[serde(default)]
    pub(super) repeat: Map<String, Value>,
    /// Done only when an earlier step ended like this.
    #[serde(default)]
    pub(super) when: Option<WhenFile>,
    /// Repeated for values out of an earlier answer.
    #[serde(default)]
    pub(super) for_each: Option<ForEachFile>,
    /// Variables to keep.
    #[serde(default)]
    pub(super) capture: BTreeMap<String, CaptureFile>,
    /// How it must end for the case to go on.
    #[serde(default)]
    pub(super) expect: Expect,
    /// What is judged.
    #[serde(default)]
    pub(super) checks: Vec<CheckFile>,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(untagged, expecting = "expected a JSON pointer, or `{ at, take }` with `prefer` or `except`")]
pub(super) enum CaptureFile {
    /// A JSON pointer.
    Pointer(String),
    /// A member of an item of a list.
    Item(ItemFile),
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ItemFile {
    /// JSON pointer of the list.
    pub(super) at: String,
    /// The item with these members, if there is one.
    #[serde(default)]
    pub(super) prefer: Option<Map<String, Value>>,
    /// Not an item with any of these members, if there is another.
    #[serde(default)]
    pub(super) except: Option<Map<String, Value>>,
    /// The member of that item.
    pub(super) take: String,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhenFile {
    /// The earlier step.
    pub(super) step: String,
    /// How it ended; either way when left out.
    #[serde(default = "either")]
    pub(super) ended: Expect,
    /// JSON pointer into its answer at which a value must stand, or a list of them.
    #[serde(default)]
    pub(super) filled: Option<OneOrMore>,
}

/// One text, or several.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(untagged, expecting = "expected a JSON pointer, or a list of them")]
pub(super) enum OneOrMore {
    /// One.
    One(String),
    /// Several.
    More(Vec<String>),
}

impl OneOrMore {
    /// All of them.
    pub(super) fn into_list(self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text],
            Self::More(texts) => texts,
        }
    }
}

fn either() -> Expect {
    Expect::Any
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ForEachFile {
    /// The earlier step.
    pub(super) step: String,
    /// JSON pointer of its list.
    pub(super) items: String,
    /// Member of each item.
    pub(super) take: String,
    /// Name of the variable.
    pub(super) name: String,
    /// At most this many.
    pub(super) max: usize,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckFile {
    /// Name of the check.
    #[schemars(with = "String")]
    pub(super) check: Spanned<String>,
    /// Local id of the requirement, for example `T10.4` or `7.3.1`.
    #[schemars(with = "String")]
    pub(super) requirement: Spanned<String>,
    /// Aspect, `behaviour` when left out.
    #[serde(default = "behaviour")]
    pub(super) aspect: Aspect,
    /// Finding code, where the check leaves the choice.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) finding: Option<Spanned<String>>,
    /// Arguments.
    #[serde(default)]
    pub(super) with: Map<String, Value>,
    /// When it does not pass, the rest of the case is inconclusive.
    #[serde(default)]
    pub(super) guard: bool,
}

fn behaviour() -> Aspect {
    Aspect::Behaviour
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FixturesFile {
    pub(super) fixtures: Vec<FixtureFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FixtureFile {
    pub(super) name: String,
    #[serde(default)]
    pub(super) about: Option<Text>,
    #[serde(default)]
    pub(super) steps: Vec<StepFile>,
    #[serde(default)]
    pub(super) values: Map<String, Value>,
    /// Names of the values that `known` has, where nothing else names them.
    #[serde(default)]
    pub(super) members: Vec<String>,
    #[serde(default)]
    pub(super) known: Option<String>,
    #[serde(default)]
    pub(super) fallback: Option<Map<String, Value>>,
}
