//! Why nothing could be told, and why something is not asked.

use super::template::{Phrase, Table};

pub(super) static TABLE: Table =
    Table::new(&[ENDINGS, WIRE, SYSTEM, NOTHING_SEEN, NOT_ASKED, PROBES, GATEWAYS, HANDED_IN, PARSER, CHARACTERS]);

/// How an exchange ended.
const ENDINGS: &[Phrase] = &[
    ("accepted", "被接受"),
    ("empty", "查无结果"),
    ("refused", "被拒绝"),
    ("unclear", "应答不明"),
    ("gateway", "网关应答"),
    ("{reason}: refused with code {}, {}", "{reason}：被拒绝，返回码 {}，{}"),
    ("{reason}: refused with code {}", "{reason}：被拒绝，返回码 {}"),
    ("{reason}: answered with HTTP {} and no return code", "{reason}：应答为 HTTP {}，没有返回码"),
    ("refused with code {}, {}", "被拒绝，返回码 {}，{}"),
    ("refused with code {}", "被拒绝，返回码 {}"),
    ("answered with HTTP {} and no return code", "应答为 HTTP {}，没有返回码"),
    ("step {}: {reason}", "步骤 {}：{reason}"),
    ("step {}", "步骤 {}"),
];

/// What happened on the wire.
const WIRE: &[Phrase] = &[
    ("no connection: {reason}", "未建立连接：{reason}"),
    ("the connection was closed before an answer", "未应答即关闭连接"),
    ("TLS: {}", "TLS：{}"),
    ("no whole answer within {}", "{} 内未收到完整应答"),
    ("the answer broke off: {reason}", "应答中断：{reason}"),
    ("the answer broke off", "应答中断"),
    ("the answer is larger than {} bytes", "应答超过 {} 字节"),
    ("the answer has more than {} values", "应答所含的值超过 {} 个"),
    ("content encoding: {reason}", "内容编码：{reason}"),
    ("not HTTP: {}", "不是 HTTP：{}"),
    (
        "the target takes no request now (HTTP {}); `requests_per_second` of the target file slows a run down",
        "目标此时不接受请求（HTTP {}）；目标文件的 `requests_per_second` 可放慢检验",
    ),
    ("the run was stopped", "测试已停止"),
    ("the target stopped answering earlier in this run", "本次测试中目标此前已不再应答"),
    ("the request cannot be sent: {reason}", "请求无法发送：{reason}"),
    ("no connection within the time limit", "时限内未建立连接"),
    ("nobody listens any more; the last answer broke off: {reason}", "已无服务监听；最后一次应答中断：{reason}"),
    (
        "the proxy refused the request (HTTP 407): `proxy` of the target file needs a user and password that it takes, \
         http://USER:PASSWORD@HOST:PORT",
        "代理拒绝请求（HTTP 407）：目标文件的 `proxy` 须写明可用的用户和密码，http://用户:密码@主机:端口",
    ),
    ("nothing is opened here but whole exchanges", "此处只进行完整的交互"),
    ("HTTP {}: the suite follows no redirect", "HTTP {}：测试不跟随重定向"),
    ("no HTTP method", "不是 HTTP 方法"),
    ("`{}` is no header name", "`{}` 不是请求头名称"),
    ("the value of header `{}`", "请求头 `{}` 的值"),
    ("`{}` is not supported: gzip and deflate are", "不支持 `{}`，只支持 gzip 和 deflate"),
    ("{} layers, where {} are the limit", "{} 层，上限为 {} 层"),
    ("the URL names no host", "地址未写明主机"),
    ("a proxy stands between, and what it would say is not the server's", "中间有代理，其应答不代表服务端"),
    ("the recording has no answer", "记录中没有应答"),
    ("{} (no certificates of the system: {})", "{}（无系统证书：{}）"),
];

/// What the system says.
const SYSTEM: &[Phrase] = &[
    ("Connection refused (os error {})", "连接被拒绝（系统错误 {}）"),
    ("Connection reset by peer (os error {})", "连接被对方重置（系统错误 {}）"),
    ("Broken pipe (os error {})", "连接已断开（系统错误 {}）"),
    ("No route to host (os error {})", "没有到主机的路由（系统错误 {}）"),
    ("Network is unreachable (os error {})", "网络不可达（系统错误 {}）"),
    ("Connection timed out (os error {})", "连接超时（系统错误 {}）"),
    ("Operation timed out (os error {})", "操作超时（系统错误 {}）"),
    ("failed to lookup address information: {}", "无法解析主机名：{}"),
    ("operation timed out", "操作超时"),
    ("connection closed before message completed", "报文未完即关闭连接"),
    ("end of file before message length reached", "报文未达声明长度即结束"),
    ("unexpected EOF during chunk size line", "分块长度行中断"),
    ("unexpected end of file", "意外结束"),
];

/// What was not there to be looked at.
const NOTHING_SEEN: &[Phrase] = &[
    ("seen in no answer of this run", "本次测试的应答中均未见到"),
    ("seen in nothing that was handed in", "所提交的材料中均未见到"),
    ("masked in the recording", "记录中已脱敏"),
    ("at the end of the run a good request was refused too", "测试结束时合规的请求也被拒绝"),
    ("`{}` did not hold", "前提 `{}` 不成立"),
    ("the accepted twin was not accepted", "对照用例未被接受"),
    ("the accepted twin did not run", "对照用例未运行"),
    ("no value for {}", "{} 没有取值"),
    ("max_creates of the target file allows no further record", "目标文件的 max_creates 不允许再创建记录"),
    ("what was given is no URL", "所给的内容不是地址"),
    ("the address has the scheme `{}`", "地址的协议为 `{}`"),
    ("`file_hosts` of the target file does not list {}", "目标文件的 `file_hosts` 未列出 {}"),
    ("the value to compare with is not there", "没有可供比较的值"),
    ("no value at {}", "{} 处没有值"),
    ("no list at {}", "{} 处没有列表"),
    ("no item at {}", "{} 处没有条目"),
    ("no {} in any item", "各条目均无 {}"),
];

/// What is not asked of a target.
const NOT_ASKED: &[Phrase] = &[
    ("needs {expected}", "需要 {expected}"),
    ("the target is declared on network {}", "目标声明的网络为 {}"),
    ("{} is not claimed: {}", "未声明 {}：{}"),
    ("{} is not claimed", "未声明 {}"),
    ("no check of this plan judges it", "本计划没有判定它的检查"),
    ("the target file gives the credential itself: none is computed", "目标文件直接给出凭证，无须计算"),
    ("the optional member is left out", "可选字段未返回"),
    ("how a file of format `{}` begins is not known", "不知 `{}` 格式的文件如何开头"),
];

/// What shows what holds for a whole service.
const PROBES: &[Phrase] = &[
    ("this run calls nothing of {}", "本次测试未调用 {} 的接口"),
    ("this run calls nothing that shows it", "本次测试的调用不涉及此项"),
    ("nothing was answered", "没有任何应答"),
    ("nobody asked whether older versions of TLS are taken", "未询问是否接受更低版本的 TLS"),
    (
        "a proxy stands before the server, so that nobody asks whether older versions of TLS are taken",
        "服务端之前有代理，未询问是否接受更低版本的 TLS",
    ),
    ("TLS {}: {reason}", "TLS {}：{reason}"),
    ("what it says is not TLS", "应答不是 TLS"),
    ("its first message is cut up", "首个报文不完整"),
    ("it goes on in a version that it was not offered", "以未提出的版本继续"),
    ("its first message is no greeting", "首个报文不是握手应答"),
    ("no call was answered with a return code", "没有调用得到带返回码的应答"),
    ("no call succeeded", "没有成功的调用"),
    ("no call was refused", "没有被拒绝的调用"),
    ("{} is not applicable", "{} 不适用"),
    ("{} could not be told", "{} 无法判定"),
    ("the target file names no `known.{}`", "目标文件未写明 `known.{}`"),
    ("`known.{}` is empty: there is none", "`known.{}` 为空：没有此项"),
    (
        "`known.{}` is no address at the host of the base URL or at one of `file_hosts`",
        "`known.{}` 不是 base_url 所在主机或 `file_hosts` 之一的地址",
    ),
];

/// What a gateway shows.
const GATEWAYS: &[Phrase] = &[
    ("it is not seen at a gateway", "在网关处无法看到"),
    ("nothing is published at the path of the rule", "规定的路径上没有发布服务"),
    ("the target file names the path that the administrator has set", "目标文件写明了管理员设定的路径"),
    ("nothing behind the gateway takes longer, as the target file says", "据目标文件，网关之后没有耗时更长的调用"),
    (
        "the target file names no call under `gateway.slow` that takes longer",
        "目标文件的 `gateway.slow` 未写明耗时更长的调用",
    ),
    (
        "what is behind it answered after {} s: `gateway.slow` of the target file has to name a call that takes longer",
        "网关之后的服务在 {} 秒后应答：目标文件的 `gateway.slow` 须写明耗时更长的调用",
    ),
    ("HTTP {} after {} s does not say which layer answered, or why", "HTTP {}（{} 秒后）不能说明由哪一层应答及其原因"),
    ("HTTP {}, but not what the target file describes under `answers`", "HTTP {}，但不是目标文件 `answers` 所述的应答"),
    ("HTTP {} leads elsewhere: name the path that it leads to", "HTTP {} 转往他处：请写明转往的路径"),
    ("HTTP {} does not say what became of the call", "HTTP {} 不能说明调用的结果"),
    ("no such call was made", "没有进行此调用"),
    ("the proper call beside it was not let through", "与之对照的正常调用未被放行"),
    ("the target file names no {} behind the gateway", "目标文件未写明网关之后的 {}"),
    ("the call in the target file has no `body`, so that none can be long", "目标文件中的调用没有 `body`，无法加长"),
    ("the target file has no `signing`", "目标文件没有 `signing`"),
    (
        "`timeout_seconds` of the target file is {}: expected more than {}",
        "目标文件的 `timeout_seconds` 为 {}，应大于 {}",
    ),
];

/// What is handed in.
const HANDED_IN: &[Phrase] = &[
    ("no address begins with {}", "没有以 {} 开头的地址"),
    ("no entries were handed in that could name an address", "未提交可写明地址的条目"),
    ("no entries were handed in that could link addresses", "未提交可关联地址的条目"),
    ("nothing is in the {}", "没有属于{}的内容"),
    ("an entry does not name two addresses, which is judged there", "有条目未写明两个地址，已在该处判定"),
    ("no entry names the address", "没有条目写明此地址"),
    ("no form {} was handed in", "未提交表单 {}"),
    ("the list has no entry", "列表没有条目"),
    ("{} asks for nothing here", "{} 在此不作要求"),
    ("{} lets it be empty", "按 {} 可以留空"),
    ("it may be left empty", "可以留空"),
    (
        "the cell holds a formula that was never computed: recalculate the workbook, save it and hand it in again",
        "单元格中的公式从未计算：请重新计算并保存工作簿后再提交",
    ),
    ("the cell holds an error", "单元格中是公式错误"),
    ("{} has no value that says whether it is needed", "{} 没有取值，无法得知是否需要"),
    ("the cell is empty", "单元格为空"),
    ("personal data behind a mask", "个人信息被遮盖"),
    ("{} is not filled in", "{} 未填写"),
    ("{} is wrong itself", "{} 本身有误"),
    ("one such form was handed in", "只提交了一份此类表单"),
    ("the form does not say", "表单未写明"),
    ("the form {} was not handed in with it", "未一并提交表单 {}"),
    ("no entries were handed in", "未提交条目"),
    ("there is no paper", "没有材料"),
    ("there is no plan", "没有方案"),
    ("a paper cannot be looked at whole", "有材料无法完整查看"),
    ("there is no column {}", "没有列 {}"),
    ("there is no table {}", "没有数据表 {}"),
    ("there is no table {}, in which rejected rows come again", "没有数据表 {}，被退回的数据应在其中重新上报"),
    (
        "{} rows do not fit behind the one before, which is right where a row of their record was rejected: there is \
         no table of rejected rows",
        "{} 行与前一行不衔接；若其记录曾被退回则属正常，但没有退回数据的表",
    ),
    ("no row was rejected", "没有被退回的行"),
    ("the table has no rows that count", "数据表没有可计入的行"),
    ("no file of table {} was given", "未提交数据表 {} 的文件"),
    ("the database refuses: {}", "数据库拒绝：{}"),
];

/// Why a text is no JSON.
const PARSER: &[Phrase] = &[
    ("expected value", "此处应为一个值"),
    ("expected ident", "此处应为 true、false 或 null"),
    ("expected `:`", "此处应为 `:`"),
    ("expected `,` or `}`", "此处应为 `,` 或 `}`"),
    ("expected `,` or `]`", "此处应为 `,` 或 `]`"),
    ("EOF while parsing a value", "值未完即结束"),
    ("EOF while parsing an object", "对象未完即结束"),
    ("EOF while parsing a list", "列表未完即结束"),
    ("EOF while parsing a string", "字符串未完即结束"),
    ("trailing characters", "结尾有多余字符"),
    ("trailing comma", "结尾有多余逗号"),
    ("key must be a string", "键名应为字符串"),
    ("invalid escape", "转义无效"),
    ("invalid number", "数字无效"),
    ("invalid unicode code point", "字符编码无效"),
    ("number out of range", "数字超出范围"),
    ("lone leading surrogate in hex escape", "转义的代理项不成对"),
    ("unexpected end of hex escape", "转义未完"),
    ("recursion limit exceeded", "嵌套过深"),
    ("control character (\\u0000-\\u001F) found while parsing a string", "字符串中有控制字符"),
];

/// Kinds of characters of a value that is masked.
const CHARACTERS: &[Phrase] = &[
    ("digits {}", "数字 {}"),
    ("latin {}", "拉丁字母 {}"),
    ("blanks {}", "空格 {}"),
    ("full-width {}", "全角 {}"),
    ("Chinese {}", "汉字 {}"),
    ("others {}", "其他 {}"),
];
