//! The window as tests drive it: by names, without a display.

#![allow(dead_code, reason = "each test file uses its own part")]

use eframe::egui::{self, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use egui_kittest::{Harness, Node};
use syndiscope::app::{App, Session};
use syndiscope::state::Command;

/// The program with its window and somebody who clicks.
pub struct Window {
    harness: Harness<'static, Option<App>>,
}

impl Window {
    /// The window as it opens at first, laid out.
    pub fn open() -> Self {
        Self::with_size([1440.0, 900.0])
    }

    /// The same in another size.
    pub fn with_size(size: [f32; 2]) -> Self {
        Self::built(Harness::builder().with_size(size))
    }

    /// The window of a builder, which may draw.
    pub fn built(builder: egui_kittest::HarnessBuilder<Option<App>>) -> Self {
        let harness = builder.with_max_steps(60).build_ui_state(
            |ui, app: &mut Option<App>| match app {
                Some(app) => {
                    // The ground that the window has.
                    let ground = ui.visuals().panel_fill;
                    ui.painter().rect_filled(ui.ctx().content_rect(), 0, ground);
                    app.update(ui.ctx());
                    app.draw(ui);
                }
                // Fonts come into use with the next pass.
                None => *app = Some(App::new(ui.ctx(), Session::default(), None)),
            },
            None,
        );
        let mut window = Self { harness };
        window.settle();
        window
    }

    /// The program.
    pub fn app(&self) -> &App {
        self.harness.state().as_ref().expect("the first pass made it")
    }

    /// The top of the tree of names.
    pub fn root(&self) -> Node<'_> {
        self.harness.root()
    }

    /// The harness, to draw with.
    pub fn harness(&mut self) -> &mut Harness<'static, Option<App>> {
        &mut self.harness
    }

    /// Runs until nothing moves and no job is left.
    pub fn settle(&mut self) {
        for _ in 0..3 {
            self.harness.run();
            if let Some(app) = self.harness.state_mut() {
                app.finish_jobs();
            }
        }
        self.harness.run();
    }

    /// Sends a command, as a menu would.
    pub fn send(&mut self, command: Command) {
        self.harness.state_mut().as_mut().expect("the first pass made it").send(command);
        self.harness.step();
        self.settle();
    }

    /// Whether something with this name is on the screen.
    pub fn has(&self, label: &str) -> bool {
        self.harness.query_all_by_label(label).next().is_some()
    }

    /// Whether something whose name contains this is on the screen.
    pub fn has_part(&self, part: &str) -> bool {
        self.harness.query_all_by_label_contains(part).next().is_some()
    }

    /// Clicks the only thing with this name.
    pub fn click(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.settle();
    }

    /// Clicks the first thing with this name.
    pub fn click_label_first(&mut self, label: &str) {
        let node = self.harness.query_all_by_label(label).next();
        node.unwrap_or_else(|| panic!("nothing is called {label}")).click();
        self.settle();
    }

    /// Clicks the first thing whose name starts like this.
    pub fn click_starting(&mut self, start: &str) {
        let node = self
            .harness
            .query_all_by(|node| node.label().is_some_and(|label| label.starts_with(start)))
            .next();
        node.unwrap_or_else(|| panic!("nothing starts with {start}")).click();
        self.settle();
    }

    /// Types into the field with this name.
    pub fn type_into(&mut self, label: &str, text: &str) {
        let field = self.harness.query_all_by(|node| {
            node.role() == egui::accesskit::Role::TextInput
                && node.label().is_some_and(|name| name == label)
        });
        let field = field.last().unwrap_or_else(|| panic!("no field is called {label}"));
        field.focus();
        self.harness.run();
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.settle();
    }

    /// Types into the field with this name, in place of what stands there.
    pub fn replace_in(&mut self, label: &str, text: &str) {
        let field = self.harness.query_all_by(|node| {
            node.role() == egui::accesskit::Role::TextInput
                && node.label().is_some_and(|name| name == label)
        });
        field.last().unwrap_or_else(|| panic!("no field is called {label}")).focus();
        self.harness.run();
        self.press(Modifiers::COMMAND, Key::A);
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.settle();
    }

    /// Presses a key.
    pub fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }
}
