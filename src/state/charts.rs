//! The charts of the window as data, for pictures that leave the program.

use crate::book::DealBook;
use crate::model::{GroupId, Market, Tier};
use crate::scene::{
    BarRow, Chart, ChartBody, ChartLine, Color, Palette, RankRow, Series, Unit, tier_key, usd,
};
use crate::stats::{Abroad, MEMBER_TIERS, Origin, Purpose, Side, rank_tracks, sizes_by};
use crate::words::{Lang, tr, tr_with};

use super::derived::Derived;
use super::names::{Names, league_value, sizes_words};
use super::pictures::PictureId;
use super::tables::{stability, yearly};
use super::view::Options;

/// Banks that ranks over time show: those that stood among the first so many in some year.
const RANKED: usize = 10;
/// Years that ranks over time show.
const RANKED_YEARS: i16 = 10;
/// Currencies beyond the largest so many are one.
pub const MOST_PARTS: usize = 7;
/// Coupons of longer tenors stand at the rim, in years.
pub const LONGEST_TENOR: f64 = 60.0;
/// Maturities beyond this year are left out: perpetuals and century bonds.
pub const LAST_MATURITY: i16 = 2070;

/// What charts are made from.
#[derive(Clone, Copy)]
pub struct ChartSource<'a> {
    /// The book.
    pub book: &'a std::sync::Arc<DealBook>,
    /// What follows from it.
    pub derived: &'a Derived,
    /// What is shown and how.
    pub options: &'a Options,
    /// The bank whose page is shown.
    pub group: Option<GroupId>,
    /// The colours.
    pub palette: Palette,
}

impl ChartSource<'_> {
    fn lang(&self) -> Lang {
        self.options.lang
    }

    fn words(&self, key: &str) -> String {
        tr(self.lang(), key).into_owned()
    }

    fn names(&self) -> Names<'_> {
        Names::new(self.book, self.lang())
    }

    fn empty(&self, id: PictureId) -> Chart {
        Chart {
            title: self.words(id.key()),
            note: String::new(),
            series: Vec::new(),
            x_label: String::new(),
            y_label: String::new(),
            x_unit: Unit::Year,
            y_unit: Unit::Plain,
            lang: self.lang(),
            body: ChartBody::Rows(Vec::new()),
        }
    }

    /// The chart of a picture; `None` for the network, the bars of sizes and the league
    /// table, which have pictures of their own.
    pub fn chart(&self, id: PictureId) -> Option<Chart> {
        let chart = self.empty(id);
        Some(match id {
            PictureId::Network | PictureId::Sizes | PictureId::League => return None,
            PictureId::Distribution => self.distribution(chart),
            PictureId::Trend => self.trend(chart),
            PictureId::Depth => self.depth(chart),
            PictureId::Abroad => self.abroad(chart),
            PictureId::Ranks => self.ranks(chart),
            PictureId::Stability => self.stability(chart),
            PictureId::Issuance => self.issuance(chart, false),
            PictureId::Currencies => self.issuance(chart, true),
            PictureId::Totals => self.totals(chart),
            PictureId::Coupons => self.coupons(chart),
            PictureId::Maturities => self.maturities(chart),
            PictureId::Purposes => self.purposes(chart),
            PictureId::BankRoles => self.bank_roles(chart),
            PictureId::Compare => self.compare(chart),
        })
    }

    fn series(&self, name: String, color: Color) -> Series {
        Series { name, color }
    }

    fn tiers(&self) -> Vec<Series> {
        let tiers = Tier::ALL.into_iter().take(MEMBER_TIERS);
        tiers.map(|tier| self.series(self.words(tier_key(tier)), self.palette.tier(tier))).collect()
    }

    fn distribution(&self, chart: Chart) -> Chart {
        let counts = self.derived.sizes.distribution();
        let columns = counts.iter().enumerate().skip(1);
        let columns = columns.map(|(size, count)| (size as i64, vec![*count as f64])).collect();
        let color = self.palette.tier(Tier::Bookrunner);
        Chart {
            note: sizes_words(&self.derived.sizes, self.lang()),
            series: vec![self.series(self.words("figure.deals"), color)],
            x_label: self.words("sizes.axis_banks"),
            y_label: self.words("sizes.axis_deals"),
            x_unit: Unit::Plain,
            body: ChartBody::Columns(columns),
            ..chart
        }
    }

    fn trend(&self, chart: Chart) -> Chart {
        let years = self.derived.sizes.by_year(&self.derived.index);
        let line =
            |key: &str, tier: Tier, dashed: bool, value: fn(&crate::stats::SizeYear) -> f64| {
                ChartLine {
                    name: self.words(key),
                    color: self.palette.tier(tier),
                    points: years.iter().map(|year| [f64::from(year.year), value(year)]).collect(),
                    dashed,
                }
            };
        let lines = vec![
            line("sizes.mean", Tier::Bookrunner, false, |year| year.mean),
            line("sizes.median", Tier::Coordinator, true, |year| year.median),
        ];
        let legend = lines.iter().map(|line| self.series(line.name.clone(), line.color));
        Chart {
            note: sizes_words(&self.derived.sizes, self.lang()),
            series: legend.collect(),
            y_label: self.words("sizes.axis_banks"),
            body: ChartBody::Lines { lines, down: false, gap: f64::INFINITY },
            ..chart
        }
    }

    fn depth(&self, chart: Chart) -> Chart {
        let by = self.options.depth_by;
        let parts = sizes_by(&self.derived.index, &self.derived.chosen, by.breakdown());
        let rows = parts.iter().map(|part| BarRow {
            name: self.names().part(&part.part),
            values: part.by_tier.to_vec(),
            figures: format!(
                "{}   {:.1} · {:.1} · {:.1}",
                part.deals, part.mean, part.effective, part.bookrunners
            ),
        });
        Chart {
            title: format!("{}: {}", chart.title, self.words(by.key())),
            note: self.words("depth.note"),
            series: self.tiers(),
            body: ChartBody::Rows(rows.collect()),
            ..chart
        }
    }

    fn abroad(&self, chart: Chart) -> Chart {
        let (index, chosen) = (&self.derived.index, &self.derived.chosen);
        let found = Abroad::new(self.book, index, chosen, self.options.home);
        let row = |name: String, part: Option<f64>, figures: String| {
            let part = part?;
            let figures = format!("{part:.0}%  {figures}");
            Some(BarRow { name, values: vec![part, 100.0 - part], figures })
        };
        let seats = |name: String, origin: &Origin<usize>| {
            row(name, origin.abroad_pct(), format!("{}/{}", origin.abroad, origin.home))
        };
        let mut rows = vec![seats(self.words("depth.all_seats"), &found.seats)];
        for tier in Tier::ALL.into_iter().take(MEMBER_TIERS) {
            rows.push(seats(self.words(tier_key(tier)), &found.by_tier[tier.index()]));
        }
        let credit = &found.credit;
        let figures = [credit.abroad, credit.home].map(|part| usd(part.usd(), self.lang()));
        rows.push(row(self.words("depth.credit"), credit.abroad_pct(), figures.join("/")));
        Chart {
            series: vec![
                self.series(self.words("depth.from_abroad"), self.palette.accent),
                self.series(self.words("depth.from_home"), self.palette.line),
            ],
            body: ChartBody::Rows(rows.into_iter().flatten().collect()),
            ..chart
        }
    }

    fn ranks(&self, chart: Chart) -> Chart {
        let (index, options) = (&self.derived.index, self.options);
        let made;
        let years = match self.derived.yearly.is_empty() {
            true => {
                made = yearly(index, &options.filter, &options.criteria, None);
                &made
            }
            false => self.derived.yearly.as_ref(),
        };
        let last = years.last().map_or(0, |row| row.0);
        let tracks = rank_tracks(years, RANKED, RANKED_YEARS);
        let mut lines: Vec<ChartLine> = tracks
            .iter()
            .enumerate()
            .map(|(at, track)| ChartLine {
                name: self.names().group(track.group).to_owned(),
                // Banks that are not in the last table stand back.
                color: match track.end().0 == last {
                    true => self.palette.series(at % 7),
                    false => self.palette.faint.alpha(0.45),
                },
                points: track.places.iter().map(|at| [f64::from(at.0), at.1 as f64]).collect(),
                dashed: false,
            })
            .collect();
        // The best is drawn last, over the others.
        lines.reverse();
        Chart {
            note: tr_with(self.lang(), "league.bump_note", &[&RANKED.to_string()]),
            body: ChartBody::Lines { lines, down: true, gap: 1.5 },
            ..chart
        }
    }

    fn stability(&self, chart: Chart) -> Chart {
        let options = self.options;
        let made;
        let found = match self.derived.stability.rows.is_empty() {
            true => {
                let grid = options.grid.grid(&options.filter, self.derived.newest_day);
                let index = &self.derived.index;
                made = stability(self.book, index, &options.filter, &options.criteria, &grid);
                &made
            }
            false => self.derived.stability.as_ref(),
        };
        let rows = found.rows.iter().map(|row| RankRow {
            name: self.names().group(row.group).to_owned(),
            span: [row.best, row.worst],
            median: row.median,
            ranks: row.ranks.clone(),
            figures: match row.first_pct > 0.0 {
                true => format!("{:.0}%", row.first_pct),
                false => "–".to_owned(),
            },
        });
        Chart {
            note: tr_with(self.lang(), "stability.note", &[&found.cells.len().to_string()]),
            body: ChartBody::Ranks(rows.collect()),
            ..chart
        }
    }

    fn issuance(&self, chart: Chart, by_currency: bool) -> Chart {
        let market = &self.derived.market;
        let issuance = if by_currency { &market.by_currency } else { &market.by_market };
        let shown = issuance.parts.len().min(if by_currency { MOST_PARTS } else { usize::MAX });
        let mut series: Vec<Series> = issuance.parts[..shown]
            .iter()
            .enumerate()
            .map(|(at, part)| {
                let color = match by_currency {
                    true => self.palette.series(at),
                    false => self.palette.market(Market::from_code(part)),
                };
                self.series(self.names().part(part), color)
            })
            .collect();
        if shown < issuance.parts.len() {
            series.push(self.series(self.words("market.other"), self.palette.series(MOST_PARTS)));
        }
        let columns = issuance.years.iter().map(|year| {
            let mut values = year.usd[..shown].to_vec();
            values.push(year.usd[shown..].iter().sum());
            (i64::from(year.year), values)
        });
        Chart {
            series,
            y_label: self.words("picture.us_dollars"),
            y_unit: Unit::Dollars,
            body: ChartBody::Columns(columns.collect()),
            ..chart
        }
    }

    fn totals(&self, chart: Chart) -> Chart {
        let totals: Vec<_> = self.book.dealogic_totals().collect();
        let rows = totals.iter().map(|total| BarRow {
            name: self.names().scope(&total.scope),
            values: vec![total.amount],
            figures: usd(total.amount, self.lang()),
        });
        let note = totals.first().map(|total| {
            let publisher = total.source.publisher.as_deref().unwrap_or_default();
            format!("{publisher} {}", total.period)
        });
        Chart {
            note: note.unwrap_or_default(),
            series: vec![self.series(self.words("market.totals"), self.palette.deal)],
            body: ChartBody::Rows(rows.collect()),
            ..chart
        }
    }

    fn coupons(&self, chart: Chart) -> Chart {
        let points = &self.derived.market.coupons;
        let mut sets: Vec<(&str, Vec<[f64; 2]>)> = Vec::new();
        for point in points {
            let at = [point.tenor_years.min(LONGEST_TENOR), point.coupon_pct];
            match sets.iter_mut().find(|set| set.0 == point.currency) {
                Some(set) => set.1.push(at),
                None => sets.push((point.currency, vec![at])),
            }
        }
        sets.sort_by_key(|set| (std::cmp::Reverse(set.1.len()), set.0));
        let legend = sets.iter().enumerate();
        let legend = legend.map(|(at, set)| self.series(set.0.into(), self.palette.series(at)));
        Chart {
            title: tr_with(self.lang(), "market.coupons", &[&points.len().to_string()]),
            series: legend.collect(),
            x_label: self.words("market.axis_tenor"),
            y_label: self.words("market.axis_coupon"),
            x_unit: Unit::Plain,
            body: ChartBody::Dots(sets.into_iter().map(|set| set.1).collect()),
            ..chart
        }
    }

    fn maturities(&self, chart: Chart) -> Chart {
        let due = self.derived.market.maturities.iter().filter(|row| *row.0 <= LAST_MATURITY);
        let columns = due.map(|(year, usd)| (i64::from(*year), vec![*usd])).collect();
        Chart {
            series: vec![self.series(chart.title.clone(), self.palette.series(2))],
            y_label: self.words("picture.us_dollars"),
            y_unit: Unit::Dollars,
            body: ChartBody::Columns(columns),
            ..chart
        }
    }

    fn purposes(&self, chart: Chart) -> Chart {
        let market = &self.derived.market;
        let mut rows: Vec<(Purpose, usize)> =
            market.purposes.iter().map(|(purpose, count)| (*purpose, *count)).collect();
        rows.sort_by_key(|row| (std::cmp::Reverse(row.1), row.0));
        let rows = rows.into_iter().map(|(purpose, count)| BarRow {
            name: self.words(purpose.key()),
            values: vec![count as f64],
            figures: count.to_string(),
        });
        let without = market.without_purpose.to_string();
        Chart {
            note: tr_with(self.lang(), "market.purposes_note", &[&without]),
            series: vec![self.series(self.words("figure.deals"), self.palette.series(2))],
            body: ChartBody::Rows(rows.collect()),
            ..chart
        }
    }

    fn compare(&self, chart: Chart) -> Chart {
        let (index, options) = (&self.derived.index, self.options);
        let pct = |part: Option<f64>| part.map_or_else(|| "–".into(), |part| format!("{part:.0}%"));
        let rows = options.sides.iter().map(|filter| {
            let side = Side::new(self.book, index, filter, &options.criteria, options.home);
            BarRow {
                name: match filter.is_empty() {
                    true => self.words("compare.all"),
                    false => filter.to_string(),
                },
                values: side.sizes.by_tier.to_vec(),
                figures: format!(
                    "{} · {} · {:.1} · {:.1} · {:.1} · {} · {}",
                    side.deals,
                    league_value(side.league.market_value, side.league.currency, self.lang()),
                    side.sizes.mean,
                    side.sizes.effective,
                    side.sizes.bookrunners,
                    pct(side.abroad.seats.abroad_pct()),
                    pct(side.abroad.credit.abroad_pct()),
                ),
            }
        });
        Chart {
            note: self.words("compare.picture_note"),
            series: self.tiers(),
            body: ChartBody::Rows(rows.collect()),
            ..chart
        }
    }

    fn bank_roles(&self, chart: Chart) -> Chart {
        let (index, chosen) = (&self.derived.index, &self.derived.chosen);
        let years = self.group.map(|group| crate::stats::tiers_by_year(index, chosen, group));
        let columns = years.unwrap_or_default().into_iter().map(|(year, counts)| {
            let counts = counts.iter().take(MEMBER_TIERS);
            (i64::from(year), counts.map(|count| *count as f64).collect())
        });
        let name = self.group.map(|group| self.names().group(group)).unwrap_or_default();
        Chart {
            title: format!("{name}: {}", chart.title),
            series: self.tiers(),
            y_label: self.words("sizes.axis_deals"),
            body: ChartBody::Columns(columns.collect()),
            ..chart
        }
    }
}
