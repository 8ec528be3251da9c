//! Does a double hold the digits of a number?

use std::fmt::Write;

/// Every integer up to this is a double: 2^53.
pub(super) const EXACT: u64 = 1 << 53;

/// Significant digits that every decimal of ordinary length has: a double tells up to 17 apart.
const TOLD_APART: usize = 17;

/// Significant digits of the longest double there is.
const LONGEST: usize = 767;

/// Whether a text is a number by JSON's grammar.
pub(super) fn is_number(token: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) =
        token.split_once(['e', 'E']).map_or((token, None), |(before, after)| (before, Some(after)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(before, after)| (before, Some(after)));
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

/// Whether a number, written as JSON writes numbers, comes back with other digits after it was a double.
///
/// An integer must come back exactly. A decimal may have up to 17 significant digits, whatever they are, since all
/// readers round there alike; a longer one must come back exactly too.
pub(super) fn are_lost(token: &str) -> bool {
    let mantissa = token.split(['e', 'E']).next().unwrap_or(token);
    let integer = mantissa.len() == token.len() && !token.contains('.');
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    // Zeros behind the point say nothing; those of an integer are digits of it.
    let digits = if integer { digits } else { digits.trim_end_matches('0') };
    let short = if integer { digits.len() <= 15 } else { digits.len() <= TOLD_APART };
    let Ok(double) = token.parse::<f64>() else { return false };
    if digits.is_empty() || (short && double != 0.0 && double.is_finite()) {
        return false;
    }
    if !double.is_finite() || double == 0.0 || digits.len() > LONGEST {
        return true;
    }
    let mut back = String::with_capacity(digits.len() + 8);
    // Writing to a string does not fail; if it did, the digits would differ.
    let _ = write!(back, "{:.*e}", digits.len() - 1, double.abs());
    let back = back.split('e').next().unwrap_or_default();
    !back.chars().filter(char::is_ascii_digit).eq(digits.chars())
}

#[cfg(test)]
mod tests {
    use super::are_lost;

    #[test]
    fn integers_are_lost_where_doubles_skip_them() {
        for kept in
            ["0", "-0", "42", "9007199254740992", "-9007199254740992", "9007199254740994", "1152921504606846976"]
        {
            assert!(!are_lost(kept), "{kept}");
        }
        for lost in ["9007199254740993", "-9007199254740993", "18446744073709551615", "1152921504606847000"] {
            assert!(are_lost(lost), "{lost}");
        }
        assert!(are_lost("100000000000000000000000"), "10^23 lies between two doubles");
        assert!(!are_lost("10000000000000000000000"), "10^22 is one");
        assert!(are_lost(&"9".repeat(1000)));
    }

    #[test]
    fn decimals_are_lost_beyond_seventeen_digits_that_change() {
        for kept in ["0.1", "1.10", "12345678.901234567", "0.12345678901234567", "1e300", "-2.5E-10", "0.000"] {
            assert!(!are_lost(kept), "{kept}");
        }
        let zeros = format!("0.1{}", "0".repeat(60));
        let exact = "0.00000000093132257461547851562500";
        for kept in [zeros.as_str(), exact, "1.00000000000000000000"] {
            assert!(!are_lost(kept), "{kept}");
        }
        for lost in ["0.123456789012345678", "3.14159265358979323846", "123456789012345678.5", "1e-400", "1e400"] {
            assert!(are_lost(lost), "{lost}");
        }
    }
}
