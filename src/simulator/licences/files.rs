//! Files of licences: addresses that end after ten minutes (7.4.3), and what lies there.

use jiff::civil::DateTime;
use sm3::{Digest, Sm3};

use crate::observation::HttpAnswer;
use crate::simulator::platform::http;

/// Where files lie, below the address at which the platform was reached.
const FOLDER: &str = "/files/";
/// Seconds for which an address leads to its file.
const LIFETIME: i64 = 600;

/// Makes addresses that nobody can guess, and reads them again.
#[derive(Clone, Copy)]
pub(in crate::simulator) struct Links {
    seed: u64,
}

/// What an address leads to.
pub(in crate::simulator) struct Link {
    /// Number of the licence.
    pub(in crate::simulator) licence: usize,
    /// Seconds since the address was given out.
    age: i64,
}

impl Links {
    pub(in crate::simulator) fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// The path of a licence's file, as given out now.
    pub(in crate::simulator) fn path(&self, licence: usize, format: &str, now: DateTime) -> String {
        let given = seconds(now);
        format!("{FOLDER}{licence:x}-{given:x}-{}.{format}", self.seal(licence, given))
    }

    /// What a path leads to; none when it was never given out.
    pub(in crate::simulator) fn read(&self, path: &str, now: DateTime) -> Option<Link> {
        let (name, _) = path.strip_prefix(FOLDER)?.split_once('.')?;
        let mut parts = name.split('-');
        let licence = usize::from_str_radix(parts.next()?, 16).ok()?;
        let given = i64::from_str_radix(parts.next()?, 16).ok()?;
        let sealed = parts.next()? == self.seal(licence, given) && parts.next().is_none();
        sealed.then(|| Link { licence, age: seconds(now) - given })
    }

    fn seal(&self, licence: usize, given: i64) -> String {
        let digest = Sm3::digest(format!("{} {licence} {given}", self.seed));
        digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Link {
    /// Whether it still leads to the file.
    pub(in crate::simulator) fn is_alive(&self) -> bool {
        (0..=LIFETIME).contains(&self.age)
    }
}

fn seconds(time: DateTime) -> i64 {
    time.duration_since(DateTime::constant(2000, 1, 1, 0, 0, 0, 0)).as_secs()
}

/// The file of a licence in its format, with its number as its only words.
pub(in crate::simulator) fn content(format: &str, words: &str) -> HttpAnswer {
    let (media_type, body) = match format {
        "pdf" => ("application/pdf", pdf(words)),
        _ => ("application/ofd", ofd(words)),
    };
    let mut answer = http(200, media_type, String::new());
    answer.body = body;
    answer
}

/// What is left of a file whose address has ended.
pub(in crate::simulator) fn gone() -> HttpAnswer {
    http(410, "text/plain; charset=UTF-8", "the address has ended\n".to_owned())
}

fn pdf(words: &str) -> Vec<u8> {
    let words: String = words.chars().filter(char::is_ascii_alphanumeric).collect();
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>";
    let text = format!("BT ({words}) Tj ET");
    let content = format!("<</Length {}>>stream\n{text}\nendstream", text.len());
    let objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", page, &content];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = String::new();
    for (object, number) in objects.iter().zip(1..) {
        places.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{number} 0 obj{object}endobj\n"));
    }
    let start = file.len();
    let size = objects.len() + 1;
    file.push_str(&format!("xref\n0 {size}\n0000000000 65535 f \n{places}"));
    file.push_str(&format!("trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"));
    file.into_bytes()
}

/// An OFD package (GB/T 33190) is a ZIP archive that begins with its root document.
fn ofd(words: &str) -> Vec<u8> {
    let space = r#"xmlns:ofd="http://www.ofdspec.org/2016""#;
    let body = format!("<ofd:DocBody><ofd:DocInfo><ofd:DocID>{}</ofd:DocID></ofd:DocInfo>", escaped(words));
    let root = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><ofd:OFD {space} Version="1.0" DocType="OFD">{body}<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"#
    );
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><ofd:Document {space}><ofd:CommonData><ofd:MaxUnitID>1</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages/></ofd:Document>"#
    );
    zip(&[("OFD.xml", root.as_bytes()), ("Doc_0/Document.xml", document.as_bytes())])
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// A ZIP archive of files that are not compressed.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in files {
        let place = archive.len() as u32;
        let header = header(name, content);
        archive.extend_from_slice(b"PK\x03\x04");
        archive.extend_from_slice(&header);
        archive.extend_from_slice(name.as_bytes());
        archive.extend_from_slice(content);
        directory.extend_from_slice(b"PK\x01\x02\x14\x00");
        directory.extend_from_slice(&header);
        // No comment, first disk, a plain file.
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&place.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let (start, count) = (archive.len() as u32, (files.len() as u16).to_le_bytes());
    archive.extend_from_slice(&directory);
    archive.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    archive.extend_from_slice(&[count, count].concat());
    archive.extend_from_slice(&(directory.len() as u32).to_le_bytes());
    archive.extend_from_slice(&start.to_le_bytes());
    archive.extend_from_slice(&[0; 2]);
    archive
}

/// What both headers of a file share: version, flags, method, time, checksum, sizes, length of the name.
fn header(name: &str, content: &[u8]) -> Vec<u8> {
    let size = (content.len() as u32).to_le_bytes();
    let mut header = vec![0x14, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
    header.extend_from_slice(&checksum(content).to_le_bytes());
    header.extend_from_slice(&[size, size].concat());
    header.extend_from_slice(&(name.len() as u16).to_le_bytes());
    header.extend_from_slice(&[0; 2]);
    header
}

/// CRC-32 as ZIP has it.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |sum: u32| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
    !bytes.iter().fold(!0_u32, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)))
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_address_lives_ten_minutes_and_cannot_be_made_up() {
        let links = Links::new(1);
        let now = date(2024, 3, 5).at(23, 55, 0, 0);
        let path = links.path(3, "ofd", now);
        let alive = |path: &str, seconds: i64| links.read(path, now + seconds.seconds()).map(|link| link.is_alive());
        assert_eq!([0, 600, 601].map(|seconds| alive(&path, seconds)), [Some(true), Some(true), Some(false)]);
        assert_eq!(links.read(&path, now).map(|link| link.licence), Some(3));
        for wrong in [path.replacen("3-", "4-", 1), path.replace(".ofd", ""), "/files/".to_owned(), "/x".to_owned()] {
            assert_eq!(alive(&wrong, 0), None, "{wrong}");
        }
        assert!(Links::new(2).read(&path, now).is_none());
    }

    #[test]
    fn checksums_are_those_of_zip() {
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
    }
}
