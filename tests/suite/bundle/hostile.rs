//! Archives that somebody made to mislead or to harm whoever verifies them: refused, quickly, and nothing is unpacked.

use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Evidence, changed, members, packed, stored};

/// Refused within two seconds, and not called good.
fn refused(evidence: &Evidence, what: &str, bytes: &[u8]) {
    let began = Instant::now();
    let ran = evidence.verify(bytes);
    assert_eq!(ran.code, 2, "{what}: {}", ran.said());
    assert!(ran.stderr.contains("is no whole bundle"), "{what}: {}", ran.stderr);
    assert!(ran.stdout.is_empty() && began.elapsed() < Duration::from_secs(2), "{what}: {}", ran.said());
}

#[test]
fn what_is_cut_or_lengthened_is_refused() {
    let evidence = Evidence::new();
    let good = evidence.good();
    for length in [0, 1, 21, 22, 100, good.len() / 2, good.len() - 30, good.len() - 1] {
        refused(&evidence, "cut", &good[..length]);
    }
    refused(&evidence, "lengthened", &[&good[..], b"x"].concat());
    refused(&evidence, "in front", &[b"x", &good[..]].concat());
    refused(&evidence, "twice", &[&good[..], &good[..]].concat());
    let mut comment = good.clone();
    let length = comment.len();
    comment[length - 2] = 5;
    refused(&evidence, "comment", &[&comment[..], b"12345"].concat());
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    let evidence = Evidence::new();
    let good = evidence.good();
    for name in [
        "../../escape",
        "/etc/passwd",
        "a/../b",
        "a//b",
        "C:\\x",
        "a\\b",
        ".hidden",
        "-rf",
        "a b",
        "über",
        "a\u{1b}[2J",
        "dir/",
        &"n".repeat(200),
    ] {
        let bytes = changed(&good, |members| members.push((name.to_owned(), b"x".to_vec())));
        refused(&evidence, name, &bytes);
    }
    let escape = evidence.run.folder.path().join("../../escape");
    assert!(!escape.exists());
}

/// An archive of a good bundle's members and one more, made by hand.
fn with_more(good: &[u8], more: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>)) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members(good) {
        archive.start_file(name, stored()).expect("started");
        archive.write_all(&bytes).expect("written");
    }
    more(&mut archive);
    archive.finish().expect("finished").into_inner()
}

#[test]
fn what_unfolds_links_or_stands_there_twice_is_refused() {
    let evidence = Evidence::new();
    let good = evidence.good();
    // Two members of equal length under one name: programs differ in which they show.
    let two = changed(&good, |members| {
        members.extend([("aaaa".to_owned(), b"1".to_vec()), ("bbbb".to_owned(), b"2".to_vec())])
    });
    let mut doubled = two.clone();
    for at in 0..doubled.len() - 4 {
        if &two[at..at + 4] == b"bbbb" {
            doubled[at..at + 4].copy_from_slice(b"aaaa");
        }
    }
    refused(&evidence, "doubled", &doubled);
    // A name that the directory and the member spell differently.
    let first = two.windows(4).position(|window| window == b"aaaa").expect("there");
    let mut other = two.clone();
    other[first..first + 4].copy_from_slice(b"cccc");
    refused(&evidence, "two names", &other);
    refused(
        &evidence,
        "link",
        &with_more(&good, |archive| archive.add_symlink("link", "/etc/passwd", stored()).expect("a link")),
    );
    let many: Vec<(String, Vec<u8>)> = (0..400).map(|number| (format!("f{number}"), Vec::new())).collect();
    refused(&evidence, "many", &packed(&many));
}

#[test]
fn sizes_that_are_not_there_and_members_that_are_not_listed_are_refused() {
    let evidence = Evidence::new();
    let good = evidence.good();
    let at = |bytes: &[u8], from: usize| {
        good[from..].windows(bytes.len()).position(|window| window == bytes).map(|at| at + from)
    };
    let directory = at(b"PK\x01\x02", 0).expect("a directory");
    // Sizes of the first entry of the directory, then of its first header, as if it had four gigabytes.
    for (name, place) in [("directory", directory + 20), ("header", 18)] {
        let mut bytes = good.clone();
        bytes[place..place + 8].fill(0xfe);
        refused(&evidence, name, &bytes);
    }
    // A member behind the last, which the directory does not name.
    let end = good.len() - 22;
    let hidden = packed(&vec![("hidden".to_owned(), b"x".to_vec())]);
    let own = hidden.windows(4).position(|window| window == b"PK\x01\x02").expect("a directory");
    let mut bytes = [&good[..directory], &hidden[..own], &good[directory..]].concat();
    let moved = u32::try_from(directory + own).expect("small").to_le_bytes();
    let length = bytes.len();
    bytes[length - 22 + 16..length - 22 + 20].copy_from_slice(&moved);
    refused(&evidence, "hidden", &bytes);
    assert!(good[end..].starts_with(b"PK\x05\x06"));
    // Bytes before the directory that are no member at all.
    let mut bytes = [&good[..directory], b"junk", &good[directory..]].concat();
    let moved = u32::try_from(directory + 4).expect("small").to_le_bytes();
    let length = bytes.len();
    bytes[length - 22 + 16..length - 22 + 20].copy_from_slice(&moved);
    refused(&evidence, "junk", &bytes);
    let huge = changed(&good, |members| members[0].1 = vec![b' '; 3 << 20]);
    refused(&evidence, "manifest", &huge);
}

#[test]
fn no_signed_good_is_said_of_a_bundle_with_any_byte_changed() {
    let evidence = Evidence::new();
    let good = evidence.good();
    let length = good.len();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(60));
    let check = runner.run(&(0..length, 1_u8..=255), |(at, by)| {
        let mut bytes = good.clone();
        bytes[at] ^= by;
        let ran = evidence.verify(&bytes);
        // Times and rights of a member, which the archive states and nobody reads, may differ.
        let stated = ran.code == 0 && members(&bytes) == members(&good);
        prop_assert!(stated || matches!(ran.code, 1 | 2), "byte {}: {}", at, ran.said());
        Ok(())
    });
    check.expect("no change goes unseen");
}

#[test]
fn a_checksum_that_other_tools_refuse_is_a_change() {
    let evidence = Evidence::new();
    let mut bytes = evidence.good();
    // The checksum stands at byte 14 of the header of a member, and at byte 16 of its entry in the directory.
    for (mark, place) in [(&b"PK\x03\x04"[..], 14), (b"PK\x01\x02", 16)] {
        let first = bytes.windows(4).position(|at| at == mark).expect("a header");
        bytes[first + place] ^= 1;
    }
    let ran = evidence.verify(&bytes);
    assert_eq!(ran.code, 1, "{}", ran.said());
}

#[test]
fn compressed_members_are_refused_before_they_unfold() {
    let evidence = Evidence::new();
    let good = evidence.good();
    // Deflate of the crate is not built in: the method is written over in header and directory instead.
    let mut bytes = with_more(&good, |archive| {
        archive
            .start_file("bomb", SimpleFileOptions::default().compression_method(CompressionMethod::Stored))
            .expect("started");
        archive.write_all(&[0; 64]).expect("written");
    });
    for (mark, place) in [(&b"PK\x03\x04"[..], 8), (b"PK\x01\x02", 10)] {
        let last = (0..bytes.len() - 4).rev().find(|at| &bytes[*at..*at + 4] == mark).expect("a header");
        bytes[last + place] = 8;
    }
    refused(&evidence, "compressed", &bytes);
}
