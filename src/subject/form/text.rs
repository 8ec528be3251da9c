//! Texts as people type them: full width, blanks, boxes that are ticked.

use super::words::bare;

/// Marks of a box that is ticked, and of one that is not.
const TICKED: &[char] = &['☑', '☒', '■', '√', '✓', '✔', '●', '◉'];
const OPEN: &[char] = &['□', '☐', '○', '◯'];

/// In half width where there is one, blanks collapsed and none around.
pub(super) fn folded(text: &str) -> String {
    let half = |c: char| match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    text.chars().map(half).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is left of a text that fills no cell: a line to write on.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, '_' | '—' | '-' | '－' | '＿' | '/' | '／'))
}

/// The values of a cell that may have several, one a line or with a comma between, numbered or not. The ends of a range stay
/// together.
pub(super) fn several(text: &str) -> impl Iterator<Item = String> {
    let mut text = text.to_owned();
    for between in ["-", "~", "～", "至"] {
        text = text.replace(&format!(" {between} "), between);
    }
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '，' | '；');
    let parts: Vec<String> = text
        .split(ends)
        .flat_map(|part| unnumbered(part).split('、').map(folded).collect::<Vec<_>>())
        .filter(|one| !one.is_empty())
        .collect();
    parts.into_iter()
}

/// Without the number of an item in front: `1、`, `2.`, `(3)`; an address of digits keeps its own.
fn unnumbered(text: &str) -> &str {
    let inside = text.trim_start_matches(['(', '（']);
    let rest = inside.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = inside.len() - rest.len();
    let behind = rest.trim_start_matches(['、', '.', '．', ')', '）']);
    let is_number = (1..=2).contains(&digits) && behind.len() < rest.len();
    if is_number && (rest.starts_with('、') || !behind.starts_with(|c: char| c.is_ascii_digit())) {
        behind
    } else {
        text
    }
}

/// Whether there are boxes in a text, ticked or not.
pub(super) fn has_boxes(text: &str) -> bool {
    boxed(text).contains(is_mark)
}

fn is_mark(c: char) -> bool {
    TICKED.contains(&c) || OPEN.contains(&c)
}

/// With each box in front of its option, where all of them stand behind.
fn leading(text: String) -> String {
    let trimmed = text.trim();
    if trimmed.starts_with(is_mark) || !trimmed.ends_with(is_mark) {
        return text;
    }
    let mut turned = String::new();
    for part in trimmed.split_inclusive(is_mark) {
        let mut option: Vec<char> = part.chars().collect();
        turned.extend(option.pop());
        turned.extend(option);
    }
    turned
}

/// What is chosen in a cell of options: the text itself, or what is ticked where there are boxes. An option that ends with a
/// colon is joined to the ones ticked behind it.
pub(super) fn chosen(text: &str) -> Vec<String> {
    let text = &leading(boxed(text));
    if !text.contains(is_mark) {
        let lines = text.split(['\n', '|', '、', '；', ';']).map(folded);
        return lines.filter(|one| !one.is_empty()).collect();
    }
    let mut chosen: Vec<String> = Vec::new();
    let mut prefix = String::new();
    let mut joined = false;
    let mut ticked = None;
    let mut option = String::new();
    let mut end = |ticked: Option<bool>, option: &str| {
        let option = folded(option);
        if option.is_empty() {
            return;
        }
        match (ticked, option.ends_with(':')) {
            (Some(true), true) => {
                prefix.clone_from(&option);
                joined = false;
                chosen.push(option);
            }
            (Some(true), false) if !prefix.is_empty() => {
                if !joined {
                    chosen.pop();
                }
                joined = true;
                chosen.push(format!("{prefix} {option}"));
            }
            (Some(true), false) => chosen.push(option),
            (_, true) => prefix.clear(),
            _ => {}
        }
    };
    for c in text.chars() {
        if is_mark(c) {
            end(ticked, &option);
            option.clear();
            ticked = Some(TICKED.contains(&c));
        } else {
            option.push(c);
        }
    }
    end(ticked, &option);
    chosen
}

/// With boxes in the place of brackets that are used as such: `[√]`, `（ ）`.
fn boxed(text: &str) -> String {
    // How a mark is drawn does not matter.
    let mut rest = text.replace('\u{fe0f}', "");
    let mut boxed = String::new();
    while let Some(at) = rest.find(['[', '(', '（', '【', '［']) {
        let behind = rest.split_off(at);
        boxed.push_str(&rest);
        let mut inside = behind.chars().skip(1).take_while(|c| !matches!(c, ']' | ')' | '）' | '】' | '］'));
        let inside: String = inside.by_ref().take(8).collect();
        let length = 1 + inside.chars().count();
        let is_closed = behind.chars().nth(length).is_some_and(|c| matches!(c, ']' | ')' | '）' | '】' | '］'));
        let mark = match inside.trim() {
            _ if !is_closed => None,
            // A cross of the keyboard ticks a box; the sign of multiplication says no.
            "" | "×" => Some('□'),
            "x" | "X" | "v" | "V" => Some('☑'),
            mark if mark.chars().all(|c| TICKED.contains(&c)) => Some('☑'),
            mark if mark.chars().all(|c| OPEN.contains(&c)) => Some('□'),
            _ => None,
        };
        let taken = if mark.is_some() { length + 1 } else { 1 };
        boxed.extend(mark.or(behind.chars().next()));
        rest = behind.chars().skip(taken).collect();
    }
    boxed.push_str(&rest);
    boxed
}

/// Whether what is chosen is an option: blanks, width and what stands between a group and its option are free, and of an
/// option inside a group its own name is enough.
pub(super) fn is_option(chosen: &str, option: &str) -> bool {
    let own = option.rsplit_once(':').map(|(_, own)| bare(own));
    let chosen = bare(chosen);
    !chosen.is_empty() && (chosen == bare(option) || own == Some(chosen))
}

/// Whether what is chosen is an option, or the group around it.
pub(super) fn is_within(chosen: &str, option: &str) -> bool {
    let group = option.split_once(':').map(|(group, _)| bare(group));
    is_option(chosen, option) || group == Some(bare(chosen))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_say_what_is_chosen() {
        assert_eq!(chosen("网页应用模式"), ["网页应用模式"]);
        assert_eq!(chosen("☑网页应用模式\n□系统对接模式: □首次对接 □升级改造"), ["网页应用模式"]);
        assert_eq!(chosen("□网页应用模式 ☑系统对接模式： ☑首次对接 □升级改造"), ["系统对接模式: 首次对接"]);
        assert_eq!(
            chosen("☑网页应用模式 ☑系统对接模式: □首次对接 ☑升级改造"),
            ["网页应用模式", "系统对接模式: 升级改造"]
        );
        assert_eq!(chosen("□网页应用模式 ☑系统对接模式: □首次对接"), ["系统对接模式:"]);
        assert_eq!(chosen("□网页应用模式 □系统对接模式:"), [""; 0]);
        assert_eq!(chosen("□网页应用模式 □系统对接模式： ☑首次对接"), ["首次对接"]);
        // Boxes may stand behind their options.
        assert_eq!(chosen("测试环境√ 生产环境□"), ["测试环境"]);
        assert_eq!(chosen("网页应用模式 ☑"), ["网页应用模式"]);
    }

    #[test]
    fn brackets_may_be_boxes_and_a_mark_may_be_drawn() {
        for text in [
            "[ ]网页应用模式 [√]系统对接模式：[√]首次对接 [ ]升级改造",
            "（ ）网页应用模式 （√）系统对接模式：（√）首次对接 （）升级改造",
            "( )网页应用模式 (x)系统对接模式: (x)首次对接 ( )升级改造",
            "□网页应用模式 ☑\u{fe0f}系统对接模式： ☑\u{fe0f}首次对接 □升级改造",
            "【□】网页应用模式 【☑】系统对接模式： 【☑】首次对接",
        ] {
            assert_eq!(chosen(text), ["系统对接模式: 首次对接"], "{text}");
        }
        assert_eq!(chosen("其他(见附件"), ["其他(见附件"]);
        assert_eq!(chosen("其他（说明）"), ["其他(说明)"]);
        assert_eq!(chosen("[["), ["[["]);
    }

    #[test]
    fn width_and_blanks_do_not_matter() {
        assert_eq!(folded("　ＰａａＳ　ID： "), "PaaS ID:");
        assert!(
            is_option("系统对接模式：首次对接", "系统对接模式: 首次对接")
                && is_option("首次对接", "系统对接模式: 首次对接")
        );
        assert!(
            !is_option("系统对接模式:", "系统对接模式: 首次对接")
                && is_within("系统对接模式:", "系统对接模式: 首次对接")
        );
        assert!(!is_within("网页应用模式", "系统对接模式: 首次对接"));
        for written in ["系统对接模式（首次对接）", "系统对接模式-首次对接", "系统对接模式 ：首次对接"]
        {
            assert!(is_option(written, "系统对接模式: 首次对接"), "{written}");
        }
        assert!(is_blank("___ —") && !is_blank("yst_a"));
        assert_eq!(
            several("http://a.test/，http://b.test/\n").collect::<Vec<_>>(),
            ["http://a.test/", "http://b.test/"]
        );
        assert_eq!(
            several("1、http://a.test/\n2. http://b.test/ (3)http://c.test/").collect::<Vec<_>>(),
            ["http://a.test/", "http://b.test/", "http://c.test/"]
        );
        assert_eq!(several("10.0.0.1、10.0.0.2 - 10.0.0.9").collect::<Vec<_>>(), ["10.0.0.1", "10.0.0.2-10.0.0.9"]);
    }
}
