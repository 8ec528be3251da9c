//! What the platform holds from the start: published types, and licences that belong to nobody.
//!
//! Region 999999 does not exist, so that every number is valid and nobody's. The types and three of the licences are those of
//! the hand-written messages of one standard. What is printed on a licence stands with the standard that shows it.

use jiff::civil::DateTime;
use serde_json::{Map, Value, json};

use crate::simulator::formats::{citizen_check, credit_check, licence_check};

/// Root of licence identifiers (GB/T 36904).
const ROOT: &str = "1.2.156.3005.2";
/// Who defines the types, and who issues the licences.
const DEFINER: (&str, &str) = ("测试证照管理局", "119999999900000178");
const ISSUER: (&str, &str) = ("测试市测试局", "119999999900000253");
/// Types with the last three characters of their codes.
pub(in crate::simulator) const RESIDENT: (&str, &str) = ("测试居民证", "001");
const ASSOCIATION: (&str, &str) = ("测试社会团体登记证书", "002");
const PERMIT: (&str, &str) = ("测试许可证", "003");
/// A type that was not published.
pub(in crate::simulator) const UNPUBLISHED: &str = "测试未发布证";
/// Holder types beside the two most usual ones (Table B.1), and how numbers of that kind begin.
const OTHER_HOLDERS: [(&str, &str); 14] = [
    ("099", "TEST-ORG-"),
    ("114", "军T"),
    ("115", "武T"),
    ("118", "士T"),
    ("119", "武士T"),
    ("120", "文T"),
    ("122", "武文T"),
    ("411", "DE99"),
    ("412", "SE99"),
    ("413", "PE99"),
    ("414", "E99"),
    ("511", "T99"),
    ("516", "H99"),
    ("999", "TEST-"),
];

/// In place of a last day where validity has no end.
pub(in crate::simulator) const OPEN_END: &str = "长期";
/// What keeps a licence from being used; the names are those of the envelope's failures.
pub(in crate::simulator) const STATES: [&str; 3] = ["revoked", "expired", "restricted"];

/// Somebody who holds licences.
#[derive(Debug, Clone)]
pub(in crate::simulator) struct Holder {
    /// Name.
    pub(in crate::simulator) name: String,
    /// Number.
    pub(in crate::simulator) code: String,
    /// What kind of number, from Table B.1.
    pub(in crate::simulator) kind: &'static str,
}

/// Licences of one account, in the order in which a target file names them.
pub(in crate::simulator) struct Licences {
    /// Valid ones.
    pub(in crate::simulator) valid: Vec<Map<String, Value>>,
    /// One for each of [`STATES`].
    pub(in crate::simulator) barred: Vec<Map<String, Value>>,
    /// One that the other account alone sees.
    pub(in crate::simulator) foreign: Map<String, Value>,
    /// Somebody without licences.
    pub(in crate::simulator) empty_holder: Holder,
}

/// The published types, by the field names of the tables.
pub(in crate::simulator) fn types() -> Vec<Map<String, Value>> {
    let described = |(name, code): (&str, &str), item: (&str, &str), category: &str, validity: &str| {
        json!({
            "type": name, "type_code": type_code(code), "type_definer": DEFINER.0, "type_definer_code": DEFINER.1,
            "type_item": item.0, "type_item_code": item.1, "type_category": category, "type_validity": validity,
        })
    };
    let all = [
        described(RESIDENT, ("测试登记", "9999990000001"), "自然人", "长期"),
        described(ASSOCIATION, ("测试社团登记", "9999990000002"), "法人或其他组织", "5年"),
        json!({ "type": PERMIT.0, "type_code": type_code(PERMIT.1) }),
    ];
    all.into_iter().filter_map(|one| one.as_object().cloned()).collect()
}

/// All licences, as of a day: those that are valid stay so.
pub(in crate::simulator) fn all(now: DateTime) -> Licences {
    let year = now.year();
    let end = format!("{}年12月31日", year.saturating_add(1).max(2027));
    let association = Holder { name: "测试协会甲".to_owned(), code: credit(3), kind: "001" };
    let other_association = Holder { name: "测试协会乙".to_owned(), code: credit(4), kind: "001" };
    let resident =
        |n: usize| Holder { name: format!("测试{}", NAMES[n % NAMES.len()]), code: citizen(n), kind: "111" };
    let (first, second) = (resident(0), resident(1));
    let renewed = Draft { valid: Some(("2024年3月1日", &end)), ..Draft::new(ASSOCIATION, 4, "2024年2月27日") };
    let permit = Draft { valid: Some(("2024年1月9日", &end)), ..Draft::new(PERMIT, 5, "2024年1月8日") };
    let driver = Draft { format: "pdf", ..Draft::new(PERMIT, 6, "2024年1月10日") };
    // First a person's licence with all that a licence can have, then another of the same holder, then one of a type
    // that this holder has none of.
    let mut valid = vec![
        residence(&second, 7, &end),
        driver.licence(&second, "CX-2024-0006"),
        registration(&association, &end),
        renewed.licence(&other_association, "测社字第9903号"),
        permit.licence(&association, "CX-2024-0005"),
        residence(&first, 1, OPEN_END),
        Draft::new(RESIDENT, 2, "2023年11月18日").licence(&first, "CS-2023-0017"),
    ];
    valid.extend(OTHER_HOLDERS.iter().enumerate().map(|(n, (kind, prefix))| {
        let holder =
            Holder { name: format!("测试{}", NAMES[n % NAMES.len()]), code: format!("{prefix}{:05}", n + 1), kind };
        let draft = Draft::new(PERMIT, 20 + n, "2024年2月1日");
        let draft =
            if n % 2 == 0 { Draft { valid: Some(("2024年2月1日", &end)), format: "pdf", ..draft } } else { draft };
        draft.licence(&holder, &format!("CX-2024-{:04}", 100 + n))
    }));
    let (from, until) = (format!("{}年1月1日", year - 3), format!("{}年12月31日", year - 1));
    let barred = STATES.iter().enumerate().map(|(n, state)| {
        let valid =
            if *state == "expired" { (from.as_str(), until.as_str()) } else { ("2022年3月1日", end.as_str()) };
        let draft = Draft { valid: Some(valid), ..Draft::new(RESIDENT, 10 + n, "2022年2月28日") };
        let issued = if *state == "expired" { &from } else { "2022年2月28日" };
        let draft = Draft { issued, ..draft };
        let mut licence = draft.licence(&resident(3 + n), &format!("CS-2022-010{n}"));
        licence.insert("state".to_owned(), Value::from(*state));
        licence
    });
    let foreign = Draft { valid: Some(("2024年1月2日", &end)), ..Draft::new(RESIDENT, 15, "2024年1月2日") };
    Licences {
        barred: barred.collect(),
        foreign: foreign.licence(&resident(7), "CS-2024-0150"),
        empty_holder: resident(9),
        valid,
    }
}

const NAMES: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];

/// What differs between licences.
#[derive(Clone, Copy)]
struct Draft<'a> {
    of: (&'static str, &'static str),
    serial: usize,
    issued: &'a str,
    /// First and last day; none where validity is not limited.
    valid: Option<(&'a str, &'a str)>,
    format: &'static str,
}

impl<'a> Draft<'a> {
    fn new(of: (&'static str, &'static str), serial: usize, issued: &'a str) -> Self {
        Self { of, serial, issued, valid: None, format: "ofd" }
    }

    fn licence(self, holder: &Holder, number: &str) -> Map<String, Value> {
        let (name, _) = self.of;
        let serial = format!("9999{:010}", self.serial);
        let mut licence = basic(self.of, (&serial, "001"), holder);
        let mut set = |field: &str, value: &str| licence.insert(field.to_owned(), Value::from(value));
        set("name", &format!("测试市{name}"));
        set("number", number);
        set("issued", self.issued);
        set("file_format", self.format);
        if let Some((from, until)) = self.valid {
            set("valid_from", from);
            set("valid_until", until);
        }
        licence
    }
}

fn basic(of: (&str, &str), (serial, version): (&str, &str), holder: &Holder) -> Map<String, Value> {
    let code = type_code(of.1);
    let check = licence_check(&[&code, ISSUER.1, serial, version]).unwrap_or('0');
    let fields = [
        ("id", format!("{ROOT}.{code}.{}.{serial}.{version}.{check}", ISSUER.1)),
        ("type", of.0.to_owned()),
        ("holder", holder.name.clone()),
        ("holder_code", holder.code.clone()),
        ("holder_type", holder.kind.to_owned()),
        ("issuer", ISSUER.0.to_owned()),
        ("issuer_code", ISSUER.1.to_owned()),
    ];
    fields.into_iter().map(|(field, value)| (field.to_owned(), Value::from(value))).collect()
}

/// The licence of a natural person, with a signature.
fn residence(holder: &Holder, n: usize, end: &str) -> Map<String, Value> {
    let draft =
        Draft { valid: Some(("2024年3月5日", end)), format: "pdf", ..Draft::new(RESIDENT, n, "2024年3月5日") };
    let mut licence = draft.licence(holder, &format!("CS-2024-{n:04}"));
    licence.insert("digital_sign".to_owned(), json!(signature(1)));
    licence
}

/// The licence of an organisation, with a signature.
fn registration(holder: &Holder, end: &str) -> Map<String, Value> {
    let mut licence = basic(ASSOCIATION, ("9999000000000A", "002"), holder);
    let fields = [
        ("name", json!(format!("{}（正本）", ASSOCIATION.0))),
        ("number", json!("测社字第9902号")),
        ("issued", json!("2022年12月30日")),
        ("valid_from", json!("2023年1月1日")),
        ("valid_until", json!(end)),
        ("file_format", json!("ofd")),
        ("digital_sign", json!(signature(2))),
    ];
    licence.extend(fields.map(|(field, value)| (field.to_owned(), value)));
    licence
}

/// Base64 of a text that says that nobody signed.
fn signature(n: u8) -> String {
    let last = if n == 1 { "x" } else { "y" };
    format!("c3ludGhldGljIHNpZ25hdHVyZSBvZiBub2JvZHksIGZvciB0ZXN0cyBvbmx5OiAwMDA{last}")
}

fn type_code(last: &str) -> String {
    format!("{}{last}", DEFINER.1)
}

/// The number of a natural person of a region that does not exist.
fn citizen(n: usize) -> String {
    let first = format!("99999919900307{:03}", n + 1);
    let check = citizen_check(&first).unwrap_or('X');
    format!("{first}{check}")
}

/// The credit code of an organisation of that region.
fn credit(n: usize) -> String {
    let first = format!("5199999999{:07}", n * 10 + 3);
    let check = credit_check(&first).unwrap_or('0');
    format!("{first}{check}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;

    use super::*;
    use crate::simulator::formats::{calendar_day, fits};

    fn texts<'a>(licences: impl Iterator<Item = &'a Map<String, Value>>, field: &str) -> Vec<&'a str> {
        licences.filter_map(|licence| licence.get(field)?.as_str()).collect()
    }

    #[test]
    fn licences_cover_holder_types_formats_and_states_and_have_ids_of_their_own() {
        let all = all(date(2024, 3, 5).at(10, 0, 0, 0));
        let every = || all.valid.iter().chain(&all.barred).chain([&all.foreign]);
        let ids = texts(every(), "id");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), every().count());
        assert_eq!(ids[2], "1.2.156.3005.2.119999999900000178002.119999999900000253.9999000000000A.002.0");
        assert_eq!(texts(all.valid.iter(), "holder_type").into_iter().collect::<BTreeSet<_>>().len(), 16);
        assert_eq!(texts(all.valid.iter(), "file_format").into_iter().collect::<BTreeSet<_>>().len(), 2);
        assert_eq!(texts(all.barred.iter(), "state"), STATES);
        let numbers = every().filter(|licence| licence["holder_type"] == "111");
        assert!(texts(numbers, "holder_code").iter().all(|number| fits("identity-number", number)));
        assert!(texts(every(), "issued").iter().all(|day| calendar_day(day).is_some()));
        let held: BTreeSet<&str> = texts(every(), "holder_code").into_iter().collect();
        assert!(!held.contains(all.empty_holder.code.as_str()));
    }

    #[test]
    fn what_is_valid_ends_after_today_and_what_is_expired_before() {
        let now = date(2031, 6, 1).at(0, 0, 0, 0);
        let all = all(now);
        let ends = |licences: &[Map<String, Value>]| -> Vec<_> {
            texts(licences.iter(), "valid_until").into_iter().filter_map(calendar_day).collect()
        };
        assert!(ends(&all.valid).iter().all(|end| *end > now.date()));
        assert!(ends(&all.barred[1..2]).iter().all(|end| *end < now.date()));
    }
}
