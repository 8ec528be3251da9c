//! Forms that somebody filled in: what conforms and what does not, in each file format, and what no file may do.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use serde_json::{Map, Value, json};
use zwfw_conformance::check::{Coverage, OTHER_SUBJECT};
use zwfw_conformance::prove::{Fault, Kill, ProveSettings, Reasons, prove_subjects, subject_mutants};
use zwfw_conformance::schema::Schemas;
use zwfw_conformance::standard::{ReadingVerdict, Source, Standard, Subject};
use zwfw_conformance::subject::form::{Blank, Filled, blank, hear, parts, read};
use zwfw_conformance::subject::{Emission, Opening};
use zwfw_conformance::verdict::{Event, Fold, TargetIdentity, Verdict, VerdictEvent};

use crate::support::{Ran, checkout, conform, embedded};

const ONBOARDING: &str = "yueshangma-2021";

/// Examples that conform: they are handed in together where they stand together.
const CONFORMING: &[&[&str]] = &[
    &["access-web"],
    &["access-integration"],
    &["gateway-test"],
    &["gateway-test", "gateway-production", "network"],
    &["licence-use"],
    &["licence-issue"],
];

/// One mistake in an example: form, what is replaced by what, and the unit that turns with its verdict and finding.
const BROKEN: &[(&str, &str, &str, &str)] = &[
    ("access-integration", "  实施接入厂家名称: 示例软件公司\n", "", "fail F3.1a.7#presence missing"),
    ("access-integration", "系统名称: 示例业务系统", "系统名称: ___", "fail F3.1a.8#presence missing"),
    ("access-web", "接入场景: 网页应用模式", "接入场景: 小程序", "fail F3.1a.6#code unlisted-code"),
    ("access-integration", "□网页", "☑网页", "fail F3.1a.6#behaviour several-chosen"),
    ("access-web", "  申请编号:", "  申请编号: A-1", "fail F3.1c.1#behaviour prefilled"),
    ("access-web", "11990000000000002K", "11990000000000002L", "warning F3.1a.2#format check-digit"),
    ("access-web", "\"11990000000000002", "\"19", "fail F3.1a.2#format wrong-format"),
    ("network", "    目的地址: 198.51.100.2\n", "", "fail F3.2.2#presence missing"),
    ("gateway-test", "PaaS ID: yst_sample", "PaaS ID: sample", "warning F3.3a.12#format wrong-format"),
    ("gateway-test", "PaaS Token:", "PaaS Token: abc", "fail F3.3a.13#behaviour prefilled"),
    ("gateway-test", "手机: 14100000002", "手机: 1410000000", "warning F3.3a.6#format wrong-format"),
    ("gateway-test", "IP: https://198.51.100.2:8443", "IP: 198.51.100.999", "fail F3.3a.10#format wrong-format"),
    ("gateway-test", "应用部署环境: 测试环境", "应用部署环境: 测试和生产", "fail F3.3a.9#behaviour several-chosen"),
    ("gateway-test", "所在网络: 互联网", "所在网络: 专线", "fail F3.3b.2#behaviour unlisted-code"),
    ("gateway-test", "/ebus/yst_sample", "/yst_sample", "warning F3.3b.4#behaviour wrong-format"),
    ("gateway-test", "https://198.51.100.2:8443/service/query", "198.51.100.2/q", "fail F3.3b.3#format wrong-format"),
    (
        "gateway-test",
        "列表: https://198.51.100.2:8443/site/",
        "列表: https://19.0.0.1/site/",
        "warning 3.3.net.3#behaviour not-equal",
    ),
    ("licence-use", "  需求单号: XQ-0001\n", "", "fail F3.4a.9#presence missing"),
    ("licence-use", "somebody@software.test", "software.test", "warning F3.4a.8#format wrong-format"),
    ("licence-use", "  对接类型: 用证\n", "", "fail F3.4a.10#presence missing"),
    ("licence-use", "ID (生产环境): yst_", "ID (生产环境): ", "warning F3.4a.17#format wrong-format"),
    ("licence-use", "ID (测试环境): yst_", "ID (测试环境): ", "warning F3.4a.19#format wrong-format"),
    ("licence-use", "需求单号: XQ-0001", "需求单号: 无", "fail F3.4a.9#presence missing"),
    ("licence-use", "申请原因: 示例", "申请原因: N/A", "fail F3.4a.11#presence missing"),
    ("gateway-test", "应用部署环境: 测试环境", "应用部署环境: □测试环境 □生产环境", "fail F3.3a.9#presence missing"),
    (
        "gateway-test",
        "应用部署环境: 测试环境",
        "应用部署环境: ☑测试环境 ☑生产环境",
        "fail F3.3a.9#behaviour several-chosen",
    ),
    ("network", "源地址: 198.51.100.1\n", "源地址: 198.51.100.999\n", "warning F3.2.1#format wrong-format"),
    ("network", "目的地址: 198.51.100.2\n", "目的地址: any\n", "warning F3.2.2#format wrong-format"),
    ("gateway-test", "IP: https://198.51.100.2:8443", "IP: 19.0.0.1:8443", "warning 3.3.net.3#behaviour not-equal"),
];

pub(crate) fn onboarding() -> &'static Standard {
    embedded().standard(ONBOARDING).expect("the standard is embedded")
}

pub(crate) fn golden(name: &str) -> PathBuf {
    checkout(&format!("tests/golden/{ONBOARDING}/{name}.yaml"))
}

pub(crate) fn example(name: &str) -> String {
    std::fs::read_to_string(golden(name)).expect("an example")
}

/// An example with one mistake.
pub(crate) fn broken(name: &str, from: &str, to: &str) -> String {
    let text = example(name);
    assert!(text.contains(from), "`{from}` in {name}");
    text.replacen(from, to, 1)
}

pub(crate) fn parsed(file: &str, bytes: &[u8]) -> Filled {
    read(&[onboarding()], file, bytes, None).unwrap_or_else(|error| panic!("{error}"))
}

/// The same form in another format.
fn as_kind(text: &str, kind: Blank) -> Filled {
    let filled = parsed("form.yaml", text.as_bytes());
    let form = onboarding().form(&filled.form).expect("the form");
    let bytes = blank(onboarding(), form, &filled, kind).expect("written");
    let file = match kind {
        Blank::Yaml => "form.yaml",
        Blank::Json => "form.json",
        Blank::Xlsx => "form.xlsx",
    };
    parsed(file, &bytes)
}

/// The stream of forms that are handed in together.
pub(crate) fn judged(forms: &[Filled]) -> Vec<Event> {
    judged_by(onboarding(), forms)
}

fn judged_by(standard: &Standard, forms: &[Filled]) -> Vec<Event> {
    let mut events = Vec::new();
    let mut sink = |event: Event| events.push(event);
    let opening = Opening {
        subject: Subject::Form,
        identity: TargetIdentity::default(),
        clock: zwfw_conformance::prove::fixed_clock,
        objects: forms.len(),
        whole: true,
    };
    let mut emission = Emission::open(opening, parts(&[standard], forms), &mut sink);
    hear(&[standard], forms, &mut emission);
    emission.close();
    events
}

fn deviations(events: &[Event]) -> Vec<&VerdictEvent> {
    let verdicts = events.iter().filter_map(|event| if let Event::Verdict(one) = event { Some(&**one) } else { None });
    verdicts.filter(|one| one.verdict > Verdict::Pass).collect()
}

/// Verdict, unit and finding; what only depends on another finding is left out.
pub(crate) fn lines(events: &[Event]) -> Vec<String> {
    let deviating = deviations(events);
    let told = deviating.iter().filter_map(|one| Some((one, one.finding.as_ref()?)));
    told.filter(|(_, finding)| finding.code.as_str() != "prerequisite")
        .map(|(one, finding)| format!("{} {}#{} {}", one.verdict, one.requirement.local(), one.aspect, finding.code))
        .collect()
}

/// Runs `judge form` of these files.
pub(crate) fn judge_form(files: &[&Path], more: &[&str]) -> (Ran, tempfile::TempDir) {
    let out = tempfile::tempdir().expect("a folder");
    let folder = out.path().display().to_string();
    let mut arguments = vec!["judge".to_owned(), "form".to_owned(), "--out".to_owned(), folder];
    arguments.extend(files.iter().map(|file| file.display().to_string()));
    arguments.extend(more.iter().map(|one| (*one).to_owned()));
    (conform(&arguments), out)
}

#[test]
fn examples_that_conform_do_so_in_every_format() {
    for together in CONFORMING {
        for kind in [Blank::Yaml, Blank::Json, Blank::Xlsx] {
            let forms: Vec<Filled> = together.iter().map(|name| as_kind(&example(name), kind)).collect();
            let events = judged(&forms);
            assert_eq!(lines(&events), [""; 0], "{together:?} as {kind:?}");
            let Some(Event::RunFinished(finished)) = events.last() else { panic!("no end") };
            assert!(finished.totals.standards[ONBOARDING].judged > 3, "{together:?}: hardly anything is judged");
        }
    }
}

#[test]
fn an_address_of_the_extranet_that_no_policy_names_warns() {
    let network = example("network").replace("198.51.100.2", "198.51.100.9");
    let forms = [example("gateway-production"), network].map(|text| parsed("form.yaml", text.as_bytes()));
    assert_eq!(lines(&judged(&forms)), ["warning 3.3.net.4#behaviour not-found"]);
}

#[test]
fn a_service_of_the_extranet_that_policies_open_to_one_other_alone_warns() {
    let together = |network: String| {
        let forms = [example("gateway-production"), network].map(|text| parsed("form.yaml", text.as_bytes()));
        lines(&judged(&forms))
    };
    let once = ["warning 3.3.net.5#behaviour not-found"];
    assert_eq!(together(example("network").replace("198.51.100.3", "198.51.100.1")), once);
    // The other way round it is the same other one; two in one cell are two.
    let back = "  - 源地址: 198.51.100.2\n    目的地址: 198.51.100.1\n";
    let there = "form: network-policy\n网络策略配置:\n  - 源地址: 198.51.100.1\n    目的地址: 198.51.100.2\n";
    assert_eq!(together(format!("{there}{back}")), once);
    assert_eq!(together(there.replace("源地址: 198.51.100.1", "源地址: 198.51.100.1、198.51.100.3")), [""; 0]);
}

#[test]
fn one_mistake_turns_its_own_unit_in_every_format() {
    for (name, from, to, expected) in BROKEN {
        let text = broken(name, from, to);
        for kind in [Blank::Yaml, Blank::Json, Blank::Xlsx] {
            assert_eq!(lines(&judged(&[as_kind(&text, kind)])), [*expected], "{name}: `{to}` as {kind:?}");
        }
    }
}

/// Ways to fill a cell in that are right, and ways that are not: form, what is replaced by what, and the findings.
const WRITTEN: &[(&str, &str, &str, &[&str])] = &[
    ("access-integration", "□网页应用模式 ☑系统对接模式： ☑首次", "[ ]网页应用模式 [√]系统对接模式： [√]首次", &[]),
    ("access-integration", "☑系统对接模式", "□系统对接模式", &[]),
    ("access-integration", "\"□网页应用模式 ☑系统对接模式： ☑首次对接 □升级改造\"", "升级改造", &[]),
    ("access-integration", "☑首次", "□首次", &["fail F3.1a.6#code unlisted-code"]),
    ("gateway-test", "IP: https://198.51.100.2:8443", "IP: \"http://[2001:db8::1]:8443\"", &[]),
    ("gateway-test", "PaaS ID: yst_sample", "PaaS ID: yst_", &["warning F3.3a.12#format wrong-format"]),
    ("licence-issue", "对接类型: 发证", "对接类型: 发证、用证", &["fail F3.4a.9#presence missing"]),
    ("licence-use", "对接类型: 用证", "对接类型: 发证、用证", &[]),
    ("licence-issue", "对接类型: 发证", "对接类型: 发证（首次）", &[]),
    ("licence-issue", "对接类型: 发证", "对接类型: 制证", &[]),
    ("licence-issue", "对接类型: 发证", "对接类型: □用证 ☑发证", &[]),
    ("licence-issue", "对接类型: 发证", "对接类型: 电子证照用证", &["fail F3.4a.9#presence missing"]),
    ("licence-use", "\"91990000MA0000001B\"", "91990000 ma0000001b", &[]),
    ("licence-use", "\"91990000MA0000001B\"", "91990000ma00000018", &["warning F3.4a.20#format check-digit"]),
    ("access-integration", "\"□网页应用模式 ☑系统对接模式： ☑首次对接 □升级改造\"", "系统对接模式（首次对接）", &[]),
    ("access-integration", "\"□网页应用模式 ☑系统对接模式： ☑首次对接 □升级改造\"", "系统对接模式-首次对接", &[]),
    ("gateway-test", "应用部署环境: 测试环境", "应用部署环境: ☑测试环境 □生产环境", &[]),
    ("gateway-test", "应用部署环境: 测试环境", "应用部署环境: 非生产（测试）", &[]),
    ("gateway-test", "服务所在网络: 互联网", "服务所在网络: ☑互联网 □政务外网", &[]),
    (
        "gateway-test",
        "服务所在网络: 互联网",
        "服务所在网络: □互联网 ☑政务外网",
        &["inconclusive 3.3.net.2#behaviour not-reached"],
    ),
    ("gateway-test", "网关域名: https://gateway.test", "网关域名: https://gateway.test/", &[]),
    ("gateway-test", "IP: https://198.51.100.2:8443", "IP: https://198.51.100.2:8443/", &[]),
    (
        "gateway-test",
        "- https://198.51.100.2:8443/service/submit",
        "- 1、https://198.51.100.2:8443/service/submit",
        &[],
    ),
    ("gateway-test", "PaaS Token:", "PaaS Token: 由管理理员分配", &[]),
    ("gateway-test", "PaaS Token:", "PaaS Token: 待分配", &[]),
    ("gateway-test", "是否申办接口: 是", "是否申办接口: 无", &[]),
    ("gateway-test", "备注 (发布站点):", "备注 (发布站点): 无", &[]),
    ("network", "源地址: 198.51.100.1\n", "源地址: 198.51.100.0/24、198.51.100.7-9\n", &[]),
];

#[test]
fn what_nobody_chose_leaves_open_what_depends_on_it() {
    let scene = "\"□网页应用模式 ☑系统对接模式： ☑首次对接 □升级改造\"";
    let vacant = ["  实施接入厂家名称: 示例软件公司\n", "  实施接入业务系统名称: 示例业务系统"];
    for chosen in ["", "\"□网页应用模式 □系统对接模式： □首次对接 □升级改造\"", "待定"] {
        let text = vacant.iter().fold(broken("access-integration", scene, chosen), |text, cell| text.replace(cell, ""));
        let told = lines(&judged(&[parsed("form.yaml", text.as_bytes())]));
        let open = ["inconclusive F3.1a.7#presence not-reached", "inconclusive F3.1a.8#presence not-reached"];
        assert_eq!(told, open, "{chosen}");
    }
    // Without the type nobody knows whether the number is needed: its own cell is the cause.
    let text = broken("licence-use", "  需求单号: XQ-0001\n  对接类型: 用证\n", "");
    assert_eq!(lines(&judged(&[parsed("form.yaml", text.as_bytes())])), ["fail F3.4a.10#presence missing"]);
}

#[test]
fn what_is_written_another_way_says_the_same() {
    for (name, from, to, expected) in WRITTEN {
        let told = lines(&judged(&[parsed("form.yaml", broken(name, from, to).as_bytes())]));
        assert_eq!(told, *expected, "{name}: {to}");
    }
    // The group alone does not say which, and asks for its cells all the same.
    let text = broken("access-integration", "☑首次", "□首次").replace("  实施接入厂家名称: 示例软件公司\n", "");
    let told = lines(&judged(&[parsed("form.yaml", text.as_bytes())]));
    assert_eq!(told, ["fail F3.1a.6#code unlisted-code", "fail F3.1a.7#presence missing"]);
}

#[test]
fn findings_are_as_reviewed() {
    let text = BROKEN.iter().map(|(name, from, to, _)| {
        let events = judged(&[parsed(&format!("{name}.yaml"), broken(name, from, to).as_bytes())]);
        let told = deviations(&events).into_iter().map(|one| {
            let finding = one.finding.as_ref().expect("a finding");
            format!(
                "  {} {}#{} {}: expected {}, got {}, at {} ({}) by {}\n",
                one.verdict,
                one.requirement.local(),
                one.aspect,
                finding.code,
                finding.expected,
                finding.actual,
                finding.pointer,
                finding.hint.as_deref().unwrap_or("-"),
                finding.reading.as_deref().unwrap_or("-"),
            )
        });
        format!("{name}: {}\n{}", to.trim(), told.collect::<String>())
    });
    insta::assert_snapshot!(text.collect::<String>());
}

#[test]
fn what_is_handed_in_together_is_judged_together() {
    let of = |names: &[&str]| -> Vec<Filled> {
        names.iter().map(|name| parsed(&format!("{name}.yaml"), example(name).as_bytes())).collect()
    };
    let alone = judged(&of(&["gateway-production"]));
    assert_eq!(lines(&alone), ["inconclusive 3.3.net.2#behaviour not-reached"], "the policy is not there");
    let mut forms = of(&["gateway-production", "network"]);
    forms[1].sections[0].entries.clear();
    assert_eq!(lines(&judged(&forms)), ["fail 3.3.net.2#behaviour not-found"]);
    assert_eq!(lines(&judged(&of(&["gateway-test", "network"]))), ["warning 3.3.net.1#behaviour not-excluded"]);
    assert_eq!(lines(&judged(&of(&["gateway-test", "gateway-test"]))), ["fail 3.3.other.3#behaviour not-unique"]);
    let mut forms = of(&["gateway-test"]);
    forms[0].sections.iter_mut().filter(|section| section.repeats).for_each(|section| section.entries.clear());
    assert_eq!(lines(&judged(&forms)), ["fail 3.3#behaviour missing"], "neither services nor sites");
}

#[test]
fn the_command_judges_reports_and_decides() {
    let (ran, out) = judge_form(&[&golden("gateway-test"), &golden("gateway-production"), &golden("network")], &[]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    for report in ["events.jsonl", "junit.xml", "report.html", "summary.md", "results.csv", "report.sarif"] {
        assert!(out.path().join(report).is_file(), "{report} is not there");
    }
    let recording = zwfw_conformance::report::read(&out.path().join("events.jsonl")).expect("a recording");
    assert!(recording.complete);
    let mut fold = Fold::new();
    recording.events.iter().for_each(|event| fold.event(event));
    assert!(
        fold.units()
            .iter()
            .any(|unit| unit.key.operation == "gateway-application" && unit.verdict == Some(Verdict::Pass))
    );
    let folder = tempfile::tempdir().expect("a folder");
    let wrong = folder.path().join("form.yaml");
    std::fs::write(&wrong, broken("licence-use", "  需求单号: XQ-0001\n", "")).expect("written");
    let (ran, _out) = judge_form(&[&wrong], &[]);
    assert_eq!(ran.code, 1, "{}", ran.said());
    assert!(ran.stdout.contains("F3.4a.9"), "{}", ran.said());
    let (ran, _out) = judge_form(&[&wrong], &["--standard", "yueshangma-2020"]);
    assert_eq!(ran.code, 2, "{}", ran.said());
    assert!(ran.stderr.contains("did you mean `yueshangma-2021`?"), "{}", ran.said());
}

#[test]
fn personal_data_are_in_no_report() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("form.yaml");
    let text = broken("gateway-test", "手机: 14100000002", "手机: 1410000000x 李示例");
    std::fs::write(&file, text).expect("written");
    let (ran, out) = judge_form(&[&file], &[]);
    assert_eq!(ran.code, 0, "a warning: {}", ran.said());
    for entry in std::fs::read_dir(out.path()).expect("reports") {
        let path = entry.expect("an entry").path();
        let text = String::from_utf8_lossy(&std::fs::read(&path).expect("readable")).into_owned();
        for personal in ["李示例", "1410000000x", "王示例"] {
            assert!(!text.contains(personal), "{personal} is in {}", path.display());
        }
    }
}

#[test]
fn an_empty_form_of_each_format_is_written_and_reads_back() {
    let folder = tempfile::tempdir().expect("a folder");
    for form in &onboarding().forms {
        for kind in ["yaml", "json", "xlsx"] {
            let path = folder.path().join(format!("{}.{kind}", form.name));
            let output = path.display().to_string();
            let arguments = ["init", "form", &form.name, "--format", kind, "--output", &output];
            let ran = conform(&arguments);
            assert_eq!(ran.code, 0, "{}", ran.said());
            let filled = parsed(&output, &std::fs::read(&path).expect("a file"));
            assert_eq!(filled.form, form.name);
            assert!(filled.is_empty(), "{filled:?}");
            assert_eq!(conform(&arguments).code, 2, "written over");
        }
    }
    let ran = conform(&["init", "form", "gateway-aplication"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("did you mean `gateway-application`?"), "{}", ran.said());
}

#[test]
fn a_label_that_no_form_has_is_refused_with_its_place_and_a_suggestion() {
    let refused = |file: &str, bytes: &[u8]| read(&[onboarding()], file, bytes, None).expect_err("refused").to_string();
    let text = broken("gateway-test", "  手机: ", "  手机号: ");
    assert_eq!(
        refused("f.yaml", text.as_bytes()),
        "error: f.yaml:8:3: no label `手机号` here: expected one of the form: did you mean `手机`?"
    );
    let text = broken("gateway-test", "发布服务:", "发布服务单:");
    let said = refused("f.yaml", text.as_bytes());
    assert!(said.contains("f.yaml:16:1") && said.contains("did you mean `发布服务`?"), "{said}");
    let said = refused("f.json", b"{\n\t\"form\": \"network-policy\",\n\t\"\xe7\xbd\x91\": []}");
    assert!(said.starts_with("error: f.json:3:2: no table"), "{said}");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "*业主单位名称").and_then(|sheet| sheet.write(0, 1, "示例局")).expect("written");
    sheet.write(1, 0, "*开发公司名").and_then(|sheet| sheet.write(1, 1, "示例公司")).expect("written");
    sheet.write(2, 0, "PaaS ID").expect("written");
    let said = refused("f.xlsx", &book.save_to_buffer().expect("a workbook"));
    assert_eq!(said, "error: f.xlsx:Sheet1!A2: no label `*开发公司名` in this form: did you mean `开发公司名称`?");
}

pub(crate) fn put(sheet: &mut Worksheet, row: u32, column: u16, text: &str) {
    sheet.write(row, column, text).expect("written");
}

#[test]
fn a_workbook_is_read_as_people_fill_it_in() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 3, "粤商通免证办接入申请表", &Format::new()).expect("merged");
    sheet.merge_range(1, 0, 1, 3, "接入信息", &Format::new()).expect("merged");
    put(sheet, 2, 0, "申请单位名称 （须盖单位公章）");
    put(sheet, 2, 1, "示例局");
    put(sheet, 2, 2, "申请单位统一社会信用代码：");
    put(sheet, 2, 3, " 11990000000000002K ");
    put(sheet, 3, 0, "联 系 人");
    put(sheet, 3, 2, "联系方式");
    sheet.write(3, 3, 14_100_000_001_f64).expect("written");
    put(sheet, 4, 0, "接入场景");
    sheet.merge_range(4, 1, 4, 3, "☑网页应用模式\n□系统对接模式：□首次对接 □升级改造", &Format::new()).expect("merged");
    put(sheet, 5, 0, "实施接入厂家名称(系统对接模式必填)");
    sheet.merge_range(7, 0, 7, 4, "使用地点清单（用于展示）", &Format::new()).expect("merged");
    for (column, label) in ["地市", "区县", "政务大厅名称", "大厅地址(详细到门牌号)", "大厅联系电话"].iter().enumerate()
    {
        put(sheet, 8, u16::try_from(column).expect("few"), label);
    }
    sheet.merge_range(9, 0, 10, 0, "示例市", &Format::new()).expect("merged");
    for (row, district) in [(9, "甲区"), (10, "乙区")] {
        put(sheet, row, 1, district);
        put(sheet, row, 2, "大厅");
    }
    put(sheet, 12, 0, "审核结果(省政数局填写)");
    put(sheet, 13, 0, "申请编号");
    put(sheet, 13, 1, "____");
    let second = book.add_worksheet();
    put(second, 0, 0, "计划接入时间");
    put(second, 1, 0, "2021年6月");
    let filled = parsed("form.xlsx", &book.save_to_buffer().expect("a workbook"));
    let told: Vec<String> = filled
        .sections
        .iter()
        .flat_map(|section| section.entries.iter().map(move |entry| (section, entry)))
        .flat_map(|(section, entry)| {
            entry.cells.iter().map(move |(name, cell)| {
                format!("{} {name} [{}] {}", section.table, cell.at, cell.text.replace('\n', " "))
            })
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

/// A workbook with one formula, whose cell is written otherwise.
fn with_formula(labels: &[(u32, u16, &str)], at: (u32, u16), cell: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    labels.iter().for_each(|(row, column, text)| put(sheet, *row, *column, text));
    sheet.write_formula(at.0, at.1, "=Z99").expect("written");
    let bytes = book.save_to_buffer().expect("a workbook");
    let mut old = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    let mut new = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..old.len() {
        let mut part = old.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut content).expect("read");
        if name == "xl/worksheets/sheet1.xml" {
            let xml = String::from_utf8(content).expect("UTF-8");
            let written = "><f>Z99</f><v>0</v></c>";
            assert!(xml.contains(written), "{xml}");
            content = xml.replace(written, cell).into_bytes();
        }
        new.start_file(name, zip::write::SimpleFileOptions::default()).expect("begun");
        std::io::Write::write_all(&mut new, &content).expect("written");
    }
    new.finish().expect("closed").into_inner()
}

const NEVER_COMPUTED: &[&str] = &["><f>Z99</f></c>", "><f>Z99</f><v></v></c>", "><f>Z99</f><v/></c>"];
const AN_ERROR: &str = " t=\"e\"><f>Z99</f><v>#REF!</v></c>";

#[test]
fn a_formula_that_nobody_computed_is_not_told_and_an_error_is_wrong() {
    let policy = |cell: &str| {
        let labels = [(0, 0, "*源地址"), (0, 1, "*目的地址"), (1, 0, "198.51.100.1")];
        let events = judged(&[parsed("form.xlsx", &with_formula(&labels, (1, 1), cell))]);
        let said = deviations(&events).first().map(|one| serde_json::to_string(one).expect("JSON")).unwrap_or_default();
        (lines(&events), said)
    };
    for cell in NEVER_COMPUTED {
        let (lines, said) = policy(cell);
        let open = ["presence", "format"].map(|aspect| format!("inconclusive F3.2.2#{aspect} not-reached"));
        assert_eq!(lines, open, "{cell}");
        assert!(said.contains("recalculate the workbook"), "{said}");
    }
    let (lines, said) = policy(AN_ERROR);
    assert_eq!(lines, ["fail F3.2.2#presence error-value"]);
    assert!(said.contains("#REF!") && said.contains("Sheet1!B2"), "{said}");
    // One that came to nothing leaves the cell empty, and one that came to something fills it.
    assert_eq!(policy(" t=\"str\"><f>Z99</f><v></v></c>").0, ["fail F3.2.2#presence missing"]);
    assert_eq!(policy(" t=\"str\"><f>Z99</f><v>198.51.100.2</v></c>").0, [""; 0]);
}

#[test]
fn what_depends_on_a_cell_without_a_value_is_not_told_either() {
    let labels =
        [(0, 0, "接入信息"), (1, 0, "申请单位名称"), (1, 1, "示例局"), (2, 0, "接入场景"), (3, 0, "实施接入厂家名称")];
    let access = |at: (u32, u16), cell: &str| {
        let form = read(&[onboarding()], "f.xlsx", &with_formula(&labels, at, cell), Some("access-application"));
        let told = lines(&judged(&[form.unwrap_or_else(|error| panic!("{error}"))]));
        told.into_iter().filter(|line| line.contains("F3.1a")).collect::<Vec<_>>()
    };
    let open = access((2, 1), NEVER_COMPUTED[0]);
    for unit in ["F3.1a.6#code", "F3.1a.6#behaviour", "F3.1a.7#presence", "F3.1a.8#presence"] {
        assert!(open.contains(&format!("inconclusive {unit} not-reached")), "{unit}: {open:?}");
    }
    assert_eq!(access((2, 1), AN_ERROR), ["fail F3.1a.6#code error-value"], "what depends on it has its cause there");
}

#[test]
fn a_file_that_is_nested_too_deep_or_too_long_is_refused_in_words() {
    let refused = |text: &str| read(&[onboarding()], "f.yaml", text.as_bytes(), None).expect_err("refused").to_string();
    let deep = refused(&format!("form: network-policy\n网络策略配置: {}1{}\n", "[".repeat(80), "]".repeat(80)));
    assert!(deep.starts_with("error: f.yaml:2:") && deep.contains("deeper than 64 levels"), "{deep}");
    let long = refused(&format!("form: network-policy\n网络策略配置:\n{}", "  - 1\n".repeat(210_000)));
    assert!(long.starts_with("error: f.yaml:") && long.contains("up to 200000 values"), "{long}");
    for said in [deep, long] {
        assert!(!said.contains("budget") && !said.contains('{'), "{said}");
    }
}

#[test]
fn what_unfolds_without_end_or_is_no_form_is_refused() {
    let refused = |file: &str, bytes: &[u8]| read(&[onboarding()], file, bytes, None).expect_err("refused").to_string();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let deflated = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    archive.start_file("xl/workbook.xml", deflated).expect("begun");
    for _ in 0..80 {
        std::io::Write::write_all(&mut archive, &vec![b' '; 1024 * 1024]).expect("written");
    }
    let bomb = archive.finish().expect("closed").into_inner();
    assert!(refused("f.xlsx", &bomb).contains("unfolds to more than"), "{}", refused("f.xlsx", &bomb));
    let mut far = Workbook::new();
    let sheet = far.add_worksheet();
    put(sheet, 0, 0, "*源地址");
    put(sheet, 0, 1, "*目的地址");
    put(sheet, 1_048_575, 16_383, "x");
    let filled = parsed("far.xlsx", &far.save_to_buffer().expect("a workbook"));
    assert_eq!(filled.form, "network-policy");
    for (file, bytes) in
        [("f.xlsx", &b"PK\x03\x04"[..]), ("f.yaml", b"\xff\xfe"), ("f.yaml", b"- 1"), ("f.json", b"{,}")]
    {
        assert!(refused(file, bytes).starts_with("error: "), "{file}");
    }
    assert!(refused("f.yaml", b"a: 1").contains("which form is it?"));
}

/// Values that hardly anybody would write into a form.
fn odd() -> impl Strategy<Value = Value> {
    let labels = ["form", "接入信息", "联系人", "发布服务", "服务名称", "需求方单位", "PaaS ID", "审核结果"];
    let key = prop_oneof![proptest::sample::select(labels.to_vec()).prop_map(str::to_owned), ".{0,6}"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(json!("gateway-application")),
        Just(json!("access-application")),
    ];
    leaf.prop_recursive(4, 24, 5, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            proptest::collection::vec((key.clone(), inner), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<String, Value>>())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_give_a_reason_or_a_verdict(bytes in proptest::collection::vec(any::<u8>(), 0..400), workbook in any::<bool>()) {
        let mut bytes = bytes;
        if workbook {
            bytes.splice(0..0, *b"PK\x03\x04");
        }
        for file in ["f.yaml", "f.json", "f.xlsx"] {
            if let Ok(filled) = read(&[onboarding()], file, &bytes, None) {
                judged(&[filled]);
            }
        }
    }

    #[test]
    fn any_document_gives_a_reason_or_a_verdict(document in odd(), form in proptest::sample::select(vec!["access-application", "gateway-application", "licence-service"])) {
        let text = document.to_string();
        for file in ["f.yaml", "f.json"] {
            match read(&[onboarding()], file, text.as_bytes(), Some(form)) {
                Ok(filled) => prop_assert!(judged(&[filled]).len() > 80),
                Err(error) => prop_assert!(error.to_string().starts_with("error: f.")),
            }
        }
    }
}

#[test]
fn derived_schemas_agree_with_the_judge_of_forms() {
    let schemas = Schemas::compile(onboarding()).expect("compiled");
    let violations = |filled: &Filled| {
        let mut found = Vec::new();
        for section in &filled.sections {
            for entry in &section.entries {
                let cells = entry.cells.iter().map(|(name, cell)| {
                    let shown = if cell.text.starts_with('□') {
                        "系统对接模式: 首次对接"
                    } else {
                        cell.text.as_str()
                    };
                    (name.clone(), json!(shown))
                });
                let instance = Value::Object(cells.collect());
                let broken = schemas.violations(&section.table, &instance);
                found.extend(broken.into_iter().map(|one| format!("{}#{}", one.requirement, one.aspect)));
            }
        }
        found
    };
    for name in CONFORMING.iter().copied().flatten() {
        assert_eq!(violations(&parsed("f.yaml", example(name).as_bytes())), [""; 0], "{name}");
    }
    let said = |name: &str, from: &str, to: &str| violations(&parsed("f.yaml", broken(name, from, to).as_bytes()));
    assert_eq!(said("network", "    目的地址: 198.51.100.2\n", ""), ["F3.2.2#presence"]);
    assert_eq!(said("gateway-test", "手机: 14100000002", "手机: 1"), ["F3.3a.6#format"]);
    assert_eq!(said("access-web", "接入场景: 网页应用模式", "接入场景: 小程序"), ["F3.1a.6#code"]);
    assert!(!said("licence-use", "  需求单号: XQ-0001\n", "").is_empty(), "needed when licences are used");
    assert!(
        !said("access-integration", "  实施接入厂家名称: 示例软件公司\n", "").is_empty(),
        "needed when integrating"
    );
}

#[test]
fn a_reading_decides_the_verdict_of_a_form() {
    let turned = |reading: &str, verdict: ReadingVerdict| {
        let mut standard = onboarding().clone();
        let known = standard.readings.iter_mut().find(|one| one.id == reading).expect("the reading");
        known.verdict = verdict;
        standard
    };
    let broken_by = [
        ("C03.2", broken("gateway-test", "PaaS ID: yst_sample", "PaaS ID: sample")),
        ("design-form-shape", broken("gateway-test", "手机: 14100000002", "手机: 1410000000")),
        ("design-path", broken("gateway-test", "/ebus/yst_sample", "/yst_sample")),
    ];
    for (reading, text) in broken_by {
        for (written, verdict) in [(ReadingVerdict::Fail, Verdict::Fail), (ReadingVerdict::Warn, Verdict::Warning)] {
            let standard = turned(reading, written);
            let events = judged_by(&standard, &[parsed("form.yaml", text.as_bytes())]);
            let decided = deviations(&events);
            let decided = decided
                .iter()
                .filter(|one| one.finding.as_ref().is_some_and(|finding| finding.reading.as_deref() == Some(reading)));
            let verdicts: Vec<Verdict> = decided.map(|one| one.verdict).collect();
            assert_eq!(verdicts, [verdict], "{reading} written as {written:?}");
        }
    }
}

#[test]
fn a_run_names_the_command_that_judges_forms_and_the_other_way_round() {
    let coverage = Coverage::of_subject(onboarding(), Subject::Service, &|_| None);
    let entry = coverage.catalogue.iter().find(|entry| entry.requirement.local() == "F3.2.1").expect("a row");
    let told = entry.aspects.iter().map(|one| (one.disposition.as_str(), one.reason.as_str())).collect::<Vec<_>>();
    assert_eq!(told, [(OTHER_SUBJECT, "judge form"); 2], "presence and format");
    let ran = conform(&["list", "coverage", "--standard", ONBOARDING]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(ran.stdout.contains("by judge form") && !ran.stdout.contains("unjudged"), "{}", ran.stdout);
    // What a run judges by it is the gateway alone.
    let ran = conform(&["run", "--standard", ONBOARDING]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(ran.stdout.contains("judged by another command"), "{}", ran.said());
    let of_forms = |event: &Event| matches!(event, Event::Verdict(one) if one.requirement.local().starts_with('F'));
    assert!(!ran.recording().events.iter().any(of_forms), "{}", ran.said());
}

#[test]
fn every_mutant_of_the_forms_is_killed_under_its_own_unit() {
    let reasons = Reasons::load(&Source::embedded_schemas(), ONBOARDING).expect("reasons");
    let settings = ProveSettings { seed: 1, threads: 2, whole: true, reasons, ..ProveSettings::default() };
    let matrices = prove_subjects(onboarding(), &settings).expect("a proof");
    let [matrix, gateway] = matrices.as_slice() else { panic!("forms and a gateway") };
    assert!(gateway.faults.is_empty() && gateway.subject == Subject::Service, "{:?}", gateway.faults);
    assert_eq!(matrix.faults.iter().map(ToString::to_string).collect::<Vec<_>>(), [""; 0]);
    assert!(
        matrix.count(Kill::Killed) > 80
            && matrix.mutants.len() + gateway.mutants.len() == subject_mutants(onboarding()).len()
    );
    assert!(matrix.freedoms.len() > 5 && matrix.units.len() > 80, "{} units", matrix.units.len());
    // Without the mutant of a unit the bar is not reached.
    let only = vec!["F3.2.1#".to_owned()];
    let few = prove_subjects(onboarding(), &ProveSettings { only, ..settings }).expect("a proof");
    assert!(few[0].faults.iter().any(|fault| matches!(fault, Fault::Unproven { .. })));
}
