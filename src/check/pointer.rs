//! JSON pointers (RFC 6901).

use serde_json::Value;

/// The value at a pointer, as `Value::pointer` gives it: without the copies that it makes of every part, since each exchange
/// is asked for dozens of places.
pub fn at<'v>(value: &'v Value, pointer: &str) -> Option<&'v Value> {
    if pointer.contains('~') {
        return value.pointer(pointer);
    }
    if pointer.is_empty() {
        return Some(value);
    }
    pointer.strip_prefix('/')?.split('/').try_fold(value, |value, part| match value {
        Value::Object(members) => members.get(part),
        Value::Array(items) => items.get(index(part)?),
        _ => None,
    })
}

fn index(part: &str) -> Option<usize> {
    let plain = part.bytes().all(|byte| byte.is_ascii_digit()) && (part == "0" || !part.starts_with('0'));
    part.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::at;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn places_are_those_of_the_library(pointer in "(/(a|b|0|1|01|\\+1|10|~0|~1|~|)){0,4}|a|a/b") {
            let value = json!({
                "a": [{ "b": [1, { "": { "0": 2 } }] }, [3, [4]]], "": { "a": 5 }, "~": { "/": [6] }, "0": 7, "01": 8,
            });
            prop_assert_eq!(at(&value, &pointer), value.pointer(&pointer));
        }
    }
}
