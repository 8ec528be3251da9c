//! Words for the codes of findings. The match has no wildcard: a new code without words does not compile.

use super::words::{Words, words};
use crate::verdict::FindingCode;

/// What a finding code says.
pub fn code(code: FindingCode) -> Words {
    use FindingCode as C;
    match code {
        C::Missing => words("缺少必需项", "required, and missing"),
        C::Null => words("必选字段为 null", "required member is null"),
        C::Empty => words("必选内容为空", "required content is empty"),
        C::WrongType => words("JSON 类型不符", "wrong JSON type"),
        C::TooLong => words("超出规定长度", "longer than allowed"),
        C::UnlistedCode => words("取值不在代码表内", "value not in the code list"),
        C::NoSuchDay => words("日历上没有这一天", "no such day in the calendar"),
        C::WrongFormat => words("格式不符", "wrong format"),
        C::PaddedKey => words("键名前后带空格", "key padded with blanks"),
        C::MiscasedKey => words("键名大小写不符", "key in another case"),
        C::CheckDigit => words("校验位不符", "check digit does not fit"),
        C::NotJson => words("报文不是 JSON", "body is not JSON"),
        C::NotEnvelope => words("报文不是标准规定的返回结构", "body lacks the standard's envelope"),
        C::DuplicateKey => words("同一对象内键名重复", "key occurs twice in one object"),
        C::ByteOrderMark => words("报文以字节顺序标记开头", "body begins with a byte order mark"),
        C::InvalidUtf8 => words("报文不是有效的 UTF-8", "body is not valid UTF-8"),
        C::DigitsLost => words("数字位数超出双精度，会丢失精度", "number has more digits than a double holds"),
        C::LoneSurrogate => words("转义的代理项不成对，不是字符", "half of a surrogate pair, which is no character"),
        C::DeeplyNested => words("嵌套过深，常用解析器不接受", "nested deeper than usual parsers take"),
        C::MediaType => words("媒体类型不符", "wrong media type"),
        C::SuccessStatus => words("成功返回的 HTTP 状态不是 200", "success under an HTTP status other than 200"),
        C::MessageMissing => words("失败返回缺少说明信息", "failure without a message"),
        C::MessageDiffers => words("说明信息与返回值列表不一致", "message in other words than the return codes' table"),
        C::SuccessAsError => words("成功的结果带失败返回码", "failure code together with the result of success"),
        C::DataWithError => words("失败返回仍带业务数据", "failure code together with a payload"),
        C::ErrorAsSuccess => words("拒绝却返回成功码", "refusal carries the code of success"),
        C::WrongErrorCode => words("失败码与规定不符", "refused with another code than the standard names"),
        C::Absent => words("可选字段缺少或为 null", "optional member absent or null"),
        C::UnknownMember => words("表中没有的字段", "member that the table lacks"),
        C::Starred => words("个人信息被遮盖", "personal data masked"),
        C::OtherWriting => words("格式允许的另一种写法", "another of the allowed writings"),
        C::BeyondPrint => words("按解读允许而表内文字不允许的取值", "value beyond the cell as printed"),
        C::HollowPayload => words("失败返回带有空的业务数据", "failure with a payload that says nothing"),
        C::RefusalStatus => words("拒绝时的 HTTP 状态不是 200", "refusal under an HTTP status other than 200"),
        C::BareRefusal => words("对不成立的请求未按返回结构拒绝", "improper call refused without the envelope"),
        C::NothingAsSuccess => words("未查到却返回成功", "nothing found, said with success"),
        C::DeniedAsSuccess => words("有专用失败码却以成功返回否定", "denied with success in place of its code"),
        C::GatewayAnswer => words("应答来自前置网关", "answer comes from a gateway in front"),
        C::PlainHttp => words("未加密传输", "sent without encryption"),
        C::Unreachable => words("无法连接", "no connection"),
        C::Tls => words("TLS 握手失败", "TLS handshake failed"),
        C::TlsExpired => words(
            "TLS 证书已过期或尚未生效：请更换服务端证书，并核对两端时钟",
            "TLS certificate expired or not yet valid: renew the server's certificate, check both clocks",
        ),
        C::TlsWrongName => words(
            "TLS 证书与主机名不符：base_url 应使用证书所载名称，或更换证书",
            "TLS certificate is for another name: use a name of the certificate in base_url, or replace it",
        ),
        C::TlsUntrusted => words(
            "TLS 证书签发机构不受信任：请在目标文件 tls.ca 给出其根证书，并由服务端发送中间证书",
            "TLS certificate from an untrusted issuer: name its root as tls.ca, let the server send the chain",
        ),
        C::TlsClientCertificate => words(
            "服务端要求客户端证书或拒绝所出示的证书：请在目标文件 tls.client_certificate 给出证书与私钥",
            "server demands a client certificate, or refuses the one shown: give it as tls.client_certificate",
        ),
        C::TlsVersion => words(
            "TLS 协议版本过低：服务端应启用 TLS 1.2 或以上，并停用更低版本",
            "TLS version too old: the server has to speak TLS 1.2 or newer, and none that is older",
        ),
        C::Timeout => words("超时未收到完整应答", "no whole answer in time"),
        C::Truncated => words("应答中断", "answer broke off"),
        C::TooLarge => words("应答超出大小限制", "answer larger than the limit"),
        C::BadEncoding => words("内容编码未知或损坏", "content encoding unknown or damaged"),
        C::NotHttp => words("应答不是 HTTP", "answer is not HTTP"),
        C::NoSuchPath => words("该路径没有服务", "nothing answers at the path"),
        C::PathInferred => words(
            "推定的路径没有服务，标准未写明：请在目标文件 paths 给出",
            "nothing answers at a path that the standard does not state: give it under paths",
        ),
        C::NotOffered => words("目标文件声明的接口未开通", "claimed in the target file, yet not offered"),
        C::Unclaimed => words("接口可用但目标文件未声明", "offered, yet not claimed in the target file"),
        C::MissingAccepted => words("缺少必选字段的请求被接受", "request without a required member accepted"),
        C::NullAccepted => words("必选字段为 null 的请求被接受", "null in a required member accepted"),
        C::EmptyAccepted => words("必选字段为空的请求被接受", "empty required member accepted"),
        C::WrongTypeAccepted => words("类型不符的请求被接受", "member of another JSON type accepted"),
        C::TooLongAccepted => words("超长的请求被接受", "over-long member accepted"),
        C::UnlistedAccepted => words("代码表外的取值被接受", "unlisted code accepted"),
        C::MisformattedAccepted => words("格式不符的请求被接受", "misformatted member accepted"),
        C::Altered => words("有误的输入被接受，且返回时已改变", "bad input accepted and returned altered"),
        C::CredentialRecased => words("凭证不分大小写", "credential taken in other letter case"),
        C::CredentialUnchecked => words("错误的凭证被接受", "wrong credential accepted"),
        C::MethodAccepted => words("其他 HTTP 方法被接受", "another HTTP method accepted"),
        C::MediaTypeAccepted => words("其他内容类型被接受", "another content type accepted"),
        C::MalformedAccepted => words("无法解析的报文被接受", "body that cannot be parsed accepted"),
        C::EmptyBodyAccepted => words("空报文被接受", "empty body accepted"),
        C::Expired => words("材料已过有效期", "paper no longer valid"),
        C::FutureDate => words("日期晚于判定之日", "dated later than the day of judgement"),
        C::FileMissing => words("文件不存在或无法读取", "file not there or not readable"),
        C::FileEmpty => words("文件为空", "file is empty"),
        C::FileOutside => words("文件路径超出所在目录", "path leads out of the folder"),
        C::FileDiffers => words("文件摘要不符", "file differs from the stated digest"),
        C::AlwaysAsked => words("各方均须提供，不得声明不适用", "asked of everyone, cannot be declared not applicable"),
        C::ValidRefused => words("合规的请求被拒绝", "valid request refused"),
        C::MaximumRefused => words("最大长度的取值被拒绝", "value of the maximum length refused"),
        C::MaximumChineseRefused => words("最大长度的中文取值被拒绝", "maximum length in Chinese characters refused"),
        C::CodeRefused => words("代码表内的取值被拒绝", "listed code refused"),
        C::AbsentRefused => words("省略可选字段的请求被拒绝", "request without an optional member refused"),
        C::EmptyRefused => words("允许为空的取值被拒绝", "allowed empty text refused"),
        C::NotEqual => words("应当相等的值不相等", "values that must be equal differ"),
        C::NotFound => words("应当存在的内容未找到", "what must be there was not found"),
        C::NotExcluded => words("应当排除的内容被返回", "what must be left out was returned"),
        C::Unfetchable => words("给出的地址取不到文件", "no file at the address given"),
        C::WrongContent => words("文件内容与所示格式不符", "file is not of the format named"),
        C::WrongCount => words("数量不符", "wrong number of things"),
        C::NotUnique => words("应当唯一的值重复", "value that must be unique recurs"),
        C::NotListed => words("取值不在应有的来源之中", "value not among those it must come from"),
        C::DefaultNotApplied => words("未采用默认值", "default not applied"),
        C::Repeated => words("同一记录出现在两页", "record returned on two pages"),
        C::Lost => words("应有的记录无处可查", "record that should be there is missing"),
        C::TreatedLiterally => words("空条件被当作取值", "empty filter taken for a value"),
        C::EmptyObject => words("以空对象表示无结果", "nothing found said with an empty object"),
        C::RefusedKept => words("已拒绝的内容仍被保存", "what was refused is kept all the same"),
        C::ForeignData => words("返回了他方的数据", "data of another party returned"),
        C::ConflictTaken => words("请求内相互矛盾的取值被接受", "contradictory values of a request accepted"),
        C::EndExcluded => words("时间段不含两端日期", "range without the days at its ends"),
        C::PartFound => words("未承诺模糊查询处按部分内容也能查到", "part of a value finds it"),
        C::Reordered => words("次序不同", "items in another order"),
        C::Prefilled => words("应由他人填写的栏目已填", "cell for somebody else's use is filled in"),
        C::ErrorValue => words("单元格中是公式错误而不是值", "the cell holds an error of its formula, no value"),
        C::SeveralChosen => words("互斥的选项选了多个", "several chosen that exclude each other"),
        C::CredentialLength => words("凭证长度与规定不符", "credential of another length than the row says"),
        C::Masked => words("记录已脱敏，无法判定", "masked in the recording"),
        C::OutOfSequence => words("同步操作次序不符", "operation out of sequence"),
        C::NoBeginning => words("更新或删除没有对应的插入", "changed or deleted without an insert"),
        C::NotResubmitted => words("异常数据尚未重新上报", "rejected row not sent again"),
        C::NoSuchTable => words("缺少规定的数据表", "no table of this name"),
        C::Nullable => words("必填列允许为空", "column of a required value takes null"),
        C::NotNullable => words("非必填列不允许为空", "column of an optional value refuses null"),
        C::NarrowColumn => words("列宽小于规定长度", "column narrower than the table says"),
        C::WideColumn => words("列宽大于规定长度", "column wider than the table says"),
        C::NoPrimaryKey => words("缺少主键", "no primary key"),
        C::NotCountedUp => words("主键不是自增长", "primary key not counted up"),
        C::NotReached => words("计划的检查未观察到内容", "planned check saw nothing"),
        C::NeedsData => {
            words("需要目标文件给出数据或选项", "needs data or an option that the target file does not name")
        }
        C::Prerequisite => words("前置步骤未成功", "a step that this one builds on did not work"),
        C::NotAsked => words("对该测试目标不作要求", "asks nothing of this target"),
        C::Stopped => words("测试已提前停止", "run was stopped before"),
        C::Internal => words("测试程序自身出错", "the suite itself failed"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::id::Language;

    #[test]
    fn every_code_has_its_own_words_in_both_languages() {
        for language in [Language::Zh, Language::En] {
            let texts: BTreeSet<_> = FindingCode::ALL.iter().map(|item| code(*item).get(language)).collect();
            assert_eq!(texts.len(), FindingCode::ALL.len(), "two codes share words");
            assert!(texts.iter().all(|text| !text.trim().is_empty()));
        }
    }

    #[test]
    fn chinese_words_are_chinese_and_english_words_are_not() {
        let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        for item in FindingCode::ALL {
            assert!(han(code(*item).zh) && !han(code(*item).en), "{item}");
        }
    }
}
