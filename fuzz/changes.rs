//! Changes to a whole file, as fuzzing makes them.

/// The whole file with bytes changed: each of three bytes tells where, in 65,536ths, and what.
pub fn changed(whole: &[u8], changes: &[u8]) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for change in changes.as_chunks::<3>().0 {
        let part = usize::from(u16::from_le_bytes([change[0], change[1]]));
        let at = part * bytes.len() / 65_536;
        bytes[at] = change[2];
    }
    bytes
}
