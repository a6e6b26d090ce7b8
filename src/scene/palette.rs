//! Colours, light and dark.

use crate::graph::Node;
use crate::model::{Market, Region, Tier};

/// A colour: red, green, blue and opacity, 0 to 255, not premultiplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color(pub [u8; 4]);

impl Color {
    /// A colour of three parts, opaque.
    pub const fn rgb(hex: u32) -> Self {
        Self([(hex >> 16) as u8, (hex >> 8) as u8, hex as u8, 255])
    }

    /// The colour with an opacity of 0 to 1.
    #[must_use]
    pub fn alpha(self, opacity: f32) -> Self {
        let [red, green, blue, _] = self.0;
        Self([red, green, blue, (opacity.clamp(0.0, 1.0) * 255.0).round() as u8])
    }

    /// The colour mixed with another: 0 is this one, 1 the other.
    #[must_use]
    pub fn mixed(self, other: Self, part: f32) -> Self {
        let mix = |at: usize| {
            let (a, b) = (f32::from(self.0[at]), f32::from(other.0[at]));
            (a + (b - a) * part.clamp(0.0, 1.0)).round() as u8
        };
        Self([mix(0), mix(1), mix(2), mix(3)])
    }
}

/// The colours of a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Whether it is dark.
    pub dark: bool,
    /// The ground of pictures.
    pub ground: Color,
    /// Panels.
    pub panel: Color,
    /// Raised surfaces: cards, fields.
    pub raised: Color,
    /// Lines between things.
    pub line: Color,
    /// Text.
    pub ink: Color,
    /// Text that stands back.
    pub faint: Color,
    /// What is selected or can be clicked.
    pub accent: Color,
    /// Banks.
    pub bank: Color,
    /// Issuers.
    pub issuer: Color,
    /// Deals.
    pub deal: Color,
    /// Something wrong.
    pub error: Color,
    /// Something doubtful.
    pub warning: Color,
    /// Something gone well.
    pub good: Color,
}

impl Palette {
    /// The light theme.
    pub const LIGHT: Self = Self {
        dark: false,
        ground: Color::rgb(0xFF_FF_FF),
        panel: Color::rgb(0xF6_F7_F9),
        raised: Color::rgb(0xFF_FF_FF),
        line: Color::rgb(0xDD_E1_E7),
        ink: Color::rgb(0x1B_22_30),
        faint: Color::rgb(0x5F_6B_7C),
        accent: Color::rgb(0x25_63_EB),
        bank: Color::rgb(0x33_4E_9C),
        issuer: Color::rgb(0xE0_7B_39),
        deal: Color::rgb(0x0F_8B_6D),
        error: Color::rgb(0xC6_2A_2A),
        warning: Color::rgb(0xA1_62_07),
        good: Color::rgb(0x15_80_3D),
    };

    /// The dark theme.
    pub const DARK: Self = Self {
        dark: true,
        ground: Color::rgb(0x12_16_1D),
        panel: Color::rgb(0x18_1D_26),
        raised: Color::rgb(0x22_29_34),
        line: Color::rgb(0x32_3B_49),
        ink: Color::rgb(0xE7_EB_F2),
        faint: Color::rgb(0x9A_A6_B8),
        accent: Color::rgb(0x6C_A0_FF),
        bank: Color::rgb(0x7D_A2_FF),
        issuer: Color::rgb(0xF2_A0_5C),
        deal: Color::rgb(0x3F_D0_A8),
        error: Color::rgb(0xFF_7B_72),
        warning: Color::rgb(0xE5_B5_4B),
        good: Color::rgb(0x5F_D3_8A),
    };

    /// The palette of a theme.
    pub const fn of(dark: bool) -> Self {
        if dark { Self::DARK } else { Self::LIGHT }
    }

    /// The colour of a tier. The tiers differ in lightness too, so that they can be told apart
    /// without colour vision.
    pub const fn tier(&self, tier: Tier) -> Color {
        let (light, dark) = match tier {
            Tier::Sponsor => (0x6D_3F_B5, 0xB9_95_F5),
            Tier::Coordinator => (0xC8_3E_1D, 0xFF_8A_65),
            Tier::Bookrunner => (0x1D_6F_B8, 0x5A_B0_F5),
            Tier::Lead => (0x12_8C_7E, 0x4F_D1_C0),
            Tier::CoManager => (0xB5_8A_0B, 0xE8_C5_47),
            Tier::Member => (0x7A_87_9A, 0x9D_AB_BF),
            Tier::Label => (0xB0_B7_C3, 0x5F_6B_7D),
        };
        Color::rgb(if self.dark { dark } else { light })
    }

    /// The colour of a market.
    pub const fn market(&self, market: Option<Market>) -> Color {
        let (light, dark) = match market {
            Some(Market::Dcm) => (0x1D_6F_B8, 0x5A_B0_F5),
            Some(Market::Cb) => (0x6D_3F_B5, 0xB9_95_F5),
            Some(Market::Loan) => (0xB5_8A_0B, 0xE8_C5_47),
            Some(Market::Ecm) => (0x12_8C_7E, 0x4F_D1_C0),
            None => (0x7A_87_9A, 0x9D_AB_BF),
        };
        Color::rgb(if self.dark { dark } else { light })
    }

    /// A colour for the n-th part of a whole.
    pub const fn series(&self, at: usize) -> Color {
        const LIGHT: [u32; 8] = [
            0x1D_6F_B8, 0xC8_3E_1D, 0x12_8C_7E, 0xB5_8A_0B, 0x6D_3F_B5, 0xB8_3A_7A, 0x5A_7D_1E,
            0x7A_87_9A,
        ];
        const DARK: [u32; 8] = [
            0x5A_B0_F5, 0xFF_8A_65, 0x4F_D1_C0, 0xE8_C5_47, 0xB9_95_F5, 0xF0_86_BC, 0xA6_CE_5B,
            0x9D_AB_BF,
        ];
        let at = if at < 7 { at } else { 7 };
        Color::rgb(if self.dark { DARK[at] } else { LIGHT[at] })
    }

    /// The colour of banks of a region.
    pub const fn region(&self, region: Region) -> Color {
        let (light, dark) = match region {
            Region::GreaterChina => (0xB4_34_4C, 0xF0_7F_93),
            Region::AsiaPacific => (0x8A_4F_B0, 0xC4_98_EE),
            Region::Americas => (0x2B_55_A8, 0x7D_A7_FF),
            Region::Europe => (0x1F_8A_84, 0x58_CF_C4),
            Region::Elsewhere => (0x6B_76_88, 0x9A_A6_B8),
        };
        Color::rgb(if self.dark { dark } else { light })
    }

    /// The colour of a node of no region.
    pub const fn node(&self, node: Node) -> Color {
        match node {
            Node::Issuer(_) => self.issuer,
            Node::Group(_) => self.bank,
            Node::Deal(_) => self.deal,
            Node::Unnamed(_) => self.faint,
        }
    }
}
