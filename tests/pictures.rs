//! Pictures for what cannot be said otherwise, small and few, drawn by whatever adapter there is
//! (lavapipe on a machine without a graphics card). Where there is none they are skipped, and say so.

mod window;

use eframe::egui::Vec2;
use eframe::wgpu;
use egui_kittest::{Harness, SnapshotOptions};
use syndiscope::state::{Command, Show, Theme};
use syndiscope::words::Lang;
use window::Window;

/// Pixels that may differ: the rims of glyphs and lines, which drivers round in their own way.
const MOST_DIFFERENT: usize = 200;

#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
fn adapter_is_there() -> bool {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    let adapters = pollster::block_on(instance.enumerate_adapters(wgpu::Backends::PRIMARY));
    if adapters.is_empty() {
        eprintln!("skipped: no graphics adapter; on Debian install mesa-vulkan-drivers");
    }
    !adapters.is_empty()
}

fn check(name: &str, lang: Lang, theme: Theme) {
    if !adapter_is_there() {
        return;
    }
    let builder = Harness::builder().with_size(Vec2::new(960.0, 600.0)).wgpu();
    let mut window = Window::built(builder);
    window.send(Command::Show(Show::Lang(lang)));
    window.send(Command::Show(Show::Theme(theme)));
    window.send(Command::Show(Show::ToggleFilters));
    window.harness().remove_cursor();
    window.settle();
    let options = SnapshotOptions::new().max_failed_pixels(MOST_DIFFERENT);
    window.harness().snapshot_options(name, &options);
}

#[test]
fn the_workspace_in_english_and_light() {
    check("workspace-en-light", Lang::En, Theme::Light);
}

#[test]
fn the_workspace_in_chinese_and_dark() {
    check("workspace-zh-dark", Lang::Zh, Theme::Dark);
}
