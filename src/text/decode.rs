//! Bytes to text, in whichever of the usual encodings they are.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

/// How much of a text is looked at to tell its encoding.
const LOOKED_AT: usize = 1 << 20;

/// A text and whether bytes of it could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, without a byte order mark.
    pub text: Cow<'a, str>,
    /// Whether a replacement character stands where bytes meant nothing.
    pub is_lossy: bool,
}

/// Reads bytes as Unicode: UTF-8, or what their byte order mark says.
pub fn unicode(bytes: &[u8]) -> Decoded<'_> {
    let (text, _, is_lossy) = encoding_rs::UTF_8.decode(bytes);
    Decoded { text, is_lossy }
}

/// Reads bytes as text: by their byte order mark, as UTF-8, or as the encoding that they look like
/// (GB18030 and Big5 among them).
///
/// Few stray bytes in what is otherwise UTF-8 do not make it another encoding.
pub fn decoded(bytes: &[u8]) -> Decoded<'_> {
    match std::str::from_utf8(bytes) {
        Err(error)
            if encoding_rs::Encoding::for_bom(bytes).is_none()
                && !is_mostly_utf8(bytes, error.valid_up_to()) =>
        {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(&bytes[..bytes.len().min(LOOKED_AT)], true);
            let encoding = detector.guess(None, Utf8Detection::Allow);
            let (text, is_lossy) = encoding.decode_without_bom_handling(bytes);
            Decoded { text, is_lossy }
        }
        _ => unicode(bytes),
    }
}

/// Whether the text that is no UTF-8 has more whole characters of it than stray bytes.
fn is_mostly_utf8(bytes: &[u8], first_stray: usize) -> bool {
    let part = &bytes[first_stray..bytes.len().min(first_stray.saturating_add(LOOKED_AT))];
    let whole = bytes[..first_stray].iter().filter(|byte| !byte.is_ascii()).count();
    let (mut whole, mut stray) = (whole, 0);
    for chunk in part.utf8_chunks() {
        whole += chunk.valid().bytes().filter(|byte| !byte.is_ascii()).count();
        stray += chunk.invalid().len();
    }
    // A word in Latin-1 has single bytes; GB18030 and Big5 look like UTF-8 by chance at times.
    whole > 8 * stray
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "快手科技发行35亿元人民币票据，由中国银行及汇丰担任联席账簿管理人，每年付息两次。";

    #[test]
    fn utf_8_is_read_with_and_without_a_mark() {
        assert_eq!(decoded(TEXT.as_bytes()).text, TEXT);
        let marked = [b"\xef\xbb\xbf".as_slice(), TEXT.as_bytes()].concat();
        assert_eq!(decoded(&marked).text, TEXT);
        assert_eq!(decoded(b"").text, "");
    }

    #[test]
    fn chinese_encodings_are_told_by_their_bytes() {
        let (gb, _, _) = encoding_rs::GB18030.encode(TEXT);
        assert_eq!(decoded(&gb), Decoded { text: TEXT.into(), is_lossy: false });
        let traditional =
            "本公司發行美元票據，由中國銀行及滙豐擔任聯席賬簿管理人，每半年付息一次。";
        let (big5, _, _) = encoding_rs::BIG5.encode(traditional);
        assert_eq!(decoded(&big5), Decoded { text: traditional.into(), is_lossy: false });
    }

    #[test]
    fn utf_16_is_read_by_its_mark() {
        let little: Vec<u8> = "\u{feff}快手".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&little).text, "快手");
        let big: Vec<u8> = "\u{feff}快手".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decoded(&big).text, "快手");
    }

    #[test]
    fn a_stray_byte_does_not_change_the_encoding() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.insert(0, 0xff);
        let read = decoded(&bytes);
        assert!(read.is_lossy);
        assert_eq!(read.text.strip_prefix('\u{fffd}'), Some(TEXT));
    }
}
