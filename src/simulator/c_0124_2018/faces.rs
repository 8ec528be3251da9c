//! What is printed on the licences that this standard shows with a signature: faces and details.

use serde_json::{Map, Value, json};

use crate::simulator::licences::holdings::{Licences, RESIDENT};

/// Pictures of one pixel; one is broken into lines, as base64 often is.
const PHOTO: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mM4IScHAAK2AQUKW6YGAAAAAElFTkSuQmCC";
const SEAL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mOQkzsBAAFiAQUv\n5nCNAAAAAElFTkSuQmCC";

/// The licences with their faces: those of persons have a picture, the first of them that of a seal as well.
pub(super) fn printed(mut all: Licences) -> Licences {
    let mut sealed = false;
    for licence in all.valid.iter_mut().filter(|licence| licence.contains_key("digital_sign")) {
        let holder = licence.get("holder").and_then(Value::as_str).unwrap_or_default().to_owned();
        if licence.get("type").and_then(Value::as_str) == Some(RESIDENT.0) {
            resident(licence, &holder);
            if !std::mem::replace(&mut sealed, true) {
                seal_on(licence);
            }
        } else {
            registered(licence, &holder);
        }
    }
    all
}

fn resident(licence: &mut Map<String, Value>, holder: &str) {
    let face = json!([face("姓名", holder, "string", "CS_XM"), face("照片", PHOTO, "picture", "CS_ZP")]);
    licence.insert("surface".to_owned(), face);
    let changes = json!([{ "group": "变更记录", "datalist": [line("变更内容", "string", "", "CS_BGNR", "1")] }]);
    licence.insert("detail".to_owned(), changes);
}

/// The picture of a seal among the details.
fn seal_on(licence: &mut Map<String, Value>) {
    if let Some(Value::Array(groups)) = licence.get_mut("detail") {
        groups.push(seal());
    }
}

fn seal() -> Value {
    json!({ "group": "印章", "datalist": [line("印章图样", "picture", SEAL, "CS_YZ", "1")] })
}

/// An organisation, with records in two groups.
fn registered(licence: &mut Map<String, Value>, holder: &str) {
    let fields = [
        (
            "surface",
            json!([face("名称", holder, "string", "CS_MC"), face("住所", "虚构路 11 号 301 室", "string", "CS_ZS"),]),
        ),
        (
            "detail",
            json!([
                { "group": "年检记录", "datalist": [
                    line("日期", "string", "2023年", "CS_RQ", "1"),
                    line("年检记录", "string", "", "CS_NJJL", "1"),
                    line("日期", "string", "2024年", "CS_RQ", "2"),
                    line("年检记录", "string", "合格", "CS_NJJL", "2"),
                ] },
                seal(),
            ]),
        ),
    ];
    licence.extend(fields.map(|(field, value)| (field.to_owned(), value)));
}

fn face(name: &str, value: &str, kind: &str, column: &str) -> Value {
    json!({ "name": name, "value": value, "valueType": kind, "columnName": column })
}

fn line(name: &str, kind: &str, value: &str, column: &str, order: &str) -> Value {
    json!({ "name": name, "valueType": kind, "value": value, "columnName": column, "orderNum": order })
}
