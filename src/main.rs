//! The program: a window, or commands for a terminal.
fn main() {
    if let Err(error) = syndiscope::app::run(std::env::args_os().nth(1).map(Into::into)) {
        eprintln!("{error}");
    }
}
