//! Regions of head offices.

/// The part of the world where a bank has its head office, as syndicates look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Region {
    /// Mainland China, Hong Kong, Macau, Taiwan.
    GreaterChina,
    /// The rest of Asia, Australia and the Pacific.
    AsiaPacific,
    /// North and South America.
    Americas,
    /// Europe with the United Kingdom, Switzerland and Turkey.
    Europe,
    /// The Middle East, Africa, supranationals, and banks whose country is not known.
    Elsewhere,
}

impl Region {
    /// Every region.
    pub const ALL: [Self; 5] =
        [Self::GreaterChina, Self::AsiaPacific, Self::Americas, Self::Europe, Self::Elsewhere];

    /// The region of a country, ISO 3166 alpha-2.
    pub fn of(country: Option<&str>) -> Self {
        match country.unwrap_or_default() {
            "CN" | "HK" | "MO" | "TW" => Self::GreaterChina,
            "JP" | "KR" | "SG" | "AU" | "NZ" | "IN" | "ID" | "MY" | "TH" | "PH" | "VN" | "LK"
            | "MV" | "BD" | "PK" | "KZ" | "MN" | "KH" | "BN" => Self::AsiaPacific,
            "US" | "CA" | "BR" | "MX" | "CL" | "CO" | "PE" | "AR" | "PA" | "VE" | "BM" | "KY"
            | "VG" => Self::Americas,
            "GB" | "IE" | "FR" | "DE" | "CH" | "NL" | "BE" | "LU" | "AT" | "IT" | "ES" | "PT"
            | "SE" | "NO" | "DK" | "FI" | "IS" | "PL" | "CZ" | "HU" | "RO" | "BG" | "GR" | "TR"
            | "RU" | "UA" | "EE" | "LV" | "LT" | "SI" | "SK" | "HR" | "RS" | "CY" | "MT" | "LI"
            | "MC" => Self::Europe,
            _ => Self::Elsewhere,
        }
    }

    /// The key of its name in the catalogue.
    pub const fn key(self) -> &'static str {
        match self {
            Self::GreaterChina => "region.greater_china",
            Self::AsiaPacific => "region.asia_pacific",
            Self::Americas => "region.americas",
            Self::Europe => "region.europe",
            Self::Elsewhere => "region.elsewhere",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_have_their_region() {
        assert_eq!(Region::of(Some("HK")), Region::GreaterChina);
        assert_eq!(Region::of(Some("US")), Region::Americas);
        assert_eq!(Region::of(Some("AE")), Region::Elsewhere);
        assert_eq!(Region::of(None), Region::Elsewhere);
    }
}
