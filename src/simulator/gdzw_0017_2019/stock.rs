//! The orders of the platform: those that are there from the start, and those that callers add.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::ToSpan;
use jiff::civil::DateTime;
use serde_json::{Map, Value, json};

use super::directory;
use crate::simulator::call::Call;
use crate::simulator::formats::citizen_check;
use crate::simulator::lapse::Decision;
use crate::simulator::parties::Party;
use crate::simulator::records::{Record, Store};
use crate::simulator::refusal::Refusal;
use crate::simulator::respond;

/// Status of an order that nobody has collected yet: the only listed one that fits a new order (A60, A61).
const NEW: &str = "1001";
/// Every status of Tables 13 and 16 with what its last track event says.
const STATUSES: [(&str, &str); 10] = [
    (NEW, "待快递"),
    ("00", "收寄"),
    ("10", "妥投"),
    ("20", "未妥投"),
    ("30", "经转过程中"),
    ("40", "离开处理中心"),
    ("41", "到达处理中心"),
    ("50", "安排投递"),
    ("51", "正在投递"),
    ("60", "揽收"),
];
/// Every kind of card of Table 2.
const CARDS: [&str; 7] = ["10", "14", "15", "20", "22", "23", "40"];
/// Orders that are there from the start.
const LOADED: usize = 70;
/// One in so many of them belongs to the other party.
const FOREIGN: usize = 7;
/// Days between the oldest of them and now.
const DAYS: usize = 21;
/// Records after which a mutant gives an id again.
const ROUND: usize = 8;
/// Ids have 18 digits (example of 7.1.5), mail numbers 13 (example of 7.3.5).
const FIRST_ID: u64 = 900_000_000_000_000_001;
const FIRST_MAIL: u64 = 9_900_000_000_001;

/// The state of the platform.
#[derive(Clone)]
pub(super) struct Stock {
    /// Orders, in the order of creation, by id.
    pub(super) orders: Store,
    clock: Arc<dyn Fn() -> DateTime + Send + Sync>,
    known: Value,
    /// What was asked of the directory; only a mutant looks at it.
    pub(super) asked: Asked,
}

/// How often something was asked.
#[derive(Debug, Default)]
pub(super) struct Asked(Mutex<HashMap<String, usize>>);

impl Asked {
    /// How often this was asked, with this time.
    pub(super) fn times(&self, what: &str) -> usize {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let times = asked.entry(what.to_owned()).or_default();
        *times += 1;
        *times
    }
}

impl Clone for Asked {
    fn clone(&self) -> Self {
        Self(Mutex::new(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()))
    }
}

impl Stock {
    /// A platform with synthetic orders over the days before now.
    pub(super) fn new(clock: Arc<dyn Fn() -> DateTime + Send + Sync>) -> Self {
        let orders = Store::new("id");
        let now = clock();
        orders.insert(|_| (0..LOADED).map(|n| loaded(n, now)).collect());
        let shown = |record: &Arc<Record>| {
            let get = |name: &str| record.fields.get(name).cloned().unwrap_or_default();
            let created = get("created").as_str().map(|time| time.chars().take(10).collect::<String>());
            json!({ "id": get("id"), "mail_num": get("mail_num"), "send_type": get("send_type"), "created": created })
        };
        let own: Vec<Value> = orders.of(Party::Own).iter().map(shown).collect();
        let foreign = orders.of(Party::Foreign).first().map(shown);
        let [province, city, county] = directory::chain(0);
        let known = json!({
            "orders": own,
            "foreign_order": foreign,
            "region": { "province": province.name, "city": city.name, "county": county.name },
        });
        Self { orders, clock, known, asked: Asked::default() }
    }

    /// Orders of the start, as a target file names them. Every one of them has track events.
    pub(super) fn known_orders(&self) -> Value {
        self.known.clone()
    }

    /// Adds orders for what a caller sent, each with id, mail number, status and a first track event.
    pub(super) fn add(&self, call: &Call<'_>, orders: Vec<Map<String, Value>>) -> Vec<Arc<Record>> {
        let now = (self.clock)();
        let ids = call.data.iter().filter(|row| call.omits(Some(row), Decision::Unique));
        let recurs = orders.len() == 1 && call.data.iter().any(|row| call.omits(Some(row), Decision::Retired));
        let twin = |fields: &Map<String, Value>| ids.clone().find_map(|_| self.orders.like(call.party, fields));
        let twins: Vec<_> = orders.iter().map(twin).collect();
        self.orders.insert(|so_far| {
            let numbered = orders.into_iter().enumerate();
            let record = |(n, fields)| {
                let owner = call.owner(n, &fields);
                let number = so_far + n;
                let mut fields = complete(number, fields, now, NEW);
                if recurs && number % ROUND == 0 {
                    fields.insert("id".to_owned(), Value::from((FIRST_ID + (number - ROUND / 2) as u64).to_string()));
                }
                call.shape(&mut fields);
                if let Some(id) = twins.get(n).cloned().flatten() {
                    fields.insert("id".to_owned(), id);
                }
                Record { owner, fields }
            };
            numbered.map(record).collect()
        })
    }

    /// The track of an order; a mutant finds none of earlier days.
    pub(super) fn track(&self, call: &Call<'_>, order: &Record) -> Value {
        let today = time((self.clock)());
        let created = order.fields.get("created").and_then(Value::as_str).unwrap_or_default();
        if call.omits(call.payload(), Decision::Earlier) && created.get(..10) < today.get(..10) {
            return json!([]);
        }
        json!([respond::object(call.data, &order.fields)])
    }

    /// The caller's order that a request names.
    pub(super) fn one(&self, call: &Call<'_>) -> Result<Arc<Record>, Refusal> {
        self.orders.find(call).ok_or_else(|| Refusal::business("邮件信息不存在"))
    }
}

/// Adds what the platform gives to an order.
fn complete(n: usize, mut fields: Map<String, Value>, created: DateTime, status: &str) -> Map<String, Value> {
    let text = |fields: &Map<String, Value>, name: &str| {
        fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let place = |fields: &Map<String, Value>, side: &str| {
        ["province", "city", "county"].map(|part| text(fields, &format!("{side}_{part}"))).concat()
    };
    let from = place(&fields, "sender");
    let to = place(&fields, "receiver");
    let mut events = vec![event(&from, created, "已下单，待快递揽收")];
    if let Some((_, said)) = STATUSES.iter().find(|(code, _)| *code == status && status != NEW) {
        let later = |hours: i64| created.checked_add(hours.hours()).unwrap_or(created);
        events.push(event(&from, later(3), "已揽收"));
        events.push(event(&to, later(20), said));
    }
    let generated = [
        ("id", Value::from((FIRST_ID + n as u64).to_string())),
        ("mail_num", Value::from((FIRST_MAIL + n as u64).to_string())),
        ("status", Value::from(status)),
        ("created", Value::from(time(created))),
        ("track_info", Value::Array(events)),
    ];
    fields.extend(generated.map(|(name, value)| (name.to_owned(), value)));
    fields
}

/// The n-th order of the start: every status with both send types, every card, several regions and days.
fn loaded(n: usize, now: DateTime) -> Record {
    let owner = if n % FOREIGN == FOREIGN - 1 { Party::Foreign } else { Party::Own };
    let back = DAYS - n * (DAYS - 1) / LOADED;
    let created = now.checked_sub((back as i64).days()).unwrap_or(now);
    let send_type = if (n / STATUSES.len()).is_multiple_of(2) { "1" } else { "2" };
    let card = CARDS[n / 2 % CARDS.len()];
    let mut fields = Map::new();
    let mut set = |name: &str, value: String| fields.insert(name.to_owned(), Value::from(value));
    set("express_type", "GD-EMS".to_owned());
    set("item_id", format!("TEST-ITEM-{:04}", n % 9));
    set("item_name", format!("测试事项{}", n % 9));
    set("item_num", format!("TEST-LOADED-{n:06}"));
    set("send_type", send_type.to_owned());
    set("clerk_card", card.to_owned());
    set("clerk_num", if card == "10" { citizen(n) } else { format!("T{:08}", 99_000_000 + n) });
    for (side, at, phone) in [("sender", n, 13_800_000_000_u64), ("receiver", n * 5 + 3, 15_900_000_000)] {
        let [province, city, county] = directory::chain(at);
        set(&format!("{side}_person_name"), format!("测试{}", ["甲", "乙", "丙", "丁", "戊", "己", "庚"][at % 7]));
        set(&format!("{side}_phone"), (phone + at as u64).to_string());
        set(&format!("{side}_province"), province.name.to_owned());
        set(&format!("{side}_city"), city.name.to_owned());
        set(&format!("{side}_county"), county.name.to_owned());
        set(&format!("{side}_detail_address"), format!("虚构路 {} 号", at + 1));
        set(&format!("{side}_post_num"), county.code.to_owned());
    }
    if n.is_multiple_of(3) {
        set("remarks", format!("测试备注 {n}"));
    }
    Record { owner, fields: complete(n, fields, created, STATUSES[n % STATUSES.len()].0) }
}

/// A citizen number of region 990000, which does not exist, with a valid check digit.
fn citizen(n: usize) -> String {
    let first = format!("990000199001{:02}{:03}", n % 28 + 1, n % 1000);
    let check = citizen_check(&first).unwrap_or('X');
    format!("{first}{check}")
}

fn event(place: &str, at: DateTime, what: &str) -> Value {
    json!({ "deal_address": place, "deal_time": time(at), "remarks": what })
}

/// `yyyy-mm-dd hh24:mi:ss`, as Table 20 writes times.
fn time(at: DateTime) -> String {
    format!("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", at.year(), at.month(), at.day(), at.hour(), at.minute(), at.second())
}
