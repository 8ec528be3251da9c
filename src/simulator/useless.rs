//! Targets that implement nothing. A suite that lets one of them pass measures nothing.

use std::fmt;

use serde_json::Value;

use super::platform::{Simulator, http};
use crate::observation::{HttpAnswer, HttpRequest};

/// A target that implements nothing.
#[derive(Clone, Copy)]
pub struct Useless {
    /// Name.
    pub name: &'static str,
    /// What it answers.
    pub doc: &'static str,
    answer: fn(&Simulator, &Captured, &HttpRequest) -> HttpAnswer,
}

/// Good answers of a platform that works, by the path that they came from.
pub type Captured = Vec<(String, HttpAnswer)>;

impl fmt::Debug for Useless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Useless").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Useless {
    /// Answers a request. The simulator lends the shape of envelopes and nothing else.
    pub fn answer(&self, simulator: &Simulator, captured: &Captured, request: &HttpRequest) -> HttpAnswer {
        (self.answer)(simulator, captured, request)
    }
}

/// Every one of them.
pub const USELESS: &[Useless] = &[
    Useless {
        name: "echo",
        doc: "sends every request back",
        answer: |_, _, request| {
            let media_type = request.headers.iter().find(|(name, _)| name == "content-type");
            let media_type = media_type.map_or("application/json", |(_, value)| value.as_str());
            HttpAnswer { body: request.body.clone(), ..http(200, media_type, String::new()) }
        },
    },
    Useless {
        name: "success",
        doc: "says success to everything",
        answer: |simulator, _, request| simulator.envelope(request, true),
    },
    Useless {
        name: "refusal",
        doc: "refuses everything",
        answer: |simulator, _, request| simulator.envelope(request, false),
    },
    Useless {
        name: "page",
        doc: "answers a page to everything",
        answer: |_, _, _| {
            http(200, "text/html; charset=UTF-8", "<!DOCTYPE html><title>OK</title><p>It works.".to_owned())
        },
    },
    Useless {
        name: "empty",
        doc: "answers an empty object to everything",
        answer: |_, _, _| {
            http(200, "application/json; charset=UTF-8", Value::Object(serde_json::Map::new()).to_string())
        },
    },
    Useless {
        name: "captured",
        doc: "answers everything with one good answer",
        answer: |_, captured, _| captured.first().map_or_else(nothing, |(_, answer)| answer.clone()),
    },
    Useless {
        name: "captured-by-path",
        doc: "answers everything with a good answer of the same operation",
        answer: |_, captured, request| {
            let answer = captured.iter().find(|(path, _)| request.url.ends_with(path.as_str()));
            answer.map_or_else(nothing, |(_, answer)| answer.clone())
        },
    },
    Useless { name: "nothing", doc: "answers 404 to everything", answer: |_, _, _| nothing() },
];

fn nothing() -> HttpAnswer {
    http(404, "text/plain; charset=UTF-8", "no such path\n".to_owned())
}
