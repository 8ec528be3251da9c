//! Escapes of UTF-16 surrogates without their other half: JSON's grammar allows them, and no text has such characters.

/// A string token with U+FFFD in place of each half that stands alone; none if there is none.
pub(super) fn mended(token: &str) -> Option<String> {
    let mut mended = String::with_capacity(token.len());
    let mut rest = token;
    let mut found = false;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        mended.push_str(before);
        // A backslash that ends a token escapes nothing.
        let plain = escape.chars().take(2).map(char::len_utf8).sum();
        let length = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                found = true;
                mended.push_str("\\ufffd");
                rest = &escape[6..];
                continue;
            }
            (Some(_), _) => 6,
            (None, _) => plain,
        };
        let (whole, behind) = escape.split_at(length);
        mended.push_str(whole);
        rest = behind;
    }
    mended.push_str(rest);
    found.then_some(mended)
}

/// The UTF-16 unit that an escape at the beginning of a text stands for.
fn unit(text: &str) -> Option<u16> {
    let hexadecimal = text.strip_prefix("\\u")?.get(..4)?;
    let digits = hexadecimal.bytes().all(|byte| byte.is_ascii_hexdigit());
    digits.then(|| u16::from_str_radix(hexadecimal, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::mended;

    #[test]
    fn halves_alone_are_replaced_and_pairs_stay() {
        for (token, expected) in [
            (r#""\ud83d""#, r#""\ufffd""#),
            (r#""a\uDC00b""#, r#""a\ufffdb""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\ud83d\n\ude00""#, r#""\ufffd\n\ufffd""#),
        ] {
            assert_eq!(mended(token).as_deref(), Some(expected));
        }
        for whole in [r#""\ud83d\ude00""#, r#""\\ud83d""#, r#""\u5e7f\"字""#, r#""\ud8""#, "\"\\", "\"\\字"] {
            assert_eq!(mended(whole), None, "{whole}");
        }
    }
}
