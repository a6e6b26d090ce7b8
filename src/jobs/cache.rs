//! A large book is put aside in a file of its own, so that it opens at once the next time.
//!
//! The file stands beside the book (`.market.ndjson.syndiscope`), or in the person's cache folder
//! where the book's folder cannot be written to. It may be deleted at any time. It is taken only
//! where it was made by this version from this very file: the file's size, its times of change, and
//! a hash over 256 samples of 16 KiB (over all of a file of 4 MiB or less) must be what they were.
//! A change that keeps size and times and touches no sample is not seen; [`Cache::none`] does
//! without. Every byte of the cache itself is checked by a hash before any is believed, and what is
//! read must make sense: else the book is read from its own file as if there were no cache.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::hash::Hasher as _;
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use twox_hash::XxHash3_64;

use super::shelf::FileShelf;
use crate::book::{DealBook, Packer, Shelf, Span, Stored, Unpacker, knowledge};
use crate::index::Index;
use crate::stats::credited_lists;

const MAGIC: &[u8; 8] = b"SYNDSHLF";
/// The version of the file; raised with every change of what records mean or columns hold.
const VERSION: u64 = 2;
/// The smallest file of which a cache is made, in bytes.
pub(super) const LEAST: u64 = 64 << 20;
/// How many samples of a file are hashed, and how long each is, in bytes.
const SAMPLES: u64 = 256;
const SAMPLE: u64 = 16 << 10;
/// The longest list of sections, in bytes.
const LONGEST_HEAD: u64 = 64 << 20;
/// How much of a section is hashed at a time, in bytes.
const PIECE: usize = 1 << 18;
/// A half-written cache that is older than this was left behind.
const LEFT_BEHIND: Duration = Duration::from_secs(120);

/// Whether and where caches are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cache {
    /// The smallest file of which one is made, in bytes; `None` for no cache at all.
    pub least: Option<u64>,
    /// The folder for caches of books whose own folder cannot be written to.
    pub folder: Option<PathBuf>,
}

impl Default for Cache {
    /// Of files from 64 MiB on. The variable `SYNDISCOPE_NO_CACHE` switches it off.
    fn default() -> Self {
        if std::env::var_os("SYNDISCOPE_NO_CACHE").is_some() {
            return Self::none();
        }
        let folders = directories::ProjectDirs::from("", "", "syndiscope");
        let folder = folders.map(|folders| folders.cache_dir().to_owned());
        Self { least: Some(LEAST), folder }
    }
}

/// What tells one state of a file from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    size: u64,
    /// Times of the last change of the content and, where the system tells it, of anything.
    times: [u64; 2],
    samples: u64,
}

impl Stamp {
    /// The stamp of a file as it is now.
    pub fn of(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        let (size, mut hash) = (metadata.len(), XxHash3_64::new());
        let mut sample = Vec::new();
        if size <= SAMPLES * SAMPLE {
            file.read_to_end(&mut sample)?;
            hash.write(&sample);
        } else {
            for at in 0..SAMPLES {
                sample.clear();
                file.seek(SeekFrom::Start((size - SAMPLE) / (SAMPLES - 1) * at))?;
                io::Read::by_ref(&mut file).take(SAMPLE).read_to_end(&mut sample)?;
                hash.write(&sample);
            }
        }
        let modified = nanos(metadata.modified()?);
        Ok(Self { size, times: [modified, changed(&metadata)], samples: hash.finish() })
    }
}

fn nanos(time: SystemTime) -> u64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(unix)]
fn changed(metadata: &fs::Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    metadata.ctime().cast_unsigned().wrapping_mul(1_000_000_000)
        ^ metadata.ctime_nsec().cast_unsigned()
}

#[cfg(not(unix))]
fn changed(_: &fs::Metadata) -> u64 {
    0
}

impl Cache {
    /// No cache is read or made.
    pub const fn none() -> Self {
        Self { least: None, folder: None }
    }

    /// Whether a file of this size has a cache.
    pub fn is_for(&self, size: u64) -> bool {
        self.least.is_some_and(|least| size >= least)
    }

    /// Where the cache of a book may stand: beside it first.
    fn places(&self, path: &Path) -> Vec<PathBuf> {
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let beside = path.with_file_name(format!(".{name}.syndiscope"));
        let own = XxHash3_64::oneshot(path.as_os_str().as_encoded_bytes());
        let aside =
            self.folder.as_ref().map(|folder| folder.join(format!("{own:016x}.syndiscope")));
        [beside].into_iter().chain(aside).collect()
    }

    /// The book of a file with its columns, as it was put aside; `None` where no cache is good.
    /// `name` is what problems call the file.
    pub fn load(&self, path: &Path, name: &str) -> Option<(DealBook, Index)> {
        let size = fs::metadata(path).ok()?.len();
        if !self.is_for(size) {
            return None;
        }
        let places: Vec<PathBuf> =
            self.places(path).into_iter().filter(|place| place.exists()).collect();
        let stamp = if places.is_empty() { None } else { Stamp::of(path).ok() }?;
        places.iter().find_map(|place| open(place, stamp, name))
    }

    /// Puts a book aside, with its columns: beside its file, or in the folder. `stamp` is that of
    /// the file before it was read; a file that has changed since is left alone.
    pub fn store(&self, path: &Path, stamp: Stamp, book: &DealBook, index: &Index) -> bool {
        let is_same = || Stamp::of(path).is_ok_and(|now| now == stamp);
        let Ok(metadata) = fs::metadata(path) else { return false };
        // Who may read the book may read its cache, and nobody else.
        let allowed = metadata.permissions();
        let put = |place: &PathBuf| write(place, stamp, book, index, allowed.clone()).is_ok();
        self.is_for(stamp.size) && is_same() && self.places(path).iter().any(put)
    }
}

/// Reads the bytes of a cache, whatever book they belong to; for tests with any bytes.
pub fn open_cache(bytes: Vec<u8>) -> Option<(DealBook, Index)> {
    let length = bytes.len() as u64;
    read(Arc::new(bytes), length, Trust::Nothing, "")
}

/// The same without a look at the hashes, which would end nearly every test.
pub fn open_unchecked_cache(bytes: Vec<u8>) -> Option<(DealBook, Index)> {
    let length = bytes.len() as u64;
    read(Arc::new(bytes), length, Trust::Hashes, "")
}

/// What is believed without being looked at.
#[derive(Clone, Copy, PartialEq)]
enum Trust {
    Nothing,
    /// Nothing, and the book must be that of a file.
    Stamp(Stamp),
    Hashes,
}

fn open(place: &Path, stamp: Stamp, name: &str) -> Option<(DealBook, Index)> {
    let file = File::open(place).ok()?;
    let length = file.metadata().ok()?.len();
    read(Arc::new(FileShelf(file)), length, Trust::Stamp(stamp), name)
}

/// What stands at the end of the file: where the list of sections begins, its hash, and the magic.
const TAIL: u64 = 8 + 8 + 8;

fn read(shelf: Arc<dyn Shelf>, length: u64, trust: Trust, name: &str) -> Option<(DealBook, Index)> {
    let tail_at = length.checked_sub(TAIL)?;
    let mut tail = [0; TAIL as usize];
    shelf.read_at(tail_at, &mut tail).ok()?;
    let mut unpacker = Unpacker::new(&tail);
    let (head_at, hash) = (unpacker.number()?, unpacker.number()?);
    let head_length = tail_at.checked_sub(head_at).filter(|length| *length <= LONGEST_HEAD)?;
    if &tail[16..] != MAGIC {
        return None;
    }
    let mut head = vec![0; usize::try_from(head_length).ok()?];
    shelf.read_at(head_at, &mut head).ok()?;
    if trust != Trust::Hashes && XxHash3_64::oneshot(&head) != hash {
        return None;
    }
    let (own, sections) = unpack_head(&head, head_at)?;
    if matches!(trust, Trust::Stamp(stamp) if stamp != own) {
        return None;
    }
    let spans = sections.iter().map(|(number, span, _)| (*number, *span)).collect();
    let stored = Stored::new(shelf.clone(), spans);
    let (is_whole, book) = rayon::join(
        || trust == Trust::Hashes || are_whole(&*shelf, &sections),
        || DealBook::unpack(&stored, name),
    );
    let book = book.filter(|_| is_whole)?;
    let index = Index::unpack(&book)?;
    Some((book, index))
}

/// The number of a section, where it lies, and its hash.
type Section = (u32, Span, u64);

fn pack_head(stamp: Stamp, sections: &[Section]) -> Vec<u8> {
    let mut packer = Packer::default();
    packer.number(VERSION);
    packer.number(known());
    for number in [stamp.size, stamp.times[0], stamp.times[1], stamp.samples] {
        packer.number(number);
    }
    packer.length(sections.len());
    for (number, span, hash) in sections {
        packer.length(*number as usize);
        packer.number(span.at);
        packer.number(span.length);
        packer.number(*hash);
    }
    packer.finish()
}

fn unpack_head(head: &[u8], end: u64) -> Option<(Stamp, Vec<Section>)> {
    let mut unpacker = Unpacker::new(head);
    if unpacker.number()? != VERSION || unpacker.number()? != known() {
        return None;
    }
    let size = unpacker.number()?;
    let times = [unpacker.number()?, unpacker.number()?];
    let stamp = Stamp { size, times, samples: unpacker.number()? };
    let sections = unpacker.list(|unpacker| {
        let number = u32::try_from(unpacker.below(usize::MAX)?).ok()?;
        let span = Span { at: unpacker.number()?, length: unpacker.number()? };
        span.at.checked_add(span.length).filter(|own| *own <= end)?;
        Some((number, span, unpacker.number()?))
    })?;
    unpacker.is_done().then_some((stamp, sections))
}

/// A fingerprint of the program's version and of the banks and rates that it knows.
fn known() -> u64 {
    let mut hash = XxHash3_64::new();
    hash.write(env!("CARGO_PKG_VERSION").as_bytes());
    knowledge().into_iter().for_each(|bytes| hash.write(bytes));
    hash.finish()
}

/// Whether every section has its hash.
fn are_whole(shelf: &dyn Shelf, sections: &[Section]) -> bool {
    let is_whole = |piece: &mut Vec<u8>, (_, span, expected): &Section| {
        let mut hash = XxHash3_64::new();
        let (mut at, end) = (span.at, span.at + span.length);
        while at < end {
            let count = usize::try_from(end - at).map_or(PIECE, |left| left.min(PIECE));
            let piece = &mut piece[..count];
            if shelf.read_at(at, piece).is_err() {
                return false;
            }
            hash.write(piece);
            at += count as u64;
        }
        hash.finish() == *expected
    };
    sections.par_iter().map_init(|| vec![0; PIECE], is_whole).all(|is_whole| is_whole)
}

/// Writes a cache: a file beside its place takes the place once it is whole.
fn write(
    place: &Path,
    stamp: Stamp,
    book: &DealBook,
    index: &Index,
    allowed: fs::Permissions,
) -> io::Result<()> {
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder)?;
    }
    let part = place.with_extension("part");
    let is_left_behind = |metadata: fs::Metadata| {
        metadata.modified().is_ok_and(|time| time.elapsed().is_ok_and(|age| age > LEFT_BEHIND))
    };
    if fs::metadata(&part).is_ok_and(is_left_behind) {
        fs::remove_file(&part)?;
    }
    let file = new_private_file(&part)?;
    let done = write_sections(file, stamp, book, index)
        .and_then(|()| fs::set_permissions(&part, allowed))
        .and_then(|()| fs::rename(&part, place));
    if done.is_err() {
        fs::remove_file(&part)?;
    }
    done
}

/// A new file that only its owner may read, until it is whole.
fn new_private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

fn write_sections(file: File, stamp: Stamp, book: &DealBook, index: &Index) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 18, file);
    let (mut at, mut sections) = (0, BTreeMap::new());
    let mut show = |number: u32, bytes: Vec<u8>| {
        let span = Span { at, length: bytes.len() as u64 };
        at += span.length;
        sections.insert(number, (span, XxHash3_64::oneshot(&bytes)));
        out.write_all(&bytes)
    };
    book.pack(&mut show).ok_or(io::ErrorKind::Unsupported)??;
    index.pack(credited_lists(index), &mut show)?;
    let sections: Vec<Section> =
        sections.into_iter().map(|(number, (span, hash))| (number, span, hash)).collect();
    let head = pack_head(stamp, &sections);
    out.write_all(&head)?;
    out.write_all(&at.to_le_bytes())?;
    out.write_all(&XxHash3_64::oneshot(&head).to_le_bytes())?;
    out.write_all(MAGIC)?;
    out.flush()
}

#[cfg(test)]
mod tests;
