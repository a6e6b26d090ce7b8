//! What the views keep for themselves: cameras, half-typed text, open boxes.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::book::{Revision, Severity};
use crate::graph::Node;
use crate::index::Facet;
use crate::jobs::{LayoutKey, Outcome, Progress, Work};
use crate::query::{Chosen, Target};
use crate::scene::{Camera, LargeNetwork, NetworkModel, stretch, stretched};
use crate::state::{Memo, State};
use crate::stats::{Audit, Reason, Recipient, SizeYear, Sizes};

use super::bank_view::KeptPage;
use super::compare_view::CompareLocal;
use super::deals_view::DealsLocal;
use super::depth_view::DepthLocal;
use super::filters::FacetRows;
use super::gpu::Power;
use super::large_view::LargePicture;
use super::league::WhatIfLocal;
use super::measures_view::MeasuresLocal;
use super::relations_ui::RelationsLocal;
use super::review::ReviewLocal;
use crate::model::{DealId, GroupId, IssuerId};

/// The half-finished things of the screen.
#[derive(Default)]
pub struct Local {
    /// What the pointer is on in this pass.
    pub hover: Option<Target>,
    /// The camera of the whole network.
    pub camera: Option<Camera>,
    /// The camera of a network around one thing.
    pub focus_camera: Option<(Target, Camera)>,
    /// Whether the camera follows the size of its pane, until a person moves it.
    pub free_camera: bool,
    /// The newest layout, with the key it was made for.
    pub layout: Option<(LayoutKey, Arc<Vec<[f32; 2]>>)>,
    /// The layout stretched to the pane: the factor, the layout it was made from, the places.
    pub stretched: Option<(f32, Places, Places)>,
    /// The network as it is drawn, with the key it was made for.
    pub model: Option<(ModelKey, Arc<NetworkModel>)>,
    /// What is prepared of a large network, and what the graphics card is given of it.
    pub large: LargePicture,
    /// What the graphics card can do; `None` where it cannot be used directly.
    pub power: Option<Power>,
    /// The size of the network's pane when last drawn.
    pub network_size: [f32; 2],
    /// What is typed in the search field.
    pub search: String,
    /// Which hit of the search is marked.
    pub search_at: usize,
    /// Whether the search field wants the cursor.
    pub search_wants_focus: bool,
    /// What is typed in the filter line, while it is being edited.
    pub filter_line: Option<String>,
    /// What is typed to narrow the values of a facet.
    pub facet_words: BTreeMap<Facet, String>,
    /// The values of the facets as they were last shown.
    pub facet_rows: BTreeMap<Facet, FacetRows>,
    /// Facets whose every value is shown.
    pub facets_open: Vec<Facet>,
    /// A brush over the years while it is drawn: the first and the last year.
    pub brush: Option<(i32, i32)>,
    /// The palette, where it is open: what is typed and which row is marked.
    pub palette: Option<(String, usize)>,
    /// Whether the box that says what the program is is open.
    pub about: bool,
    /// The table of deals.
    pub deals: DealsLocal,
    /// The page of the bank that was last shown.
    pub bank_page: Option<KeptPage>,
    /// The deals of the issuer whose page is shown.
    pub issuer_deals: Memo<(IssuerId, Revision), Vec<DealId>>,
    /// Deals and value of the node that the pointer was last on.
    pub facts: Option<(Node, Arc<Chosen>, (usize, i64))>,
    /// The announcement view.
    pub review: ReviewLocal,
    /// Whether every line of the league table's card is shown; as the room allows until a person
    /// says.
    pub card_open: Option<bool>,
    /// Whether the rules of the league table are open.
    pub rules_open: bool,
    /// Whose credit is opened down to its deals.
    pub audit: Option<Recipient>,
    /// What is behind that credit, with what it was made from.
    pub audited: Option<(AuditKey, Arc<Audit>)>,
    /// The file that is being opened, and how far it is.
    pub opening: Option<(PathBuf, Progress)>,
    /// Whether the opening of a file is to be given up.
    pub cancel_opening: bool,
    /// Work that views ask for; the window starts it.
    pub works: Vec<Work>,
    /// The key of a network that is being placed in the background.
    pub asked_model: Option<ModelKey>,
    /// Sizes by year as they were last shown, with the sizes they were made from.
    pub size_years: Option<(Arc<Sizes>, Arc<Vec<SizeYear>>)>,
    /// Syndicates in depth.
    pub depth: DepthLocal,
    /// Relations and measures for the pages.
    pub relations: RelationsLocal,
    /// Sets of deals side by side.
    pub compare: CompareLocal,
    /// The table of measures.
    pub measures: MeasuresLocal,
    /// The half-finished what-if.
    pub what_if: WhatIfLocal,
    /// The bank whose gap between two sets of rules is open down to its deals.
    pub apart: Option<GroupId>,
    /// The reason whose deals the list of what was left out shows.
    pub left_out_reason: Option<Reason>,
    /// What is typed above the league table.
    pub league_words: String,
    /// Which severities the problems show; all where it is empty.
    pub severities: Vec<Severity>,
    /// What is typed above the problems.
    pub problem_words: String,
    /// Whether the maker of the market view shows currencies rather than markets.
    pub market_by_currency: bool,
    /// The notice that was put away, by its number.
    pub notice_done: u64,
    /// When the newest notice came up, in seconds of the program.
    pub notice_since: Option<(u64, f64)>,
    /// The selected deal to which the table of deals was last scrolled.
    pub scrolled_to: Option<Target>,
}

/// Places of nodes.
pub type Places = Arc<Vec<[f32; 2]>>;

/// A network that was placed in the background.
pub struct MadeModel {
    /// What it was made from.
    pub key: ModelKey,
    /// The network.
    pub model: Arc<NetworkModel>,
    /// What is prepared of a large one.
    pub large: Option<Arc<LargeNetwork>>,
}

impl Local {
    /// Takes what was made in the background for a view; what is none of ours is given back, and what
    /// is no longer asked for is dropped.
    pub fn take(&mut self, outcome: Outcome) -> Option<Outcome> {
        let outcome = self.relations.take(outcome)?;
        let outcome = self.compare.take(outcome)?;
        let outcome = self.deals.take(outcome)?;
        let outcome = self.depth.take(outcome)?;
        match outcome.downcast::<MadeModel>() {
            Ok(made) => {
                if self.asked_model == Some(made.key) {
                    self.asked_model = None;
                    if let Some(large) = made.large {
                        self.large.prepare(made.model.clone(), large);
                    }
                    self.model = Some((made.key, made.model));
                }
                None
            }
            Err(outcome) => Some(outcome),
        }
    }

    /// What is behind the credit of a line, made anew where the table has changed.
    pub fn audit_of(&mut self, state: &State, recipient: Recipient) -> Arc<Audit> {
        let derived = &state.derived;
        let key = (Arc::as_ptr(&derived.league) as usize, recipient);
        if let Some((known, audit)) = &self.audited
            && *known == key
        {
            return audit.clone();
        }
        let criteria = &state.view.options.criteria;
        let audit = Arc::new(Audit::new(&derived.index, &derived.chosen, criteria, recipient));
        self.audited = Some((key, audit.clone()));
        audit
    }

    /// The newest layout, stretched to the shape of the pane.
    pub fn stretched_layout(&mut self) -> Option<Places> {
        let (_, positions) = self.layout.as_ref()?;
        let [width, height] = self.network_size;
        if width <= 0.0 || height <= 120.0 {
            return Some(positions.clone());
        }
        let factor = stretch(positions, [width, height - 120.0]);
        match &self.stretched {
            Some((known, from, places)) if *known == factor && Arc::ptr_eq(from, positions) => {
                Some(places.clone())
            }
            _ => {
                let places = Arc::new(stretched(positions, factor));
                self.stretched = Some((factor, positions.clone(), places.clone()));
                Some(places)
            }
        }
    }
}

/// The table and the line that an audit opens.
pub type AuditKey = (usize, Recipient);

/// What a drawn network was made from, as addresses and small values.
pub type ModelKey = (usize, usize, usize, u8, u8, u8, bool, Option<Target>);
