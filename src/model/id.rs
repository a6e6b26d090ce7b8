//! Ids: small integers given out by a book's directories.
//!
//! An id holds for the life of a book and across its edits and undo; the text key behind it lives
//! in the directory and in files. Ids of different books do not compare.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// The id for position `index` of its directory; positions past `u32::MAX` are clamped,
            /// which no directory reaches.
            pub fn new(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            /// The position in the directory.
            pub const fn index(self) -> usize {
                self.0 as usize
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
