//! Randomness.

use rand::{CryptoRng, RngCore};

/// A source of randomness for secrets and pauses.
pub(crate) trait Random: RngCore + CryptoRng {}

impl<Source: RngCore + CryptoRng> Random for Source {}
