//! The window: eframe's shell around state, jobs and screen.

mod announcement;
mod export;
mod places;
mod session;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use eframe::egui::{self, Context, Ui, ViewportCommand};
use egui_tiles::Tree;

use crate::book::DealBook;
use crate::jobs::{Answer, Job, Jobs, LayoutKey, Stop};
use crate::layout::Layout;
use crate::query::Target;
use crate::scene::{Palette, layout_request};
use crate::state::{
    Command, Effect, Go, LARGE_BOOK, LeagueExport, Options, PictureId, State, ViewId,
};
use crate::ui::{
    Local, ViewContext, choose_theme, default_tree, install_card, install_theme, shell_ui,
    show_view,
};
use crate::words::tr_with;

pub use session::Session;

/// The program in its window.
pub struct App {
    /// What jobs wake when they end, once there is a window.
    context: Arc<OnceLock<Context>>,
    state: State,
    local: Local,
    tree: Tree<ViewId>,
    jobs: Jobs,
    commands: Vec<Command>,
    wanted_layout: Option<LayoutKey>,
    /// The last settled layout of the open book, and of which projection it is.
    settled: Option<(u8, Arc<Layout>)>,
    opening: Stop,
    asked: Option<Asked>,
    window: Option<[f32; 4]>,
}

/// A file dialog that is open on a thread of its own.
struct Asked {
    answer: std::sync::mpsc::Receiver<Option<PathBuf>>,
    purpose: Purpose,
}

#[derive(Clone, Copy)]
enum Purpose {
    Open,
    Add,
    Save,
    Picture(PictureId),
    League(LeagueExport),
    Card,
    Text,
    Graph,
    Places,
}

/// Whether a display is named that a window could open on. Only Linux and the BSDs have systems
/// without one.
pub fn display_is_there() -> bool {
    let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_os = "macos")))
        || ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"].into_iter().any(named)
}

/// Whether the name of a file ends in one of some endings, in capitals or not.
fn ends_in(path: &Path, endings: &[&str]) -> bool {
    let own = path.extension();
    own.is_some_and(|own| endings.iter().any(|ending| own.eq_ignore_ascii_case(ending)))
}

/// Opens the window on a book (the embedded one without a path) and runs until it is closed.
pub fn run(book: Option<PathBuf>) -> eframe::Result {
    let session = Session::load();
    let mut viewport = egui::ViewportBuilder::default()
        .with_title("Syndiscope")
        .with_app_id("syndiscope")
        .with_inner_size([1440.0, 900.0])
        .with_min_inner_size([900.0, 560.0]);
    if let Some([x, y, width, height]) = session.window {
        viewport = viewport.with_inner_size([width, height]).with_position([x, y]);
    }
    let options = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    // The book is read and its network placed while the system makes window and card ready.
    let app = std::thread::spawn(move || App::detached(session, book));
    eframe::run_native(
        "Syndiscope",
        options,
        Box::new(|creation| {
            let mut app = app.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            app.attach(&creation.egui_ctx);
            app.local.power = creation.wgpu_render_state.as_ref().map(install_card);
            Ok(Box::new(app))
        }),
    )
}

impl App {
    /// The program with the state of a session; `book` is opened in the background.
    pub fn new(context: &Context, session: Session, book: Option<PathBuf>) -> Self {
        let mut app = Self::detached(session, book);
        app.attach(context);
        app
    }

    /// The program before there is a window to show it.
    fn detached(session: Session, book: Option<PathBuf>) -> Self {
        let context = Arc::new(OnceLock::new());
        let waker = context.clone();
        let wake = move || waker.get().into_iter().for_each(Context::request_repaint);
        let mut jobs = Jobs::new(wake);
        let (text, book) = match book {
            Some(path) if announcement::is_text(&path) => (Some(path), None),
            other => (None, other),
        };
        let mut opening = Stop::default();
        if let Some(path) = book {
            opening = jobs.start_stoppable(Job::Open(path));
        }
        let Session { options, tree, selection, .. } = session;
        let mut state = State::new(DealBook::embedded(), None, options);
        if let Some(deal_id) = selection.and_then(|key| state.book().find(&key)) {
            state.apply(Command::Go(Go::Select(Target::Deal(deal_id))));
        }
        let mut app = Self {
            context,
            state,
            local: Local::default(),
            tree: tree.unwrap_or_else(default_tree),
            jobs,
            commands: Vec::new(),
            wanted_layout: None,
            settled: None,
            opening,
            asked: None,
            window: None,
        };
        if let Some(path) = text {
            app.read_text(path);
        }
        app.want_layout();
        app
    }

    /// Shows the program in a window. What ended before has its answer waiting.
    fn attach(&mut self, context: &Context) {
        install_theme(context);
        choose_theme(context, self.state.view.options.theme);
        self.context.get_or_init(|| context.clone());
    }

    /// The state, to look at.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Sends a command, as a view would.
    pub fn send(&mut self, command: Command) {
        self.commands.push(command);
    }

    /// Opens a view, or brings it to the front.
    pub fn show_view(&mut self, view: ViewId) {
        show_view(&mut self.tree, view);
    }

    /// Everything that is not drawing: answers of jobs, commands, effects, derived data.
    pub fn update(&mut self, context: &Context) {
        while let Some(answer) = self.jobs.poll() {
            self.take(answer);
        }
        self.take_dropped(context);
        self.take_asked();
        let commands = std::mem::take(&mut self.commands);
        for command in commands {
            for effect in self.state.apply(command) {
                self.run_effect(context, effect);
            }
        }
        for work in self.state.refresh() {
            self.jobs.start(Job::Work(work));
        }
        choose_theme(context, self.state.view.options.theme);
        self.want_layout();
        for work in std::mem::take(&mut self.local.works) {
            self.jobs.start(Job::Work(work));
        }
        if std::mem::take(&mut self.local.cancel_opening) {
            self.opening.stop();
            self.local.opening = None;
        }
        self.window = context.input(|input| {
            let viewport = input.viewport();
            let (outer, inner) = viewport.outer_rect.zip(viewport.inner_rect)?;
            Some([outer.min.x, outer.min.y, inner.width(), inner.height()])
        });
    }

    /// Draws everything.
    pub fn draw(&mut self, ui: &mut Ui) {
        let palette = crate::ui::palette_of(ui.ctx());
        self.local.hover = None;
        let mut commands = Vec::new();
        let mut cx = ViewContext {
            state: &self.state,
            commands: &mut commands,
            local: &mut self.local,
            palette,
        };
        shell_ui(ui, &mut cx, &mut self.tree);
        if self.local.hover != self.state.view.hover {
            commands.push(Command::Go(Go::Hover(self.local.hover)));
        }
        if !commands.is_empty() {
            ui.ctx().request_repaint();
        }
        self.commands.extend(commands);
    }

    /// Waits for the jobs that are running; for tests and pictures.
    pub fn finish_jobs(&mut self) {
        while let Some(answer) = self.jobs.wait() {
            self.take(answer);
        }
    }

    fn take(&mut self, answer: Answer) {
        match answer {
            Answer::Opened(path, book, index) if book.deals().len() >= LARGE_BOOK => {
                let work = self.state.prepare(book, index, Some(path));
                self.jobs.start(Job::Work(work));
            }
            Answer::Opened(path, book, _) => {
                self.state.opened(book, Some(path));
                self.book_opened();
            }
            Answer::Worked(outcome) => {
                let before = self.state.book().revision();
                let Some(outcome) = self.take_announcement(outcome) else { return };
                let Some(outcome) = self.take_places(outcome) else { return };
                let Some(outcome) = self.local.take(outcome) else { return };
                self.state.take(outcome);
                if self.state.book().revision() != before {
                    self.book_opened();
                }
            }
            Answer::Read(path, source) => {
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
                self.state.added(*source, &name.unwrap_or_default());
            }
            Answer::Saved(path, revision) => self.state.saved(path, revision),
            Answer::Written(path) => {
                let path = path.display().to_string();
                let text = tr_with(self.state.lang(), "notice.written", &[&path]);
                self.state.notify(text, false);
            }
            Answer::LayoutStep(key, layout) => self.show_layout(key, layout.positions),
            Answer::Layout(key, layout) => {
                if self.wanted_layout == Some(key) {
                    self.settled = Some((key.1, Arc::new(Layout::clone(&layout))));
                }
                self.show_layout(key, layout.positions);
            }
            Answer::LayoutStopped(_) => {}
            Answer::Progress(path, progress) => self.local.opening = Some((path, progress)),
            Answer::Stopped => self.local.opening = None,
            Answer::Failed(sentence) => {
                self.local.opening = None;
                self.state.notify(sentence, true);
            }
        }
    }

    /// Opens a book in the background; one that is still being opened is given up.
    fn open(&mut self, path: PathBuf) {
        self.opening.stop();
        self.opening = self.jobs.start_stoppable(Job::Open(path));
    }

    fn book_opened(&mut self) {
        self.local.opening = None;
        self.local.model = None;
        self.local.asked_model = None;
        self.settled = None;
        self.local.camera = None;
        self.local.free_camera = false;
        if self.state.book().problem_counts()[0] > 0 {
            self.show_view(ViewId::Problems);
        }
    }

    fn show_layout(&mut self, key: LayoutKey, positions: Vec<[f32; 2]>) {
        if self.wanted_layout == Some(key) {
            self.local.layout = Some((key, Arc::new(positions)));
        }
    }

    /// Asks for a layout of the whole book where the last one was for something else. The old
    /// picture stays until the new one is ready; after a change of the book, what stood in it stays
    /// where it was.
    fn want_layout(&mut self) {
        if !self.state.derived.links_ready {
            return;
        }
        let options = &self.state.view.options;
        let key = (
            self.state.book().revision(),
            options.projection as u8,
            options.parents == crate::index::Parents::Today,
        );
        if self.wanted_layout == Some(key) {
            return;
        }
        self.wanted_layout = Some(key);
        let links = self.state.derived.all_links.clone();
        let (book, projection) = (self.state.book().clone(), options.projection);
        let before = self.settled.clone().filter(|(known, _)| *known == key.1);
        let request = move || {
            let mut request = layout_request(&book, &links, projection);
            if let Some((_, before)) = before {
                request.stand_on(&before);
            }
            request
        };
        self.jobs.start(Job::Layout(key, Box::new(request)));
    }

    fn take_dropped(&mut self, context: &Context) {
        let dropped = context.input(|input| input.raw.dropped_files.clone());
        if let Some(path) = dropped.first().map(|file| file.path().to_owned()) {
            if announcement::is_text(&path) {
                self.read_text(path);
            } else if places::is_graph(&path) {
                self.read_places(path);
            } else {
                self.open(path);
            }
        }
    }

    fn take_asked(&mut self) {
        let Some(asked) = &self.asked else { return };
        let Ok(answer) = asked.answer.try_recv() else { return };
        let purpose = asked.purpose;
        self.asked = None;
        let Some(path) = answer else { return };
        match purpose {
            Purpose::Open => self.jobs.start(Job::Open(path)),
            Purpose::Add => self.jobs.start(Job::Read(path)),
            Purpose::Save => self.jobs.start(Job::Save(path, self.state.book().clone())),
            Purpose::Picture(view) => self.write_picture(view, path),
            Purpose::League(export) => self.write_league(export, path),
            Purpose::Card => self.open_card(&path),
            Purpose::Graph => self.write_graph(path),
            Purpose::Places => self.read_places(path),
            Purpose::Text => self.read_text(path),
        }
    }

    fn run_effect(&mut self, context: &Context, effect: Effect) {
        match effect {
            Effect::AskOpen => self.ask(context, Purpose::Open),
            Effect::AskAdd => self.ask(context, Purpose::Add),
            Effect::AskSave => self.ask(context, Purpose::Save),
            Effect::AskPicture(view) => self.ask(context, Purpose::Picture(view)),
            Effect::ExportLeague(LeagueExport::Tsv) => self.copy_league(context),
            Effect::ExportLeague(export) => self.ask(context, Purpose::League(export)),
            Effect::AskText => self.ask(context, Purpose::Text),
            Effect::ReadText(path) => self.read_text(path),
            Effect::ReadAnnouncement(name, text) => self.read_announcement(name, text),
            Effect::AskCard => self.ask(context, Purpose::Card),
            Effect::AskGraph => self.ask(context, Purpose::Graph),
            Effect::AskPlaces => self.ask(context, Purpose::Places),
            Effect::Open(path) => self.jobs.start(Job::Open(path)),
            Effect::Read(path) => self.jobs.start(Job::Read(path)),
            Effect::Save(path) => self.jobs.start(Job::Save(path, self.state.book().clone())),
            Effect::ShowView(view) => self.show_view(view),
            Effect::DefaultViews => self.tree = default_tree(),
            Effect::FitNetwork => {
                self.local.free_camera = false;
                self.local.focus_camera = None;
            }
            Effect::Rearrange => self.rearrange(None),
            Effect::Search => self.local.search_wants_focus = true,
            Effect::Palette => self.local.palette = Some((String::new(), 0)),
            Effect::About => self.local.about = true,
            Effect::Copy(text) => context.copy_text(text),
            Effect::CopyTable(sheet, rules) => self.copy_table(context, *sheet, rules),
            Effect::OpenUrl(url) => context.open_url(egui::OpenUrl::new_tab(url)),
            Effect::Quit => context.send_viewport_cmd(ViewportCommand::Close),
        }
    }

    /// Opens a file dialog on a thread of its own.
    fn ask(&mut self, context: &Context, purpose: Purpose) {
        let (sender, answer) = std::sync::mpsc::channel();
        let waker = context.clone();
        let name = self.state.document.path().and_then(|path| path.file_name());
        let name = name.map(|name| name.to_string_lossy().into_owned());
        let spawned = std::thread::Builder::new().name("file-dialog".into()).spawn(move || {
            if sender.send(pick(purpose, name)).is_ok() {
                waker.request_repaint();
            }
        });
        match spawned {
            Ok(_) => self.asked = Some(Asked { answer, purpose }),
            Err(error) => self.state.notify(error.to_string(), true),
        }
    }

    pub(super) fn palette(&self) -> Palette {
        Palette::of(self.state.view.options.theme == crate::state::Theme::Dark)
    }

    /// What to keep for the next start.
    pub fn session(&self) -> Session {
        let deal = self.state.view.deal.map(|deal_id| self.state.book().deal(deal_id).key.clone());
        Session {
            version: session::VERSION,
            options: self.state.view.options.clone(),
            selection: deal,
            tree: Some(self.tree.clone()),
            window: self.window,
        }
    }

    /// The options in use.
    pub const fn options(&self) -> &Options {
        &self.state.view.options
    }
}

fn pick(purpose: Purpose, name: Option<String>) -> Option<PathBuf> {
    let books = ["json", "ndjson", "jsonl", "gz"];
    let dialog = rfd::FileDialog::new();
    match purpose {
        Purpose::Open | Purpose::Add => dialog.add_filter("Deal book", &books).pick_file(),
        Purpose::Save => dialog
            .add_filter("Deal book", &["json", "ndjson"])
            .set_file_name(name.unwrap_or_else(|| "book.json".into()))
            .save_file(),
        Purpose::League(export) => {
            let (kind, name) = match export {
                LeagueExport::Xlsx => ("xlsx", "league-table.xlsx"),
                LeagueExport::Card => ("json", "criteria-card.json"),
                LeagueExport::Csv | LeagueExport::Tsv => ("csv", "league-table.csv"),
            };
            dialog.add_filter(kind, &[kind]).set_file_name(name).save_file()
        }
        Purpose::Text => dialog.add_filter("text", announcement::TEXTS).pick_file(),
        Purpose::Card => dialog.add_filter("json", &["json"]).pick_file(),
        Purpose::Places => dialog.add_filter("GEXF, GraphML", places::GRAPHS).pick_file(),
        Purpose::Graph => dialog
            .add_filter("GEXF", &["gexf"])
            .add_filter("GraphML", &["graphml"])
            .set_file_name(format!("{}.gexf", PictureId::Network.code()))
            .save_file(),
        Purpose::Picture(picture) => dialog
            .add_filter("SVG", &["svg"])
            .add_filter("PNG", &["png"])
            .set_file_name(format!("{}.svg", picture.code()))
            .save_file(),
    }
}

impl eframe::App for App {
    fn logic(&mut self, context: &Context, _: &mut eframe::Frame) {
        self.update(context);
    }

    fn ui(&mut self, ui: &mut Ui, _: &mut eframe::Frame) {
        // The window stays hidden until its first frame is painted, which nobody sees: without a
        // graphics card a full one would take a quarter of a second. A point has the shaders made
        // while the next frame is thought out.
        if ui.ctx().cumulative_frame_nr() == 0 {
            let point = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::Vec2::splat(1.0));
            ui.painter().rect_filled(point, 0, ui.visuals().window_fill);
            return ui.ctx().request_repaint();
        }
        self.draw(ui);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn on_exit(&mut self) {
        self.session().store();
    }
}
