//! How somebody, or a server, is reached.

use std::net::{Ipv4Addr, Ipv6Addr};

/// An address or a host name, with or without scheme and port; no path beyond a slash at the end.
pub(super) fn is_host_port(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let rest = ["http://", "https://"].iter().find_map(|scheme| lower.strip_prefix(scheme)).unwrap_or(&lower);
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let six = |address: &str| address.parse::<Ipv6Addr>().is_ok();
    if let Some((address, port)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return six(address) && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port));
    }
    if six(rest) {
        return true;
    }
    let (host, port) = rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port)));
    is_host(host) && port.is_none_or(is_port)
}

/// Whom a network policy names: an address or host, with or without a port, a network (`198.51.100.0/24`), or a range
/// (`198.51.100.1-198.51.100.9`, `198.51.100.1-9`). What it is may stand before it with a colon, or around it in brackets.
pub(super) fn is_network_address(text: &str) -> bool {
    let behind = text.strip_prefix(['(', '（']).and_then(|rest| rest.split_once([')', '）']));
    let text = behind.map_or(text, |(_, address)| address);
    let bare = text.split_once(['(', '（']).map_or(text, |(bare, _)| bare);
    let named = bare.split_once([':', '：']).filter(|(name, _)| !name.is_ascii());
    let bare = named.map_or(bare, |(_, address)| address);
    if let Some((address, bits)) = bare.split_once('/')
        && !bits.is_empty()
        && (!address.ends_with(':') || address.ends_with("::"))
    {
        return is_network(address, bits);
    }
    let range = bare.split_once(['-', '~', '～', '至']).filter(|(from, _)| from.parse::<Ipv4Addr>().is_ok());
    if let Some((from, to)) = range {
        return is_range(from, to);
    }
    let is_numbered = bare.contains('.') || bare.contains("::");
    is_numbered && is_host_port(bare)
}

fn is_network(address: &str, mask: &str) -> bool {
    let within =
        |most: u8| mask.bytes().all(|b| b.is_ascii_digit()) && mask.parse::<u8>().is_ok_and(|bits| bits <= most);
    match address.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(_)) => within(32) || mask.parse::<Ipv4Addr>().is_ok(),
        Ok(std::net::IpAddr::V6(_)) => within(128),
        Err(_) => false,
    }
}

/// The end of a range may be its last number alone.
fn is_range(from: &str, to: &str) -> bool {
    let last = |text: &str| from.rsplit_once('.').and_then(|(net, _)| format!("{net}.{text}").parse::<Ipv4Addr>().ok());
    let end = to.parse::<Ipv4Addr>().ok().or_else(|| last(to));
    from.parse::<Ipv4Addr>().ok().zip(end).is_some_and(|(from, to)| from <= to)
}

fn is_port(port: &str) -> bool {
    port.len() <= 5 && port.bytes().all(|b| b.is_ascii_digit()) && port.parse().is_ok_and(|port: u16| port > 0)
}

/// What consists of digits and dots is meant to be an address.
fn is_host(host: &str) -> bool {
    if host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return host.parse::<Ipv4Addr>().is_ok();
    }
    let is_label = |label: &str| {
        let inside = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (1..=63).contains(&label.len()) && inside && !label.starts_with('-') && !label.ends_with('-')
    };
    host.len() <= 253 && host.split('.').all(is_label)
}

/// A mobile number of the mainland, with or without the country's prefix; blanks and hyphens between digits are free.
pub(super) fn is_mobile(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let number = plain.strip_prefix("+86").unwrap_or(&plain);
    number.len() == 11 && number.bytes().all(|byte| byte.is_ascii_digit()) && number.starts_with('1')
}

/// A mail address: one `@`, a host with a dot behind it, no blanks.
pub(super) fn is_mail(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let free_of = |c: char| !c.is_whitespace() && !c.is_control() && c != '@';
    !name.is_empty() && name.chars().all(free_of) && host.contains('.') && is_host(&host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use crate::schema::formats::format;

    fn valid(name: &str, text: &str) -> bool {
        (format(name).expect("a known format").is_valid)(text)
    }

    #[test]
    fn servers_are_an_address_or_a_name_with_or_without_a_port() {
        for text in [
            "10.0.0.1",
            "http://10.0.0.1:8080",
            "https://app.test",
            "app-1.test:443",
            "localhost",
            "2001:db8::1",
            "http://[2001:db8::1]:80",
            "https://app.test/",
        ] {
            assert!(valid("host-port", text), "{text}");
        }
        for text in [
            "",
            "10.0.0.300",
            "10.0.0",
            "http://",
            "app.test:0",
            "app.test:65536",
            "app.test/path",
            "a b",
            "-a",
            "[2001:db8::1]:0",
            "[10.0.0.1]",
            "2001:db8",
        ] {
            assert!(!valid("host-port", text), "{text}");
        }
    }

    #[test]
    fn policies_name_addresses_hosts_networks_and_ranges() {
        for text in [
            "198.51.100.1",
            "app.test",
            "198.51.100.0/24",
            "198.51.100.0/255.255.255.0",
            "198.51.100.1-198.51.100.9",
            "198.51.100.1~9",
            "198.51.100.1:443",
            "2001:db8::/32",
            "2001:db8::1",
            "网关:198.51.100.1",
            "198.51.100.1(网关)",
            "(示例)198.51.100.1",
            "https://app.test:8443",
        ] {
            assert!(valid("network-address", text), "{text}");
        }
        for text in [
            "",
            "any",
            "随便",
            "198.51.100.999",
            "198.51.100.0/33",
            "198.51.100.9-198.51.100.1",
            "198.51.100.1-999",
            "app.test/path",
            "网关",
            "网关:",
        ] {
            assert!(!valid("network-address", text), "{text}");
        }
    }

    #[test]
    fn numbers_and_addresses_of_people() {
        for text in ["14100000001", "+8614100000001", "141 0000 0001", "141-0000-0001"] {
            assert!(valid("mobile", text), "{text}");
        }
        for text in ["", "1410000000", "24100000001", "020-00000000", "1410000000a"] {
            assert!(!valid("mobile", text), "{text}");
        }
        assert!(valid("mail", "somebody@licences.test"));
        for text in ["", "somebody", "@licences.test", "a@b", "a b@licences.test", "a@b@c.test", "a@.test"] {
            assert!(!valid("mail", text), "{text}");
        }
    }
}
