//! `render`: a picture as SVG or PNG, drawn from the scene that the window shows.

use std::path::Path;

use super::args::{RenderArgs, ThemeArg};
use super::league::find_bank;
use super::league_args::read_card;
use super::{CliError, Exit, Streams, books};
use crate::book::DealBook;
use crate::import::read_graph;
use crate::jobs::write_checked;
use crate::layout::{LayoutRequest, lay_out};
use crate::model::GroupId;
use crate::report::LeagueReport;
use crate::scene::{
    Camera, NetworkModel, NetworkStyle, Palette, Placed, Scene, layout_request, network_scene,
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
    let scene = match source.picture(args.view, args.size, &notes) {
        Some(scene) => scene,
        None => {
            let size = [args.size[0], (args.size[1] - notes_height(notes.len())).max(80.0)];
            let mut request = layout_request(&book, &derived.all_links, options.projection);
            if let Some(path) = &args.places {
                stand(&mut request, path, &book, &derived, streams)?;
            }
            let positions = lay_out(&request).positions;
            let scene = network(&book, &derived, &options, (palette, size), &positions);
            with_notes(scene, &notes, palette)
        }
    };
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

/// Puts the nodes where a graph file places them.
fn stand(
    request: &mut LayoutRequest,
    path: &Path,
    book: &DealBook,
    derived: &Derived,
    streams: &mut Streams<'_>,
) -> Result<(), CliError> {
    let bytes = std::fs::read(path).map_err(|error| CliError::Read(path.to_owned(), error))?;
    let file = read_graph(&bytes).map_err(|error| CliError::Graph(path.to_owned(), error))?;
    let placed = Placed::new(book, &derived.all_links, request, &file);
    if !placed.is_enough() {
        return Err(CliError::Places(path.to_owned(), placed.found(), placed.nodes));
    }
    if let Some(broken) = &file.broken {
        streams.say(&format!("{broken}: {}", path.display()));
    }
    request.stand_on(&placed.layout);
    let (found, nodes) = (placed.found(), placed.nodes);
    streams.say(&format!("{found} of {nodes} nodes stand where the file places them"));
    Ok(())
}

fn network(
    book: &DealBook,
    derived: &Derived,
    options: &Options,
    (palette, size): (Palette, [f32; 2]),
    positions: &[[f32; 2]],
) -> Scene {
    let names = Names::new(book, options.lang);
    let positions = stretched(positions, stretch(positions, size));
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
