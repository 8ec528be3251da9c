//! The region directory: a few public codes and names (GB/T 2260), and a province that does not exist.

/// Codes and names, in the order of the codes. Level and parent follow from the zeros at the end of a code.
const REGIONS: &[(&str, &str)] = &[
    ("430000", "湖南省"),
    ("430100", "长沙市"),
    ("430102", "芙蓉区"),
    ("430103", "天心区"),
    ("430104", "岳麓区"),
    ("430105", "开福区"),
    ("430111", "雨花区"),
    ("440000", "广东省"),
    ("440100", "广州市"),
    ("440103", "荔湾区"),
    ("440104", "越秀区"),
    ("440105", "海珠区"),
    ("440106", "天河区"),
    ("440111", "白云区"),
    ("440112", "黄埔区"),
    ("440113", "番禺区"),
    ("440114", "花都区"),
    ("440115", "南沙区"),
    ("440117", "从化区"),
    ("440118", "增城区"),
    ("440300", "深圳市"),
    ("440303", "罗湖区"),
    ("440304", "福田区"),
    ("440305", "南山区"),
    ("440306", "宝安区"),
    ("440307", "龙岗区"),
    ("440308", "盐田区"),
    ("440309", "龙华区"),
    ("440310", "坪山区"),
    ("440311", "光明区"),
    ("440600", "佛山市"),
    ("440604", "禅城区"),
    ("440605", "南海区"),
    ("440606", "顺德区"),
    // No such region: addresses that nobody can mistake for real ones.
    ("990000", "测试省"),
    ("990100", "测试市"),
    ("990102", "测试一区"),
    ("990103", "测试二区"),
];

/// What stands for the parent of a province.
pub(super) const NO_PARENT: &str = "0";

/// One region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    /// Six digits.
    pub(super) code: &'static str,
    /// Name.
    pub(super) name: &'static str,
}

impl Region {
    /// 1 province, 2 city, 3 county.
    pub(super) fn level(self) -> i64 {
        match self.code {
            code if code.ends_with("0000") => 1,
            code if code.ends_with("00") => 2,
            _ => 3,
        }
    }

    /// Code of the region above.
    pub(super) fn parent(self) -> String {
        match self.level() {
            1 => NO_PARENT.to_owned(),
            2 => format!("{}0000", &self.code[..2]),
            _ => format!("{}00", &self.code[..4]),
        }
    }
}

/// All regions, by code.
pub(super) fn regions() -> impl Iterator<Item = Region> {
    REGIONS.iter().map(|(code, name)| Region { code, name })
}

/// The region with this code.
pub(super) fn by_code(code: &str) -> Option<Region> {
    regions().find(|region| region.code == code)
}

/// The regions right below this one.
pub(super) fn below(code: &str) -> impl Iterator<Item = Region> {
    regions().filter(move |region| region.parent() == code)
}

/// The first region below another parent that lies in the same region as this one.
pub(super) fn beside(code: &str) -> Option<Region> {
    let above = by_code(code)?.parent();
    let other = below(&above).find(|region| region.code != code)?;
    below(other.code).next()
}

/// The region at the top with the most right below it.
pub(super) fn fullest() -> Option<Region> {
    regions().filter(|region| region.level() == 1).max_by_key(|region| below(region.code).count())
}

/// A county with its city and province, the n-th in the order of the codes, counted round.
pub(super) fn chain(n: usize) -> [Region; 3] {
    let counties = || regions().filter(|region| region.level() == 3);
    let county = counties().nth(n % counties().count().max(1));
    let county = county.unwrap_or(Region { code: "990102", name: "测试一区" });
    let city = by_code(&county.parent()).unwrap_or(county);
    let province = by_code(&city.parent()).unwrap_or(city);
    [province, city, county]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_region_but_a_province_lies_in_one_that_exists() {
        for region in regions().filter(|region| region.level() > 1) {
            let parent = by_code(&region.parent()).map(Region::level);
            assert_eq!(parent, Some(region.level() - 1), "{}", region.name);
        }
        assert_eq!(below("0").count(), 3);
        assert_eq!(below("440000").count(), 3);
    }

    #[test]
    fn a_chain_leads_from_a_county_up_to_its_province() {
        let [province, city, county] = chain(5);
        assert_eq!((province.name, city.name, county.name), ("广东省", "广州市", "荔湾区"));
        assert_eq!(chain(0), chain(regions().filter(|region| region.level() == 3).count()));
    }
}
