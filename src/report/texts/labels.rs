//! Words for verdicts, aspects, dispositions and everything that frames a report.

use super::words::{Words, words};
use crate::id::Aspect;
use crate::verdict::{Absence, Stopped, Verdict};

/// A verdict in words.
pub fn verdict(verdict: Verdict) -> Words {
    match verdict {
        Verdict::NotApplicable => words("不适用", "not applicable"),
        Verdict::Pass => words("符合", "pass"),
        Verdict::Warning => words("警告", "warning"),
        Verdict::Inconclusive => words("无法判定", "inconclusive"),
        Verdict::Fail => words("不符合", "fail"),
        Verdict::Error => words("内部错误", "error"),
    }
}

/// An aspect in words.
pub fn aspect(aspect: Aspect) -> Words {
    match aspect {
        Aspect::Presence => words("必选", "presence"),
        Aspect::Type => words("类型", "type"),
        Aspect::Length => words("长度", "length"),
        Aspect::Code => words("代码", "code"),
        Aspect::Format => words("格式", "format"),
        Aspect::Behaviour => words("行为", "behaviour"),
    }
}

/// A disposition in words; none for a name that this version does not know.
pub fn disposition(name: &str) -> Option<Words> {
    Some(match name {
        "judged" => words("判定", "judged"),
        "not-applicable" => words("不适用", "not applicable"),
        "reading" => words("标准文本有缺陷", "the text of the standard is defective"),
        "caller-only" => words("只约束调用方", "binds the caller only"),
        "restated" => words("由另一要求判定", "judged by another requirement that says the same"),
        "needs-document" => words("需要未提供的文件", "needs a document that was not supplied"),
        "other-subject" => words("由另一命令判定", "judged by another command"),
        "draft" => words("草案，尚未运行", "the standard is a draft, not yet run"),
        "unjudged" => words("所选用例未涉及", "no selected case judges it"),
        "needs-data" => words("需要目标文件未给出的数据", "needs data that the target file does not name"),
        _ => return None,
    })
}

/// A requirement's level in words; none for a name that this version does not know.
pub fn level(name: &str) -> Option<Words> {
    Some(match name {
        "must" => words("应", "must"),
        "should" => words("宜", "should"),
        "may" => words("可", "may"),
        _ => return None,
    })
}

/// Why a run judges nothing of a standard, in words.
pub fn absence(absence: Absence) -> Words {
    match absence {
        Absence::Selection => words("未包含在所选范围内", "nothing of it is in what was selected"),
        Absence::Target => words("目标文件未列出", "the target file does not name it"),
        Absence::HandedIn => {
            words("不调用服务，由提交的材料判定", "nothing of it is called: what is handed in shows it")
        }
    }
}

/// Why a run ended early, in words.
pub fn stopped(stopped: Stopped) -> Words {
    match stopped {
        Stopped::Interrupted => words("测试被中断", "the run was interrupted"),
        Stopped::Unreachable => words("测试目标不再应答", "the target stopped answering"),
    }
}

macro_rules! labels {
    ($($(#[doc = $doc:literal])+ $variant:ident = $zh:literal, $en:literal;)+) => {
        /// A text that frames a report.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Label { $($(#[doc = $doc])+ $variant,)+ }

        impl Label {
            /// Every label.
            pub const ALL: &'static [Label] = &[$(Self::$variant,)+];

            /// Its words.
            pub fn words(self) -> Words {
                match self { $(Self::$variant => words($zh, $en),)+ }
            }
        }
    };
}

labels! {
    /// Who is tested.
    Target = "测试目标", "target";
    /// Options of the standard that the target file claims.
    Options = "声明的可选项", "options claimed";
    /// Operation that the target file does not claim.
    NotClaimed = "未声明的接口", "not claimed";
    /// Seed.
    Seed = "随机种子", "seed";
    /// Marker.
    Marker = "数据标记", "marker";
    /// Start of the run.
    Started = "开始时间", "started";
    /// Heading over our own faults.
    Errors = "测试程序内部错误", "Internal errors of the suite";
    /// Heading over failures.
    Failures = "不符合项（按原因合并）", "Failures, by cause";
    /// Heading over warnings.
    Warnings = "警告（按原因合并）", "Warnings, by cause";
    /// Heading over what could not be told.
    Inconclusives = "无法判定（按理由合并）", "Inconclusive, by reason";
    /// Heading over the table.
    Summary = "汇总", "Summary";
    /// Heading over dispositions.
    Dispositions = "不判定的要求", "Not judged";
    /// Standard of which the run judges nothing.
    LeftOut = "本次未运行", "not in this run";
    /// What was expected.
    Expected = "期望", "expected";
    /// What was seen.
    Actual = "实际", "actual";
    /// Where.
    Pointer = "位置", "at";
    /// Clause.
    Clause = "条款", "clause";
    /// Reading.
    Reading = "解读", "reading";
    /// Hint.
    Hint = "提示", "hint";
    /// Case.
    Case = "用例", "case";
    /// Step.
    Step = "步骤", "step";
    /// Cause.
    Cause = "根因", "cause";
    /// Where a cause shows first, when that is not its own place.
    Seen = "表现", "shows as";
    /// Command that repeats the exchange.
    Curl = "重现", "repeat";
    /// How many verdicts share a cause.
    Shared = "条结论同因", "verdicts share this cause";
    /// How many more there are than shown.
    More = "条未列出，见 events.jsonl", "more not shown, see events.jsonl";
    /// Column: standard.
    Standard = "标准", "standard";
    /// Column: operation.
    Operation = "接口", "operation";
    /// Column: planned.
    Planned = "计划", "planned";
    /// Column: reached.
    Reached = "触及", "reached";
    /// Column: judged.
    Judged = "判定", "judged";
    /// Column: pass.
    Pass = "符合", "pass";
    /// Column: warning.
    Warn = "警告", "warn";
    /// Column: fail.
    Fail = "不符合", "fail";
    /// Column: inconclusive.
    Inconclusive = "无法判定", "inconcl";
    /// Column: not applicable.
    NotApplicable = "不适用", "n/a";
    /// Column: our own faults.
    Error = "内部错误", "error";
    /// Row of sums.
    Total = "合计", "total";
    /// Operation of what holds for the whole standard.
    General = "通则", "(general)";
    /// Cases of the run.
    Cases = "用例", "cases";
    /// Exchanges of the run.
    Exchanges = "交互", "exchanges";
    /// Causes among the failures.
    Causes = "不符合原因", "causes of failure";
    /// Units that were planned but of which nothing was said.
    Unseen = "计划之内但途中未见到、未下结论的单元", "units planned but not seen in passing, without verdict";
    /// Seconds.
    Seconds = "秒", "s";
    /// Exit code.
    ExitCode = "退出码", "exit code";
    /// Conclusion.
    Conclusion = "结论", "Conclusion";
    /// The stream has no close.
    Incomplete = "记录不完整：缺少结束事件", "the recording is incomplete: its close is missing";
    /// A requirement that nothing was said about.
    NothingSaid = "途中未见到内容，未下结论", "not seen in passing, no verdict";
    /// What a waiver keeps from counting.
    Waived = "已豁免", "waived";
    /// What a baseline keeps from counting.
    Known = "基线已有", "known from the baseline";
    /// Heading over waived findings.
    WaivedHeading = "已豁免（不计为符合）", "Waived (never a pass)";
    /// Heading over findings that the baseline has.
    KnownHeading = "基线已有", "Known from the baseline";
    /// Heading over waivers to mend.
    StaleHeading = "须修正的豁免", "Waivers to mend";
    /// Heading over what changed since the baseline.
    ComparedHeading = "与基线相比", "Compared with the baseline";
    /// New findings.
    New = "新增", "new";
    /// Findings that are gone.
    Mended = "已修复", "mended";
    /// Findings of both runs.
    Still = "依旧", "still there";
    /// Units that are no longer judged.
    Lost = "不再判定", "no longer judged";
    /// Column: waived.
    WaivedColumn = "豁免", "waived";
    /// Column: known from the baseline.
    KnownColumn = "基线", "known";
    /// Less was judged than is asked for.
    TooLittle = "判定比例不足", "too little was judged";
    /// Heading of a comparison.
    Comparison = "两次测试的比较", "Two runs compared";
    /// The earlier run.
    Before = "之前", "before";
    /// The later run.
    After = "之后", "after";
    /// What something was before.
    Was = "原为", "was";
    /// Heading over new failures.
    NewlyFailing = "新增不符合", "Newly failing";
    /// Heading over new warnings.
    NewlyWarned = "新增警告", "Newly warned of";
    /// Heading over what is gone.
    MendedHeading = "已修复", "Mended";
    /// Heading over failures of both runs.
    StillFailing = "仍不符合", "Still failing";
    /// Heading over warnings of both runs.
    StillWarned = "仍有警告", "Still warned of";
    /// Heading over units that are no longer judged.
    LostHeading = "不再判定", "No longer judged";
    /// Heading over units that are judged for the first time.
    GainedHeading = "现已判定", "Now judged";
    /// Heading over requirements that are new.
    AddedHeading = "新增要求", "New requirements";
    /// Heading over requirements that are gone.
    RemovedHeading = "已取消的要求", "Requirements that are gone";
    /// Heading over requirements with another id.
    RenamedHeading = "编号已变的要求", "Requirements under another id";
    /// A requirement that the later catalogue lacks.
    NotListed = "目录中已无", "not in the catalogue";
    /// Nothing changed.
    NothingChanged = "没有变化", "Nothing has changed.";
    /// A verdict without a finding.
    NoFinding = "未给出依据", "no finding was given";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_has_words_in_both_languages() {
        for label in Label::ALL {
            assert!(!label.words().zh.is_empty() && !label.words().en.is_empty(), "{label:?}");
        }
    }

    #[test]
    fn every_disposition_of_the_catalogue_has_words() {
        let unjudged = ["not-applicable", "reading", "caller-only", "needs-document", "restated", "other-subject"];
        for name in unjudged.into_iter().chain(["judged", "draft", "needs-data", "unjudged"]) {
            assert!(disposition(name).is_some(), "{name}");
        }
        assert_eq!(disposition("odd"), None);
    }
}
