//! stub
/// x
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sureness {
    /// x
    Exact,
    /// x
    ByRule,
    /// x
    Guessed,
}
/// x
#[derive(Debug)]
pub struct Match {
    /// x
    pub group: usize,
    /// x
    pub entity: String,
    /// x
    pub sureness: Sureness,
}
