//! What few records say: kept aside, so that the many that do not say it stay small.

use std::ops::{Deref, DerefMut};

/// A value that is blank for most: it takes the room of a pointer until it is written to.
#[derive(Clone, Debug)]
pub struct Rare<T>(Option<Box<T>>);

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> From<T> for Rare<T>
where
    T: Blank + PartialEq,
{
    /// Keeps a value; a blank one takes no room.
    fn from(value: T) -> Self {
        if value == *T::BLANK { Self(None) } else { Self(Some(Box::new(value))) }
    }
}

/// A type with a blank value.
pub trait Blank: Default + 'static {
    /// The value in which nothing is said.
    const BLANK: &'static Self;
}

impl<T: Blank> Deref for Rare<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or(T::BLANK)
    }
}

impl<T: Blank> DerefMut for Rare<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }
}

impl<T: Blank + PartialEq> PartialEq for Rare<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Note(Option<String>);

    impl Blank for Note {
        const BLANK: &'static Self = &Self(None);
    }

    #[test]
    fn what_is_blank_takes_no_room_and_equals_the_blank() {
        let mut rare = Rare::<Note>::default();
        assert_eq!(size_of_val(&rare), 8);
        assert_eq!(rare.0.as_ref().map(|note| note.0.clone()), None);
        assert_eq!(*rare, Note(None));
        rare.0.get_or_insert_default();
        assert_eq!(rare, Rare::from(Note(None)));
        let said = Rare::from(Note(Some("x".into())));
        assert_ne!(rare, said);
        assert_eq!(said.clone(), said);
    }
}
