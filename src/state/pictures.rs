//! The pictures that the program gives out, and what each rests on.

use jiff::civil::Date;

use crate::report::{Provenance, rules_text};
use crate::scene::{
    Scene, SizesModel, chart_scene, league_scene, notes_height, sizes_scene, with_notes,
};

use super::charts::ChartSource;
use super::names::league_picture;

/// A picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PictureId {
    /// The network of issuers and banks.
    Network,
    /// A bar for each deal.
    Sizes,
    /// How many deals have each size.
    Distribution,
    /// Mean and median size by year.
    Trend,
    /// Sizes of parts of the market.
    Depth,
    /// The part of banks from abroad.
    Abroad,
    /// The league table.
    League,
    /// Ranks over the years.
    Ranks,
    /// How far ranks depend on the rules.
    Stability,
    /// Issuance by year and market.
    Issuance,
    /// Issuance by year and currency.
    Currencies,
    /// Published totals.
    Totals,
    /// Coupon against tenor.
    Coupons,
    /// What falls due by year.
    Maturities,
    /// Deals by use of proceeds.
    Purposes,
    /// A bank's deals by year and highest role.
    BankRoles,
    /// Sets of deals side by side.
    Compare,
}

impl PictureId {
    /// Every picture.
    pub const ALL: [Self; 17] = [
        Self::Network,
        Self::Sizes,
        Self::Distribution,
        Self::Trend,
        Self::Depth,
        Self::Abroad,
        Self::League,
        Self::Ranks,
        Self::Stability,
        Self::Issuance,
        Self::Currencies,
        Self::Totals,
        Self::Coupons,
        Self::Maturities,
        Self::Purposes,
        Self::BankRoles,
        Self::Compare,
    ];

    /// Its name for the command line and for files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Sizes => "sizes",
            Self::Distribution => "size-distribution",
            Self::Trend => "size-trend",
            Self::Depth => "size-parts",
            Self::Abroad => "abroad",
            Self::League => "league",
            Self::Ranks => "ranks",
            Self::Stability => "stability",
            Self::Issuance => "issuance",
            Self::Currencies => "issuance-by-currency",
            Self::Totals => "totals",
            Self::Coupons => "coupons",
            Self::Maturities => "maturities",
            Self::Purposes => "purposes",
            Self::BankRoles => "bank-roles",
            Self::Compare => "compare",
        }
    }

    /// The picture with this name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|picture| picture.code() == code)
    }

    /// The key of its title in the catalogue.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Network => "view.network",
            Self::Sizes => "sizes.title",
            Self::Distribution => "picture.distribution",
            Self::Trend => "picture.trend",
            Self::Depth => "picture.depth",
            Self::Abroad => "depth.abroad",
            Self::League => "view.league",
            Self::Ranks => "picture.ranks",
            Self::Stability => "picture.stability",
            Self::Issuance => "picture.issuance",
            Self::Currencies => "picture.currencies",
            Self::Totals => "market.totals",
            Self::Coupons => "picture.coupons",
            Self::Maturities => "market.maturities",
            Self::Purposes => "market.purposes",
            Self::BankRoles => "bank.roles_over_time",
            Self::Compare => "view.compare",
        }
    }

    /// The size in points that suits it.
    pub const fn size(self) -> [f32; 2] {
        match self {
            Self::Network => [1440.0, 900.0],
            Self::Sizes => [960.0, 880.0],
            Self::League | Self::Stability => [900.0, 700.0],
            Self::Totals | Self::Purposes | Self::Abroad | Self::Compare => [900.0, 320.0],
            _ => [960.0, 540.0],
        }
    }

    /// Whether it depends on the rules of credit.
    const fn has_rules(self) -> bool {
        matches!(self, Self::League | Self::Ranks | Self::Stability | Self::Compare)
    }
}

impl ChartSource<'_> {
    /// What a picture rests on, a line each: the rules where it depends on them, the filter, the
    /// source, the date, the fingerprint of the book.
    pub fn notes(&self, id: PictureId, source: &str, date: Option<Date>) -> Vec<String> {
        let options = self.options;
        let rules = match id.has_rules() {
            true => rules_text(&options.criteria, self.derived.index.parents()),
            false => String::new(),
        };
        let provenance = Provenance {
            rules,
            filter: options.filter.to_string(),
            source: source.to_owned(),
            date,
            revision: self.book.revision(),
        };
        provenance.lines()
    }

    /// A picture of this size with what it rests on beneath; `None` for the network, which needs
    /// places and a camera.
    pub fn picture(&self, id: PictureId, size: [f32; 2], notes: &[String]) -> Option<Scene> {
        let body = [size[0], (size[1] - notes_height(notes.len())).max(80.0)];
        let scene = match id {
            PictureId::Network => return None,
            PictureId::League => self.league(body),
            PictureId::Sizes => self.sizes(body),
            _ => chart_scene(&self.chart(id)?, body, self.palette),
        };
        Some(with_notes(scene, notes, self.palette))
    }

    fn league(&self, size: [f32; 2]) -> Scene {
        let (derived, options) = (self.derived, self.options);
        let names = super::Names::new(self.book, options.lang);
        let league = &derived.league;
        let picture = league_picture(league, options.lang, |recipient| names.recipient(recipient));
        league_scene(&picture, size, self.palette)
    }

    fn sizes(&self, size: [f32; 2]) -> Scene {
        let names = super::Names::new(self.book, self.options.lang);
        let name = |deal_id| names.issuer(self.book.deal(deal_id).issuer).to_owned();
        let fit = crate::scene::bars_in(size[1]);
        let model = SizesModel::new(self.book, &self.derived.bars, fit, name);
        sizes_scene(&model, size, self.palette, self.options.lang, None)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::book::DealBook;
    use crate::scene::{Palette, Shape, to_svg};
    use crate::state::{Derived, Options};

    #[test]
    fn every_picture_of_the_embedded_book_draws_and_says_what_it_rests_on() {
        let book = DealBook::embedded();
        for lang in crate::words::Lang::ALL {
            let sides = ["market:CB", "market:DCM"].map(|line| line.parse().unwrap()).into();
            let options = Options { lang, sides, ..Options::default() };
            let derived = Derived::new(&book, &options);
            let group = derived.league.rows.first().map(|row| row.group);
            let palette = Palette::DARK;
            let source =
                ChartSource { book: &book, derived: &derived, options: &options, group, palette };
            for id in PictureId::ALL.into_iter().filter(|id| *id != PictureId::Network) {
                let notes = source.notes(id, "a book", None);
                assert!(notes.iter().any(|note| note.contains(&book.revision().to_string())));
                let scene = source.picture(id, id.size(), &notes).expect("a picture");
                assert!((scene.size[1] - id.size()[1]).abs() < 0.01, "{id:?} keeps its size");
                assert!(scene.shapes.len() > 12, "{id:?} has {} shapes", scene.shapes.len());
                let inside = scene.shapes.iter().all(|shape| match shape {
                    Shape::Text { at, .. } => {
                        at[0] >= 0.0 && at[0] <= scene.size[0] && at[1] <= scene.size[1]
                    }
                    Shape::Rect { min, max, .. } => {
                        min[0].is_finite() && max[0] <= scene.size[0] + 0.5 && min[0] <= max[0]
                    }
                    _ => true,
                });
                assert!(inside, "{id:?} stays within its rim");
                assert!(to_svg(&scene).contains(&book.revision().to_string()));
                if let Some(chart) = source.chart(id) {
                    assert!(!chart.is_empty(), "{id:?}");
                }
            }
        }
    }

    #[test]
    fn codes_are_unique_and_found_again() {
        let codes: BTreeSet<&str> = PictureId::ALL.iter().map(|id| id.code()).collect();
        assert_eq!(codes.len(), PictureId::ALL.len());
        for id in PictureId::ALL {
            assert_eq!(PictureId::from_code(id.code()), Some(id));
        }
        assert_eq!(PictureId::from_code("tables"), None);
    }
}
