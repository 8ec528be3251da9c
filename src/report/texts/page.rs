//! Words that frame the page alone.

use super::words::{Words, words};

macro_rules! frame {
    ($($name:ident = $zh:literal, $en:literal;)+) => {
        /// One thing for each text that frames the page: its words, or what a format makes of them.
        #[derive(Debug, Clone)]
        pub struct Frame<T> { $(#[doc = $en] pub $name: T,)+ }

        impl Frame<Words> {
            /// The words.
            pub const WORDS: Self = Self { $($name: words($zh, $en),)+ };
        }

        impl<T> Frame<T> {
            /// The same with something made of each.
            pub fn map<U>(self, mut make: impl FnMut(T) -> U) -> Frame<U> {
                Frame { $($name: make(self.$name),)+ }
            }
        }
    };
}

frame! {
    title = "接口标准符合性测试报告", "Conformance report";
    record = "接口标准符合性验收记录", "Acceptance record of conformance";
    skip = "跳到结论", "Skip to the conclusion";
    language = "语言", "Language";
    contents = "目录", "Contents";
    conclusion = "结论", "Conclusion";
    totals = "汇总", "Totals";
    matrix = "标准条款覆盖矩阵", "Coverage matrix";
    causes = "不符合项与其他发现", "Findings by root cause";
    latency = "响应时间", "Response times";
    cases = "逐条结论", "Verdicts, case by case";
    subject = "被测对象", "Object under test";
    vendor = "厂商", "vendor";
    version = "版本", "version";
    suite = "测试套件", "suite";
    standards = "标准与版本", "standards (edition)";
    environment = "测试环境", "environment";
    date = "测试时间", "date";
    documents = "依据文件", "documents used";
    network = "网络", "network";
    claimed = "声明的接口", "operations claimed";
    waiver_file = "豁免清单", "waivers";
    baseline = "基线", "baseline";
    readings = "适用的条文解读", "readings applied";
    tables = "条款文件", "tables";
    partial = "只运行了部分用例：结论仅限于所选范围", "part of the cases alone was selected: the conclusion holds for that part";
    none_failed = "没有不符合项", "Nothing failed.";
    units = "要求项（要求 × 方面）", "units (requirement × aspect)";
    unseen = "未见", "unseen";
    not_judged = "不判定", "not judged";
    clauses = "条款", "Clauses";
    ordinal = "序号", "no.";
    name = "名称", "name";
    label = "中文名称", "Chinese name";
    original = "原名称", "original name";
    category = "类别", "category";
    kind = "类型", "type";
    length = "长度", "length";
    required = "是否必填", "required";
    level = "约束", "level";
    note = "说明", "remark";
    codes_from = "代码见", "codes in";
    requirement = "要求", "requirement";
    aspect = "方面", "aspect";
    verdict = "结论", "verdict";
    what = "依据", "basis";
    count = "次数", "count";
    scale = "毫秒，对数刻度", "ms, logarithmic";
    latency_note = "p50、p90、p99 与最大值；测试不对性能下结论。", "p50, p90, p99 and maximum. No verdict rests on them.";
    request = "请求", "request";
    sent = "所发送的内容", "sent";
    answer = "应答", "answer";
    answer_note = "摘录，其余以 … 代替；不符之处已标记", "excerpt, the rest as …; what is wrong is marked";
    not_there = "缺少", "not there";
    verdicts = "条结论", "verdicts";
    filters = "筛选", "Filter";
    operation = "接口", "operation";
    all = "全部", "all";
    text = "全文", "text";
    reset = "清除", "Clear";
    shown_rows = "行要求", "rows";
    shown_causes = "项发现", "findings";
    shown_verdicts = "条结论", "verdicts";
    more = "继续显示", "Show more";
    nothing = "没有符合筛选条件的内容", "Nothing matches the filter.";
    script = "筛选、语言切换与逐条结论需要脚本。", "Filters, the language switch and the list of verdicts need scripts.";
    open_all = "全部展开", "Open all";
    close_all = "全部收起", "Close all";
    signatures = "签署", "Signatures";
    client = "建设（委托）单位", "Client";
    supplier = "承建（被测）单位", "Supplier under test";
    tester = "测试单位", "Testing body";
    signed = "签字（盖章）", "signature (seal)";
    signed_on = "日期", "date";
    made_by = "本页由测试记录生成，不含网络请求。", "Made from the recorded stream; the page asks nothing of the network.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_has_words_in_both_languages() {
        let mut count = 0;
        let _ = Frame::WORDS.map(|words| {
            count += 1;
            assert!(words.zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{words:?}");
            assert!(
                words.en.chars().any(|c| c.is_ascii_alphabetic()) && !words.en.contains(|c| c > '\u{2fff}'),
                "{words:?}"
            );
        });
        assert!(count > 50);
    }
}
