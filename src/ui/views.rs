//! The table of views: menu, dock, palette and tests read it.

use eframe::egui::{Id, Ui};
use egui_tiles::{Container, Linear, LinearDir, Tile, Tiles, Tree};

use super::{
    ViewContext, bank_view, compare_view, deals_view, details_view, issuer_view, league,
    market_view, measures_view, network_view, problems_view, review, sizes_view,
};
use crate::state::ViewId;

/// A view: its id and how it is drawn.
pub struct ViewRow {
    /// The id.
    pub id: ViewId,
    /// Draws it.
    pub ui: fn(&mut Ui, &mut ViewContext<'_>),
}

/// Every view, in the order of the menu.
pub const VIEWS: &[ViewRow] = &[
    ViewRow { id: ViewId::Network, ui: network_view::ui },
    ViewRow { id: ViewId::Sizes, ui: sizes_view::ui },
    ViewRow { id: ViewId::Details, ui: details_view::ui },
    ViewRow { id: ViewId::Deals, ui: deals_view::ui },
    ViewRow { id: ViewId::League, ui: league::ui },
    ViewRow { id: ViewId::Bank, ui: bank_view::ui },
    ViewRow { id: ViewId::Issuer, ui: issuer_view::ui },
    ViewRow { id: ViewId::Market, ui: market_view::ui },
    ViewRow { id: ViewId::Problems, ui: problems_view::ui },
    ViewRow { id: ViewId::Review, ui: review::ui },
    ViewRow { id: ViewId::Compare, ui: compare_view::ui },
    ViewRow { id: ViewId::Measures, ui: measures_view::ui },
];

/// The views as they stand at first: network, plots and details side by side.
pub fn default_tree() -> Tree<ViewId> {
    let mut tiles = Tiles::default();
    let mut tabs = |views: &[ViewId]| {
        let panes = views.iter().map(|view| tiles.insert_pane(*view)).collect();
        tiles.insert_tab_tile(panes)
    };
    let network = tabs(&[ViewId::Network, ViewId::Review]);
    let sizes = tabs(&[ViewId::Sizes, ViewId::Market, ViewId::Compare]);
    let tables = tabs(&[ViewId::League, ViewId::Deals, ViewId::Measures, ViewId::Problems]);
    let details = tabs(&[ViewId::Details, ViewId::Issuer, ViewId::Bank]);
    for container in [network, sizes, tables, details] {
        activate_first(&mut tiles, container);
    }
    let middle = linear(&mut tiles, LinearDir::Vertical, &[(sizes, 1.0), (tables, 1.0)]);
    let parts = [(network, 1.5), (middle, 1.05), (details, 0.95)];
    let root = linear(&mut tiles, LinearDir::Horizontal, &parts);
    Tree::new(Id::unique("workspace"), root, tiles)
}

fn activate_first(tiles: &mut Tiles<ViewId>, container: egui_tiles::TileId) {
    if let Some(Tile::Container(Container::Tabs(tabs))) = tiles.get_mut(container) {
        tabs.active = tabs.children.first().copied();
    }
}

fn linear(
    tiles: &mut Tiles<ViewId>,
    direction: LinearDir,
    parts: &[(egui_tiles::TileId, f32)],
) -> egui_tiles::TileId {
    let mut linear = Linear::new(direction, parts.iter().map(|part| part.0).collect());
    for (tile, share) in parts {
        linear.shares.set_share(*tile, *share);
    }
    tiles.insert_container(Container::Linear(linear))
}

/// Opens a view, or brings it to the front where it is open.
pub fn show_view(tree: &mut Tree<ViewId>, view: ViewId) {
    if tree.tiles.find_pane(&view).is_none() {
        insert_view(tree, view);
    }
    tree.make_active(|_, tile| matches!(tile, Tile::Pane(pane) if *pane == view));
}

/// Puts a closed view beside the tabs that it stands with at first, or beside any others.
fn insert_view(tree: &mut Tree<ViewId>, view: ViewId) {
    let pane = tree.tiles.insert_pane(view);
    let neighbours: &[ViewId] = match view {
        ViewId::Network | ViewId::Review => &[ViewId::Network, ViewId::Review],
        ViewId::Sizes | ViewId::Market | ViewId::Compare => {
            &[ViewId::Sizes, ViewId::Market, ViewId::Compare]
        }
        ViewId::Details | ViewId::Issuer | ViewId::Bank => {
            &[ViewId::Details, ViewId::Issuer, ViewId::Bank]
        }
        ViewId::League | ViewId::Deals | ViewId::Problems | ViewId::Measures => {
            &[ViewId::League, ViewId::Deals, ViewId::Measures, ViewId::Problems]
        }
    };
    let beside = neighbours.iter().filter(|other| **other != view);
    let tabs = beside
        .filter_map(|other| tree.tiles.find_pane(other))
        .find_map(|tile| tree.tiles.parent_of(tile))
        .filter(|parent| {
            matches!(tree.tiles.get(*parent), Some(Tile::Container(Container::Tabs(_))))
        });
    match (tabs, tree.root()) {
        (Some(tabs), _) => tree.move_tile_to_container(pane, tabs, usize::MAX, true),
        (None, Some(root)) => {
            let tabs = tree.tiles.insert_tab_tile(vec![pane]);
            if let Some(Tile::Container(container)) = tree.tiles.get_mut(root) {
                container.add_child(tabs);
            } else {
                let root = tree.tiles.insert_horizontal_tile(vec![root, tabs]);
                tree.root = Some(root);
            }
        }
        (None, None) => {
            let tabs = tree.tiles.insert_tab_tile(vec![pane]);
            tree.root = Some(tabs);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_every_view_once() {
        let listed: Vec<ViewId> = VIEWS.iter().map(|row| row.id).collect();
        assert_eq!(listed, ViewId::ALL);
    }

    #[test]
    fn every_view_can_be_closed_and_opened_again() {
        let mut tree = default_tree();
        for view in ViewId::ALL {
            let pane = tree.tiles.find_pane(&view).expect("every view is open at first");
            tree.remove_recursively(pane);
            assert!(tree.tiles.find_pane(&view).is_none());
            show_view(&mut tree, view);
            assert!(tree.tiles.find_pane(&view).is_some());
        }
    }

    #[test]
    fn views_open_in_an_empty_workspace() {
        let mut tree = Tree::empty(Id::unique("t"));
        show_view(&mut tree, ViewId::League);
        show_view(&mut tree, ViewId::Network);
        assert!(tree.tiles.find_pane(&ViewId::Network).is_some());
    }
}
