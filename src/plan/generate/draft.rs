//! What all rules share: the shape of a generated case.

use serde_json::{Value, json};

use crate::id::{Aspect, Text};
use crate::plan::case::{Capture, Case, CheckCall, Edit, Expect, Step, When};
use crate::plan::site::{Site, answer_sites, sites};
use crate::standard::{Effect, Encoding, Operation, Standard};
use crate::verdict::FindingCode;

/// One operation, ready for the rules.
pub struct Draft<'s> {
    /// The standard.
    pub standard: &'s Standard,
    /// The operation.
    pub operation: &'s Operation,
    /// Its request rows.
    pub sites: Vec<Site<'s>>,
}

impl<'s> Draft<'s> {
    /// Collects the request rows of an operation.
    pub fn new(standard: &'s Standard, operation: &'s Operation) -> Self {
        Self { standard, operation, sites: sites(standard, operation) }
    }

    /// Whether the encoding tells JSON types and null of this row: in a form each member of the request is a text, and only
    /// what stands inside the JSON text of a member has a type.
    pub fn has_json_type(&self, site: &Site<'_>) -> bool {
        self.standard.encoding == Encoding::Json || site.pointer.matches('/').count() > 1
    }

    /// Id of a case of this operation.
    pub fn id(&self, name: &str) -> String {
        format!("{}/{}/{name}", self.standard.id, self.operation.name)
    }

    /// Id of the case that shows the base request accepted.
    pub fn accepted(&self) -> String {
        self.id("accepted")
    }

    /// The edits that make the row present with a valid value, and the case that shows this accepted.
    pub fn twin(&self, site: &Site<'_>) -> (Vec<Edit>, String) {
        if site.in_base {
            return (Vec::new(), self.accepted());
        }
        (self.presence(site), self.id(&format!("{}.present", site.local())))
    }

    /// Edits that make an optional row present with a valid value, together with what it depends on.
    pub fn presence(&self, site: &Site<'_>) -> Vec<Edit> {
        let mut edits = Vec::new();
        if let Some(condition) = &site.row.semantics.required_when {
            let sibling = sibling(&site.pointer, &condition.member);
            if let Some(value) = condition.values.first() {
                edits.push(Edit::Set(sibling, value.clone()));
                edits.push(Edit::Set(site.pointer.clone(), self.dependent(site, value)));
                return edits;
            }
        }
        edits.push(Edit::Set(site.pointer.clone(), crate::plan::base::leaf(site.row, &site.pointer)));
        edits
    }

    /// Each condition that makes an optional row necessary: its name, the edits that bring it about with the row
    /// present, and the case that shows this accepted.
    pub fn conditions(&self, site: &Site<'_>) -> Vec<(String, Vec<Edit>, String)> {
        let Some(condition) = &site.row.semantics.required_when else { return Vec::new() };
        let member =
            self.sites.iter().find(|other| other.table.id == site.table.id && other.row.name() == condition.member);
        let conditions = condition.values.iter().map(|value| {
            let code = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let edits = vec![
                Edit::Set(sibling(&site.pointer, &condition.member), value.clone()),
                Edit::Set(site.pointer.clone(), self.dependent(site, value)),
            ];
            let twin =
                member.map_or_else(|| self.accepted(), |member| self.id(&format!("{}.code-{code}", member.local())));
            (format!("{}-{code}", condition.member), edits, twin)
        });
        conditions.collect()
    }

    /// The valid value of a row that depends on a sibling's value.
    pub fn dependent(&self, site: &Site<'_>, sibling_value: &Value) -> Value {
        let key = sibling_value.as_str().map_or_else(|| sibling_value.to_string(), str::to_owned);
        match site.row.semantics.fixture_by.get(&key) {
            Some(fixture) => Value::from(format!("${{{fixture}}}")),
            None => crate::plan::base::leaf(site.row, &site.pointer),
        }
    }

    /// A case of one step with one check about a row.
    pub fn case(&self, site: &Site<'_>, rule: &'static str, name: &str, edits: Vec<Edit>, check: CheckCall) -> Case {
        let mut step = Step::new("call", &self.operation.name);
        step.edits = edits;
        step.checks = vec![check];
        let title = self.title(site, name);
        let file = self.standard.file(Some(site.table));
        Case::generated(self.id(&format!("{}.{name}", site.local())), title, file, rule, step)
    }

    /// A case that must be accepted.
    pub fn positive(
        &self,
        site: &Site<'_>,
        rule: &'static str,
        name: &str,
        edits: Vec<Edit>,
        (aspect, finding): (Aspect, FindingCode),
    ) -> Case {
        let check = CheckCall::new("accepted", site.local(), aspect).raising(finding);
        let mut case = self.case(site, rule, name, edits, check.with(json!({ "pointer": site.pointer })));
        case.twin = Some(self.accepted());
        case
    }

    /// A case that must be refused: it differs from its twin in exactly the last edit.
    pub fn negative(
        &self,
        site: &Site<'_>,
        rule: &'static str,
        name: &str,
        edit: Edit,
        (aspect, finding): (Aspect, FindingCode),
    ) -> Case {
        let (mut edits, twin) = self.twin(site);
        edits.push(edit);
        self.negative_of(site, rule, name, edits, twin, (aspect, finding))
    }

    /// A case that must be refused, with a twin of the caller's choice.
    pub fn negative_of(
        &self,
        site: &Site<'_>,
        rule: &'static str,
        name: &str,
        edits: Vec<Edit>,
        twin: String,
        (aspect, finding): (Aspect, FindingCode),
    ) -> Case {
        let refusal = site.row.semantics.refusal.as_ref();
        let code = refusal.map(|refusal| refusal.code.clone()).or_else(|| self.parameter_error());
        // An unusual key finds nothing, which is as good as a refusal; a missing one does not.
        let empty =
            site.row.semantics.key && !matches!(finding, FindingCode::MissingAccepted | FindingCode::NullAccepted);
        let with = json!({
            "pointer": site.pointer,
            "code": code,
            "strict": refusal.is_some_and(|refusal| refusal.strict),
            "empty": empty,
        });
        let check = CheckCall::new("refused", site.local(), aspect).raising(finding).with(with);
        let mut case = self.case(site, rule, name, edits, check);
        case.twin = Some(twin);
        self.reading_back(case, site, aspect)
    }

    /// The failure code for bad parameters, when the envelope names one.
    pub fn parameter_error(&self) -> Option<Value> {
        self.standard.envelope.failures.get("parameter").cloned()
    }

    /// The case with what it creates read again.
    pub fn reading_back(&self, mut case: Case, site: &Site<'_>, aspect: Aspect) -> Case {
        if let Some((mut step, capture)) = self.read_back(site, aspect) {
            // Where nothing bad was sent, a row of the answer that is broken is broken by itself.
            if case.steps[0].checks.iter().all(|call| call.check != "refused") {
                step.checks.iter_mut().for_each(|call| call.with["legal"] = json!(true));
            }
            case.steps[0].captures.push(capture);
            case.steps.push(step);
        }
        case
    }

    /// What was created from bad input is read again: it must not come back altered.
    fn read_back(&self, site: &Site<'_>, aspect: Aspect) -> Option<(Step, Capture)> {
        let field = site.row.semantics.field.as_ref()?;
        if self.operation.effect != Effect::Create {
            return None;
        }
        let created = answer_sites(self.standard, self.operation);
        self.standard.operations.iter().filter(|operation| operation.effect == Effect::Read).find_map(|operation| {
            let reads = sites(self.standard, operation);
            let key = reads.iter().find(|site| site.row.semantics.key)?;
            let key_field = key.row.semantics.field.as_ref()?;
            let made = created.iter().find(|site| site.row.semantics.field.as_ref() == Some(key_field))?;
            let shown = answer_sites(self.standard, operation);
            let shown = shown.iter().find(|site| site.row.semantics.field.as_ref() == Some(field))?;
            let mut step = Step::new("read-back", &operation.name);
            step.when = Some(When { step: "call".to_owned(), ended: Expect::Accepted, filled: Vec::new() });
            step.edits = vec![Edit::Set(key.pointer.clone(), Value::from("${created}"))];
            let with = json!({ "at": shown.pointer, "sent": format!("call?{}", site.pointer) });
            step.checks =
                vec![CheckCall::new("unaltered", site.local(), aspect).raising(FindingCode::Altered).with(with)];
            let capture = Capture {
                name: "created".to_owned(),
                pointer: made.pointer.clone(),
                prefer: None,
                except: None,
                take: None,
            };
            Some((step, capture))
        })
    }

    fn title(&self, site: &Site<'_>, name: &str) -> Text {
        let row = format!("{} {}", site.row.name(), site.row.label);
        Text { zh: format!("{}：{name}", row.trim()), en: format!("{}: {name}", site.row.name()) }
    }
}

/// The pointer of a member beside this one.
fn sibling(pointer: &str, member: &str) -> String {
    let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    format!("{parent}/{member}")
}
