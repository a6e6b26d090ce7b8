//! Stories in the window, told by the names that a person or a screen reader meets: filter, select
//! in one view and see it in the others, switch the language, open a broken book.

mod window;

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use syndiscope::graph::Projection;
use syndiscope::model::{GroupId, IssuerId};
use syndiscope::query::Target;
use syndiscope::state::{
    Command, Correction, DocumentCommand, Go, GridToggle, LeagueTab, MeasureColumn, ReviewCommand,
    Show, Theme, ViewId,
};
use syndiscope::words::Lang;
use window::Window;

/// The name of the issuer whose deal is shown.
fn shown_issuer(window: &Window) -> String {
    let state = window.app().state();
    let deal_id = state.view.deal.expect("a deal is shown");
    state.book().issuer(state.book().deal(deal_id).issuer).name.clone()
}

#[test]
fn the_window_opens_on_the_articles_notes() {
    let window = Window::open();
    assert_eq!(shown_issuer(&window), "Kuaishou Technology");
    assert!(window.has("USD 1.5bn + CNH 3.5bn"), "the tombstone shows both halves");
    assert!(window.has("unnamed"), "names that the source lost are shown as such");
}

#[test]
fn a_filter_chosen_by_name_is_followed_everywhere_and_cleared() {
    let mut window = Window::open();
    let all = window.app().state().derived.rows.len();
    window.click_starting("Loans ");
    let state = window.app().state();
    assert_eq!(state.view.options.filter.to_string(), "market:LOAN");
    let loans = state.derived.rows.len();
    assert!(loans > 0 && loans < all);
    assert_eq!(state.derived.league.deals.min(loans), state.derived.league.deals);
    assert!(window.has(&format!("{loans} of {} deals", state.derived.chosen.total())));
    window.click_label_first("Clear");
    assert_eq!(window.app().state().derived.rows.len(), all);
}

#[test]
fn a_filter_can_be_typed_and_says_what_is_wrong() {
    let mut window = Window::open();
    window.click("Edit as text");
    window.type_into("market:DCM year:2024..2025 bank:UBS", "market:DCM year:nineteen");
    assert!(window.app().state().view.options.filter.is_empty());
    window.click("Apply");
    assert!(window.app().state().view.options.filter.is_empty(), "a bad filter is not taken");
    window.click("Cancel");
    window.click("Edit as text");
    window.type_into("market:DCM year:2024..2025 bank:UBS", "market:DCM year:2025");
    window.click("Apply");
    let filter = window.app().state().view.options.filter.to_string();
    assert!(filter.contains("market:DCM") && filter.contains("2025"), "{filter}");
}

#[test]
fn a_bank_clicked_in_the_league_table_is_selected_everywhere() {
    let mut window = Window::open();
    let state = window.app().state();
    let first = state.derived.league.rows[0].group;
    let name = state.book().group(first).name.clone();
    window.click_label_first(&name);
    let state = window.app().state();
    assert_eq!(state.view.spot.selection, Some(Target::Group(first)));
    assert_eq!(state.view.group, Some(first));
    assert!(window.has("Deals by year and highest role"), "the bank's page is shown");
    window.press(Modifiers::ALT, Key::ArrowLeft);
    assert_ne!(window.app().state().view.spot.selection, Some(Target::Group(first)));
}

#[test]
fn the_language_switches_while_the_window_is_open() {
    let mut window = Window::open();
    window.click("中文");
    assert_eq!(window.app().state().lang(), Lang::Zh);
    assert!(window.has("排行榜") && window.has("快手科技"));
    window.click("English");
    assert!(window.has("League table") && window.has("Kuaishou Technology"));
}

#[test]
fn escape_closes_a_menu_before_it_lets_go_of_what_is_selected() {
    let mut window = Window::open();
    let bank = Target::Group(GroupId::new(0));
    window.send(Command::Go(Go::Select(bank)));
    let selected = |window: &Window| window.app().state().view.spot.selection;
    window.click("File");
    assert!(window.has_part("Quit"), "the menu is open");
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.has_part("Quit"), "the menu is closed");
    assert_eq!(selected(&window), Some(bank));
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(selected(&window), None);
}

#[test]
fn an_action_is_found_in_the_palette() {
    let mut window = Window::open();
    window.press(Modifiers::COMMAND, Key::K);
    window.type_into("What do you want to do?", "dark theme");
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.app().state().view.options.theme, Theme::Dark);
}

#[test]
fn an_issuer_is_found_by_pinyin_initials() {
    let mut window = Window::open();
    window.press(Modifiers::COMMAND, Key::F);
    window.type_into("Search issuers, banks, deals", "xmjt");
    window.press(Modifiers::NONE, Key::Enter);
    let state = window.app().state();
    let Some(Target::Issuer(issuer_id)) = state.view.spot.selection else {
        panic!("an issuer is selected, not {:?}", state.view.spot.selection)
    };
    assert_eq!(state.book().issuer(issuer_id).name, "Xiaomi Corporation");
}

#[test]
fn a_broken_book_opens_and_its_problems_can_be_read() {
    let mut window = Window::open();
    let path = std::path::PathBuf::from("tests/books/broken.ndjson");
    window.send(Command::Document(DocumentCommand::OpenFile(path)));
    let book = window.app().state().book();
    assert_eq!(book.deals().len() + book.source().rejected.len(), book.source().rows());
    assert!(window.has_part("8 rows = 4 kept + 4 rejected"));
    assert!(window.has("unreadable-record"));
}

#[test]
fn a_removed_deal_comes_back() {
    let mut window = Window::open();
    let before = window.app().state().book().source().to_book_text();
    let deal_id = window.app().state().view.deal.expect("a deal is shown");
    window.send(Command::Document(DocumentCommand::Remove(deal_id)));
    assert_ne!(window.app().state().book().source().to_book_text(), before);
    window.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.app().state().book().source().to_book_text(), before);
}

#[test]
fn every_view_draws_in_both_languages_and_themes_and_comes_to_rest() {
    let mut window = Window::open();
    for lang in Lang::ALL {
        for theme in [Theme::Light, Theme::Dark] {
            window.send(Command::Show(Show::Lang(lang)));
            window.send(Command::Show(Show::Theme(theme)));
            for view in ViewId::ALL {
                // The harness fails where a view asks for frames without end, or where a button or
                // field has no name.
                window.send(Command::Show(Show::View(view)));
            }
        }
    }
}

#[test]
fn a_small_window_keeps_every_part() {
    let mut window = Window::with_size([1280.0, 720.0]);
    for name in ["Filter", "Network", "Syndicate sizes", "Deal", "League table"] {
        assert!(window.has(name), "{name}");
    }
    window.send(Command::Show(Show::ToggleFilters));
    assert!(!window.app().state().view.options.filters_open);
}

#[test]
fn every_button_and_field_has_a_name() {
    let window = Window::open();
    let root = window.root();
    let nameless: Vec<String> = root
        .query_all_by(|node| {
            node.label().is_none_or(|label| label.trim().is_empty())
                && node.value().is_none()
                && matches!(
                    node.role(),
                    eframe::egui::accesskit::Role::Button
                        | eframe::egui::accesskit::Role::TextInput
                )
        })
        .map(|node| format!("{node:?}"))
        .collect();
    assert!(nameless.is_empty(), "{nameless:?}");
}

/// An announcement of a made-up issuer.
const ANNOUNCEMENT: &str = "Example Harbour Holdings Limited priced US$700,000,000 4.250% senior \
    notes due 2031 on 14 January 2026. HSBC and Morgan Stanley acted as joint global coordinators, \
    joint lead managers and joint bookrunners; DBS Bank Ltd. acted as joint bookrunner.";

#[test]
fn an_announcement_is_read_accepted_saved_and_found_again() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join("book.json");
    let mut window = Window::open();
    let before = window.app().state().book().deals().len();
    let read = ReviewCommand::Read("note.txt".into(), ANNOUNCEMENT.into());
    window.send(Command::Review(read));
    assert!(window.has("Accept into the book"), "the draft is shown");
    window.click("Accept into the book");
    let state = window.app().state();
    assert_eq!(state.book().deals().len(), before + 1);
    assert_eq!(shown_issuer(&window), "Example Harbour Holdings Limited");
    window.send(Command::Document(DocumentCommand::SaveTo(path.clone())));

    let mut again = Window::open();
    again.send(Command::Document(DocumentCommand::OpenFile(path)));
    let state = again.app().state();
    let book = state.book();
    let issuer = book.issuers().iter().position(|i| i.name == "Example Harbour Holdings Limited");
    let issuer_id = IssuerId::new(issuer.expect("the issuer is in the book"));
    let (at, deal) = book
        .deals_with_ids()
        .find(|(_, deal)| deal.issuer == issuer_id)
        .expect("its deal is in the book");
    assert_eq!(deal.members.len(), 3);
    let node = syndiscope::graph::Node::Issuer(issuer_id);
    assert!(state.derived.all_links.iter().any(|link| link.a == node || link.b == node));
    let hsbc = book.groups().iter().position(|group| group.name == "HSBC");
    let hsbc = GroupId::new(hsbc.expect("HSBC is in the book"));
    let criteria = syndiscope::stats::Criteria::default();
    let (index, chosen) = (&state.derived.index, &state.derived.chosen);
    let recipient = syndiscope::stats::Recipient::Group(hsbc);
    let audit = syndiscope::stats::Audit::new(index, chosen, &criteria, recipient);
    let line = audit.lines.iter().find(|line| line.deal == Some(at)).expect("HSBC is credited");
    assert_eq!(line.credit.cents(), 70_000_000_000 / 3);
}

#[test]
fn a_draft_can_be_corrected_and_put_away() {
    let mut window = Window::open();
    let read = ReviewCommand::Read(String::new(), ANNOUNCEMENT.into());
    window.send(Command::Review(read));
    let correction = Correction::Set("/law".into(), serde_json::json!("English"));
    window.send(Command::Review(ReviewCommand::Correct(correction)));
    let record = window.app().state().review.as_ref().and_then(|review| review.record().cloned());
    assert_eq!(record.and_then(|record| record.get("law").cloned()), Some("English".into()));
    window.click("Undo correction");
    let record = window.app().state().review.as_ref().and_then(|review| review.record().cloned());
    assert!(record.is_some_and(|record| !record.contains_key("law")));
    window.click("Put away");
    assert!(window.has("Read an announcement"));
}

#[test]
fn every_tab_of_the_league_table_draws() {
    let mut window = Window::open();
    for lang in Lang::ALL {
        window.send(Command::Show(Show::Lang(lang)));
        for tab in LeagueTab::ALL {
            window.send(Command::Show(Show::LeagueTab(tab)));
        }
    }
    window.send(Command::Show(Show::LeagueTab(LeagueTab::Stability)));
    assert!(!window.app().state().derived.stability.rows.is_empty());
    window.send(Command::Show(Show::SizeView(syndiscope::state::SizeView::Depth)));
    window.send(Command::Show(Show::Lang(Lang::En)));
    assert!(window.has("Banks from abroad"));
}

#[test]
fn sets_of_deals_stand_side_by_side() {
    let mut window = Window::open();
    window.send(Command::Show(Show::View(ViewId::Compare)));
    assert!(window.has("Nothing stands side by side yet"));
    window.click("Sets ▼");
    window.click("The largest markets");
    let sides = window.app().state().view.options.sides.clone();
    assert_eq!(sides.len(), 4);
    assert!(window.has("Banks per deal by tier") && window.has("First by credit"));
    window.replace_in("filter 1", "market:LOAN year:nineteen");
    window.press(Modifiers::NONE, Key::Tab);
    assert_eq!(window.app().state().view.options.sides, sides, "a bad filter is not taken");
    window.replace_in("filter 1", "year:2025");
    window.press(Modifiers::NONE, Key::Tab);
    assert_eq!(window.app().state().view.options.sides[0], "year:2025".parse().unwrap());
    window.click_starting("Take away");
    assert_eq!(window.app().state().view.options.sides, sides[1..]);
    window.click_starting("+ Kuaishou");
    assert_eq!(window.app().state().view.options.sides.len(), 4);
    window.click("Clear");
    assert!(window.app().state().view.options.sides.is_empty());
}

#[test]
fn measures_are_a_table_that_sorts_and_finds() {
    let mut window = Window::open();
    window.send(Command::Show(Show::View(ViewId::Measures)));
    assert!(window.has_part("communities, modularity"));
    window.send(Command::Show(Show::SortMeasures(MeasureColumn::Status)));
    window.send(Command::Show(Show::SortMeasures(MeasureColumn::Status)));
    assert!(window.app().state().view.options.measures_ascending);
    window.send(Command::Show(Show::SortMeasures(MeasureColumn::Deals)));
    assert!(!window.app().state().view.options.measures_ascending);
    for lang in Lang::ALL {
        window.send(Command::Show(Show::Lang(lang)));
        window.send(Command::Show(Show::MeasuresOf(Projection::IssuerBank)));
        window.send(Command::Show(Show::MeasuresOf(Projection::BankBank)));
    }
}

#[test]
fn roles_are_told_deal_by_deal() {
    let mut window = Window::open();
    let state = window.app().state();
    let book = state.book().clone();
    let often = book.issuers().iter().position(|issuer| issuer.name == "Alphabet Inc.");
    let issuer = IssuerId::new(often.expect("the embedded book has several of its deals"));
    window.send(Command::Go(Go::Select(Target::Issuer(issuer))));
    window.send(Command::Show(Show::View(ViewId::Issuer)));
    assert!(window.has("Roles deal by deal"));
    assert!(window.has_part("banks new to the issuer"));
    let bank = window.app().state().derived.league.rows[0].group;
    window.send(Command::Go(Go::Select(Target::Group(bank))));
    window.send(Command::Show(Show::View(ViewId::Bank)));
    assert!(window.has_part("Issuers served more than once"));
}

#[test]
fn the_grid_of_rules_is_chosen_piece_by_piece() {
    let mut window = Window::open();
    window.send(Command::Show(Show::LeagueTab(LeagueTab::Stability)));
    let cells = |window: &Window| window.app().state().derived.stability.cells.len();
    assert_eq!(cells(&window), 6 * 5 * 3 * 2);
    let lead_left = window.app().state().tr("credit_method.lead_left").into_owned();
    window.click_starting("Methods");
    window.click(&lead_left);
    assert_eq!(cells(&window), 7 * 5 * 3 * 2);
    window.send(Command::Show(Show::Grid(GridToggle::Years)));
    assert_eq!(cells(&window), 7 * 5 * 3 * 2 * 4);
}
