//! Two runs side by side: what fails newly, what is mended, what is still wrong, what is no longer judged or is now, and what the
//! later standard asks for that the earlier one did not.

use super::describe;
use super::escape::{SHOWN_LENGTH, cut};
use super::texts::Label;
use crate::id::{Language, RequirementId};
use crate::policy::{Change, Delta, Gained, Listed, Lost, Snapshot};
use crate::verdict::Verdict;

mod html;
mod markdown;
mod plain;

pub use html::html;
pub use markdown::markdown;
pub use plain::plain;

/// Two runs and what changed between them.
pub struct Comparison {
    before: Snapshot,
    after: Snapshot,
    /// What changed.
    pub delta: Delta,
}

/// One side of a comparison, in words.
struct Side {
    label: Label,
    lines: Vec<String>,
}

/// What changed in one way.
struct Section {
    label: Label,
    items: Vec<Item>,
}

/// One change.
struct Item {
    /// Where, in our own words.
    place: String,
    /// What, which may hold values of the target.
    what: String,
}

impl Comparison {
    /// Compares two recorded runs.
    pub fn new(before: Snapshot, after: Snapshot) -> Self {
        let delta = Delta::between(&before, &after);
        Self { before, after, delta }
    }

    fn sides(&self) -> [Side; 2] {
        [(Label::Before, &self.before), (Label::After, &self.after)]
            .map(|(label, snapshot)| Side { label, lines: side(snapshot) })
    }

    /// The sections, those without a change left out.
    fn sections(&self, language: Language) -> Vec<Section> {
        let delta = &self.delta;
        let (failing, warned): (Vec<&Change>, Vec<&Change>) =
            delta.new.iter().partition(|change| change.after >= Some(Verdict::Fail));
        let (still, tolerated): (Vec<&Change>, Vec<&Change>) =
            delta.still.iter().partition(|change| change.after >= Some(Verdict::Fail));
        let mended: Vec<&Change> = delta.mended.iter().collect();
        let changes = |changes: Vec<&Change>| changes.into_iter().map(|change| self.change(change, language)).collect();
        let listed = |ids: &[RequirementId], of: &Snapshot| -> Vec<Item> {
            ids.iter()
                .map(|id| Item { place: id.to_string(), what: title(of.requirements.get(id), language) })
                .collect()
        };
        let renamed = delta.renamed.iter().map(|(old, new)| Item {
            place: new.to_string(),
            what: format!("{} {old}", Label::Was.words().get(language)),
        });
        let mut sections = vec![
            Section { label: Label::NewlyFailing, items: changes(failing) },
            Section { label: Label::NewlyWarned, items: changes(warned) },
            Section { label: Label::MendedHeading, items: changes(mended) },
            Section { label: Label::StillFailing, items: changes(still) },
            Section { label: Label::StillWarned, items: changes(tolerated) },
            Section {
                label: Label::LostHeading,
                items: delta.lost.iter().map(|lost| self.lost(lost, language)).collect(),
            },
            Section {
                label: Label::GainedHeading,
                items: delta.gained.iter().map(|gained| self::gained(gained, language)).collect(),
            },
            Section { label: Label::AddedHeading, items: listed(&delta.added, &self.after) },
            Section { label: Label::RemovedHeading, items: listed(&delta.removed, &self.before) },
            Section { label: Label::RenamedHeading, items: renamed.collect() },
        ];
        sections.retain(|section| !section.items.is_empty());
        sections
    }

    fn change(&self, change: &Change, language: Language) -> Item {
        let finding = &change.finding;
        let listed = self.after.requirements.get(&finding.requirement);
        let operation = describe::operation(&finding.operation, language);
        let place = format!("{operation} {}#{}", finding.requirement, finding.aspect);
        let title = title(listed, language);
        let place = if title.is_empty() { place } else { format!("{place} {title}") };
        let what = describe::headline(change.found.first.finding.as_ref(), language);
        let field =
            if finding.field.is_empty() { String::new() } else { format!(" [{}]", cut(&finding.field, SHOWN_LENGTH)) };
        let was = change.before.zip(change.after).filter(|(before, after)| before != after);
        let was = was.map(|(before, _)| {
            format!(" ({} {})", Label::Was.words().get(language), describe::verdict(before, language))
        });
        Item { place, what: format!("{what}{field}{}", was.unwrap_or_default()) }
    }

    fn lost(&self, lost: &Lost, language: Language) -> Item {
        let place = &lost.place;
        let operation = describe::operation(&place.operation, language);
        let now = match (lost.after, lost.listed) {
            (Some(verdict), _) => describe::verdict(verdict, language),
            (None, true) => Label::NothingSaid.words().get(language),
            (None, false) => Label::NotListed.words().get(language),
        };
        Item {
            place: format!("{operation} {}#{}", place.requirement, place.aspect),
            what: format!("{} -> {now}", describe::verdict(lost.before, language)),
        }
    }
}

fn gained(gained: &Gained, language: Language) -> Item {
    let Gained { place, before, after } = gained;
    let operation = describe::operation(&place.operation, language);
    let nothing = || Label::NothingSaid.words().get(language);
    let was = before.map_or_else(nothing, |verdict| describe::verdict(verdict, language));
    Item {
        place: format!("{operation} {}#{}", place.requirement, place.aspect),
        what: format!("{was} -> {}", describe::verdict(*after, language)),
    }
}

/// Who was tested with what, and when.
fn side(snapshot: &Snapshot) -> Vec<String> {
    let Some(started) = &snapshot.started else { return Vec::new() };
    let target = &started.target;
    let who: Vec<String> = [&target.name, &target.version]
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(|part| cut(part, SHOWN_LENGTH))
        .collect();
    let standards: Vec<String> = started
        .standards
        .iter()
        .map(|(id, edition)| format!("{} ({})", cut(id, SHOWN_LENGTH), cut(edition, SHOWN_LENGTH)))
        .collect();
    vec![
        who.join(" "),
        cut(&format!("{} {}", started.suite.name, started.suite.version), SHOWN_LENGTH),
        standards.join(", "),
        cut(&started.started, SHOWN_LENGTH),
    ]
}

fn title(listed: Option<&Listed>, language: Language) -> String {
    listed.map(|listed| cut(listed.title.get(language).trim(), SHOWN_LENGTH)).unwrap_or_default()
}
