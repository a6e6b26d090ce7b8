//! What leaves the program as tables and cards, and cards that come back.

use std::path::{Path, PathBuf};

use eframe::egui::Context;

use super::{App, ends_in};
use crate::jobs::Job;
use crate::report::{
    LeagueReport, Provenance, Sheet, criteria_sheet, league_sheet, left_out_sheet, rules_text,
    to_xlsx,
};
use crate::scene::{NetworkStyle, Scene, network_scene, to_png, to_svg, with_notes};
use crate::state::{ChartSource, Command, DocumentCommand, LeagueExport, PictureId};
use crate::stats::CriteriaCard;

impl App {
    fn league_report(&self) -> LeagueReport<'_> {
        let (derived, options) = (&self.state.derived, &self.state.view.options);
        let (book, filter) = (self.state.book(), &options.filter);
        LeagueReport::new(book, &derived.index, filter, &derived.chosen, options.criteria)
    }

    /// The title of the book and the file it was read from.
    fn source_words(&self) -> String {
        let title = self.state.book().title().unwrap_or_default().to_owned();
        let file = self.state.document.path().map(|path| path.display().to_string());
        [Some(title).filter(|title| !title.is_empty()), file]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ")
    }

    pub(super) fn copy_league(&mut self, context: &Context) {
        let report = self.league_report();
        let sheet = league_sheet(&report, usize::MAX);
        let rules = rules_text(&report.criteria, report.index.parents());
        self.copy_table(context, sheet, rules);
    }

    /// Copies a table with what it rests on and where it comes from.
    pub(super) fn copy_table(&mut self, context: &Context, sheet: Sheet, rules: String) {
        let provenance = Provenance {
            rules,
            filter: self.state.view.options.filter.to_string(),
            source: self.source_words(),
            date: Some(today()),
            revision: self.state.book().revision(),
        };
        let lines = sheet.rows.len().to_string();
        context.copy_text(sheet.with_provenance(&provenance).to_tsv());
        let lang = self.state.lang();
        self.state.notify(crate::words::tr_with(lang, "notice.copied", &[&lines]), false);
    }

    pub(super) fn write_league(&mut self, export: LeagueExport, path: PathBuf) {
        let report = self.league_report();
        let date = Some(today());
        let provenance = report.provenance(&self.source_words(), date);
        let lang = self.state.lang();
        let table = league_sheet(&report, usize::MAX);
        let bytes = match export {
            LeagueExport::Tsv => Ok(table.with_provenance(&provenance).to_tsv().into_bytes()),
            LeagueExport::Csv => Ok(table.with_provenance(&provenance).to_csv().into_bytes()),
            LeagueExport::Card => {
                report.card().to_text().map(String::into_bytes).map_err(|e| e.to_string())
            }
            LeagueExport::Xlsx => {
                let criteria = criteria_sheet(&report, &provenance);
                let left_out = left_out_sheet(&report, lang);
                to_xlsx(&[table, criteria, left_out], date).map_err(|error| error.to_string())
            }
        };
        match bytes {
            Ok(bytes) => self.jobs.start(Job::Write(path, bytes)),
            Err(sentence) => self.state.notify(sentence, true),
        }
    }

    /// Writes a picture with what it rests on beneath; the format follows the name of the file.
    pub(super) fn write_picture(&mut self, picture: PictureId, path: PathBuf) {
        let Some(scene) = self.picture(picture) else { return };
        let is_png = ends_in(&path, &["png"]);
        let bytes = if is_png { to_png(&scene, 2.0) } else { Ok(to_svg(&scene).into_bytes()) };
        match bytes {
            Ok(bytes) => self.jobs.start(Job::Write(path, bytes)),
            Err(sentence) => self.state.notify(sentence, true),
        }
    }

    fn picture(&self, picture: PictureId) -> Option<Scene> {
        let source = ChartSource {
            book: self.state.book(),
            derived: &self.state.derived,
            options: &self.state.view.options,
            group: self.state.view.group,
            palette: self.palette(),
        };
        let notes = source.notes(picture, &self.source_words(), Some(today()));
        match picture {
            PictureId::Network => Some(with_notes(self.network_picture()?, &notes, self.palette())),
            _ => source.picture(picture, picture.size(), &notes),
        }
    }

    /// The network as it is seen.
    fn network_picture(&self) -> Option<Scene> {
        let model = &self.local.model.as_ref()?.1;
        let spot = self.state.view.spot;
        let camera = self.local.focus_camera.map(|focus| focus.1).or(self.local.camera)?;
        let style = NetworkStyle {
            palette: self.palette(),
            lang: self.state.lang(),
            selected: spot.selection,
            hover: None,
            legend: true,
        };
        Some(network_scene(self.state.book(), model, camera, self.local.network_size, &style))
    }

    /// Puts the rules of a card in force.
    pub(super) fn open_card(&mut self, path: &Path) {
        let text = std::fs::read_to_string(path).map_err(|error| error.to_string());
        let card = text.and_then(|text| CriteriaCard::from_text(&text).map_err(|e| e.to_string()));
        match card {
            Ok(card) => {
                self.send(Command::Document(DocumentCommand::UseCard(Box::new(card))));
            }
            Err(why) => {
                let lang = self.state.lang();
                let path = path.display().to_string();
                let words = crate::words::tr_with(lang, "notice.no_card", &[&why, &path]);
                self.state.notify(words, true);
            }
        }
    }
}

fn today() -> jiff::civil::Date {
    jiff::Zoned::now().date()
}
