//! Addresses and binary data in text.

use url::Url;

/// An absolute address of the web.
pub(super) fn is_url(text: &str) -> bool {
    // The parser trims and repairs blanks, which no client could be relied on to do.
    let plain = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    plain && Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// Base64 in the standard alphabet with its padding (RFC 4648, section 4); line breaks are free.
pub(super) fn is_base64(text: &str) -> bool {
    let digits: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    let padding = digits.iter().rev().take_while(|byte| **byte == b'=').count();
    let (body, _) = digits.split_at(digits.len() - padding);
    // Nothing is encoded as nothing (section 10); whether it may be empty is asked elsewhere.
    (!body.is_empty() || padding == 0)
        && digits.len().is_multiple_of(4)
        && padding <= 2
        && body.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

#[cfg(test)]
mod tests {
    use crate::schema::formats::format;

    fn valid(name: &str, text: &str) -> bool {
        (format(name).expect("a known format").is_valid)(text)
    }

    #[test]
    fn addresses_are_absolute_and_of_the_web() {
        for text in ["http://licences.test/fileId=abcd", "https://127.0.0.1:8443/f?id=1", "HTTP://licences.test"] {
            assert!(valid("url", text), "{text}");
        }
        for text in [
            "",
            "/file?id=1",
            "licences.test/file",
            "ftp://licences.test/file",
            "file:///file",
            "http://",
            "http:// licences.test",
            " http://licences.test",
            "http://a b/file",
        ] {
            assert!(!valid("url", text), "{text}");
        }
    }

    #[test]
    fn base64_may_be_broken_into_lines() {
        for text in ["", "\n", "Zg==", "Zm8=", "Zm9v", "Zm9v\r\nYmFy\n", "+/+/"] {
            assert!(valid("base64", text), "{text}");
        }
        for text in ["=", "Zg", "Zg=", "Z===", "====", "Zm 9v", "Zm9v-_==", "data:image/png;base64,Zm9v", "Zg==Zg=="] {
            assert!(!valid("base64", text), "{text}");
        }
    }
}
