//! Files to text: what people drop onto the program, whichever way the text is kept in it.

use std::borrow::Cow;

use super::pdf;
use crate::text::decoded;
use crate::words::{Lang, tr};

/// The longest text that is read, in bytes.
const LONGEST: usize = 5 << 20;
/// The largest file that is read: pictures and fonts of a PDF take room too.
const LARGEST: usize = 64 << 20;

/// Why a file gives no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextError {
    /// The text is longer than 5 MiB, or its file larger than 64 MiB.
    TooLarge,
    /// The file is a PDF that is damaged beyond what can be read.
    Damaged,
    /// The file is a PDF that asks for a password.
    Locked,
    /// The pages of the PDF are pictures, or their fonts do not say which characters they show.
    Pictures,
}

impl std::error::Error for TextError {}

impl std::fmt::Display for TextError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.sentence(Lang::En))
    }
}

impl TextError {
    /// What is wrong and what to do about it, in words.
    pub fn sentence(self, lang: Lang) -> Cow<'static, str> {
        let key = match self {
            Self::TooLarge => "import.text.too_large",
            Self::Damaged => "import.text.damaged",
            Self::Locked => "import.text.locked",
            Self::Pictures => "import.text.pictures",
        };
        tr(lang, key)
    }
}

/// The text of a file: of a PDF what its pages show, else the bytes in the encoding that they are
/// in.
///
/// # Errors
/// When the text is too long, or the file a PDF that is damaged, locked or without text.
pub fn text_of(bytes: &[u8]) -> Result<Cow<'_, str>, TextError> {
    if bytes.len() > LARGEST {
        return Err(TextError::TooLarge);
    }
    let text = if pdf::is_pdf(bytes) {
        Cow::Owned(pdf::text_of(bytes)?)
    } else if bytes.len() > 2 * LONGEST {
        return Err(TextError::TooLarge);
    } else {
        decoded(bytes).text
    };
    if text.len() > LONGEST { Err(TextError::TooLarge) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::read;

    macro_rules! pdf {
        ($name:literal) => {
            include_bytes!(concat!("../../tests/pdf/", $name, ".pdf"))
        };
    }

    #[test]
    fn a_term_sheet_is_read_from_its_pdf() {
        let text = text_of(pdf!("term_sheet")).expect("text");
        assert!(
            text.contains("Joint Global Coordinators and Joint Bookrunners:\tBarclays Bank PLC,")
        );
        assert!(text.contains("\n\tUniCredit Bank GmbH\n"));
        let reading = read(&text);
        let [draft] = reading.drafts.as_slice() else { panic!("one deal") };
        assert_eq!(draft.issuer(), Some("Northwind Fibre Holdings plc"));
        assert_eq!(draft.record["tranches"][0]["amount"], 750_000_000);
        assert_eq!(draft.record["syndicate"].as_array().map(Vec::len), Some(9));
    }

    #[test]
    fn a_chinese_announcement_is_read_from_its_pdf() {
        let reading = read(&text_of(pdf!("notes_zh")).expect("text"));
        let [draft] = reading.drafts.as_slice() else { panic!("one deal") };
        assert_eq!(draft.issuer(), Some("远山智能科技有限公司"));
        assert_eq!(draft.record["announced"], "2026-06-10");
        assert_eq!(draft.record["tranches"][1]["coupon_pct"], 2.45);
        assert_eq!(draft.record["syndicate"].as_array().map(Vec::len), Some(4));
    }

    #[test]
    fn what_has_no_text_says_why() {
        let cases: [(&[u8], TextError); 4] = [
            (pdf!("locked"), TextError::Locked),
            (pdf!("pictures"), TextError::Pictures),
            (b"%PDF-1.7\nnothing of a file", TextError::Damaged),
            (&vec![b'a'; LONGEST + 1], TextError::TooLarge),
        ];
        for (bytes, error) in cases {
            assert_eq!(text_of(bytes), Err(error));
            assert!(!error.sentence(Lang::Zh).is_empty());
        }
    }

    #[test]
    fn a_pdf_cut_short_is_read_or_refused() {
        let whole = pdf!("term_sheet");
        for end in (0..whole.len()).step_by(997) {
            if let Ok(text) = text_of(&whole[..end]) {
                assert!(text.len() < whole.len());
            }
        }
    }

    #[test]
    fn a_page_in_another_encoding_is_read() {
        let page = "<html><body><p>快手科技发行15亿美元票据，中国银行及汇丰担任联席账簿管理人。</p></body></html>";
        let (bytes, _, _) = encoding_rs::GB18030.encode(page);
        assert_eq!(text_of(&bytes).as_deref(), Ok(page));
    }
}
