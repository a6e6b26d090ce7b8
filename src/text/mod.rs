//! Normal forms of names: what makes two printed names one, and how a person may type them.

mod decode;
mod normal;
mod pinyin;

pub use decode::{Decoded, decoded, unicode};
pub use normal::{display_width, fold, is_cjk, simplified};
pub use pinyin::{initials, syllables};
