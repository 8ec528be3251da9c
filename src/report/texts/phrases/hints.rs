//! What else is known.

use super::template::{Phrase, Table};

pub(super) static TABLE: Table = Table::new(&[HINTS, UNREAD]);

const HINTS: &[Phrase] = &[
    ("the text only implies this", "标准文本仅隐含此要求"),
    ("`{}` was sent instead", "所返回的键名为 `{}`"),
    ("{} was sent", "请求中为 {}"),
    ("in breach of the answer's own row", "违反应答中该字段自身的要求"),
    ("the envelope stands inside `{}`", "返回结构位于 `{}` 之内"),
    ("step {}, {}", "步骤 {}，{}"),
    ("the value is masked: {} characters ({list})", "取值已遮盖：{} 个字符（{list}）"),
    ("{}: {} of {} rows of {}: {}", "{}：{} 行（共 {} 行，数据表 {}）：{}"),
    ("{}: table {}", "{}：数据表 {}"),
    ("{} of {} rows of {}: {}", "{} 行（共 {} 行，数据表 {}）：{}"),
    ("table {}", "数据表 {}"),
];

/// Why a body is not JSON: the words of the parser.
const UNREAD: &[Phrase] = &[
    (
        "{reason} at line {} column {}; answered as {}: `not_claimed: { {}: the reason }` leaves the operation out",
        "{reason}（第 {} 行第 {} 列）；以 {} 应答：`not_claimed: { {}: 理由 }` 可略去该接口",
    ),
    ("{reason} at line {} column {}", "{reason}（第 {} 行第 {} 列）"),
    (
        "{}; answered as {}: `not_claimed: { {}: the reason }` leaves the operation out",
        "{}；以 {} 应答：`not_claimed: { {}: 理由 }` 可略去该接口",
    ),
];
