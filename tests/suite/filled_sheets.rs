//! Workbooks as they are printed and filled in: values over several rows, other sheets, lines to sign, columns left free.

use rust_xlsxwriter::{Format, Workbook, Worksheet};
use zwfw_conformance::subject::form::{Filled, read};

use crate::filled_forms::{broken, example, golden, judge_form, judged, lines, onboarding, parsed, put};

/// A sheet with these rows.
fn sheet<'b>(book: &'b mut Workbook, name: &str, rows: &[&[&str]]) -> &'b mut Worksheet {
    let sheet = book.add_worksheet().set_name(name).expect("named");
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(*cells).filter(|(_, text)| !text.is_empty()) {
            put(sheet, row, column, text);
        }
    }
    sheet
}

fn read_as(book: &mut Workbook, form: &str) -> Filled {
    let bytes = book.save_to_buffer().expect("a workbook");
    read(&[onboarding()], "f.xlsx", &bytes, Some(form)).unwrap_or_else(|error| panic!("{error}"))
}

/// The access application as it is printed: the label of the scene stands before two rows.
fn access(scene: [&str; 2], vendor: &str, merged: bool) -> Filled {
    let mut book = Workbook::new();
    let rows: &[&[&str]] = &[
        &["接入信息"],
        &["申请单位名称", "示例局", "申请单位统一社会信用代码", "11990000000000002K"],
        &["接入场景", scene[0]],
        &["", scene[1]],
        &["实施接入厂家名称 (系统对接模式必填)", vendor, "实施接入业务系统名称(系统对接模式必填)", vendor],
    ];
    let sheet = sheet(&mut book, "申请表", rows);
    if merged {
        sheet.merge_range(2, 0, 3, 0, "接入场景", &Format::new()).expect("merged");
    }
    read_as(&mut book, "access-application")
}

#[test]
fn options_in_several_rows_beside_one_label_are_one_value() {
    const INTEGRATION: &str = "☑系统对接模式: ☑首次对接 □升级改造";
    for merged in [true, false] {
        let told = |scene, vendor| lines(&judged(&[access(scene, vendor, merged)]));
        assert_eq!(told(["□网页应用模式", INTEGRATION], "示例"), [""; 0]);
        assert_eq!(told(["☑网页应用模式", INTEGRATION], "示例"), ["fail F3.1a.6#behaviour several-chosen"]);
        let missing = ["fail F3.1a.7#presence missing", "fail F3.1a.8#presence missing"];
        assert_eq!(told(["□网页应用模式", INTEGRATION], ""), missing);
    }
}

#[test]
fn sheets_of_no_part_are_left_aside_and_told() {
    let mut book = Workbook::new();
    sheet(&mut book, "网络策略", &[&["*源地址", "*目的地址"], &["198.51.100.1", "198.51.100.2"]]);
    sheet(&mut book, "版本", &[&["版本号", "V1.0", "编写人", "示例"]]);
    sheet(&mut book, "证照", &[&["需求方单位", "*单位名称", "示例局"]]);
    let filled = read_as(&mut book, "network-policy");
    assert_eq!(lines(&judged(std::slice::from_ref(&filled))), [""; 0]);
    let aside = "was not read: it is no part of network-policy";
    assert_eq!(
        filled.notes,
        [
            format!("sheet `版本` {aside}"),
            format!(
                "sheet `证照` {aside}; labels of licence-service stand in it, which is handed in as a file of its own"
            ),
        ]
    );
    // What the form itself names is left aside though it has a label of the form.
    let mut book = Workbook::new();
    sheet(&mut book, "申请表", &[&["*对接类型", "用证"], &["*需求单号", "XQ-1"]]);
    sheet(&mut book, "接口订阅清单", &[&["序号", "证照名称", "serviceid"], &["1", "示例", ""]]);
    assert_eq!(read_as(&mut book, "licence-service").notes.len(), 1);
}

#[test]
fn what_is_filled_in_and_not_read_is_told() {
    let mut book = Workbook::new();
    let rows: &[&[&str]] = &[
        &["*业主单位名称", "示例局", "另一局"],
        &["*开发公司名称", "示例公司"],
        &["PaaS ID", "yst_a", "使用 yst_打头，后面带应用拼音或者英文缩写"],
        &["手机：14100000002"],
    ];
    sheet(&mut book, "应用接入", rows);
    let notes = read_as(&mut book, "gateway-application").notes;
    assert_eq!(
        notes,
        [
            "应用接入!A4 was not read: label and value need a cell each",
            "应用接入!C1 not read: no label says what stands there",
        ]
    );
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("form.xlsx");
    std::fs::write(&file, book.save_to_buffer().expect("a workbook")).expect("written");
    let (ran, _out) = judge_form(&[&file], &[]);
    assert!(ran.stderr.contains("note: ") && ran.stderr.contains("应用接入!C1"), "{}", ran.said());
}

#[test]
fn a_form_that_is_not_merged_is_read_where_its_column_is_filled() {
    let mut book = Workbook::new();
    let rows: &[&[&str]] = &[
        &["需求方填写"],
        &["", "需求方单位", "*单位名称", "示例局"],
        &["", "*对接类型", "", "用证"],
        &["", "*申请原因", "", "示例"],
        &["", "*申请时间", "", "______"],
        &["", "生产环境", "serviceid", "详见“接口订阅清单”sheet"],
    ];
    sheet(&mut book, "申请表", rows);
    let told = lines(&judged(&[read_as(&mut book, "licence-service")]));
    let open = |row: &str| told.contains(&format!("fail F3.4a.{row}#presence missing"));
    assert!(!open("1") && !open("10") && !open("11") && open("12"), "{told:?}");
    assert!(!told.iter().any(|line| line.contains("F3.4b")), "a printed remark fills nothing in: {told:?}");
}

#[test]
fn a_line_to_sign_below_a_list_is_no_entry() {
    let policies = |last: &[&str]| {
        let mut book = Workbook::new();
        let rows: &[&[&str]] =
            &[&["*源地址", "*目的地址", "系统关联关系"], &["198.51.100.1", "198.51.100.2"], &[], last];
        sheet(&mut book, "网络策略配置", rows);
        lines(&judged(&[read_as(&mut book, "network-policy")]))
    };
    assert_eq!(policies(&["申请人：示例", "", "日期：2021-05-21"]), [""; 0]);
    assert_eq!(policies(&["网关：198.51.100.3"]), [""; 0], "one cell alone");
    assert_eq!(policies(&["备注", "以上策略为双向"]), [""; 0]);
    assert_eq!(policies(&["网关：198.51.100.3", "业务：198.51.100.999"]), ["warning F3.2.2#format wrong-format"]);
}

#[test]
fn refusals_say_what_to_do() {
    let mut book = Workbook::new();
    for name in ["测试", "生产"] {
        sheet(&mut book, name, &[&["*业主单位名称", "示例局"], &["*开发公司名称", "示例公司"]]);
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let said = read(&[onboarding()], "f.xlsx", &bytes, None).expect_err("refused").to_string();
    assert!(said.contains("stands twice") && said.contains("3.3.other.3 asks for a file each"), "{said}");
    let path = broken("gateway-test", "网关访问路径: https://gateway.test", "网关访问路径: {网关域名}");
    let said = read(&[onboarding()], "f.yaml", path.as_bytes(), None).expect_err("refused").to_string();
    assert!(said.contains("put it into quotation marks"), "{said}");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("form.yaml");
    std::fs::write(&file, "form: network-policy\n网络策略配置: []\n").expect("written");
    let (ran, _out) = judge_form(&[&file], &[]);
    assert_eq!(ran.code, 3, "{}", ran.said());
    assert!(ran.stderr.contains("nothing is filled in"), "{}", ran.said());
    let (ran, _out) = judge_form(&[&golden("network")], &[]);
    assert!(!ran.stderr.contains("note: "), "{}", ran.said());
    assert!(parsed("f.yaml", example("network").as_bytes()).notes.is_empty());
}
