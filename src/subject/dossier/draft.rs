//! A dossier as it is going to be written: every item that is asked for, to be filled in.

use std::fmt::Write;

use super::file::is_listed;
use super::model::Object;
use crate::id::Language;
use crate::standard::{Evidence, EvidenceKind, Standard, Subject};

/// Where an editor finds the schema: beside the file.
pub const SCHEMA_FILE: &str = "dossier.schema.json";

/// A dossier to be filled in.
#[derive(Debug, Clone)]
pub struct Draft<'a> {
    /// Whose items are asked.
    pub standard: &'a Standard,
    /// What is attested.
    pub object: Object,
    /// Language of the comments.
    pub language: Language,
}

impl Draft<'_> {
    /// The file.
    pub fn text(&self) -> String {
        let mut text = format!("# yaml-language-server: $schema={SCHEMA_FILE}\n");
        for line in self.introduction() {
            let _ = writeln!(text, "# {line}");
        }
        let _ = writeln!(text, "standard: {}\nobject:", self.standard.id);
        let Object { name, vendor, version } = &self.object;
        for (key, value) in [("name", name), ("vendor", vendor), ("version", version)] {
            let _ = writeln!(text, "  {key}: {}", quoted(value));
        }
        self.plan(&mut text);
        text.push_str("evidence:\n");
        for clause in &self.standard.clauses {
            let Some(evidence) = clause.evidence.as_ref().filter(|_| is_listed(clause)) else { continue };
            let _ = writeln!(text, "  # {}", self.heading(&clause.id, &clause.title));
            let _ = writeln!(text, "  # {}", self.asks(evidence));
            let _ = writeln!(text, "  - for: [{}]", quoted(&clause.id));
            paper(&mut text, "    ", evidence);
        }
        text
    }

    fn introduction(&self) -> [&'static str; 3] {
        match self.language {
            Language::Zh => [
                "每一条给出一份材料；不涉及的，删去材料各行，改写 not_applicable: 原因。",
                "日期写作 YYYY-MM-DD；file 为本文件所在目录之下的路径；sha256 为该文件的摘要（sha256sum）。",
                "一份材料可以对应多条：for: [\"…\", \"…\"]。init dossier --schema 输出本文件的 JSON Schema。",
            ],
            Language::En => [
                "A paper for each item; where an item asks nothing, `not_applicable: reason` in place of the paper's lines.",
                "Dates are YYYY-MM-DD; file is a path below the folder of this file, sha256 its digest (sha256sum).",
                "One paper may show several items: for: [\"...\", \"...\"]. init dossier --schema prints the JSON Schema.",
            ],
        }
    }

    fn heading(&self, id: &str, title: &crate::id::Text) -> String {
        format!("{id} {}", title.get(self.language))
    }

    /// What is asked, in a line.
    fn asks(&self, evidence: &Evidence) -> String {
        let mut line = evidence.paper.get(self.language).to_owned();
        if let Some(when) = &evidence.asked_when {
            let _ = match self.language {
                Language::Zh => write!(line, "；{}", when.zh),
                Language::En => write!(line, "; asked when {}", when.en),
            };
        } else {
            line.push_str(match self.language {
                Language::Zh => "；各方均须提供",
                Language::En => "; asked of everyone",
            });
        }
        line
    }

    /// The plan with its chapters, if one is asked for.
    fn plan(&self, text: &mut String) {
        let asked = self.standard.clauses.iter().filter(|clause| clause.subject == Subject::Dossier);
        let asked = asked.filter_map(|clause| Some((clause, clause.evidence.as_ref()?)));
        if let Some((clause, plan)) = asked.clone().find(|(_, evidence)| evidence.kind == EvidenceKind::Plan) {
            let _ = writeln!(text, "# {}", self.heading(&clause.id, &clause.title));
            text.push_str("plan:\n");
            paper(text, "  ", plan);
        }
        let mut chapters = asked.filter(|(_, evidence)| evidence.kind == EvidenceKind::PlanChapter).peekable();
        if chapters.peek().is_some() {
            text.push_str(match self.language {
                Language::Zh => "  # 各项内容在方案中的位置，例如 3.2\n",
                Language::En => "  # where the plan describes each, for example 3.2\n",
            });
            text.push_str("  chapters:\n");
        }
        for (clause, chapter) in chapters {
            let _ = writeln!(text, "    # {}", self.heading(&clause.id, &clause.title));
            let _ = writeln!(text, "    {}:", chapter.chapter);
            for topic in &chapter.topics {
                let _ = writeln!(text, "      {topic}: \"\"");
            }
        }
    }
}

/// The fields of a paper that are asked for.
fn paper(text: &mut String, indent: &str, evidence: &Evidence) {
    use super::model::PaperField::{Date, File, Issuer, Sha256, Title, ValidUntil};
    for (field, asked) in [
        (Title, true),
        (Issuer, evidence.issuer),
        (Date, true),
        (ValidUntil, evidence.valid),
        (File, true),
        (Sha256, true),
    ] {
        if asked {
            let _ = writeln!(text, "{indent}{}: \"\"", field.key());
        }
    }
}

/// A text as YAML and JSON write it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
