//! The archive around a bundle: ZIP without compression, laid out in one way only.
//!
//! Members follow one another without a gap, the directory follows the last of them, and nothing follows the directory:
//! what is not listed has no place to hide, and no two programs can read different files from one archive.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, System, ZipArchive, ZipWriter};

use super::manifest::{MANIFEST, Member, SIGNATURE, hex};

/// Bytes of the longest bundle.
pub const MAX_BYTES: u64 = 1 << 30;

/// Members of the fullest bundle.
pub const MAX_MEMBERS: u16 = 256;

const MAX_NAME: usize = 128;
/// Limit for the manifest and its signature, which are held in memory.
const MAX_HELD: u64 = 1 << 20;
const LOCAL_HEADER: u64 = 30;
const DIRECTORY_ENTRY: u64 = 46;
const END: u64 = 22;

/// Why a file is no bundle that could be judged.
#[derive(Debug, thiserror::Error)]
pub enum ContainerError {
    /// The system refused.
    #[error("{}: {error}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It is damaged, or laid out otherwise than a bundle is.
    #[error("{} is no whole bundle: {reason}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

/// What an archive holds: every member measured, manifest and signature read.
#[derive(Debug)]
pub(super) struct Contents {
    pub members: BTreeMap<String, Member>,
    pub manifest: Option<Vec<u8>>,
    pub signature: Option<Vec<u8>>,
    /// Members of which the archive states another checksum: other tools refuse to take them out.
    pub misstated: BTreeSet<String>,
}

/// An archive of these members, in this order. The same members give the same bytes.
///
/// # Errors
/// A message, when there are too many members, too many bytes, or a name that no member may have.
pub fn pack(members: &[(String, Vec<u8>)]) -> Result<Vec<u8>, String> {
    let total: u64 = members.iter().map(|(_, bytes)| bytes.len() as u64).sum();
    if members.len() > usize::from(MAX_MEMBERS) || total > MAX_BYTES / 2 {
        return Err(format!("too much for a bundle: at most {MAX_MEMBERS} files and {} bytes", MAX_BYTES / 2));
    }
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .system(System::Unix)
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        check_name(name)?;
        archive.start_file(name, options).map_err(|error| format!("{name}: {error}"))?;
        archive.write_all(bytes).map_err(|error| format!("{name}: {error}"))?;
    }
    archive.finish().map(Cursor::into_inner).map_err(|error| error.to_string())
}

/// Reads and measures an archive, within limits.
///
/// # Errors
/// [`ContainerError`] when it is no archive, is cut, or is laid out otherwise.
pub(super) fn open(path: &Path) -> Result<Contents, ContainerError> {
    let io = |error| ContainerError::Io { path: path.to_owned(), error };
    let mut file = File::open(path).map_err(io)?;
    let damaged = |reason: String| ContainerError::Damaged { path: path.to_owned(), reason };
    let layout = Layout::read(&mut file).map_err(io)?.map_err(damaged)?;
    contents(file, &layout).map_err(damaged)
}

/// What the end of an archive says.
struct Layout {
    members: u16,
    directory_at: u64,
    directory_bytes: u64,
}

impl Layout {
    /// Reads the end. It is looked at before anything is read that it announces.
    fn read(file: &mut File) -> io::Result<Result<Self, String>> {
        let length = file.metadata()?.len();
        if length > MAX_BYTES {
            return Ok(Err(format!("{length} bytes, at most {MAX_BYTES} are read")));
        }
        let Some(end_at) = length.checked_sub(END) else { return Ok(Err("it is too short".to_owned())) };
        file.seek(SeekFrom::Start(end_at))?;
        let mut end = [0_u8; END as usize];
        file.read_exact(&mut end)?;
        file.rewind()?;
        Ok(Self::parse(&end, end_at))
    }

    fn parse(end: &[u8; END as usize], end_at: u64) -> Result<Self, String> {
        let two = |at: usize| u16::from_le_bytes([end[at], end[at + 1]]);
        let four = |at: usize| u64::from(two(at)) | u64::from(two(at + 2)) << 16;
        if !end.starts_with(b"PK\x05\x06") || two(20) != 0 {
            return Err("it does not end as an archive does. Was it cut, or was something added?".to_owned());
        }
        let (members, directory_bytes, directory_at) = (two(10), four(12), four(16));
        if two(4) != 0 || two(6) != 0 || two(8) != members || members > MAX_MEMBERS {
            return Err(format!("{members} members: at most {MAX_MEMBERS} in one part"));
        }
        let longest = u64::from(MAX_MEMBERS) * (DIRECTORY_ENTRY + MAX_NAME as u64);
        if directory_bytes > longest || directory_at + directory_bytes != end_at {
            return Err("its directory is not where it should be".to_owned());
        }
        Ok(Self { members, directory_at, directory_bytes })
    }
}

fn contents(file: File, layout: &Layout) -> Result<Contents, String> {
    let mut archive = ZipArchive::new(file).map_err(|error| error.to_string())?;
    if archive.has_duplicate_names() || archive.len() != usize::from(layout.members) {
        return Err("a name is there twice".to_owned());
    }
    archive.validate_header_consistency().map_err(|error| error.to_string())?;
    let (mut next, mut listed) = (0, 0);
    let mut contents =
        Contents { members: BTreeMap::new(), manifest: None, signature: None, misstated: BTreeSet::new() };
    for place in 0..archive.len() {
        let mut entry = archive.by_index_raw(place).map_err(|error| error.to_string())?;
        let name = String::from_utf8(entry.name_raw().to_vec()).map_err(|_| "a name is no UTF-8".to_owned())?;
        check_name(&name)?;
        let plain = entry.compression() == CompressionMethod::Stored
            && entry.compressed_size() == entry.size()
            && !entry.encrypted()
            && !entry.is_symlink();
        let extra = entry.extra_data().is_some_and(|extra| !extra.is_empty()) || !entry.comment_raw().is_empty();
        if !plain || extra || entry.header_start() != next {
            return Err(format!("`{name}` is not stored as a member of a bundle is"));
        }
        next += LOCAL_HEADER + name.len() as u64 + entry.size();
        listed += DIRECTORY_ENTRY + name.len() as u64;
        let stated = entry.crc32();
        let (member, checksum) = match name.as_str() {
            MANIFEST => measured(&name, &mut entry, Some(contents.manifest.insert(Vec::new()))),
            SIGNATURE => measured(&name, &mut entry, Some(contents.signature.insert(Vec::new()))),
            _ => measured(&name, &mut entry, None),
        }?;
        if checksum != stated {
            contents.misstated.insert(name.clone());
        }
        contents.members.insert(name, member);
    }
    if next != layout.directory_at || listed != layout.directory_bytes {
        return Err("there is something between its members".to_owned());
    }
    Ok(contents)
}

/// Measures a member piece by piece, with its checksum, and keeps it where it is wanted.
fn measured(name: &str, entry: &mut impl Read, mut keep: Option<&mut Vec<u8>>) -> Result<(Member, u32), String> {
    let (mut digest, mut checksum, mut bytes) = (Sha256::new(), flate2::Crc::new(), 0_u64);
    let mut piece = vec![0_u8; 1 << 16];
    loop {
        let read = entry.read(&mut piece).map_err(|error| format!("{name}: {error}"))?;
        let Some(part) = piece.get(..read).filter(|part| !part.is_empty()) else { break };
        digest.update(part);
        checksum.update(part);
        bytes += read as u64;
        if let Some(kept) = &mut keep {
            if bytes > MAX_HELD {
                return Err(format!("`{name}` has more than {MAX_HELD} bytes"));
            }
            kept.extend_from_slice(part);
        }
    }
    Ok((Member { name: name.to_owned(), bytes, sha256: hex(&digest.finalize()) }, checksum.sum()))
}

/// A name that means the same file on every system, and no other folder.
fn check_name(name: &str) -> Result<(), String> {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with(['.', '-'])
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
    };
    if name.len() <= MAX_NAME && name.split('/').all(plain) {
        Ok(())
    } else {
        let shown: String = name.chars().take(MAX_NAME).collect();
        Err(format!("{shown:?} is no name of a member: letters, digits, `.`, `-`, `_`, and no step upwards"))
    }
}
