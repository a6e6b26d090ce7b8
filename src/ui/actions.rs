//! The table of actions: menu, palette and keyboard read it.

use eframe::egui::{Key, KeyboardShortcut, Modifiers};

use crate::graph::Projection;
use crate::state::{
    Command, DocumentCommand, FilterCommand, Go, LeagueExport, NodeColor, NodeSize, PictureId,
    ReviewCommand, Show, SizeView, Theme, ViewId,
};
use crate::stats::SizeOrder;
use crate::words::Lang;

/// Something that a person can do by name.
#[derive(Clone, Copy, Debug)]
pub struct Action {
    /// The key of its name in the catalogue.
    pub key: &'static str,
    /// The shortcut, where it has one.
    pub shortcut: Option<KeyboardShortcut>,
    /// The command that it sends.
    pub command: fn() -> Command,
}

const fn action(key: &'static str, command: fn() -> Command) -> Action {
    Action { key, shortcut: None, command }
}

const fn keyed(
    key: &'static str,
    modifiers: Modifiers,
    with: Key,
    command: fn() -> Command,
) -> Action {
    Action { key, shortcut: Some(KeyboardShortcut::new(modifiers, with)), command }
}

fn picture(picture: PictureId) -> Command {
    Command::Document(DocumentCommand::ExportPicture(picture))
}

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const ALT: Modifiers = Modifiers::ALT;
const PLAIN: Modifiers = Modifiers::NONE;

/// Every action, in the order of the palette.
pub const ACTIONS: &[Action] = &[
    keyed("action.palette", CTRL, Key::K, || Command::Show(Show::Palette)),
    keyed("action.search", CTRL, Key::F, || Command::Show(Show::Search)),
    keyed("action.open", CTRL, Key::O, || Command::Document(DocumentCommand::Open)),
    action("action.open_embedded", || Command::Document(DocumentCommand::OpenEmbedded)),
    action("action.add", || Command::Document(DocumentCommand::Add)),
    keyed("action.save", CTRL, Key::S, || Command::Document(DocumentCommand::Save)),
    keyed("action.save_as", CTRL_SHIFT, Key::S, || Command::Document(DocumentCommand::SaveAs)),
    keyed("action.undo", CTRL, Key::Z, || Command::Document(DocumentCommand::Undo)),
    keyed("action.redo", CTRL_SHIFT, Key::Z, || Command::Document(DocumentCommand::Redo)),
    action("action.export_network", || picture(PictureId::Network)),
    action("action.save_graph", || Command::Document(DocumentCommand::SaveGraph)),
    action("action.open_places", || Command::Document(DocumentCommand::OpenPlaces)),
    action("action.rearrange", || Command::Show(Show::Rearrange)),
    action("action.export_sizes", || picture(PictureId::Sizes)),
    action("action.export_distribution", || picture(PictureId::Distribution)),
    action("action.export_trend", || picture(PictureId::Trend)),
    action("action.export_depth", || picture(PictureId::Depth)),
    action("action.export_abroad", || picture(PictureId::Abroad)),
    action("action.export_ranks", || picture(PictureId::Ranks)),
    action("action.export_stability", || picture(PictureId::Stability)),
    action("action.export_issuance", || picture(PictureId::Issuance)),
    action("action.export_currencies", || picture(PictureId::Currencies)),
    action("action.export_totals", || picture(PictureId::Totals)),
    action("action.export_coupons", || picture(PictureId::Coupons)),
    action("action.export_maturities", || picture(PictureId::Maturities)),
    action("action.export_purposes", || picture(PictureId::Purposes)),
    action("action.export_bank_roles", || picture(PictureId::BankRoles)),
    action("action.export_compare", || picture(PictureId::Compare)),
    keyed("action.back", ALT, Key::ArrowLeft, || Command::Go(Go::Back)),
    keyed("action.forward", ALT, Key::ArrowRight, || Command::Go(Go::Forward)),
    keyed("action.next_deal", PLAIN, Key::J, || Command::Go(Go::NextDeal)),
    keyed("action.previous_deal", PLAIN, Key::K, || Command::Go(Go::PreviousDeal)),
    keyed("action.nothing", PLAIN, Key::Escape, || Command::Go(Go::Nowhere)),
    keyed("action.fit", PLAIN, Key::F, || Command::Show(Show::FitNetwork)),
    keyed("action.whole_network", PLAIN, Key::W, || Command::Go(Go::WholeNetwork)),
    keyed("action.clear_filter", CTRL, Key::Backspace, || Command::Filter(FilterCommand::Clear)),
    keyed("action.toggle_filters", CTRL, Key::B, || Command::Show(Show::ToggleFilters)),
    keyed("view.network", CTRL, Key::Num1, || Command::Show(Show::View(ViewId::Network))),
    keyed("view.sizes", CTRL, Key::Num2, || Command::Show(Show::View(ViewId::Sizes))),
    keyed("view.details", CTRL, Key::Num3, || Command::Show(Show::View(ViewId::Details))),
    keyed("view.deals", CTRL, Key::Num4, || Command::Show(Show::View(ViewId::Deals))),
    keyed("view.league", CTRL, Key::Num5, || Command::Show(Show::View(ViewId::League))),
    keyed("view.bank", CTRL, Key::Num6, || Command::Show(Show::View(ViewId::Bank))),
    keyed("view.issuer", CTRL, Key::Num7, || Command::Show(Show::View(ViewId::Issuer))),
    keyed("view.market", CTRL, Key::Num8, || Command::Show(Show::View(ViewId::Market))),
    keyed("view.problems", CTRL, Key::Num9, || Command::Show(Show::View(ViewId::Problems))),
    keyed("view.review", CTRL, Key::I, || Command::Show(Show::View(ViewId::Review))),
    keyed("view.compare", CTRL, Key::D, || Command::Show(Show::View(ViewId::Compare))),
    keyed("view.measures", CTRL, Key::M, || Command::Show(Show::View(ViewId::Measures))),
    action("action.open_text", || Command::Review(ReviewCommand::Open)),
    keyed("action.accept", CTRL, Key::Enter, || Command::Review(ReviewCommand::Accept)),
    keyed("action.next_draft", CTRL, Key::ArrowDown, || Command::Review(ReviewCommand::Step(1))),
    keyed("action.previous_draft", CTRL, Key::ArrowUp, || Command::Review(ReviewCommand::Step(-1))),
    action("action.undo_correction", || Command::Review(ReviewCommand::Undo)),
    action("action.close_review", || Command::Review(ReviewCommand::Close)),
    action("action.default_views", || Command::Show(Show::DefaultViews)),
    action("action.light", || Command::Show(Show::Theme(Theme::Light))),
    action("action.dark", || Command::Show(Show::Theme(Theme::Dark))),
    action("action.system_theme", || Command::Show(Show::Theme(Theme::System))),
    action("action.english", || Command::Show(Show::Lang(Lang::En))),
    action("action.chinese", || Command::Show(Show::Lang(Lang::Zh))),
    action("action.issuer_bank", || Command::Show(Show::Projection(Projection::IssuerBank))),
    action("action.bank_bank", || Command::Show(Show::Projection(Projection::BankBank))),
    action("action.with_deals", || Command::Show(Show::Projection(Projection::WithDeals))),
    action("action.all_tiers", || Command::Show(Show::AllTiers)),
    action("action.nodes_by_deals", || Command::Show(Show::NodeSize(NodeSize::Deals))),
    action("action.nodes_by_value", || Command::Show(Show::NodeSize(NodeSize::Value))),
    action("action.nodes_by_degree", || Command::Show(Show::NodeSize(NodeSize::Degree))),
    action("action.nodes_by_betweenness", || Command::Show(Show::NodeSize(NodeSize::Betweenness))),
    action("action.nodes_by_eigenvector", || Command::Show(Show::NodeSize(NodeSize::Eigenvector))),
    action("action.nodes_by_status", || Command::Show(Show::NodeSize(NodeSize::Status))),
    action("action.color_by_region", || Command::Show(Show::NodeColor(NodeColor::Region))),
    action("action.color_by_community", || Command::Show(Show::NodeColor(NodeColor::Community))),
    action("action.sizes_bars", || Command::Show(Show::SizeView(SizeView::Deals))),
    action("action.sizes_distribution", || Command::Show(Show::SizeView(SizeView::Distribution))),
    action("action.sizes_depth", || Command::Show(Show::SizeView(SizeView::Depth))),
    action("action.sizes_trend", || Command::Show(Show::SizeView(SizeView::Trend))),
    action("action.bars_by_size", || Command::Show(Show::SizeOrder(SizeOrder::Size))),
    action("action.bars_by_date", || Command::Show(Show::SizeOrder(SizeOrder::Date))),
    action("action.bars_by_issuer", || Command::Show(Show::SizeOrder(SizeOrder::Issuer))),
    action("action.bars_by_value", || Command::Show(Show::SizeOrder(SizeOrder::Value))),
    action("action.export_league_picture", || picture(PictureId::League)),
    action("action.copy_league", || {
        Command::Document(DocumentCommand::ExportLeague(LeagueExport::Tsv))
    }),
    action("action.export_league_csv", || {
        Command::Document(DocumentCommand::ExportLeague(LeagueExport::Csv))
    }),
    action("action.export_league_xlsx", || {
        Command::Document(DocumentCommand::ExportLeague(LeagueExport::Xlsx))
    }),
    action("action.export_card", || {
        Command::Document(DocumentCommand::ExportLeague(LeagueExport::Card))
    }),
    action("action.open_card", || Command::Document(DocumentCommand::OpenCard)),
    action("action.forget_recent", || Command::Document(DocumentCommand::ForgetRecent)),
    action("action.about", || Command::Show(Show::About)),
    keyed("action.quit", CTRL, Key::Q, || Command::Document(DocumentCommand::Quit)),
];

/// The action with this name.
pub fn find(key: &str) -> Option<&'static Action> {
    ACTIONS.iter().find(|action| action.key == key)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::words::tr;

    #[test]
    fn names_and_shortcuts_are_unique_and_every_action_has_words() {
        let mut names = BTreeSet::new();
        let mut shortcuts = Vec::new();
        for action in ACTIONS {
            assert!(names.insert(action.key), "{} stands twice", action.key);
            for lang in Lang::ALL {
                assert_ne!(tr(lang, action.key), action.key, "{} has no words", action.key);
            }
            if let Some(shortcut) = action.shortcut {
                assert!(!shortcuts.contains(&shortcut), "{} shares its shortcut", action.key);
                shortcuts.push(shortcut);
            }
        }
    }

    #[test]
    fn every_view_has_an_action() {
        for view in ViewId::ALL {
            assert!(find(view.key()).is_some(), "{view:?}");
        }
    }
}
