//! Commands: what a person or a script asks for, as plain data.

use std::path::PathBuf;

use crate::graph::Projection;
use crate::index::{Facet, Parents};
use crate::model::{DealId, Tier};
use crate::query::{Filter, Part, Target};
use crate::report::Sheet;
use crate::stats::{Criteria, CriteriaCard, Home, SizeOrder};
use crate::words::Lang;

use super::compare::CompareCommand;
use super::grid::GridToggle;
use super::measure_column::MeasureColumn;
use super::pictures::PictureId;
use super::review::Correction;
use super::view::{DealColumn, DepthBy, LeagueTab, NodeColor, NodeSize, SizeView, Theme, ViewId};
use super::what_if::WhatIfCommand;

/// Something to do. Commands run in order, in one place, after drawing.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Move about.
    Go(Go),
    /// Change the filter.
    Filter(FilterCommand),
    /// Change what is shown and how.
    Show(Show),
    /// Do something to the book or its file.
    Document(DocumentCommand),
    /// Do something to the announcement under review.
    Review(ReviewCommand),
    /// Change what stands side by side.
    Compare(CompareCommand),
    /// Change what is laid over the book.
    WhatIf(WhatIfCommand),
}

/// Moving about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Go {
    /// Select something.
    Select(Target),
    /// Select nothing.
    Nowhere,
    /// Note what the pointer is on.
    Hover(Option<Target>),
    /// Show one thing and its neighbours in the network.
    Focus(Target),
    /// Show the whole network again.
    WholeNetwork,
    /// Back to what was selected before.
    Back,
    /// Forward again.
    Forward,
    /// Select the next deal of the current filter.
    NextDeal,
    /// Select the deal before.
    PreviousDeal,
}

/// Changing the filter.
#[derive(Clone, Debug, PartialEq)]
pub enum FilterCommand {
    /// Replace it.
    Set(Filter),
    /// Choose a value or no longer choose it.
    Toggle(Facet, String),
    /// Drop a part.
    Without(Part),
    /// Drop everything.
    Clear,
}

/// Changing what is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Show {
    /// Open a view, or bring it to the front.
    View(ViewId),
    /// Put the views back as they were at first.
    DefaultViews,
    /// Open or close the filter panel.
    ToggleFilters,
    /// Change the language.
    Lang(Lang),
    /// Change the theme.
    Theme(Theme),
    /// Change what the network shows.
    Projection(Projection),
    /// Change what the area of a node means.
    NodeSize(NodeSize),
    /// Change what the colour of a bank means.
    NodeColor(NodeColor),
    /// Show or hide the edges of a tier.
    ToggleTier(Tier),
    /// Show the edges of every tier.
    AllTiers,
    /// Change how sizes are drawn.
    SizeView(SizeView),
    /// Change the order of the bars.
    SizeOrder(SizeOrder),
    /// Change by what sizes are told in depth.
    DepthBy(DepthBy),
    /// Change what is home to an issuer.
    Home(Home),
    /// Change what the grid of rules varies.
    Grid(GridToggle),
    /// Sort the deals by a column; again turns the order.
    SortDeals(DealColumn),
    /// Change of which network the measures are.
    MeasuresOf(Projection),
    /// Sort the measures by a column; again turns the order.
    SortMeasures(MeasureColumn),
    /// Change the rules of the league table.
    Criteria(Criteria),
    /// Change what the league view shows.
    LeagueTab(LeagueTab),
    /// Change the rules that those of the table are compared with.
    Rival(Criteria),
    /// Change under which parent banks count.
    Parents(Parents),
    /// Fit the network to its pane.
    FitNetwork,
    /// Place the network anew, whatever places it had.
    Rearrange,
    /// Put the cursor into the search field.
    Search,
    /// Open the command palette.
    Palette,
    /// Say what the program is and what it rests on.
    About,
}

/// Doing something to the announcement under review.
#[derive(Clone, Debug, PartialEq)]
pub enum ReviewCommand {
    /// Ask for a file with an announcement.
    Open,
    /// Read an announcement from a file.
    OpenFile(PathBuf),
    /// Read an announcement: its name and its text.
    Read(String, String),
    /// Look at a draft.
    Draft(usize),
    /// Look at the draft so many further on.
    Step(isize),
    /// Correct the draft that is looked at.
    Correct(Correction),
    /// Take the last correction back.
    Undo,
    /// Put the draft that is looked at into the book.
    Accept,
    /// Put the announcement away.
    Close,
}

/// Doing something to the book or its file.
#[derive(Clone, Debug, PartialEq)]
pub enum DocumentCommand {
    /// Ask for a file and open it.
    Open,
    /// Open a file.
    OpenFile(PathBuf),
    /// Open the embedded book.
    OpenEmbedded,
    /// Ask for a file and add its deals to the book.
    Add,
    /// Add the deals of a file to the book.
    AddFile(PathBuf),
    /// Save to the file of the book, or ask for one.
    Save,
    /// Ask for a file and save to it.
    SaveAs,
    /// Save to a file.
    SaveTo(PathBuf),
    /// Take a deal out of the book.
    Remove(DealId),
    /// Take back the last change of the book.
    Undo,
    /// Do it again.
    Redo,
    /// Ask for a file and write a picture.
    ExportPicture(PictureId),
    /// Take the league table out of the program.
    ExportLeague(LeagueExport),
    /// Ask for a card of criteria and put its rules in force.
    OpenCard,
    /// Ask for a place to save the network to, as a graph with the places of its nodes.
    SaveGraph,
    /// Ask for a graph file whose places the network is to take.
    OpenPlaces,
    /// Put the rules of a card in force.
    UseCard(Box<CriteriaCard>),
    /// Copy a text.
    Copy(String),
    /// Copy a table with the rules it rests on and where it comes from.
    CopyTable(Box<Sheet>, String),
    /// Open an address in the browser.
    OpenUrl(String),
    /// Forget the files opened lately.
    ForgetRecent,
    /// Leave the program.
    Quit,
}

/// How the league table leaves the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeagueExport {
    /// Tab-separated text, to the clipboard.
    Tsv,
    /// Comma-separated text.
    Csv,
    /// A workbook with the criteria on a sheet of their own.
    Xlsx,
    /// The criteria as a card that can be opened again.
    Card,
}

/// What the shell has to do after a command.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask for a file to open.
    AskOpen,
    /// Ask for a file to add.
    AskAdd,
    /// Ask for a place to save.
    AskSave,
    /// Ask for a place for a picture.
    AskPicture(PictureId),
    /// Write the league table, or copy it.
    ExportLeague(LeagueExport),
    /// Ask for a card of criteria.
    AskCard,
    /// Ask for a place for the network as a graph.
    AskGraph,
    /// Ask for a graph file with places.
    AskPlaces,
    /// Ask for a file with an announcement.
    AskText,
    /// Read a text file as an announcement.
    ReadText(PathBuf),
    /// Read an announcement: its name and its text.
    ReadAnnouncement(String, String),
    /// Read a file and open it.
    Open(PathBuf),
    /// Read a file and add it.
    Read(PathBuf),
    /// Save to a file.
    Save(PathBuf),
    /// Open a view or bring it to the front.
    ShowView(ViewId),
    /// Put the views back as at first.
    DefaultViews,
    /// Fit the network.
    FitNetwork,
    /// Place the network anew.
    Rearrange,
    /// Put the cursor into the search field.
    Search,
    /// Open the palette.
    Palette,
    /// Open the box that says what the program is.
    About,
    /// Copy a text.
    Copy(String),
    /// Copy a table with the rules it rests on and where it comes from.
    CopyTable(Box<Sheet>, String),
    /// Open an address.
    OpenUrl(String),
    /// Leave the program.
    Quit,
}
