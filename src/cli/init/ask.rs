//! Asks a person for what no flag says.

use std::io::{BufRead, Write};

use super::draft::credentials;
use crate::cli::common::Failure;
use crate::id::Language;
use crate::standard::Standard;
use crate::target::BaseUrl;

/// Wrong answers to one question before it gives up: something else than a person is answering.
const TRIES: usize = 5;

/// Questions on one channel, answers on another.
pub(super) struct Dialogue<'a> {
    pub input: &'a mut dyn BufRead,
    pub output: &'a mut dyn Write,
    pub language: Language,
}

/// A question in both languages.
pub(super) struct Question {
    pub en: &'static str,
    pub zh: &'static str,
}

/// What is wrong with an answer, in both languages. The answer itself is not repeated: it may be a secret.
pub(super) type Wrong = Question;

impl Question {
    fn in_language(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::Zh => self.zh,
        }
    }
}

impl Dialogue<'_> {
    /// One answer; an empty one is the default. A wrong one is asked for again.
    pub fn ask<T>(
        &mut self,
        question: &Question,
        about: &str,
        default: &str,
        read: impl Fn(&str) -> Result<T, Wrong>,
    ) -> Result<T, Failure> {
        for _ in 0..TRIES {
            let about = if about.is_empty() { String::new() } else { format!(" ({about})") };
            self.say(&format!("{}{about} [{default}]: ", question.in_language(self.language)))?;
            let mut line = String::new();
            let read_bytes = self.input.read_line(&mut line).map_err(Failure::usage)?;
            if read_bytes == 0 {
                return Err(Failure::usage("the input ended before all was answered; --no-input takes the defaults"));
            }
            let answer = line.trim();
            match read(if answer.is_empty() { default } else { answer }) {
                Ok(value) => return Ok(value),
                Err(wrong) => self.say(&format!("  {}\n", wrong.in_language(self.language)))?,
            }
        }
        Err(Failure::usage("too many answers that could not be used"))
    }

    /// A line to the person.
    pub fn say(&mut self, text: &str) -> Result<(), Failure> {
        self.output.write_all(text.as_bytes()).and_then(|()| self.output.flush()).map_err(Failure::usage)
    }

    /// Any text of one line.
    pub fn text(&mut self, question: &Question, default: &str) -> Result<String, Failure> {
        self.ask(question, "", default, line)
    }

    /// Which standards: ids or numbers.
    pub fn standards<'s>(&mut self, known: &[&'s Standard]) -> Result<Vec<&'s Standard>, Failure> {
        for (place, standard) in known.iter().enumerate() {
            self.say(&format!("  {}  {}  {}\n", place + 1, standard.id, standard.title.get(self.language)))?;
        }
        let question = Question {
            en: "Standards, by number or id, with commas", zh: "标准（编号或标识，逗号分隔）"
        };
        let all = known.iter().map(|standard| standard.id.as_str()).collect::<Vec<_>>().join(",");
        self.ask(&question, "", &all, |answer| {
            let chosen = answer.split([',', '，']).map(|part| chosen(part.trim(), known)).collect::<Option<Vec<_>>>();
            chosen.ok_or(Wrong { en: "one of them is not in the list", zh: "其中有列表之外的标准" })
        })
    }

    /// The variables that hold the credentials of a standard: names, never secrets.
    pub fn variables(&mut self, standard: &Standard) -> Result<Vec<(String, String)>, Failure> {
        let question = Question {
            en: "Environment variable that holds the credential",
            zh: "保存凭据的环境变量名（不是凭据本身）",
        };
        let mut variables = Vec::new();
        for credential in credentials(standard).iter().filter(|credential| credential.remark.is_empty()) {
            let default = credential.name.to_uppercase();
            let variable = self.ask(&question, credential.name, &default, variable)?;
            variables.push((credential.name.to_owned(), variable));
        }
        Ok(variables)
    }

    /// Yes or no; no by default.
    pub fn agreed(&mut self, question: &Question, about: &str) -> Result<bool, Failure> {
        self.ask(question, about, "n", |answer| match answer.to_lowercase().as_str() {
            "y" | "yes" | "是" => Ok(true),
            "n" | "no" | "否" => Ok(false),
            _ => Err(Wrong { en: "y or n", zh: "请回答 y 或 n" }),
        })
    }
}

fn chosen<'s>(answer: &str, known: &[&'s Standard]) -> Option<&'s Standard> {
    let by_number = answer.parse::<usize>().ok().and_then(|number| known.get(number.checked_sub(1)?));
    by_number.or_else(|| known.iter().find(|standard| standard.id == answer)).copied()
}

/// A text of one line without control characters.
pub(super) fn line(answer: &str) -> Result<String, Wrong> {
    if answer.chars().any(char::is_control) || answer.chars().count() > 200 {
        return Err(Wrong { en: "one line of up to 200 characters", zh: "一行，不超过 200 个字符" });
    }
    Ok(answer.to_owned())
}

/// A base URL.
pub(super) fn base_url(answer: &str) -> Result<String, Wrong> {
    let wrong = Wrong {
        en: "an absolute http or https URL without query or user",
        zh: "须为不含查询和用户信息的 http 或 https 绝对地址",
    };
    BaseUrl::parse(answer).map(|url| url.as_str().to_owned()).map_err(|_| wrong)
}

/// The name of an environment variable: capitals, so that a pasted secret is not taken for one.
pub(super) fn variable(answer: &str) -> Result<String, Wrong> {
    let good = answer.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && answer.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    let wrong = Wrong {
        en: "the name of a variable in capitals, such as ACCESS_TOKEN; never the secret itself",
        zh: "须为大写的环境变量名，例如 ACCESS_TOKEN；切勿输入凭据本身",
    };
    if good { Ok(answer.to_owned()) } else { Err(wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(input: &str, default: &str) -> (Result<String, Failure>, String) {
        let mut output = Vec::new();
        let mut dialogue = Dialogue { input: &mut input.as_bytes(), output: &mut output, language: Language::En };
        let question = Question { en: "Variable", zh: "变量" };
        let answer = dialogue.ask(&question, "token", default, variable);
        (answer, String::from_utf8(output).expect("UTF-8"))
    }

    #[test]
    fn an_empty_answer_is_the_default_and_a_wrong_one_is_asked_for_again() {
        let (answer, said) = answered("\n", "TOKEN");
        assert_eq!((answer.ok().as_deref(), said.as_str()), (Some("TOKEN"), "Variable (token) [TOKEN]: "));
        let (answer, said) = answered("s3cr3t\n MY_TOKEN \n", "TOKEN");
        assert_eq!(answer.ok().as_deref(), Some("MY_TOKEN"));
        assert!(said.contains("never the secret itself") && !said.contains("s3cr3t"), "{said}");
    }

    #[test]
    fn an_end_of_input_and_endless_wrong_answers_end_with_usage() {
        for input in ["", "x", &"wrong\n".repeat(100)] {
            let (answer, _) = answered(input, "TOKEN");
            assert_eq!(answer.expect_err("refused").outcome, crate::policy::Outcome::Usage, "{input}");
        }
    }
}
