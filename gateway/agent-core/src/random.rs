//! Randomness.

use rand::{CryptoRng, RngCore};

/// What secrets and pauses are drawn from.
pub(crate) trait Random: RngCore + CryptoRng {}

impl<Source: RngCore + CryptoRng> Random for Source {}
