//! Opening a book: the file is read in blocks that are used over and over, unpacked on the way, and
//! what will not fit in memory is refused before it is tried.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::cache::{Cache, LEAST, Stamp};
use super::files::FileError;
use super::shelf::FileShelf;
use super::{Progress, Stop};
use crate::book::{BookReader, DealBook};
use crate::index::{Index, Parents};

/// How much is read at a time, in bytes.
const BLOCK: usize = 8 << 20;
/// Memory that a book of one record a line takes for each byte of its file, at most.
const LINES_NEED: f64 = 1.6;
/// The same for a file that is one list, which is read when all of it is there.
const LIST_NEED: f64 = 3.0;
/// The same for a packed file.
const PACKED_NEED: f64 = 12.0;

/// Reads the book of a file, packed with gzip or zstd or not; what cannot be read in it becomes a
/// problem. `None` where it was told to stop.
///
/// `name` is what problems call the file.
pub fn read_book(
    path: &Path,
    name: &str,
    progress: &mut dyn FnMut(Progress),
    stop: &Stop,
) -> Result<Option<BookReader>, FileError> {
    let failed = |error| FileError::Read(path.to_owned(), error);
    let mut file = File::open(path).map_err(failed)?;
    let total = file.metadata().map_err(failed)?.len();
    let mut magic = Vec::new();
    file.by_ref().take(4).read_to_end(&mut magic).map_err(failed)?;
    let (packing, start) = (Packing::of(&magic), magic.clone());
    let mut reader = BookReader::new(name);
    // The records of a file of which a cache is made are not copied while it is opened.
    if packing == Packing::None && total >= LEAST {
        reader = reader.on_shelf(Arc::new(FileShelf(file.try_clone().map_err(failed)?)));
    }
    refuse_too_large(path, total, &start)?;
    let counted = Counted { inner: io::Cursor::new(magic).chain(file), read: 0 };
    let told = Told { total, progress, stop };
    match packing {
        Packing::None => blocks(counted, |input| input.read, reader, told).map_err(failed),
        Packing::Gzip => {
            let input =
                flate2::read::MultiGzDecoder::new(BufReader::with_capacity(1 << 18, counted));
            blocks(input, |input| input.get_ref().get_ref().read, reader, told).map_err(failed)
        }
        Packing::Zstd => {
            let input = BufReader::with_capacity(1 << 18, counted);
            let input = ruzstd::decoding::StreamingDecoder::new(input);
            let input = input.map_err(|error| failed(io::Error::other(error.to_string())))?;
            blocks(input, |input| input.get_ref().get_ref().read, reader, told).map_err(failed)
        }
    }
}

/// A book that was opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The book.
    pub book: Arc<DealBook>,
    /// Its columns, where they came along or were made.
    pub index: Option<Arc<Index>>,
    /// The file of which a cache is to be made, with its stamp before it was read.
    to_store: Option<(PathBuf, Stamp)>,
}

/// Opens the book of a file: as it was put aside, or read anew. `None` where it was told to stop.
///
/// `name` is what problems call the file.
pub fn open_book(
    path: &Path,
    name: &str,
    progress: &mut dyn FnMut(Progress),
    stop: &Stop,
    cache: &Cache,
) -> Result<Option<Opened>, FileError> {
    if let Some((book, index)) = cache.load(path, name) {
        let (book, index) = (Arc::new(book), Some(Arc::new(index)));
        return Ok(Some(Opened { book, index, to_store: None }));
    }
    let is_large = std::fs::metadata(path).is_ok_and(|metadata| cache.is_for(metadata.len()));
    let stamp = if is_large { Stamp::of(path).ok() } else { None };
    let to_store = stamp.map(|stamp| (path.to_owned(), stamp));
    let reader = read_book(path, name, progress, stop)?;
    let opened =
        |reader: BookReader| Opened { book: reader.finish().into(), index: None, to_store };
    Ok(reader.map(opened))
}

impl Opened {
    /// A book of which no cache is made.
    pub const fn of(book: Arc<DealBook>) -> Self {
        Self { book, index: None, to_store: None }
    }

    /// Whether a cache is to be made of it.
    pub const fn is_to_store(&self) -> bool {
        self.to_store.is_some()
    }

    /// The same with its columns, where a cache is to be made of it.
    #[must_use]
    pub fn with_columns_of_large(mut self) -> Self {
        if self.index.is_none() && self.to_store.is_some() {
            self.index = Some(Arc::new(Index::build(&self.book, Parents::Today)));
        }
        self
    }

    /// Puts the book aside on this thread, where a cache is to be made of it; says whether it did.
    pub fn store(&self, cache: &Cache) -> bool {
        let parts = self.to_store.as_ref().zip(self.index.as_ref());
        parts.is_some_and(|((path, stamp), index)| cache.store(path, *stamp, &self.book, index))
    }

    /// Puts the book aside and takes its texts in, on a thread of its own. Where there is none the next
    /// opening takes as long as this one, and texts are read from the file when they are asked for.
    pub(super) fn store_later(&self, cache: Cache) {
        let is_on_shelf = self.book.source().records.are_on_shelf();
        if self.to_store.is_some() || is_on_shelf {
            let (own, thread) = (self.clone(), std::thread::Builder::new());
            let work = move || {
                own.store(&cache);
                own.book.source().records.take_in();
            };
            drop(thread.name("syndiscope-cache".into()).spawn(work));
        }
    }
}

/// Reads a book from an open input, such as standard input.
pub fn read_stream(input: &mut dyn Read, name: &str) -> io::Result<BookReader> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    Ok(BookReader::read(&bytes, name))
}

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

impl Packing {
    fn of(magic: &[u8]) -> Self {
        match magic {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd] => Self::Zstd,
            _ => Self::None,
        }
    }
}

/// An input that counts what is read from it.
struct Counted<R> {
    inner: R,
    read: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.read += read as u64;
        Ok(read)
    }
}

/// Who is told how far it got, and who may say stop.
struct Told<'a> {
    total: u64,
    progress: &'a mut dyn FnMut(Progress),
    stop: &'a Stop,
}

fn blocks<R: Read + Send>(
    mut input: R,
    read_so_far: impl Fn(&R) -> u64,
    mut reader: BookReader,
    told: Told<'_>,
) -> io::Result<Option<BookReader>> {
    let (mut room, mut ahead) = (Room::default(), Room::default());
    let mut filled = room.fill(&mut input)?;
    loop {
        let ready = reader.ready(room.bytes(), filled.is_last);
        if ready == 0 && !filled.is_last {
            filled = room.fill(&mut input)?;
            continue;
        }
        ahead.begin_with(&room.bytes()[ready..]);
        // While a block is taken the next one is read.
        let (next, ()) = rayon::join(
            || if filled.is_last { Ok(Filled::default()) } else { ahead.fill(&mut input) },
            || reader.take_ready(&room.bytes()[..ready], filled.is_last),
        );
        if let Some(damage) = filled.damage {
            reader.damaged(&damage);
        }
        if told.stop.is_told() {
            return Ok(None);
        }
        let bytes = read_so_far(&input);
        (told.progress)(Progress { bytes, total: told.total, rows: reader.rows() });
        if filled.is_last {
            return Ok(Some(reader));
        }
        filled = next?;
        std::mem::swap(&mut room, &mut ahead);
    }
}

/// What came of filling a buffer.
#[derive(Default)]
struct Filled {
    is_last: bool,
    /// Why a packed file cannot be unpacked any further.
    damage: Option<String>,
}

/// Room for what is read, used over and over so that it is made ready once.
#[derive(Default)]
struct Room {
    room: Vec<u8>,
    filled: usize,
}

impl Room {
    fn bytes(&self) -> &[u8] {
        &self.room[..self.filled]
    }

    fn begin_with(&mut self, bytes: &[u8]) {
        self.room.resize(self.room.len().max(bytes.len()), 0);
        self.room[..bytes.len()].copy_from_slice(bytes);
        self.filled = bytes.len();
    }

    /// Reads the next block of an input behind what stands here.
    fn fill(&mut self, input: &mut impl Read) -> io::Result<Filled> {
        let wanted = self.filled + BLOCK;
        self.room.resize(self.room.len().max(wanted), 0);
        while self.filled < wanted {
            match input.read(&mut self.room[self.filled..wanted]) {
                Ok(0) => return Ok(Filled { is_last: true, damage: None }),
                Ok(read) => self.filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if is_damage(&error) => {
                    return Ok(Filled { is_last: true, damage: Some(error.to_string()) });
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Filled::default())
    }
}

/// Whether an error says that a packed file is damaged.
fn is_damage(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, Other, UnexpectedEof};
    matches!(error.kind(), InvalidInput | InvalidData | UnexpectedEof | Other)
}

/// Refuses a file that will not fit in the memory that is free, where the system says how much is.
fn refuse_too_large(path: &Path, size: u64, magic: &[u8]) -> Result<(), FileError> {
    match memory_lacking(size, magic, free_memory()) {
        None => Ok(()),
        Some((need, free)) => {
            Err(FileError::Memory(path.to_owned(), gigabytes(need), gigabytes(free)))
        }
    }
}

/// How many bytes of memory the book of a file needs and how many are free, where too few are.
fn memory_lacking(size: u64, magic: &[u8], free: Option<u64>) -> Option<(u64, u64)> {
    let need = match (Packing::of(magic), magic.trim_ascii_start().first()) {
        (Packing::None, Some(b'[')) => LIST_NEED,
        (Packing::None, _) => LINES_NEED,
        (Packing::Gzip | Packing::Zstd, _) => PACKED_NEED,
    };
    let need = (size as f64 * need) as u64;
    free.filter(|free| need > *free).map(|free| (need, free))
}

fn gigabytes(bytes: u64) -> String {
    format!("{:.1} GB", bytes as f64 / 1e9)
}

/// The memory that is free, in bytes.
fn free_memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::generate::Market;

    fn market(deals: usize) -> String {
        let market = Market::new(deals, 7);
        let mut text = String::new();
        (0..deals).for_each(|number| market.write_deal(number, &mut text));
        text
    }

    fn read(bytes: &[u8]) -> Option<BookReader> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book");
        std::fs::write(&path, bytes).unwrap();
        read_book(&path, "book", &mut |_| {}, &Stop::default()).unwrap()
    }

    #[test]
    fn a_book_is_the_same_however_its_file_is_packed() {
        let text = market(300);
        let plain = read(text.as_bytes()).unwrap().finish();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(text.as_bytes()).unwrap();
        let gzip = gzip.finish().unwrap();
        assert_eq!(read(&gzip).unwrap().finish().revision(), plain.revision());
        let level = ruzstd::encoding::CompressionLevel::Fastest;
        let zstd = ruzstd::encoding::compress_to_vec(text.as_bytes(), level);
        assert_eq!(read(&zstd).unwrap().finish().deals(), plain.deals());
        let damaged = read(&gzip[..gzip.len() / 2]).unwrap();
        assert!(damaged.rows() > 50 && damaged.rows() < 300);
        assert_eq!(damaged.source().problems.last().unwrap().code.code(), "bad-archive");
    }

    #[test]
    fn what_does_not_fit_in_memory_is_refused_before_it_is_tried() {
        let check = |size: u64, magic: &[u8], free: Option<u64>, fits: bool| {
            assert_eq!(memory_lacking(size, magic, free).is_none(), fits, "{size} {magic:?}");
        };
        let lines = b"{\"id";
        check(1_000, lines, Some(2_000), true);
        check(1_000, lines, Some(1_000), false);
        check(1_000, b" [{\"", Some(2_000), false);
        check(1_000, &[0x1f, 0x8b, 8, 0], Some(2_000), false);
        check(1_000, &[0x28, 0xb5, 0x2f, 0xfd], Some(20_000), true);
        check(u64::MAX, lines, None, true);
        check(u64::MAX, lines, Some(u64::MAX - 1), false);
        let refused = refuse_too_large(Path::new("book.ndjson"), u64::MAX, lines);
        if let Err(error) = refused {
            assert!(error.to_string().ends_with("book.ndjson"), "{error}");
        }
    }

    #[test]
    fn records_that_are_not_copied_read_as_those_that_are() {
        let mut text = market(3_000).into_bytes();
        let odd: [&[u8]; 7] = [
            b"broken\n{\"id\":\n",
            b"\n\r\n  {\"id\":\"spaced\",\"issuer\":\"A\"}  ,\n",
            "{\"id\":\"esc\\u0041ped\",\"issuer\":\"快手科技\",\"date\":2024}\n".as_bytes(),
            b"{\"id\":\"two\"} {\"id\":\"on a line\"}\n",
            b"{\"id\":\"\xff not text\"}\n",
            b"[1, 2]\n\"three\"\n",
            b"{\"id\":\"last\",\n\"issuer\":\"B\"}\n",
        ];
        for (at, odd) in odd.into_iter().enumerate() {
            let starts: Vec<usize> =
                (1..text.len()).filter(|at| text[at - 1] == b'\n' && text[*at] == b'{').collect();
            let place = starts[starts.len() * (at + 1) / 9];
            text.splice(place..place, odd.iter().copied());
        }
        let copied = BookReader::read(&text, "b").finish();
        let mut reader = BookReader::new("b").on_shelf(Arc::new(text.clone()));
        let mut done = 0;
        while text.len() - done > 200_000 {
            done += reader.take(&text[done..done + 200_000], false);
        }
        reader.take(&text[done..], true);
        let book = reader.finish();
        let records = &book.source().records;
        assert!(records.are_on_shelf());
        assert_eq!(book.deals(), copied.deals());
        assert_eq!(book.revision(), copied.revision());
        assert!(book.problems().eq(copied.problems()));
        assert_eq!(*records, copied.source().records);
        records.take_in();
        assert!(!records.are_on_shelf());
        assert_eq!(*records, copied.source().records);
    }

    #[test]
    fn a_large_file_is_read_in_blocks_as_it_would_be_at_once() {
        let mut text = market(30_000);
        text.insert_str(text.len() / 2, "broken\n{\"id\":\n");
        assert!(text.len() > BLOCK);
        let mut steps = Vec::new();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.ndjson");
        std::fs::write(&path, &text).unwrap();
        let book = read_book(&path, "book.ndjson", &mut |step| steps.push(step), &Stop::default())
            .unwrap();
        let book = book.unwrap().finish();
        let at_once = BookReader::read(text.as_bytes(), "book.ndjson").finish();
        assert_eq!(book.revision(), at_once.revision());
        assert_eq!(book.deals(), at_once.deals());
        assert!(book.problems().eq(at_once.problems()));
        assert!(steps.len() > 1 && steps.last().unwrap().rows >= 29_999);
        let stop = Stop::default();
        stop.stop();
        assert!(read_book(&path, "book", &mut |_| {}, &stop).unwrap().is_none());
    }
}
