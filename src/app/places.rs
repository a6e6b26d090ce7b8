//! Places of the network that leave the program, and places that come back.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{App, ends_in};
use crate::import::read_graph;
use crate::jobs::{Job, Outcome};
use crate::layout::Layout;
use crate::report::{GraphFormat, write_graph};
use crate::scene::{Placed, count, layout_request, places_among};
use crate::words::{tr, tr_with};

/// How graph files end.
pub(super) const GRAPHS: &[&str] = &["gexf", "graphml"];

/// Whether a path is that of a graph file.
pub(super) fn is_graph(path: &Path) -> bool {
    ends_in(path, GRAPHS)
}

/// What came of a file with places.
struct PlacesRead {
    name: String,
    /// The places, and what is wrong with the file all the same; else why there are none.
    placed: Result<(Placed, Option<String>), String>,
}

impl App {
    /// Says that the network is still being worked out.
    fn say_awaited(&mut self) {
        self.state.notify(tr(self.state.lang(), "notice.network_awaited").into_owned(), true);
    }

    /// Writes the network that is shown, with the places of its nodes.
    pub(super) fn write_graph(&mut self, path: PathBuf) {
        let derived = &self.state.derived;
        let layout = self.local.layout.clone().filter(|(key, _)| self.wanted_layout == Some(*key));
        let (true, true, Some((_, all_at))) =
            (derived.links_ready, derived.chosen_links_ready, layout)
        else {
            return self.say_awaited();
        };
        let is_graphml = ends_in(&path, &["graphml"]);
        let format = if is_graphml { GraphFormat::GraphMl } else { GraphFormat::Gexf };
        let (book, all) = (self.state.book().clone(), derived.all_links.clone());
        let links = derived.links.clone();
        let content = move |out: &mut (dyn Write + Send)| {
            let positions = places_among(&links, &all, &all_at);
            write_graph(out, format, &book, &links, positions.as_deref())
        };
        self.jobs.start(Job::Stream(path, Box::new(content)));
    }

    /// Reads a graph file and looks up where it places the nodes of the network.
    pub(super) fn read_places(&mut self, path: PathBuf) {
        if !self.state.derived.links_ready {
            return self.say_awaited();
        }
        let (book, lang) = (self.state.book().clone(), self.state.lang());
        let links = self.state.derived.all_links.clone();
        let projection = self.state.view.options.projection;
        let work = move || {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            let file = std::fs::read(&path).map_err(|error| error.to_string());
            let file = file.and_then(|bytes| {
                read_graph(&bytes).map_err(|error| error.sentence(lang).into_owned())
            });
            let placed = file.map(|file| {
                let broken = file.broken.as_ref().map(|error| error.sentence(lang).into_owned());
                let request = layout_request(&book, &links, projection);
                (Placed::new(&book, &links, &request, &file), broken)
            });
            Box::new(PlacesRead { name: name.unwrap_or_default(), placed }) as Outcome
        };
        self.jobs.start(Job::Work(Box::new(work)));
    }

    /// Takes the places of a file; what is none of it is given back.
    pub(super) fn take_places(&mut self, outcome: Outcome) -> Option<Outcome> {
        let PlacesRead { name, placed } = match outcome.downcast::<PlacesRead>() {
            Ok(read) => *read,
            Err(outcome) => return Some(outcome),
        };
        let lang = self.state.lang();
        let (placed, broken) = match placed {
            Ok(placed) => placed,
            Err(sentence) => {
                self.state.notify(format!("{name}: {sentence}"), true);
                return None;
            }
        };
        let numbers = [count(placed.found()), count(placed.nodes)];
        let words = [numbers[0].as_str(), numbers[1].as_str(), name.as_str()];
        if !placed.is_enough() {
            self.state.notify(tr_with(lang, "notice.not_placed", &words), true);
            return None;
        }
        let notice = tr_with(lang, "notice.placed", &words);
        match broken {
            Some(broken) => self.state.notify(format!("{notice} {broken}"), true),
            None => self.state.notify(notice, false),
        }
        self.rearrange(Some(placed.layout));
        None
    }

    /// Places the network anew: where another layout has its nodes, else from nothing.
    pub(super) fn rearrange(&mut self, layout: Option<Layout>) {
        let projection = self.state.view.options.projection as u8;
        self.settled = layout.map(|layout| (projection, Arc::new(layout)));
        self.wanted_layout = None;
        self.local.free_camera = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Session;
    use crate::graph::Link;
    use crate::import::FileEdge;

    /// Lets every job end and everything that follows from it.
    fn settle(app: &mut App, context: &eframe::egui::Context) {
        for _ in 0..4 {
            app.update(context);
            app.finish_jobs();
        }
    }

    fn positions(app: &App) -> Vec<[f32; 2]> {
        app.local.layout.as_ref().expect("a layout").1.to_vec()
    }

    fn notice(app: &App) -> &str {
        app.state.notice.as_ref().map_or("", |(_, notice)| &notice.text)
    }

    #[test]
    fn a_network_goes_out_and_its_places_come_back() {
        let context = eframe::egui::Context::default();
        let mut app = App::new(&context, Session::default(), None);
        settle(&mut app, &context);
        let before = positions(&app);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("network.graphml");
        app.write_graph(path.clone());
        settle(&mut app, &context);
        assert!(notice(&app).contains("network.graphml"), "{}", notice(&app));
        let text = std::fs::read_to_string(&path).unwrap();
        let (file, links) = (read_graph(text.as_bytes()).unwrap(), &app.state.derived.links);
        assert_eq!((file.nodes.len(), file.edges.len()), (before.len(), links.len()));
        let weighs = |(edge, link): (&FileEdge, &Link)| edge.weight == f64::from(link.deals);
        assert!(file.edges.iter().zip(links.iter()).all(weighs));
        // Another program turns the picture upside down.
        let turned = text.replace("<data key=\"y\">-", "<data key=\"y\">+");
        let turned = turned.replace("<data key=\"y\">", "<data key=\"y\">-").replace(">-+", ">");
        std::fs::write(&path, turned).unwrap();
        app.read_places(path.clone());
        settle(&mut app, &context);
        assert!(notice(&app).contains("where network.graphml places them"), "{}", notice(&app));
        let after = positions(&app);
        let middle = |at: &[[f32; 2]]| at.iter().map(|at| at[1]).sum::<f32>() / at.len() as f32;
        let (own, new) = (middle(&before), middle(&after));
        let size =
            |at: &[[f32; 2]], middle: f32| at.iter().map(|at| (at[1] - middle).abs()).sum::<f32>();
        let factor = size(&after, new) / size(&before, own);
        assert!((0.8..1.25).contains(&factor), "{factor}");
        let turned =
            |a: &[f32; 2], b: &[f32; 2]| ((a[1] - own) * factor + (b[1] - new)).abs() < 1.0;
        assert!(before.iter().zip(&after).all(|(a, b)| turned(a, b)));
        // A file of another kind changes nothing, and says why.
        std::fs::write(&path, "<svg/>").unwrap();
        app.read_places(path);
        settle(&mut app, &context);
        assert!(notice(&app).contains("begins with <svg>"), "{}", notice(&app));
        assert_eq!(positions(&app), after);
        app.rearrange(None);
        settle(&mut app, &context);
        assert_eq!(positions(&app), before);
    }

    #[test]
    fn a_network_that_is_awaited_is_not_written() {
        let context = eframe::egui::Context::default();
        let mut app = App::new(&context, Session::default(), None);
        settle(&mut app, &context);
        // The old places are still shown where new ones are being worked out.
        app.rearrange(None);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("network.gexf");
        app.write_graph(path.clone());
        app.finish_jobs();
        assert!(notice(&app).contains("Try again"), "{}", notice(&app));
        assert!(!path.exists());
    }
}
