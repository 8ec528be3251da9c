//! The five operations of the standard.

use serde_json::{Map, Value, json};

use super::directory;
use super::stock::Stock;
use crate::simulator::call::Call;
use crate::simulator::lapse::Decision;
use crate::simulator::platform::{Platform, Setup};
use crate::simulator::refusal::Refusal;
use crate::simulator::{records, respond};
use crate::standard::Tree;

/// A platform with orders to query.
pub(crate) fn platform(setup: Setup) -> Box<dyn Platform> {
    Box::new(Stock::new(setup.clock))
}

impl Platform for Stock {
    fn answer(&self, call: &Call<'_>) -> Result<Value, Refusal> {
        match call.layout.operation.name.as_str() {
            "addOrder" => add(self, call),
            "getDist" => regions(self, call),
            "queryOrder" => Ok(respond::page(call.data, &self.orders.select(call)).into()),
            "queryOrderDetail" => self.one(call).map(|order| respond::object(call.data, &order.fields).into()),
            "queryTrackInfo" => self.one(call).map(|order| self.track(call, &order)),
            other => Err(Refusal::system(format!("没有接口 {other}"))),
        }
    }

    fn fork(&self) -> Box<dyn Platform> {
        Box::new(self.clone())
    }

    fn fixture(&self, name: &str) -> Option<String> {
        let [province, city, county] = directory::chain(0);
        match name {
            "region.province" => Some(province.name.to_owned()),
            "region.city" => Some(city.name.to_owned()),
            "region.county" => Some(county.name.to_owned()),
            _ => None,
        }
    }

    fn has_region(&self, name: &str) -> bool {
        directory::regions().any(|region| region.name == name)
    }

    fn known(&self) -> Value {
        self.known_orders()
    }
}

/// 7.1: each mail of the list becomes an order.
fn add(stock: &Stock, call: &Call<'_>) -> Result<Value, Refusal> {
    let mut shared = Map::new();
    records::written(&call.layout.request, call.values, &mut shared);
    let list = call.layout.request.iter().find(|row| row.name == "mail_info_list");
    let list = list.ok_or_else(|| Refusal::system("没有 mail_info_list 的定义"))?;
    let mails = call.values.get(&list.name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let orders = mails.iter().filter_map(Value::as_object).map(|mail| {
        let mut order = shared.clone();
        records::written(&list.members, mail, &mut order);
        order
    });
    let added = stock.add(call, orders.collect());
    Ok(added.iter().map(|order| Value::from(respond::object(call.data, &order.fields))).collect())
}

/// 7.2: the regions of one level below a parent; at level 1 the parent does not matter.
fn regions(stock: &Stock, call: &Call<'_>) -> Result<Value, Refusal> {
    let level = call.values.get("level").and_then(Value::as_i64).unwrap_or(1);
    let asked = call.values.get("parent_code").and_then(Value::as_str);
    let row = call.layout.request.iter().find(|row| row.semantics.tree == Some(Tree::Parent));
    let parent = match asked {
        // Only a mutant keeps an empty text, and nothing lies below it.
        Some("") => String::new(),
        _ if level == 1 => directory::NO_PARENT.to_owned(),
        Some(code) if directory::by_code(code).is_some_and(|parent| parent.level() + 1 == level) => code.to_owned(),
        // A mutant took a parent that names nothing: the first one that fits stands for it.
        _ if row.is_some_and(|row| call.lapsed_at(row)) => {
            let fitting = directory::regions().find(|region| region.level() + 1 == level);
            fitting.map(|region| region.code.to_owned()).unwrap_or_default()
        }
        Some(code) if call.omits_here(Decision::Unknown) => {
            let all = directory::regions().filter(|region| region.level() == level);
            return Ok(all.map(|region| shown(region, code)).collect());
        }
        code => return Err(Refusal::business(format!("上级地区 {} 不存在", code.unwrap_or_default()))),
    };
    let stranger = row.filter(|row| call.omits(Some(row), Decision::Parent)).and_then(|_| directory::beside(&parent));
    let fixed = directory::fullest().filter(|_| level == 2 && call.omits(row, Decision::Branch));
    let branch = fixed.map_or(parent.as_str(), |region| region.code);
    let mut below: Vec<directory::Region> = directory::below(branch).chain(stranger).collect();
    let name = call.data.iter().find(|row| row.semantics.tree == Some(Tree::Name));
    if level > 1 && call.omits(name, Decision::Name) && stock.asked.times(&parent).is_multiple_of(2) {
        exchange_names(&mut below);
    }
    Ok(below.into_iter().map(|region| shown(region, &parent)).collect())
}

/// Gives each region the name of the next.
fn exchange_names(regions: &mut [directory::Region]) {
    let mut names: Vec<&'static str> = regions.iter().map(|region| region.name).collect();
    let first = usize::from(names.len() > 1);
    names.rotate_left(first);
    regions.iter_mut().zip(names).for_each(|(region, name)| region.name = name);
}

fn shown(region: directory::Region, parent: &str) -> Value {
    json!({
        "address_code": region.code,
        "address_name": region.name,
        "level": region.level(),
        "parent_code": parent,
    })
}
