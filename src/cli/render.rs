//! `render`: a picture as SVG or PNG, drawn from the scene that the window shows.

use super::args::{RenderArgs, ThemeArg};
use super::league::find_bank;
use super::league_args::read_card;
use super::{CliError, Exit, Streams, books};
use crate::book::DealBook;
use crate::jobs::write_checked;
use crate::layout::lay_out;
use crate::model::GroupId;
use crate::report::LeagueReport;
use crate::scene::{
    Camera, NetworkModel, NetworkStyle, Palette, Scene, layout_request, network_scene,
    notes_height, stretch, stretched, to_png, to_svg, with_notes,
};
use crate::state::{ChartSource, Derived, Names, Options, PictureId};
use crate::stats::{CriteriaCard, Entity, Recipient};

/// Points between the outermost nodes of a network and the rim.
const MARGIN: f32 = 56.0;

/// A format of pictures.
#[derive(Clone, Copy)]
enum Format {
    Svg,
    Png,
}

pub(super) fn run(args: &RenderArgs, streams: &mut Streams<'_>) -> Result<Exit, CliError> {
    let format = format(args)?;
    let options = options(args)?;
    let book = books::open(&args.books, streams)?.book;
    let derived = Derived::new(&book, &options);
    if derived.chosen.is_empty() {
        streams.say("no deal passes the filter, so the picture is empty");
    }
    let group = bank(args, &book, &derived, &options)?;
    let palette = Palette::of(args.theme == ThemeArg::Dark);
    let source = ChartSource { book: &book, derived: &derived, options: &options, group, palette };
    let date = args.date.unwrap_or_else(|| jiff::Zoned::now().date());
    let words = books::source_text(&book, &args.books);
    let notes = source.notes(args.view, &words, Some(date));
    let scene = source.picture(args.view, args.size, &notes).unwrap_or_else(|| {
        let size = [args.size[0], (args.size[1] - notes_height(notes.len())).max(80.0)];
        with_notes(network(&book, &derived, &options, palette, size), &notes, palette)
    });
    let bytes = match format {
        Format::Svg => to_svg(&scene).into_bytes(),
        Format::Png => to_png(&scene, 1.0).map_err(CliError::Picture)?,
    };
    write_checked(&args.output, &bytes, |_| true)?;
    let path = args.output.display();
    streams.say(&format!("the picture of {} deals was written: {path}", derived.chosen.len()));
    Ok(Exit::Done)
}

/// The options of the window that the arguments mean.
fn options(args: &RenderArgs) -> Result<Options, CliError> {
    let card = match &args.criteria {
        Some(path) => read_card(path)?,
        None => CriteriaCard::default(),
    };
    Ok(Options {
        lang: args.lang.into(),
        filter: args.filter.as_ref().unwrap_or(&card.filter).parse()?,
        criteria: card.criteria,
        parents: card.parents,
        ..Options::default()
    })
}

/// The bank of `bank-roles`: the one named, else the first of the league table.
fn bank(
    args: &RenderArgs,
    book: &DealBook,
    derived: &Derived,
    options: &Options,
) -> Result<Option<GroupId>, CliError> {
    let first = derived.league.rows.first().map(|row| row.group);
    let Some(typed) = args.bank.as_deref().filter(|_| args.view == PictureId::BankRoles) else {
        return Ok(first);
    };
    let mut criteria = options.criteria;
    criteria.by = Entity::Group;
    let (filter, chosen) = (&options.filter, &derived.chosen);
    let report = LeagueReport::new(book, &derived.index, filter, chosen, criteria);
    match find_bank(&report, typed)? {
        Recipient::Group(group) => Ok(Some(group)),
        _ => Err(CliError::Bank(typed.to_owned(), String::new())),
    }
}

fn format(args: &RenderArgs) -> Result<Format, CliError> {
    let extension = args.output.extension().map(|end| end.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("svg") => Ok(Format::Svg),
        Some("png") => Ok(Format::Png),
        _ => Err(CliError::Extension(args.output.clone(), ".svg or .png")),
    }
}

fn network(
    book: &DealBook,
    derived: &Derived,
    options: &Options,
    palette: Palette,
    size: [f32; 2],
) -> Scene {
    let names = Names::new(book, options.lang);
    let layout = lay_out(&layout_request(book, &derived.all_links, options.projection));
    let positions = stretched(&layout.positions, stretch(&layout.positions, size));
    let model = NetworkModel::new(
        &derived.all_links,
        &derived.links,
        &positions,
        options.hidden_tiers,
        |node| names.node(node),
        |node| names.region(node),
        &|node| node.deals as f32 * 0.5,
    );
    let active = model.nodes.iter().filter(|node| node.active);
    let camera = Camera::fitting(active.map(|node| node.at), size, MARGIN);
    let lang = options.lang;
    let style = NetworkStyle { palette, lang, selected: None, hover: None, legend: true };
    network_scene(book, &model, camera, size, &style)
}
