//! A value that is made when it is first asked for.

use std::fmt;
use std::sync::OnceLock;

type Make<T> = Box<dyn Fn() -> T + Send + Sync>;

/// A value that is at hand, or made when it is first asked for.
pub(super) struct Lazy<T> {
    cell: OnceLock<T>,
    make: Option<Make<T>>,
}

impl<T: Default> Default for Lazy<T> {
    fn default() -> Self {
        T::default().into()
    }
}

impl<T> From<T> for Lazy<T> {
    fn from(value: T) -> Self {
        Self { cell: value.into(), make: None }
    }
}

impl<T: Default> Lazy<T> {
    /// A value to be made later.
    pub(super) fn later(make: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self { cell: OnceLock::new(), make: Some(Box::new(make)) }
    }

    pub(super) fn get(&self) -> &T {
        self.cell.get_or_init(|| self.make.as_ref().map_or_else(T::default, |make| make()))
    }
}

impl<T: Default + fmt::Debug> fmt::Debug for Lazy<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

impl<T: Default + PartialEq> PartialEq for Lazy<T> {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}
