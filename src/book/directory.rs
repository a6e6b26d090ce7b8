//! stub
use super::resolve::Match;
/// x
#[derive(Debug, Default)]
pub struct BankDirectory;
/// x
#[derive(Debug)]
pub struct BankGroup {
    /// x
    pub name: String,
    /// x
    pub name_hans: Option<String>,
    /// x
    pub name_hant: Option<String>,
    /// x
    pub country: Option<String>,
}
/// x
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct DirectoryError;
static E: BankDirectory = BankDirectory;
impl BankDirectory {
    /// x
    pub fn embedded() -> &'static Self {
        &E
    }
    /// x
    pub fn groups(&self) -> &[BankGroup] {
        &[]
    }
    /// x
    pub fn resolve(&self, _p: &str) -> Option<Match> {
        None
    }
    /// x
    pub fn resolve_group(&self, _p: &str) -> Option<usize> {
        None
    }
    /// x
    pub fn merged_into(&self, _g: usize) -> Option<(usize, i16)> {
        None
    }
}
