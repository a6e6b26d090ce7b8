//! What leaves the program as tables and cards, and cards that come back.

use std::path::{Path, PathBuf};

use eframe::egui::Context;

use super::App;
use crate::jobs::Job;
use crate::report::{LeagueReport, criteria_sheet, league_sheet, left_out_sheet, to_xlsx};
use crate::scene::{Scene, league_scene};
use crate::state::{Command, DocumentCommand, LeagueExport, league_picture};
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
        let provenance = report.provenance(&self.source_words(), Some(today()));
        let text = league_sheet(&report, usize::MAX).with_provenance(&provenance).to_tsv();
        let lines = report.league.rows.len().to_string();
        context.copy_text(text);
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

    /// The league table as a picture, with what it rests on beneath.
    pub(super) fn league_picture(&self) -> Scene {
        let report = self.league_report();
        let notes = report.provenance(&self.source_words(), Some(today())).lines();
        let names = self.state.names();
        let picture = league_picture(&report.league, notes, self.state.lang(), |recipient| {
            names.recipient(recipient)
        });
        league_scene(&picture, [900.0, 700.0], self.palette())
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
