//! Commands that change what is shown and how.

use super::{DealColumn, Effect, MeasureColumn, Show, State};

impl State {
    /// Changes what is shown; what the shell has to do comes back as effects.
    pub(super) fn show(&mut self, show: Show) -> Vec<Effect> {
        let options = &mut self.view.options;
        match show {
            Show::View(view) => return vec![Effect::ShowView(view)],
            Show::DefaultViews => return vec![Effect::DefaultViews],
            Show::FitNetwork => return vec![Effect::FitNetwork],
            Show::Rearrange => return vec![Effect::Rearrange],
            Show::Search => return vec![Effect::Search],
            Show::Palette => return vec![Effect::Palette],
            Show::About => return vec![Effect::About],
            Show::ToggleFilters => options.filters_open = !options.filters_open,
            Show::Lang(lang) => options.lang = lang,
            Show::Theme(theme) => options.theme = theme,
            Show::Projection(projection) => options.projection = projection,
            Show::NodeSize(size) => options.node_size = size,
            Show::NodeColor(color) => options.node_color = color,
            Show::ToggleTier(tier) => options.hidden_tiers ^= 1 << tier.index(),
            Show::AllTiers => options.hidden_tiers = 0,
            Show::SizeView(view) => options.size_view = view,
            Show::SizeOrder(order) => options.size_order = order,
            Show::DepthBy(by) => options.depth_by = by,
            Show::Home(home) => options.home = home,
            Show::Grid(toggle) => options.grid = options.grid.clone().toggled(toggle),
            Show::SortDeals(column) if options.deal_column == column => {
                options.deals_ascending = !options.deals_ascending;
            }
            Show::SortDeals(column) => {
                options.deal_column = column;
                options.deals_ascending =
                    !matches!(column, DealColumn::Date | DealColumn::Value | DealColumn::Banks);
            }
            Show::MeasuresOf(projection) => options.measures_of = projection,
            Show::SortMeasures(column) if options.measure_column == column => {
                options.measures_ascending = !options.measures_ascending;
            }
            Show::SortMeasures(column) => {
                options.measure_column = column;
                options.measures_ascending = column == MeasureColumn::Name;
            }
            Show::Criteria(criteria) => options.criteria = criteria,
            Show::LeagueTab(tab) => options.league_tab = tab,
            Show::Rival(criteria) => options.rival = criteria,
            Show::Parents(parents) => options.parents = parents,
        }
        Vec::new()
    }
}
