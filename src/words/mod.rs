//! Every word on screen, in every language: one catalogue, read by key.
//!
//! The catalogue is `assets/locales/*.yml`. A key without an entry shows as itself, and a test
//! keeps both languages complete.

use std::borrow::Cow;

/// A language of the interface.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// The locale code of the catalogue.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-CN",
        }
    }

    /// The name of the language, in itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Zh => "简体中文",
        }
    }
}

/// The words for a key, in a language.
pub fn tr(lang: Lang, key: &str) -> Cow<'static, str> {
    crate::_rust_i18n_try_translate(lang.code(), key)
        .map_or_else(|| Cow::Owned(key.to_owned()), |words| Cow::Owned(words.into_owned()))
}

/// The words for a key with `{0}`, `{1}` … replaced by the arguments.
pub fn tr_with(lang: Lang, key: &str, arguments: &[&str]) -> String {
    fill(&tr(lang, key), arguments)
}

/// Replaces `{0}`, `{1}` … by the arguments.
pub fn fill(template: &str, arguments: &[&str]) -> String {
    let mut text = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        text.push_str(&rest[..at]);
        let tail = &rest[at..];
        let slot = tail.find('}').and_then(|end| Some((end, tail[1..end].parse::<usize>().ok()?)));
        match slot.and_then(|(end, index)| Some((end, arguments.get(index)?))) {
            Some((end, argument)) => {
                text.push_str(argument);
                rest = &tail[end + 1..];
            }
            None => {
                text.push('{');
                rest = &tail[1..];
            }
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, expected: &str) {
        assert_eq!(fill(template, &["a", "b"]), expected);
    }

    #[test]
    fn slots_are_filled_and_other_braces_stay() {
        check("{0} and {1}", "a and b");
        check("{1}{0}{2}", "ba{2}");
        check("{x} { {0", "{x} { {0");
        check("", "");
    }
}
