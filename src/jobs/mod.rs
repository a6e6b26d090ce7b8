//! Work that must not hold up a frame: files and layouts on their own threads.
//!
//! An answer carries what it was asked for, so that a late one can be told and dropped. A layout that
//! a newer one supersedes is told to stop.

mod cache;
mod files;
mod opening;
mod session;
mod shelf;

use std::any::Any;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::book::{BookSource, DealBook, Revision};
use crate::index::Index;
use crate::layout::{Layout, LayoutRequest, lay_out_watched};

pub use cache::{Cache, Stamp, open_cache, open_unchecked_cache};
pub use files::{FileError, read_source, save_source, shape_for, write_checked, write_streamed};
pub use opening::{Opened, open_book, read_book, read_stream};
pub use session::{load as load_session, session_path, store as store_session};

/// A layout is known by the book, the kind of picture and the parents that it was made for.
pub type LayoutKey = (Revision, u8, bool);

/// Something to do in the background.
pub enum Job {
    /// Read a file and build its book.
    Open(PathBuf),
    /// Read a file whose deals are to be added to the open book.
    Read(PathBuf),
    /// Save records to a file.
    Save(PathBuf, Arc<DealBook>),
    /// Write a file whose content is ready.
    Write(PathBuf, Vec<u8>),
    /// Write a file whose content is made on the job's thread, piece by piece.
    Stream(PathBuf, Content),
    /// Lay out a network; the request is made on the job's thread.
    Layout(LayoutKey, Box<dyn FnOnce() -> LayoutRequest + Send>),
    /// Work whose outcome only the asker knows.
    Work(Work),
}

/// Writes the content of a file.
pub type Content = Box<dyn FnOnce(&mut (dyn Write + Send)) -> io::Result<()> + Send>;

/// Work to be done on another thread.
pub type Work = Box<dyn FnOnce() -> Outcome + Send>;

/// What came of it.
pub type Outcome = Box<dyn Any + Send>;

/// What came of a job.
///
/// Every job gives one last answer; [`Answer::is_last`] tells it from those on the way.
pub enum Answer {
    /// A book on its way: how much of its file is read. Others follow.
    Progress(PathBuf, Progress),
    /// A book was opened; its columns come along where they were made.
    Opened(PathBuf, Arc<DealBook>, Option<Arc<Index>>),
    /// Records were read, to be added.
    Read(PathBuf, Box<BookSource>),
    /// The book was saved; its revision is on disk.
    Saved(PathBuf, Revision),
    /// A file was written.
    Written(PathBuf),
    /// A layout on its way: where the nodes stand now. Others follow.
    LayoutStep(LayoutKey, Box<Layout>),
    /// A layout is ready.
    Layout(LayoutKey, Box<Layout>),
    /// What came of work.
    Worked(Outcome),
    /// A layout was told to stop, since a newer one is wanted, and did.
    LayoutStopped(LayoutKey),
    /// A job was told to stop and did.
    Stopped,
    /// A job failed; the sentence says why and what to do.
    Failed(String),
}

impl Answer {
    /// Whether the job has ended with this answer.
    pub const fn is_last(&self) -> bool {
        !matches!(self, Self::LayoutStep(..) | Self::Progress(..))
    }
}

/// How far the opening of a file is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file that were read.
    pub bytes: u64,
    /// Bytes of the file.
    pub total: u64,
    /// Rows read so far.
    pub rows: usize,
}

/// A word to a running job that nobody waits for it any more.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Tells the job to stop; it does soon.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was told to.
    pub fn is_told(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Runs jobs and collects their answers.
pub struct Jobs {
    sender: Sender<Answer>,
    receiver: Receiver<Answer>,
    wake: Arc<dyn Fn() + Send + Sync>,
    running: usize,
    layout: Stop,
}

impl std::fmt::Debug for Jobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Jobs").field("running", &self.running).finish_non_exhaustive()
    }
}

impl Jobs {
    /// A runner; `wake` is called from other threads when an answer is ready.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        let (sender, receiver) = channel();
        Self { sender, receiver, wake: Arc::new(wake), running: 0, layout: Stop::default() }
    }

    /// Starts a job on a thread of its own. A layout that is still running is told to stop where a
    /// new one starts.
    pub fn start(&mut self, job: Job) {
        self.start_stoppable(job);
    }

    /// Starts a job like [`Jobs::start`], with the means to stop it.
    pub fn start_stoppable(&mut self, job: Job) -> Stop {
        let stop = Stop::default();
        if matches!(job, Job::Layout(..)) {
            std::mem::replace(&mut self.layout, stop.clone()).stop();
        }
        let (sender, wake, own) = (self.sender.clone(), self.wake.clone(), stop.clone());
        let tell = move |answer| {
            // The window may be gone; then nobody waits for the answer.
            if sender.send(answer).is_ok() {
                wake();
            }
        };
        let spawned = std::thread::Builder::new()
            .name("syndiscope-job".into())
            .spawn(move || tell(run(job, &tell, &own)));
        match spawned {
            Ok(_) => self.running += 1,
            Err(error) => self.fail(&error),
        }
        stop
    }

    fn fail(&mut self, error: &io::Error) {
        let sentence =
            format!("The system gives no thread ({error}); close other programs and try again");
        if self.sender.send(Answer::Failed(sentence)).is_ok() {
            self.running += 1;
        }
    }

    /// The next answer, without waiting.
    pub fn poll(&mut self) -> Option<Answer> {
        let answer = self.receiver.try_recv().ok()?;
        self.running = self.running.saturating_sub(usize::from(answer.is_last()));
        Some(answer)
    }

    /// Waits for the next answer; `None` where no job is running.
    pub fn wait(&mut self) -> Option<Answer> {
        if self.running == 0 {
            return None;
        }
        let answer = self.receiver.recv().ok()?;
        self.running -= usize::from(answer.is_last());
        Some(answer)
    }

    /// How many jobs are running.
    pub const fn running(&self) -> usize {
        self.running
    }
}

/// Does a job on this thread; answers on the way are told, the last one is given back.
pub fn run(job: Job, tell: &dyn Fn(Answer), stop: &Stop) -> Answer {
    let failed = |error: FileError| Answer::Failed(error.to_string());
    match job {
        Job::Open(path) => {
            let mut progress = |progress| tell(Answer::Progress(path.clone(), progress));
            let cache = Cache::default();
            match open_book(&path, &files::name_of(&path), &mut progress, stop, &cache) {
                Ok(Some(opened)) => {
                    let opened = opened.with_columns_of_large();
                    opened.store_later(cache);
                    Answer::Opened(path, opened.book, opened.index)
                }
                Ok(None) => Answer::Stopped,
                Err(error) => failed(error),
            }
        }
        Job::Read(path) => match read_source(&path) {
            Ok(source) => Answer::Read(path, Box::new(source)),
            Err(error) => failed(error),
        },
        Job::Save(path, book) => match save_source(&path, book.source()) {
            Ok(()) => Answer::Saved(path, book.revision()),
            Err(error) => failed(error),
        },
        Job::Write(path, bytes) => match write_checked(&path, &bytes, |_| true) {
            Ok(()) => Answer::Written(path),
            Err(error) => failed(error),
        },
        Job::Stream(path, content) => match write_streamed(&path, content) {
            Ok(()) => Answer::Written(path),
            Err(error) => failed(error),
        },
        Job::Work(work) => Answer::Worked(work()),
        Job::Layout(key, request) => {
            let request = request();
            let ids: Vec<u64> = request.nodes.iter().map(|node| node.stable_id).collect();
            let mut publish = |positions: &[[f32; 2]]| {
                let layout = Layout { positions: positions.to_vec(), ids: ids.clone() };
                tell(Answer::LayoutStep(key, Box::new(layout)));
            };
            match lay_out_watched(&request, &mut publish, &stop.0) {
                Some(layout) => Answer::Layout(key, Box::new(layout)),
                None => Answer::LayoutStopped(key),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::LayoutNode;

    #[test]
    fn a_layout_that_is_superseded_stops() {
        let mut jobs = Jobs::new(|| {});
        let book = DealBook::build(BookSource::read(b"", "empty").into());
        let [old, new] = [0, 1].map(|projection| (book.revision(), projection, true));
        let request = || {
            let node = |stable_id| LayoutNode { stable_id, radius: 3.0, ..LayoutNode::default() };
            LayoutRequest { nodes: (0..2_400).map(node).collect(), ..LayoutRequest::default() }
        };
        let (sender, receiver) = channel::<()>();
        let held = move || {
            receiver.recv().ok();
            request()
        };
        jobs.start(Job::Layout(old, Box::new(held)));
        jobs.start(Job::Layout(new, Box::new(LayoutRequest::default)));
        sender.send(()).unwrap();
        let (mut stopped, mut ready) = (Vec::new(), Vec::new());
        while let Some(answer) = jobs.wait() {
            match answer {
                Answer::LayoutStopped(key) => stopped.push(key),
                Answer::Layout(key, _) => ready.push(key),
                _ => {}
            }
        }
        assert_eq!((stopped, ready), (vec![old], vec![new]));
    }
}
