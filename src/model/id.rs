//! Ids: small integers given out by a book's directories.
//!
//! An id holds for the life of a book and across its edits and undo; the text key behind it lives
//! in the directory and in files. Ids of different books do not compare. An id that may be absent
//! takes no more room than one that is there.

use std::num::NonZeroU32;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(NonZeroU32);

        impl $name {
            /// The id for position `index` of its directory; positions past `u32::MAX` − 1 are
            /// clamped, which no directory reaches.
            pub fn new(index: usize) -> Self {
                let place = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
                Self(NonZeroU32::new(place).unwrap_or(NonZeroU32::MAX))
            }

            /// The position in the directory.
            pub const fn index(self) -> usize {
                self.0.get() as usize - 1
            }
        }
    };
}

id! {
    /// A deal record of the book.
    DealId
}
id! {
    /// An issuer.
    IssuerId
}
id! {
    /// A bank as printed: one legal entity, branch or spelling.
    BankId
}
id! {
    /// A bank group: the parent under which league tables count its banks.
    GroupId
}
